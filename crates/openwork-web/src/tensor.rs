//! A small computation and its backward pass, for the figure of the tape.

use crate::json;
use openwork::activation::Activation;
use openwork::steps;
use openwork::tensor::{BackwardRun, Tensor};
use serde_json::json as object;
use wasm_bindgen::prelude::*;

/// `(f(w x + b) - t)^2` and its backward pass: the names and the values of the nodes in the order in which they were made, and the recording.
///
/// # Errors
/// An unknown activation.
#[wasm_bindgen]
pub fn tape(w: f32, x: f32, b: f32, t: f32, activation: &str) -> Result<String, JsError> {
    let leaf = |v: f32| Tensor::scalar(v).with_grad();
    let (w, x, b, t) = (leaf(w), leaf(x), leaf(b), leaf(t));
    let product = w.mul(&x)?;
    let sum = product.add(&b)?;
    let answer = sum.activation(Activation::of_name(activation)?)?;
    let difference = answer.sub(&t)?;
    let loss = difference.powf(2.0);
    let nodes = [("w", &w), ("x", &x), ("b", &b), ("t", &t)];
    let results = [("w x", &product), ("w x + b", &sum), ("answer", &answer), ("difference", &difference), ("loss", &loss)];
    let made =
        nodes.iter().chain(&results).map(|(name, tensor)| Ok((*name, tensor.item()?))).collect::<openwork::Result<Vec<_>>>()?;
    for (_, tensor) in results {
        tensor.retain_grad(); // so that the figure still shows a gradient when it was handed on
    }
    let recording = steps::record(&mut BackwardRun::new(&loss)?);
    json(&object!({ "nodes": made, "recording": recording }))
}
