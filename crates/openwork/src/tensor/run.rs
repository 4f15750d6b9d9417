//! The backward pass: an iterator whose every step takes one node of the tape and hands its gradient on.

use super::tape::{Backward, Node, Rule, Way};
use super::{Tensor, lock};
use crate::error::{Error, Result};
use crate::steps::Run;
use serde::Serialize;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The backward pass from one tensor. [`Tensor::backward`] runs it to its end; who wants to watch steps through it.
///
/// ```
/// use openwork::tensor::{BackwardRun, Tensor};
/// let x = Tensor::new(&[2], [1.0, 2.0])?.with_grad();
/// let loss = x.mul(&x)?.sum_all();
/// let names: Vec<_> = BackwardRun::new(&loss)?.map(|step| step.operation).collect();
/// assert_eq!(names, ["sum", "mul", "leaf"]);
/// assert_eq!(x.grad().unwrap().to_vec(), [2.0, 4.0]);
/// # Ok::<(), openwork::Error>(())
/// ```
pub struct BackwardRun {
    /// The nodes that the gradient can reach, latest first.
    order: Vec<Arc<Node>>,
    /// The gradient that has come to each of them so far.
    pending: Vec<Option<Tensor>>,
    next: usize,
    retain: bool,
    error: Option<Error>,
}

/// One node was done.
#[derive(Debug, Clone, Serialize)]
pub struct BackwardStep {
    /// The node's number in the order of the tape.
    pub node: u64,
    /// Its operation.
    pub operation: &'static str,
    /// The shape of its result, and so of its gradient.
    pub shape: Vec<usize>,
    /// The Euclidean norm of the gradient that had come to it.
    pub norm: f64,
}

impl std::fmt::Display for BackwardStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "node {}: {} {:?}, gradient norm {:.6}", self.node, self.operation, self.shape, self.norm)
    }
}

/// A node as a figure draws it.
#[derive(Debug, Clone, Serialize)]
pub struct TapeEntry {
    /// Its number.
    pub node: u64,
    /// Its operation; `leaf` for a parameter.
    pub operation: &'static str,
    /// The shape of its result.
    pub shape: Vec<usize>,
    /// The numbers of the nodes it came from; inputs that want no gradient are left out.
    pub inputs: Vec<u64>,
    /// The first sixteen entries of the gradient that has come to it so far; `None` before the first.
    pub grad: Option<Vec<f32>>,
    /// Whether its turn is over.
    pub done: bool,
}

/// The tape between two steps, latest operation first.
#[derive(Debug, Clone, Serialize)]
pub struct TapeSnapshot {
    /// The nodes.
    pub nodes: Vec<TapeEntry>,
}

impl BackwardRun {
    /// From a single number, with gradient 1; the tape is freed on the way.
    ///
    /// # Errors
    /// As [`with`](Self::with).
    pub fn new(from: &Tensor) -> Result<Self> {
        Self::with(from, None, false)
    }

    /// From any tensor: `seed` is its gradient (`None`: 1, for a single number). `retain` keeps the tape for another pass.
    ///
    /// # Errors
    /// [`Error::Gradient`] where nothing wants a gradient, where an operation has no backward function, or where a part of the tape was freed by
    /// an earlier pass; [`Error::Shape`] for several entries without a seed, or a seed of another shape.
    pub fn with(from: &Tensor, seed: Option<&Tensor>, retain: bool) -> Result<Self> {
        let Some(root) = from.node() else {
            let problem =
                "nothing that it was made from wants a gradient; make the parameters with with_grad(), outside no_grad()";
            return Err(Error::gradient("constant", problem));
        };
        let seed = match seed {
            Some(seed) if seed.shape() == from.shape() => seed.detach(),
            Some(seed) => {
                return Err(Error::shape("seed", format!("shape {:?}", seed.shape()), format!("shape {:?}", from.shape())));
            }
            None if from.len() == 1 => Tensor::ones(from.shape()),
            None => {
                let want = "a single number (reduce it with sum or mean), or a seed: the gradient to begin with";
                return Err(Error::shape("backward", format!("shape {:?}", from.shape()), want));
            }
        };
        let order = order(root)?;
        let mut pending: Vec<Option<Tensor>> = vec![None; order.len()];
        pending[0] = Some(seed);
        Ok(Self { order, pending, next: 0, retain, error: None })
    }

