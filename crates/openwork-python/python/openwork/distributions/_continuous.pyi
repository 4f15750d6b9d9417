from typing import TypeVar

from ._base import Continuous

_C = TypeVar("_C", bound=Continuous)

class Uniform(Continuous):
    def __new__(cls: type[_C], low: float = 0.0, high: float = 1.0) -> _C: ...

class Exponential(Continuous):
    def __new__(cls: type[_C], scale: float | None = None, *, rate: float | None = None) -> _C: ...

class Normal(Continuous):
    def __new__(cls: type[_C], mean: float = 0.0, std: float = 1.0) -> _C: ...

class LogNormal(Continuous):
    def __new__(cls: type[_C], mu: float = 0.0, sigma: float = 1.0) -> _C: ...

class Laplace(Continuous):
    def __new__(cls: type[_C], loc: float = 0.0, scale: float = 1.0) -> _C: ...

class Weibull(Continuous):
    def __new__(cls: type[_C], shape: float, scale: float = 1.0) -> _C: ...

class Gamma(Continuous):
    def __new__(cls: type[_C], shape: float, scale: float | None = None, *, rate: float | None = None) -> _C: ...

class ChiSquared(Continuous):
    def __new__(cls: type[_C], df: float) -> _C: ...

class Beta(Continuous):
    def __new__(cls: type[_C], a: float, b: float) -> _C: ...

class StudentT(Continuous):
    def __new__(cls: type[_C], df: float, loc: float = 0.0, scale: float = 1.0) -> _C: ...
