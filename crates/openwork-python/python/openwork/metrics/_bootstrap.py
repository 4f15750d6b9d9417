"""Confidence intervals for any score, by drawing the rows again and again."""

import warnings
from typing import NamedTuple

import numpy as np

from .. import _data, _openwork
from ._targets import array, column, consistent


class Interval(NamedTuple):
    """A score, and between what it lies."""

    score: float  # of all rows
    low: float  # as much of the samples' scores lies below this as above `high`
    high: float
    undefined: int  # samples without a score, which are left out


def bootstrap_interval(metric, y_true, y_pred, *, n_samples=1000, confidence=0.95, random_state=None, **settings):
    """The percentile bootstrap interval of ``metric(y_true, y_pred, **settings)``.

    As many rows as there are are drawn with replacement, ``n_samples`` times. The same ``random_state`` gives the same interval.
    The area under the ROC curve of two classes, ``roc_auc_score``, is sorted once for all samples and runs on all threads.
    """
    from . import roc_auc_score

    t, p = array(y_true), array(y_pred)
    consistent(t, p)
    seed = _data.seed(random_state)
    if metric is roc_auc_score and not settings and t.ndim == 1 and p.ndim == 1 and t.dtype.kind in "ib":
        values = np.unique(t)
        if len(values) == 2:
            scores = np.ascontiguousarray(column(p), dtype=np.float64)
            return Interval(*_openwork.bootstrap_roc_auc(t == values[1], scores, n_samples, confidence, seed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a sample may well miss a class: it is counted among the undefined
        return Interval(
            *_openwork.bootstrap_interval(len(t), lambda rows: metric(t[rows], p[rows], **settings), n_samples, confidence, seed)
        )
