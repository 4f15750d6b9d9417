from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from numpy.typing import ArrayLike

__all__ = ["PerplexityResult", "perplexity", "sliding_window_perplexity"]

class PerplexityResult(NamedTuple):
    nats: float
    tokens: int
    @property
    def value(self) -> float: ...
    @property
    def bits_per_token(self) -> float: ...
    def merge(self, other: PerplexityResult) -> PerplexityResult: ...

def perplexity(
    values: ArrayLike,
    targets: ArrayLike | None = None,
    *,
    base: float = ...,
    ignore_index: int = -100,
    mask: ArrayLike | None = None,
) -> PerplexityResult: ...
def sliding_window_perplexity(
    score: Callable[[Any, int], ArrayLike],
    tokens: Sequence[Any],
    window: int,
    stride: int,
    pooling: str = "tokens",
) -> PerplexityResult: ...
