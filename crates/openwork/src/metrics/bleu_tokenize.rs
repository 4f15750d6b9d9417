//! The tokenizers of BLEU, in one pass over the line. `bleu_tokenize_plain` says what they are, rule by rule.
//!
//! Every rule of every tokenizer puts spaces in and takes nothing away, so a token is always a slice of the line:
//! - nothing is copied; the three rules for points and the one for dashes are decided together, where a run of points stands;
//! - runs of letters are passed over byte by byte, and the rest of ASCII is told apart by a table of 128 classes.

use super::bleu_tokenize_plain as plain;
use super::text::{Kind, is_space, kind, words};
use crate::error::{Error, Result};
use std::borrow::Cow;

/// How a line becomes tokens. BLEU by one is not comparable with BLEU by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub enum Tokenizer {
    /// `13a`, as the scoring script of WMT has it: punctuation of ASCII stands alone, points and commas between digits do not.
    #[default]
    #[serde(rename = "13a")]
    V13a,
    /// `intl`: punctuation and symbols of all Unicode stand alone, punctuation between digits does not.
    #[serde(rename = "intl")]
    Intl,
    /// `char`: every character but white space.
    #[serde(rename = "char")]
    Char,
    /// `zh`: Chinese characters stand alone, all else as in `13a`.
    #[serde(rename = "zh")]
    Zh,
    /// `none`: the line is tokenized already; tokens are what stands between white space.
    #[serde(rename = "none")]
    None,
}

impl Tokenizer {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::V13a, Self::Intl, Self::Char, Self::Zh, Self::None];

    /// The name in signatures.
    pub fn name(self) -> &'static str {
        match self {
            Self::V13a => "13a",
            Self::Intl => "intl",
            Self::Char => "char",
            Self::Zh => "zh",
            Self::None => "none",
        }
    }

    /// By name.
    ///
    /// # Errors
    /// A name that is none; for sacreBLEU's tokenizers that need a dictionary or a model, what to do instead.
    pub fn parse(name: &str) -> Result<Self> {
        let instead = match name {
            "ja-mecab" | "ko-mecab" => "it needs the dictionaries of MeCab, which are not part of Openwork",
            "spm" | "flores101" | "flores200" | "spBLEU-1K" => {
                "it needs a SentencePiece model, which sacreBLEU downloads and Openwork does not"
            }
            _ => {
                return Self::ALL
                    .into_iter()
                    .find(|t| t.name() == name)
                    .ok_or_else(|| Error::setting("tokenize", format!("{name:?}"), "13a, intl, char, zh or none"));
            }
        };
        Err(Error::setting(
            "tokenize",
            format!("{name:?}"),
            format!("13a, intl, char, zh or none: {instead}; tokenize both texts with it beforehand and give `none`"),
        ))
    }

    /// The tokens of a line.
    ///
    /// ```
    /// use openwork::metrics::Tokenizer;
    /// assert_eq!(Tokenizer::V13a.tokenize("It's 3.5%, mostly."), ["It's", "3.5", "%", ",", "mostly", "."]);
    /// ```
    pub fn tokenize(self, line: &str) -> Vec<String> {
        let prepared = self.prepare(line);
        let mut tokens = vec![];
        self.each(&prepared, |token| tokens.push(token.to_owned()));
        tokens
    }

    /// The tokens of a line, by the plain form: rule after rule.
    pub fn tokenize_plain(self, line: &str) -> Vec<String> {
        words(&plain::tokenize(self, line)).map(str::to_owned).collect()
    }

    /// The line as its tokens are cut from it.
    pub(super) fn prepare(self, line: &str) -> Cow<'_, str> {
        let line = line.trim_end_matches(is_space);
        match self {
            Self::V13a if line.bytes().any(|b| matches!(b, b'&' | b'\n')) || line.contains("<skipped>") => {
                Cow::Owned(plain::unescape(line))
            }
            Self::Zh => Cow::Borrowed(line.trim_start_matches(is_space)),
            _ => Cow::Borrowed(line),
        }
    }

    /// Calls for each token of a prepared line, from the left.
    pub(super) fn each<'a>(self, line: &'a str, mut token: impl FnMut(&'a str)) {
        match self {
            // The reference puts a space before and behind the line, but not around Chinese and international text.
            Self::V13a => cut(line, Class::Space, class_13a, token),
            Self::Zh => cut(line, Class::Edge, class_zh, token),
            Self::Intl => cut(line, Class::Edge, class_intl, token),
            Self::Char => {
                let mut rest = line;
                while let Some(c) = rest.chars().next() {
                    let (first, behind) = rest.split_at(c.len_utf8());
                    if !is_space(c) {
                        token(first);
                    }
                    rest = behind;
                }
            }
            Self::None => words(line).for_each(token),
        }
    }
}

/// What a character does to the tokens around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Part of a word.
    Word,
    /// A digit: holds points and commas fast.
    Digit,
    /// A point or comma (or any punctuation, internationally): stands alone unless digits hold it.
    Point,
    /// A dash: stands alone behind a digit.
    Dash,
    /// Stands alone.
    Alone,
    /// Ends a token.
    Space,
    /// Beyond the line's ends: there is no character there that is not a digit.
    Edge,
}

impl Class {
    /// Whether a point beside it may stay with it.
    fn holds(self) -> bool {
        matches!(self, Class::Digit | Class::Edge)
    }
}

const ASCII_13A: [Class; 128] = {
    let mut table = [Class::Word; 128];
    let mut b = 0;
    while b < 128 {
        table[b] = match b as u8 {
            b'\t'..=b'\r' | 0x1C..=0x1F | b' ' => Class::Space,
            b'0'..=b'9' => Class::Digit,
            b'.' | b',' => Class::Point,
            b'-' => Class::Dash,
            b'{'..=b'~' | b'['..=b'`' | b'!'..=b'&' | b'('..=b'+' | b':'..=b'@' | b'/' => Class::Alone,
            _ => Class::Word,
        };
        b += 1;
    }
    table
};