    /// Runs what is left.
    ///
    /// # Errors
    /// What a backward function refused.
    pub fn finish(mut self) -> Result<()> {
        while self.advance()?.is_some() {}
        match self.error {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    // ANCHOR: advance
    /// One node: its index in `order` and its gradient. Nodes that no gradient came to are passed over.
    fn advance(&mut self) -> Result<Option<(usize, Tensor)>> {
        let _guard = super::NoGrad::new();
        while self.next < self.order.len() {
            let i = self.next;
            self.next += 1;
            let node = &self.order[i];
            let grad = self.pending[i].take();
            if let Some(grad) = &grad {
                if node.is_leaf() || node.keeps.load(Ordering::Relaxed) {
                    keep(node, grad)?;
                }
                if let Some(rule) = rule(node, self.retain)? {
                    let given = Backward::run(node, &rule, grad.clone())?;
                    for (input, given) in node.inputs.iter().zip(given) {
                        let (Some(input), Some(given)) = (input, given) else { continue };
                        // Inputs are older: they stand further down.
                        let place = self.order[i + 1..].binary_search_by(|node| input.id.cmp(&node.id));
                        if let Ok(place) = place {
                            add(&mut self.pending[i + 1 + place], given)?;
                        }
                    }
                }
            } else if !self.retain {
                rule(node, false)?;
            }
            if let Some(grad) = grad {
                return Ok(Some((i, grad)));
            }
        }
        Ok(None)
    }
    // ANCHOR_END: advance
}

/// All nodes that can be reached, latest first. A heap of numbers meets each node together with all its mentions.
fn order(root: &Arc<Node>) -> Result<Vec<Arc<Node>>> {
    struct ById(Arc<Node>);
    impl PartialEq for ById {
        fn eq(&self, other: &Self) -> bool {
            self.0.id == other.0.id
        }
    }
    impl Eq for ById {}
    impl PartialOrd for ById {
        fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
            Some(self.cmp(other))
        }
    }
    impl Ord for ById {
        fn cmp(&self, other: &Self) -> std::cmp::Ordering {
            self.0.id.cmp(&other.0.id)
        }
    }
    let mut order: Vec<Arc<Node>> = Vec::with_capacity(16);
    let mut heap = BinaryHeap::with_capacity(16);
    heap.push(ById(root.clone()));
    while let Some(ById(node)) = heap.pop() {
        if order.last().is_some_and(|last| last.id == node.id) {
            continue;
        }
        match &*lock(&node.way) {
            Way::Leaf | Way::Rule(_) => {}
            Way::Missing => {
                return Err(Error::gradient(
                    node.name,
                    "it has no backward function; detach() its input where the gradient may end there",
                ));
            }
            Way::Freed => {
                let problem =
                    "an earlier backward pass freed it; ask that pass to retain the graph, or do the forward pass again";
                return Err(Error::gradient(node.name, problem));
            }
        }
        heap.extend(node.inputs.iter().flatten().cloned().map(ById));
        order.push(node);
    }
    Ok(order)
}

/// The node's rule; taken away from it unless it is to be kept.
fn rule(node: &Node, retain: bool) -> Result<Option<Arc<Rule>>> {
    let mut way = lock(&node.way);
    match &*way {
        Way::Rule(rule) => {
            let rule = rule.clone();
            if !retain {
                *way = Way::Freed;
            }
            Ok(Some(rule))
        }
        Way::Leaf => Ok(None),
        // Checked at the beginning: another thread's pass came in between.
        Way::Missing | Way::Freed => {
            Err(Error::gradient(node.name, "another backward pass freed it meanwhile; retain the graph"))
        }
    }
}

/// Adds a gradient to what came before, in place where nobody else reads it.
fn add(sum: &mut Option<Tensor>, grad: Tensor) -> Result<()> {
    match sum {
        None => *sum = Some(grad),
        Some(before) if before.is_contiguous() => {
            if Arc::strong_count(&before.0) > 1 {
                *before = before.detach(); // others hold this tensor: they keep theirs
            }
            let more = grad.values();
            before.update(|before| before.iter_mut().zip(more.iter()).for_each(|(a, b)| *a += b))?;
        }
        Some(before) => *before = before.add(&grad)?,
    }
    Ok(())
}

/// Adds to the gradient that the node keeps.
fn keep(node: &Node, grad: &Tensor) -> Result<()> {
    let mut kept = lock(&node.grad);
    match &*kept {
        // The handle of its own: what flows on must not change with it, nor it with what flows on.
        None => *kept = Some(grad.contiguous().detach()),
        Some(_) => add(&mut kept, grad.clone())?,
    }
    Ok(())
}

impl Iterator for BackwardRun {
    type Item = BackwardStep;

