"""Lemmatizing."""

from typing import NamedTuple

from .._openwork import wordnet_explain, wordnet_lemmas, wordnet_morphy, wordnet_steps
from ._batch import each_once

__all__ = ["Lemma", "LemmaStep", "WordNetLemmatizer"]


class Lemma(NamedTuple):
    """A lemma, the part of speech that the word was taken for (``n``, ``v``, ``a`` or ``r``), and what fired."""

    lemma: str
    pos: str
    by: str


class LemmaStep(NamedTuple):
    """A candidate that was looked up: what gave it, and whether WordNet has it as a lemma."""

    by: str
    candidate: str
    known: bool


class WordNetLemmatizer:
    """WordNet's lemmatizer with NLTK's names and answers, over WordNet 3.0, which is part of the package.

    A word is taken for a noun where no ``pos`` is given, as NLTK has it; ``explain`` infers it and says so.

        >>> WordNetLemmatizer().lemmatize("wolves")
        'wolf'
        >>> WordNetLemmatizer().explain("does")
        Lemma(lemma='do', pos='v', by='-es -> nothing')
    """

    def lemmatize(self, word, pos="n"):
        """The shortest lemma that the word may be a form of; the word itself where WordNet does not know it."""
        return wordnet_lemmas([word], pos)[0]

    def lemmatize_all(self, words, pos="n"):
        """The lemmas of many words, in one call: a list in their order. Much faster than a call for each word."""
        return each_once(words, lambda distinct: wordnet_lemmas(distinct, pos))

    def morphy(self, form, pos=None):
        """The first lemma found, or None; without ``pos`` nouns, verbs, adjectives and adverbs are tried in this order."""
        return next((lemma for each in ([pos] if pos else "nvar") for lemma in wordnet_morphy(form, each)), None)

    def explain(self, word, pos=None):
        """The lemma, its part of speech and what fired. Without ``pos`` it is inferred from the word alone: an exception list that
        names the word decides, then a part of speech that has the word itself, then the one whose rules lead to the shortest lemma; a
        noun before a verb, an adjective and an adverb."""
        return Lemma(*wordnet_explain(word, pos))

    def steps(self, word, pos="n"):
        """Every candidate in its order, and whether WordNet knows it."""
        return (LemmaStep(*step) for step in wordnet_steps(word, pos))

    def __repr__(self):
        return "WordNetLemmatizer()"
