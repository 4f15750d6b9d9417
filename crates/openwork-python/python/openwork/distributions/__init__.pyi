from ._base import (
    Fitted as Fitted,
    KSResult as KSResult,
    Ranking as Ranking,
    kl_divergence as kl_divergence,
    kstest as kstest,
    rank as rank,
)
from ._continuous import (
    Beta as Beta,
    ChiSquared as ChiSquared,
    Exponential as Exponential,
    Gamma as Gamma,
    Laplace as Laplace,
    LogNormal as LogNormal,
    Normal as Normal,
    StudentT as StudentT,
    Uniform as Uniform,
    Weibull as Weibull,
)

__all__ = [
    "Beta",
    "ChiSquared",
    "Exponential",
    "Fitted",
    "Gamma",
    "KSResult",
    "Laplace",
    "LogNormal",
    "Normal",
    "Ranking",
    "StudentT",
    "Uniform",
    "Weibull",
    "kl_divergence",
    "kstest",
    "rank",
]
