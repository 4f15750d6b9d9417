//! Clustering: grouping points that carry no labels.

pub mod kmeans;
mod kmeans_assign;
mod kmeans_file;
mod kmeans_init;

pub use kmeans::{KMeans, KMeansModel, KMeansRun, KMeansSnapshot, KMeansStep};
pub use kmeans_init::Init;
