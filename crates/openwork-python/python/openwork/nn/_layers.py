"""The layers."""

import math

import numpy as np

from .._openwork import Tensor
from . import functional as F
from . import init
from ._module import Module, Parameter, next_seed


def _size(name, value):
    if isinstance(value, bool) or not hasattr(value, "__index__") or value < 1:
        raise ValueError(f"{name} = {value!r}, wanted a whole number >= 1")
    return int(value)


def _parameter(*shape):
    return Parameter(np.zeros(shape, np.float32))


def _shape(shape):
    return (shape,) if hasattr(shape, "__index__") else tuple(shape)


class Identity(Module):
    """The input itself."""

    def forward(self, input):
        return input


class Linear(Module):
    """x W' + b: ``weight`` (out, in) and ``bias`` (out), evenly within 1 / sqrt(in)."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.in_features, self.out_features = _size("in_features", in_features), _size("out_features", out_features)
        self.weight = init.kaiming_uniform_(_parameter(out_features, in_features), a=math.sqrt(5))
        bound = 1 / math.sqrt(in_features)
        self.bias = init.uniform_(_parameter(out_features), -bound, bound) if bias else None

    def forward(self, input):
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self):
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Embedding(Module):
    """A table of vectors: ``weight`` (num_embeddings, embedding_dim), normal with deviation 1."""

    def __init__(self, num_embeddings, embedding_dim):
        super().__init__()
        self.num_embeddings, self.embedding_dim = _size("num_embeddings", num_embeddings), _size("embedding_dim", embedding_dim)
        self.weight = init.normal_(_parameter(num_embeddings, embedding_dim))

    def forward(self, input):
        return F.embedding(input, self.weight)

    def extra_repr(self):
        return f"{self.num_embeddings}, {self.embedding_dim}"


class LayerNorm(Module):
    """Each row, over last axes, less its mean and over its deviation."""

    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True):
        super().__init__()
        self.normalized_shape, self.eps = _shape(normalized_shape), eps
        self.weight = init.ones_(_parameter(*self.normalized_shape)) if elementwise_affine else None
        self.bias = _parameter(*self.normalized_shape) if elementwise_affine and bias else None

    def forward(self, input):
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self):
        return f"{self.normalized_shape}, eps={self.eps}"


class RMSNorm(Module):
    """Each row, over last axes, over the root of its mean square."""

    def __init__(self, normalized_shape, eps=None, elementwise_affine=True):
        super().__init__()
        self.normalized_shape, self.eps = _shape(normalized_shape), eps
        self.weight = init.ones_(_parameter(*self.normalized_shape)) if elementwise_affine else None

    def forward(self, input):
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self):
        return f"{self.normalized_shape}, eps={self.eps}"


class _BatchNorm(Module):
    _axes = ()

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True):
        super().__init__()
        self.num_features, self.eps, self.momentum = _size("num_features", num_features), eps, momentum
        self.track_running_stats = track_running_stats
        self.weight = init.ones_(_parameter(num_features)) if affine else None
        self.bias = _parameter(num_features) if affine else None
        if track_running_stats:
            self.register_buffer("running_mean", Tensor(np.zeros(num_features, np.float32)))
            self.register_buffer("running_var", Tensor(np.ones(num_features, np.float32)))
            self.register_buffer("num_batches_tracked", 0)

    def forward(self, input):
        if input.ndim not in self._axes:
            raise ValueError(f"{type(self).__name__}: a tensor of {input.ndim} axes, wanted {' or '.join(map(str, self._axes))}")
        tracked = self.track_running_stats
        mean, variance = (self.running_mean, self.running_var) if tracked else (None, None)
        seen = self.num_batches_tracked if tracked else 0
        training = self.training or not tracked
        out = F.batch_norm(input, mean, variance, self.weight, self.bias, training, self.momentum, self.eps, _batches=seen)
        if tracked and self.training:
            self.num_batches_tracked = seen + 1
        return out

    def extra_repr(self):
        return f"{self.num_features}, eps={self.eps}, momentum={self.momentum}"


class BatchNorm1d(_BatchNorm):
    """Each channel of (N, C) or (N, C, L) normalised over the batch."""

    _axes = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Each channel of (N, C, H, W) normalised over the batch."""

    _axes = (4,)


class Dropout(Module):
    """While training, entries left out with probability ``p`` and the others scaled by 1 / (1 - p)."""

    def __init__(self, p=0.5):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"p = {p!r}, wanted a probability, between 0 and 1")
        self.p, self._mask_seed, self._calls = p, next_seed(), 0

    def forward(self, input):
        if not self.training or self.p == 0:
            return input
        self._calls += 1
        return F._dropout(input, self.p, self._mask_seed, self._calls - 1)

    def extra_repr(self):
        return f"p={self.p}"


class Flatten(Module):
    """One axis in place of several."""

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input):
        return input.flatten(self.start_dim, self.end_dim)


class ReLU(Module):
    """max(0, x)"""

    def forward(self, input):
        return F.relu(input)


class Sigmoid(Module):
    """1 / (1 + e^-x)"""

    def forward(self, input):
        return F.sigmoid(input)


class Tanh(Module):
    """The hyperbolic tangent."""

    def forward(self, input):
        return F.tanh(input)


class SiLU(Module):
    """x sigmoid(x)"""

    def forward(self, input):
        return F.silu(input)


class GELU(Module):
    """x Phi(x), or its approximation by a tanh."""

    def __init__(self, approximate="none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input):
        return F.gelu(input, self.approximate)


class LeakyReLU(Module):
    """x above 0, ``negative_slope`` x below."""

    def __init__(self, negative_slope=0.01):
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, input):
        return F.leaky_relu(input, self.negative_slope)


class ELU(Module):
    """x above 0, alpha (e^x - 1) below."""

    def __init__(self, alpha=1.0):
        super().__init__()
        self.alpha = alpha

    def forward(self, input):
        return F.elu(input, self.alpha)


class Softplus(Module):
    """ln(1 + e^(beta x)) / beta"""

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        self.beta, self.threshold = beta, threshold

    def forward(self, input):
        return F.softplus(input, self.beta, self.threshold)


class Softmax(Module):
    """The softmax along an axis."""

    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.softmax(input, self.dim)


class LogSoftmax(Module):
    """The logarithm of the softmax along an axis."""

    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.log_softmax(input, self.dim)


class GLU(Module):
    """The first half along an axis times the sigmoid of the second."""

    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.glu(input, self.dim)


class GatedLinear(Module):
    """linear1(x) * gate(linear2(x)): with ``sigmoid`` the gated linear unit, with ``silu`` SwiGLU."""

    def __init__(self, in_features, out_features, gate="sigmoid"):
        super().__init__()
        self.linear1, self.linear2, self.gate = Linear(in_features, out_features), Linear(in_features, out_features), gate

    def forward(self, input):
        return F.gated(self.linear1(input), self.linear2(input), self.gate)
