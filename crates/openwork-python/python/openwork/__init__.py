"""Openwork: the machine-learning toolkit you can see through.

The chapters are modules and load when first used: ``openwork.cluster``, ``openwork.metrics``, ``openwork.neighbors``. Each class follows
scikit-learn's interface without needing scikit-learn, and has ``steps(X)``, an iterator over the algorithm's rounds.

    >>> from openwork.cluster import KMeans
    >>> for step in KMeans(3, random_state=7).steps(X):
    ...     print(step.round, step.inertia, step.moved)
"""

import importlib as _importlib
import os as _os

from ._openwork import forked as _forked
from ._openwork import model_algorithm as _model_algorithm
from ._openwork import registry, threads
from ._openwork import set_threads as _set_threads

if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(after_in_child=_forked)

__version__ = "0.1.0"
_CHAPTERS = frozenset(
    {"cluster", "datasets", "distributions", "exceptions", "linear_model", "metrics", "model_selection", "neighbors", "nn", "optim", "special", "text", "train"}
)
# What stands in `_tensor`, and is loaded when first used.
_TENSORS = frozenset({"Tensor", "cat", "is_grad_enabled", "maximum", "minimum", "no_grad", "ones", "stack", "tensor", "where", "zeros"})
__all__ = sorted(_CHAPTERS | _TENSORS | {"load", "registry", "set_threads", "threads"})

_CLASSES = {
    "kmeans": ("cluster", "KMeans"),
    "mini_batch_kmeans": ("cluster", "MiniBatchKMeans"),
    "neighbors": ("neighbors", "NearestNeighbors"),
    "knn_classifier": ("neighbors", "KNeighborsClassifier"),
    "knn_regressor": ("neighbors", "KNeighborsRegressor"),
    "logistic_regression": ("linear_model", "LogisticRegression"),
    "mlp": ("train", "MLP"),
    "linear_regression": ("linear_model._linear", "Linear"),
}


def set_threads(n):
    """Use ``n`` threads from now on; None is one per processor. The results are the same bits for any number."""
    if n is not None and (isinstance(n, bool) or not hasattr(n, "__index__") or n < 1):
        raise ValueError(f"n = {n!r}, wanted a whole number >= 1, or None for one thread per processor")
    _set_threads(0 if n is None else n)


def load(path):
    """The fitted estimator of a model file that ``save``, the library or the command wrote."""
    algorithm = _model_algorithm(path)
    if algorithm not in _CLASSES:
        raise ValueError(f"{path}: a model of {algorithm!r}, wanted one of {', '.join(_CLASSES)}")
    chapter, name = _CLASSES[algorithm]
    return getattr(_importlib.import_module(f"{__name__}.{chapter}"), name).load(path)


def __getattr__(name):
    if name in _CHAPTERS:
        return _importlib.import_module(f"{__name__}.{name}")
    if name in _TENSORS:
        return getattr(_importlib.import_module(f"{__name__}._tensor"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return sorted(__all__)
