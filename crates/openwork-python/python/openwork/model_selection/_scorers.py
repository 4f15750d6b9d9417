"""Scores by scikit-learn's names: functions of (estimator, X, y), more is better."""

import importlib
import sys

import numpy as np


class Scorer:
    """A metric of `openwork.metrics` and what it is asked about: answers, probabilities, or how much speaks for a class."""

    def __init__(self, name, metric, sign=1, wants="predict", **settings):
        self.name, self.metric, self.sign, self.wants, self.settings = name, metric, sign, wants, settings

    def __call__(self, estimator, X, y, sample_weight=None):
        metric = getattr(importlib.import_module("openwork.metrics"), self.metric)
        settings = self.settings if sample_weight is None else {**self.settings, "sample_weight": sample_weight}
        return self.sign * metric(y, _answers(estimator, X, self.wants, y), **settings)

    def __repr__(self):
        return f"<score {self.name!r}>"


def _answers(estimator, X, wants, y):
    if wants == "predict":
        return estimator.predict(X)
    if wants == "threshold" and hasattr(estimator, "decision_function"):
        found = estimator.decision_function(X)
        if np.ndim(found) == 1:
            return found
    if wants == "threshold" and not hasattr(estimator, "predict_proba"):
        return estimator.predict(X)  # a regression's number ranks as well
    found = estimator.predict_proba(X)
    two = getattr(found, "shape", (0, 0))[1:] == (2,) and len(np.unique(np.asarray(y))) <= 2
    return found[:, 1] if two and wants in ("threshold", "probability of one") else found


def _all():
    found = {
        "accuracy": Scorer("accuracy", "accuracy_score"),
        "balanced_accuracy": Scorer("balanced_accuracy", "balanced_accuracy_score"),
        "matthews_corrcoef": Scorer("matthews_corrcoef", "matthews_corrcoef"),
        "roc_auc": Scorer("roc_auc", "roc_auc_score", wants="threshold"),
        "average_precision": Scorer("average_precision", "average_precision_score", wants="threshold"),
        "neg_log_loss": Scorer("neg_log_loss", "log_loss", -1, "probabilities"),
        "neg_brier_score": Scorer("neg_brier_score", "brier_score_loss", -1, "probability of one"),
        "r2": Scorer("r2", "r2_score"),
        "neg_mean_squared_error": Scorer("neg_mean_squared_error", "mean_squared_error", -1),
        "neg_root_mean_squared_error": Scorer("neg_root_mean_squared_error", "root_mean_squared_error", -1),
        "neg_mean_absolute_error": Scorer("neg_mean_absolute_error", "mean_absolute_error", -1),
        "neg_median_absolute_error": Scorer("neg_median_absolute_error", "median_absolute_error", -1),
        "neg_mean_absolute_percentage_error": Scorer("neg_mean_absolute_percentage_error", "mean_absolute_percentage_error", -1),
    }
    for name in ("precision", "recall", "f1"):
        found[name] = Scorer(name, f"{name}_score", average="binary")
        for average in ("macro", "micro", "weighted"):
            found[f"{name}_{average}"] = Scorer(f"{name}_{average}", f"{name}_score", average=average)
    for way in ("ovr", "ovo"):
        found[f"roc_auc_{way}"] = Scorer(f"roc_auc_{way}", "roc_auc_score", wants="probabilities", multi_class=way)
        found[f"roc_auc_{way}_weighted"] = Scorer(f"roc_auc_{way}_weighted", "roc_auc_score", wants="probabilities", multi_class=way, average="weighted")
    return found


SCORERS = _all()


def own_score(estimator, X, y, **more):
    """The estimator's own score."""
    return estimator.score(X, y, **more) if y is not None else estimator.score(X, **more)


def check_scoring(estimator, scoring):
    """What ``scoring`` means: a function, or a dictionary of functions where it names several scores."""
    if scoring is None:
        if not hasattr(estimator, "score"):
            raise TypeError(f"If no scoring is specified, the estimator passed should have a 'score' method. The estimator {estimator!r} does not.")
        return own_score
    if isinstance(scoring, str):
        return named(scoring)
    if callable(scoring):
        module = getattr(scoring, "__module__", "") or ""
        if module.startswith(("sklearn.metrics.", "openwork.metrics")) and not hasattr(scoring, "_score_func"):
            raise ValueError(
                f"scoring value {scoring!r} looks like it is a metric function rather than a scorer: "
                "wanted a function of (estimator, X, y), or the score's name"
            )
        return scoring
    if isinstance(scoring, dict):
        if not scoring:
            raise ValueError(f"An empty dict was passed {scoring!r}: wanted names and scores")
        if not all(isinstance(name, str) for name in scoring):
            raise ValueError(f"Non-string types were found in the keys of the given dict. scoring={scoring!r}")
        return {name: check_scoring(estimator, score) for name, score in scoring.items()}
    if isinstance(scoring, (list, tuple, set)):
        names = list(scoring)
        if not names:
            raise ValueError(f"Empty list was given. {scoring!r}: wanted names of scores")
        if not all(isinstance(name, str) for name in names):
            what = "One or more of the elements were callables. Use a dict of score name mapped to the scorer callable." if any(map(callable, names)) else "Non-string types were found."
            raise ValueError(f"{what} Got {scoring!r}")
        if len(set(names)) < len(names):
            raise ValueError(f"Duplicate elements were found in the given list. {scoring!r}")
        return {name: named(name) for name in names}
    raise ValueError(f"scoring = {scoring!r}, wanted a name, a function of (estimator, X, y), a list of names or a dictionary")


def named(name):
    """The score of that name."""
    try:
        return SCORERS[name]
    except KeyError:
        loaded = sys.modules.get("sklearn.metrics")
        if loaded is not None and name in loaded.get_scorer_names():
            return loaded.get_scorer(name)  # who has scikit-learn loaded has its other scores too
        raise ValueError(f"{name!r} is not a valid scoring value. Use one of {', '.join(sorted(SCORERS))}, or a function of (estimator, X, y)") from None
