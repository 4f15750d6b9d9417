//! Text: what words are brought to before they are counted or compared; counting and weighing them, and finding texts by them.

mod analyzer;
pub mod bm25;
pub mod clean;
mod count;
mod count_fast;
mod emoji;
mod entities;
mod html;
pub mod lemmatize;
pub mod pipeline;
mod postings;
pub mod search;
mod search_file;
#[cfg(test)]
mod search_tests;
mod search_write;
pub mod sentences;
pub mod similarity;
mod snippet;
pub mod snowball;
pub mod stem;
mod stem_fast;
pub mod stop_words;
mod terms;
pub mod tfidf;
pub mod tokenize;
mod tokenize_fast;
mod unicode;
mod urls;
mod wordnet;
pub mod words;

pub use analyzer::{Accents, Analyzer, Unit, english_stop_words, is_space, is_word};
pub use bm25::{Bm25, Bm25Formula, Bm25Model, Bm25Variant};
pub use clean::{
    html_characters, is_punctuation, remove_emoji, remove_html, remove_punctuation, remove_urls, squeeze_spaces, urls,
};
pub use count::{Corpus, CountModel, CountVectorizer, Texts};
pub use lemmatize::{Detachment, Lemma, LemmaStep, Lemmatizer, PartOfSpeech};
pub use pipeline::{Pipeline, PipelineRun, PipelineSnapshot, PipelineStep, Stage, Tokenizer};
pub use search::{Found, Hit, IndexBuilder, SearchIndex, Snippet};
pub use sentences::SentenceSplitter;
pub use similarity::{Cosine, cosine, cosine_similarity};
pub use snowball::SnowballStemmer;
pub use stem::{PorterMode, PorterStemmer, StemStep};
pub use stop_words::{StopWords, Unmatchable, stop_word_languages};
pub use tfidf::{Idf, Norm, Tf, TfidfModel, TfidfVectorizer, Weighting};
pub use tokenize::{Token, WordTokenizer, char_spans, ngrams};
pub use wordnet::WordNet;
pub use words::{unicode_words, word_bounds};
