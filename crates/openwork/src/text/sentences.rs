#![doc = include_str!("sentences.md")]

use super::tokenize::Token;
use super::unicode::{Sentence, sentence};
use crate::error::{Error, Result};

/// Abbreviations whose full stop ends no sentence, whatever follows: a name nearly always does.
const BEFORE_NAMES: &[(&str, &str)] = &[
    (
        "english",
        "mr mrs ms mx dr prof rev fr sr jr st ste mt ft gen col maj capt cmdr lt sgt cpl pvt adm hon gov sen rep pres supt det insp \
         messrs mmes rt vs cf e.g i.e viz al ca approx",
    ),
    ("german", "hr fr dr prof ing dipl st z.b d.h u.a v.a i.d.r bzw ca vgl ggf evtl sog inkl exkl zzgl str geb gest abs min max"),
    ("french", "m mm mme mmes mlle mlles dr pr prof me st ste mgr cf p.ex c.-à-d env av boul"),
    ("spanish", "sr sra sres sras srta d dña dr dra prof profa lic ing gral cap ud uds p.ej cf av avda st sto sta"),
];

/// Abbreviations whose full stop ends no sentence where a number follows.
const BEFORE_NUMBERS: &str = "no nos nr núm fig figs vol vols p pp pg ch chap sec sect art arts par para eq eqs ex tab tbl \
     bd kap abb jan feb mar apr jun jul aug sep sept oct nov dec okt dez janv févr avr juil déc ene abr ago dic";

/// Cuts a text into sentences: Unicode's rules (UAX #29), then the abbreviations of a language.
///
/// ```
/// use openwork::text::SentenceSplitter;
/// let splitter = SentenceSplitter::new("english")?;
/// let text = "Dr. J. Smith paid $3.50 to Acme Inc. on Monday. Did he? \"Yes!\" she said.";
/// let sentences: Vec<_> = splitter.sentences(text).map(|s| s.text).collect();
/// assert_eq!(sentences, ["Dr. J. Smith paid $3.50 to Acme Inc. on Monday.", "Did he?", "\"Yes!\" she said."]);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct SentenceSplitter {
    before_names: Vec<String>,
    before_numbers: Vec<String>,
    refined: bool,
    wrapped: bool,
    ordinals: bool,
}

impl SentenceSplitter {
    /// The splitter of a language: english, german, french or spanish.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other.
    pub fn new(language: &str) -> Result<Self> {
        let found = BEFORE_NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(language));
        let Some((_, names)) = found else {
            let known: Vec<_> = BEFORE_NAMES.iter().map(|(name, _)| *name).collect();
            let want = format!("{} or unicode (no abbreviations)", known.join(", "));
            return Err(Error::setting("language", format!("{language:?}"), want));
        };
        let list = |words: &str| words.split_whitespace().map(str::to_owned).collect();
        Ok(Self {
            before_names: list(names),
            before_numbers: list(BEFORE_NUMBERS),
            refined: true,
            wrapped: false,
            ordinals: language.eq_ignore_ascii_case("german"),
        })
    }

    /// Unicode's rules alone.
    pub fn unicode() -> Self {
        Self::default()
    }

    /// Of this language, or `unicode`.
    ///
    /// # Errors
    /// As [`SentenceSplitter::new`].
    pub fn parse(language: &str) -> Result<Self> {
        if language.eq_ignore_ascii_case("unicode") { Ok(Self::unicode()) } else { Self::new(language) }
    }

    /// These abbreviations too, without their last full stop: none of them ends a sentence.
    #[must_use]
    pub fn abbreviations<S: AsRef<str>>(mut self, words: impl IntoIterator<Item = S>) -> Self {
        self.before_names.extend(words.into_iter().map(|word| word.as_ref().trim_end_matches('.').to_lowercase()));
        self
    }

    /// Whether lines are only wrapped, so that a lone line end is a space and an empty line ends a paragraph; otherwise every line
    /// end ends a sentence, as Unicode has it.
    #[must_use]
    pub fn wrapped(mut self, wrapped: bool) -> Self {
        self.wrapped = wrapped;
        self
    }

    /// The sentences, without the white space between them. Work in proportion to the length of the text.
    pub fn sentences<'a>(&self, text: &'a str) -> impl Iterator<Item = Token<'a>> {
        let mut start = 0;
        std::iter::from_fn(move || {
            while start < text.len() {
                let from = start;
                start += self.sentence(&text[start..]);
                let piece = &text[from..start];
                let inner = piece.trim();
                if !inner.is_empty() {
                    let from = from + piece.len() - piece.trim_start().len();
                    return Some(Token::of(text, from, from + inner.len()));
                }
            }
            None
        })
    }

    /// The length of the first sentence, joined to the next while its end is none.
    fn sentence(&self, text: &str) -> usize {
        let (mut end, mut line) = piece(text, self.wrapped);
        while self.refined && !line && end < text.len() && self.goes_on(&text[..end], &text[end..]) {
            let (more, ends) = piece(&text[end..], self.wrapped);
            (end, line) = (end + more, ends);
        }
        end
    }

    // ANCHOR: goes_on
    /// Whether a sentence goes on where Unicode's rules end it.
    fn goes_on(&self, before: &str, behind: &str) -> bool {
        let next = behind.chars().next();
        // "Stop!" she said: SB8 asks this of full stops only.
        if next.is_some_and(|ch| sentence(ch) == Sentence::Lower) {
            return true;
        }
        let Some(word) = before.trim_end().strip_suffix('.') else { return false };
        let word = word.rsplit(|ch: char| ch.is_whitespace() || matches!(ch, '(' | '[' | '"' | '“' | '‘' | '«' | '—')).next();
        // No abbreviation is longer; a longer word need not be read.
        let Some(word) = word.filter(|word| !word.is_empty() && word.len() <= 32) else { return false };
        let mut letters = word.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && letter.is_uppercase()
            && letter != 'I'
        {
            return true; // an initial
        }
        // The 3. Mai is the third of May.
        if self.ordinals && word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()) {
            return true;
        }
        let small = word.to_lowercase();
        let number = next.is_some_and(char::is_numeric);
        self.before_names.contains(&small) || number && self.before_numbers.contains(&small)
    }
    // ANCHOR_END: goes_on
}

