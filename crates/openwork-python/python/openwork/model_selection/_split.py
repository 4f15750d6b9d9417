"""Splitters under scikit-learn's names: the library allots rows to folds, numpy shuffles, so that a seed draws what it draws there."""

import itertools
import numbers
import warnings

import numpy as np

from .. import _openwork


def length(X):
    """How many rows X has: an array, a frame, a sparse matrix or a list."""
    if not hasattr(X, "__len__") and not hasattr(X, "shape") and hasattr(X, "__array__"):
        X = np.asarray(X)
    shape = getattr(X, "shape", None)
    if shape is not None and not hasattr(shape, "__len__"):
        return len(X)
    if shape is not None:
        if len(shape) == 0:
            raise TypeError(f"Singleton array {X!r} cannot be considered a valid collection: wanted one row a sample")
        if isinstance(shape[0], numbers.Integral):
            return int(shape[0])
    if not hasattr(X, "__len__"):
        raise TypeError(f"Expected sequence or array-like, got {type(X)}")
    return len(X)


def take(X, rows):
    """These rows of X, in the container that it is; None of None."""
    if X is None:
        return None
    if hasattr(X, "iloc"):
        taken = X.take(rows, axis=0) if hasattr(X, "take") else X.iloc[rows]
        return taken
    if hasattr(X, "__dataframe__") or (type(X).__module__.partition(".")[0] == "polars"):
        return X[rows.tolist()]
    if hasattr(X, "shape"):
        return X.tocsr()[rows] if hasattr(X, "tocsr") else X[rows]
    if not hasattr(X, "__getitem__") and hasattr(X, "__array__"):
        return np.asarray(X)[rows]
    return [X[i] for i in rows]


def same_length(*arrays):
    """Refuses arrays of different lengths; sparse matrices become sliceable."""
    lengths = {length(X) for X in arrays if X is not None}
    if len(lengths) > 1:
        found = [length(X) for X in arrays if X is not None]
        raise ValueError(f"Found input variables with inconsistent numbers of samples: {found}; wanted one row a sample in each")


def generator(random_state):
    """numpy's generator of a seed, as scikit-learn makes it."""
    if random_state is None or random_state is np.random:
        return np.random.mtrand._rand
    if isinstance(random_state, numbers.Integral) and not isinstance(random_state, bool):
        return np.random.RandomState(random_state)
    if isinstance(random_state, np.random.RandomState):
        return random_state
    raise ValueError(f"{random_state!r} cannot be used to seed a numpy.random.RandomState instance: wanted None, a whole number or a RandomState")


def codes(values):
    """Names as numbers in their sorted order, and the names."""
    names, numbers_ = np.unique(np.asarray(values), return_inverse=True)
    return np.ascontiguousarray(numbers_.reshape(-1), dtype=np.uint32), names


def kind_of_target(y):
    """scikit-learn's word for what y is."""
    y = np.asarray(y)
    if y.ndim == 2 and y.shape[1] > 1:
        whole = y.dtype.kind in "biu" or (y.dtype.kind == "f" and np.isfinite(y).all() and (y == np.floor(y)).all())
        if whole and len(np.unique(y)) <= 2:
            return "multilabel-indicator"
        return "multiclass-multioutput" if y.dtype.kind in "biuUSO" or whole else "continuous-multioutput"
    if y.ndim > 2 or (y.dtype.kind == "O" and y.size and not isinstance(y.flat[0], (str, bytes, numbers.Number, type(None), np.generic))):
        return "unknown"
    y = y.reshape(-1)
    if y.dtype.kind == "f":
        if not np.isfinite(y).all():
            raise ValueError("Input y contains NaN or infinity: wanted a target for every sample")
        if (y != np.floor(y)).any():
            return "continuous"
    return "binary" if len(np.unique(y)) <= 2 else "multiclass"


def classes_of(y):
    """The class of each row as numbers in the order of the names; refuses what is no class."""
    y = np.asarray(y)
    kind = kind_of_target(y)
    if kind not in ("binary", "multiclass"):
        raise ValueError(f"Supported target types are: ('binary', 'multiclass'). Got {kind!r} instead: for numbers take KFold.")
    if y.ndim > 1:
        y = y.reshape(-1)
    return codes(y)


