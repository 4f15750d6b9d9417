//! Optimizers on a surface, Adam's first steps, schedules, and a small network in training.

use crate::{json, matrix, setting};
use openwork::activation::Activation;
use openwork::ndarray::Array2;
use openwork::optim::{Adadelta, Adagrad, Adam, Race, RmsProp, Rule, Schedule, Sgd, Surface};
use openwork::steps::{self, Run};
use openwork::train::{Batch, Goal, Mlp, Training};
use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct Contestant {
    optimizer: String,
    lr: f64,
    #[serde(default)]
    momentum: f64,
}

impl Contestant {
    fn rule(&self) -> openwork::Result<Rule> {
        let lr = self.lr;
        Ok(match self.optimizer.as_str() {
            "sgd" => Sgd::new(lr).into(),
            "momentum" => Sgd::new(lr).momentum(self.momentum).into(),
            "nesterov" => Sgd::new(lr).momentum(self.momentum).nesterov(true).into(),
            "adagrad" => Adagrad::new(lr).into(),
            "adadelta" => Adadelta::new(lr).into(),
            "rmsprop" => RmsProp::new(lr).into(),
            "adam" => Adam::new(lr).into(),
            "adamw" => Adam::decoupled(lr).into(),
            other => {
                return Err(openwork::Error::setting(
                    "optimizer",
                    other,
                    "sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam or adamw",
                ));
            }
        })
    }
}

#[derive(Deserialize)]
struct RaceSettings {
    surface: Surface,
    start: [f32; 2],
    contestants: Vec<Contestant>,
    steps: usize,
}

/// Optimizers that descend one surface from one place: the recording.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn optimizer_race(settings: &str) -> Result<String, JsError> {
    let settings: RaceSettings = setting(settings)?;
    let rules = settings.contestants.iter().map(Contestant::rule).collect::<openwork::Result<Vec<_>>>()?;
    let mut race = Race::new(settings.surface, settings.start, &rules, settings.steps)?;
    json(&steps::record(&mut race))
}

/// The loss of a surface at `n` times `n` places of a window, row after row from below.
///
/// # Errors
/// A surface that is none.
#[wasm_bindgen]
pub fn surface_losses(surface: &str, window: &[f64], n: usize) -> Result<Vec<f64>, JsError> {
    let surface: Surface = setting(&format!("\"{surface}\""))?;
    let &[x0, x1, y0, y1] = window else { return Err(JsError::new("window: wanted 4 numbers")) };
    let at = |low: f64, high: f64, i: usize| low + (high - low) * (i as f64 + 0.5) / n as f64;
    Ok((0..n * n).map(|i| surface.loss(at(x0, x1, i % n), at(y0, y1, i / n))).collect())
}

/// What Adam does with one parameter, given its gradients.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn adam_watched(gradients: &[f32], lr: f64, beta1: f64, beta2: f64) -> Result<String, JsError> {
    json(&Adam::new(lr).betas(beta1, beta2).watch(gradients)?)
}

/// The rates of a schedule over so many steps.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn schedule_rates(schedule: &str, lr: f64, steps: u32) -> Result<Vec<f64>, JsError> {
    let schedule: Schedule = setting(schedule)?;
    schedule.check()?;
    Ok((0..u64::from(steps)).map(|done| schedule.rate(lr, done)).collect())
}

#[derive(Deserialize)]
struct MlpSettings {
    hidden: Vec<usize>,
    activation: String,
    #[serde(flatten)]
    optimizer: Contestant,
    epochs: u64,
    batch: usize,
    seed: u64,
    /// The window of the map of answers, and its places a side.
    window: [f64; 4],
    places: usize,
}

/// A network that learns the classes of points in the plane: the last step of every pass, with the map of its answers after it.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn train_mlp(points: &[f64], labels: &[u32], settings: &str) -> Result<String, JsError> {
    let points = matrix("points", points, 2)?;
    let settings: MlpSettings = setting(settings)?;
    let training = Training::new()
        .optimizer(settings.optimizer.rule()?)
        .epochs(settings.epochs)
        .batch(Batch::Mini(settings.batch))
        .seed(settings.seed);
    let mlp = Mlp::new(&settings.hidden).activation(Activation::of_name(&settings.activation)?).training(training);
    let mut run = mlp.run(points, &Goal::Classes(labels.to_vec()))?;
    let (n, [x0, x1, y0, y1]) = (settings.places, settings.window);
    let at = |low: f64, high: f64, i: usize| low + (high - low) * (i as f64 + 0.5) / n as f64;
    let places = Array2::from_shape_fn((n * n, 2), |(i, axis)| if axis == 0 { at(x0, x1, i % n) } else { at(y0, y1, i / n) });
    let names: Vec<String> = run.parameters().map(|(name, _)| name.to_owned()).collect();
    let start = json!({ "gradients": [], "map": run.task().predict(places.view())? });
    let mut steps: Vec<Value> = vec![];
    while let Some(step) = run.next() {
        if step.not_finite.is_some() || run.history().len() as u64 == step.epoch {
            let lengths: Vec<f64> = run.snapshot().gradients.into_iter().map(|(_, length)| length).collect();
            let map = run.task().predict(places.view())?;
            steps.push(json!({ "step": step, "after": { "gradients": lengths, "map": map } }));
        }
    }
    let answers = run.task().predict(points)?;
    let right = answers.iter().zip(labels).filter(|(a, l)| a == l).count();
    json(&json!({
        "data": { "parameters": names, "history": run.history(), "right": right },
        "recording": { "start": start, "steps": steps },
    }))
}
