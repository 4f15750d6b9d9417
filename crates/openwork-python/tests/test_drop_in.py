"""The same answers as scikit-learn's classes, on its own data sets, through the same calls."""

import numpy as np
import pytest
import sklearn.cluster
import sklearn.datasets
import sklearn.neighbors

import openwork.cluster
import openwork.neighbors

SETS = ["iris", "wine", "digits"]
METRICS = ["euclidean", "manhattan", "chebyshev", "minkowski", "cosine"]


def load(name, dtype=np.float64):
    """The set with a little noise: on the decimal grid that it was measured on, many distances are equal on paper and differ in
    the last bit, and scikit-learn's order among those is chance. (Ties are compared exactly in the parity cases.)"""
    X, y = getattr(sklearn.datasets, f"load_{name}")(return_X_y=True)
    return (X + np.random.default_rng(1).normal(0, 1e-3, X.shape)).astype(dtype), y


def split(X, y):
    """Two thirds to learn from, the rest to ask about."""
    asked = np.arange(len(X)) % 3 == 0
    return X[~asked], y[~asked], X[asked], y[asked]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", SETS)
def test_kmeans_from_the_same_start(name, dtype):
    X, _ = load(name, dtype)
    k = 10 if name == "digits" else 3
    start = X[np.random.default_rng(0).choice(len(X), k, replace=False)]
    settings = dict(n_clusters=k, init=start, n_init=1)
    ours, theirs = openwork.cluster.KMeans(**settings).fit(X), sklearn.cluster.KMeans(**settings).fit(X)
    assert np.array_equal(ours.labels_, theirs.labels_)
    assert ours.n_iter_ == theirs.n_iter_
    assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-6)
    np.testing.assert_allclose(ours.cluster_centers_, theirs.cluster_centers_, rtol=1e-5, atol=1e-4)
    for name in ("cluster_centers_", "labels_"):
        assert getattr(ours, name).dtype == getattr(theirs, name).dtype, name
    assert [type(ours.inertia_), type(ours.n_iter_)] == [float, int]
    np.testing.assert_allclose(ours.transform(X), theirs.transform(X), rtol=1e-4, atol=1e-3)
    assert ours.transform(X).dtype == theirs.transform(X).dtype == dtype
    assert np.array_equal(ours.predict(X), theirs.predict(X))
    assert ours.score(X) == pytest.approx(theirs.score(X), rel=1e-5)
    assert list(ours.get_feature_names_out()) == list(theirs.get_feature_names_out())


def test_kmeans_with_weights_from_the_same_start():
    X, y = load("wine")
    settings = dict(n_clusters=3, init=X[[0, 80, 150]], n_init=1)
    weights = np.linspace(0.0, 2.0, len(X))
    ours = openwork.cluster.KMeans(**settings).fit(X, sample_weight=weights)
    theirs = sklearn.cluster.KMeans(**settings).fit(X, sample_weight=weights)
    assert np.array_equal(ours.labels_, theirs.labels_)
    assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-9)
    assert ours.score(X, sample_weight=weights) == pytest.approx(theirs.score(X, sample_weight=weights), rel=1e-9)


def test_random_starts_reach_the_inertia_that_scikit_learns_do():
    X, _ = load("iris")
    for init in ("k-means++", "random"):
        ours = openwork.cluster.KMeans(3, init=init, n_init=10, random_state=0).fit(X)
        theirs = sklearn.cluster.KMeans(3, init=init, n_init=10, random_state=0).fit(X)
        assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-6), init


