"""The best of a grid of settings, under scikit-learn's names."""

import itertools
import time
import warnings

import numpy as np

from .._base import Estimator
from ..exceptions import NotFittedError, _also_sklearns
from . import _validation
from ._scorers import check_scoring
from ._split import check_cv, same_length


class ParameterGrid:
    """Every combination of the values of a grid: names in the order of the alphabet, the last varying fastest.

    Parameters
    ----------
    param_grid : dict of lists, or a list of such dicts, which are gone through in turn
    """

    def __init__(self, param_grid):
        if not isinstance(param_grid, (dict, list, tuple)) and not hasattr(param_grid, "items"):
            raise TypeError(f"Parameter grid should be a dict or a list, got: {param_grid!r} of type {type(param_grid).__name__}")
        grids = [param_grid] if hasattr(param_grid, "items") else list(param_grid)
        for grid in grids:
            if not hasattr(grid, "items"):
                raise TypeError(f"Parameter grid is not a dict ({grid!r})")
            for name, values in grid.items():
                if isinstance(values, np.ndarray) and values.ndim > 1:
                    raise ValueError(f"Parameter array for {name!r} should be one-dimensional, got: {values!r} with shape {values.shape}")
                if isinstance(values, str) or not (isinstance(values, np.ndarray) or hasattr(values, "__getitem__") and hasattr(values, "__len__")):
                    raise TypeError(
                        f"Parameter grid for parameter {name!r} needs to be a list or a numpy array, but got {values!r} (of type "
                        f"{type(values).__name__}) instead. Single values need to be wrapped in a list with one element."
                    )
                if len(values) == 0:
                    raise ValueError(f"Parameter grid for parameter {name!r} need to be a non-empty sequence, got: {values!r}")
        self.param_grid = grids

    def __iter__(self):
        for grid in self.param_grid:
            names = sorted(grid)
            for values in itertools.product(*(grid[name] for name in names)):
                yield dict(zip(names, values))

    def __len__(self):
        count = lambda grid: int(np.prod([len(values) for values in grid.values()])) if grid else 1  # noqa: E731
        return sum(map(count, self.param_grid))

    def __getitem__(self, index):
        if index < 0 or index >= len(self):
            raise IndexError("ParameterGrid index out of range")
        for grid in self.param_grid:
            if not grid:
                if index == 0:
                    return {}
                index -= 1
                continue
            count = int(np.prod([len(values) for values in grid.values()]))
            if index < count:
                found = {}
                for name in sorted(grid, reverse=True):
                    index, at = divmod(index, len(grid[name]))
                    found[name] = grid[name][at]
                return found
            index -= count
        raise IndexError("ParameterGrid index out of range")


def _delegated(name):
    """The best estimator's method, where it has one."""

    class Delegated:
        def __get__(self, search, owner=None):
            if search is None:
                return self
            if not search.refit:
                inner = AttributeError(
                    f"This {type(search).__name__} instance was initialized with `refit=False`. {name} is available only after refitting on the best parameters."
                )
                raise AttributeError(f"This {type(search).__name__!r} has no attribute {name!r}") from inner
            try:
                getattr(search.__dict__.get("best_estimator_", search.estimator), name)
            except AttributeError as error:
                raise AttributeError(f"This {type(search).__name__!r} has no attribute {name!r}") from error

            def call(X):
                return getattr(search._best(name), name)(X)

            call.__name__ = name
            call.__doc__ = f"``{name}`` of the best estimator."
            return call

    return Delegated()


