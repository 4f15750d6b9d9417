"""ROUGE, perplexity, rankings and the stemmer from Python: answers, bad input, and the drop-in names."""

import math
import warnings

import numpy as np
import pytest

from openwork.metrics import compare_runs, perplexity, ranking, rouge, rouge_lcs_steps, sliding_window_perplexity
from openwork.text import PorterStemmer


def test_rouge_of_one_and_of_several_references():
    found = rouge(["the cat sat"], ["the cat sat down"])
    assert found.mean["rougeL"].recall == 0.75 and found.scores[0]["rouge1"].precision == 1.0
    assert rouge(["a b"], [["c", "a b"]], "rouge1").mean["rouge1"].fmeasure == 1.0
    assert rouge([], []).mean["rouge1"].fmeasure == 0.0
    low, mid, high = found.interval(n_samples=10)["rouge1"]
    assert low == mid == high
    assert [row.length for row in rouge_lcs_steps("a c", "a b c")] == [1, 1, 2]


def test_rouge_refuses_what_it_cannot_read():
    with pytest.raises(TypeError, match="lists of texts"):
        rouge("a", ["a"])
    with pytest.raises(ValueError, match="list\\(zip"):
        rouge(["a", "b", "c"], [["a", "b", "c"], ["d", "e", "f"]])
    with pytest.raises(ValueError, match="rouge1, rouge2"):
        rouge(["a"], ["a"], ["bleu"])
    with pytest.warns(UserWarning, match="unicode"):
        assert rouge(["你好"], ["你好"]).mean["rouge1"].fmeasure == 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert rouge(["你好"], ["你好"], tokenizer="unicode").mean["rouge1"].fmeasure == 1.0


def test_perplexity():
    assert perplexity([-1.0, -3.0]).value == math.exp(2)
    assert perplexity([-3.0], base=2).value == pytest.approx(8)
    logits = np.zeros((2, 3, 8), np.float32)
    targets = np.array([[0, 1, -100], [7, 2, 3]])
    found = perplexity(logits, targets)
    assert found.tokens == 5 and found.value == pytest.approx(8) and found.bits_per_token == pytest.approx(3)
    assert perplexity(logits, targets, mask=[[1, 0, 0], [1, 1, 1]]).tokens == 4
    assert math.isnan(perplexity([]).value) and perplexity([-math.inf]).value == math.inf
    with pytest.raises(ValueError, match="negate losses"):
        perplexity([1.0])
    with pytest.raises(ValueError, match="without its last axis"):
        perplexity(logits, [0, 1])
    seen = []
    sliding_window_perplexity(lambda tokens, n: seen.extend(tokens[-n:]) or [-1.0] * n, list(range(20)), 6, 4)
    assert seen == list(range(1, 20))


def test_rankings_from_dictionaries_and_files_are_the_same(tmp_path):
    rng = np.random.default_rng(0)
    qrels = {f"q{q}": {f"d{d}": int(rng.integers(-1, 4)) for d in rng.permutation(40)[:15]} for q in range(9)}
    run = {f"q{q}": {f"d{d}": float(np.round(rng.normal(), 1)) for d in rng.permutation(40)[:25]} for q in range(1, 10)}
    (tmp_path / "q").write_text("".join(f"{q} 0 {d} {r}\n" for q, row in qrels.items() for d, r in row.items()))
    (tmp_path / "r").write_text("".join(f"{q} Q0 {d} 1 {s!r} me\n" for q, row in run.items() for d, s in row.items()))
    of_dicts = ranking(qrels, run, ["all_trec", "ndcg_exponential", "ndcg_sklearn"])
    of_files = ranking(tmp_path / "q", str(tmp_path / "r"), ["all_trec", "ndcg_exponential", "ndcg_sklearn"])
    assert of_dicts.per_query == of_files.per_query and of_dicts.mean == of_files.mean
    assert of_dicts.not_run == ["q0"] and of_dicts.not_judged == ["q9"]
    assert ranking(qrels, run, "map", complete=True).mean["map"] == pytest.approx(of_dicts.mean["map"] * 8 / 9)
    same = compare_runs(of_dicts, of_files, "map")
    assert (same.difference, same.t, same.t_p, same.randomisation_p) == (0.0, None, 1.0, 1.0)


def test_rankings_refuse_what_they_cannot_read():
    for qrels, run, error, said in [
        ({"q": {"a": 1.5}}, {"q": {"a": 1.0}}, TypeError, "whole number"),
        ({"q": {"a": 1}}, {"q": {"a": float("nan")}}, ValueError, "NaN"),
        ({"q": {"a": 1}}, {"q": {"a": "high"}}, ValueError, "score"),
        ({"q": {"a": 1}}, {"q": ["a"]}, TypeError, "dictionary of dictionaries"),
        ({"q": {"a": 1}}, "run.txt", TypeError, "both"),
    ]:
        with pytest.raises(error, match=said):
            ranking(qrels, run)
    assert ranking({"q": {"a": 1}}, {"q": {}}, "map").mean["map"] == 0.0
    assert ranking({}, {"q": {"a": 1.0}}, "map").per_query == {}


def test_stems():
    assert PorterStemmer().stem("Dying") == "die"
    assert PorterStemmer(mode=PorterStemmer.ORIGINAL_ALGORITHM).stem("dying") == "dy"
    assert PorterStemmer().stem_all(["skies", "hopping"]) == ["sky", "hop"]
    assert [step.step for step in PorterStemmer().steps("generalizations")] == ["1a", "2", "3", "4"]
    with pytest.raises(ValueError, match="ORIGINAL_ALGORITHM"):
        PorterStemmer(mode="porter2")
