"""Logistic regression."""

import warnings as _warnings
from contextlib import contextmanager as _contextmanager
from typing import NamedTuple as _NamedTuple

import numpy as _np

from .. import _data, _openwork
from .._base import Estimator as _Estimator
from ..exceptions import ConvergenceWarning as _ConvergenceWarning
from ..exceptions import DataConversionWarning as _DataConversionWarning
from ..exceptions import _also_sklearns

# Up to so many coefficients Newton's method answers for scikit-learn's two Newton solvers; L-BFGS above.
_MOST_PARAMETERS = {"newton-cholesky": 4096, "newton-cg": 256}
_THEIRS = ("lbfgs", "liblinear", "newton-cg", "newton-cholesky", "sag", "saga")
# scikit-learn's words, for whoever filters warnings by them.
_FAILED = {
    "liblinear": "Liblinear failed to converge, increase the number of iterations. It stopped",
    "newton-cholesky": "Newton solver did not converge",
    "sag": "The max_iter was reached which means the coef_ did not converge",
    "saga": "The max_iter was reached which means the coef_ did not converge",
}
_OURS = ("auto", "newton", "proximal", "gradient", "minibatch")


class LogisticRegressionStep(_NamedTuple):
    """One round and the state after it."""

    round: int  # from 1
    loss: float  # the objective: mean loss plus penalty / (C * sum of weights)
    gradient: float  # its largest entry by magnitude
    step: float  # the step's length; for gradient descent the learning rate
    evaluations: int  # how often the objective was evaluated
    coef: _np.ndarray  # shape (1, d) for two classes, (n_classes, d) for more
    intercept: _np.ndarray  # shape (1,) or (n_classes,)


class LogisticRegressionRun:
    """Logistic regression on its way: an iterator of :class:`LogisticRegressionStep`."""

    def __init__(self, run, max_steps):
        self._run = run
        self.max_steps = max_steps

    def __iter__(self):
        return self

    def __next__(self):
        numbers, coef, intercept = next(self._run)
        return LogisticRegressionStep(*numbers, coef, intercept)

    @property
    def coef(self):
        """The coefficients as they stand."""
        return self._run.coef

    @property
    def intercept(self):
        """The intercepts as they stand."""
        return self._run.intercept

    @property
    def loss(self):
        """The objective where the run stands."""
        return self._run.loss


