//! Views: the same numbers under another shape, without a copy wherever strides can say it.

use super::shape::{Shape, axis_of, broadcast_strides, row_major, size};
use super::{Buffer, Tensor, walk};
use crate::error::{Error, Result};
use std::ops::Range;

impl Tensor {
    /// The same entries standing row after row: itself where they do, else a copy.
    pub fn contiguous(&self) -> Tensor {
        if self.is_contiguous() {
            return self.clone();
        }
        Self::made("contiguous", &[self], self.shape(), self.values(), |step| step.give_tensor(0, step.grad().clone()))
    }

    /// The same entries, in row order, under another shape; one length may be -1, "what is left". Copies only where the entries do not stand
    /// row after row.
    ///
    /// # Errors
    /// A shape with another number of entries.
    pub fn reshape(&self, shape: &[isize]) -> Result<Tensor> {
        let wrong = || {
            let got = format!("shape {:?} to {shape:?}", self.shape());
            Error::shape("reshape", got, format!("a shape of {} entries, with at most one length -1", self.len()))
        };
        let known: usize = shape.iter().filter(|&&n| n >= 0).map(|&n| n.unsigned_abs()).product();
        let left = self.len().checked_div(known).unwrap_or(0);
        let new: Shape = shape.iter().map(|&n| if n < 0 { left } else { n.unsigned_abs() }).collect();
        let open = shape.iter().filter(|&&n| n < 0).count();
        if size(&new) != self.len() || open > 1 || shape.iter().any(|&n| n < -1) || (open == 1 && known == 0) {
            return Err(wrong());
        }
        Ok(self.shaped(&new))
    }

    /// As [`reshape`](Self::reshape), for a shape that is known to fit.
    pub(super) fn shaped(&self, shape: &[usize]) -> Tensor {
        let rows = self.contiguous();
        let offset = rows.0.offset;
        rows.view("reshape", (Shape::from_slice(shape), row_major(shape), offset), |step| {
            let grad = step.grad().shaped(&Shape::from_slice(step.shape(0)));
            step.give_tensor(0, grad)
        })
    }

    /// One axis in place of those from `first` to `last`, both included.
    ///
    /// # Errors
    /// An axis out of range, or `first` after `last`.
    pub fn flatten(&self, first: isize, last: isize) -> Result<Tensor> {
        if self.rank() == 0 {
            return Ok(self.shaped(&[1]));
        }
        let (first, last) = (axis_of("flatten", first, self.rank())?, axis_of("flatten", last, self.rank())?);
        if first > last {
            return Err(Error::setting("first", first, format!("an axis not after the last one, {last}")));
        }
        let mut shape = Shape::from_slice(&self.shape()[..first]);
        shape.push(size(&self.shape()[first..=last]));
        shape.extend_from_slice(&self.shape()[last + 1..]);
        Ok(self.shaped(&shape))
    }

    /// The axes in another order: axis `i` of the result is axis `order[i]` of this. No copy.
    ///
    /// # Errors
    /// An order that does not name every axis once.
    pub fn permute(&self, order: &[isize]) -> Result<Tensor> {
        let axes: Shape = order.iter().map(|&axis| axis_of("permute", axis, self.rank())).collect::<Result<_>>()?;
        let mut back: Shape = Shape::from_elem(usize::MAX, self.rank());
        for (i, &axis) in axes.iter().enumerate() {
            back[axis] = i;
        }
        if axes.len() != self.rank() || back.contains(&usize::MAX) {
            return Err(Error::setting("order", format!("{order:?}"), format!("each of the {} axes once", self.rank())));
        }
        let new = (axes.iter().map(|&a| self.shape()[a]).collect(), axes.iter().map(|&a| self.strides()[a]).collect());
        Ok(self.view("permute", (new.0, new.1, self.0.offset), move |step| {
            let back: Vec<isize> = back.iter().map(|&axis| axis as isize).collect();
            let grad = step.grad().permute(&back)?;
            step.give_tensor(0, grad)
        }))
    }

