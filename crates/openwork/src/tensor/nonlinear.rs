//! Activations, softmax and gates on tensors: the functions of [`activation`](crate::activation), forward and backward side by side.

use super::shape::size;
use super::{Buffer, Tensor, Values};
use crate::activation::{self, Activation, Axis, Gate, Masked};
use crate::error::{Error, Result};

impl Tensor {
    /// An activation of every entry.
    ///
    /// # Errors
    /// None today.
    pub fn activation(&self, f: Activation) -> Result<Tensor> {
        let x = self.values();
        let mut out = Buffer::stale(x.len());
        f.forward(&x, &mut out)?;
        Tensor::from_op(f.name(), &[self], self.shape(), out, move |step| {
            let mut grad = Buffer::stale(x.len());
            f.backward(&x, &step.values(), &mut grad)?;
            step.give(0, grad)
        })
    }

    /// max(0, x)
    ///
    /// # Errors
    /// None today.
    pub fn relu(&self) -> Result<Tensor> {
        self.activation(Activation::Relu)
    }

    /// 1 / (1 + e^-x)
    ///
    /// # Errors
    /// None today.
    pub fn sigmoid(&self) -> Result<Tensor> {
        self.activation(Activation::Sigmoid)
    }

    /// The hyperbolic tangent.
    ///
    /// # Errors
    /// None today.
    pub fn tanh(&self) -> Result<Tensor> {
        self.activation(Activation::Tanh)
    }

    /// The softmax along an axis.
    ///
    /// # Errors
    /// An axis out of range.
    pub fn softmax(&self, axis: isize, masked: Masked) -> Result<Tensor> {
        let axis = Axis::of(self.shape(), axis)?;
        let mut out = Buffer::stale(self.len());
        activation::softmax(&self.values(), axis, masked, &mut out)?;
        let y = Values::from(out);
        Tensor::from_op("softmax", &[self], self.shape(), y.clone(), move |step| {
            let mut grad = Buffer::stale(y.len());
            activation::softmax_backward(&y, &step.values(), axis, &mut grad)?;
            step.give(0, grad)
        })
    }

    /// The logarithm of the softmax along an axis.
    ///
    /// # Errors
    /// An axis out of range.
    pub fn log_softmax(&self, axis: isize, masked: Masked) -> Result<Tensor> {
        let axis = Axis::of(self.shape(), axis)?;
        let mut out = Buffer::stale(self.len());
        activation::log_softmax(&self.values(), axis, masked, &mut out)?;
        let y = Values::from(out);
        Tensor::from_op("log_softmax", &[self], self.shape(), y.clone(), move |step| {
            let mut grad = Buffer::stale(y.len());
            activation::log_softmax_backward(&y, &step.values(), axis, &mut grad)?;
            step.give(0, grad)
        })
    }

    /// The first half along an axis, opened by the second.
    ///
    /// # Errors
    /// An axis out of range, or of odd length.
    pub fn glu(&self, axis: isize, gate: Gate) -> Result<Tensor> {
        let along = Axis::of(self.shape(), axis)?;
        let counted = super::shape::axis_of("glu", axis, self.rank())?;
        let mut shape = super::Shape::from_slice(self.shape());
        shape[counted] /= 2;
        let x = self.values();
        let mut out = Buffer::stale(size(&shape));
        activation::glu(&x, along, gate, &mut out)?;
        Tensor::from_op("glu", &[self], &shape, out, move |step| {
            let mut grad = Buffer::stale(x.len());
            activation::glu_backward(&x, &step.values(), along, gate, &mut grad)?;
            step.give(0, grad)
        })
    }

    /// This tensor, opened by a gate of the same shape.
    ///
    /// # Errors
    /// Shapes that differ.
    pub fn gated(&self, by: &Tensor, gate: Gate) -> Result<Tensor> {
        if self.shape() != by.shape() {
            let got = format!("shapes {:?} and {:?}", self.shape(), by.shape());
            return Err(Error::shape("gated", got, "one shape"));
        }
        let (a, b) = (self.values(), by.values());
        let mut out = Buffer::stale(a.len());
        activation::gated(&a, &b, gate, &mut out)?;
        Tensor::from_op("gated", &[self, by], self.shape(), out, move |step| {
            let (mut to_a, mut to_b) = (Buffer::stale(a.len()), Buffer::stale(b.len()));
            activation::gated_backward(&a, &b, &step.values(), gate, (&mut to_a, &mut to_b))?;
            step.give(0, to_a)?;
            step.give(1, to_b)
        })
    }
}
