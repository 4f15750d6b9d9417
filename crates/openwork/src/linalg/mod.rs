//! The little linear algebra that the chapters share: numbers, matrix products, distances.

pub mod distance;
mod matmul;
mod real;

pub use matmul::{matmul, pairwise};
pub(crate) use matmul::{multiply, multiply_add};
pub use real::{Real, check_finite, check_matrix, check_shape};
