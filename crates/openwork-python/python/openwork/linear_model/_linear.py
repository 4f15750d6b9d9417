"""Linear regression, ridge regression, and gradient descent on the squared error."""

import json as _json
import warnings as _warnings
from typing import NamedTuple as _NamedTuple

import numpy as _np

from .. import _data, _openwork
from .._base import Estimator as _Estimator
from ..exceptions import ConvergenceWarning as _ConvergenceWarning
from ..exceptions import DataConversionWarning as _DataConversionWarning
from ..exceptions import _also_sklearns


class Linear(_Estimator):
    """What all linear models share: everything after the fit. ``_linear`` is the native half, in double precision."""

    _multiple = True

    def _xy(self, X, y):
        """The checked table, the targets in columns, and the shape in which they came."""
        if y is None:
            raise ValueError(f"requires y to be passed, but the target y is None: {type(self).__name__} wanted a number for each row")
        X = _data.matrix(self, X, reset=True)
        y = _data.targets(y)
        if y.ndim == 2 and not self._multiple:
            if y.shape[1] != 1:
                raise ValueError(f"y should be a 1d array, got an array of shape {y.shape} instead: {type(self).__name__} fits one target")
            _warnings.warn(
                "A column-vector y was passed when a 1d array was expected: y of shape (n_samples, 1) is taken for y.ravel().",
                _also_sklearns(_DataConversionWarning),
                stacklevel=3,
            )
            y = y.ravel()
        if len(y) != len(X):
            raise ValueError(f"Found input variables with inconsistent numbers of samples: X has {len(X)} rows, y has {len(y)}")
        columns = _np.ascontiguousarray(y.reshape(len(y), -1), dtype=_np.float64)
        if not _np.isfinite(columns).all():
            raise ValueError("Input y contains NaN or infinity, wanted finite numbers; drop such rows first")
        return X, columns, y.ndim

    def _flag(self, name):
        value = getattr(self, name)
        if not isinstance(value, (bool, _np.bool_)):
            self._refuse(name, "True or False")
        return bool(value)

    def _closed(self):
        """Checks the parameters that scikit-learn has and that change nothing here, or that cannot be had."""
        self._flag("copy_X")
        if self._flag("positive"):
            self._refuse("positive", "False: coefficients held above zero are not offered; scipy.optimize.nnls finds them")

    def _keep(self, linear, dtype, dimensions):
        """Takes a fitted model over: in the dtype of X, one row of coefficients a target, or a vector for a vector."""
        self._linear = linear
        coef, intercept = linear.coef, linear.intercept
        if dtype == _np.float32:
            coef, intercept = coef.astype(dtype), intercept.astype(dtype)
        self.coef_ = coef[0] if dimensions == 1 else coef
        self.intercept_ = intercept[0] if dimensions == 1 else intercept
        return self

    def predict(self, X):
        """The answer for each row of ``X``, shaped as y was at the fit."""
        self._require("coef_")
        X = _data.matrix(self, X, reset=False)
        coef = _np.asarray(self.coef_)
        dimensions, narrow = coef.ndim, X.dtype == coef.dtype == _np.float32
        coef = coef.reshape(-1, X.shape[1])
        intercept = _np.broadcast_to(_np.asarray(self.intercept_).ravel(), coef.shape[:1])
        linear = self.__dict__.get("_linear")
        if coef.dtype == _np.float32 and linear is not None:
            wide, offset = linear.coef, linear.intercept
            # Single precision is how the numbers are shown; unless they were changed since, the answers come from the wide ones.
            if wide.shape == coef.shape and (wide.astype(_np.float32) == coef).all() and (offset.astype(_np.float32) == intercept).all():
                coef, intercept = wide, offset
        coef, intercept = (_np.ascontiguousarray(v, dtype=_np.float64) for v in (coef, intercept))
        answers = _openwork.linear_predict(X, coef, intercept)
        if narrow:
            answers = answers.astype(_np.float32)
        return answers.ravel() if dimensions == 1 else answers

    def score(self, X, y, sample_weight=None):
        """R²: 1 - (squared errors) / (squared deviations from the mean); for several targets their mean."""
        return _data.r2(_data.targets(y), self.predict(X), sample_weight)

    def save(self, path):
        """Writes the model to a file (safetensors), whole or not at all; ``openwork predict`` reads it too."""
        self._require("coef_")
        own = {"fitted_by": self._id, "python_answers": [_np.asarray(self.coef_).dtype.str, _np.asarray(self.coef_).ndim]}
        self._linear.save(path, self._notes(**own))

    @classmethod
    def load(cls, path):
        """The fitted model of a file that ``save``, the library or the command wrote."""
        linear, text = _openwork.Linear.load(path)
        notes = _json.loads(text)
        if cls is Linear:
            cls = next((kind for kind in (Ridge, GradientDescentRegressor) if kind._id == notes.get("fitted_by")), LinearRegression)
        model, notes = cls._restored(text)
        dtype, dimensions = notes.get("python_answers") or ("<f8", 2 - (linear.coef.shape[0] == 1))
        model.n_features_in_ = linear.coef.shape[1]
        return model._keep(linear, _np.dtype(dtype), dimensions)

    def __sklearn_tags__(self):
        from sklearn.utils import RegressorTags

        tags = self._tags(estimator_type="regressor", regressor_tags=RegressorTags())
        tags.target_tags.required = True
        tags.target_tags.multi_output = self._multiple
        return tags


