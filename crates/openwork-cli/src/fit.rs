//! `openwork fit`: learns a model from data, one algorithm a subcommand.

use crate::call::{Failure, Global};
use crate::{fit_kmeans, fit_knn};
use clap::Subcommand;

/// Fit a model to data.
#[derive(Subcommand)]
pub enum Fit {
    /// Group points around k centres
    Kmeans(fit_kmeans::FitKmeans),
    /// Keep the known points, to answer for others as their nearest neighbours do
    Knn(fit_knn::FitKnn),
}

impl Fit {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Fit::Kmeans(fit) => fit.run(global),
            Fit::Knn(fit) => fit.run(global),
        }
    }
}
