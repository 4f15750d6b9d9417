"""Metrics of answers that are numbers."""

import numpy as np

from .. import _openwork
from ..exceptions import InvalidParameterError
from ._targets import array, consistent, finite, undefined, weights

_MEAN = "uniform_average"


def _columns(values, name):
    y = array(values, name)
    if y.dtype.kind == "c":
        raise ValueError(f"Complex data not supported\n{y}\n")
    try:
        y = y.astype(np.float64, copy=False)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: wanted numbers: {error}") from None
    if y.ndim == 0:
        raise ValueError(f"Expected 2D array, got scalar array instead:\narray={y}.")
    if y.ndim > 2:
        raise ValueError(f"Found array with dim {y.ndim}, while dim <= 2 is required.")
    if not len(y):
        raise ValueError(f"Found array with 0 sample(s) (shape={y.shape}) while a minimum of 1 is required.")
    return finite(y.reshape(len(y), -1), name)


def _outputs(name, y_true, y_pred, sample_weight, multioutput, alpha=0.5):
    """The score (or its two parts) of each output, and how the outputs are to be averaged."""
    consistent(y_true, y_pred, sample_weight)
    t, p = _columns(y_true, "y_true"), _columns(y_pred, "y_pred")
    w = weights(sample_weight, len(t))
    if t.shape[1] != p.shape[1]:
        raise ValueError(f"y_true and y_pred have different number of output ({t.shape[1]}!={p.shape[1]})")
    allowed = ("raw_values", "uniform_average", "variance_weighted")
    if isinstance(multioutput, str):
        if multioutput not in allowed:
            raise InvalidParameterError(f"Allowed 'multioutput' string values are {allowed}. You provided multioutput={multioutput!r}")
    elif multioutput is not None:
        multioutput = np.asarray(multioutput, dtype=np.float64)
        if t.shape[1] == 1:
            raise ValueError("Custom weights are useful only in multi-output cases.")
        if len(multioutput) != t.shape[1]:
            raise ValueError(f"There must be equally many custom weights ({len(multioutput)}) as outputs ({t.shape[1]}).")
    each = [_openwork.regression(name, np.ascontiguousarray(a), np.ascontiguousarray(b), w, alpha) for a, b in zip(t.T, p.T)]
    return np.array(each), multioutput, t, w


def _average(scores, multioutput):
    if isinstance(multioutput, str):
        if multioutput == "raw_values":
            return scores
        multioutput = None
    return float(np.average(scores, weights=multioutput))


def _mean(name, y_true, y_pred, sample_weight, multioutput, alpha=0.5, root=False):
    if sample_weight is None and isinstance(multioutput, str) and multioutput == _MEAN:
        try:
            found = _openwork.regression(name, y_true, y_pred, None, alpha)
        except ValueError:
            found = None  # to be refused with the reference's words
        if found is not None:
            return found[0] ** 0.5 if root else found[0]
    each, multioutput, _, _ = _outputs(name, y_true, y_pred, sample_weight, multioutput, alpha)
    return _average(np.sqrt(each[:, 0]) if root else each[:, 0], multioutput)


def mean_squared_error(y_true, y_pred, *, sample_weight=None, multioutput="uniform_average"):
    """The mean of the squared errors."""
    return _mean("squared", y_true, y_pred, sample_weight, multioutput)


def root_mean_squared_error(y_true, y_pred, *, sample_weight=None, multioutput="uniform_average"):
    """The root of the mean of the squared errors."""
    return _mean("squared", y_true, y_pred, sample_weight, multioutput, root=True)


def mean_absolute_error(y_true, y_pred, *, sample_weight=None, multioutput="uniform_average"):
    """The mean of the absolute errors."""
    return _mean("absolute", y_true, y_pred, sample_weight, multioutput)


def mean_absolute_percentage_error(y_true, y_pred, *, sample_weight=None, multioutput="uniform_average"):
    """The mean of the errors as shares of the true values, 1 being 100 %."""
    return _mean("percentage", y_true, y_pred, sample_weight, multioutput)


def median_absolute_error(y_true, y_pred, *, multioutput="uniform_average", sample_weight=None):
    """The median of the absolute errors."""
    return _mean("median", y_true, y_pred, sample_weight, multioutput)


def _logarithms(name, y_true, y_pred, sample_weight, multioutput, root):
    try:
        return _mean("logarithms", y_true, y_pred, sample_weight, multioutput, root=root)
    except ValueError as error:
        if "above -1" in str(error):
            raise ValueError(f"{name} cannot be used when targets contain values less than or equal to -1.") from None
        raise


