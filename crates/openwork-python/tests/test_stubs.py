"""The stubs say what the package is: checked against the package, by mypy, and against the library's own registry."""

import inspect
import pathlib
import subprocess
import sys

import pytest

import openwork
import openwork.cluster
import openwork.distributions
import openwork.linear_model
import openwork.metrics
import openwork.model_selection
import openwork.neighbors
import openwork.nn.functional
import openwork.optim
import openwork.optim.lr_scheduler
import openwork.text
import openwork.train

ESTIMATORS = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (openwork.cluster, openwork.linear_model, openwork.model_selection, openwork.neighbors, openwork.train)
    for name in module.__all__
    if hasattr(getattr(module, name), "get_params")
}
# Metrics are functions: what the registry's settings are held against are their parameters.
MODULES = (openwork.distributions, openwork.metrics, openwork.nn.functional, openwork.text)
FUNCTIONS = {f"{module.__name__}.{name}": getattr(module, name) for module in MODULES for name in module.__all__}
FUNCTIONS |= {f"{module.__name__}.{name}": getattr(module, name) for module in (openwork.optim, openwork.optim.lr_scheduler) for name in module.__all__}
FUNCTIONS["openwork.Tensor"] = openwork.Tensor
FUNCTIONS["openwork.model_selection.cross_validate"] = openwork.model_selection.cross_validate

USAGE = '''
import numpy as np
from numpy.typing import NDArray

import openwork
from openwork.cluster import KMeans, MiniBatchKMeans
from openwork.datasets import load_iris
from openwork.distributions import Gamma, Normal
from openwork.distributions import rank as likeliest_of
from openwork.metrics import accuracy_score, bootstrap_interval, classification_report, f1_score, log_loss, r2_score, roc_auc_score, roc_curve
from openwork.linear_model import GradientDescentRegressor, LinearRegression, LogisticRegression, Ridge
from openwork.model_selection import GridSearchCV, KFold, StratifiedKFold, cross_val_score
from openwork.metrics import BLEUScore, corpus_bleu, paired_bootstrap, sentence_ter
from openwork.metrics import perplexity, ranking, rouge
from openwork.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors
from openwork.text import Pipeline, PorterStemmer, SnowballStemmer, WordNetLemmatizer, remove_emoji, remove_stop_words, word_spans, word_tokenize

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
accuracy: float = accuracy_score(["a", "b"], ["a", "a"])
each: NDArray[np.float64] = f1_score([0, 1], [0, 1], average=None)
one: float = f1_score([0, 1], [0, 1], average="macro", zero_division=0)
report: str = classification_report([0, 1], [0, 1])
scores = classification_report([0, 1], [0, 1], output_dict=True)["macro avg"]
fpr, tpr, thresholds = roc_curve([0, 1], [0.1, 0.9])
low: float = bootstrap_interval(roc_auc_score, [0, 1, 0, 1], [0.1, 0.9, 0.2, 0.8], n_samples=9, random_state=0).low
loss: float = log_loss([0, 1], [0.1, 0.9]) + r2_score(X[:, 0], X[:, 0])
judged: BLEUScore = corpus_bleu(["a"], [["a", None]], tokenize="intl", n_bootstrap=100)
matched: list[int] = judged.counts
edits: int = sentence_ter("a", "b").num_edits
p: float = paired_bootstrap(["a"], ["b"], ["a"], metric="chrf", word_order=2).p_value
recall: float = rouge(["a b"], ["a"], use_stemmer=True).mean["rouge1"].recall
found: dict[str, float] = ranking({"q": {"a": 1}}, {"q": {"a": 0.5}}, "map").mean
doubt: float = perplexity([-1.0]).value
density: float = Normal(0.0, std=2.0).pdf(1.0) + Gamma(2.0, rate=3.0).mean()
draws: NDArray[np.float64] = Gamma.fit([1.0, 2.0, 4.0]).rvs((2, 3), seed=1)
likeliest: float = likeliest_of([1.0, 2.0, 4.0], [Normal, Gamma]).fitted[0].aic
stem: str = PorterStemmer(mode="ORIGINAL_ALGORITHM").stem("words")
kept: list[str] = remove_stop_words(word_tokenize(remove_emoji("a b", keep_text=True), preserve_line=True), ["a"])
starts: list[int] = [token.start for token in word_spans("a b")] + [len(step.after) for step in Pipeline().steps("a")]
forms: list[str] = SnowballStemmer("german").stem_all(["a"]) + [WordNetLemmatizer().explain("a", pos="n").by]
KNeighborsRegressor(3, weights=lambda d: 1 / (1 + d)).fit(X, X[:, 0]).save("model.safetensors")
logistic: LogisticRegression = LogisticRegression(C=2.0, solver="newton", class_weight={0: 2.0}).fit(X, [0, 1] * 4 + [0])
folds: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = list(KFold(3, shuffle=True, random_state=0).split(X))
each_fold: NDArray[np.float64] = cross_val_score(KNeighborsClassifier(3), X, [0, 1] * 4 + [0], cv=StratifiedKFold(2))
best: float = GridSearchCV(KNeighborsClassifier(), {"n_neighbors": [1, 2]}, cv=2).fit(X, [0, 1] * 4 + [0]).best_score_
shares: NDArray[np.float64] = logistic.predict_proba(X)
losses: list[float] = [step.loss for step in logistic.steps(X, [0, 1] * 4 + [0])]
line: float = LinearRegression(fit_intercept=False).fit(X, X[:, 0]).score(X, X[:, 0])
rank: int = LinearRegression().fit(X, X).rank_
Ridge([1.0, 2.0]).fit(X, X, sample_weight=[1.0] * 9).save("model.safetensors")
descent: list[float] = [step.loss for step in GradientDescentRegressor("single", learning_rate=0.1).steps(X, X[:, 0])]
'''
WRONG = {
    "KMeans(clusters=3)": "call-arg",
    'KMeans(algorithm="hamerly")': "arg-type",
    "KNeighborsClassifier(3).fit([[0.0]])": "call-arg",
    'x: str = KMeans(3).inertia_': "assignment",
    'f1_score([0], [0], average="mean")': "call-overload",
    "LinearRegression(intercept=True)": "call-arg",
    'GradientDescentRegressor("some")': "arg-type",
}


