"""Stemmers and the lemmatizer from Python: parity, batches, bad input."""

import gzip
import json
import pathlib

import pytest

from openwork.text import PorterStemmer, SnowballStemmer, WordNetLemmatizer

PARITY = pathlib.Path(__file__).parents[3] / "parity"


def cases(name):
    return [pytest.param(case, id=case["name"]) for case in json.loads((PARITY / "cases" / f"{name}.json").read_text())["cases"]]


@pytest.mark.parametrize("mode", ["NLTK_EXTENSIONS", "MARTIN_EXTENSIONS", "ORIGINAL_ALGORITHM"])
def test_porters_vocabulary(mode):
    with gzip.open(PARITY / "words/porter.tsv.gz", "rt") as file:
        rows = [line.split() for line in file]
    assert len(rows) == 30428
    column = 1 + ["NLTK_EXTENSIONS", "MARTIN_EXTENSIONS", "ORIGINAL_ALGORITHM"].index(mode)
    words, wanted = [row[0] for row in rows], [row[column].replace("-", "") for row in rows]
    assert PorterStemmer(mode=mode).stem_all(words + words[:100]) == wanted + wanted[:100]


@pytest.mark.parametrize("case", cases("snowball"))
def test_snowball(case):
    stems = SnowballStemmer(case["language"]).stem_all(case["words"].split(" "))
    assert stems == ["" if stem == "-" else stem for stem in case["expected"].split(" ")]


@pytest.mark.parametrize("case", [case for case in cases("lemmatize") if case.values[0]["set"] != "vocabulary"])
def test_lemmatize(case):
    lemmatizer = WordNetLemmatizer()
    rows = [line.split() for line in case["expected"].split("\n") if line]
    answers = [[row[0] if lemma == "-" else lemma for lemma in row[1:]] for row in rows]
    words = [row[0] for row in rows]
    assert lemmatizer.lemmatize_all(words, case["pos"]) == [min(found, key=len) if found else word for word, found in zip(words, answers)]
    assert [lemmatizer.morphy(word, case["pos"]) for word in words] == [next(iter(found), None) for found in answers]


def test_the_lemmatizer_says_what_it_did():
    lemmatizer = WordNetLemmatizer()
    assert lemmatizer.lemmatize("does") == "doe" and lemmatizer.lemmatize("does", pos="v") == "do"
    assert lemmatizer.lemmatize("better", "s") == lemmatizer.lemmatize("better", "a") == "good"
    assert lemmatizer.explain("geese") == ("goose", "n", "exception list")
    assert lemmatizer.explain("was").pos == "v"
    assert lemmatizer.explain("hoping", "v") == ("hop", "v", "-ing -> nothing")
    assert [step.candidate for step in lemmatizer.steps("hoping", "v") if step.known] == ["hope", "hop"]
    assert lemmatizer.morphy("book", "a") is None and lemmatizer.morphy("catss") is None and lemmatizer.morphy("dogs") == "dog"


def test_batches_take_any_iterable_and_keep_the_order():
    words = ["dogs", "cats", "dogs", "", "Cats"]
    assert PorterStemmer().stem_all(word for word in words) == ["dog", "cat", "dog", "", "cat"]
    assert PorterStemmer().stem_all(["Cats"], to_lowercase=False) == [PorterStemmer().stem("Cats", to_lowercase=False)] == ["Cat"]
    assert WordNetLemmatizer().lemmatize_all(words) == ["dog", "cat", "dog", "", "Cats"]
    assert SnowballStemmer("english").stem_all([]) == []


@pytest.mark.parametrize("batch", [PorterStemmer().stem_all, SnowballStemmer("english").stem_all, WordNetLemmatizer().lemmatize_all])
def test_words_that_are_none_are_refused(batch):
    for wrong in ("words", ["a", None], ["a", 3], [b"a"], [["a"]]):
        with pytest.raises(TypeError, match="words: got"):
            batch(wrong)
    with pytest.raises(UnicodeEncodeError):
        batch(["\ud800"])
    assert batch(["a\0b", "e\u0301", "\u200d", "x" * 100_000]) and batch(["漢字", "שלום"]) == ["漢字", "שלום"]


def test_unknown_settings_are_refused():
    with pytest.raises(ValueError, match="language = \"klingon\", wanted one of arabic, armenian"):
        SnowballStemmer("klingon")
    with pytest.raises(ValueError, match="pos = \"NN\", wanted n"):
        WordNetLemmatizer().lemmatize("dogs", "NN")
    assert "german" in SnowballStemmer.languages
