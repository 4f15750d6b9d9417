//! Normalisation and dropout on tensors: the functions of [`nn`](crate::nn), forward and backward side by side.

use super::shape::size;
use super::{Buffer, Tensor};
use crate::activation::Axis;
use crate::error::{Error, Result};
use crate::nn::{BatchNorm, Dropout, LayerNorm, RmsNorm, RunningStatistics};

impl Tensor {
    /// Each entry kept and scaled, or left out; `call` counts the calls, so that each has a mask of its own.
    ///
    /// # Errors
    /// None today.
    pub fn dropout(&self, dropout: Dropout, call: u64) -> Result<Tensor> {
        let mut out = Buffer::stale(self.len());
        dropout.apply(&self.values(), call, &mut out)?;
        Tensor::from_op("dropout", &[self], self.shape(), out, move |step| {
            let gradient = step.values();
            let mut grad = Buffer::stale(gradient.len());
            dropout.apply(&gradient, call, &mut grad)?;
            step.give(0, grad)
        })
    }

    /// Each row, the last axes of shape `normal`, less its mean and over its deviation, times `weight` plus `bias` of that shape.
    ///
    /// # Errors
    /// Shapes that do not fit, a negative epsilon.
    pub fn layer_norm(&self, normal: &[usize], weight: Option<&Tensor>, bias: Option<&Tensor>, eps: f32) -> Result<Tensor> {
        let norm = LayerNorm::new(rows("layer_norm", self, normal, [weight, bias])?).eps(eps);
        let (x, w, b) = (self.values(), weight.map(Tensor::values), bias.map(Tensor::values));
        let mut out = Buffer::stale(x.len());
        let moments = norm.forward(&x, w.as_deref(), b.as_deref(), &mut out)?;
        let at = [1, 1 + usize::from(weight.is_some())];
        let inputs: Vec<&Tensor> = [Some(self), weight, bias].into_iter().flatten().collect();
        Tensor::from_op("layer_norm", &inputs, self.shape(), out, move |step| {
            let mut grad = Buffer::stale(x.len());
            let (to_weight, to_bias) = norm.backward(&x, &moments, w.as_deref(), &step.values(), &mut grad)?;
            step.give(0, grad)?;
            if w.is_some() {
                step.give(at[0], Buffer::from(to_weight))?;
            }
            if b.is_some() {
                step.give(at[1], Buffer::from(to_bias))?;
            }
            Ok(())
        })
    }

    /// Each row, the last axes of shape `normal`, over the root of its mean square, times `weight` of that shape.
    ///
    /// # Errors
    /// Shapes that do not fit, a negative epsilon.
    pub fn rms_norm(&self, normal: &[usize], weight: Option<&Tensor>, eps: f32) -> Result<Tensor> {
        let norm = RmsNorm::new(rows("rms_norm", self, normal, [weight, None])?).eps(eps);
        let (x, w) = (self.values(), weight.map(Tensor::values));
        let mut out = Buffer::stale(x.len());
        let inverses = norm.forward(&x, w.as_deref(), &mut out)?;
        let inputs: Vec<&Tensor> = [Some(self), weight].into_iter().flatten().collect();
        Tensor::from_op("rms_norm", &inputs, self.shape(), out, move |step| {
            let mut grad = Buffer::stale(x.len());
            let to_weight = norm.backward(&x, &inverses, w.as_deref(), &step.values(), &mut grad)?;
            step.give(0, grad)?;
            if w.is_some() { step.give(1, Buffer::from(to_weight)) } else { Ok(()) }
        })
    }

    /// Each channel (axis 1) normalised over the batch, times `weight` plus `bias`, one each a channel. With the batch's own statistics, which are
    /// then told to `running`; or with those of `running` where `training` is false.
    ///
    /// # Errors
    /// Fewer than two axes, shapes that do not fit, a batch with one number a channel while training.
    pub fn batch_norm(
        &self,
        norm: BatchNorm,
        running: Option<&mut RunningStatistics>,
        (weight, bias): (Option<&Tensor>, Option<&Tensor>),
        training: bool,
    ) -> Result<Tensor> {
        if self.rank() < 2 {
            return Err(Error::shape("batch_norm", format!("shape {:?}", self.shape()), "at least two axes, (batch, channel, ...)"));
        }
        let axis = Axis::of(self.shape(), 1)?;
        let (x, w, b) = (self.values(), weight.map(Tensor::values), bias.map(Tensor::values));
        let mut out = Buffer::stale(x.len());
        let at = 1 + usize::from(weight.is_some());
        let inputs: Vec<&Tensor> = [Some(self), weight, bias].into_iter().flatten().collect();
        let shape = self.shape();
        match running {
            Some(running) if !training => {
                norm.infer(&x, axis, running, w.as_deref(), b.as_deref(), &mut out)?;
                let running = running.clone();
                Tensor::from_op("batch_norm", &inputs, shape, out, move |step| {
                    let mut grad = Buffer::stale(x.len());
                    let gives = norm.infer_backward(&x, axis, &running, w.as_deref(), &step.values(), &mut grad)?;
                    give_affine(step, grad, gives, (w.is_some(), b.is_some().then_some(at)))
                })
            }
            running => {
                let statistics = norm.forward(&x, axis, w.as_deref(), b.as_deref(), &mut out)?;
                if let Some(running) = running {
                    running.update(&statistics, norm.momentum)?;
                }
                Tensor::from_op("batch_norm", &inputs, shape, out, move |step| {
                    let mut grad = Buffer::stale(x.len());
                    let gives = norm.backward(&x, axis, &statistics, w.as_deref(), &step.values(), &mut grad)?;
                    give_affine(step, grad, gives, (w.is_some(), b.is_some().then_some(at)))
                })
            }
        }
    }
}

/// Gives the gradients of an input, a weight and a bias, of which the last two need not be there.
fn give_affine(
    step: &mut super::Backward<'_>,
    grad: Buffer,
    (to_weight, to_bias): (Vec<f32>, Vec<f32>),
    (weight, bias): (bool, Option<usize>),
) -> Result<()> {
    step.give(0, grad)?;
    if weight {
        step.give(1, Buffer::from(to_weight))?;
    }
    bias.map_or(Ok(()), |at| step.give(at, Buffer::from(to_bias)))
}

/// The length of a row whose last axes are `normal`.
fn rows(name: &'static str, x: &Tensor, normal: &[usize], parameters: [Option<&Tensor>; 2]) -> Result<usize> {
    if normal.is_empty() || !x.shape().ends_with(normal) {
        return Err(Error::shape(name, format!("shape {:?}", x.shape()), format!("last axes {normal:?}, those that are normalised")));
    }
    match parameters.into_iter().flatten().find(|parameter| parameter.shape() != normal) {
        Some(parameter) => Err(Error::shape(name, format!("a parameter of shape {:?}", parameter.shape()), format!("shape {normal:?}"))),
        None => Ok(size(normal)),
    }
}
