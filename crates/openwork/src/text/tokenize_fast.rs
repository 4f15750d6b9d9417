//! NLTK's word tokenizer in one pass.
//!
//! - Whatever the rules do happens between two pieces of white space and depends on at most one character beyond them; only the
//!   last full stop looks further. So the text is cut at white space first, and a word whose bytes no rule knows is a token.
//! - Most other words are a plain word with one mark behind it, or with one apostrophe inside: they are parted on the spot.
//! - The rest, some words in a hundred, go through the plain rules with their neighbours, in a buffer that is kept.

use super::tokenize::{CONTRACTIONS, Mark, Rules, Token, is_python_space};

/// What the rules may do with a byte.
const SPACE: u8 = 1;
/// Parted wherever it stands: of these alone a single one at the end of a word is parted on the spot.
const SPLIT: u8 = 2;
const APOSTROPHE: u8 = 4;
/// `.` or `-`: only two in a row are known to a rule.
const TWICE: u8 = 8;
const OTHER: u8 = 16;
const HIGH: u8 = 32;
const NOT_LETTER: u8 = 64;

const KIND: [u8; 256] = kinds();

const fn kinds() -> [u8; 256] {
    let mut kinds = [0; 256];
    let mut i = 0;
    while i < 256 {
        kinds[i] = match i as u8 {
            b'\t'..=b'\r' | 0x1C..=0x20 => SPACE,
            b',' | b':' | b';' | b'?' | b'!' => SPLIT,
            b'\'' => APOSTROPHE,
            b'.' | b'-' => TWICE | NOT_LETTER,
            b'"' | b'`' | b'@' | b'#' | b'$' | b'%' | b'&' | b'*' => OTHER,
            b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'<' | b'>' => OTHER,
            b'a'..=b'z' | b'A'..=b'Z' => 0,
            0x80..=0xFF => HIGH | NOT_LETTER,
            _ => NOT_LETTER,
        };
        i += 1;
    }
    kinds
}

/// The white space or the character beyond a word that begins at `at`: how many bytes it has, if it is white space.
fn space_at(text: &str, at: usize) -> usize {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return usize::from(KIND[usize::from(byte)] == SPACE);
    }
    // All other white space begins with one of these bytes.
    if !matches!(byte, 0xC2 | 0xE1 | 0xE2 | 0xE3) {
        return 0;
    }
    text[at..].chars().next().filter(|&ch| is_python_space(ch)).map_or(0, char::len_utf8)
}

/// Appends the tokens of a text.
pub(super) fn tokenize<'a>(text: &'a str, tokens: &mut Vec<Token<'a>>) {
    let bytes = text.as_bytes();
    let tail = tail(text);
    let mut rules = Rules::default();
    let mut at = 0;
    while at < tail {
        let space = space_at(text, at);
        if space > 0 {
            at += space;
            continue;
        }
        let start = at;
        let mut seen = 0;
        // A byte above ASCII may begin white space, which ends the word, or a dash or quote, which the rules know.
        while at < bytes.len() {
            let kind = KIND[usize::from(bytes[at])];
            if kind & (SPACE | HIGH) != 0 {
                if kind & SPACE != 0 || space_at(text, at) > 0 {
                    break;
                }
                let length = text[at..].chars().next().map_or(1, char::len_utf8);
                seen |= HIGH | NOT_LETTER | if is_known(&text[at..at + length]) { OTHER } else { 0 };
                at += length;
                continue;
            }
            seen |= kind;
            at += 1;
        }
        if !quick(text, start, at, seen, tokens) {
            plain(&mut rules, text, start, at, tokens);
        }
    }
    if tail < bytes.len() && !last_word(text, tail, tokens) {
        plain(&mut rules, text, tail, bytes.len(), tokens);
    }
}

/// Whether a rule knows this character above ASCII, or takes it for an i.
fn is_known(ch: &str) -> bool {
    matches!(ch, "«" | "»" | "“" | "”" | "‘" | "’" | "„" | "\u{2012}" | "\u{2013}" | "\u{2014}" | "\u{2015}" | "İ" | "ı")
}

