//! `openwork text clean`: texts without what is no word.

use crate::call::{Failure, Global};
use crate::text_lines::{FILES, Texts};
use clap::Args;
use openwork::text::{Pipeline, Stage};
use serde_json::json;

/// Remove tags, addresses, emoji and what else is no word.
#[derive(Args)]
#[command(after_help = format!("\
{FILES}

Examples:
  openwork text clean demo:messages
  openwork text clean demo:messages --steps html,spaces
  openwork text clean demo:messages --steps html,emoji,punctuation,lower
  openwork text clean demo:messages --json"))]
pub struct Clean {
    #[command(flatten)]
    texts: Texts,
    /// What to do, in this order: html, urls, emoji, punctuation, lower, spaces
    #[arg(long, value_name = "STEPS", default_value = "html,urls,emoji,spaces")]
    steps: String,
}

impl Clean {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let pipeline = Pipeline::parse(&self.steps)?;
        if let Some(stage) = pipeline.stages().iter().find(|stage| matches!(stage, Stage::Tokenize(_))) {
            let want = "steps that leave a text; `openwork text tokenize` cuts it";
            return Err(openwork::Error::setting("steps", stage, want).into());
        }
        self.texts.each(|text| {
            let clean = pipeline.tokens(text).concat();
            if global.json { format!("{}\n", json!({ "text": text, "clean": clean })) } else { clean + "\n" }
        })
    }
}
