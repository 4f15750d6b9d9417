//! Gradient descent on a line, for its figure, and the pitfalls of fitting one.

use crate::{json, matrix, setting};
use openwork::linear_model::{Batch, GradientDescent, GradientDescentSnapshot, GradientDescentStep, LinearRegression};
use openwork::ndarray::Axis;
use openwork::steps::{self, Recorded, Recording, Run};
use serde::Deserialize;
use serde_json::json;
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct Settings {
    /// Rows of a batch; 0 is all.
    batch: usize,
    learning_rate: Option<f64>,
    max_iter: usize,
    seed: u64,
    #[serde(default)]
    standardize: bool,
}

impl Settings {
    fn descent(&self) -> GradientDescent {
        let batch = match self.batch {
            0 => Batch::Full,
            1 => Batch::Single,
            rows => Batch::Mini(rows),
        };
        GradientDescent::new(batch)
            .learning_rate(self.learning_rate)
            .max_iter(self.max_iter)
            .seed(self.seed)
            .standardize(self.standardize)
    }
}

/// Runs gradient descent on points in the plane, the second number by the first: the recording, the loss surface, the line of least
/// squares in closed form, the rate used, the rate that is safe, and how it ended.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn gradient_descent(points: &[f64], settings: &str) -> Result<String, JsError> {
    let points = matrix("points", points, 2)?;
    let (x, y) = points.split_at(Axis(1), 1);
    let settings: Settings = setting(settings)?;
    let mut run = settings.descent().run(x, y.column(0))?;
    let recording = steps::record(&mut run);
    let best = LinearRegression::new().fit(x, y)?;
    json(&json!({
        "recording": recording,
        "plane": run.loss_plane([0, 1])?.terms,
        "best": [best.coef[[0, 0]], best.intercept[0]],
        "rate": run.learning_rate(),
        "safe": run.safe_rate(),
        "converged": run.converged(),
        "diverged": run.diverged(),
    }))
}

/// The pitfall, on purpose: full batches, but the intercept goes up its slope. The same form as [`gradient_descent`].
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn gradient_descent_wrong_sign(points: &[f64], settings: &str) -> Result<String, JsError> {
    let table = matrix("points", points, 2)?;
    let (x, y) = (table.column(0), table.column(1));
    let settings: Settings = setting(settings)?;
    let run = settings.descent().run(table.slice(openwork::ndarray::s![.., ..1]), y)?;
    let rate = run.learning_rate();
    let (mut state, n) = (run.snapshot(), x.len() as f64);
    let start = state.clone();
    let mut steps: Vec<Recorded<GradientDescentStep, GradientDescentSnapshot>> = vec![];
    for round in 1..=settings.max_iter {
        let (w, b) = (state.coef[0], state.intercept);
        let residuals: Vec<f64> = x.iter().zip(y).map(|(x, y)| w * x + b - y).collect();
        let loss = residuals.iter().map(|r| r * r).sum::<f64>() / (2.0 * n);
        let by_w = residuals.iter().zip(x).map(|(r, x)| r * x).sum::<f64>() / n;
        let by_b = residuals.iter().sum::<f64>() / n;
        let (w, b) = (w - rate * by_w, b + rate * by_b);
        state = GradientDescentSnapshot { round, pass: round, coef: vec![w], intercept: b, loss, batch: vec![] };
        steps.push(Recorded {
            step: GradientDescentStep { round, pass: round, loss, gradient_norm: by_w.hypot(by_b) },
            after: state.clone(),
        });
    }
    let best =
        LinearRegression::new().fit(table.slice(openwork::ndarray::s![.., ..1]), table.slice(openwork::ndarray::s![.., 1..]))?;
    json(&json!({
        "recording": Recording { start, steps },
        "plane": run.loss_plane([0, 1])?.terms,
        "best": [best.coef[[0, 0]], best.intercept[0]],
        "rate": rate,
        "safe": run.safe_rate(),
        "converged": false,
        "diverged": true,
    }))
}

/// Slope and intercept of the line through points in single precision, as the library finds them.
///
/// # Errors
/// Whatever the library refuses.
#[wasm_bindgen]
pub fn line_f32(points: &[f64]) -> Result<Vec<f64>, JsError> {
    let points = matrix("points", points, 2)?;
    let (x, y) = points.split_at(Axis(1), 1);
    let model = LinearRegression::new().fit(x.mapv(|v| v as f32).view(), y)?;
    Ok(vec![model.coef[[0, 0]], model.intercept[0]])
}

/// The pitfall, on purpose: the same line by `(sum xy - n mean(x) mean(y)) / (sum x² - n mean(x)²)` in single precision, which
/// cancels far from the origin.
///
/// # Errors
/// Points that are not whole rows.
#[wasm_bindgen]
pub fn line_f32_shortcut(points: &[f64]) -> Result<Vec<f64>, JsError> {
    let points = matrix("points", points, 2)?.mapv(|v| v as f32);
    let n = points.nrows() as f32;
    let sum = |f: &dyn Fn(f32, f32) -> f32| points.outer_iter().fold(0.0_f32, |sum, p| sum + f(p[0], p[1]));
    let (x, y) = (sum(&|x, _| x) / n, sum(&|_, y| y) / n);
    let slope = (sum(&|x, y| x * y) - n * x * y) / (sum(&|x, _| x * x) - n * x * x);
    Ok(vec![f64::from(slope), f64::from(y - slope * x)])
}
