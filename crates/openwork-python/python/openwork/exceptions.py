"""What goes wrong, under scikit-learn's names.

Where scikit-learn is loaded, what is raised here is also scikit-learn's class of that name, so ``except`` clauses and
warning filters written for it keep working; scikit-learn is never imported for it.
"""

import sys as _sys

__all__ = ["ConvergenceWarning", "DataConversionWarning", "FitFailedWarning", "InvalidParameterError", "NotFittedError", "UndefinedMetricWarning"]


class InvalidParameterError(ValueError, TypeError):
    """A setting outside its domain: the message names it, what was seen and what was wanted."""


class NotFittedError(ValueError, AttributeError):
    """An estimator was asked for a result before ``fit``."""


class ConvergenceWarning(UserWarning):
    """The result is of less worth than was asked for, and says why."""


class DataConversionWarning(UserWarning):
    """Data were read in another shape than they came in."""


class FitFailedWarning(RuntimeWarning):
    """An estimator could not be fitted on some fold, which therefore has no score."""


class UndefinedMetricWarning(UserWarning):
    """A score has no meaning for these data: it is zero divided by zero, and was set to what the message says."""


_joined = {}


def _also_sklearns(ours):
    """``ours``, joined with scikit-learn's class of that name where scikit-learn is loaded."""
    loaded = _sys.modules.get("sklearn.exceptions")
    if loaded is None:
        return ours
    if ours not in _joined:
        _joined[ours] = type(ours.__name__, (ours, getattr(loaded, ours.__name__)), {"__doc__": ours.__doc__, "__reduce__": _reduce})
    return _joined[ours]


def _reduce(self):
    return (_rebuild, (self.__class__.__bases__[0], self.args))


def _rebuild(ours, args):
    return _also_sklearns(ours)(*args)
