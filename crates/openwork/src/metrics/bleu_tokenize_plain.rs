//! The tokenizers of BLEU in their plain form: one rule after another, each from left to right over the whole line.
//!
//! A rule finds one or two characters side by side, puts spaces in, and goes on *behind* what it found. That is how the scripts
//! define it, and it matters: in `a..5` the first point is taken with the `a`, so that the second finds nothing before it.

use super::bleu_tokenize::Tokenizer;
use super::text::{Kind, is_space, kind};

// ANCHOR: rules
/// The line with spaces between its tokens.
pub fn tokenize(tokenizer: Tokenizer, line: &str) -> String {
    let line = line.trim_end_matches(is_space);
    match tokenizer {
        Tokenizer::V13a => western(&format!(" {} ", unescape(line))),
        Tokenizer::Zh => western(&each(line.trim_start_matches(is_space), is_chinese)),
        Tokenizer::Intl => {
            let number = |c| kind(c) == Kind::Number;
            let punctuation = |c| kind(c) == Kind::Punctuation;
            let line = pairs(line, |a, b| !number(a) && punctuation(b), |a, b| format!("{a} {b} "));
            let line = pairs(&line, |a, b| punctuation(a) && !number(b), |a, b| format!(" {a} {b}"));
            each(&line, |c| kind(c) == Kind::Symbol)
        }
        Tokenizer::Char => each(line, |_| true),
        Tokenizer::None => line.to_owned(),
    }
}

/// The rules for western punctuation.
pub fn western(line: &str) -> String {
    let digit = |c: char| c.is_ascii_digit();
    let point = |c: char| c == '.' || c == ',';
    let line = each(line, stands_alone);
    let line = pairs(&line, |a, b| !digit(a) && point(b), |a, b| format!("{a} {b} "));
    let line = pairs(&line, |a, b| point(a) && !digit(b), |a, b| format!(" {a} {b}"));
    pairs(&line, |a, b| digit(a) && b == '-', |a, b| format!("{a} {b} "))
}
// ANCHOR_END: rules

/// The punctuation of ASCII, but `'`, `,`, `-` and `.`; and the space.
pub fn stands_alone(c: char) -> bool {
    matches!(c, '{'..='~' | '['..='`' | ' '..='&' | '('..='+' | ':'..='@' | '/')
}

/// What the script puts right before it cuts: marks of skipped text, words parted at the end of a line, four escapes of XML.
pub fn unescape(line: &str) -> String {
    let line = line.replace("<skipped>", "").replace("-\n", "").replace('\n', " ");
    unescape_xml(&line)
}

/// The escapes of XML that the scripts know.
pub fn unescape_xml(line: &str) -> String {
    line.replace("&quot;", "\"").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
}

/// Spaces around every character that is `alone`.
pub fn each(line: &str, alone: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(line.len() * 2);
    for c in line.chars() {
        if alone(c) {
            out.extend([' ', c, ' ']);
        } else {
            out.push(c);
        }
    }
    out
}

/// Every two characters side by side that are `found`, written as `write` says; then on behind both.
pub fn pairs(line: &str, found: impl Fn(char, char) -> bool, write: impl Fn(char, char) -> String) -> String {
    let mut out = String::with_capacity(line.len() * 2);
    let mut chars = line.chars().peekable();
    while let Some(a) = chars.next() {
        match chars.peek() {
            Some(&b) if found(a, b) => {
                out += &write(a, b);
                chars.next();
            }
            _ => out.push(a),
        }
    }
    out
}

/// Whether the tokenizer for Chinese lets the character stand alone: ideographs, their parts, their punctuation and width forms.
///
/// Two of the script's ranges were meant for U+20000 to U+2A6D6 and U+2F800 to U+2FA1D, but its escapes read four digits, so
/// that they cover U+2001 to U+2A6D and U+2F81 to U+2FA1 instead: typographic quotation marks, arrows and mathematical signs
/// stand alone, and rare ideographs do not. The numbers published are by that rule, so it is kept.
pub fn is_chinese(c: char) -> bool {
    matches!(u32::from(c),
        0x2001..=0x2A6D | 0x2E80..=0x2FDF | 0x2FF0..=0x303F | 0x3100..=0x312F | 0x31A0..=0x31EF | 0x3200..=0x4DB5
        | 0x4E00..=0x9FBB | 0xF900..=0xFA2D | 0xFA30..=0xFA6A | 0xFA70..=0xFAD9 | 0xFE10..=0xFE1F | 0xFE30..=0xFE4F
        | 0xFF00..=0xFFEF)
}
