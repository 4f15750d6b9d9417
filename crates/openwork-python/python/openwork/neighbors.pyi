from collections.abc import Callable, Mapping
from os import PathLike
from typing import Any, Literal, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from typing_extensions import Self

from ._base import Estimator as _Estimator

__all__ = ["KNeighborsClassifier", "KNeighborsRegressor", "NearestNeighbors", "NeighborRun", "NeighborStep"]

_Algorithm = Literal["auto", "ball_tree", "kd_tree", "brute"]
_Metric = str | Callable[..., float]
_Weights = Literal["uniform", "distance"] | Callable[[NDArray[np.float64]], NDArray[Any]] | None
_Mode = Literal["connectivity", "distance"]

class NeighborStep(NamedTuple):
    round: int
    visit: str
    corners: tuple[NDArray[np.float64], NDArray[np.float64]] | None
    measured: NDArray[np.int64]
    nearest: NDArray[np.int64]
    distances: NDArray[np.float64]
    radius: float

class NeighborRun:
    max_steps: int | None
    def __init__(self, run: Any) -> None: ...
    def __iter__(self) -> Self: ...
    def __next__(self) -> NeighborStep: ...

class _Neighbors(_Estimator):
    n_neighbors: int
    algorithm: _Algorithm
    leaf_size: int
    metric: _Metric
    p: float
    metric_params: Mapping[str, Any] | None
    n_jobs: int | None
    effective_metric_: _Metric
    effective_metric_params_: dict[str, Any]
    n_samples_fit_: int
    n_features_in_: int
    feature_names_in_: NDArray[np.object_]
    @overload
    def kneighbors(
        self, X: ArrayLike | None = None, n_neighbors: int | None = None, return_distance: Literal[True] = True
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]: ...
    @overload
    def kneighbors(
        self, X: ArrayLike | None = None, n_neighbors: int | None = None, *, return_distance: Literal[False]
    ) -> NDArray[np.int64]: ...
    def kneighbors_graph(self, X: ArrayLike | None = None, n_neighbors: int | None = None, mode: _Mode = "connectivity") -> Any: ...
    def steps(self, X: ArrayLike) -> NeighborRun: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self: ...

class NearestNeighbors(_Neighbors):
    radius: float
    def __init__(
        self,
        *,
        n_neighbors: int = 5,
        radius: float = 1.0,
        algorithm: _Algorithm = "auto",
        leaf_size: int = 30,
        metric: _Metric = "minkowski",
        p: float = 2,
        metric_params: Mapping[str, Any] | None = None,
        n_jobs: int | None = None,
    ) -> None: ...
    def fit(self, X: ArrayLike, y: object = None) -> Self: ...
    @overload
    def radius_neighbors(
        self,
        X: ArrayLike | None = None,
        radius: float | None = None,
        return_distance: Literal[True] = True,
        sort_results: bool = False,
    ) -> tuple[NDArray[np.object_], NDArray[np.object_]]: ...
    @overload
    def radius_neighbors(
        self, X: ArrayLike | None = None, radius: float | None = None, *, return_distance: Literal[False], sort_results: bool = False
    ) -> NDArray[np.object_]: ...
    def radius_neighbors_graph(
        self, X: ArrayLike | None = None, radius: float | None = None, mode: _Mode = "connectivity", sort_results: bool = False
    ) -> Any: ...

class _Supervised(_Neighbors):
    weights: _Weights
    def __init__(
        self,
        n_neighbors: int = 5,
        *,
        weights: _Weights = "uniform",
        algorithm: _Algorithm = "auto",
        leaf_size: int = 30,
        p: float = 2,
        metric: _Metric = "minkowski",
        metric_params: Mapping[str, Any] | None = None,
        n_jobs: int | None = None,
    ) -> None: ...

class KNeighborsClassifier(_Supervised):
    classes_: Any
    outputs_2d_: bool
    def fit(self, X: ArrayLike, y: ArrayLike) -> Self: ...
    def predict(self, X: ArrayLike | None) -> NDArray[Any]: ...
    def predict_proba(self, X: ArrayLike | None) -> Any: ...
    def score(self, X: ArrayLike | None, y: ArrayLike, sample_weight: ArrayLike | None = None) -> float: ...

class KNeighborsRegressor(_Supervised):
    def fit(self, X: ArrayLike, y: ArrayLike) -> Self: ...
    def predict(self, X: ArrayLike | None) -> NDArray[Any]: ...
    def score(self, X: ArrayLike | None, y: ArrayLike, sample_weight: ArrayLike | None = None) -> float: ...
