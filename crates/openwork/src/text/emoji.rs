//! Emoji by Unicode's own grammar (UTS #51), not by ranges of code points: a flag, a keycap, a family is one sequence and goes whole.

use super::unicode::is_pictograph;
use unicode_properties::emoji::EmojiStatus as Status;
use unicode_properties::{GeneralCategory, UnicodeEmoji, UnicodeGeneralCategory};

const JOINER: char = '\u{200d}';
const AS_EMOJI: char = '\u{fe0f}';
const AS_TEXT: char = '\u{fe0e}';
const KEYCAP: char = '\u{20e3}';

/// Removes every emoji. What Unicode shows as text unless told otherwise, such as `©`, `™` or `☺`, is an emoji to its lists
/// (`emoji-test.txt`) and goes too, unless U+FE0E behind asks for text; `keep_text` keeps it where it stands alone.
///
/// ```
/// use openwork::text::remove_emoji;
/// assert_eq!(remove_emoji("a 👩‍👩‍👧‍👦 b 🇯🇵 c 1️⃣ d 👍🏽, 日本語 ©", true), "a  b  c  d , 日本語 ©");
/// ```
pub fn remove_emoji(text: &str, keep_text: bool) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    let mut from = 0; // of what is to be kept
    let bytes = text.as_bytes();
    while at < bytes.len() {
        // Nothing below U+00A9 is an emoji by itself; a keycap is a digit, # or * with two characters behind it.
        if bytes[at] < 0x80 && bytes.get(at + 1).is_none_or(|&b| b < 0x80) {
            at += 1;
            continue;
        }
        match emoji_at(&text[at..], keep_text) {
            0 => at += text[at..].chars().next().map_or(1, char::len_utf8),
            length => {
                kept.push_str(&text[from..at]);
                at += length;
                from = at;
            }
        }
    }
    kept.push_str(&text[from..]);
    kept
}

// ANCHOR: emoji
/// The length of the emoji that a text begins with; 0 for none.
///
/// An emoji is an element, then any number of zero-width joiners each with another. An element is a flag of two regional
/// indicators, a keycap, or a pictograph with what modifies it: a skin tone, U+FE0F, or tags.
pub(super) fn emoji_at(text: &str, keep_text: bool) -> usize {
    let mut end = element(text, keep_text);
    while end > 0
        && let Some(rest) = text[end..].strip_prefix(JOINER)
    {
        match element(rest, false) {
            0 => break,
            length => end += JOINER.len_utf8() + length,
        }
    }
    end
}

fn element(text: &str, keep_text: bool) -> usize {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return 0 };
    let rest = chars.as_str();
    if first.is_ascii_digit() || matches!(first, '#' | '*') {
        let rest = rest.strip_prefix(AS_EMOJI).unwrap_or(rest);
        return rest.strip_prefix(KEYCAP).map_or(0, |rest| text.len() - rest.len());
    }
    if is_flag_letter(first) {
        return chars.next().filter(|&second| is_flag_letter(second)).map_or(0, |_| 2 * first.len_utf8());
    }
    if !is_emoji(first) || rest.starts_with(AS_TEXT) {
        return 0;
    }
    let modified = rest.chars().next().is_some_and(is_modifier);
    if keep_text && !modified && !rest.starts_with([AS_EMOJI, JOINER]) && !is_shown_as_emoji(first) {
        return 0;
    }
    let rest = if modified { chars.as_str().get(4..).unwrap_or_default() } else { rest.strip_prefix(AS_EMOJI).unwrap_or(rest) };
    let rest = rest.strip_prefix(KEYCAP).unwrap_or(rest);
    let tags = rest.trim_start_matches(|ch: char| matches!(ch, '\u{e0020}'..='\u{e007e}'));
    let rest = tags.strip_prefix('\u{e007f}').unwrap_or(rest);
    text.len() - rest.len()
}
// ANCHOR_END: emoji

fn is_flag_letter(ch: char) -> bool {
    matches!(ch, '\u{1f1e6}'..='\u{1f1ff}')
}

/// A skin tone.
fn is_modifier(ch: char) -> bool {
    matches!(ch, '\u{1f3fb}'..='\u{1f3ff}')
}

/// Also a code point that is set aside for emoji to come: text that is newer than these tables.
fn is_emoji(ch: char) -> bool {
    ch > '\u{a8}' && (ch.is_emoji_char() || is_pictograph(ch) && ch.general_category() == GeneralCategory::Unassigned)
}

fn is_shown_as_emoji(ch: char) -> bool {
    let shown = matches!(
        ch.emoji_status(),
        Status::EmojiPresentation
            | Status::EmojiPresentationAndModifierBase
            | Status::EmojiPresentationAndModifierAndEmojiComponent
            | Status::EmojiPresentationAndEmojiComponent
    );
    shown || !ch.is_emoji_char()
}

#[cfg(test)]
#[path = "emoji_tests.rs"]
mod tests;
