#![doc = include_str!("tokenize.md")]

use super::tokenize_fast;
use serde::Serialize;
use unicode_properties::{GeneralCategory as G, UnicodeGeneralCategory};

/// A token and the bytes of the text that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Token<'a> {
    /// The token. It is `text[start..end]`, except where a tokenizer writes it anew: NLTK's writes `"` as ``` `` ``` or `''`.
    pub text: &'a str,
    /// Its first byte in the text.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

impl<'a> Token<'a> {
    /// The token of these bytes.
    pub(crate) fn of(text: &'a str, start: usize, end: usize) -> Self {
        Self { text: &text[start..end], start, end }
    }
}

/// Where tokens lie in characters instead of bytes: one walk over the text. The tokens are in its order.
pub fn char_spans(text: &str, tokens: &[Token<'_>]) -> Vec<(usize, usize)> {
    let (mut byte, mut character) = (0, 0);
    let mut upto = |to: usize| {
        character += text.as_bytes()[byte..to].iter().filter(|&&b| b & 0xC0 != 0x80).count();
        byte = to;
        character
    };
    tokens.iter().map(|token| (upto(token.start), upto(token.end))).collect()
}

/// Every run of `n` neighbouring tokens for each `n` of the range, the shorter ones first at each place: NLTK's `everygrams`.
///
/// ```
/// use openwork::text::ngrams;
/// let grams: Vec<_> = ngrams(&["to", "be", "or"], 1..=2).collect();
/// assert_eq!(grams, [&["to"][..], &["to", "be"], &["be"], &["be", "or"], &["or"]]);
/// ```
pub fn ngrams<T>(tokens: &[T], n: std::ops::RangeInclusive<usize>) -> impl Iterator<Item = &[T]> {
    (0..tokens.len()).flat_map(move |i| n.clone().filter(|&n| n > 0).map_while(move |n| tokens.get(i..i.checked_add(n)?)))
}

/// NLTK's word tokenizer (`word_tokenize` with `preserve_line=True`): the Penn Treebank's rules with NLTK's improvements. It
/// expects one sentence: only the last full stop of the text is parted from its word.
///
/// ```
/// use openwork::text::WordTokenizer;
/// let tokens = WordTokenizer::default().words("They'll say \"No!\", won't they?");
/// assert_eq!(tokens, ["They", "'ll", "say", "``", "No", "!", "''", ",", "wo", "n't", "they", "?"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct WordTokenizer {
    /// Write double quotes as the Treebank does, ``` `` ``` before and `''` behind, as NLTK; otherwise as they stand in the text.
    pub convert_quotes: bool,
    /// Write brackets as the Treebank does: `-LRB-` for `(`. Not NLTK's default.
    pub convert_parentheses: bool,
}

impl Default for WordTokenizer {
    fn default() -> Self {
        Self { convert_quotes: true, convert_parentheses: false }
    }
}

impl WordTokenizer {
    /// The tokens of a sentence, each with its place. Work in proportion to the length of the text.
    pub fn tokens<'a>(&self, text: &'a str) -> Vec<Token<'a>> {
        let mut tokens = Vec::with_capacity(text.len() / 5 + 4);
        tokenize_fast::tokenize(text, &mut tokens);
        self.written(text, tokens)
    }

    /// The same by the plain rules, each a pass over the whole text.
    pub fn tokens_plain<'a>(&self, text: &'a str) -> Vec<Token<'a>> {
        let mut tokens = vec![];
        let mut rules = Rules::default();
        rules.text.extend(text.char_indices().map(|(from, ch)| Mark { ch, from }));
        rules.run(true, true);
        rules.tokens(text, &mut tokens);
        self.written(text, tokens)
    }

    /// The tokens alone, copied.
    pub fn words(&self, text: &str) -> Vec<String> {
        self.tokens(text).iter().map(|token| token.text.to_owned()).collect()
    }

    fn written<'a>(&self, text: &'a str, mut tokens: Vec<Token<'a>>) -> Vec<Token<'a>> {
        if !self.convert_quotes {
            tokens.iter_mut().for_each(|token| token.text = &text[token.start..token.end]);
        }
        if self.convert_parentheses {
            for token in tokens.iter_mut().filter(|token| token.text.len() == 1) {
                let found = BRACKETS.iter().find(|(bracket, _)| *bracket == token.text);
                token.text = found.map_or(token.text, |(_, name)| name);
            }
        }
        tokens
    }
}

const BRACKETS: [(&str, &str); 6] =
    [("(", "-LRB-"), (")", "-RRB-"), ("[", "-LSB-"), ("]", "-RSB-"), ("{", "-LCB-"), ("}", "-RCB-")];