    /// Ends early where a backward function refuses; [`finish`](BackwardRun::finish) then says why.
    fn next(&mut self) -> Option<BackwardStep> {
        match self.advance() {
            Ok(done) => done.map(|(i, grad)| {
                let node = &self.order[i];
                let norm = grad.values().iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
                BackwardStep { node: node.id, operation: node.name, shape: node.shape.to_vec(), norm }
            }),
            Err(error) => {
                self.next = self.order.len();
                self.error = Some(error);
                None
            }
        }
    }
}

impl Run for BackwardRun {
    type Snapshot = TapeSnapshot;

    fn snapshot(&self) -> TapeSnapshot {
        let first = |grad: &Tensor| grad.values().iter().copied().take(16).collect();
        let entry = |(i, node): (usize, &Arc<Node>)| TapeEntry {
            node: node.id,
            operation: node.name,
            shape: node.shape.to_vec(),
            inputs: node.inputs.iter().flatten().map(|input| input.id).collect(),
            grad: if i < self.next { lock(&node.grad).as_ref().map(first) } else { self.pending[i].as_ref().map(first) },
            done: i < self.next,
        };
        TapeSnapshot { nodes: self.order.iter().enumerate().map(entry).collect() }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.order.len())
    }
}

impl Tensor {
    /// The gradient of this single number with respect to every leaf it came from, added to what the leaves already hold: call
    /// [`zero_grad`](Self::zero_grad) between steps. The tape is freed on the way: a second pass over it is refused.
    ///
    /// ```
    /// use openwork::Tensor;
    /// let x = Tensor::new(&[3], [1.0, 2.0, 3.0])?.with_grad();
    /// let loss = x.mul(&x)?.mean_all();
    /// loss.backward()?;
    /// assert_eq!(x.grad().unwrap().to_vec(), [2.0 / 3.0, 4.0 / 3.0, 2.0]);
    /// assert!(loss.backward().unwrap_err().to_string().contains("freed"));
    /// # Ok::<(), openwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`BackwardRun::with`].
    pub fn backward(&self) -> Result<()> {
        BackwardRun::new(self)?.finish()
    }

    /// As [`backward`](Self::backward), from any tensor whose own gradient is `seed` (`None`: 1, for a single number); `retain` keeps the tape for another
    /// pass.
    ///
    /// # Errors
    /// As [`BackwardRun::with`].
    pub fn backward_with(&self, seed: Option<&Tensor>, retain: bool) -> Result<()> {
        BackwardRun::with(self, seed, retain)?.finish()
    }
}
