#![doc = include_str!("words.md")]

use super::tokenize::Token;
use super::unicode::{Word, is_pictograph, word};

/// The words of a text in any script, by Unicode's rules (UAX #29): the pieces between its boundaries that hold a letter or a
/// number. Work in proportion to the length of the text.
///
/// ```
/// use openwork::text::unicode_words;
/// let words: Vec<_> = unicode_words("Can't 3.14 你好 (naïve)").map(|token| token.text).collect();
/// assert_eq!(words, ["Can't", "3.14", "你", "好", "naïve"]);
/// ```
pub fn unicode_words(text: &str) -> impl Iterator<Item = Token<'_>> {
    word_bounds(text).filter(|token| token.text.chars().any(char::is_alphanumeric))
}

/// Every piece between Unicode's word boundaries, white space and marks too: together they are the text.
pub fn word_bounds(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let length = piece(&text[start..]);
        let token = (length > 0).then(|| Token::of(text, start, start + length))?;
        start += length;
        Some(token)
    })
}

fn is_letter(class: Word) -> bool {
    matches!(class, Word::ALetter | Word::HebrewLetter)
}

/// WB4: these belong to whatever they follow.
fn is_attached(class: Word) -> bool {
    matches!(class, Word::Extend | Word::Format | Word::Zwj)
}

// ANCHOR: piece
/// The length of the first piece of a text. The rules look at most at two characters before a place and two behind, not counting
/// those that are attached to others.
fn piece(text: &str) -> usize {
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else { return 0 };
    let mut last = word(first);
    if last == Word::Cr && text[1..].starts_with('\n') {
        return 2; // WB3
    }
    if matches!(last, Word::Cr | Word::Lf | Word::Newline) {
        return first.len_utf8(); // WB3a
    }
    let (mut before, mut previous) = (Word::Other, last);
    let mut flags = usize::from(previous == Word::RegionalIndicator);
    while let Some((at, ch)) = chars.next() {
        let next = word(ch);
        // WB3c and WB3d hold of neighbours in the narrow sense.
        let close = last == Word::Zwj && is_pictograph(ch) || last == Word::WSegSpace && next == Word::WSegSpace;
        last = next;
        if !close && is_attached(next) {
            continue;
        }
        let behind = || chars.clone().map(|(_, ch)| word(ch)).find(|&class| !is_attached(class)).unwrap_or(Word::Other);
        if !close && !joined(before, previous, next, behind, flags) {
            return at;
        }
        flags += usize::from(next == Word::RegionalIndicator);
        (before, previous) = (previous, next);
    }
    text.len()
}

/// WB5 to WB16: whether there is no boundary between `previous` and `next`.
fn joined(before: Word, previous: Word, next: Word, behind: impl Fn() -> Word, flags: usize) -> bool {
    use Word::*;
    let middle = |class| matches!(class, MidLetter | MidNumLet | SingleQuote);
    let middle_of_number = |class| matches!(class, MidNum | MidNumLet | SingleQuote);
    match (previous, next) {
        (a, b) if is_letter(a) && is_letter(b) => true,                   // WB5
        (HebrewLetter, SingleQuote) => true,                              // WB7a
        (a, b) if is_letter(a) && middle(b) => is_letter(behind()),       // WB6
        (a, b) if middle(a) && is_letter(b) && is_letter(before) => true, // WB7
        (HebrewLetter, DoubleQuote) => behind() == HebrewLetter,          // WB7b
        (DoubleQuote, HebrewLetter) => before == HebrewLetter,            // WB7c
        (Numeric, Numeric) => true,                                       // WB8
        (a, Numeric) if is_letter(a) => true,                             // WB9
        (Numeric, b) if is_letter(b) => true,                             // WB10
        (a, Numeric) if middle_of_number(a) => before == Numeric,         // WB11
        (Numeric, b) if middle_of_number(b) => behind() == Numeric,       // WB12
        (Katakana, Katakana) => true,                                     // WB13
        (ALetter | HebrewLetter | Numeric | Katakana | ExtendNumLet, ExtendNumLet) => true, // WB13a
        (ExtendNumLet, ALetter | HebrewLetter | Numeric | Katakana) => true, // WB13b
        (RegionalIndicator, RegionalIndicator) => flags % 2 == 1,         // WB15, WB16
        _ => false,
    }
}
// ANCHOR_END: piece

#[cfg(test)]
#[path = "words_tests.rs"]
pub(crate) mod tests;
