#![doc = include_str!("chrf.md")]

use super::segments::{Statistics, TextMetric};
use super::text::{is_space, lower, words};
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::fmt;

/// The settings of chrF.
#[derive(Debug, Clone, PartialEq)]
pub struct Chrf {
    char_order: usize,
    word_order: usize,
    beta: f64,
    lowercase: bool,
    whitespace: bool,
    eps_smoothing: bool,
}

impl Default for Chrf {
    fn default() -> Self {
        Self::new()
    }
}

impl Chrf {
    /// chrF2: runs of up to 6 characters, no words, recall counting twice as much as precision.
    pub fn new() -> Self {
        Self { char_order: 6, word_order: 0, beta: 2.0, lowercase: false, whitespace: false, eps_smoothing: false }
    }

    /// chrF2++: runs of up to 2 words too.
    pub fn plus_plus() -> Self {
        Self { word_order: 2, ..Self::new() }
    }

    /// The longest runs of characters, and of words; at least one of them at least 1.
    ///
    /// # Errors
    /// Both 0, or one of them more than 64.
    pub fn orders(self, char_order: usize, word_order: usize) -> Result<Self> {
        let most = super::bleu::MOST_ORDERS;
        if char_order > most || word_order > most || char_order + word_order == 0 {
            let want = format!("both within 0..={most} and one of them at least 1");
            return Err(Error::setting("char_order and word_order", format!("{char_order} and {word_order}"), want));
        }
        Ok(Self { char_order, word_order, ..self })
    }

    /// How many times as much recall counts as precision.
    ///
    /// # Errors
    /// A number that is negative or not finite.
    pub fn beta(self, beta: f64) -> Result<Self> {
        if !(beta >= 0.0 && beta.is_finite()) {
            return Err(Error::setting("beta", beta, "a finite number >= 0"));
        }
        Ok(Self { beta, ..self })
    }

    /// Whether capitals count as small letters.
    pub fn lowercase(self, lowercase: bool) -> Self {
        Self { lowercase, ..self }
    }

    /// Whether white space counts as characters.
    pub fn whitespace(self, whitespace: bool) -> Self {
        Self { whitespace, ..self }
    }

    /// Whether the mean is taken over the F-scores of all orders, with a tiny number for an order that is not there, as chrF++.py,
    /// NLTK and Moses do; else over the precisions and recalls of the orders that are there.
    pub fn eps_smoothing(self, eps_smoothing: bool) -> Self {
        Self { eps_smoothing, ..self }
    }

    /// The score of a corpus: one list of references for each hypothesis.
    ///
    /// # Errors
    /// Lists of different length (transposed references are recognised), no segments, a segment without references.
    pub fn score<H, R, S>(&self, hypotheses: &[H], references: &[R]) -> Result<ChrfScore>
    where
        H: AsRef<str> + Sync,
        R: AsRef<[S]> + Sync,
        S: AsRef<str>,
    {
        Ok(self.score_of(&self.corpus(hypotheses, references)?.statistics))
    }

    /// The score of a single sentence.
    ///
    /// # Errors
    /// No references.
    pub fn sentence<S: AsRef<str>>(&self, hypothesis: &str, references: &[S]) -> Result<ChrfScore> {
        if references.is_empty() {
            return Err(Error::empty("references", "at least one"));
        }
        let mut statistics = self.nothing();
        self.count(hypothesis, references, &mut Counter::default(), &mut statistics);
        Ok(self.score_of(&statistics))
    }