def mypy(*arguments, cwd):
    return subprocess.run([sys.executable, "-m", *arguments], cwd=cwd, capture_output=True, text=True)


def test_mypy_strict_accepts_what_is_right_and_sees_what_is_wrong(tmp_path):
    (tmp_path / "right.py").write_text(USAGE)
    done = mypy("mypy", "--strict", "right.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    imports = "from openwork.cluster import KMeans\nfrom openwork.neighbors import KNeighborsClassifier\nfrom openwork.metrics import f1_score\n"
    imports += "from openwork.linear_model import GradientDescentRegressor, LinearRegression\n"
    (tmp_path / "wrong.py").write_text(imports + "\n".join(WRONG) + "\n")
    done = mypy("mypy", "--strict", "wrong.py", cwd=tmp_path)
    for line, (code, error) in enumerate(WRONG.items(), start=imports.count("\n") + 1):
        assert any(text.startswith(f"wrong.py:{line}:") and f"[{error}]" in text for text in done.stdout.splitlines()), (code, done.stdout)


def test_the_stubs_are_those_of_this_package(tmp_path):
    allowed = tmp_path / "allowed"
    # The constructor of the native classes is __new__, which Python shows without its parameters.
    native = "openwork\\._openwork\\..*\\.__new__\nopenwork\\._openwork\\.__all__\n"
    # What the search hands on to its best estimator is there only where that estimator has it.
    handed_on = "openwork\\.model_selection\\.(_search\\.)?GridSearchCV\\.(decision_function|inverse_transform|predict|predict_log_proba|predict_proba|score_samples|transform)\n"
    allowed.write_text(native + handed_on)
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
    ("penalty", "'deprecated'"): "l2",  # l1_ratio = 0, which is L2
    ("solver", "'lbfgs'"): "auto",  # auto is L-BFGS for the default penalty
    ("fit_intercept", "True"): "true",
    ("class_weight", "None"): "uniform",
    ("standardize", "False"): "false",
    ("learning_rate", "None"): "a safe one, from the data",
    ("hidden", "(64,)"): "64",
    ("standardize", "True"): "true",
    ("clip_norm", "None"): "none",
    ("clip_value", "None"): "none",
    ("patience", "None"): "none",
    ("metric", "'minkowski'"): "euclidean",  # minkowski with the default p of 2 is euclidean
}


@pytest.mark.parametrize("entry, name", ROWS)
def test_parameters_and_defaults_are_the_registrys(entry, name):
    assert name in ESTIMATORS or name in FUNCTIONS, f"{name} is in the library's registry"
    parameters = inspect.signature(ESTIMATORS.get(name) or FUNCTIONS[name]).parameters
    for setting in entry["settings"]:
        if name in FUNCTIONS:
            # A setting of a chapter's metrics belongs to those that know it; their defaults are compared with scikit-learn's.
            assert any(setting["python"] in inspect.signature(FUNCTIONS[f]).parameters for f in named(entry["python"])), setting
            continue
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
