"""Linear regression: scikit-learn's LinearRegression, with its own cutoff of 1e-6.

Cases in f32 hold what scikit-learn finds in double precision on the very same float32 values, so that its own rounding is
not taken for the truth. Small cases with whole numbers are also solved in exact fractions here.
"""

from fractions import Fraction

import numpy as np
from sklearn import datasets
from sklearn.linear_model import LinearRegression

from common import Suite, rounded

suite = Suite("linear_regression", "scikit-learn LinearRegression", __file__)
DTYPE = {"f32": np.float32, "f64": np.float64}
TOLERANCE = 1e-8


def exact(x, y, intercept):
    """The coefficients in fractions, of features that do not depend on each other."""
    rows = [[Fraction(float(v)) for v in row] + [Fraction(1)] * intercept for row in x]
    target = [[Fraction(float(v)) for v in row] for row in y]
    size = len(rows[0])
    system = [
        [sum(r[i] * r[j] for r in rows) for j in range(size)] + [sum(r[i] * t[k] for r, t in zip(rows, target)) for k in range(len(target[0]))]
        for i in range(size)
    ]
    for i in range(size):
        pivot = next(r for r in range(i, size) if system[r][i] != 0)
        system[i], system[pivot] = system[pivot], system[i]
        system[i] = [v / system[i][i] for v in system[i]]
        for r in range(size):
            if r != i and system[r][i] != 0:
                system[r] = [a - system[r][i] * b for a, b in zip(system[r], system[i])]
    solved = np.array([[float(v) for v in row[size:]] for row in system])
    return solved.T[:, : len(x[0])], solved[-1] if intercept else np.zeros(len(target[0]))


def case(name, x, y, dtype="f64", intercept=True, weights=None, note="", fractions=False, predict=True, tol=1e-6):
    data = suite.matrix(x, DTYPE[dtype]).astype(np.float64)
    target = suite.matrix(y, np.float64)
    model = LinearRegression(fit_intercept=intercept, tol=tol).fit(data, target, sample_weight=weights)
    coef, offset = model.coef_, np.broadcast_to(model.intercept_, target.shape[1]).astype(float)
    if fractions:
        coef, offset = exact(data, target, intercept)
        assert np.allclose(coef, model.coef_, rtol=0, atol=1e-6 * abs(coef).max()), name
        note += " Solved in exact fractions."
    expected = {"coef": coef, "intercept": offset, "rank": int(model.rank_), "singular": model.singular_[: model.rank_]}
    if not fractions and predict:
        expected["predict"] = model.predict(data[:5])
        if len(data) > 1:
            expected["score"] = float(model.score(data, target, sample_weight=weights))
    fields = {"name": name, "note": note.strip(), "dtype": dtype, "x": x, "y": y, "intercept": intercept, "tol": tol}
    if weights is not None:
        fields["weights"] = np.asarray(weights, np.float64)
    suite.add(**fields, expected=expected, tolerance=TOLERANCE)


def tables(suite):
    """Features and targets of the cases, for ridge regression as well."""
    rng = np.random.default_rng(7)

    def answers(x, t=1, noise=0.5):
        scale = np.where(x.std(0) > 0, x.std(0), 1)
        return rounded((x - x.mean(0)) / scale @ rng.normal(0, 3, (x.shape[1], t)) + rng.normal(0, noise, (len(x), t)) + 7)

    for name in ("diabetes", "breast_cancer", "wine", "digits"):
        suite.data[f"{name} target"] = getattr(datasets, f"load_{name}")().target.astype(float)[:, None]
    uniform = rounded(rng.uniform(-1, 1, (300, 7)))
    gauss = rounded(rng.normal(0, 1, (60, 5)))
    wide = rounded(rng.normal(0, 1, (20, 45)))
    collinear = rng.integers(-9, 10, (50, 6)).astype(float)
    collinear[:, 3] = collinear[:, 0] + collinear[:, 1]
    collinear[:, 5] = 2 * collinear[:, 2]
    constant = gauss.copy()
    constant[:, 2], constant[:, 4] = 3.0, 0.0
    mixed = gauss * np.array([1, 2.0**20, 2.0**-12, 1, 2.0**10])
    whole = rng.integers(-20, 20, (12, 3)).astype(float)
    suite.data |= {
        "uniform": uniform, "uniform target": answers(uniform), "uniform targets": answers(uniform, 3),
        "gauss": gauss, "gauss target": answers(gauss), "gauss targets": answers(gauss, 4),
        "wide": wide, "wide target": answers(wide), "wide targets": answers(wide, 2),
        "collinear": collinear, "collinear target": answers(collinear),
        "constant": constant, "mixed": mixed,
        "gauss + 10000": gauss + 1e4, "gauss + 100000000": gauss + 1e8,
        "gauss * 2^100": gauss * 2.0**100, "gauss over 2^100": gauss / 2.0**100,
        "gauss target * 2^100": answers(gauss) * 2.0**100,
        "duplicate rows": np.repeat(wide[:4], 3, axis=0), "duplicate rows target": answers(np.repeat(wide[:4], 3, axis=0)),
        "whole": whole, "whole targets": rng.integers(-50, 50, (12, 2)).astype(float),
        "one row": np.array([[1.0, 2.0, -3.0]]), "one row target": np.array([[5.0]]),
        "two rows": np.array([[1.0, 2.0, -3.0], [2.0, 4.5, 1.0]]), "two rows target": np.array([[5.0], [-1.0]]),
        "line": np.array([[0.0], [1], [2], [3], [4]]), "line target": np.array([[1.0], [3], [2], [5], [4]]),
        "square": gauss[:5], "square target": answers(gauss[:5]),
        "nearly": np.column_stack([gauss[:, 0], gauss[:, 0] + rounded(gauss[:, 1] * 1e-4, 7), gauss[:, 2]]),
    }
    return rng


