"""What all distributions over numbers share: everything that is not a function of one point."""

import math
import operator
from typing import NamedTuple

import numpy as np

from .._openwork import ContinuousRoom, DiscreteRoom, distribution_fit, distribution_kl, distribution_rank, fresh_seed

KINDS = {}


def numbers(what, x):
    """One-dimensional float64."""
    x = np.asarray(x)
    if x.ndim != 1 or x.dtype.kind not in "fiub":
        raise ValueError(f"{what}: an array of shape {x.shape} of {x.dtype}, wanted one-dimensional numbers")
    return np.ascontiguousarray(x, dtype=np.float64)


class Verbs:
    """The verbs that continuous and discrete distributions share."""

    __slots__ = ()
    _kind = ""

    def __init_subclass__(cls, **more):
        super().__init_subclass__(**more)
        if cls._kind:
            KINDS[cls._kind] = cls

    @property
    def parameters(self):
        """The parameters by name."""
        return dict(self._parameters())

    def stats(self, moments="mv"):
        """Mean, variance, skewness and excess kurtosis, those of ``moments`` (letters of "mvsk")."""
        known = {"m": self.mean, "v": self.var, "s": self.skewness, "k": self.kurtosis}
        if not set(moments) <= set(known):
            raise ValueError(f"moments = {moments!r}, wanted letters of 'mvsk'")
        found = tuple(known[letter]() for letter in "mvsk" if letter in moments)
        return found[0] if len(found) == 1 else found

    def interval(self, confidence):
        """The ends between which lies this probability, with as much below as above."""
        if not 0 <= confidence <= 1:
            raise ValueError(f"confidence = {confidence}, wanted a probability, in [0, 1]")
        tail = (1 - confidence) / 2
        return self.ppf(tail), self.isf(tail)

    def rvs(self, size=None, seed=None):
        """Random values: one number, or an array of shape ``size``. The same seed gives the same bits, for any number of threads."""
        shape = () if size is None else (operator.index(size),) if hasattr(size, "__index__") else tuple(operator.index(n) for n in size)
        if any(n < 0 for n in shape):
            raise ValueError(f"size = {size!r}, wanted no negative number")
        if seed is not None and (isinstance(seed, bool) or not hasattr(seed, "__index__") or not 0 <= operator.index(seed) < 2**64):
            raise ValueError(f"seed = {seed!r}, wanted a whole number from 0 to 2**64 - 1, or None for a fresh one")
        values = self._samples(math.prod(shape), fresh_seed() if seed is None else operator.index(seed))
        if isinstance(self, DiscreteRoom):
            values = values.astype(np.int64)
        return values.reshape(shape) if shape else values[0].item()

    def log_likelihood(self, x):
        """The sum of the log densities of independent observations."""
        return self._log_likelihood(numbers("x", x))

    @classmethod
    def fit(cls, x):
        """The distribution of this kind under which the observations are most likely."""
        return cls(**dict(distribution_fit(cls._kind, numbers("x", x))))

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._parameters())})"

    def __eq__(self, other):
        return type(self) is type(other) and self._parameters() == other._parameters()

    def __hash__(self):
        return hash((type(self), tuple(self._parameters())))

    def __reduce__(self):
        return type(self)._of, tuple(value for _, value in self._parameters())

    @classmethod
    def _of(cls, *values):
        return cls(*values)


class Continuous(Verbs, ContinuousRoom):
    """A distribution with a density: ``pdf`` and ``logpdf``."""

    __slots__ = ()


class Discrete(Verbs, DiscreteRoom):
    """A distribution over whole numbers: ``pmf`` and ``logpmf``."""

    __slots__ = ()


class KSResult(NamedTuple):
    """The largest distance between the sample's staircase and the cumulative, and how often chance goes as far."""

    statistic: float
    pvalue: float


class Fitted(NamedTuple):
    """A fitted candidate."""

    distribution: object
    log_likelihood: float
    aic: float
    kstest: object


class Ranking(NamedTuple):
    """The candidates that could be fitted, the likeliest first; and why the others could not be."""

    fitted: list
    refused: dict


def kstest(x, distribution):
    """The Kolmogorov-Smirnov test of a sample against a continuous distribution."""
    return KSResult(*distribution._kstest(numbers("x", x)))


def kl_divergence(p, q):
    """The Kullback-Leibler divergence of q from p, two distributions of one kind, in nats."""
    if type(p) is not type(q) or not isinstance(p, Verbs):
        raise ValueError(f"q: a {type(q).__name__}, wanted a {type(p).__name__}, the kind of p")
    return distribution_kl(p._kind, [v for _, v in p._parameters()], [v for _, v in q._parameters()])


def rank(x, candidates=None):
    """Fits every candidate (classes; all continuous ones) and puts the likeliest first, each with a Kolmogorov-Smirnov test."""
    names = None if candidates is None else [candidate._kind for candidate in candidates]
    fitted, refused = distribution_rank(numbers("x", x), names)
    found = [
        Fitted(KINDS[kind](**dict(parameters)), likelihood, aic, None if test is None else KSResult(*test))
        for kind, parameters, likelihood, aic, test in fitted
    ]
    return Ranking(found, {KINDS[kind]: reason for kind, reason in refused})
