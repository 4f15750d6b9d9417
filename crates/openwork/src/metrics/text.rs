//! What the reference means by white space, by lower case, and by the classes of Unicode: it is written in Python.

use std::borrow::Cow;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// White space as Python's `str.split()` has it: Unicode's, and the four separators of ASCII (28 to 31).
#[inline]
pub fn is_space(c: char) -> bool {
    if c.is_ascii() { matches!(c, '\t'..='\r' | '\x1C'..='\x1F' | ' ') } else { c.is_whitespace() }
}

/// The words between white space.
pub fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(is_space).filter(|word| !word.is_empty())
}

/// The line in lower case where that is asked for.
pub fn lower(line: &str, lowercase: bool) -> Cow<'_, str> {
    match lowercase {
        false => Cow::Borrowed(line),
        true if line.is_ascii() && !line.bytes().any(|b| b.is_ascii_uppercase()) => Cow::Borrowed(line),
        true => Cow::Owned(line.to_lowercase()),
    }
}

/// What the international tokenizer asks of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `\p{N}`.
    Number,
    /// `\p{P}`.
    Punctuation,
    /// `\p{S}`.
    Symbol,
    /// All others.
    Other,
}

/// The kind of a character, by its general category.
pub fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' | '\0'..=' ' | '\x7F' => Kind::Other,
        '0'..='9' => Kind::Number,
        // The Han, Kana and Hangul that most such text consists of, without a search in the tables.
        '\u{4E00}'..='\u{9FFF}' | '\u{3041}'..='\u{3096}' | '\u{AC00}'..='\u{D7A3}' => Kind::Other,
        _ => match c.general_category_group() {
            GeneralCategoryGroup::Number => Kind::Number,
            GeneralCategoryGroup::Punctuation => Kind::Punctuation,
            GeneralCategoryGroup::Symbol => Kind::Symbol,
            _ => Kind::Other,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_pythons() {
        // [c for c in map(chr, range(0x110000)) if c.isspace()] in Python 3.11
        let python = [
            0x9, 0xA, 0xB, 0xC, 0xD, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
            0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
        ];
        let ours: Vec<u32> = ('\0'..=char::MAX).filter(|&c| is_space(c)).map(u32::from).collect();
        assert_eq!(ours, python);
    }

    #[test]
    fn the_short_cuts_say_what_the_tables_say() {
        for c in '\0'..=char::MAX {
            let group = c.general_category_group();
            let wanted = match group {
                GeneralCategoryGroup::Number => Kind::Number,
                GeneralCategoryGroup::Punctuation => Kind::Punctuation,
                GeneralCategoryGroup::Symbol => Kind::Symbol,
                _ => Kind::Other,
            };
            assert_eq!(kind(c), wanted, "{c:?}");
        }
    }
}