class LogisticRegression(_Estimator):
    """Logistic regression for two classes or more. A drop-in for ``sklearn.linear_model.LogisticRegression``.

    Parameters
    ----------
    penalty : {'l1', 'l2', 'elasticnet', None}, default='deprecated'
        As in scikit-learn 1.9: deprecated, say it by ``l1_ratio`` and ``C``.
    C : float, default=1.0
        How much the losses count against the penalty; ``np.inf`` for no penalty.
    l1_ratio : float, default=0.0
        The share of L1 in the penalty: 0 is L2, 1 is L1.
    dual : bool, default=False
        Taken for scikit-learn's sake with ``solver='liblinear'``; the minimum is the same.
    tol : float, default=1e-4
        Stop when no entry of the objective's gradient is larger by magnitude.
    fit_intercept : bool, default=True
        A constant term in the scores. It is not penalised, except with ``solver='liblinear'``, as in scikit-learn.
    intercept_scaling : float, default=1
        With ``solver='liblinear'``: the value of the column whose coefficient is the intercept.
    class_weight : dict, 'balanced' or None, default=None
        How much each class counts.
    random_state : int, RandomState, Generator or None, default=None
        Seed of the order of the rows; only ``solver='minibatch'`` draws any.
    solver : str, default='lbfgs'
        All reach the same minimum. Of scikit-learn's names, 'lbfgs' and 'sag' are answered by our L-BFGS, 'newton-cholesky' and
        'newton-cg' by Newton's method (for more than 4096 and 256 coefficients by L-BFGS), 'saga' by L-BFGS or, where the penalty has an L1 part, by the
        proximal Newton method (more than 512 coefficients: FISTA), and 'liblinear' by the same with a penalised intercept. Our own names:
        'auto', 'newton', 'proximal' (FISTA), 'gradient' and 'minibatch' (gradient descent on all rows or on a few at a time).
    max_iter : int, default=100
        At most this many rounds; one of 'minibatch' is a pass over the rows.
    verbose : int, default=0
        Above 0 every round is printed.
    warm_start : bool, default=False
        Start from the coefficients of the last fit.
    n_jobs : None
        Without effect, as in scikit-learn 1.9; ``openwork.set_threads`` sets the threads.
    learning_rate : float or None, default=None
        Step length of 'gradient' and 'minibatch'; None is one with which the full loss never rises.
    decay : float, default=0.0
        After t rounds the learning rate is divided by ``1 + decay * t``.
    batch_size : int, default=32
        Rows in a step of 'minibatch'; 1 is stochastic gradient descent.

    Attributes
    ----------
    classes_ : array of shape (n_classes,)
    coef_ : array of shape (1, n_features) for two classes, (n_classes, n_features) for more
    intercept_ : array of shape (1,) or (n_classes,)
    n_iter_ : array of shape (1,), int32
        Rounds done.
    converged_ : bool
        Whether the minimum was reached, to the tolerance or to what the precision can tell.
    gradient_ : float
        The largest entry of the objective's gradient at the end.
    objective_ : float
        The objective at the end: mean loss plus penalty / (C * sum of weights).
    history_ : list of tuple
        ``(round, loss, gradient, step, evaluations)`` of each round.
    n_features_in_, feature_names_in_
    """

    def __init__(
        self,
        penalty="deprecated",
        *,
        C=1.0,
        l1_ratio=0.0,
        dual=False,
        tol=1e-4,
        fit_intercept=True,
        intercept_scaling=1,
        class_weight=None,
        random_state=None,
        solver="lbfgs",
        max_iter=100,
        verbose=0,
        warm_start=False,
        n_jobs=None,
        learning_rate=None,
        decay=0.0,
        batch_size=32,
    ):
        self.penalty = penalty
        self.C = C
        self.l1_ratio = l1_ratio
        self.dual = dual
        self.tol = tol
        self.fit_intercept = fit_intercept
        self.intercept_scaling = intercept_scaling
        self.class_weight = class_weight
        self.random_state = random_state
        self.solver = solver
        self.max_iter = max_iter
        self.verbose = verbose
        self.warm_start = warm_start
        self.n_jobs = n_jobs
        self.learning_rate = learning_rate
        self.decay = decay
        self.batch_size = batch_size

    def fit(self, X, y, sample_weight=None):
        """Learns from the rows of ``X`` and the class of each in ``y``."""
        X, codes, settings, weights = self._prepare(X, y, sample_weight)
        with _in_scikit_learns_words():
            parts, history = _openwork.logistic_fit(X, codes, settings, weights)
        if self.verbose:
            for numbers in history:
                print("round {:3}  loss {:.9f}  gradient {:.3e}  step {:.3e}".format(*numbers))
        self._take(parts, X.dtype)
        self.history_ = history
        if not self.converged_:
            self._warn(parts[4])
        return self

    def steps(self, X, y, sample_weight=None):
        """The rounds of a fit, to be watched: an iterator of :class:`LogisticRegressionStep`. This estimator is left unfitted."""
        X, codes, settings, weights = type(self)(**self.get_params(deep=False))._prepare(X, y, sample_weight)
        if settings["augmented"]:
            raise ValueError("solver = 'liblinear' cannot be watched, wanted any other: its intercept is a column of its own")
        return LogisticRegressionRun(_openwork.LogisticRegressionRun(X, codes, settings, weights), settings["max_iter"])

    def _prepare(self, X, y, sample_weight):
        """``(X, codes, settings, weights)``: everything checked, and in the library's words."""
        ratio = self._penalty()
        if y is None:
            raise ValueError(f"requires y to be passed, but the target y is None: {type(self).__name__} wanted a class for each row")
        X = _data.matrix(self, X, reset=True)
        self.classes_, codes = _classes(y, len(X), type(self).__name__)
        if len(self.classes_) < 2:
            raise ValueError(
                "This solver needs samples of at least 2 classes in the data, but the data contains only one class: "
                f"{self.classes_[0]!r}"
            )
        weights = _data.sample_weight(sample_weight, len(X))
        if weights is not None and not _np.isfinite(weights).all():
            raise ValueError("Input sample_weight contains NaN or infinity, wanted finite numbers >= 0")
        augmented = self.solver == "liblinear" and bool(self.fit_intercept)
        if self.solver == "liblinear" and len(self.classes_) > 2:
            raise ValueError(
                "The 'liblinear' solver does not support multiclass classification (n_classes >= 3). Either use another solver or wrap "
                "the estimator in a OneVsRestClassifier to keep applying a one-versus-rest scheme. Only binary classification is supported."
            )
        settings = {
            "c": self._positive("C", infinite=True),
            "l1_ratio": ratio,
            "solver": self._solver(ratio, X.shape[1]),
            "tol": self._number("tol", 0),
            "max_iter": self._integer("max_iter", 0),
            "fit_intercept": self._yes("fit_intercept") and not augmented,
            "balanced": isinstance(self.class_weight, str),
            "class_weight": self._class_weights(),
            "learning_rate": None if self.learning_rate is None else self._positive("learning_rate"),
            "decay": self._number("decay", 0),
            "batch": self._integer("batch_size", 1),
            "seed": _data.seed(self.random_state) if self.solver == "minibatch" or self.random_state is not None else 0,
            "augmented": augmented,
        }
        scaling = self._positive("intercept_scaling")
        settings["start"] = self._start(X.shape[1], augmented, scaling)
        if augmented:
            X = _np.hstack([X, _np.full((len(X), 1), scaling, X.dtype)])
        return X, codes, settings, weights

    def _penalty(self):
        """The share of L1 in the penalty, None for no penalty, by scikit-learn's rules of the change from ``penalty`` to ``l1_ratio``."""
        ratio = self.l1_ratio
        if ratio is not None and not (_is_number(ratio) and 0 <= ratio <= 1):
            self._refuse("l1_ratio", "a number from 0 to 1")
        if self.n_jobs is not None:
            _warnings.warn(
                f"'n_jobs' has no effect since 1.8 and will be removed in 1.10. You provided 'n_jobs={self.n_jobs}', please leave it "
                "unspecified.",
                FutureWarning,
                stacklevel=4,
            )
        if not isinstance(self.solver, str) or self.solver not in _THEIRS + _OURS:
            self._choice("solver", _THEIRS + _OURS)
        self._yes("dual"), self._yes("warm_start")
        penalty = self.penalty
        if isinstance(penalty, str) and penalty == "deprecated":
            if ratio is None:
                _warnings.warn(
                    "'l1_ratio=None' was deprecated in version 1.8 and will trigger an error in 1.10. Use 0<=l1_ratio<=1 instead.",
                    FutureWarning,
                    stacklevel=4,
                )
            name = {0: "l2", None: "l2", 1: "l1"}.get(ratio, "elasticnet")
            if self.C == _np.inf:
                name = None
        else:
            if penalty is not None:
                self._choice("penalty", ("l1", "l2", "elasticnet"))
            name = penalty
            _warnings.warn(
                "'penalty' was deprecated in version 1.8 and will be removed in 1.10. To avoid this warning, leave 'penalty' set to its "
                "default value and use 'l1_ratio' or 'C' instead. Use l1_ratio=0 instead of penalty='l2', l1_ratio=1 instead of "
                "penalty='l1', l1_ratio set to a float between 0 and 1 instead of penalty='elasticnet', and C=np.inf instead of "
                "penalty=None.",
                FutureWarning,
                stacklevel=4,
            )
        self._check_solver(name)
        if name != "elasticnet" and ratio is not None and 0 < ratio < 1:
            _warnings.warn(f"l1_ratio parameter is only used when penalty is 'elasticnet'. Got (penalty={name})", stacklevel=4)
        if (penalty == "l2" and ratio != 0) or (penalty == "l1" and ratio != 1):
            _warnings.warn(
                f"Inconsistent values: penalty={penalty} with l1_ratio={ratio}. penalty is deprecated. Please use l1_ratio only.",
                stacklevel=4,
            )
        if name == "elasticnet" and ratio is None:
            raise ValueError("l1_ratio must be specified when penalty is elasticnet.")
        if penalty is None and self.C != 1.0:
            _warnings.warn("Setting penalty=None will ignore the C and l1_ratio parameters", stacklevel=4)
        return {"l2": 0.0, "l1": 1.0, None: None}.get(name, ratio)

    def _check_solver(self, penalty):
        solver = self.solver
        if solver in ("lbfgs", "newton-cg", "newton-cholesky", "sag", "gradient", "minibatch") and penalty not in ("l2", None):
            raise ValueError(f"Solver {solver} supports only 'l2' or None penalties, got {penalty} penalty.")
        if solver != "liblinear" and self.dual:
            raise ValueError(f"Solver {solver} supports only dual=False, got dual={self.dual}")
        if penalty == "elasticnet" and solver == "liblinear":
            raise ValueError(f"Only 'saga' solver supports elasticnet penalty, got solver={solver}.")
        if solver == "liblinear" and penalty is None:
            raise ValueError("C=np.inf as well as penalty=None is not supported for the liblinear solver")

    def _solver(self, ratio, features):
        """The library's solver for scikit-learn's name."""
        if self.solver in _OURS:
            return self.solver
        if self.solver in ("saga", "liblinear"):
            return "auto"
        outputs = 1 if len(self.classes_) == 2 else len(self.classes_)
        return "newton" if outputs * (features + 1) <= _MOST_PARAMETERS.get(self.solver, 0) else "lbfgs"

    def _positive(self, name, infinite=False):
        value = getattr(self, name)
        if _is_number(value) and value > 0 and (infinite or value < _np.inf):
            return float(value)
        return self._refuse(name, "a number > 0" + (", or infinity for no penalty" if infinite else ""))

    def _yes(self, name):
        value = getattr(self, name)
        if isinstance(value, (bool, _np.bool_)):
            return bool(value)
        return self._refuse(name, "True or False")

    def _class_weights(self):
        """The weight of each class, or None."""
        given = self.class_weight
        if given is None:
            return None
        if isinstance(given, str):
            self._choice("class_weight", ("balanced",))
            return None
        if not isinstance(given, dict):
            self._refuse("class_weight", "a dictionary from class to weight, 'balanced' or None")
        weights = [given.get(c) for c in self.classes_.tolist()]
        without = [c for c, w in zip(self.classes_.tolist(), weights) if w is None]
        if without and len(weights) - len(without) != len(given):
            raise ValueError(f"The classes, {without}, are not in class_weight: it has {sorted(given, key=str)}")
        return [1.0 if w is None else float(w) for w in weights]

    def _start(self, features, augmented, scaling):
        """The coefficients of the last fit, where this one starts from them."""
        coef = getattr(self, "coef_", None) if self.warm_start else None
        if coef is None:
            return None
        outputs = 1 if len(self.classes_) == 2 else len(self.classes_)
        coef = _np.asarray(coef.toarray() if hasattr(coef, "toarray") else coef, dtype=_np.float64)
        intercept = _np.asarray(self.intercept_, dtype=_np.float64)
        if coef.shape != (outputs, features):
            raise ValueError(f"warm_start: the last fit left coefficients of shape {coef.shape}, wanted {(outputs, features)}")
        if augmented:
            return _np.hstack([coef, intercept[:, None] / scaling]), _np.zeros(outputs)
        return _np.ascontiguousarray(coef), _np.ascontiguousarray(intercept)

    def _take(self, parts, dtype):
        coef, intercept, _, rounds, stop, self.gradient_, self.objective_ = parts
        if self.solver == "liblinear" and self.fit_intercept:
            intercept = coef[:, -1] * float(self.intercept_scaling)
            coef = _np.ascontiguousarray(coef[:, :-1])
        self._exact = (coef, intercept)
        self.coef_, self.intercept_ = coef.astype(dtype, copy=False), intercept.astype(dtype, copy=False)
        self.n_iter_ = _np.array([rounds], dtype=_np.int32)
        self.converged_ = stop in ("gradient", "precision")

    def _warn(self, stop):
        if stop == "diverged":
            message = (
                f"{self.solver} failed to converge: after {self.n_iter_[0]} iteration(s) the loss was no longer finite; "
                "wanted a smaller learning_rate. The last finite coefficients stand."
            )
        else:
            message = (
                f"{_FAILED.get(self.solver, self.solver + ' failed to converge')} after {self.n_iter_[0]} iterations: the largest entry "
                f"of the gradient is {self.gradient_:.3g}, wanted at most tol={self.tol}. Increase the number of iterations "
                f"(max_iter={self.max_iter})."
            )
        _warnings.warn(message, _also_sklearns(_ConvergenceWarning), stacklevel=3)

    def _parts(self):
        """The model for the library: what was fitted, or what ``coef_`` and ``intercept_`` have been set to since."""
        self._require("coef_")
        coef = self.coef_.toarray() if hasattr(self.coef_, "toarray") else _np.asarray(self.coef_)
        exact = self.__dict__.get("_exact")
        intercept = _np.broadcast_to(_np.asarray(self.intercept_, dtype=_np.float64), (len(coef),))
        if exact is not None and exact[0].astype(coef.dtype).tobytes() == _np.ascontiguousarray(coef).tobytes():
            if _np.array_equal(exact[1].astype(coef.dtype), intercept.astype(coef.dtype)):
                coef, intercept = exact
        coef = _np.ascontiguousarray(coef, dtype=_np.float64)
        return (coef, _np.ascontiguousarray(intercept), len(self.classes_), int(self.n_iter_[0]), "rounds", 0.0, 0.0)

    def _ask(self, X, question):
        self._require("coef_")
        with _in_scikit_learns_words():
            return _openwork.logistic_answer(_data.matrix(self, X, reset=False), self._parts(), question)

    def decision_function(self, X):
        """The scores, shape (m,) for two classes, where above 0 speaks for ``classes_[1]``, and (m, n_classes) for more."""
        scores = self._ask(X, "scores")
        return scores.ravel() if scores.shape[1] == 1 else scores

    def predict(self, X):
        """The most probable class of each row of ``X``; of equals the lower."""
        return self._require("classes_").take(self._ask(X, "classes"))

    def predict_proba(self, X):
        """The probability of each class, shape (m, n_classes)."""
        return self._ask(X, "shares")

    def predict_log_proba(self, X):
        """The log of the probability of each class; never minus infinity for finite scores."""
        return self._ask(X, "logs")

    def score(self, X, y, sample_weight=None):
        """The share of rows whose predicted class is the true one."""
        predicted, y = self.predict(X), _np.asarray(y).ravel()
        if len(y) != len(predicted):
            raise ValueError(f"Found input variables with inconsistent numbers of samples: X has {len(predicted)} rows, y has {len(y)}")
        return float(_np.average(predicted == y, weights=_data.sample_weight(sample_weight, len(y))))

    def sparsify(self):
        """Makes ``coef_`` a sparse matrix of scipy, which is smaller where an L1 penalty has made most of it zero."""
        from scipy.sparse import csr_array

        self.coef_ = csr_array(self._require("coef_"))
        return self

    def densify(self):
        """Makes ``coef_`` an array again."""
        coef = self._require("coef_")
        self.coef_ = coef.toarray() if hasattr(coef, "toarray") else coef
        return self

    def save(self, path):
        """Writes the model to a file (safetensors), whole or not at all; ``openwork predict`` reads it too."""
        coef, intercept, classes, rounds, *_ = self._parts()
        stop = "gradient" if self.converged_ else "rounds"
        notes = self._notes(
            classes=[str(c) for c in self.classes_.tolist()], python_classes=[self.classes_.dtype.str, self.classes_.tolist()], dtype=str(self.coef_.dtype)
        )
        _openwork.logistic_save(path, (coef, intercept, classes, rounds, stop, self.gradient_, self.objective_), notes)

    @classmethod
    def load(cls, path):
        """The fitted model of a file that ``save``, the library or the command wrote."""
        parts, notes = _openwork.logistic_load(path)
        model, notes = cls._restored(notes)
        coef = parts[0]
        model.n_features_in_ = coef.shape[1]
        kind, classes = notes.get("python_classes") or (None, notes.get("classes") or list(range(parts[2])))
        model.classes_ = _np.array(classes, dtype=kind if kind and "O" not in kind else None)
        solver, model.solver = model.solver, "lbfgs"  # the intercept is a number of its own already
        model._take(parts, _np.dtype(notes.get("dtype") or "float64"))
        model.solver, model.history_ = solver, []
        return model

    def __sklearn_tags__(self):
        from sklearn.utils import ClassifierTags

        tags = self._tags(estimator_type="classifier", classifier_tags=ClassifierTags(multi_class=self.solver != "liblinear"))
        tags.target_tags.required = True
        return tags


