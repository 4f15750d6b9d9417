//! `openwork text stem`: the endings of words.

use crate::call::{Failure, Global};
use crate::output;
use crate::table::Table;
use clap::Args;
use openwork::io::Lines;
use openwork::text::{PorterMode, PorterStemmer};
use serde_json::json;
use std::path::Path;

/// Strip the endings of English words: Porter's stemmer, in NLTK's three modes.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork text stem relational hopping skies
  openwork text stem generalizations --trace
  openwork text stem dying --mode ORIGINAL_ALGORITHM")]
pub struct Stem {
    /// The words; none: those of standard input, line by line
    words: Vec<String>,
    /// NLTK_EXTENSIONS, MARTIN_EXTENSIONS or ORIGINAL_ALGORITHM
    #[arg(long, default_value = "NLTK_EXTENSIONS")]
    mode: String,
    /// Show which rule fired in which step
    #[arg(long)]
    trace: bool,
}

impl Stem {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let stemmer = PorterStemmer::new(PorterMode::parse(&self.mode)?);
        if !self.words.is_empty() {
            return self.tell(global, &stemmer, &self.words);
        }
        let mut lines = Lines::open(Path::new("-"))?;
        while let Some(line) = lines.next_text()? {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            if self.trace || global.json {
                self.tell(global, &stemmer, &words)?;
            } else {
                let stems: Vec<String> = words.iter().map(|word| stemmer.stem(word)).collect();
                output::print(&(stems.join(" ") + "\n"))?;
            }
        }
        Ok(())
    }

    fn tell(&self, global: &Global, stemmer: &PorterStemmer, words: &[String]) -> Result<(), Failure> {
        let mut text = String::new();
        for word in words {
            let stem = stemmer.stem(word);
            if global.json {
                text += &format!("{}\n", json!({ "word": word, "stem": stem, "steps": stemmer.steps(word) }));
            } else if self.trace {
                let mut table = Table::new(["step", "rule", "before", "after"]);
                stemmer.steps(word).into_iter().for_each(|s| table.row([s.step.to_owned(), s.rule, s.before, s.after]));
                text += &format!("{word} -> {stem}\n{table}\n");
            } else {
                text += &format!("{stem}\n");
            }
        }
        output::print(&text)
    }
}
