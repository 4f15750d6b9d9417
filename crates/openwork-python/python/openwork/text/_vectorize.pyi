from collections.abc import Callable, Iterable, Mapping
from typing import Any

from numpy.typing import NDArray
from typing_extensions import Self

from .._base import Estimator

__all__ = ["CountVectorizer", "TfidfTransformer", "TfidfVectorizer"]

class CountVectorizer(Estimator):
    vocabulary_: dict[str, int]
    fixed_vocabulary_: bool
    def __init__(
        self,
        *,
        input: str = "content",
        encoding: str = "utf-8",
        decode_error: str = "strict",
        strip_accents: str | Callable[[str], str] | None = None,
        lowercase: bool = True,
        preprocessor: Callable[[str], str] | None = None,
        tokenizer: Callable[[str], Iterable[str]] | None = None,
        stop_words: str | Iterable[str] | None = None,
        token_pattern: str | None = ...,
        ngram_range: tuple[int, int] = (1, 1),
        analyzer: str | Callable[[str], Iterable[str]] = "word",
        max_df: float = 1.0,
        min_df: float = 1,
        max_features: int | None = None,
        vocabulary: Mapping[str, int] | Iterable[str] | None = None,
        binary: bool = False,
        dtype: Any = ...,
    ) -> None: ...
    def decode(self, doc: Any) -> str: ...
    def get_stop_words(self) -> frozenset[str] | None: ...
    def build_preprocessor(self) -> Callable[[str], str]: ...
    def build_tokenizer(self) -> Callable[[str], Iterable[str]]: ...
    def build_analyzer(self) -> Callable[[Any], Iterable[str]]: ...
    def fit(self, raw_documents: Iterable[Any], y: Any = None) -> Self: ...
    def fit_transform(self, raw_documents: Iterable[Any], y: Any = None) -> Any: ...
    def transform(self, raw_documents: Iterable[Any]) -> Any: ...
    def inverse_transform(self, X: Any) -> list[NDArray[Any]]: ...
    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]: ...
    def set_params(self, **params: Any) -> Self: ...
    def __getstate__(self) -> dict[str, Any]: ...
    def __sklearn_tags__(self) -> Any: ...

class TfidfTransformer(Estimator):
    idf_: NDArray[Any]
    n_features_in_: int
    def __init__(
        self,
        *,
        norm: str | None = "l2",
        use_idf: bool = True,
        smooth_idf: bool = True,
        sublinear_tf: bool = False,
        variant: str = "scikit-learn",
    ) -> None: ...
    def fit(self, X: Any, y: Any = None) -> Self: ...
    def transform(self, X: Any, copy: bool = True) -> Any: ...
    def fit_transform(self, X: Any, y: Any = None) -> Any: ...
    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]: ...
    def __sklearn_tags__(self) -> Any: ...

class TfidfVectorizer(CountVectorizer):
    norm: str | None
    use_idf: bool
    smooth_idf: bool
    sublinear_tf: bool
    variant: str
    def __init__(
        self,
        *,
        input: str = "content",
        encoding: str = "utf-8",
        decode_error: str = "strict",
        strip_accents: str | Callable[[str], str] | None = None,
        lowercase: bool = True,
        preprocessor: Callable[[str], str] | None = None,
        tokenizer: Callable[[str], Iterable[str]] | None = None,
        analyzer: str | Callable[[str], Iterable[str]] = "word",
        stop_words: str | Iterable[str] | None = None,
        token_pattern: str | None = ...,
        ngram_range: tuple[int, int] = (1, 1),
        max_df: float = 1.0,
        min_df: float = 1,
        max_features: int | None = None,
        vocabulary: Mapping[str, int] | Iterable[str] | None = None,
        binary: bool = False,
        dtype: Any = ...,
        norm: str | None = "l2",
        use_idf: bool = True,
        smooth_idf: bool = True,
        sublinear_tf: bool = False,
        variant: str = "scikit-learn",
    ) -> None: ...
    @property
    def idf_(self) -> NDArray[Any]: ...
    @idf_.setter
    def idf_(self, value: Any) -> None: ...
