//! From counts to BLEU: brevity penalty, smoothing, the geometric mean of the precisions.

use super::segments::Statistics;
use crate::error::{Error, Result};
use std::fmt;

/// What BLEU does with an order of which no n-gram matches, for else one zero makes the whole product zero.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Smoothing {
    /// Nothing: the score is 0.
    None,
    /// The value stands for the missing matches.
    Floor(f64),
    /// The value is added to matches and totals of every order above 1.
    AddK(f64),
    /// Half a match at the first such order, a quarter at the next, and so on: the way of the scoring script of WMT.
    #[default]
    Exp,
}

impl Smoothing {
    /// By name, with the value of `floor` (0.1 if none is given) and `add-k` (1).
    ///
    /// # Errors
    /// A name that is none; a value that is negative or not finite, or given where none is used.
    pub fn parse(name: &str, value: Option<f64>) -> Result<Self> {
        if let Some(v) = value.filter(|v| !(*v >= 0.0 && v.is_finite())) {
            return Err(Error::setting("smooth_value", v, "a finite number >= 0"));
        }
        match (name, value) {
            ("none", None) => Ok(Self::None),
            ("exp", None) => Ok(Self::Exp),
            ("floor", value) => Ok(Self::Floor(value.unwrap_or(0.1))),
            ("add-k", value) => Ok(Self::AddK(value.unwrap_or(1.0))),
            ("none" | "exp", Some(v)) => {
                Err(Error::setting("smooth_value", v, format!("no value: {name} smoothing has none, floor and add-k do")))
            }
            _ => Err(Error::setting("smooth_method", format!("{name:?}"), "exp, floor, add-k or none")),
        }
    }
}

impl fmt::Display for Smoothing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => write!(f, "none"),
            Self::Exp => write!(f, "exp"),
            Self::Floor(value) => write!(f, "floor[{value:.2}]"),
            Self::AddK(value) => write!(f, "add-k[{value:.2}]"),
        }
    }
}

/// What BLEU counts. Sums of these, and nothing else, make the score.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BleuStatistics {
    /// Tokens of the hypotheses.
    pub sys_len: u64,
    /// Tokens of the references, of each segment the one nearest in length.
    pub ref_len: u64,
    /// n-grams of the hypotheses that a reference has too, by order from 1, each counted at most as often as it is there.
    pub counts: Vec<u64>,
    /// n-grams of the hypotheses, by order from 1.
    pub totals: Vec<u64>,
}

impl BleuStatistics {
    /// Nothing counted yet, for orders up to `max_order`.
    pub fn new(max_order: usize) -> Self {
        Self { sys_len: 0, ref_len: 0, counts: vec![0; max_order], totals: vec![0; max_order] }
    }

    /// From sums as [`Statistics::numbers`] gives them.
    pub(super) fn from_numbers(numbers: &[f64]) -> Self {
        let whole = |v: &f64| *v as u64;
        let (lengths, orders) = numbers.split_at(numbers.len().min(2));
        let (counts, totals) = orders.split_at(orders.len() / 2);
        Self {
            sys_len: lengths.first().map_or(0, whole),
            ref_len: lengths.get(1).map_or(0, whole),
            counts: counts.iter().map(whole).collect(),
            totals: totals.iter().map(whole).collect(),
        }
    }

    // ANCHOR: score
    /// The score of these counts.
    pub fn score(&self, smoothing: Smoothing, effective_order: bool) -> BleuScore {
        let max_order = self.counts.len();
        let bp = brevity_penalty(self.sys_len, self.ref_len);
        let mut precisions = vec![0.0; max_order];
        let mut score = 0.0;
        if self.counts.iter().any(|&count| count > 0) {
            let mut order = max_order;
            let mut halved = 1.0;
            for (n, precision) in precisions.iter_mut().enumerate() {
                let k = if let (Smoothing::AddK(k), true) = (smoothing, n > 0) { k } else { 0.0 };
                let (count, total) = (self.counts[n] as f64 + k, self.totals[n] as f64 + k);
                if total == 0.0 {
                    break; // the hypotheses are shorter than that
                }
                if effective_order {
                    order = n + 1;
                }
                *precision = match smoothing {
                    _ if count > 0.0 => 100.0 * count / total,
                    Smoothing::Exp => {
                        halved *= 2.0;
                        100.0 / (halved * total)
                    }
                    Smoothing::Floor(value) => 100.0 * value / total,
                    Smoothing::AddK(_) | Smoothing::None => 0.0,
                };
            }
            let logs: f64 = precisions[..order].iter().map(|&p| log(p)).sum();
            score = bp * (logs / order as f64).exp();
        }
        BleuScore { score, precisions, bp, statistics: self.clone() }
    }
    // ANCHOR_END: score
}

// ANCHOR: brevity
/// 1 where the hypotheses are as long as the references, less where they are shorter.
pub fn brevity_penalty(sys_len: u64, ref_len: u64) -> f64 {
    match sys_len {
        _ if sys_len >= ref_len => 1.0,
        0 => 0.0,
        _ => (1.0 - ref_len as f64 / sys_len as f64).exp(),
    }
}
// ANCHOR_END: brevity

/// The logarithm, and of zero a number so low that its exponential is zero, as the reference has it.
fn log(p: f64) -> f64 {
    if p == 0.0 { -9_999_999_999.0 } else { p.ln() }
}

impl Statistics for BleuStatistics {
    fn merge(&mut self, other: &Self) {
        self.sys_len += other.sys_len;
        self.ref_len += other.ref_len;
        self.counts.iter_mut().zip(&other.counts).for_each(|(a, b)| *a += b);
        self.totals.iter_mut().zip(&other.totals).for_each(|(a, b)| *a += b);
    }

    fn numbers(&self) -> Vec<f64> {
        [self.sys_len, self.ref_len].iter().chain(&self.counts).chain(&self.totals).map(|&v| v as f64).collect()
    }
}

/// A BLEU score and what it is made of.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct BleuScore {
    /// From 0 to 100.
    pub score: f64,
    /// By order from 1, smoothed, in per cent.
    pub precisions: Vec<f64>,
    /// The brevity penalty.
    pub bp: f64,
    /// The counts.
    #[serde(flatten)]
    pub statistics: BleuStatistics,
}

impl BleuScore {
    /// The score from 0 to 1, as other libraries print it.
    pub fn fraction(&self) -> f64 {
        self.score / 100.0
    }
}

impl fmt::Display for BleuScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BleuStatistics { sys_len, ref_len, .. } = self.statistics;
        let precisions: Vec<String> = self.precisions.iter().map(|p| format!("{p:.1}")).collect();
        let ratio = if ref_len == 0 { 0.0 } else { sys_len as f64 / ref_len as f64 };
        write!(
            f,
            "BLEU = {:.2} {} (BP = {:.3} ratio = {ratio:.3} hyp_len = {sys_len} ref_len = {ref_len})",
            self.score,
            precisions.join("/"),
            self.bp
        )
    }
}
