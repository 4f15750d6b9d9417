//! [`tensor`](crate::tensor): tensors with gradients.

use super::Algorithm;

/// Tensors with gradients.
pub const TENSOR: Algorithm = Algorithm {
    id: "tensor",
    name: "tensors and gradients",
    summary: "computes with arrays of any rank and finds the gradient of a result with respect to all that went into it",
    chapter: "tensor",
    module: "openwork::tensor::Tensor",
    command: "none: an operation on tensors has no command; `openwork train` stands on them",
    python: "openwork.Tensor",
    page: "tensor/tensor.md",
    reference: "PyTorch 2.15.0 torch.Tensor",
    settings: &[],
};
