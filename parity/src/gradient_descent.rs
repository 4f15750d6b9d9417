//! Gradient descent, step by step and where it ends.

use crate::case::{File, Matrices, Rows, matrix};
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::linear_model::{Batch, GradientDescent};
use openwork::ndarray::{Array1, Array2, Axis};
use openwork::steps::Run;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    x: String,
    y: String,
    rate: f64,
    intercept: bool,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Expected {
    /// For each step the loss before it, then the coefficients and the intercept after it.
    steps: Rows,
    /// Coefficients and intercept at the end.
    end: Option<Rows>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| compare(case, &file.data));
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case, data: &Matrices) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
    let (x, y) = (data.get::<f64>(&case.x)?, data.get::<f64>(&case.y)?);
    let settings = GradientDescent::new(Batch::Full).intercept(case.intercept).tol(1e-13).max_iter(1_000_000);
    let mut run = settings.clone().learning_rate(Some(case.rate)).run(x.view(), y.column(0))?;
    let want: Array2<f64> = matrix(&case.expected.steps)?;
    for (i, want) in want.outer_iter().enumerate() {
        let Some(step) = run.next() else {
            outcome.same("steps", [i as u64], &[case.expected.steps.len() as u64]);
            break;
        };
        let after = run.snapshot();
        let ours: Array1<f64> = [step.loss].into_iter().chain(after.coef).chain([after.intercept]).collect();
        outcome.close_all(&format!("step {}", i + 1), ours.insert_axis(Axis(0)).view(), want.insert_axis(Axis(0)));
    }
    if let Some(end) = &case.expected.end {
        let model = settings.fit(x.view(), y.column(0))?.linear;
        let ours: Array1<f64> = model.coef.iter().chain(&model.intercept).copied().collect();
        outcome.close_all("the end", ours.insert_axis(Axis(0)).view(), matrix(end)?.view());
    }
    Ok(outcome)
}
