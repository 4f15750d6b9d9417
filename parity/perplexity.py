"""Perplexity: scipy's log_softmax in double precision, pooled over tokens; the sliding window by the recipe of the
transformers documentation, over a table of log-probabilities of the next token given the one before and how many came before it.
"""

import importlib.metadata

import numpy as np
from scipy.special import log_softmax

from common import Suite, rounded

IGNORE = -100


def recipe(score, length, window, stride):
    """The transformers recipe: labels before the new ones are ignored, each window's mean loss is weighted by its new labels less one."""
    total, count, done = 0.0, 0, 0
    for begin in range(0, length, stride):
        end = min(begin + window, length)
        new = end - done
        labels = [i if i >= end - new else None for i in range(begin, end)][1:]  # the model shifts them by one
        losses = [-score(begin, i) for i in labels if i is not None]
        if new > 1:
            total += np.mean(losses) * (new - 1)
            count += new - 1
        done = end
        if end == length:
            break
    return float(np.exp(total / count)), count


def main():
    suite = Suite("perplexity", "scipy log_softmax", __file__)
    suite.head["version"] = importlib.metadata.version("scipy")
    rng = np.random.default_rng(11)
    for base, name in [(np.e, "e"), (2.0, "2"), (10.0, "10")]:
        likelihoods = rounded(-rng.gamma(2, 1.5, 500), 4)
        nats = -likelihoods * np.log(base)
        suite.add(name=f"log-likelihoods, base {name}", kind="log_likelihoods", values=[likelihoods], base=base,
                  expected={"value": float(np.exp(nats.mean())), "tokens": 500, "nats": float(nats.sum())}, tolerance=1e-12)
    for dtype, tolerance in [("f64", 1e-12), ("f32", 1e-12)]:
        for name, scale, shift in [("plain", 3.0, 0.0), ("great", 60.0, 5000.0), ("small", 1e-3, -1e4), ("one column", 1.0, 0.0)]:
            n, v = (7, 1) if name == "one column" else (60, 23)
            logits = rounded(rng.normal(shift, scale, (n, v)), 4).astype({"f32": np.float32, "f64": np.float64}[dtype])
            targets = np.where(rng.random(n) < 0.2, IGNORE, rng.integers(0, v, n))
            if name != "one column":
                logits[rng.random((n, v)) < 0.05] -= 40
            kept = targets != IGNORE
            picked = log_softmax(logits.astype(np.float64), axis=1)[np.arange(n), np.where(kept, targets, 0)][kept]
            suite.add(name=f"logits, {name}, {dtype}", kind="logits", dtype=dtype, values=logits.astype(np.float64), targets=targets,
                      expected={"value": float(np.exp(-picked.mean())), "tokens": int(kept.sum()), "nats": float(-picked.sum())},
                      tolerance=tolerance)
    tokens = rng.integers(0, 9, 57)
    table = log_softmax(rng.normal(0, 1.5, (9, 9)), axis=1)
    table = rounded(table, 6)

    def score(begin, i):
        """A token is the surer the more came before it."""
        return float(table[tokens[i - 1], tokens[i]]) / (1 + (i - begin) / 10)

    for window, stride in [(10, 5), (10, 10), (10, 1), (16, 7), (100, 50), (57, 57), (2, 1)]:
        value, count = recipe(score, len(tokens), window, stride)
        suite.add(name=f"windows of {window} every {stride}", kind="windows", values=table, targets=tokens, window=window, stride=stride,
                  expected={"value": value, "tokens": count, "nats": float(np.log(value) * count)}, tolerance=1e-12)
    suite.write()


if __name__ == "__main__":
    main()
