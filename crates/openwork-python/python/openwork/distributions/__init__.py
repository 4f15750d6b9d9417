"""Probability distributions, with scipy.stats' verbs: ``pdf``, ``logpdf``, ``cdf``, ``logcdf``, ``sf``, ``logsf``, ``ppf``, ``isf``, ``mean``,
``var``, ``std``, ``stats``, ``entropy``, ``rvs``, ``fit``.

    >>> from openwork.distributions import Normal
    >>> Normal(0, 1).cdf(1.96)
    0.9750021048517796

A distribution is made with its parameters, by name, once; its functions take numbers and arrays. What has a scale takes ``scale``; waiting times
take ``rate=1 / scale`` instead. NaN, and quantiles of what is no probability, are refused with a ValueError that names the place.
"""

from ._base import Fitted, KSResult, Ranking, kl_divergence, kstest, rank
from ._continuous import Beta, ChiSquared, Exponential, Gamma, Laplace, LogNormal, Normal, StudentT, Uniform, Weibull
from ._discrete import Bernoulli, Binomial, Categorical, Geometric, Poisson
from ._vector import BetaBinomial, Dirichlet, DirichletMultinomial, GammaPoisson, Multinomial, MultivariateNormal, NormalNormal

__all__ = [
    "Bernoulli",
    "Beta",
    "BetaBinomial",
    "Binomial",
    "Categorical",
    "ChiSquared",
    "Dirichlet",
    "DirichletMultinomial",
    "Exponential",
    "Fitted",
    "Gamma",
    "GammaPoisson",
    "Geometric",
    "KSResult",
    "Laplace",
    "LogNormal",
    "Multinomial",
    "MultivariateNormal",
    "Normal",
    "NormalNormal",
    "Poisson",
    "Ranking",
    "StudentT",
    "Uniform",
    "Weibull",
    "kl_divergence",
    "kstest",
    "rank",
]
