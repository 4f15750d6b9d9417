//! Unicode's own list of emoji, and what must stay.

use super::*;
use flate2::read::GzDecoder;
use std::io::Read;

/// The sequences of `emoji-test.txt`.
fn listed() -> Vec<String> {
    let mut lines = String::new();
    GzDecoder::new(&include_bytes!("../../../../data/unicode/emoji-test.txt.gz")[..]).read_to_string(&mut lines).unwrap();
    let codes = lines.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(';').next());
    let codes = codes.filter(|codes| !codes.trim().is_empty());
    let character = |hex: &str| char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap();
    codes.map(|codes| codes.split_whitespace().map(character).collect()).collect()
}

#[test]
fn every_listed_sequence_goes_whole() {
    let listed = listed();
    assert_eq!(listed.len(), 4733);
    for emoji in &listed {
        assert_eq!(remove_emoji(emoji, false), "", "{emoji} {:?}", emoji.escape_unicode().to_string());
        assert_eq!(remove_emoji(&format!("1{emoji}漢{emoji}न"), false), "1漢न", "{emoji}");
    }
    assert_eq!(remove_emoji(&listed.concat(), false), "");
    // Newer than the list: a face with bags under its eyes, of Unicode 16.
    assert_eq!(remove_emoji("a🫩b", false), "ab");
}

#[test]
fn no_letter_mark_or_digit_of_any_script_is_touched() {
    use unicode_properties::GeneralCategoryGroup::{Letter, Mark, Number, Punctuation, Separator};
    let kept = |ch: char| matches!(ch.general_category_group(), Letter | Mark | Number | Separator);
    // Four marks and one letter are emoji to Unicode, all five of no script.
    let emoji_marks = ['‼', '⁉', '〰', '〽', 'ℹ'];
    let all: String = ('\0'..=char::MAX)
        .filter(|&ch| (kept(ch) || ch.general_category_group() == Punctuation) && !emoji_marks.contains(&ch))
        .collect();
    for ch in all.chars() {
        assert_eq!(remove_emoji(&ch.to_string(), false), ch.to_string(), "{:?}", ch.escape_unicode().to_string());
    }
    // The copied pattern takes everything from U+24C2 to U+1F251.
    let copied = |text: &str| text.chars().filter(|ch| !('\u{24c2}'..='\u{1f251}').contains(ch)).collect::<String>();
    for text in ["人工智能与机器学习", "日本語のテキスト", "한국어 텍스트", "مرحبا بالعالم، ﷲ", "नमस्ते दुनिया क्‍ष", "می‌خواهم"]
    {
        assert_eq!(remove_emoji(text, false), text);
        assert_eq!(remove_emoji(text, true), text);
    }
    assert_eq!(copied("人工智能与机器学习"), "");
}

#[test]
fn text_styles_and_fragments() {
    assert_eq!(remove_emoji("☺ © ☺\u{fe0f} ☺\u{fe0e} 😀", true), "☺ ©  ☺\u{fe0e} ");
    assert_eq!(remove_emoji("☺ © ☺\u{fe0f} ☺\u{fe0e} 😀", false), "   ☺\u{fe0e} ");
    // Half a flag, a lone joiner and a lone selector are no emoji.
    assert_eq!(remove_emoji("🇩🇪🇫 \u{200d} \u{fe0f} #1*", false), "🇫 \u{200d} \u{fe0f} #1*");
    // A joiner that joins nothing more stays where it stood.
    assert_eq!(remove_emoji("👩\u{200d}a", false), "\u{200d}a");
}
