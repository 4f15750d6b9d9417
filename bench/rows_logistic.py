"""Logistic regression: binary on many rows, multinomial on images, and digits, which fits into the cache.

The accuracy beside the time is the objective that the fit reached, by its formula: mean log loss plus half the squared coefficients over
C n. A contender that is faster to a higher objective has not done the same work.
"""

import warnings

import numpy as np

from harness import Contender
from rows import both, optional, row


def objective(X, y, C=1.0):
    """The objective of a fitted model, worked out from its coefficients alone."""

    def of(model):
        scores = X @ np.asarray(model.coef_, np.float64).T + model.intercept_
        if scores.shape[1] == 1:
            losses = np.logaddexp(0, np.where(y == 1, -scores[:, 0], scores[:, 0]))
        else:
            top = scores.max(1, keepdims=True)
            losses = np.log(np.exp(scores - top).sum(1)) + top[:, 0] - scores[np.arange(len(y)), y]
        return float(losses.mean() + (np.asarray(model.coef_) ** 2).sum() / (2 * C * len(y)))

    return of


def contenders(workload, X, y, solvers=("lbfgs", "newton-cholesky"), **settings):
    import sklearn.linear_model

    import openwork.linear_model

    warnings.filterwarnings("ignore", module="openwork|sklearn", message=".*failed to converge|.*TOTAL NO")
    fit = lambda make, **more: lambda _: make(**settings, **more).fit(X, y)  # noqa: E731
    rows = [Contender("openwork", "2 threads", fit(openwork.linear_model.LogisticRegression))]
    for solver in solvers:
        rows += both("scikit-learn", fit(sklearn.linear_model.LogisticRegression, solver=solver), f"{solver}, ")
    if sklearnex := optional("sklearnex.linear_model"):
        rows.append(Contender("oneDAL", "2 threads", fit(sklearnex.LogisticRegression)))
    workload.accuracy = objective(X, y)
    return rows


@row(
    id="logistic-binary",
    algorithm="logistic_regression",
    title="logistic regression, two classes, 200 000 x 50, f64, tol 1e-4",
    accuracy_name="objective reached",
    bars={"scikit-learn": 2.5},
)
def binary(workload, quick):
    rng = np.random.default_rng(5)
    n = 40_000 if quick else 200_000
    X = rng.normal(size=(n, 50))
    y = (X @ rng.normal(size=50) + rng.logistic(size=n) > 0).astype(np.int64)
    return contenders(workload, X, y)


@row(
    id="logistic-images",
    algorithm="logistic_regression",
    title="logistic regression, ten classes, images like MNIST, 20 000 x 784, f64, 100 rounds",
    accuracy_name="objective reached",
    bars={"scikit-learn": 2.5},
)
def images(workload, quick):
    rng = np.random.default_rng(6)
    n = 4_000 if quick else 20_000
    # Ten blurred strokes; every image is one of them, moved, faded and speckled: a fifth of its pixels are not black.
    places = np.stack(np.meshgrid(np.arange(28), np.arange(28), indexing="ij"), -1).reshape(-1, 2)
    strokes = rng.uniform(6, 22, (10, 5, 2))
    y = rng.integers(0, 10, n)
    X = np.empty((n, 784))
    for i in range(n):
        ends = strokes[y[i]] + rng.normal(0, 1.6, (5, 2))
        near = ((places[:, None] - ends) ** 2).sum(-1).min(1)
        X[i] = np.clip(rng.uniform(0.7, 1.2) * np.exp(-near / 7) + rng.normal(0, 0.05, 784), 0, 1) * (near < 30)
    return contenders(workload, X, y, solvers=("lbfgs",), max_iter=100)


@row(
    id="logistic-digits",
    algorithm="logistic_regression",
    title="logistic regression, ten classes, digits, 1797 x 64, f64, at most 1000 rounds",
    accuracy_name="objective reached",
    bars={"scikit-learn": 8.0},
    samples=11,
)
def digits(workload, quick):
    import sklearn.datasets

    return contenders(workload, *sklearn.datasets.load_digits(return_X_y=True), max_iter=1000)
