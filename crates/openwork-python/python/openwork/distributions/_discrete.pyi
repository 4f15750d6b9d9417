from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._base import Discrete

_D = TypeVar("_D", bound=Discrete)
_C = TypeVar("_C", bound="Categorical")

class Bernoulli(Discrete):
    def __new__(cls: type[_D], p: float) -> _D: ...

class Binomial(Discrete):
    def __new__(cls: type[_D], n: int, p: float) -> _D: ...

class Geometric(Discrete):
    def __new__(cls: type[_D], p: float) -> _D: ...

class Poisson(Discrete):
    def __new__(cls: type[_D], rate: float) -> _D: ...

class Categorical(Discrete):
    def __new__(cls: type[_D], p: ArrayLike) -> _D: ...
    @property
    def p(self) -> NDArray[np.float64]: ...
    @property
    def parameters(self) -> dict[str, Any]: ...
    @classmethod
    def fit(cls: type[_C], x: ArrayLike) -> _C: ...
