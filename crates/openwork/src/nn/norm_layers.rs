//! Normalisation as layers and as operations on tensors.

use super::{BatchNormalise, BatchStatistics, LayerNormalise, Module, RmsNormalise, RunningStatistics, State};
use crate::activation::Axis;
use crate::error::{Error, Result};
use crate::tensor::{Buffer, Tensor, Values};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Batch normalisation as a layer, for `(N, C)` and `(N, C, L)` (PyTorch's `BatchNorm1d`) or `(N, C, H, W)` (its `BatchNorm2d`).
pub struct BatchNorm {
    norm: BatchNormalise,
    ranks: &'static [usize],
    weight: Tensor,
    bias: Tensor,
    running_mean: Tensor,
    running_var: Tensor,
    batches: Arc<AtomicI64>,
    training: bool,
}

impl BatchNorm {
    /// For `(N, C)` or `(N, C, L)`.
    pub fn one_d(channels: usize) -> Self {
        Self::over(channels, &[2, 3])
    }

    /// For `(N, C, H, W)`.
    pub fn two_d(channels: usize) -> Self {
        Self::over(channels, &[4])
    }

    fn over(channels: usize, ranks: &'static [usize]) -> Self {
        Self {
            norm: BatchNormalise::new(),
            ranks,
            weight: Tensor::ones(&[channels]).with_grad(),
            bias: Tensor::zeros(&[channels]).with_grad(),
            running_mean: Tensor::zeros(&[channels]),
            running_var: Tensor::ones(&[channels]),
            batches: Arc::default(),
            training: true,
        }
    }

    /// Epsilon and momentum.
    #[must_use]
    pub fn settings(mut self, norm: BatchNormalise) -> Self {
        self.norm = norm;
        self
    }

    fn running(&self) -> RunningStatistics {
        RunningStatistics {
            mean: self.running_mean.to_vec(),
            variance: self.running_var.to_vec(),
            batches: self.batches.load(Ordering::Relaxed).max(0) as u64,
        }
    }
}

impl Module for BatchNorm {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        if !self.ranks.contains(&input.rank()) {
            let wanted: Vec<String> = self.ranks.iter().map(ToString::to_string).collect();
            let got = format!("shape {:?}", input.shape());
            return Err(Error::shape("the input of batch_norm", got, format!("{} axes", wanted.join(" or "))));
        }
        let parameters = (Some(&self.weight), Some(&self.bias));
        if !self.training {
            return input.batch_norm_inference(self.norm, self.running(), parameters.0, parameters.1);
        }
        let mut running = self.running();
        let (result, batch) = input.batch_norm(self.norm, parameters.0, parameters.1)?;
        running.update(&batch, self.norm.momentum)?;
        self.running_mean.update(|mean| mean.copy_from_slice(&running.mean))?;
        self.running_var.update(|variance| variance.copy_from_slice(&running.variance))?;
        self.batches.fetch_add(1, Ordering::Relaxed);
        Ok(result)
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        visit("weight", State::Parameter(self.weight.clone()));
        visit("bias", State::Parameter(self.bias.clone()));
        visit("running_mean", State::Buffer(self.running_mean.clone()));
        visit("running_var", State::Buffer(self.running_var.clone()));
        visit("num_batches_tracked", State::Count(self.batches.clone()));
    }

    fn train(&mut self, training: bool) {
        self.training = training;
    }
}

/// Layer normalisation as a layer, over the last axes.
pub struct LayerNorm {
    norm: LayerNormalise,
    weight: Tensor,
    bias: Option<Tensor>,
}

impl LayerNorm {
    /// Over the last axes, whose shape this is; with a bias or without.
    pub fn new(shape: &[usize], bias: bool) -> Self {
        Self {
            norm: LayerNormalise::new(shape.iter().product()),
            weight: Tensor::ones(shape).with_grad(),
            bias: bias.then(|| Tensor::zeros(shape).with_grad()),
        }
    }

    /// What is added to the variance.
    #[must_use]
    pub fn eps(mut self, eps: f32) -> Self {
        self.norm = self.norm.eps(eps);
        self
    }
}

impl Module for LayerNorm {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        check_last("layer_norm", input, self.weight.shape())?;
        input.layer_norm(self.norm, Some(&self.weight), self.bias.as_ref())
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        visit("weight", State::Parameter(self.weight.clone()));
        if let Some(bias) = &self.bias {
            visit("bias", State::Parameter(bias.clone()));
        }
    }
}

/// Root-mean-square normalisation as a layer, over the last axes.
pub struct RmsNorm {
    norm: RmsNormalise,
    weight: Tensor,
}

impl RmsNorm {
    /// Over the last axes, whose shape this is.
    pub fn new(shape: &[usize]) -> Self {
        Self { norm: RmsNormalise::new(shape.iter().product()), weight: Tensor::ones(shape).with_grad() }
    }

    /// What is added to the mean square.
    #[must_use]
    pub fn eps(mut self, eps: f32) -> Self {
        self.norm = self.norm.eps(eps);
        self
    }
}

impl Module for RmsNorm {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        check_last("rms_norm", input, self.weight.shape())?;
        input.rms_norm(self.norm, Some(&self.weight))
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        visit("weight", State::Parameter(self.weight.clone()));
    }
}

