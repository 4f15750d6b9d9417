from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["Pipeline", "PipelineStep"]

class PipelineStep(NamedTuple):
    stage: str
    changes: list[tuple[str, str | None]]
    after: str

class Pipeline:
    stages: list[str]
    def __init__(self, stages: str | Iterable[str] = "html,urls,emoji,lower,nltk,stop:en,punctuation,porter") -> None: ...
    def __call__(self, text: str) -> list[str]: ...
    def tokens(self, texts: Iterable[str]) -> list[list[str]]: ...
    def steps(self, text: str) -> Iterator[PipelineStep]: ...
