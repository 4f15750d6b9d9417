#![doc = include_str!("adagrad.md")]

use super::check;
use crate::error::Result;
use crate::kernels::update::Update;
use serde::{Deserialize, Serialize};

/// Adagrad: its settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Adagrad {
    /// Learning rate.
    pub lr: f64,
    /// The rate of step t is `lr / (1 + (t - 1) lr_decay)`.
    pub lr_decay: f64,
    /// Decay: this share of the parameter is added to its gradient.
    pub weight_decay: f64,
    /// What the sums of squares begin with.
    pub initial_accumulator_value: f64,
    /// Added to the root, against division by zero.
    pub eps: f64,
    /// Whether to climb rather than descend.
    pub maximize: bool,
}

impl Adagrad {
    /// Adagrad with a learning rate, the rest as PyTorch has it.
    pub fn new(lr: f64) -> Self {
        Self { lr, lr_decay: 0.0, weight_decay: 0.0, initial_accumulator_value: 0.0, eps: 1e-10, maximize: false }
    }

    /// How fast the rate itself falls.
    pub fn lr_decay(self, lr_decay: f64) -> Self {
        Self { lr_decay, ..self }
    }

    /// Decay that is added to the gradient.
    pub fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// What the sums of squares begin with.
    pub fn initial_accumulator_value(self, initial_accumulator_value: f64) -> Self {
        Self { initial_accumulator_value, ..self }
    }

    /// What is added to the root.
    pub fn eps(self, eps: f64) -> Self {
        Self { eps, ..self }
    }

    /// Climb rather than descend.
    pub fn maximize(self, maximize: bool) -> Self {
        Self { maximize, ..self }
    }

    pub(super) fn check(&self) -> Result<()> {
        check::at_least_zero("lr", self.lr)?;
        check::at_least_zero("lr_decay", self.lr_decay)?;
        check::at_least_zero("weight_decay", self.weight_decay)?;
        check::at_least_zero("initial_accumulator_value", self.initial_accumulator_value)?;
        check::at_least_zero("eps", self.eps)
    }

    pub(super) fn step(&self, count: u64) -> AdagradStep {
        AdagradStep {
            rate: (self.lr / (1.0 + (count - 1) as f64 * self.lr_decay)) as f32,
            weight_decay: self.weight_decay as f32,
            eps: self.eps as f32,
            maximize: self.maximize,
        }
    }
}

/// One step of [`Adagrad`].
#[derive(Debug, Clone, Copy)]
pub(super) struct AdagradStep {
    rate: f32,
    weight_decay: f32,
    eps: f32,
    maximize: bool,
}

impl Update<1> for AdagradStep {
    // ANCHOR: update
    #[inline(always)]
    fn update(&self, p: f32, g: f32, [sum]: [f32; 1]) -> (f32, [f32; 1]) {
        let g = if self.maximize { -g } else { g };
        let g = if self.weight_decay != 0.0 { p.mul_add(self.weight_decay, g) } else { g };
        let sum = sum + g * g;
        (p - self.rate * g / (sum.sqrt() + self.eps), [sum])
    }
    // ANCHOR_END: update
}
