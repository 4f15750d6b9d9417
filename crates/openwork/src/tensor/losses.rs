//! Losses on tensors: the functions of [`loss`](crate::loss), forward and backward side by side.

use super::{Buffer, Index, Tensor};
use crate::activation::Axis;
use crate::error::{Error, Result};
use crate::loss::{CrossEntropy, Loss, Reduction, Targets};
use std::sync::Arc;

/// What was true, for a cross entropy.
#[derive(Debug, Clone, Copy)]
pub enum Truth<'a> {
    /// The class of each row: an integer tensor without the axis of the classes.
    Index(&'a Index),
    /// The class of each row, where some may be the ignored one; as many as the scores have rows.
    Classes(&'a [i64]),
    /// A distribution for each row, in the shape of the scores.
    Distributions(&'a Tensor),
}

impl Tensor {
    /// A loss of these answers against targets of the same shape. Targets that want a gradient are refused: they have none here.
    ///
    /// # Errors
    /// Shapes that differ, targets that want a gradient, and what [`Loss::forward`] refuses.
    pub fn loss(&self, loss: Loss, targets: &Tensor, reduction: Reduction) -> Result<Tensor> {
        if self.shape() != targets.shape() {
            let got = format!("answers {:?} and targets {:?}", self.shape(), targets.shape());
            return Err(Error::shape(loss.name(), got, "one shape; reshape or expand one of them"));
        }
        refuse_grad(loss.name(), targets)?;
        let (x, t) = (self.values(), targets.values());
        let out = loss.forward(&x, &t, reduction)?;
        let shape: &[usize] = if reduction == Reduction::None { self.shape() } else { &[] };
        Tensor::from_op(loss.name(), &[self], shape, Buffer::from(out), move |step| {
            let mut grad = Buffer::stale(x.len());
            loss.backward(&x, &t, reduction, &step.values(), &mut grad)?;
            step.give(0, grad)
        })
    }

    /// The cross entropy of these scores, whose classes stand along axis 1 (along the only axis of a single row).
    ///
    /// # Errors
    /// Targets that do not fit, a class out of range, and what [`CrossEntropy::forward`] refuses.
    pub fn cross_entropy(&self, loss: CrossEntropy, truth: Truth<'_>) -> Result<Tensor> {
        let axis = Axis::of(self.shape(), if self.rank() > 1 { 1 } else { 0 })?;
        let mut shape = super::Shape::from_slice(self.shape());
        shape.remove(usize::from(self.rank() > 1));
        let misfit =
            |got: String| Err(Error::shape("cross_entropy", got, format!("shape {shape:?}, the scores' without the classes")));
        let targets = match truth {
            Truth::Index(index) if index.shape() != &shape[..] => return misfit(format!("targets {:?}", index.shape())),
            Truth::Index(index) => Known::Classes(index.places().iter().map(|&class| class as i64).collect()),
            Truth::Classes(classes) if classes.len() != super::shape::size(&shape) => {
                return misfit(format!("{} targets", classes.len()));
            }
            Truth::Classes(classes) => Known::Classes(classes.into()),
            Truth::Distributions(targets) if targets.shape() != self.shape() => {
                let got = format!("distributions {:?} for scores {:?}", targets.shape(), self.shape());
                return Err(Error::shape("cross_entropy", got, "one shape"));
            }
            Truth::Distributions(targets) => {
                refuse_grad("cross_entropy", targets)?;
                Known::Distributions(targets.values())
            }
        };
        let x = self.values();
        let (out, rows) = loss.forward(&x, axis, targets.as_targets())?;
        let none = loss.reduction == Reduction::None;
        Tensor::from_op("cross_entropy", &[self], if none { &shape[..] } else { &[] }, Buffer::from(out), move |step| {
            let mut grad = Buffer::stale(x.len());
            loss.backward(&x, axis, targets.as_targets(), &rows, &step.values(), &mut grad)?;
            step.give(0, grad)
        })
    }
}

/// Targets that outlive the forward pass.
enum Known {
    Classes(Arc<[i64]>),
    Distributions(super::Values),
}

impl Known {
    fn as_targets(&self) -> Targets<'_> {
        match self {
            Self::Classes(classes) => Targets::Classes(classes),
            Self::Distributions(values) => Targets::Distributions(values),
        }
    }
}

fn refuse_grad(name: &'static str, targets: &Tensor) -> Result<()> {
    if targets.requires_grad() {
        return Err(Error::gradient(name, "its targets want a gradient, which it does not give; detach() them"));
    }
    Ok(())
}
