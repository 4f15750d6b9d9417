"""The functions of layers and losses, in PyTorch's names."""

from .. import _openwork
from ._module import next_seed

__all__ = [
    "batch_norm",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "dropout",
    "elu",
    "embedding",
    "gated",
    "gelu",
    "glu",
    "hinge_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "mse_loss",
    "nll_loss",
    "relu",
    "rms_norm",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
]

linear = _openwork.linear


def relu(input):
    """max(0, x)"""
    return _openwork.activation(input, "relu")


def sigmoid(input):
    """1 / (1 + e^-x)"""
    return _openwork.activation(input, "sigmoid")


def tanh(input):
    """The hyperbolic tangent."""
    return _openwork.activation(input, "tanh")


def silu(input):
    """x sigmoid(x)"""
    return _openwork.activation(input, "silu")


def gelu(input, approximate="none"):
    """x Phi(x), or its approximation by a tanh."""
    if approximate not in ("none", "tanh"):
        raise ValueError(f"approximate = {approximate!r}, wanted 'none' or 'tanh'")
    return _openwork.activation(input, "gelu_tanh" if approximate == "tanh" else "gelu")


def leaky_relu(input, negative_slope=0.01):
    """x above 0, ``negative_slope`` x below."""
    return _openwork.activation(input, "leaky_relu", negative_slope)


def elu(input, alpha=1.0):
    """x above 0, alpha (e^x - 1) below."""
    return _openwork.activation(input, "elu", alpha)


def softplus(input, beta=1.0, threshold=20.0):
    """ln(1 + e^(beta x)) / beta; x itself where beta x is above the threshold."""
    return _openwork.activation(input, "softplus", beta, threshold)


def softmax(input, dim, *, masked="nan"):
    """The softmax along an axis. Where all is minus infinity: NaN, as in PyTorch, or zeros with ``masked="zero"``."""
    return _openwork.softmax(input, dim, False, _masked(masked))


def log_softmax(input, dim, *, masked="nan"):
    """The logarithm of the softmax along an axis."""
    return _openwork.softmax(input, dim, True, _masked(masked))


def _masked(masked):
    if masked not in ("nan", "zero"):
        raise ValueError(f"masked = {masked!r}, wanted 'nan' or 'zero'")
    return masked == "zero"


def glu(input, dim=-1, *, gate="sigmoid"):
    """The first half along an axis times the gate (``sigmoid``, ``silu``, ``gelu``, ``relu``) of the second."""
    return _openwork.glu(input, dim, gate)


def gated(input, by, gate="sigmoid"):
    """The input times the gate of ``by``."""
    return _openwork.gated(input, by, gate)


def dropout(input, p=0.5, training=True):
    """Entries left out with probability ``p``, the others scaled by 1 / (1 - p)."""
    if not training or p == 0:
        return input
    return _dropout(input, p, next_seed(), 0)


_dropout = _openwork.dropout


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    """Each row, over last axes, less its mean and over its deviation."""
    return _openwork.layer_norm(input, list(normalized_shape), weight, bias, eps)


def rms_norm(input, normalized_shape, weight=None, eps=None):
    """Each row, over last axes, over the root of its mean square."""
    return _openwork.rms_norm(input, list(normalized_shape), weight, eps)


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5, *, _batches=0):
    """Each channel (axis 1) normalised; while training the running statistics are changed."""
    if not training and (running_mean is None or running_var is None):
        raise ValueError("batch_norm in use needs running_mean and running_var")
    running = None if running_mean is None else (running_mean, running_var)
    return _openwork.batch_norm(input, running, weight, bias, training, momentum, eps, _batches)


def embedding(input, weight):
    """Rows of a table, by whole numbers."""
    return _openwork.embedding(input, weight)


def mse_loss(input, target, reduction="mean"):
    """(x - t)^2"""
    return _openwork.loss(input, target, "mse", 0.0, reduction)


def l1_loss(input, target, reduction="mean"):
    """|x - t|"""
    return _openwork.loss(input, target, "mae", 0.0, reduction)


def huber_loss(input, target, reduction="mean", delta=1.0):
    """(x - t)^2 / 2 up to delta, straight beyond."""
    return _openwork.loss(input, target, "huber", delta, reduction)


def hinge_loss(input, target, reduction="mean", margin=1.0):
    """max(0, margin - t x), targets -1 and 1."""
    return _openwork.loss(input, target, "hinge", margin, reduction)


def binary_cross_entropy(input, target, reduction="mean"):
    """-t ln x - (1 - t) ln(1 - x), of probabilities."""
    return _openwork.loss(input, target, "bce", 0.0, reduction)


def binary_cross_entropy_with_logits(input, target, reduction="mean"):
    """The binary cross entropy of sigmoid(x), without overflow."""
    return _openwork.loss(input, target, "bce_logits", 0.0, reduction)


def kl_div(input, target, reduction="mean", log_target=False):
    """t (ln t - x), of an answer given as logarithms; ``batchmean`` is the sum over the first axis' length."""
    name = "kl_div_log" if log_target else "kl_div"
    if reduction == "batchmean":
        return _openwork.loss(input, target, name, 0.0, "sum") / input.shape[0]
    return _openwork.loss(input, target, name, 0.0, reduction)


def cross_entropy(input, target, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    """The cross entropy of scores whose classes stand along axis 1, of classes (whole numbers) or distributions."""
    return _openwork.cross_entropy(input, target, True, ignore_index, label_smoothing, reduction)


def nll_loss(input, target, ignore_index=-100, reduction="mean"):
    """As ``cross_entropy``, of logarithms of probabilities."""
    return _openwork.cross_entropy(input, target, False, ignore_index, 0.0, reduction)
