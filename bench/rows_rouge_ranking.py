"""ROUGE and ranking measures beside rouge_score, pytrec_eval and ranx, from Python, reading of the input included."""

import random
import tempfile
from pathlib import Path

import numpy as np

from harness import Contender
from rows import optional, row

MEASURES = ["map", "recip_rank", "ndcg", "ndcg_cut_10"]


def texts(n, words):
    """n texts of so many words, drawn from 5 000 as often as their rank says."""
    rng = random.Random(1)
    endings = ["", "s", "ing", "ed", "ation", "ly"]
    vocabulary = ["".join(rng.choices("abcdefghilmnorstu", k=rng.randint(2, 9))) + rng.choice(endings) for _ in range(5000)]
    weights = [1 / (i + 1) for i in range(5000)]
    return [" ".join(rng.choices(vocabulary, weights=weights, k=words)) for _ in range(n)]


def rouge(workload, quick, n, words, types):
    n = n // 10 if quick else n
    drawn = texts(2 * n, words)
    hypotheses, references = drawn[:n], drawn[n:]
    import openwork.metrics

    ours = lambda _: openwork.metrics.rouge(hypotheses, references, types, use_stemmer=True).array[:, -1, 2]  # noqa: E731
    contenders = [Contender("openwork", "2 threads", ours)]
    if peer := optional("rouge_score.rouge_scorer"):
        scorer = peer.RougeScorer(types, use_stemmer=True)
        theirs = lambda _: [scorer.score(r, h)[types[-1]].fmeasure for h, r in zip(hypotheses, references)]  # noqa: E731
        contenders.append(Contender("rouge_score", "1 thread", theirs))
    truth = ours(None)
    workload.accuracy = lambda found: float(np.abs(np.asarray(found) - truth).max())
    return contenders


@row(
    id="rouge-60",
    algorithm="rouge",
    title="ROUGE-1, -2 and -L with stemming, 2 000 pairs of 60 words",
    accuracy_name="largest difference of F",
    bars={"rouge_score": 80.0},
)
def rouge_60(workload, quick):
    return rouge(workload, quick, 2000, 60, ["rouge1", "rouge2", "rougeL"])


@row(
    id="rouge-l-400",
    algorithm="rouge",
    title="ROUGE-L with stemming, 100 pairs of 400 words",
    accuracy_name="largest difference of F",
    bars={"rouge_score": 200.0},
)
def rouge_400(workload, quick):
    return rouge(workload, quick, 100, 400, ["rougeL"])


def rankings(quick):
    rng = np.random.default_rng(0)
    qrels, run = {}, {}
    for q in range(500 if quick else 5000):
        ids, scores = rng.choice(100_000, 1000, replace=False), rng.normal(size=1000)
        run[f"q{q}"] = {f"doc{i}": float(s) for i, s in zip(ids, scores)}
        judged = np.r_[ids[:30], rng.integers(0, 100_000, 20)]
        qrels[f"q{q}"] = {f"doc{i}": int(r) for i, r in zip(judged, rng.integers(0, 3, 50))}
    return qrels, run


def distance(truth):
    return lambda found: max(abs(found[q][m] - row[m]) for q, row in truth.items() for m in MEASURES) if found else 0.0


@row(
    id="ranking-dicts",
    algorithm="ranking",
    title="MAP, MRR, nDCG and nDCG@10 of 5 000 queries x 1 000 documents, from dictionaries",
    accuracy_name="largest difference",
    bars={"pytrec_eval": 3.0, "ranx": 3.0},
)
def ranking_dicts(workload, quick):
    qrels, run = rankings(quick)
    import openwork.metrics

    ours = lambda _: openwork.metrics.ranking(qrels, run, MEASURES).per_query  # noqa: E731
    contenders = [Contender("openwork", "2 threads", ours)]
    if peer := optional("pytrec_eval"):
        contenders.append(Contender("pytrec_eval", "1 thread", lambda _: peer.RelevanceEvaluator(qrels, set(MEASURES)).evaluate(run)))
    if ranx := optional("ranx"):
        names = ["map", "mrr", "ndcg", "ndcg@10"]
        # Its means alone, so that its accuracy is not compared.
        contenders.append(Contender("ranx", "2 threads", lambda _: ranx.evaluate(ranx.Qrels(qrels), ranx.Run(run), names) and None))
    workload.accuracy = distance(ours(None))
    return contenders


@row(
    id="ranking-files",
    algorithm="ranking",
    title="the same from TREC files",
    accuracy_name="largest difference",
    bars={"pytrec_eval": 8.0},
)
def ranking_files(workload, quick):
    qrels, run = rankings(quick)
    import openwork.metrics

    folder = Path(tempfile.mkdtemp(prefix="openwork-bench-"))
    (folder / "qrels").write_text("".join(f"{q} 0 {d} {r}\n" for q, row in qrels.items() for d, r in row.items()))
    with open(folder / "run", "w") as f:
        f.writelines(f"{q} Q0 {d} {i} {s:.6f} me\n" for q, row in run.items() for i, (d, s) in enumerate(row.items()))
    ours = lambda _: openwork.metrics.ranking(folder / "qrels", folder / "run", MEASURES).per_query  # noqa: E731
    contenders = [Contender("openwork", "2 threads", ours)]
    if peer := optional("pytrec_eval"):

        def theirs(_):
            with open(folder / "qrels") as judged, open(folder / "run") as scores:
                judged, scores = peer.parse_qrel(judged), peer.parse_run(scores)
            return peer.RelevanceEvaluator(judged, set(MEASURES)).evaluate(scores)

        contenders.append(Contender("pytrec_eval", "1 thread", theirs))
    workload.accuracy = distance(ours(None))
    return contenders
