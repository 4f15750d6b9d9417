//! The small layers: activations, flattening, a table of vectors.

use super::{Init, Module, State};
use crate::activation::Activation as Function;
use crate::error::{Error, Result};
use crate::tensor::{Index, Tensor};

/// An activation as a layer.
#[derive(Debug, Clone, Copy)]
pub struct Activation(pub Function);

impl Module for Activation {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        input.activation(self.0)
    }

    fn state(&self, _: &mut dyn FnMut(&str, State)) {}
}

/// Axes `first` to `last` made one.
#[derive(Debug, Clone, Copy)]
pub struct Flatten {
    /// The first of them; PyTorch's default is 1.
    pub first: isize,
    /// The last of them; PyTorch's default is -1.
    pub last: isize,
}

impl Module for Flatten {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        input.flatten(self.first, self.last)
    }

    fn state(&self, _: &mut dyn FnMut(&str, State)) {}
}

/// A table of vectors, one for each word.
pub struct Embedding {
    weight: Tensor,
}

impl Embedding {
    /// `words` vectors of `size` numbers, normal with deviation 1 as in PyTorch.
    ///
    /// # Errors
    /// No words, or no numbers.
    pub fn new(words: usize, size: usize, rng: &mut impl rand::Rng) -> Result<Self> {
        if words == 0 || size == 0 {
            return Err(Error::setting("words, size", format!("{words}, {size}"), "at least 1 each"));
        }
        Ok(Self { weight: Init::Normal(0.0, 1.0).parameter(&[words, size], rng)? })
    }

    /// The table, shape `(words, size)`.
    pub fn weight(&self) -> &Tensor {
        &self.weight
    }

    /// The vectors of these words: the shape of the words, then the size of a vector.
    ///
    /// # Errors
    /// A word out of range.
    pub fn look_up(&self, words: &Index) -> Result<Tensor> {
        let rows = self.weight.index_select(0, &Index::new(&[words.places().len()], words.places())?)?;
        let shape: Vec<isize> = words.shape().iter().chain(&self.weight.shape()[1..]).map(|&n| n as isize).collect();
        rows.reshape(&shape)
    }
}

impl Module for Embedding {
    /// The words as whole numbers in a tensor; [`look_up`](Self::look_up) takes them as an index.
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let values = input.values();
        if let Some(i) = values.iter().position(|&v| !(v >= 0.0) || v.fract() != 0.0) {
            return Err(Error::setting("words", format!("{} at entry {i}", values[i]), "whole numbers from 0"));
        }
        let places: Vec<usize> = values.iter().map(|&v| v as usize).collect();
        self.look_up(&Index::new(input.shape(), places)?)
    }

    fn state(&self, visit: &mut dyn FnMut(&str, State)) {
        visit("weight", State::Parameter(self.weight.clone()));
    }
}
