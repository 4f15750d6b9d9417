//! Clustering: grouping points that carry no labels.

mod centers;
pub mod kmeans;
mod kmeans_assign;
mod kmeans_file;
mod kmeans_init;
mod kmeans_points;
pub mod mini_batch_kmeans;
mod mini_batch_kmeans_file;
mod mini_batch_run;
mod mini_batch_sample;

pub use kmeans::{KMeans, KMeansModel, KMeansRun, KMeansSnapshot, KMeansStep};
pub use kmeans_init::Init;
pub use mini_batch_kmeans::{MiniBatchKMeans, MiniBatchKMeansModel};
pub use mini_batch_run::{MiniBatchKMeansRun, MiniBatchKMeansSnapshot, MiniBatchKMeansStep};
