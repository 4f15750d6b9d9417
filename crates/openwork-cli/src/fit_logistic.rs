//! `openwork fit logistic`.

use crate::call::{Failure, Global, count, warn};
use crate::live::Live;
use crate::source::{Frame, Input};
use crate::table::{Table, number, pairs};
use crate::watch::Recorder;
use crate::{output, picture};
use clap::{ArgAction, Args, ValueEnum};
use openwork::io::Labels;
use openwork::linear_model::{ClassWeight, LogisticRegression, LogisticRegressionModel, Penalty, Solver};
use openwork::order::argsort;
use openwork::plot::Line;
use openwork::steps::Run;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Where the help lists what only gradient descent has.
const DESCENT: &str = "Gradient descent (--solver gradient or minibatch)";

/// Give each class a probability from a weighted sum of the features.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork fit logistic breast_cancer
  openwork fit logistic wine --columns flavanoids,proline --plot map.svg
  openwork fit logistic iris --penalty l1 -C 0.1
  openwork fit logistic digits --max-iter 1000 --plot loss.svg
  openwork fit logistic iris --solver gradient --watch run.html
  openwork data export wine wines.csv
  openwork fit logistic wines.csv --target cultivar -o m.safetensors
  openwork predict m.safetensors wines.csv -o answers.csv")]
pub struct FitLogistic {
    #[command(flatten)]
    input: Input,
    #[arg(
        short = 'C',
        long = "C",
        value_name = "X",
        default_value = "1",
        hide_default_value = true,
        allow_negative_numbers = true
    )]
    c: f64,
    #[arg(long, value_name = "l2|l1|none|SHARE", default_value = "l2", hide_default_value = true, value_parser = penalty)]
    penalty: Penalty,
    #[arg(long, value_enum, default_value = "auto", hide_default_value = true)]
    solver: Solving,
    #[arg(long, value_name = "X", default_value = "1e-4", hide_default_value = true, allow_negative_numbers = true)]
    tol: f64,
    #[arg(long, value_name = "N", default_value = "100", hide_default_value = true, allow_negative_numbers = true, value_parser = count)]
    max_iter: usize,
    #[arg(long, value_name = "true|false", default_value = "true", hide_default_value = true, action = ArgAction::Set)]
    fit_intercept: bool,
    #[arg(long, value_name = "uniform|balanced|W,W,...", default_value = "uniform", hide_default_value = true, value_parser = class_weight)]
    class_weight: ClassWeight,
    #[arg(long, value_name = "X", allow_negative_numbers = true, help_heading = DESCENT)]
    learning_rate: Option<f64>,
    #[arg(long, value_name = "X", default_value = "0", hide_default_value = true, allow_negative_numbers = true, help_heading = DESCENT)]
    decay: f64,
    #[arg(long, value_name = "ROWS", default_value = "32", hide_default_value = true, allow_negative_numbers = true, value_parser = count, help_heading = DESCENT)]
    batch: usize,
    /// Write the model here (safetensors)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw the regions of the classes here where there are two features, the loss by round where there are more
    #[arg(long, value_name = "FILE.svg|png")]
    plot: Option<PathBuf>,
    /// Write a page here that replays every round, complete in itself
    #[arg(long, value_name = "FILE.html")]
    watch: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Solving {
    Auto,
    Lbfgs,
    Newton,
    Proximal,
    Gradient,
    Minibatch,
}

impl From<Solving> for Solver {
    fn from(solving: Solving) -> Self {
        match solving {
            Solving::Auto => Solver::Auto,
            Solving::Lbfgs => Solver::Lbfgs,
            Solving::Newton => Solver::Newton,
            Solving::Proximal => Solver::Proximal,
            Solving::Gradient => Solver::Gradient,
            Solving::Minibatch => Solver::MiniBatch,
        }
    }
}

fn penalty(text: &str) -> Result<Penalty, String> {
    match text {
        "l2" => Ok(Penalty::L2),
        "l1" => Ok(Penalty::L1),
        "none" => Ok(Penalty::None),
        _ => match text.parse::<f64>() {
            Ok(share) if (0.0..=1.0).contains(&share) => Ok(Penalty::ElasticNet(share)),
            _ => Err("wanted l2, l1, none, or the share of L1 in an elastic net, from 0 to 1".into()),
        },
    }
}

fn class_weight(text: &str) -> Result<ClassWeight, String> {
    match text {
        "uniform" => Ok(ClassWeight::Uniform),
        "balanced" => Ok(ClassWeight::Balanced),
        _ => match text.split(',').map(|w| w.trim().parse::<f64>()).collect::<Result<Vec<f64>, _>>() {
            Ok(weights) => Ok(ClassWeight::Given(weights)),
            Err(_) => Err("wanted uniform, balanced, or a number for each class, in the order of their names".into()),
        },
    }
}

impl FitLogistic {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let outputs = [self.output.as_deref(), self.plot.as_deref(), self.watch.as_deref()];
        output::check(&outputs, &self.input.data.files())?;
        self.plot.as_deref().map(picture::check).transpose()?;
        let (frame, target) = self.input.read_with_target()?;
        let labels = frame.source.table.labels(&target)?;
        let (model, recorder) = self.fit(global, &frame, &labels)?;
        if !model.converged {
            warn(match model.stop {
                openwork::linear_model::Stop::Diverged => {
                    "the loss was no longer finite: the learning rate is too large; the last finite state stands".to_owned()
                }
                _ => format!("not converged after {} rounds; allow more with --max-iter", model.n_iter),
            });
        }
        let accuracy = model.score(frame.x.view(), &labels.y)?;

