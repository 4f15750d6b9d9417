//! Entries by their numbers: gather, scatter, index_select.

use super::shape::{Shape, axis_of, row_major, size};
use super::{Buffer, Tensor};
use crate::error::{Error, Result};
use std::sync::Arc;

/// Whole numbers with a shape: places along an axis, or classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    shape: Shape,
    places: Arc<[usize]>,
}

impl Index {
    /// Numbers of `shape`, row after row.
    ///
    /// # Errors
    /// Another count than the shape has.
    pub fn new(shape: &[usize], places: impl AsRef<[usize]>) -> Result<Self> {
        let places = places.as_ref();
        if places.len() != size(shape) {
            let got = format!("{} places for shape {shape:?}", places.len());
            return Err(Error::shape("index", got, format!("{} places", size(shape))));
        }
        Ok(Self { shape: Shape::from_slice(shape), places: places.into() })
    }

    /// The shape.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The numbers, row after row.
    pub fn places(&self) -> &[usize] {
        &self.places
    }

    /// Refuses a number that is not below `length`.
    fn check(&self, operation: &'static str, axis: usize, length: usize) -> Result<()> {
        match self.places.iter().position(|&place| place >= length) {
            None => Ok(()),
            Some(i) => {
                let got = format!("{} at entry {i}", self.places[i]);
                Err(Error::setting("index", got, format!("below {length}, the length of axis {axis} ({operation})")))
            }
        }
    }
}

/// For every entry of an index along `axis`: its own number, and the number of the entry of a tensor of `shape` that it points to.
fn pointed(index: &Index, axis: usize, shape: &[usize]) -> Vec<usize> {
    let mut strides = row_major(shape);
    let along = std::mem::replace(&mut strides[axis], 0);
    let mut places = Vec::with_capacity(index.places.len());
    super::walk::each(&index.shape, &strides, &row_major(&index.shape), |base, i| places.push(base + index.places[i] * along));
    places
}

impl Tensor {
    /// The entries that `index` names along an axis: `out[i][j] = x[index[i][j]][j]` for axis 0, and so on. A gradient goes back to where its entry
    /// was taken, added up where one was taken more than once.
    ///
    /// # Errors
    /// An index of another rank, longer than the tensor along another axis, or with a number out of range.
    pub fn gather(&self, axis: isize, index: &Index) -> Result<Tensor> {
        let axis = axis_of("gather", axis, self.rank())?;
        check_index("gather", self.shape(), axis, index, None)?;
        let places = pointed(index, axis, self.shape());
        let values = self.values();
        let mut out = Buffer::stale(places.len());
        out.iter_mut().zip(&places).for_each(|(out, &place)| *out = values[place]);
        Ok(Self::made("gather", &[self], index.shape(), out, move |step| {
            let mut grad = Buffer::zeros(size(step.shape(0)));
            places.iter().zip(step.values().iter()).for_each(|(&place, g)| grad[place] += g);
            step.give(0, grad)
        }))
    }

    /// This tensor with the entries of `source` added where `index` says: `out[index[i][j]][j] += source[i][j]` for axis 0, and so on, in row order.
    ///
    /// # Errors
    /// As [`gather`](Self::gather); a source of another shape than the index.
    pub fn scatter_add(&self, axis: isize, index: &Index, source: &Tensor) -> Result<Tensor> {
        let axis = axis_of("scatter_add", axis, self.rank())?;
        check_index("scatter_add", self.shape(), axis, index, Some(source))?;
        let places = pointed(index, axis, self.shape());
        let mut out = Buffer::copy_of(&self.values());
        places.iter().zip(source.values().iter()).for_each(|(&place, v)| out[place] += v);
        Ok(Self::made("scatter_add", &[self, source], self.shape(), out, move |step| {
            step.give_tensor(0, step.grad().clone())?;
            let from = step.values();
            let mut grad = Buffer::stale(places.len());
            grad.iter_mut().zip(&places).for_each(|(grad, &place)| *grad = from[place]);
            step.give(1, grad)
        }))
    }

    /// This tensor with the entries of `source` written where `index` says, the last one where several are; what was overwritten gets no gradient.
    ///
    /// # Errors
    /// As [`scatter_add`](Self::scatter_add).
    pub fn scatter(&self, axis: isize, index: &Index, source: &Tensor) -> Result<Tensor> {
        let axis = axis_of("scatter", axis, self.rank())?;
        check_index("scatter", self.shape(), axis, index, Some(source))?;
        let places = pointed(index, axis, self.shape());
        let mut out = Buffer::copy_of(&self.values());
        places.iter().zip(source.values().iter()).for_each(|(&place, &v)| out[place] = v);
        Ok(Self::made("scatter", &[self, source], self.shape(), out, move |step| {
            let from = step.values();
            let mut kept = Buffer::copy_of(&from);
            let mut written = Buffer::stale(places.len());
            // Backwards: the last to write a place is the one that counts.
            for (grad, &place) in written.iter_mut().zip(&places).rev() {
                *grad = std::mem::take(&mut kept[place]);
            }
            step.give(0, kept)?;
            step.give(1, written)
        }))
    }

    /// Whole slices along an axis, by their numbers: rows of a table for axis 0. A gradient is added to the slice it came from.
    ///
    /// # Errors
    /// An axis out of range, an index of more than one axis, or a number out of range.
    pub fn index_select(&self, axis: isize, index: &Index) -> Result<Tensor> {
        let axis = axis_of("index_select", axis, self.rank())?;
        if index.shape().len() != 1 {
            return Err(Error::shape("index_select", format!("an index of shape {:?}", index.shape()), "one axis"));
        }
        index.check("index_select", axis, self.shape()[axis])?;
        let mut shape = Shape::from_slice(self.shape());
        let (before, length) = (size(&shape[..axis]), shape[axis]);
        let block = size(&shape[axis + 1..]);
        shape[axis] = index.places.len();
        let values = self.values();
        let mut out = Buffer::stale(size(&shape));
        // Block number `to` of the result is block number `from` of this tensor.
        let pairs = move |places: &[usize], f: &mut dyn FnMut(usize, usize)| {
            for outer in 0..before {
                for (i, &place) in places.iter().enumerate() {
                    f((outer * places.len() + i) * block, (outer * length + place) * block);
                }
            }
        };
        pairs(&index.places, &mut |to, from| out[to..to + block].copy_from_slice(&values[from..from + block]));
        let places = index.places.clone();
        Ok(Self::made("index_select", &[self], &shape, out, move |step| {
            let mut grad = Buffer::zeros(size(step.shape(0)));
            let from = step.values();
            pairs(&places, &mut |i, j| grad[j..j + block].iter_mut().zip(&from[i..i + block]).for_each(|(sum, g)| *sum += g));
            step.give(0, grad)
        }))
    }
}

fn check_index(name: &'static str, shape: &[usize], axis: usize, index: &Index, source: Option<&Tensor>) -> Result<()> {
    let fits = index.shape.len() == shape.len() && (0..shape.len()).all(|a| a == axis || index.shape[a] <= shape[a]);
    if !fits {
        let got = format!("an index of shape {:?} for a tensor of shape {shape:?}", index.shape());
        return Err(Error::shape(name, got, format!("the same rank, and no axis but axis {axis} longer than the tensor's")));
    }
    if let Some(source) = source.filter(|source| source.shape() != index.shape()) {
        let got = format!("a source of shape {:?}", source.shape());
        return Err(Error::shape(name, got, format!("the index's shape, {:?}", index.shape())));
    }
    index.check(name, axis, shape[axis])
}
