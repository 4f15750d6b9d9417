"""Linear models as scikit-learn's users know them, beside scikit-learn itself."""

import copy
import pickle

import numpy as np
import pandas
import pytest
import sklearn.linear_model as theirs
from sklearn import datasets
from sklearn.base import clone, is_regressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import openwork
from openwork.linear_model import GradientDescentRegressor, LinearRegression, Ridge

ESTIMATORS = [
    LinearRegression(),
    LinearRegression(fit_intercept=False, tol=0.0),
    Ridge(),
    Ridge(alpha=0.1, fit_intercept=False),
    GradientDescentRegressor(),
    GradientDescentRegressor("single", max_iter=200),
    GradientDescentRegressor(8, max_iter=200, standardize=True),
]


# scikit-learn looks for n_iter_ in its own Ridge with solver="sag" alone: in closed form it is None, there as here.
CLOSED = {"check_non_transformer_estimators_n_iter": "nothing is found step by step, and n_iter_ is None as in scikit-learn's"}


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@parametrize_with_checks(ESTIMATORS, expected_failed_checks=lambda estimator: CLOSED if isinstance(estimator, Ridge) else {})
def test_scikit_learns_contract(estimator, check):
    check(estimator)


SETS = {name: getattr(datasets, f"load_{name}")(return_X_y=True) for name in ("diabetes", "breast_cancer", "wine", "digits")}


def close(ours, wanted, within=1e-8):
    ours, wanted = np.asarray(ours), np.asarray(wanted)
    assert ours.shape == wanted.shape and ours.dtype == wanted.dtype, (ours.shape, wanted.shape, ours.dtype, wanted.dtype)
    assert np.abs(ours - wanted).max() <= within * np.abs(wanted).max(), np.abs(ours - wanted).max() / np.abs(wanted).max()


def weights(n):
    return np.random.default_rng(0).integers(0, 4, n).astype(float)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("several", (False, True, "column"))
@pytest.mark.parametrize("intercept", (True, False))
@pytest.mark.parametrize("weighted", (False, True))
def test_attributes_are_scikit_learns(name, several, intercept, weighted):
    X, y = SETS[name]
    y = y.astype(float)
    y = {False: y, True: np.column_stack([y, y**2]), "column": y[:, None]}[several]
    sample_weight = weights(len(X)) if weighted else None
    for kind in ("LinearRegression", "Ridge"):
        ours = globals()[kind](fit_intercept=intercept).fit(X, y, sample_weight)
        model = getattr(theirs, kind)(fit_intercept=intercept).fit(X, y, sample_weight)
        close(ours.coef_, model.coef_)
        # An intercept is the target's mean less what the features' means add up to: its error is measured against those.
        assert np.shape(ours.intercept_) == np.shape(model.intercept_)
        parts = (np.abs(model.coef_) * np.abs(X.mean(0))).sum() + np.abs(model.intercept_).max()
        assert np.abs(ours.intercept_ - model.intercept_).max() <= 1e-8 * parts
        close(ours.predict(X), model.predict(X))
        assert abs(ours.score(X, y, sample_weight) - model.score(X, y, sample_weight)) < 1e-10
        assert ours.n_features_in_ == X.shape[1] and is_regressor(ours)
        if kind == "LinearRegression":
            assert ours.rank_ == model.rank_ and ours.singular_.shape == model.singular_.shape
            close(ours.singular_[: ours.rank_], model.singular_[: ours.rank_])


def test_single_precision_gives_single_precision():
    X, y = SETS["diabetes"]
    for kind in ("LinearRegression", "Ridge"):
        ours = globals()[kind]().fit(X.astype(np.float32), y.astype(np.float32))
        model = getattr(theirs, kind)().fit(X.astype(np.float32).astype(float), y)
        assert ours.coef_.dtype == ours.predict(X.astype(np.float32)).dtype == np.float32
        assert np.abs(ours.coef_ - model.coef_).max() < 1e-6 * np.abs(model.coef_).max()


