//! A network of dense layers in training: its losses step by step.

use crate::case::{File, Matrices, Rows, matrix};
use crate::optimizers::torch_rule;
use crate::{Outcome, Suite};
use openwork::activation::Activation;
use openwork::datasets::{self, Target};
use openwork::ndarray::Array2;
use openwork::nn::Module;
use openwork::optim::Schedule;
use openwork::train::{Batch, Goal, Mlp, MlpModel, Training, TrainingRun};
use openwork::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    dataset: String,
    /// Features are divided by it.
    scale: f64,
    hidden: Vec<usize>,
    activation: String,
    batch: usize,
    clip: Option<f64>,
    optimizer: serde_json::Value,
    schedule: Schedule,
    /// The parameters whose weights the file holds.
    weights: Vec<String>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Expected {
    losses: Vec<f64>,
    norms: Vec<f64>,
    outputs: Rows,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| compare(case, &file.data));
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case, data: &Matrices) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f32", case.tolerance);
    let set = datasets::load(&case.dataset)?;
    let x: Array2<f64> = set.x.mapv(|v| v / case.scale);
    let goal = match &set.y {
        Target::Classes { y, .. } => Goal::Classes(y.clone()),
        Target::Numbers(y) => Goal::Numbers(y.iter().map(|v| v / 100.0).collect()),
    };
    let training = Training::new()
        .optimizer(torch_rule(&case.optimizer))
        .schedule(case.schedule.clone())
        .epochs(1000)
        .batch(Batch::Mini(case.batch))
        .shuffle(false)
        .clip_norm(case.clip);
    let settings =
        Mlp::new(&case.hidden).activation(Activation::of_name(&case.activation)?).standardize(false).training(training.clone());
    let task = settings.task(x.view(), &goal)?;
    for (name, parameter) in task.net().named_parameters() {
        if !case.weights.contains(&name) {
            return Err(Error::format("parity/cases", format!("no weights for {name}")));
        }
        let values = data.get::<f32>(&format!("{} {name}", case.name))?;
        parameter.update(|entries| entries.iter_mut().zip(&values).for_each(|(to, &v)| *to = v))?;
    }
    let mut run = TrainingRun::new(&training, task)?;
    for (i, (&loss, &norm)) in case.expected.losses.iter().zip(&case.expected.norms).enumerate() {
        let Some(step) = run.next() else {
            outcome.same("steps", [i as u64], &[case.expected.losses.len() as u64]);
            break;
        };
        outcome.close(&format!("loss of step {}", i + 1), step.loss, loss, loss.max(0.1));
        outcome.close(&format!("length of the gradient of step {}", i + 1), step.gradient_norm, norm, norm.max(0.1));
    }
    let (task, history, stop) = run.halt();
    let model = MlpModel::of_task(task, history, stop);
    let want = matrix::<f64>(&case.expected.outputs)?;
    outcome.close_all("outputs", model.outputs(x.slice(openwork::ndarray::s![..want.nrows(), ..]))?.view(), want.view());
    Ok(outcome)
}
