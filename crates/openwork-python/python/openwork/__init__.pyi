from os import PathLike
from typing import Any

from . import (
    cluster as cluster,
    datasets as datasets,
    distributions as distributions,
    exceptions as exceptions,
    linear_model as linear_model,
    metrics as metrics,
    model_selection as model_selection,
    neighbors as neighbors,
    text as text,
)
from ._openwork import registry as registry, threads as threads

__version__: str
__all__ = [
    "cluster",
    "datasets",
    "distributions",
    "exceptions",
    "linear_model",
    "load",
    "metrics",
    "model_selection",
    "neighbors",
    "registry",
    "set_threads",
    "text",
    "threads",
]

def set_threads(n: int | None) -> None: ...
def load(path: str | PathLike[str]) -> Any: ...