def _whole(name, value):
    """A setting that must be a whole number, as it is; scikit-learn converts none."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise ValueError(f"The number of folds must be of Integral type: {name} = {value!r} of type {type(value)} was passed.")
    return int(value)


class _Splitter:
    """What all splitters share: settings in __init__, shown by repr, and `split`, which says nothing of one fold to the next."""

    _names = ()

    def __repr__(self):
        inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in sorted(self._names))
        return f"{type(self).__name__}({inner})"

    def _ignore(self, groups):
        if groups is not None:
            warnings.warn(f"The groups parameter is ignored by {type(self).__name__}", UserWarning, stacklevel=3)

    def get_metadata_routing(self):
        """scikit-learn's description of what `split` takes; asked for by scikit-learn alone, which is loaded then."""
        from sklearn.utils.metadata_routing import MetadataRequest

        request = MetadataRequest(owner=type(self).__name__)
        if self._takes_groups:
            request.split.add_request(param="groups", alias=True)
        return request

    _takes_groups = False


def _folds(fold_of, k):
    """The rows learnt from and held out, fold by fold."""
    rows = np.arange(len(fold_of))
    for fold in range(k):
        held = fold_of == fold
        yield rows[~held], rows[held]


class _KFold(_Splitter):
    _names = ("n_splits", "random_state", "shuffle")

    def __init__(self, n_splits, shuffle, random_state):
        n_splits = _whole("n_splits", n_splits)
        if n_splits <= 1:
            raise ValueError(
                f"k-fold cross-validation requires at least one train/test split by setting n_splits=2 or more, got n_splits={n_splits}."
            )
        if not isinstance(shuffle, bool):
            raise TypeError(f"shuffle must be True or False; got {shuffle!r}")
        if not shuffle and random_state is not None:
            raise ValueError(
                "Setting a random_state has no effect since shuffle is False. You should leave random_state to its default (None), or set shuffle=True."
            )
        self.n_splits, self.shuffle, self.random_state = n_splits, shuffle, random_state

    def get_n_splits(self, X=None, y=None, groups=None):
        """How many folds there are."""
        return self.n_splits

    def _rows(self, X):
        n = length(X)
        if self.n_splits > n:
            raise ValueError(f"Cannot have number of splits n_splits={self.n_splits} greater than the number of samples: n_samples={n}.")
        return n

    def _groups(self, groups):
        if groups is None:
            raise ValueError("The 'groups' parameter should not be None.")
        groups = np.asarray(groups)
        if groups.ndim != 1:
            groups = groups.reshape(-1)
        if not len(groups):
            raise ValueError("Found array with 0 sample(s) in groups while a minimum of 1 is required.")
        return groups


class KFold(_KFold):
    """Rows in ``n_splits`` parts, each held out once; the first ``n mod n_splits`` parts have one row more.

    Parameters
    ----------
    n_splits : int, default=5
    shuffle : bool, default=False
        Draw by chance which rows make a part.
    random_state : int, RandomState or None, default=None
        Seed of the draw; the same int draws what it draws in scikit-learn.
    """

    def __init__(self, n_splits=5, *, shuffle=False, random_state=None):
        super().__init__(n_splits, shuffle, random_state)

    def split(self, X, y=None, groups=None):
        """An iterator of (train, test): row numbers, sorted."""
        self._ignore(groups)
        return self._split(X, y)

    def _split(self, X, y):
        same_length(X, y)
        n = self._rows(X)
        fold_of = _openwork.kfold(n, self.n_splits)
        if self.shuffle:
            order = np.arange(n)
            generator(self.random_state).shuffle(order)
            drawn = np.empty_like(fold_of)
            drawn[order] = fold_of
            fold_of = drawn
        yield from _folds(fold_of, self.n_splits)


class StratifiedKFold(_KFold):
    """As :class:`KFold`, with (nearly) the same share of every class in each part.

    Parameters
    ----------
    n_splits : int, default=5
    shuffle : bool, default=False
        Draw by chance which rows of a class go to which part.
    random_state : int, RandomState or None, default=None
    """

    def __init__(self, n_splits=5, *, shuffle=False, random_state=None):
        super().__init__(n_splits, shuffle, random_state)

    def split(self, X, y, groups=None):
        """An iterator of (train, test): row numbers, sorted."""
        self._ignore(groups)
        return self._split(X, y)

    def _split(self, X, y):
        same_length(X, y)
        self._rows(X)
        classes, _ = classes_of(y)
        _members(self.n_splits, classes)
        fold_of, _ = _openwork.stratified_kfold(classes, self.n_splits)
        if self.shuffle:
            draw = generator(self.random_state)
            for name in dict.fromkeys(classes.tolist()):  # in the order of their first row
                rows = classes == name
                folds = fold_of[rows]
                folds.sort()
                draw.shuffle(folds)
                fold_of[rows] = folds
        yield from _folds(fold_of, self.n_splits)


