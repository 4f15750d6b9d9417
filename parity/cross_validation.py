"""Folds index by index, and what models score on them: scikit-learn's splitters and cross_val_score.

With shuffling off the rows held out are compared one by one, and the rows learnt from too where they are not all others. With
shuffling on, the draw is another: compared are the sizes and the number of rows of each class in every fold. What scikit-learn
refuses must be refused.

scikit-learn's StratifiedGroupKFold compares standard deviations that differ by rounding where on paper they are equal, so that its
order of such groups, and with it its folds, hangs on the last bit. Labels are drawn here until no comparison hangs on rounding.

Classes are given to both by name, so that they are numbered in the same order. Among equally near points scikit-learn's order is
open: the data and k of the scores are such that it does not matter.
"""

import warnings

import numpy as np
from sklearn import model_selection as sk
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from common import Suite

warnings.simplefilter("ignore")  # classes with fewer members than folds are cases here
suite = Suite("cross_validation", "scikit-learn model_selection", __file__)
LOADERS = {"iris": load_iris, "wine": load_wine, "digits": load_digits, "breast_cancer": load_breast_cancer, "diabetes": lambda: load_diabetes(scaled=False)}


def codes(values):
    """Names as numbers, in sorted order: what the library is given for them."""
    return None if values is None else np.unique(np.asarray(values), return_inverse=True)[1].tolist()


def folds(name, splitter, reference, n, y=None, groups=None, drawn=False):
    """`splitter`: the library's settings as JSON; `drawn`: the reference draws by chance, compare sizes and classes alone."""
    case = {"name": name, "n": n, "splitter": splitter, "classes": codes(y), "groups": codes(groups)}
    try:
        made = list(reference.split(np.zeros(n), y, groups))
    except ValueError:
        return suite.add(kind="folds", **case, expected={"refused": True})
    if not drawn:
        expected = {"tests": [test.tolist() for _, test in made]}
        if any(len(train) + len(test) != n for train, test in made):
            expected["trains"] = [train.tolist() for train, _ in made]
        else:
            assert all(train.tolist() == sorted(set(range(n)) - set(test.tolist())) for train, test in made), name
    else:
        expected = {"sizes": [[len(train), len(test)] for train, test in made]}
        if y is not None:
            counts = lambda rows: np.bincount(np.asarray(codes(y))[rows], minlength=len(set(codes(y)))).tolist()  # noqa: E731
            expected["counts"] = [[counts(train), counts(test)] for train, test in made]
    return suite.add(kind="folds", **case, expected=expected)


class Sure(sk.StratifiedGroupKFold):
    """scikit-learn's own, which notes where the last bit decides."""

    sure = True

    def _find_best_fold(self, y_counts_per_fold, y_cnt, group_y_counts):
        spreads = []
        for i in range(self.n_splits):
            after = y_counts_per_fold.copy()
            after[i] += group_y_counts
            spreads.append(np.mean(np.std(after / y_cnt.reshape(1, -1), axis=0)))
        least, spreads = min(spreads), np.array(spreads)
        rows = y_counts_per_fold.sum(axis=1)
        close = np.flatnonzero(np.isclose(spreads, least))
        wanted = close[np.argmin(rows[close])]  # of equals the fold with the fewest rows, and of these the first
        found = super()._find_best_fold(y_counts_per_fold, y_cnt, group_y_counts)
        self.sure &= bool(found == wanted)
        return found

    def is_sure(self, y, groups):
        """Whether no two groups differ by rounding alone, and no place was found by it."""
        list(self.split(np.zeros(len(y)), y, groups))
        table = np.array([np.bincount(y[groups == g], minlength=y.max() + 1) for g in np.unique(groups)])
        exact = table.shape[1] * (table**2).sum(1) - table.sum(1) ** 2
        rounded = np.std(table.astype(float), axis=1)
        return self.sure and len(set(exact)) == len(set(rounded))


def sure_labels(rng, groups, k):
    """Classes for these groups with which nothing hangs on rounding."""
    for _ in range(1000):
        y = rng.integers(0, 3, len(groups))
        if len(set(y)) < 3:
            continue
        try:
            if Sure(k).is_sure(y, groups):
                return y
        except ValueError:
            return y  # refused, whatever the classes
    raise AssertionError("every draw hangs on rounding")


def score(name, data, estimator, splitter, reference, scorer, scaled=False, tolerance=1e-12):
    """`estimator`: the library's settings; `reference`: scikit-learn's estimator and splitter."""
    model, division = reference
    bunch = LOADERS[data]()
    model = make_pipeline(StandardScaler(), model) if scaled else model
    target = bunch.target if data == "diabetes" else np.asarray(bunch.target_names).astype(str)[bunch.target]
    scores = sk.cross_val_score(model, bunch.data, target, cv=division, scoring=scorer)
    suite.add(kind="scores", name=name, data=data, estimator=estimator, splitter=splitter, scorer=scorer, scaled=scaled, expected=scores, tolerance=tolerance)


