"""The metrics of regression: scikit-learn's.

Where a large mean costs scikit-learn its digits, the expected R2 and explained variance come from exact fractions.
"""

from fractions import Fraction

import numpy as np
from sklearn import datasets, metrics
from sklearn.linear_model import LinearRegression

from common import Suite, rounded

suite = Suite("regression_metrics", "scikit-learn metrics", __file__)


def fractions(truth, answers, weights):
    """R2 and explained variance of these very doubles."""
    t, a = ([Fraction(float(v)) for v in column] for column in (truth, answers))
    w = [Fraction(1)] * len(t) if weights is None else [Fraction(float(v)) for v in weights]
    e = [x - y for x, y in zip(t, a)]
    mean = lambda v: sum(x * k for x, k in zip(v, w)) / sum(w)  # noqa: E731
    spread = lambda v, m: sum(k * (x - m) ** 2 for x, k in zip(v, w))  # noqa: E731
    all_ = spread(t, mean(t))
    return float(1 - spread(e, 0) / all_), float(1 - spread(e, mean(e)) / all_)


def case(name, truth, answers, weights=None, exact=False, note=""):
    truth, answers = np.asarray(truth, float), np.asarray(answers, float)
    how = dict(sample_weight=weights)
    expected = {
        "mse": metrics.mean_squared_error(truth, answers, **how),
        "rmse": metrics.root_mean_squared_error(truth, answers, **how),
        "mae": metrics.mean_absolute_error(truth, answers, **how),
        "mape": metrics.mean_absolute_percentage_error(truth, answers, **how),
        "median": metrics.median_absolute_error(truth, answers, **how),
        "max": metrics.max_error(truth, answers),
        "r2": metrics.r2_score(truth, answers, **how),
        "explained": metrics.explained_variance_score(truth, answers, **how),
        "pinball": metrics.mean_pinball_loss(truth, answers, alpha=0.2, **how),
    }
    if (truth > -1).all() and (answers > -1).all():
        expected["msle"] = metrics.mean_squared_log_error(truth, answers, **how)
    if exact:
        expected.pop("msle")  # of logarithms that agree in nine digits little is left to compare
        expected["r2"], expected["explained"] = fractions(truth, answers, weights)
        note = (note + " R2 and explained variance from exact fractions.").strip()
    fields = {"name": name, "note": note, "truth": truth, "answers": answers}
    if weights is not None:
        fields["weights"] = weights
    suite.add(**fields, expected=expected, tolerance=1e-12)


def main():
    rng = np.random.default_rng(3)
    case("four values", [3, -0.5, 2, 7], [2.5, 0.0, 2, 8])
    case("perfect", [1, 2, 4], [1, 2, 4])
    case("a constant target, met", [5, 5, 5], [5, 5, 5])
    case("a constant target, missed", [5, 5, 5], [5, 5, 6])
    case("worse than the mean", [1, 2, 3], [3, 2, 1])
    case("off by a constant", [1, 2, 5], [3, 4, 7], note="Explained variance forgives it, R2 does not.")
    case("true values of zero", [0, 0, 1, 2], [0.1, 0, 1, 3], note="A share of nothing counts as a share of 2.2e-16.")
    n = 300
    truth = rounded(rng.normal(20, 5, n))
    answers = rounded(truth + rng.normal(0.5, 2, n))
    case("random", truth, answers)
    case("random, weights", truth, answers, rounded(rng.uniform(0.1, 3, n)))
    case("random, whole weights, some zero", truth, answers, rng.integers(0, 4, n).astype(float))
    case("random, shifted by 1e8", truth + 1e8, answers + 1e8, exact=True)
    case("random, shifted by 1e8, weights", truth + 1e8, answers + 1e8, rounded(rng.uniform(0.1, 3, n)), exact=True)
    for scale in (1e-30, 1e30):
        case(f"random, times {scale}", truth * scale, answers * scale)
    x, y = datasets.load_diabetes(return_X_y=True)
    model = LinearRegression().fit(x[::2], y[::2])
    p = np.round(model.predict(x[1::2]), 6)
    case("diabetes, a line through every other row", y[1::2], p)
    case("diabetes, a line through every other row, weights", y[1::2], p, rounded(rng.uniform(0.1, 3, len(p))))
    suite.write()


if __name__ == "__main__":
    main()
