"""Gradient descent on the squared error. The steps of full batches are taken in exact fractions here; where it ends is
scikit-learn's LinearRegression.
"""

from fractions import Fraction

import numpy as np
from sklearn.linear_model import LinearRegression

from common import Suite, rounded

suite = Suite("gradient_descent", "exact fractions; scikit-learn LinearRegression for where it ends", __file__)


def steps(x, y, rate, count, intercept):
    """Coefficients, intercept and loss after each of the first steps from zero."""
    rows = [[Fraction(float(v)) for v in row] for row in x]
    y, n, rate = [Fraction(float(v)) for v in y], len(x), Fraction(rate)
    w, b, found = [Fraction(0)] * len(rows[0]), Fraction(0), []
    for _ in range(count):
        residuals = [sum(a * v for a, v in zip(w, row)) + b - t for row, t in zip(rows, y)]
        loss = sum(r * r for r in residuals) / (2 * n)
        w = [a - rate * sum(r * row[j] for r, row in zip(residuals, rows)) / n for j, a in enumerate(w)]
        if intercept:
            b -= rate * sum(residuals) / n
        found.append([float(loss), *map(float, w), float(b)])
    return found


def case(name, x, y, rate, count=8, intercept=True, ends=True):
    data, target = suite.matrix(x, np.float64), suite.matrix(y, np.float64)[:, 0]
    expected = {"steps": steps(data, target, rate, count, intercept)}
    if ends:
        model = LinearRegression(fit_intercept=intercept).fit(data, target)
        expected["end"] = [[*model.coef_, float(model.intercept_)]]
    suite.add(name=name, x=x, y=y, rate=rate, intercept=intercept, expected=expected, tolerance=1e-8)


def main():
    rng = np.random.default_rng(11)
    uniform = rounded(rng.uniform(-1, 1, (40, 3)), 2)
    suite.data |= {
        "uniform": uniform,
        "uniform target": rounded(uniform @ [[1.5], [-2.0], [0.5]] + 4 + rng.normal(0, 0.3, (40, 1)), 2),
        "line": np.array([[0.0], [1], [2], [3]]), "line target": np.array([[1.0], [3], [4], [8]]),
        "zeros": np.zeros((3, 2)), "zeros target": np.array([[1.0], [2], [6]]),
    }
    case("three features", "uniform", "uniform target", 0.25)
    case("three features, a small rate", "uniform", "uniform target", 2.0**-6)
    case("three features without intercept", "uniform", "uniform target", 0.5, intercept=False)
    case("a line", "line", "line target", 0.125)
    case("a line without intercept", "line", "line target", 0.125, intercept=False)
    case("a rate too large", "line", "line target", 2.0, count=4, ends=False)
    case("features that are all zero", "zeros", "zeros target", 0.5)
    suite.write()


if __name__ == "__main__":
    main()
