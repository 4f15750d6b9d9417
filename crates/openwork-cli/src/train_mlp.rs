//! `openwork train mlp`.

use crate::call::{Failure, Global};
use crate::live::Live;
use crate::optimizer::OptimizerArgs;
use crate::source::{Frame, Input};
use crate::table::{Table, number, pairs};
use crate::watch_training::Recorder;
use crate::{output, picture};
use clap::{ArgAction, Args};
use openwork::activation::Activation;
use openwork::datasets::Task as Asked;
use openwork::nn::Module;
use openwork::plot::Line;
use openwork::steps::Run;
use openwork::train::{Batch, EpochRecord, Goal, Mlp, MlpModel, MlpTask, Stop, Training, TrainingRun};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Train a network of dense layers: classes where the target is classes, else a number.
///
/// Features are brought to mean 0 and deviation 1 first. The run can be stopped at any moment, and goes on from its last checkpoint
/// with --resume: it ends with the same bits as one that was never stopped.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork train mlp digits
  openwork train mlp digits --hidden 64,32 --validation 0.2 --patience 5
  openwork train mlp diabetes --optimizer adamw --plot loss.svg
  openwork train mlp wine --lr 0.01 --schedule cosine --watch run.html
  openwork train mlp iris --checkpoint run.safetensors
  openwork train mlp iris --checkpoint run.safetensors --resume
  openwork train mlp iris --activation tanh -o m.safetensors
  openwork predict m.safetensors iris -o answers.csv")]
pub struct TrainMlp {
    #[command(flatten)]
    input: Input,
    /// Sizes of the hidden layers
    #[arg(long, value_name = "N,N", default_value = "64", value_delimiter = ',', value_parser = crate::call::count)]
    hidden: Vec<usize>,
    /// The function after each hidden layer: relu, silu, gelu, tanh, sigmoid, ...
    #[arg(long, value_name = "NAME", default_value = "relu")]
    activation: String,
    /// The share of numbers set to 0 after each hidden layer, in training
    #[arg(long, value_name = "SHARE", default_value = "0", allow_negative_numbers = true)]
    dropout: f64,
    /// Whether features (and a numeric target) are brought to mean 0 and deviation 1 first
    #[arg(long, value_name = "BOOL", default_value_t = true, hide_possible_values = true, action = ArgAction::Set)]
    standardize: bool,
    #[command(flatten)]
    optimizer: OptimizerArgs,
    /// Passes over the data
    #[arg(long, value_name = "N", default_value = "20", help_heading = "Training")]
    epochs: u64,
    /// Rows a step looks at
    #[arg(long, value_name = "full|single|N", default_value = "32", value_parser = batch, help_heading = "Training")]
    batch: Batch,
    /// Shorten the gradients together to this length
    #[arg(long, value_name = "X", allow_negative_numbers = true, help_heading = "Training")]
    clip_norm: Option<f64>,
    /// Move every number of the gradients within this of 0
    #[arg(long, value_name = "X", allow_negative_numbers = true, help_heading = "Training")]
    clip_value: Option<f64>,
    /// The share of rows held out to judge by after every pass
    #[arg(long, value_name = "SHARE", default_value = "0", allow_negative_numbers = true, help_heading = "Training")]
    validation: f64,
    /// Stop after so many passes without a lower validation loss, and go back to the best
    #[arg(long, value_name = "N", help_heading = "Training")]
    patience: Option<u64>,
    /// Write everything the run needs to go on here, whole or not at all
    #[arg(long, value_name = "FILE", help_heading = "Training")]
    checkpoint: Option<PathBuf>,
    /// Steps between two checkpoints [default: one a pass]
    #[arg(long, value_name = "N", requires = "checkpoint", value_parser = crate::call::count, help_heading = "Training")]
    every: Option<usize>,
    /// Go on from the checkpoint; where there is none yet, begin
    #[arg(long, requires = "checkpoint", help_heading = "Training")]
    resume: bool,
    /// Write the model here (safetensors)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw the loss of every pass here
    #[arg(long, value_name = "FILE.svg|png")]
    plot: Option<PathBuf>,
    /// Write a page here that replays the training, complete in itself
    #[arg(long, value_name = "FILE.html")]
    watch: Option<PathBuf>,
}

