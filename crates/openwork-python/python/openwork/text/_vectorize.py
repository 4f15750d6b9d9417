"""Counting and weighing terms, under scikit-learn's names."""

import numbers as _numbers
import re as _re
import warnings as _warnings
from collections.abc import Mapping as _Mapping

import numpy as _np

from .._base import Estimator
from .._openwork import Vocabulary as _Vocabulary
from .._openwork import analyze_text, count_terms, idf_of_counts, stop_words_of_scikit_learn, weigh_counts, weigh_terms
from ..exceptions import NotFittedError, _also_sklearns

__all__ = ["CountVectorizer", "TfidfTransformer", "TfidfVectorizer"]

_WORDS = r"(?u)\b\w\w+\b"
_UNITS = {_WORDS: "words", r"\b\w\w+\b": "words", r"(?u)\b\w+\b": "all-words", r"\b\w+\b": "all-words"}


def _csr(arrays, columns, dtype):
    """scipy's matrix over the three arrays, which are not copied."""
    from scipy.sparse import csr_matrix

    starts, indices, values = arrays
    if indices.dtype == _np.uint32:
        indices = indices.view(_np.int32)
    return csr_matrix((values.astype(dtype, copy=False), indices, starts), shape=(len(starts) - 1, columns), copy=False)


def _lent(X, what="X"):
    """A sparse or dense matrix as CSR, and as the four things that the library reads."""
    from scipy.sparse import csr_matrix, issparse

    sparse = X.tocsr() if issparse(X) else csr_matrix(_np.asarray(X))
    if sparse.ndim != 2 or sparse.dtype.kind not in "biuf":
        raise ValueError(f"{what} has {sparse.ndim} dimensions of {sparse.dtype}, wanted two of numbers")
    if not sparse.has_canonical_format:
        sparse = sparse.copy()
        sparse.sum_duplicates()
    indices = sparse.indices
    indices = indices.view(_np.uint32) if indices.dtype == _np.int32 else indices.astype(_np.uint32)
    return sparse, (sparse.indptr.astype(_np.uintp), indices, sparse.data.astype(_np.float64, copy=False), sparse.shape[1])