def test_single_precision_far_from_the_origin_keeps_its_digits():
    rng = np.random.default_rng(3)
    X = (rng.normal(size=(200_000, 8)) + 1e4).astype(np.float32)
    w = rng.normal(size=8)
    y = (X.astype(float) - 1e4) @ w + rng.normal(size=len(X))
    wide = LinearRegression().fit(X.astype(float), y)
    narrow = LinearRegression().fit(X, y)
    assert np.abs(narrow.coef_ - wide.coef_).max() < 1e-6 * np.abs(wide.coef_).max()
    # The intercept is near 1e4: shown in single precision, but not computed with it.
    assert np.abs(narrow.predict(X) - wide.predict(X.astype(float))).max() < 1e-5
    assert narrow.score(X, y) > 0.8
    narrow.intercept_ = np.float32(0)
    assert np.abs(narrow.predict(X[:5]) - X[:5].astype(float) @ narrow.coef_).max() < 1e-2, "what was changed counts"


def test_it_is_a_part_among_scikit_learns():
    X, y = SETS["diabetes"]
    for ours, model in ((LinearRegression(), theirs.LinearRegression()), (Ridge(3.0), theirs.Ridge(3.0))):
        np.testing.assert_allclose(cross_val_score(ours, X, y), cross_val_score(model, X, y), rtol=1e-9)
        np.testing.assert_allclose(
            make_pipeline(StandardScaler(), ours).fit(X, y).predict(X), make_pipeline(StandardScaler(), model).fit(X, y).predict(X)
        )
        assert clone(ours).get_params() == ours.get_params()
        assert set(ours.get_params()) == set(model.get_params())
    ours, model = (GridSearchCV(kind, {"alpha": [0.01, 0.1, 1, 10]}).fit(X, y) for kind in (Ridge(), theirs.Ridge()))
    assert ours.best_params_ == model.best_params_ and abs(ours.best_score_ - model.best_score_) < 1e-10


def test_copies_and_files_answer_alike(tmp_path):
    X, y = SETS["digits"]
    frame = pandas.DataFrame(X, columns=[f"p{i}" for i in range(64)])
    two = np.column_stack([y, -2.0 * y])
    for model in (LinearRegression(), Ridge(2.0), GradientDescentRegressor(standardize=True, max_iter=5, tol=0.9)):
        fitted = model.fit(frame, y if isinstance(model, GradientDescentRegressor) else two)
        assert list(fitted.feature_names_in_) == list(frame.columns)
        for other in (pickle.loads(pickle.dumps(fitted)), copy.deepcopy(fitted)):
            assert (other.predict(frame) == fitted.predict(frame)).all()
            assert not isinstance(model, LinearRegression) or (other.rank_ == 61 and (other.singular_ == fitted.singular_).all())
        fitted.save(tmp_path / "model.safetensors")
        for loaded in (type(model).load(tmp_path / "model.safetensors"), openwork.load(tmp_path / "model.safetensors")):
            assert type(loaded) is type(model) and loaded.get_params() == fitted.get_params()
            assert (loaded.predict(frame) == fitted.predict(frame)).all()


def test_an_alpha_for_each_target():
    X, y = SETS["diabetes"]
    two = np.column_stack([y, np.roll(y, 1)])
    close(Ridge([0.1, 10]).fit(X, two).coef_, theirs.Ridge([0.1, 10]).fit(X, two).coef_)
    with pytest.raises(ValueError, match="do not correspond: 2 != 1"):
        Ridge([0.1, 10]).fit(X, y)


