//! Dropout as a layer and as an operation on tensors.

use super::{DropoutMask, Module, State};
use crate::error::Result;
use crate::tensor::{Buffer, Tensor};
use std::sync::atomic::{AtomicU64, Ordering};

/// Leaves out entries while training, each call by a mask of its own; does nothing in use.
///
/// It keeps no state in files, as in PyTorch. A training that is to go on bit for bit where it stopped keeps [`calls`](Self::calls) too.
#[derive(Debug)]
pub struct Dropout {
    mask: DropoutMask,
    calls: AtomicU64,
    training: bool,
}

impl Dropout {
    /// Leaves out with probability p; the masks come from the seed.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) for p outside 0 to 1.
    pub fn new(p: f64, seed: u64) -> Result<Self> {
        Ok(Self { mask: DropoutMask::new(p)?.seed(seed), calls: AtomicU64::new(0), training: true })
    }

    /// How many masks were used.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Goes on after so many masks.
    pub fn set_calls(&self, calls: u64) {
        self.calls.store(calls, Ordering::Relaxed);
    }
}

impl Module for Dropout {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        if self.training { input.dropout(self.mask, self.calls.fetch_add(1, Ordering::Relaxed)) } else { Ok(input.clone()) }
    }

    fn state(&self, _visit: &mut dyn FnMut(&str, State)) {}

    fn train(&mut self, training: bool) {
        self.training = training;
    }
}

impl Tensor {
    /// The entries that the mask of call number `call` keeps, scaled; zeros elsewhere. The way back makes the mask again.
    ///
    /// # Errors
    /// None today.
    pub fn dropout(&self, mask: DropoutMask, call: u64) -> Result<Tensor> {
        let mut out = Buffer::stale(self.len());
        mask.apply(&self.values(), call, &mut out)?;
        Tensor::from_op("dropout", &[self], self.shape(), out, move |step| {
            let gradient = step.values();
            let mut out = Buffer::stale(gradient.len());
            mask.apply(&gradient, call, &mut out)?;
            step.give(0, out)
        })
    }
}
