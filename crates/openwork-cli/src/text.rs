//! `openwork text`: works on words. Each verb has a file of its own, `text_<verb>.rs`.

use crate::call::{Failure, Global};
use crate::text_clean::Clean;
use crate::text_lemmatize::Lemmatize;
use crate::text_pipeline::Pipeline;
use crate::text_stem::Stem;
use crate::text_tokenize::Tokenize;
use clap::Subcommand;

/// Work on words.
#[derive(Subcommand)]
#[command(after_help = "\
Examples:
  openwork text clean demo:messages
  openwork text tokenize demo:messages
  openwork text pipeline \"Don't <b>stop</b>!\"
  openwork text lemmatize wolves thought
  openwork text stem relational hopping")]
pub enum Text {
    /// Remove tags, addresses, emoji and what else is no word
    Clean(Clean),
    /// Cut texts into sentences, words and n-grams
    Tokenize(Tokenize),
    /// Show what each stage from raw text to stems does to a sentence
    Pipeline(Pipeline),
    /// Bring English words to their dictionary form (WordNet)
    Lemmatize(Lemmatize),
    /// Strip the endings of words (Porter; Snowball in 32 languages)
    Stem(Stem),
}

impl Text {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Text::Clean(clean) => clean.run(global),
            Text::Tokenize(tokenize) => tokenize.run(global),
            Text::Pipeline(pipeline) => pipeline.run(global),
            Text::Lemmatize(lemmatize) => lemmatize.run(global),
            Text::Stem(stem) => stem.run(global),
        }
    }
}
