"""The rows of the bench, in the order of the book. A later chapter adds rows here and changes nothing else.

A row's `setup` makes the data once, from a fixed seed, and returns the contenders, openwork first. Peers are imported inside,
so that a row needs only its own peers; one that is not installed is left out and named in the log. faiss comes after
scikit-learn's first parallel call: imported before, it ties scikit-learn's brute force to one core.
"""

import sys

import numpy as np

from harness import Contender, Workload

ROWS = []


def row(**fields):
    """Registers the decorated setup as a row."""

    def add(setup):
        workload = Workload(setup=None, **fields)
        workload.setup = lambda quick: setup(workload, quick)
        ROWS.append(workload)
        return setup

    return add


def optional(name):
    """The module, or None with a word on standard error where it is not installed."""
    try:
        return __import__(name, fromlist=["_"])
    except ImportError as error:
        print(f"  without {name}: {error}", file=sys.stderr)
        return None


def both(peer, work, setting=""):
    """A peer with one thread and with two: the better counts."""
    return [Contender(peer, f"{setting}{n} thread{'s' * (n > 1)}", work, threads=n) for n in (1, 2)]


def exact_inertia(X, centers):
    """The inertia of these centres in float64, whoever found them."""
    centers, total = np.asarray(centers, dtype=np.float64), 0.0
    for start in range(0, len(X), 8192):
        block = X[start : start + 8192].astype(np.float64)
        squared = (block**2).sum(1)[:, None] - 2 * block @ centers.T + (centers**2).sum(1)
        total += squared.min(1).sum()
    return total


def lloyd(workload, quick, dtype):
    n, d, k, rounds = (20_000, 32, 64, 20) if quick else (200_000, 32, 64, 20)
    rng = np.random.default_rng(1)
    X = rng.standard_normal((n, d), dtype=dtype)
    start = X[rng.choice(n, k, replace=False)].copy()
    settings = dict(n_clusters=k, init=start, n_init=1, max_iter=rounds, tol=0.0)
    import sklearn.cluster

    import openwork.cluster

    contenders = [Contender("openwork", "2 threads", lambda _: openwork.cluster.KMeans(**settings).fit(X).cluster_centers_)]
    contenders += both("scikit-learn", lambda _: sklearn.cluster.KMeans(**settings).fit(X).cluster_centers_)
    sklearn.cluster.KMeans(**settings).fit(X[:5000])
    if sklearnex := optional("sklearnex.cluster"):
        contenders.append(Contender("scikit-learn-intelex", "2 threads", lambda _: sklearnex.KMeans(**settings).fit(X).cluster_centers_))
    if dtype == np.float32 and (faiss := optional("faiss")):
        faiss.omp_set_num_threads(2)

        def faiss_kmeans(_):
            kmeans = faiss.Kmeans(d, k, niter=rounds, nredo=1, max_points_per_centroid=n, min_points_per_centroid=1)
            kmeans.train(X, init_centroids=start)
            return kmeans.centroids

        contenders.append(Contender("faiss", "2 threads", faiss_kmeans))
    workload.accuracy = lambda centers: exact_inertia(X, centers)
    return contenders


@row(
    id="kmeans-lloyd-f32",
    algorithm="kmeans",
    title="k-means, 20 rounds of Lloyd from the same start, 200 000 x 32, k 64, f32",
    accuracy_name="inertia",
    bars={"scikit-learn": 2.5, "faiss": 2.5},
)
def kmeans_lloyd_f32(workload, quick):
    return lloyd(workload, quick, np.float32)


@row(
    id="kmeans-lloyd-f64",
    algorithm="kmeans",
    title="k-means, 20 rounds of Lloyd from the same start, 200 000 x 32, k 64, f64",
    accuracy_name="inertia",
    bars={"scikit-learn": 2.0},
)
def kmeans_lloyd_f64(workload, quick):
    return lloyd(workload, quick, np.float64)


@row(
    id="kmeans-fit-f64",
    algorithm="kmeans",
    title="k-means, whole fit with k-means++ (another seed each round), 100 000 x 16, k 20, f64",
    accuracy_name="inertia",
    samples=15,
)
def kmeans_fit(workload, quick):
    n, d, k = (10_000, 16, 20) if quick else (100_000, 16, 20)
    rng = np.random.default_rng(2)
    X = rng.uniform(-10, 10, (k, d))[rng.integers(k, size=n)] + 4 * rng.standard_normal((n, d))
    import sklearn.cluster

    import openwork.cluster

    def fit(cluster):
        return lambda seed: cluster.KMeans(k, n_init=1, random_state=seed).fit(X).cluster_centers_

    contenders = [Contender("openwork", "2 threads", fit(openwork.cluster)), *both("scikit-learn", fit(sklearn.cluster))]
    if sklearnex := optional("sklearnex.cluster"):
        contenders.append(Contender("scikit-learn-intelex", "2 threads", fit(sklearnex)))
    workload.accuracy = lambda centers: exact_inertia(X, centers)
    return contenders


