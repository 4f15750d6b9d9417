"""Networks of dense layers, trained step by step.

    >>> from openwork.train import MLP
    >>> model = MLP(hidden=(64,), epochs=20).fit(X, y)
    >>> for step in MLP(validation=0.2).steps(X, y):
    ...     print(step.step, step.loss, step.gradient_norm, step.lr, step.validation)
"""

from typing import NamedTuple as _NamedTuple

import numpy as _np

from . import _openwork
from ._base import Estimator as _Estimator

__all__ = ["MLP", "TrainStep", "Validation"]


class Validation(_NamedTuple):
    """What the network is worth on the rows held out."""

    loss: float
    score: float


class TrainStep(_NamedTuple):
    """One step of a training."""

    step: int
    epoch: int
    loss: float
    gradient_norm: float
    lr: float
    seconds: float
    validation: object
    not_finite: object

    @classmethod
    def _of(cls, numbers):
        *head, judged, not_finite = numbers
        return cls(*head, None if judged is None else Validation(*judged), not_finite)


class MLP(_Estimator):
    """A multi-layer perceptron: classes where y holds classes (``task="classes"``), else numbers.

    ``task="auto"`` takes text, bool and whole numbers for classes and other numbers for numbers. A run that is given ``checkpoint``
    writes everything it needs to go on after every pass, and ``resume=True`` goes on from there with the same bits.
    """

    def __init__(
        self,
        hidden=(64,),
        activation="relu",
        dropout=0.0,
        standardize=True,
        *,
        optimizer="adam",
        lr=None,
        momentum=0.0,
        weight_decay=None,
        schedule="constant",
        epochs=20,
        batch=32,
        clip_norm=None,
        clip_value=None,
        validation=0.0,
        patience=None,
        task="auto",
        random_state=0,
    ):
        self.hidden = hidden
        self.activation = activation
        self.dropout = dropout
        self.standardize = standardize
        self.optimizer = optimizer
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.schedule = schedule
        self.epochs = epochs
        self.batch = batch
        self.clip_norm = clip_norm
        self.clip_value = clip_value
        self.validation = validation
        self.patience = patience
        self.task = task
        self.random_state = random_state

    def _settings(self):
        batch = {"full": 0, "single": 1}.get(self.batch, None) if isinstance(self.batch, str) else self._integer("batch", 1)
        if batch is None:
            self._refuse("batch", "'full', 'single' or a whole number >= 1")
        if self.patience is not None and not self.validation:
            self._refuse("patience", "None where no rows are held out; set validation too")
        hidden = (self.hidden,) if isinstance(self.hidden, int) else tuple(self.hidden)
        return {
            "hidden": list(hidden),
            "activation": self.activation,
            "dropout": float(self.dropout),
            "standardize": bool(self.standardize),
            "optimizer": self.optimizer,
            "lr": self.lr,
            "momentum": float(self.momentum),
            "weight_decay": self.weight_decay,
            "schedule": self.schedule,
            "epochs": self._integer("epochs", 1),
            "batch": batch,
            "clip_norm": self.clip_norm,
            "clip_value": self.clip_value,
            "validation": float(self.validation),
            "patience": self._integer("patience", 1, none=True),
            "seed": self._integer("random_state", 0),
        }

    def _run(self, X, y, checkpoint=None):
        X = _table(X)
        y = _np.asarray(y)
        if y.ndim != 1:
            raise ValueError(f"y has shape {y.shape}, wanted one answer for each row")
        task = self._choice("task", ("auto", "classes", "numbers"))
        if task == "classes" or (task == "auto" and y.dtype.kind != "f"):
            names, codes = _np.unique(y, return_inverse=True)
            return names, _openwork.MlpRun(X, codes.astype(_np.uint32), None, self._settings(), checkpoint)
        return None, _openwork.MlpRun(X, None, _np.ascontiguousarray(y, dtype=_np.float64), self._settings(), checkpoint)

    def fit(self, X, y, *, checkpoint=None, resume=False):
        """Trains to the end."""
        import os

        names, run = self._run(X, y, checkpoint if resume and checkpoint is not None and os.path.exists(checkpoint) else None)
        broken = None
        if checkpoint is None:
            fitted = run.finish()
        else:
            epoch = 0
            for numbers in run:
                step = TrainStep._of(numbers)
                broken = step.not_finite
                if step.epoch != epoch and broken is None:
                    run.checkpoint(checkpoint)
                    epoch = step.epoch
            if broken is None:
                run.checkpoint(checkpoint)
            fitted = run.finish()
        if fitted.stop == "not-finite":
            raise ValueError("the loss or a gradient is not finite, and no further step was taken; lower lr, or clip the gradients with clip_norm=1")
        return self._keep(fitted, names)

    def _keep(self, fitted, names):
        self._fitted = fitted
        self.layers_ = fitted.sizes
        self.n_features_in_ = fitted.sizes[0]
        self.stop_ = fitted.stop
        self.history_ = [(epoch, loss, None if judged is None else Validation(*judged)) for epoch, loss, judged in fitted.history]
        if names is not None:
            self.classes_ = names
        return self

    def steps(self, X, y):
        """An iterator over the steps of the training; the estimator itself stays unfitted."""
        _, run = self._run(X, y)
        return (TrainStep._of(numbers) for numbers in run)

    def predict(self, X):
        """The class of each row, or the number."""
        fitted = self._require("_fitted")
        if fitted.tells_classes:
            return self.classes_[fitted.classes(_table(X))]
        return fitted.outputs(_table(X))[:, 0]

    def predict_proba(self, X):
        """The probability of each class of each row, shape ``(n, classes)``."""
        fitted = self._require("_fitted")
        if not fitted.tells_classes:
            raise AttributeError("a network that gives numbers has no probabilities")
        return fitted.shares(_table(X))

    def score(self, X, y):
        """The share of right answers, or R²."""
        y, answers = _np.asarray(y), self.predict(X)
        if self._fitted.tells_classes:
            return float((y == answers).mean())
        y = y.astype(_np.float64)
        spread = float(((y - y.mean()) ** 2).sum())
        return 1.0 - float(((y - answers) ** 2).sum()) / spread if spread > 0 else 0.0

    def save(self, path):
        """Writes the model to a file (safetensors), whole or not at all; ``openwork predict`` reads it too."""
        fitted = self._require("_fitted")
        more = {"classes": [str(name) for name in self.classes_], "python_classes": self.classes_.dtype.str} if fitted.tells_classes else {}
        fitted.save(path, self._notes(**more))

    @classmethod
    def load(cls, path):
        """The fitted model of a file that ``save``, the library or the command wrote."""
        fitted, text = _openwork.MlpFitted.load(path)
        model, notes = cls._restored(text)
        names = None
        if fitted.tells_classes:
            names = _np.asarray(notes.get("classes") or [str(i) for i in range(fitted.sizes[-1])])
            kind = notes.get("python_classes")
            if kind and kind[1] in "iub":
                names = names.astype(_np.dtype(kind)) if kind[1] != "b" else names == "True"
        return model._keep(fitted, names)


def _table(X):
    X = _np.ascontiguousarray(X, dtype=_np.float64)
    if X.ndim != 2:
        raise ValueError(f"X has shape {X.shape}, wanted one row a sample and one column a feature")
    return X