def mean_squared_log_error(y_true, y_pred, *, sample_weight=None, multioutput="uniform_average"):
    """The mean squared difference of ``log(1 + value)``."""
    return _logarithms("Mean Squared Logarithmic Error", y_true, y_pred, sample_weight, multioutput, False)


def root_mean_squared_log_error(y_true, y_pred, *, sample_weight=None, multioutput="uniform_average"):
    """The root of the mean squared difference of ``log(1 + value)``."""
    return _logarithms("Root Mean Squared Logarithmic Error", y_true, y_pred, sample_weight, multioutput, True)


def mean_pinball_loss(y_true, y_pred, *, sample_weight=None, alpha=0.5, multioutput="uniform_average"):
    """The mean pinball loss: too low costs ``alpha`` times the error, too high ``1 - alpha`` times."""
    _share(alpha)
    return _mean("pinball", y_true, y_pred, sample_weight, multioutput, float(alpha))


def _share(alpha):
    if not (isinstance(alpha, (int, float, np.number)) and 0 <= alpha <= 1):
        raise InvalidParameterError(f"alpha = {alpha!r}, wanted a number from 0 to 1")


def max_error(y_true, y_pred):
    """The largest absolute error."""
    try:
        found = _openwork.regression("max", y_true, y_pred, None, 0.5)
    except ValueError:
        found = None  # to be refused with the reference's words
    if found is not None:
        return found[0]
    each, _, t, _ = _outputs("max", y_true, y_pred, None, None)
    if t.shape[1] > 1:
        raise ValueError("Multioutput not supported in max_error")
    return float(each[0, 0])


def _explained(parts, multioutput, force_finite):
    """One less the first part over the second, for each output, with a defined value where nothing varies."""
    left, whole = parts[:, 0], parts[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = 1 - left / whole
    if force_finite:
        scores[whole == 0] = 0.0
        scores[left == 0] = 1.0
    if isinstance(multioutput, str) and multioutput == "variance_weighted":
        multioutput = whole if whole.any() else None
    return _average(scores, multioutput)


def _of_spread(name, y_true, y_pred, sample_weight, multioutput, force_finite):
    if sample_weight is None and isinstance(multioutput, str) and multioutput == _MEAN:
        try:
            found = _openwork.regression(name, y_true, y_pred, None, 0.5)
        except ValueError:
            found = None  # to be refused with the reference's words
        if found is not None and found[1] != 0 and (name != "r2" or len(y_true) > 1):
            return 1 - found[0] / found[1]
    parts, multioutput, t, _ = _outputs(name, y_true, y_pred, sample_weight, multioutput)
    if name == "r2" and len(t) < 2:
        undefined("R^2 score is not well-defined with less than two samples.")
        return float("nan")
    return _explained(parts, multioutput, force_finite)


def r2_score(y_true, y_pred, *, sample_weight=None, multioutput="uniform_average", force_finite=True):
    """The share of the target's spread that the answers explain."""
    return _of_spread("r2", y_true, y_pred, sample_weight, multioutput, force_finite)


def explained_variance_score(y_true, y_pred, *, sample_weight=None, multioutput="uniform_average", force_finite=True):
    """As ``r2_score``, a constant shift of the answers costing nothing."""
    return _of_spread("explained", y_true, y_pred, sample_weight, multioutput, force_finite)


def d2_pinball_score(y_true, y_pred, *, sample_weight=None, alpha=0.5, multioutput="uniform_average"):
    """How much better the answers are than the best constant, by pinball loss."""
    _share(alpha)
    each, multioutput, t, w = _outputs("pinball", y_true, y_pred, sample_weight, multioutput, float(alpha))
    if len(t) < 2:
        undefined("D^2 score is not well-defined with less than two samples.", 3)
        return float("nan")
    parts = []
    for (loss, _), column in zip(each, t.T):
        column = np.ascontiguousarray(column)
        best = _openwork.regression("quantile", column, column, w, float(alpha))[0]
        parts.append((loss, _openwork.regression("pinball", column, np.full(len(column), best), w, float(alpha))[0]))
    return _explained(np.array(parts), multioutput, True)


def d2_absolute_error_score(y_true, y_pred, *, sample_weight=None, multioutput="uniform_average"):
    """How much better the answers are than the median, by absolute error."""
    return d2_pinball_score(y_true, y_pred, sample_weight=sample_weight, alpha=0.5, multioutput=multioutput)
