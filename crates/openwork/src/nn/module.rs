//! What a layer is: a function with named parameters.

use super::state;
use crate::error::Result;
use crate::tensor::Tensor;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A named part of a module's state. Handles are shared: what is changed through them is changed in the module.
#[derive(Debug, Clone)]
pub enum State {
    /// Learned: an optimizer changes it.
    Parameter(Tensor),
    /// Kept beside the parameters, such as a running mean.
    Buffer(Tensor),
    /// A counter, such as the number of batches seen.
    Count(Arc<AtomicI64>),
}

/// A layer, or layers put together.
///
/// A module implements [`forward`](Self::forward) and [`state`](Self::state); it implements [`train`](Self::train) too where it behaves
/// otherwise in training than in use. Names are PyTorch's, so that files fit both ways.
pub trait Module: Send + Sync {
    /// The module's result for an input.
    ///
    /// # Errors
    /// An input that does not fit.
    fn forward(&self, input: &Tensor) -> Result<Tensor>;

    /// Calls `visit` with the name and the state of every parameter, buffer and counter, always in the same order. Names of inner modules are
    /// joined by dots: see [`inner`].
    fn state(&self, visit: &mut dyn FnMut(&str, State));

    /// Sets training (`true`) or use (`false`), here and in all inner modules. A new module is in training.
    fn train(&mut self, _training: bool) {}

    /// The parameters with their names.
    fn named_parameters(&self) -> Vec<(String, Tensor)> {
        let mut found = Vec::new();
        self.state(&mut |name, state| {
            if let State::Parameter(tensor) = state {
                found.push((name.to_owned(), tensor));
            }
        });
        found
    }

    /// The parameters.
    fn parameters(&self) -> Vec<Tensor> {
        self.named_parameters().into_iter().map(|(_, tensor)| tensor).collect()
    }

    /// The number of numbers that are learned.
    fn parameter_count(&self) -> usize {
        self.parameters().iter().map(Tensor::len).sum()
    }

    /// Forgets all gradients.
    fn zero_grad(&self) {
        self.state(&mut |_, state| {
            if let State::Parameter(tensor) = state {
                tensor.zero_grad();
            }
        });
    }

    /// Writes the state as safetensors, with PyTorch's names and layouts; whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io).
    fn save(&self, path: &Path) -> Result<()> {
        state::save_state(&self.all_state(), path)
    }

    /// Takes over the state in a safetensors file: every name must be there, with its shape, and no other.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io); [`Error::Format`](crate::Error::Format) for a file that is no safetensors file, or of another model.
    fn load(&self, path: &Path) -> Result<()> {
        state::load_state(&self.all_state(), path)
    }

    /// Everything by name.
    fn all_state(&self) -> Vec<(String, State)> {
        let mut found = Vec::new();
        self.state(&mut |name, state| found.push((name.to_owned(), state)));
        found
    }
}

/// Visits an inner module's state under its name.
pub fn inner(name: &str, module: &(impl Module + ?Sized), visit: &mut dyn FnMut(&str, State)) {
    module.state(&mut |path, state| visit(&format!("{name}.{path}"), state));
}

impl State {
    /// The shape in a file.
    pub fn shape(&self) -> &[usize] {
        match self {
            Self::Parameter(tensor) | Self::Buffer(tensor) => tensor.shape(),
            Self::Count(_) => &[],
        }
    }

    /// A counter's value, or none.
    pub fn count(&self) -> Option<i64> {
        match self {
            Self::Count(count) => Some(count.load(Ordering::Relaxed)),
            _ => None,
        }
    }
}
