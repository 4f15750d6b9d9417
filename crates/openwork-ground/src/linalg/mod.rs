//! The little linear algebra that the chapters share: numbers, matrix products, distances, sparse rows.

mod csr;
pub mod distance;
mod matmul;
mod real;

pub use csr::{Csr, CsrView};
pub use matmul::{matmul, pairwise};
pub use matmul::{multiply, multiply_add};
pub use real::{Real, check_finite, check_matrix, check_shape};
