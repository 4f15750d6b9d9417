//! The text of an HTML page, by the states of the WHATWG's tokenizer: the one that every browser follows, so that broken pages give
//! what a browser reads in them. It goes over the page once, whatever stands there.

use super::entities;

/// What is written for tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// Nothing: the characters of the page alone.
    None,
    /// A line end where a block begins or ends, a space between the cells of a table.
    Blocks,
}

const LINES: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Elements whose content is no text of the page.
const UNSEEN: &[&str] = &["script", "style", "iframe", "noembed", "noframes"];

/// The text of a page: no tags, comments, scripts or styles; entities as the characters they mean. A line ends where a paragraph,
/// heading, row or list item does.
///
/// ```
/// use openwork::text::remove_html;
/// let page = "<p class='a>b'>Fish &amp; chips<br>5 < 6<!-- no --></p><script>if (a<b) {}</script>done";
/// assert_eq!(remove_html(page), "Fish & chips\n5 < 6\ndone");
/// ```
pub fn remove_html(page: &str) -> String {
    Page { page, text: String::with_capacity(page.len() / 2), breaks: Breaks::Blocks }.read()
}

/// The same without any line ends of its own: exactly the characters that the tokenizer gives.
pub fn html_characters(page: &str) -> String {
    Page { page, text: String::with_capacity(page.len() / 2), breaks: Breaks::None }.read()
}

struct Page<'a> {
    page: &'a str,
    text: String,
    breaks: Breaks,
}

impl Page<'_> {
    // ANCHOR: data
    /// The data state: text until `<` or `&`.
    fn read(mut self) -> String {
        let mut at = 0;
        while at < self.page.len() {
            let rest = &self.page[at..];
            let plain = rest.find(['<', '&']).unwrap_or(rest.len());
            self.text.push_str(&rest[..plain]);
            at += plain;
            let rest = &rest[plain..];
            at += match rest.as_bytes() {
                [] => 0,
                [b'&', ..] => entities::decode(rest, &mut self.text),
                [b'<', b'!', ..] => declaration(rest),
                [b'<', b'/', b'a'..=b'z' | b'A'..=b'Z', ..] => self.end_tag(rest),
                [b'<', b'/', _, ..] | [b'<', b'?', ..] => after(rest, ">"), // a bogus comment
                [b'<', b'a'..=b'z' | b'A'..=b'Z', ..] => self.start_tag(rest),
                _ => {
                    self.text.push('<');
                    1
                }
            };
        }
        self.text
    }
    // ANCHOR_END: data

    fn end_tag(&mut self, rest: &str) -> usize {
        let end = tag_end(rest, 2);
        if end.is_some() {
            self.separate(&name(&rest[2..]));
        }
        end.unwrap_or(rest.len())
    }

    /// A tag, and the content of an element whose content is no markup.
    fn start_tag(&mut self, rest: &str) -> usize {
        let Some(end) = tag_end(rest, 1) else { return rest.len() };
        let name = name(&rest[1..]);
        self.separate(&name);
        let content = &rest[end..];
        let length = match name.as_str() {
            "plaintext" => content.len(),
            "script" => script_end(content),
            "title" | "textarea" | "style" | "xmp" | "iframe" | "noembed" | "noframes" => raw_end(content, &name),
            _ => return end,
        };
        let content = &content[..length];
        match name.as_str() {
            "title" | "textarea" => entities::decode_all(content, &mut self.text),
            name if UNSEEN.contains(&name) => {}
            _ => self.text.push_str(content),
        }
        end + length
    }

    fn separate(&mut self, name: &str) {
        if self.breaks == Breaks::None || self.text.is_empty() || self.text.ends_with('\n') {
            return;
        }
        if LINES.contains(&name) {
            self.text.push('\n');
        } else if matches!(name, "td" | "th") && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }
}

/// How far the text reaches to behind this mark; all of it where there is none.
fn after(text: &str, mark: &str) -> usize {
    text.find(mark).map_or(text.len(), |at| at + mark.len())
}

