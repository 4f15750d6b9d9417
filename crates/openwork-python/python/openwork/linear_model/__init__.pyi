from ._linear import (
    GradientDescentRegressor as GradientDescentRegressor,
    GradientDescentRun as GradientDescentRun,
    GradientDescentStep as GradientDescentStep,
    LinearRegression as LinearRegression,
    Ridge as Ridge,
)
from ._logistic import (
    LogisticRegression as LogisticRegression,
    LogisticRegressionRun as LogisticRegressionRun,
    LogisticRegressionStep as LogisticRegressionStep,
)

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
