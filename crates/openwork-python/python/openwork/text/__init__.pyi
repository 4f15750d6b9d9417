from ._clean import (
    remove_emoji as remove_emoji,
    remove_html as remove_html,
    remove_punctuation as remove_punctuation,
    remove_stop_words as remove_stop_words,
    remove_urls as remove_urls,
    squeeze_spaces as squeeze_spaces,
    stop_word_languages as stop_word_languages,
    stop_words as stop_words,
    unmatchable_stop_words as unmatchable_stop_words,
)
from ._lemmatize import (
    Lemma as Lemma,
    LemmaStep as LemmaStep,
    WordNetLemmatizer as WordNetLemmatizer,
)
from ._pipeline import (
    Pipeline as Pipeline,
    PipelineStep as PipelineStep,
)
from ._search import (
    BM25 as BM25,
    Hit as Hit,
    Results as Results,
    SearchIndex as SearchIndex,
)
from ._similar import (
    CosineIndex as CosineIndex,
    cosine_similarity as cosine_similarity,
    cosine_top_k as cosine_top_k,
)
from ._stem import (
    PorterStemmer as PorterStemmer,
    SnowballStemmer as SnowballStemmer,
    StemStep as StemStep,
)
from ._tokenize import (
    Token as Token,
    everygrams as everygrams,
    ngrams as ngrams,
    sent_tokenize as sent_tokenize,
    unicode_words as unicode_words,
    word_spans as word_spans,
    word_tokenize as word_tokenize,
    word_tokenize_all as word_tokenize_all,
)
from ._vectorize import (
    CountVectorizer as CountVectorizer,
    TfidfTransformer as TfidfTransformer,
    TfidfVectorizer as TfidfVectorizer,
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
