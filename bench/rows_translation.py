"""BLEU, chrF and TER beside sacreBLEU and NLTK: sentences of Zipf's words, about 22 a line."""

import numpy as np

from harness import Contender
from rows import optional, row


def pairs(n, seed=5, words=30_000):
    """Hypotheses and references: a quarter of the words replaced, words as frequent as Zipf's law has them."""
    rng = np.random.default_rng(seed)
    letters = list("abcdefghijklmnopqrstuvwxyz")
    names = np.array(["".join(rng.choice(letters, rng.integers(2, 9))) for _ in range(words)])
    share = 1 / np.arange(1, words + 1)
    share /= share.sum()
    lengths = np.maximum(3, rng.normal(22, 7, n)).astype(int)
    drawn = rng.choice(words, lengths.sum(), p=share)
    other = np.where(rng.random(len(drawn)) < 0.25, rng.choice(words, len(drawn), p=share), drawn)
    ends = np.cumsum(lengths)[:-1]
    text = lambda ids: [" ".join(names[part]) + "." for part in np.split(ids, ends)]  # noqa: E731
    return text(other), text(drawn)


def forget():
    """Empties sacreBLEU's memory of lines that it has tokenized, which a second run on the same lines would live on."""
    from sacrebleu.tokenizers import tokenizer_13a, tokenizer_re, tokenizer_ter

    for kind in (tokenizer_13a.Tokenizer13a, tokenizer_re.TokenizerRegexp, tokenizer_ter.TercomTokenizer):
        kind.__call__.cache_clear()


def contenders(workload, n, ours, theirs, nltk=None):
    import openwork

    hypotheses, references = pairs(n)
    lists = [[r] for r in references]

    def threads(count):
        def work(_):
            openwork.set_threads(count)
            return ours(hypotheses, lists).score

        return work

    found = [Contender("openwork", f"{k} thread{'s' * (k > 1)}", threads(k), threads=k) for k in (2, 1)]
    if sacrebleu := optional("sacrebleu"):

        def work(_):
            forget()
            return theirs(sacrebleu)(hypotheses, [references]).score

        found.append(Contender("sacreBLEU", "", work, threads=1))
        workload.accuracy = lambda score, wanted=theirs(sacrebleu)(hypotheses, [references]).score: abs(score - wanted)
    if nltk and (translate := optional("nltk.translate.bleu_score")):
        split = [[r.split()] for r in references], [h.split() for h in hypotheses]
        found.append(Contender("NLTK", "split beforehand", lambda _: 100 * translate.corpus_bleu(*split), threads=1))
    return found


@row(
    id="bleu-corpus",
    algorithm="bleu",
    title="corpus BLEU, 20 000 pairs of about 22 words, from lists of str",
    accuracy_name="distance from sacreBLEU's score",
    bars={"sacreBLEU": 40.0},
    samples=7,
)
def bleu_corpus(workload, quick):
    from openwork.metrics import corpus_bleu

    return contenders(workload, 2_000 if quick else 20_000, corpus_bleu, lambda peer: peer.corpus_bleu, nltk=True)


@row(
    id="chrf-corpus",
    algorithm="chrf",
    title="corpus chrF++, 2 000 pairs of about 22 words, from lists of str",
    accuracy_name="distance from sacreBLEU's score",
    bars={"sacreBLEU": 20.0},
    samples=7,
)
def chrf_corpus(workload, quick):
    from functools import partial

    from openwork.metrics import corpus_chrf

    return contenders(workload, 500 if quick else 2_000, partial(corpus_chrf, word_order=2), lambda peer: partial(peer.corpus_chrf, word_order=2))


@row(
    id="ter-corpus",
    algorithm="ter",
    title="corpus TER, 2 000 pairs of about 22 words, from lists of str",
    accuracy_name="distance from sacreBLEU's score",
    bars={"sacreBLEU": 20.0},
    samples=7,
)
def ter_corpus(workload, quick):
    from openwork.metrics import corpus_ter

    return contenders(workload, 500 if quick else 2_000, corpus_ter, lambda peer: peer.corpus_ter)


@row(
    id="bleu-sentence",
    algorithm="bleu",
    title="one call of sentence_bleu on sentences of one word",
    bars={"sacreBLEU": 10.0},
    samples=21,
)
def bleu_sentence(workload, quick):
    from openwork.metrics import sentence_bleu

    found = [Contender("openwork", "", lambda _: sentence_bleu("word", ["word"]), calls=1000)]
    if sacrebleu := optional("sacrebleu"):
        found.append(Contender("sacreBLEU", "", lambda _: sacrebleu.sentence_bleu("word", ["word"]), threads=1, calls=100))
    return found
