//! From a text to the terms that are counted: letters made small, accents taken off, cut into words or characters, stop words
//! left out, runs of several made. What scikit-learn's vectorizers call the analyzer, character by character.

use crate::error::{Error, Result};
use std::collections::HashSet;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// A run of two or more word characters: scikit-learn's default, `\b\w\w+\b`.
    #[default]
    Words,
    /// A run of word characters, single letters too: `\b\w+\b`.
    AllWords,
    /// What stands between white space: Python's `str.split`.
    Spaced,
    /// Runs of characters, across words.
    Chars,
    /// Runs of characters within words, which have a space at each end.
    CharsInWords,
}

impl Unit {
    /// All, by name.
    pub const ALL: [(Unit, &'static str); 5] = [
        (Unit::Words, "words"),
        (Unit::AllWords, "all-words"),
        (Unit::Spaced, "spaced"),
        (Unit::Chars, "char"),
        (Unit::CharsInWords, "char_wb"),
    ];

    /// The unit of this name.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other name.
    pub fn parse(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == name).map(|&(unit, _)| unit);
        found.ok_or_else(|| Error::setting("unit", format!("{name:?}"), "words, all-words, spaced, char or char_wb"))
    }
}

/// What becomes of accents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Accents {
    /// They stay.
    #[default]
    Keep,
    /// Letters lose theirs, and what has then no place in ASCII is dropped.
    Ascii,
    /// Letters lose theirs, whatever their script.
    Unicode,
}

impl Accents {
    /// `ascii` or `unicode`.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other name.
    pub fn parse(name: &str) -> Result<Self> {
        match name {
            "ascii" => Ok(Self::Ascii),
            "unicode" => Ok(Self::Unicode),
            _ => Err(Error::setting("strip_accents", format!("{name:?}"), "ascii or unicode")),
        }
    }
}

/// The 318 English words of the Glasgow information retrieval group, which scikit-learn leaves out as `english`.
pub fn english_stop_words() -> impl Iterator<Item = &'static str> {
    include_str!("glasgow.txt").split_whitespace()
}

/// Whether Python's `\w` takes the character: a letter or a number of any script, or `_`. Combining signs are none.
pub fn is_word(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || c == '_',
        false => matches!(c.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number),
    }
}

/// Whether Python takes the character for white space: as Unicode, and four separators of old files.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1C'..='\x1F').contains(&c)
}

/// How a text becomes terms.
///
/// ```
/// use openwork::text::Analyzer;
/// let analyzer = Analyzer::default().ngrams(1, 2).stop_words(["the"]);
/// assert_eq!(analyzer.terms("The cat's purr")?, ["cat", "purr", "cat purr"]);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analyzer {
    pub(crate) unit: Unit,
    pub(crate) lowercase: bool,
    pub(crate) accents: Accents,
    pub(crate) ngrams: (usize, usize),
    pub(crate) stop_words: Arc<HashSet<String>>,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self { unit: Unit::Words, lowercase: true, accents: Accents::Keep, ngrams: (1, 1), stop_words: Arc::default() }
    }
}

