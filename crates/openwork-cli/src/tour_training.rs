//! The tour's stops at the optimizers, the schedules and a network in training; PyTorch's results are in `parity/tour_training.json`.

use crate::call::Failure;
use crate::table::number;
use crate::tour::{Stop, float, split};
use ndarray::{Array2, Axis};
use openwork::datasets::{self, Target};
use openwork::nn::Module;
use openwork::optim::{Adadelta, Adagrad, Adam, Race, RmsProp, Rule, Schedule, Sgd, Surface};
use openwork::plot::{HeatMap, Line};
use openwork::steps::{self, Recording};
use openwork::train::{Batch, Goal, Mlp, MlpModel, Training, TrainingRun};
use serde_json::Value;
use std::time::Instant;

const REFERENCE: &str = include_str!("../../../parity/tour_training.json");
const START: [f32; 2] = [-3.5, 1.75];
const STEPS: usize = 100;

pub fn stops() -> Result<Vec<Stop>, Failure> {
    let reference: Value = serde_json::from_str(REFERENCE).map_err(|e| Failure::Work(format!("tour_training.json: {e}")))?;
    let version = reference["reference"].as_str().unwrap_or_default();
    let mut stops = vec![];
    for (id, rule) in [
        ("sgd", Rule::from(Sgd::new(0.01).momentum(0.9))),
        ("adagrad", Adagrad::new(0.5).into()),
        ("adadelta", Adadelta::new(5.0).into()),
        ("rmsprop", RmsProp::new(0.02).into()),
        ("adam", Adam::new(0.1).into()),
        ("adamw", Adam::decoupled(0.1).into()),
    ] {
        stops.push(descent(id, rule, &reference[id], version)?);
    }
    stops.push(schedule(&reference["schedules"], version)?);
    stops.push(network(&reference["mlp"], version)?);
    Ok(stops)
}

/// A hundred steps down a narrow bowl.
fn descent(id: &'static str, rule: Rule, theirs: &Value, version: &str) -> Result<Stop, Failure> {
    let clock = Instant::now();
    let Recording { start, steps } = steps::record(&mut Race::new(Surface::Bowl, START, &[rule], STEPS)?);
    let seconds = clock.elapsed().as_secs_f64();
    let path = [&start].into_iter().chain(steps.iter().map(|step| &step.after)).map(|state| state.places[0]);
    let path: Vec<(f64, f64)> = path.map(|[x, y]| (f64::from(x), f64::from(y))).collect();
    let (x, y) = path[path.len() - 1];
    let say = |x: f64, y: f64| format!("{x:.6}, {y:.6}");
    let (their_x, their_y) = (float(&theirs[0]), float(&theirs[1]));
    Ok(Stop {
        algorithm: id,
        data: "a narrow bowl",
        done: format!("{STEPS} steps, learning rate {}", rule.lr()),
        result: say(x, y),
        reference: format!("{} ({version})", say(their_x, their_y)),
        same: (x - their_x).abs() <= 1e-6 && (y - their_y).abs() <= 1e-6,
        seconds,
        picture: Line::new()
            .series("path", path)
            .title(format!("{} on the bowl (x² + 20 y²) / 2", rule.name()))
            .axes("x", "y")
            .svg()?,
    })
}

fn schedule(theirs: &Value, version: &str) -> Result<Stop, Failure> {
    let schedule = Schedule::WarmupCosine { start: 0.1, warmup: 10, steps: 100, min: 0.0 };
    let clock = Instant::now();
    let rates: Vec<f64> = (0..100).map(|done| schedule.rate(0.1, done)).collect();
    let seconds = clock.elapsed().as_secs_f64();
    let theirs: Vec<f64> = theirs.as_array().into_iter().flatten().map(float).collect();
    let say = |rates: &[f64]| format!("rates that add up to {:.6}", rates.iter().sum::<f64>());
    Ok(Stop {
        algorithm: "schedules",
        data: "100 steps",
        done: "10 steps of warm-up, then a cosine".to_owned(),
        result: say(&rates),
        reference: format!("{} ({version})", say(&theirs)),
        same: rates.len() == theirs.len() && rates.iter().zip(&theirs).all(|(a, b)| (a - b).abs() <= 1e-12),
        seconds,
        picture: Line::new()
            .series("rate", rates.iter().enumerate().map(|(i, &rate)| (i as f64, rate)))
            .title("A warm-up, then a cosine")
            .axes("step", "learning rate")
            .svg()?,
    })
}

/// Two layers learn four fifths of the digits from weights that PyTorch had too. The first hundred losses are compared, each to
/// within 1e-4, and the answers for rows held out within one in a hundred.
fn network(theirs: &Value, version: &str) -> Result<Stop, Failure> {
    let data = datasets::digits()?;
    let Target::Classes { names, y } = &data.y else {
        return Err(Failure::Work("digits: no classes".to_owned()));
    };
    let (known, asked) = split(data.x.nrows());
    let x = data.x.mapv(|v| v / 16.0);
    let of = |rows: &[usize]| rows.iter().map(|&i| y[i]).collect::<Vec<u32>>();
    let training = Training::new().optimizer(Adam::new(0.003)).epochs(30).batch(Batch::Mini(32)).shuffle(false);
    let clock = Instant::now();
    let settings = Mlp::new(&[128]).standardize(false).training(training.clone());
    let task = settings.task(x.select(Axis(0), &known).view(), &Goal::Classes(of(&known)))?;
    for (number, (_, parameter)) in task.net().named_parameters().into_iter().enumerate() {
        let inputs = if parameter.rank() == 2 { parameter.shape()[1] } else { 32 };
        let bound = 1.0 / (inputs as f64).sqrt();
        let share = |k: usize| ((k * 7919 + 104_729 * number) % 10_007) as f64 / 10_007.0 * 2.0 - 1.0;
        parameter.update(|entries| entries.iter_mut().enumerate().for_each(|(k, to)| *to = (share(k) * bound) as f32))?;
    }
    let mut run = TrainingRun::new(&training, task)?;
    let losses: Vec<f64> = run.by_ref().map(|step| step.loss).collect();
    let model = MlpModel::of(run)?;
    let answers = model.predict(x.select(Axis(0), &asked).view())?;
    let seconds = clock.elapsed().as_secs_f64();

    let truth = of(&asked);
    let right = truth.iter().zip(&answers).filter(|(t, a)| t == a).count() as f64;
    let wanted: Vec<f64> = theirs["losses"].as_array().into_iter().flatten().map(float).collect();
    let apart = losses.iter().zip(&wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let their_right = float(&theirs["right"]);
    let n = asked.len() as f64;
    let mut confusion = Array2::<f64>::zeros((names.len(), names.len()));
    truth.iter().zip(&answers).for_each(|(&t, &a)| confusion[[t as usize, a as usize]] += 1.0);
    Ok(Stop {
        algorithm: "mlp",
        data: "digits",
        done: format!("128 hidden, {} steps of Adam; 100 losses within {}", losses.len(), number(apart)),
        result: format!("{right} of {n} right"),
        reference: format!("{their_right} of {n} right ({version})"),
        same: wanted.len() == 100 && apart <= 1e-4 && (right - their_right).abs() <= n / 100.0,
        seconds,
        picture: HeatMap::new(confusion.view())
            .names(names, names)
            .title("digits: what the network answered for rows held out")
            .axes("answer", "truth")
            .svg()?,
    })
}
