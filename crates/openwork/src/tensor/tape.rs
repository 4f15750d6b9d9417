//! The tape: who came from whom, and how a gradient goes back.
//!
//! Every operation of a tensor whose gradient is wanted leaves a [`Node`]: its name, the nodes of its inputs, and a function from the gradient
//! of its result to the gradients of its inputs. Nodes are numbered as they are made, so that going from high numbers to low ones meets
//! every operation after all that used its result: no sorting, no table of visits.

use super::{Tensor, Values, lock, shape::Shape};
use crate::error::{Error, Result};
use smallvec::{SmallVec, smallvec};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// From the gradient of the result to those of the inputs.
pub(super) type Rule = Box<dyn Fn(&mut Backward<'_>) -> Result<()> + Send + Sync>;

/// What a node does with the gradient that reaches it.
pub(super) enum Way {
    /// It is a leaf: the gradient is wanted here.
    Leaf,
    /// It hands the gradient on.
    Rule(Arc<Rule>),
    /// It has no rule.
    Missing,
    /// Its rule was freed by an earlier backward pass.
    Freed,
}

/// An operation that was done, or a leaf.
pub(super) struct Node {
    pub id: u64,
    pub name: &'static str,
    pub shape: Shape,
    pub inputs: SmallVec<[Option<Arc<Node>>; 3]>,
    pub way: Mutex<Way>,
    pub grad: Mutex<Option<Tensor>>,
    /// Keeps its gradient though it is no leaf.
    pub keeps: AtomicBool,
    leaf: bool,
}

static NEXT: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static ENABLED: Cell<bool> = const { Cell::new(true) };
}

impl Node {
    fn new(name: &'static str, shape: &[usize], inputs: SmallVec<[Option<Arc<Node>>; 3]>, way: Way) -> Arc<Self> {
        Arc::new(Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            name,
            shape: Shape::from_slice(shape),
            inputs,
            leaf: matches!(way, Way::Leaf),
            way: Mutex::new(way),
            grad: Mutex::default(),
            keeps: AtomicBool::new(false),
        })
    }

    /// The node of an operation; `None` where nobody wants its gradient.
    pub fn of(
        name: &'static str,
        inputs: &[&Tensor],
        shape: &[usize],
        rule: impl Fn(&mut Backward<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> Option<Arc<Self>> {
        let wanted = grad_enabled() && inputs.iter().any(|input| input.requires_grad());
        let inputs = || inputs.iter().map(|input| input.0.node.clone()).collect();
        wanted.then(|| Self::new(name, shape, inputs(), Way::Rule(Arc::new(Box::new(rule)))))
    }

    pub fn is_leaf(&self) -> bool {
        self.leaf
    }
}

impl Drop for Node {
    /// A chain of a million operations is taken down link by link: as nested drops it would overflow the stack.
    fn drop(&mut self) {
        let mut waiting = std::mem::take(&mut self.inputs);
        while let Some(node) = waiting.pop() {
            if let Some(mut node) = node.and_then(Arc::into_inner) {
                waiting.append(&mut node.inputs);
            }
        }
    }
}

/// Whether operations on this thread are written on the tape.
pub fn grad_enabled() -> bool {
    ENABLED.get()
}

/// Sets whether operations on this thread are written on the tape, and gives what was set before: for who cannot hold a [`NoGrad`], such as
/// another language.
pub fn set_grad_enabled(enabled: bool) -> bool {
    ENABLED.replace(enabled)
}

/// Runs `f` without a tape: for predictions and for changes of parameters.
///
/// ```
/// use openwork::tensor::{Tensor, no_grad};
/// let weight = Tensor::scalar(3.0).with_grad();
/// assert!(weight.exp().requires_grad());
/// assert!(!no_grad(|| weight.exp()).requires_grad());
/// ```
pub fn no_grad<R>(f: impl FnOnce() -> R) -> R {
    let _guard = NoGrad::new();
    f()
}

/// No tape on this thread as long as the guard lives; guards nest.
pub struct NoGrad {
    before: bool,
    // A guard that went to another thread would end the wrong thread's.
    _stays: std::marker::PhantomData<*const ()>,
}

impl NoGrad {
    /// Begins it.
    #[allow(clippy::new_without_default)] // a guard is begun, not defaulted
    pub fn new() -> Self {
        Self { before: ENABLED.replace(false), _stays: std::marker::PhantomData }
    }
}

impl Drop for NoGrad {
    fn drop(&mut self) {
        ENABLED.set(self.before);
    }
}

/// What a backward function sees: the gradient of its operation's result. It gives each input's.
pub struct Backward<'a> {
    node: &'a Node,
    grad: Tensor,
    found: SmallVec<[Option<Tensor>; 3]>,
}

