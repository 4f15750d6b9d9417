#![doc = include_str!("ter.md")]

use super::segments::{Statistics, TextMetric};
use super::ter_distance::{Distances, Edit, INFINITY};
use super::ter_tokenize::Preparation;
use super::ter_watch::TerRun;
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::fmt;

/// The longest run of words that is moved at once.
const LONGEST_SHIFT: usize = 10;

/// The furthest apart that a run of words may stand in hypothesis and reference to be moved.
const FURTHEST_SHIFT: usize = 50;

/// After so many shifts tried no more are: what keeps a long line from taking hours.
const MOST_CANDIDATES: usize = 1000;

/// The settings of TER.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ter {
    preparation: Preparation,
}

impl Ter {
    /// Words between white space, in small letters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether punctuation is parted from words, by the rules of Tercom.
    pub fn normalized(mut self, normalized: bool) -> Self {
        self.preparation.normalized = normalized;
        self
    }

    /// Whether punctuation is left out.
    pub fn no_punct(mut self, no_punct: bool) -> Self {
        self.preparation.no_punct = no_punct;
        self
    }

    /// Whether normalising and leaving out are done to Chinese and Japanese too: without one of them it changes nothing.
    pub fn asian_support(mut self, asian_support: bool) -> Self {
        self.preparation.asian_support = asian_support;
        self
    }

    /// Whether capitals differ from small letters.
    pub fn case_sensitive(mut self, case_sensitive: bool) -> Self {
        self.preparation.case_sensitive = case_sensitive;
        self
    }

    /// The score of a corpus: one list of references for each hypothesis.
    ///
    /// # Errors
    /// Lists of different length (transposed references are recognised), no segments, a segment without references.
    pub fn score<H, R, S>(&self, hypotheses: &[H], references: &[R]) -> Result<TerScore>
    where
        H: AsRef<str> + Sync,
        R: AsRef<[S]> + Sync,
        S: AsRef<str>,
    {
        Ok(self.corpus(hypotheses, references)?.statistics.score())
    }

    /// The score of a single sentence.
    ///
    /// # Errors
    /// No references.
    pub fn sentence<S: AsRef<str>>(&self, hypothesis: &str, references: &[S]) -> Result<TerScore> {
        if references.is_empty() {
            return Err(Error::empty("references", "at least one"));
        }
        let mut statistics = self.nothing();
        self.count(hypothesis, references, &mut Scratch::default(), &mut statistics);
        Ok(statistics.score())
    }

    /// Watches one hypothesis being rewritten into one reference, shift by shift.
    pub fn run(&self, hypothesis: &str, reference: &str) -> TerRun {
        let mut words = vec![];
        self.preparation.reference_tokens(reference, |word| words.push(word.to_owned()));
        TerRun::new(self.tokens(hypothesis), words)
    }

    /// The tokens that are counted in a hypothesis.
    pub fn tokens(&self, line: &str) -> Vec<String> {
        let mut tokens = vec![];
        self.preparation.tokens(line, |token| tokens.push(token.to_owned()));
        tokens
    }
}

/// What TER counts.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct TerStatistics {
    /// Edits, of each segment those to the reference that needs the fewest; a shift is one.
    pub num_edits: u64,
    /// Words of the references, of each segment the mean over its references.
    pub ref_length: f64,
}

impl TerStatistics {
    /// The score of these counts.
    pub fn score(&self) -> TerScore {
        let score = if self.ref_length > 0.0 {
            self.num_edits as f64 / self.ref_length
        } else {
            f64::from(u8::from(self.num_edits > 0)) // words where there should be none: all of them are wrong
        };
        TerScore { score: 100.0 * score, statistics: self.clone() }
    }
}

impl Statistics for TerStatistics {
    fn merge(&mut self, other: &Self) {
        self.num_edits += other.num_edits;
        self.ref_length += other.ref_length;
    }

    fn numbers(&self) -> Vec<f64> {
        vec![self.num_edits as f64, self.ref_length]
    }
}

/// A TER score and what it is made of.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct TerScore {
    /// Edits in a hundred words of the reference: 0 is best, and it can be more than 100.
    pub score: f64,
    /// The counts.
    #[serde(flatten)]
    pub statistics: TerStatistics,
}

impl fmt::Display for TerScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TER = {:.2}", self.score)
    }
}

/// Memory for one segment after another.
#[derive(Debug, Default)]
pub struct Scratch {
    names: HashMap<String, u32>,
    rewriting: Rewriting,
}

/// A hypothesis on its way to a reference, words as numbers.
#[derive(Debug, Default)]
pub(super) struct Rewriting {
    pub hypothesis: Vec<u32>,
    pub reference: Vec<u32>,
    now: Distances,
    trial: Distances,
    shifted: Vec<u32>,
    candidates: usize,
}

/// A run of words moved to another place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Shift {
    /// Its first word.
    pub start: usize,
    /// How many words.
    pub length: usize,
    /// The word of the hypothesis that it is put before.
    pub target: usize,
    /// How many edits fewer are needed then, the shift itself not counted.
    pub gain: u32,
}

