#![doc = include_str!("tensor.md")]

mod buffer;
mod elementwise;
mod function;
mod index;
mod join;
mod losses;
mod matmul;
mod nonlinear;
mod reduce;
mod run;
mod shape;
mod tape;
mod view;
mod walk;

#[cfg(test)]
mod gradient_tests;
#[cfg(test)]
mod tape_tests;

pub use buffer::{Buffer, Values, release_memory};
pub use index::Index;
pub use losses::Truth;
pub use run::{BackwardRun, BackwardStep, TapeEntry, TapeSnapshot};
pub use shape::Shape;
pub use tape::{Backward, NoGrad, grad_enabled, no_grad, set_grad_enabled};

use crate::error::{Error, Result};
use smallvec::SmallVec;
use std::sync::{Arc, Mutex, MutexGuard};
use tape::Node;
use walk::Operand;

/// Numbers in `f32` with a shape, and the operation they came from where a gradient is wanted.
///
/// A clone is another handle on the same tensor, as are the handles that a module and an optimizer have on one parameter.
#[derive(Clone)]
pub struct Tensor(Arc<Inner>);

struct Inner {
    shape: Shape,
    strides: Shape,
    offset: usize,
    buffer: Mutex<Arc<Buffer>>,
    node: Option<Arc<Node>>,
}

