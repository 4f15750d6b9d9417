//! What every algorithm of [`openwork`](https://docs.rs/openwork) stands on: errors, steps, threads, kernels, matrices, files, data sets, pictures.
//!
//! It is a crate of its own so that it is compiled while the compiler still reads the algorithms. Use it as part of `openwork`, which shows all
//! its modules as its own.

pub mod datasets;
pub mod error;
pub mod io;
pub mod kernels;
pub mod linalg;
pub mod order;
pub mod plot;
pub mod steps;
pub mod threads;

pub use error::{Error, Result};