def _members(k, classes):
    """Refuses folds that no class can fill, warns of folds that some class cannot."""
    counts = np.bincount(classes)
    if k > counts.max():
        raise ValueError(f"n_splits={k} cannot be greater than the number of members in each class.")
    if k > counts.min():
        warnings.warn(f"The least populated class in y has only {counts.min()} members, which is less than n_splits={k}.", UserWarning, stacklevel=4)


class GroupKFold(_KFold):
    """Parts of about equal size, no group in two of them.

    Parameters
    ----------
    n_splits : int, default=5
    shuffle : bool, default=False
        Draw by chance which groups make a part, equally many groups a part.
    random_state : int, RandomState or None, default=None
    """

    _takes_groups = True

    def __init__(self, n_splits=5, *, shuffle=False, random_state=None):
        super().__init__(n_splits, shuffle, random_state)

    def split(self, X, y=None, groups=None):
        """An iterator of (train, test): row numbers, sorted. ``groups`` is the group of each row."""
        same_length(X, y, groups)
        self._rows(X)
        groups = self._groups(groups)
        numbers_, names = codes(groups)
        if self.n_splits > len(names):
            raise ValueError(f"Cannot have number of splits n_splits={self.n_splits} greater than the number of groups: {len(names)}.")
        if self.shuffle:
            order = generator(self.random_state).permutation(len(names))
            fold_of_group = np.empty(len(names), np.uint32)
            fold_of_group[order] = _openwork.kfold(len(names), self.n_splits)
            fold_of = fold_of_group[numbers_]
        else:
            fold_of = _openwork.group_kfold(numbers_, self.n_splits)
        yield from _folds(fold_of, self.n_splits)


class StratifiedGroupKFold(_KFold):
    """Parts that keep groups together and, as far as the groups allow, the share of every class.

    Parameters
    ----------
    n_splits : int, default=5
    shuffle : bool, default=False
        Place groups that are alike in an order drawn by chance.
    random_state : int, RandomState or None, default=None
    """

    _takes_groups = True

    def __init__(self, n_splits=5, shuffle=False, random_state=None):
        super().__init__(n_splits, shuffle, random_state)

    def split(self, X, y=None, groups=None):
        """An iterator of (train, test): row numbers, sorted. ``groups`` is the group of each row."""
        same_length(X, y, groups)
        self._rows(X)
        classes, _ = classes_of(y)
        _members(self.n_splits, classes)
        numbers_, names = codes(self._groups(groups))
        if self.n_splits > len(names):
            raise ValueError(f"Cannot have number of splits n_splits={self.n_splits} greater than the number of groups: {len(names)}.")
        order = None
        if self.shuffle:
            order = np.arange(len(names))
            generator(self.random_state).shuffle(order)
            order = order.tolist()
        fold_of, _ = _openwork.stratified_group_kfold(classes, numbers_, order, self.n_splits)
        yield from _folds(fold_of, self.n_splits)


class TimeSeriesSplit(_KFold):
    """Rows in the order of time: learn from the past, judge by what comes next.

    Parameters
    ----------
    n_splits : int, default=5
    max_train_size : int or None, default=None
        Learn from so many rows at most, the latest.
    test_size : int or None, default=None
        Rows held out in each fold; None: n // (n_splits + 1).
    gap : int, default=0
        Rows left out between the two.
    """

    _names = ("gap", "max_train_size", "n_splits", "test_size")

    def __init__(self, n_splits=5, *, max_train_size=None, test_size=None, gap=0):
        super().__init__(n_splits, False, None)
        self.max_train_size, self.test_size, self.gap = max_train_size, test_size, gap

    def split(self, X, y=None, groups=None):
        """An iterator of (train, test): row numbers, in their order."""
        self._ignore(groups)
        return self._split(X)

    def _split(self, X):
        n, k, gap = length(X), self.n_splits, self.gap
        if k + 1 > n:
            raise ValueError(f"Cannot have number of folds={k + 1} greater than the number of samples={n}.")
        size = n // (k + 1) if self.test_size is None else self.test_size
        if n - gap - size * k <= 0:
            raise ValueError(f"Too many splits={k} for number of samples={n} with test_size={size} and gap={gap}.")
        rows = np.arange(n)
        for start in range(n - k * size, n, size):
            end = start - gap
            first = max(0, end - self.max_train_size) if self.max_train_size else 0
            yield rows[first:end], rows[start : start + size]


