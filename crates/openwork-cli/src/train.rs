//! `openwork train`: learns a network step by step, one kind a subcommand.

use crate::call::{Failure, Global};
use crate::train_mlp;
use clap::Subcommand;

/// Train a network step by step.
#[derive(Subcommand)]
#[command(after_help = "Examples:\n  openwork train mlp digits\n  openwork train mlp iris --optimizer sgd --lr 0.1")]
pub enum Train {
    /// A network of dense layers, for tables
    Mlp(Box<train_mlp::TrainMlp>),
}

impl Train {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Train::Mlp(train) => train.run(global),
        }
    }
}
