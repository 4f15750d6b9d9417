"""Metrics: five million labels and scores, and a hundred of them, where the way to the library is what takes the time."""

import numpy as np

from harness import Contender
from rows import both, row

N = 5_000_000


def beside(workload, ours, theirs):
    """Both packages' answers to one call, and how far ours is from theirs."""
    want = np.asarray(theirs(), dtype=np.float64)
    workload.accuracy = lambda found: float(np.abs(np.asarray(found, dtype=np.float64) - want).max())
    return [Contender("openwork", "2 threads", lambda _: ours()), *both("scikit-learn", lambda _: theirs())]


def large(name, algorithm, title, bar, call):
    """A row of many labels; `call` makes a callable from a package's metrics and a random generator."""

    @row(id=name, algorithm=algorithm, title=title, accuracy_name="difference from scikit-learn", bars={"scikit-learn": bar}, samples=7)
    def setup(workload, quick):
        import sklearn.metrics

        import openwork.metrics

        n = N // 10 if quick else N
        ours, theirs = (call(package.metrics, np.random.default_rng(1), n) for package in (openwork, sklearn))
        return beside(workload, ours, theirs)


def scored(rng, n):
    y = rng.integers(0, 2, n)
    return y, np.clip(rng.normal(0.4 + 0.2 * y, 0.2), 0, 1)


def ten_classes(rng, n):
    y = rng.integers(0, 10, n)
    return y, np.where(rng.random(n) < 0.7, y, rng.integers(0, 10, n))


def roc_auc(m, rng, n):
    y, s = scored(rng, n)
    return lambda: m.roc_auc_score(y, s)


def confusion(m, rng, n):
    y, p = ten_classes(rng, n)
    return lambda: m.confusion_matrix(y, p)


def macro_f1(m, rng, n):
    y, p = ten_classes(rng, n)
    return lambda: m.f1_score(y, p, average="macro")


def log_loss(m, rng, n):
    y, s = scored(rng, n)
    return lambda: m.log_loss(y, s)


def log_loss_ten(m, rng, n):
    y, p = rng.integers(0, 10, n // 5), rng.random((n // 5, 10))
    p /= p.sum(1, keepdims=True)
    return lambda: m.log_loss(y, p)


def squared(m, rng, n):
    y = rng.normal(size=n)
    p = y + rng.normal(size=n)
    return lambda: m.mean_squared_error(y, p)


large("roc-auc-5m", "roc_auc", "roc_auc_score, 5 000 000 scores, f64", 10.0, roc_auc)
large("confusion-5m", "classification_metrics", "confusion_matrix, 5 000 000 labels of 10 classes, int64", 25.0, confusion)
large("macro-f1-5m", "classification_metrics", "f1_score macro, 5 000 000 labels of 10 classes, int64", 25.0, macro_f1)
large("log-loss-5m", "classification_metrics", "log_loss of 2 classes, 5 000 000 probabilities, f64", 15.0, log_loss)
large("log-loss-10", "classification_metrics", "log_loss of 10 classes, 1 000 000 x 10, f64", 1.0, log_loss_ten)
large("mse-5m", "regression_metrics", "mean_squared_error, 5 000 000 numbers, f64", 1.0, squared)


def hundred(name, algorithm, *arguments, **settings):
    """A hundred labels: the same call on scikit-learn's function and on ours."""

    @row(id=f"hundred-{name}", algorithm=algorithm, title=f"{name} of 100", bars={"scikit-learn": 20.0}, samples=21)
    def setup(workload, quick):
        import sklearn.metrics

        import openwork.metrics

        ours, theirs = getattr(openwork.metrics, name), getattr(sklearn.metrics, name)
        return [
            Contender("openwork", "2 threads", lambda _: ours(*arguments, **settings), calls=100),
            *(
                Contender("scikit-learn", f"{n} thread{'s' * (n > 1)}", lambda _: theirs(*arguments, **settings), threads=n, calls=10)
                for n in (1, 2)
            ),
        ]


_rng = np.random.default_rng(0)
_y, _s = scored(_rng, 100)
_a, _b = ten_classes(_rng, 100)
_x, _z = _rng.normal(size=(2, 100))

for _name in ("accuracy_score", "confusion_matrix", "classification_report", "matthews_corrcoef"):
    hundred(_name, "classification_metrics", _a, _b)
hundred("f1_score", "classification_metrics", _a, _b, average="macro")
hundred("log_loss", "classification_metrics", _y, _s)
for _name in ("roc_auc_score", "roc_curve", "precision_recall_curve", "average_precision_score"):
    hundred(_name, "roc_auc", _y, _s)
for _name in ("r2_score", "mean_squared_error", "mean_absolute_error", "median_absolute_error"):
    hundred(_name, "regression_metrics", _x, _z)
