//! Confidence intervals for any score, by drawing the rows again and again.

use super::confusion::check_lengths;
use crate::error::{Error, Result};
use crate::order::{argsort, ascending};
use crate::threads;
use rand::{RngExt, SeedableRng};

/// The settings of a bootstrap: how many samples, how sure, from which seed.
#[derive(Debug, Clone, PartialEq)]
pub struct Bootstrap {
    /// How many samples are drawn.
    pub samples: usize,
    /// How much of the samples' scores the interval holds, such as 0.95.
    pub confidence: f64,
    /// The seed: the same one gives the same interval, for any number of threads.
    pub seed: u64,
}

/// A score, and between what it lies.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Interval {
    /// The score of all rows.
    pub score: f64,
    /// As much of the samples' scores lies below this as above [`high`](Self::high).
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How many samples had no score, such as an area under a curve where one class alone was drawn: they are left out.
    pub undefined: usize,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { samples: 1000, confidence: 0.95, seed: 0 }
    }
}

impl Bootstrap {
    // ANCHOR: bootstrap
    /// The percentile interval (B. Efron, 1979): as many rows as there are, `n`, are drawn with replacement, `score` is asked what it
    /// makes of them, and the middle of what it says over many samples is the interval. A score that is NaN is left out.
    ///
    /// # Errors
    /// A setting outside its domain, no rows, the errors of `score`, no sample with a score.
    pub fn interval(&self, n: usize, score: impl Fn(&[usize]) -> Result<f64> + Sync) -> Result<Interval> {
        self.check(n)?;
        let all: Vec<usize> = (0..n).collect();
        let scores =
            threads::map_chunks(self.samples, 1, self.samples.saturating_mul(n), |sample| score(&self.rows(sample.start, n)));
        self.middle(score(&all)?, scores.into_iter().collect::<Result<Vec<f64>>>()?)
    }

    /// The rows of one sample.
    fn rows(&self, sample: usize, n: usize) -> Vec<usize> {
        let mut rng = self.stream(sample);
        (0..n).map(|_| rng.random_range(0..n)).collect()
    }
    // ANCHOR_END: bootstrap

    /// Every sample has a stretch of the stream for itself.
    fn stream(&self, sample: usize) -> rand_pcg::Pcg64 {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(self.seed);
        rng.advance((sample as u128) << 64);
        rng
    }

    /// As [`interval`](Self::interval), on the calling thread alone: for a `score` that cannot be shared.
    ///
    /// # Errors
    /// As [`interval`](Self::interval).
    pub fn interval_here(&self, n: usize, mut score: impl FnMut(&[usize]) -> Result<f64>) -> Result<Interval> {
        self.check(n)?;
        let whole = score(&(0..n).collect::<Vec<_>>())?;
        let scores = (0..self.samples).map(|sample| score(&self.rows(sample, n))).collect::<Result<_>>()?;
        self.middle(whole, scores)
    }

    /// The interval of the area under the ROC curve. The rows are sorted once; each sample is one pass over them, with how often every
    /// row was drawn. The samples are those of [`interval`](Self::interval), and so is the answer.
    ///
    /// # Errors
    /// As [`interval`](Self::interval) and [`roc_auc`](super::roc_auc).
    pub fn roc_auc(&self, truth: &[bool], scores: &[f64]) -> Result<Interval> {
        check_lengths(truth.len(), scores.len(), None)?;
        let n = truth.len();
        self.check(n)?;
        let score = super::roc_auc(|row| truth[row], scores)?;
        let order = argsort(n, |a, b| scores[a].total_cmp(&scores[b]));
        let samples = threads::map_chunks(self.samples, 1, self.samples.saturating_mul(n), |sample| {
            let mut rng = self.stream(sample.start);
            let mut times = vec![0_u32; n];
            (0..n).for_each(|_| times[rng.random_range(0..n)] += 1);
            let (mut positives, mut negatives, mut twice) = (0_u64, 0_u64, 0_u128);
            let mut group = (f64::NAN, 0_u64, 0_u64); // the score, and its positives and negatives
            let mut close = |group: (f64, u64, u64)| {
                twice += u128::from(group.1) * u128::from(2 * negatives + group.2);
                positives += group.1;
                negatives += group.2;
            };
            for &row in &order {
                if scores[row] != group.0 {
                    close(group);
                    group = (scores[row], 0, 0);
                }
                *(if truth[row] { &mut group.1 } else { &mut group.2 }) += u64::from(times[row]);
            }
            close(group);
            let pairs = 2.0 * positives as f64 * negatives as f64;
            if pairs == 0.0 { f64::NAN } else { twice as f64 / pairs }
        });
        self.middle(score, samples)
    }

