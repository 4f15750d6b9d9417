"""Metrics of answers that are classes: functions of the confusion matrix."""

import warnings

import numpy as np

from .. import _openwork
from ..exceptions import InvalidParameterError
from ._targets import length, read, undefined

_AVERAGES = (None, "micro", "macro", "weighted", "samples")
_NAMES = ("precision", "recall", "f-score")
_MODIFIERS = ("predicted", "true", "true nor predicted")


def _zero(zero_division):
    """The number that zero_division means."""
    if isinstance(zero_division, str):
        if zero_division == "warn":
            return 0.0
    elif isinstance(zero_division, (int, float, np.number)) and (zero_division in (0, 1) or zero_division != zero_division):
        return float(zero_division)
    raise InvalidParameterError(f"zero_division = {zero_division!r}, wanted 'warn', 0, 1 or nan")


def _labels_asked(seen, labels):
    """The labels asked for, as an array; those seen where none are."""
    return seen.labels if labels is None else np.asarray(labels)


def _cells(seen, labels):
    """The confusion matrix of the labels asked for, in their order."""
    if labels is None:
        return seen.cells
    where = {label: i for i, label in enumerate(seen.labels.tolist())}
    at = [where.get(label, -1) for label in labels.tolist()]
    padded = np.zeros((len(seen.labels) + 1,) * 2)
    padded[:-1, :-1] = seen.cells
    return padded[np.ix_(at, at)]


def _counts(seen, labels, samplewise=False):
    """`(n, 4)` counts for each label asked for, or for each sample: tn, fp, fn, tp."""
    if seen.type != "multilabel-indicator":
        if samplewise:
            raise ValueError("Samplewise metrics are not available outside of multilabel classification.")
        counts = _openwork.counts_of_cells(seen.cells)
        if labels is None:
            return counts
        where = {label: i for i, label in enumerate(seen.labels.tolist())}
        at = [where.get(label, -1) for label in labels.tolist()]
        nowhere = [[counts[0].sum(), 0.0, 0.0, 0.0]]  # a label that never occurs
        return np.concatenate([counts, nowhere])[at]
    truth, answers = seen.truth, seen.answers
    if labels is not None:
        if len(labels) and labels.max() > seen.labels.max():
            raise ValueError(f"All labels must be in [0, n labels) for multilabel targets. Got {labels.max()} > {seen.labels.max()}")
        if len(labels) and labels.min() < 0:
            raise ValueError(f"All labels must be in [0, n labels) for multilabel targets. Got {labels.min()} < 0")
        truth, answers = truth[:, labels], answers[:, labels]
    weight = np.ones(len(truth)) if seen.weights is None else seen.weights
    each = weight if samplewise else weight[:, None]

    def total(mask):
        return mask.sum(1) * each if samplewise else (mask * each).sum(0)

    tp, fp, fn = total(truth & answers), total(~truth & answers), total(truth & ~answers)
    whole = weight * truth.shape[1] if samplewise else weight.sum()
    return np.column_stack([whole - tp - fp - fn, fp, fn, tp]).astype(np.float64)


def _set_wise(seen, average, labels, pos_label):
    """The labels whose scores are wanted: of a binary average that of the positive class alone."""
    if average not in _AVERAGES and average != "binary":
        raise InvalidParameterError(f"average has to be one of {_AVERAGES}, or 'binary'; got {average!r}")
    if average == "binary":
        if seen.type != "binary":
            options = [a for a in _AVERAGES if not (seen.type == "multiclass" and a == "samples")]
            raise ValueError(f"Target is {seen.type} but average='binary'. Please choose another average setting, one of {options!r}.")
        present = seen.labels.tolist()
        if pos_label not in present and len(present) >= 2:
            raise ValueError(f"pos_label={pos_label} is not a valid label. It should be one of {seen.labels}")
        return np.array([pos_label])
    if pos_label is not None and pos_label != 1:
        warnings.warn(
            f"Note that pos_label (set to {pos_label!r}) is ignored when average != 'binary' (got {average!r}). You may use "
            "labels=[pos_label] to specify a single positive class.",
            UserWarning,
            stacklevel=4,
        )
    return None if labels is None else np.asarray(labels)


def _warn(average, modifier, name, size):
    one, other = ("label", "sample") if average == "samples" else ("sample", "label")
    where = "due to" if size == 1 else f"in {other}s with"
    undefined(
        f"{name.capitalize()} is ill-defined and being set to 0.0 {where} no {modifier} {one}s. Use `zero_division` parameter to "
        "control this behavior.",
        5,
    )


