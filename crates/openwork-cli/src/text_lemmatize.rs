//! `openwork text lemmatize`: the dictionary form of words.

use crate::call::{Failure, Global};
use crate::table::Table;
use crate::text_words::Words;
use clap::Args;
use openwork::text::{Lemmatizer, PartOfSpeech};
use serde_json::json;
use std::fmt::Write;

/// Bring English words to their dictionary form, by WordNet's rules and exception lists.
///
/// A word's part of speech is given, or inferred from the word alone: an exception list that names the word decides, then a part of
/// speech that has the word itself as a lemma, then the one whose rules lead to the shortest lemma; a noun before a verb, an
/// adjective and an adverb. What was inferred is said with --json, with --trace, and of words in the call. Words are taken as they are written:
/// lower-case them first.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork text lemmatize wolves thought better
  openwork text lemmatize does --pos v
  openwork text lemmatize axes --pos n --trace")]
pub struct Lemmatize {
    #[command(flatten)]
    words: Words,
    /// The part of speech: n, v, a, s or r, its name, or `infer`; NLTK takes n where none is given
    #[arg(long, default_value = "infer")]
    pos: String,
    /// Show every candidate, and whether it is a lemma
    #[arg(long)]
    trace: bool,
}

impl Lemmatize {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let pos = (self.pos != "infer").then(|| PartOfSpeech::parse(&self.pos)).transpose()?;
        let lemmatizer = Lemmatizer::new()?;
        self.words.each(global.json || self.trace, |word, text| {
            let found = pos.map_or_else(|| lemmatizer.infer(word), |pos| lemmatizer.explain(word, pos));
            // A String takes all that is written.
            if global.json {
                let steps = lemmatizer.steps(word, found.pos);
                *text += &json!({ "word": word, "lemma": found, "inferred": pos.is_none(), "steps": steps }).to_string();
            } else if self.trace {
                let mut table = Table::new(["by", "candidate", "a lemma?"]);
                for step in lemmatizer.steps(word, found.pos) {
                    table.row([step.detachment.to_string(), step.candidate, if step.known { "yes" } else { "no" }.to_owned()]);
                }
                let _ = write!(text, "{word} -> {} ({}: {})\n{table}", found.lemma, found.pos.name(), found.detachment);
            } else if self.words.are_given() {
                let _ = write!(text, "{word} -> {} ({}: {})", found.lemma, found.pos.name(), found.detachment);
            } else {
                *text += &found.lemma;
            }
        })
    }
}
