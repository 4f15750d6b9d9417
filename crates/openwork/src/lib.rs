//! **Openwork**: the machine-learning toolkit you can see through.
//!
//! Every algorithm here is readable as a textbook, equal to its reference library, at least as fast, and watchable: an
//! algorithm *is* an iterator whose `next()` is one step of the textbook.
//!
//! ```
//! use ndarray::array;
//! use openwork::cluster::KMeans;
//!
//! let points = array![[0.0, 0.1], [0.2, 0.0], [9.0, 9.1], [9.2, 8.9]];
//! for step in KMeans::new(2).seed(7).run(points.view())? {
//!     println!("{step}"); // one round of the textbook: assign, then update
//! }
//! let model = KMeans::new(2).seed(7).fit(points.view())?;
//! assert_eq!(model.labels[0], model.labels[1]);
//! # Ok::<(), openwork::Error>(())
//! ```
//!
//! Chapters are modules, named as the field names them; [`registry`] lists every algorithm with its chapter, its command, its
//! Python name and its reference.

pub mod activation;
pub mod cluster;
pub mod distributions;
pub mod linear_model;
pub mod loss;
pub mod metrics;
pub mod model_selection;
pub mod neighbors;
pub mod nn;
pub mod optim;
pub mod registry;
pub mod tensor;
pub mod text;
pub mod train;

pub use ndarray;
#[doc(inline)]
pub use openwork_ground::{Error, Result, datasets, error, io, kernels, linalg, order, plot, steps, threads};
pub use tensor::Tensor;
