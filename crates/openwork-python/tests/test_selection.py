"""Model selection beside scikit-learn: the same folds, the same draws for the same seed, the same tables."""

import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn.linear_model
import sklearn.model_selection as theirs
import sklearn.neighbors
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import openwork
import openwork.model_selection as ours
from openwork.linear_model import LogisticRegression
from openwork.neighbors import KNeighborsClassifier, KNeighborsRegressor

RNG = np.random.default_rng(3)
X = RNG.normal(size=(61, 3))
LABELS = {
    "numbers": RNG.integers(0, 3, 61),
    "texts": np.array(["b", "a", "c"])[RNG.integers(0, 3, 61)],
    "sorted": np.repeat([2, 0, 1], [30, 20, 11]),
    "rare": np.r_[np.zeros(40, int), np.ones(18, int), [2, 2, 2]],
}
GROUPS = {"few": RNG.integers(0, 7, 61), "many": np.arange(61) // 2, "texts": np.array(list("abcdefghij"))[RNG.integers(0, 10, 61)]}
SEEDS = [0, 1, 42]


def same_folds(mine, other, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mine, other = list(mine.split(*arguments)), list(other.split(*arguments))
    assert len(mine) == len(other)
    for (train, test), (train_, test_) in zip(mine, other):
        np.testing.assert_array_equal(train, train_)
        np.testing.assert_array_equal(test, test_)


@pytest.mark.parametrize("k", [2, 3, 7])
def test_plain_folds_are_theirs_drawn_too(k):
    same_folds(ours.KFold(k), theirs.KFold(k), X)
    same_folds(ours.TimeSeriesSplit(k, gap=2), theirs.TimeSeriesSplit(k, gap=2), X)
    same_folds(ours.TimeSeriesSplit(k, test_size=3, max_train_size=11), theirs.TimeSeriesSplit(k, test_size=3, max_train_size=11), X)
    for seed in SEEDS:
        same_folds(ours.KFold(k, shuffle=True, random_state=seed), theirs.KFold(k, shuffle=True, random_state=seed), X)
        same_folds(ours.RepeatedKFold(n_splits=k, n_repeats=3, random_state=seed), theirs.RepeatedKFold(n_splits=k, n_repeats=3, random_state=seed), X)
        same_folds(ours.ShuffleSplit(k, random_state=seed), theirs.ShuffleSplit(k, random_state=seed), X)
        same_folds(ours.ShuffleSplit(k, test_size=9, train_size=0.3, random_state=seed), theirs.ShuffleSplit(k, test_size=9, train_size=0.3, random_state=seed), X)


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("k", [2, 3, 5])
def test_stratified_folds_are_theirs_drawn_too(labels, k):
    y = LABELS[labels]
    same_folds(ours.StratifiedKFold(k), theirs.StratifiedKFold(k), X, y)
    for seed in SEEDS:
        same_folds(ours.StratifiedKFold(k, shuffle=True, random_state=seed), theirs.StratifiedKFold(k, shuffle=True, random_state=seed), X, y)
        same_folds(ours.StratifiedShuffleSplit(k, test_size=0.3, random_state=seed), theirs.StratifiedShuffleSplit(k, test_size=0.3, random_state=seed), X, y)
        same_folds(
            ours.RepeatedStratifiedKFold(n_splits=k, n_repeats=2, random_state=seed), theirs.RepeatedStratifiedKFold(n_splits=k, n_repeats=2, random_state=seed), X, y
        )


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize("k", [2, 3, 5])
def test_group_folds_are_theirs_drawn_too(groups, k):
    g = GROUPS[groups]
    same_folds(ours.GroupKFold(k), theirs.GroupKFold(k), X, None, g)
    for seed in SEEDS:
        same_folds(ours.GroupKFold(k, shuffle=True, random_state=seed), theirs.GroupKFold(k, shuffle=True, random_state=seed), X, None, g)


def test_a_generator_is_drawn_from_in_their_order():
    one, other = np.random.RandomState(5), np.random.RandomState(5)
    for _ in range(3):
        same_folds(ours.KFold(4, shuffle=True, random_state=one), theirs.KFold(4, shuffle=True, random_state=other), X)


@pytest.mark.parametrize("options", [{}, {"test_size": 0.4}, {"train_size": 10, "test_size": 7}, {"shuffle": False}, {"stratify": LABELS["texts"], "test_size": 0.2}])
@pytest.mark.parametrize("container", [np.asarray, pd.DataFrame, lambda a: a.tolist(), __import__("scipy.sparse").sparse.csr_matrix])
def test_train_test_split_is_theirs_in_every_container(options, container):
    data, y = container(X), pd.Series(LABELS["numbers"])
    seed = {} if options.get("shuffle") is False else {"random_state": 9}
    for mine, other in zip(ours.train_test_split(data, y, **options, **seed), theirs.train_test_split(data, y, **options, **seed)):
        assert type(mine) is type(other)
        dense = lambda a: a.toarray() if hasattr(a, "toarray") else np.asarray(a)  # noqa: E731
        np.testing.assert_array_equal(dense(mine), dense(other))


@pytest.mark.parametrize(
    "make",
    [
        lambda m: m.KFold(1),
        lambda m: m.KFold(2.5),
        lambda m: m.KFold(3, random_state=1),
        lambda m: list(m.KFold(70).split(X)),
        lambda m: list(m.StratifiedKFold(50).split(X, LABELS["numbers"])),
        lambda m: list(m.StratifiedKFold(3).split(X, X[:, 0])),
        lambda m: list(m.GroupKFold(8).split(X, None, GROUPS["few"])),
        lambda m: list(m.GroupKFold(3).split(X)),
        lambda m: list(m.LeaveOneOut().split(X[:1])),
        lambda m: list(m.LeavePOut(61).split(X)),
        lambda m: list(m.TimeSeriesSplit(5, gap=60).split(X)),
        lambda m: list(m.ShuffleSplit(test_size=61).split(X)),
        lambda m: list(m.ShuffleSplit(test_size=0.7, train_size=0.6).split(X)),
        lambda m: list(m.StratifiedShuffleSplit(test_size=2).split(X, LABELS["numbers"])),
        lambda m: list(m.StratifiedShuffleSplit().split(X, np.arange(61))),
        lambda m: m.train_test_split(X, test_size=1.5),
        lambda m: m.train_test_split(X, X[:4]),
        lambda m: m.train_test_split(X, stratify=LABELS["numbers"], shuffle=False),
        lambda m: m.check_cv("five"),
    ],
)
def test_what_they_refuse_is_refused(make):
    for module in (theirs, ours):
        with pytest.raises((ValueError, TypeError)) as said:
            make(module)
        assert len(str(said.value)) > 20


PAIRS = {
    "knn": (KNeighborsClassifier(7), sklearn.neighbors.KNeighborsClassifier(7)),
    "logistic": (LogisticRegression(tol=1e-10, max_iter=1000), sklearn.linear_model.LogisticRegression(tol=1e-10, max_iter=5000)),
}


@pytest.mark.parametrize("data", [load_iris, load_wine, load_digits])
def test_scores_of_neighbours_are_theirs(data):
    x, y = data(return_X_y=True)
    mine, other = PAIRS["knn"]
    for cv in (None, 3, ours.StratifiedKFold(4, shuffle=True, random_state=2), ours.KFold(5)):
        np.testing.assert_allclose(ours.cross_val_score(mine, x, y, cv=cv), theirs.cross_val_score(other, x, y, cv=cv), rtol=0, atol=1e-12)
    # Any estimator will do: scikit-learn's on our folds, ours in a pipeline of theirs.
    np.testing.assert_array_equal(ours.cross_val_score(other, x, y), theirs.cross_val_score(other, x, y))
    piped = [make_pipeline(StandardScaler(), model) for model in (mine, other)]
    np.testing.assert_allclose(ours.cross_val_score(piped[0], x, y), theirs.cross_val_score(piped[1], x, y), rtol=0, atol=1e-12)


def test_scores_by_name_are_theirs():
    x, y = load_breast_cancer(return_X_y=True)
    x = StandardScaler().fit_transform(x)
    names = ["accuracy", "f1", "f1_macro", "precision", "recall_weighted", "balanced_accuracy", "matthews_corrcoef", "roc_auc", "average_precision"]
    names += ["neg_log_loss", "neg_brier_score"]
    mine, other = PAIRS["logistic"]
    found = ours.cross_validate(mine, x, y, scoring=names, return_train_score=True)
    wanted = theirs.cross_validate(other, x, y, scoring=names, return_train_score=True)
    for name in names:
        for side in ("test", "train"):
            np.testing.assert_allclose(found[f"{side}_{name}"], wanted[f"{side}_{name}"], atol=1e-6, err_msg=name)
    x, y = load_diabetes(return_X_y=True)
    for name in ("r2", "neg_mean_squared_error", "neg_root_mean_squared_error", "neg_mean_absolute_error", "neg_median_absolute_error"):
        scores = ours.cross_val_score(KNeighborsRegressor(9), x, y, scoring=name)
        np.testing.assert_allclose(scores, theirs.cross_val_score(sklearn.neighbors.KNeighborsRegressor(9), x, y, scoring=name), rtol=1e-12)


@pytest.mark.parametrize("method", ["predict", "predict_proba"])
def test_answers_for_all_rows_are_theirs(method):
    x, y = load_wine(return_X_y=True)
    mine, other = PAIRS["knn"]
    texts = np.array(["x", "y", "z"])[y]
    np.testing.assert_allclose(
        ours.cross_val_predict(mine, x, y, method=method), theirs.cross_val_predict(other, x, y, method=method), atol=1e-12
    )
    if method == "predict":
        assert (ours.cross_val_predict(mine, x, texts) == theirs.cross_val_predict(other, x, texts)).all()
    with pytest.raises(ValueError, match="partitions"):
        ours.cross_val_predict(mine, x, y, cv=ours.ShuffleSplit(3))


def test_the_table_of_a_grid_is_theirs():
    x, y = load_wine(return_X_y=True)
    grid = [{"n_neighbors": [1, 5, 9], "weights": ["uniform", "distance"]}, {"n_neighbors": [30]}]
    assert list(ours.ParameterGrid(grid)) == list(theirs.ParameterGrid(grid))
    mine = ours.GridSearchCV(KNeighborsClassifier(), grid, return_train_score=True).fit(x, y)
    other = theirs.GridSearchCV(sklearn.neighbors.KNeighborsClassifier(), grid, return_train_score=True).fit(x, y)
    assert set(mine.cv_results_) == set(other.cv_results_)
    for name, values in other.cv_results_.items():
        if "time" in name:
            continue
        if name == "params" or name.startswith("param_"):
            assert list(mine.cv_results_[name]) == list(values)
        else:
            np.testing.assert_allclose(mine.cv_results_[name], values, atol=1e-12, err_msg=name)
    assert (mine.best_params_, mine.best_index_) == (other.best_params_, other.best_index_)
    assert mine.best_score_ == pytest.approx(other.best_score_, abs=1e-12)
    assert (mine.predict(x) == other.predict(x)).all() and mine.score(x, y) == other.score(x, y)


class Choosy(KNeighborsClassifier):
    """Learns from a hundred rows or more."""

    def fit(self, X, y):
        if len(X) < 100:
            raise ValueError("too few")
        return super().fit(X, y)


def test_a_failing_fold_is_nan_with_a_warning_or_raises():
    x, y = load_iris(return_X_y=True)
    model = Choosy(5)
    with pytest.raises(ValueError, match="fits failed"):
        ours.cross_val_score(model, x, y, cv=2)
    with pytest.raises(ValueError):
        ours.cross_val_score(model, x, y, cv=2, error_score="raise")
    folds = [(np.arange(120), np.arange(120, 150)), (np.arange(90), np.arange(90, 150))]
    with pytest.warns(RuntimeWarning, match="1 fits failed out of a total of 2"):
        scores = ours.cross_val_score(model, x, y, cv=folds)
    assert np.isnan(scores).tolist() == [False, True]


def test_the_same_scores_for_any_number_of_threads():
    x, y = load_digits(return_X_y=True)
    before = openwork.threads()
    try:
        found = []
        for count in (1, 2, 8):
            openwork.set_threads(count)
            found.append(ours.cross_val_score(LogisticRegression(max_iter=20), x, y, scoring="neg_log_loss").tolist())
    finally:
        openwork.set_threads(before)
    assert found[0] == found[1] == found[2]


def test_scikit_learn_is_not_imported():
    code = (
        "import sys, numpy as np\n"
        "from openwork.model_selection import GridSearchCV, cross_val_score, cross_validate, train_test_split\n"
        "from openwork.neighbors import KNeighborsClassifier\n"
        "X = np.random.default_rng(0).normal(size=(60, 2)); y = np.arange(60) % 3\n"
        "train_test_split(X, y, stratify=y); cross_val_score(KNeighborsClassifier(3), X, y)\n"
        "cross_validate(KNeighborsClassifier(3), X, y, scoring=['accuracy', 'f1_macro'])\n"
        "GridSearchCV(KNeighborsClassifier(), {'n_neighbors': [1, 3]}).fit(X, y).predict(X)\n"
        "assert 'sklearn' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
