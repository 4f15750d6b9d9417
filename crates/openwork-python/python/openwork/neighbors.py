"""Nearest neighbours: answering for a point as the known points around it do."""

import json as _json
import os as _os
import warnings as _warnings
from typing import NamedTuple as _NamedTuple

import numpy as _np

from . import _data, _openwork
from ._data import _F32
from ._base import Estimator as _Estimator
from .exceptions import DataConversionWarning as _DataConversionWarning
from .exceptions import _also_sklearns

__all__ = ["KNeighborsClassifier", "KNeighborsRegressor", "NearestNeighbors", "NeighborRun", "NeighborStep"]

_SYNONYMS = {"l2": "euclidean", "l1": "manhattan", "cityblock": "manhattan", "infinity": "chebyshev", "p": "minkowski"}
_METRICS = ("minkowski", "euclidean", "manhattan", "chebyshev", "cosine", "precomputed", *_SYNONYMS)


class NeighborStep(_NamedTuple):
    """One visit of a search and the state after it."""

    round: int  # from 1
    visit: str  # "opened", "measured" or "pruned" for a box of the k-d tree; "point" for a point of a brute-force search
    corners: "tuple[_np.ndarray, _np.ndarray] | None"  # the box's low and high corner; None for a brute-force search
    measured: _np.ndarray  # rows whose distance was computed in this round, int64
    nearest: _np.ndarray  # rows of the nearest so far, nearest first, int64
    distances: _np.ndarray  # and how far they are
    radius: float  # distance of the k-th nearest so far; infinite while there are fewer than k


class NeighborRun:
    """The search for one query's neighbours on its way: an iterator of :class:`NeighborStep`."""

    def __init__(self, run):
        self._run = run
        self.max_steps = run.max_steps

    def __iter__(self):
        return self

    def __next__(self):
        return NeighborStep._make(next(self._run))


