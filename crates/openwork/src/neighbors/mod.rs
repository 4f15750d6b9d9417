//! Nearest neighbours: answering for a point as the known points around it do.

mod brute;
mod brute_bytes;
mod candidates;
mod few;
pub mod kd_tree;
pub mod knn;
mod knn_file;
pub mod nearest;
mod radius;
mod watch;

pub use crate::linalg::distance::Metric;
pub use knn::{KNeighborsClassifier, KNeighborsClassifierModel, KNeighborsRegressor, KNeighborsRegressorModel, Weights};
pub use nearest::{NearestNeighbors, NeighborIndex, Neighbors, Search};
pub use watch::{NeighborRun, NeighborSnapshot, NeighborStep};