    fn check(&self, n: usize) -> Result<()> {
        if n == 0 {
            return Err(Error::empty("truth", "at least one row"));
        }
        if self.samples == 0 {
            return Err(Error::setting("samples", self.samples, ">= 1; 1000 or more for an interval that hardly moves"));
        }
        if !(self.confidence > 0.0 && self.confidence < 1.0) {
            return Err(Error::setting("confidence", self.confidence, "above 0 and below 1, such as 0.95"));
        }
        Ok(())
    }

    fn middle(&self, score: f64, mut samples: Vec<f64>) -> Result<Interval> {
        let drawn = samples.len();
        samples.retain(|s| !s.is_nan());
        if samples.is_empty() {
            return Err(Error::shape("samples", "none with a score", "at least one: too few rows, or one class alone"));
        }
        ascending(&mut samples);
        let at = |share: f64| {
            let place = share * (samples.len() - 1) as f64;
            let (low, part) = (place.floor() as usize, place.fract());
            let high = (low + 1).min(samples.len() - 1);
            samples[low] + (samples[high] - samples[low]) * part
        };
        let tail = (1.0 - self.confidence) / 2.0;
        Ok(Interval { score, low: at(tail), high: at(1.0 - tail), undefined: drawn - samples.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_a_coin_lies_where_theory_says() {
        let n = 1000;
        let mean = |rows: &[usize]| Ok(rows.iter().map(|row| (row % 2) as f64).sum::<f64>() / n as f64);
        let found = Bootstrap { samples: 4000, ..Bootstrap::default() }.interval(n, mean).unwrap();
        let half = 1.96 * (0.25_f64 / n as f64).sqrt(); // of a normal distribution
        assert_eq!(found.score, 0.5);
        assert!((found.low - (0.5 - half)).abs() < 0.003 && (found.high - (0.5 + half)).abs() < 0.003, "{found:?}");
    }

    #[test]
    fn areas_are_those_of_the_plain_way_for_any_number_of_threads() {
        let truth: Vec<bool> = (0..300).map(|i| i % 3 == 0).collect();
        let scores: Vec<f64> = (0..300).map(|i| f64::from(i * 7 % 50) + f64::from(i % 3 == 0) * 8.0).collect();
        let settings = Bootstrap { samples: 200, seed: 5, ..Bootstrap::default() };
        let plain = settings.interval(300, |rows| {
            let kept: Vec<f64> = rows.iter().map(|&row| scores[row]).collect();
            crate::metrics::roc_auc(|i| truth[rows[i]], &kept)
        });
        let fast = settings.roc_auc(&truth, &scores).unwrap();
        assert_eq!(plain.unwrap(), fast);
        for threads in [1, 2, 8] {
            assert_eq!(threads::with(Some(threads), || settings.roc_auc(&truth, &scores)).unwrap(), fast);
        }
        assert_ne!(Bootstrap { seed: 6, ..settings }.roc_auc(&truth, &scores).unwrap(), fast);
    }

    #[test]
    fn settings_are_checked() {
        let with = |samples, confidence, n| Bootstrap { samples, confidence, seed: 0 }.interval(n, |_| Ok(f64::NAN));
        for (samples, confidence, n) in [(0, 0.5, 3), (5, 1.0, 3), (5, f64::NAN, 3), (5, 0.5, 0), (5, 0.5, 3)] {
            assert!(with(samples, confidence, n).is_err());
        }
    }
}
