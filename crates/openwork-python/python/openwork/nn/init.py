"""How parameters begin, in PyTorch's names: each writes over the tensor and gives it back."""

import math

from .. import _openwork
from ._module import next_seed

__all__ = ["calculate_gain", "constant_", "kaiming_normal_", "kaiming_uniform_", "normal_", "ones_", "uniform_", "xavier_normal_", "xavier_uniform_", "zeros_"]


def _init(tensor, name, first=0.0, second=0.0):
    _openwork.init(tensor, name, first, second, next_seed())
    return tensor


def constant_(tensor, val):
    """The same number everywhere."""
    return _init(tensor, "constant", val)


def zeros_(tensor):
    """Zeros."""
    return constant_(tensor, 0.0)


def ones_(tensor):
    """Ones."""
    return constant_(tensor, 1.0)


def uniform_(tensor, a=0.0, b=1.0):
    """Evenly from a to b."""
    return _init(tensor, "uniform", a, b)


def normal_(tensor, mean=0.0, std=1.0):
    """Normal."""
    return _init(tensor, "normal", mean, std)


def xavier_uniform_(tensor, gain=1.0):
    """Evenly within gain sqrt(6 / (fan_in + fan_out))."""
    return _init(tensor, "xavier_uniform", gain)


def xavier_normal_(tensor, gain=1.0):
    """Normal with deviation gain sqrt(2 / (fan_in + fan_out))."""
    return _init(tensor, "xavier_normal", gain)


def kaiming_uniform_(tensor, a=0.0):
    """Evenly within sqrt(6 / ((1 + a^2) fan_in))."""
    return _init(tensor, "kaiming_uniform", a)


def kaiming_normal_(tensor, a=0.0):
    """Normal with deviation sqrt(2 / ((1 + a^2) fan_in))."""
    return _init(tensor, "kaiming_normal", a)


def calculate_gain(nonlinearity, param=None):
    """The gain that keeps the spread of values behind an activation."""
    slope = 0.01 if param is None else param
    gains = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2), "leaky_relu": math.sqrt(2 / (1 + slope**2)), "selu": 0.75}
    if nonlinearity not in gains:
        raise ValueError(f"nonlinearity = {nonlinearity!r}, wanted one of {', '.join(gains)}")
    return gains[nonlinearity]
