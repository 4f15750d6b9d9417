#![doc = include_str!("uniform.md")]

use super::check::{different, finite, observations};
use super::draw::unit;
use super::vectorised::{of_probability, vectorised};
use super::{Continuous, Distribution, Divergence, Fit, Stream};
use crate::error::{Error, Result};
use crate::kernels::elementary::{ln, ln_1p};

/// The uniform distribution between two numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
    width: f64,
    ln_width: f64,
}

impl Uniform {
    /// The uniform distribution on `[low, high]`.
    ///
    /// # Errors
    /// Ends that are not finite, a high that is not above low, a width that overflows.
    pub fn new(low: f64, high: f64) -> Result<Self> {
        let (low, high) = (finite("low", low)?, finite("high", high)?);
        let width = high - low;
        if !(width > 0.0 && width.is_finite()) {
            return Err(Error::setting("high", high, format!("a number above low = {low}, their difference finite")));
        }
        Ok(Self { low, high, width, ln_width: width.ln() })
    }

    /// `value` between the ends, `below` and `above` outside.
    #[inline(always)]
    fn clip(&self, x: f64, below: f64, value: f64, above: f64) -> f64 {
        let value = if x < self.low { below } else { value };
        let value = if x > self.high { above } else { value };
        if x.is_nan() { x } else { value }
    }
    /// The share of the width below x, and that above it.
    #[inline(always)]
    fn shares(&self, x: f64) -> (f64, f64) {
        ((x - self.low) / self.width, (self.high - x) / self.width)
    }
}

impl Distribution for Uniform {
    fn name(&self) -> &'static str {
        "uniform"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("low", self.low), ("high", self.high)]
    }
    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
    // ANCHOR: functions
    #[inline(always)]
    fn density(&self, x: f64) -> f64 {
        self.clip(x, 0.0, 1.0 / self.width, 0.0)
    }
    #[inline(always)]
    fn ln_density(&self, x: f64) -> f64 {
        self.clip(x, f64::NEG_INFINITY, -self.ln_width, f64::NEG_INFINITY)
    }
    #[inline(always)]
    fn cdf(&self, x: f64) -> f64 {
        self.clip(x, 0.0, self.shares(x).0, 1.0)
    }
    #[inline(always)]
    fn sf(&self, x: f64) -> f64 {
        self.clip(x, 1.0, self.shares(x).1, 0.0)
    }
    #[inline(always)]
    fn ln_cdf(&self, x: f64) -> f64 {
        let (below, above) = self.shares(x);
        self.clip(x, f64::NEG_INFINITY, if below < 0.5 { ln(below) } else { ln_1p(-above) }, 0.0)
    }
    #[inline(always)]
    fn ln_sf(&self, x: f64) -> f64 {
        let (below, above) = self.shares(x);
        self.clip(x, 0.0, if above < 0.5 { ln(above) } else { ln_1p(-below) }, f64::NEG_INFINITY)
    }
    #[inline(always)]
    fn quantile(&self, p: f64) -> f64 {
        of_probability(p, if p < 0.5 { self.low + p * self.width } else { self.high - (1.0 - p) * self.width })
    }
    #[inline(always)]
    fn upper_quantile(&self, q: f64) -> f64 {
        of_probability(q, if q < 0.5 { self.high - q * self.width } else { self.low + (1.0 - q) * self.width })
    }
    // ANCHOR_END: functions
    vectorised!();

    fn mean(&self) -> f64 {
        0.5 * self.low + 0.5 * self.high
    }
    fn variance(&self) -> f64 {
        self.width * self.width / 12.0
    }
    fn std_dev(&self) -> f64 {
        self.width / 12.0_f64.sqrt()
    }
    fn skewness(&self) -> f64 {
        0.0
    }
    fn kurtosis(&self) -> f64 {
        -1.2
    }
    fn entropy(&self) -> f64 {
        self.ln_width
    }
    fn sampling(&self) -> &'static str {
        "53 random bits, scaled"
    }
    #[inline]
    fn sample(&self, rng: &mut Stream) -> f64 {
        self.low + self.width * unit(rng)
    }
}

impl Continuous for Uniform {}

impl Fit for Uniform {
    /// The smallest and the largest observation.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 2, |_| true, "finite numbers")?;
        different(x)?;
        Self::new(x.iter().copied().fold(f64::INFINITY, f64::min), x.iter().copied().fold(f64::NEG_INFINITY, f64::max))
    }
}

impl Divergence for Uniform {
    /// `ln(width₂ / width₁)` where the other holds this one, else infinite.
    fn kl(&self, other: &Self) -> f64 {
        if other.low <= self.low && self.high <= other.high { other.ln_width - self.ln_width } else { f64::INFINITY }
    }
}