    /// The line as it is counted.
    pub(super) fn prepared<'a>(&self, line: &'a str) -> std::borrow::Cow<'a, str> {
        lower(line, self.lowercase)
    }

    pub(super) fn counts_space(&self) -> bool {
        self.whitespace
    }

    pub(super) fn character_order(&self) -> usize {
        self.char_order
    }

    // ANCHOR: score
    /// The score of counts.
    pub fn score_of(&self, statistics: &ChrfStatistics) -> ChrfScore {
        const EPSILON: f64 = 1e-16;
        let factor = self.beta * self.beta;
        let f = |precision: f64, recall: f64| (1.0 + factor) * precision * recall / (factor * precision + recall);
        let (mut mean_f, mut precision, mut recall, mut there) = (0.0, 0.0, 0.0, 0);
        for &[hypothesis, reference, matches] in &statistics.orders {
            let share = |of: u64| if of > 0 { matches as f64 / of as f64 } else { EPSILON };
            let (p, r) = (share(hypothesis), share(reference));
            mean_f += if factor * p + r > 0.0 { f(p, r) } else { EPSILON };
            if hypothesis > 0 && reference > 0 {
                (precision, recall, there) = (precision + p, recall + r, there + 1);
            }
        }
        let score = if self.eps_smoothing {
            mean_f / statistics.orders.len() as f64
        } else if there == 0 || precision + recall == 0.0 {
            0.0
        } else {
            f(precision / f64::from(there), recall / f64::from(there))
        };
        ChrfScore { score: 100.0 * score, name: self.name(), statistics: statistics.clone() }
    }
    // ANCHOR_END: score

    // ANCHOR: count
    /// The counts against one reference in the plain form, by the definition: what the fast counting is held against.
    pub fn count_plain(&self, hypothesis: &str, reference: &str) -> ChrfStatistics {
        let (hypothesis, reference) = (lower(hypothesis, self.lowercase), lower(reference, self.lowercase));
        let characters =
            |line: &str| -> Vec<String> { line.chars().filter(|&c| self.whitespace || !is_space(c)).map(String::from).collect() };
        let parts = |line: &str| -> Vec<String> { chrf_words(line).map(str::to_owned).collect() };
        let mut orders = vec![];
        for (longest, h, r) in [
            (self.char_order, characters(&hypothesis), characters(&reference)),
            (self.word_order, parts(&hypothesis), parts(&reference)),
        ] {
            for order in 1..=longest {
                let (h, r) = (runs(&h, order), runs(&r, order));
                let matches = h.iter().map(|(run, &times)| times.min(r.get(run).copied().unwrap_or(0))).sum();
                let in_reference = r.values().sum();
                orders.push([if in_reference > 0 { h.values().sum() } else { 0 }, in_reference, matches]);
            }
        }
        ChrfStatistics { orders }
    }
    // ANCHOR_END: count
}

fn runs(parts: &[String], order: usize) -> HashMap<&[String], u64> {
    let mut runs = HashMap::new();
    for run in parts.windows(order) {
        *runs.entry(run).or_insert(0) += 1;
    }
    runs
}

/// Words with one punctuation mark of ASCII parted from their end or, failing that, from their beginning.
fn chrf_words(line: &str) -> impl Iterator<Item = &str> {
    words(line).flat_map(|word| {
        let (first, last) = (word.chars().next().unwrap_or(' '), word.chars().next_back().unwrap_or(' '));
        let (a, b) = if word.len() == first.len_utf8() {
            (word, "")
        } else if last.is_ascii_punctuation() {
            word.split_at(word.len() - 1)
        } else if first.is_ascii_punctuation() {
            word.split_at(1)
        } else {
            (word, "")
        };
        [a, b].into_iter().filter(|part| !part.is_empty())
    })
}

/// What chrF counts, by order: characters first, then words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ChrfStatistics {
    /// Runs of the hypothesis (0 where the reference has none that long), of the reference, and of both.
    pub orders: Vec<[u64; 3]>,
}

impl Statistics for ChrfStatistics {
    fn merge(&mut self, other: &Self) {
        for (a, b) in self.orders.iter_mut().flatten().zip(other.orders.iter().flatten()) {
            *a += b;
        }
    }

    fn numbers(&self) -> Vec<f64> {
        self.orders.iter().flatten().map(|&v| v as f64).collect()
    }
}

/// A chrF score and what it is made of.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ChrfScore {
    /// From 0 to 100.
    pub score: f64,
    /// With beta and the plus signs of word orders, such as `chrF2++`.
    pub name: String,
    /// The counts.
    #[serde(flatten)]
    pub statistics: ChrfStatistics,
}

