from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from typing_extensions import Self

from .._openwork import ContinuousRoom, DiscreteRoom

_Self = TypeVar("_Self", bound="Verbs")

KINDS: dict[str, type[Verbs]]

def numbers(what: str, x: ArrayLike) -> NDArray[np.float64]: ...

class Verbs:
    _kind: ClassVar[str]
    @property
    def parameters(self) -> dict[str, float]: ...
    def stats(self, moments: str = "mv") -> Any: ...
    def interval(self, confidence: float) -> tuple[float, float]: ...
    @overload
    def rvs(self, size: None = None, seed: int | None = None) -> float: ...
    @overload
    def rvs(self, size: int | Sequence[int], seed: int | None = None) -> NDArray[Any]: ...
    def log_likelihood(self, x: ArrayLike) -> float: ...
    @classmethod
    def fit(cls, x: ArrayLike) -> Self: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

class Continuous(Verbs, ContinuousRoom): ...
class Discrete(Verbs, DiscreteRoom): ...

class KSResult(NamedTuple):
    statistic: float
    pvalue: float

class Fitted(NamedTuple):
    distribution: Any
    log_likelihood: float
    aic: float
    kstest: KSResult | None

class Ranking(NamedTuple):
    fitted: list[Fitted]
    refused: dict[type[Verbs], str]

def kstest(x: ArrayLike, distribution: Continuous) -> KSResult: ...
def kl_divergence(p: _Self, q: _Self) -> float: ...
def rank(x: ArrayLike, candidates: Iterable[type[Verbs]] | None = None) -> Ranking: ...
