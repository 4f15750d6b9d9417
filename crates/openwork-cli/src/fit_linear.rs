//! `openwork fit linear`.

use crate::call::{Failure, Global, count, warn};
use crate::linear::{Fitted, Wanted};
use crate::live::Live;
use crate::source::{Frame, InputOfTargets};
use crate::table::number;
use crate::watch_descent::Recorder;
use crate::{output, picture};
use clap::{ArgAction, Args};
use openwork::linear_model::{Batch, GradientDescent, GradientDescentModel, LinearRegression};
use openwork::plot::Line;
use openwork::steps::Run;
use serde_json::json;
use std::path::PathBuf;

/// Where the help lists what only gradient descent has.
const DESCENT: &str = "Step by step down the slope";
/// Rows of a mini-batch whose size is not given.
const MINI: usize = 32;

fn batch(text: &str) -> Result<Batch, String> {
    match text {
        "full" => Ok(Batch::Full),
        "single" => Ok(Batch::Single),
        "mini" => Ok(Batch::Mini(MINI)),
        _ => text.parse().map(Batch::Mini).map_err(|_| format!("wanted full, single, mini ({MINI} rows) or a number of rows")),
    }
}

/// Fit a weighted sum of the features by least squares, at once or step by step.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork fit linear diabetes
  openwork fit linear wine --columns hue,ash --target proline,alcohol
  openwork fit linear diabetes --columns bmi --plot line.svg
  openwork fit linear diabetes --gd full --standardize --plot loss.svg
  openwork fit linear diabetes --columns bmi --gd 16 --watch run.html
  openwork data export diabetes patients.csv
  openwork fit linear patients.csv --target progression -o m.safetensors
  openwork predict m.safetensors patients.csv -o answers.csv")]
pub struct FitLinear {
    #[command(flatten)]
    input: InputOfTargets,
    #[arg(long, value_name = "BOOL", default_value_t = true, hide_default_value = true, hide_possible_values = true, action = ArgAction::Set)]
    intercept: bool,
    /// Singular values of at most X times the largest count as zero; with --gd: stop when the gradient is at most X times as long as
    /// at the start (>= 0) [default: 1e-6]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    tol: Option<f64>,
    #[arg(long = "gd", value_name = "full|single|mini|N", value_parser = batch, help_heading = DESCENT)]
    batch: Option<Batch>,
    #[arg(long, value_name = "X", requires = "batch", allow_negative_numbers = true, help_heading = DESCENT)]
    learning_rate: Option<f64>,
    #[arg(long, value_name = "N", requires = "batch", allow_negative_numbers = true, value_parser = count, help_heading = DESCENT)]
    max_iter: Option<usize>,
    #[arg(long, requires = "batch", help_heading = DESCENT)]
    standardize: bool,
    /// Write a page here that replays every step, complete in itself
    #[arg(long, value_name = "FILE.html", requires = "batch", help_heading = DESCENT)]
    watch: Option<PathBuf>,
    /// Write the model here (safetensors)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw the fit here: the line for one feature, what is left over beside the answers for more; with --gd the loss by step
    #[arg(long, value_name = "FILE.svg|png")]
    plot: Option<PathBuf>,
}

impl FitLinear {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let outputs = [self.output.as_deref(), self.plot.as_deref(), self.watch.as_deref()];
        output::check(&outputs, &self.input.data.files())?;
        self.plot.as_deref().map(picture::check).transpose()?;
        let (frame, targets, y) = self.input.read()?;
        if let Some(batch) = self.batch {
            return self.descend(global, batch, &frame, &targets, &y);
        }
        let settings = LinearRegression::new().intercept(self.intercept).tol(self.tol.unwrap_or(1e-6));
        let model = settings.fit(frame.x.view(), y.view())?;
        let (rank, condition) = (model.rank, model.condition());
        let fitted = Fitted {
            id: "linear_regression",
            name: "Linear regression",
            frame: &frame,
            targets: &targets,
            y: &y,
            notes: vec![
                ("rank", format!("{} of {} features", rank.unwrap_or_default(), frame.features.len())),
                ("condition", condition.map_or("no feature varies".to_owned(), number)),
            ],
            facts: json!({ "rank": rank, "condition": condition, "singular_values": model.singular_values() }),
            model,
        };
        fitted.finish(global, Wanted { output: &self.output, plot: &self.plot, picture: None, page: None })
    }

    fn descend(
        &self,
        global: &Global,
        batch: Batch,
        frame: &Frame,
        targets: &[String],
        y: &ndarray::Array2<f64>,
    ) -> Result<(), Failure> {
        let [target] = targets else {
            return Err(Failure::Call(format!("--gd fits one target, and these are {}; leave --gd out", targets.join(", "))));
        };
        let settings = GradientDescent::new(batch)
            .intercept(self.intercept)
            .learning_rate(self.learning_rate)
            .max_iter(self.max_iter.unwrap_or(1000))
            .tol(self.tol.unwrap_or(1e-6))
            .standardize(self.standardize)
            .seed(global.seed);
        let mut run = settings.run(frame.x.view(), y.column(0))?;
        let mut live = Live::new(String::new(), run.max_steps());
        let mut recorder = self.watch.is_some().then(|| Recorder::new(&run.snapshot()));
        let mut losses = vec![];
        while let Some(step) = run.next() {
            live.step(&step);
            losses.push((step.round as f64, step.loss));
            if let Some(recorder) = &mut recorder {
                recorder.add(&step, &run.snapshot());
            }
        }
        drop(live);
        if run.diverged() {
            settings.fit(frame.x.view(), y.column(0))?; // the library's own words for it
        }
        let title = format!("Gradient descent on {}", frame.source.table.path.display());
        let page = match (&self.watch, recorder) {
            (Some(path), Some(recorder)) => Some((path, recorder.page(&title, frame, target, y.column(0), &run)?)),
            _ => None,
        };
        let picture = self.plot.is_some().then(|| curve(&losses, &title)).transpose()?;
        let model = run.into_model();
        if !model.converged {
            let hint = if self.standardize { "" } else { ", or bring the features to one scale with --standardize" };
            warn(format!("not converged after {} passes; allow more with --max-iter{hint}", model.n_iter));
        }
        let fitted = Fitted {
            id: "gradient_descent",
            name: "Gradient descent",
            frame,
            targets,
            y,
            notes: notes(&model),
            facts: json!({
                "steps": model.n_steps,
                "passes": model.n_iter,
                "converged": model.converged,
                "learning_rate": model.learning_rate,
                "loss": model.loss,
                "history": model.history,
            }),
            model: model.linear,
        };
        fitted.finish(global, Wanted { output: &self.output, plot: &self.plot, picture, page })
    }
}

fn notes(model: &GradientDescentModel) -> Vec<(&'static str, String)> {
    vec![
        ("steps", format!("{} in {} passes", model.n_steps, model.n_iter)),
        ("converged", if model.converged { "yes" } else { "no" }.to_owned()),
        ("learning rate", number(model.learning_rate)),
        ("loss", format!("{} (half the mean squared error)", number(model.loss))),
    ]
}

/// The loss by step, on powers of ten where it can be.
fn curve(losses: &[(f64, f64)], title: &str) -> Result<String, Failure> {
    if losses.is_empty() {
        return Err(Failure::Work("--plot: there is nothing to descend, the start has no slope; leave --plot out".into()));
    }
    let line = Line::new().series("loss", losses.iter().copied()).title(title).axes("step", "loss of the batch");
    Ok(if losses.iter().all(|&(_, loss)| loss > 0.0) { line.log_y().svg()? } else { line.svg()? })
}
