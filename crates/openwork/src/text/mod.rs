//! Text: what words are brought to before they are counted or compared.

pub mod clean;
mod emoji;
mod entities;
mod html;
pub mod lemmatize;
pub mod pipeline;
pub mod sentences;
pub mod snowball;
pub mod stem;
mod stem_fast;
pub mod stop_words;
pub mod tokenize;
mod tokenize_fast;
mod unicode;
mod urls;
mod wordnet;
pub mod words;

pub use clean::{
    html_characters, is_punctuation, remove_emoji, remove_html, remove_punctuation, remove_urls, squeeze_spaces, urls,
};
pub use lemmatize::{Detachment, Lemma, LemmaStep, Lemmatizer, PartOfSpeech};
pub use pipeline::{Pipeline, PipelineRun, PipelineSnapshot, PipelineStep, Stage, Tokenizer};
pub use sentences::SentenceSplitter;
pub use snowball::SnowballStemmer;
pub use stem::{PorterMode, PorterStemmer, StemStep};
pub use stop_words::{StopWords, Unmatchable, stop_word_languages};
pub use tokenize::{Token, WordTokenizer, char_spans, ngrams};
pub use wordnet::WordNet;
pub use words::{unicode_words, word_bounds};