class _Neighbors(_Estimator):
    """Known points and the search among them. ``_index`` is the native half, rebuilt when a setting has changed since."""

    def _fit_points(self, X):
        metric = self.metric
        if not callable(metric):
            self._choice("metric", _METRICS)
        if not isinstance(self.algorithm, str) or self.algorithm not in ("auto", "ball_tree", "kd_tree", "brute"):
            self._choice("algorithm", ("auto", "ball_tree", "kd_tree", "brute"))
        self._integer("leaf_size", 1)
        self._jobs()
        self._effective_metric()
        if metric == "precomputed":
            _check_distances(X)
            if X.shape[0] != X.shape[1]:
                raise ValueError(f"Precomputed matrix must be square. Input is a {X.shape[0]}x{X.shape[1]} matrix.")
        self.n_samples_fit_ = len(X)
        self._fit_method = self.algorithm

    def _effective_metric(self):
        """Settles ``effective_metric_`` and its parameters: minkowski with p = 1, 2 or infinity is the metric it is."""
        metric, params = self.metric, dict(self.metric_params or {})
        if isinstance(metric, str):
            metric = _SYNONYMS.get(metric, metric)
        if "p" in params and self.p is not None:
            _warnings.warn(
                "Parameter p is found in metric_params. The corresponding parameter from __init__ is ignored.", SyntaxWarning, stacklevel=4
            )
        if metric == "minkowski":
            p = params.pop("p", self.p)
            p = 2 if p is None else p
            if isinstance(p, (str, bool)) or not hasattr(p, "__float__") or not float(p) >= 1:
                self._refuse("p", "a number >= 1 (below 1 the triangle inequality fails and minkowski is no distance)")
            metric = {1: "manhattan", 2: "euclidean", float("inf"): "chebyshev"}.get(p, metric)
            if metric == "minkowski":
                params["p"] = p
        else:
            params.pop("p", None)
        if "w" in params and not callable(metric):
            self._refuse("metric_params", "no 'w': multiply the columns of X by w ** (1 / p) instead, which is the same distance")
        if unknown := set(params) - {"p"}:
            if not callable(metric):
                self._refuse("metric_params", f"none of {sorted(unknown)}: {metric} has no such parameters")
        if self.algorithm in ("kd_tree", "ball_tree") and metric in ("cosine", "precomputed"):
            self._refuse("algorithm", f"'brute' or 'auto' for metric={metric!r}, which has no boxes to rule out")
        if self.algorithm == "kd_tree" and callable(metric):
            raise ValueError(f"kd_tree does not support callable metric {metric!r}; wanted algorithm='brute' or 'auto'")
        self.effective_metric_ = metric
        self.effective_metric_params_ = params
        # Whether the library itself knows the metric; otherwise its distances are given, or come from a Python function.
        self._native = not (metric == "precomputed" or callable(metric))

    def _search_settings(self, k):
        p = self.effective_metric_params_.get("p")
        algorithm = "kd_tree" if self.algorithm == "ball_tree" else self.algorithm
        return (min(k, self.n_samples_fit_), self.effective_metric_, p, algorithm, self.leaf_size)

    def _jobs(self):
        """How many threads this estimator asks for: 0 leaves it to ``openwork.set_threads``."""
        jobs = self.n_jobs
        if jobs is None:
            return 0
        if isinstance(jobs, bool) or not hasattr(jobs, "__index__") or jobs == 0:
            self._refuse("n_jobs", "None, a whole number >= 1, or -1 for one thread per processor")
        return jobs if jobs > 0 else max(1, (_os.cpu_count() or 1) + 1 + jobs)

    def _queries(self, X):
        """``X`` checked, of the known points' dtype; where queries are the wider, the known points are widened."""
        X = _data.matrix(self, X, reset=False)
        if self._native:
            known = self._dtype
            if X.dtype != known:
                if known == _np.float32:
                    self._rebuild(_np.float64)
                else:
                    X = X.astype(known)
        elif self.effective_metric_ == "precomputed":
            _check_distances(X)
        return X

    @property
    def _fit_X(self):
        """A copy of the known points."""
        return self._index.points() if self._native else self._points

    def _count(self, n_neighbors, queries):
        """How many neighbours are wanted, checked against how many there are."""
        k = self.n_neighbors if n_neighbors is None else n_neighbors
        if type(k) is not int:
            if isinstance(k, bool) or not hasattr(k, "__index__"):
                raise TypeError(f"n_neighbors does not take {type(k)} value, enter integer value")
            k = k.__index__()
        if k <= 0:
            raise ValueError(f"Expected n_neighbors > 0. Got {k}")
        known, least = self.n_samples_fit_, "<" if queries is None else "<="
        if k > known - (queries is None):
            raise ValueError(
                f"Expected n_neighbors {least} n_samples_fit, but n_neighbors = {k}, n_samples_fit = {known}, "
                f"n_samples = {known if queries is None else len(queries)}"
            )
        return k

    def kneighbors(self, X=None, n_neighbors=None, return_distance=True):
        """The nearest known points of each row of ``X``, nearest first, the lower index first among equals.

        Without ``X``: the neighbours of each known point among the others. Returns distances (float64) and indices (int64),
        each of shape (m, n_neighbors), or the indices alone.
        """
        self._require("n_samples_fit_")
        if X is not None:
            X = self._queries(X)
        k = self._count(n_neighbors, X)
        distances, indices = self._found(X, k)
        return (distances, indices) if return_distance else indices

    def steps(self, X):
        """The search for the neighbours of one query, ``X`` of shape (1, n_features), box by box (k-d tree) or point by point
        (brute force): an iterator of :class:`NeighborStep`."""
        self._require("n_samples_fit_")
        X = self._queries(X)
        if not self._native:
            raise ValueError(f"metric = {self.metric!r}: the distances come from outside, so that there is nothing to watch")
        if len(X) != 1:
            raise ValueError(f"X has {len(X)} rows, wanted 1: one search is watched at a time; take X[i : i + 1]")
        return NeighborRun(self._index.watch(X, self._count(None, X)))

    def _found(self, X, k):
        if self._native:
            return self._index.kneighbors(X, k, self._jobs())
        distances = self._distances(X)
        order = _np.argsort(distances, axis=1, kind="stable")
        if X is None:
            others = order != _np.arange(len(order))[:, None]
            order = order[others].reshape(len(order), -1)
        order = order[:, :k]
        return _np.take_along_axis(distances, order, axis=1), order

    def _distances(self, X):
        """The whole matrix of distances where the library does not know the metric."""
        known = self._points
        if self.effective_metric_ == "precomputed":
            return known if X is None else X
        metric, params = self.effective_metric_, self.effective_metric_params_
        return _np.array([[metric(q, p, **params) for p in known] for q in (known if X is None else X)], dtype=_np.float64)

    def kneighbors_graph(self, X=None, n_neighbors=None, mode="connectivity"):
        """The neighbours as a sparse matrix of shape (m, n_samples_fit_): ones, or distances. Needs scipy."""
        self._require("n_samples_fit_")
        self._check_mode(mode)
        distances, indices = self.kneighbors(X, n_neighbors)
        values = _np.ones(indices.size) if mode == "connectivity" else distances.ravel()
        starts = _np.arange(0, indices.size + 1, indices.shape[1])
        return _sparse(values, indices.ravel(), starts, (len(indices), self.n_samples_fit_))

    def _check_mode(self, mode):
        if mode not in ("connectivity", "distance"):
            raise ValueError(f'Unsupported mode, must be one of "connectivity", or "distance" but got "{mode}" instead')

    def save(self, path):
        """Writes the known points and their answers to a file (safetensors), whole or not at all; ``openwork predict`` reads it
        too. Not for distances given or computed by a Python function, nor for several classes at once: pickle those."""
        self._require("n_samples_fit_")
        if not self._native:
            raise ValueError(f"metric = {self.metric!r}: such a model cannot be saved to a file, wanted a metric of the library; pickle it instead")
        self._saved().save(path, self._notes(**self._own_notes()))

    def _saved(self):
        return self._index

    def _own_notes(self):
        return {}

    @classmethod
    def load(cls, path):
        """The fitted model of a file that ``save``, the library or the command wrote."""
        index, settings, notes = cls._native_class.load(path)
        settings = _json.loads(settings)
        metric = settings["metric"]
        metric, p = (metric, 2) if isinstance(metric, str) else next(iter(metric.items()))
        model, notes = cls._restored(
            notes,
            n_neighbors=settings["k"],
            metric=metric,
            p=p,
            algorithm=settings["search"],
            leaf_size=settings["leaf_size"],
            weights=settings.get("weights"),
        )
        points = index.points()
        model._index, model._dtype, model._points = index, points.dtype, None
        model.n_samples_fit_, model.n_features_in_ = points.shape
        model._fit_method = model.algorithm
        model._effective_metric()
        model._answered(index, notes)
        return model

    def _answered(self, index, notes):
        """Takes the answers of a model from a file."""

    def __getstate__(self):
        state = self.__dict__.copy()
        if "_index" in state:
            state["_index"] = self._index.points()
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        points = state.get("_index")
        if points is not None:
            self._build(points)

    def _rebuild(self, dtype):
        self._build(self._index.points().astype(dtype))

    def _build(self, X):
        """Makes the native half over the points ``X``."""
        self._index = _openwork.Index(X, self._search_settings(self.n_samples_fit_))
        self._dtype = X.dtype

    def _keep(self, X):
        if self._native:
            self._points = None
            self._build(X)
        else:
            if not _np.isfinite(X).all():
                raise ValueError("Input X contains NaN or infinity, wanted finite numbers; drop or impute such rows first")
            self.__dict__.pop("_index", None)
            self._points = X

    def _described(self, **changes):
        tags = self._tags(**changes)
        tags.input_tags.pairwise = self.metric == "precomputed"
        tags.input_tags.positive_only = tags.input_tags.pairwise
        return tags

    def __sklearn_tags__(self):
        return self._described()