const ASCII_INTL: [Class; 128] = {
    let mut table = [Class::Word; 128];
    let mut b = 0;
    while b < 128 {
        table[b] = match b as u8 {
            b'\t'..=b'\r' | 0x1C..=0x1F | b' ' => Class::Space,
            b'0'..=b'9' => Class::Digit,
            b'$' | b'+' | b'<' | b'=' | b'>' | b'^' | b'`' | b'|' | b'~' => Class::Alone,
            b'!'..=b'/' | b':'..=b'@' | b'['..=b'`' | b'{'..=b'~' => Class::Point,
            _ => Class::Word,
        };
        b += 1;
    }
    table
};

fn class_13a(c: char) -> Class {
    match ASCII_13A.get(c as usize) {
        Some(&class) => class,
        None if is_space(c) => Class::Space,
        None => Class::Word,
    }
}

fn class_zh(c: char) -> Class {
    match ASCII_13A.get(c as usize) {
        Some(&class) => class,
        None if is_space(c) => Class::Space,
        None if plain::is_chinese(c) => Class::Alone,
        None => Class::Word,
    }
}

fn class_intl(c: char) -> Class {
    match ASCII_INTL.get(c as usize) {
        Some(&class) => class,
        None if is_space(c) => Class::Space,
        None => match kind(c) {
            Kind::Number => Class::Digit,
            Kind::Punctuation => Class::Point,
            Kind::Symbol => Class::Alone,
            Kind::Other => Class::Word,
        },
    }
}

/// Cuts a line, beyond whose ends `edge` stands.
///
/// A run of points is what the rules are about. The first rule pairs each point with the character before it, unless that is a
/// digit, and a pair uses up both; so behind a digit the points of a run pair among themselves. Every paired point stands
/// alone. One point may be left over, the last: it stays with a digit behind it, and, where it is the only one, with a digit
/// before it too.
fn cut<'a>(line: &'a str, edge: Class, class: impl Fn(char) -> Class, mut token: impl FnMut(&'a str)) {
    let bytes = line.as_bytes();
    let at = |i: usize| line[i..].chars().next().map(|c| (class(c), c.len_utf8()));
    let (mut start, mut before, mut i) = (0, edge, 0);
    while let Some((now, width)) = at(i) {
        let mut close = |from: usize, to: usize| {
            if from < to {
                token(&line[from..to]);
            }
        };
        match now {
            Class::Word | Class::Digit | Class::Edge => {
                (before, i) = (now, i + width);
                while i < bytes.len() && bytes[i].is_ascii_alphabetic() {
                    (before, i) = (Class::Word, i + 1);
                }
            }
            Class::Dash if before != Class::Digit => (before, i) = (Class::Word, i + width),
            Class::Dash | Class::Alone | Class::Space => {
                close(start, i);
                if now != Class::Space {
                    close(i, i + width);
                }
                before = if now == Class::Dash { Class::Word } else { Class::Space };
                i += width;
                start = i;
            }
            Class::Point => {
                let (mut end, mut last, mut count) = (i, i, 0);
                let after = loop {
                    match at(end) {
                        Some((Class::Point, width)) => (last, end, count) = (end, end + width, count + 1),
                        Some((after, _)) => break after,
                        None => break edge,
                    }
                };
                let paired_with_before = usize::from(!before.holds());
                let left_over = (count - paired_with_before) % 2 == 1 && after.holds();
                if !(left_over && count == 1) {
                    close(start, i); // else the point holds on to the digit before it
                    start = i;
                    while start < if left_over { last } else { end } {
                        let width = at(start).map_or(1, |(_, width)| width);
                        close(start, start + width);
                        start += width;
                    }
                }
                (before, i) = (Class::Word, end);
            }
        }
    }
    if start < line.len() {
        token(&line[start..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_lead_back_and_those_that_need_data_are_refused() {
        for tokenizer in Tokenizer::ALL {
            assert_eq!(Tokenizer::parse(tokenizer.name()).unwrap(), tokenizer);
        }
        assert!(Tokenizer::parse("ja-mecab").unwrap_err().to_string().contains("MeCab"));
        assert!(Tokenizer::parse("flores200").unwrap_err().to_string().contains("SentencePiece"));
        assert!(Tokenizer::parse("14").unwrap_err().to_string().contains("13a, intl"));
    }

    #[test]
    fn the_table_of_ascii_says_what_unicode_says() {
        for c in '\0'..='\x7F' {
            let wanted = match kind(c) {
                _ if is_space(c) => Class::Space,
                Kind::Number => Class::Digit,
                Kind::Punctuation => Class::Point,
                Kind::Symbol => Class::Alone,
                Kind::Other => Class::Word,
            };
            assert_eq!(ASCII_INTL[c as usize], wanted, "{c:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn one_pass_cuts_where_rule_after_rule_cuts(
            dense in "[a-c0-2.,\\- \t'/&<>;%€½٣。，中、\u{2001}\u{85}\n]{0,14}",
            entities in "(&amp;|&lt;|&gt;|&quot;|<skipped>|-\n|[.,a1 -]){0,9}",
            any in "\\PC{0,20}",
            wild in any::<String>(),
        ) {
            for line in [dense, entities, any, wild] {
                for tokenizer in Tokenizer::ALL {
                    prop_assert_eq!(tokenizer.tokenize(&line), tokenizer.tokenize_plain(&line), "{:?} of {:?}", tokenizer, line);
                }
            }
        }
    }
}
