"""Ridge regression: scikit-learn's Ridge. Expected is its answer by singular values (`solver="svd"`), the most careful of its
solvers; its default by Cholesky's factor must agree to 1e-6, or the case is no fair one.

Cases in f32 hold what scikit-learn finds in double precision on the very same float32 values. Where rounding is all that
scikit-learn has left, the normal equations are solved in exact fractions here.
"""

from fractions import Fraction

import numpy as np
from sklearn.linear_model import Ridge

from common import Suite, rounded
from linear_regression import DTYPE, tables

suite = Suite("ridge", "scikit-learn Ridge", __file__)


def exact(x, y, alpha):
    """The coefficients in fractions, with an intercept."""
    rows = [[Fraction(float(v)) for v in row] for row in x]
    targets = [[Fraction(float(v)) for v in row] for row in y]
    n, d = len(rows), len(rows[0])
    x_mean = [sum(column) / n for column in zip(*rows)]
    y_mean = [sum(column) / n for column in zip(*targets)]
    rows = [[a - m for a, m in zip(row, x_mean)] for row in rows]
    targets = [[a - m for a, m in zip(row, y_mean)] for row in targets]
    system = [
        [sum(r[i] * r[j] for r in rows) + (i == j) * Fraction(alpha) for j in range(d)]
        + [sum(r[i] * t[k] for r, t in zip(rows, targets)) for k in range(len(y_mean))]
        for i in range(d)
    ]
    for i in range(d):
        system[i] = [v / system[i][i] for v in system[i]]
        for r in range(d):
            if r != i:
                system[r] = [a - system[r][i] * b for a, b in zip(system[r], system[i])]
    solved = [list(column) for column in zip(*[row[d:] for row in system])]
    offset = [m - sum(w * c for w, c in zip(solved[k], x_mean)) for k, m in enumerate(y_mean)]
    return np.array([[float(w) for w in row] for row in solved]), np.array([float(b) for b in offset])


def case(name, x, y, alpha, dtype="f64", intercept=True, weights=None, note="", fractions=False, predict=True):
    data = suite.matrix(x, DTYPE[dtype]).astype(np.float64)
    target = suite.matrix(y, np.float64)
    alphas = np.atleast_1d(np.asarray(alpha, float))
    model = Ridge(alpha=alpha, fit_intercept=intercept, solver="svd").fit(data, target, sample_weight=weights)
    if not fractions:
        default = Ridge(alpha=alpha, fit_intercept=intercept).fit(data, target, sample_weight=weights)
        assert np.allclose(default.coef_, model.coef_, rtol=0, atol=1e-6 * abs(model.coef_).max()), name
    coef = model.coef_.reshape(target.shape[1], -1)
    fields = {"name": name, "note": note, "dtype": dtype, "x": x, "y": y, "alpha": alphas, "intercept": intercept}
    if weights is not None:
        fields["weights"] = np.asarray(weights, np.float64)
    offset = np.broadcast_to(model.intercept_, target.shape[1]).astype(float)
    if fractions:
        coef, offset = exact(data, target, alpha)
        fields["note"] += " Solved in exact fractions."
    expected = {"coef": coef, "intercept": offset}
    if predict:
        expected["predict"] = data[:5] @ coef.T + offset
    if len(data) > 1 and not fractions:
        expected["score"] = float(model.score(data, target, sample_weight=weights))
    suite.add(**fields, expected=expected, tolerance=1e-8)


def main():
    rng = tables(suite)
    weights = rounded(rng.uniform(0, 3, 300).clip(0.5) - 0.5)
    for dtype in ("f64", "f32"):
        for name in ("diabetes", "breast_cancer", "wine", "digits"):
            for alpha in (1e-3, 1.0, 1e4):
                case(f"{name}, alpha {alpha:g}, {dtype}", f"dataset:{name}", f"{name} target", alpha, dtype)
        case(f"uniform, an alpha a target, {dtype}", "uniform", "uniform targets", [0.1, 10.0, 0.1], dtype)
        case(f"uniform, weights, some zero, {dtype}", "uniform", "uniform targets", 2.5, dtype, weights=weights)
        case(f"uniform without intercept, {dtype}", "uniform", "uniform target", 0.5, dtype, intercept=False)
        case(f"wide, {dtype}", "wide", "wide targets", 1.0, dtype)
        case(f"wide, an alpha a target, {dtype}", "wide", "wide targets", [0.01, 100.0], dtype)
        case(f"wide without intercept, weights, {dtype}", "wide", "wide target", 3.0, dtype, intercept=False, weights=[0, 1, 2, 0.5] * 5)
        case(f"shifted by 10000, {dtype}", "gauss + 10000", "gauss targets", 0.7, dtype)
    case("alpha 0", "uniform", "uniform targets", 0.0)
    case("an alpha of 0 beside one of 1", "uniform", "uniform targets", [0.0, 1.0, 0.0])
    case("alpha 1e-10, collinear", "collinear", "collinear target", 1e-10, fractions=True,
         note="Directions in which the features do not vary must add nothing; their rounding over 1e-10 is seen in scikit-learn.")
    case("constant columns", "constant", "gauss target", 1.0)
    case("shifted by 100000000", "gauss + 100000000", "gauss target", 0.7, predict=False,
         note="An answer is a sum of numbers near 1e9, of which double precision has no 1e-8 left; the coefficients are compared.")
    case("columns of very different size", "mixed", "gauss targets", 1e-3)
    case("times 2^100", "gauss * 2^100", "gauss target", 1.0)
    case("divided by 2^100", "gauss over 2^100", "gauss target", 1e-60, fractions=True,
         note="scikit-learn takes singular values below 1e-15 for zero, whatever the others are.")
    case("duplicate rows", "duplicate rows", "duplicate rows target", 0.1)
    case("one row", "one row", "one row target", 1.0, note="Centred, one row says nothing: the answer is its target.")
    case("a line", "line", "line target", 2.0)
    used = {c[key] for c in suite.cases for key in "xy"}
    suite.data = {name: values for name, values in suite.data.items() if name in used}
    suite.write()


if __name__ == "__main__":
    main()