def _nan_average(values, weights):
    kept = ~np.isnan(values)
    if not kept.any():
        return np.nan
    if weights is None:
        return values[kept].mean()
    weights = np.asarray(weights)[kept]
    return np.average(values[kept], weights=weights) if weights.sum() != 0 else values[kept].mean()


def _scores(seen, beta, labels, pos_label, average, warn_for, zero_division):
    if not (isinstance(beta, (int, float, np.number)) and beta >= 0):
        raise InvalidParameterError(f"beta = {beta!r}, wanted a number >= 0")
    zero = _zero(zero_division)
    counts = _counts(seen, _set_wise(seen, average, labels, pos_label), average == "samples")
    if average in ("micro", "macro", "weighted"):
        if not len(counts):
            return np.nan, np.nan, np.nan, None
        *scores, flags = _openwork.scores_averaged(counts, average, beta, zero)
        size = 1 if average == "micro" else len(counts)
        result = (*scores, None)
    else:
        p, r, f, support, flags = _openwork.scores_each(counts, beta, zero)
        size = len(counts)
        if average == "binary":
            result = (float(p[0]), float(r[0]), float(f[0]), None)
        elif average == "samples":
            result = (*(float(_nan_average(v, seen.weights)) for v in (p, r, f)), None)
        else:
            result = (p, r, f, _integers(seen, counts[:, 2] + counts[:, 3]) if _integral(seen) else support)
    if zero_division == "warn" and any(flags):
        for name, modifier, flag in zip(_NAMES, _MODIFIERS, flags):
            if flag and name in warn_for and not (name == "f-score" and (beta == 0 or np.isinf(beta))):
                _warn(average, modifier, name, size)
    return result


def _integral(seen):
    """Whether counts are whole numbers by scikit-learn's lights: without weights, and with some answer right."""
    if seen.weights is not None:
        return False
    return seen.type == "multilabel-indicator" or bool(seen.cells.trace())


def _integers(seen, values):
    return values.astype(np.int64)


def precision_recall_fscore_support(y_true, y_pred, *, beta=1.0, labels=None, pos_label=1, average=None, warn_for=_NAMES,
                                    sample_weight=None, zero_division="warn"):
    """Precision, recall, F-beta and support: arrays, one entry a label, or their averages and None."""
    return _scores(read(y_true, y_pred, sample_weight), beta, labels, pos_label, average, warn_for, zero_division)


def precision_score(y_true, y_pred, *, labels=None, pos_label=1, average="binary", sample_weight=None, zero_division="warn"):
    """Of what was answered so, the share that is so: ``tp / (tp + fp)``."""
    return _scores(read(y_true, y_pred, sample_weight), 1.0, labels, pos_label, average, ("precision",), zero_division)[0]


def recall_score(y_true, y_pred, *, labels=None, pos_label=1, average="binary", sample_weight=None, zero_division="warn"):
    """Of what is so, the share that was answered so: ``tp / (tp + fn)``."""
    return _scores(read(y_true, y_pred, sample_weight), 1.0, labels, pos_label, average, ("recall",), zero_division)[1]


def f1_score(y_true, y_pred, *, labels=None, pos_label=1, average="binary", sample_weight=None, zero_division="warn"):
    """The harmonic mean of precision and recall."""
    return _scores(read(y_true, y_pred, sample_weight), 1.0, labels, pos_label, average, ("f-score",), zero_division)[2]


def fbeta_score(y_true, y_pred, *, beta, labels=None, pos_label=1, average="binary", sample_weight=None, zero_division="warn"):
    """The harmonic mean of precision and recall, recall counting ``beta`` times as much."""
    return _scores(read(y_true, y_pred, sample_weight), beta, labels, pos_label, average, ("f-score",), zero_division)[2]


def jaccard_score(y_true, y_pred, *, labels=None, pos_label=1, average="binary", sample_weight=None, zero_division="warn"):
    """Of what is so or was answered so, the share that is both: ``tp / (tp + fp + fn)``."""
    seen = read(y_true, y_pred, sample_weight)
    zero = _zero(zero_division)
    counts = _counts(seen, _set_wise(seen, average, labels, pos_label), average == "samples")
    if average == "micro":
        counts = counts.sum(0, keepdims=True)
    tp, whole = counts[:, 3], counts[:, 1:].sum(1)
    nothing = whole == 0
    each = np.divide(tp, whole, out=np.full(len(tp), zero), where=~nothing)
    if zero_division == "warn" and nothing.any():
        _warn(average, "true or predicted", "jaccard", len(counts))
    if average is None:
        return each
    weights = counts[:, 2] + counts[:, 3] if average == "weighted" else seen.weights if average == "samples" else None
    if weights is not None and not weights.any():
        weights = None
    return float(np.average(each, weights=weights))