/// A character on its way through the rules, and where it comes from: [`INSERTED`], or a byte of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) ch: char,
    pub(super) from: usize,
}

const INSERTED: usize = usize::MAX;
const SPACE: Mark = Mark { ch: ' ', from: INSERTED };

/// The rules at work on a text. Each puts spaces into it; what is left between spaces at the end are the tokens.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) text: Vec<Mark>,
    made: Vec<Mark>,
}

// ANCHOR: rules
impl Rules {
    /// All rules in NLTK's order. `start` and `end`: whether the text begins and ends here, or is a word within another.
    pub(super) fn run(&mut self, start: bool, end: bool) {
        // Opening quotes.
        self.pad_runs(|ch| ch == '`');
        self.pad(|ch| matches!(ch, '«' | '“' | '‘' | '„'));
        if start && self.text.first().is_some_and(|first| first.ch == '"') {
            let from = self.text[0].from;
            self.text.splice(..1, [Mark { ch: '`', from }; 2]);
        }
        self.pad_pairs('`');
        self.rule(opening_quote);
        self.rule(opening_apostrophe);
        // Punctuation.
        if end {
            self.final_period(true);
        }
        self.rule(comma_or_colon);
        if end {
            self.last_comma_or_colon();
        }
        self.rule(dots);
        self.pad(|ch| matches!(ch, ';' | '@' | '#' | '$' | '%' | '&'));
        self.pad(|ch| matches!(ch, '\u{2012}'..='\u{2015}'));
        if end {
            self.final_period(false);
        }
        self.pad(|ch| matches!(ch, '?' | '!'));
        self.rule(closing_apostrophe);
        self.pad(|ch| ch == '*');
        self.pad(|ch| matches!(ch, '[' | ']' | '(' | ')' | '{' | '}' | '<' | '>'));
        self.pad_pairs('-');
        // Closing quotes, and what follows an apostrophe.
        self.text.insert(0, SPACE);
        self.text.push(SPACE);
        self.pad(|ch| matches!(ch, '»' | '”' | '’'));
        self.pad_pairs('\'');
        self.rule(closing_quote);
        self.rule(one_space);
        self.rule(short_clitic);
        self.rule(long_clitic);
        // cannot, gimme, 'tis.
        for (word, at) in CONTRACTIONS {
            self.contraction(word, *at);
        }
        self.contraction("'tis", 2);
        self.contraction("'twas", 2);
    }
    // ANCHOR_END: rules

    // ANCHOR: rule
    /// One rule over the whole text: at each place it says how many characters it takes, having written what stands for them, or
    /// 0 where it does not hold.
    fn rule(&mut self, holds: impl Fn(&[Mark], usize, &mut Vec<Mark>) -> usize) {
        self.made.clear();
        let mut at = 0;
        while at < self.text.len() {
            match holds(&self.text, at, &mut self.made) {
                0 => {
                    self.made.push(self.text[at]);
                    at += 1;
                }
                taken => at += taken,
            }
        }
        std::mem::swap(&mut self.text, &mut self.made);
    }
    // ANCHOR_END: rule

    /// Spaces around each of these characters.
    fn pad(&mut self, these: impl Fn(char) -> bool) {
        if self.text.iter().any(|mark| these(mark.ch)) {
            self.rule(|text, at, made| if these(text[at].ch) { put(made, &text[at..=at], 1) } else { 0 });
        }
    }

    /// Spaces around each run of these characters.
    fn pad_runs(&mut self, these: impl Fn(char) -> bool) {
        if self.text.iter().any(|mark| these(mark.ch)) {
            self.rule(|text, at, made| {
                let run = text[at..].iter().take_while(|mark| these(mark.ch)).count();
                put(made, &text[at..at + run], run)
            });
        }
    }

    /// Spaces around each pair of this character.
    fn pad_pairs(&mut self, of: char) {
        self.rule(|text, at, made| match &text[at..] {
            [a, b, ..] if a.ch == of && b.ch == of => put(made, &text[at..at + 2], 2),
            _ => 0,
        });
    }

    /// The full stop that ends the text, with closing brackets, quotes and white space behind it: `wide` closes with any quote
    /// and with spaces, which NLTK does first.
    fn final_period(&mut self, wide: bool) {
        let closes = |ch: char| matches!(ch, ']' | ')' | '}' | '>' | '"' | '\'') || wide && matches!(ch, '»' | '”' | '’' | ' ');
        let spaces = self.text.iter().rev().take_while(|mark| is_space(mark.ch)).count();
        // The spaces that `wide` takes for closing characters are those before any other white space.
        let mut end = self.text.len() - spaces;
        if wide {
            end += self.text[end..].iter().take_while(|mark| mark.ch == ' ').count();
        }
        let closing = self.text[..end].iter().rev().take_while(|mark| closes(mark.ch)).count();
        let Some(stop) = (end - closing).checked_sub(1).filter(|&i| self.text[i].ch == '.') else { return };
        if stop == 0 || self.text[stop - 1].ch == '.' {
            return;
        }
        self.text.truncate(end);
        self.text.push(SPACE);
        if wide {
            self.text.insert(stop + 1, SPACE);
        }
        self.text.insert(stop, SPACE);
    }

