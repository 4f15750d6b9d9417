//! `openwork eval perplexity`.

use crate::call::{Failure, Global};
use crate::output;
use crate::table::{number, pairs};
use clap::Args;
use openwork::io::{Format, Lines, Table};
use openwork::metrics::Perplexity;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Say how surprised a language model is by a text, per token.
#[derive(Args)]
#[command(after_help = "\
FILE holds the log-likelihood of each token, one a line (text, gzip, FILE.tsv:COLUMN, `-`) or in .npy; or, with --targets, a row
of logits for each token in .npy, and --targets the column that came. demo:likelihoods are those of a small model.

Examples:
  openwork eval perplexity demo:likelihoods
  openwork eval perplexity demo:likelihoods --base 2")]
pub struct EvalPerplexity {
    /// Log-likelihoods, or logits
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The token that came for each row of logits: .npy, or text with one number a line
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// The base of the log-likelihoods: e, 2, 10 or any number above 1
    #[arg(long, value_name = "BASE", default_value = "e", conflicts_with = "targets")]
    base: String,
    /// The target of tokens that count nothing, such as padding
    #[arg(long, value_name = "N", default_value_t = -100, allow_negative_numbers = true)]
    ignore: i64,
}

/// So many tokens are in memory at a time.
const PART: usize = 65_536;

/// Log-likelihoods of eight tokens.
pub const LIKELIHOODS: &str = "-2.1\n-0.3\n-4.2\n-1.1\n-0.02\n-3.3\n-0.9\n-1.6\n";

fn is_npy(path: &Path) -> bool {
    matches!(Format::of(path), Ok(Format::Npy))
}

impl EvalPerplexity {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let base = match self.base.as_str() {
            "e" => std::f64::consts::E,
            text => text.parse().map_err(|_| Failure::Call(format!("--base {text}: wanted e, 2, 10 or a number above 1")))?,
        };
        let found = match &self.targets {
            Some(targets) => {
                let logits = Table::read(&self.file)?.features(None)?;
                let targets = if is_npy(targets) {
                    Table::read(targets)?.features(None)?.iter().map(|&v| whole(v, targets)).collect::<Result<Vec<_>, _>>()?
                } else {
                    let mut found = vec![];
                    numbers(targets, |part| part.iter().try_for_each(|&v| whole(v, targets).map(|v| found.push(v))))?;
                    found
                };
                Perplexity::of_logits(logits.view(), &targets, self.ignore)?
            }
            None if is_npy(&self.file) => {
                let values = Table::read(&self.file)?.features(None)?;
                Perplexity::of_log_likelihoods(&values.iter().copied().collect::<Vec<_>>(), base)?
            }
            None => {
                let mut all = Perplexity::default();
                numbers(&self.file, |part| {
                    all.merge(&Perplexity::of_log_likelihoods(part, base)?);
                    Ok(())
                })?;
                all
            }
        };
        if found.tokens == 0 {
            return Err(Failure::Work(format!("{}: no token counts, wanted at least one", self.file.display())));
        }
        let facts = json!({
            "algorithm": "perplexity",
            "data": self.file,
            "tokens": found.tokens,
            "perplexity": found.value(),
            "nats": found.nats,
            "bits_per_token": found.bits_per_token(),
        });
        let human = || {
            pairs(&[
                ("perplexity", number(found.value())),
                ("tokens", found.tokens.to_string()),
                ("bits per token", number(found.bits_per_token())),
                ("nats per token", number(found.nats / found.tokens as f64)),
            ])
        };
        output::print(&output::report(global, human, facts))
    }
}

fn whole(value: f64, path: &Path) -> Result<i64, Failure> {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        Ok(value as i64)
    } else {
        Err(Failure::Work(format!("{}: target {value}, wanted whole numbers", path.display())))
    }
}

/// The numbers of a text file, one a line, in parts.
fn numbers(path: &Path, mut each: impl FnMut(&[f64]) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut lines = match path.to_str() {
        Some("demo:likelihoods") => Lines::of_text(path, LIKELIHOODS)?,
        _ => Lines::open(path)?,
    };
    let mut part = vec![];
    while let Some(line) = lines.next_text()? {
        let value = line.trim().parse::<f64>().map_err(|_| {
            Failure::Work(format!("{}:{}:1: {line:?} is no number; wanted one number a line", path.display(), lines.line()))
        })?;
        part.push(value);
        if part.len() == PART {
            each(&part)?;
            part.clear();
        }
    }
    each(&part)
}
