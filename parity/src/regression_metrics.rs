//! The metrics of regression.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::metrics::{Regression, Sums, mean_pinball_loss, median_absolute_error};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    truth: Vec<f64>,
    answers: Vec<f64>,
    weights: Option<Vec<f64>>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Expected {
    mse: f64,
    rmse: f64,
    mae: f64,
    mape: f64,
    median: f64,
    max: f64,
    r2: f64,
    explained: f64,
    pinball: f64,
    msle: Option<f64>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    Ok(Suite { outcomes: file.cases.iter().map(compare).collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
    let (weights, want) = (case.weights.as_deref(), &case.expected);
    let found = Regression::of(&case.truth, &case.answers, weights, Sums::ALL)?;
    let mut close = |what: &str, got: f64, want: f64| outcome.close(what, got, want, want.abs());
    close("mse", found.mean_squared_error(), want.mse);
    close("rmse", found.root_mean_squared_error(), want.rmse);
    close("mae", found.mean_absolute_error(), want.mae);
    close("mape", found.mean_absolute_percentage_error(), want.mape);
    close("median", median_absolute_error(&case.truth, &case.answers, weights)?, want.median);
    close("max", found.max_error(), want.max);
    close("pinball", mean_pinball_loss(&case.truth, &case.answers, weights, 0.2)?, want.pinball);
    if let Some(msle) = want.msle {
        let found = Regression::of(&case.truth, &case.answers, weights, Sums::LOGARITHMS)?;
        close("msle", found.mean_squared_log_error(), msle);
    }
    outcome.close("r2", found.r2(), want.r2, want.r2.abs().max(1.0));
    outcome.close("explained variance", found.explained_variance(), want.explained, want.explained.abs().max(1.0));
    Ok(outcome)
}
