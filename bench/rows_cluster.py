"""k-means and mini-batch k-means."""

import numpy as np

from harness import Contender
from rows import MEMORY, both, bound, optional, row, small


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


small(
    "iris-kmeans-fit", "kmeans", "KMeans(3).fit on iris, 150 x 4", lambda p, X, y: lambda: p.cluster.KMeans(3, random_state=0).fit(X)
)
small("iris-kmeans-predict", "kmeans", "KMeans.predict on iris", lambda p, X, y: bound(p.cluster.KMeans(3, random_state=0).fit(X).predict, X))
small(
    "iris-kmeans-transform", "kmeans", "KMeans.transform on iris", lambda p, X, y: bound(p.cluster.KMeans(3, random_state=0).fit(X).transform, X)
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
    lambda p, X, y: bound(p.cluster.MiniBatchKMeans(3, random_state=0).fit(X).partial_fit, X),
)
small(
    "iris-mini-batch-predict",
    "mini_batch_kmeans",
    "MiniBatchKMeans.predict on iris",
    lambda p, X, y: bound(p.cluster.MiniBatchKMeans(3, random_state=0).fit(X).predict, X),
)


def memory_kmeans(quick):
    """k-means on 200 000 x 32, k 64, f32: `(bytes of the input, the work)`."""
    import openwork.cluster

    n = 50_000 if quick else 200_000
    X = np.random.default_rng(1).standard_normal((n, 32), dtype=np.float32)
    openwork.cluster.KMeans(2, init=X[:2], n_init=1, max_iter=2).fit(X[:1000])  # the library, its pool and its code are in memory
    start = X[:64].copy()
    return X.nbytes, lambda: openwork.cluster.KMeans(64, init=start, n_init=1, max_iter=5, tol=0.0).fit(X)


MEMORY["kmeans-memory"] = ("k-means, peak memory with the input, 200 000 x 32, k 64, f32", memory_kmeans, 1.3)
