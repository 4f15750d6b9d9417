"""Text: what words are brought to before they are counted or compared."""

from ._lemmatize import (
    Lemma,
    LemmaStep,
    WordNetLemmatizer,
)
from ._stem import (
    PorterStemmer,
    SnowballStemmer,
    StemStep,
)

__all__ = [
    "Lemma",
    "LemmaStep",
    "PorterStemmer",
    "SnowballStemmer",
    "StemStep",
    "WordNetLemmatizer",
]
