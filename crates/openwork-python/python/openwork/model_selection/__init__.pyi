from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from typing_extensions import Self

from .._base import Estimator as _Estimator

__all__ = [
    "GridSearchCV",
    "GroupKFold",
    "KFold",
    "LeaveOneOut",
    "LeavePOut",
    "ParameterGrid",
    "PredefinedSplit",
    "RepeatedKFold",
    "RepeatedStratifiedKFold",
    "ShuffleSplit",
    "StratifiedGroupKFold",
    "StratifiedKFold",
    "StratifiedShuffleSplit",
    "TimeSeriesSplit",
    "check_cv",
    "cross_val_predict",
    "cross_val_score",
    "cross_validate",
    "train_test_split",
]

_Rows = NDArray[np.int64]
_Folds = Iterator[tuple[_Rows, _Rows]]
_Random = int | np.random.RandomState | None
_Size = float | int | None
_Scoring = str | Callable[..., Any] | Sequence[str] | Mapping[str, str | Callable[..., Any]] | None

class _Splitter:
    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int: ...
    def get_metadata_routing(self) -> Any: ...

class _KFold(_Splitter):
    n_splits: int
    shuffle: bool
    random_state: _Random

class KFold(_KFold):
    def __init__(self, n_splits: int = 5, *, shuffle: bool = False, random_state: _Random = None) -> None: ...
    def split(self, X: Any, y: Any = None, groups: Any = None) -> _Folds: ...

class StratifiedKFold(_KFold):
    def __init__(self, n_splits: int = 5, *, shuffle: bool = False, random_state: _Random = None) -> None: ...
    def split(self, X: Any, y: Any, groups: Any = None) -> _Folds: ...

class GroupKFold(_KFold):
    def __init__(self, n_splits: int = 5, *, shuffle: bool = False, random_state: _Random = None) -> None: ...
    def split(self, X: Any, y: Any = None, groups: Any = None) -> _Folds: ...

class StratifiedGroupKFold(_KFold):
    def __init__(self, n_splits: int = 5, shuffle: bool = False, random_state: _Random = None) -> None: ...
    def split(self, X: Any, y: Any = None, groups: Any = None) -> _Folds: ...

class TimeSeriesSplit(_KFold):
    max_train_size: int | None
    test_size: int | None
    gap: int
    def __init__(
        self, n_splits: int = 5, *, max_train_size: int | None = None, test_size: int | None = None, gap: int = 0
    ) -> None: ...
    def split(self, X: Any, y: Any = None, groups: Any = None) -> _Folds: ...

class LeavePOut(_Splitter):
    p: int
    def __init__(self, p: int) -> None: ...
    def get_n_splits(self, X: Any, y: Any = None, groups: Any = None) -> int: ...  # type: ignore[override]
    def split(self, X: Any, y: Any = None, groups: Any = None) -> _Folds: ...

class LeaveOneOut(LeavePOut):
    def __init__(self) -> None: ...

class PredefinedSplit(_Splitter):
    test_fold: NDArray[np.int64]
    unique_folds: NDArray[np.int64]
    def __init__(self, test_fold: Any) -> None: ...
    def split(self, X: Any = None, y: Any = None, groups: Any = None) -> _Folds: ...

class RepeatedKFold(_Splitter):
    n_splits: int
    n_repeats: int
    random_state: _Random
    def __init__(self, *, n_splits: int = 5, n_repeats: int = 10, random_state: _Random = None) -> None: ...
    def split(self, X: Any, y: Any = None, groups: Any = None) -> _Folds: ...

class RepeatedStratifiedKFold(_Splitter):
    n_splits: int
    n_repeats: int
    random_state: _Random
    def __init__(self, *, n_splits: int = 5, n_repeats: int = 10, random_state: _Random = None) -> None: ...
    def split(self, X: Any, y: Any, groups: Any = None) -> _Folds: ...

class _Drawn(_Splitter):
    n_splits: int
    test_size: _Size
    train_size: _Size
    random_state: _Random
    def __init__(
        self, n_splits: int = 10, *, test_size: _Size = None, train_size: _Size = None, random_state: _Random = None
    ) -> None: ...

