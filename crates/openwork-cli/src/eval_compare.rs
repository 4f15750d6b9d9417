//! `openwork eval compare`.

use crate::call::{Failure, Global};
use crate::eval_bleu::BleuSettings;
use crate::eval_text::{FILES, Judge, Name, open_all, parts};
use crate::output;
use crate::table::{Table, number};
use clap::{Args, ValueEnum};
use openwork::metrics::significance::Test;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Compare two systems on the same lines: is B better or worse than A by more than chance?
#[derive(Args)]
#[command(after_help = format!("{FILES}\n\n{EXAMPLES}"))]
pub struct EvalCompare {
    /// The translations of the first system, the baseline
    a: PathBuf,
    /// The translations of the second system
    b: PathBuf,
    /// The references, each in a file of as many lines
    #[arg(long, short, value_name = "REF", required = true, num_args = 1..)]
    reference: Vec<PathBuf>,
    /// The metrics to compare by
    #[arg(short, long, value_enum, num_args = 1.., default_value = "bleu", value_name = "METRIC")]
    metrics: Vec<Name>,
    /// How to compare: by drawing lines with replacement, or by exchanging the systems' lines
    #[arg(long, value_enum, default_value = "bootstrap")]
    test: Method,
    /// How many samples or trials [default: 1000 of bootstrap, 10000 of randomization]
    #[arg(long, value_name = "N")]
    samples: Option<usize>,
    #[command(flatten)]
    settings: BleuSettings,
}

const EXAMPLES: &str = "\
Examples:
  openwork eval compare demo:a demo:b --reference demo:ref -m bleu
  openwork eval compare demo:a demo:b -r demo:ref demo:ref2 -m chrf++
  openwork eval compare demo:a demo:b -r demo:ref --test randomization";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Method {
    Bootstrap,
    Randomization,
}

impl EvalCompare {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let test = match self.test {
            Method::Bootstrap => Test::Bootstrap,
            Method::Randomization => Test::Randomization,
        };
        let samples = self.samples.unwrap_or(test.default_samples());
        let bleu = self.settings.metric(false)?;
        let judges =
            || -> Vec<Box<dyn Judge>> { self.metrics.iter().map(|name| name.judge(&bleu, self.settings.lowercase)).collect() };
        let (mut first, mut second) = (judges(), judges());
        let mut files = open_all([&self.a, &self.b].into_iter().chain(&self.reference))?;
        parts(&mut files, |rows| {
            // Both systems' lines come with the references: each is judged without the other's.
            let without = |i: usize| -> Vec<Vec<String>> {
                rows.iter()
                    .map(|row| row.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, text)| text.clone()).collect())
                    .collect()
            };
            let (a, b) = (without(1), without(0));
            first.iter_mut().try_for_each(|judge| judge.take(&a, true))?;
            second.iter_mut().try_for_each(|judge| judge.take(&b, true))?;
            Ok(())
        })?;
        let compared = first.iter().zip(&second).map(|(a, b)| a.compare(b.as_ref(), test, samples, global.seed));
        let facts = compared.collect::<openwork::Result<Vec<Value>>>()?;
        let human = || {
            let mut table = Table::new(["metric", "A", "B", "difference", "p", ""]);
            for fact in &facts {
                let value = |key: &str| fact[key].as_f64().unwrap_or(f64::NAN);
                let (a, b, p) = (value("baseline"), value("system"), value("p_value"));
                let verdict = match fact["better"].as_str() {
                    Some(better) if p < 0.05 => format!("{better} is better by more than chance"),
                    _ => "no more than chance can do".to_owned(),
                };
                table.row([
                    fact["name"].as_str().unwrap_or_default().to_owned(),
                    format!("{a:.2}"),
                    format!("{b:.2}"),
                    format!("{:.2}", b - a),
                    number(p),
                    verdict,
                ]);
            }
            let how = match test {
                Test::Bootstrap => "paired bootstrap resampling, samples",
                Test::Randomization => "approximate randomisation, trials",
            };
            let signatures: String =
                facts.iter().map(|fact| format!("{}\n", fact["signature"].as_str().unwrap_or_default())).collect();
            format!(
                "A  {}\nB  {}\n\n{table}\n{how}: {samples}, seed {}\n{signatures}",
                self.a.display(),
                self.b.display(),
                global.seed
            )
        };
        let json = json!({ "a": self.a, "b": self.b, "references": self.reference, "test": test, "metrics": facts });
        output::print(&output::report(global, human, json))
    }
}
