"""Special functions by scipy.special's names: those that the distributions stand on, accurate far into the tails.

Numbers, lists and arrays are taken, broadcast against each other; numbers alone give a number. Parameters are positive, and the
gamma functions are for positive arguments: elsewhere the answer is NaN (scipy continues some of them).

    >>> round(gammainc(2.5, 3.0), 12), round(ndtri(0.975), 12)
    (0.693781081587, 1.959963984540)
"""

import numpy as np

from ._openwork import special as _special

__all__ = [
    "betainc",
    "betaincc",
    "betainccinv",
    "betaincinv",
    "betaln",
    "digamma",
    "erf",
    "erfc",
    "erfcx",
    "gammainc",
    "gammaincc",
    "gammainccinv",
    "gammaincinv",
    "gammaln",
    "log_ndtr",
    "ndtr",
    "ndtri",
    "psi",
]


def _of(name, *numbers):
    arrays = [np.asarray(x) for x in numbers]
    # "same_kind": complex numbers and texts are refused, not cut down.
    arrays = np.broadcast_arrays(*(x.astype(np.float64, casting="same_kind", copy=False) for x in arrays))
    found = _special(name, [np.ascontiguousarray(x).reshape(-1) for x in arrays])
    return float(found[0]) if arrays[0].ndim == 0 else found.reshape(arrays[0].shape)


def gammaln(x):
    """The natural logarithm of the gamma function, for x > 0."""
    return _of("gammaln", x)


def digamma(x):
    """The derivative of :func:`gammaln`, for x > 0."""
    return _of("digamma", x)


psi = digamma


def betaln(a, b):
    """The natural logarithm of the beta function."""
    return _of("betaln", a, b)


def erf(x):
    """The error function."""
    return _of("erf", x)


def erfc(x):
    """One minus the error function, exact where that would cancel."""
    return _of("erfc", x)


def erfcx(x):
    """``exp(x**2) * erfc(x)``, which does not underflow."""
    return _of("erfcx", x)


def ndtr(x):
    """The probability that a standard normal number is at most x."""
    return _of("ndtr", x)


def log_ndtr(x):
    """The natural logarithm of :func:`ndtr`, also where that underflows."""
    return _of("log_ndtr", x)


def ndtri(p):
    """The x with ``ndtr(x) == p``."""
    return _of("ndtri", p)


def gammainc(a, x):
    """The regularised lower incomplete gamma function P(a, x): the cumulative of a gamma distribution of shape a."""
    return _of("gammainc", a, x)


def gammaincc(a, x):
    """The regularised upper incomplete gamma function, 1 - P(a, x)."""
    return _of("gammaincc", a, x)


def gammaincinv(a, p):
    """The x with ``gammainc(a, x) == p``."""
    return _of("gammaincinv", a, p)


def gammainccinv(a, q):
    """The x with ``gammaincc(a, x) == q``."""
    return _of("gammainccinv", a, q)


def betainc(a, b, x):
    """The regularised incomplete beta function: the cumulative of a beta distribution."""
    return _of("betainc", a, b, x)


def betaincc(a, b, x):
    """One minus the regularised incomplete beta function."""
    return _of("betaincc", a, b, x)


def betaincinv(a, b, p):
    """The x with ``betainc(a, b, x) == p``."""
    return _of("betaincinv", a, b, p)


def betainccinv(a, b, q):
    """The x with ``betaincc(a, b, x) == q``."""
    return _of("betainccinv", a, b, q)
