//! Intervals for the mean of scores, by drawing the texts anew: rouge_score's BootstrapAggregator.

use super::rouge::RougeScore;
use crate::error::{Error, Result};
use crate::order::ascending;
use rand::{RngExt, SeedableRng};
use serde::Serialize;

/// A mean and the interval that holds it in so many of the draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RougeInterval {
    /// The lower bound.
    pub low: RougeScore,
    /// The median of the draws' means: near the mean, and not quite it.
    pub mid: RougeScore,
    /// The upper bound.
    pub high: RougeScore,
}

/// Draws as many texts as there are, with replacement, again and again, and reads the bounds off the means.
#[derive(Debug, Clone, Copy)]
pub struct RougeBootstrap {
    /// The share of draws inside the bounds.
    pub confidence: f64,
    /// How many draws.
    pub samples: usize,
    /// The seed of the draws.
    pub seed: u64,
}

impl Default for RougeBootstrap {
    fn default() -> Self {
        Self { confidence: 0.95, samples: 1000, seed: 0 }
    }
}

impl RougeBootstrap {
    /// The interval of the scores of one variant.
    ///
    /// # Errors
    /// [`Error::Setting`] for a confidence outside 0..=1 or no samples, [`Error::Empty`] for no scores.
    pub fn interval(&self, scores: &[RougeScore]) -> Result<RougeInterval> {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(self.seed);
        self.interval_drawn(scores, |n| rng.random_range(0..n))
    }

    /// As [`interval`](Self::interval), each draw a number below `n` that `draw(n)` gives.
    ///
    /// # Errors
    /// As [`interval`](Self::interval).
    pub fn interval_drawn(&self, scores: &[RougeScore], mut draw: impl FnMut(usize) -> usize) -> Result<RougeInterval> {
        if !(0.0..=1.0).contains(&self.confidence) {
            return Err(Error::setting("confidence", self.confidence, "a share from 0 to 1, such as 0.95"));
        }
        if self.samples == 0 {
            return Err(Error::setting("samples", 0, "at least 1 draw, such as 1000"));
        }
        if scores.is_empty() {
            return Err(Error::empty("scores", "the scores of one text or more"));
        }
        let n = scores.len();
        let mut means = vec![vec![]; 3];
        for _ in 0..self.samples {
            let mut sum = [0.0; 3];
            for _ in 0..n {
                let score = &scores[draw(n).min(n - 1)];
                [score.precision, score.recall, score.fmeasure].iter().zip(&mut sum).for_each(|(part, sum)| *sum += part);
            }
            sum.iter().zip(&mut means).for_each(|(sum, means)| means.push(sum / n as f64));
        }
        means.iter_mut().for_each(|means| ascending(means));
        let tail = (1.0 - self.confidence) / 2.0;
        let at = |share: f64| {
            let part = |p: usize| quantile(&means[p], share);
            RougeScore { precision: part(0), recall: part(1), fmeasure: part(2) }
        };
        Ok(RougeInterval { low: at(tail), mid: at(0.5), high: at(1.0 - tail) })
    }
}

/// The value below which this share of sorted values lies, between two of them in proportion.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    let (a, b) = (sorted[below], sorted[(below + 1).min(sorted.len() - 1)]);
    a + (b - a) * part
}
