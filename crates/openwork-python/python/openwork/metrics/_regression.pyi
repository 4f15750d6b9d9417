from typing import Literal

from numpy.typing import ArrayLike

_Outputs = Literal["raw_values", "uniform_average"] | ArrayLike
_Shares = Literal["raw_values", "uniform_average", "variance_weighted"] | ArrayLike

def max_error(y_true: ArrayLike, y_pred: ArrayLike) -> float: ...
def mean_squared_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: _Outputs = "uniform_average",
) -> float: ...
def root_mean_squared_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: _Outputs = "uniform_average",
) -> float: ...
def mean_squared_log_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: _Outputs = "uniform_average",
) -> float: ...
def root_mean_squared_log_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: _Outputs = "uniform_average",
) -> float: ...
def mean_absolute_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: _Outputs = "uniform_average",
) -> float: ...
def mean_absolute_percentage_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: _Outputs = "uniform_average",
) -> float: ...
def median_absolute_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    multioutput: _Outputs = "uniform_average",
    sample_weight: ArrayLike | None = None,
) -> float: ...
def r2_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: _Shares = "uniform_average",
    force_finite: bool = True,
) -> float: ...
def explained_variance_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: _Shares = "uniform_average",
    force_finite: bool = True,
) -> float: ...
def mean_pinball_loss(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    alpha: float = 0.5,
    multioutput: _Outputs = "uniform_average",
) -> float: ...
def d2_pinball_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    alpha: float = 0.5,
    multioutput: _Outputs = "uniform_average",
) -> float: ...
def d2_absolute_error_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    multioutput: _Outputs = "uniform_average",
) -> float: ...
