//! The tour's stop for tensors; `parity/tour_tensor.py` asked PyTorch.

use crate::call::Failure;
use crate::table::number;
use crate::tour::Stop;
use openwork::Error;
use openwork::datasets::{self, Target};
use openwork::loss::CrossEntropy;
use openwork::plot::Bar;
use openwork::tensor::{Tensor, Truth};
use serde_json::Value;
use std::time::Instant;

const REFERENCE: &str = include_str!("../../../parity/tour_tensor.json");

/// One dense layer on iris: its loss, and the gradient of its weights.
pub fn stop() -> Result<Stop, Failure> {
    let reference: Value = serde_json::from_str(REFERENCE).map_err(|e| Failure::Work(format!("tour_tensor.json: {e}")))?;
    let data = datasets::iris()?;
    let Target::Classes { y, .. } = &data.y else {
        return Err(Failure::Work("iris has no classes".to_owned()));
    };
    let classes: Vec<i64> = y.iter().map(|&class| i64::from(class)).collect();
    let clock = Instant::now();
    let x = Tensor::new(&[data.x.nrows(), data.x.ncols()], data.x.iter().map(|&v| v as f32).collect::<Vec<_>>())?;
    // Weights drawn by no chance, so that they can be compared.
    let weights: Vec<f32> = (0..12).map(|i| (((3 * (i / 4) + 5 * (i % 4)) % 7) as f32 - 3.0) / 10.0).collect();
    let weight = Tensor::new(&[3, 4], weights)?.with_grad();
    let loss = x.linear(&weight, None)?.cross_entropy(CrossEntropy::new(), Truth::Classes(&classes))?;
    loss.backward()?;
    let seconds = clock.elapsed().as_secs_f64();

    let grad = weight.grad().ok_or_else(|| Error::gradient("linear", "no gradient came to the weight"))?;
    let grad: Vec<f64> = grad.values().iter().map(|&v| f64::from(v)).collect();
    let theirs: Vec<f64> = reference["grad"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let most = |values: &[f64]| values.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    let say = |loss: f64, grad: &[f64]| format!("loss {}, largest gradient {}", number(loss), number(most(grad)));
    let (ours, wanted) = (f64::from(loss.item()?), reference["loss"].as_f64().unwrap_or(f64::NAN));
    let apart: Vec<f64> = grad.iter().zip(&theirs).map(|(a, b)| a - b).collect();
    let names: Vec<String> = (0..12).map(|i| format!("{}, {}", i / 4, i % 4)).collect();
    Ok(Stop {
        algorithm: "tensor",
        data: "iris",
        done: "cross entropy of one layer, and back".to_owned(),
        result: say(ours, &grad),
        reference: say(wanted, &theirs),
        same: theirs.len() == grad.len() && (ours - wanted).abs() <= 1e-6 * wanted && most(&apart) <= 1e-6 * most(&theirs),
        seconds,
        picture: Bar::new(&names).series("gradient", &grad).title("the gradient of each weight (class, feature)").svg()?,
    })
}
