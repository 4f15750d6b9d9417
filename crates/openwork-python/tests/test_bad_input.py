"""What cannot be done is refused: by the type of exception that scikit-learn's users expect, in words that say what to do."""

import numpy as np
import pytest
import scipy.sparse

import openwork
from openwork.cluster import KMeans, MiniBatchKMeans
from openwork.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors

X = np.arange(12.0).reshape(6, 2)
Y = [0, 0, 0, 1, 1, 1]
NAN = np.array([[1.0, 2.0], [3.0, np.nan]])


def rows(X):
    return X.shape[0] if getattr(X, "shape", ()) else len(X) if hasattr(X, "__len__") else 1


FITS = {
    "KMeans": lambda X: KMeans(1).fit(X),
    "MiniBatchKMeans": lambda X: MiniBatchKMeans(1).fit(X),
    "MiniBatchKMeans, a stream": lambda X: MiniBatchKMeans(1).partial_fit(X),
    "KNeighborsClassifier": lambda X: KNeighborsClassifier(1).fit(X, [0] * rows(X)),
    "KNeighborsRegressor": lambda X: KNeighborsRegressor(1).fit(X, [0.0] * rows(X)),
    "NearestNeighbors": lambda X: NearestNeighbors(n_neighbors=1).fit(X),
}
DATA = {
    "no rows": (np.zeros((0, 3)), ValueError, r"0 sample\(s\) \(shape=\(0, 3\)\) while a minimum of 1"),
    "no columns": (np.zeros((3, 0)), ValueError, r"0 feature\(s\) \(shape=\(3, 0\)\) while a minimum of 1"),
    "one dimension": (np.arange(3.0), ValueError, r"Expected 2D array, got 1D array.*reshape\(-1, 1\)"),
    "three dimensions": (np.zeros((2, 2, 2)), ValueError, "dim 3, while dim <= 2"),
    "a number": (3.5, ValueError, "Expected 2D array, got scalar"),
    "ragged": ([[1, 2], [3]], ValueError, "rows of the same length"),
    "text": ([["a", "b"], ["c", "d"]], ValueError, "wanted numbers in X.*'a'"),
    "nothing": (None, ValueError, "Expected 2D array"),
    "NaN": (NAN, ValueError, r"NaN at row 1, column 1"),
    "infinity": (np.array([[1.0], [-np.inf]]), ValueError, r"-inf at row 1, column 0"),
    "NaN in float32": (NAN.astype(np.float32), ValueError, r"NaN at row 1, column 1"),
    "NaN in a list": (NAN.tolist(), ValueError, r"NaN at row 1, column 1"),
    "complex": (X * 1j, ValueError, "Complex data not supported"),
    "sparse": (scipy.sparse.csr_matrix(X), TypeError, r"sparse.*X\.toarray\(\)"),
    "np.matrix": (np.asmatrix(X), TypeError, "np.matrix is not supported"),
}


@pytest.mark.parametrize("estimator", FITS)
@pytest.mark.parametrize("data", DATA)
@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_data(estimator, data):
    X, error, message = DATA[data]
    with pytest.raises(error, match="(?s)" + message):
        FITS[estimator](X)


@pytest.mark.parametrize(
    "settings, message",
    [
        (dict(n_clusters=0), r"'n_clusters' parameter of KMeans is 0, wanted a whole number >= 1"),
        (dict(n_clusters=2.5), r"'n_clusters'.*2\.5"),
        (dict(n_clusters="3"), r"'n_clusters'.*'3'"),
        (dict(n_clusters=True), r"'n_clusters'.*True"),
        (dict(max_iter=-5), r"'max_iter'.*-5"),
        (dict(max_iter=0), r"'max_iter'.*>= 1"),
        (dict(tol=-1e-3), r"'tol'.*-0\.001"),
        (dict(tol=float("nan")), r"'tol'.*nan"),
        (dict(tol="small"), r"'tol'.*'small'"),
        (dict(n_init=0), r"'n_init'.*0"),
        (dict(n_init="many"), r"'n_init'.*'auto'"),
        (dict(init="kmeans++"), r"'init'.*'k-means\+\+' or 'random'"),
        (dict(init=[1, 2, 3]), r"'init'.*shape \(n_clusters, n_features\)"),
        (dict(algorithm="hamerly"), r"'algorithm'.*'lloyd' or 'elkan'"),
        (dict(random_state=-1), "random_state = -1"),
        (dict(random_state="seed"), "random_state = 'seed'"),
    ],
)
def test_settings_of_kmeans(settings, message):
    with pytest.raises(openwork.exceptions.InvalidParameterError, match=message) as seen:
        KMeans(**{"n_clusters": 2, **settings}).fit(X)
    assert isinstance(seen.value, ValueError) and isinstance(seen.value, TypeError)  # as scikit-learn's is both


