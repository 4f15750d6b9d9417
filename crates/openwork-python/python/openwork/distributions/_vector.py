"""The distributions over vectors, and conjugate updates."""

import math
import operator

import numpy as np

from .._openwork import VectorRoom, conjugate_predict, conjugate_update, fresh_seed, vector_fit
from ._continuous import Beta, Gamma, Normal


def rows(what, x):
    """Two-dimensional float64: one vector a row."""
    x = np.asarray(x)
    if x.ndim != 2 or x.dtype.kind not in "fiub":
        raise ValueError(f"{what}: an array of shape {x.shape} of {x.dtype}, wanted one vector of numbers a row")
    return np.ascontiguousarray(x, dtype=np.float64)


class Vectors(VectorRoom):
    """What the distributions over vectors share: ``mean``, ``cov``, ``entropy``, ``rvs``."""

    __slots__ = ()

    def _logs(self, x):
        x = np.asarray(x, dtype=np.float64)
        if x.ndim == 0:
            raise ValueError("x: one number, wanted a vector, or vectors in the last axis")
        logs = self._log_densities(rows("x", x.reshape(-1, x.shape[-1])))
        return logs[0].item() if x.ndim == 1 else logs.reshape(x.shape[:-1])

    def rvs(self, size=None, seed=None):
        """Random vectors: one, or an array of shape ``size`` of them. The same seed gives the same bits, for any number of threads."""
        shape = () if size is None else (operator.index(size),) if hasattr(size, "__index__") else tuple(operator.index(n) for n in size)
        if any(n < 0 for n in shape):
            raise ValueError(f"size = {size!r}, wanted no negative number")
        if seed is not None and (isinstance(seed, bool) or not hasattr(seed, "__index__") or not 0 <= operator.index(seed) < 2**64):
            raise ValueError(f"seed = {seed!r}, wanted a whole number from 0 to 2**64 - 1, or None for a fresh one")
        values = self._samples(math.prod(shape), fresh_seed() if seed is None else operator.index(seed))
        return values.reshape(*shape, self.dimension)


class Multinomial(Vectors):
    """How often each class comes up in ``n`` trials, with probabilities ``p``."""

    __slots__ = ("n", "p")

    def __new__(cls, n, p):
        self = super().__new__(cls, "multinomial", np.asarray(p, dtype=np.float64).tolist(), n)
        self.n, self.p = operator.index(n), np.array(p, dtype=np.float64)
        return self

    def logpmf(self, x):
        """The logarithm of the mass at vectors of counts in the last axis."""
        return self._logs(x)

    def pmf(self, x):
        """The mass at vectors of counts in the last axis."""
        return np.exp(self._logs(x))

    def rvs(self, size=None, seed=None):
        """Random vectors of counts."""
        return super().rvs(size, seed).astype(np.int64)

    @classmethod
    def fit(cls, x):
        """The likeliest probabilities for rows of counts."""
        n, p, _ = vector_fit("multinomial", rows("x", x))
        return cls(int(n), p)

    def __repr__(self):
        return f"Multinomial({self.n}, {self.p.tolist()})"


class Dirichlet(Vectors):
    """What is believed of the probabilities of several classes, with weights ``alpha``."""

    __slots__ = ("alpha",)

    def __new__(cls, alpha):
        self = super().__new__(cls, "dirichlet", np.asarray(alpha, dtype=np.float64).tolist())
        self.alpha = np.array(alpha, dtype=np.float64)
        return self

    def logpdf(self, x):
        """The log density at vectors of shares in the last axis."""
        return self._logs(x)

    def pdf(self, x):
        """The density at vectors of shares in the last axis."""
        return np.exp(self._logs(x))

    def var(self):
        """The variance of each share."""
        return self.cov().diagonal().copy()

    @classmethod
    def fit(cls, x):
        """The likeliest weights for rows of shares."""
        return cls(vector_fit("dirichlet", rows("x", x))[1])

    def __repr__(self):
        return f"Dirichlet({self.alpha.tolist()})"


