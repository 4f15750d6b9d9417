//! Curves of thresholds, point by point, and the areas under them.

use crate::case::{File, Rows, matrix};
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::metrics::{AreaAverage, ScoreRanking, Versus, roc_auc, roc_auc_classes};
use openwork::ndarray::{Array2, aview1};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Case {
    name: String,
    truth: Vec<u32>,
    scores: Option<Vec<f64>>,
    probabilities: Option<Rows>,
    limits: Option<Vec<f64>>,
    weights: Option<Vec<f64>>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expected {
    Curves(Box<Curves>),
    Classes(BTreeMap<String, f64>),
}

#[derive(Deserialize)]
struct Curves {
    roc: Roc,
    roc_dropped: Roc,
    auc: f64,
    partial: Vec<f64>,
    pr: PrecisionRecall,
    pr_dropped: PrecisionRecall,
    average_precision: f64,
    det: Det,
}

/// A threshold of none is infinite.
#[derive(Deserialize)]
struct Roc {
    fpr: Vec<f64>,
    tpr: Vec<f64>,
    thresholds: Vec<Option<f64>>,
}

#[derive(Deserialize)]
struct PrecisionRecall {
    precision: Vec<f64>,
    recall: Vec<f64>,
    thresholds: Vec<Option<f64>>,
}

#[derive(Deserialize)]
struct Det {
    fpr: Vec<f64>,
    fnr: Vec<f64>,
    thresholds: Vec<Option<f64>>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    Ok(Suite { outcomes: file.cases.iter().map(compare).collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
    let weights = case.weights.as_deref();
    match (&case.expected, &case.scores, &case.probabilities) {
        (Expected::Curves(want), Some(scores), _) => {
            let truth: Vec<bool> = case.truth.iter().map(|&t| t == 1).collect();
            let ranking = ScoreRanking::of(&truth, scores, weights)?;
            for (drop, want) in [(false, &want.roc), (true, &want.roc_dropped)] {
                let found = ranking.roc_curve(drop)?;
                curve(
                    &mut outcome,
                    "roc",
                    &[&found.fpr, &found.tpr],
                    &[&want.fpr, &want.tpr],
                    &found.thresholds,
                    &want.thresholds,
                );
            }
            for (drop, want) in [(false, &want.pr), (true, &want.pr_dropped)] {
                let found = ranking.precision_recall_curve(drop);
                let numbers = [&found.precision[..], &found.recall[..]];
                curve(
                    &mut outcome,
                    "precision-recall",
                    &numbers,
                    &[&want.precision, &want.recall],
                    &found.thresholds,
                    &want.thresholds,
                );
            }
            let found = ranking.det_curve(false)?;
            let det = &want.det;
            curve(&mut outcome, "det", &[&found.fpr, &found.fnr], &[&det.fpr, &det.fnr], &found.thresholds, &det.thresholds);
            outcome.close("auc", ranking.auc()?, want.auc, 1.0);
            if weights.is_none() {
                outcome.close("auc without a ranking", roc_auc(|row| truth[row], scores)?, want.auc, 1.0);
            }
            for (limit, &area) in case.limits.iter().flatten().zip(&want.partial) {
                outcome.close("partial auc", ranking.partial_auc(*limit)?, area, 1.0);
            }
            outcome.close("average precision", ranking.average_precision(), want.average_precision, 1.0);
        }
        (Expected::Classes(want), _, Some(rows)) => {
            let p: Array2<f64> = matrix(rows)?;
            for (name, &area) in want {
                let versus = if name.starts_with("ovr") { Versus::Rest } else { Versus::One };
                let average = if name.ends_with("macro") { AreaAverage::Macro } else { AreaAverage::Weighted };
                outcome.close(name, roc_auc_classes(&case.truth, p.view(), versus, average, weights)?, area, 1.0);
            }
        }
        _ => outcome.fail("a case without scores or probabilities".into()),
    }
    Ok(outcome)
}

fn curve(outcome: &mut Outcome, what: &str, got: &[&[f64]], want: &[&[f64]], thresholds: &[f64], wanted: &[Option<f64>]) {
    for (got, want) in got.iter().zip(want) {
        let got = aview1(got).insert_axis(openwork::ndarray::Axis(0));
        outcome.close_all(what, got, aview1(want).insert_axis(openwork::ndarray::Axis(0)));
    }
    let bits = |v: f64| (v + 0.0).to_bits();
    let wanted: Vec<u64> = wanted.iter().map(|t| bits(t.unwrap_or(f64::INFINITY))).collect();
    outcome.same(&format!("{what} thresholds"), thresholds.iter().map(|&t| bits(t)), &wanted);
}
