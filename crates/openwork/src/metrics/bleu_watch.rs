//! BLEU of one segment, order by order: what the figure shows.

use super::bleu::ngrams;
use super::bleu_score::{BleuScore, BleuStatistics, Smoothing};
use crate::steps::Run;
use serde::Serialize;
use std::fmt;

/// One segment being counted: every step is an order of n-grams.
#[derive(Debug, Clone)]
pub struct BleuRun {
    hypothesis: Vec<String>,
    references: Vec<Vec<String>>,
    max_order: usize,
    smoothing: Smoothing,
    effective_order: bool,
    order: usize,
    grams: Vec<Gram>,
    statistics: BleuStatistics,
}

/// One order, counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BleuStep {
    /// How many words the n-grams have.
    pub order: usize,
    /// How many of the hypothesis' n-grams match, clipped.
    pub matches: u64,
    /// How many there are.
    pub total: u64,
}

/// One n-gram of the hypothesis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gram {
    /// Its first token.
    pub start: usize,
    /// The how manieth of its kind it is, from 1.
    pub occurrence: u64,
    /// The most often that any reference has it.
    pub allowed: u64,
    /// Whether it counts: it is there, and not used up.
    pub matched: bool,
    /// Where each reference has it: the first token of each place.
    pub places: Vec<Vec<usize>>,
}

/// Everything the figure draws.
#[derive(Debug, Clone, Serialize)]
pub struct BleuSnapshot {
    /// The tokens of the hypothesis.
    pub hypothesis: Vec<String>,
    /// The tokens of each reference.
    pub references: Vec<Vec<String>>,
    /// The order counted last; 0 before the first.
    pub order: usize,
    /// Its n-grams.
    pub grams: Vec<Gram>,
    /// The score if this were the last order.
    pub score: BleuScore,
}

impl BleuRun {
    pub(super) fn new(
        hypothesis: Vec<String>,
        references: Vec<Vec<String>>,
        max_order: usize,
        smoothing: Smoothing,
        effective_order: bool,
    ) -> Self {
        let lengths: Vec<usize> = references.iter().map(Vec::len).collect();
        let mut statistics = BleuStatistics::new(0);
        statistics.sys_len = hypothesis.len() as u64;
        statistics.ref_len = super::bleu_count::nearest(hypothesis.len(), &lengths) as u64;
        Self { hypothesis, references, max_order, smoothing, effective_order, order: 0, grams: vec![], statistics }
    }

    /// The score of the orders counted so far.
    pub fn score(&self) -> BleuScore {
        self.statistics.score(self.smoothing, self.effective_order)
    }
}

impl Iterator for BleuRun {
    type Item = BleuStep;

    fn next(&mut self) -> Option<BleuStep> {
        if self.order == self.max_order {
            return None;
        }
        self.order += 1;
        let order = self.order;
        let there: Vec<_> = self.references.iter().map(|r| ngrams(r, order)).collect();
        let mut seen = std::collections::HashMap::new();
        self.grams.clear();
        for (start, gram) in self.hypothesis.windows(order).enumerate() {
            let occurrence = seen.entry(gram).and_modify(|n| *n += 1).or_insert(1_u64);
            let allowed = there.iter().filter_map(|grams| grams.get(gram)).copied().max().unwrap_or(0);
            let place = |r: &Vec<String>| r.windows(order).enumerate().filter(|(_, g)| *g == gram).map(|(i, _)| i).collect();
            self.grams.push(Gram {
                start,
                occurrence: *occurrence,
                allowed,
                matched: *occurrence <= allowed,
                places: self.references.iter().map(place).collect(),
            });
        }
        let matches = self.grams.iter().filter(|gram| gram.matched).count() as u64;
        let total = self.grams.len() as u64;
        self.statistics.counts.push(matches);
        self.statistics.totals.push(total);
        Some(BleuStep { order, matches, total })
    }
}

impl Run for BleuRun {
    type Snapshot = BleuSnapshot;

    fn snapshot(&self) -> BleuSnapshot {
        BleuSnapshot {
            hypothesis: self.hypothesis.clone(),
            references: self.references.clone(),
            order: self.order,
            grams: self.grams.clone(),
            score: self.score(),
        }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.max_order)
    }
}

impl fmt::Display for BleuStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "order {}: {} of {} n-grams match", self.order, self.matches, self.total)
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::Bleu;

    #[test]
    fn the_steps_end_at_the_score() {
        let bleu = Bleu::new();
        let references = ["the cat sat on the mat", "a cat was on the mat"];
        let mut run = bleu.run("the the cat was on mat", &references).unwrap();
        assert_eq!(run.by_ref().count(), 4);
        assert_eq!(run.score(), bleu.sentence("the the cat was on mat", &references).unwrap());
    }
}
