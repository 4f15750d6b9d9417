from collections.abc import Iterable, Mapping
from os import PathLike
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["RankingComparison", "RankingResult", "compare_runs", "ranking"]

class RankingResult:
    names: list[str]
    queries: list[str]
    values: NDArray[np.float64]
    mean: dict[str, float]
    not_run: list[str]
    not_judged: list[str]
    def __init__(
        self, names: list[str], queries: list[str], values: NDArray[np.float64], mean: list[float], not_run: list[str], not_judged: list[str]
    ) -> None: ...
    @property
    def per_query(self) -> dict[str, dict[str, float]]: ...

class RankingComparison(NamedTuple):
    measure: str
    queries: int
    first: float
    second: float
    difference: float
    t: float | None
    t_p: float
    randomisation_p: float
    swaps: int

def ranking(
    qrels: Mapping[str, Mapping[str, int]] | str | PathLike[str],
    run: Mapping[str, Mapping[str, float]] | str | PathLike[str],
    measures: str | Iterable[str] = ("map", "recip_rank", "ndcg", "ndcg_cut_10"),
    relevance_level: int = 1,
    judged_docs_only: bool = False,
    complete: bool = False,
    double: bool = False,
) -> RankingResult: ...
@overload
def compare_runs(
    first: RankingResult, second: RankingResult, measure: None = None, n_swaps: int = 10000, random_state: int = 0
) -> list[RankingComparison]: ...
@overload
def compare_runs(
    first: RankingResult, second: RankingResult, measure: str, n_swaps: int = 10000, random_state: int = 0
) -> RankingComparison: ...