class LinearRegression(Linear):
    """Least squares in closed form. A drop-in for ``sklearn.linear_model.LinearRegression``.

    Everything is computed in double precision, whatever X is.

    Parameters
    ----------
    fit_intercept : bool, default=True
        Whether the answer may be other than 0 where all features are 0.
    copy_X : bool, default=True
        Accepted; X is never changed.
    tol : float, default=1e-6
        Singular values of the centred features of at most ``tol`` times the largest count as zero.
    n_jobs : None or int, default=None
        Accepted; ``openwork.set_threads`` says how many threads work.
    positive : bool, default=False
        True is refused: coefficients held above zero are not offered.

    Attributes
    ----------
    coef_ : array, shape (n_features,), or (n_targets, n_features) for a two-dimensional y
    intercept_ : float, or array of shape (n_targets,)
    rank_ : int, the rank of the centred features
    singular_ : array, shape (min(n_samples, n_features),), found when first asked for
    n_features_in_, feature_names_in_
    """

    _id = "linear_regression"

    def __init__(self, *, fit_intercept=True, copy_X=True, tol=1e-6, n_jobs=None, positive=False):
        self.fit_intercept = fit_intercept
        self.copy_X = copy_X
        self.tol = tol
        self.n_jobs = n_jobs
        self.positive = positive

    def fit(self, X, y, sample_weight=None):
        """Fits ``y``, shape (n,) or (n, targets), by the rows of ``X``, shape (n, d); rows count by their weight."""
        intercept, tol = self._flag("fit_intercept"), self._number("tol", 0)
        self._closed()
        if self.n_jobs is not None:
            self._integer("n_jobs", -(1 << 31))
        X, y, dimensions = self._xy(X, y)
        linear = _openwork.linear_fit(X, y, _data.sample_weight(sample_weight, len(X)), intercept, tol)
        self.__dict__.pop("singular_", None)
        self._keep(linear, X.dtype, dimensions)
        if not intercept:
            self.intercept_ = 0.0
        self.rank_ = linear.rank
        return self

    def __getattr__(self, name):
        linear = self.__dict__.get("_linear")
        if name == "rank_" and linear is not None and linear.rank is not None:
            return linear.rank
        if name == "singular_" and linear is not None and (values := linear.singular_values()) is not None:
            self.singular_ = _np.asarray(values, dtype=_np.asarray(self.coef_).dtype)
            return self.singular_
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


_SOLVERS = ("auto", "svd", "cholesky", "lsqr", "sparse_cg", "sag", "saga", "lbfgs")


