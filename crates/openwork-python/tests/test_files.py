"""Models in files, and the embedded data sets."""

import copy

import numpy as np
import pytest
import sklearn.datasets

import openwork
from openwork import datasets
from openwork.cluster import KMeans, MiniBatchKMeans
from openwork.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors

X, Y = sklearn.datasets.load_iris(return_X_y=True)
NAMES = np.array(["setosa", "versicolor", "virginica"])
MODELS = [
    KMeans(3, random_state=0, tol=1e-3).fit(X),
    KMeans(3, init=X[:3], n_init=1).fit(X.astype(np.float32)),
    MiniBatchKMeans(3, random_state=0, batch_size=50).fit(X),
    MiniBatchKMeans(3, random_state=0, compute_labels=False).partial_fit(X.astype(np.float32)),
    KNeighborsClassifier(4, weights="distance", metric="manhattan").fit(X, Y),
    KNeighborsClassifier(4, p=3).fit(X, NAMES[Y]),
    KNeighborsRegressor(3).fit(X, Y.astype(np.float32)),
    KNeighborsRegressor(3, weights="distance").fit(X, X[:, :2]),
    NearestNeighbors(n_neighbors=2, algorithm="kd_tree", leaf_size=7).fit(X),
]


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_a_saved_model_comes_back_whole(model, tmp_path):
    path = tmp_path / "model.safetensors"
    model.save(path)
    queries = X.astype(np.float32) if getattr(model, "cluster_centers_", X).dtype == np.float32 else X
    for back in (type(model).load(path), openwork.load(str(path))):
        assert type(back) is type(model)
        assert {**back.get_params(), "init": None} == {**model.get_params(), "init": None}  # given centres come back as a list
        ask = lambda m: m.predict(queries) if hasattr(m, "predict") else m.kneighbors(queries)[1]  # noqa: E731
        assert ask(back).dtype == ask(model).dtype and ask(back).tolist() == ask(model).tolist()
        if hasattr(model, "partial_fit"):
            assert sorted(vars(back)) == sorted(vars(model))
            assert back.n_steps_ == model.n_steps_
            on = [copy.deepcopy(m).partial_fit(queries[::2]).cluster_centers_.tobytes() for m in (back, model)]
            assert on[0] == on[1]  # it learns on as the one that was saved
        if hasattr(model, "labels_"):
            assert (back.inertia_, back.n_iter_, back.labels_.tolist()) == (model.inertia_, model.n_iter_, model.labels_.tolist())
        if hasattr(model, "classes_"):
            assert back.classes_.dtype == model.classes_.dtype and back.classes_.tolist() == model.classes_.tolist()
        if hasattr(back, "set_params") and hasattr(model, "n_neighbors"):
            back.set_params(n_neighbors=1)
            assert back.kneighbors(X[:5])[1].ravel().tolist() == [0, 1, 2, 3, 4]


def test_the_names_of_the_features_are_kept(tmp_path):
    frame = sklearn.datasets.load_iris(as_frame=True).data
    KMeans(3).fit(frame).save(tmp_path / "m.safetensors")
    assert list(openwork.load(tmp_path / "m.safetensors").feature_names_in_) == list(frame.columns)


def test_files_that_are_no_model(tmp_path):
    whole = tmp_path / "whole.safetensors"
    MODELS[0].save(whole)
    bytes_ = whole.read_bytes()
    for name, content in {"empty": b"", "text": b"a,b\n1,2\n", "cut": bytes_[:-5], "header": b"\xff" * 8 + bytes_[8:]}.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ValueError, match=f"{name}: .*"):
            openwork.load(path)
    with pytest.raises(OSError, match="nowhere"):
        openwork.load(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="(?s)kmeans"):
        KNeighborsClassifier.load(whole)
    with pytest.raises(OSError):
        MODELS[0].save(tmp_path / "no" / "such" / "folder" / "m")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cut", "empty", "header", "text", "whole.safetensors"]


def test_models_that_no_file_can_hold(tmp_path):
    path = tmp_path / "m"
    with pytest.raises(ValueError, match="pickle it instead"):
        NearestNeighbors(metric="precomputed", n_neighbors=1).fit(np.ones((3, 3))).save(path)
    with pytest.raises(ValueError, match="pickle it instead"):
        KNeighborsClassifier().fit(X, np.stack([Y, Y], 1)).save(path)
    with pytest.raises(openwork.exceptions.NotFittedError):
        KMeans().save(path)
    assert not path.exists()


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "digits", "diabetes"])
def test_the_embedded_sets_are_scikit_learns(name):
    ours = getattr(datasets, f"load_{name}")()
    theirs = getattr(sklearn.datasets, f"load_{name}")(**({"scaled": False} if name == "diabetes" else {}))
    assert np.array_equal(ours.data, theirs.data)
    if ours.target_names is None:
        assert np.array_equal(ours.target, theirs.target)
    else:  # the classes by their names
        assert [str(ours.target_names[c]) for c in ours.target] == [str(theirs.target_names[c]) for c in theirs.target]
    assert len(ours.feature_names) == ours.data.shape[1]
    data, target = datasets.load(name, return_X_y=True)
    assert data.tobytes() == ours.data.tobytes() and target.tolist() == ours["target"].tolist()
    frame = datasets.load(name, as_frame=True).frame
    assert frame.shape == (ours.data.shape[0], ours.data.shape[1] + 1)


def test_the_list_of_sets():
    listed = {info["name"]: info for info in datasets.list_datasets()}
    assert listed["iris"]["rows"] == 150 and listed["mnist"]["columns"] == 784
    assert datasets.load_mnist().data.shape == (listed["mnist"]["rows"], 784)
    with pytest.raises(ValueError, match="'?boston.*iris, wine"):
        datasets.load("boston")
    with pytest.raises(AttributeError, match="no entry 'images'; there are data"):
        datasets.load_iris().images
