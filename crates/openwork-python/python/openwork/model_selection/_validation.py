"""Scores of an estimator on rows that it has not seen, under scikit-learn's names. Any object with fit and predict will do."""

import copy
import numbers
import time
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .. import _openwork
from ..exceptions import FitFailedWarning, _also_sklearns
from ._scorers import check_scoring
from ._split import check_cv, length, same_length, take


def clone(estimator, safe=True):
    """An unfitted estimator with the same settings."""
    if hasattr(estimator, "__sklearn_clone__") and not isinstance(estimator, type):
        return estimator.__sklearn_clone__()
    if isinstance(estimator, (list, tuple, set, frozenset)):
        return type(estimator)([clone(each, safe=safe) for each in estimator])
    if not hasattr(estimator, "get_params") or isinstance(estimator, type):
        if not safe:
            return copy.deepcopy(estimator)
        raise TypeError(f"Cannot clone object {estimator!r} (type {type(estimator)}): it has no 'get_params', as estimators have")
    settings = {name: clone(value, safe=False) for name, value in estimator.get_params(deep=False).items()}
    copied = type(estimator)(**settings)
    kept = copied.get_params(deep=False)
    for name, value in settings.items():
        if kept[name] is not value:
            raise RuntimeError(f"Cannot clone object {estimator!r}, as the constructor either does not set or modifies parameter {name}")
    for name in ("_sklearn_output_config", "_metadata_request"):
        if name in getattr(estimator, "__dict__", {}):
            copied.__dict__[name] = copy.deepcopy(estimator.__dict__[name])
    return copied


def is_ours(estimator):
    """Whether the estimator is one of this package's, which compute without the interpreter."""
    return type(estimator).__module__.startswith("openwork.")


def is_classifier(estimator):
    """Whether the estimator answers with classes."""
    if is_ours(estimator):
        return type(estimator).__name__ in ("KNeighborsClassifier", "LogisticRegression") or getattr(estimator, "_estimator_type", None) == "classifier"
    if hasattr(estimator, "__sklearn_tags__"):
        return estimator.__sklearn_tags__().estimator_type == "classifier"
    return getattr(estimator, "_estimator_type", None) == "classifier"


def _pairwise(estimator):
    if is_ours(estimator):
        return getattr(estimator, "metric", None) == "precomputed"
    if hasattr(estimator, "__sklearn_tags__"):
        return estimator.__sklearn_tags__().input_tags.pairwise
    return False


def part(estimator, X, y, rows, columns=None):
    """The rows of X and y; of a precomputed matrix of distances the columns of the rows learnt from, too."""
    if _pairwise(estimator):
        if not hasattr(X, "shape"):
            raise ValueError("Precomputed kernels or affinity matrices have to be passed as arrays or sparse matrices.")
        if X.shape[0] != X.shape[1]:
            raise ValueError("X should be a square kernel matrix")
        return X[np.ix_(rows, rows if columns is None else columns)], take(y, rows)
    return take(X, rows), take(y, rows)


def _some(params, n, rows):
    """Of each parameter of fit with one value a row, the rows."""
    if not params:
        return {}
    sized = lambda v: hasattr(v, "__len__") and not isinstance(v, (str, dict)) or hasattr(v, "shape") and v.shape  # noqa: E731
    return {name: take(value, rows) if sized(value) and length(value) == n else value for name, value in params.items()}


def _number(score, name):
    if hasattr(score, "item"):
        try:
            score = score.item()
        except ValueError:
            pass
    if not isinstance(score, numbers.Number):
        raise ValueError(f"scoring must return a number, got {score!r} ({type(score)}) instead. (scorer={name})")
    return score


def _scores(estimator, X, y, scorer, params, error_score):
    """The score, or a dictionary of scores."""
    arguments = (X,) if y is None else (X, y)
    if y is None and not isinstance(scorer, dict) and getattr(scorer, "__name__", "") == "own_score":
        arguments = (X, None)
    one = lambda f: f(estimator, *arguments, **params)  # noqa: E731
    if not isinstance(scorer, dict):
        try:
            found = one(scorer)
        except Exception:
            if error_score == "raise":
                raise
            _warn_of_scoring(error_score)
            return error_score
        return {name: _number(score, name) for name, score in found.items()} if isinstance(found, dict) else _number(found, scorer)
    found = {}
    for name, each in scorer.items():
        try:
            score = one(each)
        except Exception:
            if error_score == "raise":
                raise
            _warn_of_scoring(error_score)
            score = error_score
        found[name] = _number(score, name)
    return found


