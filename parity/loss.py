"""Losses: PyTorch's functional forms and their gradients, in float64 on float32 inputs."""

import numpy as np
import torch
import torch.nn.functional as F

from torch_cases import add, random, suite, wide

REDUCTIONS = ("mean", "sum", "none")


def chances(seed, shape):
    return np.round(np.random.default_rng(seed).uniform(0, 1, shape), 3).astype(np.float32)


def reduced(value, reduction):
    return {"mean": value.mean, "sum": value.sum, "none": lambda: value}[reduction]()


def losses():
    made = suite("losses", "torch.nn.functional", __file__)
    x, t = random(1, (5, 8), 2.0), random(2, (5, 8), 2.0)
    t[0] = x[0]
    signs = np.where(random(3, (5, 8)) > 0, 1, -1).astype(np.float32)
    p, q = chances(4, (5, 8)), chances(5, (5, 8))
    p[0, :4], q[0, :4] = [0, 1, 0, 1], [0, 1, 1, 0]
    logits = random(6, (5, 8), 6.0)
    logits[0, :6], q[1, :6] = [1000, -1000, 50, -50, 0, 20], [1, 0, 1, 0, 0.5, 1]
    logs = -np.abs(random(7, (5, 8), 2.0))
    shares = chances(8, (5, 8))
    shares[0, :3] = 0
    forms = [
        ("mse", {}, x, t, lambda x, t, r: F.mse_loss(x, t, reduction=r)),
        ("mae", {}, x, t, lambda x, t, r: F.l1_loss(x, t, reduction=r)),
        ("huber", {"delta": 1.0}, x, t, lambda x, t, r: F.huber_loss(x, t, reduction=r)),
        ("huber", {"delta": 0.3}, x, t, lambda x, t, r: F.huber_loss(x, t, reduction=r, delta=0.3)),
        ("hinge", {"margin": 1.0}, x, signs, lambda x, t, r: reduced(F.relu(1 - t * x), r)),
        ("bce", {}, p, q, lambda x, t, r: F.binary_cross_entropy(x, t, reduction=r)),
        ("bce_logits", {}, logits, q, lambda x, t, r: F.binary_cross_entropy_with_logits(x, t, reduction=r)),
        ("kl_div", {}, logs, shares, lambda x, t, r: F.kl_div(x, t, reduction=r)),
        ("kl_div_log", {}, logs, logs[::-1].copy(), lambda x, t, r: F.kl_div(x, t, reduction=r, log_target=True)),
    ]
    for op, settings, x, t, run in forms:
        for reduction in REDUCTIONS:
            name = " ".join([op] + [f"{k}={v}" for k, v in settings.items()])
            add(
                made,
                f"{name}, {reduction}",
                op,
                x,
                lambda x, t=wide(t, False): run(x, t, reduction),
                settings=settings | {"reduction": reduction},
                extra={"targets": t},
            )
    made.write()


def cross_entropies():
    made = suite("cross_entropy", "torch.nn.functional", __file__)
    for name, x in {
        "rows": random(1, (9, 7), 3.0),
        "pixels": random(2, (2, 4, 2, 3), 3.0),
        "wide": random(3, (3, 90), 20.0),
        "far from 0": random(4, (4, 5), 2.0, 1e4),
    }.items():
        classes = x.shape[1]
        rng = np.random.default_rng(5)
        places = (x.shape[0],) + x.shape[2:]
        target = rng.integers(0, classes, places)
        target.ravel()[::4] = -100
        shares = rng.uniform(0, 1, x.shape)
        shares = np.round(shares / shares.sum(1, keepdims=True), 4).astype(np.float32)
        for reduction in REDUCTIONS:
            for smoothing in (0.0, 0.1):
                settings = {"reduction": reduction, "label_smoothing": smoothing, "ignore_index": -100, "axis": 1}
                kind = f"{name}, {reduction}, smoothing {smoothing}"
                add(
                    made,
                    f"classes, {kind}",
                    "logits",
                    x,
                    lambda x: F.cross_entropy(x, torch.tensor(target), reduction=reduction, label_smoothing=smoothing),
                    settings=settings,
                    extra={"classes": target},
                )
                add(
                    made,
                    f"distributions, {kind}",
                    "logits",
                    x,
                    lambda x: F.cross_entropy(x, wide(shares, False), reduction=reduction, label_smoothing=smoothing),
                    settings=settings,
                    extra={"targets": shares},
                )
            logs = np.round(np.log(np.maximum(shares, 1e-4)), 4).astype(np.float32)
            settings = {"reduction": reduction, "label_smoothing": 0.0, "ignore_index": -100, "axis": 1}
            add(
                made,
                f"log-probabilities, {name}, {reduction}",
                "log_probabilities",
                logs,
                lambda x: F.nll_loss(x, torch.tensor(target), reduction=reduction),
                settings=settings,
                extra={"classes": target},
            )
            positive = np.maximum(shares, 1e-4).astype(np.float32)
            add(
                made,
                f"probabilities, {name}, {reduction}",
                "probabilities",
                positive,
                lambda x: F.nll_loss(x.log(), torch.tensor(target), reduction=reduction),
                settings=settings,
                extra={"classes": target},
            )
    made.write()


if __name__ == "__main__":
    losses()
    cross_entropies()
