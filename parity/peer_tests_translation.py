#!/usr/bin/env python3
"""Runs sacreBLEU's own test cases against Openwork: the files of its source distribution, as they are.

    pip install sacrebleu==2.6.0 pytest maturin; maturin develop --release    (in crates/openwork-python)
    pip download --no-deps --no-binary=:all: sacrebleu==2.6.0 && tar xf sacrebleu-2.6.0.tar.gz
    python parity/peer_tests_translation.py sacrebleu-2.6.0

The tests import `sacrebleu`; what they find under that name here is a thin coat over `openwork.metrics`, which turns whole
documents of references into one list for each hypothesis, and nothing else. `test_api.py` and `test_dataset.py` are about the
download of test sets, which Openwork does not do, and are left out.
With `--wmt` the sixteen systems of WMT 17 that lie beside the tests are also scored by both, under every tokenizer.
"""

import math
import os
import sys
import types
from pathlib import Path

from openwork import _openwork, metrics


def per_segment(references, segments):
    """sacreBLEU's whole documents as one list for each hypothesis; it reads no further than the hypotheses go."""
    return [list(refs) for refs in zip(*references)][:segments]


class Base:
    def __init__(self, references=None, **settings):
        self.references = references
        settings.pop("force", None)  # it silences a warning that we do not give
        if "effective_order" in settings:
            settings["use_effective_order"] = settings.pop("effective_order")
        self.settings = settings

    def corpus_score(self, hypotheses, references):
        return self.corpus(list(hypotheses), per_segment(references, len(hypotheses)), **self.settings)

    def sentence_score(self, hypothesis, references):
        return self.sentence(hypothesis, references, **self.settings)


class BLEU(Base):
    name = "BLEU"
    corpus = staticmethod(metrics.corpus_bleu)

    @staticmethod
    def sentence(hypothesis, references, **settings):
        return metrics.sentence_bleu(hypothesis, references, **{"use_effective_order": False, **settings})

    @staticmethod
    def compute_bleu(correct, total, sys_len, ref_len, smooth_method="none", smooth_value=None, effective_order=False, max_ngram_order=4):
        metric = _openwork.Bleu("13a", False, smooth_method, smooth_value, max_ngram_order, effective_order)
        score = metric.score_counts(correct, total, sys_len, ref_len)[0]
        return types.SimpleNamespace(score=score)


class CHRF(Base):
    corpus, sentence = staticmethod(metrics.corpus_chrf), staticmethod(metrics.sentence_chrf)


class TER(Base):
    corpus, sentence = staticmethod(metrics.corpus_ter), staticmethod(metrics.sentence_ter)


class TercomTokenizer:
    def __init__(self, normalized=False, no_punct=False, asian_support=False, case_sensitive=False):
        self.metric = _openwork.Ter(normalized, no_punct, asian_support, case_sensitive)

    def __call__(self, line):
        return " ".join(self.metric.tokens(line))


class Result(types.SimpleNamespace):
    pass


class PairedTest:
    def __init__(self, named_systems, metrics, references, test_type="ar", n_samples=0, **_):
        self.systems, self.metrics, self.test, self.samples = named_systems, metrics, test_type, n_samples

    def __call__(self):
        test = {"ar": "randomization", "bs": "bootstrap"}[self.test]
        scores = {"System": [name for name, _ in self.systems]}
        (_, baseline), *others = self.systems
        for name, metric in self.metrics.items():
            references = per_segment(metric.references, len(baseline))
            results = [Result(score=None, p_value=None)]
            for _, system in others:
                seed = int(os.environ["SACREBLEU_SEED"])
                found = metrics.paired_significance(baseline, system, references, name.lower(), test, self.samples, seed, **metric.settings)
                results.append(Result(score=found.system, p_value=found.p_value))
            scores[name] = results
        return {}, scores


