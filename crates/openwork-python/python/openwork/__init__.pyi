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
    optim as optim,
    nn as nn,
    special as special,
    text as text,
    train as train,
)
from ._openwork import Tensor as Tensor, is_grad_enabled as is_grad_enabled
from ._tensor import (
    cat as cat,
    maximum as maximum,
    minimum as minimum,
    no_grad as no_grad,
    ones as ones,
    stack as stack,
    tensor as tensor,
    where as where,
    zeros as zeros,
)
from ._openwork import registry as registry, threads as threads

__version__: str
__all__ = [
    "Tensor",
    "cat",
    "cluster",
    "datasets",
    "distributions",
    "exceptions",
    "is_grad_enabled",
    "linear_model",
    "load",
    "maximum",
    "metrics",
    "minimum",
    "model_selection",
    "neighbors",
    "optim",
    "nn",
    "no_grad",
    "ones",
    "registry",
    "set_threads",
    "special",
    "stack",
    "tensor",
    "text",
    "threads",
    "train",
    "where",
    "zeros",
]

def set_threads(n: int | None) -> None: ...
def load(path: str | PathLike[str]) -> Any: ...
