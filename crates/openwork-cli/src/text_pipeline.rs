//! `openwork text pipeline`: what each stage does to a sentence.

use crate::call::{Failure, Global};
use crate::output;
use crate::table::Table;
use clap::Args;
use openwork::text;
use serde_json::json;

/// Show what each stage from raw text to stems does to a sentence.
#[derive(Args)]
#[command(after_help = "\
Stages: html, urls, emoji, lower, punctuation, spaces; one of nltk, unicode, whitespace, which makes tokens; then lower,
punctuation, stop:LANGUAGE, porter:MODE. Stop words pass the tokenizer first, so that each of them can match.

Examples:
  openwork text pipeline \"<b>Don't</b> stop: whales swam 🐳\"
  openwork text pipeline \"Die Wale\" --stages lower,unicode,stop:german
  openwork text pipeline \"It's running\" --json")]
pub struct Pipeline {
    /// The text
    text: String,
    /// Its stages, with commas between
    #[arg(long, value_name = "STAGES", default_value = text::Pipeline::DEFAULT)]
    stages: String,
}

impl Pipeline {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let pipeline = text::Pipeline::parse(&self.stages)?;
        let steps: Vec<_> = pipeline.run(&self.text).collect();
        let human = || {
            let mut table = Table::new(["stage", "removed or changed", "after"]);
            for step in &steps {
                let changes = step.changes.iter().map(|(before, after)| match after {
                    Some(after) => format!("{before} -> {after}"),
                    None => before.clone(),
                });
                let changes = changes.collect::<Vec<_>>().join(", ");
                table.row([step.stage.clone(), changes, step.after.clone()]);
            }
            table.to_string()
        };
        let report =
            output::report(global, human, json!({ "text": self.text, "steps": steps, "tokens": pipeline.tokens(&self.text) }));
        output::print(&report)
    }
}