/// Where the word begins whose full stop ends the text, with whatever closes behind it; the text's length where none does.
fn tail(text: &str) -> usize {
    let closing = |ch: char| is_python_space(ch) || matches!(ch, ']' | ')' | '}' | '>' | '"' | '\'' | '»' | '”' | '’');
    let kept = text.trim_end_matches(closing);
    if !kept.ends_with('.') {
        return text.len();
    }
    kept.char_indices().rev().find(|&(_, ch)| is_python_space(ch)).map_or(0, |(at, ch)| at + ch.len_utf8())
}

/// The last word of a text where it is plain letters and a full stop, with nothing behind.
fn last_word<'a>(text: &'a str, start: usize, tokens: &mut Vec<Token<'a>>) -> bool {
    let end = text.len() - 1;
    let word = &text.as_bytes()[start..end];
    let plain = word.iter().all(|&b| KIND[usize::from(b)] == 0);
    if !text.ends_with('.') || !plain || has_contraction(word) {
        return false;
    }
    if start < end {
        tokens.push(Token::of(text, start, end));
    }
    tokens.push(Token::of(text, end, text.len()));
    true
}

/// Parts a word on the spot, where that is possible.
fn quick<'a>(text: &'a str, start: usize, end: usize, seen: u8, tokens: &mut Vec<Token<'a>>) -> bool {
    let bytes = text.as_bytes();
    if seen & OTHER != 0 {
        return false;
    }
    // A mark at the end, if there is one and no other.
    let mut core = end;
    if seen & SPLIT != 0 {
        core = end - 1;
        if bytes[start..core].iter().any(|&b| KIND[usize::from(b)] & SPLIT != 0) {
            return false;
        }
    }
    let word = &bytes[start..core];
    if seen & TWICE != 0 && word.windows(2).any(|pair| pair == b".." || pair == b"--") {
        return false;
    }
    let maybe = seen & (NOT_LETTER | APOSTROPHE) != 0 || matches!(word.len(), 5 | 6);
    if maybe && has_contraction(word) {
        return false;
    }
    let mut cut = core;
    if seen & APOSTROPHE != 0 {
        // Before a separator of ASCII, which no rule takes for a space, what follows an apostrophe stays.
        if seen & NOT_LETTER != 0 || core == end && bytes.get(end).is_some_and(|b| matches!(b, 0x1C..=0x1F)) {
            return false;
        }
        match clitic(word) {
            Some(at) => cut = start + at,
            None => return false,
        }
    }
    if start < cut {
        tokens.push(Token::of(text, start, cut));
    }
    if cut < core {
        tokens.push(Token::of(text, cut, core));
    }
    if core < end {
        tokens.push(Token::of(text, core, end));
    }
    true
}

/// Where letters with one apostrophe among them are parted; their length where they are not.
fn clitic(word: &[u8]) -> Option<usize> {
    let at = word.iter().position(|&b| b == b'\'')?;
    let behind = &word[at + 1..];
    if at == 0 || behind.is_empty() || behind.contains(&b'\'') {
        return None;
    }
    Some(match behind {
        b"s" | b"S" | b"m" | b"M" | b"d" | b"D" | b"ll" | b"LL" | b"re" | b"RE" | b"ve" | b"VE" => at,
        b"t" if at > 1 && word[at - 1] == b'n' => at - 1,
        b"T" if at > 1 && word[at - 1] == b'N' => at - 1,
        _ => word.len(),
    })
}

/// Whether one of the contractions may stand in the word.
fn has_contraction(word: &[u8]) -> bool {
    (0..word.len().saturating_sub(3)).any(|at| {
        matches!(word[at] | 0x20, b'c' | b'd' | b'g' | b'l' | b'm' | b'w')
            && CONTRACTIONS
                .iter()
                .any(|(known, _)| word[at..].get(..known.len()).is_some_and(|w| w.eq_ignore_ascii_case(known.as_bytes())))
    })
}

/// A word through the plain rules, with the character before it and the one behind.
fn plain<'a>(rules: &mut Rules, text: &'a str, start: usize, end: usize, tokens: &mut Vec<Token<'a>>) {
    let before = text[..start].chars().next_back().map_or(start, |ch| start - ch.len_utf8());
    let behind = text[end..].chars().next().map_or(end, |ch| end + ch.len_utf8());
    rules.text.clear();
    rules.text.extend(text[before..behind].char_indices().map(|(at, ch)| Mark { ch, from: before + at }));
    rules.run(start == 0, behind == end);
    rules.tokens(text, tokens);
}
