"""Cleaning texts: what is no word goes, and nothing else."""

from .. import _openwork
from ._tokenize import word_tokenize

__all__ = [
    "remove_emoji",
    "remove_html",
    "remove_punctuation",
    "remove_stop_words",
    "remove_urls",
    "squeeze_spaces",
    "stop_word_languages",
    "stop_words",
    "unmatchable_stop_words",
]


def remove_html(text, *, breaks=True):
    """The text of an HTML page, read as browsers read it: no tags, comments, scripts or styles; entities as characters. With
    ``breaks`` a line ends where a paragraph, heading, row or list item does.

        >>> remove_html("<p>a &lt; b<br>c</p>")
        'a < b\\nc\\n'
    """
    return _openwork.remove_html(text, breaks)


def remove_urls(text):
    """The text without ``scheme://...`` and ``www....``; the full stop or bracket behind an address stays."""
    return _openwork.remove_urls(text)


def remove_emoji(text, *, keep_text=False):
    """The text without emoji, each sequence whole. ``keep_text`` keeps those that are shown as text, such as the sign of
    copyright."""
    return _openwork.remove_emoji(text, keep_text)


def remove_punctuation(text, replacement=""):
    """The text with ``replacement`` for each run of punctuation: Unicode's categories P and ``string.punctuation``."""
    return _openwork.remove_punctuation(text, replacement)


def squeeze_spaces(text):
    """The text with one space for each run of white space, and none at its ends."""
    return _openwork.squeeze_spaces(text)


def stop_word_languages():
    """The lists of stop words there are."""
    return _openwork.stop_word_languages()


def stop_words(language="english"):
    """A list of stop words: NLTK's by a language's English name, stopwords-iso's by its code."""
    return _openwork.stop_words(language)


def unmatchable_stop_words(words="english", tokenizer=None):
    """The stop words that can never match, because the tokenizer gives none of them as one token: a dict of the word and what
    the tokenizer makes of it. ``words`` is a language or a list; without a ``tokenizer`` it is ``word_tokenize``.

        >>> unmatchable_stop_words(["don't", "we"])
        {"don't": ['do', "n't"]}
    """
    tokenizer = tokenizer or (lambda word: word_tokenize(word, preserve_line=True))
    words = stop_words(words) if isinstance(words, str) else words
    cut = ((word, list(tokenizer(word))) for word in words)
    return {word: tokens for word, tokens in cut if [token.lower() for token in tokens] != [word.lower()]}


def remove_stop_words(tokens, words="english"):
    """The tokens that are no stop words, upper and lower case alike. ``words`` is a language or a list."""
    if isinstance(tokens, str):
        raise TypeError("tokens is one str, wanted its tokens: word_tokenize(text)")
    words = {word.lower() for word in (stop_words(words) if isinstance(words, str) else words)}
    return [token for token in tokens if token.lower() not in words]