/// A lock, whoever may have died holding it: what it guards is replaced in one step, never half.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl Tensor {
    /// A tensor of `shape` from its entries, row after row.
    ///
    /// # Errors
    /// Another number of entries than the shape has.
    pub fn new(shape: &[usize], values: impl Into<Buffer>) -> Result<Self> {
        let buffer = values.into();
        if buffer.len() != shape::size(shape) {
            let got = format!("{} numbers for shape {shape:?}", buffer.len());
            return Err(Error::shape("values", got, format!("{} numbers", shape::size(shape))));
        }
        Ok(Self::from_values(shape, Values::from(buffer)))
    }

    /// A single number: shape `[]`.
    pub fn scalar(value: f32) -> Self {
        Self::full(&[], value)
    }

    /// Every entry the same.
    pub fn full(shape: &[usize], value: f32) -> Self {
        Self::from_values(shape, Buffer::filled(shape::size(shape), value).into())
    }

    /// Zeros.
    pub fn zeros(shape: &[usize]) -> Self {
        Self::full(shape, 0.0)
    }

    /// Ones.
    pub fn ones(shape: &[usize]) -> Self {
        Self::full(shape, 1.0)
    }

    /// Row-major numbers, as many as `shape` has entries; no node.
    fn from_values(shape: &[usize], values: Values) -> Self {
        Self::with_node(shape, values, None)
    }

    fn with_node(shape: &[usize], values: Values, node: Option<Arc<Node>>) -> Self {
        let (strides, shape) = (shape::row_major(shape), Shape::from_slice(shape));
        let (buffer, offset) = values.into_parts();
        Self(Arc::new(Inner { shape, strides, offset, buffer: Mutex::new(buffer), node }))
    }

    /// The length of each axis.
    pub fn shape(&self) -> &[usize] {
        &self.0.shape
    }

    /// How far apart in memory neighbours along each axis are.
    pub fn strides(&self) -> &[usize] {
        &self.0.strides
    }

    /// The number of axes.
    pub fn rank(&self) -> usize {
        self.0.shape.len()
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        shape::size(&self.0.shape)
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the entries stand row after row in memory.
    pub fn is_contiguous(&self) -> bool {
        shape::is_row_major(&self.0.shape, &self.0.strides)
    }

    /// The entries, row after row: without a copy where they stand so in memory. They stay as they are, whatever happens to the tensor later.
    pub fn values(&self) -> Values {
        let buffer = self.buffer();
        if self.is_contiguous() {
            let start = if self.is_empty() { 0 } else { self.0.offset };
            return Values::part(buffer, start..start + self.len());
        }
        let mut copy = Buffer::stale(self.len());
        walk::map(self.shape(), self.operand(&buffer), &mut copy, |v| v);
        copy.into()
    }

    /// The entries, row after row, copied out.
    pub fn to_vec(&self) -> Vec<f32> {
        self.values().to_vec()
    }

    /// The number that a tensor with one entry holds.
    ///
    /// # Errors
    /// No entry, or several.
    pub fn item(&self) -> Result<f32> {
        match self.values()[..] {
            [value] => Ok(value),
            _ => Err(Error::shape("item", format!("shape {:?}", self.shape()), "one entry; reduce it first, with sum or mean")),
        }
    }

    /// Changes a tensor's entries in place, row after row: what an optimizer does with a parameter. Whoever read the old values, such as a
    /// graph that still waits for its backward pass, keeps them; in that case alone the change is made in a copy.
    ///
    /// # Errors
    /// A result of an operation whose gradient is wanted, or a view with gaps.
    pub fn update(&self, change: impl FnOnce(&mut [f32])) -> Result<()> {
        if self.0.node.as_ref().is_some_and(|node| !node.is_leaf()) {
            return Err(Error::gradient(
                self.operation(),
                "its result is to be changed in place, which the tape would not see; change a detached copy instead",
            ));
        }
        if !self.is_contiguous() {
            return Err(Error::shape(
                "update",
                format!("strides {:?} for shape {:?}", self.strides(), self.shape()),
                "a tensor without gaps; call contiguous() first",
            ));
        }
        let mut buffer = lock(&self.0.buffer);
        if Arc::get_mut(&mut buffer).is_none() {
            *buffer = Arc::new(Buffer::copy_of(&buffer));
        }
        let (start, len) = (self.0.offset, self.len());
        if let (Some(buffer), true) = (Arc::get_mut(&mut buffer), len > 0) {
            change(&mut buffer[start..start + len]);
        }
        Ok(())
    }

    /// Takes over the entries of `other`, which has the same shape.
    ///
    /// # Errors
    /// Another shape, or a tensor that [`update`](Self::update) refuses.
    pub fn assign(&self, other: &Tensor) -> Result<()> {
        if self.shape() != other.shape() {
            return Err(Error::shape("assign", format!("shape {:?}", other.shape()), format!("shape {:?}", self.shape())));
        }
        let values = other.values();
        self.update(|entries| entries.copy_from_slice(&values))
    }

    /// The buffer as it is now.
    fn buffer(&self) -> Arc<Buffer> {
        lock(&self.0.buffer).clone()
    }

    /// This tensor as an operand of a [walk].
    fn operand<'a>(&'a self, buffer: &'a Buffer) -> Operand<'a> {
        Operand { data: buffer.get(self.0.offset..).unwrap_or_default(), strides: &self.0.strides }
    }

    /// The same numbers seen under another shape, with the gradient's way back.
    fn view(
        &self,
        name: &'static str,
        (shape, strides, offset): (Shape, Shape, usize),
        backward: impl Fn(&mut Backward<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        let node = Node::of(name, &[self], &shape, backward);
        Self(Arc::new(Inner { shape, strides, offset, buffer: Mutex::new(self.buffer()), node }))
    }
}

impl std::fmt::Debug for Tensor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let values = self.values();
        let shown: SmallVec<[f32; 8]> = values.iter().copied().take(8).collect();
        write!(f, "Tensor {:?} {:?}", self.shape(), &shown[..])?;
        if values.len() > shown.len() {
            write!(f, " and {} more", values.len() - shown.len())?;
        }
        if self.requires_grad() { write!(f, ", from {}", self.operation()) } else { Ok(()) }
    }
}

impl From<&Values> for Buffer {
    fn from(values: &Values) -> Self {
        Self::copy_of(values)
    }
}

impl From<&[f32]> for Buffer {
    fn from(values: &[f32]) -> Self {
        Self::copy_of(values)
    }
}

impl<const N: usize> From<[f32; N]> for Buffer {
    fn from(values: [f32; N]) -> Self {
        Self::copy_of(&values)
    }
}
