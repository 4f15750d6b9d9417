#![doc = include_str!("rmsprop.md")]

use super::adam::mix;
use super::check;
use crate::error::Result;
use crate::kernels::update::Update;
use serde::{Deserialize, Serialize};

/// RMSProp: its settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RmsProp {
    /// Learning rate.
    pub lr: f64,
    /// Share of the averages that is kept.
    pub alpha: f64,
    /// Added to the root.
    pub eps: f64,
    /// Decay: this share of the parameter is added to its gradient.
    pub weight_decay: f64,
    /// Share of the velocity that is kept, 0 for none.
    pub momentum: f64,
    /// Whether the gradient is divided by its deviation rather than by the root of its mean square.
    pub centered: bool,
    /// Whether to climb rather than descend.
    pub maximize: bool,
}

impl RmsProp {
    /// RMSProp with a learning rate, the rest as PyTorch has it.
    pub fn new(lr: f64) -> Self {
        Self { lr, alpha: 0.99, eps: 1e-8, weight_decay: 0.0, momentum: 0.0, centered: false, maximize: false }
    }

    /// Share of the averages that is kept.
    pub fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    /// What is added to the root.
    pub fn eps(self, eps: f64) -> Self {
        Self { eps, ..self }
    }

    /// Decay that is added to the gradient.
    pub fn weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// Share of the velocity that is kept.
    pub fn momentum(self, momentum: f64) -> Self {
        Self { momentum, ..self }
    }

    /// Divide by the deviation.
    pub fn centered(self, centered: bool) -> Self {
        Self { centered, ..self }
    }

    /// Climb rather than descend.
    pub fn maximize(self, maximize: bool) -> Self {
        Self { maximize, ..self }
    }

    pub(super) fn check(&self) -> Result<()> {
        check::at_least_zero("lr", self.lr)?;
        check::share("alpha", self.alpha, true)?;
        check::at_least_zero("eps", self.eps)?;
        check::at_least_zero("weight_decay", self.weight_decay)?;
        check::at_least_zero("momentum", self.momentum)
    }

    pub(super) fn step(&self) -> RmsPropStep {
        RmsPropStep {
            lr: self.lr as f32,
            alpha: self.alpha as f32,
            fresh: (1.0 - self.alpha) as f32,
            eps: self.eps as f32,
            weight_decay: self.weight_decay as f32,
            momentum: self.momentum as f32,
            maximize: self.maximize,
        }
    }
}

/// One step of [`RmsProp`].
#[derive(Debug, Clone, Copy)]
pub(super) struct RmsPropStep {
    lr: f32,
    alpha: f32,
    fresh: f32,
    eps: f32,
    weight_decay: f32,
    momentum: f32,
    maximize: bool,
}

impl RmsPropStep {
    #[inline(always)]
    fn gradient(&self, p: f32, g: f32) -> f32 {
        let g = if self.maximize { -g } else { g };
        if self.weight_decay != 0.0 { p.mul_add(self.weight_decay, g) } else { g }
    }

    // ANCHOR: square
    #[inline(always)]
    fn square(&self, square: f32, g: f32) -> f32 {
        (self.fresh * g).mul_add(g, self.alpha * square)
    }
    // ANCHOR_END: square
}

impl Update<1> for RmsPropStep {
    // ANCHOR: update
    #[inline(always)]
    fn update(&self, p: f32, g: f32, [square]: [f32; 1]) -> (f32, [f32; 1]) {
        let g = self.gradient(p, g);
        let square = self.square(square, g);
        (p - self.lr * g / (square.sqrt() + self.eps), [square])
    }
    // ANCHOR_END: update
}

/// With momentum.
#[derive(Debug, Clone, Copy)]
pub(super) struct WithMomentum(pub RmsPropStep);

impl Update<2> for WithMomentum {
    // ANCHOR: momentum
    #[inline(always)]
    fn update(&self, p: f32, g: f32, [square, velocity]: [f32; 2]) -> (f32, [f32; 2]) {
        let g = self.0.gradient(p, g);
        let square = self.0.square(square, g);
        let velocity = self.0.momentum * velocity + g / (square.sqrt() + self.0.eps);
        (velocity.mul_add(-self.0.lr, p), [square, velocity])
    }
    // ANCHOR_END: momentum
}

/// Divided by the deviation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Centered(pub RmsPropStep);

impl Centered {
    // ANCHOR: centered
    #[inline(always)]
    fn deviation(&self, g: f32, square: f32, mean: f32) -> (f32, f32, f32) {
        let square = self.0.square(square, g);
        let mean = mix(mean, g, self.0.fresh);
        // The mean of squares and the square of the mean may nearly agree: their difference is rounded once.
        (square, mean, (-mean).mul_add(mean, square).sqrt() + self.0.eps)
    }
    // ANCHOR_END: centered
}

impl Update<2> for Centered {
    #[inline(always)]
    fn update(&self, p: f32, g: f32, [square, mean]: [f32; 2]) -> (f32, [f32; 2]) {
        let g = self.0.gradient(p, g);
        let (square, mean, deviation) = self.deviation(g, square, mean);
        (p - self.0.lr * g / deviation, [square, mean])
    }
}

impl Update<3> for Centered {
    #[inline(always)]
    fn update(&self, p: f32, g: f32, [square, mean, velocity]: [f32; 3]) -> (f32, [f32; 3]) {
        let g = self.0.gradient(p, g);
        let (square, mean, deviation) = self.deviation(g, square, mean);
        let velocity = self.0.momentum * velocity + g / deviation;
        (velocity.mul_add(-self.0.lr, p), [square, mean, velocity])
    }
}
