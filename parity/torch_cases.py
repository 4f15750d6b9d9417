"""What the generators of the functions of networks share: PyTorch in float64 on float32 inputs, and numbers that JSON does not have."""

import numpy as np
import torch

from common import Suite

VERSION = "2.15.0"
assert torch.__version__.split("+")[0] == VERSION, f"torch {torch.__version__}, wanted {VERSION}: pip install -r requirements.txt"


def suite(algorithm, reference, generator):
    made = Suite(algorithm, reference, generator)
    made.head["version"] = VERSION
    return made


def plain(values):
    """Numbers for JSON: float32 as they are, float64 to ten digits, and words for those that JSON does not know."""
    flat = np.asarray(values).ravel()
    short = [float(f"{v:.10g}") if flat.dtype == np.float64 else v for v in flat]
    return [v if np.isfinite(v) else str(float(v)) for v in short]


def random(seed, shape, scale=1.0, shift=0.0):
    """Random float32 numbers with few digits."""
    return np.round(np.random.default_rng(seed).normal(shift, scale, shape), 3).astype(np.float32)


def wide(x, gradient=True):
    """The float32 numbers as a float64 tensor."""
    return torch.tensor(np.asarray(x), dtype=torch.float64, requires_grad=gradient)


def add(made, name, op, x, run, *, settings=None, extra=None, parameters=(), tolerance=1e-6, seed=5, **more):
    """A case: `run(x, *parameters)` in float64, and the gradients at x and the parameters of its product with random numbers."""
    inputs = [wide(x)] + [wide(values) for _, values in parameters]
    value = run(*inputs)
    gradient = random(seed, tuple(value.shape))
    value.backward(wide(gradient, False))
    expected = {"value": plain(value.detach().numpy()), "x": plain(inputs[0].grad.numpy())}
    arrays = {"x": plain(x), "gradient": plain(gradient)}
    for (key, values), tensor in zip(parameters, inputs[1:]):
        arrays[key] = plain(values)
        expected[key] = plain(tensor.grad.numpy())
    for key, values in (extra or {}).items():
        arrays[key] = plain(values)
    made.add(
        name=name, op=op, settings=settings or {}, shape=list(np.asarray(x).shape), arrays=arrays, expected=expected | {k: plain(v) for k, v in more.items()}, tolerance=tolerance
    )