class Ridge(Linear):
    """Ridge regression: least squares that pays for long coefficients. A drop-in for ``sklearn.linear_model.Ridge``.

    Everything is computed in closed form and double precision, whatever X is.

    Parameters
    ----------
    alpha : float or array of shape (n_targets,), default=1.0
        What a unit of the coefficients' squared length costs; the intercept costs nothing.
    fit_intercept : bool, default=True
        Whether the answer may be other than 0 where all features are 0.
    copy_X : bool, default=True
        Accepted; X is never changed.
    max_iter, tol, random_state
        Accepted; nothing is found step by step or by chance.
    solver : str, default='auto'
        Accepted, any of scikit-learn's but 'lbfgs': all of them look for the one answer that is given here.
    positive : bool, default=False
        True is refused: coefficients held above zero are not offered.

    Attributes
    ----------
    coef_ : array, shape (n_features,) for one target, (n_targets, n_features) for several
    intercept_ : float, or array of shape (n_targets,) for a two-dimensional y
    n_iter_ : None
    solver_ : str, the name that was asked for; 'cholesky' for 'auto'
    n_features_in_, feature_names_in_
    """

    _id = "ridge"

    def __init__(
        self,
        alpha=1.0,
        *,
        fit_intercept=True,
        copy_X=True,
        max_iter=None,
        tol=1e-4,
        solver="auto",
        positive=False,
        random_state=None,
    ):
        self.alpha = alpha
        self.fit_intercept = fit_intercept
        self.copy_X = copy_X
        self.max_iter = max_iter
        self.tol = tol
        self.solver = solver
        self.positive = positive
        self.random_state = random_state

    def fit(self, X, y, sample_weight=None):
        """Fits ``y``, shape (n,) or (n, targets), by the rows of ``X``, shape (n, d); rows count by their weight."""
        intercept, alphas = self._flag("fit_intercept"), self._alphas()
        self._closed()
        self._integer("max_iter", 1, none=True)
        self._number("tol", 0)
        if self._choice("solver", _SOLVERS) == "lbfgs":
            raise ValueError("'lbfgs' solver can be used only when positive=True, and positive=True is not offered; wanted 'auto'")
        X, y, dimensions = self._xy(X, y)
        if len(alphas) not in (1, y.shape[1]):
            raise ValueError(f"Number of targets and number of penalties do not correspond: {len(alphas)} != {y.shape[1]}")
        linear = _openwork.ridge_fit(X, y, _data.sample_weight(sample_weight, len(X)), alphas, intercept)
        self._keep(linear, X.dtype, dimensions)
        if y.shape[1] == 1:
            self.coef_ = self.coef_.ravel()  # scikit-learn's way with one column of targets, other than LinearRegression's
        if not intercept:
            self.intercept_ = 0.0
        self.n_iter_, self.solver_ = None, "cholesky" if self.solver == "auto" else self.solver
        return self

    def _alphas(self):
        alphas = self.alpha
        if isinstance(alphas, (bool, str)) or alphas is None:
            self._refuse("alpha", "a number >= 0, or an array of one a target")
        try:
            alphas = _np.atleast_1d(_np.asarray(alphas, dtype=_np.float64))
        except (TypeError, ValueError):
            self._refuse("alpha", "a number >= 0, or an array of one a target")
        if alphas.ndim != 1 or not (alphas >= 0).all() or not _np.isfinite(alphas).all():
            self._refuse("alpha", "a finite number >= 0, or an array of one a target")
        return alphas.tolist()


class GradientDescentStep(_NamedTuple):
    """One step down the slope and the state after it."""

    round: int  # from 1
    pass_: int  # the pass over the data, from 1
    coef: _np.ndarray  # shape (n_features,), after the step
    intercept: float  # after the step
    loss: float  # half the mean squared error of the batch, before the step
    gradient_norm: float  # length of the gradient over the batch, before the step
    batch: _np.ndarray  # the rows of the batch, int64; empty where a batch is all rows


