//! The algorithms of [`neighbors`](crate::neighbors).

use super::{Algorithm, setting};

/// K-nearest neighbours.
pub const KNN: Algorithm = Algorithm {
    id: "knn",
    name: "k-nearest neighbours",
    summary: "answers for a point as its k nearest known points do",
    chapter: "neighbors",
    module: "openwork::neighbors::{KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors}",
    command: "openwork fit knn",
    python: "openwork.neighbors.{KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors}",
    page: "neighbors/knn.md",
    reference: "scikit-learn 1.9.1 KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors",
    settings: &[
        setting("k", "n_neighbors", "5", "1..=n", "how many neighbours answer"),
        setting("weights", "weights", "uniform", "uniform or distance", "every neighbour counts alike, or by 1/distance"),
        setting(
            "metric",
            "metric",
            "euclidean",
            "euclidean, manhattan, chebyshev, cosine, minkowski with p >= 1",
            "how far two points are apart",
        ),
        setting("search", "algorithm", "auto", "auto, brute, kd_tree", "how the neighbours are found; the answer is the same"),
        setting("leaf_size", "leaf_size", "30", ">= 1", "points in a leaf of the k-d tree"),
    ],
};