def test_settings_of_kmeans_against_the_data():
    with pytest.raises(ValueError, match="n_samples=6 should be >= n_clusters=8"):
        KMeans().fit(X)
    with pytest.raises(ValueError, match=r"shape of the initial centers \(3, 2\) does not match the number of clusters 2"):
        KMeans(2, init=X[:3]).fit(X)
    with pytest.raises(ValueError, match=r"shape of the initial centers \(2, 1\) does not match the number of features of the data 2"):
        KMeans(2, init=X[:2, :1]).fit(X)
    with pytest.raises(ValueError, match="init holds NaN"):
        KMeans(2, init=NAN).fit(X)
    with pytest.raises(ValueError, match=r"initial centers \(1, 2\)"):
        KMeans(2, init=lambda X, k, random_state: X[:1], n_init=1).fit(X)
    with pytest.warns(RuntimeWarning, match="Explicit initial center position passed"):
        KMeans(2, init=X[:2], n_init=5).fit(X)
    with pytest.warns(RuntimeWarning, match="doesn't make sense for a single cluster"):
        KMeans(1, algorithm="elkan").fit(X)


@pytest.mark.parametrize(
    "settings, message",
    [
        (dict(n_clusters=0), r"'n_clusters' parameter of MiniBatchKMeans is 0, wanted a whole number >= 1"),
        (dict(batch_size=0), r"'batch_size'.*0, wanted a whole number >= 1"),
        (dict(max_iter=0), r"'max_iter'.*0"),
        (dict(tol=-1), r"'tol'.*-1"),
        (dict(init_size=0), r"'init_size'.*0, wanted a whole number >= 1 or None"),
        (dict(max_no_improvement=-1), r"'max_no_improvement'.*-1, wanted a whole number >= 0 or None"),
        (dict(reassignment_ratio=-0.1), r"'reassignment_ratio'.*-0\.1"),
        (dict(reassignment_ratio=1.5), r"'reassignment_ratio'.*1\.5, wanted a share: 0 to 1"),
        (dict(compute_labels="no"), r"'compute_labels'.*'no', wanted True or False"),
        (dict(random_state=-1), "random_state = -1"),
    ],
)
@pytest.mark.parametrize("fit", ["fit", "partial_fit"])
def test_settings_of_mini_batches(settings, message, fit):
    with pytest.raises(openwork.exceptions.InvalidParameterError, match=message):
        getattr(MiniBatchKMeans(**{"n_clusters": 2, **settings}), fit)(X)


def test_mini_batches_against_the_data():
    with pytest.raises(ValueError, match="n_samples=6 should be >= n_clusters=8"):
        MiniBatchKMeans().partial_fit(X)
    with pytest.raises(ValueError, match=r"initial centers \(3, 2\) does not match the number of clusters 2"):
        MiniBatchKMeans(2, init=X[:3]).partial_fit(X)
    with pytest.warns(RuntimeWarning, match=r"init_size=1 should be larger than n_clusters=2"):
        MiniBatchKMeans(2, init_size=1).fit(X)
    with pytest.raises(ValueError, match="all zero"):
        MiniBatchKMeans(2).fit(X, sample_weight=[0.0] * 6)
    model = MiniBatchKMeans(2, random_state=0).partial_fit(X)
    before = model.cluster_centers_.tobytes(), model.n_steps_
    with pytest.raises(ValueError, match="X has 3 features, but MiniBatchKMeans is expecting 2"):
        model.partial_fit(np.zeros((6, 3)))
    with pytest.raises(ValueError, match="NaN at row 1, column 1"):
        model.partial_fit(NAN)
    with pytest.raises(ValueError, match="k = 3, wanted 2, as the model has"):
        model.set_params(n_clusters=3).partial_fit(X)
    assert (model.cluster_centers_.tobytes(), model.n_steps_) == before
    model.set_params(n_clusters=2).partial_fit(X[:1])  # fewer rows than clusters will do once there are centres
    assert model.n_steps_ == 2


