//! Activations: the functions between the layers of a network, each on one number, on slices, and with its derivative.

pub mod activations;
pub mod glu;
pub mod scalar;
pub mod softmax;

pub use activations::Activation;
pub use glu::{Gate, gated, gated_backward, glu, glu_backward};
pub use softmax::{Axis, Masked, log_softmax, log_softmax_backward, softmax, softmax_backward};
