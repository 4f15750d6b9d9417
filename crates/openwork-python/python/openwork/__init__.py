"""Openwork: the machine-learning toolkit you can see through.

The chapters are modules and load when first used: ``openwork.cluster``, ``openwork.neighbors``. Each class follows
scikit-learn's interface without needing scikit-learn, and has ``steps(X)``, an iterator over the algorithm's rounds.

    >>> from openwork.cluster import KMeans
    >>> for step in KMeans(3, random_state=7).steps(X):
    ...     print(step.round, step.inertia, step.moved)
"""

import importlib as _importlib

from ._openwork import registry, threads
from ._openwork import set_threads as _set_threads

__version__ = "0.1.0"
__all__ = ["cluster", "exceptions", "neighbors", "registry", "set_threads", "threads"]

_CHAPTERS = frozenset({"cluster", "exceptions", "neighbors"})


def set_threads(n):
    """Use ``n`` threads from now on; None is one per processor. The results are the same bits for any number."""
    if n is not None and (isinstance(n, bool) or not hasattr(n, "__index__") or n < 1):
        raise ValueError(f"n = {n!r}, wanted a whole number >= 1, or None for one thread per processor")
    _set_threads(0 if n is None else n)


def __getattr__(name):
    if name in _CHAPTERS:
        return _importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return sorted(__all__)
