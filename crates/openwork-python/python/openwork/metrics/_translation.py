"""BLEU, chrF and TER as sacreBLEU has them, with the references of each hypothesis side by side.

``references`` holds one list of references for each hypothesis, of any length; where there is one reference, a str will do.
sacreBLEU wants whole documents instead, one list for each translator: of such, ``[list(refs) for refs in zip(*documents)]`` makes
what is wanted here. None among the references of a hypothesis stands for one that is not there.
"""

import functools as _functools
from collections import namedtuple as _namedtuple

from .. import _openwork

__all__ = [
    "BLEUScore",
    "CHRFScore",
    "Comparison",
    "TERScore",
    "corpus_bleu",
    "corpus_chrf",
    "corpus_ter",
    "paired_bootstrap",
    "paired_significance",
    "sentence_bleu",
    "sentence_chrf",
    "sentence_ter",
    "tokenize",
]

_SEED = 12345  # sacreBLEU's


class _Score:
    """What the scores share: a signature made when asked for, and a form in print."""

    __slots__ = ("score", "confidence", "_metric", "_references", "_drawn")

    def __init__(self, metric, references, confidence, drawn):
        self._metric, self._references, self._drawn = metric, references, drawn
        #: (mean, half width) of the 95 % interval, where it was asked for
        self.confidence = confidence

    @property
    def signature(self):
        """All settings in one line, by which the score can be made again; of sacreBLEU's form, with our version."""
        return _made(*self._metric).signature(self._references, *self._drawn)

    def _key(self):
        names = [name for kind in type(self).__mro__ for name in getattr(kind, "__slots__", ())]
        return tuple(getattr(self, name) for name in sorted(names))

    def __eq__(self, other):
        return type(other) is type(self) and self._key() == other._key()

    __hash__ = None

    def __getstate__(self):
        names = [name for kind in type(self).__mro__ for name in getattr(kind, "__slots__", ())]
        return {name: getattr(self, name) for name in names}

    def __setstate__(self, state):
        for name, value in state.items():
            setattr(self, name, value)

    def __repr__(self):
        if self.confidence is None:
            return self._text()
        mean, half = self.confidence
        name, _, rest = self._text().partition(" = ")
        value, _, parts = rest.partition(" ")
        return f"{name} = {value} (μ = {mean:.2f} ± {half:.2f}) {parts}".rstrip()


class BLEUScore(_Score):
    """A BLEU score from 0 to 100 (``fraction``: to 1) with ``counts``, ``totals`` and ``precisions`` by order, the brevity penalty
    ``bp``, and the lengths ``sys_len`` and ``ref_len``. The counts are those that were counted, without what add-k adds."""

    __slots__ = ("counts", "totals", "precisions", "bp", "sys_len", "ref_len")

    def __init__(self, metric, told, references, confidence, drawn=(0, 0)):
        super().__init__(metric, references, confidence, drawn)
        self.score, self.counts, self.totals, self.precisions, self.bp, self.sys_len, self.ref_len = told

    @property
    def fraction(self):
        """The score from 0 to 1."""
        return self.score / 100

    def _text(self):
        ratio = self.sys_len / self.ref_len if self.ref_len else 0
        precisions = "/".join(f"{p:.1f}" for p in self.precisions)
        return (
            f"BLEU = {self.score:.2f} {precisions} (BP = {self.bp:.3f} ratio = {ratio:.3f} "
            f"hyp_len = {self.sys_len:d} ref_len = {self.ref_len:d})"
        )


class CHRFScore(_Score):
    """A chrF score from 0 to 100, and its ``name`` with beta and the plus signs of word orders."""

    __slots__ = ("name",)

    def __init__(self, metric, told, references, confidence, drawn=(0, 0)):
        super().__init__(metric, references, confidence, drawn)
        self.score, self.name = told

    def _text(self):
        return f"{self.name} = {self.score:.2f}"


