//! How sure a score is, and whether one system's is better than another's by more than chance.
//!
//! Everything here draws from counts made once ([`TextMetric::segments`]), never from the texts again. The definitions, the
//! default seed and the generator are sacreBLEU's, down to NumPy's way of drawing, so that the same seed gives the same
//! p-value. (sacreBLEU adds counts up in 32 bits, which is exact up to sixteen million; here it is 64 bits throughout.)
//!
//! ```
//! use openwork::metrics::{Bleu, TextMetric, significance};
//!
//! let references = vec![["the cat sat on the mat"], ["a dog barked at night"], ["rain fell all day long"]];
//! let good = ["the cat sat on a mat", "a dog barked at night", "rain fell all day"];
//! let poor = ["cat the on mat", "a dog at night", "it rained the day"];
//! let bleu = Bleu::new();
//! let (a, b) = (bleu.segments(&good, &references)?, bleu.segments(&poor, &references)?);
//! let test = significance::paired_bootstrap(&bleu, &a, &b, 1000, significance::SEED)?;
//! assert!(test.baseline > test.system && test.p_value < 0.2);
//! # Ok::<(), openwork::Error>(())
//! ```

use super::segments::{Statistics, TextMetric};
use super::significance_random::{Coins, NumpyRandom};
use crate::error::{Error, Result};
use crate::order::ascending;
use crate::threads;

/// The seed where none is given.
pub const SEED: u64 = 12345;

/// The mean of resampled scores, and half of the width of the interval that 95 in 100 of them lie in.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Confidence {
    /// The mean.
    pub mean: f64,
    /// Half the width: mean ± `half_width`.
    pub half_width: f64,
}

/// Two systems compared.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Comparison {
    /// The score of the first.
    pub baseline: f64,
    /// The score of the second.
    pub system: f64,
    /// How often chance alone gives a difference as large.
    pub p_value: f64,
    /// Of bootstrap resampling: the confidence of the first.
    pub baseline_confidence: Option<Confidence>,
    /// Of bootstrap resampling: the confidence of the second.
    pub system_confidence: Option<Confidence>,
    /// How many samples or trials.
    pub samples: usize,
}

/// How to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// Both are scored on segments drawn with replacement (Koehn, 2004).
    Bootstrap,
    /// The two systems' answers are exchanged, segment by segment, by the toss of a coin (Riezler and Maxwell, 2005).
    Randomization,
}

impl Test {
    /// How many samples or trials where the number is not given.
    pub fn default_samples(self) -> usize {
        match self {
            Self::Bootstrap => 1000,
            Self::Randomization => 10_000,
        }
    }
}

/// Draws whole corpora from the segments with replacement; the interval that their scores lie in.
///
/// # Errors
/// No segments, more than 2^32 - 1 of them; fewer than 2 samples.
pub fn bootstrap<M: TextMetric>(metric: &M, segments: &[M::Statistics], samples: usize, seed: u64) -> Result<Confidence> {
    let table = Table::new(&[segments], samples)?;
    let scores = table.resample(metric, samples, seed);
    Ok(interval(scores.into_iter().map(|row| row[0]).collect()))
}

/// Compares two systems on the same segments by paired bootstrap resampling.
///
/// # Errors
/// As [`bootstrap`]; systems of different length.
pub fn paired_bootstrap<M: TextMetric>(
    metric: &M,
    baseline: &[M::Statistics],
    system: &[M::Statistics],
    samples: usize,
    seed: u64,
) -> Result<Comparison> {
    let table = Table::new(&[baseline, system], samples)?;
    let [baseline, system] = table.scores(metric);
    let drawn = table.resample(metric, samples, seed);
    // ANCHOR: bootstrap
    let differences: Vec<f64> = drawn.iter().map(|[a, b]| (b - a).abs()).collect();
    let mean = differences.iter().sum::<f64>() / samples as f64;
    let p_value = p_value(differences.iter().map(|d| d - mean), (baseline - system).abs());
    // ANCHOR_END: bootstrap
    Ok(Comparison {
        baseline,
        system,
        p_value,
        baseline_confidence: Some(interval(drawn.iter().map(|row| row[0]).collect())),
        system_confidence: Some(interval(drawn.iter().map(|row| row[1]).collect())),
        samples,
    })
}

