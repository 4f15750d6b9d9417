//! Perplexity of likelihoods, of logits and of a text in windows.

use crate::case::{File, Rows, matrix};
use crate::{Outcome, Suite};
use openwork::metrics::{Perplexity, Pooling};
use openwork::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    kind: String,
    dtype: Option<String>,
    /// Likelihoods in one row, logits a row a token, or ln p(column | row).
    values: Rows,
    base: Option<f64>,
    targets: Option<Vec<i64>>,
    window: Option<usize>,
    stride: Option<usize>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Expected {
    value: f64,
    tokens: u64,
    nats: f64,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    Ok(Suite { outcomes: file.cases.iter().map(compare).collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, case.dtype.as_deref().unwrap_or("f64"), case.tolerance);
    let missing = || Error::format("parity/cases", format!("{}: a field is missing", case.name));
    let targets = || case.targets.as_deref().ok_or_else(missing);
    let found = match case.kind.as_str() {
        "log_likelihoods" => Perplexity::of_log_likelihoods(&case.values.concat(), case.base.ok_or_else(missing)?)?,
        "logits" if case.dtype.as_deref() == Some("f32") => {
            Perplexity::of_logits(matrix::<f32>(&case.values)?.view(), targets()?, -100)?
        }
        "logits" => Perplexity::of_logits(matrix::<f64>(&case.values)?.view(), targets()?, -100)?,
        _ => {
            let (window, stride) = case.window.zip(case.stride).ok_or_else(missing)?;
            let places: Vec<usize> = (0..targets()?.len()).collect();
            let tokens = targets()?;
            Perplexity::of_windows(&places, window, stride, Pooling::Transformers, |seen, scored| {
                let new = seen.iter().enumerate().skip(seen.len() - scored);
                let table = |from: i64, to: i64| case.values[from as usize][to as usize];
                // A token is the surer the more came before it, as in the generator.
                Ok(new.map(|(before, &i)| table(tokens[i - 1], tokens[i]) / (1.0 + before as f64 / 10.0)).collect())
            })?
        }
    };
    outcome.same("tokens", [found.tokens], &[case.expected.tokens]);
    outcome.close("nats", found.nats, case.expected.nats, case.expected.nats.abs());
    outcome.close("perplexity", found.value(), case.expected.value, case.expected.value);
    Ok(outcome)
}
