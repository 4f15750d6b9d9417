//! The settings of a training run.

use super::{Batch, Loader};
use crate::error::{Error, Result};
use crate::optim::{Adam, Rule, Schedule};
use serde::{Deserialize, Serialize};

/// How a model is trained. Checked once, when used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// The optimizer and its settings.
    pub optimizer: Rule,
    /// What becomes of its learning rate, counted in steps.
    pub schedule: Schedule,
    /// Passes over the data.
    pub epochs: u64,
    /// Rows a step looks at.
    pub batch: Batch,
    /// Whether the rows are shuffled in every pass.
    pub shuffle: bool,
    /// Seed of the order.
    pub seed: u64,
    /// The gradients together are shortened to this length.
    pub clip_norm: Option<f64>,
    /// Every number of the gradients is moved within this of 0.
    pub clip_value: Option<f64>,
    /// Stop after so many passes without a lower validation loss, and go back to the best.
    pub patience: Option<u64>,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            optimizer: Adam::new(1e-3).into(),
            schedule: Schedule::Constant,
            epochs: 20,
            batch: Batch::Mini(32),
            shuffle: true,
            seed: 0,
            clip_norm: None,
            clip_value: None,
            patience: None,
        }
    }
}

impl Training {
    /// Adam at 0.001, 20 passes in batches of 32.
    pub fn new() -> Self {
        Self::default()
    }

    /// The optimizer.
    pub fn optimizer(self, optimizer: impl Into<Rule>) -> Self {
        Self { optimizer: optimizer.into(), ..self }
    }

    /// The schedule of the learning rate.
    pub fn schedule(self, schedule: Schedule) -> Self {
        Self { schedule, ..self }
    }

    /// Passes over the data.
    pub fn epochs(self, epochs: u64) -> Self {
        Self { epochs, ..self }
    }

    /// Rows a step looks at.
    pub fn batch(self, batch: Batch) -> Self {
        Self { batch, ..self }
    }

    /// Whether the rows are shuffled.
    pub fn shuffle(self, shuffle: bool) -> Self {
        Self { shuffle, ..self }
    }

    /// Seed of the order.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The length that gradients are shortened to.
    pub fn clip_norm(self, clip_norm: Option<f64>) -> Self {
        Self { clip_norm, ..self }
    }

    /// The bound of every number of the gradients.
    pub fn clip_value(self, clip_value: Option<f64>) -> Self {
        Self { clip_value, ..self }
    }

    /// Passes to wait for a lower validation loss.
    pub fn patience(self, patience: Option<u64>) -> Self {
        Self { patience, ..self }
    }

    pub(super) fn check(&self) -> Result<()> {
        self.schedule.check()?;
        if self.epochs == 0 {
            return Err(Error::setting("epochs", 0, "at least 1"));
        }
        if self.patience == Some(0) {
            return Err(Error::setting("patience", 0, "at least 1 pass"));
        }
        for (name, value) in [("clip_norm", self.clip_norm), ("clip_value", self.clip_value)] {
            if let Some(value) = value
                && !(value > 0.0 && value.is_finite())
            {
                return Err(Error::setting(name, value, "a finite number above 0"));
            }
        }
        Ok(())
    }

    pub(super) fn loader(&self, rows: usize) -> Result<Loader> {
        Ok(Loader::new(rows, self.batch)?.seed(self.seed).shuffle(self.shuffle))
    }

    /// How many steps a run over so many rows takes, if nothing ends it early.
    ///
    /// # Errors
    /// No rows; batches of no rows.
    pub fn steps(&self, rows: usize) -> Result<u64> {
        Ok(self.epochs.saturating_mul(self.loader(rows)?.batches() as u64))
    }
}
