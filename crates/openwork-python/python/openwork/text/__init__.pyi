from ._lemmatize import (
    Lemma as Lemma,
    LemmaStep as LemmaStep,
    WordNetLemmatizer as WordNetLemmatizer,
)
from ._stem import (
    PorterStemmer as PorterStemmer,
    SnowballStemmer as SnowballStemmer,
    StemStep as StemStep,
)

__all__ = [
    "Lemma",
    "LemmaStep",
    "PorterStemmer",
    "SnowballStemmer",
    "StemStep",
    "WordNetLemmatizer",
]
