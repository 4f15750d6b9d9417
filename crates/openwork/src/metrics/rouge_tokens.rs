//! Words as ROUGE sees them, numbered: equal words have equal numbers.
//!
//! Every word is looked up once by its letters, in a table that also remembers its stem: stemming is done once a word, not once
//! an occurrence.

use crate::error::{Error, Result};
use crate::text::PorterStemmer;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RougeTokenizer {
    /// Runs of a to z and 0 to 9 after lowering: what Google's rouge_score and the first ROUGE do. Of a text in another script
    /// nothing is left.
    #[default]
    Google,
    /// Runs of letters, digits and marks of any script after lowering; in scripts that are written without spaces (Chinese,
    /// Japanese, Thai, Lao, Khmer, Burmese) each letter with its marks.
    Unicode,
}

impl RougeTokenizer {
    /// The tokenizer of this name.
    ///
    /// # Errors
    /// [`Error::Setting`] for a name other than `google` and `unicode`.
    pub fn parse(name: &str) -> Result<Self> {
        match name {
            "google" => Ok(Self::Google),
            "unicode" => Ok(Self::Unicode),
            _ => Err(Error::setting(
                "tokenizer",
                format!("{name:?}"),
                "google (a to z and 0 to 9) or unicode (letters of any script)",
            )),
        }
    }

    /// The words of a text, lowered and, where a stemmer is given, stemmed if longer than three letters.
    ///
    /// ```
    /// use openwork::metrics::RougeTokenizer;
    /// assert_eq!(RougeTokenizer::Google.words("Zoë's 2 cats", None), ["zo", "s", "2", "cats"]);
    /// assert_eq!(RougeTokenizer::Unicode.words("Zoë's 2 cats", None), ["zoë", "s", "2", "cats"]);
    /// ```
    pub fn words(self, text: &str, stemmer: Option<&PorterStemmer>) -> Vec<String> {
        let mut words = vec![];
        self.each(text, &mut String::new(), |word| words.push(stemmed(word, stemmer)));
        words
    }

    /// Calls `word` with each word of the text.
    fn each(self, text: &str, buffer: &mut String, mut word: impl FnMut(&str)) {
        buffer.clear();
        let mut push = |letter: Option<char>, buffer: &mut String| match letter {
            Some(letter) => buffer.push(letter),
            None if buffer.is_empty() => {}
            None => {
                word(buffer);
                buffer.clear();
            }
        };
        match self {
            Self::Google => {
                for letter in text.chars() {
                    let kept = match letter {
                        'a'..='z' | '0'..='9' => Some(letter),
                        'A'..='Z' => Some(letter.to_ascii_lowercase()),
                        '\u{212A}' => Some('k'), // the Kelvin sign and the dotted capital I are the two letters of other
                        '\u{130}' => Some('i'),  // scripts that lowering brings into a to z; the latter leaves a mark behind
                        _ => None,
                    };
                    push(kept, buffer);
                    if letter == '\u{130}' {
                        push(None, buffer);
                    }
                }
            }
            Self::Unicode => {
                let lowered = text.to_lowercase();
                for letter in lowered.chars() {
                    let mark = is_mark(letter);
                    if !mark && !letter.is_alphanumeric() {
                        push(None, buffer);
                        continue;
                    }
                    // A letter of a script without spaces begins a word, and so does whatever follows one.
                    let alone = |c: char| stands_alone(c);
                    if !mark && (alone(letter) || buffer.chars().next().is_some_and(alone)) {
                        push(None, buffer);
                    }
                    push(Some(letter), buffer);
                }
            }
        }
        push(None, buffer);
    }
}

fn stemmed(word: &str, stemmer: Option<&PorterStemmer>) -> String {
    match stemmer {
        Some(stemmer) if word.len() > 3 && word.chars().nth(3).is_some() => stemmer.stem_lower(word),
        _ => word.to_owned(),
    }
}

/// Scripts whose words are written without spaces between them: each letter counts as a word.
fn stands_alone(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF // Thai, Lao
        | 0x1000..=0x109F // Burmese
        | 0x1780..=0x17FF // Khmer
        | 0x3005..=0x3007 | 0x3041..=0x30FF | 0x31F0..=0x31FF // kana
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF) // ideographs
}

