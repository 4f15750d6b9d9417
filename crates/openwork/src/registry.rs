//! Every algorithm of the house, once: README's index, the command's help, the tour, the parameter tables of the book and the
//! Python stubs are made from this list, and tests fail when one of them is stale.

/// One algorithm and where it is found.
#[derive(Debug, Clone, Copy)]
pub struct Algorithm {
    /// A short stable name: the key of parity cases, benches and pages.
    pub id: &'static str,
    /// Its name in the field.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// Chapter of the library.
    pub chapter: &'static str,
    /// Path of its Rust type.
    pub module: &'static str,
    /// The commands that reach it, or why there is none.
    pub command: &'static str,
    /// Its Python names.
    pub python: &'static str,
    /// Its page in the book, from `crates/openwork/src`.
    pub page: &'static str,
    /// What it must equal.
    pub reference: &'static str,
    /// Its settings.
    pub settings: &'static [Setting],
}

/// One setting of an algorithm, as the parameter tables show it.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The name, the same in Rust, on the command line (with dashes) and, unless `python` says otherwise, in Python.
    pub name: &'static str,
    /// Its name in Python.
    pub python: &'static str,
    /// The default.
    pub default: &'static str,
    /// What it may be.
    pub domain: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

const fn setting(
    name: &'static str,
    python: &'static str,
    default: &'static str,
    domain: &'static str,
    meaning: &'static str,
) -> Setting {
    Setting { name, python, default, domain, meaning }
}

/// All algorithms, in the order of the book.
pub static ALGORITHMS: &[Algorithm] = &[
    Algorithm {
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
    },
    Algorithm {
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
    },
    Algorithm {
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
            setting(
                "search",
                "algorithm",
                "auto",
                "auto, brute, kd_tree",
                "how the neighbours are found; the answer is the same",
            ),
            setting("leaf_size", "leaf_size", "30", ">= 1", "points in a leaf of the k-d tree"),
        ],
    },
];