/// A comment, or whatever else begins with `<!`.
fn declaration(text: &str) -> usize {
    let Some(comment) = text.strip_prefix("<!--") else { return after(text, ">") };
    if comment.starts_with('>') {
        return 5;
    }
    if comment.starts_with("->") {
        return 6;
    }
    let mut at = 0;
    while let Some(found) = comment[at..].find("--") {
        let behind = &comment[at + found + 2..];
        for end in [">", "!>"] {
            if behind.starts_with(end) {
                return text.len() - behind.len() + end.len();
            }
        }
        at += found + 1;
    }
    text.len()
}

/// A tag's name in small letters.
fn name(text: &str) -> String {
    let end = text.find(['\t', '\n', '\u{c}', '\r', ' ', '/', '>']).unwrap_or(text.len());
    // No name that matters is longer.
    text[..end].chars().take(16).collect::<String>().to_ascii_lowercase()
}

// ANCHOR: tag
/// Where a tag ends that begins with its name: behind the first `>` outside quotes; `None` where the page ends before it.
fn tag_end(text: &str, from: usize) -> Option<usize> {
    enum In {
        TagName,
        BeforeName,
        Name,
        AfterName,
        BeforeValue,
        Quoted(u8),
        Value,
    }
    let mut state = In::TagName;
    for (at, &byte) in text.as_bytes().iter().enumerate().skip(from) {
        let space = matches!(byte, b'\t' | b'\n' | 0xC | b'\r' | b' ');
        state = match (state, byte) {
            (In::Quoted(quote), _) if byte != quote => In::Quoted(quote),
            (In::Quoted(_), _) => In::BeforeName,
            (_, b'>') => return Some(at + 1),
            (In::TagName, b'/') => In::BeforeName,
            (In::TagName, _) => {
                if space {
                    In::BeforeName
                } else {
                    In::TagName
                }
            }
            (In::BeforeName | In::Name | In::AfterName, b'/') => In::BeforeName,
            (In::Name | In::AfterName, b'=') => In::BeforeValue,
            (In::BeforeName, _) => {
                if space {
                    In::BeforeName
                } else {
                    In::Name
                }
            }
            (In::Name | In::AfterName, _) => {
                if space {
                    In::AfterName
                } else {
                    In::Name
                }
            }
            (In::BeforeValue, b'"' | b'\'') => In::Quoted(byte),
            (In::BeforeValue, _) => {
                if space {
                    In::BeforeValue
                } else {
                    In::Value
                }
            }
            (In::Value, _) => {
                if space {
                    In::BeforeName
                } else {
                    In::Value
                }
            }
        };
    }
    None
}
// ANCHOR_END: tag

/// Whether a text goes on with this tag: its name, and what ends a name.
fn is_tag(text: &str, opening: &str, name: &str) -> bool {
    let Some(rest) = text.strip_prefix(opening) else { return false };
    rest.get(..name.len()).is_some_and(|have| have.eq_ignore_ascii_case(name))
        && rest[name.len()..].starts_with(['\t', '\n', '\u{c}', '\r', ' ', '/', '>'])
}

/// The length of a raw element's content: up to its own end tag.
fn raw_end(text: &str, name: &str) -> usize {
    let mut at = 0;
    while let Some(found) = text[at..].find("</") {
        at += found;
        if is_tag(&text[at..], "</", name) {
            return at;
        }
        at += 2;
    }
    text.len()
}

/// The length of a script. Within `<!--` and `-->` a `<script>` of its own hides one `</script>`.
fn script_end(text: &str) -> usize {
    let (mut escaped, mut twice) = (false, false);
    let mut at = 0;
    while let Some(found) = text[at..].find(['<', '-']) {
        at += found;
        let rest = &text[at..];
        if rest.starts_with("-->") {
            (escaped, twice) = (false, false);
        } else if !escaped && rest.starts_with("<!--") {
            escaped = true;
            at += 1; // its dashes may be those of its end
        } else if escaped && !twice && is_tag(rest, "<", "script") {
            twice = true;
        } else if is_tag(rest, "</", "script") {
            if !twice {
                return at;
            }
            twice = false;
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
