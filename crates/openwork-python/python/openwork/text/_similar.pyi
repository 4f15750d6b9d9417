from typing import Any

from numpy.typing import NDArray

__all__ = ["CosineIndex", "cosine_similarity", "cosine_top_k"]

def cosine_similarity(X: Any, Y: Any = None, dense_output: bool = True) -> Any: ...

class CosineIndex:
    shape: tuple[int, int]
    def __init__(self, Y: Any) -> None: ...
    def top_k(self, X: Any, k: int = 10) -> tuple[NDArray[Any], NDArray[Any]]: ...

def cosine_top_k(X: Any, Y: Any, k: int = 10) -> tuple[NDArray[Any], NDArray[Any]]: ...
