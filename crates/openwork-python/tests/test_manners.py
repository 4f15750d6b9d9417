"""How the estimators live among the rest of Python: copies, pipelines, threads, frames, warnings, imports."""

import copy
import pickle
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn.exceptions
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import openwork
from openwork.cluster import KMeans, KMeansStep, MiniBatchKMeans, MiniBatchKMeansStep
from openwork.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors, NeighborStep

X, Y = load_iris(return_X_y=True)
FITTED = [
    KMeans(3, random_state=0).fit(X),
    MiniBatchKMeans(3, random_state=0).partial_fit(X[::2]),
    KNeighborsClassifier(4, weights="distance").fit(X, Y),
    KNeighborsClassifier(4).fit(X, np.stack([Y, Y % 2], 1)),
    KNeighborsClassifier(metric="precomputed").fit(np.abs(X[:, None] - X).sum(-1), Y),
    KNeighborsRegressor(3, metric="manhattan").fit(X.astype(np.float32), X[:, 0]),
    NearestNeighbors(n_neighbors=3, algorithm="kd_tree").fit(X),
]


def answers(model):
    queries = np.abs(X[:, None] - X).sum(-1) if model.get_params().get("metric") == "precomputed" else X
    if isinstance(model, KNeighborsRegressor):
        queries = queries.astype(np.float32)
    found = model.predict(queries) if hasattr(model, "predict") else model.kneighbors(queries)[1]
    return found.tobytes()


@pytest.mark.parametrize("model", FITTED, ids=repr)
def test_copies_answer_with_the_same_bits(model):
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert answers(pickle.loads(pickle.dumps(model, protocol))) == answers(model)
    assert answers(copy.deepcopy(model)) == answers(model)


@pytest.mark.parametrize("model", FITTED, ids=repr)
def test_clone_keeps_the_settings_and_drops_the_fit(model):
    fresh = clone(model)
    assert fresh.get_params() == model.get_params()
    assert not [name for name in vars(fresh) if name.endswith("_")]


def test_the_kind_of_estimator():
    assert is_classifier(KNeighborsClassifier()) and is_regressor(KNeighborsRegressor())
    assert not is_classifier(KMeans())


def test_pipeline_with_grid_search():
    pipeline = make_pipeline(StandardScaler(), KNeighborsClassifier())
    search = GridSearchCV(pipeline, {"kneighborsclassifier__n_neighbors": [1, 5, 9], "kneighborsclassifier__weights": ["uniform", "distance"]})
    search.fit(X, Y)
    assert search.best_score_ > 0.95
    assert set(search.best_params_) == {"kneighborsclassifier__n_neighbors", "kneighborsclassifier__weights"}
    search = GridSearchCV(make_pipeline(StandardScaler(), KMeans(random_state=0)), {"kmeans__n_clusters": [2, 3, 4]}, n_jobs=2).fit(X)
    assert search.best_params_ == {"kmeans__n_clusters": 4}  # the score is minus the inertia: more clusters, less inertia
    assert cross_val_score(KNeighborsRegressor(), X[:, 1:], X[:, 0], cv=5).mean() > 0.5
    features = make_pipeline(KMeans(10, random_state=0), KNeighborsClassifier()).fit(X, Y)
    assert features.score(X, Y) > 0.9


def test_settings_are_printed_as_they_differ_from_the_defaults():
    assert repr(KMeans()) == "KMeans()"
    assert repr(KMeans(3, tol=1e-6)) == "KMeans(n_clusters=3, tol=1e-06)"
    assert repr(NearestNeighbors(n_neighbors=2)) == "NearestNeighbors(n_neighbors=2)"


def test_steps_are_the_rounds_of_the_fit():
    model = KMeans(3, init=X[[0, 60, 120]], n_init=1).fit(X)
    run = KMeans(3, init=X[[0, 60, 120]], n_init=1).steps(X)
    assert run.max_steps == 300 and np.array_equal(run.centers, X[[0, 60, 120]]) and run.labels.shape == (0,)
    steps = list(run)
    assert all(isinstance(step, KMeansStep) for step in steps)
    assert [step.round for step in steps] == list(range(1, model.n_iter_ + 1))
    assert all(a.inertia >= b.inertia for a, b in zip(steps, steps[1:]))
    assert steps[0].moved == len(X) and steps[-1].labels.dtype == np.int32
    assert steps[-1].labels.tobytes() == model.labels_.tobytes()
    assert steps[-1].centers.tobytes() == model.cluster_centers_.tobytes()
    assert next(run, None) is None
    assert KMeans(2).steps(X.astype(np.float32)).centers.dtype == np.float32


