//! The algorithms of [`cluster`](crate::cluster).

use super::{Algorithm, setting};

/// K-means.
pub const KMEANS: Algorithm = Algorithm {
    id: "kmeans",
    name: "k-means",
    summary: "groups points around k centres, each the mean of its points",
    chapter: "cluster",
    module: "openwork::cluster::KMeans",
    command: "openwork fit kmeans",
    python: "openwork.cluster.KMeans",
    page: "cluster/kmeans.md",
    reference: "scikit-learn 1.9.1 KMeans",
    settings: &[
        setting("k", "n_clusters", "8", "1..=n", "how many clusters"),
        setting("init", "init", "k-means++", "k-means++, random or given centres", "where the centres start"),
        setting("n_init", "n_init", "1", ">= 1", "how many starts; the best whole run is kept"),
        setting("max_iter", "max_iter", "300", ">= 1", "at most this many rounds"),
        setting(
            "tol",
            "tol",
            "1e-4",
            ">= 0",
            "stop when the centres' squared shift is at most tol times the mean feature variance",
        ),
        setting("seed", "random_state", "0", "0..2^64", "seed of the random start"),
    ],
};

/// Mini-batch k-means.
pub const MINI_BATCH_KMEANS: Algorithm = Algorithm {
    id: "mini_batch_kmeans",
    name: "mini-batch k-means",
    summary: "k-means that learns from small random batches, for data that streams or does not fit",
    chapter: "cluster",
    module: "openwork::cluster::MiniBatchKMeans",
    command: "openwork fit kmeans --batch",
    python: "openwork.cluster.MiniBatchKMeans",
    page: "cluster/mini_batch_kmeans.md",
    reference: "scikit-learn 1.9.1 MiniBatchKMeans.partial_fit",
    settings: &[
        setting("k", "n_clusters", "8", "1..=n", "how many clusters"),
        setting("batch_size", "batch_size", "1024", ">= 1", "points drawn per step"),
        setting("init", "init", "k-means++", "k-means++, random or given centres", "where the centres start"),
        setting("n_init", "n_init", "1", ">= 1", "how many starts are drawn; a sample of the points says which is taken"),
        setting("init_size", "init_size", "3 batches", "k..=n", "how many points a start looks at"),
        setting("max_iter", "max_iter", "100", ">= 1", "at most so many steps as make this many passes over the data"),
        setting(
            "tol",
            "tol",
            "0",
            ">= 0",
            "stop when a step's squared shift is at most tol times the mean feature variance; 0: never",
        ),
        setting(
            "max_no_improvement",
            "max_no_improvement",
            "10",
            ">= 0 or none",
            "stop after so many steps in a row that did not lower the running average of the inertia",
        ),
        setting(
            "reassignment_ratio",
            "reassignment_ratio",
            "0.01",
            "0..=1",
            "a centre that saw less than this share of what the busiest one saw starts anew; 0: none does",
        ),
        setting("seed", "random_state", "0", "0..2^64", "seed of the start and of the batches"),
    ],
};
