#![doc = include_str!("bleu.md")]

use super::bleu_count::Counter;
use super::bleu_score::{BleuScore, BleuStatistics, Smoothing};
use super::bleu_tokenize::Tokenizer;
use super::bleu_watch::BleuRun;
use super::segments::{Counted, TextMetric};
use super::text::lower;
use crate::error::{Error, Result};
use std::collections::HashMap;

/// The settings of BLEU.
#[derive(Debug, Clone, PartialEq)]
pub struct Bleu {
    tokenizer: Tokenizer,
    lowercase: bool,
    smoothing: Smoothing,
    max_order: usize,
    effective_order: bool,
}

impl Default for Bleu {
    fn default() -> Self {
        Self::new()
    }
}

/// The highest order that can be asked for: no sentence that a person wrote has a longer run of words in common by chance.
pub const MOST_ORDERS: usize = 64;

impl Bleu {
    /// n-grams up to 4, tokenizer 13a, case as it is, smoothing exp.
    pub fn new() -> Self {
        let smoothing = Smoothing::Exp;
        Self { tokenizer: Tokenizer::V13a, lowercase: false, smoothing, max_order: 4, effective_order: false }
    }

    /// How a line becomes tokens.
    pub fn tokenizer(self, tokenizer: Tokenizer) -> Self {
        Self { tokenizer, ..self }
    }

    /// Whether capitals count as small letters.
    pub fn lowercase(self, lowercase: bool) -> Self {
        Self { lowercase, ..self }
    }

    /// What happens to an order without a match.
    pub fn smoothing(self, smoothing: Smoothing) -> Self {
        Self { smoothing, ..self }
    }

    /// The longest n-grams, at least 1.
    ///
    /// # Errors
    /// 0, or more than [`MOST_ORDERS`].
    pub fn max_order(self, max_order: usize) -> Result<Self> {
        if !(1..=MOST_ORDERS).contains(&max_order) {
            return Err(Error::setting("max_ngram_order", max_order, format!("1..={MOST_ORDERS}")));
        }
        Ok(Self { max_order, ..self })
    }

    /// Whether orders longer than the hypothesis are left out of the mean: for single sentences.
    pub fn effective_order(self, effective_order: bool) -> Self {
        Self { effective_order, ..self }
    }

    /// The score of a corpus: one list of references for each hypothesis.
    ///
    /// # Errors
    /// Lists of different length (transposed references are recognised), no segments, a segment without references.
    pub fn score<H, R, S>(&self, hypotheses: &[H], references: &[R]) -> Result<BleuScore>
    where
        H: AsRef<str> + Sync,
        R: AsRef<[S]> + Sync,
        S: AsRef<str>,
    {
        Ok(self.score_of(&self.corpus(hypotheses, references)?))
    }

    /// The score of a single sentence. BLEU is made for corpora: give [`effective_order`](Self::effective_order) here.
    ///
    /// # Errors
    /// No references.
    pub fn sentence<S: AsRef<str>>(&self, hypothesis: &str, references: &[S]) -> Result<BleuScore> {
        if references.is_empty() {
            return Err(Error::empty("references", "at least one"));
        }
        let mut statistics = self.nothing();
        self.count(hypothesis, references, &mut Counter::default(), &mut statistics);
        Ok(statistics.score(self.smoothing, self.effective_order))
    }

    /// The score of a corpus already counted.
    pub fn score_of(&self, counted: &Counted<BleuStatistics>) -> BleuScore {
        self.of(&counted.statistics)
    }

    /// The score of counts.
    pub fn of(&self, statistics: &BleuStatistics) -> BleuScore {
        statistics.score(self.smoothing, self.effective_order)
    }

    /// Watches one segment being counted, order by order.
    ///
    /// # Errors
    /// No references.
    pub fn run<S: AsRef<str>>(&self, hypothesis: &str, references: &[S]) -> Result<BleuRun> {
        if references.is_empty() {
            return Err(Error::empty("references", "at least one"));
        }
        let references = references.iter().map(|r| self.tokens(r.as_ref())).collect();
        Ok(BleuRun::new(self.tokens(hypothesis), references, self.max_order, self.smoothing, self.effective_order))
    }

    /// The tokens that are counted in a line.
    pub fn tokens(&self, line: &str) -> Vec<String> {
        self.tokenizer.tokenize(&lower(line, self.lowercase))
    }

    // ANCHOR: count
    /// One segment's counts in the plain form, by the definition: what the fast counting is held against.
    pub fn count_plain<S: AsRef<str>>(&self, hypothesis: &str, references: &[S]) -> BleuStatistics {
        let hypothesis = self.tokens(hypothesis);
        let references: Vec<_> = references.iter().map(|r| self.tokens(r.as_ref())).collect();
        let mut statistics = BleuStatistics::new(self.max_order);
        statistics.sys_len = hypothesis.len() as u64;
        let nearest = references.iter().map(|r| r.len()).min_by_key(|&len| (len.abs_diff(hypothesis.len()), len));
        statistics.ref_len = nearest.unwrap_or(0) as u64;
        for order in 1..=self.max_order {
            let there: Vec<_> = references.iter().map(|r| ngrams(r, order)).collect();
            for (gram, times) in ngrams(&hypothesis, order) {
                let most = there.iter().filter_map(|grams| grams.get(gram)).max();
                statistics.counts[order - 1] += times.min(most.copied().unwrap_or(0));
                statistics.totals[order - 1] += times;
            }
        }
        statistics
    }
    // ANCHOR_END: count
}