@pytest.mark.parametrize("make", [KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors])
def test_a_watched_search(make):
    model = make(n_neighbors=2)
    with pytest.raises(openwork.exceptions.NotFittedError):
        model.steps(X[:1])
    model.fit(X, Y)
    with pytest.raises(ValueError, match="X has 6 rows, wanted 1: one search is watched at a time"):
        model.steps(X)
    with pytest.raises(ValueError, match="X has 3 features"):
        model.steps(np.zeros((1, 3)))
    with pytest.raises(ValueError, match="NaN at row 0, column 1"):
        model.steps(NAN[1:])
    with pytest.raises(ValueError, match="Expected n_neighbors <= n_samples_fit"):
        model.set_params(n_neighbors=7).steps(X[:1])
    with pytest.raises(ValueError, match="metric = 'precomputed'.*nothing to watch"):
        make(n_neighbors=1, metric="precomputed").fit(np.ones((3, 3)), Y[:3]).steps(np.ones((1, 3)))


@pytest.mark.parametrize(
    "weights, message",
    [
        ([1.0] * 5, r"sample_weight\.shape == \(5,\), expected \(6,\)"),
        (np.ones((6, 1)), "must be 1D"),
        ([1, 1, 1, 1, 1, -1], "-1 at 5"),
        ([1, 1, 1, 1, 1, np.nan], "NaN at 5"),
        ([0.0] * 6, "all zero"),
    ],
)
def test_weights(weights, message):
    with pytest.raises(ValueError, match=message):
        KMeans(2).fit(X, sample_weight=weights)


@pytest.mark.parametrize("make", [KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors])
@pytest.mark.parametrize(
    "settings, message",
    [
        (dict(n_neighbors=0), r"'n_neighbors'.*0, wanted a whole number >= 1"),
        (dict(n_neighbors=1.5), r"'n_neighbors'.*1\.5"),
        (dict(p=0.5), r"'p'.*0\.5, wanted a number >= 1 \(below 1 the triangle inequality fails"),
        (dict(p=float("nan")), r"'p'.*nan"),
        (dict(metric="hamming"), r"'metric'.*'hamming'.*'manhattan'"),
        (dict(metric="cosine", algorithm="kd_tree"), r"'algorithm'.*'brute' or 'auto' for metric='cosine'"),
        (dict(algorithm="octree"), r"'algorithm'.*'octree'"),
        (dict(leaf_size=0), r"'leaf_size'.*0"),
        (dict(metric_params={"w": [1, 2]}), r"multiply the columns of X by w \*\* \(1 / p\)"),
        (dict(metric_params={"V": 1}), r"none of \['V'\]"),
        (dict(n_jobs=0), r"'n_jobs'.*0"),
    ],
)
def test_settings_of_neighbours(make, settings, message):
    with pytest.raises(openwork.exceptions.InvalidParameterError, match=message):
        make(**{"n_neighbors": 2, **settings}).fit(X, Y)


def test_neighbours_that_are_not_there():
    model = NearestNeighbors(n_neighbors=6).fit(X)
    assert model.kneighbors(X)[1].shape == (6, 6)
    with pytest.raises(ValueError, match="Expected n_neighbors < n_samples_fit, but n_neighbors = 6, n_samples_fit = 6"):
        model.kneighbors()
    with pytest.raises(ValueError, match="Expected n_neighbors <= n_samples_fit, but n_neighbors = 7, n_samples_fit = 6, n_samples = 1"):
        model.kneighbors(X[:1], 7)
    with pytest.raises(ValueError, match="Expected n_neighbors > 0. Got 0"):
        model.kneighbors(X, 0)
    with pytest.raises(TypeError, match="does not take .*float.*, enter integer value"):
        model.kneighbors(X, 2.5)
    with pytest.raises(ValueError, match="Unsupported mode"):
        model.kneighbors_graph(X, mode="weights")
    with pytest.raises(ValueError, match="radius = -1"):
        model.radius_neighbors(X, radius=-1)
    for make in (KNeighborsClassifier, KNeighborsRegressor):  # fitted on fewer points than neighbours are asked of it
        with pytest.raises(ValueError, match="Expected n_neighbors <= n_samples_fit, but n_neighbors = 5, n_samples_fit = 3"):
            make().fit(X[:3], [0, 1, 2]).predict(X)