def _warn_of_scoring(error_score):
    warnings.warn(
        f"Scoring failed. The score on this train-test partition for these parameters will be set to {error_score}. Details: \n{traceback.format_exc()}",
        UserWarning,
        stacklevel=4,
    )


def fit_and_score(estimator, X, y, scorer, train, test, settings, params, error_score, return_train_score, score_params=None):
    """One fold: learn from its rows, judge by those held out. Nothing of it is kept for the next."""
    if not isinstance(error_score, numbers.Number) and error_score != "raise":
        raise ValueError("error_score must be the string 'raise' or a numeric value. (Hint: if using 'raise', please make sure that it has been spelled correctly.)")
    n = length(X)
    if settings:
        estimator = estimator.set_params(**clone(settings, safe=False) if hasattr(settings, "get_params") else {k: clone(v, safe=False) for k, v in settings.items()})
    start = time.perf_counter()
    X_train, y_train = part(estimator, X, y, train)
    X_test, y_test = part(estimator, X, y, test, train)
    result = {"fit_error": None, "n_test": length(X_test)}
    try:
        if y_train is None:
            estimator.fit(X_train, **_some(params, n, train))
        else:
            estimator.fit(X_train, y_train, **_some(params, n, train))
    except Exception:
        result["fit_time"], result["score_time"] = time.perf_counter() - start, 0.0
        if error_score == "raise":
            raise
        names = list(scorer) if isinstance(scorer, dict) else None
        result["test"] = dict.fromkeys(names, error_score) if names else error_score
        result["train"] = result["test"]
        result["fit_error"] = traceback.format_exc()
    else:
        result["fit_time"] = time.perf_counter() - start
        start = time.perf_counter()
        result["test"] = _scores(estimator, X_test, y_test, scorer, _some(score_params, n, test), error_score)
        result["score_time"] = time.perf_counter() - start
        if return_train_score:
            result["train"] = _scores(estimator, X_train, y_train, scorer, _some(score_params, n, train), error_score)
    result["estimator"] = estimator
    return result


def jobs(estimator, n_jobs, tasks):
    """How many folds are worked on at once. Our own estimators compute without the interpreter, so that threads serve them."""
    if n_jobs is None:
        n_jobs = _openwork.threads() if is_ours(estimator) else 1
    if n_jobs < 0:
        n_jobs = max(1, _openwork.threads() + 1 + n_jobs)
    return max(1, min(n_jobs, tasks))


def in_parallel(count, work, tasks):
    """The work on every task, in order."""
    tasks = list(tasks)
    if count == 1 or len(tasks) < 2:
        return [work(task) for task in tasks]
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, tasks))


def warn_or_raise(results, error_score):
    """Says which fits failed; where all did, there is nothing to go on with."""
    errors = [result["fit_error"] for result in results if result["fit_error"] is not None]
    if not errors:
        return
    counts = {text: errors.count(text) for text in dict.fromkeys(errors)}
    details = "\n".join(f"{'-' * 80}\n{count} fits failed with the following error:\n{text}" for text, count in counts.items())
    if len(errors) == len(results):
        raise ValueError(
            f"\nAll the {len(results)} fits failed.\nIt is very likely that your model is misconfigured.\n"
            f"You can try to debug the error by setting error_score='raise'.\n\nBelow are more details about the failures:\n{details}"
        )
    warnings.warn(
        f"\n{len(errors)} fits failed out of a total of {len(results)}.\nThe score on these train-test partitions for these parameters will be set to "
        f"{error_score}.\nIf these failures are not expected, you can try to debug them by setting error_score='raise'.\n\n"
        f"Below are more details about the failures:\n{details}",
        _also_sklearns(FitFailedWarning),
        stacklevel=3,
    )


