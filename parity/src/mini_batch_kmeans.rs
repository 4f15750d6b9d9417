//! Mini-batch k-means over a fixed sequence of batches.

use crate::case::{File, Matrices, Rows, matrix};
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::cluster::{Init, MiniBatchKMeans};
use openwork::linalg::Real;
use openwork::ndarray::{Array1, Array2, Axis};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    dtype: String,
    x: String,
    start: Rows,
    /// Rows of `x`.
    batches: Vec<Vec<usize>>,
    weights: Option<Vec<f64>>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Expected {
    /// After each batch.
    centers: Vec<Rows>,
    /// Of the last batch under the last centres.
    labels: Vec<u64>,
    inertia: Option<f64>,
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
    let settings = MiniBatchKMeans::new(case.start.len()).init(Init::Centers(matrix(&case.start)?)).reassignment_ratio(0.0);
    let mut model = None;
    for (i, (batch, centers)) in case.batches.iter().zip(&case.expected.centers).enumerate() {
        let points = x.select(Axis(0), batch);
        let weights: Option<Array1<f64>> = case.weights.as_ref().map(|w| batch.iter().map(|&i| w[i]).collect());
        settings.partial_fit(&mut model, points.view(), weights.as_ref().map(|w| w.view()))?;
        if let Some(now) = &model {
            let centers: Array2<f64> = matrix(centers)?;
            outcome.close_all(&format!("centres after batch {i}"), now.centers.view(), centers.view());
        }
    }
    if let Some(last) = &model {
        outcome.same("labels", last.labels.iter().map(|&l| l.into()), &case.expected.labels);
        if let Some(inertia) = case.expected.inertia {
            outcome.close("inertia", last.inertia, inertia, inertia);
        }
    }
    Ok(outcome)
}
