from os import PathLike
from typing import Any

from . import cluster as cluster, datasets as datasets, exceptions as exceptions, neighbors as neighbors
from ._openwork import registry as registry, threads as threads

__version__: str
__all__ = ["cluster", "datasets", "exceptions", "load", "neighbors", "registry", "set_threads", "threads"]

def set_threads(n: int | None) -> None: ...
def load(path: str | PathLike[str]) -> Any: ...
