"""Text: what words are brought to before they are counted or compared, counting and weighing them, and finding texts by them."""

from ._clean import (
    remove_emoji,
    remove_html,
    remove_punctuation,
    remove_stop_words,
    remove_urls,
    squeeze_spaces,
    stop_word_languages,
    stop_words,
    unmatchable_stop_words,
)
from ._lemmatize import (
    Lemma,
    LemmaStep,
    WordNetLemmatizer,
)
from ._pipeline import (
    Pipeline,
    PipelineStep,
)
from ._search import (
    BM25,
    Hit,
    Results,
    SearchIndex,
)
from ._similar import (
    CosineIndex,
    cosine_similarity,
    cosine_top_k,
)
from ._stem import (
    PorterStemmer,
    SnowballStemmer,
    StemStep,
)
from ._tokenize import (
    Token,
    everygrams,
    ngrams,
    sent_tokenize,
    unicode_words,
    word_spans,
    word_tokenize,
    word_tokenize_all,
)
from ._vectorize import (
    CountVectorizer,
    TfidfTransformer,
    TfidfVectorizer,
)

__all__ = [
    "BM25",
    "CosineIndex",
    "CountVectorizer",
    "Hit",
    "Lemma",
    "LemmaStep",
    "Pipeline",
    "PipelineStep",
    "PorterStemmer",
    "Results",
    "SearchIndex",
    "SnowballStemmer",
    "StemStep",
    "TfidfTransformer",
    "TfidfVectorizer",
    "Token",
    "WordNetLemmatizer",
    "cosine_similarity",
    "cosine_top_k",
    "everygrams",
    "ngrams",
    "remove_emoji",
    "remove_html",
    "remove_punctuation",
    "remove_stop_words",
    "remove_urls",
    "sent_tokenize",
    "squeeze_spaces",
    "stop_word_languages",
    "stop_words",
    "unicode_words",
    "unmatchable_stop_words",
    "word_spans",
    "word_tokenize",
    "word_tokenize_all",
]
