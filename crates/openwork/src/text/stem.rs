#![doc = include_str!("stem.md")]

use crate::error::{Error, Result};
use serde::Serialize;
use std::borrow::Cow;

/// Which Porter stemmer: the paper's, its author's later program, or NLTK's, which is its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PorterMode {
    /// NLTK's default: a table of irregular words and gentler rules for short words and `y`. ROUGE stems by it.
    #[default]
    NltkExtensions,
    /// The rules of the program that Porter published later: words of one or two letters stay, `bli` and `logi`.
    MartinExtensions,
    /// The paper of 1980 to the letter.
    OriginalAlgorithm,
}

impl PorterMode {
    /// All three, with their names.
    pub const ALL: [(PorterMode, &'static str); 3] = [
        (PorterMode::NltkExtensions, "NLTK_EXTENSIONS"),
        (PorterMode::MartinExtensions, "MARTIN_EXTENSIONS"),
        (PorterMode::OriginalAlgorithm, "ORIGINAL_ALGORITHM"),
    ];

    /// The mode of this name, as NLTK spells it.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other name.
    pub fn parse(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(_, known)| known.eq_ignore_ascii_case(name));
        found.map(|&(mode, _)| mode).ok_or_else(|| {
            Error::setting("mode", format!("{name:?}"), "NLTK_EXTENSIONS, MARTIN_EXTENSIONS or ORIGINAL_ALGORITHM")
        })
    }
}

/// A rule that fired: what the word was before and after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StemStep {
    /// The step of the paper, such as `1b`; `table` for NLTK's irregular words.
    pub step: &'static str,
    /// The rule, such as `(*v*) ING ->`.
    pub rule: String,
    /// The word before it.
    pub before: String,
    /// The word after it.
    pub after: String,
}

impl std::fmt::Display for StemStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:5}  {:24}  {} -> {}", self.step, self.rule, self.before, self.after)
    }
}

/// Porter's stemmer: strips English suffixes by five steps of rules.
///
/// ```
/// use openwork::text::PorterStemmer;
/// let stemmer = PorterStemmer::default();
/// assert_eq!(stemmer.stem("Relational"), "relat");
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct PorterStemmer {
    pub(super) mode: PorterMode,
}

// ANCHOR: rules
/// What must hold of the part before the suffix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum If {
    /// Nothing.
    Always,
    /// m > 0: it holds a vowel followed by a consonant.
    M0,
    /// m > 1: it holds that twice.
    M1,
    /// m > 1, and it ends in s or t.
    M1EndsInST,
    /// m > 0, measured with the l of `logi` added (NLTK).
    M0WithL,
}

/// Suffix, replacement, condition.
pub(super) type Rule = (&'static str, &'static str, If);

const STEP_1A: &[Rule] = &[("sses", "ss", If::Always), ("ies", "i", If::Always), ("ss", "ss", If::Always), ("s", "", If::Always)];

pub(super) const STEP_2: &[Rule] = &[
    ("ational", "ate", If::M0),
    ("tional", "tion", If::M0),
    ("enci", "ence", If::M0),
    ("anci", "ance", If::M0),
    ("izer", "ize", If::M0),
    ("bli", "ble", If::M0), // the paper has abli -> able
    ("alli", "al", If::M0),
    ("entli", "ent", If::M0),
    ("eli", "e", If::M0),
    ("ousli", "ous", If::M0),
    ("ization", "ize", If::M0),
    ("ation", "ate", If::M0),
    ("ator", "ate", If::M0),
    ("alism", "al", If::M0),
    ("iveness", "ive", If::M0),
    ("fulness", "ful", If::M0),
    ("ousness", "ous", If::M0),
    ("aliti", "al", If::M0),
    ("iviti", "ive", If::M0),
    ("biliti", "ble", If::M0),
];

pub(super) const STEP_3: &[Rule] = &[
    ("icate", "ic", If::M0),
    ("ative", "", If::M0),
    ("alize", "al", If::M0),
    ("iciti", "ic", If::M0),
    ("ical", "ic", If::M0),
    ("ful", "", If::M0),
    ("ness", "", If::M0),
];

pub(super) const STEP_4: &[Rule] = &[
    ("al", "", If::M1),
    ("ance", "", If::M1),
    ("ence", "", If::M1),
    ("er", "", If::M1),
    ("ic", "", If::M1),
    ("able", "", If::M1),
    ("ible", "", If::M1),
    ("ant", "", If::M1),
    ("ement", "", If::M1),
    ("ment", "", If::M1),
    ("ent", "", If::M1),
    ("ion", "", If::M1EndsInST),
    ("ou", "", If::M1),
    ("ism", "", If::M1),
    ("ate", "", If::M1),
    ("iti", "", If::M1),
    ("ous", "", If::M1),
    ("ive", "", If::M1),
    ("ize", "", If::M1),
];
// ANCHOR_END: rules