class MultivariateNormal(Vectors):
    """The normal distribution over vectors, with ``mean`` and covariance ``cov``."""

    __slots__ = ()

    def __new__(cls, mean, cov):
        return super().__new__(cls, "multivariate_normal", np.asarray(mean, dtype=np.float64).tolist(), 0.0, rows("cov", cov))

    def logpdf(self, x):
        """The log density at vectors in the last axis."""
        return self._logs(x)

    def pdf(self, x):
        """The density at vectors in the last axis."""
        return np.exp(self._logs(x))

    @classmethod
    def fit(cls, x):
        """The sample's mean and covariance, with the divisor n."""
        _, mean, cov = vector_fit("multivariate_normal", rows("x", x))
        return cls(mean, cov)

    def __repr__(self):
        return f"MultivariateNormal({self.mean().tolist()}, {self.cov().tolist()})"


class BetaBinomial:
    """What is believed of a probability of success: ``update`` with what was seen, ``predict`` what comes."""

    def __init__(self, a=1.0, b=1.0):
        self.a, self.b = Beta(a, b).parameters.values()

    def update(self, successes, failures):
        """The belief after these trials."""
        return BetaBinomial(*conjugate_update("beta_binomial", [self.a, self.b], [successes, failures]))

    def belief(self):
        """The belief as a distribution."""
        return Beta(self.a, self.b)

    def predict(self, n, k):
        """The probability of k successes in the next n trials."""
        return conjugate_predict("beta_binomial", [self.a, self.b], [n, k])

    def __repr__(self):
        return f"BetaBinomial({self.a}, {self.b})"


class GammaPoisson:
    """What is believed of a rate of events."""

    def __init__(self, shape, rate):
        self.shape, self.rate = Gamma(shape, rate=rate).parameters["shape"], float(rate)

    def update(self, counts):
        """The belief after these counts, one an interval."""
        return GammaPoisson(*conjugate_update("gamma_poisson", [self.shape, self.rate], np.atleast_1d(counts).tolist()))

    def belief(self):
        """The belief as a distribution."""
        return Gamma(self.shape, rate=self.rate)

    def predict(self, k):
        """The probability of k events in the next interval."""
        return conjugate_predict("gamma_poisson", [self.shape, self.rate], [k])

    def __repr__(self):
        return f"GammaPoisson({self.shape}, {self.rate})"


class DirichletMultinomial:
    """What is believed of the probabilities of several classes."""

    def __init__(self, alpha):
        self.alpha = Dirichlet(alpha).alpha

    def update(self, counts):
        """The belief after these counts, one a class."""
        return DirichletMultinomial(conjugate_update("dirichlet_multinomial", self.alpha.tolist(), np.atleast_1d(counts).tolist()))

    def belief(self):
        """The belief as a distribution."""
        return Dirichlet(self.alpha)

    def predict(self, counts):
        """The probability of exactly these counts in the next trials."""
        return conjugate_predict("dirichlet_multinomial", self.alpha.tolist(), np.atleast_1d(counts).tolist())

    def __repr__(self):
        return f"DirichletMultinomial({self.alpha.tolist()})"


class NormalNormal:
    """What is believed of the mean of normal numbers whose standard deviation ``noise`` is known."""

    def __init__(self, mean, std, noise):
        self.mean, self.std = Normal(mean, std).parameters.values()
        self.noise = Normal(0.0, noise).parameters["std"]

    def update(self, x):
        """The belief after these observations."""
        return NormalNormal(*conjugate_update("normal_normal", [self.mean, self.std, self.noise], np.atleast_1d(x).tolist()))

    def belief(self):
        """The belief as a distribution."""
        return Normal(self.mean, self.std)

    def predict(self):
        """Where the next observation will be."""
        return Normal(self.mean, math.hypot(self.std, self.noise))

    def __repr__(self):
        return f"NormalNormal({self.mean}, {self.std}, {self.noise})"