@row(
    id="mini-batch-stream-f32",
    algorithm="mini_batch_kmeans",
    title="mini-batch k-means, 100 batches of 2 000 x 32 from the same start, k 64, f32",
    accuracy_name="inertia",
)
def mini_batch_stream(workload, quick):
    batches, size, d, k = (20 if quick else 100), 2_000, 32, 64
    rng = np.random.default_rng(6)
    X = rng.standard_normal((batches * size, d), dtype=np.float32)
    settings = dict(n_clusters=k, init=X[:k].copy(), n_init=1, reassignment_ratio=0.0)
    import sklearn.cluster

    import openwork.cluster

    def stream(cluster):
        def work(_):
            model = cluster.MiniBatchKMeans(**settings)
            for start in range(0, len(X), size):
                model.partial_fit(X[start : start + size])
            return model.cluster_centers_

        return work

    workload.accuracy = lambda centers: exact_inertia(X, centers)
    return [Contender("openwork", "2 threads", stream(openwork.cluster)), *both("scikit-learn", stream(sklearn.cluster))]


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


def small(name, algorithm, title, work):
    """An iris-sized row: the same call on scikit-learn's class and on ours. `work` makes a callable from a package."""

    @row(id=name, algorithm=algorithm, title=title, bars={"scikit-learn": 20.0}, samples=21)
    def setup(workload, quick):
        import sklearn.cluster
        import sklearn.datasets
        import sklearn.neighbors

        import openwork.cluster
        import openwork.neighbors

        data = sklearn.datasets.load_iris(return_X_y=True)
        ours, theirs = work(openwork, *data), work(sklearn, *data)
        return [
            Contender("openwork", "2 threads", lambda _: ours(), calls=100),
            *(Contender("scikit-learn", f"{n} thread{'s' * (n > 1)}", lambda _: theirs(), threads=n, calls=10) for n in (1, 2)),
        ]


small(
    "iris-kmeans-fit", "kmeans", "KMeans(3).fit on iris, 150 x 4", lambda p, X, y: lambda: p.cluster.KMeans(3, random_state=0).fit(X)
)
small("iris-kmeans-predict", "kmeans", "KMeans.predict on iris", lambda p, X, y: _bound(p.cluster.KMeans(3, random_state=0).fit(X).predict, X))
small(
    "iris-kmeans-transform", "kmeans", "KMeans.transform on iris", lambda p, X, y: _bound(p.cluster.KMeans(3, random_state=0).fit(X).transform, X)
)
small(
    "iris-mini-batch-fit",
    "mini_batch_kmeans",
    "MiniBatchKMeans(3).fit on iris",
    lambda p, X, y: lambda: p.cluster.MiniBatchKMeans(3, random_state=0).fit(X),
)
small(
    "iris-mini-batch-partial-fit",
    "mini_batch_kmeans",
    "MiniBatchKMeans.partial_fit on iris",
    lambda p, X, y: _bound(p.cluster.MiniBatchKMeans(3, random_state=0).fit(X).partial_fit, X),
)
small(
    "iris-mini-batch-predict",
    "mini_batch_kmeans",
    "MiniBatchKMeans.predict on iris",
    lambda p, X, y: _bound(p.cluster.MiniBatchKMeans(3, random_state=0).fit(X).predict, X),
)
small("iris-classifier-fit", "knn", "KNeighborsClassifier().fit on iris", lambda p, X, y: lambda: p.neighbors.KNeighborsClassifier().fit(X, y))
small(
    "iris-classifier-predict",
    "knn",
    "KNeighborsClassifier().predict on iris",
    lambda p, X, y: _bound(p.neighbors.KNeighborsClassifier().fit(X, y).predict, X),
)
small("iris-regressor-fit", "knn", "KNeighborsRegressor().fit on iris", lambda p, X, y: lambda: p.neighbors.KNeighborsRegressor().fit(X, X[:, 0]))
small(
    "iris-regressor-predict",
    "knn",
    "KNeighborsRegressor().predict on iris",
    lambda p, X, y: _bound(p.neighbors.KNeighborsRegressor().fit(X, X[:, 0]).predict, X),
)
small("iris-neighbors-fit", "knn", "NearestNeighbors().fit on iris", lambda p, X, y: lambda: p.neighbors.NearestNeighbors().fit(X))
small(
    "iris-neighbors-query",
    "knn",
    "NearestNeighbors().kneighbors on iris",
    lambda p, X, y: _bound(p.neighbors.NearestNeighbors().fit(X).kneighbors, X),
)


def _bound(method, X):
    return lambda: method(X)


def memory_kmeans(quick):
    """k-means on 200 000 x 32, k 64, f32: `(bytes of the input, the work)`."""
    import openwork.cluster

    n = 50_000 if quick else 200_000
    X = np.random.default_rng(1).standard_normal((n, 32), dtype=np.float32)
    openwork.cluster.KMeans(2, init=X[:2], n_init=1, max_iter=2).fit(X[:1000])  # the library, its pool and its code are in memory
    start = X[:64].copy()
    return X.nbytes, lambda: openwork.cluster.KMeans(64, init=start, n_init=1, max_iter=5, tol=0.0).fit(X)


# id -> (title, setup, the most that is allowed, as a multiple of the input)
MEMORY = {"kmeans-memory": ("k-means, peak memory with the input, 200 000 x 32, k 64, f32", memory_kmeans, 1.3)}
