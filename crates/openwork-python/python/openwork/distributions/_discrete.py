"""The discrete distributions over numbers."""

import numpy as np

from .._openwork import distribution_fit
from ._base import Discrete, numbers


class Bernoulli(Discrete):
    """One trial: 1 with probability ``p``, else 0."""

    __slots__ = ()
    _kind = "bernoulli"

    def __new__(cls, p):
        return super().__new__(cls, cls._kind, (p,))


class Binomial(Discrete):
    """How many of ``n`` independent trials succeed, each with probability ``p``."""

    __slots__ = ()
    _kind = "binomial"

    def __new__(cls, n, p):
        return super().__new__(cls, cls._kind, (n, p))


class Geometric(Discrete):
    """How many trials until the first success, which is counted: 1, 2, 3, ..."""

    __slots__ = ()
    _kind = "geometric"

    def __new__(cls, p):
        return super().__new__(cls, cls._kind, (p,))


class Poisson(Discrete):
    """How many rare independent events happen where ``rate`` are expected."""

    __slots__ = ()
    _kind = "poisson"

    def __new__(cls, rate):
        return super().__new__(cls, cls._kind, (rate,))


class Categorical(Discrete):
    """One of the classes 0, 1, ..., each with its own probability."""

    __slots__ = ()
    _kind = "categorical"

    def __new__(cls, p):
        return super().__new__(cls, cls._kind, numbers("p", p).tolist())

    @property
    def p(self):
        """The probabilities of the classes."""
        return np.array([value for _, value in self._parameters()])

    @property
    def parameters(self):
        """The parameters by name."""
        return {"p": self.p}

    @classmethod
    def fit(cls, x):
        """The shares of the classes 0 to the largest seen."""
        return cls([value for _, value in distribution_fit(cls._kind, numbers("x", x))])

    @classmethod
    def _of(cls, *values):
        return cls(values)

    def __repr__(self):
        return f"Categorical({self.p.tolist()!r})"


