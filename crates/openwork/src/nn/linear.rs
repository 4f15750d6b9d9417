//! Dense layers, and layers one after the other.

use super::module::inner;
use super::{Init, Module, State};
use crate::error::{Error, Result};
use crate::tensor::Tensor;

/// A dense layer: `x W' + b`, with `weight` of shape `(out, in)` and `bias` of shape `(out)`.
pub struct Linear {
    weight: Tensor,
    bias: Option<Tensor>,
}

impl Linear {
    /// `inputs` to `outputs`, with weight and bias evenly within 1 / sqrt(inputs), as in PyTorch.
    ///
    /// # Errors
    /// No inputs or outputs.
    pub fn new(inputs: usize, outputs: usize, rng: &mut impl rand::Rng) -> Result<Self> {
        Self::with_bias(inputs, outputs, true, rng)
    }

    /// As [`new`](Self::new), with or without a bias.
    ///
    /// # Errors
    /// No inputs or outputs.
    pub fn with_bias(inputs: usize, outputs: usize, bias: bool, rng: &mut impl rand::Rng) -> Result<Self> {
        if inputs == 0 || outputs == 0 {
            return Err(Error::setting("inputs, outputs", format!("{inputs}, {outputs}"), "at least 1 each"));
        }
        let weight = Init::KaimingUniform(5.0_f32.sqrt()).parameter(&[outputs, inputs], rng)?;
        let bound = 1.0 / (inputs as f32).sqrt();
        let bias = bias.then(|| Init::Uniform(-bound, bound).parameter(&[outputs], rng)).transpose()?;
        Ok(Self { weight, bias })
    }

    /// The weight, shape `(out, in)`.
    pub fn weight(&self) -> &Tensor {
        &self.weight
    }

    /// The bias, shape `(out)`.
    pub fn bias(&self) -> Option<&Tensor> {
        self.bias.as_ref()
    }
}

impl Module for Linear {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        input.linear(&self.weight, self.bias.as_ref())
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        visit("weight", State::Parameter(self.weight.clone()));
        if let Some(bias) = &self.bias {
            visit("bias", State::Parameter(bias.clone()));
        }
    }
}

/// Modules one after the other, named 0, 1, 2 ... as in PyTorch.
#[derive(Default)]
pub struct Sequential {
    modules: Vec<Box<dyn Module>>,
}

impl Sequential {
    /// None yet: the input itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more module at the end.
    #[must_use]
    pub fn then(mut self, module: impl Module + 'static) -> Self {
        self.modules.push(Box::new(module));
        self
    }

    /// How many modules there are.
    pub fn len(&self) -> usize {
        self.modules.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }
}

impl Module for Sequential {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        self.modules.iter().try_fold(input.clone(), |x, module| module.forward(&x))
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        for (i, module) in self.modules.iter().enumerate() {
            inner(&i.to_string(), module.as_ref(), visit);
        }
    }

    fn train(&mut self, training: bool) {
        self.modules.iter_mut().for_each(|module| module.train(training));
    }
}
