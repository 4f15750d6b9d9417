//! Layers: modules with named parameters, and the functions of those that are more than a product.

pub mod batch_norm;
pub mod dropout;
mod dropout_layer;
mod glu_layer;
mod init;
pub mod layer_norm;
mod linear;
mod module;
mod norm_layers;
mod small;
mod state;

pub use batch_norm::{BatchNormalise, BatchStatistics, RunningStatistics};
pub use dropout::DropoutMask;
pub use dropout_layer::Dropout;
pub use glu_layer::Glu;
pub use init::Init;
pub use layer_norm::{LayerNormalise, RmsNormalise};
pub use linear::{Linear, Sequential};
pub use module::{Module, State, inner};
pub use norm_layers::{BatchNorm, LayerNorm, RmsNorm};
pub use small::{Activation, Embedding, Flatten};
pub use state::{load_state, save_state};
