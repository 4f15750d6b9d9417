//! `openwork eval`: judges answers by the truth, one family of metrics a subcommand.

use crate::call::{Failure, Global};
use crate::source::{DataArg, Source};
use crate::{
    eval_bleu, eval_chrf, eval_classification, eval_compare, eval_perplexity, eval_ranking, eval_regression, eval_roc,
    eval_rouge, eval_ter,
};
use clap::Subcommand;
use openwork::metrics::Interval;
use serde_json::{Value, json};

/// Judge answers by the truth.
#[derive(Subcommand)]
#[command(after_help = "\
Examples:
  openwork eval roc breast_cancer --score \"worst area\"
  openwork fit knn wine -k 5 -o model.safetensors
  openwork predict model.safetensors wine -o answers.csv
  openwork eval classification answers.csv --truth cultivar
  openwork eval bleu demo:a demo:ref demo:ref2
  openwork eval compare demo:a demo:b --reference demo:ref -m bleu ter
  openwork eval rouge demo:summaries demo:references --stem
  openwork eval ranking demo:qrels demo:run -m map ndcg_cut_10")]
pub enum Eval {
    /// Judge answers that are classes: confusion matrix, precision, recall, F1
    Classification(eval_classification::EvalClassification),
    /// Judge scores by every threshold: ROC curve and area, precision-recall curve
    Roc(eval_roc::EvalRoc),
    /// Judge answers that are numbers: R², squared, absolute and percentage errors
    Regression(eval_regression::EvalRegression),
    /// Judge translations by the runs of words that they share with references
    Bleu(eval_bleu::EvalBleu),
    /// Judge translations by the runs of characters that they share with references
    Chrf(eval_chrf::EvalChrf),
    /// Judge translations by the edits that make references of them
    Ter(eval_ter::EvalTer),
    /// Compare two systems: is the one better by more than chance?
    Compare(eval_compare::EvalCompare),
    /// Judge summaries by the words and runs of words that they share with references
    Rouge(eval_rouge::EvalRouge),
    /// Judge rankings of documents by trec_eval's measures, and compare runs
    Ranking(eval_ranking::EvalRanking),
    /// Say how surprised a language model is by a text
    Perplexity(eval_perplexity::EvalPerplexity),
}

impl Eval {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Eval::Classification(eval) => eval.run(global),
            Eval::Roc(eval) => eval.run(global),
            Eval::Regression(eval) => eval.run(global),
            Eval::Bleu(eval) => eval.run(global),
            Eval::Chrf(eval) => eval.run(global),
            Eval::Ter(eval) => eval.run(global),
            Eval::Compare(eval) => eval.run(global),
            Eval::Rouge(eval) => eval.run(global),
            Eval::Ranking(eval) => eval.run(global),
            Eval::Perplexity(eval) => eval.run(global),
        }
    }
}

/// Usual names of the column that holds the truth.
pub const TRUTH: &[&str] = &["truth", "target", "label", "class", "y_true", "y"];
/// Usual names of the column that holds the answers.
pub const PREDICTION: &[&str] = &["prediction", "predicted", "answer", "y_pred"];
/// Usual names of the column that holds scores.
pub const SCORE: &[&str] = &["score", "probability", "y_score"];

/// Reads a table; one without rows is refused.
pub fn read(data: &DataArg) -> Result<Source, Failure> {
    let source = data.read()?;
    if source.table.n_rows() == 0 {
        return Err(Failure::Work(format!("{}: it has no rows, wanted at least one", source.table.path.display())));
    }
    Ok(source)
}

/// The column asked for by a flag, or the one of a usual name; of columns without names the one at `place`.
pub fn column(source: &Source, asked: Option<&str>, flag: &str, usual: &[&str], place: usize) -> Result<String, Failure> {
    let names = &source.table.names;
    if let Some(name) = asked {
        source.table.column(name)?;
        return Ok(name.to_owned());
    }
    if let Some(info) = source.info.filter(|_| flag == "truth") {
        return Ok(info.target.to_owned());
    }
    if let Some(name) = usual.iter().find(|name| names.iter().any(|have| have == *name)) {
        return Ok((*name).to_owned());
    }
    let nameless = names.iter().enumerate().all(|(i, name)| *name == format!("x{i}"));
    match names.get(place).filter(|_| nameless) {
        Some(name) => Ok(name.clone()),
        None => Err(Failure::Call(format!(
            "--{flag} is missing: which column is it? None of {} has the name {}",
            names.iter().take(12).cloned().collect::<Vec<_>>().join(", "),
            usual.join(", ")
        ))),
    }
}

/// The weights of the rows, where a column of them is named.
pub fn weights(source: &Source, column: Option<&str>) -> Result<Option<Vec<f64>>, Failure> {
    let Some(name) = column else { return Ok(None) };
    let weights = source.table.targets(name)?;
    match weights.iter().position(|&w| w < 0.0) {
        Some(row) => {
            Err(Failure::Work(format!("column {name:?} holds {} at row {row}, wanted weights of at least 0", weights[row])))
        }
        None => Ok(Some(weights)),
    }
}

/// An interval as JSON, and what a person reads behind the score.
pub fn interval(found: &Interval, samples: usize) -> (Value, String) {
    let mut text = format!(", 95 % interval {} to {}", crate::table::number(found.low), crate::table::number(found.high));
    if found.undefined > 0 {
        text += &format!(" ({} of {samples} samples had no score)", found.undefined);
    }
    (json!({ "low": found.low, "high": found.high, "confidence": 0.95, "samples": samples, "undefined": found.undefined }), text)
}