def test_answers():
    with pytest.raises(ValueError, match="X has 6 rows, y has 5"):
        KNeighborsClassifier().fit(X, Y[:5])
    with pytest.raises(ValueError, match="X has 6 rows, y has 5"):
        KNeighborsRegressor().fit(X, Y[:5])
    with pytest.raises(ValueError, match="requires y to be passed, but the target y is None"):
        KNeighborsClassifier().fit(X, None)
    with pytest.raises(ValueError, match="Unknown label type: continuous"):
        KNeighborsClassifier().fit(X, [0.5] * 6)
    with pytest.raises(ValueError, match="y holds NaN at row 0"):
        KNeighborsRegressor().fit(X, [np.nan] * 6)
    with pytest.raises(ValueError, match="y: wanted numbers.*'a'"):
        KNeighborsRegressor().fit(X, list("abcdef"))
    with pytest.raises(openwork.exceptions.InvalidParameterError, match="'weights'.*'uniform' or 'distance'"):
        KNeighborsClassifier(weights="far").fit(X, Y)
    with pytest.raises(ValueError, match="zero weights"):
        KNeighborsClassifier(weights=np.zeros_like).fit(X, Y).predict(X)
    with pytest.warns(openwork.exceptions.DataConversionWarning, match="column-vector"):
        KNeighborsClassifier().fit(X, np.array(Y)[:, None])


def test_another_number_of_columns_and_no_fit():
    fitted = [KMeans(2).fit(X), KNeighborsClassifier().fit(X, Y), KNeighborsRegressor().fit(X, Y), NearestNeighbors().fit(X)]
    for model in fitted:
        ask = getattr(model, "predict", None) or model.kneighbors
        with pytest.raises(ValueError, match=f"X has 3 features, but {type(model).__name__} is expecting 2 features as input"):
            ask(np.zeros((2, 3)))
        with pytest.raises(ValueError, match="NaN at row 1, column 1"):
            ask(NAN)
        fresh = type(model)()
        with pytest.raises(openwork.exceptions.NotFittedError, match="not fitted yet. Call 'fit'"):
            (getattr(fresh, "predict", None) or fresh.kneighbors)(X)


def test_names():
    with pytest.raises(ValueError, match=r"Invalid parameter 'k' for estimator KMeans\(\). Valid parameters are: \['algorithm'"):
        KMeans().set_params(k=3)
    with pytest.raises(AttributeError, match="no attribute 'clusters'; it has .*cluster"):
        openwork.clusters
    with pytest.raises(ValueError, match="set_output|transform = 'frames'"):
        KMeans().set_output(transform="frames")
    for n in (0, -1, 1.5, True, "2"):
        with pytest.raises(ValueError, match="wanted a whole number >= 1"):
            openwork.set_threads(n)


def test_precomputed_distances():
    with pytest.raises(ValueError, match="must be square. Input is a 6x2 matrix"):
        NearestNeighbors(metric="precomputed").fit(X)
    with pytest.raises(ValueError, match="Negative values"):
        NearestNeighbors(metric="precomputed").fit(-np.ones((3, 3)))
    with pytest.raises(ValueError, match="NaN or infinity"):
        NearestNeighbors(metric="precomputed").fit(np.full((3, 3), np.inf))
    with pytest.raises(openwork.exceptions.InvalidParameterError, match="no boxes to rule out"):
        NearestNeighbors(metric="precomputed", algorithm="kd_tree").fit(np.ones((3, 3)))
