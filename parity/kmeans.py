"""k-means from given centres: scikit-learn's KMeans(init=centres, n_init=1, algorithm="lloyd").

Cases in f32 hold what scikit-learn finds in double precision on the very same float32 values, so that its own rounding is
not taken for the truth; where its float32 run ends with other labels, the start is no fair case. The small cases with ties are also
run in exact fractions here, since a tie that scikit-learn's rounding breaks is no expectation.
"""

from fractions import Fraction

import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning

from common import Suite, blobs, rounded

TOLERANCE = {"f64": 1e-10, "f32": 1e-6}
warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct points than clusters is a case here
suite = Suite("kmeans", "scikit-learn KMeans", __file__)
DTYPE = {"f32": np.float32, "f64": np.float64}


def reference(x, start, weights, max_iter, tol):
    model = KMeans(len(start), init=start, n_init=1, max_iter=max_iter, tol=tol, algorithm="lloyd")
    return model.fit(x, sample_weight=weights)


def exact(x, start, weights, max_iter):
    """Lloyd in fractions, to labels unchanged or max_iter; of equally near centres the lower index."""
    x = [[Fraction(float(v)) for v in row] for row in x]
    centers = [[Fraction(float(v)) for v in row] for row in start]
    weights = [Fraction(1)] * len(x) if weights is None else [Fraction(float(w)) for w in weights]

    def nearest(point):
        squared = [sum((a - b) ** 2 for a, b in zip(point, c)) for c in centers]
        return squared.index(min(squared))

    labels = None
    for n_iter in range(1, max_iter + 1):
        old, labels = labels, [nearest(p) for p in x]
        for j in range(len(centers)):
            total = sum(w for w, l in zip(weights, labels) if l == j)
            assert total > 0, "the exact form has no relocation"
            centers[j] = [sum(w * p[c] for p, w, l in zip(x, weights, labels) if l == j) / total for c in range(len(x[0]))]
        if labels == old:
            break
    labels = [nearest(p) for p in x]
    inertia = sum(w * sum((a - b) ** 2 for a, b in zip(p, centers[l])) for p, w, l in zip(x, weights, labels))
    return labels, float(inertia), n_iter


def case(name, x, start, dtype="f64", weights=None, max_iter=300, tol=1e-4, queries=None, note="", tolerance=None, fractions=False,
         leave_out=()):
    """`start`: rows of x, or centres; `leave_out`: what is not to be compared."""
    data = suite.matrix(x, DTYPE[dtype])
    start = data[list(start)] if np.ndim(start) == 1 else np.asarray(start, DTYPE[dtype])
    wide = data.astype(np.float64)
    model = reference(wide, start.astype(np.float64), weights, max_iter, tol)
    if dtype == "f32":
        own = reference(data, start, weights, max_iter, tol)
        assert np.array_equal(own.labels_, model.labels_) and own.n_iter_ == model.n_iter_, f"{name}: hangs on rounding, choose another start"
    if fractions:
        labels, inertia, n_iter = exact(wide, start, weights, max_iter)
        assert labels == model.labels_.tolist(), name
        assert n_iter == model.n_iter_ and np.isclose(inertia, model.inertia_, rtol=1e-12), (name, n_iter, model.n_iter_)
        note += " Confirmed in exact fractions."
    expected = {"labels": model.labels_, "inertia": model.inertia_, "n_iter": model.n_iter_, "centers": model.cluster_centers_}
    if queries is not None:
        points = suite.matrix(queries, DTYPE[dtype]).astype(np.float64)
        expected |= {"queries": queries, "predict": model.predict(points), "transform": model.transform(points)}
    fields = {"name": name, "note": note.strip(), "dtype": dtype, "x": x, "start": start, "max_iter": max_iter, "tol": tol}
    if weights is not None:
        fields["weights"] = np.asarray(weights, np.float64)
    expected = {key: value for key, value in expected.items() if key not in leave_out}
    suite.add(**fields, expected=expected, tolerance=tolerance or TOLERANCE[dtype])


