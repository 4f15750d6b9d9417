//! Text: what words are brought to before they are counted or compared, counting and weighing them, and finding texts by them.

mod analyzer;
pub mod bm25;
mod count;
mod count_fast;
mod postings;
pub mod search;
mod search_file;
#[cfg(test)]
mod search_tests;
mod search_write;
pub mod similarity;
mod snippet;
pub mod stem;
mod terms;
pub mod tfidf;

pub use analyzer::{Accents, Analyzer, Unit, english_stop_words, is_space, is_word};
pub use bm25::{Bm25, Bm25Formula, Bm25Model, Bm25Variant};
pub use count::{Corpus, CountModel, CountVectorizer, Texts};
pub use search::{Found, Hit, IndexBuilder, SearchIndex, Snippet};
pub use similarity::{Cosine, cosine, cosine_similarity};
pub use stem::{PorterMode, PorterStemmer, StemStep};
pub use tfidf::{Idf, Norm, Tf, TfidfModel, TfidfVectorizer, Weighting};