impl Rewriting {
    /// Begins a rewriting.
    pub fn begin(&mut self) {
        let (h, r) = (self.hypothesis.len(), self.reference.len());
        self.now.lay_out(h, r);
        self.trial.lay_out(h, r);
        self.candidates = 0;
    }

    /// The edits that are needed as the words stand.
    pub fn distance(&mut self) -> u32 {
        self.now.fill(&self.hypothesis, &self.reference, 0, INFINITY)
    }

    /// Those edits one by one.
    pub fn edits(&self) -> Vec<Edit> {
        self.now.edits(&self.hypothesis, &self.reference)
    }

    // ANCHOR: shift
    /// The shift that saves the most edits: of equals the longest, then the one from furthest left, then to furthest left. None
    /// where none saves any, or where too many have been tried.
    pub fn best_shift(&mut self) -> Option<Shift> {
        let before = self.distance();
        let alignment = Alignment::of(&self.edits());
        let mut best: Option<Shift> = None;
        let (h, r) = (self.hypothesis.len(), self.reference.len());
        'search: for start in 0..h {
            for at in start.saturating_sub(FURTHEST_SHIFT)..r.min(start + FURTHEST_SHIFT + 1) {
                let longest = LONGEST_SHIFT.min(h - start).min(r - at);
                let same = |&n: &usize| self.hypothesis[start + n] == self.reference[at + n];
                for length in 1..=(0..longest).take_while(same).count() {
                    // Both places must be wrong as they are, and the words must not be there already.
                    let here = alignment.at[at];
                    if !alignment.hypothesis_wrong(start, length)
                        || !alignment.reference_wrong(at, length)
                        || (start as isize..(start + length) as isize).contains(&here)
                    {
                        continue;
                    }
                    let mut last = None;
                    for place in (at as isize - 1..).take(length + 1) {
                        // Before the reference's first word is before the hypothesis' first.
                        let target = if place < 0 { 0 } else { (alignment.at[place as usize] + 1) as usize };
                        if last.replace(target) == Some(target) {
                            continue;
                        }
                        self.candidates += 1;
                        // What is as good as the best so far may be preferred to it; what is worse need not be known.
                        let limit = best.as_ref().map_or(before.saturating_sub(1), |best| before - best.gain);
                        let after = self.distance_after(start, length, target, limit);
                        if after > limit || after >= before {
                            continue;
                        }
                        let found = Shift { start, length, target, gain: before - after };
                        if best.as_ref().is_none_or(|best| found.preferred_to(best)) {
                            best = Some(found);
                        }
                    }
                    if self.candidates >= MOST_CANDIDATES {
                        break 'search;
                    }
                }
            }
        }
        best.filter(|_| self.candidates < MOST_CANDIDATES)
    }
    // ANCHOR_END: shift

    /// Moves the words.
    pub fn apply(&mut self, shift: &Shift) {
        moved(&self.hypothesis, shift.start, shift.length, shift.target, &mut self.shifted);
        std::mem::swap(&mut self.hypothesis, &mut self.shifted);
    }

    /// The distance after a shift. The rows of the words before the first that changes are known.
    fn distance_after(&mut self, start: usize, length: usize, target: usize, limit: u32) -> u32 {
        moved(&self.hypothesis, start, length, target, &mut self.shifted);
        let known = self.hypothesis.iter().zip(&self.shifted).take_while(|(a, b)| a == b).count();
        self.trial.take_row(&self.now, known);
        self.trial.fill(&self.shifted, &self.reference, known, limit)
    }
}

impl Shift {
    fn preferred_to(&self, other: &Self) -> bool {
        let key = |s: &Self| (s.gain, s.length, std::cmp::Reverse(s.start), std::cmp::Reverse(s.target));
        key(self) > key(other)
    }
}

/// The words with a run of them moved. A target within the run counts from where the rest closes up, as the reference has it.
fn moved(words: &[u32], start: usize, length: usize, target: usize, out: &mut Vec<u32>) {
    out.clear();
    let end = start + length;
    let run = &words[start..end];
    if target < start {
        out.extend_from_slice(&words[..target]);
        out.extend_from_slice(run);
        out.extend_from_slice(&words[target..start]);
        out.extend_from_slice(&words[end..]);
    } else {
        let until = if target > end { target } else { (length + target).min(words.len()) };
        out.extend_from_slice(&words[..start]);
        out.extend_from_slice(&words[end..until]);
        out.extend_from_slice(run);
        out.extend_from_slice(&words[until..]);
    }
}

/// Which words of hypothesis and reference go together.
struct Alignment {
    /// For each word of the reference, the word of the hypothesis at it or last before it; -1 before the first.
    at: Vec<isize>,
    /// How many of the first words are wrong.
    hypothesis: Vec<u32>,
    reference: Vec<u32>,
}

