"""ROUGE: Google's rouge_score, RougeScorer.score_multi, and its BootstrapAggregator over draws that are written down.

Texts are made up of few words, so that they have much in common, and of random characters of many scripts.
"""

import importlib.metadata
import random

import numpy as np
from rouge_score import rouge_scorer, scoring

from common import Suite

TYPES = ["rouge1", "rouge2", "rouge3", "rouge4", "rouge9", "rougeL", "rougeLsum"]
WORDS = """the cat cats sat sitting on mat mats dog dogs barked barking generalization general relational relate was is a quickly
quick 2 1990s skies sky dying die news naïve É o'clock x-ray running run happily happy organization organized""".split()


def flat(scores, types):
    return [[list(s[t]) for t in types] for s in scores]


def main():
    suite = Suite("rouge", "rouge_score", __file__)
    suite.head["version"] = importlib.metadata.version("rouge_score")
    rng = random.Random(7)

    def text(low, high, lines=1):
        return "\n".join(" ".join(rng.choices(WORDS, k=rng.randint(low, high))) for _ in range(lines))

    def noise():
        pools = ["abcXYZ019 .,\n", "äöüßéÉİıK\u212a\u0130ñ", "你好世界", "नमस्ते ", "привет ", "😀👍🏽\u200d", "\t\r\u2028\u0085\x00-_"]
        return "".join(rng.choice(rng.choice(pools)) for _ in range(rng.randint(0, 60)))

    sets = {
        "short": [(text(1, 12), [text(1, 12)]) for _ in range(30)],
        "several references": [(text(3, 15), [text(3, 15) for _ in range(rng.randint(1, 4))]) for _ in range(30)],
        "lines": [(text(0, 9, rng.randint(1, 5)), [text(0, 9, rng.randint(1, 5))]) for _ in range(40)],
        "long": [(text(90, 150), [text(60, 200)]) for _ in range(8)],
        "long lines": [(text(60, 90, 3), [text(60, 90, 3)]) for _ in range(5)],
        "random characters": [(noise(), [noise() for _ in range(2)]) for _ in range(80)],
        "nothing": [("", [""]), ("a", [""]), ("", ["a"]), ("...", ["a b"]), ("\n\n", ["\n"]), ("你好", ["你好"]), ("a\n\n\nb", ["a\nb\n"])],
    }
    for name, pairs in sets.items():
        for stem in (False, True):
            scorer = rouge_scorer.RougeScorer(TYPES, use_stemmer=stem)
            scores = [scorer.score_multi(refs, hyp) for hyp, refs in pairs]
            suite.add(
                name=f"{name}, {'stemmed' if stem else 'plain'}",
                types=TYPES,
                stem=stem,
                hypotheses=[hyp for hyp, _ in pairs],
                references=[refs for _, refs in pairs],
                expected=flat(scores, TYPES),
                tolerance=1e-12,
            )

    # The bootstrap, with the draws that it made.
    scorer = rouge_scorer.RougeScorer(["rouge1"])
    pairs = sets["short"][:9]
    for confidence in (0.95, 0.5):
        draws = np.random.default_rng(5).integers(0, 9, (40, 9))
        aggregator = scoring.BootstrapAggregator(confidence_interval=confidence, n_samples=40)
        for hyp, refs in pairs:
            aggregator.add_scores(scorer.score(refs[0], hyp))
        taken = iter(draws)
        choice, np.random.choice = np.random.choice, lambda values, size: next(taken)
        result = aggregator.aggregate()["rouge1"]
        np.random.choice = choice
        suite.add(
            name=f"bootstrap, {confidence}",
            types=["rouge1"],
            stem=False,
            hypotheses=[hyp for hyp, _ in pairs],
            references=[refs for _, refs in pairs],
            draws=draws,
            confidence=confidence,
            expected=[[list(result.low), list(result.mid), list(result.high)]],
            tolerance=1e-12,
        )
    suite.write()


if __name__ == "__main__":
    main()
