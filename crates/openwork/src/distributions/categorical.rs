#![doc = include_str!("categorical.md")]

use super::alias::AliasTable;
use super::bernoulli::surprise;
use super::check::observations;
use super::staircase::{self, is_whole};
use super::{Discrete, Distribution, Divergence, Fit, Function, Stream};
use crate::error::{Error, Result};

/// One of the classes 0, 1, ..., k - 1, each with its own probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Categorical {
    p: Vec<f64>,
    /// Sums from below and from above, each from its own end, so that both are exact in their tails.
    below: Vec<f64>,
    above: Vec<f64>,
    alias: AliasTable,
}

/// How far from one the sum of the probabilities may be.
pub(super) const SUM_WITHIN: f64 = 1e-8;

/// Probabilities that sum to one: none negative, the sum within 1e-8, which is then divided away.
pub(super) fn probabilities(p: &[f64]) -> Result<Vec<f64>> {
    if p.is_empty() {
        return Err(Error::empty("p", "at least one probability"));
    }
    if let Some(i) = p.iter().position(|p| !(0.0..=1.0).contains(p)) {
        return Err(Error::setting("p", format!("{} at index {i}", p[i]), "probabilities, in [0, 1]"));
    }
    let sum: f64 = p.iter().sum();
    if (sum - 1.0).abs() > SUM_WITHIN {
        let want = format!("probabilities that sum to one; divide them by {sum} (from_weights does) if they are weights");
        return Err(Error::setting("p", format!("probabilities that sum to {sum}"), want));
    }
    Ok(p.iter().map(|p| p / sum).collect())
}

/// The sums of the first one, two, ... numbers.
fn sums<'a>(p: impl Iterator<Item = &'a f64>) -> Vec<f64> {
    p.scan(0.0, |sum: &mut f64, p| {
        *sum += p;
        Some(sum.min(1.0))
    })
    .collect()
}

impl Categorical {
    /// With these probabilities of the classes.
    ///
    /// # Errors
    /// No probabilities, one outside `[0, 1]`, a sum more than 1e-8 away from one.
    pub fn new(p: &[f64]) -> Result<Self> {
        let p = probabilities(p)?;
        let mut below = sums(p.iter());
        let mut above = sums(p.iter().rev());
        above.reverse();
        above.push(0.0);
        if let Some(last) = below.last_mut() {
            *last = 1.0;
        }
        Ok(Self { alias: AliasTable::new(&p), below, above, p })
    }

    /// With probabilities in proportion to these weights.
    ///
    /// # Errors
    /// No weights, negative or not finite ones, none above 0.
    pub fn from_weights(weights: &[f64]) -> Result<Self> {
        if let Some(i) = weights.iter().position(|w| !(*w >= 0.0 && w.is_finite())) {
            return Err(Error::setting("weights", format!("{} at index {i}", weights[i]), "finite numbers, at least 0"));
        }
        let sum: f64 = weights.iter().sum();
        if !(sum > 0.0 && sum.is_finite()) {
            return Err(Error::setting("weights", format!("weights that sum to {sum}"), "a positive finite sum"));
        }
        Self::new(&weights.iter().map(|w| w / sum).collect::<Vec<_>>())
    }

    /// The probabilities of the classes.
    pub fn p(&self) -> &[f64] {
        &self.p
    }

    /// The alias table that samples are drawn with.
    pub fn alias(&self) -> &AliasTable {
        &self.alias
    }

    /// The class at x, if x is one.
    fn class(&self, x: f64) -> Option<usize> {
        (x >= 0.0 && x < self.p.len() as f64 && is_whole(x)).then_some(x as usize)
    }

    /// The sum of `p f(class)`.
    fn expect(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.p.iter().enumerate().map(|(i, p)| p * f(i as f64)).sum()
    }

    fn standardised(&self, power: i32) -> f64 {
        let (mean, std) = (self.mean(), self.std_dev());
        self.expect(|x| ((x - mean) / std).powi(power))
    }
}

