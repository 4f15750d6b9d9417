//! k-nearest neighbours for their figure.

use crate::{json, matrix, setting};
use openwork::ndarray::{Array2, ArrayView2};
use openwork::neighbors::{KNeighborsClassifier, KNeighborsClassifierModel, Metric, NearestNeighbors, Search, Weights};
use openwork::steps;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct Settings {
    k: usize,
    metric: String,
    p: Option<f64>,
    weights: Weights,
}

/// Known points with their classes, ready to answer.
#[wasm_bindgen]
pub struct KNeighbors {
    model: KNeighborsClassifierModel<f64>,
    k: usize,
}

#[derive(Serialize)]
struct Answer {
    label: u32,
    votes: Vec<f64>,
    neighbors: Vec<Neighbor>,
}

#[derive(Serialize)]
struct Neighbor {
    index: usize,
    label: u32,
    distance: f64,
}

#[wasm_bindgen]
impl KNeighbors {
    /// Takes points in the plane, the class of each, and `{k, metric, p, weights}` as JSON.
    ///
    /// # Errors
    /// Whatever the library refuses, in its own words.
    #[wasm_bindgen(constructor)]
    pub fn new(points: &[f64], labels: &[u32], settings: &str) -> Result<KNeighbors, JsError> {
        let settings: Settings = setting(settings)?;
        let metric = Metric::parse(&settings.metric, settings.p)?;
        let model = KNeighborsClassifier::new(settings.k)
            .metric(metric)
            .weights(settings.weights)
            .leaf_size(4)
            .fit(matrix("points", points, 2)?, labels)?;
        Ok(KNeighbors { model, k: settings.k })
    }

    /// The class of each point of a grid, row after row: the decision map.
    ///
    /// # Errors
    /// Coordinates that are not finite.
    pub fn map(&self, xs: &[f64], ys: &[f64]) -> Result<Vec<u32>, JsError> {
        let grid = Array2::from_shape_fn(
            (xs.len() * ys.len(), 2),
            |(i, axis)| {
                if axis == 0 { xs[i % xs.len()] } else { ys[i / xs.len()] }
            },
        );
        Ok(self.model.predict(grid.view())?)
    }

    /// One query: its neighbours, nearest first, the votes of each class, and the class that wins.
    ///
    /// # Errors
    /// Coordinates that are not finite.
    pub fn ask(&self, x: f64, y: f64) -> Result<String, JsError> {
        let query = [x, y];
        let query = ArrayView2::from_shape((1, 2), &query)?;
        let found = self.model.index.kneighbors(query, self.k)?;
        let neighbors = found.indices.iter().zip(&found.distances);
        json(&Answer {
            label: self.model.predict(query)?[0],
            votes: self.model.votes(&found).row(0).to_vec(),
            neighbors: neighbors.map(|(&index, &distance)| Neighbor { index, label: self.model.y[index], distance }).collect(),
        })
    }
}

/// Watches the search for one query's nearest points in a k-d tree: the recording of the search, box by box.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn watch_neighbors(points: &[f64], query: &[f64], settings: &str) -> Result<String, JsError> {
    let settings: Settings = setting(settings)?;
    let index = NearestNeighbors::new(settings.k)
        .metric(Metric::parse(&settings.metric, settings.p)?)
        .search(Search::KdTree)
        .leaf_size(1)
        .fit(matrix("points", points, 2)?)?;
    json(&steps::record(&mut index.watch(query, settings.k)?))
}
