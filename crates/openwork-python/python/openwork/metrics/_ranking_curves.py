"""Curves of thresholds over scores, and the areas under them."""

import warnings

import numpy as np

from .. import _openwork
from ..exceptions import InvalidParameterError
from ._probability import _numbers, _positive_of
from ._targets import FLOAT64, INT64, _Array, array, column, consistent, kind, undefined, weights

_ONE_CLASS = "Only one class is present in y_true. ROC AUC score is not defined in that case."


def _scores(y_score):
    s = column(_numbers(y_score, "y_score"), "y_score")
    return np.ascontiguousarray(s, dtype=np.float64)


def _binary(y_true, y_score, pos_label, sample_weight):
    """The truth as bool, the scores and the weights, of rows that have a weight."""
    quick = sample_weight is None and type(y_score) is _Array and y_score.dtype is FLOAT64 and y_score.ndim == 1
    if quick and type(y_true) is _Array and y_true.ndim == 1 and y_true.dtype.kind in "ib" and 0 < len(y_true) == len(y_score):
        low, high = y_true.min(), y_true.max()
        truth = y_true == high
        if (truth | (y_true == low)).all() and np.isfinite(y_score).all():
            if pos_label is None:
                pos_label = _positive_of(np.array([low, high] if low != high else [low]))
            return (truth if pos_label == high else y_true == pos_label), y_score, None
    which = kind(y_true, "y_true")
    if not (which == "binary" or (which == "multiclass" and pos_label is not None)):
        raise ValueError(f"{which} format is not supported")
    consistent(y_true, y_score, sample_weight)
    t, s = column(y_true, "y_true"), _scores(y_score)
    w = weights(sample_weight, len(s))
    if pos_label is None:
        pos_label = _positive_of(np.unique(t))
    t = np.asarray(t == pos_label, dtype=bool)
    if w is not None:
        kept = w != 0
        if not kept.all():
            t, s, w = t[kept], s[kept], w[kept]
    return t, s, w


def confusion_matrix_at_thresholds(y_true, y_score, *, pos_label=None, sample_weight=None):
    """True negatives, false positives, false negatives, true positives and thresholds, falling."""
    fps, tps, thresholds = _openwork.curve("sums", *_binary(y_true, y_score, pos_label, sample_weight), False)
    return fps[-1] - fps, fps, tps[-1] - tps, tps, thresholds


def roc_curve(y_true, y_score, *, pos_label=None, sample_weight=None, drop_intermediate=True):
    """False positive rates, true positive rates and thresholds, from (0, 0) to (1, 1)."""
    t, s, w = _binary(y_true, y_score, pos_label, sample_weight)
    if t.any() and not t.all():
        return _openwork.curve("roc", t, s, w, drop_intermediate)
    fps, tps, thresholds = _openwork.curve("sums", t, s, w, False)
    if drop_intermediate and len(fps) > 2:
        kept = np.concatenate([[True], (np.diff(fps, 2) != 0) | (np.diff(tps, 2) != 0), [True]])
        fps, tps, thresholds = fps[kept], tps[kept], thresholds[kept]
    rates = []
    for sums, name, other in ((fps, "negative", "false"), (tps, "positive", "true")):
        sums = np.concatenate([[0.0], sums])
        if sums[-1] > 0:
            rates.append(sums / sums[-1])
        else:
            undefined(f"No {name} samples in y_true, {other} positive value should be meaningless", 3)
            rates.append(np.full(len(sums), np.nan))
    return rates[0], rates[1], np.concatenate([[np.inf], thresholds])


def precision_recall_curve(y_true, y_score, *, pos_label=None, sample_weight=None, drop_intermediate=False):
    """Precisions, recalls and rising thresholds; the last point, recall 0 and precision 1, has none."""
    t, s, w = _binary(y_true, y_score, pos_label, sample_weight)
    if not t.any():
        warnings.warn("No positive class found in y_true, recall is set to one for all thresholds.", stacklevel=2)
    return _openwork.curve("pr", t, s, w, drop_intermediate)


def det_curve(y_true, y_score, pos_label=None, sample_weight=None, drop_intermediate=False):
    """False positive rates, false negative rates and rising thresholds."""
    t, s, w = _binary(y_true, y_score, pos_label, sample_weight)
    if len(np.unique(column(y_true))) != 2 or not t.any() or t.all():
        raise ValueError(
            "Only one class is present in y_true. Detection error tradeoff curve is not defined in that case."
        )
    return _openwork.curve("det", t, s, w, drop_intermediate)


