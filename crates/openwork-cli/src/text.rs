//! `openwork text`: works on words.

use crate::call::{Failure, Global};
use crate::output;
use crate::table::Table;
use crate::text_index::Index;
use crate::text_search::Search;
use crate::text_similar::Similar;
use crate::text_tfidf::Tfidf;
use clap::{Args, Subcommand};
use openwork::io::Lines;
use openwork::text::{PorterMode, PorterStemmer};
use serde_json::json;
use std::path::Path;

/// Work on words and documents.
#[derive(Subcommand)]
#[command(after_help = "\
Examples:
  openwork text stem relational hopping
  openwork text tfidf demo:proverbs
  openwork text index demo:proverbs -o proverbs.idx
  openwork text search proverbs.idx \"bird in the hand\"")]
pub enum Text {
    /// Strip the endings of English words (Porter)
    Stem(Stem),
    /// Weigh the words of documents (TF-IDF)
    Tfidf(Tfidf),
    /// Make an index of documents
    Index(Index),
    /// Find documents in an index (BM25)
    Search(Search),
    /// Find documents that are alike (cosine)
    Similar(Similar),
}

impl Text {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Text::Stem(stem) => stem.run(global),
            Text::Tfidf(tfidf) => tfidf.run(global),
            Text::Index(index) => index.run(global),
            Text::Search(search) => search.run(global),
            Text::Similar(similar) => similar.run(global),
        }
    }
}

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
    fn run(self, global: &Global) -> Result<(), Failure> {
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
