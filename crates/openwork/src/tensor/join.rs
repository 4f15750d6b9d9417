//! Several tensors become one: concatenation and stacking.

use super::shape::{Shape, axis_of, size};
use super::{Buffer, Tensor};
use crate::error::{Error, Result};

impl Tensor {
    /// Tensors one after the other along an axis. Each gets back its own part of the gradient.
    ///
    /// # Errors
    /// No tensors; shapes that differ along another axis.
    pub fn cat(tensors: &[&Tensor], axis: isize) -> Result<Tensor> {
        let Some(first) = tensors.first() else { return Err(Error::empty("cat", "at least one tensor")) };
        let axis = axis_of("cat", axis, first.rank())?;
        let mut shape = Shape::from_slice(first.shape());
        shape[axis] = 0;
        for (i, tensor) in tensors.iter().enumerate() {
            let same = tensor.rank() == shape.len() && (0..shape.len()).all(|a| a == axis || tensor.shape()[a] == shape[a]);
            if !same {
                let got = format!("shapes {:?} and {:?} (tensors 0 and {i})", first.shape(), tensor.shape());
                return Err(Error::shape("cat", got, format!("shapes that differ along axis {axis} alone")));
            }
            shape[axis] += tensor.shape()[axis];
        }
        // Each tensor is `outer` blocks of so many entries.
        let outer = size(&shape[..axis]);
        let inner = size(&shape[axis + 1..]);
        let blocks: Vec<usize> = tensors.iter().map(|tensor| tensor.shape()[axis] * inner).collect();
        let row: usize = blocks.iter().sum();
        let mut out = Buffer::stale(size(&shape));
        let mut begin = 0;
        for (tensor, &block) in tensors.iter().zip(&blocks) {
            let values = tensor.values();
            for o in 0..outer {
                out[o * row + begin..][..block].copy_from_slice(&values[o * block..][..block]);
            }
            begin += block;
        }
        Ok(Self::made("cat", tensors, &shape, out, move |step| {
            let grad = step.values();
            let mut begin = 0;
            for (i, &block) in blocks.iter().enumerate() {
                if step.wants(i) {
                    let mut part = Buffer::stale(outer * block);
                    for o in 0..outer {
                        part[o * block..][..block].copy_from_slice(&grad[o * row + begin..][..block]);
                    }
                    step.give(i, part)?;
                }
                begin += block;
            }
            Ok(())
        }))
    }

    /// Tensors of one shape, side by side along a new axis.
    ///
    /// # Errors
    /// No tensors; different shapes.
    pub fn stack(tensors: &[&Tensor], axis: isize) -> Result<Tensor> {
        let Some(first) = tensors.first() else { return Err(Error::empty("stack", "at least one tensor")) };
        if let Some((i, other)) = tensors.iter().enumerate().find(|(_, other)| other.shape() != first.shape()) {
            let got = format!("shapes {:?} and {:?} (tensors 0 and {i})", first.shape(), other.shape());
            return Err(Error::shape("stack", got, "one shape"));
        }
        let parts: Vec<Tensor> = tensors.iter().map(|tensor| tensor.unsqueeze(axis)).collect::<Result<_>>()?;
        Tensor::cat(&parts.iter().collect::<Vec<_>>(), axis)
    }
}
