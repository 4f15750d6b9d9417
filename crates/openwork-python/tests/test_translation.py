"""BLEU, chrF and TER: sacreBLEU's numbers, and what is said where they cannot be had."""

import copy
import doctest
import json
import pathlib
import pickle
import subprocess
import sys
import threading

import pytest

import openwork
from openwork import metrics

CASES = pathlib.Path(__file__).parents[3] / "parity" / "cases"
HYPOTHESES = ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."]
DOCUMENTS = [
    ["The dog bit the man.", "It was not unexpected.", "The man bit him first."],
    ["The dog had bit the man.", "No one was surprised.", "The man had bitten the dog."],
]
REFERENCES = [list(refs) for refs in zip(*DOCUMENTS)]


def cases(name):
    file = json.loads((CASES / f"{name}.json").read_text())
    return [pytest.param(case, file["data"][case["text"]], id=case["name"]) for case in file["cases"]]


def near(got, wanted):
    return abs(got - wanted) <= 1e-9 * max(1, abs(wanted))


@pytest.mark.parametrize("case, text", cases("bleu"))
def test_bleu_is_sacrebleus(case, text):
    for wanted in case["scores"]:
        settings = dict(tokenize=case["tokenize"], lowercase=case["lowercase"], max_ngram_order=case["order"],
                        smooth_method=wanted["method"], smooth_value=wanted["value"], use_effective_order=wanted["effective"])  # fmt: skip
        score = metrics.corpus_bleu(text["hypotheses"], text["references"], **settings)
        assert near(score.score, wanted["corpus"]), settings
        assert (score.counts, score.totals, [score.sys_len, score.ref_len]) == (case["counts"], case["totals"], case["lengths"])
        assert score.signature.replace(f"openwork-{openwork.__version__}", "VERSION") == wanted["signature"]
        for h, r, s in zip(text["hypotheses"], text["references"], wanted["sentences"] or []):
            assert near(metrics.sentence_bleu(h, r, **settings).score, s)
    assert str(metrics.corpus_bleu(text["hypotheses"], text["references"], tokenize=case["tokenize"], lowercase=case["lowercase"],
                                   max_ngram_order=case["order"])) == case["text_form"]  # fmt: skip


@pytest.mark.parametrize("name, corpus, sentence", [("chrf", metrics.corpus_chrf, metrics.sentence_chrf), ("ter", metrics.corpus_ter, metrics.sentence_ter)])
def test_chrf_and_ter_are_sacrebleus(name, corpus, sentence):
    for case, text in (p.values for p in cases(name)):
        names = ("char_order", "word_order", "beta", "lowercase", "whitespace", "eps_smoothing", "normalized", "no_punct", "asian_support", "case_sensitive")
        settings = {k: v for k, v in case.items() if k in names}
        score = corpus(text["hypotheses"], text["references"], **settings)
        assert near(score.score, case["corpus"]), case["name"]
        assert score.signature.replace(f"openwork-{openwork.__version__}", "VERSION") == case["signature"]
        assert str(score).split(" (")[0] == case.get("text_form", str(score))
        for h, r, s in zip(text["hypotheses"], text["references"], case["sentences"]):
            assert near(sentence(h, r, **settings).score, s), case["name"]


def test_systems_are_compared_as_sacrebleu_compares_them():
    given = json.loads((CASES / "bleu.json").read_text())["significance"]
    for test in given["tests"]:
        if test["test"] == "ci":
            score = getattr(metrics, f"corpus_{test['metric']}")(given["first"], given["references"], n_bootstrap=test["samples"])
            mean, half = score.confidence
            assert "|bs:200|seed:12345|" in score.signature and "μ" in str(score)
        else:
            method = {"bs": "bootstrap", "ar": "randomization"}[test["test"]]
            found = metrics.paired_significance(given["first"], given["second"], given["references"], test["metric"], method, test["samples"])
            assert near(found.p_value, test["p"]) and near(found.baseline, test["baseline"]) and near(found.system, test["system"])
            if method == "randomization":
                continue
            assert found == metrics.paired_bootstrap(given["first"], given["second"], given["references"], test["metric"], test["samples"])
            mean, half = found.system_confidence
        # sacreBLEU resamples in float32.
        assert mean == pytest.approx(test["mean"], rel=1e-6) and half == pytest.approx(test["ci"], rel=1e-5)


def test_references_come_in_every_form():
    wanted = metrics.corpus_bleu(HYPOTHESES, REFERENCES)
    assert round(wanted.score, 6) == 48.530827  # sacreBLEU's README
    for references in (tuple(map(tuple, REFERENCES)), (iter(r) for r in REFERENCES), [[*r, None] for r in REFERENCES]):
        assert metrics.corpus_bleu(tuple(HYPOTHESES), references) == wanted
    one = metrics.corpus_bleu(HYPOTHESES, [[r[0]] for r in REFERENCES])
    assert metrics.corpus_bleu(iter(HYPOTHESES), [r[0] for r in REFERENCES]) == one
    assert metrics.sentence_bleu("a b", "a c") == metrics.sentence_bleu("a b", ["a c"])
    varying = metrics.corpus_bleu(["a", "b"], ["a", ["b", "c"]])
    assert varying.signature.startswith("nrefs:var|")


