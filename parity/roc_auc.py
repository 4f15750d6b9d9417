"""Curves of thresholds and the areas under them: scikit-learn's, on few scores with many ties and on predictions for real data."""

import warnings

import numpy as np
from sklearn import datasets, metrics
from sklearn.naive_bayes import GaussianNB

from common import Suite, rounded

suite = Suite("roc_auc", "scikit-learn roc_curve, roc_auc_score, precision_recall_curve, average_precision_score", __file__)
warnings.simplefilter("ignore")


def without_infinity(thresholds):
    return [None if np.isinf(t) else float(t) for t in thresholds]


def case(name, truth, scores, weights=None, note=""):
    truth, scores = np.asarray(truth).astype(int), np.asarray(scores, float)
    expected = {}
    for key, drop in (("roc", False), ("roc_dropped", True)):
        fpr, tpr, thresholds = metrics.roc_curve(truth, scores, sample_weight=weights, drop_intermediate=drop)
        expected[key] = {"fpr": fpr, "tpr": tpr, "thresholds": without_infinity(thresholds)}
    expected["auc"] = metrics.roc_auc_score(truth, scores, sample_weight=weights)
    limits = [0.05, 0.1, 0.3, 0.77, 1.0]
    expected["partial"] = [metrics.roc_auc_score(truth, scores, sample_weight=weights, max_fpr=m) for m in limits]
    for key, drop in (("pr", False), ("pr_dropped", True)):
        precision, recall, thresholds = metrics.precision_recall_curve(truth, scores, sample_weight=weights, drop_intermediate=drop)
        expected[key] = {"precision": precision, "recall": recall, "thresholds": thresholds}
    expected["average_precision"] = metrics.average_precision_score(truth, scores, sample_weight=weights)
    fpr, fnr, thresholds = metrics.det_curve(truth, scores, sample_weight=weights)
    expected["det"] = {"fpr": fpr, "fnr": fnr, "thresholds": without_infinity(thresholds)}
    fields = {"name": name, "note": note, "truth": truth, "scores": scores, "limits": limits}
    if weights is not None:
        fields["weights"] = weights
    suite.add(**fields, expected=expected, tolerance=1e-12)


def several(name, truth, p, weights=None):
    p = p / p.sum(1, keepdims=True)
    labels = list(range(p.shape[1]))
    expected = {}
    for versus in ("ovr", "ovo"):
        if versus == "ovo" and weights is not None:
            continue
        for average in ("macro", "weighted"):
            expected[f"{versus}_{average}"] = metrics.roc_auc_score(
                truth, p, multi_class=versus, average=average, labels=labels, sample_weight=weights
            )
    fields = {"name": name, "truth": truth, "probabilities": p}
    if weights is not None:
        fields["weights"] = weights
    suite.add(**fields, expected=expected, tolerance=1e-12)


def main():
    rng = np.random.default_rng(9)
    case("four scores", [0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    case("perfect", [0, 0, 1, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.5])
    case("perfectly wrong", [1, 1, 0, 0, 0], [0.1, 0.2, 0.3, 0.4, 0.5])
    case("all tied", [1, 0, 0, 1, 0], [0.5] * 5, note="Tied scores move together: one step from (0, 0) to (1, 1).")
    case("ties across the classes", [1, 0, 1, 0, 1, 0, 0], [3, 3, 2, 2, 2, 1, 3])
    case("negative scores and both zeros", [1, 0, 1, 0, 1, 0], [-1.5, -2.5, 0.0, -0.0, 1e-300, -1e300])
    case("one positive", [0] * 9 + [1], [*range(10)])
    n = 200
    truth = rng.random(n) < 0.3
    for digits, name in ((1, "many ties"), (3, "few ties")):
        scores = rounded(rng.normal(truth * 1.0, 1.0), digits)
        case(f"random, {name}", truth, scores)
        case(f"random, {name}, weights", truth, scores, rounded(rng.uniform(0.1, 3, n)))
        case(f"random, {name}, whole weights, some zero", truth, scores, rng.integers(0, 4, n))
    case("imbalanced, 1 in 50", rng.permutation(np.arange(300) % 50 == 0), rounded(rng.random(300), 2))
    for name in ("breast_cancer", "digits", "wine"):
        x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
        model = GaussianNB(var_smoothing=1e-2).fit(x[::2], y[::2])
        truth, p = y[1::2], np.round(model.predict_proba(x[1::2]), 5)
        if name == "breast_cancer":
            case("breast_cancer, naive Bayes of every other row", truth, p[:, 1])
        else:
            several(f"{name}, naive Bayes of every other row", truth[:150], p[:150])
            several(f"{name}, naive Bayes of every other row, weights", truth[:150], p[:150], rounded(rng.uniform(0.1, 2, len(truth[:150]))))
    p = rng.integers(1, 5, (60, 4)).astype(float)
    several("four classes, many ties", rng.integers(0, 4, 60), p)
    suite.write()


if __name__ == "__main__":
    main()