/// What the later program and NLTK add to step 2.
pub(super) fn more_of_step_2(mode: PorterMode) -> &'static [Rule] {
    match mode {
        PorterMode::NltkExtensions => &[("fulli", "ful", If::M0), ("logi", "log", If::M0WithL)],
        PorterMode::MartinExtensions => &[("logi", "log", If::M0)],
        PorterMode::OriginalAlgorithm => &[],
    }
}

/// NLTK's irregular words.
pub(super) const IRREGULAR: &[(&str, &str)] = &[
    ("sky", "sky"),
    ("skies", "sky"),
    ("dying", "die"),
    ("lying", "lie"),
    ("tying", "tie"),
    ("news", "news"),
    ("innings", "inning"),
    ("inning", "inning"),
    ("outings", "outing"),
    ("outing", "outing"),
    ("cannings", "canning"),
    ("canning", "canning"),
    ("howe", "howe"),
    ("proceed", "proceed"),
    ("exceed", "exceed"),
    ("succeed", "succeed"),
];

impl PorterStemmer {
    /// A stemmer of this mode.
    pub fn new(mode: PorterMode) -> Self {
        Self { mode }
    }

    /// The mode.
    pub fn mode(&self) -> PorterMode {
        self.mode
    }

    /// The stem of a word by the rules as they stand below, in lower case: the plain form of [`stem`](Self::stem), which
    /// gives the same.
    pub fn stem_plain(&self, word: &str) -> String {
        self.stem_plain_lower(&lower(word))
    }

    /// The plain form of [`stem_lower`](Self::stem_lower).
    pub(super) fn stem_plain_lower(&self, word: &str) -> String {
        self.letters(word.chars().collect(), &mut |_, _, _, _, _| {}).into_iter().collect()
    }

    /// The rules that fire for a word, in their order: what a figure or `--trace` shows. The last `after` is the stem.
    pub fn steps(&self, word: &str) -> Vec<StemStep> {
        let mut steps = vec![];
        self.letters(lower(word).chars().collect(), &mut |step, suffix, put, before, after| {
            let rule = format!("{} -> {}", suffix.to_uppercase(), put.to_uppercase()).trim_end().to_owned();
            steps.push(StemStep { step, rule, before: before.iter().collect(), after: after.iter().collect() });
        });
        steps
    }

    fn letters(&self, word: Vec<char>, tell: &mut Tell<'_>) -> Vec<char> {
        if self.mode == PorterMode::NltkExtensions
            && let Some((_, stem)) = IRREGULAR.iter().find(|(from, _)| from.len() == word.len() && ends_with(&word, from))
        {
            let stem: Vec<char> = stem.chars().collect();
            tell("table", "irregular", "", &word, &stem);
            return stem;
        }
        if self.mode != PorterMode::OriginalAlgorithm && word.len() <= 2 {
            return word;
        }
        let mut stemming = Stemming { word, mode: self.mode, tell };
        stemming.step_1a();
        stemming.step_1b();
        stemming.step_1c();
        stemming.step_2();
        stemming.rules("3", STEP_3);
        stemming.rules("4", STEP_4);
        stemming.step_5a();
        stemming.step_5b();
        stemming.word
    }
}

/// In lower case, without a copy where it is so already.
pub(super) fn lower(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) { word.into() } else { word.to_lowercase().into() }
}

/// Told of each rule that fires: step, suffix, replacement, the word before, the word after.
type Tell<'a> = dyn FnMut(&'static str, &str, &str, &[char], &[char]) + 'a;

fn ends_with(word: &[char], suffix: &str) -> bool {
    word.len() >= suffix.len() && word.iter().rev().copied().zip(suffix.chars().rev()).all(|(have, want)| have == want)
}

// ANCHOR: measure
/// Whether each letter is a consonant: not a, e, i, o, u, and not a y after a consonant.
fn consonants(word: &[char]) -> impl Iterator<Item = bool> {
    let mut before = false;
    word.iter().map(move |&letter| {
        before = if "aeiou".contains(letter) { false } else { letter != 'y' || !before };
        before
    })
}

/// m: how often a vowel is followed by a consonant.
fn measure(word: &[char]) -> usize {
    let mut vowel_before = false;
    let mut m = 0;
    for consonant in consonants(word) {
        m += usize::from(consonant && vowel_before);
        vowel_before = !consonant;
    }
    m
}
// ANCHOR_END: measure

fn has_vowel(word: &[char]) -> bool {
    consonants(word).any(|consonant| !consonant)
}

/// \*d: ends in two equal consonants.
fn ends_double(word: &[char]) -> bool {
    matches!(word, [.., a, b] if a == b) && consonants(word).last() == Some(true)
}

/// A word on its way through the steps.
struct Stemming<'a, 'b> {
    word: Vec<char>,
    mode: PorterMode,
    tell: &'a mut Tell<'b>,
}

impl Stemming<'_, '_> {
    /// The part before a suffix of this length.
    fn before(&self, suffix: usize) -> &[char] {
        &self.word[..self.word.len() - suffix]
    }

    fn ends(&self, suffix: &str) -> bool {
        ends_with(&self.word, suffix)
    }

