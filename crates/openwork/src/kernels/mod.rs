//! The hot loops, and the only place for SIMD and `unsafe`.

pub mod accumulate;
pub mod channels;
pub mod cholesky;
pub mod exponential;
pub mod few;
pub mod gram;
mod lanes;
pub mod log;
pub mod logistic;
pub mod nearest_center;
pub mod panel;
pub mod philox;
pub mod pointwise;
pub mod product;
pub mod rows;
pub mod scan;
pub mod single;
pub mod tile;
pub mod update;

pub use lanes::Lanes;