    /// Two axes exchanged. No copy.
    ///
    /// # Errors
    /// An axis out of range.
    pub fn transpose(&self, a: isize, b: isize) -> Result<Tensor> {
        let (a, b) = (axis_of("transpose", a, self.rank())?, axis_of("transpose", b, self.rank())?);
        let (mut shape, mut strides) = (self.0.shape.clone(), self.0.strides.clone());
        shape.swap(a, b);
        strides.swap(a, b);
        Ok(self.view("transpose", (shape, strides, self.0.offset), move |step| {
            let grad = step.grad().transpose(a as isize, b as isize)?;
            step.give_tensor(0, grad)
        }))
    }

    /// The transpose of a matrix: the last two axes exchanged. No copy.
    ///
    /// # Errors
    /// Fewer than two axes.
    pub fn t(&self) -> Result<Tensor> {
        if self.rank() < 2 {
            return Err(Error::shape("t", format!("shape {:?}", self.shape()), "at least two axes"));
        }
        self.transpose(-2, -1)
    }

    /// An axis of length 1 before axis `axis` (or after the last one). No copy.
    ///
    /// # Errors
    /// An axis out of range.
    pub fn unsqueeze(&self, axis: isize) -> Result<Tensor> {
        let axis = axis_of("unsqueeze", axis, self.rank() + 1)?;
        let (mut shape, mut strides) = (self.0.shape.clone(), self.0.strides.clone());
        shape.insert(axis, 1);
        strides.insert(axis, 1);
        Ok(self.view("unsqueeze", (shape, strides, self.0.offset), give_reshaped))
    }

    /// Without axis `axis`, which has length 1. No copy.
    ///
    /// # Errors
    /// An axis out of range, or of another length.
    pub fn squeeze(&self, axis: isize) -> Result<Tensor> {
        let axis = axis_of("squeeze", axis, self.rank())?;
        if self.shape()[axis] != 1 {
            let got = format!("length {} along axis {axis} of shape {:?}", self.shape()[axis], self.shape());
            return Err(Error::shape("squeeze", got, "length 1; select an entry of a longer axis with select"));
        }
        let (mut shape, mut strides) = (self.0.shape.clone(), self.0.strides.clone());
        shape.remove(axis);
        strides.remove(axis);
        Ok(self.view("squeeze", (shape, strides, self.0.offset), give_reshaped))
    }

    /// Every `step`-th entry of `range` along an axis. No copy.
    ///
    /// # Errors
    /// An axis or a range that the tensor does not have, or a step of 0.
    pub fn slice(&self, axis: isize, range: Range<usize>, step: usize) -> Result<Tensor> {
        let axis = axis_of("slice", axis, self.rank())?;
        let length = self.shape()[axis];
        if range.start > range.end || range.end > length {
            return Err(Error::setting(
                "range",
                format!("{range:?}"),
                format!("a part of 0..{length}, the length of axis {axis}"),
            ));
        }
        if step == 0 {
            return Err(Error::setting("step", 0, "at least 1"));
        }
        let (mut shape, mut strides) = (self.0.shape.clone(), self.0.strides.clone());
        shape[axis] = range.len().div_ceil(step);
        strides[axis] *= step;
        let offset = self.0.offset + range.start * self.strides()[axis];
        let start = range.start;
        Ok(self.view("slice", (shape, strides, offset), move |back| {
            // Zeros, but for the entries that were seen.
            let whole = Shape::from_slice(back.shape(0));
            let mut grad = Buffer::zeros(size(&whole));
            let (from, mut to) = (back.values(), row_major(&whole));
            let first = start * to[axis];
            to[axis] *= step;
            let seen = back.grad().shape();
            walk::each(seen, &row_major(seen), &to, |i, j| grad[first + j] = from[i]);
            back.give(0, grad)
        }))
    }

    /// The entry `index` along an axis, which is left out. No copy.
    ///
    /// # Errors
    /// An axis or an index that the tensor does not have.
    pub fn select(&self, axis: isize, index: usize) -> Result<Tensor> {
        let counted = axis_of("select", axis, self.rank())?;
        let length = self.shape()[counted];
        if index >= length {
            return Err(Error::setting("index", index, format!("below {length}, the length of axis {counted}")));
        }
        self.slice(axis, index..index + 1, 1)?.squeeze(counted as isize)
    }