impl Backward<'_> {
    /// The gradient of the result.
    pub fn grad(&self) -> &Tensor {
        &self.grad
    }

    /// The entries of the gradient of the result, row after row.
    pub fn values(&self) -> Values {
        self.grad.values()
    }

    /// Whether the gradient of input `i` is wanted; where it is not, nothing need be computed.
    pub fn wants(&self, i: usize) -> bool {
        matches!(self.node.inputs.get(i), Some(Some(_)))
    }

    /// The shape of input `i`, where its gradient is wanted.
    pub fn shape(&self, i: usize) -> &[usize] {
        self.node.inputs.get(i).and_then(Option::as_ref).map_or(&[], |node| &node.shape)
    }

    /// Gives the gradient of input `i`: its entries, row after row.
    ///
    /// # Errors
    /// Another number of entries than the input has.
    pub fn give(&mut self, i: usize, values: impl Into<Values>) -> Result<()> {
        let values = values.into();
        let Some(Some(input)) = self.node.inputs.get(i) else { return Ok(()) };
        let wanted = super::shape::size(&input.shape);
        if values.len() != wanted {
            let problem = format!("its backward gave {} numbers for input {i}, wanted {wanted}", values.len());
            return Err(Error::gradient(self.node.name, problem));
        }
        self.found[i] = Some(Tensor::from_values(&input.shape, values));
        Ok(())
    }

    /// Gives the gradient of input `i` as a tensor of the input's shape.
    ///
    /// # Errors
    /// Another shape than the input's.
    pub fn give_tensor(&mut self, i: usize, grad: Tensor) -> Result<()> {
        let Some(Some(input)) = self.node.inputs.get(i) else { return Ok(()) };
        if grad.shape() != &input.shape[..] {
            let problem = format!("its backward gave shape {:?} for input {i}, wanted {:?}", grad.shape(), input.shape);
            return Err(Error::gradient(self.node.name, problem));
        }
        self.found[i] = Some(grad);
        Ok(())
    }

    /// As [`give_tensor`](Self::give_tensor), where the input was broadcast: the gradient is summed over the axes along which it was repeated.
    ///
    /// # Errors
    /// A shape that the input's does not broadcast to.
    pub fn give_summed(&mut self, i: usize, grad: Tensor) -> Result<()> {
        if self.wants(i) {
            let grad = grad.sum_to(self.shape(i))?;
            self.give_tensor(i, grad)?;
        }
        Ok(())
    }

    /// Hands a gradient to a node's rule and collects what it gives.
    pub(super) fn run(node: &Node, rule: &Rule, grad: Tensor) -> Result<SmallVec<[Option<Tensor>; 3]>> {
        let mut step = Backward { node, grad, found: smallvec![None; node.inputs.len()] };
        rule(&mut step)?;
        if let Some(i) = (0..node.inputs.len()).find(|&i| step.wants(i) && step.found[i].is_none()) {
            return Err(Error::gradient(node.name, format!("its backward gave no gradient for input {i}, which wants one")));
        }
        Ok(step.found)
    }
}

