//! k-means from given centres.

use crate::case::{File, Matrices, Rows, matrix};
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::cluster::{Init, KMeans};
use openwork::linalg::Real;
use openwork::ndarray::aview1;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    dtype: String,
    x: String,
    start: Rows,
    weights: Option<Vec<f64>>,
    max_iter: usize,
    tol: f64,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Expected {
    labels: Vec<u64>,
    inertia: f64,
    n_iter: Option<u64>,
    centers: Option<Rows>,
    queries: Option<String>,
    predict: Option<Vec<u64>>,
    transform: Option<Rows>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| match case.dtype.as_str() {
        "f32" => compare::<f32>(case, &file.data),
        _ => compare::<f64>(case, &file.data),
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

fn compare<T: Real>(case: &Case, data: &Matrices) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, T::NAME, case.tolerance);
    let x = data.get::<T>(&case.x)?;
    let settings = KMeans::new(case.start.len()).init(Init::Centers(matrix(&case.start)?)).max_iter(case.max_iter).tol(case.tol);
    let model = settings.fit_weighted(x.view(), case.weights.as_deref().map(aview1))?;

    let want = &case.expected;
    outcome.same("labels", model.labels.iter().map(|&l| l.into()), &want.labels);
    if let Some(n_iter) = want.n_iter {
        outcome.same("n_iter", [model.n_iter as u64], &[n_iter]);
    }
    // Of a perfect fit only rounding is left: that is measured against the data's own scale.
    let scale: f64 = x.iter().map(|v| v.f64() * v.f64()).sum();
    outcome.close("inertia", model.inertia, want.inertia, want.inertia.max(1e-20 * scale));
    if let Some(centers) = &want.centers {
        outcome.close_all("centres", model.centers.view(), matrix(centers)?.view());
    }
    if let (Some(queries), Some(predict), Some(transform)) = (&want.queries, &want.predict, &want.transform) {
        let queries = data.get::<T>(queries)?;
        outcome.same("predict", model.predict(queries.view())?.into_iter().map(u64::from), predict);
        outcome.close_all("transform", model.transform(queries.view())?.view(), matrix(transform)?.view());
    }
    Ok(outcome)
}
