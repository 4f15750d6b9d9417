//! `openwork eval roc`.

use crate::call::{Failure, Global, count, warn};
use crate::eval::{self, SCORE, TRUTH};
use crate::source::DataArg;
use crate::table::{Table, number, pairs};
use crate::{output, picture, watch};
use clap::{Args, ValueEnum};
use openwork::metrics::{Bootstrap, RocStep, ScoreRanking};
use openwork::plot::Line;
use openwork::steps::{self, Recording};
use serde_json::json;
use std::path::PathBuf;

/// Judge scores by every threshold at once: the ROC curve and the area under it, precision against recall.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork eval roc breast_cancer --score \"worst area\"
  openwork eval roc breast_cancer --score \"worst area\" --plot roc.svg
  openwork eval roc breast_cancer --score \"mean texture\" --watch r.html
  openwork eval roc breast_cancer --score \"mean texture\" --bootstrap 500")]
pub struct EvalRoc {
    #[command(flatten)]
    data: DataArg,
    /// The column with the true classes, two of them [default: truth, target, label or class]
    #[arg(long, value_name = "COLUMN")]
    truth: Option<String>,
    /// The column with the scores, higher meaning more surely positive [default: score or probability]
    #[arg(long, value_name = "COLUMN")]
    score: Option<String>,
    /// The class that high scores stand for [default: the last of the two]
    #[arg(long, value_name = "NAME")]
    positive: Option<String>,
    /// Take the area up to this false positive rate alone, standardised (above 0, at most 1)
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    max_fpr: Option<f64>,
    /// Leave out points on a straight line between others
    #[arg(long, value_name = "BOOL", default_value_t = true, action = clap::ArgAction::Set)]
    drop_intermediate: bool,
    /// A column with the weight of each row
    #[arg(long, value_name = "COLUMN")]
    weights: Option<String>,
    /// Draw so many samples of the rows for a 95 % interval of the area
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = count)]
    bootstrap: Option<usize>,
    /// Draw the curve here
    #[arg(long, value_name = "FILE.svg|png")]
    plot: Option<PathBuf>,
    /// Which curve --plot draws
    #[arg(long, value_enum, default_value = "roc")]
    curve: Curve,
    /// Write a page here that moves the threshold over the scores, complete in itself
    #[arg(long, value_name = "FILE.html")]
    watch: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Curve {
    Roc,
    PrecisionRecall,
}

/// A page carries at most so many thresholds.
const MOST_STEPS: usize = 500;
/// Points of the curve in JSON and on the screen.
const SHOWN: usize = 9;

