//! Addresses in running text.

/// Marks that end a sentence or a bracket around an address more often than the address itself.
const TRAILING: &[char] =
    &['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'', '"', '…', '。', '、', '，', '！', '？', '：', '；'];

/// Removes every URL: `scheme://…` and `www.…`, up to white space, `<`, a double quote or a mark of another script; without the full
/// stop, comma or bracket behind it that belongs to the sentence.
///
/// ```
/// use openwork::text::remove_urls;
/// assert_eq!(remove_urls("See (https://en.wikipedia.org/wiki/Rust_(language)), or www.rust-lang.org."), "See (), or .");
/// ```
pub fn remove_urls(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for (start, length) in urls(text) {
        kept.push_str(&text[at..start]);
        at = start + length;
    }
    kept.push_str(&text[at..]);
    kept
}

/// Where the URLs of a text are: first byte and length.
pub fn urls(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some((start, head)) = next_head(text, &mut at) {
            let length = end(&text[start + head..]).map(|rest| head + rest);
            if let Some(length) = length {
                at = start + length;
                return Some((start, length));
            }
        }
        None
    })
}

/// The next `scheme://` or `www.` with no ASCII letter or digit before it: where it begins and how long it is. The search goes on behind.
fn next_head(text: &str, at: &mut usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let free = |start: usize| start == 0 || !bytes[start - 1].is_ascii_alphanumeric();
    let from = *at;
    while *at < bytes.len() {
        let here = *at;
        *at += 1;
        match bytes[here] {
            b':' if bytes[here..].starts_with(b"://") => {
                let name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
                let length = bytes[from..here].iter().rev().take(32).take_while(name).count();
                // A scheme begins with a letter.
                let skip = bytes[here - length..here].iter().take_while(|b| !b.is_ascii_alphabetic()).count();
                let start = here - length + skip;
                if start < here && free(start) {
                    *at = here + 3;
                    return Some((start, here + 3 - start));
                }
            }
            b'w' | b'W' if bytes.get(here..here + 4).is_some_and(|w| w.eq_ignore_ascii_case(b"www.")) && free(here) => {
                *at = here + 4;
                return Some((here, 4));
            }
            _ => {}
        }
    }
    None
}

// ANCHOR: end
/// The length of an address behind its head, if there is one.
fn end(text: &str) -> Option<usize> {
    if !text.starts_with(|ch: char| ch.is_alphanumeric() || matches!(ch, '[' | '/')) {
        return None; // before any search: heads without an address must not cost one each
    }
    let stops = |ch: char| ch.is_whitespace() || ch.is_control() || matches!(ch, '<' | '>' | '"' | '`') || is_foreign_mark(ch);
    let address = &text[..text.find(stops).unwrap_or(text.len())];
    // A closing bracket belongs to the address only where it closes one that opens in it.
    let count = |ch: char| address.matches(ch).count();
    let mut open = [count('('), count('['), count('{')];
    let mut close = [count(')'), count(']'), count('}')];
    let mut kept = address;
    while let Some(last) = kept.chars().next_back() {
        let bracket = [')', ']', '}'].iter().position(|&b| b == last);
        match bracket {
            Some(i) if close[i] > open[i] => close[i] -= 1,
            None if TRAILING.contains(&last) => {}
            None if matches!(last, '(' | '[' | '{') => {
                open[if last == '(' {
                    0
                } else if last == '[' {
                    1
                } else {
                    2
                }] -= 1
            }
            _ => break,
        }
        kept = &kept[..kept.len() - last.len_utf8()];
    }
    (!kept.is_empty()).then_some(kept.len())
}
// ANCHOR_END: end

/// A mark or quote above ASCII: `。` and `」` end an address, letters do not.
fn is_foreign_mark(ch: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    !ch.is_ascii() && matches!(ch.general_category_group(), GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_sentence_stays() {
        for (text, left) in [
            ("www.commonmark.org/a.b, and", ", and"),
            ("(www.google.com/search?q=Markup+(business))", "()"),
            ("www.google.com/search?q=(business))+ok", ""),
            ("http://commonmark.org/he<lp", "<lp"),
            ("«https://a.fr/é»", "«»"),
            ("请看https://例え.jp/路。谢谢", "请看。谢谢"),
            ("ftp://a.b/c?d=e&f#g!", "!"),
            ("http://localhost:8080/x http://[::1]/", " "),
            ("file:///etc/hosts", ""),
            ("a://, www. and :// and http:// stay", "a://, www. and :// and http:// stay"),
            ("axwww.b.c 1://b WWW.X.Y", "axwww.b.c 1://b "),
            ("<a href=\"https://a.b/\">", "<a href=\"\">"),
        ] {
            assert_eq!(remove_urls(text), left, "{text}");
        }
    }
}