def test_a_callable_init_is_called_and_used():
    X, _ = load("iris")
    init = lambda X, k, random_state: X[[0, 60, 120]]  # noqa: E731
    ours = openwork.cluster.KMeans(3, init=init, n_init=1).fit(X)
    given = sklearn.cluster.KMeans(3, init=X[[0, 60, 120]], n_init=1).fit(X)
    assert np.array_equal(ours.labels_, given.labels_)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_mini_batches_of_a_stream(dtype):
    X, _ = load("digits", dtype)
    settings = dict(n_clusters=10, init=X[:10], n_init=1, reassignment_ratio=0.0)
    ours, theirs = openwork.cluster.MiniBatchKMeans(**settings), sklearn.cluster.MiniBatchKMeans(**settings)
    for batch in np.array_split(X, 9):
        assert ours.partial_fit(batch) is ours
        theirs.partial_fit(batch)
        np.testing.assert_allclose(ours.cluster_centers_, theirs.cluster_centers_, rtol=1e-5, atol=1e-4)
        assert np.array_equal(ours.labels_, theirs.labels_)
        assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-5)
    assert ours.n_steps_ == theirs.n_steps_ == 9
    assert not hasattr(ours, "n_iter_") and not hasattr(theirs, "n_iter_")
    for name in ("cluster_centers_", "labels_"):
        assert getattr(ours, name).dtype == getattr(theirs, name).dtype, name
    np.testing.assert_allclose(ours.transform(X), theirs.transform(X), rtol=1e-4, atol=1e-3)
    assert ours.score(X) == pytest.approx(theirs.score(X), rel=1e-5)
    assert list(ours.get_feature_names_out()) == list(theirs.get_feature_names_out())


