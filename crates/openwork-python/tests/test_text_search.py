"""Vectorizers, cosines, BM25 and the index from Python: scikit-learn's and bm25s' answers, the drop-in names, bad input."""

import pickle
import random
import subprocess
import sys
import warnings

import numpy as np
import pytest
import scipy.sparse as sp
import sklearn.exceptions
import sklearn.feature_extraction.text as theirs
from sklearn.base import clone
from sklearn.metrics.pairwise import cosine_similarity as their_cosines
from sklearn.pipeline import make_pipeline

import openwork.text as ours
from openwork.text import BM25, CosineIndex, CountVectorizer, SearchIndex, TfidfTransformer, TfidfVectorizer, cosine_similarity, cosine_top_k

RNG = random.Random(3)
WORDS = [f"w{i}" for i in range(60)] + "The the café naïve don't x_1 I a 你好 ΟΔΟΣ e-mail 3.14 STOP".split()
TEXTS = [" ".join(RNG.choices(WORDS, k=RNG.randint(0, 20))) for _ in range(200)]
OTHERS = ["the café is new", "", "w1 w1 W2 nowhere"]


def same(a, b):
    a, b = a.tocsr().sorted_indices(), b.tocsr().sorted_indices()
    assert type(a) is type(b) and a.shape == b.shape and a.dtype == b.dtype and a.indices.dtype == b.indices.dtype
    assert (a.indptr == b.indptr).all() and (a.indices == b.indices).all()
    np.testing.assert_allclose(a.data, b.data, rtol=1e-6 if a.dtype == np.float32 else 1e-12, atol=0)


OPTIONS = [
    {},
    {"token_pattern": r"(?u)\b\w+\b"},
    {"token_pattern": r"[a-z]+(\d)"},
    {"tokenizer": str.split, "token_pattern": None},
    {"tokenizer": lambda text: text.split("w"), "token_pattern": None, "stop_words": ["1 "]},
    {"tokenizer": lambda text: list(text) + ["nul\0in it"], "token_pattern": None, "ngram_range": (1, 2)},
    {"analyzer": lambda text: text.lower().split()[::2]},
    {"analyzer": "char", "ngram_range": (2, 3)},
    {"analyzer": "char_wb", "ngram_range": (1, 3)},
    {"preprocessor": lambda text: text.replace("w", "v").upper()},
    {"strip_accents": "unicode", "ngram_range": (1, 3)},
    {"strip_accents": lambda text: text.replace("é", "e"), "lowercase": False},
    {"stop_words": "english", "min_df": 2, "max_df": 0.3},
    {"stop_words": ["the", "w3"], "max_features": 1},
    {"vocabulary": {"w1": 1, "the": 0, "w2": 2}},
    {"vocabulary": ["the", "w5"], "binary": True},
    {"dtype": np.float32},
]
WEIGHTS = [{}, {"norm": "l1", "sublinear_tf": True}, {"norm": None, "smooth_idf": False}, {"use_idf": False}]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_vectorizers_are_scikit_learns(options):
    for cls, weights in [("CountVectorizer", {})] + [("TfidfVectorizer", w) for w in WEIGHTS]:
        a, b = getattr(ours, cls)(**options, **weights), getattr(theirs, cls)(**options, **weights)
        same(a.fit_transform(TEXTS), b.fit_transform(TEXTS))
        assert a.vocabulary_ == b.vocabulary_ and all(type(place) is int for place in a.vocabulary_.values())
        assert list(a.get_feature_names_out()) == list(b.get_feature_names_out())
        same(a.transform(OTHERS), b.transform(OTHERS))
        if weights.get("use_idf", cls == "TfidfVectorizer"):
            np.testing.assert_allclose(a.idf_, b.idf_, rtol=1e-6 if a.dtype == np.float32 else 1e-14)
        for x, y in zip(a.inverse_transform(a.transform(OTHERS)), b.inverse_transform(b.transform(OTHERS))):
            assert sorted(x) == sorted(y)
        for text in TEXTS[:5]:
            assert list(a.build_analyzer()(text)) == list(b.build_analyzer()(text))