def test_descent_comes_to_least_squares_and_can_be_watched():
    X, y = SETS["diabetes"]
    wanted = LinearRegression().fit(X, y)
    model = GradientDescentRegressor(standardize=True, tol=1e-10, max_iter=100_000).fit(X, y)
    assert model.converged_ and model.n_iter_ == len(model.loss_curve_)
    np.testing.assert_allclose(model.coef_, wanted.coef_, rtol=1e-5)
    run = GradientDescentRegressor(50, random_state=1, max_iter=3).steps(X, y)
    steps = list(run)
    assert len(steps) == run.max_steps == 27 and steps[-1].pass_ == 3 and [s.round for s in steps] == list(range(1, 28))
    assert sorted(np.concatenate([s.batch for s in steps[:9]])) == list(range(len(X)))
    same = GradientDescentRegressor(50, random_state=1, max_iter=3)
    with pytest.warns(ConvergenceWarning, match="after 3 passes"):
        same.fit(X, y)
    assert (same.coef_ == steps[-1].coef).all() and same.intercept_ == steps[-1].intercept
    assert not hasattr(GradientDescentRegressor().steps(X, y), "coef_")


def test_a_rate_too_large_is_an_error_and_no_nan():
    X, y = SETS["wine"]
    with pytest.raises(ValueError, match="learning_rate = 1e0, wanted at most"):
        GradientDescentRegressor(learning_rate=1.0).fit(X, y)
    run = GradientDescentRegressor(learning_rate=1.0).steps(X, y)
    assert all(np.isfinite(step.coef).all() and np.isfinite(step.loss) for step in run)
    assert run.diverged and not run.converged


@pytest.mark.parametrize(
    "model, words",
    [
        (LinearRegression(positive=True), "positive.*wanted False"),
        (Ridge(positive=True), "positive.*wanted False"),
        (LinearRegression(fit_intercept="yes"), "fit_intercept"),
        (LinearRegression(tol=-1), "tol"),
        (LinearRegression(n_jobs="two"), "n_jobs"),
        (Ridge(alpha=-1), "alpha"),
        (Ridge(alpha="much"), "alpha"),
        (Ridge(alpha=np.nan), "alpha"),
        (Ridge(solver="guess"), "solver"),
        (Ridge(solver="lbfgs"), "lbfgs"),
        (Ridge(max_iter=0), "max_iter"),
        (GradientDescentRegressor(0), "batch"),
        (GradientDescentRegressor("some"), "batch"),
        (GradientDescentRegressor(learning_rate=0.0), "learning_rate"),
        (GradientDescentRegressor(max_iter=0), "max_iter"),
        (GradientDescentRegressor(tol=-1.0), "tol"),
    ],
)
def test_settings_outside_their_domain_are_refused(model, words):
    X, y = SETS["wine"]
    with pytest.raises(ValueError, match=words):
        model.fit(X, y)


def test_bad_data_is_refused():
    X, y = SETS["wine"]
    y = y.astype(float)
    for bad in (np.nan, np.inf, -np.inf):
        spoilt, wrong = X.copy(), y.copy()
        spoilt[3, 4], wrong[5] = bad, bad
        for model in (LinearRegression(), Ridge(), GradientDescentRegressor()):
            with pytest.raises(ValueError, match="row 3, column 4"):
                model.fit(spoilt, y)
            with pytest.raises(ValueError, match="NaN or infinity"):
                model.fit(X, wrong)
    for model in (LinearRegression(), Ridge()):
        for weight, words in (([1.0], "shape"), (-np.ones(178), "wanted finite numbers >= 0"), (np.zeros(178), "at least one weight")):
            with pytest.raises(ValueError, match=words):
                model.fit(X, y, sample_weight=weight)
        with pytest.raises(ValueError, match="inconsistent numbers of samples"):
            model.fit(X, y[:-1])
        with pytest.raises(ValueError, match="target y is None"):
            model.fit(X, None)
        with pytest.raises(AttributeError):
            model.singular_


def test_any_number_of_threads_gives_the_same_bits():
    X = np.random.default_rng(1).normal(size=(30_000, 20))
    y = X @ np.arange(20.0) + 1
    found = []
    for count in (1, 2, 8):
        openwork.set_threads(count)
        model = LinearRegression().fit(X, y)
        found.append((model.coef_.tobytes(), model.predict(X).tobytes(), Ridge().fit(X, y).coef_.tobytes()))
    openwork.set_threads(None)
    assert found[0] == found[1] == found[2]
