//! The optimizer's step on tensors: parameters that a module, its graph and the optimizer have handles on.

use super::clip::shorten;
use super::{Optimizer, clip_value, norm};
use crate::error::{Error, Result};
use crate::tensor::{Tensor, Values};

impl Optimizer {
    /// One step along the gradients that backward passes have added up in the parameters. A parameter without one stays as it is.
    ///
    /// # Errors
    /// Parameters that do not fit what the optimizer was made for; one that comes twice, or that [`Tensor::update`] refuses.
    pub fn step_tensors(&mut self, parameters: &[Tensor]) -> Result<()> {
        let mut places: Vec<*const f32> = parameters.iter().filter(|p| !p.is_empty()).map(|p| p.values().as_ptr()).collect();
        places.sort_unstable();
        if places.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Error::setting("parameters", "a list that holds one parameter twice", "every parameter once"));
        }
        let gradients: Vec<Option<Values>> = parameters.iter().map(|p| p.grad().map(|g| g.values())).collect();
        let gradients: Vec<Option<&[f32]>> = gradients.iter().map(Option::as_deref).collect();
        with_entries(parameters, Vec::with_capacity(parameters.len()), &mut |entries| self.step(entries, &gradients))
    }
}

/// As [`clip_norm`](super::clip_norm), of the gradients of parameters; one without a gradient counts nothing.
///
/// # Errors
/// A `max` that is negative or not finite.
pub fn clip_norm_of(parameters: &[Tensor], max: f64) -> Result<f64> {
    super::check::at_least_zero("max_norm", max)?;
    let gradients: Vec<Values> = parameters.iter().filter_map(Tensor::grad).map(|g| g.values()).collect();
    let length = norm(&gradients.iter().map(|g| &g[..]).collect::<Vec<_>>());
    drop(gradients);
    for parameter in parameters.iter().filter(|p| p.grad().is_some()) {
        parameter.update_grad(|g| shorten(g, length, max))?;
    }
    Ok(length)
}

/// As [`clip_value`](super::clip_value), of the gradients of parameters.
///
/// # Errors
/// A `max` that is negative or not finite.
pub fn clip_value_of(parameters: &[Tensor], max: f64) -> Result<()> {
    super::check::at_least_zero("clip_value", max)?;
    for parameter in parameters.iter().filter(|p| p.grad().is_some()) {
        let mut result = Ok(());
        parameter.update_grad(|g| result = clip_value(&mut [g], max))?;
        result?;
    }
    Ok(())
}

/// Opens the entries of all tensors at once, one within the other, and calls `change` with them.
fn with_entries<'a>(
    tensors: &[Tensor],
    mut open: Vec<&'a mut [f32]>,
    change: &mut dyn FnMut(&mut [&mut [f32]]) -> Result<()>,
) -> Result<()> {
    let Some((first, rest)) = tensors.split_first() else { return change(&mut open) };
    let mut result = Ok(());
    let mut reached = false;
    first.update(|entries| {
        reached = true;
        let mut open: Vec<&mut [f32]> = std::mem::take(&mut open);
        open.push(entries);
        result = with_entries(rest, open, change);
    })?;
    if !reached {
        // A tensor without entries is never opened.
        open.push(&mut []);
        return with_entries(rest, open, change);
    }
    result
}
