"""Reading what the caller hands over: plain arrays pass untouched, everything else is converted or refused with a reason."""

import sys
import warnings

import numpy as np

_F32, _F64 = np.dtype(np.float32), np.dtype(np.float64)
_Array = np.ndarray


def matrix(estimator, X, reset):
    """``X`` as a C-contiguous matrix of float32 or float64, without a copy where it is one.

    ``reset`` says that the estimator is being fitted and learns the number and names of the features; otherwise they are
    compared with what it learnt. NaN and infinity are left to the algorithm, which looks at every number anyway.
    """
    if type(X) is _Array and X.ndim == 2 and (X.dtype is _F64 or X.dtype is _F32) and X.flags.carray and X.size:
        names = None
    else:
        names = _feature_names(X)
        X = _convert(X, type(estimator).__name__)
    state = estimator.__dict__
    if reset:
        state["n_features_in_"] = X.shape[1]
        if names is not None:
            state["feature_names_in_"] = names
        else:
            state.pop("feature_names_in_", None)
        return X
    if names is not None or "feature_names_in_" in state:
        _compare_names(estimator, names)
    if X.shape[1] != state["n_features_in_"]:
        raise ValueError(
            f"X has {X.shape[1]} features, but {type(estimator).__name__} is expecting {state['n_features_in_']} features "
            "as input: as many as it was fitted on"
        )
    return X


def _convert(X, who):
    if hasattr(X, "toarray") and hasattr(X, "nnz"):
        raise TypeError(f"{who} got X as a sparse matrix, wanted a dense array; sparse data: convert by X.toarray() if it fits")
    if isinstance(X, np.matrix):
        raise TypeError(f"np.matrix is not supported by {who}; convert by np.asarray(X)")
    frame = hasattr(X, "columns") and hasattr(X, "to_numpy")
    try:
        array = X.to_numpy() if frame else np.asarray(X)
    except ValueError as error:
        raise ValueError(f"{who} could not read X as an array: {error}; are its rows of the same length?") from None
    if array.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: {who} got X of {array.dtype}, wanted real numbers\n{array}\n")
    if array.ndim < 2:
        got = "scalar" if array.ndim == 0 else "1D"
        raise ValueError(
            f"Expected 2D array, got {got} array instead: {_brief(array)}. Reshape your data either using "
            "array.reshape(-1, 1) if your data has a single feature or array.reshape(1, -1) if it contains a single sample."
        )
    if array.ndim > 2:
        raise ValueError(f"Found array with dim {array.ndim}, while dim <= 2 is required by {who}.")
    if array.shape[0] == 0:
        raise ValueError(f"Found array with 0 sample(s) (shape={array.shape}) while a minimum of 1 is required by {who}.")
    if array.shape[1] == 0:
        raise ValueError(f"Found array with 0 feature(s) (shape={array.shape}) while a minimum of 1 is required by {who}.")
    if array.dtype != _F32 and array.dtype != _F64:
        array = _numbers(array, X, frame, who)
    return np.require(array.astype(array.dtype.newbyteorder("="), copy=False), requirements="CA")


def _numbers(array, X, frame, who):
    try:
        if frame and array.dtype.kind == "O":
            return _frame_numbers(X)
        return array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{who} wanted numbers in X: {error}") from None


def _frame_numbers(X):
    try:
        return X.to_numpy(dtype=np.float64, na_value=np.nan)  # pandas' nullable columns
    except TypeError:
        return X.to_numpy().astype(np.float64)


def _brief(array):
    return np.array2string(array, threshold=6).replace("\n", " ")


def _feature_names(X):
    """The names of the columns of a data frame, where all of them are text."""
    columns = getattr(X, "columns", None)
    if columns is None:
        return None
    kinds = sorted({type(c).__name__ for c in columns})
    if kinds == ["str"]:
        return np.asarray(columns, dtype=object)
    if "str" in kinds:
        raise TypeError(
            "Feature names are only supported if all input features have string names, but your input has "
            f"{kinds} as feature name / column name types. Convert them all by X.columns = X.columns.astype(str)."
        )
    return None


