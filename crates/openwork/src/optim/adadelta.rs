#![doc = include_str!("adadelta.md")]

use super::check;
use crate::error::Result;
use crate::kernels::update::Update;
use serde::{Deserialize, Serialize};

/// Adadelta: its settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Adadelta {
    /// What the step is multiplied by; the paper has 1.
    pub lr: f64,
    /// Share of the averages that is kept.
    pub rho: f64,
    /// Added under both roots.
    pub eps: f64,
    /// Decay: this share of the parameter is added to its gradient.
    pub weight_decay: f64,
    /// Whether to climb rather than descend.
    pub maximize: bool,
}

impl Adadelta {
    /// Adadelta with a learning rate (1 in the paper), the rest as PyTorch has it.
    pub fn new(lr: f64) -> Self {
        Self { lr, rho: 0.9, eps: 1e-6, weight_decay: 0.0, maximize: false }
    }

    /// Share of the averages that is kept.
    pub fn rho(self, rho: f64) -> Self {
        Self { rho, ..self }
    }

    /// What is added under the roots.
    pub fn eps(self, eps: f64) -> Self {
        Self { eps, ..self }
    }

    /// Decay that is added to the gradient.
    pub fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// Climb rather than descend.
    pub fn maximize(self, maximize: bool) -> Self {
        Self { maximize, ..self }
    }

    pub(super) fn check(&self) -> Result<()> {
        check::at_least_zero("lr", self.lr)?;
        check::share("rho", self.rho, true)?;
        check::at_least_zero("eps", self.eps)?;
        check::at_least_zero("weight_decay", self.weight_decay)
    }

    pub(super) fn step(&self) -> AdadeltaStep {
        AdadeltaStep {
            lr: self.lr as f32,
            rho: self.rho as f32,
            fresh: (1.0 - self.rho) as f32,
            eps: self.eps as f32,
            weight_decay: self.weight_decay as f32,
            maximize: self.maximize,
        }
    }
}

/// One step of [`Adadelta`].
#[derive(Debug, Clone, Copy)]
pub(super) struct AdadeltaStep {
    lr: f32,
    rho: f32,
    fresh: f32,
    eps: f32,
    weight_decay: f32,
    maximize: bool,
}

impl Update<2> for AdadeltaStep {
    // ANCHOR: update
    #[inline(always)]
    fn update(&self, p: f32, g: f32, [square, moved]: [f32; 2]) -> (f32, [f32; 2]) {
        let g = if self.maximize { -g } else { g };
        let g = if self.weight_decay != 0.0 { p.mul_add(self.weight_decay, g) } else { g };
        let square = self.rho * square + self.fresh * g * g;
        let delta = (moved + self.eps).sqrt() / (square + self.eps).sqrt() * g;
        let moved = self.rho * moved + self.fresh * delta * delta;
        (delta.mul_add(-self.lr, p), [square, moved])
    }
    // ANCHOR_END: update
}
