"""The continuous distributions."""

from .._openwork import distribution_scale
from ._base import Continuous


def _scale(kind, scale, rate):
    """The scale, from whichever of the two was given."""
    if rate is None:
        return 1.0 if scale is None else scale
    if scale is not None:
        raise ValueError(f"scale = {scale} and rate = {rate}, wanted one of them: rate = 1 / scale")
    return distribution_scale(kind, rate)


class Uniform(Continuous):
    """Any number between low and high, all alike."""

    __slots__ = ()
    _kind = "uniform"

    def __new__(cls, low=0.0, high=1.0):
        return super().__new__(cls, cls._kind, (low, high))


class Exponential(Continuous):
    """Waiting times without memory: ``scale`` is their mean, ``rate`` is 1 / scale."""

    __slots__ = ()
    _kind = "exponential"

    def __new__(cls, scale=None, *, rate=None):
        return super().__new__(cls, cls._kind, (_scale(cls._kind, scale, rate),))


class Normal(Continuous):
    """The normal distribution: ``std`` is the standard deviation, not the variance."""

    __slots__ = ()
    _kind = "normal"

    def __new__(cls, mean=0.0, std=1.0):
        return super().__new__(cls, cls._kind, (mean, std))


class LogNormal(Continuous):
    """What has a normal logarithm, with mean ``mu`` and standard deviation ``sigma`` (scipy's ``lognorm(sigma, scale=exp(mu))``)."""

    __slots__ = ()
    _kind = "log-normal"

    def __new__(cls, mu=0.0, sigma=1.0):
        return super().__new__(cls, cls._kind, (mu, sigma))


class Laplace(Continuous):
    """An exponential on either side of ``loc``: ``scale`` is the mean distance from there."""

    __slots__ = ()
    _kind = "laplace"

    def __new__(cls, loc=0.0, scale=1.0):
        return super().__new__(cls, cls._kind, (loc, scale))


class Weibull(Continuous):
    """Lifetimes whose hazard is a power of the age (scipy's ``weibull_min``)."""

    __slots__ = ()
    _kind = "weibull"

    def __new__(cls, shape, scale=1.0):
        return super().__new__(cls, cls._kind, (shape, scale))


class Gamma(Continuous):
    """The sum of ``shape`` waiting times of mean ``scale``; ``rate`` is 1 / scale."""

    __slots__ = ()
    _kind = "gamma"

    def __new__(cls, shape, scale=None, *, rate=None):
        return super().__new__(cls, cls._kind, (shape, _scale(cls._kind, scale, rate)))


class ChiSquared(Continuous):
    """The sum of the squares of ``df`` standard normal numbers."""

    __slots__ = ()
    _kind = "chi-squared"

    def __new__(cls, df):
        return super().__new__(cls, cls._kind, (df,))


class Beta(Continuous):
    """A share between 0 and 1, with the weights ``a`` of 1 and ``b`` of 0."""

    __slots__ = ()
    _kind = "beta"

    def __new__(cls, a, b):
        return super().__new__(cls, cls._kind, (a, b))


class StudentT(Continuous):
    """Student's t with ``df`` degrees of freedom around ``loc``, stretched by ``scale``."""

    __slots__ = ()
    _kind = "student-t"

    def __new__(cls, df, loc=0.0, scale=1.0):
        return super().__new__(cls, cls._kind, (df, loc, scale))
