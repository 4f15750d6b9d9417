//! What is trained.

use crate::error::Result;
use crate::nn::Module;
use crate::tensor::Tensor;
use serde::{Deserialize, Serialize};

/// What a model is worth on rows it does not learn from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The mean loss.
    pub loss: f64,
    /// The share of right answers, or R²: higher is better.
    pub score: f64,
}

/// A model together with the data it learns from. The training loop knows no more of it than this.
pub trait Task {
    /// The model: what is learnt and what is kept beside it.
    fn model(&self) -> &dyn Module;

    /// How many rows there are to learn from.
    fn rows(&self) -> usize;

    /// The mean loss over some of the rows, in training. Whatever is random in it (dropout) depends on `step` alone, so that a resumed run
    /// meets the same chance.
    ///
    /// # Errors
    /// What the model refuses.
    fn loss(&self, rows: &[usize], step: u64) -> Result<Tensor>;

    /// The model judged on rows held out, not in training; `None` where there are none.
    ///
    /// # Errors
    /// What the model refuses.
    fn judge(&self) -> Result<Option<Judged>>;

    /// Model, settings and data in a few words: a checkpoint of another task is told by them.
    fn signature(&self) -> String;
}