def test_the_transformer_is_scikit_learns():
    counts = CountVectorizer().fit_transform(TEXTS)
    for weights in WEIGHTS:
        for X in (counts, counts.astype(np.float32), counts.toarray(), counts.tocsc()):
            same(TfidfTransformer(**weights).fit_transform(X), theirs.TfidfTransformer(**weights).fit_transform(X))
    assert list(TfidfTransformer().fit(counts).get_feature_names_out())[:2] == ["x0", "x1"]
    with pytest.raises(ValueError, match="features"):
        TfidfTransformer().fit(counts).transform(counts[:, :3])
    with pytest.raises(sklearn.exceptions.NotFittedError):
        TfidfTransformer().transform(counts)
    with pytest.raises(ValueError, match="below 0"):
        TfidfTransformer(sublinear_tf=True).fit_transform(-counts)


def test_the_textbooks_form():
    X = TfidfVectorizer(variant="textbook", norm=None).fit_transform(["a cat sat", "the cat", "the dog"])
    assert X[0, 0] == 1 / 2 * np.log(3 / 3) and X[2, 1] == 1 / 2 * np.log(3 / 2)
    with pytest.raises(ValueError, match="norm=None"):
        TfidfVectorizer(variant="textbook").fit(["a cat"])


def test_manners_of_estimators():
    model = TfidfVectorizer(ngram_range=(1, 2), min_df=2).fit(TEXTS)
    for copy in (pickle.loads(pickle.dumps(model)), clone(model).fit(TEXTS)):
        same(copy.transform(OTHERS), model.transform(OTHERS))
    assert repr(model) == "TfidfVectorizer(min_df=2, ngram_range=(1, 2))"
    assert set(theirs.TfidfVectorizer().get_params()) < set(model.get_params())
    pipeline = make_pipeline(CountVectorizer(), TfidfTransformer())
    same(pipeline.fit_transform(TEXTS), TfidfVectorizer().fit_transform(TEXTS))
    other = TfidfVectorizer(vocabulary=model.vocabulary_, ngram_range=(1, 2))
    other.idf_ = model.idf_
    same(other.transform(OTHERS), model.transform(OTHERS))
    again = model.set_params(ngram_range=(1, 1))
    assert again is model and model.transform(["w1 w2"]).nnz == 2
    same(TfidfVectorizer().fit_transform(iter(TEXTS)), TfidfVectorizer().fit_transform(tuple(TEXTS)))
    same(CountVectorizer().fit_transform([text.encode() for text in TEXTS]), CountVectorizer().fit_transform(TEXTS))


def test_files_are_read(tmp_path):
    (tmp_path / "a").write_bytes("café one".encode("latin-1"))
    with open(tmp_path / "a", "rb") as file:
        for kind, given in (("filename", tmp_path / "a"), ("file", file)):
            assert list(CountVectorizer(input=kind, encoding="latin-1").fit([given]).get_feature_names_out()) == ["café", "one"]
    with pytest.raises(UnicodeDecodeError):
        CountVectorizer(input="filename").fit([tmp_path / "a"])