    fn last_comma_or_colon(&mut self) {
        if let Some(&last) = self.text.last()
            && matches!(last.ch, ':' | ',')
        {
            self.text.pop();
            self.text.extend([SPACE, last, SPACE]);
        }
    }

    /// Parts a word before its letter `at`, wherever it stands alone, in capitals or not.
    fn contraction(&mut self, word: &str, at: usize) {
        let leading = word.starts_with('\'');
        self.rule(|text, here, made| {
            let from = here + usize::from(leading);
            if leading && text[here].ch != ' ' || !same_word(&text[from.min(text.len())..], word) {
                return 0;
            }
            let end = from + word.len();
            let letter = |i: usize| text.get(i).is_some_and(|mark| is_word_of_re(mark.ch));
            let bounded = match word {
                "wanna" => text.get(end).is_some_and(|mark| is_python_space(mark.ch)),
                _ => !letter(end),
            };
            if !bounded || !leading && here > 0 && letter(here - 1) {
                return 0;
            }
            put(made, &text[from..from + at], 0);
            made.extend_from_slice(&text[from + at..end]);
            made.push(SPACE);
            end - here
        });
    }

    /// What is left between white space. A token never holds an inserted mark.
    pub(super) fn tokens<'a>(&self, text: &'a str, tokens: &mut Vec<Token<'a>>) {
        for token in self.text.split(|mark| is_python_space(mark.ch)) {
            let ([first, .., last] | [first @ last]) = token else { continue };
            let end = last.from + text[last.from..].chars().next().map_or(0, char::len_utf8);
            let mut found = Token::of(text, first.from, end);
            if found.text == "\"" || found.text == "''" {
                found.text = if first.ch == '`' { "``" } else { "''" };
            }
            tokens.push(found);
        }
    }
}

/// Writes a space, these marks and a space; gives back `taken`.
fn put(made: &mut Vec<Mark>, marks: &[Mark], taken: usize) -> usize {
    if marks.is_empty() {
        return 0;
    }
    made.push(SPACE);
    made.extend_from_slice(marks);
    made.push(SPACE);
    taken
}

/// A double quote after a space or an opening bracket opens.
fn opening_quote(text: &[Mark], at: usize, made: &mut Vec<Mark>) -> usize {
    let [before, rest @ ..] = &text[at..] else { return 0 };
    if !matches!(before.ch, ' ' | '(' | '[' | '{' | '<') {
        return 0;
    }
    let (quote, taken) = match rest {
        [a, ..] if a.ch == '"' => ([a.from; 2], 2),
        [a, b, ..] if a.ch == '\'' && b.ch == '\'' => ([a.from, b.from], 3),
        _ => return 0,
    };
    made.push(*before);
    put(made, &quote.map(|from| Mark { ch: '`', from }), taken)
}

/// An apostrophe that opens a word stands alone, unless the word is one of those that follow an apostrophe.
fn opening_apostrophe(text: &[Mark], at: usize, made: &mut Vec<Mark>) -> usize {
    let word = |i: usize| text.get(i).is_some_and(|mark| is_word(mark.ch));
    if text[at].ch != '\'' || at > 0 && word(at - 1) || !word(at + 1) {
        return 0;
    }
    let clitic = ["re", "ve", "ll", "m", "t", "s", "d", "n"];
    if clitic.iter().any(|c| same_word(&text[at + 1..], c) && !word(at + 1 + c.len())) {
        return 0;
    }
    made.extend([text[at], SPACE]);
    1
}

/// A comma or colon that no digit follows. The character that follows is taken with it: of `,,` only the first is parted.
fn comma_or_colon(text: &[Mark], at: usize, made: &mut Vec<Mark>) -> usize {
    match &text[at..] {
        [mark, next, ..] if matches!(mark.ch, ':' | ',') && next.ch.general_category() != G::DecimalNumber => {
            made.extend([SPACE, *mark, SPACE, *next]);
            2
        }
        _ => 0,
    }
}

