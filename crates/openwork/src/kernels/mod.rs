//! The hot loops, and the only place for SIMD and `unsafe`.

pub mod accumulate;
pub mod cholesky;
pub mod exponential;
pub mod few;
pub mod gram;
mod lanes;
pub mod log;
pub mod logistic;
pub mod nearest_center;
pub mod panel;
pub mod product;
pub mod scan;
pub mod tile;
pub mod update;

pub use lanes::Lanes;
