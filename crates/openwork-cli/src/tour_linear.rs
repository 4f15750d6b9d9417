//! The tour's stops at the linear models, all on the whole of one data set.

use crate::call::Failure;
use crate::tour::{Stop, close, float};
use ndarray::{Array1, Array2, Axis};
use openwork::datasets::{self, Dataset, Target};
use openwork::linear_model::{Batch, GradientDescent, LinearModel, LinearRegression, Ridge};
use openwork::plot::{Line, Scatter};
use serde_json::Value;
use std::time::Instant;

/// The penalty of the stop at ridge regression.
const ALPHA: f64 = 100.0;

fn data() -> Result<(Dataset, Array2<f64>), Failure> {
    let data = datasets::diabetes()?;
    let Target::Numbers(y) = &data.y else {
        return Err(Failure::Work(format!("{}: no numbers", data.info.name)));
    };
    let y = Array1::from(y.clone()).insert_axis(Axis(1));
    Ok((data, y))
}

/// A stop whose score and coefficients are compared.
fn stop(
    algorithm: &'static str,
    done: String,
    model: &LinearModel,
    theirs: &Value,
    seconds: f64,
    picture: Option<String>,
) -> Result<Stop, Failure> {
    let (data, y) = data()?;
    let score = model.score(data.x.view(), y.view(), None)?;
    let picture = match picture {
        Some(picture) => picture,
        None => {
            let answers = model.predict(data.x.view())?;
            let seen = ndarray::concatenate(Axis(1), &[answers.view(), (&y - &answers).view()]);
            let ends = answers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
            Scatter::new(seen.map_err(|e| Failure::Work(e.to_string()))?.view())
                .line([(ends.0, 0.0), (ends.1, 0.0)])
                .title(format!("{}: what {algorithm} leaves over", data.info.name))
                .axes("answer", format!("{} - answer", data.target_name))
                .svg()?
        }
    };
    let coef = theirs["coef"].as_array().map_or(&[][..], Vec::as_slice);
    let same = close(score, &theirs["r2"])
        && coef.len() == model.coef.len()
        && model.coef.iter().zip(coef).all(|(&ours, theirs)| close(ours, theirs))
        && close(model.intercept[0], &theirs["intercept"]);
    Ok(Stop {
        algorithm,
        data: data.info.name,
        done,
        result: format!("R² {score:.6}"),
        reference: format!("R² {:.6}", float(&theirs["r2"])),
        same,
        seconds,
        picture,
    })
}

pub fn least_squares(reference: &Value) -> Result<Stop, Failure> {
    let (data, y) = data()?;
    let clock = Instant::now();
    let model = LinearRegression::new().fit(data.x.view(), y.view())?;
    let seconds = clock.elapsed().as_secs_f64();
    let done = format!("{} coefficients and an intercept", model.coef.ncols());
    stop("linear_regression", done, &model, &reference["linear_regression diabetes"], seconds, None)
}

/// All the way down, to where least squares is at once.
pub fn descent(reference: &Value) -> Result<Stop, Failure> {
    let (data, y) = data()?;
    let settings = GradientDescent::new(Batch::Full).standardize(true).tol(1e-10).max_iter(100_000);
    let clock = Instant::now();
    let model = settings.fit(data.x.view(), y.column(0))?;
    let seconds = clock.elapsed().as_secs_f64();
    let losses = model.history.iter().map(|step| (step.pass as f64, step.loss));
    let title = format!("{}: the loss of gradient descent", data.info.name);
    let picture = Line::new().series("loss", losses).title(title).axes("pass", "half the mean squared error").log_x().svg()?;
    let done = format!("full batches, {} passes over standardized features", model.n_iter);
    stop("gradient_descent", done, &model.linear, &reference["linear_regression diabetes"], seconds, Some(picture))
}

pub fn ridge(reference: &Value) -> Result<Stop, Failure> {
    let (data, y) = data()?;
    let clock = Instant::now();
    let model = Ridge::new(ALPHA).fit(data.x.view(), y.view())?;
    let seconds = clock.elapsed().as_secs_f64();
    stop("ridge", format!("alpha {ALPHA}"), &model, &reference["ridge diabetes"], seconds, None)
}