/// Compares two systems on the same segments by approximate randomisation.
///
/// # Errors
/// As [`paired_bootstrap`].
pub fn paired_randomization<M: TextMetric>(
    metric: &M,
    baseline: &[M::Statistics],
    system: &[M::Statistics],
    trials: usize,
    seed: u64,
) -> Result<Comparison> {
    let table = Table::new(&[baseline, system], trials)?;
    let [baseline, system] = table.scores(metric);
    // ANCHOR: randomization
    let differences = table.exchange(metric, trials, seed).into_iter().map(|[a, b]| (a - b).abs());
    let p_value = p_value(differences, (baseline - system).abs());
    // ANCHOR_END: randomization
    Ok(Comparison { baseline, system, p_value, baseline_confidence: None, system_confidence: None, samples: trials })
}

// ANCHOR: p_value
/// How often a difference by chance is larger than the one seen. One more is added above and below, so that no number of trials
/// can prove a thing impossible.
fn p_value(by_chance: impl ExactSizeIterator<Item = f64>, seen: f64) -> f64 {
    let trials = by_chance.len();
    let larger = by_chance.filter(|&difference| difference > seen).count();
    (larger + 1) as f64 / (trials + 1) as f64
}
// ANCHOR_END: p_value

/// The mean, and the interval without a fortieth of the scores on either side.
fn interval(mut scores: Vec<f64>) -> Confidence {
    ascending(&mut scores);
    let n = scores.len();
    let lower = n / 40;
    let half_width = 0.5 * (scores[n - lower - 1] - scores[lower]);
    Confidence { mean: scores.iter().sum::<f64>() / n as f64, half_width }
}

/// The counts of every segment, the systems side by side: one row a segment.
struct Table<const SYSTEMS: usize> {
    rows: Vec<f64>,
    segments: usize,
    width: usize,
}

/// As many samples are drawn in one go, and then added up on all threads.
const BLOCK: usize = 64;

impl<const SYSTEMS: usize> Table<SYSTEMS> {
    fn new<T: Statistics>(systems: &[&[T]; SYSTEMS], samples: usize) -> Result<Self> {
        let segments = systems[0].len();
        if segments == 0 {
            return Err(Error::empty("the segments", "at least one"));
        }
        if u32::try_from(segments).is_err() {
            return Err(Error::shape("the segments", segments, "fewer than 2^32"));
        }
        if let Some(other) = systems.iter().find(|system| system.len() != segments) {
            return Err(Error::shape("the second system", other.len(), format!("{segments} segments, as the first has")));
        }
        if samples < 2 {
            return Err(Error::setting("samples", samples, "at least 2; 1000 is usual"));
        }
        let mut rows = vec![];
        for i in 0..segments {
            systems.iter().for_each(|system| rows.extend(system[i].numbers()));
        }
        let width = rows.len() / segments / SYSTEMS;
        Ok(Self { rows, segments, width })
    }

    fn row(&self, segment: usize) -> &[f64] {
        let width = self.width * SYSTEMS;
        &self.rows[segment * width..(segment + 1) * width]
    }

    fn score<M: TextMetric>(&self, metric: &M, sums: &[f64]) -> [f64; SYSTEMS] {
        std::array::from_fn(|s| metric.value_of(&sums[s * self.width..(s + 1) * self.width]))
    }

    /// The scores of all segments.
    fn scores<M: TextMetric>(&self, metric: &M) -> [f64; SYSTEMS] {
        let mut sums = vec![0.0; self.width * SYSTEMS];
        (0..self.segments).for_each(|i| add(&mut sums, self.row(i)));
        self.score(metric, &sums)
    }