def confusion_matrix(y_true, y_pred, *, labels=None, sample_weight=None, normalize=None):
    """How often each class was answered for each: row the truth, column the answer."""
    if normalize not in (None, "true", "pred", "all"):
        raise InvalidParameterError(f"normalize = {normalize!r}, wanted None, 'true', 'pred' or 'all'")
    empty = labels is not None and not length(y_true) and not length(y_pred)
    if labels is not None:
        labels = np.asarray(labels)
        if labels.size == 0:
            raise ValueError("'labels' should contain at least one label.")
        if empty:
            return np.zeros((labels.size,) * 2, dtype=int)
    seen = read(y_true, y_pred, sample_weight)
    if seen.cells is None:
        raise ValueError(f"{seen.type} is not supported")
    if labels is not None:
        truths = seen.labels[_weightless_truths(seen, y_true)].tolist()
        if not set(truths) & set(labels.tolist()):
            raise ValueError("At least one label specified must be in y_true")
    cells = _cells(seen, labels)
    if normalize is not None:
        axis = {"true": 1, "pred": 0, "all": None}[normalize]
        sums = cells.sum(axis=axis, keepdims=True)
        cells = np.divide(cells, sums, out=np.zeros_like(cells), where=sums != 0)
    elif seen.whole:
        cells = cells.astype(np.int64)
    if cells.shape == (1, 1):
        warnings.warn(
            "A single label was found in 'y_true' and 'y_pred'. For the confusion matrix to have the correct shape, use the 'labels' "
            "parameter to pass all known labels.",
            UserWarning,
            stacklevel=2,
        )
    return cells


def _weightless_truths(seen, y_true):
    """Which labels are among the truths, be their weight zero."""
    if seen.weights is None:
        return seen.cells.sum(1) > 0
    truths = set(np.asarray(y_true).ravel().tolist())
    return np.array([label in truths for label in seen.labels.tolist()])


def multilabel_confusion_matrix(y_true, y_pred, *, sample_weight=None, labels=None, samplewise=False):
    """For each label, or each sample, ``[[tn, fp], [fn, tp]]``."""
    seen = read(y_true, y_pred, sample_weight)
    counts = _counts(seen, None if labels is None else np.asarray(labels), samplewise)
    if _integral(seen):
        counts = counts.astype(np.int64)
    return counts.reshape(-1, 2, 2)


def accuracy_score(y_true, y_pred, *, normalize=True, sample_weight=None):
    """The share of right answers; with ``normalize=False`` their number (or weight)."""
    seen = read(y_true, y_pred, sample_weight)
    if seen.cells is None:
        right = (seen.truth == seen.answers).all(1)
        return float(np.average(right, weights=seen.weights) if normalize else (right if seen.weights is None else seen.weights[right]).sum())
    return _openwork.score_of_cells(seen.cells, "accuracy", False) if normalize else float(seen.cells.trace())


def zero_one_loss(y_true, y_pred, *, normalize=True, sample_weight=None):
    """The share (or number, or weight) of wrong answers."""
    score = accuracy_score(y_true, y_pred, normalize=normalize, sample_weight=sample_weight)
    if normalize:
        return 1 - score
    return (length(y_true) if sample_weight is None else np.sum(sample_weight)) - score


def hamming_loss(y_true, y_pred, *, sample_weight=None):
    """The share of labels that are wrong."""
    seen = read(y_true, y_pred, sample_weight)
    if seen.cells is None:
        wrong = (seen.truth != seen.answers).mean(1)
        return float(np.average(wrong, weights=seen.weights))
    total = seen.cells.sum()
    return float((total - seen.cells.trace()) / total)


