"""Clustering: grouping points that carry no labels."""

import warnings as _warnings
from typing import NamedTuple as _NamedTuple

import numpy as _np

from . import _data, _openwork
from ._base import Transformer as _Transformer
from .exceptions import ConvergenceWarning as _ConvergenceWarning
from .exceptions import _also_sklearns

__all__ = ["KMeans", "KMeansRun", "KMeansStep", "MiniBatchKMeans", "MiniBatchKMeansRun", "MiniBatchKMeansStep"]


class KMeansStep(_NamedTuple):
    """One round of the textbook and the state after it."""

    round: int  # from 1
    centers: _np.ndarray  # shape (k, d), after this round
    labels: _np.ndarray  # shape (n,), int32
    inertia: float  # sum of squared distances to the centres of this round's assignment
    moved: int  # points whose label this round changed
    shift: float  # sum of the squared distances that the centres moved


class KMeansRun:
    """One start of k-means on its way: an iterator of :class:`KMeansStep`."""

    def __init__(self, run, max_steps):
        self._run = run
        self.max_steps = max_steps

    def __iter__(self):
        return self

    def __next__(self):
        return KMeansStep._make(next(self._run))

    @property
    def centers(self):
        """The centres as they stand, shape (k, d): before the first round, where they start."""
        return self._run.centers

    @property
    def labels(self):
        """The centre of each point, int32; empty before the first round."""
        return self._run.labels


class MiniBatchKMeansStep(_NamedTuple):
    """One batch and the state after it."""

    step: int  # from 1
    centers: _np.ndarray  # shape (k, d), after this step
    counts: _np.ndarray  # shape (k,): how many points each centre has seen
    batch: _np.ndarray  # the rows of the batch, int64, a row as often as it was drawn
    inertia: float  # mean squared distance of the batch's points from their nearest centres, before these moved
    average: "float | None"  # running average of inertia; None in the first step, which measures the start alone
    shift: float  # sum of the squared distances that the centres moved
    reassigned: int  # centres that had seen too few points and were started anew


class MiniBatchKMeansRun:
    """Mini-batch k-means on its way: an iterator of :class:`MiniBatchKMeansStep`."""

    def __init__(self, run):
        self._run = run
        self.max_steps = run.max_steps

    def __iter__(self):
        return self

    def __next__(self):
        return MiniBatchKMeansStep._make(next(self._run))

    @property
    def centers(self):
        """The centres as they stand, shape (k, d): before the first step, where they start."""
        return self._run.centers

    @property
    def counts(self):
        """How many points each centre has seen, shape (k,)."""
        return self._run.counts


