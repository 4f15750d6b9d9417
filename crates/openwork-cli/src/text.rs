//! `openwork text`: works on words. Each verb has a file of its own, `text_<verb>.rs`.

use crate::call::{Failure, Global};
use crate::text_clean::Clean;
use crate::text_index::Index;
use crate::text_lemmatize::Lemmatize;
use crate::text_pipeline::Pipeline;
use crate::text_search::Search;
use crate::text_similar::Similar;
use crate::text_stem::Stem;
use crate::text_tfidf::Tfidf;
use crate::text_tokenize::Tokenize;
use clap::Subcommand;

/// Work on words and documents.
#[derive(Subcommand)]
#[command(after_help = "\
Examples:
  openwork text clean demo:messages
  openwork text tokenize demo:messages
  openwork text pipeline \"Don't <b>stop</b>!\"
  openwork text lemmatize wolves thought
  openwork text stem relational hopping
  openwork text tfidf demo:proverbs
  openwork text index demo:proverbs -o proverbs.idx
  openwork text search proverbs.idx \"bird in the hand\"")]
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
            Text::Clean(clean) => clean.run(global),
            Text::Tokenize(tokenize) => tokenize.run(global),
            Text::Pipeline(pipeline) => pipeline.run(global),
            Text::Lemmatize(lemmatize) => lemmatize.run(global),
            Text::Stem(stem) => stem.run(global),
            Text::Tfidf(tfidf) => tfidf.run(global),
            Text::Index(index) => index.run(global),
            Text::Search(search) => search.run(global),
            Text::Similar(similar) => similar.run(global),
        }
    }
}
