#![doc = include_str!("clean.md")]

pub use super::emoji::remove_emoji;
pub use super::html::{html_characters, remove_html};
pub use super::urls::{remove_urls, urls};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Whether a character is punctuation: Unicode's categories P, and the ASCII marks that Unicode counts as symbols, such as `$` and `+`,
/// as in Python's `string.punctuation`.
pub fn is_punctuation(ch: char) -> bool {
    if ch.is_ascii() { ch.is_ascii_punctuation() } else { ch.general_category_group() == GeneralCategoryGroup::Punctuation }
}

/// Puts `with` in the place of each run of punctuation; nothing, with an empty `with`.
///
/// ```
/// use openwork::text::remove_punctuation;
/// assert_eq!(remove_punctuation("well-known, 「真的」 — ¿sí?", ""), "wellknown 真的  sí");
/// assert_eq!(remove_punctuation("well-known", " "), "well known");
/// ```
pub fn remove_punctuation(text: &str, with: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_punctuation) {
        kept.push_str(&rest[..at]);
        kept.push_str(with);
        rest = rest[at..].trim_start_matches(is_punctuation);
    }
    kept.push_str(rest);
    kept
}

/// One space for each run of white space, and none at the ends.
///
/// ```
/// use openwork::text::squeeze_spaces;
/// assert_eq!(squeeze_spaces(" a\t\u{3000}b\r\n\r\nc\u{a0}"), "a b c");
/// ```
pub fn squeeze_spaces(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_of_every_script_goes_and_letters_and_signs_of_vowels_stay() {
        assert_eq!(remove_punctuation("नमस्ते, दुनिया।", ""), "नमस्ते दुनिया");
        assert_eq!(remove_punctuation("مرحبا، كيف حالك؟", ""), "مرحبا كيف حالك");
        assert_eq!(remove_punctuation("\0a\u{200d}b\u{202e}c", ""), "\0a\u{200d}b\u{202e}c");
        assert_eq!(remove_punctuation("...", "_"), "_");
        assert_eq!(remove_punctuation("", "_"), "");
    }
}
