"""Logistic regression: scikit-learn's answers, its manners, and what breaks others."""

import pickle
import warnings

import numpy as np
import pytest
import sklearn.exceptions
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.linear_model import LogisticRegression as Theirs
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, scale

import openwork
from openwork.linear_model import LogisticRegression, LogisticRegressionStep

SETS = {"breast_cancer": load_breast_cancer, "wine": load_wine, "iris": load_iris, "digits": load_digits}
SOLVERS = ["lbfgs", "newton-cg", "newton-cholesky", "sag", "saga", "auto", "newton", "proximal"]


def data(name, scaled=True):
    X, y = SETS[name](return_X_y=True)
    return (scale(X) if scaled else X), y


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("C", [1e-3, 1.0, 1e3])
def test_coefficients_are_scikit_learns(name, C):
    X, y = data(name)
    ours = LogisticRegression(C=C, tol=1e-10 / max(C, 1), max_iter=5000).fit(X, y)
    theirs = Theirs(C=C, tol=1e-10, max_iter=500, solver="newton-cholesky").fit(X, y)
    assert ours.converged_ and ours.coef_.shape == theirs.coef_.shape
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-6 * np.abs(theirs.coef_).max())
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, atol=1e-6 * np.abs(theirs.coef_).max())
    assert (ours.predict(X) == theirs.predict(X)).all()
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-7)
    assert ours.score(X, y) == theirs.score(X, y)


@pytest.mark.parametrize("name", ["breast_cancer", "wine"])
def test_raw_features_converge_where_scikit_learns_lbfgs_does_not(name):
    X, y = data(name, scaled=False)
    with pytest.warns(sklearn.exceptions.ConvergenceWarning):
        Theirs().fit(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours = LogisticRegression(tol=1e-8, max_iter=500).fit(X, y)
    theirs = Theirs(solver="newton-cholesky", tol=1e-10).fit(X, y)
    np.testing.assert_allclose(ours.coef_ * X.std(0), theirs.coef_ * X.std(0), atol=1e-4)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("name", ["breast_cancer", "wine"])
def test_every_solver_reaches_the_same_minimum(solver, name):
    X, y = data(name)
    wanted = Theirs(solver="newton-cholesky", tol=1e-10, max_iter=500).fit(X, y)
    ours = LogisticRegression(solver=solver, tol=1e-8, max_iter=20000).fit(X, y)
    np.testing.assert_allclose(ours.coef_, wanted.coef_, atol=1e-5)


@pytest.mark.parametrize("ratio", [1.0, 0.4])
def test_l1_and_elastic_net_are_sagas(ratio):
    X, y = data("wine")
    theirs = Theirs(solver="saga", l1_ratio=ratio, C=0.3, tol=1e-9, max_iter=100_000, random_state=0).fit(X, y)
    for solver in ("saga", "proximal", "newton"):
        ours = LogisticRegression(solver=solver, l1_ratio=ratio, C=0.3, tol=1e-8, max_iter=20000).fit(X, y)
        np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-5)
        assert ((ours.coef_ == 0) == (theirs.coef_ == 0)).all()


@pytest.mark.parametrize("ratio", [0.0, 1.0])
@pytest.mark.parametrize("scaling", [1, 5.0])
def test_liblinear_penalises_the_intercept_as_scikit_learns(ratio, scaling):
    X, y = data("breast_cancer")
    settings = dict(solver="liblinear", l1_ratio=ratio, C=0.5, intercept_scaling=scaling, random_state=0)
    theirs = Theirs(tol=1e-10, max_iter=10_000, **settings).fit(X, y)
    ours = LogisticRegression(tol=1e-9, max_iter=10_000, **settings).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-4)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, atol=1e-4)


