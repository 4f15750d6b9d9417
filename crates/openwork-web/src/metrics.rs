//! Metrics for their figures.

use crate::{json, setting};
use openwork::Error;
use openwork::metrics::{Average, Confusion, Histogram, RocStep, ScoreRanking, Scores, ZeroDivision, average};
use openwork::ndarray::ArrayView2;
use openwork::steps::{self, Recording};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct Sweep {
    data: Spread,
    recording: Recording<RocStep, RocStep>,
    average_precision: f64,
}

#[derive(Serialize)]
struct Spread {
    histogram: Histogram,
    positives: f64,
    negatives: f64,
}

/// The sweep of a threshold over scores: what `--watch` writes, and the average precision. `truth` holds 1 for a positive, else 0.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn sweep_threshold(truth: &[u8], scores: &[f64]) -> Result<String, JsError> {
    let truth: Vec<bool> = truth.iter().map(|&t| t != 0).collect();
    let ranking = ScoreRanking::of(&truth, scores, None)?;
    let recording = steps::record(&mut ranking.sweep()?);
    let (positives, negatives) = ranking.totals();
    let data = Spread { histogram: ranking.histogram(32)?, positives, negatives };
    json(&Sweep { data, recording, average_precision: ranking.average_precision() })
}

#[derive(Serialize)]
struct Judged {
    each: Vec<Scores>,
    micro: Scores,
    r#macro: Scores,
    weighted: Scores,
    accuracy: f64,
    balanced: f64,
    matthews: f64,
    kappa: Option<f64>,
}

/// The scores of a confusion matrix, row after row, and their averages. `zero_division` is 0, 1 or null, for NaN.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn judge_confusion(cells: &[f64], classes: usize, zero_division: &str) -> Result<String, JsError> {
    let zero = match setting::<Option<f64>>(zero_division)? {
        Some(0.0) => ZeroDivision::Zero,
        Some(_) => ZeroDivision::One,
        None => ZeroDivision::Nan,
    };
    if cells.iter().any(|c| !(*c >= 0.0)) || cells.iter().all(|&c| c == 0.0) {
        return Err(Error::setting("cells", "a negative count, or none at all", "counts of at least 0, one of them above").into());
    }
    let confusion = Confusion::from_cells(ArrayView2::from_shape((classes, classes), cells)?)?;
    let counts = confusion.counts();
    let of = |by| average(&counts, by, 1.0, zero);
    json(&Judged {
        each: counts.iter().map(|c| c.scores(1.0, zero)).collect(),
        micro: of(Average::Micro)?,
        r#macro: of(Average::Macro)?,
        weighted: of(Average::Weighted)?,
        accuracy: confusion.accuracy(),
        balanced: confusion.balanced_accuracy(false),
        matthews: confusion.matthews(),
        kappa: confusion.kappa(0),
    })
}
