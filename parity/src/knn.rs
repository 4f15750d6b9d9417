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
        neighbors(case, &found, &mut outcome)?;
        let Some(queries) = &queries else { continue };
        for weights in [Weights::Uniform, Weights::Distance] {
            answers(case, metric, search, weights, x.view(), queries.view(), &mut outcome)?;
        }
    }
    Ok(outcome)
}

fn neighbors<T: Real>(case: &Case, found: &Neighbors<T>, outcome: &mut Outcome) -> Result<()> {
    let want: Array2<f64> = matrix(&case.expected.distances)?;
    if case.metric == "cosine" {
        outcome.close_all("distances", found.distances.view(), want.view());
    } else {
        outcome.close_each("distances", found.distances.view(), want.view());
    }
    for (i, indices) in case.expected.indices.iter().enumerate() {
        let got: Vec<usize> = found.indices.row(i).to_vec();
        // Where a swap is allowed, the distance (compared above) vouches for the point; it must be a new one all the same.
        let swapped = got.iter().zip(indices).filter(|(got, want)| got != want).count();
        let mut distinct = got.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let allowed = case.near_ties.is_some_and(|limit| case.tolerance >= limit && distinct.len() == got.len());
        if swapped > 0 && allowed {
            outcome.near_ties += swapped;
            continue;
        }
        outcome.same(
            &format!("neighbours of query {i}"),
            got.iter().map(|&j| j as u64),
            &indices.iter().map(|&j| j as u64).collect::<Vec<_>>(),
        );
    }
    Ok(())
}
