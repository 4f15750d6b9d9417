//! Activations, losses and normalisations beside PyTorch: values, and gradients at the input and at the parameters.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::activation::{
    Activation, Axis, Gate, Masked, glu, glu_backward, log_softmax, log_softmax_backward, softmax, softmax_backward,
};
use openwork::loss::{CrossEntropy, Loss, Reduction, Scores, Targets};
use openwork::nn::{BatchNormalise, DropoutMask, LayerNormalise, RmsNormalise, RunningStatistics};
use openwork::{Error, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Case {
    name: String,
    op: String,
    settings: BTreeMap<String, Setting>,
    shape: Vec<usize>,
    /// The inputs, the numbers of each in a row.
    arrays: BTreeMap<String, Vec<Number>>,
    /// The value, and the gradients by what they are at.
    expected: BTreeMap<String, Vec<Number>>,
    tolerance: f64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Setting {
    Number(f64),
    Word(String),
}

/// A number, or the word for one that JSON does not have.
#[derive(Deserialize, Clone, Copy)]
#[serde(try_from = "Written")]
struct Number(f64);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(f64),
    Word(String),
}

impl TryFrom<Written> for Number {
    type Error = std::num::ParseFloatError;
    fn try_from(written: Written) -> std::result::Result<Self, Self::Error> {
        match written {
            Written::Number(x) => Ok(Self(x)),
            Written::Word(word) => word.parse().map(Self),
        }
    }
}

impl Case {
    fn number(&self, name: &str) -> Result<f32> {
        match self.settings.get(name) {
            Some(Setting::Number(x)) => Ok(*x as f32),
            _ => Err(self.lacks(name)),
        }
    }

    fn word(&self, name: &str) -> Result<&str> {
        match self.settings.get(name) {
            Some(Setting::Word(word)) => Ok(word),
            _ => Err(self.lacks(name)),
        }
    }

    fn array(&self, name: &str) -> Result<Vec<f32>> {
        self.have(name).ok_or_else(|| self.lacks(name))
    }

    fn have(&self, name: &str) -> Option<Vec<f32>> {
        self.arrays.get(name).map(|array| array.iter().map(|x| x.0 as f32).collect())
    }

    fn lacks(&self, name: &str) -> Error {
        Error::format("parity/cases", format!("{}: no {name}", self.name))
    }

    /// Compares with what is expected under this name. A value is compared relative to itself, or to a tenth (of 1, or of the largest where
    /// that is less) if it is smaller. A gradient is a difference or a sum of terms that may cancel: it is compared relative to the largest
    /// of its kind.
    fn close(&self, outcome: &mut Outcome, name: &str, got: &[f32]) {
        self.close_to(outcome, name, got, 0.0);
    }

    /// As [`close`](Self::close), where all that is compared is made of terms of at least this size.
    fn close_to(&self, outcome: &mut Outcome, name: &str, got: &[f32], terms: f64) {
        let Some(want) = self.expected.get(name) else { return };
        outcome.same(&format!("how many in {name}"), [got.len() as u64], &[want.len() as u64]);
        let largest = want.iter().map(|x| x.0.abs()).filter(|x| x.is_finite()).fold(0.0, f64::max);
        let least = terms.max(if name == "value" { 0.1 * largest.min(1.0) } else { largest });
        for (i, (&got, &Number(want))) in got.iter().zip(want).enumerate() {
            let what = format!("{name} at {i}");
            if want.is_finite() {
                outcome.close(&what, got.into(), want, want.abs().max(least));
            } else {
                outcome.close_or_nan(&what, if f64::from(got) == want { f64::NAN } else { got.into() }, None);
            }
        }
    }
}

fn compare(text: &str, each: impl Fn(&Case, &mut Outcome) -> Result<()>) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcome = |case: &Case| {
        let mut outcome = Outcome::new(&case.name, "f32", case.tolerance);
        each(case, &mut outcome)?;
        Ok(outcome)
    };
    Ok(Suite { outcomes: file.cases.iter().map(outcome).collect::<Result<_>>()?, head: file.head })
}

