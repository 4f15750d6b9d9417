"""Reading labels: of what kind they are, which there are, and the confusion matrix of two lists of them.

Arrays of whole numbers and of text go straight to the library; everything else is read here.
"""

import warnings

import numpy as np

from .. import _openwork
from ..exceptions import UndefinedMetricWarning, _also_sklearns

INT64, FLOAT64 = np.dtype(np.int64), np.dtype(np.float64)
_Array = np.ndarray


def undefined(message, stacklevel=4):
    warnings.warn(message, _also_sklearns(UndefinedMetricWarning), stacklevel=stacklevel)


def array(values, name="y"):
    """An array of labels or scores, whatever they are."""
    if type(values) is _Array:
        return values
    if hasattr(values, "toarray") and hasattr(values, "nnz"):
        return values.toarray()
    if isinstance(values, (str, bytes)) or not (hasattr(values, "__array__") or hasattr(values, "__len__")):
        raise ValueError(f"Expected array-like (array or non-string sequence), got {values!r}")
    try:
        return np.asarray(values)
    except ValueError:
        return np.asarray(values, dtype=object)


def kind(values, name="y"):
    """`binary`, `multiclass`, `multilabel-indicator`, `continuous` and so on: what a target is, by what is in it."""
    y = array(values, name)
    first = y.flat[0] if y.size else None
    if isinstance(first, bytes):
        raise TypeError("Support for labels represented as bytes is not supported. Convert the labels to a string or integer format.")
    if y.dtype == object and y.ndim == 1 and isinstance(first, (list, tuple, set, frozenset)):
        raise ValueError(
            "You appear to be using a legacy multi-label data representation. Sequence of sequences are no longer supported; use a "
            "binary array or sparse matrix instead - the MultiLabelBinarizer transformer can convert to this format."
        )
    if y.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: {name} of {y.dtype}, wanted labels\n{y}\n")
    if y.ndim not in (1, 2) or (y.ndim == 2 and not y.size) or (y.dtype == object and y.size and not isinstance(first, str)):
        return "unknown"
    if not y.size:
        return "binary"
    if y.ndim == 2 and y.shape[1] > 1 and y.dtype.kind in "biuf":
        values = np.unique(y)
        if len(values) <= 2 and (y.dtype.kind in "biu" or (np.isfinite(values).all() and (values == values.astype(int)).all())):
            return "multilabel-indicator"
    suffix = "-multioutput" if y.ndim == 2 and y.shape[1] > 1 else ""
    if y.dtype.kind == "f":
        finite(y, name)
        if (y != np.trunc(y)).any():
            return "continuous" + suffix
    if suffix or len(np.unique(y)) > 2:
        return "multiclass" + suffix
    return "binary"


def finite(y, name):
    """Refuses NaN and infinity."""
    if y.dtype.kind == "f" and not np.isfinite(y).all():
        what = "NaN" if np.isnan(y).any() else f"infinity or a value too large for {y.dtype!r}"
        raise ValueError(f"Input {name} contains {what}.".replace("Input  ", "Input "))
    return y


def column(values, name="y"):
    """One column of something."""
    y = array(values, name)
    if y.ndim == 2 and y.shape[1] == 1:
        return y.ravel()
    if y.ndim != 1:
        raise ValueError(f"y should be a 1d array, got an array of shape {y.shape} instead.")
    return y


def length(values):
    if hasattr(values, "shape"):
        if len(values.shape) == 0:
            raise TypeError(f"Singleton array {values!r} cannot be considered a valid collection.")
        return values.shape[0]
    if hasattr(values, "__len__"):
        return len(values)
    raise TypeError(f"Expected sequence or array-like, got {type(values)}")


def consistent(*values):
    lengths = [length(v) for v in values if v is not None]
    if len(set(lengths)) > 1:
        raise ValueError(f"Found input variables with inconsistent numbers of samples: {lengths}")


def weights(sample_weight, n):
    """Weights as float64, or None."""
    if sample_weight is None:
        return None
    if np.ndim(sample_weight) == 0:
        return np.full(n, float(sample_weight))
    w = np.asarray(sample_weight)
    if w.dtype.kind == "c":
        raise ValueError(f"Complex data not supported\n{w}\n")
    w = np.ascontiguousarray(w, dtype=np.float64)
    finite(w, "sample_weight")
    if w.ndim != 1:
        raise ValueError(f"Sample weights must be 1D array or scalar, got {w.ndim}D array. Expected either a scalar value or a 1D array of length {n}.")
    if w.shape != (n,):
        raise ValueError(f"Found input variables with inconsistent numbers of samples: {[n, n, len(w)]}")
    return w