class GridSearchCV(Estimator):
    """Validates every combination of the settings on the same folds and fits the best on all rows.

    Parameters
    ----------
    estimator : object with get_params, set_params and fit
    param_grid : dict of lists, or a list of such dicts
        The values to try of each setting, by name.
    scoring, cv, n_jobs, verbose, pre_dispatch, error_score
        As in :func:`cross_validate`.
    refit : bool, str or callable, default=True
        Fit the best settings on all rows; of several scores the one that decides, by name; a function chooses the best from
        ``cv_results_``.
    return_train_score : bool, default=False

    Attributes
    ----------
    cv_results_ : dict of arrays, an entry a candidate
    best_index_, best_params_, best_score_, best_estimator_, refit_time_
    scorer_, n_splits_, multimetric_, classes_, n_features_in_, feature_names_in_
    """

    def __init__(
        self,
        estimator,
        param_grid,
        *,
        scoring=None,
        n_jobs=None,
        refit=True,
        cv=None,
        verbose=0,
        pre_dispatch="2*n_jobs",
        error_score=np.nan,
        return_train_score=False,
    ):
        self.estimator = estimator
        self.param_grid = param_grid
        self.scoring = scoring
        self.n_jobs = n_jobs
        self.refit = refit
        self.cv = cv
        self.verbose = verbose
        self.pre_dispatch = pre_dispatch
        self.error_score = error_score
        self.return_train_score = return_train_score

    def fit(self, X, y=None, **params):
        """Runs the search. ``groups`` goes to the splitter, everything else to ``fit``."""
        _validation._checked(self.estimator, self.n_jobs, self.verbose, self.error_score, self.pre_dispatch)
        candidates = list(ParameterGrid(self.param_grid))
        scorer = check_scoring(self.estimator, self.scoring)
        several = isinstance(scorer, dict)
        self._check_refit(scorer)
        groups = params.pop("groups", None)
        same_length(X, y, groups)
        splitter = check_cv(self.cv, y, classifier=_validation.is_classifier(self.estimator))
        base = _validation.clone(self.estimator)
        n_splits = splitter.get_n_splits(X, y, groups)
        # The folds are made anew for each candidate only in name: all are judged by the same rows.
        folds = list(splitter.split(X, y, groups) if groups is not None else splitter.split(X, y))
        if len(folds) != n_splits:
            raise ValueError(
                f"cv.split and cv.get_n_splits returned inconsistent results. Expected {n_splits} splits, got {len(folds)}"
            )
        if not folds:
            raise ValueError("No fits were performed. Was the CV iterator empty? Were there no candidates?")
        if self.verbose:
            print(f"Fitting {len(folds)} folds for each of {len(candidates)} candidates, totalling {len(folds) * len(candidates)} fits")

        def work(task):
            settings, (train, test) = task
            model = _validation.clone(base)
            result = _validation.fit_and_score(
                model, X, y, scorer, train, test, settings, params, self.error_score, self.return_train_score
            )
            if self.verbose > 1:
                print(f"[CV] {settings}: score {result['test']}, {result['fit_time']:.2f} s")
            return result

        tasks = list(itertools.product(candidates, folds))
        count = _validation.jobs(self.estimator, self.n_jobs, len(tasks))
        results = _validation.in_parallel(count, work, tasks)
        _validation.warn_or_raise(results, self.error_score)
        _validation.spread(results, self.error_score)
        several = isinstance(results[0]["test"], dict)
        self.multimetric_ = several
        if several and not isinstance(scorer, dict):
            self._check_refit(results[0]["test"])
        self.scorer_, self.n_splits_ = scorer, len(folds)
        self.cv_results_ = self._table(candidates, results, len(folds), several)
        if self.refit or not several:
            self.best_index_ = self._choose(several)
            if not callable(self.refit):
                name = self.refit if several else "score"
                self.best_score_ = self.cv_results_[f"mean_test_{name}"][self.best_index_]
            self.best_params_ = self.cv_results_["params"][self.best_index_]
        if self.refit:
            chosen = {name: _validation.clone(value, safe=False) for name, value in self.best_params_.items()}
            self.best_estimator_ = _validation.clone(base).set_params(**chosen)
            start = time.perf_counter()
            self.best_estimator_.fit(X, **params) if y is None else self.best_estimator_.fit(X, y, **params)
            self.refit_time_ = time.perf_counter() - start
            if hasattr(self.best_estimator_, "feature_names_in_"):
                self.feature_names_in_ = self.best_estimator_.feature_names_in_
        return self

    def _check_refit(self, scorer):
        """Of several scores, one must be named to decide."""
        if isinstance(scorer, dict) and self.refit is not False and not callable(self.refit) and self.refit not in scorer:
            raise ValueError(
                "For multi-metric scoring, the parameter refit must be set to a scorer key or a callable to refit an estimator with the best "
                f"parameter setting on the whole data and make the best_* attributes available for that metric. If this is not needed, refit should be set to False explicitly. {self.refit!r} was passed."
            )

    def _choose(self, several):
        if callable(self.refit):
            best = self.refit(self.cv_results_)
            if not hasattr(best, "__index__"):
                raise TypeError("best_index_ returned is not an integer")
            if best < 0 or best >= len(self.cv_results_["params"]):
                raise IndexError("best_index_ index out of range")
            return best
        return self.cv_results_[f"rank_test_{self.refit if several else 'score'}"].argmin()

    def _table(self, candidates, results, folds, several):
        table = {}
        shape = (len(candidates), folds)

        def add(name, values, splits=False, rank=False):
            values = np.array(values, dtype=np.float64).reshape(shape)
            if splits:
                for fold in range(folds):
                    table[f"split{fold}_{name}"] = values[:, fold]
            means = np.average(values, axis=1)
            table[f"mean_{name}"] = means
            if name.startswith(("test_", "train_")) and not np.isfinite(means).all():
                warnings.warn(f"One or more of the {name.partition('_')[0]} scores are non-finite: {means}", UserWarning, stacklevel=4)
            table[f"std_{name}"] = np.sqrt(np.average((values - means[:, np.newaxis]) ** 2, axis=1))
            if rank:
                table[f"rank_{name}"] = _ranks(means)

        add("fit_time", [r["fit_time"] for r in results])
        add("score_time", [r["score_time"] for r in results])
        for name in dict.fromkeys(name for settings in candidates for name in settings):
            table[f"param_{name}"] = _masked([settings.get(name, _masked) for settings in candidates])
        table["params"] = candidates
        names = list(results[0]["test"]) if several else ["score"]
        for name in names:
            of = lambda side: [r[side][name] if several else r[side] for r in results]  # noqa: E731, B023
            add(f"test_{name}", of("test"), splits=True, rank=True)
            if self.return_train_score:
                add(f"train_{name}", of("train"), splits=True)
        return table

    def _best(self, what):
        if "best_estimator_" not in self.__dict__:
            if not self.refit:
                raise AttributeError(
                    f"This {type(self).__name__} instance was initialized with `refit=False`. {what} is available only after refitting on the best parameters."
                )
            raise _also_sklearns(NotFittedError)(
                f"This {type(self).__name__} instance is not fitted yet. Call 'fit' with appropriate arguments before using this estimator."
            )
        return self.best_estimator_

    def score(self, X, y=None, **params):
        """The score of the best estimator on these rows, by the score that decided."""
        best = self._best("score")
        scorer = self.scorer_[self.refit] if isinstance(self.scorer_, dict) else self.scorer_
        found = scorer(best, X, y, **params) if y is not None else scorer(best, X, **params)
        return found[self.refit] if self.multimetric_ and isinstance(found, dict) else found

    predict = _delegated("predict")
    predict_proba = _delegated("predict_proba")
    predict_log_proba = _delegated("predict_log_proba")
    decision_function = _delegated("decision_function")
    score_samples = _delegated("score_samples")
    transform = _delegated("transform")
    inverse_transform = _delegated("inverse_transform")

    @property
    def classes_(self):
        """The classes that the best estimator knows."""
        return self._best("classes_").classes_

    @property
    def n_features_in_(self):
        """The number of features learnt from."""
        if "best_estimator_" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__} object has no n_features_in_ attribute: fit it first, with refit")
        return self.best_estimator_.n_features_in_

    @property
    def _estimator_type(self):
        return "classifier" if _validation.is_classifier(self.estimator) else getattr(self.estimator, "_estimator_type", None)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        inner = self.estimator.__sklearn_tags__()
        tags.estimator_type = inner.estimator_type
        tags.classifier_tags = inner.classifier_tags
        tags.regressor_tags = inner.regressor_tags
        tags.target_tags = inner.target_tags
        tags.input_tags.pairwise = inner.input_tags.pairwise
        tags.input_tags.sparse = inner.input_tags.sparse
        tags.array_api_support = inner.array_api_support
        return tags


def _masked(values):
    """Settings as an array; what a candidate does not set is masked."""
    mask = [value is _masked for value in values]
    known = [value for value in values if value is not _masked]
    kinds = {type(value) for value in known}
    plain = kinds and all(np.issubdtype(kind, np.number) or kind in (int, float, bool) for kind in kinds if isinstance(kind, type))
    try:
        dtype = np.result_type(*[np.asarray(value).dtype for value in known]) if plain else object
    except (TypeError, ValueError):
        dtype = object
    array = np.ma.MaskedArray(np.empty(len(values), dtype=dtype), mask=True, dtype=dtype)
    for i, value in enumerate(values):
        if not mask[i]:
            array[i] = value
    return array


def _ranks(means):
    """1 for the best; equals share the better rank, and what is no number comes last."""
    if np.isnan(means).all():
        return np.ones(len(means), dtype=np.int32)
    filled = np.nan_to_num(means, nan=np.nanmin(means) - 1)
    return np.array([1 + int((filled > mean).sum()) for mean in filled], dtype=np.int32)
