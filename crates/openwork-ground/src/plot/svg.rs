//! The little SVG that the pictures need: numbers, text, colours, and the document around them.
//!
//! Everything is said by presentation attributes, which every renderer reads; the style sheet only adds the dark theme, so a
//! renderer without style sheets still draws the light one. Ink is `currentColor`: a page may set its own.

use std::fmt::Write;

/// Ten colours that stay apart for all common kinds of colour blindness and in grey: M. A. Petroff, "Accessible Color
/// Sequences for Data Visualization" (2021), arXiv:2107.02270.
pub(super) const PALETTE: [&str; 10] =
    ["#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"];

/// The two colours that sink into dark paper, and what the dark theme draws instead: at least 3.4 to 1 against it.
const ON_DARK: [(usize, &str); 2] = [(2, "#cf3018"), (4, "#9d4ad0")];

/// What carries no class.
pub(super) const PLAIN: &str = "#8a94a3";

/// The colour of a class; after ten they come round again, with another [`mark`].
pub(super) fn colour(class: usize) -> &'static str {
    PALETTE[class % PALETTE.len()]
}

/// The colour of a class inside a style rule, where the dark theme cannot override an attribute.
pub(super) fn colour_in_style(class: usize) -> String {
    format!("var(--plot-{},{})", class % PALETTE.len(), colour(class))
}

const INK: &str = "#1d2230";
const PAPER: &str = "#ffffff";
const DARK_INK: &str = "#e9ebf0";
const DARK_PAPER: &str = "#15171c";
const FONT: &str = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif";

/// A number as an attribute: two decimals are a hundredth of a pixel.
pub(super) fn num(v: f64) -> String {
    let rounded = (v * 100.0).round() / 100.0 + 0.0; // + 0.0 turns -0 into 0
    debug_assert!(rounded.is_finite());
    rounded.to_string()
}

/// Text as XML: the five special characters as entities, characters that XML forbids as U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// About how wide a text is in a sans-serif font of this size: enough to lay out margins and legends without font files.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | 't' | 'f' | 'r' | '(' | ')' => 0.32,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 0.88,
        'A'..='Z' | '×' | '−' | '+' | '=' | '<' | '>' => 0.68,
        c if c.is_ascii() || ('\u{80}'..'\u{1100}').contains(&c) => 0.58,
        '⁰'..='₎' => 0.4,
        _ => 1.0,
    };
    text.chars().map(em).sum::<f64>() * size
}

/// The text itself where it fits, else its beginning and an ellipsis.
pub(super) fn fit(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = width("…", size);
    for c in text.chars() {
        used += width(c.encode_utf8(&mut [0; 4]), size);
        if used > room {
            break;
        }
        out.push(c);
    }
    out + "…"
}

/// The mark of a class at a place: circles for the first ten, then squares, triangles and diamonds.
pub(super) fn mark(class: usize, x: f64, y: f64, r: f64) -> String {
    let (px, py) = (num(x), num(y));
    match class / PALETTE.len() % 4 {
        0 => format!("<circle cx=\"{px}\" cy=\"{py}\" r=\"{}\"/>", num(r)),
        1 => format!("<path d=\"M{} {}h{s}v{s}h-{s}z\"/>", num(x - 0.9 * r), num(y - 0.9 * r), s = num(1.8 * r)),
        2 => format!(
            "<path d=\"M{px} {}l{r1} {h}h-{w}z\"/>",
            num(y - 1.2 * r),
            r1 = num(1.15 * r),
            h = num(2.0 * r),
            w = num(2.3 * r)
        ),
        _ => format!("<path d=\"M{px} {}l{r1} {r1}l-{r1} {r1}l-{r1} -{r1}z\"/>", num(y - 1.25 * r), r1 = num(1.25 * r)),
    }
}

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub size: f64,
    pub bold: bool,
    /// Secondary text: the same ink, paler.
    pub pale: bool,
}

impl Type {
    pub const TITLE: Type = Type { size: 18.0, bold: true, pale: false };
    pub const NOTE: Type = Type { size: 12.5, bold: false, pale: true };
    pub const LABEL: Type = Type { size: 13.0, bold: false, pale: false };
    pub const TICK: Type = Type { size: 12.0, bold: false, pale: true };
}

/// A document being written.
pub(super) struct Svg {
    width: f64,
    label: String,
    style: String,
    body: String,
}

