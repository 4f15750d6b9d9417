//! Every algorithm of the house, once: README's index, the command's help, the tour, the parameter tables of the book and the
//! Python stubs are made from this list, and tests fail when one of them is stale.

mod cluster;
mod functions;
mod linear_regression;
mod logistic_regression;
mod metrics;
mod model_selection;
mod neighbors;
mod tensor;
mod text_and_ranking;
mod training;
mod translation_metrics;

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
    cluster::KMEANS,
    cluster::MINI_BATCH_KMEANS,
    neighbors::KNN,
    logistic_regression::LOGISTIC_REGRESSION,
    model_selection::CROSS_VALIDATION,
    model_selection::GRID_SEARCH,
    metrics::CLASSIFICATION_METRICS,
    metrics::ROC_AUC,
    metrics::REGRESSION_METRICS,
    linear_regression::LINEAR_REGRESSION,
    linear_regression::GRADIENT_DESCENT,
    linear_regression::RIDGE,
    translation_metrics::BLEU,
    translation_metrics::CHRF,
    translation_metrics::TER,
    text_and_ranking::ROUGE,
    text_and_ranking::PERPLEXITY,
    text_and_ranking::RANKING,
    text_and_ranking::PORTER,
    training::SGD,
    training::ADAGRAD,
    training::ADADELTA,
    training::RMSPROP,
    training::ADAM,
    training::ADAMW,
    training::SCHEDULES,
    training::MLP,
    tensor::TENSOR,
    functions::ACTIVATIONS,
    functions::SOFTMAX,
    functions::GLU,
    functions::LOSSES,
    functions::CROSS_ENTROPY,
    functions::BATCH_NORM,
    functions::LAYER_NORM,
    functions::DROPOUT,
];
