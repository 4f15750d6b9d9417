from collections.abc import Iterable, Sequence
from os import PathLike
from typing import Any, NamedTuple

from numpy.typing import NDArray
from typing_extensions import Self

__all__ = ["BM25", "Hit", "Results", "SearchIndex"]

class Results(NamedTuple):
    documents: NDArray[Any]
    scores: NDArray[Any]

class BM25:
    k1: float
    b: float
    delta: float
    method: str
    def __init__(self, k1: float = 1.5, b: float = 0.75, delta: float = 0.5, method: str = "lucene") -> None: ...
    def index(self, corpus: Iterable[str] | Iterable[Sequence[str]]) -> Self: ...
    def fit(self, corpus: Iterable[str] | Iterable[Sequence[str]]) -> Self: ...
    def get_scores(self, query: str | Iterable[str]) -> NDArray[Any]: ...
    def retrieve(self, queries: Iterable[str | Iterable[str]], k: int = 10, corpus: Sequence[Any] | None = None) -> Results: ...

class Hit(NamedTuple):
    document: int
    name: str
    score: float
    snippet: str
    marks: list[tuple[int, int]]

class SearchIndex:
    path: str
    def __init__(self, path: str | PathLike[str]) -> None: ...
    @classmethod
    def build(cls, path: str | PathLike[str], texts: Iterable[str], names: Iterable[object] | None = None, add: bool = False) -> Self: ...
    def search(
        self, query: str, k: int = 10, method: str = "lucene", k1: float = 1.5, b: float = 0.75, delta: float = 0.5, width: int = 160
    ) -> list[Hit]: ...
    def text(self, document: int) -> str: ...
    def __len__(self) -> int: ...
