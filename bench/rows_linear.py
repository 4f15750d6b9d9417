"""Linear models: least squares on many rows, in both precisions, and questions of the size of diabetes."""

import numpy as np

from harness import Contender
from rows import both, optional, row


def table(n, d, dtype, shift=0.0):
    rng = np.random.default_rng(8)
    X = (rng.normal(size=(n, d)) + shift).astype(dtype)
    y = (X.astype(np.float64) - shift) @ rng.normal(size=d) + 3.0 + rng.normal(size=n)
    return X, y


def worst(wanted):
    """Of a result's coefficients the largest error, relative to the largest of those wanted."""
    return lambda coef: float(np.abs(np.asarray(coef, np.float64).ravel() - wanted).max() / np.abs(wanted).max())


def fits(workload, X, y, ridge=None):
    """Openwork's fit beside scikit-learn's and oneDAL's; the accuracy is measured against the double-precision answer."""
    import scipy.linalg
    import sklearn.linear_model

    import openwork.linear_model

    wide = X.astype(np.float64)
    wide -= wide.mean(0)
    if ridge is None:
        wanted = scipy.linalg.lstsq(wide, y - y.mean())[0]
    else:
        wanted = scipy.linalg.solve(wide.T @ wide + ridge * np.eye(X.shape[1]), wide.T @ (y - y.mean()), assume_a="pos")
    workload.accuracy = worst(wanted)

    def model(package):
        kind = package.linear_model
        return kind.LinearRegression() if ridge is None else kind.Ridge(alpha=ridge)

    contenders = [Contender("openwork", "2 threads", lambda _: model(openwork).fit(X, y).coef_)]
    contenders += both("scikit-learn", lambda _: model(sklearn).fit(X, y).coef_)
    if ridge is None:
        contenders += both("scikit-learn Ridge", lambda _: sklearn.linear_model.Ridge(1e-8, solver="cholesky").fit(X, y).coef_)
    if intel := optional("sklearnex.linear_model"):
        made = (lambda: intel.LinearRegression()) if ridge is None else (lambda: intel.Ridge(alpha=ridge))
        contenders.append(Contender("oneDAL", "2 threads", lambda _: made().fit(X, y).coef_))
    return contenders


@row(
    id="linear-f64",
    algorithm="linear_regression",
    title="linear regression with intercept, 500 000 x 50, f64",
    accuracy_name="largest error of a coefficient",
    bars={"scikit-learn": 7.0, "oneDAL": 1.0},
)
def linear_f64(workload, quick):
    return fits(workload, *table(50_000 if quick else 500_000, 50, np.float64))


@row(
    id="linear-f32-far",
    algorithm="linear_regression",
    title="linear regression with intercept, 1 000 000 x 20 shifted by 10 000, f32",
    accuracy_name="largest error of a coefficient",
    bars={"scikit-learn": 1.0},
)
def linear_f32_far(workload, quick):
    return fits(workload, *table(100_000 if quick else 1_000_000, 20, np.float32, shift=1e4))


@row(
    id="ridge-f64",
    algorithm="ridge",
    title="ridge regression with intercept, 500 000 x 50, alpha 1, f64",
    accuracy_name="largest error of a coefficient",
    bars={"scikit-learn": 1.0},
)
def ridge_f64(workload, quick):
    return fits(workload, *table(50_000 if quick else 500_000, 50, np.float64), ridge=1.0)


def diabetes(id, algorithm, title, work):
    """A small row: the same call on scikit-learn's class and on ours."""

    @row(id=id, algorithm=algorithm, title=title, bars={"scikit-learn": 5.0}, samples=21)
    def setup(workload, quick):
        import sklearn.datasets
        import sklearn.linear_model

        import openwork.linear_model

        data = sklearn.datasets.load_diabetes(return_X_y=True)
        ours, theirs = work(openwork.linear_model, *data), work(sklearn.linear_model, *data)
        return [
            Contender("openwork", "2 threads", lambda _: ours(), calls=100),
            *(Contender("scikit-learn", f"{n} thread{'s' * (n > 1)}", lambda _: theirs(), threads=n, calls=10) for n in (1, 2)),
        ]


diabetes("diabetes-linear-fit", "linear_regression", "LinearRegression().fit on diabetes", lambda p, X, y: lambda: p.LinearRegression().fit(X, y))
diabetes("diabetes-ridge-fit", "ridge", "Ridge().fit on diabetes", lambda p, X, y: lambda: p.Ridge().fit(X, y))