class CountVectorizer(Estimator):
    """Counts the terms of texts: scikit-learn's ``CountVectorizer``, on all threads.

    Words of the two usual patterns, those of ``str.split``, and characters are cut by the library; other patterns, tokenizers and
    analyzers by Python, as they ask. Terms in ``vocabulary_`` stand by the alphabet. Among terms that come equally often
    ``max_features`` keeps the first by the alphabet.
    """

    def __init__(
        self,
        *,
        input="content",
        encoding="utf-8",
        decode_error="strict",
        strip_accents=None,
        lowercase=True,
        preprocessor=None,
        tokenizer=None,
        stop_words=None,
        token_pattern=_WORDS,
        ngram_range=(1, 1),
        analyzer="word",
        max_df=1.0,
        min_df=1,
        max_features=None,
        vocabulary=None,
        binary=False,
        dtype=_np.int64,
    ):
        self.input = input
        self.encoding = encoding
        self.decode_error = decode_error
        self.strip_accents = strip_accents
        self.lowercase = lowercase
        self.preprocessor = preprocessor
        self.tokenizer = tokenizer
        self.stop_words = stop_words
        self.token_pattern = token_pattern
        self.ngram_range = ngram_range
        self.analyzer = analyzer
        self.max_df = max_df
        self.min_df = min_df
        self.max_features = max_features
        self.vocabulary = vocabulary
        self.binary = binary
        self.dtype = dtype

    def decode(self, doc):
        """A document as a str: read from its file and decoded, as ``input`` and ``encoding`` say."""
        if self.input == "filename":
            with open(doc, "rb") as file:
                doc = file.read()
        elif self.input == "file":
            doc = doc.read()
        if isinstance(doc, bytes):
            doc = doc.decode(self.encoding, self.decode_error)
        if isinstance(doc, float):
            raise ValueError("np.nan is an invalid document, expected byte or unicode string.")
        return doc

    def get_stop_words(self):
        """The words that are left out, or None."""
        if self.stop_words is None:
            return None
        if isinstance(self.stop_words, str):
            if self.stop_words != "english":
                raise ValueError(f"not a built-in stop list: {self.stop_words}")
            return frozenset(stop_words_of_scikit_learn())
        return frozenset(self.stop_words)

    def _accents(self):
        if self.strip_accents in (None, "ascii", "unicode"):
            return self.strip_accents
        return self._refuse("strip_accents", "'ascii', 'unicode', None or a callable")

    def _cutting(self, unit, prepared=False, stop=True):
        low, high = self.ngram_range
        if not 1 <= low <= high:
            raise ValueError(f"Invalid value for ngram_range={self.ngram_range} lower boundary larger than the upper boundary, or below 1.")
        words = self.get_stop_words() if stop and unit[:4] != "char" else None
        accents = None if prepared else self._accents()
        return unit, bool(self.lowercase) and not prepared, accents, (low, high), sorted(words) if words else None

    def build_preprocessor(self):
        """What is done to a text before it is cut."""
        if self.preprocessor is not None:
            return self.preprocessor
        if callable(self.strip_accents):
            strip, lower = self.strip_accents, self.lowercase
            return lambda doc: strip(doc.lower() if lower else doc)
        cutting = ("char", bool(self.lowercase), self._accents(), (1, 1), None)
        return lambda doc: "".join(analyze_text(doc, cutting, True))

    def build_tokenizer(self):
        """What cuts a text into words."""
        if self.tokenizer is not None:
            return self.tokenizer
        pattern = _re.compile(self.token_pattern)
        if pattern.groups > 1:
            raise ValueError("More than 1 capturing group in token pattern. Only a single group should be captured.")
        return pattern.findall

    def _way(self):
        """How texts become what the library takes: the kind of pieces, the settings, and what Python does to each text first."""
        if callable(self.analyzer):
            analyze = self.analyzer
            return "terms", ("words", False, None, (1, 1), None), lambda doc: analyze(self.decode(doc))
        if self.analyzer not in ("word", "char", "char_wb"):
            raise ValueError(f"{self.analyzer} is not a valid tokenization scheme/analyzer")
        own = self.preprocessor is not None or callable(self.strip_accents)
        prepare = self.build_preprocessor() if own else None
        unit = self.analyzer
        if unit == "word":
            unit = "spaced" if self.tokenizer is str.split else _UNITS.get(self.token_pattern) if self.tokenizer is None else None
        if unit is None:
            prepare, cut = self.build_preprocessor(), self.build_tokenizer()
            return "words", self._cutting("words", True), lambda doc: cut(prepare(self.decode(doc)))
        if prepare is not None:
            return "texts", self._cutting(unit, True), lambda doc: prepare(self.decode(doc))
        return "texts", self._cutting(unit), self.decode

    def _read(self, raw_documents):
        if isinstance(raw_documents, str):
            raise ValueError("Iterable over raw text documents expected, string object received.")
        pieces, cutting, read = self._way()
        if pieces == "texts":
            texts = raw_documents if isinstance(raw_documents, list) else list(raw_documents)
            if read != self.decode or self.input != "content" or not set(map(type, texts)) <= {str}:
                texts = [read(text) for text in texts]
            return texts, pieces, cutting
        return [_joined(read(doc)) for doc in raw_documents], pieces, cutting

    def build_analyzer(self):
        """What makes the terms of a text."""
        pieces, cutting, read = self._way()
        if pieces == "terms":
            return read
        if pieces == "texts":
            return lambda doc: analyze_text(read(doc), cutting, False)

        def analyze(doc):
            words = [word for word in read(doc) if word not in (cutting[4] or ())]
            (low, high), n = cutting[3], len(words)
            return [" ".join(words[i : i + k]) for k in range(low, min(high, n) + 1) for i in range(n - k + 1)]

        return analyze

    def _warn(self):
        if self.tokenizer is not None and self.token_pattern is not None:
            _warnings.warn("The parameter 'token_pattern' will not be used since 'tokenizer' is not None'", stacklevel=3)
        words = self.get_stop_words() if self.analyzer == "word" else None
        if words and self.stop_words != "english":
            try:
                prepare, cut = self.build_preprocessor(), self.build_tokenizer()
                apart = sorted({token for word in words for token in cut(prepare(word)) if token not in words})
            except Exception:  # a tokenizer of the user's own that cannot cut a stop word
                return
            if apart:
                said = f"Your stop_words may be inconsistent with your preprocessing. Tokenizing the stop words generated tokens {apart} not in stop_words."
                _warnings.warn(said, stacklevel=3)

    def _given(self):
        """The terms that the user gave, in the order of their columns, or None."""
        terms = self.vocabulary
        if terms is None:
            return None
        if isinstance(terms, _Mapping):
            places = set(terms.values())
            if len(places) != len(terms):
                raise ValueError("Vocabulary contains repeated indices.")
            for i in range(len(terms)):
                if i not in places:
                    raise ValueError(f"Vocabulary of size {len(terms)} doesn't contain index {i}.")
            terms = sorted(terms, key=terms.get)
        elif isinstance(terms, (set, frozenset)):
            terms = sorted(terms)
        else:
            terms = list(terms)
            if len(set(terms)) != len(terms):
                twice = next(term for i, term in enumerate(terms) if term in terms[:i])
                raise ValueError(f"Duplicate term in vocabulary: {twice!r}")
        if not terms:
            raise ValueError("empty vocabulary passed to fit")
        return terms

    def _choice(self):
        def share(name):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, _numbers.Real) or value < 0:
                self._refuse(name, "a whole number of texts >= 0, or a share of them between 0 and 1")
            return isinstance(value, _numbers.Integral), float(value)

        most = None if self.max_features is None else self._integer("max_features", 1)
        return share("min_df"), share("max_df"), most, bool(self.binary), self._given()

    def _keep(self, native):
        self._native = native
        self.vocabulary_ = dict(zip(native.terms(), range(2**62)))
        self.fixed_vocabulary_ = self.vocabulary is not None

    def fit(self, raw_documents, y=None):
        """Learns the terms of the texts."""
        self.fit_transform(raw_documents)
        return self

    def fit_transform(self, raw_documents, y=None):
        """Learns the terms of the texts and counts them: a row for each text, a column for each term, as scipy's CSR."""
        self._warn()
        choice = self._choice()
        native, arrays = count_terms(*self._read(raw_documents), choice)
        self._keep(native)
        return _csr(arrays, len(self.vocabulary_), self.dtype)

    def _check(self):
        if "vocabulary_" not in self.__dict__:
            terms = self._given()
            if terms is None:
                raise _also_sklearns(NotFittedError)("Vocabulary not fitted or provided")
            self.vocabulary_ = dict(zip(terms, range(len(terms))))
            self.fixed_vocabulary_ = True

    def _known(self, cutting):
        """The library's own table of the terms, made anew after unpickling."""
        native = self.__dict__.get("_native")
        if native is None:
            terms = sorted(self.vocabulary_, key=self.vocabulary_.get)
            native = self._native = _Vocabulary(cutting, bool(self.binary), terms)
        return native

    def transform(self, raw_documents):
        """Counts the known terms of texts."""
        self._check()
        texts, pieces, cutting = self._read(raw_documents)
        return _csr(self._known(cutting).counts(texts, pieces), len(self.vocabulary_), self.dtype)

    def inverse_transform(self, X):
        """For each row the terms whose columns are not zero."""
        self._check()
        sparse, _ = _lent(X)
        names = self.get_feature_names_out().astype(str)
        rows = (slice(*sparse.indptr[i : i + 2]) for i in range(sparse.shape[0]))
        return [names[sparse.indices[row][sparse.data[row] != 0]] for row in rows]

    def get_feature_names_out(self, input_features=None):
        """The terms, column after column."""
        self._check()
        return _np.asarray(sorted(self.vocabulary_, key=self.vocabulary_.get), dtype=object)

    def set_params(self, **params):
        """Changes settings by name."""
        self.__dict__.pop("_native", None)
        return super().set_params(**params)

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name != "_native"}

    def __sklearn_tags__(self):
        tags = self._tags()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        return tags


