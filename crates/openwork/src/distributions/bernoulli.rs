#![doc = include_str!("bernoulli.md")]

use super::check::{observations, probability};
use super::draw::unit;
use super::special::deviance;
use super::{Discrete, Distribution, Divergence, Fit, Stream};
use crate::error::Result;

/// One trial: 1 with probability p, else 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bernoulli {
    p: f64,
}

impl Bernoulli {
    /// With this probability of 1.
    ///
    /// # Errors
    /// A p outside `[0, 1]`.
    pub fn new(p: f64) -> Result<Self> {
        Ok(Self { p: probability("p", p)? })
    }

    /// The probability of 1.
    pub fn p(&self) -> f64 {
        self.p
    }
}

/// `-x ln x`, 0 at 0.
pub(super) fn surprise(x: f64) -> f64 {
    if x > 0.0 { -x * x.ln() } else { 0.0 }
}

impl Distribution for Bernoulli {
    fn name(&self) -> &'static str {
        "bernoulli"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("p", self.p)]
    }
    fn is_discrete(&self) -> bool {
        true
    }
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }
    // ANCHOR: mass
    fn density(&self, x: f64) -> f64 {
        match x {
            0.0 => 1.0 - self.p,
            1.0 => self.p,
            x if x.is_nan() => x,
            _ => 0.0,
        }
    }
    fn ln_density(&self, x: f64) -> f64 {
        if x == 0.0 { (-self.p).ln_1p() } else { self.density(x).ln() }
    }
    // ANCHOR_END: mass
    fn cdf(&self, x: f64) -> f64 {
        match x {
            x if x.is_nan() => x,
            x if x < 0.0 => 0.0,
            x if x < 1.0 => 1.0 - self.p,
            _ => 1.0,
        }
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        if (0.0..1.0).contains(&x) { (-self.p).ln_1p() } else { self.cdf(x).ln() }
    }
    fn sf(&self, x: f64) -> f64 {
        match x {
            x if x.is_nan() => x,
            x if x < 0.0 => 1.0,
            x if x < 1.0 => self.p,
            _ => 0.0,
        }
    }
    fn ln_sf(&self, x: f64) -> f64 {
        self.sf(x).ln()
    }
    fn quantile(&self, p: f64) -> f64 {
        match p {
            0.0 => -1.0,
            p if !(0.0..=1.0).contains(&p) => f64::NAN,
            p => f64::from(u8::from(p > 1.0 - self.p || p == 1.0)),
        }
    }
    fn upper_quantile(&self, q: f64) -> f64 {
        match q {
            1.0 => -1.0,
            q if !(0.0..=1.0).contains(&q) => f64::NAN,
            q => f64::from(u8::from(q < self.p || q == 0.0)),
        }
    }
    fn mean(&self) -> f64 {
        self.p
    }
    fn variance(&self) -> f64 {
        self.p * (1.0 - self.p)
    }
    fn skewness(&self) -> f64 {
        (1.0 - 2.0 * self.p) / self.variance().sqrt()
    }
    fn kurtosis(&self) -> f64 {
        (1.0 - 6.0 * self.variance()) / self.variance()
    }
    fn entropy(&self) -> f64 {
        surprise(self.p) - (1.0 - self.p) * if self.p < 1.0 { (-self.p).ln_1p() } else { 0.0 }
    }
    fn sampling(&self) -> &'static str {
        "inverse transform"
    }
    // ANCHOR: sample
    fn sample(&self, rng: &mut Stream) -> f64 {
        f64::from(u8::from(unit(rng) < self.p))
    }
    // ANCHOR_END: sample
}

impl Discrete for Bernoulli {}

impl Fit for Bernoulli {
    /// The share of ones.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 1, |x| x == 0.0 || x == 1.0, "zeros and ones")?;
        Self::new(x.iter().sum::<f64>() / x.len() as f64)
    }
}

impl Divergence for Bernoulli {
    /// `p ln(p / p') + q ln(q / q')`: two deviances, for their linear parts cancel.
    fn kl(&self, other: &Self) -> f64 {
        deviance(self.p, other.p) + deviance(1.0 - self.p, 1.0 - other.p)
    }
}