class LeavePOut(_Splitter):
    """Every set of ``p`` rows is held out once.

    Parameters
    ----------
    p : int
    """

    _names = ("p",)

    def __init__(self, p):
        self.p = p

    def get_n_splits(self, X, y=None, groups=None):
        """How many sets of p rows there are."""
        if X is None:
            raise ValueError("The 'X' parameter should not be None.")
        import math

        return math.comb(length(X), self.p)

    def split(self, X, y=None, groups=None):
        """An iterator of (train, test): row numbers, sorted."""
        self._ignore(groups)
        return self._split(X)

    def _split(self, X):
        n = length(X)
        self._enough(n)
        rows = np.arange(n)
        for test in itertools.combinations(range(n), self.p):
            held = np.zeros(n, bool)
            held[list(test)] = True
            yield rows[~held], rows[held]

    def _enough(self, n):
        if n <= self.p:
            raise ValueError(f"p={self.p} must be strictly less than the number of samples={n}")


class LeaveOneOut(LeavePOut):
    """Every row is held out alone, once."""

    _names = ()

    def __init__(self):
        super().__init__(1)

    def _enough(self, n):
        if n <= 1:
            raise ValueError(f"Cannot perform LeaveOneOut with n_samples={n}.")


class PredefinedSplit(_Splitter):
    """Folds that the caller has chosen.

    Parameters
    ----------
    test_fold : array of int
        The fold that holds each row out; -1 for a row that is always learnt from.
    """

    _names = ("test_fold",)

    def __init__(self, test_fold):
        self.test_fold = np.asarray(test_fold, int).reshape(-1)
        self.unique_folds = np.unique(self.test_fold)
        self.unique_folds = self.unique_folds[self.unique_folds != -1]

    def get_n_splits(self, X=None, y=None, groups=None):
        """How many folds there are."""
        return len(self.unique_folds)

    def split(self, X=None, y=None, groups=None):
        """An iterator of (train, test): row numbers, sorted."""
        self._ignore(groups)
        return self._split()

    def _split(self):
        rows = np.arange(len(self.test_fold))
        for fold in self.unique_folds:
            held = self.test_fold == fold
            yield rows[~held], rows[held]


class _Repeated(_Splitter):
    _names = ("n_repeats", "n_splits", "random_state")

    def __init__(self, n_splits, n_repeats, random_state):
        if not isinstance(n_repeats, numbers.Integral) or isinstance(n_repeats, bool):
            raise ValueError(f"Number of repetitions must be of Integral type, got n_repeats={n_repeats!r}.")
        if n_repeats <= 0:
            raise ValueError(f"Number of repetitions must be greater than 0, got n_repeats={n_repeats}.")
        self.n_splits, self.n_repeats, self.random_state = n_splits, n_repeats, random_state

    def get_n_splits(self, X=None, y=None, groups=None):
        """How many folds there are in all rounds together."""
        return self._kfold(n_splits=self.n_splits, shuffle=True).get_n_splits() * self.n_repeats

    def split(self, X, y=None, groups=None):
        """An iterator of (train, test): row numbers, sorted."""
        self._ignore(groups)
        return self._split(X, y)

    def _split(self, X, y):
        draw = generator(self.random_state)
        for _ in range(self.n_repeats):
            yield from self._kfold(n_splits=self.n_splits, shuffle=True, random_state=draw)._split(X, y)


class RepeatedKFold(_Repeated):
    """:class:`KFold` several times, each time with other parts drawn by chance.

    Parameters
    ----------
    n_splits : int, default=5
    n_repeats : int, default=10
    random_state : int, RandomState or None, default=None
    """

    _kfold = KFold

    def __init__(self, *, n_splits=5, n_repeats=10, random_state=None):
        super().__init__(n_splits, n_repeats, random_state)


