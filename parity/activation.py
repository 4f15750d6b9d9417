"""Activations, softmax and gated units: PyTorch's functional forms and their gradients, in float64 on float32 inputs."""

import numpy as np
import torch
import torch.nn.functional as F

from torch_cases import add, random, suite

GRID = np.concatenate([np.linspace(-12, 12, 193), [-1000, -60, -20.5, 20.5, 60, 1000, -0.0, 0.0, 1e-30, -1e-30, 1e-3, -1e-3]]).astype(np.float32)

POINTWISE = [
    ("sigmoid", {}, torch.sigmoid),
    ("relu", {}, F.relu),
    ("leaky_relu", {"alpha": 0.01}, F.leaky_relu),
    ("leaky_relu", {"alpha": 0.25}, lambda x: F.leaky_relu(x, 0.25)),
    ("tanh", {}, torch.tanh),
    ("silu", {}, F.silu),
    ("gelu", {}, F.gelu),
    ("gelu_tanh", {}, lambda x: F.gelu(x, approximate="tanh")),
    ("elu", {"alpha": 1.0}, F.elu),
    ("elu", {"alpha": 0.5}, lambda x: F.elu(x, 0.5)),
    ("softplus", {"beta": 1.0, "threshold": 20.0}, F.softplus),
    ("softplus", {"beta": 2.0, "threshold": 4.0}, lambda x: F.softplus(x, 2.0, 4.0)),
]


def activations():
    made = suite("activations", "torch.nn.functional", __file__)
    for op, settings, run in POINTWISE:
        name = " ".join([op] + [f"{k}={v}" for k, v in settings.items()])
        add(made, f"{name}, a grid", op, GRID, run, settings=settings)
        add(made, f"{name}, random", op, random(1, (7, 19), 3.0), run, settings=settings)
    made.write()


def softmaxes():
    made = suite("softmax", "torch.nn.functional", __file__)
    inf = np.inf
    inputs = {
        "random": random(2, (2, 4, 5), 3.0),
        "wide": random(3, (2, 130), 20.0),
        "far from 0": random(4, (3, 7), 1.0, 1e4),
        "middle of three": random(5, (2, 3, 67), 2.0),
        "one entry": random(6, (3, 1)),
        "1e4 and 0": np.array([[1e4, 0.0], [0.0, -1e4]], np.float32),
        "minus infinity": np.array([[-inf, 0.5, 1.0], [0.0, -inf, -inf]], np.float32),
        "fully masked": np.array([[-inf, -inf, -inf], [1.0, 2.0, 3.0]], np.float32),
    }
    for name, x in inputs.items():
        for axis in range(-1, x.ndim - 1):
            add(made, f"softmax, {name}, axis {axis}", "softmax", x, lambda x, a=axis: F.softmax(x, a), settings={"axis": axis})
            add(made, f"log-softmax, {name}, axis {axis}", "log_softmax", x, lambda x, a=axis: F.log_softmax(x, a), settings={"axis": axis})
    made.write()


def gates():
    made = suite("glu", "torch.nn.functional", __file__)
    forms = [
        ("glu", lambda x, a: F.glu(x, a)),
        ("swiglu", lambda x, a: (lambda p: p[0] * F.silu(p[1]))(x.chunk(2, a))),
        ("geglu", lambda x, a: (lambda p: p[0] * F.gelu(p[1]))(x.chunk(2, a))),
        ("reglu", lambda x, a: (lambda p: p[0] * F.relu(p[1]))(x.chunk(2, a))),
    ]
    for op, run in forms:
        for axis in (-1, 0, 1):
            x = random(7, (4, 6, 8), 3.0)
            add(made, f"{op}, axis {axis}", op, x, lambda x, a=axis: run(x, a), settings={"axis": axis})
        far = np.array([[2.0, -3.0, 1000.0, -1000.0], [1.5, 2.5, 30.0, -30.0]], np.float32)
        add(made, f"{op}, far gates", op, far, lambda x: run(x, -1), settings={"axis": -1})
    made.write()


if __name__ == "__main__":
    activations()
    softmaxes()
    gates()