def main():
    rng = np.random.default_rng(41)
    for n, k in [(6, 2), (10, 3), (11, 4), (17, 5), (23, 10), (5, 5), (2, 2), (5, 6), (7, 1), (100, 7)]:
        folds(f"k-fold, {n} rows, k {k}", {"kfold": {"k": k}}, _made(lambda: sk.KFold(k)), n)
        folds(f"k-fold shuffled, {n} rows, k {k}", {"kfold": {"k": k, "shuffle": True}}, _made(lambda: sk.KFold(k, shuffle=True, random_state=0)), n, drawn=True)

    labels = {
        "sorted": np.repeat([0, 1, 2], [20, 13, 7]),
        "alternating": np.arange(30) % 2,
        "one class": np.zeros(12, int),
        "rare class": np.r_[np.zeros(15, int), [1, 1], np.zeros(6, int)],
        "every class rare": np.r_[[0, 0], [1, 1], [2, 2]],
        "strings, first seen last in the alphabet": np.array(["z", "a", "m", "z", "z", "a", "m", "m", "a", "z", "a", "z", "m"]),
        "random, ten classes": rng.integers(0, 10, 61),
        "blocks": np.repeat([2, 0, 2, 1, 0], [5, 9, 4, 6, 3]),
        "one row a class": np.arange(9),
    }
    for name, y in labels.items():
        for k in (2, 3, 5, 8):
            folds(f"stratified, {name}, k {k}", {"stratified": {"k": k}}, sk.StratifiedKFold(k), len(y), y)
        folds(f"stratified shuffled, {name}", {"stratified": {"k": 3, "shuffle": True}}, sk.StratifiedKFold(3, shuffle=True, random_state=1), len(y), y, drawn=True)

    members = {
        "one row a group": np.arange(14),
        "one large group": np.repeat([0, 1, 2, 3, 4], [20, 3, 3, 2, 1]),
        "equal groups": np.repeat(np.arange(8), 4),
        "interleaved": np.arange(33) % 6,
        "strings": np.array(list("abacabadabacabaefg")),
        "random": rng.integers(0, 25, 80),
        "two groups": np.array([7, 7, 3, 3, 3]),
        "one group": np.zeros(6, int),
    }
    for name, groups in members.items():
        n = len(groups)
        for k in (2, 3, 5):
            folds(f"group, {name}, k {k}", {"group": {"k": k}}, sk.GroupKFold(k), n, groups=groups)
            y = sure_labels(rng, groups, k)
            folds(f"stratified group, {name}, k {k}", {"stratified_group": {"k": k}}, sk.StratifiedGroupKFold(k), n, y, groups)
        folds(f"stratified group, {name}, rare class", {"stratified_group": {"k": 2}}, sk.StratifiedGroupKFold(2), n, (np.arange(n) == 0).astype(int), groups)

    for n, k in [(5, 2), (12, 5), (13, 5), (3, 3), (31, 4), (6, 1)]:
        folds(f"time, {n} rows, k {k}", {"time": {"k": k}}, _made(lambda: sk.TimeSeriesSplit(k)), n)
    for options in ({"gap": 2}, {"max_train_size": 4}, {"test_size": 2}, {"test_size": 3, "gap": 1, "max_train_size": 5}, {"gap": 18}, {"test_size": 7}, {"gap": 3, "max_train_size": 100}):
        folds(f"time, 20 rows, k 3, {options}", {"time": {"k": 3, **options}}, sk.TimeSeriesSplit(3, **options), 20)
    for n in (1, 2, 7):
        folds(f"leave one out, {n} rows", {"leave_p": {"p": 1}}, sk.LeaveOneOut(), n)
    for n, p in [(5, 2), (6, 3), (4, 3), (4, 4)]:
        folds(f"leave {p} out, {n} rows", {"leave_p": {"p": p}}, sk.LeavePOut(p), n)
    for name, fold_of in {"four folds": [0, 1, 3, -1, 1, 0, 5], "always learnt": [-1, -1, 0], "gaps": [9, 4, 9, 4, -1]}.items():
        folds(f"predefined, {name}", {"predefined": {"fold_of": fold_of}}, sk.PredefinedSplit(fold_of), len(fold_of))

    for n in (10, 33, 101):
        for test, train in [(None, None), (0.25, None), (3, None), (None, 0.5), (0.2, 0.3), (4, 5), (None, 6), (0.999, None), (0.6, 0.6), (n, None)]:
            settings = {"k": 4, **({} if test is None else {"test": test}), **({} if train is None else {"train": train})}
            folds(f"shuffle, {n} rows, test {test}, train {train}", {"shuffle": settings}, sk.ShuffleSplit(4, test_size=test, train_size=train, random_state=0), n, drawn=True)
    uneven = np.repeat([0, 1, 2], [53, 31, 17])  # no two remainders alike, so that nothing is left to chance but the rows
    for test, train in [(None, None), (0.25, None), (0.4, 0.5), (10, 20), (2, None)]:
        settings = {"k": 3, **({} if test is None else {"test": test}), **({} if train is None else {"train": train})}
        folds(f"stratified shuffle, test {test}, train {train}", {"stratified_shuffle": settings}, sk.StratifiedShuffleSplit(3, test_size=test, train_size=train, random_state=0), 101, uneven, drawn=True)
    folds("stratified shuffle, one row a class", {"stratified_shuffle": {"k": 2}}, sk.StratifiedShuffleSplit(2), 9, np.arange(9), drawn=True)
    folds("repeated k-fold", {"repeated": {"k": 3, "repeats": 4}}, sk.RepeatedKFold(n_splits=3, n_repeats=4, random_state=0), 10, drawn=True)
    folds("repeated stratified", {"repeated_stratified": {"k": 3, "repeats": 2}}, sk.RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0), 40, labels["sorted"], drawn=True)

    plain = {"kfold": {"k": 5}}
    strata = {"stratified": {"k": 5}}
    for data in ("iris", "wine", "digits", "breast_cancer"):
        for k in (1, 5) if data == "digits" else (1, 5, 12):
            score(f"knn {k} on {data}, k-fold", data, {"knn": {"k": k}}, plain, (KNeighborsClassifier(k), sk.KFold(5)), "accuracy")
            score(f"knn {k} on {data}, stratified", data, {"knn": {"k": k}}, strata, (KNeighborsClassifier(k), sk.StratifiedKFold(5)), "accuracy")
        score(f"knn 5 on {data}, standardised", data, {"knn": {"k": 5}}, strata, (KNeighborsClassifier(5), sk.StratifiedKFold(5)), "accuracy", scaled=True)
    score("knn 3 on iris, leave one out", "iris", {"knn": {"k": 3}}, {"leave_p": {"p": 1}}, (KNeighborsClassifier(3), sk.LeaveOneOut()), "accuracy")
    for scorer in ("r2", "neg_mean_squared_error"):
        score(f"knn regression on diabetes, {scorer}", "diabetes", {"knn_regression": {"k": 9}}, plain, (KNeighborsRegressor(9), sk.KFold(5)), scorer)
        score(f"knn regression on diabetes, time, {scorer}", "diabetes", {"knn_regression": {"k": 9}}, {"time": {"k": 5}}, (KNeighborsRegressor(9), sk.TimeSeriesSplit(5)), scorer)
    for data, scorers in {
        "iris": ("f1_macro", "precision_weighted", "recall_micro", "balanced_accuracy", "roc_auc_ovr", "roc_auc_ovo_weighted"),
        "breast_cancer": ("matthews_corrcoef",),
        "diabetes": ("neg_root_mean_squared_error", "neg_mean_absolute_error", "neg_median_absolute_error", "neg_mean_absolute_percentage_error", "neg_max_error", "explained_variance"),
    }.items():
        for scorer in scorers:
            learner, model = ("knn_regression", KNeighborsRegressor(9)) if data == "diabetes" else ("knn", KNeighborsClassifier(9))
            folds_of, theirs = (plain, sk.KFold(5)) if data == "diabetes" else (strata, sk.StratifiedKFold(5))
            score(f"{learner} on {data}, {scorer}", data, {learner: {"k": 9}}, folds_of, (model, theirs), scorer)

    # The minimum of the logistic loss is found by both to 1e-10 of the gradient: answers are the same, probabilities within 1e-6.
    newton = lambda c: LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000)  # noqa: E731
    for data in ("iris", "wine", "breast_cancer", "digits"):
        for c in (0.1, 10.0):
            score(f"logistic C {c} on {data}, standardised", data, {"logistic": {"c": c}}, strata, (newton(c), sk.StratifiedKFold(5)), "accuracy", scaled=True)
    score("logistic on breast_cancer, log loss", "breast_cancer", {"logistic": {"c": 1.0}}, strata, (newton(1.0), sk.StratifiedKFold(5)), "neg_log_loss", scaled=True, tolerance=1e-6)
    score("logistic on wine, log loss", "wine", {"logistic": {"c": 1.0}}, strata, (newton(1.0), sk.StratifiedKFold(5)), "neg_log_loss", scaled=True, tolerance=1e-6)
    for scorer in ("r2", "neg_mean_squared_error"):
        score(f"linear on diabetes, {scorer}", "diabetes", {"linear": {}}, plain, (LinearRegression(), sk.KFold(5)), scorer, tolerance=1e-9)
        for alpha in (0.1, 10.0):
            score(f"ridge {alpha} on diabetes, {scorer}", "diabetes", {"ridge": {"alpha": alpha}}, plain, (Ridge(alpha=alpha), sk.KFold(5)), scorer, scaled=True, tolerance=1e-9)
    suite.write()


class _made:
    """A splitter whose making may already be refused."""

    def __init__(self, make):
        self.make = make

    def split(self, *arguments):
        return self.make().split(*arguments)


if __name__ == "__main__":
    main()