class TERScore(_Score):
    """A TER score: ``num_edits`` in a hundred words of the references, whose mean length adds up to ``ref_length``."""

    __slots__ = ("num_edits", "ref_length")

    def __init__(self, metric, told, references, confidence, drawn=(0, 0)):
        super().__init__(metric, references, confidence, drawn)
        self.score, self.num_edits, self.ref_length = told

    def _text(self):
        return f"TER = {self.score:.2f}"


Comparison = _namedtuple("Comparison", "baseline system p_value baseline_confidence system_confidence signature")
Comparison.__doc__ = """Two systems compared: their scores, how often chance alone makes as large a difference, and of bootstrap resampling
each one's (mean, half width) of the 95 % interval."""


@_functools.lru_cache(maxsize=128)
def _made(kind, *settings):
    """The metric with these settings: made once."""
    return getattr(_openwork, kind)(*settings)


def _count(name, value, least=0):
    if isinstance(value, bool) or not hasattr(value, "__index__") or value < least:
        raise ValueError(f"{name} = {value!r}, wanted a whole number >= {least}")
    return int(value)


def _drawn(n_bootstrap, seed):
    samples = _count("n_bootstrap", n_bootstrap)
    return (samples, _count("seed", seed)) if samples else (0, 0)


def _bleu(tokenize, lowercase, smooth_method, smooth_value, max_ngram_order, effective):
    return ("Bleu", tokenize, bool(lowercase), smooth_method, smooth_value, _count("max_ngram_order", max_ngram_order, 1), bool(effective))


def _chrf(char_order, word_order, beta, lowercase, whitespace, eps_smoothing):
    orders = _count("char_order", char_order), _count("word_order", word_order)
    return ("Chrf", *orders, beta, bool(lowercase), bool(whitespace), bool(eps_smoothing))


def _ter(normalized, no_punct, asian_support, case_sensitive):
    return ("Ter", bool(normalized), bool(no_punct), bool(asian_support), bool(case_sensitive))


def corpus_bleu(
    hypotheses,
    references,
    tokenize="13a",
    lowercase=False,
    smooth_method="exp",
    smooth_value=None,
    max_ngram_order=4,
    use_effective_order=False,
    n_bootstrap=0,
    seed=_SEED,
):
    """BLEU of a corpus: a :class:`BLEUScore`.

    >>> score = corpus_bleu(["the cat sat on the mat"], [["the cat sat on a mat", "a cat sat on the mat"]])
    >>> round(score.score, 2), score.counts
    (95.54, [5, 5, 4, 3])

    ``tokenize`` is one of 13a, intl, char, zh and none, ``smooth_method`` one of exp, floor, add-k and none.
    ``n_bootstrap`` samples give ``confidence``, drawn as sacreBLEU draws them.
    """
    metric = _bleu(tokenize, lowercase, smooth_method, smooth_value, max_ngram_order, use_effective_order)
    drawn = _drawn(n_bootstrap, seed)
    return BLEUScore(metric, *_made(*metric).corpus(hypotheses, references, *drawn), drawn)


def sentence_bleu(
    hypothesis,
    references,
    tokenize="13a",
    lowercase=False,
    smooth_method="exp",
    smooth_value=None,
    max_ngram_order=4,
    use_effective_order=True,
):
    """BLEU of one sentence against its references, by effective order as sacreBLEU's function of that name."""
    metric = _bleu(tokenize, lowercase, smooth_method, smooth_value, max_ngram_order, use_effective_order)
    return BLEUScore(metric, *_made(*metric).sentence(hypothesis, references))


def corpus_chrf(
    hypotheses,
    references,
    char_order=6,
    word_order=0,
    beta=2,
    lowercase=False,
    whitespace=False,
    eps_smoothing=False,
    n_bootstrap=0,
    seed=_SEED,
):
    """chrF of a corpus, chrF++ with ``word_order=2``: a :class:`CHRFScore`."""
    metric = _chrf(char_order, word_order, beta, lowercase, whitespace, eps_smoothing)
    drawn = _drawn(n_bootstrap, seed)
    return CHRFScore(metric, *_made(*metric).corpus(hypotheses, references, *drawn), drawn)