@pytest.mark.parametrize("init", ["k-means++", "random", lambda X, k, random_state: X[random_state.choice(len(X), k)]])
def test_mini_batch_fits_are_as_good_as_scikit_learns(init):
    """The batches are other ones: of ten seeds each, the medians of the inertia are near each other."""
    X, _ = load("digits")
    weights = np.linspace(0.5, 1.5, len(X))
    fit = lambda of, seed: of(10, init=init, batch_size=256, random_state=seed).fit(X, sample_weight=weights)  # noqa: E731
    ours, theirs = ([fit(p.cluster.MiniBatchKMeans, seed) for seed in range(10)] for p in (openwork, sklearn))
    medians = [np.median([model.inertia_ for model in models]) for models in (ours, theirs)]
    assert medians[0] == pytest.approx(medians[1], rel=0.03)
    model = ours[0]
    assert model.score(X, sample_weight=weights) == pytest.approx(-model.inertia_, rel=1e-9)
    assert model.n_iter_ == -(-model.n_steps_ * 256 // len(X)) and [type(model.n_iter_), type(model.n_steps_)] == [int, int]
    unlabelled = openwork.cluster.MiniBatchKMeans(10, compute_labels=False, random_state=0).fit(X)
    assert not hasattr(unlabelled, "labels_")
    assert unlabelled.inertia_ == pytest.approx(-unlabelled.score(X), rel=0.05)


@pytest.mark.parametrize("algorithm", ["auto", "brute", "kd_tree", "ball_tree"])
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_neighbours(dtype, metric, algorithm):
    if metric == "cosine" and algorithm in ("kd_tree", "ball_tree"):
        pytest.skip("scikit-learn refuses it too")
    X, y = load("wine", dtype)
    known, _, asked, _ = split(X, y)
    settings = dict(n_neighbors=7, metric=metric, algorithm=algorithm, p=3, radius=30.0 if metric != "cosine" else 0.001)
    ours, theirs = openwork.neighbors.NearestNeighbors(**settings).fit(known), sklearn.neighbors.NearestNeighbors(**settings).fit(known)
    assert ours.effective_metric_ == theirs.effective_metric_
    for queries in (asked, None):
        (our_distances, our_rows), (their_distances, their_rows) = ours.kneighbors(queries), theirs.kneighbors(queries)
        np.testing.assert_allclose(our_distances, their_distances, rtol=1e-5, atol=1e-5 if metric != "cosine" else 1e-6)
        assert our_rows.dtype == their_rows.dtype
        if metric != "cosine":  # there scikit-learn gives float32 distances for float32 points, alone of all metrics
            assert our_distances.dtype == their_distances.dtype
        if dtype == np.float32:
            continue  # distances equal in float32 stand in the order of chance there
        assert np.array_equal(our_rows, their_rows)
        graph = ours.kneighbors_graph(queries, mode="distance")
        assert type(graph) is type(theirs.kneighbors_graph(queries))
        np.testing.assert_allclose(graph.toarray(), theirs.kneighbors_graph(queries, mode="distance").toarray(), atol=1e-2)
        near = ours.radius_neighbors(queries, sort_results=True)
        for our_list, their_list in zip(near[1], theirs.radius_neighbors(queries)[1]):
            assert set(our_list.tolist()) == set(their_list.tolist())
        assert (ours.radius_neighbors_graph(queries) != theirs.radius_neighbors_graph(queries)).nnz == 0


@pytest.mark.parametrize("weights", ["uniform", "distance", lambda distances: np.exp(-distances)])
@pytest.mark.parametrize("name", SETS)
def test_classifier(name, weights):
    known, y, asked, truth = split(*load(name))
    ours = openwork.neighbors.KNeighborsClassifier(4, weights=weights).fit(known, y)
    theirs = sklearn.neighbors.KNeighborsClassifier(4, weights=weights).fit(known, y)
    np.testing.assert_allclose(ours.predict_proba(asked), theirs.predict_proba(asked), atol=1e-9)
    assert np.array_equal(ours.predict(asked), theirs.predict(asked))
    assert np.array_equal(ours.predict(None), theirs.predict(None))
    assert ours.score(asked, truth) == theirs.score(asked, truth)
    assert ours.predict(asked).dtype == theirs.predict(asked).dtype
    assert ours.outputs_2d_ is theirs.outputs_2d_ is False


def test_classes_of_every_kind():
    known, y, asked, _ = split(*load("iris"))
    for labels in (y.astype(np.int32), y.astype(float), y == 1, np.array(["a", "bb", "ccc"])[y], np.array(["x", "y", "z"], object)[y], y * 10**12):
        ours = openwork.neighbors.KNeighborsClassifier().fit(known, labels)
        theirs = sklearn.neighbors.KNeighborsClassifier().fit(known, labels)
        assert np.array_equal(ours.classes_, theirs.classes_)
        assert ours.classes_.dtype == theirs.classes_.dtype
        assert np.array_equal(ours.predict(asked), theirs.predict(asked))
        assert ours.predict(asked).dtype == theirs.predict(asked).dtype


@pytest.mark.parametrize("weights", ["uniform", "distance"])
def test_several_outputs(weights):
    known, y, asked, truth = split(*load("iris"))
    several = np.stack([y, y % 2], axis=1)
    ours = openwork.neighbors.KNeighborsClassifier(weights=weights).fit(known, several)
    theirs = sklearn.neighbors.KNeighborsClassifier(weights=weights).fit(known, several)
    assert ours.outputs_2d_ is theirs.outputs_2d_ is True
    assert np.array_equal(ours.predict(asked), theirs.predict(asked))
    for our_shares, their_shares in zip(ours.predict_proba(asked), theirs.predict_proba(asked)):
        np.testing.assert_allclose(our_shares, their_shares, atol=1e-12)
    targets = known[:, :2]
    ours = openwork.neighbors.KNeighborsRegressor(weights=weights).fit(known, targets)
    theirs = sklearn.neighbors.KNeighborsRegressor(weights=weights).fit(known, targets)
    np.testing.assert_allclose(ours.predict(asked), theirs.predict(asked), rtol=1e-12)
    assert ours.score(asked, asked[:, :2]) == pytest.approx(theirs.score(asked, asked[:, :2]))


@pytest.mark.parametrize("weights", ["uniform", "distance", lambda distances: 1 / (1 + distances)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_regressor(dtype, weights):
    X, y = sklearn.datasets.load_diabetes(return_X_y=True)
    known, y, asked, truth = split(X, y.astype(dtype))
    ours = openwork.neighbors.KNeighborsRegressor(6, weights=weights).fit(known, y)
    theirs = sklearn.neighbors.KNeighborsRegressor(6, weights=weights).fit(known, y)
    np.testing.assert_allclose(ours.predict(asked), theirs.predict(asked), rtol=1e-6 if dtype == np.float32 else 1e-12)
    assert ours.predict(asked).dtype == theirs.predict(asked).dtype
    np.testing.assert_allclose(ours.predict(None), theirs.predict(None), rtol=1e-6 if dtype == np.float32 else 1e-12)
    assert ours.score(asked, truth) == pytest.approx(theirs.score(asked, truth), rel=1e-6)


def test_settings_changed_after_the_fit_hold():
    known, y, asked, _ = split(*load("iris"))
    ours = openwork.neighbors.KNeighborsClassifier(1).fit(known, y)
    theirs = sklearn.neighbors.KNeighborsClassifier(1).fit(known, y)
    for settings in (dict(n_neighbors=9), dict(weights="distance"), dict(n_neighbors=3, weights="uniform")):
        np.testing.assert_allclose(
            ours.set_params(**settings).predict_proba(asked), theirs.set_params(**settings).predict_proba(asked), atol=1e-12
        )


def test_distances_given_or_by_a_python_function():
    known, y, asked, _ = split(*load("iris"))
    between = lambda A, B: np.abs(A[:, None] - B).sum(-1)  # noqa: E731
    plain = openwork.neighbors.KNeighborsClassifier(metric="manhattan").fit(known, y)
    given = openwork.neighbors.KNeighborsClassifier(metric="precomputed").fit(between(known, known), y)
    called = openwork.neighbors.KNeighborsClassifier(metric=lambda a, b: np.abs(a - b).sum()).fit(known, y)
    for model, queries in ((given, between(asked, known)), (called, asked)):
        np.testing.assert_allclose(model.kneighbors(queries)[0], plain.kneighbors(asked)[0], rtol=1e-12)
        assert np.array_equal(model.predict(queries), plain.predict(asked))
        np.testing.assert_allclose(model.kneighbors()[0], plain.kneighbors()[0], rtol=1e-12)


def test_queries_wider_than_the_known_points_lose_no_digits():
    X = np.array([[1.0], [2.0]], dtype=np.float32)
    query = np.array([[1.5 + 1e-12]])
    found = openwork.neighbors.NearestNeighbors(n_neighbors=1).fit(X).kneighbors(query)
    assert found[1][0, 0] == 1
    assert found[0][0, 0] == pytest.approx(0.5 - 1e-12, abs=1e-15)


@pytest.mark.parametrize(
    "ours, theirs",
    [
        (openwork.cluster.KMeans, sklearn.cluster.KMeans),
        (openwork.cluster.MiniBatchKMeans, sklearn.cluster.MiniBatchKMeans),
        (openwork.neighbors.KNeighborsClassifier, sklearn.neighbors.KNeighborsClassifier),
        (openwork.neighbors.KNeighborsRegressor, sklearn.neighbors.KNeighborsRegressor),
        (openwork.neighbors.NearestNeighbors, sklearn.neighbors.NearestNeighbors),
    ],
)
def test_the_same_constructor_and_methods(ours, theirs):
    import inspect

    signature = lambda f: [(p.name, p.kind, p.default) for p in inspect.signature(f).parameters.values()]  # noqa: E731
    assert signature(ours) == signature(theirs)
    assert repr(ours()) == repr(theirs()) and repr(ours(n_jobs=2) if hasattr(ours(), "n_jobs") else ours(3)).startswith(theirs.__name__)
    routing = {"get_metadata_routing", "set_fit_request", "set_score_request", "set_predict_request"}
    for name in set(dir(theirs)) - routing:
        if not name.startswith("_"):
            assert signature(getattr(ours, name)) == signature(getattr(theirs, name)), name
