"""Ranking measures: pytrec_eval (terrier's), scikit-learn's ndcg_score, scipy's ttest_rel.

The runs are generated, most with many ties, and trec_eval's own test files, which `data/trec_eval` carries. Exponential gains
are asked of pytrec_eval with the relevance 2^r - 1 in the judgements.
"""

import gzip
import importlib.metadata
from pathlib import Path

import numpy as np
import pytrec_eval
from scipy.stats import ttest_rel
from sklearn.metrics import ndcg_score

from common import Suite, rounded

TREC = Path(__file__).parent.parent / "data" / "trec_eval"
ALL = sorted(m for m in pytrec_eval.supported_measures if m not in ("runid", "relstring"))


def generated(rng, queries, docs, judged, levels, digits, shift=0):
    """Random judgements and scores; few digits make ties, retrieved documents are half of the judged and others."""
    qrels, run = {}, {}
    for q in range(queries):
        names = [f"d{i}" for i in rng.permutation(docs * 3)[: docs + judged]]
        qrels[f"q{q}"] = {d: int(rng.choice(levels)) for d in names[:judged]}
        picked = rng.permutation(names[judged // 2 :])[: int(rng.integers(1, docs + 1))]
        run[f"q{q}"] = {str(d): float(np.round(rng.normal() + shift, digits)) for d in picked}
    return qrels, run


def triples(table):
    return [[q, d, v] for q, row in table.items() for d, v in row.items()]


def main():
    suite = Suite("ranking", "pytrec_eval", __file__)
    suite.head["version"] = importlib.metadata.version("pytrec_eval-terrier")
    rng = np.random.default_rng(23)

    def case(name, qrels, run, measures=ALL, level=1, judged_only=False, files=None):
        found = pytrec_eval.RelevanceEvaluator(qrels, measures, relevance_level=level, judged_docs_only_flag=judged_only).evaluate(run)
        names = sorted(next(iter(found.values())))
        queries = sorted(found)
        mean = {m: pytrec_eval.compute_aggregated_measure(m, [found[q][m] for q in queries]) for m in names}
        data = {"files": files} if files else {"qrels": triples(qrels), "run": triples(run)}
        suite.add(name=name, measures=list(measures), level=level, judged_only=judged_only, **data,
                  expected={"names": names, "queries": queries, "values": [[found[q][m] for m in names] for q in queries],
                            "mean": [mean[m] for m in names]}, tolerance=1e-12)

    with gzip.open(TREC / "qrels.test.gz", "rt") as f:
        qrels = pytrec_eval.parse_qrel(f)
    with gzip.open(TREC / "results.test.gz", "rt") as f:
        run = pytrec_eval.parse_run(f)
    case("trec_eval's test files", dict(qrels), dict(run), files=True)
    case("trec_eval's test files, judged documents only", dict(qrels), dict(run), judged_only=True, files=True)

    case("no ties", *generated(rng, 6, 40, 12, [0, 1], 9))
    case("many ties", *generated(rng, 6, 60, 15, [0, 1], 0))
    case("graded, ties", *generated(rng, 6, 40, 20, [0, 1, 2, 3], 1))
    case("graded, relevance from 2 up", *generated(rng, 6, 40, 20, [0, 1, 2, 3], 1), level=2)
    case("pooled and not judged", *generated(rng, 6, 40, 20, [-1, 0, 1, 2], 1))
    case("judged documents only", *generated(rng, 6, 40, 20, [-1, 0, 1, 2], 1), judged_only=True)
    case("great scores that f32 ties", *generated(rng, 4, 40, 20, [0, 1], 3, shift=1e6))
    case("other cut-offs", *generated(rng, 4, 150, 30, [0, 1, 2], 2), measures=["P_1,3", "ndcg_cut_7", "map_cut.2,200", "recall_150", "success_3", "Rprec_mult_0.50", "iprec_at_recall_0.35"])
    case("many levels", *generated(rng, 4, 40, 30, list(range(12)), 1))
    case("nothing relevant", {"q": {"a": 0, "b": 0}, "r": {"a": 1}}, {"q": {"a": 1.0, "c": 2.0}, "r": {"b": 1.0}})
    case("names in order of bytes", {"q": {"É": 1, "z": 1, "Z": 1, "10": 1, "9": 0, "é": 1, "😀": 1}},
         {"q": {d: 1.0 for d in ["É", "z", "Z", "10", "9", "é", "e", "😀", "ｚ", "a"]}})

    # Exponential gains: 2^r - 1 as relevance.
    qrels, run = generated(rng, 5, 40, 20, [0, 1, 2, 3, 4], 1)
    grown = {q: {d: 2**r - 1 for d, r in row.items()} for q, row in qrels.items()}
    found = pytrec_eval.RelevanceEvaluator(grown, ["ndcg", "ndcg_cut_10"]).evaluate(run)
    queries = sorted(found)
    suite.add(name="exponential gains", measures=["ndcg_exponential", "ndcg_exponential_cut_10"], level=1, judged_only=False,
              qrels=triples(qrels), run=triples(run), expected={
                  "names": ["ndcg_exponential", "ndcg_exponential_cut_10"], "queries": queries,
                  "values": [[found[q]["ndcg"], found[q]["ndcg_cut_10"]] for q in queries],
                  "mean": [float(np.mean([found[q][m] for q in queries])) for m in ("ndcg", "ndcg_cut_10")]}, tolerance=1e-12)

    # scikit-learn's, of the retrieved documents; ties are those of doubles.
    def sklearn(q, k):
        docs = list(run[q])
        truth, scores = [[max(qrels[q].get(d, 0), 0) for d in docs]], [[run[q][d] for d in docs]]
        return ndcg_score(truth, scores, k=k) if len(docs) > 1 else float(truth[0][0] > 0)

    values = [[float(sklearn(q, None)), float(sklearn(q, 10))] for q in queries]
    suite.add(name="scikit-learn's ndcg_score", measures=["ndcg_sklearn", "ndcg_sklearn_cut_10"], level=1, judged_only=False, double=True,
              qrels=triples(qrels), run=triples(run), expected={
                  "names": ["ndcg_sklearn", "ndcg_sklearn_cut_10"], "queries": queries, "values": values,
                  "mean": np.mean(values, axis=0)}, tolerance=1e-12)

    for n in (2, 5, 50, 400):
        first = rounded(rng.uniform(0, 1, n), 4)
        second = rounded(np.clip(first + rng.normal(0.03, 0.1, n), 0, 1), 4)
        test = ttest_rel(second, first)
        suite.add(name=f"paired t, {n} queries", first=first, second=second, expected={"t": float(test.statistic), "p": float(test.pvalue)}, tolerance=1e-10)
    suite.write()


if __name__ == "__main__":
    main()
