//! `openwork eval ter`.

use crate::call::{Failure, Global};
use crate::eval_text::{FILES, Job, Texts};
use clap::Args;
use openwork::metrics::Ter;

/// Judge translations by the edits that make references of them: words put in, left out or replaced, runs of words moved.
#[derive(Args)]
#[command(after_help = format!("{FILES}\n\n{EXAMPLES}"))]
pub struct EvalTer {
    #[command(flatten)]
    texts: Texts,
    /// Part punctuation from words
    #[arg(long)]
    normalized: bool,
    /// Leave punctuation out
    #[arg(long)]
    no_punct: bool,
    /// Normalise and leave out in Chinese and Japanese too
    #[arg(long)]
    asian_support: bool,
    /// Tell capitals from small letters
    #[arg(long)]
    case_sensitive: bool,
}

const EXAMPLES: &str = "\
Examples:
  openwork eval ter demo:a demo:ref demo:ref2
  openwork eval ter demo:a demo:ref --normalized --no-punct
  openwork eval ter demo:b demo:ref --sentence";

impl EvalTer {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let ter = Ter::new()
            .normalized(self.normalized)
            .no_punct(self.no_punct)
            .asian_support(self.asian_support)
            .case_sensitive(self.case_sensitive);
        self.texts.judge(global, vec![Box::new(Job::new(ter))])
    }
}