impl Alignment {
    fn of(edits: &[Edit]) -> Self {
        let (mut at, mut hypothesis, mut reference) = (vec![], vec![0], vec![0]);
        let mut place = -1;
        let note = |wrong: &mut Vec<u32>, edit| wrong.push(wrong.last().copied().unwrap_or(0) + u32::from(edit != Edit::Keep));
        for &edit in edits {
            if edit != Edit::Insert {
                place += 1;
                note(&mut hypothesis, edit);
            }
            if edit != Edit::Delete {
                at.push(place);
                note(&mut reference, edit);
            }
        }
        Self { at, hypothesis, reference }
    }

    fn hypothesis_wrong(&self, start: usize, length: usize) -> bool {
        self.hypothesis[start + length] > self.hypothesis[start]
    }

    fn reference_wrong(&self, start: usize, length: usize) -> bool {
        self.reference[start + length] > self.reference[start]
    }
}

impl TextMetric for Ter {
    type Statistics = TerStatistics;
    type Scratch = Scratch;
    const CHUNK: usize = 16;
    const WORK: usize = 65_536;

    fn name(&self) -> String {
        "TER".into()
    }

    fn nothing(&self) -> TerStatistics {
        TerStatistics { num_edits: 0, ref_length: 0.0 }
    }

    fn count<S: AsRef<str>>(&self, hypothesis: &str, references: &[S], scratch: &mut Scratch, into: &mut TerStatistics) {
        let Scratch { names, rewriting } = scratch;
        names.clear();
        let mut line = vec![];
        self.preparation.tokens(hypothesis, |token| line.push(number(names, token)));
        let (mut fewest, mut length) = (u64::MAX, 0);
        for reference in references {
            rewriting.hypothesis.clone_from(&line);
            rewriting.reference.clear();
            self.preparation.reference_tokens(reference.as_ref(), |token| rewriting.reference.push(number(names, token)));
            length += rewriting.reference.len();
            fewest = fewest.min(rewrite(rewriting));
        }
        into.num_edits += if references.is_empty() { 0 } else { fewest };
        into.ref_length += length as f64 / references.len().max(1) as f64;
    }

    fn value(&self, statistics: &TerStatistics) -> f64 {
        statistics.score().score
    }

    fn value_of(&self, numbers: &[f64]) -> f64 {
        let at = |i: usize| numbers.get(i).copied().unwrap_or(0.0);
        self.value(&TerStatistics { num_edits: at(0) as u64, ref_length: at(1) })
    }

    fn settings(&self) -> String {
        let yes = |yes: bool| if yes { "yes" } else { "no" };
        let Preparation { normalized, no_punct, asian_support, case_sensitive } = self.preparation;
        let case = if case_sensitive { "mixed" } else { "lc" };
        format!("case:{case}|tok:tercom|norm:{}|punct:{}|asian:{}", yes(normalized), yes(!no_punct), yes(asian_support))
    }

    fn ascending(&self) -> bool {
        false
    }
}

// ANCHOR: rewrite
/// How many edits turn the hypothesis into the reference: shifts while they save any, then words one by one.
fn rewrite(rewriting: &mut Rewriting) -> u64 {
    if rewriting.reference.is_empty() {
        return rewriting.hypothesis.len() as u64;
    }
    rewriting.begin();
    let mut shifts = 0;
    while let Some(shift) = rewriting.best_shift() {
        rewriting.apply(&shift);
        shifts += 1;
    }
    shifts + u64::from(rewriting.distance())
}
// ANCHOR_END: rewrite

/// The number of a word.
fn number(names: &mut HashMap<String, u32>, word: &str) -> u32 {
    if let Some(&number) = names.get(word) {
        return number;
    }
    let next = names.len() as u32;
    names.insert(word.to_owned(), next);
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_is_one_edit() {
        // Snover et al. 2006: moving a phrase costs as much as replacing one word.
        let score = Ter::new().sentence("this week the saudis denied", &["the saudis denied this week"]).unwrap();
        assert_eq!((score.statistics.num_edits, score.score), (1, 20.0));
    }

    #[test]
    fn empty_lines() {
        let ter = Ter::new();
        for (hypothesis, reference, score) in [("", "", 0.0), ("a b", "", 100.0), ("", "a b", 100.0), (" ", "\t", 0.0)] {
            assert_eq!(ter.sentence(hypothesis, &[reference]).unwrap().score, score, "{hypothesis:?} {reference:?}");
        }
        assert!(ter.sentence::<&str>("a", &[]).is_err());
    }

    #[test]
    fn long_lines_end_in_time() {
        let same = "a ".repeat(3000);
        let other: String = (0..3000).map(|i| format!("w{} ", (i * 7919) % 3000)).collect();
        let sorted: String = (0..3000).map(|i| format!("w{i} ")).collect();
        let begun = std::time::Instant::now();
        let ter = Ter::new();
        assert_eq!(ter.sentence(&same, &[&same]).unwrap().score, 0.0);
        assert!(ter.sentence(&other, &[&sorted]).unwrap().score > 50.0);
        assert!(ter.sentence(&same, &["a"]).unwrap().score > 100.0);
        assert!(begun.elapsed().as_secs() < 20);
    }
}
