"""Tensors with gradients, in PyTorch's names: the native class, and the methods that are one call of it."""

from typing import NamedTuple

import numpy as np

from . import _openwork
from ._openwork import Tensor, is_grad_enabled

__all__ = ["Tensor", "cat", "is_grad_enabled", "maximum", "minimum", "no_grad", "ones", "stack", "tensor", "where", "zeros"]


class Extreme(NamedTuple):
    """The extreme entries along an axis, and where they stand."""

    values: Tensor
    indices: np.ndarray


def _unary(name, doc):
    def method(self):
        return self._unary(name)

    method.__name__, method.__qualname__, method.__doc__ = name, f"Tensor.{name}", doc
    setattr(Tensor, name, method)


for _name, _doc in {
    "neg": "-x",
    "exp": "e^x",
    "log": "The natural logarithm.",
    "log1p": "ln(1 + x)",
    "sqrt": "The square root.",
    "reciprocal": "1 / x",
    "abs": "|x|, with slope 0 at 0.",
    "sin": "sin x",
    "cos": "cos x",
    "contiguous": "The same entries standing row after row in memory.",
    "relu": "max(0, x)",
    "sigmoid": "1 / (1 + e^-x)",
    "tanh": "The hyperbolic tangent.",
}.items():
    _unary(_name, _doc)


def _binary(name, operation, doc):
    def method(self, other):
        return self._binary(operation, other, False)

    method.__name__, method.__qualname__, method.__doc__ = name, f"Tensor.{name}", doc
    setattr(Tensor, name, method)


for _name, _operation, _doc in [
    ("add", "add", "The sum, broadcast."),
    ("sub", "sub", "The difference, broadcast."),
    ("mul", "mul", "The product entry by entry, broadcast."),
    ("div", "div", "The quotient, broadcast."),
    ("pow", "pow", "The power, broadcast."),
    ("maximum", "maximum", "The larger of each pair, broadcast."),
    ("minimum", "minimum", "The smaller of each pair, broadcast."),
    ("eq", "eq", "1 where the entries are equal, else 0."),
    ("gt", "gt", "1 where the entry is larger, else 0."),
    ("ge", "ge", "1 where the entry is not smaller, else 0."),
    ("__gt__", "gt", "1 where the entry is larger, else 0."),
    ("__ge__", "ge", "1 where the entry is not smaller, else 0."),
]:
    _binary(_name, _operation, _doc)


def _method(function):
    setattr(Tensor, function.__name__, function)


@_method
def __lt__(self, other):
    """1 where the entry is smaller, else 0."""
    return self._binary("gt", other, True)


@_method
def __le__(self, other):
    """1 where the entry is not larger, else 0."""
    return self._binary("ge", other, True)


@_method
def matmul(self, other):
    """The matrix product of the last two axes, the others broadcast."""
    return self @ other


@_method
def sum(self, dim=None, keepdim=False):
    """The sum along axes, or of all entries."""
    return self._reduce("sum", dim, keepdim)


@_method
def mean(self, dim=None, keepdim=False):
    """The mean along axes, or of all entries."""
    return self._reduce("mean", dim, keepdim)


@_method
def var(self, dim=None, *, correction=1, keepdim=False):
    """The variance along axes, or of all entries: squares over their number less ``correction``."""
    return self._reduce("var", dim, keepdim, correction)


@_method
def amax(self, dim=None, keepdim=False):
    """The largest entry along axes; equals share its gradient."""
    return self._reduce("amax", dim, keepdim)


@_method
def amin(self, dim=None, keepdim=False):
    """The smallest entry along axes; equals share its gradient."""
    return self._reduce("amin", dim, keepdim)


@_method
def max(self, dim=None, keepdim=False):
    """The largest entry of all, or those along an axis with their places."""
    return self._reduce("amax") if dim is None else Extreme(*self._extreme(True, dim, keepdim))


@_method
def min(self, dim=None, keepdim=False):
    """The smallest entry of all, or those along an axis with their places."""
    return self._reduce("amin") if dim is None else Extreme(*self._extreme(False, dim, keepdim))


@_method
def argmax(self, dim=None, keepdim=False):
    """Where the largest entry stands, along an axis or among all: the first of equals."""
    return self._arg(True, dim, keepdim)


@_method
def argmin(self, dim=None, keepdim=False):
    """Where the smallest entry stands, along an axis or among all: the first of equals."""
    return self._arg(False, dim, keepdim)


@_method
def view(self, *shape):
    """As ``reshape``."""
    return self.reshape(*shape)


@_method
def softmax(self, dim):
    """The softmax along an axis."""
    return _openwork.softmax(self, dim, False, False)


@_method
def log_softmax(self, dim):
    """The logarithm of the softmax along an axis."""
    return _openwork.softmax(self, dim, True, False)


class no_grad:
    """Operations within are not written on the tape: a context manager, and a decorator."""

    def __enter__(self):
        self._before = _openwork.set_grad_enabled(False)

    def __exit__(self, *_):
        _openwork.set_grad_enabled(self._before)

    def __call__(self, function):
        import functools

        @functools.wraps(function)
        def without(*args, **kwargs):
            with no_grad():
                return function(*args, **kwargs)

        return without


def tensor(data, *, requires_grad=False):
    """A new tensor with a copy of the numbers in ``data``: an array, a number or nested lists."""
    return Tensor(data, requires_grad=requires_grad)


def _filled(value, size, requires_grad):
    shape = size[0] if len(size) == 1 and not hasattr(size[0], "__index__") else size
    return Tensor(np.full(shape, value, np.float32), requires_grad=requires_grad)


def zeros(*size, requires_grad=False):
    """Zeros of a shape."""
    return _filled(0, size, requires_grad)


def ones(*size, requires_grad=False):
    """Ones of a shape."""
    return _filled(1, size, requires_grad)


def cat(tensors, dim=0):
    """Tensors one after the other along an axis."""
    return _openwork.join(list(tensors), dim, False)


def stack(tensors, dim=0):
    """Tensors of one shape side by side along a new axis."""
    return _openwork.join(list(tensors), dim, True)


def where(condition, input, other):
    """``input`` where the condition holds (is not 0), elsewhere ``other``."""
    return _openwork.choose(condition, input, other)


def maximum(input, other):
    """The larger of each pair, broadcast."""
    return input.maximum(other)


def minimum(input, other):
    """The smaller of each pair, broadcast."""
    return input.minimum(other)
