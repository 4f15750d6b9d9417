from os import PathLike
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from typing_extensions import Self

from .._base import Estimator as _Estimator

class Linear(_Estimator):
    coef_: NDArray[Any]
    intercept_: Any
    n_features_in_: int
    feature_names_in_: NDArray[np.object_]
    def predict(self, X: ArrayLike) -> NDArray[Any]: ...
    def score(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> float: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self: ...

class LinearRegression(Linear):
    rank_: int
    singular_: NDArray[Any]
    fit_intercept: bool
    copy_X: bool
    tol: float
    n_jobs: int | None
    positive: bool
    def __init__(
        self, *, fit_intercept: bool = True, copy_X: bool = True, tol: float = 1e-6, n_jobs: int | None = None, positive: bool = False
    ) -> None: ...
    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self: ...
    def __getattr__(self, name: str) -> Any: ...

class Ridge(Linear):
    n_iter_: None
    solver_: str
    alpha: ArrayLike
    fit_intercept: bool
    copy_X: bool
    max_iter: int | None
    tol: float
    solver: str
    positive: bool
    random_state: object
    def __init__(
        self,
        alpha: ArrayLike = 1.0,
        *,
        fit_intercept: bool = True,
        copy_X: bool = True,
        max_iter: int | None = None,
        tol: float = 1e-4,
        solver: str = "auto",
        positive: bool = False,
        random_state: object = None,
    ) -> None: ...
    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self: ...

class GradientDescentStep(NamedTuple):
    round: int
    pass_: int
    coef: NDArray[np.float64]
    intercept: float
    loss: float
    gradient_norm: float
    batch: NDArray[np.int64]

class GradientDescentRun:
    max_steps: int | None
    learning_rate: float
    def __init__(self, run: Any) -> None: ...
    def __iter__(self) -> Self: ...
    def __next__(self) -> GradientDescentStep: ...
    @property
    def converged(self) -> bool: ...
    @property
    def diverged(self) -> bool: ...

class GradientDescentRegressor(Linear):
    loss_: float
    loss_curve_: list[float]
    converged_: bool
    n_iter_: int
    n_steps_: int
    learning_rate_: float
    batch: Literal["full", "single"] | int
    learning_rate: float | None
    max_iter: int
    tol: float
    standardize: bool
    fit_intercept: bool
    random_state: Any
    def __init__(
        self,
        batch: Literal["full", "single"] | int = "full",
        *,
        learning_rate: float | None = None,
        max_iter: int = 1000,
        tol: float = 1e-6,
        standardize: bool = False,
        fit_intercept: bool = True,
        random_state: Any = None,
    ) -> None: ...
    def fit(self, X: ArrayLike, y: ArrayLike) -> Self: ...
    def steps(self, X: ArrayLike, y: ArrayLike) -> GradientDescentRun: ...