impl Distribution for Categorical {
    fn name(&self) -> &'static str {
        "categorical"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        self.p.iter().map(|&p| ("p", p)).collect()
    }
    fn is_discrete(&self) -> bool {
        true
    }
    fn support(&self) -> (f64, f64) {
        (0.0, self.p.len() as f64 - 1.0)
    }
    fn density(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { self.class(x).map_or(0.0, |i| self.p[i]) }
    }
    fn ln_density(&self, x: f64) -> f64 {
        self.density(x).ln()
    }
    fn cdf(&self, x: f64) -> f64 {
        match x {
            x if x.is_nan() => x,
            x if x < 0.0 => 0.0,
            x => self.below.get(x as usize).copied().unwrap_or(1.0),
        }
    }
    fn sf(&self, x: f64) -> f64 {
        match x {
            x if x.is_nan() => x,
            x if x < 0.0 => 1.0,
            x => self.above.get((x as usize).saturating_add(1)).copied().unwrap_or(0.0),
        }
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        let (below, above) = (self.cdf(x), self.sf(x));
        if below < 0.5 { below.ln() } else { (-above).ln_1p() }
    }
    fn ln_sf(&self, x: f64) -> f64 {
        let (below, above) = (self.cdf(x), self.sf(x));
        if above < 0.5 { above.ln() } else { (-below).ln_1p() }
    }
    fn quantile(&self, p: f64) -> f64 {
        match p {
            0.0 => -1.0,
            p if !(0.0..=1.0).contains(&p) => f64::NAN,
            1.0 => self.support().1,
            p => self.below.partition_point(|&sum| sum < p) as f64,
        }
    }
    fn upper_quantile(&self, q: f64) -> f64 {
        match q {
            1.0 => -1.0,
            q if !(0.0..=1.0).contains(&q) => f64::NAN,
            0.0 => self.support().1,
            q => self.above[1..].partition_point(|&sum| sum > q) as f64,
        }
    }
    fn map(&self, function: Function, x: &[f64], out: &mut [f64]) {
        staircase::map(self, function, x, out);
    }
    fn mean(&self) -> f64 {
        self.expect(|x| x)
    }
    fn variance(&self) -> f64 {
        let mean = self.mean();
        self.expect(|x| (x - mean) * (x - mean))
    }
    fn skewness(&self) -> f64 {
        self.standardised(3)
    }
    fn kurtosis(&self) -> f64 {
        self.standardised(4) - 3.0
    }
    fn entropy(&self) -> f64 {
        self.p.iter().map(|&p| surprise(p)).sum()
    }
    fn sampling(&self) -> &'static str {
        "alias table (Walker, Vose)"
    }
    fn sample(&self, rng: &mut Stream) -> f64 {
        self.alias.draw(rng) as f64
    }
}

impl Discrete for Categorical {}

/// More classes than this are taken for a mistake of a fit.
const MOST_CLASSES: f64 = 1e7;

impl Fit for Categorical {
    /// The shares of the classes 0 to the largest seen.
    fn fit(x: &[f64]) -> Result<Self> {
        let domain = "classes: whole numbers from 0 to 9999999";
        observations(x, 1, |x| (0.0..MOST_CLASSES).contains(&x) && is_whole(x), domain)?;
        let classes = x.iter().fold(0.0_f64, |most, &x| most.max(x)) as usize + 1;
        let mut counts = vec![0.0; classes];
        x.iter().for_each(|&x| counts[x as usize] += 1.0);
        Self::from_weights(&counts)
    }
}

impl Divergence for Categorical {
    /// The sum of `p ln(p / p')`; classes that only one of the two has count as classes of probability 0.
    fn kl(&self, other: &Self) -> f64 {
        let of = |i: usize| other.p.get(i).copied().unwrap_or(0.0);
        self.p.iter().enumerate().filter(|(_, p)| **p > 0.0).map(|(i, &p)| p * (p / of(i)).ln()).sum()
    }
}
