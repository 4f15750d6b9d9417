//! The network: dense layers with an activation and dropout between them.

use super::loader::mixed;
use crate::activation::Activation;
use crate::error::{Error, Result};
use crate::nn::{Linear, Module, State};
use crate::tensor::Tensor;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Dense layers, an activation after each but the last, and dropout after each activation.
///
/// The parameters have the names of PyTorch's `Sequential(Linear, Activation, Linear, ...)`, with a `Dropout` after each activation where
/// there is dropout, so that files fit both ways.
pub struct MlpNet {
    layers: Vec<Linear>,
    activation: Activation,
    dropout: f64,
    seed: u64,
}

impl MlpNet {
    /// A network through layers of these sizes, from the inputs to the outputs, with PyTorch's start drawn from the seed.
    ///
    /// # Errors
    /// Fewer than two sizes, a size of 0, a dropout that is no share below 1.
    pub fn new(sizes: &[usize], activation: Activation, dropout: f64, seed: u64) -> Result<Self> {
        if sizes.len() < 2 {
            return Err(Error::setting("sizes", format!("{sizes:?}"), "at least two: inputs and outputs"));
        }
        if let Some(&size) = sizes.iter().find(|&&size| size == 0) {
            return Err(Error::setting("hidden", size, "layers of at least 1 number"));
        }
        if !(0.0..1.0).contains(&dropout) {
            return Err(Error::setting("dropout", dropout, "a share from 0 to below 1"));
        }
        let mut rng = Pcg64::seed_from_u64(seed);
        let layers = sizes.windows(2).map(|pair| Linear::new(pair[0], pair[1], &mut rng)).collect::<Result<_>>()?;
        Ok(Self { layers, activation, dropout, seed })
    }

    /// The activation.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// The share of numbers that dropout sets to 0.
    pub fn dropout(&self) -> f64 {
        self.dropout
    }

    /// The sizes of the layers, inputs and outputs included.
    pub fn sizes(&self) -> Vec<usize> {
        let of = |layer: &Linear, axis: usize| layer.weight().shape()[axis];
        self.layers.iter().take(1).map(|l| of(l, 1)).chain(self.layers.iter().map(|l| of(l, 0))).collect()
    }

    /// The number of a layer in PyTorch's `Sequential`.
    fn place(&self, layer: usize) -> usize {
        layer * if self.dropout > 0.0 { 3 } else { 2 }
    }

    // ANCHOR: forward
    /// The outputs for rows of inputs; in training, with the chance of this step.
    ///
    /// # Errors
    /// Inputs of another width.
    pub fn outputs(&self, input: &Tensor, step: Option<u64>) -> Result<Tensor> {
        let mut x = input.clone();
        for (i, layer) in self.layers.iter().enumerate() {
            x = layer.forward(&x)?;
            if i + 1 < self.layers.len() {
                x = x.activation(self.activation)?;
                if let Some(step) = step.filter(|_| self.dropout > 0.0) {
                    x = self.drop(&x, step, i as u64)?;
                }
            }
        }
        Ok(x)
    }
    // ANCHOR_END: forward

    // ANCHOR: dropout
    /// Sets a share of the numbers to 0 and makes the others as much larger, so that the mean stays.
    fn drop(&self, x: &Tensor, step: u64, layer: u64) -> Result<Tensor> {
        let mut rng = Pcg64::seed_from_u64(mixed(mixed(self.seed, step), layer));
        let kept = (1.0 / (1.0 - self.dropout)) as f32;
        let mask: Vec<f32> = (0..x.len()).map(|_| if rng.random::<f64>() < self.dropout { 0.0 } else { kept }).collect();
        x.mul(&Tensor::new(x.shape(), mask)?)
    }
    // ANCHOR_END: dropout
}

impl Module for MlpNet {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        self.outputs(input, None)
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        for (i, layer) in self.layers.iter().enumerate() {
            let place = self.place(i);
            layer.state(&mut |name, state| visit(&format!("{place}.{name}"), state));
        }
    }
}
