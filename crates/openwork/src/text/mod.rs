//! Text: what words are brought to before they are counted or compared.

pub mod lemmatize;
pub mod snowball;
pub mod stem;
mod stem_fast;
mod wordnet;

pub use lemmatize::{Detachment, Lemma, LemmaStep, Lemmatizer, PartOfSpeech};
pub use snowball::SnowballStemmer;
pub use stem::{PorterMode, PorterStemmer, StemStep};
pub use wordnet::WordNet;
