#![doc = include_str!("laplace.md")]

use super::check::{different, finite, observations, positive};
use super::draw::unit;
use super::vectorised::{of_probability, vectorised};
use super::{Continuous, Distribution, Divergence, Fit, Stream};
use crate::error::Result;
use crate::kernels::elementary::{each_in_place, exp, expm1, ln, ln_1p, ratio_gap};
use crate::order::ascending;
use std::f64::consts::LN_2;

/// The Laplace distribution: an exponential on either side of its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Laplace {
    loc: f64,
    scale: f64,
    ln_width: f64,
}

impl Laplace {
    /// With its middle and the mean distance from it, the scale.
    ///
    /// # Errors
    /// A loc that is not finite, a scale that is not positive and finite.
    pub fn new(loc: f64, scale: f64) -> Result<Self> {
        let (loc, scale) = (finite("loc", loc)?, positive("scale", scale)?);
        Ok(Self { loc, scale, ln_width: scale.ln() + LN_2 })
    }

    #[inline(always)]
    fn z(&self, x: f64) -> f64 {
        (x - self.loc) / self.scale
    }
}

/// The cumulative of the standard Laplace distribution.
#[inline(always)]
fn below(z: f64) -> f64 {
    let tail = 0.5 * exp(-z.abs());
    if z > 0.0 { 1.0 - tail } else { tail }
}

#[inline(always)]
fn ln_below(z: f64) -> f64 {
    let high = ln_1p(-0.5 * exp(-z.abs()));
    if z > 0.0 { high } else { z - LN_2 }
}

/// Its quantile. Near one half it is computed from `p - 1/2`, which is exact.
#[inline(always)]
fn quantile(p: f64) -> f64 {
    let tail = if p < 0.5 { p } else { 1.0 - p };
    let size = 0.0 - ln(2.0 * tail);
    of_probability(p, if p < 0.5 { -size } else { size })
}

impl Distribution for Laplace {
    fn name(&self) -> &'static str {
        "laplace"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("loc", self.loc), ("scale", self.scale)]
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
    // ANCHOR: functions
    #[inline(always)]
    fn density(&self, x: f64) -> f64 {
        exp(-self.z(x).abs() - self.ln_width)
    }
    #[inline(always)]
    fn ln_density(&self, x: f64) -> f64 {
        -self.z(x).abs() - self.ln_width
    }
    #[inline(always)]
    fn cdf(&self, x: f64) -> f64 {
        below(self.z(x))
    }
    #[inline(always)]
    fn sf(&self, x: f64) -> f64 {
        below(-self.z(x))
    }
    #[inline(always)]
    fn ln_cdf(&self, x: f64) -> f64 {
        ln_below(self.z(x))
    }
    #[inline(always)]
    fn ln_sf(&self, x: f64) -> f64 {
        ln_below(-self.z(x))
    }
    #[inline(always)]
    fn quantile(&self, p: f64) -> f64 {
        self.loc + self.scale * quantile(p)
    }
    #[inline(always)]
    fn upper_quantile(&self, q: f64) -> f64 {
        self.loc - self.scale * quantile(q)
    }
    // ANCHOR_END: functions
    vectorised!();

    fn mean(&self) -> f64 {
        self.loc
    }
    fn variance(&self) -> f64 {
        2.0 * self.scale * self.scale
    }
    fn std_dev(&self) -> f64 {
        std::f64::consts::SQRT_2 * self.scale
    }
    fn skewness(&self) -> f64 {
        0.0
    }
    fn kurtosis(&self) -> f64 {
        3.0
    }
    fn entropy(&self) -> f64 {
        1.0 + self.ln_width
    }
    fn sampling(&self) -> &'static str {
        "inverse transform"
    }
    // ANCHOR: sample
    #[inline]
    fn sample(&self, rng: &mut Stream) -> f64 {
        self.of_unit(unit(rng))
    }
    // ANCHOR_END: sample
    fn draw(&self, rng: &mut Stream, out: &mut [f64]) {
        out.iter_mut().for_each(|out| *out = unit(rng));
        let room = *self;
        each_in_place(
            out,
            #[inline(always)]
            move |u| room.of_unit(u),
        );
    }
}

impl Laplace {
    /// The sample of a uniform number in `[0, 1)`, moved half a step so that neither end is infinite.
    #[inline(always)]
    fn of_unit(&self, u: f64) -> f64 {
        let middle = u + 0.25 * f64::EPSILON; // in steps of 2⁻⁵³, half a step more
        self.loc + self.scale * quantile(if middle < 1.0 { middle } else { u })
    }
}

impl Continuous for Laplace {}

impl Fit for Laplace {
    // ANCHOR: fit
    /// The median, and the mean distance from it.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 2, |_| true, "finite numbers")?;
        different(x)?;
        let mut sorted = x.to_vec();
        ascending(&mut sorted);
        let n = sorted.len();
        let median = if n % 2 == 1 { sorted[n / 2] } else { 0.5 * sorted[n / 2 - 1] + 0.5 * sorted[n / 2] };
        Self::new(median, x.iter().map(|x| (x - median).abs()).sum::<f64>() / n as f64)
    }
    // ANCHOR_END: fit
}

impl Divergence for Laplace {
    /// `ln(s₂/s₁) + (s₁ exp(-d/s₁) + d) / s₂ - 1` with the scales s and the distance d of the middles, arranged so that nothing
    /// cancels: with `t = d / s₁`, it is `(s₁/s₂) (e^-t - 1 + t) + (s₁/s₂ - 1 - ln(s₁/s₂))`.
    fn kl(&self, other: &Self) -> f64 {
        let t = (self.loc - other.loc).abs() / self.scale;
        let bend = if t < 1e-3 { t * t * (0.5 - t * (1.0 / 6.0 - t * (1.0 / 24.0 - t / 120.0))) } else { expm1(-t) + t };
        self.scale / other.scale * bend + ratio_gap(self.scale, other.scale)
    }
}
