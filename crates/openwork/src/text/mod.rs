//! Text: what words are brought to before they are counted or compared.

pub mod stem;

pub use stem::{PorterMode, PorterStemmer, StemStep};
