"""Perplexity."""

import math
from typing import NamedTuple

import numpy as np

from .._openwork import perplexity_of_likelihoods, perplexity_of_logits, perplexity_windows

__all__ = ["PerplexityResult", "perplexity", "sliding_window_perplexity"]


class PerplexityResult(NamedTuple):
    """How surprised a model was, in all, by how many tokens. Results of parts of a text add up: ``a.merge(b)``."""

    nats: float
    tokens: int

    @property
    def value(self):
        """e to the mean surprise of a token; NaN for no tokens, infinite where one was impossible."""
        try:
            return math.exp(self.nats / self.tokens) if self.tokens else math.nan
        except OverflowError:
            return math.inf

    @property
    def bits_per_token(self):
        """The mean surprise of a token in bits."""
        return self.nats / self.tokens / math.log(2) if self.tokens else math.nan

    def merge(self, other):
        """Of both parts together: pooled over tokens, not the mean of the two."""
        return PerplexityResult(self.nats + other.nats, self.tokens + other.tokens)


def perplexity(values, targets=None, *, base=math.e, ignore_index=-100, mask=None):
    """The perplexity of tokens, pooled over all of them.

    ``values`` are the log-likelihoods of the tokens to ``base``; or, with ``targets``, logits of shape (..., tokens, vocabulary)
    and the index of the token that came for each row. Tokens whose target is ``ignore_index``, or whose ``mask`` is 0, count
    nothing.

        >>> perplexity([-1.0, -3.0]).value == math.exp(2)
        True
    """
    values = np.asarray(values)
    if values.dtype not in (np.float32, np.float64):
        values = values.astype(np.float64)
    if targets is None:
        kept = values.reshape(-1) if mask is None else values[_mask(mask, values.shape)]
        return PerplexityResult(*perplexity_of_likelihoods(np.ascontiguousarray(kept, np.float64), float(base)))
    targets = np.asarray(targets)
    if values.ndim < 2 or values.shape[:-1] != targets.shape:
        raise ValueError(f"targets: shape {targets.shape}, wanted {values.shape[:-1]}, that of values without its last axis, the vocabulary")
    if not np.issubdtype(targets.dtype, np.integer):
        raise ValueError(f"targets: dtype {targets.dtype}, wanted whole numbers")
    targets = targets.astype(np.int64)
    if mask is not None:
        targets = np.where(_mask(mask, targets.shape), targets, ignore_index)
    logits = np.ascontiguousarray(values.reshape(-1, values.shape[-1]))
    return PerplexityResult(*perplexity_of_logits(logits, np.ascontiguousarray(targets.reshape(-1)), ignore_index))


def _mask(mask, shape):
    mask = np.asarray(mask)
    if mask.shape != shape:
        raise ValueError(f"mask: shape {mask.shape}, wanted {shape}, one for each token")
    return mask.astype(bool)


def sliding_window_perplexity(score, tokens, window, stride, pooling="tokens"):
    """The perplexity of a long text under a model that sees at most ``window`` tokens.

    ``score(tokens, n)`` gives the log-likelihoods, base e, of the last ``n`` of a window's tokens. Windows begin every ``stride``
    tokens, and a token is scored by the first that holds it and something before it. ``pooling="transformers"`` weighs windows
    as the recipe of that library's documentation does: by one token fewer than are new in each.
    """
    if pooling not in ("tokens", "transformers"):
        raise ValueError(f"pooling = {pooling!r}, wanted 'tokens' or 'transformers'")
    total, done = PerplexityResult(0.0, 0), 0
    for begin, end, scored in perplexity_windows(len(tokens), window, stride):
        fewer, done = end - done - 1, end
        likelihoods = np.asarray(score(tokens[begin:end], scored), np.float64)
        if likelihoods.shape != (scored,):
            raise ValueError(f"score gave shape {likelihoods.shape} for a window, wanted ({scored},)")
        part = perplexity(likelihoods)
        if pooling == "transformers" and scored > fewer:
            part = PerplexityResult(part.nats / scored * fewer, fewer)
        total = total.merge(part)
    return total
