//! Continuous distributions: every function point by point and all points at once, moments, divergences and fits.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::distributions::{self as d, Function};
use openwork::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    parameters: Vec<f64>,
    function: String,
    x: Vec<Number>,
    expected: Vec<Number>,
    tolerance: f64,
}

/// A number; infinity and NaN come in words.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(crate) enum Number {
    Finite(f64),
    Word(String),
}

impl Number {
    /// Whether the reference has no answer.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self, Self::Word(word) if word == "unknown")
    }

    fn value(&self) -> f64 {
        match self {
            Self::Finite(x) => *x,
            Self::Word(word) => word.parse().unwrap_or(f64::NAN),
        }
    }
}

pub(crate) fn values(numbers: &[Number]) -> Vec<f64> {
    numbers.iter().map(Number::value).collect()
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let name = file.head.algorithm.replace('_', "-");
    Ok(Suite { outcomes: file.cases.iter().map(|case| compare(&name, case)).collect::<Result<_>>()?, head: file.head })
}

fn compare(name: &str, case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
    let kind = d::kind(name)?;
    let (x, expected) = (values(&case.x), values(&case.expected));
    match case.function.as_str() {
        "moments" => {
            let room = kind.build(&case.parameters)?;
            let moments = [room.mean(), room.variance(), room.skewness(), room.kurtosis(), room.entropy()];
            for (what, (got, want)) in
                ["mean", "variance", "skewness", "kurtosis", "entropy"].iter().zip(moments.iter().zip(&expected))
            {
                near(&mut outcome, what, *got, *want);
            }
        }
        "kl" => near(&mut outcome, "divergence", kind.kl(&case.parameters, &x)?, expected[0]),
        "fit" => {
            let fit = kind.fit.ok_or_else(|| Error::format("parity/cases", format!("{name} has no fit")))?;
            for ((what, got), want) in fit(&x)?.parameters().iter().zip(&expected) {
                near(&mut outcome, what, *got, *want);
            }
        }
        "kstest" => {
            let test = d::kolmogorov_smirnov(&x, &*kind.build(&case.parameters)?)?;
            near(&mut outcome, "statistic", test.statistic, expected[0]);
            near(&mut outcome, "p value", test.p_value, expected[1]);
        }
        "kstwo" => {
            for (pair, want) in x.chunks_exact(2).zip(&expected) {
                near(&mut outcome, &format!("{pair:?}"), d::kolmogorov_sf(pair[0] as usize, pair[1]), *want);
            }
        }
        function => {
            let function = Function::parse(function)?;
            let room = kind.build(&case.parameters)?;
            let mut one_by_one = vec![0.0; x.len()];
            for (out, x) in one_by_one.iter_mut().zip(&x) {
                room.evaluate(function, &[*x], std::slice::from_mut(out))?;
            }
            // Often enough that the fast form for very many points answers too.
            let many: Vec<f64> = x.iter().copied().cycle().take(x.len() * (40_000 / x.len() + 1)).collect();
            let mut at_once = vec![0.0; many.len()];
            room.evaluate(function, &many, &mut at_once)?;
            for (i, (x, want)) in x.iter().zip(&expected).enumerate() {
                near(&mut outcome, &format!("at {x:e}"), one_by_one[i], *want);
                near(&mut outcome, &format!("at {x:e} among many"), at_once[i], *want);
            }
        }
    }
    Ok(outcome)
}

/// Within the tolerance relative to the number itself; a subnormal one within two units of its last place; infinity and NaN exactly.
pub(crate) fn near(outcome: &mut Outcome, what: &str, got: f64, want: f64) {
    if want.is_nan() || want.is_infinite() {
        let bits = |x: f64| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() };
        outcome.same(what, [bits(got)], &[bits(want)]);
    } else if want.abs() < f64::MIN_POSITIVE {
        let units = ((got - want).abs() / 5e-324) as u64;
        outcome.same(&format!("{what}: {got:e} beside {want:e}, units apart"), [units / 3], &[0]);
    } else {
        outcome.close(what, got, want, want.abs());
    }
}
