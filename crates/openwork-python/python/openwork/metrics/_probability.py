"""Metrics of probabilities, one column a class or those of the positive class alone."""

import warnings

import numpy as np

from .. import _openwork
from ..exceptions import InvalidParameterError
from ._targets import FLOAT64, INT64, _Array, array, column, consistent, finite, kind, undefined, weights


def _numbers(values, name):
    """Probabilities or scores, one or two dimensions, finite; float32 stays."""
    y = array(values, name)
    if y.dtype.kind not in "f":
        try:
            y = y.astype(np.float64)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name}: wanted numbers, got {y.dtype}: {error}") from None
    if y.ndim == 0:
        raise ValueError(f"Expected 2D array, got scalar array instead:\narray={y}.")
    if y.ndim > 2:
        raise ValueError(f"Found array with dim {y.ndim}. None expected <= 2.")
    if y.shape[0] < 1:
        raise ValueError(f"Found array with 0 sample(s) (shape={y.shape}) while a minimum of 1 is required.")
    return finite(y, name)


def _inside(p, lower="lower"):
    if p.max() > 1:
        raise ValueError(f"y_prob contains values greater than 1: {p.max()}")
    if p.min() < 0:
        raise ValueError(f"y_prob contains values {lower} than 0: {p.min()}")


def _classes(y_true, p, labels):
    """The classes, and the column of each row's class."""
    t = array(y_true, "y_true")
    if t.ndim == 2 and t.shape[1] > 1:  # an indicator matrix: one column a class
        if kind(t, "y_true") != "multilabel-indicator":
            raise ValueError(f"{kind(t, 'y_true')} target data is not supported")
        return np.arange(t.shape[1]), t.argmax(1).astype(np.uint32)
    t = column(t, "y_true")
    if t.dtype.kind == "f" and kind(t, "y_true") == "continuous":
        raise ValueError("continuous target data is not supported")
    classes, codes = _encoded(t) if labels is None else (np.unique(np.asarray(labels)), None)
    if labels is not None:
        if list(classes) != list(labels):
            warnings.warn(
                f"Labels passed were {labels}. But this function assumes labels are ordered lexicographically. Pass the ordered "
                f"labels={classes.tolist()} and ensure that the columns of y_prob correspond to this ordering.",
                UserWarning,
                stacklevel=4,
            )
        strange = set(t.tolist()) - set(classes.tolist())
        if strange:
            raise ValueError(f"y_true contains values {strange} not belonging to the passed labels {labels}.")
    if len(classes) == 1:
        if labels is None:
            raise ValueError(
                f"y_true contains only one label ({classes[0]}). Please provide the list of all expected class labels explicitly "
                "through the labels argument."
            )
        raise ValueError(f"The labels array needs to contain at least two labels, got {classes}.")
    columns = 2 if p.ndim == 1 or p.shape[1] == 1 else p.shape[1]
    if len(classes) != columns:
        if labels is None:
            raise ValueError(
                f"y_true and y_prob contain different number of classes: {len(classes)} vs {columns}. Please provide the true labels "
                f"explicitly through the labels argument. Classes found in y_true: {classes}"
            )
        raise ValueError(f"The number of classes in labels is different from that in y_prob. Classes found in labels: {classes}")
    return classes, np.searchsorted(classes, t).astype(np.uint32) if codes is None else codes


def _of_indicators(name, t, p, w):
    """The loss where a row may be of several classes or of none: every label counts."""
    if kind(t, "y_true") != "multilabel-indicator":
        raise ValueError(f"{kind(t, 'y_true')} target data is not supported")
    eps = np.finfo(p.dtype).eps
    each = -np.where(t, np.log(np.clip(p, eps, 1 - eps)), 0.0).sum(1) if name == "log" else ((t - p) ** 2).sum(1)
    if not np.isclose(p.sum(1), 1, rtol=np.sqrt(eps), atol=0).all():
        warnings.warn("The y_prob values do not sum to one. Make sure to pass probabilities.", UserWarning, stacklevel=4)
    return (each.sum(), float(len(each))) if w is None else ((each * w).sum(), w.sum())


