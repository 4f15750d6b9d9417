#![doc = include_str!("snowball.md")]

use super::stem::lower;
use crate::error::{Error, Result};
use crate::threads;
use snowball_stemmers_rs::{Algorithm, Stemmer};

/// Words in a chunk of a batch.
const CHUNK: usize = 1024;

/// About so many elementary operations a word.
const WORK: usize = 512;

/// The algorithms by name: languages, and the two English ones of 1968 and 1980 by their authors'.
const ALGORITHMS: &[(&str, Algorithm)] = &[
    ("arabic", Algorithm::Arabic),
    ("armenian", Algorithm::Armenian),
    ("basque", Algorithm::Basque),
    ("catalan", Algorithm::Catalan),
    ("czech", Algorithm::Czech),
    ("danish", Algorithm::Danish),
    ("dutch", Algorithm::Dutch),
    ("dutch_porter", Algorithm::DutchPorter),
    ("english", Algorithm::English),
    ("esperanto", Algorithm::Esperanto),
    ("estonian", Algorithm::Estonian),
    ("finnish", Algorithm::Finnish),
    ("french", Algorithm::French),
    ("german", Algorithm::German),
    ("greek", Algorithm::Greek),
    ("hindi", Algorithm::Hindi),
    ("hungarian", Algorithm::Hungarian),
    ("indonesian", Algorithm::Indonesian),
    ("irish", Algorithm::Irish),
    ("italian", Algorithm::Italian),
    ("lithuanian", Algorithm::Lithuanian),
    ("lovins", Algorithm::Lovins),
    ("nepali", Algorithm::Nepali),
    ("norwegian", Algorithm::Norwegian),
    ("polish", Algorithm::Polish),
    ("porter", Algorithm::Porter),
    ("portuguese", Algorithm::Portuguese),
    ("romanian", Algorithm::Romanian),
    ("russian", Algorithm::Russian),
    ("serbian", Algorithm::Serbian),
    ("spanish", Algorithm::Spanish),
    ("swedish", Algorithm::Swedish),
    ("tamil", Algorithm::Tamil),
    ("turkish", Algorithm::Turkish),
    ("yiddish", Algorithm::Yiddish),
];

/// A Snowball stemmer of one language.
///
/// ```
/// use openwork::text::SnowballStemmer;
/// assert_eq!(SnowballStemmer::new("english")?.stem("Generously"), "generous");
/// assert_eq!(SnowballStemmer::new("german")?.stem("Häuser"), "haus");
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnowballStemmer {
    language: &'static str,
    algorithm: Algorithm,
}

impl SnowballStemmer {
    /// The stemmer of this language, or of `porter` or `lovins`, the older ones for English.
    ///
    /// # Errors
    /// [`Error::Setting`] for a language that has no stemmer; it names those that have.
    pub fn new(language: &str) -> Result<Self> {
        let found = ALGORITHMS.iter().find(|(name, _)| name.eq_ignore_ascii_case(language));
        found.map(|&(language, algorithm)| Self { language, algorithm }).ok_or_else(|| {
            let names: Vec<&str> = Self::languages().collect();
            Error::setting("language", format!("{language:?}"), format!("one of {}", names.join(", ")))
        })
    }

    /// The names that [`new`](Self::new) knows.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        ALGORITHMS.iter().map(|&(name, _)| name)
    }

    /// Its language.
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// The stem of a word, in lower case.
    pub fn stem(&self, word: &str) -> String {
        self.stem_lower(&lower(word))
    }

    /// The stem of a word that is in lower case already: Snowball's rules know no capitals.
    pub fn stem_lower(&self, word: &str) -> String {
        Stemmer::create(self.algorithm).stem(word).into_owned()
    }

    /// The stem of each word, in lower case; many words on all threads.
    pub fn stem_all<S: AsRef<str> + Sync>(&self, words: &[S]) -> Vec<String> {
        let chunks = threads::map_chunks(words.len(), CHUNK, words.len() * WORK, |range| {
            words[range].iter().map(|word| self.stem(word.as_ref())).collect::<Vec<_>>()
        });
        chunks.into_iter().flatten().collect()
    }
}