class NearestNeighbors(_Neighbors):
    """The search for neighbours by itself. A drop-in for ``sklearn.neighbors.NearestNeighbors``.

    Parameters
    ----------
    n_neighbors : int, default=5
        How many neighbours ``kneighbors`` gives.
    radius : float, default=1.0
        How far ``radius_neighbors`` looks.
    algorithm : {'auto', 'ball_tree', 'kd_tree', 'brute'}, default='auto'
        How the neighbours are found; the answer is the same. 'ball_tree' uses the k-d tree.
    leaf_size : int, default=30
        Points in a leaf of the tree.
    metric : str or callable, default='minkowski'
        'minkowski', 'euclidean', 'manhattan', 'chebyshev', 'cosine', 'precomputed', or a function of two points.
    p : float >= 1, default=2
        The power of minkowski.
    metric_params : dict, default=None
        ``{'p': ...}`` for minkowski; keyword arguments for a callable metric.
    n_jobs : int, default=None
        Threads of a search; None leaves it to ``openwork.set_threads``, -1 is one per processor.

    Attributes
    ----------
    effective_metric_, effective_metric_params_, n_samples_fit_, n_features_in_, feature_names_in_
    """

    def __init__(
        self, *, n_neighbors=5, radius=1.0, algorithm="auto", leaf_size=30, metric="minkowski", p=2, metric_params=None, n_jobs=None
    ):
        self.n_neighbors = n_neighbors
        self.radius = radius
        self.algorithm = algorithm
        self.leaf_size = leaf_size
        self.metric = metric
        self.p = p
        self.metric_params = metric_params
        self.n_jobs = n_jobs

    _native_class = _openwork.Index

    def fit(self, X, y=None):
        """Takes the known points, one a row, and prepares the search."""
        X = _data.matrix(self, X, reset=True)
        if self.n_neighbors is not None:
            self._integer("n_neighbors", 1)
        self._fit_points(X)
        self._keep(X)
        return self

    def radius_neighbors(self, X=None, radius=None, return_distance=True, sort_results=False):
        """The known points within ``radius`` of each row of ``X``: two arrays of arrays, distances and indices, or the latter alone.

        In the order of the known points, or nearest first. Without ``X``: of each known point, itself left out.
        """
        self._require("n_samples_fit_")
        if sort_results and not return_distance:
            raise ValueError("return_distance must be True if sort_results is True.")
        distances, indices, starts = self._within(X, radius, sort_results)
        lists = [_np.empty(len(starts) - 1, dtype=object) for _ in range(2)]
        for i, (a, b) in enumerate(zip(starts[:-1], starts[1:])):
            lists[0][i], lists[1][i] = distances[a:b], indices[a:b]
        return tuple(lists) if return_distance else lists[1]

    def radius_neighbors_graph(self, X=None, radius=None, mode="connectivity", sort_results=False):
        """The same as a sparse matrix of shape (m, n_samples_fit_): ones, or distances. Needs scipy."""
        self._require("n_samples_fit_")
        self._check_mode(mode)
        distances, indices, starts = self._within(X, radius, sort_results)
        values = _np.ones(indices.size) if mode == "connectivity" else distances
        return _sparse(values, indices, starts, (len(starts) - 1, self.n_samples_fit_))

    def _within(self, X, radius, sort):
        radius = self.radius if radius is None else radius
        if isinstance(radius, (str, bool)) or not hasattr(radius, "__float__") or not float(radius) >= 0:
            raise ValueError(f"radius = {radius!r}, wanted a number >= 0, in the metric's own unit")
        if X is not None:
            X = self._queries(X)
        if self._native:
            return self._index.within(X, float(radius), sort, self._jobs())
        distances, rows = self._distances(X), []
        for i, row in enumerate(distances):
            near = _np.flatnonzero(row <= radius)
            near = near[near != i] if X is None else near
            rows.append(near[_np.argsort(row[near], kind="stable")] if sort else near)
        starts = _np.cumsum([0, *map(len, rows)])
        indices = _np.concatenate(rows)
        return distances[_np.repeat(_np.arange(len(rows)), _np.diff(starts)), indices], indices, starts


