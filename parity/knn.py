"""Nearest neighbours, and what they answer: scikit-learn's NearestNeighbors, KNeighborsClassifier and KNeighborsRegressor.

Among equally near points scikit-learn's order hangs on the rounding of its matrix product and on the order of its heap. The
expected order is therefore worked out here by the definition, in extended precision, the lower index first among equals, and
scikit-learn must agree wherever distances differ; its distances are compared too, and `reference_error` is how far they lie
from the definition. On data of whole numbers ties are exact. On decimal data two distances may be equal on paper and differ
in the last bit: such a case says `near_ties`, and neighbours whose distances differ by less than that may stand in either order.
"""

import numpy as np
from sklearn.datasets import load_diabetes, load_digits, load_iris, load_wine
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors

from common import Suite, blobs, mnist_labels, rounded

TOLERANCE = {"f64": 1e-10, "f32": 1e-6}
DTYPE = {"f32": np.float32, "f64": np.float64}
NEAR = 1e-12
METRICS = {
    "euclidean": {"metric": "euclidean"},
    "manhattan": {"metric": "manhattan"},
    "chebyshev": {"metric": "chebyshev"},
    "minkowski p 3": {"metric": "minkowski", "p": 3.0},
    "minkowski p 1.5": {"metric": "minkowski", "p": 1.5},
    "cosine": {"metric": "cosine"},
}
suite = Suite("knn", "scikit-learn NearestNeighbors, KNeighborsClassifier, KNeighborsRegressor", __file__)


def distances(x, queries, metric, p=None):
    """By the definition, in extended precision: a number that orders the points, and the distance."""
    x, queries = x.astype(np.longdouble), queries.astype(np.longdouble)
    if metric == "cosine":
        lengths = np.sqrt((queries**2).sum(1))[:, None] * np.sqrt((x**2).sum(1))
        dots = np.array([[(q * row).sum() for row in x] for q in queries])
        d = 1 - np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 0)
        return d, d
    if metric == "euclidean":
        power = np.array([((q - x) ** 2).sum(1) for q in queries])
        return power, np.sqrt(power)
    if metric == "minkowski":
        exponent = 3 if p == 3 else np.longdouble(p)
        power = np.array([(np.abs(q - x) ** exponent).sum(1) for q in queries])
        return power, power ** (1 / np.longdouble(p))
    d = np.array([np.abs(q - x).sum(1) if metric == "manhattan" else np.abs(q - x).max(1) for q in queries])
    return d, d


def weigh(d, weights):
    if weights == "uniform":
        return np.ones_like(d)
    zero = d == 0
    return np.where(zero.any(1)[:, None], zero, 1 / np.where(zero, 1, d))


def classify(y, indices, d, weights):
    votes = np.stack([(weigh(d, weights) * (y[indices] == c)).sum(1) for c in range(y.max() + 1)], 1)
    shares = votes / votes.sum(1, keepdims=True)
    first, second = np.sort(shares, 1)[:, :-3:-1].T
    assert weights == "uniform" or np.all(first - second > 1e-9), "a tie of weighted votes hangs on rounding"
    return shares.argmax(1), shares.astype(np.float64)


def case(name, x, queries, k, dtype="f64", metric="euclidean", p=None, leaf_size=30, y=None, targets=None, note="", exact=False):
    """`queries` None: the known points among themselves. `exact`: whole numbers, where every tie is a tie."""
    data = suite.matrix(x, DTYPE[dtype])
    asked = data if queries is None else suite.matrix(queries, DTYPE[dtype])
    wide, wide_asked = data.astype(np.float64), asked.astype(np.float64)
    order, d = distances(wide, wide_asked, metric, p)
    if queries is None:
        order[np.diag_indices(len(order))] = np.inf  # a point is not its own neighbour
    ranked = np.argsort(order, axis=1, kind="stable")
    in_order = np.take_along_axis(order, ranked, 1)[:, : k + 1]
    gaps = np.diff(in_order) / np.where(in_order[:, 1:] > 0, in_order[:, 1:], 1)
    near = bool(np.any((gaps > 0) & (gaps < NEAR)))
    assert not (exact and near), name
    indices, d = ranked[:, :k], np.take_along_axis(d, ranked[:, :k], 1)
    boundary = gaps[:, k - 1] < 1e-9 if gaps.shape[1] >= k else np.zeros(len(asked), bool)  # equals inside and outside the k

    searches = ["brute"] if metric == "cosine" else ["brute", "kd_tree"]
    options = {"metric": metric, "leaf_size": leaf_size} | ({} if p is None else {"p": p})
    error = 0.0
    for algorithm in searches:
        found = NearestNeighbors(n_neighbors=k, algorithm=algorithm, **options).fit(wide)
        theirs, rows = found.kneighbors(None if queries is None else wide_asked)
        error = max(error, float(np.max(np.abs(theirs - d) / np.where(d > 0, d, max(1.0, d.max())))))
        differ = rows != indices
        tied = np.isclose(np.take_along_axis(distances(wide, wide_asked, metric, p)[1], rows, 1).astype(float), d.astype(float), rtol=1e-9)
        assert np.all(tied[differ]), (name, algorithm)
    assert error < (1e-5 if "10000" in name else 1e-7), (name, error)

    fields = {"name": name, "note": note, "dtype": dtype, "x": x, "queries": queries, "k": k, "metric": metric, "leaf_size": leaf_size}
    fields |= {"searches": searches} | ({} if p is None else {"p": p}) | ({"near_ties": NEAR} if near else {})
    expected = {"indices": indices, "distances": d.astype(np.float64)}
    for weights in ("uniform", "distance"):
        their = {"n_neighbors": k, "algorithm": "brute", "weights": weights} | options
        if y is not None:
            predicted, shares = classify(y, indices, d, weights)
            model = KNeighborsClassifier(**their).fit(wide, y)
            assert np.array_equal(model.predict(wide_asked)[~boundary], predicted[~boundary]), name
            assert np.allclose(model.predict_proba(wide_asked)[~boundary], shares[~boundary], atol=1e-6), name
            expected |= {f"classes_{weights}": predicted, f"shares_{weights}": shares}
        if targets is not None:
            w = weigh(d, weights)
            means = (w[:, :, None] * targets[indices]).sum(1) / w.sum(1)[:, None]
            model = KNeighborsRegressor(**their).fit(wide, targets)
            assert np.allclose(model.predict(wide_asked)[~boundary], means[~boundary].astype(float), rtol=1e-6), name
            expected[f"means_{weights}"] = means.astype(np.float64)
    fields |= {} if y is None else {"y": y}
    fields |= {} if targets is None else {"targets": targets}
    suite.add(**fields, expected=expected, reference_error=error, tolerance=TOLERANCE[dtype])


