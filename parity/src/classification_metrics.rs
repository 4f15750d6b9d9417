//! The metrics of classification, from labels and from probabilities.

use crate::case::{File, Rows, matrix};
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::metrics::{
    Average, Confusion, Normalize, Report, Scores, ZeroDivision, average, brier, brier_binary, jaccard, log_loss,
    log_loss_binary, top_k,
};
use openwork::ndarray::Array2;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    truth: Vec<u32>,
    answers: Option<Vec<u32>>,
    probabilities: Option<Rows>,
    classes: Option<usize>,
    weights: Option<Vec<f64>>,
    zero: Option<String>,
    beta: Option<f64>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expected {
    Labels(Box<Labels>),
    Probabilities { log_loss: f64, brier: f64, top_k: Option<Vec<f64>> },
}

#[derive(Deserialize)]
struct Labels {
    confusion: Rows,
    support: Vec<f64>,
    normalize_true: Rows,
    normalize_pred: Rows,
    normalize_all: Rows,
    accuracy: f64,
    balanced: f64,
    matthews: f64,
    kappa: Vec<Option<f64>>,
    each: Averaged,
    micro: Averaged,
    r#macro: Averaged,
    weighted: Averaged,
    report: String,
}

/// One number a class, or one alone; none is NaN.
#[derive(Deserialize)]
struct Averaged {
    precision: Vec<Option<f64>>,
    recall: Vec<Option<f64>>,
    f: Vec<Option<f64>>,
    jaccard: Vec<Option<f64>>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    Ok(Suite { outcomes: file.cases.iter().map(compare).collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
    let weights = case.weights.as_deref();
    match (&case.expected, &case.answers, &case.probabilities) {
        (Expected::Labels(want), Some(answers), _) => labels(&mut outcome, case, answers, want)?,
        (Expected::Probabilities { log_loss: loss, brier: wanted, top_k: shares }, _, Some(rows)) => {
            let p: Array2<f64> = matrix(rows)?;
            let (found, squares) = if p.ncols() == 1 {
                let column = p.column(0).to_vec();
                let truth = |row: usize| case.truth[row] == 1;
                (log_loss_binary(truth, &column, weights)?, brier_binary(truth, &column, weights)?)
            } else {
                (log_loss(&case.truth, p.view(), weights)?.0, brier(&case.truth, p.view(), weights)?)
            };
            outcome.close("log loss", found.value(), *loss, loss.max(1.0));
            outcome.close("Brier", squares.value(), *wanted, 1.0);
            for (k, share) in (1..).zip(shares.iter().flatten()) {
                outcome.close("top k", top_k(&case.truth, p.view(), k, weights)?.value(), *share, 1.0);
            }
        }
        _ => outcome.fail("a case without answers or probabilities".into()),
    }
    Ok(outcome)
}

fn labels(outcome: &mut Outcome, case: &Case, answers: &[u32], want: &Labels) -> Result<()> {
    let zero = match case.zero.as_deref() {
        Some("1") => ZeroDivision::One,
        Some("nan") => ZeroDivision::Nan,
        _ => ZeroDivision::Zero,
    };
    let beta = case.beta.unwrap_or(1.0);
    let confusion = Confusion::of(&case.truth, answers, case.classes.unwrap_or(0), case.weights.as_deref())?;
    let cells: Array2<f64> = matrix(&want.confusion)?;
    if case.weights.is_none() {
        outcome.same(
            "confusion",
            confusion.cells().iter().map(|&v| v as u64),
            &cells.mapv(|v| v as u64).into_raw_vec_and_offset().0,
        );
    }
    outcome.close_all("confusion", confusion.cells(), cells.view());
    for (by, rows) in [
        (Normalize::Truth, &want.normalize_true),
        (Normalize::Answers, &want.normalize_pred),
        (Normalize::All, &want.normalize_all),
    ] {
        outcome.close_all("normalized", confusion.normalized(by).view(), matrix::<f64>(rows)?.view());
    }
    outcome.close("accuracy", confusion.accuracy(), want.accuracy, 1.0);
    outcome.close("balanced accuracy", confusion.balanced_accuracy(false), want.balanced, 1.0);
    outcome.close("matthews", confusion.matthews(), want.matthews, 1.0);
    for (power, &kappa) in (0..).zip(&want.kappa) {
        outcome.close_or_nan("kappa", confusion.kappa(power).unwrap_or(f64::NAN), kappa);
    }
    let counts = confusion.counts();
    let each: Vec<Scores> = counts.iter().map(|c| c.scores(beta, zero)).collect();
    // scikit-learn's jaccard_score has no NaN for a class with nothing; its cases take 0 there.
    let jaccard_zero = if zero == ZeroDivision::One { ZeroDivision::One } else { ZeroDivision::Zero };
    for (class, scores) in each.iter().enumerate() {
        let place = |what: &str| format!("{what} of class {class}");
        outcome.close_or_nan(&place("precision"), scores.precision, want.each.precision[class]);
        outcome.close_or_nan(&place("recall"), scores.recall, want.each.recall[class]);
        outcome.close_or_nan(&place("f"), scores.f, want.each.f[class]);
        outcome.close_or_nan(&place("jaccard"), counts[class].jaccard(jaccard_zero), want.each.jaccard[class]);
        outcome.close(&place("support"), scores.support, want.support[class], want.support[class].max(1.0));
    }
    for (by, want) in [(Average::Micro, &want.micro), (Average::Macro, &want.r#macro), (Average::Weighted, &want.weighted)] {
        let scores = average(&counts, by, beta, zero)?;
        let place = |what: &str| format!("{what}, {by:?}");
        outcome.close_or_nan(&place("precision"), scores.precision, want.precision[0]);
        outcome.close_or_nan(&place("recall"), scores.recall, want.recall[0]);
        outcome.close_or_nan(&place("f"), scores.f, want.f[0]);
        outcome.close_or_nan(&place("jaccard"), jaccard(&counts, by, jaccard_zero)?, want.jaccard[0]);
    }
    if beta == 1.0 {
        let names: Vec<String> = (0..confusion.classes()).map(|c| format!("class {c}")).collect();
        let mut report = Report::of(&confusion, &names, zero)?.digits(3);
        report.weighted |= case.weights.is_some();
        let text = report.to_string();
        // Sums of weights are printed to their last digit, which the order of adding may touch.
        if case.weights.as_deref().is_none_or(whole) && text != want.report {
            outcome.fail(format!("report:\n{text}\nwanted:\n{}", want.report));
        }
    }
    Ok(())
}

fn whole(weights: &[f64]) -> bool {
    weights.iter().all(|w| w.fract() == 0.0)
}