impl EvalRoc {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        output::check(&[self.plot.as_deref(), self.watch.as_deref()], &self.data.files())?;
        self.plot.as_deref().map(picture::check).transpose()?;
        let source = eval::read(&self.data)?;
        let truth = eval::column(&source, self.truth.as_deref(), "truth", TRUTH, 0)?;
        let score = eval::column(&source, self.score.as_deref(), "score", SCORE, 1)?;
        let weights = eval::weights(&source, self.weights.as_deref())?;
        if weights.is_some() && self.bootstrap.is_some() {
            return Err(Failure::Call("--bootstrap draws rows that count alike; leave --weights out".into()));
        }
        let labels = source.table.labels(&truth)?;
        let positive = match &self.positive {
            Some(name) => labels.classes.iter().position(|class| class == name).ok_or_else(|| {
                Failure::Call(format!(
                    "--positive {name:?} is no class of column {truth:?}; those are {}",
                    labels.classes.join(", ")
                ))
            })?,
            None if labels.classes.len() > 2 => {
                let some: Vec<&str> = labels.classes.iter().take(8).map(String::as_str).collect();
                return Err(Failure::Call(format!(
                    "column {truth:?} has {} classes ({}): say with --positive which is the positive one; the others are the rest",
                    labels.classes.len(),
                    some.join(", ")
                )));
            }
            None => labels.classes.len() - 1,
        };
        let yes: Vec<bool> = labels.y.iter().map(|&y| y as usize == positive).collect();
        let scores = source.table.targets(&score)?;
        let ranking = ScoreRanking::of(&yes, &scores, weights.as_deref())?;
        let curve = ranking.roc_curve(self.drop_intermediate)?;
        let area = match self.max_fpr {
            None => ranking.auc()?,
            Some(limit) => ranking.partial_auc(limit)?,
        };
        let whole = ranking.auc()?;
        if whole < 0.5 {
            warn(format!(
                "the area is below one half: low scores go with {:?}; is another class the positive one (--positive)?",
                labels.classes[positive]
            ));
        }
        let found = match self.bootstrap {
            None => None,
            Some(samples) => {
                let settings = Bootstrap { samples, seed: global.seed, ..Bootstrap::default() };
                let interval = match self.max_fpr {
                    None => settings.roc_auc(&yes, &scores)?,
                    Some(limit) => settings.interval(yes.len(), |rows| {
                        let (t, s): (Vec<bool>, Vec<f64>) = rows.iter().map(|&row| (yes[row], scores[row])).unzip();
                        if t.iter().all(|&t| t) || !t.contains(&true) {
                            return Ok(f64::NAN);
                        }
                        ScoreRanking::of(&t, &s, None)?.partial_auc(limit)
                    })?,
                };
                Some(eval::interval(&interval, samples))
            }
        };
        let (positives, negatives) = ranking.totals();
        let precision = ranking.average_precision();
        let facts = json!({
            "metrics": "roc",
            "data": source.table.path,
            "rows": yes.len(),
            "truth": truth,
            "score": score,
            "positive": labels.classes[positive],
            "positives": positives,
            "negatives": negatives,
            "max_fpr": self.max_fpr,
            "auc": area,
            "average_precision": precision,
            "interval": found.as_ref().map(|f| &f.0),
            "curve": { "fpr": curve.fpr, "tpr": curve.tpr, "thresholds": curve.thresholds.iter().map(|t| t.is_finite().then_some(t)).collect::<Vec<_>>() },
        });
        let title = format!("{score:?} as a score of {:?}: area {}", labels.classes[positive], number(area));
        let mut outputs = output::Outputs::default();
        if let Some(path) = &self.plot {
            outputs.add_bytes(path, picture::encode(path, &self.draw(&ranking, &title)?)?);
        }
        if let Some(path) = &self.watch {
            let recording = thinned(steps::record(&mut ranking.sweep()?));
            let data = json!({ "histogram": ranking.histogram(40)?, "positives": positives, "negatives": negatives, "score": score, "positive": labels.classes[positive] });
            outputs.add_bytes(path, watch::replay(&title, "roc", &data, &recording));
        }
        let human = || {
            let rest = found.as_ref().map_or("", |f| &f.1);
            let limit = self.max_fpr.map_or_else(String::new, |m| format!(" up to a false positive rate of {m}, standardised"));
            let mut text = pairs(&[
                ("data", format!("{}: {} rows", source.table.path.display(), yes.len())),
                ("positive", format!("{:?} of {truth:?}: {positives}, and {negatives} others", labels.classes[positive])),
                ("area", format!("{}{limit}{rest}", number(area))),
                ("average precision", number(precision)),
            ]);
            let mut table = Table::new(["threshold", "true positive rate", "false positive rate"]);
            let points = curve.fpr.len();
            let step = (points - 1).div_ceil(SHOWN).max(1);
            for i in (0..points).filter(|i| i % step == 0 || *i == points - 1) {
                let threshold = if curve.thresholds[i].is_finite() { number(curve.thresholds[i]) } else { "above all".into() };
                table.row([threshold, number(curve.tpr[i]), number(curve.fpr[i])]);
            }
            text += &format!("\n{table}");
            text
        };
        outputs.write(&output::report(global, human, facts.clone()))?;
        for (path, what) in [(&self.plot, "the picture"), (&self.watch, "the replay")] {
            path.as_deref().into_iter().for_each(|path| output::wrote(path, what));
        }
        Ok(())
    }

    fn draw(&self, ranking: &ScoreRanking, title: &str) -> Result<String, Failure> {
        Ok(match self.curve {
            Curve::Roc => {
                let curve = ranking.roc_curve(true)?;
                Line::new()
                    .series("scores", curve.fpr.into_iter().zip(curve.tpr))
                    .series("guessing", [(0.0, 0.0), (1.0, 1.0)])
                    .title(title)
                    .axes("false positive rate", "true positive rate")
                    .svg()?
            }
            Curve::PrecisionRecall => {
                let curve = ranking.precision_recall_curve(false);
                let (positive, negative) = ranking.totals();
                let share = positive / (positive + negative);
                Line::new()
                    .series("scores", curve.recall.into_iter().zip(curve.precision))
                    .series("guessing", [(0.0, share), (1.0, share)])
                    .title(title)
                    .axes("recall", "precision")
                    .svg()?
            }
        })
    }
}

/// Every so many steps of a long sweep, and the last.
fn thinned(mut recording: Recording<RocStep, RocStep>) -> Recording<RocStep, RocStep> {
    let stride = recording.steps.len().div_ceil(MOST_STEPS).max(1);
    let last = recording.steps.len();
    let mut number = 0;
    recording.steps.retain(|_| {
        number += 1;
        number % stride == 0 || number == last
    });
    recording
}
