"""Stemming."""

from typing import NamedTuple

from .._openwork import porter_stems, porter_steps, snowball_languages, snowball_stems
from ._batch import each_once

__all__ = ["PorterStemmer", "SnowballStemmer", "StemStep"]


class StemStep(NamedTuple):
    """A rule that fired: the paper's step, the rule, the word before and after it."""

    step: str
    rule: str
    before: str
    after: str


class PorterStemmer:
    """Porter's stemmer with NLTK's names: ``mode`` is one of its three constants, whose stems are NLTK's to the letter.

        >>> PorterStemmer().stem("relational")
        'relat'
    """

    NLTK_EXTENSIONS = "NLTK_EXTENSIONS"
    MARTIN_EXTENSIONS = "MARTIN_EXTENSIONS"
    ORIGINAL_ALGORITHM = "ORIGINAL_ALGORITHM"

    def __init__(self, mode="NLTK_EXTENSIONS"):
        porter_stems([], mode, True)  # refuses an unknown mode
        self.mode = mode

    def stem(self, word, to_lowercase=True):
        """The stem of one word."""
        return porter_stems([word], self.mode, to_lowercase)[0]

    def stem_all(self, words, to_lowercase=True):
        """The stems of many words, in one call: a list in their order. Much faster than a call for each word."""
        return each_once(words, lambda distinct: porter_stems(distinct, self.mode, to_lowercase))

    def steps(self, word):
        """The rules that fire for a word, in their order; the last ``after`` is the stem."""
        return (StemStep(*step) for step in porter_steps(word, self.mode))

    def __repr__(self):
        return f"PorterStemmer(mode={self.mode!r})"


class SnowballStemmer:
    """A Snowball stemmer of one language, with NLTK's names; ``languages`` are those that have one.

    The rules are those of Snowball 3, as in PyStemmer 3.1; NLTK's own translations are of an older Snowball.

        >>> SnowballStemmer("german").stem("Häuser")
        'haus'
    """

    languages = tuple(snowball_languages())

    def __init__(self, language):
        snowball_stems([], language)  # refuses an unknown language
        self.language = language

    def stem(self, token):
        """The stem of one word, in lower case."""
        return snowball_stems([token], self.language)[0]

    def stem_all(self, words):
        """The stems of many words, in one call: a list in their order. Much faster than a call for each word."""
        return each_once(words, lambda distinct: snowball_stems(distinct, self.language))

    def __repr__(self):
        return f"SnowballStemmer({self.language!r})"