def test_weights_of_classes_and_rows():
    X, y = data("wine")
    names = np.array(["red", "rosé", "white"])[y]
    weights = np.random.default_rng(0).uniform(0, 2, len(y))
    for class_weight in ("balanced", {"red": 3, "white": 0.5}, None):
        theirs = Theirs(class_weight=class_weight, tol=1e-10, solver="newton-cholesky").fit(X, names, weights)
        ours = LogisticRegression(class_weight=class_weight, tol=1e-9, max_iter=1000).fit(X, names, weights)
        np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-6)
        assert (ours.predict(X) == theirs.predict(X)).all() and ours.classes_.tolist() == theirs.classes_.tolist()
    with pytest.raises(ValueError, match="not in class_weight"):
        LogisticRegression(class_weight={"red": 1, "blue": 2}).fit(X, names)


def test_the_steps_are_those_of_the_fit():
    X, y = data("iris")
    for solver in ("lbfgs", "newton", "proximal", "gradient", "minibatch"):
        model = LogisticRegression(solver=solver, random_state=3, max_iter=7, tol=0)
        with pytest.warns(openwork.exceptions.ConvergenceWarning, match=f"{solver} failed to converge after 7 iterations"):
            model.fit(X, y)
        run = model.steps(X, y)
        assert run.max_steps == 7 and run.loss == pytest.approx(np.log(3)) and not run.coef.any()
        steps = list(run)
        assert all(isinstance(step, LogisticRegressionStep) for step in steps)
        assert [step[:5] for step in steps] == model.history_
        assert steps[-1].coef.tobytes() == model.coef_.tobytes() and steps[-1].intercept.tobytes() == model.intercept_.tobytes()
        assert run.loss == model.objective_ == steps[-1].loss
        assert not hasattr(LogisticRegression().fit(X, y).steps(X, y), "coef_")


def test_pipelines_searches_clones_and_pickles():
    X, y = data("breast_cancer", scaled=False)
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(tol=1e-8, max_iter=500))
    ours = cross_val_score(pipeline, X, y, cv=5)
    theirs = cross_val_score(make_pipeline(StandardScaler(), Theirs(tol=1e-8, max_iter=500)), X, y, cv=5)
    np.testing.assert_array_equal(ours, theirs)
    search = GridSearchCV(pipeline, {"logisticregression__C": [0.01, 1, 100]}, cv=3, n_jobs=2).fit(X, y)
    wanted = GridSearchCV(make_pipeline(StandardScaler(), Theirs(tol=1e-8, max_iter=500)), {"logisticregression__C": [0.01, 1, 100]}, cv=3).fit(X, y)
    assert search.best_params_ == wanted.best_params_ and search.best_score_ == pytest.approx(wanted.best_score_)
    model = LogisticRegression(C=3).fit(X, y)
    assert clone(model).get_params() == model.get_params()
    again = pickle.loads(pickle.dumps(model))
    assert again.predict_proba(X).tobytes() == model.predict_proba(X).tobytes()


def test_files_answer_with_the_same_bits(tmp_path):
    X, y = data("wine")
    for kind in (np.float64, np.float32):
        model = LogisticRegression(C=2.5).fit(X.astype(kind), np.array(["a", "b", "c"])[y])
        model.save(tmp_path / "m.safetensors")
        again = openwork.load(tmp_path / "m.safetensors")
        assert isinstance(again, LogisticRegression) and again.C == 2.5 and again.converged_
        assert again.coef_.dtype == kind and again.coef_.tobytes() == model.coef_.tobytes()
        assert again.predict_proba(X.astype(kind)).tobytes() == model.predict_proba(X.astype(kind)).tobytes()
        assert again.predict(X.astype(kind)).tolist() == model.predict(X.astype(kind)).tolist()


def test_any_number_of_threads_gives_the_same_bits():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20_000, 30))
    y = (X[:, 0] + rng.normal(size=20_000) > 0).astype(int) + (X[:, 1] > 1)
    seen = set()
    try:
        for threads in (1, 2, 8):
            openwork.set_threads(threads)
            for classes in (y, y > 0):
                model = LogisticRegression(max_iter=5, tol=1e-2).fit(X, classes)
                seen.add((classes is y, model.coef_.tobytes(), model.objective_, model.predict_proba(X).tobytes()))
    finally:
        openwork.set_threads(None)
    assert len(seen) == 2


