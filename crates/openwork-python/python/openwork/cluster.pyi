from collections.abc import Callable
from os import PathLike
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from typing_extensions import Self

from ._base import Transformer as _Transformer

__all__ = ["KMeans", "KMeansRun", "KMeansStep", "MiniBatchKMeans", "MiniBatchKMeansRun", "MiniBatchKMeansStep"]

class KMeansStep(NamedTuple):
    round: int
    centers: NDArray[Any]
    labels: NDArray[np.int32]
    inertia: float
    moved: int
    shift: float

class KMeansRun:
    max_steps: int
    def __init__(self, run: Any, max_steps: int) -> None: ...
    def __iter__(self) -> Self: ...
    def __next__(self) -> KMeansStep: ...
    @property
    def centers(self) -> NDArray[Any]: ...
    @property
    def labels(self) -> NDArray[np.int32]: ...

class MiniBatchKMeansStep(NamedTuple):
    step: int
    centers: NDArray[Any]
    counts: NDArray[np.float64]
    batch: NDArray[np.int64]
    inertia: float
    average: float | None
    shift: float
    reassigned: int

class MiniBatchKMeansRun:
    max_steps: int
    def __init__(self, run: Any) -> None: ...
    def __iter__(self) -> Self: ...
    def __next__(self) -> MiniBatchKMeansStep: ...
    @property
    def centers(self) -> NDArray[Any]: ...
    @property
    def counts(self) -> NDArray[np.float64]: ...

class _KMeansBase(_Transformer):
    cluster_centers_: NDArray[Any]
    labels_: NDArray[np.int32]
    inertia_: float
    n_iter_: int
    n_features_in_: int
    feature_names_in_: NDArray[np.object_]
    def predict(self, X: ArrayLike) -> NDArray[np.int32]: ...
    def fit_predict(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> NDArray[np.int32]: ...
    def transform(self, X: ArrayLike) -> Any: ...
    def fit_transform(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Any: ...
    def score(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> float: ...

class KMeans(_KMeansBase):
    n_clusters: int
    init: Literal["k-means++", "random"] | ArrayLike | Callable[..., ArrayLike]
    n_init: Literal["auto"] | int
    max_iter: int
    tol: float
    verbose: int
    random_state: int | np.random.RandomState | np.random.Generator | None
    copy_x: bool
    algorithm: Literal["lloyd", "elkan"]
    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: Literal["k-means++", "random"] | ArrayLike | Callable[..., ArrayLike] = "k-means++",
        n_init: Literal["auto"] | int = "auto",
        max_iter: int = 300,
        tol: float = 1e-4,
        verbose: int = 0,
        random_state: int | np.random.RandomState | np.random.Generator | None = None,
        copy_x: bool = True,
        algorithm: Literal["lloyd", "elkan"] = "lloyd",
    ) -> None: ...
    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self: ...
    def steps(self, X: ArrayLike) -> KMeansRun: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self: ...

class MiniBatchKMeans(_KMeansBase):
    n_clusters: int
    init: Literal["k-means++", "random"] | ArrayLike | Callable[..., ArrayLike]
    max_iter: int
    batch_size: int
    verbose: int
    compute_labels: bool
    random_state: int | np.random.RandomState | np.random.Generator | None
    tol: float
    max_no_improvement: int | None
    init_size: int | None
    n_init: Literal["auto"] | int
    reassignment_ratio: float
    n_steps_: int
    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: Literal["k-means++", "random"] | ArrayLike | Callable[..., ArrayLike] = "k-means++",
        max_iter: int = 100,
        batch_size: int = 1024,
        verbose: int = 0,
        compute_labels: bool = True,
        random_state: int | np.random.RandomState | np.random.Generator | None = None,
        tol: float = 0.0,
        max_no_improvement: int | None = 10,
        init_size: int | None = None,
        n_init: Literal["auto"] | int = "auto",
        reassignment_ratio: float = 0.01,
    ) -> None: ...
    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self: ...
    def partial_fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self: ...
    def steps(self, X: ArrayLike) -> MiniBatchKMeansRun: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self: ...