def test_steps_of_mini_batches_are_those_of_the_fit():
    settings = dict(n_clusters=3, batch_size=32, random_state=3)
    model = MiniBatchKMeans(**settings).fit(X)
    run = MiniBatchKMeans(**settings).steps(X)
    assert run.max_steps == 100 * 150 // 32 and run.centers.shape == (3, 4) and run.counts.tolist() == [0, 0, 0]
    steps = list(run)
    assert all(isinstance(step, MiniBatchKMeansStep) for step in steps)
    assert [step.step for step in steps] == list(range(1, model.n_steps_ + 1))
    assert steps[0].average is None and steps[1].average == steps[1].inertia
    for before, step in zip([None, *steps], steps):
        assert step.batch.shape == (32,) and step.batch.dtype == np.int64
        if before is not None:  # by definition: distances to the centres that the step found
            distances = ((X[step.batch][:, None] - before.centers) ** 2).sum(-1)
            assert step.inertia == pytest.approx(distances.min(1).mean())
            assert step.shift == pytest.approx(((step.centers - before.centers) ** 2).sum())
    assert steps[-1].counts.sum() == 32 * len(steps) or any(step.reassigned for step in steps)
    assert steps[-1].centers.tobytes() == model.cluster_centers_.tobytes()
    assert next(run, None) is None


def test_batches_of_another_dtype_widen_the_model():
    model = MiniBatchKMeans(3, random_state=0).partial_fit(X.astype(np.float32))
    assert model.cluster_centers_.dtype == np.float32
    assert model.partial_fit(X).cluster_centers_.dtype == np.float64
    assert model.partial_fit(X.astype(np.float32)).cluster_centers_.dtype == np.float64
    assert model.n_steps_ == 3


