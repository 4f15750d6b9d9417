from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["PorterStemmer", "SnowballStemmer", "StemStep"]

class StemStep(NamedTuple):
    step: str
    rule: str
    before: str
    after: str

class PorterStemmer:
    NLTK_EXTENSIONS: str
    MARTIN_EXTENSIONS: str
    ORIGINAL_ALGORITHM: str
    mode: str
    def __init__(self, mode: str = "NLTK_EXTENSIONS") -> None: ...
    def stem(self, word: str, to_lowercase: bool = True) -> str: ...
    def stem_all(self, words: Iterable[str], to_lowercase: bool = True) -> list[str]: ...
    def steps(self, word: str) -> Iterator[StemStep]: ...

class SnowballStemmer:
    languages: tuple[str, ...]
    language: str
    def __init__(self, language: str) -> None: ...
    def stem(self, token: str) -> str: ...
    def stem_all(self, words: Iterable[str]) -> list[str]: ...