class _KMeansBase(_Transformer):
    """What k-means and its mini-batch form share: everything after the fit."""

    def _starts(self, several):
        """``(init, n_init)``, checked: init a name, an array or a callable."""
        init, n_init = self.init, self.n_init
        if isinstance(init, str):
            self._choice("init", ("k-means++", "random"))
        elif not callable(init):
            try:
                init = _np.ascontiguousarray(init, dtype=_np.float64)
            except (TypeError, ValueError):
                self._refuse("init", "'k-means++', 'random', a callable or an array of centres")
            if init.ndim != 2:
                self._refuse("init", "'k-means++', 'random', a callable or an array of centres of shape (n_clusters, n_features)")
        if isinstance(n_init, str):
            self._choice("n_init", ("auto",))
            n_init = several if callable(init) or isinstance(init, str) and init == "random" else 1
        else:
            n_init = self._integer("n_init", 1)
        if isinstance(init, _np.ndarray) and n_init != 1:
            _warnings.warn(
                f"Explicit initial center position passed: performing only one init in {type(self).__name__} "
                f"instead of n_init={n_init}.",
                RuntimeWarning,
                stacklevel=4,
            )
            n_init = 1
        return init, n_init

    def _check_centers(self, init, k, d):
        if init.shape[0] != k:
            raise ValueError(f"The shape of the initial centers {init.shape} does not match the number of clusters {k}.")
        if init.shape[1] != d:
            raise ValueError(
                f"The shape of the initial centers {init.shape} does not match the number of features of the data {d}."
            )
        return init

    def _called(self, init, X, k, random_state):
        """The centres that the caller's own function chooses."""
        centers = _np.ascontiguousarray(init(X, k, random_state=random_state), dtype=_np.float64)
        if centers.ndim != 2:
            raise ValueError(f"init(X, {k}) gave an array of shape {centers.shape}, wanted ({k}, {X.shape[1]})")
        return self._check_centers(centers, k, X.shape[1])

    def _fitted(self, X):
        """``X`` and the centres, checked and of one dtype."""
        centers = self._require("cluster_centers_")
        X = _data.matrix(self, X, reset=False)
        if X.dtype is not centers.dtype or not centers.flags.carray:
            wide = _np.result_type(X.dtype, centers.dtype)
            X, centers = X.astype(wide, copy=False), _np.ascontiguousarray(centers, dtype=wide)
        return X, centers

    def predict(self, X):
        """The nearest centre of each row of ``X``, shape (m,), int32."""
        return _openwork.kmeans_predict(*self._fitted(X))

    def fit_predict(self, X, y=None, sample_weight=None):
        """Fits, then gives the centre of each row: ``labels_``."""
        return self.fit(X, sample_weight=sample_weight).labels_

    def transform(self, X):
        """The distance of each row of ``X`` from each centre, shape (m, k)."""
        return self._dress(X, _openwork.kmeans_transform(*self._fitted(X)))

    def fit_transform(self, X, y=None, sample_weight=None):
        """Fits, then gives the distance of each row from each centre."""
        return self.fit(X, sample_weight=sample_weight).transform(X)

    def score(self, X, y=None, sample_weight=None):
        """Minus the (weighted) sum of squared distances of the rows of ``X`` from their centres: greater is better."""
        X, centers = self._fitted(X)
        return -_openwork.kmeans_inertia(X, centers, _data.sample_weight(sample_weight, len(X)))

    def __sklearn_tags__(self):
        from sklearn.utils import TransformerTags

        kept = TransformerTags(preserves_dtype=["float64", "float32"])
        return self._tags(estimator_type="clusterer", transformer_tags=kept)