@pytest.mark.parametrize("make", [KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_steps_of_a_search(make, dtype):
    known, query = X[1:].astype(dtype), X[:1].astype(dtype)
    for algorithm in ("kd_tree", "brute"):
        model = make(n_neighbors=4, algorithm=algorithm, leaf_size=10).fit(known, Y[1:])
        run = model.steps(query)
        assert run.max_steps == (149 if algorithm == "brute" else None)
        del model
        steps = list(run)
        assert all(isinstance(step, NeighborStep) for step in steps)
        assert [step.round for step in steps] == list(range(1, len(steps) + 1))
        exact = np.sqrt(((known.astype(np.float64) - query) ** 2).sum(1))
        seen = np.empty(0, dtype=np.int64)
        for step in steps:
            seen = np.concatenate([seen, step.measured])
            order = seen[np.lexsort((seen, exact[seen]))][:4]
            assert step.nearest.tolist() == order.tolist()
            np.testing.assert_allclose(step.distances, exact[order], rtol=1e-6)
            assert step.radius == (step.distances[3] if len(order) == 4 else np.inf)
            if algorithm == "kd_tree":
                low, high = step.corners
                assert (known[step.measured] >= low).all() and (known[step.measured] <= high).all()
        assert steps[-1].nearest.tolist() == np.argsort(exact, kind="stable")[:4].tolist()
        visits = {step.visit for step in steps}
        assert visits == ({"point"} if algorithm == "brute" else {"opened", "measured", "pruned"})
        assert len(seen) == len(set(seen.tolist())) and (len(seen) == 149 if algorithm == "brute" else len(seen) < 100)
        assert algorithm == "kd_tree" or steps[0].corners is None


def test_data_frames_and_their_names():
    frame = pd.DataFrame(X, columns=list("abcd"), index=np.arange(len(X))[::-1])
    model = KMeans(3, random_state=0).fit(frame)
    assert list(model.feature_names_in_) == list("abcd")
    assert np.array_equal(model.labels_, KMeans(3, random_state=0).fit(X).labels_)
    with pytest.warns(UserWarning, match="X does not have valid feature names, but KMeans was fitted with feature names"):
        model.predict(X)
    with pytest.raises(ValueError, match="(?s)Feature names seen at fit time, yet now missing.*- a"):
        model.predict(frame.rename(columns={"a": "z"}))
    with pytest.raises(ValueError, match="same order"):
        model.predict(frame[list("dcba")])
    out = model.set_output(transform="pandas").transform(frame)
    assert list(out.columns) == ["kmeans0", "kmeans1", "kmeans2"] and out.index.equals(frame.index)
    with pytest.raises(TypeError, match="string names"):
        KMeans(3).fit(pd.DataFrame(X, columns=["a", 1, 2, 3]))
    nullable = pd.DataFrame({"a": pd.array([1, 2, 3], dtype="Int64"), "b": pd.array([0.5, 1.5, 2.5], dtype="Float64")})
    assert KMeans(1).fit(nullable).cluster_centers_.tolist() == [[2.0, 1.5]]
    with pytest.raises(ValueError, match="NaN at row 1"):
        KMeans(1).fit(pd.DataFrame({"a": pd.array([1, None, 3], dtype="Int64")}))


def test_lists_integers_strides_and_orders_are_read_alike():
    wanted = KMeans(3, init=X[[0, 60, 120]]).fit(X)
    every_other = np.repeat(X, 2, axis=1)[:, ::2]
    swapped = X.astype(">f8")
    for same in (X.tolist(), np.asfortranarray(X), every_other, X[::-1][::-1], swapped, np.array(X, dtype=object)):
        assert KMeans(3, init=X[[0, 60, 120]]).fit(same).cluster_centers_.tobytes() == wanted.cluster_centers_.tobytes()
    whole = (X * 10).round().astype(np.int16)
    assert KMeans(3, random_state=0).fit(whole).cluster_centers_.dtype == np.float64
    readonly = X.copy()
    readonly.flags.writeable = False
    assert np.array_equal(KMeans(3, init=X[[0, 60, 120]]).fit(readonly).labels_, wanted.labels_)


def test_input_is_never_written_to():
    for dtype in (np.float32, np.float64):
        data = X.astype(dtype)
        before = data.tobytes()
        KMeans(3, copy_x=False).fit(data).transform(data)
        KNeighborsClassifier().fit(data, Y).predict(data)
        assert data.tobytes() == before


def test_no_copy_of_plain_arrays(tmp_path):
    """Resident memory beside 128 MB of input, in a process of its own: a copy would show as 128 MB."""
    script = """
import re, sys, numpy as np
from openwork.cluster import KMeans
def status(field):
    return int(re.search(field + r":\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
X = np.random.default_rng(0).random((1_000_000, 16))
KMeans(2, init=X[:2], max_iter=2, n_init=1).fit(X[:1000])
open("/proc/self/clear_refs", "w").write("5")
before = status("VmRSS")
KMeans(2, init=X[:2], max_iter=1, n_init=1).fit(X)
print(status("VmHWM") - before)
"""
    if not sys.platform.startswith("linux"):
        pytest.skip("reads /proc")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 64, f"{done.stdout} MB beside 122 MB of input"


def test_seeds():
    fit = lambda seed: KMeans(8, init="random", n_init=1, random_state=seed).fit(X).cluster_centers_.tobytes()  # noqa: E731
    assert fit(3) == fit(3) == fit(np.int64(3))
    assert fit(3) != fit(4)
    assert fit(np.random.RandomState(0)) == fit(np.random.RandomState(0))
    assert fit(np.random.default_rng(0)) == fit(np.random.default_rng(0))
    assert len({fit(None) for _ in range(5)}) > 1
    np.random.seed(7)
    first = fit(None)
    np.random.seed(7)
    assert fit(None) == first  # as scikit-learn: numpy's own seed holds


def test_the_same_bits_for_any_number_of_threads():
    data = np.random.default_rng(0).random((20_000, 8)).astype(np.float32)
    seen = set()
    before = openwork.threads()
    for n in (1, 2, 8):
        openwork.set_threads(n)
        assert openwork.threads() == n
        model = KMeans(16, random_state=1, max_iter=5).fit(data)
        found = NearestNeighbors(n_neighbors=4).fit(data).kneighbors(data[:500])
        seen.add((model.cluster_centers_.tobytes(), model.labels_.tobytes(), model.inertia_, found[0].tobytes(), found[1].tobytes()))
    for jobs in (1, 2, -1):
        found = NearestNeighbors(n_neighbors=4, n_jobs=jobs).fit(data).kneighbors(data[:500])
        seen.add((*list(seen)[0][:3], found[0].tobytes(), found[1].tobytes()))
    openwork.set_threads(None)
    assert openwork.threads() == before
    assert len(seen) == 1


def test_other_threads_run_during_a_fit():
    """A Python thread counts while another fits: with the interpreter held it could not count at all."""
    data = np.random.default_rng(0).random((200_000, 16))
    fitting, counted = threading.Event(), []

    def count():
        fitting.wait()
        while fitting.is_set():
            counted.append(time.perf_counter())

    counter = threading.Thread(target=count)
    counter.start()
    fitting.set()
    start = time.perf_counter()
    KMeans(8, init=data[:8], n_init=1, max_iter=5, tol=0).fit(data)
    end = time.perf_counter()
    fitting.clear()
    counter.join()
    inside = [t for t in counted if start + 0.25 * (end - start) < t < start + 0.75 * (end - start)]
    assert len(inside) > 10


def test_two_threads_fit_at_once():
    models = [KMeans(3, init=X[[0, 60, 120]]) for _ in range(8)]
    threads = [threading.Thread(target=model.fit, args=(X,)) for model in models]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({model.cluster_centers_.tobytes() for model in models}) == 1


def test_a_forked_child_works():
    """The parent's pool has no threads in a child: the child must not wait for them."""
    script = """
import multiprocessing, numpy as np
from openwork.cluster import KMeans
from openwork.neighbors import NearestNeighbors
data = np.random.default_rng(0).random((20_000, 8))
def work(_):
    near = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(data).kneighbors(data[:100] + 0.01)[0].sum()
    return KMeans(16, random_state=1, max_iter=3).fit(data).inertia_, near
if __name__ == "__main__":
    here = work(0)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(work, range(2)).get(60) == [here, here]
"""
    if not hasattr(__import__("os"), "fork"):
        pytest.skip("no fork here")
    subprocess.run([sys.executable, "-W", "ignore", "-c", script], check=True, timeout=120)


def test_warnings_and_errors_are_also_scikit_learns():
    with pytest.warns(sklearn.exceptions.ConvergenceWarning, match=r"distinct clusters \(1\) found smaller than n_clusters \(3\)") as seen:
        KMeans(3).fit(np.ones((10, 2)))
    assert issubclass(seen[0].category, openwork.exceptions.ConvergenceWarning)
    assert seen[0].filename == __file__
    with pytest.raises(sklearn.exceptions.NotFittedError) as raised:
        KMeans().predict(X)
    again = pickle.loads(pickle.dumps(raised.value))
    assert isinstance(again, sklearn.exceptions.NotFittedError) and str(again) == str(raised.value)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        KMeans(3, random_state=0).fit(X)


def test_nothing_but_numpy_is_imported():
    script = """
import sys, numpy
before = set(sys.modules)
import openwork
from openwork.cluster import KMeans
from openwork.neighbors import KNeighborsClassifier
KMeans(2).fit([[0.0], [1.0], [9.0]])
KNeighborsClassifier(1).fit([[0.0], [1.0]], [0, 1]).predict([[2.0]])
try:
    KMeans().predict([[1.0]])
except openwork.exceptions.NotFittedError:
    pass
foreign = {"sklearn", "scipy", "pandas", "inspect"} & (set(sys.modules) - before)
assert not foreign, foreign
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    subprocess.run([sys.executable, "-c", "import sys, openwork; assert 'numpy' not in sys.modules"], check=True)


def test_time_of_the_import_is_printed(capsys):
    def microseconds(code, name):
        done = subprocess.run([sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=True)
        line = next(line for line in done.stderr.splitlines() if line.split("|")[-1].strip() == name)
        return int(line.split("|")[1])

    times = {
        "import openwork": microseconds("import openwork", "openwork"),
        "import openwork.cluster, beyond numpy": microseconds("import numpy, openwork.cluster", "openwork.cluster"),
        "import openwork.neighbors, beyond numpy": microseconds("import numpy, openwork.neighbors", "openwork.neighbors"),
    }
    with capsys.disabled():
        print("\n" + "\n".join(f"{what}: {us / 1000:.1f} ms" for what, us in times.items()))
    assert all(us > 0 for us in times.values())
