"""The stubs say what the package is: checked against the package, by mypy, and against the library's own registry."""

import inspect
import pathlib
import subprocess
import sys

import pytest

import openwork
import openwork.cluster
import openwork.neighbors

ESTIMATORS = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (openwork.cluster, openwork.neighbors)
    for name in module.__all__
    if hasattr(getattr(module, name), "get_params")
}

USAGE = '''
import numpy as np
from numpy.typing import NDArray

import openwork
from openwork.cluster import KMeans, MiniBatchKMeans
from openwork.datasets import load_iris
from openwork.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors

openwork.set_threads(2)
X: NDArray[np.float64] = np.zeros((9, 2))
model: KMeans = KMeans(3, init="random", random_state=0).fit(X)
labels: NDArray[np.int32] = model.predict(X)
for step in model.steps(X):
    inertia: float = step.inertia
    centers = step.centers
stream: MiniBatchKMeans = MiniBatchKMeans(2, max_no_improvement=None).partial_fit(X).partial_fit(X)
averages: list[float | None] = [step.average for step in stream.steps(X)]
known = NearestNeighbors(n_neighbors=2).fit(X)
visits: list[str] = [step.visit for step in known.steps(X[:1])]
distances, rows = NearestNeighbors(n_neighbors=2).fit(X).kneighbors(X)
only: NDArray[np.int64] = NearestNeighbors().fit(X).kneighbors(X, return_distance=False)
share: float = KNeighborsClassifier(3, weights="distance").fit(X, [0] * 9).score(X, [0] * 9)
KNeighborsRegressor(3, weights=lambda d: 1 / (1 + d)).fit(X, X[:, 0]).save("model.safetensors")
'''
WRONG = {
    "KMeans(clusters=3)": "call-arg",
    'KMeans(algorithm="hamerly")': "arg-type",
    "KNeighborsClassifier(3).fit([[0.0]])": "call-arg",
    'x: str = KMeans(3).inertia_': "assignment",
}


def mypy(*arguments, cwd):
    return subprocess.run([sys.executable, "-m", *arguments], cwd=cwd, capture_output=True, text=True)


def test_mypy_strict_accepts_what_is_right_and_sees_what_is_wrong(tmp_path):
    (tmp_path / "right.py").write_text(USAGE)
    done = mypy("mypy", "--strict", "right.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    imports = "from openwork.cluster import KMeans\nfrom openwork.neighbors import KNeighborsClassifier\n"
    (tmp_path / "wrong.py").write_text(imports + "\n".join(WRONG) + "\n")
    done = mypy("mypy", "--strict", "wrong.py", cwd=tmp_path)
    for line, (code, error) in enumerate(WRONG.items(), start=3):
        assert any(text.startswith(f"wrong.py:{line}:") and f"[{error}]" in text for text in done.stdout.splitlines()), (code, done.stdout)


def test_the_stubs_are_those_of_this_package(tmp_path):
    allowed = tmp_path / "allowed"
    # The constructor of the native classes is __new__, which Python shows without its parameters.
    allowed.write_text("openwork\\._openwork\\..*\\.__new__\nopenwork\\._openwork\\.__all__\n")
    done = mypy("mypy.stubtest", "openwork", "--allowlist", str(allowed), "--ignore-unused-allowlist", "--ignore-disjoint-bases", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_is_marked_as_typed():
    folder = pathlib.Path(openwork.__file__).parent
    assert (folder / "py.typed").exists()
    public = {p.stem for p in folder.glob("*.py") if not p.stem.startswith("_")} | {"__init__", "_openwork"}
    assert public <= {p.stem for p in folder.glob("*.pyi")}


def named(python):
    """`a.{B, C}` as `a.B` and `a.C`."""
    module, _, names = python.partition(".{")
    return [f"{module}.{name.strip()}" for name in names.rstrip("}").split(",")] if names else [python]


ROWS = [pytest.param(entry, name, id=name) for entry in openwork.registry() for name in named(entry["python"])]

# Where Python's default is not the library's: scikit-learn's word for it.
OTHER = {
    ("n_init", "'auto'"): "1",  # auto is 1 for the default start
    ("random_state", "None"): "0",  # a fresh seed, as scikit-learn has it, where the library is repeatable by default
    ("init_size", "None"): "3 batches",  # None is that
    ("metric", "'minkowski'"): "euclidean",  # minkowski with the default p of 2 is euclidean
}


@pytest.mark.parametrize("entry, name", ROWS)
def test_parameters_and_defaults_are_the_registrys(entry, name):
    assert name in ESTIMATORS, f"{name} is in the library's registry"
    parameters = inspect.signature(ESTIMATORS[name]).parameters
    for setting in entry["settings"]:
        if setting["python"] not in parameters:
            assert (setting["python"], name.split(".")[-1]) == ("weights", "NearestNeighbors"), setting
            continue
        default = parameters[setting["python"]].default
        wanted = OTHER.get((setting["python"], repr(default)), setting["default"])
        if isinstance(default, (int, float)) and not isinstance(default, bool):
            assert float(wanted) == default, setting
        elif (setting["python"], repr(default)) not in OTHER:
            assert wanted == str(default), setting
        else:
            assert wanted == setting["default"], setting


def test_every_estimator_is_in_the_registry():
    assert set(ESTIMATORS) <= {name for entry in openwork.registry() for name in named(entry["python"])}
