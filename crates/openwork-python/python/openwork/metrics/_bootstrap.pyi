from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

class Interval(NamedTuple):
    score: float
    low: float
    high: float
    undefined: int

def bootstrap_interval(
    metric: Callable[..., float],
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    n_samples: int = 1000,
    confidence: float = 0.95,
    random_state: int | np.random.RandomState | np.random.Generator | None = None,
    **settings: Any,
) -> Interval: ...