def test_scores_of_ten_thousand_are_finite():
    X, y = data("iris")
    for kept in (slice(None), y < 2):
        model = LogisticRegression().fit(X[kept], y[kept])
        far = X[kept] * 1e4
        shares, logs = model.predict_proba(far), model.predict_log_proba(far)
        assert np.isfinite(shares).all() and np.isfinite(logs).all()
        np.testing.assert_allclose(shares.sum(1), 1)


def test_separable_data():
    X, y = np.array([[-2.0], [-1], [1], [2]]), [0, 0, 1, 1]
    assert LogisticRegression().fit(X, y).converged_
    with pytest.warns(openwork.exceptions.ConvergenceWarning):
        model = LogisticRegression(C=np.inf, tol=0, max_iter=20).fit(X, y)
    assert np.isfinite(model.coef_).all() and model.score(X, y) == 1


@pytest.mark.parametrize("solver", ["lbfgs", "newton", "proximal"])
def test_what_breaks_others(solver):
    rng = np.random.default_rng(1)
    wide = rng.normal(size=(10, 40))
    constant = np.hstack([wide[:, :2], np.full((10, 1), 7.0), np.zeros((10, 1))])
    y = np.arange(10) % 2
    for X in (wide, constant, np.repeat(constant, 3, axis=0)[:10], wide + 1e6, wide * 1e-12, wide * 1e12):
        model = LogisticRegression(solver=solver, max_iter=500).fit(X, y)
        assert np.isfinite(model.coef_).all() and np.isfinite(model.predict_proba(X)).all()


def test_settings_are_refused_with_what_was_wanted():
    X, y = data("iris")
    for settings, said in [
        ({"C": 0}, "'C' parameter"),
        ({"C": -1.0}, "'C' parameter"),
        ({"C": "1"}, "'C' parameter"),
        ({"tol": -1}, "'tol' parameter"),
        ({"max_iter": -1}, "'max_iter' parameter"),
        ({"solver": "cg"}, "'solver' parameter"),
        ({"l1_ratio": 2}, "'l1_ratio' parameter"),
        ({"l1_ratio": 1}, "Solver lbfgs supports only 'l2' or None penalties, got l1 penalty."),
        ({"class_weight": "even"}, "'class_weight' parameter"),
        ({"learning_rate": 0, "solver": "gradient"}, "'learning_rate' parameter"),
        ({"batch_size": 0}, "'batch_size' parameter"),
        ({"fit_intercept": 1}, "'fit_intercept' parameter"),
        ({"solver": "liblinear"}, "does not support multiclass"),
        ({"dual": True}, "dual=False"),
    ]:
        with pytest.raises(ValueError, match=said.replace("(", "\\(")):
            LogisticRegression(**settings).fit(X, y)
    with pytest.raises(ValueError, match="at least 2 classes"):
        LogisticRegression().fit(X, np.zeros(150, int))
    for bad in (np.nan, np.inf):
        broken = X.copy()
        broken[3, 2] = bad
        with pytest.raises(ValueError, match="row 3, column 2"):
            LogisticRegression().fit(broken, y)
        with pytest.raises(ValueError, match="row 3, column 2"):
            LogisticRegression().fit(X, y).predict(broken)


def test_warm_start_goes_on_where_the_last_fit_ended():
    X, y = data("wine")
    model = LogisticRegression(warm_start=True, tol=1e-6, max_iter=1000).fit(X, y)
    first = model.n_iter_[0]
    assert model.fit(X, y).n_iter_[0] <= 1 < first
    assert model.n_iter_.dtype == np.int32 and model.n_iter_.shape == (1,)
