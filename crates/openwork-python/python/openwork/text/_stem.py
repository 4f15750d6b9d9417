"""Stemming."""

from typing import NamedTuple

from .._openwork import porter_stems, porter_steps

__all__ = ["PorterStemmer", "StemStep"]


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
        """The stems of many words, in one call."""
        return porter_stems(list(words), self.mode, to_lowercase)

    def steps(self, word):
        """The rules that fire for a word, in their order; the last ``after`` is the stem."""
        return (StemStep(*step) for step in porter_steps(word, self.mode))

    def __repr__(self):
        return f"PorterStemmer(mode={self.mode!r})"
