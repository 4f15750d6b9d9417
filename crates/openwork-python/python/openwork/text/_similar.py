"""How alike rows are, by the angle between them."""

import numpy as _np

from .._openwork import CosineRows, cosines
from ._vectorize import _lent

__all__ = ["CosineIndex", "cosine_similarity", "cosine_top_k"]


def _sparse(X):
    return hasattr(X, "tocsr")


def _dense(X, what):
    X = _np.asarray(X)
    if X.ndim != 2:
        raise ValueError(f"{what} has {X.ndim} dimensions, wanted two: rows of numbers; a single row is {what}.reshape(1, -1)")
    return _np.ascontiguousarray(X, dtype=X.dtype if X.dtype == _np.float32 else _np.float64)


def cosine_similarity(X, Y=None, dense_output=True):
    """The cosine of every row of ``X`` with every row of ``Y`` (None: of ``X``), dense or scipy's sparse; a row of zeros has 0.

    scikit-learn's function of this name. Two sparse matrices give a sparse result where ``dense_output`` is False.
    """
    Y = X if Y is None else Y
    if _sparse(X) or _sparse(Y):
        found = CosineRows(_lent(Y, "Y")[1]).all(_lent(X)[1])
        if dense_output or not (_sparse(X) and _sparse(Y)):
            return found
        from scipy.sparse import csr_matrix

        return csr_matrix(found)
    return cosines(_dense(X, "X"), _dense(Y, "Y"))


class CosineIndex:
    """The rows of a sparse or dense matrix, made ready once to be compared with many.

        >>> rows, cosines = CosineIndex(X).top_k(queries, 10)
    """

    def __init__(self, Y):
        sparse, lent = _lent(Y, "Y")
        self.shape = sparse.shape
        self._rows = CosineRows(lent)

    def top_k(self, X, k=10):
        """For each row of ``X`` the numbers of the ``k`` rows of the greatest cosine, and the cosines: two arrays, the greatest
        first, of equals the lower number. Where there are fewer than ``k`` rows all come."""
        if isinstance(k, bool) or not hasattr(k, "__index__") or k < 1:
            raise ValueError(f"k = {k!r}, wanted a whole number >= 1")
        sparse, lent = _lent(X)
        shape = (sparse.shape[0], min(k.__index__(), self.shape[0]))
        rows, found = self._rows.top_k(lent, shape[1])
        return rows.reshape(shape), found.reshape(shape)


def cosine_top_k(X, Y, k=10):
    """For each row of ``X`` the ``k`` rows of ``Y`` of the greatest cosine: ``CosineIndex(Y).top_k(X, k)``."""
    return CosineIndex(Y).top_k(X, k)
