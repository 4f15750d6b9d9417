from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["Lemma", "LemmaStep", "WordNetLemmatizer"]

class Lemma(NamedTuple):
    lemma: str
    pos: str
    by: str

class LemmaStep(NamedTuple):
    by: str
    candidate: str
    known: bool

class WordNetLemmatizer:
    def lemmatize(self, word: str, pos: str = "n") -> str: ...
    def lemmatize_all(self, words: Iterable[str], pos: str = "n") -> list[str]: ...
    def morphy(self, form: str, pos: str | None = None) -> str | None: ...
    def explain(self, word: str, pos: str | None = None) -> Lemma: ...
    def steps(self, word: str, pos: str = "n") -> Iterator[LemmaStep]: ...
