//! Nearest neighbours, and what they answer.

use crate::case::{File, Matrices, Rows, matrix};
use crate::{Outcome, Suite};
use openwork::linalg::Real;
use openwork::ndarray::{Array2, ArrayView2};
use openwork::neighbors::{KNeighborsClassifier, KNeighborsRegressor, Metric, NearestNeighbors, Neighbors, Search, Weights};
use openwork::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    dtype: String,
    x: String,
    /// None: the known points among themselves.
    queries: Option<String>,
    k: usize,
    metric: String,
    p: Option<f64>,
    leaf_size: usize,
    searches: Vec<String>,
    /// Distances that differ by less, relatively, may stand in either order.
    near_ties: Option<f64>,
    y: Option<Vec<u32>>,
    targets: Option<Rows>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Expected {
    indices: Vec<Vec<usize>>,
    distances: Rows,
    classes_uniform: Option<Vec<u64>>,
    shares_uniform: Option<Rows>,
    means_uniform: Option<Rows>,
    classes_distance: Option<Vec<u64>>,
    shares_distance: Option<Rows>,
    means_distance: Option<Rows>,
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
    let queries = case.queries.as_ref().map(|name| data.get::<T>(name)).transpose()?;
    let metric = Metric::parse(&case.metric, case.p)?;
    for search in &case.searches {
        let search = match search.as_str() {
            "brute" => Search::Brute,
            "kd_tree" => Search::KdTree,
            other => return Err(Error::format("parity/cases", format!("no search is called {other:?}"))),
        };
        let settings = NearestNeighbors::new(case.k).metric(metric).search(search).leaf_size(case.leaf_size);
        let index = settings.fit(x.view())?;
        let found = match &queries {
            Some(queries) => index.kneighbors(queries.view(), case.k)?,
            None => index.kneighbors_of_self(case.k)?,
        };
        let asked = queries.as_ref().unwrap_or(&x);
        neighbors(case, metric, x.view(), asked.view(), &found, &mut outcome)?;
        let Some(queries) = &queries else { continue };
        for weights in [Weights::Uniform, Weights::Distance] {
            answers(case, (metric, search, weights), x.view(), queries.view(), &mut outcome)?;
        }
    }
    Ok(outcome)
}

/// Who the neighbours are, and how far.
fn neighbors<T: Real>(
    case: &Case,
    metric: Metric,
    x: ArrayView2<'_, T>,
    queries: ArrayView2<'_, T>,
    found: &Neighbors<T>,
    outcome: &mut Outcome,
) -> Result<()> {
    let want: Array2<f64> = matrix(&case.expected.distances)?;
    if case.metric == "cosine" {
        outcome.close_all("distances", found.distances.view(), want.view()); // one minus a cosine: its error is absolute
    } else {
        outcome.close_each("distances", found.distances.view(), want.view());
    }
    for (i, indices) in case.expected.indices.iter().enumerate() {
        let mut got = found.indices.row(i).to_vec();
        if let Some(limit) = case.near_ties {
            // Another point at this place is as good where its distance is the same but for the last bits.
            for (j, (got, &wanted)) in got.iter_mut().zip(indices).enumerate() {
                let apart = |at: usize| metric.between(&x.row(at).to_vec(), &queries.row(i).to_vec());
                if *got != wanted && *got < x.nrows() && (apart(*got) - want[[i, j]]).abs() <= limit * want[[i, j]] {
                    outcome.near_ties += 1;
                    *got = wanted;
                }
            }
        }
        let wanted: Vec<u64> = indices.iter().map(|&j| j as u64).collect();
        outcome.same(&format!("neighbours of query {i}"), got.into_iter().map(|j| j as u64), &wanted);
    }
    Ok(())
}

/// What the neighbours answer: the vote and the mean.
fn answers<T: Real>(
    case: &Case,
    (metric, search, weights): (Metric, Search, Weights),
    x: ArrayView2<'_, T>,
    queries: ArrayView2<'_, T>,
    outcome: &mut Outcome,
) -> Result<()> {
    let want = &case.expected;
    let (classes, shares, means) = match weights {
        Weights::Uniform => (&want.classes_uniform, &want.shares_uniform, &want.means_uniform),
        Weights::Distance => (&want.classes_distance, &want.shares_distance, &want.means_distance),
    };
    if let (Some(y), Some(classes), Some(shares)) = (&case.y, classes, shares) {
        let settings = KNeighborsClassifier::new(case.k).metric(metric).search(search).weights(weights);
        let model = settings.leaf_size(case.leaf_size).fit(x, y)?;
        outcome.same(&format!("classes, {weights:?}"), model.predict(queries)?.into_iter().map(u64::from), classes);
        let shares: Array2<f64> = matrix(shares)?;
        outcome.close_all(&format!("shares, {weights:?}"), model.predict_proba(queries)?.view(), shares.view());
    }
    if let (Some(targets), Some(means)) = (&case.targets, means) {
        let settings = KNeighborsRegressor::new(case.k).metric(metric).search(search).weights(weights);
        let model = settings.leaf_size(case.leaf_size).fit(x, matrix(targets)?.view())?;
        let means: Array2<f64> = matrix(means)?;
        outcome.close_all(&format!("means, {weights:?}"), model.predict(queries)?.view(), means.view());
    }
    Ok(())
}