fn batch(text: &str) -> Result<Batch, String> {
    match text {
        "full" => Ok(Batch::Full),
        "single" => Ok(Batch::Single),
        _ => text.parse().map(Batch::Mini).map_err(|_| "wanted full, single, or a number of rows".to_owned()),
    }
}

/// What the model is asked for, and what the classes are called.
struct Wanted {
    goal: Goal,
    classes: Vec<String>,
    target: String,
}

impl TrainMlp {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let outputs = [self.output.as_deref(), self.plot.as_deref(), self.watch.as_deref(), self.checkpoint.as_deref()];
        output::check(&outputs, &self.input.data.files())?;
        self.plot.as_deref().map(picture::check).transpose()?;
        if self.patience.is_some() && self.validation == 0.0 {
            return Err(Failure::Call("--patience waits for the validation loss; hold rows out with --validation 0.2".into()));
        }
        let (frame, target) = self.input.read_with_target()?;
        let wanted = match frame.source.task(&target)?.0 {
            Asked::Classification => {
                let labels = frame.source.table.labels(&target)?;
                Wanted { goal: Goal::Classes(labels.y), classes: labels.classes, target }
            }
            Asked::Regression => Wanted { goal: Goal::Numbers(frame.source.table.targets(&target)?), classes: vec![], target },
        };
        let mut run = self.begin(global, &frame, &wanted)?;
        let (begun, recorder) = self.steps(&mut run)?;
        let parameters = run.task().net().parameter_count();
        let steps = run.steps_done();
        let model = MlpModel::of(run)?;
        if model.stop == Stop::NotFinite {
            let what = begun.unwrap_or_default();
            return Err(Failure::Work(format!(
                "step {}: {what} is not finite, and no step was taken; lower --lr, or clip the gradients with --clip-norm 1",
                steps + 1
            )));
        }

        let judged = judge(&model, &frame, &wanted)?;
        let facts = json!({
            "algorithm": "mlp",
            "data": frame.source.table.path,
            "rows": frame.x.nrows(),
            "features": frame.features,
            "target": wanted.target,
            "classes": wanted.classes,
            "layers": model.net().sizes(),
            "activation": model.net().activation().name(),
            "parameters": parameters,
            "steps": steps,
            "epochs": model.history.len(),
            "stop": model.stop,
            "score": judged,
            "history": model.history,
        });
        let mut file = model.to_file();
        file.note("features", frame.features.clone());
        file.note("target", wanted.target.clone());
        if !wanted.classes.is_empty() {
            file.note("classes", wanted.classes.clone());
        }
        let mut outputs = output::Outputs::default();
        if let Some(path) = &self.output {
            outputs.add(path, |path| file.save(path));
        }
        let title = format!("{} of {}", wanted.target, frame.source.table.path.display());
        if let Some(path) = &self.plot {
            outputs.add_bytes(path, picture::encode(path, &curves(&model.history, &title)?)?);
        }
        if let (Some(path), Some(recorder)) = (&self.watch, recorder) {
            outputs.add_bytes(path, recorder.page(&format!("Training: {title}"), &model.history));
        }
        outputs.write(&output::report(global, || human(&facts, &model.history), facts.clone()))?;
        for (path, what) in [(&self.output, "the model"), (&self.plot, "the picture"), (&self.watch, "the replay")] {
            path.as_deref().into_iter().for_each(|path| output::wrote(path, what));
        }
        Ok(())
    }

    fn begin(&self, global: &Global, frame: &Frame, wanted: &Wanted) -> Result<TrainingRun<MlpTask>, Failure> {
        let mut training = Training::new()
            .optimizer(self.optimizer.rule()?)
            .epochs(self.epochs)
            .batch(self.batch)
            .seed(global.seed)
            .clip_norm(self.clip_norm)
            .clip_value(self.clip_value)
            .patience(self.patience);
        let mlp = Mlp::new(&self.hidden)
            .activation(Activation::of_name(&self.activation)?)
            .dropout(self.dropout)
            .standardize(self.standardize)
            .validation(self.validation)
            .training(training.clone());
        let task = mlp.task(frame.x.view(), &wanted.goal)?;
        let steps = training.steps(openwork::train::Task::rows(&task))?;
        training.schedule = self.optimizer.schedule(steps)?;
        Ok(match self.checkpoint.as_deref().filter(|path| self.resume && path.exists()) {
            Some(path) => TrainingRun::resume(&training, task, path)?,
            None => TrainingRun::new(&training, task)?,
        })
    }

    /// Takes the steps that are left. What was not finite, if anything, and the recording.
    fn steps(&self, run: &mut TrainingRun<MlpTask>) -> Result<(Option<String>, Option<Recorder>), Failure> {
        let mut live = Live::new(String::new(), run.max_steps());
        let mut recorder = self.watch.is_some().then(|| Recorder::new(run));
        let mut not_finite = None;
        while let Some(step) = run.next() {
            live.step(&step);
            if let Some(recorder) = &mut recorder {
                recorder.add(&step, run);
            }
            not_finite.clone_from(&step.not_finite);
            let due = match self.every {
                Some(every) => step.step.is_multiple_of(every.max(1) as u64),
                None => run.history().len() as u64 == step.epoch,
            };
            if let Some(path) = self.checkpoint.as_deref().filter(|_| due && not_finite.is_none()) {
                run.checkpoint(path)?;
            }
        }
        Ok((not_finite, recorder))
    }
}