fn check_last(name: &'static str, input: &Tensor, shape: &[usize]) -> Result<()> {
    if input.shape().ends_with(shape) {
        return Ok(());
    }
    Err(Error::shape(format!("the input of {name}"), format!("shape {:?}", input.shape()), format!("last axes {shape:?}")))
}

/// The entries of an optional tensor.
fn entries(tensor: Option<&Tensor>) -> Option<Values> {
    tensor.map(Tensor::values)
}

/// The input and what of weight and bias there is, in this order: the inputs of the operation.
fn inputs<'a>(x: &'a Tensor, weight: Option<&'a Tensor>, bias: Option<&'a Tensor>) -> Vec<&'a Tensor> {
    [Some(x), weight, bias].into_iter().flatten().collect()
}

impl Tensor {
    /// The batch normalisation of training, over axis 1, and the statistics of the batch.
    ///
    /// # Errors
    /// What [`BatchNormalise::forward`] refuses, and a tensor without axis 1.
    pub fn batch_norm(
        &self,
        norm: BatchNormalise,
        weight: Option<&Tensor>,
        bias: Option<&Tensor>,
    ) -> Result<(Tensor, BatchStatistics)> {
        let axis = Axis::of(self.shape(), 1)?;
        let (x, w, b) = (self.values(), entries(weight), entries(bias));
        let mut out = Buffer::stale(x.len());
        let statistics = norm.forward(&x, axis, w.as_deref(), b.as_deref(), &mut out)?;
        let kept = statistics.clone();
        let places = (weight.is_some(), bias.is_some());
        let result = Tensor::from_op("batch_norm", &inputs(self, weight, bias), self.shape(), out, move |step| {
            let mut out = Buffer::stale(x.len());
            let (to_weight, to_bias) = norm.backward(&x, axis, &kept, w.as_deref(), &step.values(), &mut out)?;
            step.give(0, out)?;
            if places.0 {
                step.give(1, Buffer::from(to_weight))?;
            }
            if places.1 { step.give(1 + usize::from(places.0), Buffer::from(to_bias)) } else { Ok(()) }
        })?;
        Ok((result, statistics))
    }

    /// The batch normalisation of inference, over axis 1, by running statistics.
    ///
    /// # Errors
    /// What [`BatchNormalise::infer`] refuses, and a tensor without axis 1.
    pub fn batch_norm_inference(
        &self,
        norm: BatchNormalise,
        running: RunningStatistics,
        weight: Option<&Tensor>,
        bias: Option<&Tensor>,
    ) -> Result<Tensor> {
        let axis = Axis::of(self.shape(), 1)?;
        let (x, w, b) = (self.values(), entries(weight), entries(bias));
        let mut out = Buffer::stale(x.len());
        norm.infer(&x, axis, &running, w.as_deref(), b.as_deref(), &mut out)?;
        let places = (weight.is_some(), bias.is_some());
        Tensor::from_op("batch_norm", &inputs(self, weight, bias), self.shape(), out, move |step| {
            let mut out = Buffer::stale(x.len());
            let (to_weight, to_bias) = norm.infer_backward(&x, axis, &running, w.as_deref(), &step.values(), &mut out)?;
            step.give(0, out)?;
            if places.0 {
                step.give(1, Buffer::from(to_weight))?;
            }
            if places.1 { step.give(1 + usize::from(places.0), Buffer::from(to_bias)) } else { Ok(()) }
        })
    }

    /// The layer normalisation over the last entries, as many as the settings say.
    ///
    /// # Errors
    /// What [`LayerNormalise::forward`] refuses.
    pub fn layer_norm(&self, norm: LayerNormalise, weight: Option<&Tensor>, bias: Option<&Tensor>) -> Result<Tensor> {
        let (x, w, b) = (self.values(), entries(weight), entries(bias));
        let mut out = Buffer::stale(x.len());
        let moments = norm.forward(&x, w.as_deref(), b.as_deref(), &mut out)?;
        let places = (weight.is_some(), bias.is_some());
        Tensor::from_op("layer_norm", &inputs(self, weight, bias), self.shape(), out, move |step| {
            let mut out = Buffer::stale(x.len());
            let (to_weight, to_bias) = norm.backward(&x, &moments, w.as_deref(), &step.values(), &mut out)?;
            step.give(0, out)?;
            if places.0 {
                step.give(1, Buffer::from(to_weight))?;
            }
            if places.1 { step.give(1 + usize::from(places.0), Buffer::from(to_bias)) } else { Ok(()) }
        })
    }

    /// The root-mean-square normalisation over the last entries, as many as the settings say.
    ///
    /// # Errors
    /// What [`RmsNormalise::forward`] refuses.
    pub fn rms_norm(&self, norm: RmsNormalise, weight: Option<&Tensor>) -> Result<Tensor> {
        let (x, w) = (self.values(), entries(weight));
        let mut out = Buffer::stale(x.len());
        let inverses = norm.forward(&x, w.as_deref(), &mut out)?;
        let weighted = weight.is_some();
        Tensor::from_op("rms_norm", &inputs(self, weight, None), self.shape(), out, move |step| {
            let mut out = Buffer::stale(x.len());
            let to_weight = norm.backward(&x, &inverses, w.as_deref(), &step.values(), &mut out)?;
            step.give(0, out)?;
            if weighted { step.give(1, Buffer::from(to_weight)) } else { Ok(()) }
        })
    }
}

#[cfg(test)]
#[path = "norm_layers_tests.rs"]
mod tests;
