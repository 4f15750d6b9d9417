#![doc = include_str!("sgd.md")]

use super::check;
use crate::error::{Error, Result};
use crate::kernels::update::Update;
use serde::{Deserialize, Serialize};

/// Stochastic gradient descent: its settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sgd {
    /// Learning rate.
    pub lr: f64,
    /// Share of the velocity that is kept, 0 for none.
    pub momentum: f64,
    /// Share of the gradient that is kept out of the velocity.
    pub dampening: f64,
    /// Decay: this share of the parameter is added to its gradient.
    pub weight_decay: f64,
    /// Whether the gradient is taken as if the velocity had already been followed.
    pub nesterov: bool,
    /// Whether to climb rather than descend.
    pub maximize: bool,
}

impl Sgd {
    /// Plain descent with a learning rate.
    pub fn new(lr: f64) -> Self {
        Self { lr, momentum: 0.0, dampening: 0.0, weight_decay: 0.0, nesterov: false, maximize: false }
    }

    /// Share of the velocity that is kept.
    pub fn momentum(self, momentum: f64) -> Self {
        Self { momentum, ..self }
    }

    /// Share of the gradient that is kept out of the velocity.
    pub fn dampening(self, dampening: f64) -> Self {
        Self { dampening, ..self }
    }

    /// Decay that is added to the gradient.
    pub fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// Nesterov's form of momentum.
    pub fn nesterov(self, nesterov: bool) -> Self {
        Self { nesterov, ..self }
    }

    /// Climb rather than descend.
    pub fn maximize(self, maximize: bool) -> Self {
        Self { maximize, ..self }
    }

    pub(super) fn check(&self) -> Result<()> {
        check::at_least_zero("lr", self.lr)?;
        check::at_least_zero("momentum", self.momentum)?;
        check::finite("dampening", self.dampening)?;
        check::at_least_zero("weight_decay", self.weight_decay)?;
        if self.nesterov && (self.momentum == 0.0 || self.dampening != 0.0) {
            let seen = format!("true with momentum {} and dampening {}", self.momentum, self.dampening);
            return Err(Error::setting("nesterov", seen, "a momentum above 0 and a dampening of 0 beside it"));
        }
        Ok(())
    }

    /// Step `count`, from 1, in numbers of single precision.
    pub(super) fn step(&self, count: u64) -> SgdStep {
        SgdStep {
            lr: self.lr as f32,
            momentum: self.momentum as f32,
            fresh: (1.0 - self.dampening) as f32,
            weight_decay: self.weight_decay as f32,
            nesterov: self.nesterov,
            maximize: self.maximize,
            first: count == 1,
        }
    }
}

/// One step of [`Sgd`].
#[derive(Debug, Clone, Copy)]
pub(super) struct SgdStep {
    lr: f32,
    momentum: f32,
    /// What is left of the gradient by the dampening.
    fresh: f32,
    weight_decay: f32,
    nesterov: bool,
    maximize: bool,
    first: bool,
}

impl SgdStep {
    // ANCHOR: decay
    #[inline(always)]
    fn gradient(&self, p: f32, g: f32) -> f32 {
        let g = if self.maximize { -g } else { g };
        if self.weight_decay != 0.0 { p.mul_add(self.weight_decay, g) } else { g }
    }
    // ANCHOR_END: decay
}

impl Update<0> for SgdStep {
    // ANCHOR: plain
    #[inline(always)]
    fn update(&self, p: f32, g: f32, state: [f32; 0]) -> (f32, [f32; 0]) {
        (self.gradient(p, g).mul_add(-self.lr, p), state)
    }
    // ANCHOR_END: plain
}

impl Update<1> for SgdStep {
    // ANCHOR: momentum
    #[inline(always)]
    fn update(&self, p: f32, g: f32, [velocity]: [f32; 1]) -> (f32, [f32; 1]) {
        let g = self.gradient(p, g);
        // The first velocity is the whole gradient, whatever the dampening.
        let velocity = if self.first { g } else { g.mul_add(self.fresh, self.momentum * velocity) };
        let direction = if self.nesterov { velocity.mul_add(self.momentum, g) } else { velocity };
        (direction.mul_add(-self.lr, p), [velocity])
    }
    // ANCHOR_END: momentum
}