class ShuffleSplit(_Drawn):
    def split(self, X: Any, y: Any = None, groups: Any = None) -> _Folds: ...

class StratifiedShuffleSplit(_Drawn):
    def split(self, X: Any, y: Any, groups: Any = None) -> _Folds: ...

def check_cv(
    cv: Any = 5, y: Any = None, *, classifier: bool = False, shuffle: bool = False, random_state: _Random = None
) -> Any: ...
def train_test_split(
    *arrays: Any,
    test_size: _Size = None,
    train_size: _Size = None,
    random_state: _Random = None,
    shuffle: bool = True,
    stratify: Any = None,
) -> list[Any]: ...
def cross_validate(
    estimator: Any,
    X: Any,
    y: Any = None,
    *,
    groups: Any = None,
    scoring: _Scoring = None,
    cv: Any = None,
    n_jobs: int | None = None,
    verbose: int = 0,
    params: Mapping[str, Any] | None = None,
    pre_dispatch: int | str = "2*n_jobs",
    return_train_score: bool = False,
    return_estimator: bool = False,
    return_indices: bool = False,
    error_score: float | Literal["raise"] = ...,
) -> dict[str, Any]: ...
def cross_val_score(
    estimator: Any,
    X: Any,
    y: Any = None,
    *,
    groups: Any = None,
    scoring: str | Callable[..., Any] | None = None,
    cv: Any = None,
    n_jobs: int | None = None,
    verbose: int = 0,
    params: Mapping[str, Any] | None = None,
    pre_dispatch: int | str = "2*n_jobs",
    error_score: float | Literal["raise"] = ...,
) -> NDArray[np.float64]: ...
def cross_val_predict(
    estimator: Any,
    X: Any,
    y: Any = None,
    *,
    groups: Any = None,
    cv: Any = None,
    n_jobs: int | None = None,
    verbose: int = 0,
    params: Mapping[str, Any] | None = None,
    pre_dispatch: int | str = "2*n_jobs",
    method: Literal["predict", "predict_proba", "predict_log_proba", "decision_function"] = "predict",
) -> Any: ...

class ParameterGrid:
    param_grid: list[Mapping[str, Sequence[Any]]]
    def __init__(self, param_grid: Mapping[str, Sequence[Any]] | Iterable[Mapping[str, Sequence[Any]]]) -> None: ...
    def __iter__(self) -> Iterator[dict[str, Any]]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> dict[str, Any]: ...

class GridSearchCV(_Estimator):
    estimator: Any
    param_grid: Any
    scoring: _Scoring
    n_jobs: int | None
    refit: Any
    cv: Any
    verbose: int
    pre_dispatch: int | str
    error_score: float | Literal["raise"]
    return_train_score: bool
    cv_results_: dict[str, Any]
    best_estimator_: Any
    best_index_: int
    best_params_: dict[str, Any]
    best_score_: float
    n_splits_: int
    multimetric_: bool
    refit_time_: float
    scorer_: Any
    def __init__(
        self,
        estimator: Any,
        param_grid: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Sequence[Any]]],
        *,
        scoring: _Scoring = None,
        n_jobs: int | None = None,
        refit: Any = True,
        cv: Any = None,
        verbose: int = 0,
        pre_dispatch: int | str = "2*n_jobs",
        error_score: float | Literal["raise"] = ...,
        return_train_score: bool = False,
    ) -> None: ...
    def fit(self, X: Any, y: Any = None, **params: Any) -> Self: ...
    def score(self, X: Any, y: Any = None, **params: Any) -> float: ...
    def predict(self, X: Any) -> Any: ...
    def predict_proba(self, X: Any) -> Any: ...
    def predict_log_proba(self, X: Any) -> Any: ...
    def decision_function(self, X: Any) -> Any: ...
    def score_samples(self, X: Any) -> Any: ...
    def transform(self, X: Any) -> Any: ...
    def inverse_transform(self, X: Any) -> Any: ...
    @property
    def classes_(self) -> Any: ...
    @property
    def n_features_in_(self) -> int: ...