def _checked(estimator, n_jobs, verbose, error_score, pre_dispatch):
    from ..exceptions import InvalidParameterError

    who = type(estimator).__name__
    if not hasattr(estimator, "fit"):
        raise _also_sklearns(InvalidParameterError)(f"The 'estimator' parameter must be an object implementing 'fit'. Got {estimator!r} instead.")
    if n_jobs is not None and (not isinstance(n_jobs, numbers.Integral) or isinstance(n_jobs, bool) or n_jobs == 0):
        raise _also_sklearns(InvalidParameterError)(f"The 'n_jobs' parameter for {who} is {n_jobs!r}, wanted a whole number other than 0, or None")


def cross_validate(
    estimator,
    X,
    y=None,
    *,
    groups=None,
    scoring=None,
    cv=None,
    n_jobs=None,
    verbose=0,
    params=None,
    pre_dispatch="2*n_jobs",
    return_train_score=False,
    return_estimator=False,
    return_indices=False,
    error_score=np.nan,
):
    """Scores and times of an estimator, learnt on every fold's rows and judged by those held out.

    Parameters
    ----------
    estimator : object with fit, and with predict or whatever the scores ask
        Ours and scikit-learn's alike; each fold has a clone of its own.
    X, y : the rows and what is to be learnt about them
    groups : array, default=None
        The group of each row, for splitters that keep groups together.
    scoring : str, callable, list, tuple or dict, default=None
        A score's name, a function of (estimator, X, y), or several; None asks the estimator's own ``score``.
    cv : int, splitter or iterable, default=None
        How the rows are divided; a number is that many folds, stratified for a classifier. None: five.
    n_jobs : int, default=None
        Folds worked on at once, by threads. None: as many as :func:`openwork.threads` says for our estimators, one for others.
    verbose : int, default=0
        Above 0, prints a line a fold.
    params : dict, default=None
        Passed to ``fit``; what has one value a row is cut along.
    pre_dispatch : ignored, for compatibility
    return_train_score, return_estimator, return_indices : bool, default=False
        Return the scores of the rows learnt from, the fitted estimators, the row numbers of the folds too.
    error_score : 'raise' or number, default=nan
        The score of a fold that could not be fitted, with a warning.

    Returns
    -------
    dict of arrays: ``fit_time``, ``score_time``, ``test_score`` (or ``test_<name>``), and what else was asked for.
    """
    _checked(estimator, n_jobs, verbose, error_score, pre_dispatch)
    same_length(X, y, groups)
    splitter = check_cv(cv, y, classifier=is_classifier(estimator))
    scorer = check_scoring(estimator, scoring)
    params = dict(params or {})
    folds = list(splitter.split(X, y, groups) if groups is not None else splitter.split(X, y))

    def work(fold):
        train, test = fold
        result = fit_and_score(clone(estimator), X, y, scorer, train, test, None, params, error_score, return_train_score)
        if verbose:
            print(f"[CV] fold: {len(train)} rows learnt, {len(test)} held out, score {result['test']}, {result['fit_time']:.2f} s")
        return result

    results = in_parallel(jobs(estimator, n_jobs, len(folds)), work, folds)
    warn_or_raise(results, error_score)
    spread(results, error_score)
    out = {name: np.array([result[name] for result in results]) for name in ("fit_time", "score_time")}
    if return_estimator:
        out["estimator"] = [result["estimator"] for result in results]
    if return_indices:
        out["indices"] = {"train": tuple(train for train, _ in folds), "test": tuple(test for _, test in folds)}
    for side in ("test", "train") if return_train_score else ("test",):
        first = results[0][side]
        for name in first if isinstance(first, dict) else ("score",):
            out[f"{side}_{name}"] = np.array([result[side][name] if isinstance(first, dict) else result[side] for result in results])
    return out


def spread(results, error_score):
    """Where a function gave several scores, a fold that failed gets the error's score under each name."""
    names = next((list(r["test"]) for r in results if isinstance(r["test"], dict)), None)
    if names:
        for result in results:
            for side in ("test", "train"):
                if side in result and not isinstance(result[side], dict):
                    result[side] = dict.fromkeys(names, error_score)