    /// Cut along an axis into parts of `length`, the last one perhaps shorter. No copy.
    ///
    /// # Errors
    /// An axis out of range, or a length of 0.
    pub fn split(&self, length: usize, axis: isize) -> Result<Vec<Tensor>> {
        let whole = self.shape()[axis_of("split", axis, self.rank())?];
        if length == 0 {
            return Err(Error::setting("length", 0, "at least 1"));
        }
        (0..whole.max(1)).step_by(length).map(|from| self.slice(axis, from..(from + length).min(whole), 1)).collect()
    }

    /// The same entries repeated along axes of length 1, or along new axes before the first, up to `shape`. No copy.
    ///
    /// # Errors
    /// A shape that this one does not broadcast to.
    pub fn expand(&self, shape: &[usize]) -> Result<Tensor> {
        let together = super::shape::broadcast("expand", self.shape(), shape)?;
        if together[..] != *shape {
            return Err(Error::shape(
                "expand",
                format!("shape {:?} to {shape:?}", self.shape()),
                format!("at least {together:?}"),
            ));
        }
        let strides = broadcast_strides(self.shape(), self.strides(), shape);
        Ok(self
            .view("expand", (Shape::from_slice(shape), strides, self.0.offset), |step| step.give_summed(0, step.grad().clone())))
    }
}

/// The gradient in the shape of the input.
fn give_reshaped(step: &mut super::Backward<'_>) -> Result<()> {
    let grad = step.grad().shaped(&Shape::from_slice(step.shape(0)));
    step.give_tensor(0, grad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::shape::is_row_major;

    fn counted(shape: &[usize]) -> Tensor {
        Tensor::new(shape, (0..size(shape)).map(|v| v as f32).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn views_show_the_same_memory() -> Result<()> {
        let x = counted(&[2, 3, 4]);
        let place = x.values().as_ptr();
        assert_eq!(x.reshape(&[6, -1])?.values().as_ptr(), place);
        assert_eq!(x.transpose(0, 2)?.transpose(0, 2)?.values().as_ptr(), place);
        assert_eq!(x.transpose(1, 2)?.to_vec()[..4], [0.0, 4.0, 8.0, 1.0]);
        assert_eq!(x.slice(2, 1..4, 2)?.to_vec()[..4], [1.0, 3.0, 5.0, 7.0]);
        assert_eq!(x.select(0, 1)?.select(1, 0)?.to_vec(), [12.0, 16.0, 20.0]);
        assert_eq!(x.permute(&[2, 0, 1])?.shape(), [4, 2, 3]);
        assert_eq!(counted(&[3]).expand(&[2, 3])?.to_vec(), [0.0, 1.0, 2.0, 0.0, 1.0, 2.0]);
        assert_eq!(x.split(2, 1)?.iter().map(|part| part.shape()[1]).collect::<Vec<_>>(), [2, 1]);
        assert!(is_row_major(x.flatten(1, -1)?.shape(), &[12, 1]));
        Ok(())
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let x = counted(&[2, 3]);
        for (result, says) in [
            (x.reshape(&[4]), "reshape: got shape [2, 3] to [4], wanted a shape of 6 entries"),
            (x.reshape(&[-1, -1]), "at most one"),
            (x.transpose(0, 2), "axis = 2"),
            (x.permute(&[0, 0]), "each of the 2 axes once"),
            (x.slice(0, 1..3, 1), "range = 1..3"),
            (x.slice(0, 0..1, 0), "step = 0"),
            (x.select(1, 3), "index = 3, wanted below 3"),
            (x.squeeze(0), "squeeze: got length 2"),
            (x.expand(&[4, 3]), "expand"),
        ] {
            let message = result.unwrap_err().to_string();
            assert!(message.contains(says), "{message}");
        }
    }
}
