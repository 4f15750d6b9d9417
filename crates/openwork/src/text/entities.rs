//! HTML's character references: `&amp;`, `&#8364;`, `&#x20AC;`, and those of old that need no semicolon.

use flate2::read::GzDecoder;
use std::collections::HashMap;
use std::io::Read;
use std::sync::OnceLock;

/// The 2231 names of the HTML standard, `name<TAB>code points` a line; those without a semicolon are of old.
static NAMES: &[u8] = include_bytes!("../../../../data/html/entities.tsv.gz");

fn names() -> &'static HashMap<String, String> {
    static TABLE: OnceLock<HashMap<String, String>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut text = String::new();
        // The file is part of the program; a test reads all of it.
        let _ = GzDecoder::new(NAMES).read_to_string(&mut text);
        let character = |hex| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        let lines = text.lines().filter_map(|line| line.split_once('\t'));
        lines.map(|(name, codes)| (name.to_owned(), codes.split(' ').filter_map(character).collect())).collect()
    })
}

/// What numbers mean that are no characters but those of Windows' old code page.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The longest name of old.
const OLD: usize = 6;
/// The longest name, without its semicolon.
const LONGEST: usize = 31;

/// Writes what the reference means that the text begins with, or the `&` alone; how many bytes were read.
pub(super) fn decode(text: &str, out: &mut String) -> usize {
    if let Some(length) = text.strip_prefix("&#").and_then(|rest| number(rest, out)) {
        return 2 + length;
    }
    let name = &text[1..];
    let run = name.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let whole = name[run..].starts_with(';').then_some(run + 1);
    // With its semicolon; else the longest name of old that it begins with.
    for length in whole.into_iter().chain((2..=run.min(OLD)).rev()) {
        if let Some(means) = names().get(&name[..length]) {
            out.push_str(means);
            return 1 + length;
        }
    }
    out.push('&');
    1
}

/// As [`decode`], for every reference of a text.
pub(super) fn decode_all(mut text: &str, out: &mut String) {
    while let Some(at) = text.find('&') {
        out.push_str(&text[..at]);
        text = &text[at..];
        text = &text[decode(text, out)..];
    }
    out.push_str(text);
}

/// The digits behind `&#`.
fn number(text: &str, out: &mut String) -> Option<usize> {
    let (base, digits) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (16, digits),
        None => (10, text),
    };
    let count = digits.bytes().take_while(|&b| char::from(b).is_digit(base)).count();
    if count == 0 {
        return None;
    }
    let digit = |code: u32, b: u8| code.saturating_mul(base).saturating_add(char::from(b).to_digit(base).unwrap_or(0));
    out.push(match digits.bytes().take(count).fold(0, digit) {
        0 => char::REPLACEMENT_CHARACTER,
        code @ 0x80..=0x9F => WINDOWS[code as usize - 0x80],
        code => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    });
    let read = text.len() - digits.len() + count;
    Some(read + usize::from(digits[count..].starts_with(';')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_are_there() {
        assert_eq!(names().len(), 2231);
        assert_eq!(names().keys().map(|name| name.trim_end_matches(';').len()).max(), Some(LONGEST));
        assert_eq!(names().keys().filter(|name| !name.ends_with(';')).map(String::len).max(), Some(OLD));
    }
}