def test_texts_that_cannot_be_counted_are_refused():
    for call, error, said in [
        (lambda: CountVectorizer().fit("one text"), ValueError, "string object received"),
        (lambda: CountVectorizer().fit(["", "a", "!"]), ValueError, "vocabulary is empty"),
        (lambda: CountVectorizer(min_df=9).fit(["one two"]), ValueError, "max_df"),
        (lambda: CountVectorizer(max_df=0.3, min_df=0).fit(["one two"]), ValueError, "pruning"),
        (lambda: CountVectorizer(vocabulary=["a", "a"]).fit([]), ValueError, "Duplicate"),
        (lambda: CountVectorizer(vocabulary={"a": 2}).fit([]), ValueError, "index 0"),
        (lambda: CountVectorizer(ngram_range=(2, 1)).fit(["a b"]), ValueError, "ngram_range"),
        (lambda: CountVectorizer(analyzer="word2").fit(["a b"]), ValueError, "not a valid"),
        (lambda: CountVectorizer(stop_words="french").fit(["a b"]), ValueError, "not a built-in"),
        (lambda: CountVectorizer().fit(["fine", 3]), TypeError, "text 1 .* int"),
        (lambda: CountVectorizer().fit(["fine", np.nan]), ValueError, "nan"),
        (lambda: CountVectorizer().fit(["a lone surrogate \ud800"]), UnicodeEncodeError, "surrogate"),
        (lambda: CountVectorizer(analyzer=lambda text: [1, 2]).fit(["a"]), TypeError, "str"),
        (lambda: TfidfVectorizer(norm="l3").fit(["one two"]), ValueError, "norm"),
    ]:
        with pytest.raises(error, match=said):
            call()
    for cls in (CountVectorizer, TfidfVectorizer):
        with pytest.raises(sklearn.exceptions.NotFittedError):
            cls().transform(["a"])
    with pytest.warns(UserWarning, match="inconsistent"):
        CountVectorizer(stop_words=["don't"]).fit(["one two"])
    with pytest.warns(UserWarning, match="token_pattern"):
        CountVectorizer(tokenizer=str.split).fit(["one two"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        CountVectorizer(stop_words="english").fit(["alpha beta"])


def test_cosines_are_scikit_learns():
    rng = np.random.default_rng(0)
    dense = rng.normal(size=(30, 7))
    dense[4] = 0
    X = sp.random(40, 25, 0.2, "csr", random_state=1)
    X[:, 3] = 0
    for a, b in [(dense, None), (dense, dense[:3]), (dense.astype(np.float32), None), (X, None), (X, X[:5]), (X.tocsc(), X.toarray()), (X.toarray(), X)]:
        np.testing.assert_allclose(cosine_similarity(a, b), their_cosines(a, b), atol=1e-6 if getattr(a, "dtype", 0) == np.float32 else 1e-13)
    assert sp.issparse(cosine_similarity(X, dense_output=False))
    rows, found = cosine_top_k(X, X, 4)
    assert rows.shape == found.shape == (40, 4) and (rows[:, 0] == np.arange(40)).sum() > 30
    np.testing.assert_allclose(found, -np.sort(-their_cosines(X), axis=1)[:, :4], atol=1e-13)
    assert CosineIndex(X).top_k(X[:2], 99)[0].shape == (2, 40)
    for call, said in [
        (lambda: cosine_similarity([1.0, 2.0]), "two"),
        (lambda: cosine_similarity([[np.inf]]), "inf"),
        (lambda: cosine_similarity(X, X[:, :3]), "columns"),
        (lambda: cosine_top_k(X, X, 0), "k = 0"),
        (lambda: cosine_similarity(sp.csr_matrix([[np.nan]])), "NaN"),
    ]:
        with pytest.raises(ValueError, match=said):
            call()


def test_bm25():
    documents = [text for text in TEXTS if text] + [""]
    words = [text.split() for text in documents]
    model = BM25(method="bm25+", k1=1.2, b=0.5, delta=1.0).index(words)
    scores = model.get_scores(["w1", "the", "w1"])
    found = model.retrieve([["w1", "the", "w1"], []], k=5)
    assert found.documents.shape == (2, 5) and (found.documents[1] == range(5)).all()
    np.testing.assert_allclose(found.scores[0], np.sort(scores)[::-1][:5])
    assert BM25().fit(documents).retrieve(["w1 The"], k=1, corpus=documents).documents[0, 0].lower().count("the") >= 0
    assert (BM25().index(documents).get_scores("w1") == BM25().index([CountVectorizer().build_analyzer()(d) for d in documents]).get_scores(["w1"])).all()
    for call, error, said in [
        (lambda: BM25().retrieve(["a"]), sklearn.exceptions.NotFittedError, "index"),
        (lambda: model.retrieve([["a"]], k=10**6), ValueError, "number of documents"),
        (lambda: model.retrieve("w1"), ValueError, "list of queries"),
        (lambda: BM25(method="okapi").index(["a b"]), ValueError, "robertson"),
        (lambda: BM25(b=2).index(["one two"]), ValueError, "b = 2"),
        (lambda: BM25().index(["one two", ["three"]]), TypeError, "throughout"),
        (lambda: BM25().index([]), ValueError, "empty"),
    ]:
        with pytest.raises(error, match=said):
            call()


def test_the_index_on_disk(tmp_path):
    path = tmp_path / "a.idx"
    index = SearchIndex.build(path, ["A cat purrs.", "A dog: 犬 barks"], ["cat.txt", "dog.txt"])
    hit = index.search("barks nowhere")[0]
    assert (hit.name, [hit.snippet[a:b] for a, b in hit.marks], index.text(0)) == ("dog.txt", ["barks"], "A cat purrs.")
    index = SearchIndex.build(path, ["a zebra"], add=True)
    assert len(index) == 3 and index.search("zebra")[0].name == "2"
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    with pytest.raises(ValueError, match="cut short"):
        SearchIndex(path)
    with pytest.raises(OSError):
        SearchIndex(tmp_path / "none")
    with pytest.raises(ValueError, match="one for each"):
        SearchIndex.build(path, ["a b"], [])


def test_scipy_is_loaded_only_when_it_is_used():
    code = "import sys, openwork.text as t; t.BM25().index(['one two']).retrieve(['one'], 1); assert not {'scipy', 'sklearn'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