    /// The scores of corpora drawn with replacement.
    fn resample<M: TextMetric>(&self, metric: &M, samples: usize, seed: u64) -> Vec<[f64; SYSTEMS]> {
        let mut random = NumpyRandom::new(seed);
        let mut scores = Vec::with_capacity(samples);
        let mut drawn: Vec<u32> = vec![];
        for from in (0..samples).step_by(BLOCK) {
            let block = BLOCK.min(samples - from);
            drawn.clear();
            drawn.extend((0..block * self.segments).map(|_| random.below(self.segments as u32)));
            scores.extend(threads::map_chunks(block, 1, drawn.len() * self.width, |range| {
                let mut sums = vec![0.0; self.width * SYSTEMS];
                let sample = &drawn[range.start * self.segments..range.end * self.segments];
                sample.iter().for_each(|&i| add(&mut sums, self.row(i as usize)));
                self.score(metric, &sums)
            }));
        }
        scores
    }

    /// The scores of the two systems with their answers exchanged by the toss of a coin.
    fn exchange<M: TextMetric>(&self, metric: &M, trials: usize, seed: u64) -> Vec<[f64; SYSTEMS]> {
        let (mut random, mut coins) = (NumpyRandom::new(seed), Coins::default());
        let mut scores = Vec::with_capacity(trials);
        let mut tossed: Vec<bool> = vec![];
        for from in (0..trials).step_by(BLOCK) {
            let block = BLOCK.min(trials - from);
            tossed.clear();
            tossed.extend((0..block * self.segments).map(|_| coins.toss(&mut random)));
            scores.extend(threads::map_chunks(block, 1, tossed.len() * self.width, |range| {
                // Heads: each keeps its own. What the one has, the other lacks.
                let mut sums = vec![0.0; self.width * SYSTEMS];
                let (first, second) = sums.split_at_mut(self.width);
                let trial = &tossed[range.start * self.segments..range.end * self.segments];
                for (i, &heads) in trial.iter().enumerate() {
                    let (own, others) = self.row(i).split_at(self.width);
                    add(first, if heads { own } else { others });
                    add(second, if heads { others } else { own });
                }
                self.score(metric, &sums)
            }));
        }
        scores
    }
}

fn add(sums: &mut [f64], row: &[f64]) {
    sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Bleu, Ter};

    const LINES: [&str; 4] = ["the cat sat on the mat", "a dog barked all night", "rain fell on the plain", "nothing at all"];

    #[test]
    fn a_system_against_itself_is_no_difference() {
        let references = LINES.map(|line| [line]);
        let mut other = LINES;
        other[1] = "the dog barked at night";
        let bleu = Bleu::new();
        let (a, b) = (bleu.segments(&LINES, &references).unwrap(), bleu.segments(&other, &references).unwrap());
        for test in [paired_bootstrap, paired_randomization] {
            // Nothing is larger than no difference, so only the one that is added counts.
            let same = test(&bleu, &a, &a, 99, SEED).unwrap();
            assert_eq!((same.p_value, same.baseline), (0.01, same.system));
            let differ = test(&bleu, &a, &b, 200, SEED).unwrap();
            assert!(differ.baseline > differ.system && (0.0..=1.0).contains(&differ.p_value), "{differ:?}");
            assert_eq!(threads::with(Some(2), || test(&bleu, &a, &b, 200, SEED).unwrap()), differ);
        }
        assert!(paired_bootstrap(&bleu, &a, &b[1..], 10, SEED).unwrap_err().to_string().contains("second system"));
        assert!(bootstrap(&bleu, &[], 10, SEED).is_err());
        assert!(bootstrap(&bleu, &a, 1, SEED).is_err());
    }

    #[test]
    fn segments_all_alike_leave_no_doubt() {
        let ter = Ter::new();
        let segments = ter.segments(&["a b c d"; 50], &[["a b x d"]; 50]).unwrap();
        assert_eq!(bootstrap(&ter, &segments, 100, 1).unwrap(), Confidence { mean: 25.0, half_width: 0.0 });
    }
}