def sentence_chrf(hypothesis, references, char_order=6, word_order=0, beta=2, lowercase=False, whitespace=False, eps_smoothing=False):
    """chrF of one sentence against its references."""
    metric = _chrf(char_order, word_order, beta, lowercase, whitespace, eps_smoothing)
    return CHRFScore(metric, *_made(*metric).sentence(hypothesis, references))


def corpus_ter(
    hypotheses, references, normalized=False, no_punct=False, asian_support=False, case_sensitive=False, n_bootstrap=0, seed=_SEED
):
    """TER of a corpus: a :class:`TERScore`; fewer edits are better."""
    metric = _ter(normalized, no_punct, asian_support, case_sensitive)
    drawn = _drawn(n_bootstrap, seed)
    return TERScore(metric, *_made(*metric).corpus(hypotheses, references, *drawn), drawn)


def sentence_ter(hypothesis, references, normalized=False, no_punct=False, asian_support=False, case_sensitive=False):
    """TER of one sentence against its references."""
    metric = _ter(normalized, no_punct, asian_support, case_sensitive)
    return TERScore(metric, *_made(*metric).sentence(hypothesis, references))


_SETTINGS = {
    "bleu": (_bleu, {"tokenize": "13a", "lowercase": False, "smooth_method": "exp", "smooth_value": None, "max_ngram_order": 4, "effective": False}),
    "chrf": (_chrf, {"char_order": 6, "word_order": 0, "beta": 2, "lowercase": False, "whitespace": False, "eps_smoothing": False}),
    "ter": (_ter, {"normalized": False, "no_punct": False, "asian_support": False, "case_sensitive": False}),
}


def paired_significance(baseline, system, references, metric="bleu", test="bootstrap", n_samples=None, seed=_SEED, **settings):
    """Whether ``system`` differs from ``baseline`` by more than chance: a :class:`Comparison`.

    ``test`` is ``"bootstrap"`` (1000 samples of the segments, drawn with replacement) or ``"randomization"`` (10 000 trials in which
    the two systems' segments are exchanged by the toss of a coin). With the same seed the p-value is sacreBLEU's. ``settings``
    are those of the metric: bleu, chrf or ter.
    """
    if metric not in _SETTINGS:
        raise ValueError(f"metric = {metric!r}, wanted 'bleu', 'chrf' or 'ter'")
    make, defaults = _SETTINGS[metric]
    unknown = sorted(set(settings) - set(defaults))
    if unknown:
        raise TypeError(f"{metric} has no setting {unknown[0]!r}; it has {', '.join(defaults)}")
    if n_samples is None:
        n_samples = 10_000 if test == "randomization" else 1000
    made = _made(*make(**{**defaults, **settings}))
    samples, seed = _count("n_samples", n_samples, 2), _count("seed", seed)
    baseline, system = list(baseline), list(system)
    references = list(references)
    found = made.compare(baseline, system, references, test, samples, seed)
    counts = {1 if isinstance(r, str) else sum(x is not None for x in r) for r in references}
    return Comparison(*found, made.signature(counts.pop() if len(counts) == 1 else -1, samples, seed))


def paired_bootstrap(baseline, system, references, metric="bleu", n_samples=1000, seed=_SEED, **settings):
    """:func:`paired_significance` by bootstrap resampling."""
    return paired_significance(baseline, system, references, metric, "bootstrap", n_samples, seed, **settings)


def tokenize(line, tokenizer="13a", lowercase=False):
    """The tokens that BLEU counts in a line."""
    return _made("Bleu", tokenizer, bool(lowercase), "exp", None, 4, False).tokens(line)
