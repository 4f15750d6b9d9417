"""Cleaning and cutting texts from Python: answers, places, bad input."""

import gzip
import json
from pathlib import Path

import pytest

from openwork.text import (
    Pipeline,
    everygrams,
    ngrams,
    remove_emoji,
    remove_html,
    remove_punctuation,
    remove_stop_words,
    remove_urls,
    sent_tokenize,
    squeeze_spaces,
    stop_word_languages,
    stop_words,
    unicode_words,
    unmatchable_stop_words,
    word_spans,
    word_tokenize,
    word_tokenize_all,
)

PARITY = Path(__file__).parents[3] / "parity"


def fnv(sentences):
    value = 0xCBF29CE484222325
    for sentence in sentences:
        for byte in b"".join(token.encode() + b"\x1f" for token in sentence) + b"\x1e":
            value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


def test_words_are_nltks_on_real_sentences_and_odd_ones():
    cases = {case["name"]: case for case in json.loads((PARITY / "cases" / "word_tokenize.json").read_text())["cases"]}
    lines = gzip.decompress((PARITY / "sentences" / "english.txt.gz").read_bytes()).decode().splitlines()
    hashed = next(case for case in cases.values() if "hashes" in case)
    tokens = word_tokenize_all(lines, preserve_line=True)
    assert len(lines) >= 10_000 and [fnv(tokens[i : i + 50]) for i in range(0, len(lines), 50)] == hashed["hashes"]
    for name in ("odd texts", "made texts"):
        for text, expected in zip(cases[name]["texts"], cases[name]["expected"], strict=True):
            assert word_tokenize(text, preserve_line=True) == expected, text


def test_tokens_have_their_places():
    text = 'Dr. Ö said "naïve 你好".\nDid he? 😀'
    spans = word_spans(text)
    assert [text[start:end].replace('"', "``" if i == 3 else "''") for i, (_, start, end) in enumerate(spans)] == word_tokenize(text)
    assert word_tokenize(text) == [token.text for token in spans] == "Dr. Ö said `` naïve 你好 '' . Did he ? 😀".split()


def test_sentences_words_and_grams():
    assert sent_tokenize("Dr. Smith paid\n$3.50. Did he?") == ["Dr. Smith paid\n$3.50.", "Did he?"]
    assert sent_tokenize("A\nB", wrapped=False) == ["A", "B"]
    assert unicode_words("L'été à 3,5 €, 你好!") == ["L'été", "à", "3,5", "你", "好"]
    assert list(ngrams("abc", 2)) == [("a", "b"), ("b", "c")]
    assert list(everygrams("abc", 1, 2)) == [("a",), ("a", "b"), ("b",), ("b", "c"), ("c",)]


def test_cleaning():
    assert remove_html("<p title='a>b'>x &amp; y<br>z</p>") == "x & y\nz\n"
    assert remove_html("<p>x<br>y", breaks=False) == "xy"
    assert remove_urls("see (https://a.b/c_(d)).") == "see ()."
    assert remove_emoji("人工智能 👩‍👩‍👧 ™") == "人工智能  " and remove_emoji("™ 🐳", keep_text=True) == "™ "
    assert remove_punctuation("well-known!", " ") == "well known "
    assert squeeze_spaces(" a \n\t b ") == "a b"


def test_stop_words_say_what_can_never_match():
    assert "the" in stop_words() and "don't" in stop_words("en") and {"english", "german", "hi", "zh"} <= set(stop_word_languages())
    assert remove_stop_words(["The", "whale"]) == ["whale"]
    assert remove_stop_words(["x", "y"], ["X"]) == ["y"]
    lost = unmatchable_stop_words("en")
    assert lost["don't"] == ["do", "n't"] and "we" not in lost
    assert unmatchable_stop_words("en", str.split) == {}


def test_a_pipeline_says_what_each_stage_did():
    pipeline = Pipeline()
    steps = list(pipeline.steps("<b>Don't</b> pause 😀!"))
    assert [step.stage for step in steps] == pipeline.stages and steps[0].after == "Don't pause 😀!"
    assert steps[5].changes == [("do", None), ("n't", None)] and pipeline("<b>Don't</b> pause 😀!") == ["paus"]
    assert pipeline.tokens(["Whales", ""]) == [["whale"], []]
    assert Pipeline(["lower", "unicode"])("A b") == ["a", "b"]


def test_what_is_wrong_is_said():
    for call, said in [
        (lambda: sent_tokenize("a", "klingon"), "english"),
        (lambda: word_tokenize("a", "klingon"), "english"),
        (lambda: stop_words("klingon"), "german"),
        (lambda: Pipeline("nltk,html"), "before the tokenizer"),
    ]:
        with pytest.raises(ValueError, match=said):
            call()
    for call in (lambda: word_tokenize(b"a"), lambda: word_tokenize_all("ab"), lambda: remove_stop_words("ab"), lambda: Pipeline().tokens("ab"), lambda: remove_html(None)):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(UnicodeEncodeError):
        word_tokenize("\ud800")
