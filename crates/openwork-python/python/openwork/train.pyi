from collections.abc import Iterator
from os import PathLike
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._base import Estimator

__all__ = ["MLP", "TrainStep", "Validation"]

class Validation(NamedTuple):
    loss: float
    score: float

class TrainStep(NamedTuple):
    step: int
    epoch: int
    loss: float
    gradient_norm: float
    lr: float
    seconds: float
    validation: Validation | None
    not_finite: str | None

class MLP(Estimator):
    hidden: Any
    activation: str
    dropout: float
    standardize: bool
    optimizer: str
    lr: float | None
    momentum: float
    weight_decay: float | None
    schedule: str
    epochs: int
    batch: int | str
    clip_norm: float | None
    clip_value: float | None
    validation: float
    patience: int | None
    task: str
    random_state: int
    layers_: list[int]
    n_features_in_: int
    stop_: str
    history_: list[tuple[int, float, Validation | None]]
    classes_: NDArray[Any]
    def __init__(
        self,
        hidden: Any = (64,),
        activation: str = "relu",
        dropout: float = 0.0,
        standardize: bool = True,
        *,
        optimizer: str = "adam",
        lr: float | None = None,
        momentum: float = 0.0,
        weight_decay: float | None = None,
        schedule: str = "constant",
        epochs: int = 20,
        batch: int | str = 32,
        clip_norm: float | None = None,
        clip_value: float | None = None,
        validation: float = 0.0,
        patience: int | None = None,
        task: str = "auto",
        random_state: int = 0,
    ) -> None: ...
    def fit(self, X: ArrayLike, y: ArrayLike, *, checkpoint: str | PathLike[str] | None = None, resume: bool = False) -> MLP: ...
    def steps(self, X: ArrayLike, y: ArrayLike) -> Iterator[TrainStep]: ...
    def predict(self, X: ArrayLike) -> NDArray[Any]: ...
    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]: ...
    def score(self, X: ArrayLike, y: ArrayLike) -> float: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    @classmethod
    def load(cls, path: str | PathLike[str]) -> MLP: ...
