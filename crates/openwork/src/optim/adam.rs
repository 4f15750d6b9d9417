#![doc = include_str!("adam.md")]

use super::check;
use crate::error::Result;
use crate::kernels::update::Update;
use serde::{Deserialize, Serialize};

/// Adam and AdamW: their settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Adam {
    /// Learning rate.
    pub lr: f64,
    /// Share that is kept of the mean of the gradients, and of the mean of their squares.
    pub betas: (f64, f64),
    /// Added to the root.
    pub eps: f64,
    /// Decay of the parameters.
    pub weight_decay: f64,
    /// Whether to divide by the largest mean square so far.
    pub amsgrad: bool,
    /// Whether to climb rather than descend.
    pub maximize: bool,
    /// Whether the decay acts on the parameter itself (AdamW) rather than through the gradient.
    pub decoupled: bool,
}

impl Adam {
    /// Adam with a learning rate, the rest as PyTorch has it.
    pub fn new(lr: f64) -> Self {
        let betas = (0.9, 0.999);
        Self { lr, betas, eps: 1e-8, weight_decay: 0.0, amsgrad: false, maximize: false, decoupled: false }
    }

    /// AdamW with a learning rate: the decay, 0.01 by default, acts on the parameter itself.
    pub fn decoupled(lr: f64) -> Self {
        Self { weight_decay: 0.01, decoupled: true, ..Self::new(lr) }
    }

    /// Share that is kept of the mean of the gradients, and of the mean of their squares.
    pub fn betas(self, first: f64, second: f64) -> Self {
        Self { betas: (first, second), ..self }
    }

    /// What is added to the root.
    pub fn eps(self, eps: f64) -> Self {
        Self { eps, ..self }
    }

    /// Decay of the parameters.
    pub fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// Divide by the largest mean square so far.
    pub fn amsgrad(self, amsgrad: bool) -> Self {
        Self { amsgrad, ..self }
    }

    /// Climb rather than descend.
    pub fn maximize(self, maximize: bool) -> Self {
        Self { maximize, ..self }
    }

    pub(super) fn check(&self) -> Result<()> {
        check::at_least_zero("lr", self.lr)?;
        check::share("betas", self.betas.0, false)?;
        check::share("betas", self.betas.1, false)?;
        check::at_least_zero("eps", self.eps)?;
        check::at_least_zero("weight_decay", self.weight_decay)
    }

    // ANCHOR: correction
    /// Step `count`, from 1. Both means began at zero; after t steps they are too small by `1 - beta^t`, and are divided by it.
    pub(super) fn step(&self, count: u64) -> AdamStep {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        let (first, second) = (1.0 - self.betas.0.powi(count), 1.0 - self.betas.1.powi(count));
        AdamStep {
            rate: (self.lr / first) as f32,
            root: second.sqrt() as f32,
            // ANCHOR_END: correction
            fresh: (1.0 - self.betas.0) as f32,
            keep: self.betas.1 as f32,
            fresh_square: (1.0 - self.betas.1) as f32,
            eps: self.eps as f32,
            to_gradient: if self.decoupled { 0.0 } else { self.weight_decay as f32 },
            shrink: if self.decoupled { (1.0 - self.lr * self.weight_decay) as f32 } else { 1.0 },
            maximize: self.maximize,
        }
    }
}

/// One step of [`Adam`].
#[derive(Debug, Clone, Copy)]
pub(super) struct AdamStep {
    rate: f32,
    root: f32,
    fresh: f32,
    keep: f32,
    fresh_square: f32,
    eps: f32,
    /// Decay through the gradient.
    to_gradient: f32,
    /// What is left of the parameter by decoupled decay.
    shrink: f32,
    maximize: bool,
}

/// A share `fresh` of `new` mixed into `old`, exact at both ends.
#[inline(always)]
pub(super) fn mix(old: f32, new: f32, fresh: f32) -> f32 {
    if fresh < 0.5 { fresh.mul_add(new - old, old) } else { (fresh - 1.0).mul_add(new - old, new) }
}

impl AdamStep {
    // ANCHOR: moments
    #[inline(always)]
    fn moments(&self, p: f32, g: f32, mean: f32, square: f32) -> (f32, f32, f32) {
        let g = if self.maximize { -g } else { g };
        let g = if self.to_gradient != 0.0 { g + self.to_gradient * p } else { g };
        let mean = mix(mean, g, self.fresh);
        let square = self.keep * square + self.fresh_square * g * g;
        (p * self.shrink, mean, square)
    }
    // ANCHOR_END: moments
}

impl Update<2> for AdamStep {
    // ANCHOR: update
    #[inline(always)]
    fn update(&self, p: f32, g: f32, [mean, square]: [f32; 2]) -> (f32, [f32; 2]) {
        let (p, mean, square) = self.moments(p, g, mean, square);
        (p - self.rate * mean / (square.sqrt() / self.root + self.eps), [mean, square])
    }
    // ANCHOR_END: update
}

impl Update<3> for AdamStep {
    // ANCHOR: amsgrad
    #[inline(always)]
    fn update(&self, p: f32, g: f32, [mean, square, largest]: [f32; 3]) -> (f32, [f32; 3]) {
        let (p, mean, square) = self.moments(p, g, mean, square);
        let largest = if square > largest || square.is_nan() { square } else { largest };
        (p - self.rate * mean / (largest.sqrt() / self.root + self.eps), [mean, square, largest])
    }
    // ANCHOR_END: amsgrad
}