def _encoded(t):
    """The distinct labels, sorted, and the number of each among them."""
    found = _openwork.encode_labels(t.astype(np.int64, copy=False)) if t.dtype.kind == "i" else None
    if found is None:
        classes, codes = np.unique(t, return_inverse=True)
        return classes, codes.astype(np.uint32)
    return found


def _several(name, y_true, p, sample_weight, labels):
    """The loss of any number of classes, as ``(sum, weight)``."""
    _inside(p)
    consistent(p, y_true, sample_weight)
    w = weights(sample_weight, len(p))
    t = array(y_true, "y_true")
    if t.ndim == 2 and t.shape == p.shape and t.shape[1] > 1 and (t.sum(1) != 1).any():
        return _of_indicators(name, t, p, w)
    _, codes = _classes(y_true, p, labels)
    if p.ndim == 1 or p.shape[1] == 1:
        p = p.reshape(-1)
        p = np.column_stack([1 - p, p])
    narrow = p.dtype.itemsize < 8
    if narrow and name == "log":  # as the numbers' own precision has it
        eps = np.finfo(p.dtype).eps
        p = np.clip(p, eps, 1 - eps)
    total, weight, one = _openwork.loss_of_classes(name, codes, np.ascontiguousarray(p, dtype=np.float64), w)
    if name != "log" or narrow:
        one = bool(np.isclose(p.sum(1, dtype=p.dtype), 1, rtol=np.sqrt(np.finfo(p.dtype).eps), atol=0).all())
    if not one:
        warnings.warn("The y_prob values do not sum to one. Make sure to pass probabilities.", UserWarning, stacklevel=3)
    return total, weight


def _quick(name, y_true, p, sample_weight):
    """The loss of whole-number labels of two values and one column of float64; None where the data are others."""
    if type(p) is _Array and p.ndim == 1 and p.dtype is FLOAT64:
        t = y_true if type(y_true) is _Array else array(y_true)
        if t.ndim == 1 and t.dtype.kind in "ib" and len(t) == len(p):
            w = None if sample_weight is None else weights(sample_weight, len(p))
            try:
                return _openwork.loss_of_two(name, t if t.dtype is INT64 else t.astype(INT64), p, w)
            except ValueError:
                return None  # to be refused with the reference's words
    return None


def log_loss(y_true, y_proba=None, *, normalize=True, sample_weight=None, labels=None, y_pred="deprecated"):
    """The mean of ``-log`` of the probability given to what came true."""
    if not (isinstance(y_pred, str) and y_pred == "deprecated"):
        if y_proba is not None:
            raise ValueError("Cannot use both `y_pred` and `y_proba`. `y_pred` is deprecated, use `y_proba` instead.")
        warnings.warn(
            "`y_pred` was renamed to `y_proba` in version 1.9 and will be removed in 1.11. Use `y_proba` instead.",
            FutureWarning,
            stacklevel=2,
        )
        y_proba = y_pred
    found = _quick("log", y_true, y_proba, sample_weight) if labels is None else None
    total, weight = found or _several("log", y_true, _numbers(y_proba, "y_proba"), sample_weight, labels)
    return total / weight if normalize else total


def brier_score_loss(y_true, y_proba, *, sample_weight=None, pos_label=None, labels=None, scale_by_half="auto"):
    """The mean squared difference of the probabilities from what came true."""
    if scale_by_half not in ("auto", True, False):
        raise InvalidParameterError(f"scale_by_half = {scale_by_half!r}, wanted 'auto', True or False")
    p = _numbers(y_proba, "y_proba")
    if p.ndim == 1 or p.shape[1] == 1:
        t, p = column(y_true, "y_true"), p.reshape(-1)
        finite(t, "y_true")
        consistent(p, t, sample_weight)
        w = weights(sample_weight, len(p))
        which = kind(t, "y_true")
        if which != "binary":
            raise ValueError(
                f"The type of the target inferred from y_true is {which} but should be binary according to the shape of y_prob."
            )
        _inside(p, "less")
        classes = np.unique(t)
        if pos_label is None:
            if classes.dtype.kind in "OUS":
                raise _ambiguous(classes)
            pos_label = _positive_of(classes, strict=False)
        truth = (t == pos_label).astype(np.int64)
        p = p.astype(np.float64)
        if 0 < truth.sum() < len(truth):
            total, weight = _openwork.loss_of_two("brier", truth, p, w)
        else:
            total, weight, _ = _openwork.loss_of_classes("brier", truth.astype(np.uint32), np.column_stack([1 - p, p]), w)
            total /= 2
        return total / weight if scale_by_half else 2 * total / weight
    total, weight = _several("brier", y_true, p, sample_weight, labels)
    halve = p.shape[1] < 3 if scale_by_half == "auto" else scale_by_half
    return total / weight * (0.5 if halve else 1)