/// What stands between a full stop and the place looked at.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Nothing,
    Term,
    Close,
    Space,
}

// ANCHOR: piece
/// The length of the first sentence by Unicode's rules, SB3 to SB998, and whether the end of a line ends it.
fn piece(text: &str, wrapped: bool) -> (usize, bool) {
    use Sentence::*;
    let mut after = After::Nothing;
    let (mut full_stop, mut letter_before, mut previous) = (false, false, Other);
    let mut chars = text.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        let next = if wrapped && is_wrap(ch, &text[at..]) { Sp } else { sentence(ch) };
        let end = at + ch.len_utf8();
        if matches!(next, Extend | Format) {
            continue; // SB5
        }
        if after != After::Nothing {
            let goes_on = match next {
                STerm | ATerm | SContinue => true,                           // SB8a
                Close => after != After::Space,                              // SB9
                Sp | Sep | Cr | Lf => true,                                  // SB9, SB10
                Numeric => full_stop && after == After::Term,                // SB6
                Upper => full_stop && after == After::Term && letter_before, // SB7
                _ => false,
            };
            if !(goes_on || full_stop && small_letter_follows(&text[at..], wrapped)) {
                return (at, false); // SB11; or SB8, whose search ends where the next full stop may stand
            }
        }
        match next {
            Cr if chars.peek().is_some_and(|&(_, ch)| ch == '\n') => return (end + 1, true), // SB3
            Cr | Lf | Sep => return (end, true),                                             // SB4
            _ => {}
        }
        after = match (next, after) {
            (ATerm | STerm, _) => {
                full_stop = next == ATerm;
                letter_before = matches!(previous, Upper | Lower);
                After::Term
            }
            (Close, After::Term | After::Close) => After::Close,
            (Sp, After::Term | After::Close | After::Space) => After::Space,
            _ => After::Nothing,
        };
        previous = next;
    }
    (text.len(), false)
}

/// Whether this ends a line that the next one, not empty, goes on.
fn is_wrap(ch: char, text: &str) -> bool {
    let text = match ch {
        '\n' => &text[1..],
        '\r' => text[1..].strip_prefix('\n').unwrap_or(&text[1..]),
        _ => return false,
    };
    let next = text.bytes().find(|b| !matches!(b, b' ' | b'\t'));
    !matches!(next, Some(b'\n' | b'\r'))
}

/// SB8: whether a small letter is the next of letters, line ends and marks that end sentences.
fn small_letter_follows(text: &str, wrapped: bool) -> bool {
    use Sentence::*;
    let class = |(at, ch)| if wrapped && is_wrap(ch, &text[at..]) { Sp } else { sentence(ch) };
    let next =
        text.char_indices().map(class).find(|class| matches!(class, OLetter | Upper | Lower | Sep | Cr | Lf | STerm | ATerm));
    next == Some(Lower)
}
// ANCHOR_END: piece

#[cfg(test)]
#[path = "sentences_tests.rs"]
mod tests;