def test_transposed_references_are_refused_with_the_rewrite():
    with pytest.raises(ValueError, match=r"transposed.*zip\(\*references\)"):
        metrics.corpus_bleu(HYPOTHESES, DOCUMENTS)
    with pytest.raises(ValueError, match="transposed"):
        metrics.corpus_ter(HYPOTHESES, DOCUMENTS[:1])


@pytest.mark.parametrize(
    "call, error, said",
    [
        (lambda: metrics.corpus_bleu("a b", ["a b"]), TypeError, "hypotheses: got one str"),
        (lambda: metrics.corpus_bleu(["a b"], "a b"), TypeError, "references: got one str"),
        (lambda: metrics.corpus_bleu([], []), ValueError, "hypotheses is empty"),
        (lambda: metrics.corpus_bleu(["a", 3], ["a", "b"]), TypeError, r"hypotheses\[1\]: wanted a str, got <class 'int'>"),
        (lambda: metrics.corpus_bleu(["a"], [["a", b"b"]]), TypeError, r"references\[0\]\[1\]: wanted a str, got <class 'bytes'>"),
        (lambda: metrics.corpus_bleu(["a", "b"], [["a"], []]), ValueError, r"references\[1\] is empty"),
        (lambda: metrics.corpus_bleu(["a\ud800"], ["a"]), ValueError, r"hypotheses\[0\].*surrogate"),
        (lambda: metrics.sentence_bleu("a", []), ValueError, "references is empty"),
        (lambda: metrics.sentence_chrf("a", [None]), ValueError, "references is empty"),
        (lambda: metrics.sentence_bleu(["a"], ["a"]), TypeError, "hypothesis: wanted a str"),
        (lambda: metrics.sentence_bleu("a", "a", tokenize="14"), ValueError, "13a, intl, char, zh or none"),
        (lambda: metrics.sentence_bleu("a", "a", tokenize="ja-mecab"), ValueError, "MeCab"),
        (lambda: metrics.sentence_bleu("a", "a", smooth_method="laplace"), ValueError, "smooth_method"),
        (lambda: metrics.sentence_bleu("a", "a", smooth_value=0.1), ValueError, "smooth_value"),
        (lambda: metrics.sentence_bleu("a", "a", max_ngram_order=0), ValueError, "max_ngram_order"),
        (lambda: metrics.corpus_bleu(["a"], ["a"], n_bootstrap=-1), ValueError, "n_bootstrap"),
        (lambda: metrics.sentence_chrf("a", "a", char_order=0), ValueError, "char_order"),
        (lambda: metrics.sentence_chrf("a", "a", beta=float("nan")), ValueError, "beta"),
        (lambda: metrics.paired_significance(["a"], ["a"], ["a"], metric="rouge"), ValueError, "metric"),
        (lambda: metrics.paired_significance(["a"], ["a"], ["a"], test="t"), ValueError, "bootstrap"),
        (lambda: metrics.paired_significance(["a"], ["a", "b"], ["a"]), ValueError, "references"),
        (lambda: metrics.paired_significance(["a"], ["a"], ["a"], tokenise="intl"), TypeError, "tokenise"),
    ],
)
def test_what_cannot_be_judged_is_said(call, error, said):
    with pytest.raises(error, match=said):
        call()


def test_scores_are_values():
    score = metrics.corpus_bleu(HYPOTHESES, REFERENCES)
    for other in (pickle.loads(pickle.dumps(score)), copy.deepcopy(score)):
        assert other == score and other.signature == score.signature
    assert score != metrics.corpus_bleu(HYPOTHESES, REFERENCES, lowercase=True)
    assert score.fraction == score.score / 100


def test_the_same_bits_on_any_number_of_threads():
    hypotheses = [f"word{i % 7} and word{i % 11} meet word{i % 13}" for i in range(5000)]
    references = [[f"word{i % 7} and word{i % 5} met word{i % 13}"] for i in range(5000)]
    found = set()
    for threads in (1, 2, 8, None):
        openwork.set_threads(threads)
        found.add((metrics.corpus_bleu(hypotheses, references).score, metrics.corpus_chrf(hypotheses, references, word_order=2).score,
                   metrics.corpus_ter(hypotheses, references).score))  # fmt: skip
    assert len(found) == 1


def test_the_interpreter_is_free_meanwhile():
    hypotheses = ["a b c d e f g h i j"] * 40_000
    done, ticks = threading.Event(), []

    def tick():
        while not done.wait(0.001):
            ticks.append(1)

    thread = threading.Thread(target=tick)
    thread.start()
    metrics.corpus_ter(hypotheses, [["j i h g f e d c b a"]] * 40_000)
    done.set()
    thread.join()
    assert len(ticks) > 3


def test_tokens_and_examples():
    assert metrics.tokenize("It's 3.5%.") == ["It's", "3.5", "%", "."]
    assert metrics.tokenize("ÄB", "char", lowercase=True) == ["ä", "b"]
    assert doctest.testmod(metrics._translation).failed == 0


def test_the_chapter_loads_when_used():
    code = "import openwork, sys; assert 'openwork.metrics' not in sys.modules; print(openwork.metrics.sentence_bleu('a', 'a').score)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "100.00000000000004\n"
