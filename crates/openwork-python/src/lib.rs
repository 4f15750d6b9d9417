//! The native half of the Python package `openwork`: arrays come in as views, the interpreter is released while the library
//! works, and errors become Python's. Everything that speaks scikit-learn's dialect is Python, in `python/openwork`.

mod arrays;
mod cluster;
mod datasets;
mod files;
mod mini_batch;
mod neighbors;
mod pool;
mod registry;
mod watch;

use pyo3::prelude::*;

/// The native half of `openwork`.
#[pymodule]
mod _openwork {
    #[pymodule_export]
    use crate::cluster::{KMeansRun, kmeans_fit, kmeans_inertia, kmeans_predict, kmeans_transform};
    #[pymodule_export]
    use crate::datasets::{dataset, datasets};
    #[pymodule_export]
    use crate::files::{kmeans_load, kmeans_save, model_algorithm};
    #[pymodule_export]
    use crate::mini_batch::{MiniBatchKMeansRun, mini_batch_fit, mini_batch_load, mini_batch_partial_fit, mini_batch_save};
    #[pymodule_export]
    use crate::neighbors::{Classifier, Index, Regressor, encode_labels};
    #[pymodule_export]
    use crate::pool::{forked, set_threads, threads};
    #[pymodule_export]
    use crate::registry::registry;
    #[pymodule_export]
    use crate::watch::NeighborRun;
}