impl Analyzer {
    /// What a term is.
    pub fn unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }

    /// Whether letters are made small first.
    pub fn lowercase(mut self, lowercase: bool) -> Self {
        self.lowercase = lowercase;
        self
    }

    /// What becomes of accents.
    pub fn accents(mut self, accents: Accents) -> Self {
        self.accents = accents;
        self
    }

    /// Runs of `least` to `most` words or characters.
    pub fn ngrams(mut self, least: usize, most: usize) -> Self {
        self.ngrams = (least, most);
        self
    }

    /// Words that are left out before runs are made; characters know no stop words.
    pub fn stop_words<S: Into<String>>(mut self, words: impl IntoIterator<Item = S>) -> Self {
        self.stop_words = Arc::new(words.into_iter().map(Into::into).collect());
        self
    }

    /// Whether terms are runs of characters.
    pub(crate) fn is_chars(&self) -> bool {
        matches!(self.unit, Unit::Chars | Unit::CharsInWords)
    }

    /// Checks the settings.
    pub(crate) fn check(&self) -> Result<()> {
        let (least, most) = self.ngrams;
        if least == 0 || least > most {
            return Err(Error::setting("ngram_range", format!("({least}, {most})"), "1 <= the first <= the second"));
        }
        Ok(())
    }

    /// The text as it is cut: small letters, accents off.
    pub fn prepared(&self, text: &str) -> String {
        let mut prepared = if self.lowercase { text.to_lowercase() } else { text.to_owned() };
        if !prepared.is_ascii() {
            prepared = match self.accents {
                Accents::Keep => prepared,
                Accents::Ascii => prepared.nfkd().filter(char::is_ascii).collect(),
                Accents::Unicode => {
                    prepared.nfkd().filter(|&c| unicode_normalization::char::canonical_combining_class(c) == 0).collect()
                }
            };
        }
        prepared
    }

    // ANCHOR: terms
    /// The terms of a text, in order: the plain form.
    ///
    /// # Errors
    /// [`Error::Setting`] for runs of none.
    pub fn terms(&self, text: &str) -> Result<Vec<String>> {
        self.check()?;
        let text = self.prepared(text);
        let (least, most) = self.ngrams;
        let mut terms = vec![];
        let joined = |run: &[String]| run.join(" ");
        match self.unit {
            Unit::Words | Unit::AllWords | Unit::Spaced => {
                let apart = |c| if self.unit == Unit::Spaced { is_space(c) } else { !is_word(c) };
                let long = |word: &&str| !word.is_empty() && (self.unit != Unit::Words || word.chars().nth(1).is_some());
                let words = text.split(apart).filter(long).filter(|&word| !self.stop_words.contains(word));
                let words: Vec<String> = words.map(str::to_owned).collect();
                (least..=most.min(words.len())).for_each(|n| terms.extend(words.windows(n).map(joined)));
            }
            Unit::Chars => {
                let text: Vec<char> = narrowed(&text).chars().collect();
                (least..=most.min(text.len()))
                    .for_each(|n| terms.extend(text.windows(n).map(|run| run.iter().collect::<String>())));
            }
            Unit::CharsInWords => {
                for word in text.split(is_space).filter(|word| !word.is_empty()) {
                    let word: Vec<char> = format!(" {word} ").chars().collect();
                    for n in least..=most {
                        terms.extend(word.windows(n.min(word.len())).map(|run| run.iter().collect::<String>()));
                        if n >= word.len() {
                            break; // a short word counts once
                        }
                    }
                }
            }
        }
        Ok(terms)
    }
    // ANCHOR_END: terms

    /// Calls `each` with the bytes of every term: as [`terms`](Self::terms), without making a string of each.
    pub(crate) fn each(&self, text: &str, scratch: &mut Scratch, mut each: impl FnMut(&[u8])) {
        let Scratch { text: prepared, ends, run } = scratch;
        prepared.clear();
        if text.is_ascii() {
            prepared.push_str(text);
            if self.lowercase {
                prepared.make_ascii_lowercase();
            }
        } else {
            prepared.push_str(&self.prepared(text));
        }
        let (least, most) = self.ngrams;
        if self.is_chars() {
            return self.each_chars(prepared, ends, &mut each);
        }
        if most == 1 {
            return self.each_word(prepared, |from, to| {
                let word = &prepared[from..to];
                if self.stop_words.is_empty() || !self.stop_words.contains(word) {
                    each(word.as_bytes());
                }
            });
        }
        // The words that stay, one after another with a space between: a run of them is a piece of that.
        run.clear();
        ends.clear();
        self.each_word(prepared, |from, to| {
            let word = &prepared[from..to];
            if self.stop_words.is_empty() || !self.stop_words.contains(word) {
                ends.push(run.len());
                run.extend_from_slice(word.as_bytes());
                run.push(b' ');
            }
        });
        runs(run, ends, least, most, &mut each);
    }

    /// As [`each`](Self::each), of words that somebody else has cut.
    pub(crate) fn each_of_words<'a>(
        &self,
        words: impl Iterator<Item = &'a str>,
        scratch: &mut Scratch,
        mut each: impl FnMut(&[u8]),
    ) {
        let Scratch { ends, run, .. } = scratch;
        run.clear();
        ends.clear();
        for word in words.filter(|&word| self.stop_words.is_empty() || !self.stop_words.contains(word)) {
            ends.push(run.len());
            run.extend_from_slice(word.as_bytes());
            run.push(b' ');
        }
        runs(run, ends, self.ngrams.0, self.ngrams.1, &mut each);
    }

    fn each_word(&self, text: &str, each: impl FnMut(usize, usize)) {
        match self.unit {
            Unit::Spaced => words(text, |b| !matches!(b, b'\t'..=b'\r' | b'\x1C'..=b' '), |c| !is_space(c), 1, each),
            Unit::AllWords => words(text, |b| b.is_ascii_alphanumeric() || b == b'_', is_word, 1, each),
            _ => words(text, |b| b.is_ascii_alphanumeric() || b == b'_', is_word, 2, each),
        }
    }

    fn each_chars(&self, text: &str, ends: &mut Vec<usize>, each: &mut impl FnMut(&[u8])) {
        let (least, most) = self.ngrams;
        let mut slide = |text: &str, within: bool| {
            ends.clear();
            ends.extend(text.char_indices().map(|(at, _)| at));
            ends.push(text.len());
            let length = ends.len() - 1;
            for n in least..=most {
                if within && n >= length {
                    return each(text.as_bytes()); // a short word counts once
                }
                for place in ends.windows(n.saturating_add(1)) {
                    each(&text.as_bytes()[place[0]..place[n]]);
                }
                if n >= length {
                    return;
                }
            }
        };
        match self.unit {
            Unit::Chars => slide(&narrowed(text), false),
            _ => text.split(is_space).filter(|word| !word.is_empty()).for_each(|word| slide(&format!(" {word} "), true)),
        }
    }
}

