//! The tokenizer of TER: words between white space, and on demand normalised or stripped of punctuation, as Tercom does it.

use super::bleu_tokenize_plain::{each, pairs, stands_alone, unescape_xml};
use super::text::{is_space, lower, words};

/// What is done to a line before it is cut at its white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Preparation {
    pub normalized: bool,
    pub no_punct: bool,
    pub asian_support: bool,
    pub case_sensitive: bool,
}

impl Preparation {
    /// The tokens of a line.
    pub fn tokens(self, line: &str, mut token: impl FnMut(&str)) {
        let line = line.trim_end_matches(is_space);
        let line = lower(line, !self.case_sensitive);
        if !self.normalized && !self.no_punct {
            return words(&line).for_each(token);
        }
        if line.is_empty() {
            return; // not even the spaces that the rules would put around it
        }
        let mut line = line.into_owned();
        if self.normalized {
            line = western(&line);
            if self.asian_support {
                for part in ASIAN {
                    line = each(&line, part);
                }
            }
        }
        if self.no_punct {
            let dropped = |c: char| {
                matches!(c, '.' | ',' | '?' | ':' | ';' | '!' | '"' | '(' | ')')
                    || self.asian_support && (asian_mark(c) || wide_mark(c))
            };
            line.retain(|c| !dropped(c));
        }
        words(&line).for_each(&mut token);
    }

    /// The tokens of a reference. sacreBLEU prepares references twice, which normalising notices: of `a ..1` the second point
    /// stays with the 1 the first time and stands alone the second. The numbers published are by that, so it is kept.
    pub fn reference_tokens(self, line: &str, token: impl FnMut(&str)) {
        if !self.normalized && !self.no_punct {
            return self.tokens(line, token);
        }
        let mut once = String::with_capacity(2 * line.len());
        self.tokens(line, |token| {
            once += token;
            once.push(' ');
        });
        self.tokens(&once, token);
    }
}

/// Western punctuation by the rules of Tercom: those of 13a, with another mark of words parted at the end of a line, and the 's
/// of possession parted.
fn western(line: &str) -> String {
    let digit = |c: char| c.is_ascii_digit();
    let point = |c: char| c == '.' || c == ',';
    let line = unescape_xml(&line.replace("\n-", "").replace('\n', " "));
    let line = each(&format!(" {line} "), stands_alone);
    let line = line.replace("'s ", " 's ");
    let line = pairs(&line, |a, b| !digit(a) && point(b), |a, b| format!("{a} {b} "));
    let line = pairs(&line, |a, b| point(a) && !digit(b), |a, b| format!(" {a} {b}"));
    pairs(&line, |a, b| digit(a) && b == '-', |a, b| format!("{a} {b} "))
}

/// What stands alone in Chinese and Japanese. Tercom means to part runs of kana from their surroundings too, but its expression
/// can only match a line that is nothing else, so that no line is changed by it.
const ASIAN: [fn(char) -> bool; 6] = [
    |c| matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}'),
    |c| matches!(c, '\u{31C0}'..='\u{31EF}' | '\u{2E80}'..='\u{2EFF}'),
    |c| matches!(c, '\u{3300}'..='\u{33FF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'),
    |c| matches!(c, '\u{3200}'..='\u{3F22}'),
    asian_mark,
    wide_mark,
];

fn asian_mark(c: char) -> bool {
    matches!(c, '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{FF61}'..='\u{FF65}' | '\u{30FB}')
}

fn wide_mark(c: char) -> bool {
    matches!(
        c,
        '\u{FF0E}' | '\u{FF0C}' | '\u{FF1F}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF01}' | '\u{FF02}' | '\u{FF08}' | '\u{FF09}'
    )
}
