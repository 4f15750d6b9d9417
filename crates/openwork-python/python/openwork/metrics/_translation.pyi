from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

__all__ = [
    "BLEUScore",
    "CHRFScore",
    "Comparison",
    "TERScore",
    "corpus_bleu",
    "corpus_chrf",
    "corpus_ter",
    "paired_bootstrap",
    "paired_significance",
    "sentence_bleu",
    "sentence_chrf",
    "sentence_ter",
    "tokenize",
]

_References = Iterable[str | Iterable[str | None]]
_Reference = str | Iterable[str | None]
_Tokenizer = Literal["13a", "intl", "char", "zh", "none"]
_Smoothing = Literal["exp", "floor", "add-k", "none"]

class _Score:
    score: float
    confidence: tuple[float, float] | None
    def __init__(self, metric: tuple[Any, ...], references: int, confidence: tuple[float, float] | None, drawn: tuple[int, int]) -> None: ...
    @property
    def signature(self) -> str: ...
    def __eq__(self, other: object) -> bool: ...
    __hash__: None  # type: ignore[assignment]
    def __getstate__(self) -> dict[str, Any]: ...
    def __setstate__(self, state: dict[str, Any]) -> None: ...

class BLEUScore(_Score):
    counts: list[int]
    totals: list[int]
    precisions: list[float]
    bp: float
    sys_len: int
    ref_len: int
    def __init__(
        self, metric: tuple[Any, ...], told: tuple[Any, ...], references: int, confidence: tuple[float, float] | None, drawn: tuple[int, int] = (0, 0)
    ) -> None: ...
    @property
    def fraction(self) -> float: ...

class CHRFScore(_Score):
    name: str
    def __init__(
        self, metric: tuple[Any, ...], told: tuple[Any, ...], references: int, confidence: tuple[float, float] | None, drawn: tuple[int, int] = (0, 0)
    ) -> None: ...

class TERScore(_Score):
    num_edits: int
    ref_length: float
    def __init__(
        self, metric: tuple[Any, ...], told: tuple[Any, ...], references: int, confidence: tuple[float, float] | None, drawn: tuple[int, int] = (0, 0)
    ) -> None: ...

class Comparison(NamedTuple):
    baseline: float
    system: float
    p_value: float
    baseline_confidence: tuple[float, float] | None
    system_confidence: tuple[float, float] | None
    signature: str

def corpus_bleu(
    hypotheses: Iterable[str],
    references: _References,
    tokenize: _Tokenizer = "13a",
    lowercase: bool = False,
    smooth_method: _Smoothing = "exp",
    smooth_value: float | None = None,
    max_ngram_order: int = 4,
    use_effective_order: bool = False,
    n_bootstrap: int = 0,
    seed: int = 12345,
) -> BLEUScore: ...
def sentence_bleu(
    hypothesis: str,
    references: _Reference,
    tokenize: _Tokenizer = "13a",
    lowercase: bool = False,
    smooth_method: _Smoothing = "exp",
    smooth_value: float | None = None,
    max_ngram_order: int = 4,
    use_effective_order: bool = True,
) -> BLEUScore: ...
def corpus_chrf(
    hypotheses: Iterable[str],
    references: _References,
    char_order: int = 6,
    word_order: int = 0,
    beta: float = 2,
    lowercase: bool = False,
    whitespace: bool = False,
    eps_smoothing: bool = False,
    n_bootstrap: int = 0,
    seed: int = 12345,
) -> CHRFScore: ...
def sentence_chrf(
    hypothesis: str,
    references: _Reference,
    char_order: int = 6,
    word_order: int = 0,
    beta: float = 2,
    lowercase: bool = False,
    whitespace: bool = False,
    eps_smoothing: bool = False,
) -> CHRFScore: ...
def corpus_ter(
    hypotheses: Iterable[str],
    references: _References,
    normalized: bool = False,
    no_punct: bool = False,
    asian_support: bool = False,
    case_sensitive: bool = False,
    n_bootstrap: int = 0,
    seed: int = 12345,
) -> TERScore: ...
def sentence_ter(
    hypothesis: str,
    references: _Reference,
    normalized: bool = False,
    no_punct: bool = False,
    asian_support: bool = False,
    case_sensitive: bool = False,
) -> TERScore: ...
def paired_significance(
    baseline: Iterable[str],
    system: Iterable[str],
    references: _References,
    metric: Literal["bleu", "chrf", "ter"] = "bleu",
    test: Literal["bootstrap", "randomization"] = "bootstrap",
    n_samples: int | None = None,
    seed: int = 12345,
    **settings: Any,
) -> Comparison: ...
def paired_bootstrap(
    baseline: Iterable[str],
    system: Iterable[str],
    references: _References,
    metric: Literal["bleu", "chrf", "ter"] = "bleu",
    n_samples: int = 1000,
    seed: int = 12345,
    **settings: Any,
) -> Comparison: ...
def tokenize(line: str, tokenizer: _Tokenizer = "13a", lowercase: bool = False) -> list[str]: ...
