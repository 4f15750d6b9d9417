//! A gated layer: one dense layer opened by another.

use super::{Linear, Module, State, inner};
use crate::activation::Gate;
use crate::error::Result;
use crate::tensor::Tensor;

/// `linear1(x) * gate(linear2(x))`: with [`Gate::Sigmoid`] the gated linear unit, with [`Gate::Silu`] SwiGLU.
pub struct Glu {
    linear1: Linear,
    linear2: Linear,
    gate: Gate,
}

impl Glu {
    /// From `inputs` to `outputs`.
    ///
    /// # Errors
    /// No inputs or outputs.
    pub fn new(inputs: usize, outputs: usize, gate: Gate, rng: &mut impl rand::Rng) -> Result<Self> {
        Ok(Self { linear1: Linear::new(inputs, outputs, rng)?, linear2: Linear::new(inputs, outputs, rng)?, gate })
    }
}

impl Module for Glu {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        self.linear1.forward(input)?.gated(&self.linear2.forward(input)?, self.gate)
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        inner("linear1", &self.linear1, visit);
        inner("linear2", &self.linear2, visit);
    }
}