class KMeans(_KMeansBase):
    """k-means: groups points around k centres, each the mean of its points. A drop-in for ``sklearn.cluster.KMeans``.

    Parameters
    ----------
    n_clusters : int, default=8
        How many clusters.
    init : {'k-means++', 'random'}, array of shape (n_clusters, n_features) or callable, default='k-means++'
        Where the centres start.
    n_init : 'auto' or int, default='auto'
        How many starts; the best whole run is kept. 'auto' is 1 for k-means++ and given centres, 10 otherwise.
    max_iter : int, default=300
        At most this many rounds.
    tol : float, default=1e-4
        Stop when the centres' squared shift is at most ``tol`` times the mean variance of the features.
    verbose : int, default=0
        Above 0: prints each round of the run that was kept.
    random_state : None, int, numpy RandomState or Generator, default=None
        Seed of the starts. The same seed and data give the same bits, for any number of threads.
    copy_x : bool, default=True
        Accepted for compatibility: ``X`` is never written to.
    algorithm : {'lloyd', 'elkan'}, default='lloyd'
        Accepted for compatibility: both give the same clusters, and the same code finds them.

    Attributes
    ----------
    cluster_centers_ : array of shape (n_clusters, n_features)
    labels_ : int32 array of shape (n_samples,)
    inertia_ : float
        Sum of (weighted) squared distances from each point to its centre.
    n_iter_ : int
        Rounds of the run that was kept.
    n_features_in_ : int
    feature_names_in_ : array of shape (n_features_in_,)
        Where ``X`` was a data frame whose column names are all text.
    """

    def __init__(
        self,
        n_clusters=8,
        *,
        init="k-means++",
        n_init="auto",
        max_iter=300,
        tol=1e-4,
        verbose=0,
        random_state=None,
        copy_x=True,
        algorithm="lloyd",
    ):
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.verbose = verbose
        self.random_state = random_state
        self.copy_x = copy_x
        self.algorithm = algorithm

    def _settings(self, X):
        """``(k, init, n_init, max_iter, tol)``, checked against themselves and ``X``."""
        k = self._integer("n_clusters", 1)
        max_iter, tol = self._integer("max_iter", 1), self._number("tol", 0)
        if self._choice("algorithm", ("lloyd", "elkan")) == "elkan" and k == 1:
            _warnings.warn("algorithm='elkan' doesn't make sense for a single cluster. Using 'lloyd' instead.", RuntimeWarning, stacklevel=3)
        init, n_init = self._starts(10)
        if len(X) < k:
            raise ValueError(f"n_samples={len(X)} should be >= n_clusters={k}.")
        if isinstance(init, _np.ndarray):
            self._check_centers(init, k, X.shape[1])
        return k, init, n_init, max_iter, tol

    def fit(self, X, y=None, sample_weight=None):
        """Finds the centres of the rows of ``X``, each row counting by its weight (finite, not negative)."""
        X = _data.matrix(self, X, reset=True)
        k, init, n_init, max_iter, tol = self._settings(X)
        weights = _data.sample_weight(sample_weight, len(X))
        seed = _data.seed(self.random_state)
        if callable(init):
            random_state, best = _np.random.RandomState(seed % (1 << 32)), None
            for _ in range(n_init):
                start = self._called(init, X, k, random_state)
                found = _openwork.kmeans_fit(X, k, start, 1, max_iter, tol, seed, weights)
                best = found if best is None or found[2] < best[2] else best
        else:
            best = _openwork.kmeans_fit(X, k, init, n_init, max_iter, tol, seed, weights)
        self.cluster_centers_, self.labels_, self.inertia_, self.n_iter_, self._converged = best
        self._n_features_out = k
        if self.verbose:
            print(f"{self}: {self.n_iter_} rounds, inertia {self.inertia_}, {'converged' if self._converged else 'not converged'}")
        distinct = _np.count_nonzero(_np.bincount(self.labels_, minlength=k))
        if distinct < k:
            _warnings.warn(
                f"Number of distinct clusters ({distinct}) found smaller than n_clusters ({k}). "
                "Possibly due to duplicate points in X.",
                _also_sklearns(_ConvergenceWarning),
                stacklevel=2,
            )
        return self

    def steps(self, X):
        """One start on the rows of ``X``, round by round: an iterator of :class:`KMeansStep`. The estimator stays as it is."""
        X = _data.matrix(KMeans(), X, reset=True)
        k, init, _, max_iter, tol = self._settings(X)
        seed = _data.seed(self.random_state)
        if callable(init):
            init = self._called(init, X, k, _np.random.RandomState(seed % (1 << 32)))
        return KMeansRun(_openwork.KMeansRun(X, k, init, max_iter, tol, seed), max_iter)

    def save(self, path):
        """Writes the fitted model to a file (safetensors), whole or not at all; ``openwork predict`` reads it too."""
        centers = _np.require(self._require("cluster_centers_"), requirements="CA")
        _openwork.kmeans_save(path, centers, self.labels_, self.inertia_, self.n_iter_, self._converged, self._notes())

    @classmethod
    def load(cls, path):
        """The fitted model of a file that ``save``, the library or the command wrote."""
        *fitted, notes = _openwork.kmeans_load(path)
        model, _ = cls._restored(notes, n_clusters=len(fitted[0]))
        model.cluster_centers_, model.labels_, model.inertia_, model.n_iter_, model._converged = fitted
        model._n_features_out, model.n_features_in_ = model.cluster_centers_.shape
        return model


