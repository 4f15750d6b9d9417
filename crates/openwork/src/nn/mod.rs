//! Layers: modules with named parameters.

mod init;
mod linear;
mod module;
mod state;

pub use init::Init;
pub use linear::{Linear, Sequential};
pub use module::{Module, State};
pub use state::{load_state, save_state};
