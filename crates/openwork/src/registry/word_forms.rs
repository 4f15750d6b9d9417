//! The algorithms of [`text`](crate::text) that bring words to a common form, beside Porter's stemmer.

use super::{Algorithm, setting};

/// Snowball's stemmers.
pub const SNOWBALL: Algorithm = Algorithm {
    id: "snowball",
    name: "Snowball stemmers",
    summary: "strip the endings of words in 32 languages by their own rules",
    chapter: "text",
    module: "openwork::text::SnowballStemmer",
    command: "openwork text stem --language",
    python: "openwork.text.SnowballStemmer",
    page: "text/snowball.md",
    reference: "PyStemmer 3.1.0; snowball-data for Lovins and Finnish",
    settings: &[setting("language", "language", "none: it is asked for", "a language's name, porter or lovins", "whose rules")],
};

/// WordNet's lemmatizer.
pub const LEMMATIZE: Algorithm = Algorithm {
    id: "lemmatize",
    name: "WordNet lemmatizer",
    summary: "brings English words to their dictionary form by exception lists and rules",
    chapter: "text",
    module: "openwork::text::Lemmatizer",
    command: "openwork text lemmatize",
    python: "openwork.text.WordNetLemmatizer",
    page: "text/lemmatize.md",
    reference: "NLTK 3.10.4 WordNetLemmatizer over WordNet 3.0",
    settings: &[],
};
