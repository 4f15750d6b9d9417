from typing import Any

import numpy as np
from numpy.typing import NDArray

INT64: np.dtype[np.int64]
FLOAT64: np.dtype[np.float64]

class Targets:
    type: str
    labels: NDArray[Any]
    cells: NDArray[np.float64] | None
    n: int
    weights: NDArray[np.float64] | None
    truth: NDArray[np.bool_] | None
    answers: NDArray[np.bool_] | None
    whole: bool
    def __init__(
        self,
        type: str,
        labels: NDArray[Any],
        cells: NDArray[np.float64] | None,
        n: int,
        weights: NDArray[np.float64] | None,
        truth: NDArray[np.bool_] | None = None,
        answers: NDArray[np.bool_] | None = None,
        whole: bool = True,
    ) -> None: ...

def undefined(message: str, stacklevel: int = 4) -> None: ...
def array(values: Any, name: str = "y") -> NDArray[Any]: ...
def kind(values: Any, name: str = "y") -> str: ...
def finite(y: NDArray[Any], name: str) -> NDArray[Any]: ...
def column(values: Any, name: str = "y") -> NDArray[Any]: ...
def length(values: Any) -> int: ...
def consistent(*values: Any) -> None: ...
def weights(sample_weight: Any, n: int) -> NDArray[np.float64] | None: ...
def read(y_true: Any, y_pred: Any, sample_weight: Any = None) -> Targets: ...
def encode(t: NDArray[Any], p: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.uint32], NDArray[np.uint32]]: ...
