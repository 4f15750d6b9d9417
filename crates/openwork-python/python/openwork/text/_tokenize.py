"""Cutting texts into sentences, words and n-grams."""

from typing import NamedTuple

from .. import _openwork
from .._openwork import word_tokens as _word_tokens

__all__ = ["Token", "everygrams", "ngrams", "sent_tokenize", "unicode_words", "word_spans", "word_tokenize", "word_tokenize_all"]


class Token(NamedTuple):
    """A token, its first character in the text, and the character after its last."""

    text: str
    start: int
    end: int


def word_tokenize(text, language="english", preserve_line=False):
    """The words and marks of a text, as NLTK's function of this name. With ``preserve_line`` the text is one sentence, and the
    tokens are NLTK's to the letter; without, sentences are cut first, by ``sent_tokenize``.

        >>> word_tokenize("They'll go.", preserve_line=True)
        ['They', "'ll", 'go', '.']
    """
    return _word_tokens(text, language, preserve_line)


def word_tokenize_all(texts, language="english", preserve_line=False):
    """``word_tokenize`` of many texts, on all threads."""
    if isinstance(texts, str):
        raise TypeError("texts is one str, wanted many: [text], or word_tokenize(text)")
    return _openwork.word_tokens_of_all(list(texts), language, preserve_line)


def word_spans(text, language="english", preserve_line=False):
    """The tokens of ``word_tokenize`` with their places: ``text[start:end]`` is the token, but for double quotes, which NLTK writes
    anew."""
    return [Token(*token) for token in _openwork.word_spans(text, language, preserve_line)]


def sent_tokenize(text, language="english", *, wrapped=True):
    """The sentences of a text: Unicode's rules, then the abbreviations of a language (english, german, french, spanish; unicode for
    none). NLTK's function of this name needs a trained model. With ``wrapped`` a single line end is a space."""
    return _openwork.sentences_of(text, language, wrapped)


def unicode_words(text):
    """The words of a text in any script, by Unicode's rules; no marks."""
    return _openwork.unicode_words(text)


def ngrams(tokens, n):
    """Every run of ``n`` neighbouring tokens, as tuples: NLTK's function without padding."""
    tokens = list(tokens)
    return zip(*(tokens[i:] for i in range(n)))


def everygrams(tokens, min_len=1, max_len=-1):
    """Every run of ``min_len`` to ``max_len`` tokens, the shorter ones first at each place: NLTK's function without padding."""
    tokens = list(tokens)
    longest = len(tokens) if max_len == -1 else max_len
    for start in range(len(tokens)):
        for n in range(min_len, min(longest, len(tokens) - start) + 1):
            yield tuple(tokens[start : start + n])
