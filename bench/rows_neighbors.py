"""Nearest neighbours: brute force, the k-d tree, and questions of the size of iris."""

import numpy as np

from harness import Contender
from rows import both, bound, optional, row, small


def agreement(X, Q, distance, k, sample=200):
    """How many of the exact neighbours (float64, by definition) of the first queries a result has, as a share."""
    sample = min(sample, len(Q))
    known = X.astype(np.float64)
    truth = []
    for q in Q[:sample].astype(np.float64):
        truth.append(set(np.argsort(distance(known - q), kind="stable")[:k].tolist()))
    return lambda found: float(np.mean([len(t & set(f)) / k for t, f in zip(truth, np.asarray(found)[:sample].tolist())]))


EUCLIDEAN = lambda difference: (difference**2).sum(1)  # noqa: E731
MANHATTAN = lambda difference: np.abs(difference).sum(1)  # noqa: E731


def brute(workload, quick, dtype, metric, n, m, d, k=10):
    if quick:
        n, m = n // 5, m // 5
    rng = np.random.default_rng(3)
    X, Q = rng.random((n, d), dtype=dtype), rng.random((m, d), dtype=dtype)
    import sklearn.neighbors

    import openwork.neighbors

    settings = dict(n_neighbors=k, algorithm="brute", metric=metric)
    ours = openwork.neighbors.NearestNeighbors(**settings).fit(X)
    theirs = sklearn.neighbors.NearestNeighbors(**settings).fit(X)
    contenders = [Contender("openwork", "2 threads", lambda _: ours.kneighbors(Q)[1])]
    contenders += both("scikit-learn", lambda _: theirs.kneighbors(Q)[1])
    theirs.kneighbors(Q)
    if metric == "euclidean" and (sklearnex := optional("sklearnex.neighbors")):
        intel = sklearnex.NearestNeighbors(**settings).fit(X)
        contenders.append(Contender("oneDAL", "2 threads", lambda _: intel.kneighbors(Q)[1]))
    if dtype == np.float32 and (faiss := optional("faiss")):
        faiss.omp_set_num_threads(2)
        index = faiss.IndexFlatL2(d) if metric == "euclidean" else faiss.IndexFlat(d, faiss.METRIC_L1)
        index.add(X)
        contenders.append(Contender("faiss", "2 threads", lambda _: index.search(Q, k)[1]))
    workload.accuracy = agreement(X, Q, EUCLIDEAN if metric == "euclidean" else MANHATTAN, k)
    return contenders


@row(
    id="knn-brute-f32",
    algorithm="knn",
    title="nearest neighbours by brute force, 50 000 known x 5 000 queries, d 64, k 10, f32",
    accuracy_name="exact neighbours found",
    bars={"scikit-learn": 2.0, "faiss": 2.0, "oneDAL": 1.0},
)
def knn_brute_f32(workload, quick):
    return brute(workload, quick, np.float32, "euclidean", 50_000, 5_000, 64)


@row(
    id="knn-brute-f64",
    algorithm="knn",
    title="nearest neighbours by brute force, 50 000 known x 5 000 queries, d 64, k 10, f64",
    accuracy_name="exact neighbours found",
    bars={"oneDAL": 1.0},
)
def knn_brute_f64(workload, quick):
    return brute(workload, quick, np.float64, "euclidean", 50_000, 5_000, 64)


@row(
    id="knn-manhattan-f32",
    algorithm="knn",
    title="nearest neighbours by brute force, manhattan, 20 000 known x 2 000 queries, d 64, k 10, f32",
    accuracy_name="exact neighbours found",
    bars={"faiss": 1.0},
)
def knn_manhattan_f32(workload, quick):
    return brute(workload, quick, np.float32, "manhattan", 20_000, 2_000, 64)


@row(
    id="knn-manhattan-f64",
    algorithm="knn",
    title="nearest neighbours by brute force, manhattan, 20 000 known x 2 000 queries, d 64, k 10, f64",
    accuracy_name="exact neighbours found",
)
def knn_manhattan_f64(workload, quick):
    return brute(workload, quick, np.float64, "manhattan", 20_000, 2_000, 64)


@row(
    id="kd-tree-build",
    algorithm="knn",
    title="k-d tree, build over 50 000 x 8, f64",
    bars={"scipy": 1.0},
)
def kd_tree_build(workload, quick):
    X = np.random.default_rng(4).random((10_000 if quick else 50_000, 8))
    import scipy.spatial
    import sklearn.neighbors

    import openwork.neighbors

    return [
        Contender("openwork", "2 threads", lambda _: openwork.neighbors.NearestNeighbors(algorithm="kd_tree").fit(X)),
        Contender("scikit-learn", "KDTree, leaf 30", lambda _: sklearn.neighbors.KDTree(X, leaf_size=30)),
        Contender("scipy", "cKDTree, leaf 16", lambda _: scipy.spatial.cKDTree(X, leafsize=16)),
    ]


@row(
    id="kd-tree-query",
    algorithm="knn",
    title="k-d tree, 5 000 queries of 50 000 known, d 8, k 10, f64",
    accuracy_name="exact neighbours found",
    bars={"scikit-learn": 2.5, "scipy": 1.0},
)
def kd_tree_query(workload, quick):
    n, m = (10_000, 1_000) if quick else (50_000, 5_000)
    rng = np.random.default_rng(5)
    X, Q = rng.random((n, 8)), rng.random((m, 8))
    import scipy.spatial
    import sklearn.neighbors

    import openwork.neighbors

    ours = openwork.neighbors.NearestNeighbors(n_neighbors=10, algorithm="kd_tree").fit(X)
    contenders = [Contender("openwork", "2 threads", lambda _: ours.kneighbors(Q)[1])]
    for jobs in (1, 2):
        theirs = sklearn.neighbors.NearestNeighbors(n_neighbors=10, algorithm="kd_tree", n_jobs=jobs).fit(X)
        work = lambda _, theirs=theirs: theirs.kneighbors(Q)[1]  # noqa: E731
        contenders.append(Contender("scikit-learn", f"kd_tree, n_jobs={jobs}", work))
    tree = scipy.spatial.cKDTree(X, leafsize=16)
    contenders.append(Contender("scipy", "cKDTree, leaf 16, workers=2", lambda _: tree.query(Q, k=10, workers=2)[1]))
    workload.accuracy = agreement(X, Q, EUCLIDEAN, 10)
    return contenders


small("iris-classifier-fit", "knn", "KNeighborsClassifier().fit on iris", lambda p, X, y: lambda: p.neighbors.KNeighborsClassifier().fit(X, y))
small(
    "iris-classifier-predict",
    "knn",
    "KNeighborsClassifier().predict on iris",
    lambda p, X, y: bound(p.neighbors.KNeighborsClassifier().fit(X, y).predict, X),
)
small("iris-regressor-fit", "knn", "KNeighborsRegressor().fit on iris", lambda p, X, y: lambda: p.neighbors.KNeighborsRegressor().fit(X, X[:, 0]))
small(
    "iris-regressor-predict",
    "knn",
    "KNeighborsRegressor().predict on iris",
    lambda p, X, y: bound(p.neighbors.KNeighborsRegressor().fit(X, X[:, 0]).predict, X),
)
small("iris-neighbors-fit", "knn", "NearestNeighbors().fit on iris", lambda p, X, y: lambda: p.neighbors.NearestNeighbors().fit(X))
small(
    "iris-neighbors-query",
    "knn",
    "NearestNeighbors().kneighbors on iris",
    lambda p, X, y: bound(p.neighbors.NearestNeighbors().fit(X).kneighbors, X),
)