    /// Puts `put` in the place of the last `cut` letters.
    fn replace(&mut self, step: &'static str, rule: &str, cut: usize, put: &str) {
        let old = self.word.clone();
        self.word.truncate(old.len() - cut);
        self.word.extend(put.chars());
        (self.tell)(step, rule, put, &old, &self.word);
    }

    fn holds(&self, condition: If, suffix: usize) -> bool {
        let stem = self.before(suffix);
        match condition {
            If::Always => true,
            If::M0 => measure(stem) > 0,
            If::M1 => measure(stem) > 1,
            If::M1EndsInST => measure(stem) > 1 && stem.last().is_some_and(|&l| "st".contains(l)),
            If::M0WithL => measure(self.before(suffix - 1)) > 0,
        }
    }

    // ANCHOR: apply
    /// The first rule whose suffix the word has decides: it fires where its condition holds, and no other is tried.
    fn rules(&mut self, step: &'static str, rules: &[Rule]) -> bool {
        let Some(&(suffix, put, condition)) = rules.iter().find(|(suffix, ..)| self.ends(suffix)) else { return false };
        if self.holds(condition, suffix.len()) {
            let shown = match condition {
                If::Always => suffix.to_owned(),
                If::M0 | If::M0WithL => format!("(m>0) {suffix}"),
                If::M1 => format!("(m>1) {suffix}"),
                If::M1EndsInST => format!("(m>1, *s or *t) {suffix}"),
            };
            self.replace(step, &shown, suffix.len(), put);
        }
        true
    }
    // ANCHOR_END: apply

    fn nltk(&self) -> bool {
        self.mode == PorterMode::NltkExtensions
    }

    fn step_1a(&mut self) {
        if self.nltk() && self.word.len() == 4 && self.ends("ies") {
            return self.replace("1a", "ies", 3, "ie");
        }
        self.rules("1a", STEP_1A);
    }

    fn step_1b(&mut self) {
        if self.nltk() && self.ends("ied") {
            return self.replace("1b", "ied", 3, if self.word.len() == 4 { "ie" } else { "i" });
        }
        if self.ends("eed") {
            if measure(self.before(3)) > 0 {
                self.replace("1b", "(m>0) eed", 3, "ee");
            }
            return;
        }
        let Some(suffix) = ["ed", "ing"].into_iter().find(|s| self.ends(s) && has_vowel(self.before(s.len()))) else { return };
        self.replace("1b", &format!("(*v*) {suffix}"), suffix.len(), "");
        for (ending, put) in [("at", "ate"), ("bl", "ble"), ("iz", "ize")] {
            if self.ends(ending) {
                return self.replace("1b", ending, 2, put);
            }
        }
        if ends_double(&self.word) {
            if self.word.last().is_some_and(|&l| !"lsz".contains(l)) {
                self.replace("1b", "(*d, not l s z) double", 1, "");
            }
        } else if measure(&self.word) == 1 && self.ends_cvc(&self.word) {
            self.replace("1b", "(m=1 and *o)", 0, "e");
        }
    }

    fn step_1c(&mut self) {
        if !self.ends("y") {
            return;
        }
        let stem = self.before(1);
        let holds = match self.mode {
            PorterMode::NltkExtensions => stem.len() > 1 && consonants(stem).last() == Some(true),
            _ => has_vowel(stem),
        };
        if holds {
            self.replace("1c", if self.nltk() { "(c) y" } else { "(*v*) y" }, 1, "i");
        }
    }

    fn step_2(&mut self) {
        if self.nltk() && self.ends("alli") && measure(self.before(4)) > 0 {
            self.replace("2", "(m>0) alli", 4, "al");
        }
        match self.mode {
            PorterMode::OriginalAlgorithm if self.ends("bli") => {
                // The paper's rule asks for the a of abli too.
                self.rules("2", &[("abli", "able", If::M0)]);
            }
            _ => {
                let _ = self.rules("2", STEP_2) || self.rules("2", more_of_step_2(self.mode));
            }
        }
    }

    fn step_5a(&mut self) {
        if !self.ends("e") {
            return;
        }
        let stem = self.before(1);
        let m = measure(stem);
        if m > 1 {
            self.replace("5a", "(m>1) e", 1, "");
        } else if m == 1 && !self.ends_cvc(stem) {
            self.replace("5a", "(m=1, not *o) e", 1, "");
        }
    }

    fn step_5b(&mut self) {
        if self.ends("ll") && measure(self.before(1)) > 1 {
            self.replace("5b", "(m>1) ll", 2, "l");
        }
    }

    /// \*o: ends consonant, vowel, consonant, the last not w, x or y; NLTK adds a word of one vowel and one consonant.
    fn ends_cvc(&self, word: &[char]) -> bool {
        let mut flags = consonants(word).skip(word.len().saturating_sub(3));
        match (word, flags.next(), flags.next(), flags.next()) {
            ([.., last], Some(true), Some(false), Some(true)) => !"wxy".contains(*last),
            ([_, _], Some(false), Some(true), None) => self.nltk(),
            _ => false,
        }
    }
}

#[cfg(test)]
#[path = "stem_tests.rs"]
mod tests;