def _joined(words):
    """Words as one text, each with a NUL behind, or the list where a word holds one."""
    words = list(words)
    try:
        text = "\0".join(words) + "\0" if words else ""
    except TypeError:
        raise TypeError("a tokenizer or analyzer gave something else than str, wanted words") from None
    return text if text.count("\0") == len(words) else words


def _weights(self):
    """tf, idf and norm by the library's names."""
    if self.norm not in ("l1", "l2", None):
        self._refuse("norm", "'l1', 'l2' or None")
    variant = getattr(self, "variant", "scikit-learn")
    if variant == "textbook":
        if self.norm is not None or self.sublinear_tf or not self.use_idf:
            raise ValueError("variant='textbook' is count / words times ln(N / (df + 1)) without a norm; pass norm=None and leave use_idf and sublinear_tf")
        return "share", "textbook", "none"
    if variant != "scikit-learn":
        self._refuse("variant", "'scikit-learn' or 'textbook'")
    idf = "none" if not self.use_idf else "smooth" if self.smooth_idf else "plain"
    return "sublinear" if self.sublinear_tf else "count", idf, self.norm or "none"


class TfidfTransformer(Estimator):
    """Weighs a matrix of counts: scikit-learn's ``TfidfTransformer``; with ``variant="textbook"`` the textbook's form."""

    def __init__(self, *, norm="l2", use_idf=True, smooth_idf=True, sublinear_tf=False, variant="scikit-learn"):
        self.norm = norm
        self.use_idf = use_idf
        self.smooth_idf = smooth_idf
        self.sublinear_tf = sublinear_tf
        self.variant = variant

    def fit(self, X, y=None):
        """Learns the idf of each column."""
        weights = _weights(self)
        sparse, lent = _lent(X)
        self.n_features_in_ = sparse.shape[1]
        self.__dict__.pop("idf_", None)
        if self.use_idf:
            self.idf_ = idf_of_counts(lent, weights).astype(_np.float32 if sparse.dtype == _np.float32 else _np.float64, copy=False)
        return self

    def transform(self, X, copy=True):
        """Weighs counts. The input is never written to, whatever ``copy`` says."""
        columns = self._require("n_features_in_")
        sparse, lent = _lent(X)
        if sparse.shape[1] != columns:
            raise ValueError(f"X has {sparse.shape[1]} features, but TfidfTransformer is expecting {columns} features as input.")
        if self.sublinear_tf and (lent[2] < 0).any():
            raise ValueError("X holds counts below 0, whose logarithm sublinear_tf would take")
        idf = _np.asarray(self.__dict__.get("idf_", _np.ones(columns)), dtype=_np.float64)
        dtype = _np.float32 if sparse.dtype == _np.float32 else _np.float64
        return _csr((sparse.indptr, sparse.indices, weigh_counts(lent, _weights(self), idf)), columns, dtype)

    def fit_transform(self, X, y=None):
        """Learns and weighs."""
        return self.fit(X).transform(X)

    def get_feature_names_out(self, input_features=None):
        """The names of the columns, which stay what they are."""
        columns = self._require("n_features_in_")
        if input_features is None:
            return _np.asarray([f"x{i}" for i in range(columns)], dtype=object)
        if len(input_features) != columns:
            raise ValueError(f"input_features should have length equal to number of features ({columns}), got {len(input_features)}")
        return _np.asarray(input_features, dtype=object)

    def __sklearn_tags__(self):
        tags = self._tags()
        tags.input_tags.sparse = True
        return tags