def balanced_accuracy_score(y_true, y_pred, *, sample_weight=None, adjusted=False):
    """The mean recall of the classes; adjusted, guessing gives 0."""
    seen = read(y_true, y_pred, sample_weight)
    if seen.cells is None:
        raise ValueError(f"{seen.type} is not supported")
    if not seen.cells.sum(1).all():
        warnings.warn("y_pred contains classes not in y_true", stacklevel=2)
    if len(seen.labels) == 1:
        warnings.warn(
            "A single label was found in 'y_true' and 'y_pred'. For the confusion matrix to have the correct shape, use the 'labels' "
            "parameter to pass all known labels.",
            UserWarning,
            stacklevel=2,
        )
    return _openwork.score_of_cells(seen.cells, "balanced", adjusted)


def matthews_corrcoef(y_true, y_pred, *, sample_weight=None):
    """Matthews' correlation of truth and answers, from -1 to 1."""
    seen = read(y_true, y_pred, sample_weight)
    if seen.cells is None:
        raise ValueError(f"{seen.type} is not supported")
    return _openwork.score_of_cells(seen.cells, "matthews", False)


def cohen_kappa_score(y1, y2, *, labels=None, weights=None, sample_weight=None, replace_undefined_by=np.nan):
    """How much better than chance two raters agree."""
    if weights not in (None, "linear", "quadratic"):
        raise InvalidParameterError(f"weights = {weights!r}, wanted None, 'linear' or 'quadratic'")
    try:
        cells = confusion_matrix(y1, y2, labels=labels, sample_weight=sample_weight).astype(np.float64)
    except ValueError as error:
        if "At least one label specified must be in y_true" in str(error):
            message = (
                "At least one label in `labels` must be present in `y1` (even though `cohen_kappa_score` is otherwise agnostic to the "
                "order of `y1` and `y2`)."
            )
            raise ValueError(message) from error
        raise
    value = _openwork.kappa(cells, {None: 0, "linear": 1, "quadratic": 2}[weights])
    if value is not None:
        return value
    if not cells.sum():
        why = "`y2` contains no labels that are present in both `y1` and `labels`."
    else:
        why = "`y1`, `y2` and `labels` have only one label in common. "
    undefined(
        f"{why}`cohen_kappa_score` is undefined and set to the value defined by the `replace_undefined_by` param, which is set to "
        f"{replace_undefined_by}.",
        3,
    )
    return replace_undefined_by


def classification_report(y_true, y_pred, *, labels=None, target_names=None, sample_weight=None, digits=2, output_dict=False,
                          zero_division="warn"):
    """Precision, recall, F1 and support of each class and their averages, as text or as a dict."""
    seen = read(y_true, y_pred, sample_weight)
    given = labels is not None
    labels = _labels_asked(seen, labels)
    accuracy = seen.type != "multilabel-indicator" and (not given or set(labels.tolist()) >= set(seen.labels.tolist()))
    if target_names is not None and len(labels) != len(target_names):
        if not given:
            raise ValueError(
                f"Number of classes, {len(labels)}, does not match size of target_names, {len(target_names)}. Try specifying the labels "
                "parameter"
            )
        warnings.warn(f"labels size, {len(labels)}, does not match size of target_names, {len(target_names)}", stacklevel=2)
    names = [f"{label}" for label in labels] if target_names is None else target_names
    headers = ("precision", "recall", "f1-score", "support")
    p, r, f, s = _scores(seen, 1.0, labels, 1, None, _NAMES, zero_division)
    rows = list(zip(names, p, r, f, s))
    total = np.sum(s)
    averages = []
    for average in ("micro", "macro", "weighted", *(("samples",) if seen.type == "multilabel-indicator" else ())):
        scores = _scores(seen, 1.0, labels, 1, average, _NAMES, zero_division)[:3]
        averages.append(("accuracy" if average == "micro" and accuracy else f"{average} avg", *scores, total))
    if output_dict:
        report = {name: dict(zip(headers, map(float, scores))) for name, *scores in rows + averages}
        if accuracy:
            report["accuracy"] = report["accuracy"]["precision"]
        return report
    width = max(max(map(len, names)), len("weighted avg"), digits)

    def line(name, precision, recall, f1, support):
        return f"{name:>{width}s}  {precision:>9.{digits}f} {recall:>9.{digits}f} {f1:>9.{digits}f} {support:>9}\n"

    text = f"{'':>{width}s}  " + " ".join(f"{h:>9}" for h in headers) + "\n\n" + "".join(line(*row) for row in rows) + "\n"
    for name, *scores in averages:
        text += f"{name:>{width}s}  {'':>9} {'':>9} {scores[2]:>9.{digits}f} {total:>9}\n" if name == "accuracy" else line(name, *scores)
    return text
