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

__all__ = [
    "Lemma",
    "LemmaStep",
    "Pipeline",
    "PipelineStep",
    "PorterStemmer",
    "SnowballStemmer",
    "StemStep",
    "Token",
    "WordNetLemmatizer",
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