/// The share of right answers among all rows, or R².
fn judge(model: &MlpModel, frame: &Frame, wanted: &Wanted) -> Result<f64, Failure> {
    let n = frame.x.nrows() as f64;
    Ok(match &wanted.goal {
        Goal::Classes(y) => {
            let answers = model.predict(frame.x.view())?;
            answers.iter().zip(y).filter(|(answer, truth)| answer == truth).count() as f64 / n
        }
        Goal::Numbers(y) => {
            let answers = model.outputs(frame.x.view())?;
            let mean = y.iter().sum::<f64>() / n;
            let left: f64 = answers.iter().zip(y).map(|(a, y)| (a - y).powi(2)).sum();
            let spread: f64 = y.iter().map(|y| (y - mean).powi(2)).sum();
            if spread > 0.0 { 1.0 - left / spread } else { 0.0 }
        }
    })
}

/// The loss of every pass, and that of the rows held out.
fn curves(history: &[EpochRecord], title: &str) -> Result<String, Failure> {
    if history.is_empty() {
        return Err(Failure::Work("--plot: no pass was done, so there is no loss to draw".into()));
    }
    let mut line = Line::new().series("training", history.iter().map(|e| (e.epoch as f64, e.loss)));
    let held: Vec<(f64, f64)> = history.iter().filter_map(|e| Some((e.epoch as f64, e.validation?.loss))).collect();
    if !held.is_empty() {
        line = line.series("validation", held);
    }
    Ok(line.title(format!("Training: {title}")).axes("epoch", "mean loss").svg()?)
}

/// Passes shown in the table; of more, the first and the last.
const MOST_SHOWN: usize = 12;

fn human(facts: &Value, history: &[EpochRecord]) -> String {
    let classes = facts["classes"].as_array().map_or(0, Vec::len);
    let layers: Vec<String> = facts["layers"].as_array().into_iter().flatten().map(Value::to_string).collect();
    let score = number(facts["score"].as_f64().unwrap_or(f64::NAN));
    let head = pairs(&[
        ("data", format!("{}: {} rows", facts["data"].as_str().unwrap_or_default(), facts["rows"])),
        ("target", facts["target"].as_str().unwrap_or_default().to_owned()),
        ("layers", format!("{}, {} parameters", layers.join(" → "), facts["parameters"])),
        (
            "steps",
            format!("{} in {} passes, ended: {}", facts["steps"], facts["epochs"], facts["stop"].as_str().unwrap_or_default()),
        ),
        (if classes > 0 { "accuracy" } else { "R²" }, format!("{score} on all rows")),
    ]);
    let mut table = Table::new(["epoch", "loss", "validation loss", "validation score"]);
    for (i, record) in history.iter().enumerate() {
        if history.len() > MOST_SHOWN && i == MOST_SHOWN / 2 {
            table.row(["…", "", "", ""]);
        }
        if history.len() <= MOST_SHOWN || i < MOST_SHOWN / 2 || i >= history.len() - MOST_SHOWN / 2 {
            let of = |v: Option<f64>| v.map_or("–".to_owned(), number);
            let (loss, score) = (record.validation.map(|v| v.loss), record.validation.map(|v| v.score));
            table.row([record.epoch.to_string(), number(record.loss), of(loss), of(score)]);
        }
    }
    format!("{head}\n{table}")
}
