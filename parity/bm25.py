"""BM25: the scores of bm25s in float64 for each of its methods, and the best documents by them."""

import importlib.metadata
import random

import bm25s
import numpy as np

from common import Suite

WORDS = "the a cat cats sat mat dog dogs ran park over under big small red blue on and of to in it was".split()
FORMULAS = [(1.5, 0.75, 0.5), (1.2, 0.4, 1.0), (0.9, 1.0, 0.2), (2.0, 0.0, 0.7)]


def main():
    suite = Suite("bm25", "bm25s", __file__)
    suite.head["version"] = importlib.metadata.version("bm25s")
    rng = random.Random(5)

    def text(low, high):
        return " ".join(WORDS[min(int(rng.paretovariate(0.6)) - 1, len(WORDS) - 1)] for _ in range(rng.randint(low, high)))

    sets = {
        "random": [text(1, 30) for _ in range(40)],
        "short and long": [text(1, 3) for _ in range(20)] + [text(100, 150) for _ in range(5)],
        "with empty ones": [text(0, 4) for _ in range(30)] + [""],
        "one document": ["the cat sat on the mat"],
        "all alike": ["the cat sat"] * 6,
    }
    queries = ["the", "cat mat", "dog dog dog", "blue cats under it", "nowhere", "cat nowhere cat", "the a cat cats sat mat dog dogs ran park"]
    for name, documents in sets.items():
        words = [d.split() for d in documents]
        runs = []
        for method in ("robertson", "lucene", "atire", "bm25l", "bm25+"):
            for k1, b, delta in FORMULAS:
                model = bm25s.BM25(k1=k1, b=b, delta=delta, method=method, dtype="float64")
                model.index(words, show_progress=False)
                scores = [model.get_scores(q.split()) for q in queries]
                runs.append({"method": method, "k1": k1, "b": b, "delta": delta, "scores": scores})
        suite.add(name=name, documents=documents, queries=queries, runs=runs, tolerance=1e-12)
    suite.write()


if __name__ == "__main__":
    main()
