from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["RougeInterval", "RougeResult", "RougeScore", "rouge", "rouge_lcs_steps", "rouge_tokens"]

class RougeScore(NamedTuple):
    precision: float
    recall: float
    fmeasure: float

class RougeInterval(NamedTuple):
    low: RougeScore
    mid: RougeScore
    high: RougeScore

class LcsRow(NamedTuple):
    word: str
    matches: list[int]
    length: int
    cells: list[int]

class RougeResult:
    types: list[str]
    array: NDArray[np.float64]
    erased: int
    def __init__(self, types: list[str], array: NDArray[np.float64], erased: int) -> None: ...
    @property
    def mean(self) -> dict[str, RougeScore]: ...
    @property
    def scores(self) -> list[dict[str, RougeScore]]: ...
    def interval(self, confidence: float = 0.95, n_samples: int = 1000, random_state: int = 0) -> dict[str, RougeInterval]: ...

def rouge(
    hypotheses: Iterable[str],
    references: Iterable[str | Sequence[str]],
    types: str | Sequence[str] = ("rouge1", "rouge2", "rougeL"),
    use_stemmer: bool = False,
    tokenizer: str = "google",
) -> RougeResult: ...
def rouge_tokens(text: str, use_stemmer: bool = False, tokenizer: str = "google") -> list[str]: ...
def rouge_lcs_steps(hypothesis: str, reference: str, use_stemmer: bool = False, tokenizer: str = "google") -> Iterator[LcsRow]: ...