/// Marks that belong to the letter before them and that `is_alphanumeric` does not know (Unicode blocks of combining marks, and
/// the signs of the Indic scripts, whose only other characters without letters are the two dandas).
fn is_mark(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C2 | 0x05C4..=0x05C5 | 0x05C7
        | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06DF..=0x06E4 | 0x06E7..=0x06E8 | 0x06EA..=0x06ED
        | 0x0900..=0x0903 | 0x093A..=0x093C | 0x093E..=0x094F | 0x0951..=0x0957 | 0x0962..=0x0963
        | 0x0981..=0x0983 | 0x09BC | 0x09BE..=0x09CD | 0x09D7 | 0x0A01..=0x0A03 | 0x0A3C..=0x0A51 | 0x0A70..=0x0A71
        | 0x0A81..=0x0A83 | 0x0ABC | 0x0ABE..=0x0ACD | 0x0B01..=0x0B03 | 0x0B3C | 0x0B3E..=0x0B57 | 0x0B82 | 0x0BBE..=0x0BCD
        | 0x0C00..=0x0C04 | 0x0C3C | 0x0C3E..=0x0C56 | 0x0C81..=0x0C83 | 0x0CBC | 0x0CBE..=0x0CD6 | 0x0D00..=0x0D03
        | 0x0D3B..=0x0D3C | 0x0D3E..=0x0D4D | 0x0DCA..=0x0DDF | 0x0E31 | 0x0E34..=0x0E3A | 0x0E47..=0x0E4E
        | 0x0EB1 | 0x0EB4..=0x0EBC | 0x0EC8..=0x0ECE | 0x0F35 | 0x0F37 | 0x0F39 | 0x0F3E..=0x0F3F | 0x0F71..=0x0F84
        | 0x102B..=0x103E | 0x1056..=0x1059 | 0x105E..=0x1060 | 0x1062..=0x1064 | 0x1067..=0x106D | 0x1071..=0x1074
        | 0x17B4..=0x17D3 | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x200C..=0x200D | 0x20D0..=0x20FF | 0x3099..=0x309A
        | 0xFE20..=0xFE2F)
}

/// A text as ROUGE sees it: its words by number, and where its lines end.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    /// The words of the whole text.
    pub words: Vec<u32>,
    /// For each line that is not empty, where its words end in `words`.
    pub lines: Vec<usize>,
    /// The text held something, yet no word: the tokenizer erased it.
    pub erased: bool,
}

/// Numbers words: equal words, or words of one stem, have one number.
#[derive(Debug, Default)]
pub struct Vocabulary {
    seen: HashMap<Box<str>, u32, BuildHasherDefault<WordHasher>>,
    stems: HashMap<Box<str>, u32, BuildHasherDefault<WordHasher>>,
    stemmer: Option<PorterStemmer>,
    tokenizer: RougeTokenizer,
    buffer: String,
}

impl Vocabulary {
    /// An empty one.
    pub fn new(tokenizer: RougeTokenizer, stemmer: Option<PorterStemmer>) -> Self {
        Self { stemmer, tokenizer, ..Self::default() }
    }

    /// How many numbers are in use.
    pub fn size(&self) -> usize {
        self.stems.len()
    }

    /// The words of a text.
    pub fn read(&mut self, text: &str) -> Words {
        let mut words = vec![];
        let mut lines = vec![];
        let Self { seen, stems, stemmer, tokenizer, buffer } = self;
        for line in text.split('\n').filter(|line| !line.is_empty()) {
            tokenizer.each(line, buffer, |word| {
                let number = match seen.get(word) {
                    Some(&number) => number,
                    None => {
                        let next = stems.len() as u32;
                        let number = *stems.entry(stemmed(word, stemmer.as_ref()).into()).or_insert(next);
                        seen.insert(word.into(), number);
                        number
                    }
                };
                words.push(number);
            });
            lines.push(words.len());
        }
        let erased = words.is_empty() && text.chars().any(char::is_alphanumeric);
        Words { words, lines, erased }
    }
}

/// A fast hash of short words: eight letters at a time, multiplied and folded.
#[derive(Debug, Default)]
pub(super) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut fold = |word: u64| {
            let product = u128::from(self.0 ^ word) * 0x9E37_79B9_7F4A_7C15_u128;
            self.0 = (product as u64) ^ ((product >> 64) as u64);
        };
        let (whole, rest) = bytes.as_chunks::<8>();
        whole.iter().for_each(|&eight| fold(u64::from_le_bytes(eight)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        fold(u64::from_le_bytes(last) ^ ((bytes.len() as u64) << 56).rotate_left(3));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn google_keeps_what_lowering_brings_into_ascii() {
        let words = |text| RougeTokenizer::Google.words(text, None);
        assert_eq!(words("\u{212A}elvin \u{130}x, naïve_1"), ["kelvin", "i", "x", "na", "ve", "1"]);
        assert!(words("你好 — नमस्ते").is_empty());
    }

    #[test]
    fn unicode_keeps_every_script() {
        let words = |text| RougeTokenizer::Unicode.words(text, None);
        assert_eq!(words("नमस्ते, दुनिया।"), ["नमस्ते", "दुनिया"]);
        assert_eq!(words("你好abc吗"), ["你", "好", "abc", "吗"]);
        assert_eq!(words("ที่นี่"), ["ที่", "นี่"]);
        assert_eq!(words("Ünï-code 2"), ["ünï", "code", "2"]);
    }

    #[test]
    fn erased_texts_are_told_from_empty_ones() {
        let mut vocabulary = Vocabulary::new(RougeTokenizer::Google, None);
        assert!(vocabulary.read("你好").erased);
        assert!(!vocabulary.read(" .. \n").erased);
        assert_eq!(vocabulary.read("a b\n\nb").lines, [2, 3]);
    }
}
