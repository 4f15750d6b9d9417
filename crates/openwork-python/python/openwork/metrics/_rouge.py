"""ROUGE."""

import warnings
from typing import NamedTuple

import numpy as np

from .._openwork import rouge_interval, rouge_lcs_rows, rouge_scores, rouge_words

__all__ = ["RougeInterval", "RougeResult", "RougeScore", "rouge", "rouge_lcs_steps", "rouge_tokens"]


class RougeScore(NamedTuple):
    """Shares between 0 and 1."""

    precision: float
    recall: float
    fmeasure: float


class RougeInterval(NamedTuple):
    """What holds the mean in so many of the draws; ``mid`` is the median of the draws' means."""

    low: RougeScore
    mid: RougeScore
    high: RougeScore


class LcsRow(NamedTuple):
    """One row of the table: the reference's word, the columns from 1 that match, the length so far, the row's cells."""

    word: str
    matches: list
    length: int
    cells: list


class RougeResult:
    """The scores of texts: ``mean`` over them, ``scores`` of each, and the array behind both (texts x types x 3)."""

    def __init__(self, types, array, erased):
        self.types, self.array, self.erased = types, array, erased

    @property
    def mean(self):
        """A :class:`RougeScore` for each type."""
        means = self.array.mean(axis=0) if len(self.array) else np.zeros(self.array.shape[1:])
        return {name: RougeScore(*row) for name, row in zip(self.types, means.tolist())}

    @property
    def scores(self):
        """For each text a :class:`RougeScore` for each type."""
        return [{name: RougeScore(*row) for name, row in zip(self.types, rows)} for rows in self.array.tolist()]

    def interval(self, confidence=0.95, n_samples=1000, random_state=0):
        """Bootstrap intervals of the means, a :class:`RougeInterval` for each type, as rouge_score's BootstrapAggregator."""
        found = {}
        for t, name in enumerate(self.types):
            rows = rouge_interval(np.ascontiguousarray(self.array[:, t]), float(confidence), n_samples, random_state)
            found[name] = RougeInterval(*(RougeScore(*row) for row in rows))
        return found

    def __repr__(self):
        means = ", ".join(f"{name}={score.fmeasure:.4f}" for name, score in self.mean.items())
        return f"RougeResult({len(self.array)} texts, mean F: {means})"


def rouge(hypotheses, references, types=("rouge1", "rouge2", "rougeL"), use_stemmer=False, tokenizer="google"):
    """ROUGE of each hypothesis against its reference or, of a list of references, against the best for each type.

    Equal to rouge_score 0.1.2 for ``tokenizer="google"``. That keeps a to z and 0 to 9 alone; where nothing is left of a text
    that holds letters, there is a warning, and ``tokenizer="unicode"`` reads them.

        >>> rouge(["the cat sat"], ["the cat sat down"]).mean["rougeL"].recall
        0.75
    """
    if isinstance(hypotheses, str) or isinstance(references, str):
        raise TypeError("hypotheses and references are lists of texts; for one pair write rouge([hypothesis], [reference])")
    hypotheses = list(hypotheses)
    references = [[r] if isinstance(r, str) else list(r) for r in references]
    types = [types] if isinstance(types, str) else list(types)
    if len(references) != len(hypotheses) and references and all(len(r) == len(hypotheses) for r in references):
        raise ValueError(
            f"references holds {len(references)} lists of {len(hypotheses)}: it is one list for each hypothesis that is wanted, "
            "not one for each set of references; write list(zip(*references))"
        )
    array, erased = rouge_scores(hypotheses, references, types, bool(use_stemmer), tokenizer)
    if erased:
        warnings.warn(
            f"of {erased} texts with letters tokenizer={tokenizer!r} left no word, so they score 0; tokenizer='unicode' reads every script",
            stacklevel=2,
        )
    return RougeResult(types, array, erased)


def rouge_tokens(text, use_stemmer=False, tokenizer="google"):
    """The words of a text as ROUGE compares them."""
    return rouge_words(text, bool(use_stemmer), tokenizer)


def rouge_lcs_steps(hypothesis, reference, use_stemmer=False, tokenizer="google"):
    """The table of the longest common subsequence, row by row: an iterator over ``(word, matches, length, cells)``."""
    rows, _ = rouge_lcs_rows(hypothesis, reference, bool(use_stemmer), tokenizer)
    return (LcsRow(*row) for row in rows)