impl fmt::Display for ChrfScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {:.2}", self.name, self.score)
    }
}

/// The tables of one segment: runs as numbers, a run being a shorter one and one more part.
///
/// Only the reference's runs are kept. Where a run of the hypothesis is unknown, nothing longer is asked for. The table is
/// cleared by raising its age, not by writing it over.
#[derive(Debug, Default)]
pub struct Counter {
    slots: Vec<Slot>,
    age: u32,
    filled: usize,
    /// By number of the run: how often the reference has it beyond what the hypothesis used.
    left: Vec<u32>,
    hypothesis: Vec<u32>,
    reference: Vec<u32>,
    names: HashMap<String, u32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    age: u32,
    id: u32,
    key: u64,
}

const NONE: u32 = u32::MAX;

impl Counter {
    fn place(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let wide = u128::from(key ^ 0x2545_F491_4F6C_DD1D) * 0x9E37_79B9_7F4A_7C15_u128;
        let mut place = ((wide >> 64) as u64 ^ wide as u64) as usize & mask;
        while self.slots[place].age == self.age && self.slots[place].key != key {
            place = (place + 1) & mask;
        }
        place
    }

    fn clear(&mut self, runs: usize) {
        self.left.clear();
        self.filled = 0;
        let room = (2 * runs + 1).next_power_of_two().max(1024);
        if self.slots.len() < room || self.slots.len() > 64 * room || self.age == u32::MAX {
            self.slots = vec![Slot::default(); room];
            self.age = 0;
        }
        self.age += 1;
    }

    /// Counts one kind of part (characters or words) up to `longest`.
    fn count(&mut self, longest: usize, into: &mut [[u64; 3]]) {
        let (hypothesis, reference) = (std::mem::take(&mut self.hypothesis), std::mem::take(&mut self.reference));
        self.clear(reference.len() * longest);
        // A run of one part has no shorter one: NONE stands for it.
        let mut chain = vec![NONE; reference.len()];
        let mut chain_h = vec![NONE; hypothesis.len()];
        for order in 1..=longest {
            let starts = |length: usize| (length + 1).saturating_sub(order);
            let in_reference = starts(reference.len());
            if in_reference == 0 {
                break;
            }
            for i in 0..in_reference {
                let key = u64::from(chain[i]) << 32 | u64::from(reference[i + order - 1]);
                let place = self.place(key);
                let next = self.left.len() as u32;
                let slot = &mut self.slots[place];
                if slot.age != self.age {
                    *slot = Slot { age: self.age, id: next, key };
                    self.left.push(0);
                    self.filled += 1;
                }
                chain[i] = slot.id;
                self.left[slot.id as usize] += 1;
            }
            let in_hypothesis = starts(hypothesis.len());
            let mut matches = 0;
            for i in 0..in_hypothesis {
                let part = hypothesis[i + order - 1];
                if part == NONE || (order > 1 && chain_h[i] == NONE) {
                    chain_h[i] = NONE;
                    continue;
                }
                let place = self.place(u64::from(chain_h[i]) << 32 | u64::from(part));
                let slot = self.slots[place];
                if slot.age != self.age {
                    chain_h[i] = NONE;
                    continue;
                }
                chain_h[i] = slot.id;
                let left = &mut self.left[slot.id as usize];
                matches += u64::from(*left > 0);
                *left = left.saturating_sub(1);
            }
            into[order - 1] = [in_hypothesis as u64, in_reference as u64, matches];
        }
        (self.hypothesis, self.reference) = (hypothesis, reference);
    }
}

impl TextMetric for Chrf {
    type Statistics = ChrfStatistics;
    type Scratch = Counter;
    const CHUNK: usize = 64;
    const WORK: usize = 16_384;

    fn name(&self) -> String {
        format!("chrF{}{}", self.beta, "+".repeat(self.word_order))
    }

    fn nothing(&self) -> ChrfStatistics {
        ChrfStatistics { orders: vec![[0; 3]; self.char_order + self.word_order] }
    }

