//! `openwork eval bleu`.

use crate::call::{Failure, Global, count};
use crate::eval_text::{FILES, Name, Texts};
use clap::{Args, ValueEnum};
use openwork::metrics::{Bleu, Smoothing, Tokenizer};

/// Judge translations by the runs of words that they share with references; -m adds other metrics.
#[derive(Args)]
#[command(after_help = format!("{FILES}\n\n{EXAMPLES}"))]
pub struct EvalBleu {
    #[command(flatten)]
    texts: Texts,
    /// The metrics to print; chrF and TER by their defaults
    #[arg(short, long, value_enum, num_args = 1.., default_value = "bleu", value_name = "METRIC")]
    metrics: Vec<Name>,
    #[command(flatten)]
    settings: BleuSettings,
}

const EXAMPLES: &str = "\
Examples:
  openwork eval bleu demo:a demo:ref demo:ref2
  openwork eval bleu demo:a demo:ref -m bleu chrf++ ter --confidence
  openwork eval bleu demo:b demo:ref --sentence --tokenize intl
  openwork eval bleu demo:a demo:ref --json --smooth-method floor";

/// The settings of BLEU.
#[derive(Args, Debug, Clone)]
pub struct BleuSettings {
    /// How a line becomes tokens: 13a, intl, char, zh or none
    #[arg(long, value_name = "NAME", default_value = "13a")]
    tokenize: String,
    /// Take capitals for small letters
    #[arg(long)]
    pub lowercase: bool,
    /// What happens to an order without a match
    #[arg(long, value_enum, value_name = "METHOD", default_value = "exp")]
    smooth_method: Method,
    /// The number that floor (0.1) and add-k (1) use
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    smooth_value: Option<f64>,
    /// The longest runs of words counted
    #[arg(long, value_name = "N", default_value = "4", allow_negative_numbers = true, value_parser = count)]
    max_ngram_order: usize,
    /// Leave orders out of the mean that a text is too short for; --sentence does so by itself
    #[arg(long)]
    effective_order: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Method {
    Exp,
    Floor,
    AddK,
    None,
}

impl BleuSettings {
    /// The metric; for single sentences by effective order.
    pub fn metric(&self, sentence: bool) -> Result<Bleu, Failure> {
        let method = match self.smooth_method {
            Method::Exp => "exp",
            Method::Floor => "floor",
            Method::AddK => "add-k",
            Method::None => "none",
        };
        Ok(Bleu::new()
            .tokenizer(Tokenizer::parse(&self.tokenize)?)
            .lowercase(self.lowercase)
            .smoothing(Smoothing::parse(method, self.smooth_value)?)
            .max_order(self.max_ngram_order)?
            .effective_order(self.effective_order || sentence))
    }
}

impl EvalBleu {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let bleu = self.settings.metric(self.texts.sentence)?;
        let judges = self.metrics.iter().map(|name| name.judge(&bleu, self.settings.lowercase)).collect();
        self.texts.judge(global, judges)
    }
}