/// Every run of `order` tokens, and how often it is there.
pub(super) fn ngrams(tokens: &[String], order: usize) -> HashMap<&[String], u64> {
    let mut grams = HashMap::new();
    for gram in tokens.windows(order) {
        *grams.entry(gram).or_insert(0) += 1;
    }
    grams
}

impl TextMetric for Bleu {
    type Statistics = BleuStatistics;
    type Scratch = Counter;
    const CHUNK: usize = 256;
    const WORK: usize = 4096;

    fn name(&self) -> String {
        "BLEU".into()
    }

    fn nothing(&self) -> BleuStatistics {
        BleuStatistics::new(self.max_order)
    }

    fn count<S: AsRef<str>>(&self, hypothesis: &str, references: &[S], counter: &mut Counter, into: &mut BleuStatistics) {
        counter.clear();
        for reference in references {
            let line = lower(reference.as_ref(), self.lowercase);
            let line = self.tokenizer.prepare(&line);
            counter.reference(self.max_order, |token| self.tokenizer.each(&line, token));
        }
        let line = lower(hypothesis, self.lowercase);
        let line = self.tokenizer.prepare(&line);
        counter.hypothesis(|token| self.tokenizer.each(&line, token), into);
    }

    fn value(&self, statistics: &BleuStatistics) -> f64 {
        statistics.score(self.smoothing, self.effective_order).score
    }

    fn value_of(&self, numbers: &[f64]) -> f64 {
        self.value(&BleuStatistics::from_numbers(numbers))
    }

    fn settings(&self) -> String {
        let case = if self.lowercase { "lc" } else { "mixed" };
        let effective = if self.effective_order { "yes" } else { "no" };
        format!("case:{case}|eff:{effective}|tok:{}|smooth:{}", self.tokenizer.name(), self.smoothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_paper_is_clipped() {
        // Papineni et al. 2002, section 2.1: seven times "the" against two references scores 2/7.
        let references = ["the cat is on the mat", "there is a cat on the mat"];
        let score = Bleu::new().max_order(1).unwrap().sentence("the the the the the the the", &references).unwrap();
        assert_eq!((score.statistics.counts[0], score.statistics.totals[0]), (2, 7));
        assert_eq!(score.statistics.ref_len, 7);
    }

    #[test]
    fn of_equally_near_references_the_shorter_counts() {
        let score = Bleu::new().sentence("a b c", &["a b c d", "a b"]).unwrap();
        assert_eq!(score.statistics.ref_len, 2);
    }

    #[test]
    fn nothing_against_nothing_is_zero() {
        for (hypothesis, reference) in [("", ""), ("", "a"), ("a", ""), ("a", "b")] {
            assert_eq!(Bleu::new().sentence(hypothesis, &[reference]).unwrap().score, 0.0);
        }
        assert!(Bleu::new().sentence::<&str>("a", &[]).is_err());
        assert!(Bleu::new().max_order(0).is_err());
    }

    #[test]
    fn a_long_line_after_short_ones_and_back() {
        let long: String = (0..5000).map(|i| format!("w{} ", i % 700)).collect();
        let bleu = Bleu::new();
        let mut counter = Counter::default();
        for line in ["a b c d", &long, "a b c d", "", "a b c d"] {
            let mut statistics = bleu.nothing();
            bleu.count(line, &[line], &mut counter, &mut statistics);
            assert_eq!(statistics, bleu.count_plain(line, &[line]));
            assert_eq!(statistics.counts, statistics.totals);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn the_fast_count_is_the_plain_count(
            hypothesis in "[ab .]{0,24}", references in prop::collection::vec("[ab .]{0,24}", 1..4), order in 1_usize..7,
        ) {
            let bleu = Bleu::new().max_order(order).unwrap();
            let mut fast = bleu.nothing();
            bleu.count(&hypothesis, &references, &mut Counter::default(), &mut fast);
            prop_assert_eq!(fast, bleu.count_plain(&hypothesis, &references));
        }

        #[test]
        fn words_of_any_letters_are_told_apart(hypothesis in "\\PC{0,40}", references in prop::collection::vec("\\PC{0,40}", 1..3)) {
            for tokenizer in Tokenizer::ALL {
                let bleu = Bleu::new().tokenizer(tokenizer);
                let mut fast = bleu.nothing();
                bleu.count(&hypothesis, &references, &mut Counter::default(), &mut fast);
                prop_assert_eq!(fast, bleu.count_plain(&hypothesis, &references));
            }
        }
    }
}
