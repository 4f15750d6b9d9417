"""The metrics of classification: scikit-learn's, on tables where every cell differs and on predictions for real data.

In every table false positives are unlike false negatives, so that a transposed matrix is seen. NaN is written as null.
"""

import warnings

import numpy as np
from sklearn import datasets, metrics
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.naive_bayes import GaussianNB

from common import Suite, rounded

warnings.simplefilter("ignore", UndefinedMetricWarning)
warnings.simplefilter("ignore", UserWarning)  # one class alone is a case here
suite = Suite("classification_metrics", "scikit-learn metrics", __file__)
ZERO = {"0": 0, "1": 1, "nan": np.nan}


def finite(values):
    """Numbers as a list, NaN as None."""
    return [None if np.isnan(v) else float(v) for v in np.atleast_1d(values)]


def case(name, truth, answers, classes, weights=None, zero="0", beta=1.0, note=""):
    truth, answers = np.asarray(truth), np.asarray(answers)
    labels = list(range(classes))
    asked = dict(labels=labels, sample_weight=weights, zero_division=ZERO[zero])
    confusion = metrics.confusion_matrix(truth, answers, labels=labels, sample_weight=weights)
    expected = {"confusion": confusion, "support": confusion.sum(1)}
    for form in ("true", "pred", "all"):
        expected[f"normalize_{form}"] = metrics.confusion_matrix(truth, answers, labels=labels, sample_weight=weights, normalize=form)
    expected["accuracy"] = metrics.accuracy_score(truth, answers, sample_weight=weights)
    expected["balanced"] = metrics.balanced_accuracy_score(truth, answers, sample_weight=weights)
    expected["matthews"] = metrics.matthews_corrcoef(truth, answers, sample_weight=weights)
    kappa = lambda w: metrics.cohen_kappa_score(truth, answers, labels=labels, weights=w, sample_weight=weights)  # noqa: E731
    expected["kappa"] = finite([kappa(w) for w in (None, "linear", "quadratic")])
    averages = {"each": None, "micro": "micro", "macro": "macro", "weighted": "weighted"}
    for key, average in averages.items():
        p, r, f, _ = metrics.precision_recall_fscore_support(truth, answers, beta=beta, average=average, **asked)
        jaccard = metrics.jaccard_score(truth, answers, average=average, **(asked | {"zero_division": 1 if zero == "1" else 0}))
        expected[key] = {"precision": finite(p), "recall": finite(r), "f": finite(f), "jaccard": finite(jaccard)}
    expected["report"] = metrics.classification_report(truth, answers, labels=labels, sample_weight=weights, zero_division=ZERO[zero],
                                                       target_names=[f"class {i}" for i in labels], digits=3)
    fields = {"name": name, "note": note, "truth": truth, "answers": answers, "classes": classes, "zero": zero, "beta": beta}
    if weights is not None:
        fields["weights"] = weights
    suite.add(**fields, expected=expected, tolerance=1e-12)


def probabilities(name, truth, p, weights=None):
    """p of one column is that of the class 1."""
    truth, p = np.asarray(truth), np.asarray(p, float)
    labels = [0, 1] if p.ndim == 1 else list(range(p.shape[1]))
    both = np.column_stack([1 - p, p]) if p.ndim == 1 else p
    brier = dict(pos_label=1) if p.ndim == 1 else dict(labels=labels, scale_by_half=False)
    expected = {
        "log_loss": metrics.log_loss(truth, p, labels=labels, sample_weight=weights),
        "brier": metrics.brier_score_loss(truth, p, sample_weight=weights, **brier),
    }
    if p.ndim == 2 and p.shape[1] > 2:
        expected["top_k"] = [metrics.top_k_accuracy_score(truth, both, k=k, labels=labels, sample_weight=weights) for k in (1, 2)]
    fields = {"name": name, "truth": truth, "probabilities": p if p.ndim == 2 else p[:, None]}
    if weights is not None:
        fields["weights"] = weights
    suite.add(**fields, expected=expected, tolerance=1e-12)


def table(cells):
    """Truths and answers that make this confusion matrix, in an order that mixes them."""
    truth, answers = [], []
    for (t, a), count in np.ndenumerate(np.asarray(cells)):
        truth += [t] * count
        answers += [a] * count
    order = np.random.default_rng(7).permutation(len(truth))
    return np.array(truth)[order], np.array(answers)[order]


def main():
    rng = np.random.default_rng(5)
    tables = {
        "two classes, all cells differ": [[50, 7], [3, 11]],
        "imbalanced, 1 in 100": [[980, 9], [4, 7]],
        "three classes, all cells differ": [[31, 2, 5], [7, 13, 1], [11, 3, 17]],
        "a class never answered": [[20, 3, 0], [5, 9, 0], [4, 6, 0]],
        "a class that never is": [[20, 3, 2], [5, 9, 1], [0, 0, 0]],
        "a class neither answered nor there": [[20, 3, 0], [5, 9, 0], [0, 0, 0]],
        "one class alone": [[9]],
        "one class of two": [[9, 2], [0, 0]],
        "always wrong": [[0, 8], [3, 0]],
        "always right": [[8, 0, 0], [0, 3, 0], [0, 0, 5]],
        "ten classes": rng.integers(0, 9, (10, 10)) + 12 * np.eye(10, dtype=int),
    }
    for name, cells in tables.items():
        truth, answers = table(cells)
        for zero in ZERO:
            case(f"{name}, zero_division {zero}", truth, answers, len(cells), zero=zero)
        weights = rounded(rng.uniform(0, 3, len(truth)))
        case(f"{name}, weights", truth, answers, len(cells), weights=weights)
    truth, answers = table(tables["three classes, all cells differ"])
    for beta in (0.0, 0.5, 2.0):
        case(f"F with beta {beta}", truth, answers, 3, beta=beta)
    case("whole weights", truth, answers, 3, weights=rng.integers(0, 5, len(truth)))
    case("weight zero for all of a class", truth, answers, 3, weights=(truth != 1).astype(float))

    for name in ("breast_cancer", "digits", "wine"):
        x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
        model = GaussianNB(var_smoothing=1e-2).fit(x[::2], y[::2])
        truth, p = y[1::2], model.predict_proba(x[1::2])
        answers = p.argmax(1)
        weights = rounded(rng.uniform(0, 2, len(truth)))
        case(f"{name}, naive Bayes of every other row", truth, answers, p.shape[1])
        case(f"{name}, naive Bayes of every other row, weights", truth, answers, p.shape[1], weights=weights)
        p = np.round(p, 6)
        p = p[:, 1] if name == "breast_cancer" else p[:120]
        probabilities(f"{name}, probabilities", truth[: len(p)], p)
        probabilities(f"{name}, probabilities, weights", truth[: len(p)], p, weights[: len(p)])
    probabilities("certain and wrong", [1, 0, 1, 1], [0.0, 1.0, 1.0, 0.5])
    probabilities("near certain", [1, 0, 1], [1 - 1e-15, 1e-16, 1e-300])
    ties = rng.integers(1, 4, (40, 5)).astype(float)
    probabilities("ties among the probabilities", rng.integers(0, 5, 40), np.round(ties / ties.sum(1, keepdims=True), 9))
    suite.write()


if __name__ == "__main__":
    main()
