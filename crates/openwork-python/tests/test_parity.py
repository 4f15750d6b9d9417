"""The parity cases that every form of the library reads, through Python."""

import json
import pathlib

import numpy as np
import pytest

import openwork.cluster
import openwork.datasets
import openwork.neighbors

CASES = pathlib.Path(__file__).parents[3] / "parity" / "cases"
DTYPES = {"f32": np.float32, "f64": np.float64}


def cases(name):
    file = json.loads((CASES / f"{name}.json").read_text())
    return [pytest.param(file["data"], case, id=case["name"]) for case in file["cases"]]


def matrix(data, name, dtype):
    name, _, rows = name.partition("/")
    values = openwork.datasets.load(name[8:]).data if name.startswith("dataset:") else np.array(data[name], dtype=np.float64)
    if rows:
        first, last = rows.split("..")
        values = values[int(first) : int(last)]
    return np.ascontiguousarray(values, dtype=DTYPES[dtype])


def close(found, wanted, tolerance):
    """Relative to the largest magnitude among those expected."""
    wanted = np.asarray(wanted, dtype=np.float64)
    scale = np.abs(wanted).max(initial=0.0)
    np.testing.assert_allclose(np.asarray(found, dtype=np.float64), wanted, rtol=0, atol=tolerance * scale)


@pytest.mark.filterwarnings("ignore:Number of distinct clusters")
@pytest.mark.parametrize("data, case", cases("kmeans"))
def test_kmeans(data, case):
    X = matrix(data, case["x"], case["dtype"])
    start = np.array(case["start"], dtype=X.dtype)
    model = openwork.cluster.KMeans(len(start), init=start, n_init=1, max_iter=case["max_iter"], tol=case["tol"])
    model.fit(X, sample_weight=case.get("weights"))
    expected = case["expected"]
    assert model.labels_.tolist() == expected["labels"]
    nothing = 1e-20 * (X.astype(np.float64) ** 2).sum()  # what is left of zero where every point sits on its centre
    assert model.inertia_ == pytest.approx(expected["inertia"], rel=case["tolerance"], abs=nothing)
    if "n_iter" in expected:
        assert model.n_iter_ == expected["n_iter"]
        close(model.cluster_centers_, expected["centers"], case["tolerance"])
    if "predict" in expected:
        queries = matrix(data, expected["queries"], case["dtype"])
        assert model.predict(queries).tolist() == expected["predict"]
        close(model.transform(queries), expected["transform"], case["tolerance"])


@pytest.mark.parametrize("data, case", cases("mini_batch_kmeans"))
def test_mini_batch_kmeans(data, case):
    X = matrix(data, case["x"], case["dtype"])
    start = np.array(case["start"], dtype=X.dtype)
    model = openwork.cluster.MiniBatchKMeans(len(start), init=start, n_init=1, reassignment_ratio=0.0)
    expected = case["expected"]
    assert len(case["batches"]) == len(expected["centers"]) > 0
    for n, (batch, centers) in enumerate(zip(case["batches"], expected["centers"]), start=1):
        model.partial_fit(X[batch], sample_weight=np.array(case["weights"])[batch] if "weights" in case else None)
        close(model.cluster_centers_, centers, case["tolerance"])
        assert model.n_steps_ == n
    assert model.cluster_centers_.dtype == X.dtype
    assert model.labels_.tolist() == expected["labels"]
    if "inertia" in expected:
        assert model.inertia_ == pytest.approx(expected["inertia"], rel=case["tolerance"])


@pytest.mark.parametrize("data, case", cases("knn"))
def test_knn(data, case):
    X = matrix(data, case["x"], case["dtype"])
    queries = None if case.get("queries") is None else matrix(data, case["queries"], case["dtype"])
    expected, tolerance = case["expected"], case["tolerance"]
    for search in case["searches"]:
        settings = dict(n_neighbors=case["k"], metric=case["metric"], p=case.get("p") or 2, algorithm=search, leaf_size=case["leaf_size"])
        index = openwork.neighbors.NearestNeighbors(**settings).fit(X)
        distances, indices = index.kneighbors(queries)
        close(distances, expected["distances"], tolerance)
        compare_neighbours(index, X, queries, indices, np.array(expected["indices"]), case.get("near_ties"))
        for weights in ("uniform", "distance") if queries is not None else ():
            if "y" in case:
                model = openwork.neighbors.KNeighborsClassifier(weights=weights, **settings).fit(X, np.array(case["y"]))
                assert model.predict(queries).tolist() == model.classes_[expected[f"classes_{weights}"]].tolist()
                close(model.predict_proba(queries), expected[f"shares_{weights}"], tolerance)
            if "targets" in case:
                model = openwork.neighbors.KNeighborsRegressor(weights=weights, **settings).fit(X, np.array(case["targets"]))
                close(model.predict(queries), expected[f"means_{weights}"], tolerance)


def compare_neighbours(index, X, queries, found, wanted, near_ties):
    """The same rows; where the case says so, another row at a distance that is equal but for its last bits is as good."""
    for i, j in np.argwhere(found != wanted) if near_ties else ():
        query = X[i] if queries is None else queries[i]
        near, its = (index.set_params().fit(X[[row]]).kneighbors(query[None], 1)[0][0, 0] for row in (found[i, j], wanted[i, j]))
        if abs(near - its) <= near_ties * its:
            found[i, j] = wanted[i, j]
    if near_ties:
        index.fit(X)
    assert np.array_equal(found, wanted)
