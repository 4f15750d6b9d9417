//! Text: what words are brought to before they are counted or compared.

pub mod clean;
mod emoji;
mod entities;
mod html;
pub mod pipeline;
pub mod sentences;
pub mod stem;
pub mod stop_words;
pub mod tokenize;
mod tokenize_fast;
mod unicode;
mod urls;
pub mod words;

pub use clean::{
    html_characters, is_punctuation, remove_emoji, remove_html, remove_punctuation, remove_urls, squeeze_spaces, urls,
};
pub use pipeline::{Pipeline, PipelineRun, PipelineSnapshot, PipelineStep, Stage, Tokenizer};
pub use sentences::SentenceSplitter;
pub use stem::{PorterMode, PorterStemmer, StemStep};
pub use stop_words::{StopWords, Unmatchable, stop_word_languages};
pub use tokenize::{Token, WordTokenizer, char_spans, ngrams};
pub use words::{unicode_words, word_bounds};
