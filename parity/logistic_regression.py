"""Logistic regression: scikit-learn's LogisticRegression.

The expected coefficients are scikit-learn's at tolerance 1e-10: `newton-cholesky` for L2 and no penalty, `saga` for L1 and elastic net.
Solvers stop a little before the minimum. So the minimum itself is found from there, by Newton steps with gradients in extended
precision, and that is what is expected; `reference_error` is how far scikit-learn's coefficients lie from it, and must itself be below
1e-4. With an L1 penalty the zeros are scikit-learn's, and the others are refined with their signs held; the conditions of the minimum
are checked at the end.
"""

import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.linear_model import LogisticRegression

from common import Suite, blobs, rounded

suite = Suite("logistic_regression", "scikit-learn LogisticRegression", __file__)
LONG = np.longdouble


def softmax(scores):
    if scores.shape[1] == 1:
        scores = np.hstack([0 * scores, scores])
    e = np.exp(scores - scores.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def minimum(x, y, weights, l1, l2, coef, intercept, fit_intercept):
    """Newton from (coef, intercept) with extended precision gradients; the zeros of an L1 fit stay zero."""
    k, d = coef.shape
    mean = np.average(x, axis=0, weights=weights) if fit_intercept else np.zeros(d)
    scale = x.std(0)
    scale[scale == 0] = 1
    z = np.hstack([(x - mean) / scale, np.ones((len(x), 1))]).astype(LONG)
    theta = np.hstack([coef * scale, (intercept + coef @ mean)[:, None]]).astype(LONG)
    total = weights.sum()
    by_l2 = np.append(l2 / scale**2, 0).astype(LONG)
    by_l1 = np.append(l1 / scale, 0).astype(LONG)
    free = np.ones(theta.shape, bool) if l1 == 0 else np.hstack([coef != 0, np.ones((k, 1), bool)])
    if not fit_intercept:
        free[:, -1] = False
        theta[:, -1] = 0
    signs = np.sign(theta)
    truth = np.eye(max(k, 2), dtype=LONG)[y][:, -k:]
    for _ in range(60):
        p = softmax(z @ theta.T)[:, -k:]
        gradient = ((p - truth) * weights[:, None]).T @ z / total + by_l2 * theta
        smooth = gradient.copy()
        gradient = (gradient + by_l1 * signs)[free]
        if np.abs(gradient).max() < 1e-17:
            break
        q = (p * weights[:, None]).astype(float)
        z64 = z.astype(float)
        hessian = np.zeros((k, d + 1, k, d + 1))
        for a in range(k):
            for b in range(k):
                curve = q[:, a] * ((a == b) - p[:, b].astype(float))
                hessian[a, :, b] = (z64 * curve[:, None]).T @ z64 / total
        hessian = hessian.reshape(k * (d + 1), -1) + np.diag(np.tile(by_l2.astype(float), k))
        hessian = hessian[np.ix_(free.ravel(), free.ravel())]
        step = np.linalg.lstsq(hessian, gradient.astype(float), rcond=1e-14)[0]
        theta[free] -= step
    assert np.abs(gradient).max() < 1e-13, np.abs(gradient).max()
    if l1 > 0:
        assert np.all(np.sign(theta[free]) == signs[free]), "a sign changed: the reference had not converged"
        assert np.all((np.abs(smooth) <= by_l1 * (1 + 1e-9))[~free & (by_l1 > 0)]), "a zero should not be one"
    coef = (theta[:, :-1] / scale).astype(LONG)
    scores = z @ theta.T
    losses = -np.log(softmax(scores)[np.arange(len(y)), y])
    objective = (weights * losses).sum() / total + (l2 / 2 * coef**2 + l1 * np.abs(coef)).sum()
    return coef.astype(float), (theta[:, -1] - coef @ mean).astype(float), float(objective), softmax(scores).astype(float)


def case(name, x, y, penalty="l2", C=1.0, l1_ratio=0.0, dtype="f64", fit_intercept=True, class_weight=None, sample_weight=None,
         solvers=("lbfgs", "newton"), tolerance=1e-6, tol=1e-10, note="", centred=False):
    """`centred`: scikit-learn is asked relative to the means, which moves its intercept and nothing else."""
    data = suite.matrix(x, np.float32 if dtype == "f32" else np.float64).astype(float)
    ratio = {"l1": 1.0, "l2": 0.0, "none": 0.0, "elasticnet": l1_ratio}[penalty]
    sparse = ratio > 0
    model = LogisticRegression(C=np.inf if penalty == "none" else C, l1_ratio=ratio, solver="saga" if sparse else "newton-cholesky",
                               tol=1e-10, max_iter=300_000 if sparse else 1000, fit_intercept=fit_intercept, class_weight=class_weight, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mean = data.mean(0) if centred else np.zeros(data.shape[1])
        model.fit(data - mean, y, sample_weight=sample_weight)
        model.intercept_ = model.intercept_ - model.coef_ @ mean
    weights = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, float)
    if class_weight is not None:
        counts = np.array([weights[y == c].sum() for c in range(y.max() + 1)])
        each = weights.sum() / (len(counts) * counts) if class_weight == "balanced" else np.array([class_weight[c] for c in range(len(counts))])
        weights = weights * each[y]
    strength = 0 if penalty == "none" else 1 / (C * weights.sum())
    coef, intercept, objective, shares = minimum(data, y, weights.astype(LONG), ratio * strength, (1 - ratio) * strength, model.coef_,
                                                 model.intercept_, fit_intercept)
    spread = data.std(0)
    error = float((np.abs(model.coef_ - coef) * spread).max() / max(np.abs(coef * spread).max(), 1e-300))
    assert error < 1e-4, (name, error)
    answers = model.predict(data)
    margins = np.sort(shares, 1)
    assert np.all((shares.argmax(1) == answers) | (margins[:, -1] - margins[:, -2] < 1e-6)), name
    fields = {"name": name, "note": note, "dtype": dtype, "x": x, "y": y, "penalty": penalty, "c": C, "l1_ratio": ratio}
    fields |= {"fit_intercept": fit_intercept, "solvers": list(solvers), "tol": tol}
    fields |= {} if class_weight is None else {"class_weight": "balanced" if class_weight == "balanced" else [class_weight[c] for c in range(y.max() + 1)]}
    fields |= {} if sample_weight is None else {"sample_weight": sample_weight}
    rows = np.linspace(0, len(y) - 1, min(len(y), 12)).astype(int)
    expected = {"coef": coef, "intercept": intercept, "objective": objective, "classes": shares.argmax(1), "rows": rows, "shares": shares[rows]}
    suite.add(**fields, expected=expected, reference_error=error, tolerance=tolerance)
    print(f"{name}: reference error {error:.1e}, {model.n_iter_[0]} rounds, {np.sum(coef == 0)} zeros")


def scaled(x):
    deviation = x.std(0)
    return rounded((x - x.mean(0)) / np.where(deviation == 0, 1, deviation), 3)


def by_name(bunch):
    """Classes numbered in the order of their sorted names, as the embedded data sets number them."""
    return np.argsort(np.argsort(bunch.target_names))[bunch.target]


def main():
    rng = np.random.default_rng(3)
    cancer, wine, iris, digits = load_breast_cancer(), load_wine(), load_iris(), load_digits()
    diabetes = load_diabetes(scaled=False)
    y_cancer, y_wine, y_iris = by_name(cancer), by_name(wine), by_name(iris)
    high = (diabetes.target > 140).astype(int)
    suite.data |= {
        "cancer scaled": scaled(cancer.data[:, :10]),
        "wine scaled": scaled(wine.data),
        "diabetes scaled": scaled(diabetes.data),
        "overlapping": blobs(5, 120, 3, 4, 6.0),
        "few rows": rounded(rng.normal(0, 1, (12, 30))),
        "separable": np.array([[-2.0, 1], [-1, 0], [1, 1], [2, -1], [3, 0]]),
        "constant": np.hstack([rounded(rng.normal(0, 1, (40, 2))), np.full((40, 1), 7.0), np.zeros((40, 1))]),
        "far": np.round(rng.normal(0, 1, (60, 3)) * 64) / 64 + 1e4,
        "two rows": np.array([[1.0, 2.0], [3.0, -1.0]]),
    }
    for C in (1e-3, 1.0, 1e3):
        case(f"breast cancer scaled, C {C:g}", "cancer scaled", y_cancer, C=C)
        case(f"wine scaled, C {C:g}", "wine scaled", y_wine, C=C, tol=1e-12 if C > 1 else 1e-10, note="The gradient's tolerance times C bounds the error.")
        case(f"iris raw, C {C:g}", "dataset:iris", y_iris, C=C)
        case(f"diabetes raw, high or low, C {C:g}", "dataset:diabetes", high, C=C)
    case("breast cancer raw", "dataset:breast_cancer", y_cancer, tol=1e-9, note="Units from 0.001 to 4000.")
    case("wine raw", "dataset:wine", y_wine, tol=1e-9, note="Proline in the thousands, hue around one.")
    case("digits, C 0.01", "dataset:digits/0..600", digits.target[:600], C=0.01, solvers=("lbfgs",), note="Constant columns.")
    case("digits, C 1", "dataset:digits/0..600", digits.target[:600], solvers=("lbfgs", "newton"))
    case("no penalty", "overlapping", blob_classes(2, rng), penalty="none")
    case("no penalty, four classes", "overlapping", blob_classes(4, rng), penalty="none")
    case("no penalty, no intercept", "overlapping", blob_classes(3, rng), penalty="none", fit_intercept=False)
    case("no intercept", "diabetes scaled", high, fit_intercept=False)
    case("no intercept, three classes", "wine scaled", y_wine, fit_intercept=False)
    case("balanced", "cancer scaled", y_cancer, class_weight="balanced")
    case("balanced, unequal classes", "overlapping", np.array([0] * 100 + [1] * 15 + [2] * 5), class_weight="balanced")
    case("class weights given", "wine scaled", y_wine, class_weight={0: 0.2, 1: 3.0, 2: 1.0})
    case("sample weights", "diabetes scaled", high, sample_weight=rounded(rng.uniform(0, 3, 442), 2))
    case("sample weights, some zero", "wine scaled", y_wine, sample_weight=(rng.integers(0, 3, 178)).astype(float))
    case("sample and class weights", "overlapping", blob_classes(3, rng), sample_weight=rounded(rng.uniform(0, 3, 120), 2), class_weight="balanced")
    case("more features than rows", "few rows", np.arange(12) % 2)
    case("more features than rows, three classes", "few rows", np.arange(12) % 3)
    case("separable, C 1000", "separable", np.array([0, 0, 1, 1, 1]), C=1000.0)
    case("constant columns", "constant", np.arange(40) % 2)
    case("far from zero", "far", (suite.data["far"][:, 0] + rng.normal(0, 1, 60) > 1e4).astype(int), centred=True,
         note="Means of 10000: scikit-learn's own Hessian is singular there.")
    case("two rows", "two rows", np.array([0, 1]))
    for C in (0.01, 0.1, 1.0):
        case(f"L1, cancer, C {C:g}", "cancer scaled", y_cancer, penalty="l1", C=C, solvers=("newton", "proximal"), tol=1e-9)
        case(f"L1, diabetes, C {C:g}", "diabetes scaled", high, penalty="l1", C=C, solvers=("newton", "proximal"), tol=1e-9)
    case("L1, three classes", "wine scaled", y_wine, penalty="l1", C=0.2, solvers=("newton", "proximal"), tol=1e-9)
    case("L1, no intercept, weights", "diabetes scaled", high, penalty="l1", C=0.2, fit_intercept=False, solvers=("newton", "proximal"), tol=1e-9,
         sample_weight=rounded(rng.uniform(0, 3, 442), 2))
    case("elastic net", "cancer scaled", y_cancer, penalty="elasticnet", l1_ratio=0.3, C=0.5, solvers=("newton", "proximal"), tol=1e-9)
    case("elastic net, three classes", "wine scaled", y_wine, penalty="elasticnet", l1_ratio=0.7, C=0.5, solvers=("newton", "proximal"), tol=1e-9)
    for name, x, y in (("cancer", "cancer scaled", y_cancer), ("wine", "wine scaled", y_wine), ("diabetes", "diabetes scaled", high)):
        case(f"{name} in f32", x, y, dtype="f32", tolerance=1e-4, tol=1e-7, solvers=("lbfgs", "newton"))
    suite.write()


def blob_classes(k, rng):
    x = suite.data["overlapping"]
    scores = x[:, 0] + 0.5 * x[:, 1] + rng.normal(0, 8, 120)
    return np.searchsorted(np.quantile(scores, np.arange(1, k) / k), scores)


if __name__ == "__main__":
    main()
