//! Optimizers over a hundred steps, and learning-rate schedules.

use crate::case::{File, Matrices};
use crate::{Outcome, Suite};
use openwork::ndarray::{ArrayView2, Axis, aview1};
use openwork::optim::{Adadelta, Adagrad, Adam, Optimizer, RmsProp, Rule, Schedule, Sgd, clip_norm, clip_value};
use openwork::{Error, Result};
use serde::Deserialize;
use std::collections::HashMap;

const STEPS: usize = 100;
const SHOWN: [usize; 4] = [1, 2, 10, 100];
/// The lengths of the parameters.
const LENGTHS: [usize; 3] = [5, 1, 18];

#[derive(Deserialize)]
struct Case {
    name: String,
    kind: String,
    /// The settings of all parameters, or of each.
    groups: Vec<serde_json::Value>,
    clip: Option<(String, f64)>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Expected {
    /// After each of the steps shown, all parameters in a row.
    parameters: Vec<Vec<f64>>,
    /// What each parameter keeps at the end.
    state: Vec<HashMap<String, Vec<f64>>>,
    /// The length of the gradients before the first clippings.
    norms: Vec<f64>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| compare(case, &file.data));
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

/// The rule that a case names with its `kind`, the settings not named being PyTorch's defaults.
pub fn torch_rule(settings: &serde_json::Value) -> Rule {
    let lr = settings["lr"].as_f64().unwrap_or(f64::NAN);
    match settings["kind"].as_str().unwrap_or_default() {
        "SGD" => Sgd::new(lr).momentum(settings["momentum"].as_f64().unwrap_or(0.0)).into(),
        "RMSprop" => RmsProp::new(lr).into(),
        "AdamW" => Adam::decoupled(lr).into(),
        _ => Adam::new(lr).into(),
    }
}

/// The rule that PyTorch's settings name.
fn rule(kind: &str, settings: &serde_json::Value) -> Rule {
    let number = |name: &str| settings[name].as_f64().unwrap_or(f64::NAN);
    let flag = |name: &str| settings[name].as_bool().unwrap_or(false);
    let (lr, decay, maximize) = (number("lr"), number("weight_decay"), flag("maximize"));
    match kind {
        "SGD" => Sgd::new(lr)
            .momentum(number("momentum"))
            .dampening(number("dampening"))
            .weight_decay(decay)
            .nesterov(flag("nesterov"))
            .maximize(maximize)
            .into(),
        "Adagrad" => Adagrad::new(lr)
            .lr_decay(number("lr_decay"))
            .weight_decay(decay)
            .initial_accumulator_value(number("initial_accumulator_value"))
            .eps(number("eps"))
            .maximize(maximize)
            .into(),
        "Adadelta" => Adadelta::new(lr).rho(number("rho")).eps(number("eps")).weight_decay(decay).maximize(maximize).into(),
        "RMSprop" => RmsProp::new(lr)
            .alpha(number("alpha"))
            .eps(number("eps"))
            .weight_decay(decay)
            .momentum(number("momentum"))
            .centered(flag("centered"))
            .maximize(maximize)
            .into(),
        kind => {
            let adam = if kind == "AdamW" { Adam::decoupled(lr) } else { Adam::new(lr) };
            let betas = [0, 1].map(|i| settings["betas"][i].as_f64().unwrap_or(f64::NAN));
            adam.betas(betas[0], betas[1])
                .eps(number("eps"))
                .weight_decay(decay)
                .amsgrad(flag("amsgrad"))
                .maximize(maximize)
                .into()
        }
    }
}

/// A row of the problem, cut into the parameters.
fn parts(row: ArrayView2<'_, f32>) -> Vec<Vec<f32>> {
    let mut numbers = row.iter().copied();
    LENGTHS.iter().map(|&n| numbers.by_ref().take(n).collect()).collect()
}

fn compare(case: &Case, data: &Matrices) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f32", case.tolerance);
    let get = |name: &str| data.get::<f32>(name);
    let mut parameters = parts(get("start")?.view());
    let (target, curvature, noise) = (parts(get("target")?.view()), parts(get("curvature")?.view()), get("noise")?);
    let mut optimizer = match &case.groups[..] {
        [one] => Optimizer::new(rule(&case.kind, one), &LENGTHS)?,
        each => {
            let rules = each.iter().zip(&LENGTHS).map(|(settings, n)| (rule(&case.kind, settings), std::slice::from_ref(n)));
            Optimizer::with_groups(&rules.collect::<Vec<_>>())?
        }
    };
    let mut norms = vec![];
    for step in 1..=STEPS {
        let noise = parts(noise.row((step - 1) % noise.nrows()).insert_axis(Axis(0)));
        let mut gradients: Vec<Vec<f32>> = (0..LENGTHS.len())
            .map(|k| (0..LENGTHS[k]).map(|i| curvature[k][i] * (parameters[k][i] - target[k][i]) + noise[k][i]).collect())
            .collect();
        let mut views: Vec<&mut [f32]> = gradients.iter_mut().map(|g| &mut g[..]).collect();
        match &case.clip {
            Some((how, max)) if how == "norm" => norms.push(clip_norm(&mut views, *max)?),
            Some((_, max)) => clip_value(&mut views, *max)?,
            None => {}
        }
        let gradients: Vec<Option<&[f32]>> = gradients.iter().map(|g| Some(&g[..])).collect();
        optimizer.step(&mut parameters.iter_mut().map(|p| &mut p[..]).collect::<Vec<_>>(), &gradients)?;
        if let Some(shown) = SHOWN.iter().position(|&s| s == step) {
            let ours = parameters.concat();
            let what = format!("parameters after {step} steps");
            close(&mut outcome, &what, &ours, &case.expected.parameters[shown]);
        }
    }
    for (k, want) in case.expected.state.iter().enumerate() {
        let group = optimizer.groups().iter().find(|g| g.parameters.contains(&k));
        let names = group.map_or(&[][..], |g| g.rule.states());
        outcome.same(&format!("number of states of parameter {k}"), [names.len() as u64], &[want.len() as u64]);
        for (name, ours) in names.iter().zip(optimizer.state(k)) {
            let want = want.get(*name).ok_or_else(|| Error::format("parity/cases", format!("no state {name}")))?;
            // Relative to the largest of its kind in all parameters: a velocity on its way through zero keeps the rounding of what it was.
            let all = case.expected.state.iter().filter_map(|state| state.get(*name)).flatten();
            let scale = all.fold(0.0_f64, |most, v| most.max(v.abs()));
            outcome.same(&format!("length of {name}"), [ours.len() as u64], &[want.len() as u64]);
            for (i, (ours, want)) in ours.iter().zip(want).enumerate() {
                outcome.close(&format!("{name} of parameter {k} at {i}"), f64::from(*ours), *want, scale);
            }
        }
    }
    for (ours, want) in norms.iter().zip(&case.expected.norms) {
        outcome.close("length of the gradients", *ours, *want, *want);
    }
    Ok(outcome)
}

fn close(outcome: &mut Outcome, what: &str, ours: &[f32], want: &[f64]) {
    outcome.close_all(what, aview1(ours).insert_axis(Axis(0)), aview1(want).insert_axis(Axis(0)));
}

#[derive(Deserialize)]
struct Rates {
    name: String,
    schedule: Schedule,
    lr: f64,
    expected: Vec<f64>,
    tolerance: f64,
}

pub fn schedules(text: &str) -> Result<Suite> {
    let file: File<Rates> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| {
        let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
        case.schedule.check()?;
        for (done, &want) in case.expected.iter().enumerate() {
            // Relative to the rate at the start: the last rates of a wave are nearly nothing.
            outcome.close(&format!("rate after {done} steps"), case.schedule.rate(case.lr, done as u64), want, case.lr);
        }
        Ok(outcome)
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}
