//! Compares the library with what its references answered: the cases under `parity/cases`, which the Python generators
//! beside them wrote.
//!
//! A new algorithm adds a generator, the case file it writes, and a line in [`CHECKS`]. The tests of the library and
//! `cargo xtask parity` both call [`run`].

mod bm25;
mod case;
mod check;
mod classification_metrics;
mod clean;
mod cross_validation;
mod discrete;
mod distributions;
mod functions;
mod gradient_descent;
mod grid_search;
mod kmeans;
mod knn;
mod linear;
mod logistic_regression;
mod mini_batch_kmeans;
mod mlp;
mod optimizers;
mod perplexity;
mod ranking;
mod regression_metrics;
mod roc_auc;
mod rouge;
mod similarity;
mod tensor;
mod tfidf;
mod translation;
mod word_tokenize;
mod words;

pub use check::Outcome;

use openwork::{Error, Result};
use std::path::{Path, PathBuf};

/// Reads the text of a case file and compares its cases.
pub type Check = fn(&str) -> Result<Suite>;

/// What compares the cases of each algorithm, by the algorithm's id in the registry.
pub static CHECKS: &[(&str, Check)] = &[
    ("kmeans", kmeans::check),
    ("knn", knn::check),
    ("mini_batch_kmeans", mini_batch_kmeans::check),
    ("cross_validation", cross_validation::check),
    ("grid_search", grid_search::check),
    ("logistic_regression", logistic_regression::check),
    ("linear_regression", linear::check),
    ("ridge", linear::check),
    ("gradient_descent", gradient_descent::check),
    ("classification_metrics", classification_metrics::check),
    ("roc_auc", roc_auc::check),
    ("regression_metrics", regression_metrics::check),
    ("bleu", translation::bleu),
    ("chrf", translation::chrf),
    ("ter", translation::ter),
    ("rouge", rouge::check),
    ("perplexity", perplexity::check),
    ("ranking", ranking::check),
    ("clean", clean::check),
    ("word_tokenize", word_tokenize::check),
    ("porter", words::porter),
    ("snowball", words::snowball),
    ("lemmatize", words::lemmatize),
    ("tfidf", tfidf::check),
    ("similarity", similarity::check),
    ("bm25", bm25::check),
    ("tensor", tensor::check),
    ("activations", functions::activations),
    ("softmax", functions::softmaxes),
    ("glu", functions::gates),
    ("losses", functions::losses),
    ("cross_entropy", functions::cross_entropies),
    ("batch_norm", functions::batch_norm),
    ("layer_norm", functions::layer_norm),
    ("dropout", functions::dropout),
    ("sgd", optimizers::check),
    ("adagrad", optimizers::check),
    ("adadelta", optimizers::check),
    ("rmsprop", optimizers::check),
    ("adam", optimizers::check),
    ("adamw", optimizers::check),
    ("schedules", optimizers::schedules),
    ("mlp", mlp::check),
    ("uniform", distributions::check),
    ("exponential", distributions::check),
    ("normal", distributions::check),
    ("log_normal", distributions::check),
    ("laplace", distributions::check),
    ("weibull", distributions::check),
    ("gamma", distributions::check),
    ("chi_squared", distributions::check),
    ("beta", distributions::check),
    ("student_t", distributions::check),
    ("bernoulli", discrete::check),
    ("binomial", discrete::check),
    ("categorical", discrete::check),
    ("geometric", discrete::check),
    ("poisson", discrete::check),
    ("multinomial", discrete::vectors),
    ("dirichlet", discrete::vectors),
    ("multivariate_normal", discrete::vectors),
    ("conjugate", discrete::conjugate),
    ("special_functions", discrete::special_functions),
];

/// The cases of one algorithm, compared.
#[derive(Debug, Clone)]
pub struct Suite {
    /// What was compared with what.
    pub head: Head,
    /// One for each case.
    pub outcomes: Vec<Outcome>,
}

impl Suite {
    /// Every answer that differs, in words, each with its algorithm and case.
    pub fn failures(&self) -> impl Iterator<Item = String> {
        self.outcomes.iter().flat_map(|outcome| {
            let place = format!("{}, {}", self.head.algorithm, outcome.case);
            outcome.failures.iter().map(move |failure| format!("{place}: {failure}"))
        })
    }
}

/// What a case file says of itself.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct Head {
    /// The algorithm's id in the registry.
    pub algorithm: String,
    /// Whose answers the expected values are.
    pub reference: String,
    /// The reference's version.
    pub version: String,
    /// The script that wrote the cases, from the root of the repository.
    pub generator: String,
}

/// The folder of the case files.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")
}

/// Compares every case of every algorithm, on the threads of the calling pool.
///
/// # Errors
/// A case file that cannot be read, or that has no line in [`CHECKS`]. An answer that differs is no error here: it is in the
/// case's [`Outcome::failures`].
pub fn run() -> Result<Vec<Suite>> {
    CHECKS.iter().map(|(algorithm, check)| check(&read(algorithm)?)).collect()
}

fn read(algorithm: &str) -> Result<String> {
    let path = folder().join(format!("{algorithm}.json"));
    std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))
}