/// Two full stops or more are one token.
fn dots(text: &[Mark], at: usize, made: &mut Vec<Mark>) -> usize {
    let run = text[at..].iter().take_while(|mark| mark.ch == '.').count();
    if run < 2 { 0 } else { put(made, &text[at..at + run], run) }
}

fn closing_apostrophe(text: &[Mark], at: usize, made: &mut Vec<Mark>) -> usize {
    match &text[at..] {
        [before, mark, space, ..] if before.ch != '\'' && mark.ch == '\'' && space.ch == ' ' => {
            made.extend([*before, SPACE, *mark, SPACE]);
            3
        }
        _ => 0,
    }
}

fn closing_quote(text: &[Mark], at: usize, made: &mut Vec<Mark>) -> usize {
    let from = text[at].from;
    if text[at].ch == '"' { put(made, &[Mark { ch: '\'', from }; 2], 1) } else { 0 }
}

fn one_space(text: &[Mark], at: usize, made: &mut Vec<Mark>) -> usize {
    let run = text[at..].iter().take_while(|mark| is_space(mark.ch)).count();
    made.extend((run > 0).then_some(SPACE));
    run
}

/// `'s`, `'m`, `'d` and a lone apostrophe at the end of a word.
fn short_clitic(text: &[Mark], at: usize, made: &mut Vec<Mark>) -> usize {
    let before = text[at];
    if matches!(before.ch, '\'' | ' ') || text.get(at + 1).is_none_or(|mark| mark.ch != '\'') {
        return 0;
    }
    let letter = text.get(at + 2).is_some_and(|mark| matches!(mark.ch, 's' | 'S' | 'm' | 'M' | 'd' | 'D'));
    clitic(text, at, 1 + usize::from(letter), made)
}

/// `'ll`, `'re`, `'ve` and `n't` at the end of a word, all small or all capitals.
fn long_clitic(text: &[Mark], at: usize, made: &mut Vec<Mark>) -> usize {
    let Some(word) = text.get(at + 1..at + 4) else { return 0 };
    let word = [word[0].ch, word[1].ch, word[2].ch];
    let known = ["'ll", "'LL", "'re", "'RE", "'ve", "'VE", "n't", "N'T"];
    if matches!(text[at].ch, '\'' | ' ') || !known.iter().any(|k| k.chars().eq(word)) {
        return 0;
    }
    clitic(text, at, 3, made)
}

fn clitic(text: &[Mark], at: usize, letters: usize, made: &mut Vec<Mark>) -> usize {
    if text.get(at + 1 + letters).is_none_or(|mark| mark.ch != ' ') {
        return 0;
    }
    made.push(text[at]);
    put(made, &text[at + 1..at + 1 + letters], letters + 2)
}

/// Words of two, and the letter that the second begins with.
pub(super) const CONTRACTIONS: &[(&str, usize)] =
    &[("cannot", 3), ("d'ye", 1), ("gimme", 3), ("gonna", 3), ("gotta", 3), ("lemme", 3), ("more'n", 4), ("wanna", 3)];

/// Whether the text goes on with this word of small ASCII letters, whatever the case: `ſ` is an s, and `İ` and `ı` are an i.
fn same_word(text: &[Mark], word: &str) -> bool {
    let fold = |ch: char| match ch {
        'ſ' => 's',
        'İ' | 'ı' => 'i',
        ch => ch.to_ascii_lowercase(),
    };
    text.len() >= word.len() && text.iter().zip(word.chars()).all(|(mark, want)| fold(mark.ch) == want)
}

/// White space as Unicode has it.
pub(super) fn is_space(ch: char) -> bool {
    ch.is_whitespace()
}

/// White space where Python's `str.split` parts: also the four separators of ASCII.
pub(super) fn is_python_space(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '\u{1c}'..='\u{1f}')
}

/// What Unicode's recommendation for regular expressions calls a word's character; NLTK's engine follows it.
pub(super) fn is_word(ch: char) -> bool {
    if ch.is_ascii() {
        return ch.is_ascii_alphanumeric() || ch == '_';
    }
    use G::{ConnectorPunctuation, DecimalNumber, EnclosingMark, NonspacingMark, SpacingMark};
    ch.is_alphabetic()
        || matches!(ch, '\u{200c}' | '\u{200d}')
        || matches!(ch.general_category(), NonspacingMark | SpacingMark | EnclosingMark | DecimalNumber | ConnectorPunctuation)
}

/// A word's character to Python's own engine, by which NLTK finds contractions.
fn is_word_of_re(ch: char) -> bool {
    use unicode_properties::GeneralCategoryGroup::{Letter, Number};
    ch == '_' || matches!(ch.general_category_group(), Letter | Number)
}

#[cfg(test)]
#[path = "tokenize_tests.rs"]
mod tests;