def auc(x, y):
    """The area under points joined by straight lines; ``x`` only rises or only falls."""
    consistent(x, y)
    given = x = column(x)
    x, y = (np.ascontiguousarray(column(v), dtype=np.float64) for v in (x, y))
    if len(x) < 2:
        raise ValueError(f"At least 2 points are needed to compute area under curve, but x.shape = {x.shape}")
    try:
        return _openwork.auc(x, y)
    except ValueError:
        raise ValueError(f"x is neither increasing nor decreasing : {given}.") from None


def _by_columns(score, t, s, average, w):
    """The score of each column of an indicator matrix, averaged."""
    if average not in (None, "micro", "macro", "weighted", "samples"):
        raise InvalidParameterError(f"average has to be one of (None, 'micro', 'macro', 'weighted', 'samples'), got {average!r}")
    consistent(t, s, w)
    if t.shape != s.shape:
        raise ValueError(f"y_score has shape {s.shape}, wanted {t.shape}, that of y_true")
    if average == "micro":
        return score(t.ravel(), s.ravel(), None if w is None else np.repeat(w, t.shape[1]))
    column_weight = None
    if average == "weighted":
        column_weight = (t * (1.0 if w is None else w[:, None])).sum(0)
        if np.isclose(column_weight.sum(), 0):
            return 0
    elif average == "samples":
        t, s, column_weight, w = t.T, s.T, w, None
    scores = np.array([score(np.ascontiguousarray(t[:, c]), np.ascontiguousarray(s[:, c]), w) for c in range(s.shape[1])])
    if average is None:
        return scores
    if column_weight is not None:
        scores[column_weight == 0] = 0
    return float(np.average(scores, weights=column_weight))


def _auc_of(max_fpr):
    """The area of one column, NaN with a warning where one class is alone."""
    if max_fpr is not None and not 0 < max_fpr <= 1:
        raise InvalidParameterError(f"Expected max_fpr in range (0, 1], got: {max_fpr!r}")
    limit = None if max_fpr is None or max_fpr == 1 else float(max_fpr)

    def area(t, s, w):
        if w is not None:
            kept = w != 0
            if not kept.all():
                t, s, w = t[kept], s[kept], w[kept]
        if not t.any() or t.all():
            undefined(_ONE_CLASS, 5)
            return np.nan
        return _openwork.ranking_score("auc", t, np.ascontiguousarray(s), w, limit)

    return area


def roc_auc_score(y_true, y_score, *, average="macro", sample_weight=None, max_fpr=None, multi_class="raise", labels=None):
    """The area under the ROC curve: the chance that a positive is scored above a negative."""
    if sample_weight is None and max_fpr is None and type(y_score) is _Array and y_score.dtype is FLOAT64 and y_score.ndim == 1:
        t = y_true if type(y_true) is _Array else array(y_true)
        if t.ndim == 1 and t.dtype.kind in "ib":
            try:
                found = _openwork.roc_auc_of_two(t if t.dtype.kind == "b" or t.dtype is INT64 else t.astype(INT64), y_score)
            except ValueError:
                found = None  # to be refused with the reference's words
            if found is not None:
                return found
    which = kind(y_true, "y_true")
    s = _numbers(y_score, "y_score")
    if which == "multiclass" or (which == "binary" and s.ndim == 2 and s.shape[1] > 2):
        if max_fpr is not None and max_fpr != 1.0:
            raise ValueError(
                "Partial AUC computation not available in multiclass setting, 'max_fpr' must be set to `None`, received "
                f"`max_fpr={max_fpr}` instead"
            )
        if multi_class == "raise":
            raise ValueError("multi_class must be in ('ovo', 'ovr')")
        return _several(y_true, s, labels, multi_class, average, sample_weight)
    area = _auc_of(max_fpr)
    if which == "binary":
        t = column(y_true, "y_true")
        consistent(t, s, sample_weight)
        s, w = _scores(s), weights(sample_weight, len(t))
        return area(np.asarray(t == np.unique(t)[-1], dtype=bool) if len(np.unique(t)) == 2 else np.zeros(len(t), bool), s, w)
    if which != "multilabel-indicator":
        raise ValueError(f"{which} format is not supported")
    t = array(y_true).astype(bool)
    return _by_columns(area, t, np.asarray(s, dtype=np.float64), average, weights(sample_weight, len(t)))


