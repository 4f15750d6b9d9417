//! Cross validation for its figure.

use crate::{json, matrix, setting};
use openwork::model_selection::{CrossValidation, Estimator, PredefinedSplit, Scaled, Scheme, Scorer, Splitter, Targets};
use openwork::neighbors::KNeighborsClassifier;
use openwork::steps;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct Settings {
    scheme: Scheme,
    folds: usize,
    #[serde(default)]
    shuffle: bool,
    #[serde(default)]
    seed: u64,
    /// Neighbours that vote.
    k: usize,
    #[serde(default)]
    scale: bool,
    /// Folds that the reader has chosen, instead of a scheme.
    fold_of: Option<Vec<i64>>,
}

/// Validates k-nearest neighbours on points in the plane and gives the recording of the run with what is doubtful about its folds:
/// `{warning, start, steps: [{step, after}]}`.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn validate(points: &[f64], labels: &[u32], groups: &[u32], settings: &str) -> Result<String, JsError> {
    let x = matrix("points", points, 2)?;
    let settings: Settings = setting(settings)?;
    let splitter: Box<dyn Splitter> = match settings.fold_of {
        Some(fold_of) => Box::new(PredefinedSplit::new(fold_of)),
        None => settings.scheme.splitter(settings.folds, settings.shuffle, settings.seed),
    };
    let knn = KNeighborsClassifier::new(settings.k);
    let estimator: Box<dyn Estimator> = if settings.scale { Box::new(Scaled(knn)) } else { Box::new(knn) };
    let scorers = [Scorer::ACCURACY];
    let validation = CrossValidation::new(&*estimator, &*splitter, &scorers);
    let groups = if groups.is_empty() { None } else { Some(groups) };
    let mut run = validation.run(x, Targets::classes(labels), groups)?;
    let warning = run.warning().map(str::to_owned);
    let recording = steps::record(&mut run);
    run.finish()?; // what stopped it, where something did
    json(&serde_json::json!({ "warning": warning, "start": recording.start, "steps": recording.steps }))
}
