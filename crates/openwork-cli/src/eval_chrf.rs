//! `openwork eval chrf`.

use crate::call::{Failure, Global, count};
use crate::eval_text::{FILES, Job, Texts};
use clap::Args;
use openwork::metrics::Chrf;

/// Judge translations by the runs of characters, and of words, that they share with references.
#[derive(Args)]
#[command(after_help = format!("{FILES}\n\n{EXAMPLES}"))]
pub struct EvalChrf {
    #[command(flatten)]
    texts: Texts,
    /// The longest runs of characters counted
    #[arg(long, value_name = "N", default_value = "6", allow_negative_numbers = true, value_parser = count)]
    char_order: usize,
    /// The longest runs of words counted; 2 is chrF++
    #[arg(long, value_name = "N", default_value = "0", allow_negative_numbers = true, value_parser = count)]
    word_order: usize,
    /// How many times as much recall counts as precision
    #[arg(long, value_name = "X", default_value = "2", allow_negative_numbers = true)]
    beta: f64,
    /// Take capitals for small letters
    #[arg(long)]
    lowercase: bool,
    /// Count white space as characters
    #[arg(long)]
    whitespace: bool,
    /// Take the mean over the F-scores of all orders, as chrF++.py, NLTK and Moses do
    #[arg(long)]
    eps_smoothing: bool,
}

const EXAMPLES: &str = "\
Examples:
  openwork eval chrf demo:a demo:ref demo:ref2
  openwork eval chrf demo:a demo:ref --word-order 2 --confidence 500
  openwork eval chrf demo:b demo:ref --sentence";

impl EvalChrf {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let chrf = Chrf::new()
            .orders(self.char_order, self.word_order)?
            .beta(self.beta)?
            .lowercase(self.lowercase)
            .whitespace(self.whitespace)
            .eps_smoothing(self.eps_smoothing);
        self.texts.judge(global, vec![Box::new(Job::new(chrf))])
    }
}