def cross_val_score(
    estimator, X, y=None, *, groups=None, scoring=None, cv=None, n_jobs=None, verbose=0, params=None, pre_dispatch="2*n_jobs", error_score=np.nan
):
    """The score of each fold: :func:`cross_validate` with one score. ``scoring`` is a name, a function, or None for the estimator's own."""
    if isinstance(scoring, (list, tuple, set, dict)):
        from ..exceptions import InvalidParameterError

        raise _also_sklearns(InvalidParameterError)(f"The 'scoring' parameter is {scoring!r}, wanted one score's name or function; several: cross_validate")
    scorer = check_scoring(estimator, scoring) if hasattr(estimator, "fit") else scoring
    found = cross_validate(
        estimator, X, y, groups=groups, scoring={"score": scorer}, cv=cv, n_jobs=n_jobs, verbose=verbose, params=params, error_score=error_score
    )
    return found["test_score"]


def cross_val_predict(
    estimator, X, y=None, *, groups=None, cv=None, n_jobs=None, verbose=0, params=None, pre_dispatch="2*n_jobs", method="predict"
):
    """The answer for every row, of the model of the fold that held it out.

    Parameters
    ----------
    method : {'predict', 'predict_proba', 'predict_log_proba', 'decision_function'}, default='predict'
        What is asked. Columns of classes that a fold did not see are filled with 0, or the least number for logarithms and decisions.
    The others as in :func:`cross_validate`; the folds must hold every row out once.
    """
    _checked(estimator, n_jobs, verbose, np.nan, pre_dispatch)
    same_length(X, y, groups)
    splitter = check_cv(cv, y, classifier=is_classifier(estimator))
    params = dict(params or {})
    folds = list(splitter.split(X, y, groups) if groups is not None else splitter.split(X, y))
    n = length(X)
    tests = np.concatenate([test for _, test in folds]) if folds else np.array([], int)
    if len(tests) != n or not np.array_equal(np.sort(tests), np.arange(n)):
        raise ValueError("cross_val_predict only works for partitions: wanted every row held out once")

    by_class = method != "predict" and y is not None
    names = None
    if by_class:
        y_array = np.asarray(y)
        if y_array.ndim == 1:
            names, y = np.unique(y_array, return_inverse=True)
        else:
            names = [np.unique(column) for column in y_array.T]
            y = np.stack([np.unique(column, return_inverse=True)[1] for column in y_array.T], axis=1)

    def work(fold):
        train, test = fold
        model = clone(estimator)
        X_train, y_train = part(model, X, y, train)
        X_test, _ = part(model, X, y, test, train)
        more = _some(params, n, train)
        model.fit(X_train, **more) if y_train is None else model.fit(X_train, y_train, **more)
        found = getattr(model, method)(X_test)
        if by_class and isinstance(found, list):
            return [_columns(model.classes_[i], each, len(names[i]), method) for i, each in enumerate(found)]
        if by_class and not isinstance(names, list) and hasattr(model, "classes_"):
            return _columns(model.classes_, found, len(names), method)
        return found

    found = in_parallel(jobs(estimator, n_jobs, len(folds)), work, folds)
    place = np.empty(n, int)
    place[tests] = np.arange(n)
    first = found[0]
    if isinstance(first, list) and by_class:
        return [np.concatenate([each[i] for each in found])[place] for i in range(len(first))]
    if hasattr(first, "tocsr"):
        import scipy.sparse

        return scipy.sparse.vstack(found, format=first.format)[place]
    return np.concatenate(found)[place]


def _columns(seen, found, count, method):
    """The columns of the classes that a fold saw, among those of all classes."""
    found = np.asarray(found)
    if len(seen) == count:
        return found
    if method == "decision_function" and (found.ndim == 1 or found.shape[1] != len(seen)):
        raise ValueError(
            f"Output shape {found.shape} of {method} does not match number of classes ({len(seen)}) in fold. Irregular decision_function outputs "
            "are not currently supported by cross_val_predict: a class is missing from some fold, wanted a stratified splitter"
        )
    warnings.warn(
        f"Number of classes in training fold ({len(seen)}) does not match total number of classes ({count}). Results may not be appropriate for your "
        "use case. To fix this, use a cross-validation technique resulting in properly stratified folds",
        RuntimeWarning,
        stacklevel=3,
    )
    least = np.finfo(found.dtype).min
    filled = np.full((len(found), count), {"predict_proba": 0, "decision_function": least, "predict_log_proba": least}[method], dtype=found.dtype)
    filled[:, seen] = found
    return filled
