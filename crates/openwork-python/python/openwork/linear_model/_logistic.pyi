from collections.abc import Mapping
from os import PathLike
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from typing_extensions import Self

from .._base import Estimator as _Estimator

_Solver = Literal[
    "lbfgs",
    "liblinear",
    "newton-cg",
    "newton-cholesky",
    "sag",
    "saga",
    "auto",
    "newton",
    "proximal",
    "gradient",
    "minibatch",
]
_Penalty = Literal["l1", "l2", "elasticnet", "deprecated"] | None
_Seed = int | np.random.RandomState | np.random.Generator | None

class LogisticRegressionStep(NamedTuple):
    round: int
    loss: float
    gradient: float
    step: float
    evaluations: int
    coef: NDArray[np.float64]
    intercept: NDArray[np.float64]

class LogisticRegressionRun:
    max_steps: int
    def __init__(self, run: Any, max_steps: int) -> None: ...
    def __iter__(self) -> Self: ...
    def __next__(self) -> LogisticRegressionStep: ...
    @property
    def coef(self) -> NDArray[np.float64]: ...
    @property
    def intercept(self) -> NDArray[np.float64]: ...
    @property
    def loss(self) -> float: ...

class LogisticRegression(_Estimator):
    penalty: _Penalty
    C: float
    l1_ratio: float
    dual: bool
    tol: float
    fit_intercept: bool
    intercept_scaling: float
    class_weight: Mapping[Any, float] | Literal["balanced"] | None
    random_state: _Seed
    solver: _Solver
    max_iter: int
    verbose: int
    warm_start: bool
    n_jobs: int | None
    learning_rate: float | None
    decay: float
    batch_size: int
    classes_: NDArray[Any]
    coef_: NDArray[Any]
    intercept_: NDArray[Any]
    n_iter_: NDArray[np.int32]
    converged_: bool
    gradient_: float
    objective_: float
    history_: list[tuple[int, float, float, float, int]]
    n_features_in_: int
    feature_names_in_: NDArray[np.object_]
    def __init__(
        self,
        penalty: _Penalty = "deprecated",
        *,
        C: float = 1.0,
        l1_ratio: float = 0.0,
        dual: bool = False,
        tol: float = 1e-4,
        fit_intercept: bool = True,
        intercept_scaling: float = 1,
        class_weight: Mapping[Any, float] | Literal["balanced"] | None = None,
        random_state: _Seed = None,
        solver: _Solver = "lbfgs",
        max_iter: int = 100,
        verbose: int = 0,
        warm_start: bool = False,
        n_jobs: int | None = None,
        learning_rate: float | None = None,
        decay: float = 0.0,
        batch_size: int = 32,
    ) -> None: ...
    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self: ...
    def steps(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> LogisticRegressionRun: ...
    def decision_function(self, X: ArrayLike) -> NDArray[np.float64]: ...
    def predict(self, X: ArrayLike) -> NDArray[Any]: ...
    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]: ...
    def predict_log_proba(self, X: ArrayLike) -> NDArray[np.float64]: ...
    def score(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> float: ...
    def sparsify(self) -> Self: ...
    def densify(self) -> Self: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self: ...
