//! Losses: how wrong an answer is as one number, and which way to change the answer so that it is less.

pub mod cross_entropy;
pub mod losses;

pub use cross_entropy::{CrossEntropy, CrossEntropyRows, Scores, Targets};
pub use losses::{Loss, kl_divergence};

use crate::error::{Error, Result};

/// What becomes of the losses of many answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reduction {
    /// Their mean.
    #[default]
    Mean,
    /// Their sum.
    Sum,
    /// Nothing: each stands for itself.
    None,
}

impl Reduction {
    /// The one with this name: `mean`, `sum` or `none`.
    ///
    /// # Errors
    /// [`Error::Setting`] for another name.
    pub fn of_name(name: &str) -> Result<Self> {
        match name {
            "mean" => Ok(Self::Mean),
            "sum" => Ok(Self::Sum),
            "none" => Ok(Self::None),
            _ => Err(Error::setting("reduction", format!("{name:?}"), "mean, sum or none")),
        }
    }

    /// That `gradient` has a number for each loss that the reduction leaves.
    pub(crate) fn check(self, gradient: &[f32], losses: usize) -> Result<()> {
        let want = if self == Self::None { losses } else { 1 };
        if gradient.len() == want {
            Ok(())
        } else {
            Err(Error::shape(
                "gradient",
                format!("{} numbers", gradient.len()),
                format!("{want}, one for each loss that came out"),
            ))
        }
    }
}