def main():
    rng = tables(suite)
    weights = rounded(rng.uniform(0, 3, 300).clip(0.5) - 0.5)
    for dtype in ("f64", "f32"):
        for name in ("diabetes", "breast_cancer", "wine", "digits"):
            note = "Three pixels are black in every picture: a rank of 61." if name == "digits" else ""
            case(f"{name}, {dtype}", f"dataset:{name}", f"{name} target", dtype, note=note)
        case(f"digits without intercept, {dtype}", "dataset:digits", "digits target", dtype, intercept=False)
        case(f"diabetes without intercept, {dtype}", "dataset:diabetes", "diabetes target", dtype, intercept=False)
        case(f"uniform, {dtype}", "uniform", "uniform target", dtype)
        case(f"uniform, three targets, {dtype}", "uniform", "uniform targets", dtype)
        case(f"uniform, weights, some zero, {dtype}", "uniform", "uniform targets", dtype, weights=weights)
        case(f"uniform, whole weights, no intercept, {dtype}", "uniform", "uniform target", dtype, intercept=False, weights=rng.integers(0, 4, 300))
        case(f"shifted by 10000, {dtype}", "gauss + 10000", "gauss targets", dtype)
        case(f"wide, {dtype}", "wide", "wide targets", dtype, note="More features than rows: the shortest coefficients that fit.")
        case(f"wide without intercept, {dtype}", "wide", "wide target", dtype, intercept=False)
        case(f"wide, weights, {dtype}", "wide", "wide target", dtype, weights=[0, 1, 2, 0.5] * 5)
        case(f"constant columns, {dtype}", "constant", "gauss target", dtype)
    case("shifted by 100000000", "gauss + 100000000", "gauss target", predict=False,
         note="An answer is a sum of numbers near 1e9, of which double precision has no 1e-8 left; the coefficients are compared.")
    case("collinear", "collinear", "collinear target", note="Two of six features depend on others.")
    case("collinear, f32", "collinear", "collinear target", "f32")
    case("collinear without intercept, weights", "collinear", "collinear target", intercept=False, weights=[1, 0.25] * 25)
    case("columns of very different size", "mixed", "gauss targets", note="Below the cutoff of 1e-6: the small column is left out.")
    case("columns of very different size, all kept", "mixed", "gauss targets", tol=1e-14)
    case("nearly dependent columns", "nearly", "gauss target", note="A condition number near 1e4.")
    case("times 2^100", "gauss * 2^100", "gauss target")
    case("divided by 2^100", "gauss over 2^100", "gauss target")
    case("targets times 2^100", "gauss over 2^100", "gauss target * 2^100", note="Coefficients near 1e60.")
    case("duplicate rows", "duplicate rows", "duplicate rows target", note="Twelve rows, four of them different, 45 features.")
    case("whole numbers", "whole", "whole targets", fractions=True)
    case("whole numbers without intercept", "whole", "whole targets", intercept=False, fractions=True)
    case("one row without intercept", "one row", "one row target", intercept=False)
    case("two rows", "two rows", "two rows target")
    case("a line", "line", "line target", fractions=True)
    case("as many rows as features", "square", "square target")
    used = {c[key] for c in suite.cases for key in "xy"}
    suite.data = {name: values for name, values in suite.data.items() if name in used}
    suite.write()


if __name__ == "__main__":
    main()