class RepeatedStratifiedKFold(_Repeated):
    """:class:`StratifiedKFold` several times, each time with other rows drawn by chance.

    Parameters
    ----------
    n_splits : int, default=5
    n_repeats : int, default=10
    random_state : int, RandomState or None, default=None
    """

    _kfold = StratifiedKFold

    def __init__(self, *, n_splits=5, n_repeats=10, random_state=None):
        super().__init__(n_splits, n_repeats, random_state)

    def split(self, X, y, groups=None):
        """An iterator of (train, test): row numbers, sorted."""
        self._ignore(groups)
        y = np.asarray(y)
        if y.ndim > 1 and y.shape[1] > 1 or y.ndim > 2:
            classes_of(y)
        return self._split(X, y)


def sizes(n, test_size, train_size, default):
    """How many rows are learnt from and held out: a count, or a share rounded down for the one and up for the other."""
    if test_size is None and train_size is None:
        test_size = default

    def kind(name, size):
        if size is None:
            return None
        kind = np.asarray(size).dtype.kind
        bad = kind in "iu" and not 0 < size < n or kind == "f" and not 0 < size < 1
        if bad:
            raise ValueError(f"{name}={size} should be either positive and smaller than the number of samples {n} or a float in the (0, 1) range")
        if kind not in "iuf":
            raise ValueError(f"Invalid value for {name}: {size!r}")
        return kind

    test_kind, train_kind = kind("test_size", test_size), kind("train_size", train_size)
    if test_kind == train_kind == "f" and train_size + test_size > 1:
        raise ValueError(
            f"The sum of test_size and train_size = {train_size + test_size}, should be in the (0, 1) range. Reduce test_size and/or train_size."
        )
    held = None if test_kind is None else int(np.ceil(test_size * n)) if test_kind == "f" else int(test_size)
    learnt = None if train_kind is None else int(np.floor(train_size * n)) if train_kind == "f" else int(train_size)
    learnt = n - held if learnt is None else learnt
    held = n - learnt if held is None else held
    if learnt + held > n:
        raise ValueError(
            f"The sum of train_size and test_size = {learnt + held}, should be smaller than the number of samples {n}. "
            "Reduce test_size and/or train_size."
        )
    if learnt == 0:
        raise ValueError(
            f"With n_samples={n}, test_size={test_size} and train_size={train_size}, the resulting train set will be empty. "
            "Adjust any of the aforementioned parameters."
        )
    return learnt, held


class _Drawn(_Splitter):
    _names = ("n_splits", "random_state", "test_size", "train_size")
    _default = 0.1

    def __init__(self, n_splits=10, *, test_size=None, train_size=None, random_state=None):
        self.n_splits, self.test_size, self.train_size, self.random_state = n_splits, test_size, train_size, random_state
        self._default_test_size = self._default

    def get_n_splits(self, X=None, y=None, groups=None):
        """How many splits are drawn."""
        return self.n_splits


class ShuffleSplit(_Drawn):
    """Rows held out by chance, anew for each split.

    Parameters
    ----------
    n_splits : int, default=10
    test_size, train_size : float, int or None, default=None
        A share of the rows or a number of them; where neither is said, a tenth is held out.
    random_state : int, RandomState or None, default=None
    """

    def split(self, X, y=None, groups=None):
        """An iterator of (train, test): row numbers, in the order of the draw."""
        self._ignore(groups)
        return self._split(X, y)

    def _split(self, X, y):
        same_length(X, y)
        n = length(X)
        learnt, held = sizes(n, self.test_size, self.train_size, self._default_test_size)
        draw = generator(self.random_state)
        for _ in range(self.n_splits):
            order = draw.permutation(n)
            yield order[held : held + learnt], order[:held]