pub fn activations(text: &str) -> Result<Suite> {
    compare(text, |case, outcome| {
        let f = match Activation::of_name(&case.op)? {
            Activation::LeakyRelu { .. } => Activation::LeakyRelu { alpha: case.number("alpha")? },
            Activation::Elu { .. } => Activation::Elu { alpha: case.number("alpha")? },
            Activation::Softplus { .. } => {
                Activation::Softplus { beta: case.number("beta")?, threshold: case.number("threshold")? }
            }
            other => other,
        };
        let (x, gradient) = (case.array("x")?, case.array("gradient")?);
        let mut out = vec![0.0; x.len()];
        f.forward(&x, &mut out)?;
        case.close(outcome, "value", &out);
        f.backward(&x, &gradient, &mut out)?;
        case.close(outcome, "x", &out);
        // The plain form answers the same.
        case.close(outcome, "value", &x.iter().map(|&x| f.at(x.into()) as f32).collect::<Vec<_>>());
        let plain = x.iter().zip(&gradient).map(|(&x, &g)| (f.slope(x.into()) * f64::from(g)) as f32);
        case.close(outcome, "x", &plain.collect::<Vec<_>>());
        Ok(())
    })
}

pub fn softmaxes(text: &str) -> Result<Suite> {
    compare(text, |case, outcome| {
        let axis = Axis::of(&case.shape, case.number("axis")? as isize)?;
        let (x, gradient) = (case.array("x")?, case.array("gradient")?);
        let (mut y, mut back) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        if case.op == "softmax" {
            softmax(&x, axis, Masked::Nan, &mut y)?;
            softmax_backward(&y, &gradient, axis, &mut back)?;
        } else {
            log_softmax(&x, axis, Masked::Nan, &mut y)?;
            log_softmax_backward(&y, &gradient, axis, &mut back)?;
        }
        case.close(outcome, "value", &y);
        // The terms of the difference are as large as the gradients that came in.
        case.close_to(outcome, "x", &back, 1.0);
        Ok(())
    })
}

pub fn gates(text: &str) -> Result<Suite> {
    compare(text, |case, outcome| {
        let axis = Axis::of(&case.shape, case.number("axis")? as isize)?;
        let gate = Gate::of_name(&case.op)?;
        let (x, gradient) = (case.array("x")?, case.array("gradient")?);
        let (mut y, mut back) = (vec![0.0; x.len() / 2], vec![0.0; x.len()]);
        glu(&x, axis, gate, &mut y)?;
        glu_backward(&x, &gradient, axis, gate, &mut back)?;
        case.close(outcome, "value", &y);
        case.close(outcome, "x", &back);
        Ok(())
    })
}

pub fn losses(text: &str) -> Result<Suite> {
    compare(text, |case, outcome| {
        let loss = match Loss::of_name(&case.op)? {
            Loss::Huber { .. } => Loss::Huber { delta: case.number("delta")? },
            Loss::Hinge { .. } => Loss::Hinge { margin: case.number("margin")? },
            other => other,
        };
        let reduction = Reduction::of_name(case.word("reduction")?)?;
        let (x, targets, gradient) = (case.array("x")?, case.array("targets")?, case.array("gradient")?);
        case.close(outcome, "value", &loss.forward(&x, &targets, reduction)?);
        let mut back = vec![0.0; x.len()];
        loss.backward(&x, &targets, reduction, &gradient, &mut back)?;
        case.close(outcome, "x", &back);
        Ok(())
    })
}

pub fn cross_entropies(text: &str) -> Result<Suite> {
    compare(text, |case, outcome| {
        let axis = Axis::of(&case.shape, case.number("axis")? as isize)?;
        let scores = match case.op.as_str() {
            "logits" => Scores::Logits,
            "log_probabilities" => Scores::LogProbabilities,
            _ => Scores::Probabilities,
        };
        let loss = CrossEntropy::new()
            .scores(scores)
            .ignore_index(case.number("ignore_index")? as i64)
            .label_smoothing(case.number("label_smoothing")?)
            .reduction(Reduction::of_name(case.word("reduction")?)?);
        let (x, gradient) = (case.array("x")?, case.array("gradient")?);
        let (classes, distributions) = (case.have("classes"), case.have("targets"));
        let classes: Vec<i64> = classes.unwrap_or_default().iter().map(|&c| c as i64).collect();
        let targets = distributions.as_deref().map_or(Targets::Classes(&classes), Targets::Distributions);
        let (value, rows) = loss.forward(&x, axis, targets)?;
        case.close(outcome, "value", &value);
        let mut back = vec![0.0; x.len()];
        loss.backward(&x, axis, targets, &rows, &gradient, &mut back)?;
        case.close(outcome, "x", &back);
        Ok(())
    })
}

