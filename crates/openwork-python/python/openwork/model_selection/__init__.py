"""Model selection: splitters, cross validation and grid search under scikit-learn's names.

    >>> from openwork.model_selection import StratifiedKFold, cross_val_score
    >>> cross_val_score(KNeighborsClassifier(5), X, y, cv=StratifiedKFold(5)).mean()

Any object with fit, predict and get_params can be validated, ours and scikit-learn's, and scikit-learn is never imported for it.
"""

from ._search import GridSearchCV, ParameterGrid
from ._split import (
    GroupKFold,
    KFold,
    LeaveOneOut,
    LeavePOut,
    PredefinedSplit,
    RepeatedKFold,
    RepeatedStratifiedKFold,
    ShuffleSplit,
    StratifiedGroupKFold,
    StratifiedKFold,
    StratifiedShuffleSplit,
    TimeSeriesSplit,
    check_cv,
    train_test_split,
)
from ._validation import cross_val_predict, cross_val_score, cross_validate

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

for _name in __all__:
    globals()[_name].__module__ = __name__
del _name
