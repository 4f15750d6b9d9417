"""Batch, layer and root-mean-square normalisation: PyTorch's functional forms, gradients and running statistics, in float64 on float32 inputs.

Dropout has no reference for its bits: its case holds what PyTorch multiplies kept numbers with.
"""

import numpy as np
import torch
import torch.nn.functional as F

from torch_cases import add, plain, random, suite, wide

FAR = {"": 0.0, ", shifted by 1e4": 1e4}


def batch_norm():
    made = suite("batch_norm", "torch.nn.functional.batch_norm", __file__)
    for name, shape in {"(N, D)": (17, 5), "(N, C, L)": (4, 3, 7), "(N, C, H, W)": (3, 3, 3, 4), "two rows": (2, 3), "many rows": (150, 2)}.items():
        for far, shift in FAR.items():
            x = random(1, shape, 2.0, shift)
            c = shape[1]
            weight, bias = random(2, c), random(3, c)
            for eps, momentum in ((1e-5, 0.1), (1e-3, 0.7)):
                running = wide(random(4, c), False), wide(np.abs(random(5, c)) + np.float32(0.5), False)
                before = [r.numpy().astype(np.float32).copy() for r in running]

                def train(x, w, b):
                    return F.batch_norm(x, *running, w, b, training=True, momentum=float(np.float32(momentum)), eps=float(np.float32(eps)))

                settings = {"eps": eps, "momentum": momentum}
                extra = {"running_mean": before[0], "running_var": before[1]}
                parameters = [("weight", weight), ("bias", bias)]
                # The statistics move while `add` runs, so they are read afterwards.
                add(made, f"training, {name}{far}, eps {eps}", "train", x, train, settings=settings, extra=extra, parameters=parameters)
                made.cases[-1]["expected"] |= {"running_mean": plain(running[0]), "running_var": plain(running[1])}
                fixed = [wide(r, False) for r in before]
                add(
                    made,
                    f"inference, {name}{far}, eps {eps}",
                    "eval",
                    x,
                    lambda x, w, b: F.batch_norm(x, *fixed, w, b, training=False, eps=float(np.float32(eps))),
                    settings=settings,
                    extra=extra,
                    parameters=parameters,
                )
    made.write()


def layer_norm():
    made = suite("layer_norm", "torch.nn.functional.layer_norm and rms_norm", __file__)
    for name, shape, axes in (("rows", (6, 9), 1), ("last two of three", (3, 4, 5), 2), ("wide", (2, 90), 1), ("one number", (3, 1), 1)):
        normalised = shape[-axes:]
        n = int(np.prod(normalised))
        for far, shift in FAR.items():
            x = random(1, shape, 2.0, shift)
            weight, bias = random(2, n), random(3, n)
            for eps in (1e-5, 1e-2):
                e = float(np.float32(eps))
                settings = {"eps": eps, "n": n}
                add(
                    made,
                    f"layer, {name}{far}, eps {eps}",
                    "layer",
                    x,
                    lambda x, w, b: F.layer_norm(x, normalised, w.reshape(normalised), b.reshape(normalised), e),
                    settings=settings,
                    parameters=[("weight", weight), ("bias", bias)],
                )
                add(
                    made,
                    f"rms, {name}{far}, eps {eps}",
                    "rms",
                    x,
                    lambda x, w: F.rms_norm(x, normalised, w.reshape(normalised), e),
                    settings=settings,
                    parameters=[("weight", weight)],
                )
            add(made, f"layer without weights, {name}{far}", "layer", x, lambda x: F.layer_norm(x, normalised), settings={"eps": 1e-5, "n": n})
    made.write()


def dropout():
    made = suite("dropout", "torch.nn.functional.dropout", __file__)
    for p in (0.0, 0.1, 0.25, 0.5, 0.9, 1.0):
        torch.manual_seed(3)
        y = F.dropout(torch.ones(100_000, dtype=torch.float64), p, training=True).numpy()
        scales = sorted(set(y.tolist()))
        made.add(name=f"p = {p}", p=p, values=scales, kept=float((y != 0).mean()), tolerance=1e-7)
    made.write()


if __name__ == "__main__":
    batch_norm()
    layer_norm()
    dropout()
