//! Logistic regression for its figure.

use crate::{json, matrix, setting};
use openwork::linear_model::{LogisticRegression, LogisticRegressionModel, Penalty, Solver, Stop};
use openwork::ndarray::Array2;
use openwork::steps;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct Settings {
    solver: Solver,
    penalty: Penalty,
    c: f64,
    #[serde(default)]
    learning_rate: Option<f64>,
    #[serde(default = "one")]
    batch: usize,
    #[serde(default = "tolerance")]
    tol: f64,
    max_iter: usize,
}

fn one() -> usize {
    1
}

fn tolerance() -> f64 {
    1e-4
}

/// Runs logistic regression on points in the plane and gives the recording of the run: `{start, steps: [{step, after}]}`.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn logistic_regression(points: &[f64], labels: &[u32], settings: &str) -> Result<String, JsError> {
    let x = matrix("points", points, 2)?;
    let asked: Settings = setting(settings)?;
    let settings = LogisticRegression::new().solver(asked.solver).penalty(asked.penalty).c(asked.c).tol(asked.tol);
    let settings = settings.learning_rate(asked.learning_rate).batch(asked.batch).max_iter(asked.max_iter);
    json(&steps::record(&mut settings.run(x, labels)?))
}

/// A model that knows nothing but its coefficients: what answering needs.
fn model(coef: Array2<f64>, intercept: &[f64]) -> LogisticRegressionModel {
    LogisticRegressionModel {
        classes: coef.nrows().max(2),
        coef,
        intercept: intercept.to_vec(),
        n_iter: 0,
        converged: true,
        stop: Stop::Rounds,
        gradient: 0.0,
        loss: 0.0,
        history: vec![],
    }
}

/// What a model says of one point of class `label`: its scores, the probabilities, the loss, and the residuals.
///
/// # Errors
/// Coefficients that are not whole rows.
#[wasm_bindgen]
pub fn logistic_row(point: &[f64], label: usize, coef: &[f64], intercept: &[f64]) -> Result<String, JsError> {
    let coef = matrix("coef", coef, point.len())?.to_owned();
    let model = model(coef, intercept);
    let x = matrix("point", point, point.len())?;
    let (scores, shares) = (model.decision_function(x)?, model.predict_proba(x)?);
    let logs = model.predict_log_proba(x)?;
    let truth = |k: usize| f64::from(u8::from(k == label));
    let residuals: Vec<f64> = match model.classes {
        2 => vec![shares[[0, 1]] - truth(1)],
        _ => shares.iter().enumerate().map(|(k, p)| p - truth(k)).collect(),
    };
    json(&serde_json::json!({
        "scores": scores.iter().collect::<Vec<_>>(),
        "shares": shares.iter().collect::<Vec<_>>(),
        "loss": logs.iter().nth(label).map(|log| -log),
        "residuals": residuals,
    }))
}

/// The pitfall, on purpose: the loss at a score by the formula as it stands, and then as the library has it.
///
/// # Errors
/// A score that is not finite.
#[wasm_bindgen]
pub fn log_losses(score: f64) -> Result<Vec<f64>, JsError> {
    let naive = -(1.0 / (1.0 + (-score).exp())).ln();
    let logs = model(Array2::ones((1, 1)), &[0.0]).predict_log_proba(matrix("score", &[score], 1)?)?;
    Ok(vec![naive, -logs[[0, 1]]])
}