impl Tensor {
    /// The result of an operation, for everybody who adds one: its name, its inputs, the shape and the entries of its result, and its
    /// backward function. That one is called with the gradient of the result and [gives](Backward::give) the gradient of every input that
    /// [wants](Backward::wants) one; what it needs of the forward pass it owns, best as [`Values`], which cost no copy. Below
    /// [`no_grad`], or where no input wants a gradient, it is dropped at once.
    ///
    /// ```
    /// use openwork::tensor::{Buffer, Tensor};
    ///
    /// fn square(x: &Tensor) -> openwork::Result<Tensor> {
    ///     let values = x.values();
    ///     let squares: Vec<f32> = values.iter().map(|v| v * v).collect();
    ///     Tensor::from_op("square", &[x], x.shape(), Buffer::from(squares), move |step| {
    ///         let grad = step.values();
    ///         step.give(0, Buffer::from(grad.iter().zip(values.iter()).map(|(g, v)| 2.0 * v * g).collect::<Vec<_>>()))
    ///     })
    /// }
    /// let x = Tensor::new(&[2], [3.0, -1.0])?.with_grad();
    /// square(&x)?.sum_all().backward()?;
    /// assert_eq!(x.grad().unwrap().to_vec(), [6.0, -2.0]);
    /// # Ok::<(), openwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// Another number of entries than the shape has.
    pub fn from_op(
        name: &'static str,
        inputs: &[&Tensor],
        shape: &[usize],
        output: impl Into<Values>,
        backward: impl Fn(&mut Backward<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> Result<Tensor> {
        let output = output.into();
        if output.len() != super::shape::size(shape) {
            return Err(Error::shape(name, format!("{} numbers", output.len()), format!("as many as shape {shape:?} has")));
        }
        Ok(Self::with_node(shape, output, Node::of(name, inputs, shape, backward)))
    }

    /// As [`from_op`](Self::from_op), for an operation without a backward function: a backward pass that reaches it is refused, instead of
    /// the gradient being dropped.
    ///
    /// # Errors
    /// Another number of entries than the shape has.
    pub fn from_op_without_backward(
        name: &'static str,
        inputs: &[&Tensor],
        shape: &[usize],
        output: impl Into<Values>,
    ) -> Result<Tensor> {
        let result = Self::from_op(name, inputs, shape, output, |_| Ok(()))?;
        if let Some(node) = &result.0.node {
            *lock(&node.way) = Way::Missing;
        }
        Ok(result)
    }

    /// As [`from_op`](Self::from_op), for outputs that were made with the shape at hand.
    pub(super) fn made(
        name: &'static str,
        inputs: &[&Tensor],
        shape: &[usize],
        output: impl Into<Values>,
        backward: impl Fn(&mut Backward<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> Tensor {
        Self::with_node(shape, output.into(), Node::of(name, inputs, shape, backward))
    }

    /// A leaf whose gradient is wanted, with these entries: a parameter. It no longer depends on what it was made from.
    pub fn with_grad(&self) -> Tensor {
        let node = Node::new("leaf", self.shape(), SmallVec::new(), Way::Leaf);
        Self::with_node(self.shape(), self.values(), Some(node))
    }

    /// The same entries without their history: no gradient goes back from here.
    pub fn detach(&self) -> Tensor {
        let inner = &self.0;
        Self(Arc::new(super::Inner {
            shape: inner.shape.clone(),
            strides: inner.strides.clone(),
            offset: inner.offset,
            buffer: Mutex::new(self.buffer()),
            node: None,
        }))
    }

    /// Whether a gradient is wanted, here or further back.
    pub fn requires_grad(&self) -> bool {
        self.0.node.is_some()
    }

    /// Whether it is nobody's result: a parameter, or numbers from outside.
    pub fn is_leaf(&self) -> bool {
        self.0.node.as_ref().is_none_or(|node| node.is_leaf())
    }

    /// The operation it came from: `leaf` for a parameter, `constant` where no gradient is wanted.
    pub fn operation(&self) -> &'static str {
        self.0.node.as_ref().map_or("constant", |node| node.name)
    }

    /// Keeps the gradient of a result too, not only of leaves.
    pub fn retain_grad(&self) -> &Self {
        if let Some(node) = &self.0.node {
            node.keeps.store(true, Ordering::Relaxed);
        }
        self
    }

    /// The gradient that backward passes have added up since [`zero_grad`](Self::zero_grad); `None` before the first.
    pub fn grad(&self) -> Option<Tensor> {
        self.0.node.as_ref().and_then(|node| lock(&node.grad).clone())
    }

    /// Forgets the gradient.
    pub fn zero_grad(&self) {
        if let Some(node) = &self.0.node {
            *lock(&node.grad) = None;
        }
    }

    /// Replaces the gradient, as clipping does.
    ///
    /// # Errors
    /// A tensor that wants no gradient, or a gradient of another shape.
    pub fn set_grad(&self, grad: Tensor) -> Result<()> {
        let Some(node) = &self.0.node else {
            return Err(Error::gradient("constant", "it is given a gradient though it wants none; make it with with_grad()"));
        };
        if grad.shape() != self.shape() {
            return Err(Error::shape("grad", format!("shape {:?}", grad.shape()), format!("shape {:?}", self.shape())));
        }
        *lock(&node.grad) = Some(grad.detach().contiguous());
        Ok(())
    }

    /// Changes the gradient in place, where there is one, as clipping does.
    ///
    /// # Errors
    /// None today; the change itself cannot fail.
    pub fn update_grad(&self, change: impl FnOnce(&mut [f32])) -> Result<()> {
        match self.0.node.as_ref().and_then(|node| lock(&node.grad).clone()) {
            Some(grad) => grad.update(change),
            None => Ok(()),
        }
    }

    pub(super) fn node(&self) -> Option<&Arc<Node>> {
        self.0.node.as_ref()
    }
}