class _Supervised(_Neighbors):
    """Known points with an answer each."""

    def __init__(
        self, n_neighbors=5, *, weights="uniform", algorithm="auto", leaf_size=30, p=2, metric="minkowski", metric_params=None, n_jobs=None
    ):
        self.n_neighbors = n_neighbors
        self.weights = weights
        self.algorithm = algorithm
        self.leaf_size = leaf_size
        self.p = p
        self.metric = metric
        self.metric_params = metric_params
        self.n_jobs = n_jobs

    def _check_answers(self, X, y):
        if len(y) != len(X):
            raise ValueError(f"Found input variables with inconsistent numbers of samples: X has {len(X)} rows, y has {len(y)}")
        self._integer("n_neighbors", 1)
        if self.weights is not None and not callable(self.weights):
            self._choice("weights", ("uniform", "distance"))

    def _saved(self):
        index = self._prepared()
        if index is None:
            raise ValueError("several outputs, or weights of your own: such a model cannot be saved to a file; pickle it instead")
        return index

    def _prepared(self):
        """The native half where it can answer with the settings as they stand, else None."""
        if not self._native or self._answers is None or callable(self.weights):
            return None
        if self._built != (self.n_neighbors, self.weights):
            if self._count(None, self._answers) and (self.weights not in (None, "uniform", "distance")):
                self._choice("weights", ("uniform", "distance"))
            self._build(self._index.points())
        return self._index

    def _build(self, X):
        k = self._integer("n_neighbors", 1)
        if self._answers is None:
            self._index = _openwork.Index(X, self._search_settings(k))
        else:
            weights = self.weights if self.weights == "distance" else "uniform"
            self._index = self._native_class(X, self._answers, self._search_settings(k), weights)
        self._built = (self.n_neighbors, self.weights)
        self._dtype = X.dtype

    def _weighted(self, X, k):
        """``(indices, weights)`` of the neighbours; weights None where all count alike."""
        distances, indices = self._found(X, k)
        weights = self.weights
        if callable(weights):
            return indices, weights(distances)
        if weights == "distance":
            exact = distances == 0
            with _np.errstate(divide="ignore"):
                inverse = 1.0 / distances
            rows = exact.any(axis=1)
            inverse[rows] = exact[rows]
            return indices, inverse
        return indices, None


