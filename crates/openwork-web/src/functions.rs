//! Activations, losses, normalisation and dropout for their figures.

use crate::json;
use openwork::activation::{Activation, Axis, Gate, Masked, softmax};
use openwork::loss::{CrossEntropy, Loss, Reduction, Targets};
use openwork::nn::{BatchNormalise, DropoutMask, LayerNormalise, RunningStatistics};
use serde_json::json as object;
use wasm_bindgen::prelude::*;

/// The activation of this name, with this alpha where it has one.
fn activation(name: &str, alpha: f32) -> openwork::Result<Activation> {
    Ok(match Activation::of_name(name)? {
        Activation::LeakyRelu { .. } => Activation::LeakyRelu { alpha },
        Activation::Elu { .. } => Activation::Elu { alpha },
        other => other,
    })
}

/// An activation, or the gate of a gated unit with 1 behind it, and its derivative at each place.
///
/// # Errors
/// An unknown name.
#[wasm_bindgen]
pub fn activation_curve(name: &str, alpha: f32, x: &[f64]) -> Result<String, JsError> {
    let curve: Vec<(f64, f64)> = match Gate::of_name(name) {
        Ok(gate) => x.iter().map(|&x| (gate.at(1.0, x), gate.slopes(1.0, x).1)).collect(),
        Err(_) => {
            let f = activation(name, alpha)?;
            x.iter().map(|&x| (f.at(x), f.slope(x))).collect()
        }
    };
    json(&curve)
}

/// A number sent through layers of one activation, each the activation of `weight` times the one before; and the gradient of the
/// last in each of them, from the last to the first.
///
/// # Errors
/// An unknown name.
#[wasm_bindgen]
pub fn activation_chain(name: &str, alpha: f32, weight: f64, start: f64, layers: usize) -> Result<String, JsError> {
    let f = activation(name, alpha)?;
    let mut inputs = vec![start];
    for _ in 0..layers {
        let last = inputs[inputs.len() - 1];
        inputs.push(f.at(weight * last));
    }
    let mut gradients = vec![1.0];
    for &x in inputs[..layers].iter().rev() {
        gradients.push(gradients[gradients.len() - 1] * weight * f.slope(weight * x));
    }
    gradients.reverse();
    json(&object!({ "values": inputs, "gradients": gradients }))
}

/// The probabilities of scores, minus infinity where one is masked; and the gradient of the logarithm of one of them.
///
/// # Errors
/// Scores of no length.
#[wasm_bindgen]
pub fn softmax_shown(scores: &[f32], zero: bool) -> Result<Vec<f32>, JsError> {
    let mut p = vec![0.0; scores.len()];
    softmax(scores, Axis::rows(1, scores.len()), if zero { Masked::Zero } else { Masked::Nan }, &mut p)?;
    Ok(p)
}

/// A loss of the answers against a target, and its derivative.
///
/// # Errors
/// An unknown name; a target or an answer that the loss has no meaning for.
#[wasm_bindgen]
pub fn loss_curve(name: &str, delta: f32, target: f32, x: &[f64]) -> Result<String, JsError> {
    let loss = match Loss::of_name(name)? {
        Loss::Huber { .. } => Loss::Huber { delta },
        other => other,
    };
    let narrow: Vec<f32> = x.iter().map(|&x| x as f32).collect();
    loss.forward(&narrow, &vec![target; x.len()], Reduction::Mean)?;
    json(&x.iter().map(|&x| (loss.at(x, target.into()), loss.slope(x, target.into()))).collect::<Vec<_>>())
}

/// The cross entropy of scores with a true class, the probabilities, and the gradient at each score.
///
/// # Errors
/// A class that is not there, a smoothing outside 0 to 1.
#[wasm_bindgen]
pub fn cross_entropy_shown(scores: &[f32], class: i32, smoothing: f32) -> Result<String, JsError> {
    let (axis, classes) = (Axis::rows(1, scores.len()), [i64::from(class)]);
    let loss = CrossEntropy::new().label_smoothing(smoothing);
    let (value, rows) = loss.forward(scores, axis, Targets::Classes(&classes))?;
    let (mut gradient, mut p) = (vec![0.0; scores.len()], vec![0.0; scores.len()]);
    loss.backward(scores, axis, Targets::Classes(&classes), &rows, &[1.0], &mut gradient)?;
    softmax(scores, axis, Masked::Nan, &mut p)?;
    json(&object!({ "loss": value[0], "probabilities": p, "gradient": gradient }))
}

/// Batches of one channel, one after the other: each normalised by its own statistics, and by the running ones after it.
///
/// # Errors
/// A momentum outside 0 to 1, batches of one number.
#[wasm_bindgen]
pub fn batch_norm_watched(batches: &[f32], size: usize, momentum: f32) -> Result<String, JsError> {
    let norm = BatchNormalise::new().momentum(Some(momentum));
    let mut running = RunningStatistics::new(1);
    let mut steps = vec![];
    for batch in batches.chunks_exact(size.max(1)) {
        let axis = Axis::rows(batch.len(), 1);
        let (mut trained, mut used) = (vec![0.0; batch.len()], vec![0.0; batch.len()]);
        let statistics = norm.forward(batch, axis, None, None, &mut trained)?;
        running.update(&statistics, norm.momentum)?;
        norm.infer(batch, axis, &running, None, None, &mut used)?;
        steps.push(object!({
            "batch": batch, "trained": trained, "used": used, "mean": statistics.mean[0], "variance": statistics.variance[0],
            "running_mean": running.mean[0], "running_variance": running.variance[0],
        }));
    }
    json(&steps)
}

/// Rows, each normalised by itself.
///
/// # Errors
/// Numbers that are not whole rows.
#[wasm_bindgen]
pub fn layer_norm_shown(x: &[f32], n: usize) -> Result<Vec<f32>, JsError> {
    let mut y = vec![0.0; x.len()];
    LayerNormalise::new(n).forward(x, None, None, &mut y)?;
    Ok(y)
}

/// Ones, after dropout.
///
/// # Errors
/// p outside 0 to 1.
#[wasm_bindgen]
pub fn dropout_shown(n: usize, p: f64, seed: u32, call: u32) -> Result<Vec<f32>, JsError> {
    let mut y = vec![0.0; n];
    DropoutMask::new(p)?.seed(seed.into()).apply(&vec![1.0; n], call.into(), &mut y)?;
    Ok(y)
}
