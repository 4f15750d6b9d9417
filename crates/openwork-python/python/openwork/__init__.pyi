from os import PathLike
from typing import Any

from . import (
    cluster as cluster,
    datasets as datasets,
    exceptions as exceptions,
    linear_model as linear_model,
    metrics as metrics,
    model_selection as model_selection,
    neighbors as neighbors,
    optim as optim,
    text as text,
    train as train,
)
from ._openwork import registry as registry, threads as threads

__version__: str
__all__ = [
    "cluster",
    "datasets",
    "exceptions",
    "linear_model",
    "load",
    "metrics",
    "model_selection",
    "neighbors",
    "optim",
    "registry",
    "set_threads",
    "text",
    "threads",
    "train",
]

def set_threads(n: int | None) -> None: ...
def load(path: str | PathLike[str]) -> Any: ...