class KNeighborsClassifier(_Supervised):
    """k-nearest-neighbour classification: the neighbours vote. A drop-in for ``sklearn.neighbors.KNeighborsClassifier``.

    Parameters
    ----------
    n_neighbors : int, default=5
        How many neighbours vote.
    weights : {'uniform', 'distance'}, callable or None, default='uniform'
        Every neighbour counts alike, or by 1/distance (those at distance zero alone, where there are any), or by a function
        from distances to weights.
    algorithm, leaf_size, p, metric, metric_params, n_jobs
        As in :class:`NearestNeighbors`.

    Attributes
    ----------
    classes_ : array of shape (n_classes,), or a list of such arrays where y had several columns
    outputs_2d_ : bool
        Whether y had several columns.
    effective_metric_, effective_metric_params_, n_samples_fit_, n_features_in_, feature_names_in_
    """

    _native_class = _openwork.Classifier

    def fit(self, X, y):
        """Takes the known points and the class of each, shape (n,), or (n, outputs) for several answers at once."""
        if y is None:
            raise ValueError(f"requires y to be passed, but the target y is None: {type(self).__name__} wanted a class for each row")
        X = _data.matrix(self, X, reset=True)
        y = _np.asarray(y)
        if y.ndim == 1 and y.dtype == _np.int64 and len(y) == len(X):
            encoded = _openwork.encode_labels(y) if y.flags.carray else None
            self._check_answers(X, y)
            self.outputs_2d_ = False
            self.classes_, self._y = encoded or _encode(y)
        else:
            self._fit_classes(X, y)
        self._answers = None if self.outputs_2d_ else self._y
        self._fit_points(X)
        self._keep(X)
        return self

    def _own_notes(self):
        return {"classes": [str(c) for c in self.classes_.tolist()], "python_classes": [self.classes_.dtype.str, self.classes_.tolist()]}

    def _answered(self, index, notes):
        self._y, count = index.answers()
        kind, classes = notes.get("python_classes") or (None, notes.get("classes") or list(range(count)))
        self.classes_ = _np.array(classes, dtype=kind if kind and "O" not in kind else None)
        self._answers, self.outputs_2d_, self._built = self._y, False, (self.n_neighbors, self.weights)

    def _fit_classes(self, X, y):
        if y.ndim not in (1, 2):
            raise ValueError(f"y should be a 1d array of classes, or 2d for several outputs; got an array of shape {y.shape} instead.")
        self._check_answers(X, y)
        if y.dtype.kind == "c":
            raise ValueError(f"Complex data not supported: y of {y.dtype}\n{y}\n")
        if y.dtype.kind == "f":
            if not _np.isfinite(y).all():
                raise ValueError("Input y contains NaN or infinity, wanted classes")
            if (y != _np.trunc(y)).any():
                raise ValueError(
                    "Unknown label type: continuous. Maybe you are trying to fit a classifier, which expects discrete classes on "
                    "a regression target with continuous values."
                )
        if y.ndim == 2 and y.shape[1] == 1:
            _warnings.warn(
                "A column-vector y was passed when a 1d array was expected. Please change the shape of y to (n_samples,), for "
                "example using ravel().",
                _also_sklearns(_DataConversionWarning),
                stacklevel=3,
            )
            y = y.ravel()
        self.outputs_2d_ = y.ndim == 2
        if self.outputs_2d_:
            self.classes_, codes = map(list, zip(*(_encode(column) for column in y.T)))
            self._y = _np.stack(codes, axis=1)
        else:
            self.classes_, self._y = _encode(y)

    def predict(self, X):
        """The class with most votes for each row of ``X``, of equals the lower; None for ``X``: each known point by the others."""
        self._require("n_samples_fit_")
        if X is not None and not self.outputs_2d_:
            X = self._queries(X)
            self._count(None, X)
            index = self._prepared()
            if index is not None:
                return self.classes_.take(index.predict(X, self._jobs()))
        shares = self._shares(X)
        if self.outputs_2d_:
            return _np.stack([c.take(s.argmax(axis=1)) for c, s in zip(self.classes_, shares)], axis=1)
        return self.classes_.take(shares[0].argmax(axis=1))

    def predict_proba(self, X):
        """The share of votes for each class, shape (m, n_classes); a list of such arrays for several outputs."""
        self._require("n_samples_fit_")
        if X is not None and not self.outputs_2d_:
            X = self._queries(X)
            self._count(None, X)
            index = self._prepared()
            if index is not None:
                return index.predict_proba(X, self._jobs())
        shares = self._shares(X)
        return shares if self.outputs_2d_ else shares[0]

    def _shares(self, X):
        """The votes counted here: several outputs, weights or distances of the caller's own, or each point by the others."""
        if X is not None:
            X = self._queries(X)
        indices, weights = self._weighted(X, self._count(None, X))
        if weights is None:
            weights = _np.ones(indices.shape)
        elif (weights == 0).all(axis=1).any():
            raise ValueError(
                "All neighbors of some sample is getting zero weights. Please modify 'weights' to avoid this case if you are "
                "using a user-defined function."
            )
        rows = _np.arange(len(indices))
        shares = []
        for classes, y in zip(self.classes_, self._y.T) if self.outputs_2d_ else [(self.classes_, self._y)]:
            votes = _np.zeros((len(indices), len(classes)))
            for column, weight in zip(y[indices].T, weights.T):
                votes[rows, column] += weight
            shares.append(votes / votes.sum(axis=1, keepdims=True))
        return shares

    def score(self, X, y, sample_weight=None):
        """The share of rows whose predicted class (every one, for several outputs) is the true one."""
        predicted, y = self.predict(X), _np.asarray(y)
        if len(y) != len(predicted):
            raise ValueError(f"Found input variables with inconsistent numbers of samples: X has {len(predicted)} rows, y has {len(y)}")
        if y.ndim == 2 and predicted.ndim == 1 and y.shape[1] == 1:
            y = y.ravel()
        right = predicted == y
        if right.ndim == 2:
            right = right.all(axis=1)
        return float(_np.average(right, weights=_data.sample_weight(sample_weight, len(y))))

    def __sklearn_tags__(self):
        from sklearn.utils import ClassifierTags

        tags = self._described(estimator_type="classifier", classifier_tags=ClassifierTags(multi_label=True))
        tags.target_tags.required = tags.target_tags.multi_output = True
        return tags


