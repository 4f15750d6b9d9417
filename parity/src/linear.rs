//! Linear regression and ridge regression in closed form.

use crate::case::{File, Matrices, Rows, matrix};
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::linalg::Real;
use openwork::linear_model::{LinearModel, LinearRegression, Ridge};
use openwork::ndarray::{Array2, ArrayView1, ArrayView2, Axis, aview1, s};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    dtype: String,
    x: String,
    y: String,
    intercept: bool,
    /// Linear regression has a cutoff, ridge regression penalties.
    tol: Option<f64>,
    alpha: Option<Vec<f64>>,
    weights: Option<Vec<f64>>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Expected {
    coef: Rows,
    intercept: Vec<f64>,
    rank: Option<u64>,
    singular: Option<Vec<f64>>,
    predict: Option<Rows>,
    score: Option<f64>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| match case.dtype.as_str() {
        "f32" => compare::<f32>(case, &file.data),
        _ => compare::<f64>(case, &file.data),
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

fn fit<T: Real>(
    case: &Case,
    x: ArrayView2<'_, T>,
    y: ArrayView2<'_, f64>,
    weights: Option<ArrayView1<'_, f64>>,
) -> Result<LinearModel> {
    match &case.alpha {
        Some(alphas) => Ridge::new(1.0).alphas(alphas.clone()).intercept(case.intercept).fit_weighted(x, y, weights),
        None => {
            let settings = LinearRegression::new().tol(case.tol.unwrap_or_default()).intercept(case.intercept);
            settings.fit_weighted(x, y, weights)
        }
    }
}

fn compare<T: Real>(case: &Case, data: &Matrices) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, T::NAME, case.tolerance);
    let (x, y) = (data.get::<T>(&case.x)?, data.get::<f64>(&case.y)?);
    let weights = case.weights.as_deref().map(aview1);
    let model = fit(case, x.view(), y.view(), weights)?;

    let want = &case.expected;
    let coef: Array2<f64> = matrix(&want.coef)?;
    for (k, (ours, theirs)) in model.coef.outer_iter().zip(coef.outer_iter()).enumerate() {
        outcome.close_all(&format!("coefficients of target {k}"), ours.insert_axis(Axis(0)), theirs.insert_axis(Axis(0)));
    }
    // An intercept is the target's mean less what the features' means add up to: its error is measured against those.
    for (k, (&ours, &theirs)) in model.intercept.iter().zip(&want.intercept).enumerate() {
        let means = x.mapv(T::f64).mean_axis(Axis(0)).unwrap_or_default();
        let scale = coef.row(k).iter().zip(&means).map(|(w, m)| (w * m).abs()).sum::<f64>();
        outcome.close(&format!("intercept of target {k}"), ours, theirs, scale.max(theirs.abs()));
    }
    if let (Some(rank), Some(singular)) = (want.rank, &want.singular) {
        outcome.same("rank", model.rank.map(|r| r as u64), &[rank]);
        let ours = model.singular_values().unwrap_or_default();
        let ours = aview1(&ours[..singular.len().min(ours.len())]).insert_axis(Axis(0));
        outcome.close_all("singular values", ours, aview1(singular).insert_axis(Axis(0)));
    }
    if let Some(predict) = &want.predict {
        let first = x.slice(s![..predict.len(), ..]);
        outcome.close_all("predict", model.predict(first)?.view(), matrix(predict)?.view());
    }
    if let Some(score) = want.score {
        outcome.close("score", model.score(x.view(), y.view(), weights)?, score, 1.0);
    }
    Ok(outcome)
}
