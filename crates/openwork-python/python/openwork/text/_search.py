"""Finding documents by the words of a query."""

import os as _os
from typing import NamedTuple

from .._openwork import Ranker, Searcher, write_index
from ..exceptions import NotFittedError, _also_sklearns
from ._vectorize import _joined

__all__ = ["BM25", "Hit", "Results", "SearchIndex"]

_CUTTING = ("words", True, None, (1, 1), None)


class Results(NamedTuple):
    """What ``BM25.retrieve`` found: for each query a row, the best document first."""

    documents: object
    scores: object


class BM25:
    """Ranks documents by BM25, under bm25s' names: ``method`` is one of its five formulas.

        >>> BM25().index(["a cat purrs", "a dog barks"]).retrieve(["dog"], k=1).documents
        array([[1]])

    Documents and queries are texts, which are cut into words of two characters and more in small letters, or lists of words.
    """

    def __init__(self, k1=1.5, b=0.75, delta=0.5, method="lucene"):
        self.k1 = k1
        self.b = b
        self.delta = delta
        self.method = method

    def index(self, corpus):
        """Learns the documents; returns itself."""
        corpus = list(corpus)
        if all(isinstance(document, str) for document in corpus):
            texts, pieces = corpus, "texts"
        else:
            texts, pieces = [_words(document, "document") for document in corpus], "terms"
        self._ranker = Ranker(texts, pieces, _CUTTING, self.method, float(self.k1), float(self.b), float(self.delta))
        return self

    fit = index

    def _fitted(self):
        try:
            return self._ranker
        except AttributeError:
            raise _also_sklearns(NotFittedError)("This BM25 has no documents yet. Call 'index' with them first.") from None

    def _query(self, query):
        if isinstance(query, str):
            return self._fitted().words(query)
        return [str(word) for word in query]

    def get_scores(self, query):
        """The score of every document for one query."""
        return self._fitted().scores(self._query(query))

    def retrieve(self, queries, k=10, corpus=None):
        """For each query the ``k`` best documents and their scores, the best first, of equals the lower number. ``corpus``, a
        sequence, gives its entries in place of the documents' numbers."""
        n = self._fitted().documents()
        if isinstance(queries, str):
            raise ValueError("queries is one str, wanted a list of queries")
        if isinstance(k, bool) or not hasattr(k, "__index__") or not 1 <= k <= n:
            raise ValueError(f"k = {k!r}, wanted a whole number from 1 to {n}, the number of documents")
        queries = [self._query(query) for query in queries]
        documents, scores = self._ranker.best(queries, k.__index__())
        shape = (len(queries), k.__index__())
        documents, scores = documents.reshape(shape), scores.reshape(shape)
        if corpus is not None:
            import numpy as np

            found = np.empty(shape, dtype=object)
            for at, document in np.ndenumerate(documents):
                found[at] = corpus[document]
            documents = found
        return Results(documents, scores)

    def __repr__(self):
        return f"BM25(k1={self.k1!r}, b={self.b!r}, delta={self.delta!r}, method={self.method!r})"


def _words(document, what):
    if isinstance(document, str):
        raise TypeError(f"a {what} is a str and another is not, wanted texts or lists of words throughout")
    return _joined(document)


class Hit(NamedTuple):
    """A document that was found: its number, its name, its score, a piece of its text, and where in it the words are."""

    document: int
    name: str
    score: float
    snippet: str
    marks: list


class SearchIndex:
    """An index of documents in a file, the same that ``openwork text index`` writes.

        >>> SearchIndex.build("animals.idx", ["a cat purrs", "a dog barks"]).search("dog")[0].name
        '1'

    The file is mapped, checked as it is read, and written whole or not at all.
    """

    def __init__(self, path):
        self.path = _os.fspath(path)
        self._searcher = Searcher(path)

    @classmethod
    def build(cls, path, texts, names=None, add=False):
        """Writes an index of these texts and opens it; ``add`` adds them to the one that is there. Names are their numbers where
        none are given."""
        if isinstance(texts, str):
            raise ValueError("texts is one str, wanted a list of texts")
        texts = list(texts)
        first = len(cls(path)) if add else 0
        names = [str(first + i) for i in range(len(texts))] if names is None else [str(name) for name in names]
        if len(names) != len(texts):
            raise ValueError(f"names: got {len(names)}, wanted {len(texts)}, one for each text")
        write_index(path, names, texts, _CUTTING, add)
        return cls(path)

    def search(self, query, k=10, method="lucene", k1=1.5, b=0.75, delta=0.5, width=160):
        """The ``k`` best documents for a query, the best first; only such as have one of its words."""
        if isinstance(k, bool) or not hasattr(k, "__index__") or k < 0:
            raise ValueError(f"k = {k!r}, wanted a whole number >= 0")
        hits, _, _ = self._searcher.search(query, k.__index__(), method, float(k1), float(b), float(delta), width)
        return [Hit(*hit) for hit in hits]

    def text(self, document):
        """The text of a document, by its number."""
        return self._searcher.text(document)

    def __len__(self):
        return self._searcher.documents()