def main():
    rng = np.random.default_rng(22)
    iris, digits, wine = load_iris(), load_digits(), load_wine()
    diabetes, strokes = load_diabetes(scaled=False), mnist_labels()
    points = rounded(rng.normal(0, 1, (300, 5)))
    lattice = np.array([[i, j, (i * j) % 3] for i in range(7) for j in range(7)] * 2, float)
    suite.data |= {
        "points": points,
        "questions": rounded(rng.normal(0, 1.3, (25, 5))),
        "points + 10000": points + 1e4,
        "questions + 10000": rounded(rng.normal(0, 1.3, (25, 5))) + 1e4,
        "far": rounded(rng.normal(0, 1, (8, 5)) * 1000, 0) + 1e5,
        "iris in millimetres": np.round(iris.data * 10),
        "lattice": lattice,
        "on and between": np.array([[0, 0, 0], [3, 3, 0], [6, 6, 0], [2.5, 3.5, 1], [3, 3.5, 2], [-4, 3, 1], [3, 20, 0], [1, 1, 1]], float),
        "wide": blobs(3, 400, 40, 5, 3.0),
        "one": rounded(rng.uniform(-1, 1, (70, 1))),
        "with zeros": np.array([[0, 0], [1, 2], [3, 1], [-2, 5], [0, 0], [4, -1], [2, 3]], float),
        "angles": np.array([[1, 1], [0, 0], [-3, 2], [5, -4]], float),
        "points * 2^100": points[:60] * 2.0**100,
        "points over 2^100": points[:60] / 2.0**100,
    }
    classes = rng.integers(0, 4, 300)
    heights = rounded(rng.normal(5, 2, (300, 2)), 2)
    lattice_y = np.array([(3 * i + 5 * j) % 4 for i, j, _ in lattice[:49].astype(int)] + [0] * 49)
    for dtype in ("f64", "f32"):
        for label, metric in METRICS.items():
            case(f"points, {label}, {dtype}", "points", "questions", 7, dtype, **metric, y=classes, targets=heights)
            if label != "cosine":
                case(f"shifted by 10000, {label}, {dtype}", "points + 10000", "questions + 10000", 5, dtype, **metric, y=classes,
                     note="The mean is far from zero: the matrix product's form would cancel.")
        case(f"far away, {dtype}", "points", "far", 4, dtype, y=classes, note="Nearly all points are equally far.")
        case(f"digits, {dtype}", "dataset:digits/0..1600", "dataset:digits/1600..1640", 5, dtype, y=digits.target[:1600], exact=True)
        case(f"mnist, {dtype}", "dataset:mnist/0..2500", "dataset:mnist/5000..5012", 5, dtype, y=strokes[:2500], exact=True)
        case(f"wine, {dtype}", "dataset:wine/0..160", "dataset:wine/160..178", 9, dtype, y=wine.target[:160])
        case(f"diabetes, {dtype}", "dataset:diabetes/0..400", "dataset:diabetes/400..442", 10, dtype, targets=diabetes.target[:400, None])
        case(f"iris among itself, {dtype}", "dataset:iris", None, 5, dtype, note="Decimal data: ties on paper differ in the last bit.")
        case(f"forty columns, {dtype}", "wide", "wide/0..20", 6, dtype, note="Every query is a known point.")
        case(f"one column, {dtype}", "one", "one/0..20", 3, dtype, leaf_size=1)
        case(f"k = n, {dtype}", "one", "one/0..10", 70, dtype, leaf_size=4)
    for label, metric in list(METRICS.items())[:4]:
        case(f"lattice with ties and duplicates, {label}", "lattice", "on and between", 6, **metric, leaf_size=2, exact=True,
             note="Every point twice; many equally far.")
        case(f"iris in millimetres among itself, {label}", "iris in millimetres", None, 8, **metric, leaf_size=5, exact=True,
             note="Whole numbers: every tie is exact, duplicates included.")
    case("vote with ties", "lattice", "on and between", 4, y=lattice_y, exact=True, leaf_size=3,
         note="Of classes with equally many votes the lower wins; a known point met exactly answers alone under distance weights.")
    case("lattice among itself", "lattice", None, 4, exact=True, note="Its twin at distance zero is a neighbour, the point itself is not.")
    case("lattice, k = n", "lattice", "on and between", 98, exact=True, leaf_size=7)
    case("zero vectors under cosine", "with zeros", "angles", 3, metric="cosine", note="A zero vector is at distance 1 from everything.")
    case("times 2^100", "points * 2^100", "points * 2^100/0..10", 5)
    case("divided by 2^100", "points over 2^100", "points over 2^100/0..10", 5)
    suite.write()


if __name__ == "__main__":
    main()
