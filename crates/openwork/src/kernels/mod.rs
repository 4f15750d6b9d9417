//! The hot loops, and the only place for SIMD and `unsafe`.

pub mod accumulate;
mod lanes;
mod matmul;
pub mod nearest_center;
pub mod panel;
pub mod scan;
pub mod tile;

pub use lanes::Lanes;
pub use matmul::matmul;
