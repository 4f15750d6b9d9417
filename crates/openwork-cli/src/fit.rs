//! `openwork fit`: learns a model from data, one algorithm a subcommand.

use crate::call::{Failure, Global};
use crate::{fit_kmeans, fit_knn, fit_linear, fit_logistic, fit_ridge};
use clap::Subcommand;

/// Fit a model to data.
#[derive(Subcommand)]
pub enum Fit {
    /// Group points around k centres
    Kmeans(fit_kmeans::FitKmeans),
    /// Keep the known points, to answer for others as their nearest neighbours do
    Knn(fit_knn::FitKnn),
    /// Give each class a probability from a weighted sum of the features
    Logistic(fit_logistic::FitLogistic),
    /// Fit a weighted sum of the features by least squares, at once or step by step
    Linear(fit_linear::FitLinear),
    /// Fit a weighted sum of the features that pays for long coefficients
    Ridge(fit_ridge::FitRidge),
}

impl Fit {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Fit::Kmeans(fit) => fit.run(global),
            Fit::Knn(fit) => fit.run(global),
            Fit::Logistic(fit) => fit.run(global),
            Fit::Linear(fit) => fit.run(global),
            Fit::Ridge(fit) => fit.run(global),
        }
    }
}