class MiniBatchKMeans(_KMeansBase):
    """k-means that learns from small random batches. A drop-in for ``sklearn.cluster.MiniBatchKMeans``.

    Parameters
    ----------
    n_clusters : int, default=8
        How many clusters.
    init : {'k-means++', 'random'}, array of shape (n_clusters, n_features) or callable, default='k-means++'
        Where the centres start.
    max_iter : int, default=100
        At most so many steps as make this many passes over the data.
    batch_size : int, default=1024
        Points drawn per step of ``fit``.
    verbose : int, default=0
        Above 0: prints how the fit ended.
    compute_labels : bool, default=True
        Whether ``labels_``, and ``inertia_`` over all points, are kept. If not, ``fit`` estimates ``inertia_`` by the running
        average of the batches.
    random_state : None, int, numpy RandomState or Generator, default=None
        Seed of the start and of the batches. The same seed and data give the same bits, for any number of threads.
    tol : float, default=0.0
        Stop when the centres' squared shift in a step is at most ``tol`` times the mean variance of the features; 0: never.
    max_no_improvement : int or None, default=10
        Stop after so many steps in a row that did not lower the running average of the inertia; None: never.
    init_size : int or None, default=None
        How many points a start looks at; None: three batches.
    n_init : 'auto' or int, default='auto'
        How many starts ``fit`` draws; a sample of the points says which is taken. 'auto' is 3 for 'random' and a callable,
        else 1.
    reassignment_ratio : float from 0 to 1, default=0.01
        A centre that has seen less than this share of what the busiest has seen starts anew at a point of the batch.

    Attributes
    ----------
    cluster_centers_ : array of shape (n_clusters, n_features)
    labels_ : int32 array of shape (n_samples,)
        After ``partial_fit`` those of the last batch.
    inertia_ : float
        Sum of (weighted) squared distances from each of these points to its centre.
    n_iter_ : int
        Passes over the data that ``fit`` began.
    n_steps_ : int
        Batches seen.
    n_features_in_ : int
    feature_names_in_ : array of shape (n_features_in_,)
        Where ``X`` was a data frame whose column names are all text.
    """

    def __init__(
        self,
        n_clusters=8,
        *,
        init="k-means++",
        max_iter=100,
        batch_size=1024,
        verbose=0,
        compute_labels=True,
        random_state=None,
        tol=0.0,
        max_no_improvement=10,
        init_size=None,
        n_init="auto",
        reassignment_ratio=0.01,
    ):
        self.n_clusters = n_clusters
        self.init = init
        self.max_iter = max_iter
        self.batch_size = batch_size
        self.verbose = verbose
        self.compute_labels = compute_labels
        self.random_state = random_state
        self.tol = tol
        self.max_no_improvement = max_no_improvement
        self.init_size = init_size
        self.n_init = n_init
        self.reassignment_ratio = reassignment_ratio

    def _settings(self, X, starting=True):
        """The settings as the native half reads them, checked; ``starting`` says that centres are to be found in ``X``."""
        k = self._integer("n_clusters", 1)
        init, n_init = self._starts(3)
        size = self._integer("init_size", 1, none=True)
        ratio = self._number("reassignment_ratio", 0)
        if ratio > 1:
            self._refuse("reassignment_ratio", "a share: 0 to 1")
        if not isinstance(self.compute_labels, (bool, _np.bool_)):
            self._refuse("compute_labels", "True or False")
        if starting:
            if len(X) < k:
                raise ValueError(f"n_samples={len(X)} should be >= n_clusters={k}.")
            if isinstance(init, _np.ndarray):
                self._check_centers(init, k, X.shape[1])
            if size is not None and size < k:
                _warnings.warn(
                    f"init_size={size} should be larger than n_clusters={k}. Setting it to min(3*n_clusters, n_samples)",
                    RuntimeWarning,
                    stacklevel=3,
                )
                size = min(3 * k, len(X))
        return dict(
            k=k,
            init=init,
            n_init=n_init,
            init_size=size,
            batch_size=self._integer("batch_size", 1),
            max_iter=self._integer("max_iter", 1),
            tol=self._number("tol", 0),
            max_no_improvement=self._integer("max_no_improvement", 0, none=True),
            reassignment_ratio=ratio,
            seed=_data.seed(self.random_state),
        )

    def _called_on_samples(self, X, settings, weights):
        """The best of the starts that the caller's own function chooses, each from some of the points, judged by others."""
        k, random_state = settings["k"], _np.random.RandomState(settings["seed"] % (1 << 32))
        size = settings["init_size"] or 3 * min(settings["batch_size"], len(X))
        size = min(3 * k if size < k else size, len(X))
        judges, best = random_state.randint(0, len(X), size), None
        for _ in range(settings["n_init"]):
            sample = X if size == len(X) else X[random_state.randint(0, len(X), size)]
            start = self._called(settings["init"], sample, k, random_state)
            found = _openwork.kmeans_inertia(X[judges], start.astype(X.dtype), None if weights is None else weights[judges])
            best = (found, start) if best is None or found < best[0] else best
        return {**settings, "init": best[1], "n_init": 1}

    def _take(self, parts):
        """The parts of a native model as attributes."""
        self.cluster_centers_, self._counts, self._since_reassignment, labels, inertia, _, self.n_steps_, self._converged = parts
        self._n_features_out = len(self.cluster_centers_)
        if self.compute_labels:
            self.labels_, self.inertia_ = labels, inertia

    def _parts(self, centers):
        """The attributes as the parts of a native model."""
        state = self.__dict__
        labels = state.get("labels_")
        return (
            centers,
            self._counts,
            self._since_reassignment,
            _np.empty(0, _np.int32) if labels is None else labels,
            state.get("inertia_", _np.inf),
            state.get("n_iter_", 0),
            self.n_steps_,
            self._converged,
        )

    def fit(self, X, y=None, sample_weight=None):
        """Finds the centres of the rows of ``X``, each row drawn with a chance in proportion to its weight."""
        X = _data.matrix(self, X, reset=True)
        settings = self._settings(X)
        weights = _data.sample_weight(sample_weight, len(X))
        if callable(settings["init"]):
            settings = self._called_on_samples(X, settings, weights)
        parts, average = _openwork.mini_batch_fit(X, settings, weights)
        self.__dict__.pop("labels_", None)
        self._take(parts)
        self.n_iter_ = parts[5]
        if not self.compute_labels:
            self.inertia_ = average * (len(X) if weights is None else float(weights.sum()))
        if self.verbose:
            print(f"{self}: {self.n_steps_} steps, inertia {self.inertia_}, {'converged' if self._converged else 'not converged'}")
        return self

    def partial_fit(self, X, y=None, sample_weight=None):
        """One step with the rows of ``X`` as a batch; the first batch also says where the centres start."""
        known = "cluster_centers_" in self.__dict__
        if known:
            X, centers = self._fitted(X)
        else:
            X = _data.matrix(self, X, reset=True)
        settings = {**self._settings(X, starting=not known), "n_init": 1}
        weights = _data.sample_weight(sample_weight, len(X))
        if callable(settings["init"]):
            settings = {**settings, "init": "random"} if known else self._called_on_samples(X, settings, weights)
        self._take(_openwork.mini_batch_partial_fit(X, settings, self._parts(centers) if known else None, weights))
        return self

    def steps(self, X):
        """One fit to the rows of ``X``, batch by batch: an iterator of :class:`MiniBatchKMeansStep`. The estimator stays as it is."""
        X = _data.matrix(MiniBatchKMeans(), X, reset=True)
        settings = self._settings(X)
        if callable(settings["init"]):
            settings = self._called_on_samples(X, settings, None)
        return MiniBatchKMeansRun(_openwork.MiniBatchKMeansRun(X, settings))

    def save(self, path):
        """Writes the fitted model to a file (safetensors), whole or not at all, with all that ``partial_fit`` needs to go on."""
        centers = _np.require(self._require("cluster_centers_"), requirements="CA")
        _openwork.mini_batch_save(path, self._parts(centers), self._notes())

    @classmethod
    def load(cls, path):
        """The fitted model of a file that ``save``, the library or the command wrote."""
        parts, notes = _openwork.mini_batch_load(path)
        model, _ = cls._restored(notes, n_clusters=len(parts[0]))
        model._take(parts)
        model.n_features_in_ = model.cluster_centers_.shape[1]
        if parts[5]:
            model.n_iter_ = parts[5]
        return model
