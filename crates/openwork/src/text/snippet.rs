//! The piece of a document that shows why it was found.

use super::analyzer::{Analyzer, Unit, is_space, is_word};
use std::collections::HashSet;
use std::ops::Range;

/// A piece of a text, with the places of the words that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The piece; line breaks and signs that steer a terminal are spaces.
    pub text: String,
    /// Where the words are, in bytes, from left to right.
    pub marks: Vec<Range<usize>>,
    /// Whether something of the document stands before it.
    pub before: bool,
    /// Whether something of the document stands after it.
    pub after: bool,
}

impl Snippet {
    /// The piece, each word between `open` and `close`, with `…` where it was cut.
    pub fn marked(&self, open: &str, close: &str) -> String {
        let mut out = String::from(if self.before { "… " } else { "" });
        let mut at = 0;
        for mark in &self.marks {
            out += &self.text[at..mark.start];
            out += open;
            out += &self.text[mark.clone()];
            out += close;
            at = mark.end;
        }
        out += &self.text[at..];
        out + if self.after { " …" } else { "" }
    }
}

impl Analyzer {
    // ANCHOR: snippet
    /// The piece of about `width` bytes that has the most of the `words`, first by how many different ones, then by how many.
    pub(crate) fn snippet(&self, text: &str, words: &HashSet<String>, width: usize) -> Snippet {
        let plain = Analyzer { ngrams: (1, 1), stop_words: Default::default(), ..self.clone() };
        // Every word of the text: where it is, and which of the words it is.
        let mut places: Vec<(Range<usize>, Option<&String>)> = vec![];
        plain.each_place(text, |range| {
            let word = plain.terms(&text[range.clone()]).unwrap_or_default();
            places.push((range, word.first().and_then(|word| words.get(word))));
        });
        let hits: Vec<usize> = (0..places.len()).filter(|&i| places[i].1.is_some()).collect();
        let (mut best, mut most) = (0..0, (0, 0));
        for (n, &from) in hits.iter().enumerate() {
            let within = |&&to: &&usize| places[to].0.end - places[from].0.start <= width || to == from;
            let inside: Vec<usize> = hits[n..].iter().take_while(within).take(64).copied().collect();
            let different: HashSet<_> = inside.iter().map(|&i| places[i].1).collect();
            if (different.len(), inside.len()) > most {
                most = (different.len(), inside.len());
                best = from..inside[inside.len() - 1] + 1;
            }
        }
        // The room that is left is filled from both sides.
        let (mut from, mut to) = if best.is_empty() { (0, places.len().min(1)) } else { (best.start, best.end) };
        let length = |from: usize, to: usize| if from < to { places[to - 1].0.end - places[from].0.start } else { 0 };
        loop {
            let (left, right) = (from > 0 && length(from - 1, to) <= width, to < places.len() && length(from, to + 1) <= width);
            if left && (!right || best.start - from <= to - best.end.max(best.start)) {
                from -= 1;
            } else if right {
                to += 1;
            } else {
                break;
            }
        }
        let (start, mut end) = if from < to { (places[from].0.start, places[to - 1].0.end) } else { (0, 0) };
        if to == places.len() && text.len() - end <= 16 {
            end = text.len(); // the full stop
        }
        let start = if from == 0 && start <= 16 { 0 } else { start };
        let safe = |c: char| if c.is_control() { " ".repeat(c.len_utf8()) } else { c.to_string() };
        let shown: String = text[start..end].chars().map(safe).collect();
        let shown = shown.trim_end().to_owned();
        let inside = |range: &Range<usize>| range.start >= start && range.end <= start + shown.len();
        let marks = places[from..to].iter().filter(|(range, word)| word.is_some() && inside(range));
        let marks = marks.map(|(range, _)| range.start - start..range.end - start).collect();
        Snippet { marks, before: start > 0, after: end < text.trim_end().len(), text: shown }
    }
    // ANCHOR_END: snippet

    /// Where the words of a text are, before anything is done to them.
    fn each_place(&self, text: &str, mut each: impl FnMut(Range<usize>)) {
        let inside = |c: char| if self.unit == Unit::Spaced { !is_space(c) } else { is_word(c) };
        let mut from = None;
        for (at, c) in text.char_indices().chain(std::iter::once((text.len(), '\n'))) {
            match (inside(c) && at < text.len(), from) {
                (true, None) => from = Some(at),
                (false, Some(begin)) => {
                    each(begin..at);
                    from = None;
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snippet(text: &str, words: &[&str], width: usize) -> String {
        let words = words.iter().map(|&w| w.to_owned()).collect();
        Analyzer::default().snippet(text, &words, width).marked("[", "]")
    }

    #[test]
    fn the_best_piece_is_shown() {
        assert_eq!(snippet("The cat sat.", &["cat"], 99), "The [cat] sat.");
        assert_eq!(snippet("one two three four five six CAT seven\neight dog", &["cat", "dog"], 20), "… [CAT] seven eight [dog]");
        assert_eq!(
            snippet("cat one two three four five six cat dog nine ten eleven twelve", &["cat", "dog"], 20),
            "… six [cat] [dog] nine ten …"
        );
        assert_eq!(snippet("nothing here of what was asked", &["cat"], 12), "nothing here …");
        assert_eq!(snippet("", &["cat"], 12), "");
        assert_eq!(snippet("\u{1b}[31mcat", &["31mcat"], 12), " [[31mcat]"); // no colour for the terminal
        assert_eq!(snippet("Ärger über ÄRGER", &["ärger"], 60), "[Ärger] über [ÄRGER]");
    }
}