@_contextmanager
def _in_scikit_learns_words():
    """Says of NaN and infinity what scikit-learn says, and then where."""
    try:
        yield
    except ValueError as error:
        said = str(error)
        for name, words in (("NaN", "NaN"), ("inf", "infinity"), ("-inf", "infinity")):
            if f"x holds {name} at" in said:
                raise ValueError(f"Input X contains {words}. {said}") from None
        raise


def _is_number(value):
    return hasattr(value, "__float__") and not isinstance(value, (bool, str)) and getattr(value, "ndim", 0) == 0


def _classes(y, n, who):
    """The sorted classes, and each answer as its place among them."""
    y = _np.asarray(y)
    if y.ndim == 2 and y.shape[1] == 1:
        _warnings.warn(
            "A column-vector y was passed when a 1d array was expected. Please change the shape of y to (n_samples, ), for example using "
            "ravel().",
            _also_sklearns(_DataConversionWarning),
            stacklevel=5,
        )
        y = y.ravel()
    if y.ndim != 1:
        raise ValueError(f"y should be a 1d array, got an array of shape {y.shape} instead.")
    if len(y) != n:
        raise ValueError(f"Found input variables with inconsistent numbers of samples: X has {n} rows, y has {len(y)}")
    if y.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: y of {y.dtype}\n{y}\n")
    if y.dtype.kind == "f":
        if not _np.isfinite(y).all():
            raise ValueError("Input y contains NaN or infinity, wanted classes")
        if (y != _np.trunc(y)).any():
            raise ValueError(
                f"Unknown label type: continuous. Maybe you are trying to fit a classifier, {who}, which expects discrete classes on a "
                "regression target with continuous values."
            )
    if y.dtype == _np.int64 and y.flags.carray and (encoded := _openwork.encode_labels(y)):
        return encoded
    classes, codes = _np.unique(y, return_inverse=True)
    return classes, codes.reshape(-1).astype(_np.uint32)