        let mut file = model.to_file();
        file.note("features", frame.features.clone());
        file.note("target", target.clone());
        file.note("classes", labels.classes.clone());
        let mut outputs = output::Outputs::default();
        if let Some(path) = &self.output {
            outputs.add(path, |path| file.save(path));
        }
        let title = format!("{target} of {}", frame.source.table.path.display());
        if let Some(path) = &self.plot {
            outputs.add_bytes(path, picture::encode(path, &draw(&frame, &labels, &model, &title)?)?);
        }
        if let (Some(path), Some(recorder)) = (&self.watch, recorder) {
            outputs.add_bytes(path, recorder.page(&format!("Logistic regression: {title}"), "logistic_regression"));
        }
        let facts = self.facts(&frame, &target, &labels, &model, accuracy);
        outputs.write(&output::report(global, || human(&facts, &model), facts.clone()))?;
        for (path, what) in [(&self.output, "the model"), (&self.plot, "the picture"), (&self.watch, "the replay")] {
            path.as_deref().into_iter().for_each(|path| output::wrote(path, what));
        }
        Ok(())
    }

    fn fit(
        &self,
        global: &Global,
        frame: &Frame,
        labels: &Labels,
    ) -> Result<(LogisticRegressionModel, Option<Recorder>), Failure> {
        let settings = LogisticRegression::new()
            .c(self.c)
            .penalty(self.penalty)
            .solver(self.solver.into())
            .tol(self.tol)
            .max_iter(self.max_iter)
            .fit_intercept(self.fit_intercept)
            .class_weight(self.class_weight.clone())
            .learning_rate(self.learning_rate)
            .decay(self.decay)
            .batch(self.batch)
            .seed(global.seed);
        let mut run = settings.run(frame.x.view(), &labels.y)?;
        let mut live = Live::new(String::new(), run.max_steps());
        let mut recorder = match self.watch {
            Some(_) => Some(Recorder::new(frame.x.view(), &frame.features, &run.snapshot())?.classes(&labels.y, &labels.classes)),
            None => None,
        };
        while let Some(step) = run.next() {
            live.step(&step);
            if let Some(recorder) = &mut recorder {
                recorder.add(&step, &run.snapshot())?;
            }
        }
        Ok((run.into_model(), recorder))
    }

    /// Everything the report says, as JSON.
    fn facts(&self, frame: &Frame, target: &str, labels: &Labels, model: &LogisticRegressionModel, accuracy: f64) -> Value {
        json!({
            "algorithm": "logistic_regression",
            "data": frame.source.table.path,
            "rows": frame.x.nrows(),
            "features": frame.features,
            "target": target,
            "classes": labels.classes,
            "C": if self.c.is_finite() { json!(self.c) } else { json!("infinity") },
            "penalty": self.penalty,
            "rounds": model.n_iter,
            "converged": model.converged,
            "stop": model.stop,
            "loss": model.loss,
            "gradient": model.gradient,
            "accuracy": accuracy,
            "coef": model.coef.outer_iter().map(|row| row.to_vec()).collect::<Vec<_>>(),
            "intercept": model.intercept,
            "history": model.history,
        })
    }
}

/// The regions of the classes, or the loss by round.
fn draw(frame: &Frame, labels: &Labels, model: &LogisticRegressionModel, title: &str) -> Result<String, Failure> {
    if frame.x.ncols() == 2 {
        let title = format!("What logistic regression answers: {title}");
        return picture::regions(frame.x.view(), &frame.features, (&labels.y, &labels.classes), &title, |places| {
            model.predict(places)
        });
    }
    let loss = model.history.iter().map(|step| (step.round as f64, step.loss));
    Ok(Line::new().series("loss", loss).title(format!("Logistic regression of {title}")).axes("round", "loss").svg()?)
}

/// More features than this are not shown in the table of coefficients; the largest are.
const MOST_SHOWN: usize = 12;

fn human(facts: &Value, model: &LogisticRegressionModel) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let features: Vec<String> = facts["features"].as_array().into_iter().flatten().map(&text).collect();
    let classes: Vec<String> = facts["classes"].as_array().into_iter().flatten().map(&text).collect();
    let converged = if model.converged { "yes" } else { "no" };
    let head = pairs(&[
        ("data", format!("{}: {} points, {} features", text(&facts["data"]), facts["rows"], features.len())),
        ("target", format!("{}: {}", text(&facts["target"]), classes.join(", "))),
        ("rounds", model.n_iter.to_string()),
        ("converged", format!("{converged}, largest entry of the gradient {}", number(model.gradient))),
        ("loss", number(model.loss)),
        ("accuracy", format!("{:.1} % of these very points", 100.0 * facts["accuracy"].as_f64().unwrap_or_default())),
    ]);
    // Two classes have one score, which speaks for the second.
    let outputs = if model.classes == 2 { &classes[1..] } else { &classes[..] };
    let mut table = Table::new(["feature".to_owned()].into_iter().chain(outputs.iter().map(|c| format!("for {c}"))));
    let size = |j: usize| model.coef.column(j).iter().fold(0.0_f64, |most, w| most.max(w.abs()));
    let order = argsort(features.len(), |a, b| size(b).total_cmp(&size(a)));
    for &j in order.iter().take(MOST_SHOWN) {
        table.row([features[j].clone()].into_iter().chain(model.coef.column(j).iter().map(|&w| number(w))));
    }
    table.row(["intercept".to_owned()].into_iter().chain(model.intercept.iter().map(|&b| number(b))));
    let rest = order.len().saturating_sub(MOST_SHOWN);
    let note = if rest > 0 { format!("{rest} features with smaller coefficients are not shown\n") } else { String::new() };
    format!("{head}\n{table}{note}")
}
