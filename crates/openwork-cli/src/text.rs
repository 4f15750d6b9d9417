//! `openwork text`: works on words. Each verb has a file of its own, `text_<verb>.rs`.

use crate::call::{Failure, Global};
use crate::text_lemmatize::Lemmatize;
use crate::text_stem::Stem;
use clap::Subcommand;

/// Work on words.
#[derive(Subcommand)]
#[command(after_help = "\
Examples:
  openwork text lemmatize wolves thought
  openwork text stem relational hopping")]
pub enum Text {
    /// Bring English words to their dictionary form (WordNet)
    Lemmatize(Lemmatize),
    /// Strip the endings of words (Porter; Snowball in 32 languages)
    Stem(Stem),
}

impl Text {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Text::Lemmatize(lemmatize) => lemmatize.run(global),
            Text::Stem(stem) => stem.run(global),
        }
    }
}
