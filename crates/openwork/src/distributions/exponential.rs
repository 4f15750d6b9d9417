#![doc = include_str!("exponential.md")]

use super::check::{observations, positive};
use super::draw::positive_unit;
use super::vectorised::{from_zero, of_probability, vectorised};
use super::{Continuous, Distribution, Divergence, Fit, Stream};
use crate::error::{Error, Result};
use crate::kernels::elementary::{each_in_place, exp, expm1, ln, ln_1m_exp, ln_1p, ratio_gap};

/// The exponential distribution: waiting times without memory, by their mean, the scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exponential {
    scale: f64,
    ln_scale: f64,
}

impl Exponential {
    /// With the mean waiting time `scale = 1 / rate`.
    ///
    /// # Errors
    /// A scale that is not positive and finite.
    pub fn with_scale(scale: f64) -> Result<Self> {
        let scale = positive("scale", scale)?;
        Ok(Self { scale, ln_scale: scale.ln() })
    }

    /// With `rate = 1 / scale` events in a unit of time.
    ///
    /// # Errors
    /// A rate that is not positive and finite, or whose inverse is not.
    pub fn with_rate(rate: f64) -> Result<Self> {
        Self::with_scale(super::check::inverse_of_rate(rate)?)
    }
}

impl Distribution for Exponential {
    fn name(&self) -> &'static str {
        "exponential"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("scale", self.scale)]
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    // ANCHOR: functions
    #[inline(always)]
    fn density(&self, x: f64) -> f64 {
        from_zero(x, exp(-x / self.scale - self.ln_scale), 0.0)
    }
    #[inline(always)]
    fn ln_density(&self, x: f64) -> f64 {
        from_zero(x, -x / self.scale - self.ln_scale, f64::NEG_INFINITY)
    }
    #[inline(always)]
    fn cdf(&self, x: f64) -> f64 {
        from_zero(x, 0.0 - expm1(-x / self.scale), 0.0)
    }
    #[inline(always)]
    fn sf(&self, x: f64) -> f64 {
        from_zero(x, exp(-x / self.scale), 1.0)
    }
    #[inline(always)]
    fn ln_cdf(&self, x: f64) -> f64 {
        let z = x / self.scale;
        // Beside 0 it is ln z, whatever z has lost to underflow.
        from_zero(x, if z < 1e-290 { ln(x) - self.ln_scale } else { ln_1m_exp(-z) }, f64::NEG_INFINITY)
    }
    #[inline(always)]
    fn ln_sf(&self, x: f64) -> f64 {
        from_zero(x, 0.0 - x / self.scale, 0.0)
    }
    #[inline(always)]
    fn quantile(&self, p: f64) -> f64 {
        of_probability(p, 0.0 - self.scale * ln_1p(-p))
    }
    #[inline(always)]
    fn upper_quantile(&self, q: f64) -> f64 {
        of_probability(q, 0.0 - self.scale * ln(q))
    }
    // ANCHOR_END: functions
    vectorised!();

    fn mean(&self) -> f64 {
        self.scale
    }
    fn variance(&self) -> f64 {
        self.scale * self.scale
    }
    fn std_dev(&self) -> f64 {
        self.scale
    }
    fn skewness(&self) -> f64 {
        2.0
    }
    fn kurtosis(&self) -> f64 {
        6.0
    }
    fn entropy(&self) -> f64 {
        1.0 + self.ln_scale
    }
    fn sampling(&self) -> &'static str {
        "inverse transform"
    }
    // ANCHOR: sample
    /// The quantile from above of a uniform number.
    #[inline]
    fn sample(&self, rng: &mut Stream) -> f64 {
        0.0 - self.scale * ln(positive_unit(rng))
    }
    // ANCHOR_END: sample
    fn draw(&self, rng: &mut Stream, out: &mut [f64]) {
        out.iter_mut().for_each(|out| *out = positive_unit(rng));
        let room = *self;
        each_in_place(
            out,
            #[inline(always)]
            move |u| 0.0 - room.scale * ln(u),
        );
    }
}

impl Continuous for Exponential {}

impl Fit for Exponential {
    /// The mean.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 1, |x| x >= 0.0, "finite numbers >= 0")?;
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        if mean > 0.0 { Self::with_scale(mean) } else { Err(Error::setting("x", "zeros only", "a number above 0")) }
    }
}

impl Divergence for Exponential {
    /// `s₁/s₂ - 1 - ln(s₁/s₂)` with the scales s.
    fn kl(&self, other: &Self) -> f64 {
        ratio_gap(self.scale, other.scale)
    }
}