def _ambiguous(classes):
    shown = ", ".join(repr(c) for c in classes.tolist())
    return ValueError(
        f"y_true takes value in {{{shown}}} and pos_label is not specified: either make y_true take value in {{0, 1}} or {{-1, 1}} or "
        "pass pos_label explicitly."
    )


def _positive_of(classes, strict=True):
    """Which of two values is the positive one, where nobody says."""
    values = classes.tolist()
    if classes.dtype.kind not in "OUS" and values in ([0, 1], [-1, 1], [0], [-1], [1]):
        return 1
    if strict:
        raise _ambiguous(classes)
    return values[-1]


def top_k_accuracy_score(y_true, y_score, *, k=2, normalize=True, sample_weight=None, labels=None):
    """The share of rows whose class is among the ``k`` with the highest scores."""
    if isinstance(k, bool) or not hasattr(k, "__index__") or k < 1:
        raise InvalidParameterError(f"k = {k!r}, wanted a whole number >= 1")
    t = column(y_true, "y_true")
    which = kind(t, "y_true")
    if which == "binary" and labels is not None and len(labels) > 2:
        which = "multiclass"
    if which not in ("binary", "multiclass"):
        raise ValueError(f"y type must be 'binary' or 'multiclass', got '{which}' instead.")
    s = _numbers(y_score, "y_score")
    if which == "binary":
        if s.ndim == 2 and s.shape[1] != 1:
            raise ValueError(
                f"`y_true` is binary while y_score is 2d with {s.shape[1]} classes. If `y_true` does not contain all the labels, "
                "`labels` must be provided."
            )
        s = s.reshape(-1)
    elif s.ndim != 2:
        raise ValueError(
            f"`y_score` needs to be of shape `(n_samples, n_classes)`, since `y_true` contains multiple classes. Got `y_score.shape={s.shape}`."
        )
    consistent(t, s, sample_weight)
    columns = s.shape[1] if s.ndim == 2 else 2
    if labels is None:
        classes = np.unique(t)
        if len(classes) != columns:
            raise ValueError(
                f"Number of classes in 'y_true' ({len(classes)}) not equal to the number of classes in 'y_score' ({columns})."
                "You can provide a list of all known classes by assigning it to the `labels` parameter."
            )
    else:
        labels = column(labels, "labels")
        classes = np.unique(labels)
        if len(classes) != len(labels):
            raise ValueError("Parameter 'labels' must be unique.")
        if not np.array_equal(classes, labels):
            raise ValueError("Parameter 'labels' must be ordered.")
        if len(classes) != columns:
            raise ValueError(f"Number of given labels ({len(classes)}) not equal to the number of classes in 'y_score' ({columns}).")
        if len(np.setdiff1d(t, classes)):
            raise ValueError("'y_true' contains labels not in parameter 'labels'.")
    if k >= len(classes):
        undefined(
            f"'k' ({k}) greater than or equal to 'n_classes' ({len(classes)}) will result in a perfect score and is therefore meaningless.", 3
        )
    codes = np.searchsorted(classes, t).astype(np.uint32)
    if s.ndim == 1:
        threshold = 0.5 if s.min() >= 0 and s.max() <= 1 else 0
        s = np.column_stack([s <= threshold, s > threshold])
    w = weights(sample_weight, len(t))
    total, weight = _openwork.top_k(codes, np.ascontiguousarray(s, dtype=np.float64), int(k), w)
    if normalize:
        return total / weight
    return total