pub fn batch_norm(text: &str) -> Result<Suite> {
    compare(text, |case, outcome| {
        let axis = Axis::of(&case.shape, 1)?;
        let norm = BatchNormalise::new().eps(case.number("eps")?).momentum(Some(case.number("momentum")?));
        let (x, gradient, weight, bias) = (case.array("x")?, case.array("gradient")?, case.array("weight")?, case.array("bias")?);
        let mut running =
            RunningStatistics { mean: case.array("running_mean")?, variance: case.array("running_var")?, batches: 0 };
        let (mut y, mut back) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        let (to_weight, to_bias) = if case.op == "train" {
            let statistics = norm.forward(&x, axis, Some(&weight), Some(&bias), &mut y)?;
            running.update(&statistics, norm.momentum)?;
            norm.backward(&x, axis, &statistics, Some(&weight), &gradient, &mut back)?
        } else {
            norm.infer(&x, axis, &running, Some(&weight), Some(&bias), &mut y)?;
            norm.infer_backward(&x, axis, &running, Some(&weight), &gradient, &mut back)?
        };
        for (name, got) in [
            ("value", &y),
            ("x", &back),
            ("weight", &to_weight),
            ("bias", &to_bias),
            ("running_mean", &running.mean),
            ("running_var", &running.variance),
        ] {
            // Normalised numbers, and so all terms, are of size 1.
            case.close_to(outcome, name, got, 1.0);
        }
        Ok(())
    })
}

pub fn layer_norm(text: &str) -> Result<Suite> {
    compare(text, |case, outcome| {
        let (n, eps) = (case.number("n")? as usize, case.number("eps")?);
        let (x, gradient) = (case.array("x")?, case.array("gradient")?);
        let (weight, bias) = (case.have("weight"), case.have("bias"));
        let (weight, bias) = (weight.as_deref(), bias.as_deref());
        let (mut y, mut back) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        if case.op == "layer" {
            let norm = LayerNormalise::new(n).eps(eps);
            let moments = norm.forward(&x, weight, bias, &mut y)?;
            let (to_weight, to_bias) = norm.backward(&x, &moments, weight, &gradient, &mut back)?;
            case.close_to(outcome, "weight", &to_weight, 1.0);
            case.close_to(outcome, "bias", &to_bias, 1.0);
        } else {
            let norm = RmsNormalise::new(n).eps(eps);
            let inverses = norm.forward(&x, weight, &mut y)?;
            let to_weight = norm.backward(&x, &inverses, weight, &gradient, &mut back)?;
            case.close_to(outcome, "weight", &to_weight, 1.0);
        }
        case.close_to(outcome, "value", &y, 1.0);
        case.close_to(outcome, "x", &back, 1.0);
        Ok(())
    })
}

#[derive(Deserialize)]
struct DropoutCase {
    name: String,
    p: f64,
    /// The values that ones become.
    values: Vec<f64>,
    /// The share of them that PyTorch kept.
    kept: f64,
    tolerance: f64,
}

pub fn dropout(text: &str) -> Result<Suite> {
    let file: File<DropoutCase> = File::parse(text)?;
    let compare = |case: &DropoutCase| {
        let mut outcome = Outcome::new(&case.name, "f32", case.tolerance);
        let mut y = vec![0.0_f32; 100_000];
        DropoutMask::new(case.p)?.seed(11).apply(&vec![1.0; y.len()], 0, &mut y)?;
        let mut values = y.clone();
        values.sort_by(f32::total_cmp);
        values.dedup();
        outcome.same("how many values", [values.len() as u64], &[case.values.len() as u64]);
        for (&got, &want) in values.iter().zip(&case.values) {
            outcome.close("value", got.into(), want, want.max(1.0));
        }
        // Two independent draws: the difference of their shares has a deviation of at most sqrt(1 / 2 n).
        let kept = y.iter().filter(|&&y| y != 0.0).count() as f64 / y.len() as f64;
        outcome.same("shares alike", [u64::from((kept - case.kept).abs() < 5.0 * (0.5e-5_f64).sqrt())], &[1]);
        Ok(outcome)
    };
    Ok(Suite { outcomes: file.cases.iter().map(compare).collect::<Result<_>>()?, head: file.head })
}
