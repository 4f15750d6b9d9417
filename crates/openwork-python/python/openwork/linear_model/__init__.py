"""Linear models: a weighted sum of the features, learned from examples."""

from ._linear import (
    GradientDescentRegressor,
    GradientDescentRun,
    GradientDescentStep,
    LinearRegression,
    Ridge,
)
from ._logistic import LogisticRegression, LogisticRegressionRun, LogisticRegressionStep

__all__ = [
    "GradientDescentRegressor",
    "GradientDescentRun",
    "GradientDescentStep",
    "LinearRegression",
    "LogisticRegression",
    "LogisticRegressionRun",
    "LogisticRegressionStep",
    "Ridge",
]
