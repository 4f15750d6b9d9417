//! Layers: normalisation and dropout, as functions on slices with their derivatives.

pub mod batch_norm;
pub mod dropout;
pub mod layer_norm;

pub use batch_norm::{BatchNorm, BatchStatistics, RunningStatistics};
pub use dropout::Dropout;
pub use layer_norm::{LayerNorm, RmsNorm};