class TfidfVectorizer(CountVectorizer):
    """Counts and weighs terms in one go: scikit-learn's ``TfidfVectorizer``; with ``variant="textbook"`` the textbook's form,
    count / words of the text times ln(N / (df + 1)).

        >>> X = TfidfVectorizer().fit_transform(["the cat sat", "the dog sat"])
        >>> X.shape
        (2, 4)
    """

    def __init__(
        self,
        *,
        input="content",
        encoding="utf-8",
        decode_error="strict",
        strip_accents=None,
        lowercase=True,
        preprocessor=None,
        tokenizer=None,
        analyzer="word",
        stop_words=None,
        token_pattern=_WORDS,
        ngram_range=(1, 1),
        max_df=1.0,
        min_df=1,
        max_features=None,
        vocabulary=None,
        binary=False,
        dtype=_np.float64,
        norm="l2",
        use_idf=True,
        smooth_idf=True,
        sublinear_tf=False,
        variant="scikit-learn",
    ):
        super().__init__(
            input=input,
            encoding=encoding,
            decode_error=decode_error,
            strip_accents=strip_accents,
            lowercase=lowercase,
            preprocessor=preprocessor,
            tokenizer=tokenizer,
            analyzer=analyzer,
            stop_words=stop_words,
            token_pattern=token_pattern,
            ngram_range=ngram_range,
            max_df=max_df,
            min_df=min_df,
            max_features=max_features,
            vocabulary=vocabulary,
            binary=binary,
            dtype=dtype,
        )
        self.norm = norm
        self.use_idf = use_idf
        self.smooth_idf = smooth_idf
        self.sublinear_tf = sublinear_tf
        self.variant = variant

    def _float(self):
        if _np.dtype(self.dtype) in (_np.float64, _np.float32):
            return self.dtype
        _warnings.warn(f"Only float64 and float32 'dtype' should be used. {self.dtype} 'dtype' will be converted to np.float64.", UserWarning, stacklevel=3)
        return _np.float64

    @property
    def idf_(self):
        """The idf of each term, where ``use_idf``."""
        if "_idf" not in self.__dict__:
            raise _also_sklearns(NotFittedError)(f"{type(self).__name__} is not fitted yet. Call 'fit' with appropriate arguments before using this attribute.")
        if not self.use_idf:
            raise AttributeError("without use_idf there is no idf_")
        return self._idf

    @idf_.setter
    def idf_(self, value):
        if not self.use_idf:
            raise ValueError("`idf_` cannot be set when `use_idf=False`.")
        self._check()
        value = _np.array(value, dtype=_np.float64)
        if value.shape != (len(self.vocabulary_),):
            raise ValueError(f"idf length = {value.size} must be equal to vocabulary size = {len(self.vocabulary_)}")
        self._idf = value

    def fit_transform(self, raw_documents, y=None):
        """Learns the terms of the texts and their idf, and weighs them: a row for each text, a column for each term, as scipy's CSR."""
        dtype = self._float()
        self._warn()
        choice, weights = CountVectorizer._choice(self), _weights(self)
        native, idf, arrays = weigh_terms(*self._read(raw_documents), choice, weights)
        self._keep(native)
        self._idf = idf
        return _csr(arrays, len(self.vocabulary_), dtype)

    def transform(self, raw_documents):
        """Weighs the known terms of texts."""
        if "_idf" not in self.__dict__:
            raise _also_sklearns(NotFittedError)("The TF-IDF vectorizer is not fitted")
        texts, pieces, cutting = self._read(raw_documents)
        arrays = self._known(cutting).weights(texts, pieces, _weights(self), _np.ascontiguousarray(self._idf, dtype=_np.float64))
        return _csr(arrays, len(self.vocabulary_), self._float())