class GradientDescentRun:
    """Gradient descent on its way: an iterator of :class:`GradientDescentStep`."""

    def __init__(self, run):
        self._run = run
        self.max_steps = run.max_steps
        self.learning_rate = run.learning_rate

    def __iter__(self):
        return self

    def __next__(self):
        return GradientDescentStep._make(next(self._run))

    @property
    def converged(self):
        """Whether the gradient became as short as was asked for."""
        return self._run.converged

    @property
    def diverged(self):
        """Whether the loss grew without bound, so that the coefficients mean nothing: the learning rate is too large."""
        return self._run.diverged


class GradientDescentRegressor(Linear):
    """Linear regression by gradient descent, for one target.

    Parameters
    ----------
    batch : 'full', 'single' or int, default='full'
        How many rows a step looks at.
    learning_rate : float or None, default=None
        How far a step goes along the gradient; None takes the largest rate known to be safe on the data.
    max_iter : int, default=1000
        At most this many passes over the data.
    tol : float, default=1e-6
        Stop when the gradient over all rows is at most ``tol`` times as long as at the start.
    standardize : bool, default=False
        Whether to descend on features of mean 0 and standard deviation 1; the coefficients are in the units of the data all the same.
    fit_intercept : bool, default=True
        Whether the answer may be other than 0 where all features are 0.
    random_state : None, int, RandomState or Generator, default=None
        Seed of the order in which rows are drawn.

    Attributes
    ----------
    coef_ : array, shape (n_features,)
    intercept_ : float
    loss_ : float, half the mean squared error
    loss_curve_ : list of float, the loss after each pass (for full batches: before the step of each pass)
    converged_ : bool
    n_iter_ : int, passes over the data
    n_steps_ : int
    learning_rate_ : float, the rate that was used
    n_features_in_, feature_names_in_
    """

    _id = "gradient_descent"
    _multiple = False

    def __init__(self, batch="full", *, learning_rate=None, max_iter=1000, tol=1e-6, standardize=False, fit_intercept=True, random_state=None):
        self.batch = batch
        self.learning_rate = learning_rate
        self.max_iter = max_iter
        self.tol = tol
        self.standardize = standardize
        self.fit_intercept = fit_intercept
        self.random_state = random_state

    def _settings(self):
        if isinstance(self.batch, str):
            batch = {"full": 0, "single": 1}.get(self.batch)
            if batch is None:
                self._refuse("batch", "'full', 'single' or a whole number of rows")
        else:
            batch = self._integer("batch", 1)
        rate = None if self.learning_rate is None else self._number("learning_rate", 0)
        return (
            batch,
            rate,
            self._integer("max_iter", 1),
            self._number("tol", 0),
            self._flag("standardize"),
            self._flag("fit_intercept"),
            _data.seed(self.random_state),
        )

    def fit(self, X, y):
        """Descends to the end. A learning rate so large that the loss grows without bound is a ValueError."""
        settings = self._settings()
        X, y, _ = self._xy(X, y)
        linear, self.loss_, self.converged_, self.n_iter_, self.n_steps_, self.learning_rate_, self.loss_curve_ = (
            _openwork.gradient_descent_fit(X, y.ravel(), settings)
        )
        self._keep(linear, X.dtype, 1)
        if not self.converged_:
            _warnings.warn(
                f"Gradient descent has not converged after {self.n_iter_} passes; allow more with max_iter, or bring the features to "
                "one scale with standardize=True.",
                _also_sklearns(_ConvergenceWarning),
                stacklevel=2,
            )
        return self

    def steps(self, X, y):
        """The steps, to be watched: an iterator of :class:`GradientDescentStep`. The estimator itself stays as it is."""
        settings = self._settings()
        learnt = {key: self.__dict__[key] for key in ("n_features_in_", "feature_names_in_") if key in self.__dict__}
        try:
            X, y, _ = self._xy(X, y)
        finally:
            for key in ("n_features_in_", "feature_names_in_"):
                self.__dict__.pop(key, None)
            self.__dict__.update(learnt)
        return GradientDescentRun(_openwork.GradientDescentRun(X, y.ravel(), settings))