class StratifiedShuffleSplit(_Drawn):
    """Rows held out by chance, anew for each split, with (nearly) the same share of every class on both sides.

    Parameters
    ----------
    n_splits : int, default=10
    test_size, train_size : float, int or None, default=None
        A share of the rows or a number of them; where neither is said, a tenth is held out.
    random_state : int, RandomState or None, default=None
    """

    def split(self, X, y, groups=None):
        """An iterator of (train, test): row numbers, in the order of the draw."""
        self._ignore(groups)
        y = np.asarray(y)
        if y.dtype.kind == "f" and not np.isfinite(y).all():
            raise ValueError("Input y contains NaN or infinity: wanted a class for every sample")
        return self._split(X, y)

    def _split(self, X, y):
        same_length(X, y)
        n = length(X)
        learnt, held = sizes(n, self.test_size, self.train_size, self._default_test_size)
        if y.ndim == 2:
            y = np.unique(y.astype(str), axis=0, return_inverse=True)[1].reshape(-1) if y.shape[1] > 1 else y.reshape(-1)
        numbers_, names = codes(y)
        counts = np.bincount(numbers_)
        if counts.min() < 2:
            raise ValueError(
                "The least populated classes in y have only 1 member, which is too few. The minimum number of groups for any class cannot be less "
                f"than 2. Classes with too few members are: {names[counts < 2].tolist()}"
            )
        for name, rows in (("train_size", learnt), ("test_size", held)):
            if rows < len(names):
                raise ValueError(f"The {name} = {rows} should be greater or equal to the number of classes = {len(names)}")
        members = np.split(np.argsort(numbers_, kind="stable"), np.cumsum(counts)[:-1])
        draw = generator(self.random_state)
        for _ in range(self.n_splits):
            train_counts = _apportion(counts, learnt, draw)
            test_counts = _apportion(counts - train_counts, held, draw)
            train, test = [], []
            for rows, count, a, b in zip(members, counts, train_counts, test_counts):
                rows = rows[draw.permutation(count)]
                train.append(rows[:a])
                test.append(rows[a : a + b])
            yield draw.permutation(np.concatenate(train)), draw.permutation(np.concatenate(test))


def _apportion(counts, seats, draw):
    """Seats by the largest remainders, those of equals drawn by chance in scikit-learn's order of draws."""
    shares = counts / counts.sum() * seats
    seats_of = np.floor(shares)
    left = int(seats - seats_of.sum())
    remainders = shares - seats_of
    for value in np.unique(remainders)[::-1]:
        if left <= 0:
            break
        equals = np.flatnonzero(remainders == value)
        chosen = draw.choice(equals, size=min(left, len(equals)), replace=False)
        seats_of[chosen] += 1
        left -= len(chosen)
    return seats_of.astype(int)


class Listed(_Splitter):
    """Folds that the caller lists."""

    _names = ("cv",)

    def __init__(self, cv):
        self.cv = list(cv)

    def get_n_splits(self, X=None, y=None, groups=None):
        """How many folds were listed."""
        return len(self.cv)

    def split(self, X=None, y=None, groups=None):
        """The folds as they were listed."""
        yield from self.cv


def check_cv(cv=5, y=None, *, classifier=False, shuffle=False, random_state=None):
    """The splitter that ``cv`` means: a number of folds (stratified for a classifier), a splitter, or an iterable of (train, test)."""
    cv = 5 if cv is None else cv
    if isinstance(cv, numbers.Integral):
        stratified = classifier and y is not None and kind_of_target(y) in ("binary", "multiclass")
        return (StratifiedKFold if stratified else KFold)(cv, shuffle=shuffle, random_state=random_state)
    if not hasattr(cv, "split") or isinstance(cv, str):
        if isinstance(cv, str) or not hasattr(cv, "__iter__"):
            raise ValueError(
                f"Expected `cv` as an integer, a cross-validation object, or an iterable yielding (train, test) splits as arrays of indices. Got {cv}."
            )
        return Listed(cv)
    return cv


def train_test_split(*arrays, test_size=None, train_size=None, random_state=None, shuffle=True, stratify=None):
    """Divides arrays of equal length into rows to learn from and rows held out: ``train, test`` of each array in turn.

    Parameters
    ----------
    *arrays : arrays, data frames, sparse matrices or lists with one row a sample
    test_size, train_size : float, int or None, default=None
        A share of the rows or a number of them; where neither is said, a quarter is held out.
    random_state : int, RandomState or None, default=None
        The same int draws what it draws in scikit-learn.
    shuffle : bool, default=True
        Draw by chance; without it the last rows are held out.
    stratify : array or None, default=None
        The class of each row: its shares are kept on both sides.
    """
    if not arrays:
        raise ValueError("At least one array required as input")
    same_length(*arrays)
    n = length(arrays[0])
    learnt, held = sizes(n, test_size, train_size, 0.25)
    if shuffle is False:
        if stratify is not None:
            raise ValueError("Stratified train/test split is not implemented for shuffle=False: rows that keep their order keep no shares")
        train, test = np.arange(learnt), np.arange(learnt, learnt + held)
    else:
        kind = ShuffleSplit if stratify is None else StratifiedShuffleSplit
        train, test = next(kind(test_size=held, train_size=learnt, random_state=random_state).split(arrays[0], stratify))
    return [part for array in arrays for part in (take(array, train), take(array, test))]


train_test_split.__test__ = False  # it is no test, whatever its name says