class KNeighborsRegressor(_Supervised):
    """k-nearest-neighbour regression: the neighbours' targets are averaged. A drop-in for ``sklearn.neighbors.KNeighborsRegressor``.

    Parameters
    ----------
    n_neighbors : int, default=5
        How many neighbours are averaged.
    weights : {'uniform', 'distance'}, callable or None, default='uniform'
        As in :class:`KNeighborsClassifier`.
    algorithm, leaf_size, p, metric, metric_params, n_jobs
        As in :class:`NearestNeighbors`.

    Attributes
    ----------
    effective_metric_, effective_metric_params_, n_samples_fit_, n_features_in_, feature_names_in_
    """

    _native_class = _openwork.Regressor

    def fit(self, X, y):
        """Takes the known points and the target of each, shape (n,), or (n, outputs) for several."""
        if y is None:
            raise ValueError(f"requires y to be passed, but the target y is None: {type(self).__name__} wanted a number for each row")
        X = _data.matrix(self, X, reset=True)
        y = _data.targets(y)
        self._check_answers(X, y)
        self._y = y
        self._answers = _np.ascontiguousarray(y.reshape(len(y), -1), dtype=_np.float64)
        self._fit_points(X)
        if not self._native and not _np.isfinite(self._answers).all():  # the native half looks for itself
            raise ValueError("Input y contains NaN or infinity, wanted finite numbers; drop such rows first")
        self._keep(X)
        return self

    def _own_notes(self):
        return {"python_targets": [self._y.dtype.str, self._y.ndim]}

    def _answered(self, index, notes):
        self._answers = index.answers()
        kind, dimensions = notes.get("python_targets") or ("<f8", 2 - (self._answers.shape[1] == 1))
        self._y = (self._answers.ravel() if dimensions == 1 else self._answers).astype(kind, copy=False)
        self._built = (self.n_neighbors, self.weights)

    def predict(self, X):
        """The (weighted) mean target of the neighbours of each row of ``X``, shaped as y was; None: each known point by the others."""
        self._require("n_samples_fit_")
        if X is not None:
            X = self._queries(X)
        k = self._count(None, X)
        index = None if X is None else self._prepared()
        if index is not None:
            means = index.predict(X, self._jobs())
        else:
            indices, weights = self._weighted(X, k)
            answers = self._answers[indices]
            if weights is None:
                means = answers.mean(axis=1)
            else:
                means = (answers * weights[:, :, None]).sum(axis=1) / weights.sum(axis=1, keepdims=True)
        if self._y.dtype == _F32 and self.weights in ("uniform", None):
            means = means.astype(_np.float32)
        return means.ravel() if self._y.ndim == 1 else means

    def score(self, X, y, sample_weight=None):
        """R²: 1 - (squared errors) / (squared deviations from the mean); for several outputs their mean."""
        return _data.r2(_data.targets(y), self.predict(X), sample_weight)

    def __sklearn_tags__(self):
        from sklearn.utils import RegressorTags

        tags = self._described(estimator_type="regressor", regressor_tags=RegressorTags())
        tags.target_tags.required = tags.target_tags.multi_output = True
        return tags


def _encode(y):
    """The sorted classes, and each answer as its place among them."""
    classes, codes = _np.unique(y, return_inverse=True)
    return classes, codes.reshape(-1).astype(_np.uint32)


def _check_distances(X):
    if (X < 0).any():
        raise ValueError("Negative values in data passed to precomputed distance matrix.")


def _sparse(values, columns, starts, shape):
    try:
        import scipy.sparse
    except ImportError:
        raise ImportError("graphs are scipy.sparse matrices: install scipy, or use kneighbors(), which gives the same as arrays") from None
    form = "csr_array" if _data.sklearn_config("sparse_interface", "spmatrix") == "sparray" else "csr_matrix"
    return getattr(scipy.sparse, form)((values, columns, starts), shape=shape)