    /// Of several references the one with the best score counts, of equals the first.
    fn count<S: AsRef<str>>(&self, hypothesis: &str, references: &[S], counter: &mut Counter, into: &mut ChrfStatistics) {
        let hypothesis = lower(hypothesis, self.lowercase);
        let mut best: Option<(f64, ChrfStatistics)> = None;
        for reference in references {
            let reference = lower(reference.as_ref(), self.lowercase);
            let mut counts = self.nothing();
            let (characters, parts) = counts.orders.split_at_mut(self.char_order);
            let keep = |c: &char| self.whitespace || !is_space(*c);
            for (line, to) in [(&hypothesis, &mut counter.hypothesis), (&reference, &mut counter.reference)] {
                to.clear();
                to.extend(line.chars().filter(keep).map(u32::from));
            }
            counter.count(self.char_order, characters);
            if self.word_order > 0 {
                counter.names.clear();
                counter.reference.clear();
                for word in chrf_words(&reference) {
                    let next = counter.names.len() as u32;
                    counter.reference.push(*counter.names.entry(word.to_owned()).or_insert(next));
                }
                counter.hypothesis.clear();
                counter.hypothesis.extend(chrf_words(&hypothesis).map(|w| counter.names.get(w).copied().unwrap_or(NONE)));
                counter.count(self.word_order, parts);
            }
            if references.len() == 1 {
                return into.merge(&counts);
            }
            let score = self.score_of(&counts).score;
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, counts));
            }
        }
        if let Some((_, counts)) = best {
            into.merge(&counts);
        }
    }

    fn value(&self, statistics: &ChrfStatistics) -> f64 {
        self.score_of(statistics).score
    }

    fn value_of(&self, numbers: &[f64]) -> f64 {
        let (orders, _) = numbers.as_chunks::<3>();
        self.value(&ChrfStatistics { orders: orders.iter().map(|order| order.map(|v| v as u64)).collect() })
    }

    fn settings(&self) -> String {
        let yes = |yes: bool| if yes { "yes" } else { "no" };
        let case = if self.lowercase { "lc" } else { "mixed" };
        let (chars, words) = (self.char_order, self.word_order);
        format!("case:{case}|eff:{}|nc:{chars}|nw:{words}|space:{}", yes(!self.eps_smoothing), yes(self.whitespace))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn punctuation_is_parted_from_words_once() {
        let parts: Vec<_> = chrf_words(" (hi) well, 'tis (x . ... é! ").collect();
        assert_eq!(parts, ["(hi", ")", "well", ",", "'", "tis", "(", "x", ".", "..", ".", "é", "!"]);
    }

    #[test]
    fn settings_are_checked() {
        assert!(Chrf::new().orders(0, 0).is_err());
        assert!(Chrf::new().orders(0, 1).is_ok());
        assert!(Chrf::new().beta(-1.0).is_err());
        assert!(Chrf::new().beta(f64::NAN).is_err());
        assert_eq!(Chrf::plus_plus().beta(3.0).unwrap().name(), "chrF3++");
        assert!(Chrf::new().sentence::<&str>("a", &[]).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(800))]

        #[test]
        fn the_fast_count_is_the_plain_count(
            small in ("[ab .]{0,14}", "[ab .]{0,14}"), any in ("\\PC{0,30}", "\\PC{0,30}"),
            chars in 0_usize..8, words in 0_usize..4, whitespace in any::<bool>(), lowercase in any::<bool>(),
        ) {
            prop_assume!(chars + words > 0);
            let chrf = Chrf::new().orders(chars, words).unwrap().whitespace(whitespace).lowercase(lowercase);
            let mut counter = Counter::default();
            for (hypothesis, reference) in [small, any] {
                let mut fast = chrf.nothing();
                chrf.count(&hypothesis, &[&reference], &mut counter, &mut fast);
                prop_assert_eq!(fast, chrf.count_plain(&hypothesis, &reference));
            }
        }
    }
}