def _several(y_true, s, labels, multi_class, average, sample_weight):
    if s.ndim != 2:
        raise ValueError(
            f"`y_score` needs to be of shape `(n_samples, n_classes)`, since `y_true` contains multiple classes. Got `y_score.shape={s.shape}`."
        )
    if not np.allclose(1, s.sum(axis=1)):
        raise ValueError("Target scores need to be probabilities for multiclass roc_auc, i.e. they should sum up to 1.0 over classes")
    options = ("micro", "macro", "weighted", None) if multi_class == "ovr" else ("macro", "weighted", None)
    if average not in options:
        raise ValueError(f"average must be one of {options} for multiclass problems")
    if multi_class not in ("ovo", "ovr"):
        raise ValueError(f"multi_class='{multi_class}' is not supported for multiclass ROC AUC, multi_class must be in ('ovo', 'ovr')")
    if average is None and multi_class == "ovo":
        raise NotImplementedError("average=None is not implemented for multi_class='ovo'.")
    if multi_class == "ovo" and sample_weight is not None:
        raise ValueError(
            "sample_weight is not supported for multiclass one-vs-one ROC AUC, 'sample_weight' must be None in this case."
        )
    t = column(y_true, "y_true")
    consistent(t, s, sample_weight)
    classes = np.unique(t)
    if labels is not None:
        labels = column(labels, "labels")
        classes = np.unique(labels)
        if len(classes) != len(labels):
            raise ValueError("Parameter 'labels' must be unique")
        if not np.array_equal(classes, labels):
            raise ValueError("Parameter 'labels' must be ordered")
        if len(classes) != s.shape[1]:
            raise ValueError(
                f"Number of given labels, {len(classes)}, not equal to the number of columns in 'y_score', {s.shape[1]}"
            )
        if len(np.setdiff1d(t, classes)):
            raise ValueError("'y_true' contains labels not in parameter 'labels'")
    elif len(classes) != s.shape[1]:
        raise ValueError("Number of classes in y_true not equal to the number of columns in 'y_score'")
    codes = np.searchsorted(classes, t).astype(np.uint32)
    s = np.ascontiguousarray(s, dtype=np.float64)
    w = weights(sample_weight, len(t))
    if multi_class == "ovo":
        value = _openwork.roc_auc_of_classes(codes, s, True, average == "weighted", None)
        if np.isnan(value):
            undefined(_ONE_CLASS, 4)
        return value
    return _by_columns(_auc_of(None), codes[:, None] == np.arange(len(classes)), s, average, w)


def average_precision_score(y_true, y_score, *, average="macro", pos_label=1, sample_weight=None):
    """The mean of the precisions, each by the recall that its threshold adds."""
    which = kind(y_true, "y_true")
    t, s = array(y_true, "y_true"), array(y_score, "y_score")
    consistent(t, s, sample_weight)

    def score(t, s, w):
        if w is not None:
            kept = w != 0
            t, s, w = t[kept], s[kept], w[kept]
        if not t.any():
            warnings.warn("No positive class found in y_true, recall is set to one for all thresholds.", stacklevel=4)
        return _openwork.ranking_score("average precision", t, np.ascontiguousarray(s, dtype=np.float64), w, None)

    if which == "binary":
        t = column(t, "y_true")
        present = np.unique(t)
        if len(present) == 2 and pos_label not in present.tolist():
            raise ValueError(f"pos_label={pos_label} is not a valid label. It should be one of {present}")
        return score(np.asarray(t == pos_label, dtype=bool), _scores(s), weights(sample_weight, len(t)))
    if which not in ("multilabel-indicator", "multiclass"):
        raise ValueError(f"{which} format is not supported")
    if pos_label != 1:
        raise ValueError(f"Parameter pos_label is fixed to 1 for {which} y_true. Do not set pos_label or set pos_label to 1.")
    if which == "multiclass":
        t = column(t, "y_true")[:, None] == np.unique(t)
        if s.shape != t.shape:
            raise ValueError(
                "`y_score` needs to be of shape `(n_samples, n_classes)`, since `y_true` contains multiple classes. Got "
                f"`y_score.shape={s.shape}`."
            )
    s = np.asarray(_numbers(s, "y_score"), dtype=np.float64)
    return _by_columns(score, t.astype(bool), s, average, weights(sample_weight, len(t)))