def main():
    rng = np.random.default_rng(20)
    iris = suite.matrix("dataset:iris", np.float64)
    suite.data |= {
        "flowers": rounded(iris[::10] + rng.normal(0, 0.3, iris[::10].shape), 2),
        "blobs": blobs(1, 400, 6, 12),
        "uniform": rounded(rng.uniform(-1, 1, (400, 4))),
        "line": rounded(rng.normal(0, 3, (60, 1))),
        "grid": np.array([[i, j] for i in range(-4, 5) for j in range(-4, 5) if i or j], float),
        "duplicates": np.array([[0, 0], [4, 0], [0, 4], [4, 4], [2, 2]] * 6 + [[9, 9], [9, 9], [11, 9]], float),
        "iris + 10000": iris + 1e4,
        "blobs + 10000": blobs(1, 400, 6, 12) + 1e4,
        "iris * 2^100": iris * 2.0**100,
        "iris over 2^100": iris / 2.0**100,
        "corner": np.array([[0, 0], [1, 0], [0, 1], [1, 1], [0.5, 0.25], [10, 10], [11.5, 10], [10.5, 11.25]], float),
    }

    for dtype in ("f64", "f32"):
        case(f"iris, k 3, {dtype}", "dataset:iris", [0, 50, 100], dtype, queries="flowers")
        case(f"iris, k 3, to labels unchanged, {dtype}", "dataset:iris", [20, 60, 110], dtype, tol=0.0)
        case(f"iris, k 8, {dtype}", "dataset:iris", range(0, 150, 19), dtype, queries="flowers")
        case(f"wine, k 3, {dtype}", "dataset:wine", [0, 59, 130], dtype)
        case(f"wine, k 6, to labels unchanged, {dtype}", "dataset:wine", range(0, 178, 30), dtype, tol=0.0)
        case(f"digits, k 10, {dtype}", "dataset:digits", range(10), dtype)
        case(f"mnist, k 10, three rounds, {dtype}", "dataset:mnist/0..2500", range(10), dtype, max_iter=3)
        case(f"blobs, k 12, {dtype}", "blobs", range(12), dtype, queries="blobs")
        case(f"uniform, k 20, to labels unchanged, {dtype}", "uniform", range(20), dtype, tol=0.0)
        case(f"uniform, k 20, stopped by tol, {dtype}", "uniform", range(20), dtype, tol=1e-2)
        case(f"uniform, one round, {dtype}", "uniform", range(7), dtype, max_iter=1)
        case(f"uniform, two rounds, {dtype}", "uniform", range(7), dtype, max_iter=2)
        case(f"one column, {dtype}", "line", range(5), dtype, queries="line")
        case(f"one cluster, {dtype}", "dataset:iris", [7], dtype)
        case(f"k = n, {dtype}", "line", range(60), dtype)
        case(f"whole weights, {dtype}", "uniform", range(9), dtype, weights=rng.integers(1, 6, 400))
        case(f"fractional weights, some zero, {dtype}", "uniform", range(9), dtype, weights=rounded(rng.uniform(0, 1, 400).clip(0.2) - 0.2))
        case(f"one empty cluster, {dtype}", "corner", [[0.5, 0.5], [1.0, 1.0], [500.0, 500.0]], dtype,
             note="The third centre gets no point and moves to the point farthest from its centre.")
        case(f"two empty clusters, {dtype}", "blobs", [*suite.data["blobs"][:4], [90.0] * 6, [-90.0] * 6], dtype,
             note="The first empty cluster takes the farthest point, the second the next.")
        shifted = "The mean is far from zero: squared norms would cancel."
        case(f"blobs shifted by 10000, {dtype}", "blobs + 10000", range(12), dtype, note=shifted)
        limit = {"f64": 1e-10, "f32": 3e-6}[dtype]
        case(f"iris shifted by 10000, {dtype}", "iris + 10000", [0, 50, 100], dtype, tolerance=limit,
             note=shifted + " A centre is only as fine as a number near 10000, which the tolerance allows for.")
    case("grid with ties", "grid", [[-2.0, 0.0], [2.0, 0.0], [0.0, 3.0]], tol=0.0, fractions=True,
         note="Points on the bisectors go to the lower index.")
    case("ties from the first round", "grid", [[-1.0, 0.0], [1.0, 0.0]], max_iter=1, tol=0.0, fractions=True,
         note="The middle column is equally far from both centres.")
    case("duplicate points", "duplicates", [[0.0, 0.0], [4.0, 4.0], [9.0, 9.0]], tol=0.0, fractions=True)
    case("duplicate points, weights", "duplicates", [[0.0, 0.0], [4.0, 4.0], [9.0, 9.0]], tol=0.0, fractions=True,
         weights=[1, 2, 3] * 11)
    case("more clusters than distinct points", "duplicates", [0, 1, 2, 3, 4, 30, 32, 5, 6], tol=0.0, leave_out=("centers", "n_iter"),
         note="Every point sits on a centre, so nothing is relocated. Where the centres without a point wait is not compared: "
         "scikit-learn puts them on the largest cluster, which takes it one round more.")
    case("iris times 2^100", "iris * 2^100", [0, 50, 100])
    case("iris divided by 2^100", "iris over 2^100", [0, 50, 100])
    suite.write()


if __name__ == "__main__":
    main()
