//! Layers over the functions: each holds its parameters, in PyTorch's names and shapes.

use super::{BatchNorm, Dropout, Init, Linear, Module, RunningStatistics, State, module::inner};
use crate::activation::{Activation as Function, Gate};
use crate::error::{Error, Result};
use crate::tensor::{Index, Tensor};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// An activation as a layer.
#[derive(Debug, Clone, Copy)]
pub struct Activation(pub Function);

impl Module for Activation {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        input.activation(self.0)
    }

    fn state(&self, _: &mut dyn FnMut(&str, State)) {}
}

/// Axes `first` to `last` made one.
#[derive(Debug, Clone, Copy)]
pub struct Flatten {
    /// The first of them; PyTorch's default is 1.
    pub first: isize,
    /// The last of them; PyTorch's default is -1.
    pub last: isize,
}

impl Module for Flatten {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        input.flatten(self.first, self.last)
    }

    fn state(&self, _: &mut dyn FnMut(&str, State)) {}
}

/// A table of vectors, one for each word.
pub struct Embedding {
    weight: Tensor,
}

impl Embedding {
    /// `words` vectors of `size` numbers, normal with deviation 1 as in PyTorch.
    ///
    /// # Errors
    /// No words, or no numbers.
    pub fn new(words: usize, size: usize, rng: &mut impl rand::Rng) -> Result<Self> {
        if words == 0 || size == 0 {
            return Err(Error::setting("words, size", format!("{words}, {size}"), "at least 1 each"));
        }
        Ok(Self { weight: Init::Normal(0.0, 1.0).parameter(&[words, size], rng)? })
    }

    /// The table, shape `(words, size)`.
    pub fn weight(&self) -> &Tensor {
        &self.weight
    }

    /// The vectors of these words: the shape of the words, then the size of a vector.
    ///
    /// # Errors
    /// A word out of range.
    pub fn look_up(&self, words: &Index) -> Result<Tensor> {
        let rows = self.weight.index_select(0, &Index::new(&[words.places().len()], words.places())?)?;
        let shape: Vec<isize> = words.shape().iter().chain(&self.weight.shape()[1..]).map(|&n| n as isize).collect();
        rows.reshape(&shape)
    }
}

impl Module for Embedding {
    /// The words as whole numbers in a tensor; [`look_up`](Self::look_up) takes them as an index.
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let values = input.values();
        if let Some(i) = values.iter().position(|&v| !(v >= 0.0) || v.fract() != 0.0) {
            return Err(Error::setting("words", format!("{} at entry {i}", values[i]), "whole numbers from 0"));
        }
        let places: Vec<usize> = values.iter().map(|&v| v as usize).collect();
        self.look_up(&Index::new(input.shape(), places)?)
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        visit("weight", State::Parameter(self.weight.clone()));
    }
}

/// Layer normalisation over the last axes, with a weight and a bias for each place.
pub struct LayerNorm {
    shape: Vec<usize>,
    weight: Tensor,
    bias: Tensor,
    eps: f32,
}

impl LayerNorm {
    /// Over last axes of this shape: weight 1, bias 0, epsilon 1e-5 as in PyTorch.
    pub fn new(shape: &[usize]) -> Self {
        Self { shape: shape.to_vec(), weight: Tensor::ones(shape).with_grad(), bias: Tensor::zeros(shape).with_grad(), eps: 1e-5 }
    }

    /// With another epsilon.
    #[must_use]
    pub fn eps(self, eps: f32) -> Self {
        Self { eps, ..self }
    }
}

impl Module for LayerNorm {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        input.layer_norm(&self.shape, Some(&self.weight), Some(&self.bias), self.eps)
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        visit("weight", State::Parameter(self.weight.clone()));
        visit("bias", State::Parameter(self.bias.clone()));
    }
}

/// Root-mean-square normalisation over the last axes, with a weight for each place.
pub struct RmsNorm {
    shape: Vec<usize>,
    weight: Tensor,
    eps: f32,
}

impl RmsNorm {
    /// Over last axes of this shape: weight 1, PyTorch's epsilon (the distance from 1 to the next f32).
    pub fn new(shape: &[usize]) -> Self {
        Self { shape: shape.to_vec(), weight: Tensor::ones(shape).with_grad(), eps: f32::EPSILON }
    }

    /// With another epsilon.
    #[must_use]
    pub fn eps(self, eps: f32) -> Self {
        Self { eps, ..self }
    }
}