def _compare_names(estimator, names):
    fitted = estimator.__dict__.get("feature_names_in_")
    who = type(estimator).__name__
    if fitted is None:
        warnings.warn(f"X has feature names, but {who} was fitted without feature names", stacklevel=4)
    elif names is None:
        warnings.warn(f"X does not have valid feature names, but {who} was fitted with feature names", stacklevel=4)
    elif len(names) != len(fitted) or (names != fitted).any():
        message = ["The feature names should match those that were passed during fit."]
        unseen, missing = sorted(set(names) - set(fitted)), sorted(set(fitted) - set(names))
        for title, found in (("Feature names unseen at fit time:", unseen), ("Feature names seen at fit time, yet now missing:", missing)):
            if found:
                message += [title, *(f"- {name}" for name in found[:5])]
                if len(found) > 5:
                    message.append("- ...")
        if not unseen and not missing:
            message.append("Feature names must be in the same order as they were in fit.")
        raise ValueError("\n".join(message) + "\n")


def sample_weight(weights, n):
    """Weights as a vector of float64, or None."""
    if weights is None:
        return None
    if isinstance(weights, (int, float)):
        return np.full(n, float(weights))
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    if weights.ndim != 1:
        raise ValueError(f"Sample weights must be 1D array or scalar, got {weights.ndim}D array; wanted shape ({n},)")
    if weights.shape[0] != n:
        raise ValueError(f"sample_weight.shape == {weights.shape}, expected {(n,)}!")
    return weights


def targets(y):
    """The answers of a regression as an array of one or two dimensions."""
    y = np.asarray(y)
    if y.ndim not in (1, 2):
        raise ValueError(f"y should be a 1d array of numbers, or 2d for several targets; got an array of shape {y.shape} instead.")
    if y.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: y of {y.dtype}\n{y}\n")
    if y.dtype.kind not in "fiub":
        try:
            return y.astype(np.float64)
        except (TypeError, ValueError) as error:
            raise type(error)(f"y: wanted numbers: {error}") from None
    return y


def r2(y, predicted, weights=None):
    """R²: 1 - (squared errors) / (squared deviations from the mean), the mean over several targets."""
    if len(y) != len(predicted):
        raise ValueError(f"Found input variables with inconsistent numbers of samples: X has {len(predicted)} rows, y has {len(y)}")
    if len(y) < 2:
        warnings.warn("R^2 score is not well-defined with less than two samples.", stacklevel=3)
        return float("nan")
    y, predicted = y.reshape(len(y), -1).astype(np.float64), predicted.reshape(len(y), -1)
    weights = sample_weight(weights, len(y))
    errors = np.average((y - predicted) ** 2, axis=0, weights=weights)
    spread = np.average((y - np.average(y, axis=0, weights=weights)) ** 2, axis=0, weights=weights)
    exact = np.where(errors == 0, 1.0, 0.0)  # a constant target: 1 if met, 0 otherwise
    return float(np.where(spread > 0, 1.0 - errors / np.where(spread > 0, spread, 1.0), exact).mean())


def seed(random_state):
    """The seed of one fit. None draws a fresh one from numpy's global generator, so that ``np.random.seed`` holds."""
    if type(random_state) is int and 0 <= random_state < 1 << 64:
        return random_state
    if random_state is None or random_state is np.random:
        return int(np.random.randint(0, 1 << 32, dtype=np.uint64))
    if isinstance(random_state, np.random.Generator):
        return int(random_state.integers(0, 1 << 63))
    if isinstance(random_state, np.random.RandomState):
        return int(random_state.randint(0, 1 << 32, dtype=np.uint64))
    if hasattr(random_state, "__index__") and not isinstance(random_state, bool) and 0 <= random_state < 1 << 64:
        return random_state.__index__()
    from .exceptions import InvalidParameterError

    raise InvalidParameterError(
        f"random_state = {random_state!r}, wanted None, a whole number from 0 to 2^64 - 1, a numpy RandomState or Generator"
    )


def sklearn_config(name, default):
    """A setting of scikit-learn's, where scikit-learn is loaded."""
    loaded = sys.modules.get("sklearn")
    return default if loaded is None else loaded.get_config().get(name, default)