class Targets:
    """Two lists of labels, read: `type` is binary, multiclass or multilabel-indicator; `labels` are those seen, sorted."""

    __slots__ = ("answers", "cells", "labels", "n", "truth", "type", "weights", "whole")

    def __init__(self, type, labels, cells, n, weights, truth=None, answers=None, whole=True):
        self.type, self.labels, self.cells, self.n = type, labels, cells, n
        self.weights, self.truth, self.answers, self.whole = weights, truth, answers, whole


def read(y_true, y_pred, sample_weight=None):
    """The two lists and their confusion matrix, or the two indicator matrices."""
    t = y_true if type(y_true) is _Array else array(y_true, "y_true")
    p = y_pred if type(y_pred) is _Array else array(y_pred, "y_pred")
    if t.ndim == 1 and p.ndim == 1 and t.dtype.kind in "ib" and p.dtype.kind in "ib" and len(t) == len(p) and len(t):
        w = None if sample_weight is None else weights(sample_weight, len(t))
        t = t if t.dtype is INT64 else t.astype(INT64)
        p = p if p.dtype is INT64 else p.astype(INT64)
        found = _openwork.confusion_of_integers(t, p, w)
        if found is not None:
            labels, cells = found
            if y_true is not t and array(y_true).dtype.kind == "b" and array(y_pred).dtype.kind == "b":
                labels = labels.astype(bool)
            return Targets("binary" if len(labels) <= 2 else "multiclass", labels, cells, len(t), w, whole=_whole(sample_weight))
    if t.ndim == 1 and p.ndim == 1 and t.dtype.kind == "U" and p.dtype.kind == "U" and len(t) == len(p) and len(t):
        return _table(t, p, None if sample_weight is None else weights(sample_weight, len(t)), _whole(sample_weight))
    return _read_any(y_true, y_pred, t, p, sample_weight)


def _table(t, p, w, whole):
    labels, t, p = encode(t, p)
    cells = _openwork.confusion_of_codes(t, p, len(labels), w)
    return Targets("binary" if len(labels) <= 2 else "multiclass", labels, cells, len(t), w, whole=whole)


def _whole(sample_weight):
    return sample_weight is None or np.asarray(sample_weight).dtype.kind in "iub"


def _read_any(y_true, y_pred, t, p, sample_weight):
    consistent(y_true, y_pred, sample_weight)
    kinds = kind(y_true if t.dtype == object else t, "y_true"), kind(y_pred if p.dtype == object else p, "y_pred")
    if length(t) < 1:
        raise ValueError("Found empty input array (e.g., `y_true` or `y_pred`) while a minimum of 1 sample is required.")
    w = weights(sample_weight, length(t))
    both = set(kinds)
    if both == {"binary", "multiclass"}:
        both = {"multiclass"}
    if len(both) > 1:
        raise ValueError(f"Classification metrics can't handle a mix of {kinds[0]} and {kinds[1]} targets")
    which = both.pop()
    if which not in ("binary", "multiclass", "multilabel-indicator"):
        raise ValueError(f"{which} is not supported")
    if which == "multilabel-indicator":
        if t.shape[1] != p.shape[1]:
            raise ValueError("Multi-label binary indicator input with different numbers of labels")
        t, p = (t != 0), (p != 0)
        return Targets(which, np.arange(t.shape[1]), None, len(t), w, t, p, _whole(sample_weight))
    return _table(column(t, "y_true"), column(p, "y_pred"), w, _whole(sample_weight))


def encode(t, p):
    """The labels of both, sorted, and the number of each among them."""
    if t.dtype.kind == "U" and p.dtype.kind == "U":
        rows, a, b = _openwork.encode_texts(_points(t), _points(p))
        return rows.view(f"<U{rows.shape[1]}").ravel(), a, b
    text = [any(isinstance(v, str) for v in y) if y.dtype == object else y.dtype.kind == "U" for y in (t, p)]
    if text[0] != text[1] or any(y.dtype == object and not all(isinstance(v, str) for v in y) for y in (t, p) if text[0]):
        raise ValueError(
            f"Mix of label input types (string and number): y_true holds {_distinct(t)}, y_pred {_distinct(p)}; wanted labels of one type"
        )
    labels, codes = np.unique(np.concatenate([t, p]), return_inverse=True)
    codes = codes.ravel().astype(np.uint32)
    return labels, codes[: len(t)], codes[len(t) :]


def _distinct(y):
    try:
        return np.unique(y)
    except TypeError:
        return np.array(sorted(set(y.tolist()), key=str), dtype=object)


def _points(texts):
    """Texts as rows of code points."""
    texts = np.ascontiguousarray(texts.astype(texts.dtype.newbyteorder("="), copy=False))
    width = texts.dtype.itemsize // 4
    return texts.view(np.uint32).reshape(len(texts), width) if width else np.zeros((len(texts), 1), np.uint32)

