//! The functions of networks: [`activation`](crate::activation), [`loss`](crate::loss), and the layers of [`nn`](crate::nn) that
//! are more than a product.

use super::{Algorithm, setting};

/// Activations.
pub const ACTIVATIONS: Algorithm = Algorithm {
    id: "activations",
    name: "activations",
    summary: "bends every number by itself: sigmoid, ReLU, leaky ReLU, tanh, SiLU, GELU, ELU, softplus, each with its derivative",
    chapter: "activation",
    module: "openwork::activation::Activation",
    command: "openwork plot activation",
    python: "openwork.nn.functional.{sigmoid, relu, leaky_relu, tanh, silu, gelu, elu, softplus}",
    page: "activation/activations.md",
    reference: "PyTorch 2.15.0 torch.nn.functional",
    settings: &[
        setting("negative_slope", "negative_slope", "0.01", "a number", "the slope of leaky ReLU below 0"),
        setting("alpha", "alpha", "1.0", "a number", "how deep ELU goes"),
        setting("beta", "beta", "1.0", "not 0", "how sharply softplus bends"),
        setting("threshold", "threshold", "20.0", "a number", "where beta x is above it, softplus is x itself"),
        setting("approximate", "approximate", "none", "none or tanh", "GELU by the normal distribution, or by a tanh"),
    ],
};

/// Softmax and log-softmax.
pub const SOFTMAX: Algorithm = Algorithm {
    id: "softmax",
    name: "softmax and log-softmax",
    summary: "makes probabilities of scores, along any axis",
    chapter: "activation",
    module: "openwork::activation::{softmax, log_softmax}",
    command: "openwork plot activation softmax",
    python: "openwork.nn.functional.{softmax, log_softmax}",
    page: "activation/softmax.md",
    reference: "PyTorch 2.15.0 torch.nn.functional",
    settings: &[
        setting("axis", "dim", "-1", "an axis of the tensor", "along which the probabilities sum to 1"),
        setting("masked", "masked", "nan", "nan or zero", "what a row of minus infinities becomes"),
    ],
};

/// Gated linear units.
pub const GLU: Algorithm = Algorithm {
    id: "glu",
    name: "gated linear units",
    summary: "lets one half of the numbers open and close the other half: GLU, SwiGLU, GEGLU, ReGLU",
    chapter: "activation",
    module: "openwork::activation::{glu, gated}",
    command: "openwork plot activation glu",
    python: "openwork.nn.functional.{glu, gated}",
    page: "activation/glu.md",
    reference: "PyTorch 2.15.0 torch.nn.functional",
    settings: &[
        setting("axis", "dim", "-1", "an axis of even size", "which is cut in halves"),
        setting("gate", "gate", "sigmoid", "sigmoid, silu, gelu, relu", "the function of the second half"),
    ],
};

/// Losses of numbers.
pub const LOSSES: Algorithm = Algorithm {
    id: "losses",
    name: "losses",
    summary: "says how wrong numbers are: squared, absolute, Huber, hinge, binary cross entropy, Kullback-Leibler divergence",
    chapter: "loss",
    module: "openwork::loss::Loss",
    command: "openwork plot loss",
    python: "openwork.nn.functional.{mse_loss, l1_loss, huber_loss, hinge_loss, binary_cross_entropy, binary_cross_entropy_with_logits, kl_div}",
    page: "loss/losses.md",
    reference: "PyTorch 2.15.0 torch.nn.functional",
    settings: &[
        setting("reduction", "reduction", "mean", "mean, sum, none", "what becomes of many losses"),
        setting("delta", "delta", "1.0", "> 0", "where Huber's parabola becomes a line"),
        setting("margin", "margin", "1.0", "a number", "how far on the right side is far enough for the hinge"),
        setting("log_target", "log_target", "False", "True or False", "whether the divergence's targets are logarithms too"),
    ],
};

/// Cross entropy.
pub const CROSS_ENTROPY: Algorithm = Algorithm {
    id: "cross_entropy",
    name: "cross entropy",
    summary: "says how surprised scores of classes are by the true one",
    chapter: "loss",
    module: "openwork::loss::CrossEntropy",
    command: "openwork plot loss cross_entropy",
    python: "openwork.nn.functional.{cross_entropy, nll_loss}",
    page: "loss/cross_entropy.md",
    reference: "PyTorch 2.15.0 torch.nn.functional",
    settings: &[
        setting("ignore_index", "ignore_index", "-100", "a whole number", "the class of rows that count nothing"),
        setting("label_smoothing", "label_smoothing", "0.0", "0 to 1", "how much of the target is spread over all classes"),
        setting("reduction", "reduction", "mean", "mean, sum, none", "what becomes of the losses of the rows"),
    ],
};

/// Batch normalisation.
pub const BATCH_NORM: Algorithm = Algorithm {
    id: "batch_norm",
    name: "batch normalisation",
    summary: "brings every channel of a batch to mean 0 and variance 1",
    chapter: "nn",
    module: "openwork::nn::{BatchNorm, BatchNormalise}",
    command: "none: a layer",
    python: "openwork.nn.functional.batch_norm",
    page: "nn/batch_norm.md",
    reference: "PyTorch 2.15.0 torch.nn.functional.batch_norm",
    settings: &[
        setting("eps", "eps", "1e-5", ">= 0", "what is added to the variance, within the root"),
        setting("momentum", "momentum", "0.1", "0 to 1, or None", "how much a batch moves the running statistics"),
    ],
};

/// Layer normalisation.
pub const LAYER_NORM: Algorithm = Algorithm {
    id: "layer_norm",
    name: "layer and root-mean-square normalisation",
    summary: "brings every row to mean 0 and variance 1, or to mean square 1",
    chapter: "nn",
    module: "openwork::nn::{LayerNorm, RmsNorm, LayerNormalise, RmsNormalise}",
    command: "none: a layer",
    python: "openwork.nn.functional.{layer_norm, rms_norm}",
    page: "nn/layer_norm.md",
    reference: "PyTorch 2.15.0 torch.nn.functional.{layer_norm, rms_norm}",
    settings: &[setting("eps", "eps", "1e-5; 1.2e-7 for RMS", ">= 0", "what is added to the variance or to the mean square")],
};

/// Dropout.
pub const DROPOUT: Algorithm = Algorithm {
    id: "dropout",
    name: "dropout",
    summary: "leaves numbers out at random while a network learns",
    chapter: "nn",
    module: "openwork::nn::{Dropout, DropoutMask}",
    command: "none: a layer",
    python: "openwork.nn.functional.dropout",
    page: "nn/dropout.md",
    reference: "PyTorch 2.15.0 torch.nn.functional.dropout",
    settings: &[setting("p", "p", "0.5", "0 to 1", "the probability of being left out")],
};