/// What the analyzer writes into, kept from text to text.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    text: String,
    ends: Vec<usize>,
    run: Vec<u8>,
}

/// Runs of `least` to `most` words of `text`, where a word begins at each of `starts` and ends with a space.
fn runs(text: &[u8], starts: &mut Vec<usize>, least: usize, most: usize, each: &mut impl FnMut(&[u8])) {
    starts.push(text.len());
    let count = starts.len() - 1;
    for n in least..=most.min(count) {
        for place in starts.windows(n + 1) {
            each(&text[place[0]..place[n] - 1]);
        }
    }
}

/// Two or more characters of white space as one space, as scikit-learn does before it takes runs of characters.
fn narrowed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut spaces: Option<(char, bool)> = None;
    for c in text.chars().chain(std::iter::once('x')) {
        if is_space(c) {
            spaces = Some(spaces.map_or((c, false), |(first, _)| (first, true)));
            continue;
        }
        if let Some((first, several)) = spaces.take() {
            out.push(if several { ' ' } else { first });
        }
        out.push(c);
    }
    out.pop();
    out
}

/// Calls `each` with where every run of at least `least` characters that `inside` takes begins and ends.
fn words(text: &str, byte: impl Fn(u8) -> bool, inside: impl Fn(char) -> bool, least: usize, mut each: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let wide = |at: usize| text[at..].chars().next().filter(|&c| inside(c)).map_or(0, char::len_utf8);
    while at < bytes.len() {
        // To the beginning of a word,
        match bytes[at] {
            b if b < 0x80 && byte(b) => {}
            b if b < 0x80 => {
                at += 1;
                continue;
            }
            _ if wide(at) > 0 => {}
            _ => {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
        }
        // and to its end.
        let (from, mut count) = (at, 0);
        while at < bytes.len() {
            let length = if bytes[at] < 0x80 { usize::from(byte(bytes[at])) } else { wide(at) };
            if length == 0 {
                break;
            }
            at += length;
            count += 1;
        }
        if count >= least {
            each(from, at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_pythons() {
        let words = |unit, text: &str| Analyzer::default().unit(unit).terms(text).unwrap();
        assert_eq!(words(Unit::Words, "It's a x_1 naïve Ⅷ² test, 你好 a\u{300}b"), ["it", "x_1", "naïve", "ⅷ²", "test", "你好"]);
        assert_eq!(words(Unit::AllWords, "I am"), ["i", "am"]);
        assert_eq!(words(Unit::Spaced, "a,b\x1Cc\u{2003}d"), ["a,b", "c", "d"]);
        assert_eq!(words(Unit::Words, "ΟΔΟΣ İ2"), ["οδος"]); // the sigma at the end; i, a combining dot, 2
    }

    #[test]
    fn accents_and_characters() {
        let plain = Analyzer::default().accents(Accents::Unicode);
        assert_eq!(plain.prepared("Ægir Ñandú ﬁ 한"), "ægir nandu fi \u{1112}\u{1161}\u{11ab}");
        assert_eq!(Analyzer::default().accents(Accents::Ascii).prepared("Ægir Ñandú"), "gir nandu");
        let chars = Analyzer::default().unit(Unit::Chars).ngrams(2, 2);
        assert_eq!(chars.terms("a \t b\tc").unwrap(), ["a ", " b", "b\t", "\tc"]);
        let within = Analyzer::default().unit(Unit::CharsInWords).ngrams(3, 5);
        assert_eq!(within.terms("a bc").unwrap(), [" a ", " bc", "bc ", " bc "]);
        assert_eq!(english_stop_words().count(), 318);
    }

    proptest! {
        #[test]
        fn the_fast_form_gives_the_plain_forms_terms(
            text in "([a-cA-C_1é.,İΣσ你\u{300}\u{1F600}\t\u{85}\u{2003}\x1C ]|[ a-b]){0,40}",
            unit in 0..5_usize, least in 1..4_usize, more in 0..4_usize, lowercase: bool, accents in 0..3_usize,
        ) {
            let analyzer = Analyzer::default()
                .unit(Unit::ALL[unit].0)
                .lowercase(lowercase)
                .accents([Accents::Keep, Accents::Ascii, Accents::Unicode][accents])
                .ngrams(least, least + more)
                .stop_words(["ab", "a"]);
            let mut found = vec![];
            analyzer.each(&text, &mut Scratch::default(), |term| found.push(String::from_utf8(term.to_vec()).unwrap()));
            let plain = analyzer.terms(&text).unwrap();
            prop_assert_eq!(&found, &plain);
            if !analyzer.is_chars() {
                let words = analyzer.clone().ngrams(1, 1).stop_words([""; 0]).terms(&text).unwrap();
                let mut again = vec![];
                analyzer.each_of_words(words.iter().map(String::as_str), &mut Scratch::default(), |term| {
                    again.push(String::from_utf8(term.to_vec()).unwrap());
                });
                prop_assert_eq!(&again, &plain);
            }
        }
    }
}