impl Module for RmsNorm {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        input.rms_norm(&self.shape, Some(&self.weight), self.eps)
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        visit("weight", State::Parameter(self.weight.clone()));
    }
}

/// Batch normalisation of axis 1, for `(N, C)` or `(N, C, L)` (PyTorch's BatchNorm1d) and `(N, C, H, W)` (BatchNorm2d).
pub struct BatchNormLayer {
    norm: BatchNorm,
    ranks: &'static [usize],
    weight: Tensor,
    bias: Tensor,
    mean: Tensor,
    variance: Tensor,
    batches: Arc<AtomicI64>,
    training: bool,
}

impl BatchNormLayer {
    /// For `(N, C)` and `(N, C, L)`: weight 1, bias 0, running mean 0 and variance 1.
    pub fn new_1d(channels: usize, norm: BatchNorm) -> Self {
        Self::new(channels, norm, &[2, 3])
    }

    /// For `(N, C, H, W)`.
    pub fn new_2d(channels: usize, norm: BatchNorm) -> Self {
        Self::new(channels, norm, &[4])
    }

    fn new(channels: usize, norm: BatchNorm, ranks: &'static [usize]) -> Self {
        let (ones, zeros) = (|| Tensor::ones(&[channels]), || Tensor::zeros(&[channels]));
        Self {
            norm,
            ranks,
            weight: ones().with_grad(),
            bias: zeros().with_grad(),
            mean: zeros(),
            variance: ones(),
            batches: Arc::default(),
            training: true,
        }
    }
}

impl Module for BatchNormLayer {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        if !self.ranks.contains(&input.rank()) {
            let want = if self.ranks == [4] { "(batch, channel, height, width)" } else { "(batch, channel) or (batch, channel, length)" };
            return Err(Error::shape("batch_norm", format!("shape {:?}", input.shape()), want));
        }
        let batches = u64::try_from(self.batches.load(Ordering::Relaxed)).unwrap_or(0);
        let mut running = RunningStatistics { mean: self.mean.to_vec(), variance: self.variance.to_vec(), batches };
        let out = input.batch_norm(self.norm, Some(&mut running), (Some(&self.weight), Some(&self.bias)), self.training)?;
        if self.training {
            self.mean.update(|mean| mean.copy_from_slice(&running.mean))?;
            self.variance.update(|variance| variance.copy_from_slice(&running.variance))?;
            self.batches.fetch_add(1, Ordering::Relaxed);
        }
        Ok(out)
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        visit("weight", State::Parameter(self.weight.clone()));
        visit("bias", State::Parameter(self.bias.clone()));
        visit("running_mean", State::Buffer(self.mean.clone()));
        visit("running_var", State::Buffer(self.variance.clone()));
        visit("num_batches_tracked", State::Count(self.batches.clone()));
    }

    fn train(&mut self, training: bool) {
        self.training = training;
    }
}

/// Dropout while training; the input itself in use.
pub struct DropoutLayer {
    dropout: Dropout,
    calls: AtomicU64,
    training: bool,
}

impl DropoutLayer {
    /// With that probability and seed.
    pub fn new(dropout: Dropout) -> Self {
        Self { dropout, calls: AtomicU64::new(0), training: true }
    }
}

impl Module for DropoutLayer {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        if !self.training || self.dropout.p() == 0.0 {
            return Ok(input.clone());
        }
        input.dropout(self.dropout, self.calls.fetch_add(1, Ordering::Relaxed))
    }

    fn state(&self, _: &mut dyn FnMut(&str, State)) {}

    fn train(&mut self, training: bool) {
        self.training = training;
    }
}

/// The gated linear unit as a layer: `value(x)` opened by `gate(x)`, both dense.
pub struct Glu {
    value: Linear,
    gate: Linear,
    by: Gate,
}

impl Glu {
    /// `inputs` to `outputs`.
    ///
    /// # Errors
    /// No inputs or outputs.
    pub fn new(inputs: usize, outputs: usize, by: Gate, rng: &mut impl rand::Rng) -> Result<Self> {
        Ok(Self { value: Linear::new(inputs, outputs, rng)?, gate: Linear::new(inputs, outputs, rng)?, by })
    }
}

impl Module for Glu {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        self.value.forward(input)?.gated(&self.gate.forward(input)?, self.by)
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        inner("linear1", &self.value, visit);
        inner("linear2", &self.gate, visit);
    }
}
