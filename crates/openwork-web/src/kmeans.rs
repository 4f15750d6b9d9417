//! k-means for its figure.

use crate::{json, matrix, setting};
use openwork::cluster::{Init, KMeans, KMeansModel, MiniBatchKMeans};
use openwork::linalg::distance::squared_euclidean;
use openwork::ndarray::Array2;
use openwork::steps;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct Settings {
    k: usize,
    seed: u64,
    init: Start,
    #[serde(default = "rounds")]
    max_iter: usize,
}

fn rounds() -> usize {
    300
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Start {
    Named(Name),
    Centers(Vec<[f64; 2]>),
}

#[derive(Deserialize)]
enum Name {
    #[serde(rename = "k-means++")]
    PlusPlus,
    #[serde(rename = "random")]
    Random,
}

/// Runs k-means on points in the plane and gives the recording of the run: `{start, steps: [{step, after}]}`.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn kmeans(points: &[f64], settings: &str) -> Result<String, JsError> {
    let x = matrix("points", points, 2)?;
    let settings: Settings = setting(settings)?;
    let init = match settings.init {
        Start::Named(Name::PlusPlus) => Init::PlusPlus,
        Start::Named(Name::Random) => Init::Random,
        Start::Centers(centers) => Init::Centers(Array2::from(centers)),
    };
    let settings = KMeans::new(settings.k).seed(settings.seed).init(init).max_iter(settings.max_iter);
    json(&steps::record(&mut settings.run(x)?))
}

#[derive(Deserialize)]
struct Batches {
    k: usize,
    batch_size: usize,
    seed: u64,
}

/// Runs mini-batch k-means on points in the plane and gives the recording of the run, as [`kmeans`] does.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn mini_batch_kmeans(points: &[f64], settings: &str) -> Result<String, JsError> {
    let x = matrix("points", points, 2)?;
    let Batches { k, batch_size, seed } = setting(settings)?;
    json(&steps::record(&mut MiniBatchKMeans::new(k).batch_size(batch_size).seed(seed).run(x)?))
}

/// The squared distance of one point from each centre, as the library computes it.
///
/// # Errors
/// Centres that are not whole rows.
#[wasm_bindgen]
pub fn squared_distances(point: &[f64], centers: &[f64]) -> Result<Vec<f64>, JsError> {
    Ok(matrix("centers", centers, point.len())?.outer_iter().map(|c| squared_euclidean(point, &c.to_vec())).collect())
}

/// The nearest centre of each point in single precision, as the library finds it.
///
/// # Errors
/// Whatever the library refuses.
#[wasm_bindgen]
pub fn nearest_f32(points: &[f64], centers: &[f64]) -> Result<Vec<u32>, JsError> {
    let x = matrix("points", points, 2)?.mapv(|v| v as f32);
    let centers = matrix("centers", centers, 2)?.mapv(|v| v as f32);
    let model = KMeansModel { centers, labels: vec![], inertia: 0.0, n_iter: 0, converged: true, history: vec![] };
    Ok(model.predict(x.view())?)
}

/// The pitfall, on purpose: the nearest centre by |x|² - 2 x·c + |c|² in single precision, which cancels far from the origin.
///
/// # Errors
/// Points or centres that are not whole rows.
#[wasm_bindgen]
pub fn nearest_f32_shortcut(points: &[f64], centers: &[f64]) -> Result<Vec<u32>, JsError> {
    let x = matrix("points", points, 2)?.mapv(|v| v as f32);
    let centers = matrix("centers", centers, 2)?.mapv(|v| v as f32);
    let label = |point: openwork::ndarray::ArrayView1<'_, f32>| {
        let mut best = (f32::INFINITY, 0);
        for (j, c) in (0u32..).zip(centers.outer_iter()) {
            let distance = point.dot(&point) - 2.0 * point.dot(&c) + c.dot(&c);
            if distance < best.0 {
                best = (distance, j);
            }
        }
        best.1
    };
    Ok(x.outer_iter().map(label).collect())
}