impl Svg {
    /// A picture of this width; `label` is what a screen reader says.
    pub fn new(width: f64, label: impl Into<String>) -> Self {
        Self { width, label: label.into(), style: String::new(), body: String::new() }
    }

    /// More markup, well-formed by itself or closed by a later call.
    pub fn push(&mut self, markup: impl AsRef<str>) {
        self.body.push_str(markup.as_ref());
        self.body.push('\n');
    }

    /// More rules for the style sheet.
    pub fn rule(&mut self, rule: impl AsRef<str>) {
        self.style.push_str(rule.as_ref());
        self.style.push('\n');
    }

    /// A line of text, escaped, its baseline at `y`.
    pub fn text(&mut self, x: f64, y: f64, anchor: Anchor, kind: Type, text: &str) {
        self.text_with(x, y, anchor, kind, "", text);
    }

    /// As [`text`](Self::text), with further attributes.
    pub fn text_with(&mut self, x: f64, y: f64, anchor: Anchor, kind: Type, attributes: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if kind.bold { " font-weight=\"600\"" } else { "" };
        let pale = if kind.pale { " fill-opacity=\".68\"" } else { "" };
        let (x, y, size, text) = (num(x), num(y), num(kind.size), escape(text));
        self.push(format!("<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor}{weight}{pale}{attributes}>{text}</text>"));
    }

    /// The whole document, this high.
    pub fn finish(self, height: f64) -> String {
        let (w, h) = (num(self.width), num(height));
        let (mut rules, mut variables) = (String::new(), String::new());
        for (class, on_dark) in ON_DARK {
            let on_light = PALETTE[class];
            let _ = write!(variables, ";--plot-{class}:{on_dark}");
            for attribute in ["fill", "stroke"] {
                let _ = write!(rules, ".openwork-plot [{attribute}=\"{on_light}\"]{{{attribute}:{on_dark}}}");
            }
        }
        let mut out = String::with_capacity(self.body.len() + 1024);
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"openwork-plot\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
             color=\"{INK}\" fill=\"currentColor\" font-family=\"{FONT}\" role=\"img\" aria-label=\"{}\">\n\
             <style>\n@media (prefers-color-scheme:dark){{.openwork-plot{{color:{DARK_INK}{variables}}}\
             .openwork-plot .paper{{fill:{DARK_PAPER}}}.openwork-plot .edge{{stroke:{DARK_PAPER}}}{rules}}}\n{}</style>\n\
             <rect class=\"paper\" width=\"{w}\" height=\"{h}\" rx=\"6\" fill=\"{PAPER}\"/>\n{}</svg>\n",
            escape(&self.label),
            self.style,
            self.body
        );
        out
    }
}

/// The cells of one value, as a path of horizontal runs: `value(row, column)` picks them, `w` by `h` is a cell, the first at
/// `(x, y)`.
pub(super) fn runs(
    rows: usize,
    columns: usize,
    (x, y, w, h): (f64, f64, f64, f64),
    picked: impl Fn(usize, usize) -> bool,
) -> String {
    let mut path = String::new();
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let from = column;
            while column < columns && picked(row, column) {
                column += 1;
            }
            if column > from {
                let (left, right) = (x + from as f64 * w, x + column as f64 * w);
                let (top, bottom) = (y + row as f64 * h, y + (row + 1) as f64 * h);
                let _ = write!(path, "M{} {}H{}V{}H{}z", num(left), num(top), num(right), num(bottom), num(left));
            } else {
                column += 1;
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_have_no_negative_zero() {
        assert_eq!(
            ["0", "0", "1.5", "-2.35", "100"],
            [0.0, -0.001, 1.5, -2.345678, 100.0].map(num).each_ref().map(String::as_str)
        );
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("<a b=\"c\">&'\u{0}\u{1b}é漢"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;\u{fffd}\u{fffd}é漢");
    }

    #[test]
    fn long_text_is_cut_with_an_ellipsis() {
        assert_eq!(fit("short", 12.0, 100.0), "short");
        let cut = fit(&"a".repeat(100), 12.0, 100.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 100.0 && cut.chars().count() > 8, "{cut}");
    }

    #[test]
    fn runs_join_neighbours_of_one_row() {
        let cells = [[1, 1, 0], [0, 1, 1]];
        let path = runs(2, 3, (0.0, 0.0, 10.0, 10.0), |r, c| cells[r][c] == 1);
        assert_eq!(path, "M0 0H20V10H0zM10 10H30V20H10z");
    }
}