def coat():
    """The module `sacrebleu` as its tests see it."""
    top = types.ModuleType("sacrebleu")
    compat = types.ModuleType("sacrebleu.compat")

    def corpus_bleu(hypotheses, references, smooth_method="exp", smooth_value=None, force=False, lowercase=False, tokenize="13a", use_effective_order=False):
        settings = dict(smooth_method=smooth_method, smooth_value=smooth_value, lowercase=lowercase, tokenize=tokenize)
        return metrics.corpus_bleu(list(hypotheses), per_segment(references, len(hypotheses)), use_effective_order=use_effective_order, **settings)

    def raw_corpus_bleu(hypotheses, references, smooth_value=0.1):
        # sacreBLEU judges as many segments as the shorter of both has; two of its cases have fewer references than hypotheses.
        references = [list(refs) for refs in zip(*references)]
        both = min(len(hypotheses), len(references))
        settings = dict(tokenize="none", smooth_method="floor", smooth_value=smooth_value, use_effective_order=True)
        return metrics.corpus_bleu(hypotheses[:both], references[:both], **settings)

    def corpus_chrf(hypotheses, references, remove_whitespace=True, **settings):
        return metrics.corpus_chrf(hypotheses, per_segment(references, len(hypotheses)), whitespace=not remove_whitespace, **settings)

    compat.sentence_bleu = top.sentence_bleu = metrics.sentence_bleu
    top.sentence_chrf = metrics.sentence_chrf
    top.corpus_bleu, top.raw_corpus_bleu, top.corpus_chrf = corpus_bleu, raw_corpus_bleu, corpus_chrf
    inner = types.ModuleType("sacrebleu.metrics")
    inner.BLEU, inner.CHRF, inner.TER = BLEU, CHRF, TER
    significance = types.ModuleType("sacrebleu.significance")
    significance.PairedTest, significance.Result = PairedTest, Result
    tokenizers = types.ModuleType("sacrebleu.tokenizers")
    ter = types.ModuleType("sacrebleu.tokenizers.tokenizer_ter")
    ter.TercomTokenizer = TercomTokenizer
    top.compat, top.metrics = compat, inner
    for module in (top, compat, inner, significance, tokenizers, ter):
        sys.modules[module.__name__] = module


def wmt(folder):
    """Every system of WMT 17 by both, under every tokenizer: the largest difference."""
    import bz2
    import pickle

    from sacrebleu.metrics import BLEU, CHRF, TER

    class Plain(pickle.Unpickler):
        def find_class(self, module, name):
            raise pickle.UnpicklingError(f"{module}.{name}: only lists and texts are wanted")

    with bz2.open(folder / "test" / "wmt17_en_de_systems.pkl.bz2") as file:
        systems = Plain(file).load()
    _, documents = systems.pop()
    references = [list(refs) for refs in zip(*documents)]
    worst = 0.0
    for name, system in systems:
        pairs = []
        for tokenize in ("13a", "intl", "char", "zh", "none"):
            pairs.append((BLEU(tokenize=tokenize, force=True).corpus_score(system, documents), metrics.corpus_bleu(system, references, tokenize)))
        pairs.append((CHRF().corpus_score(system, documents), metrics.corpus_chrf(system, references)))
        pairs.append((CHRF(word_order=2).corpus_score(system, documents), metrics.corpus_chrf(system, references, word_order=2)))
        pairs.append((TER().corpus_score(system, documents), metrics.corpus_ter(system, references)))
        for theirs, ours in pairs:
            worst = max(worst, abs(theirs.score - ours.score))
        assert pairs[0][0].counts == pairs[0][1].counts
        print(name, [round(ours.score, 2) for _, ours in pairs], flush=True)
        if name == systems[0][0]:
            one = BLEU(effective_order=True)
            for h, r in zip(system, references):
                worst = max(worst, abs(one.sentence_score(h, r).score - metrics.sentence_bleu(h, r).score))
    print(f"largest difference of {len(systems)} systems: {worst:.2e}")
    return 0 if worst < 1e-9 and math.isfinite(worst) else 1


def main():
    folder = Path(next(a for a in sys.argv[1:] if not a.startswith("-"))).resolve()
    if "--wmt" in sys.argv:
        return wmt(folder)
    import pytest

    coat()
    os.chdir(folder)
    files = ["test_bleu.py", "test_sentence_bleu.py", "test_chrf.py", "test_ter.py", "test_tokenizer_ter.py", "test_significance.py"]
    return pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir", str(folder), "--import-mode=importlib", "-rf", "--tb=short", *[f"test/{f}" for f in files]])


if __name__ == "__main__":
    sys.exit(main())
