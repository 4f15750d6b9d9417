#![doc = include_str!("normal.md")]

use super::check::{different, finite, observations, positive};
use super::draw::standard_normal;
use super::vectorised::{over, vectorised};
use super::{Continuous, Distribution, Divergence, Fit, Function, Stream};
use crate::error::Result;
use crate::kernels::elementary::{each, each_again, exp, ln_1p_minus};
use crate::kernels::normal::{log_ndtr, ndtr, ndtri, ndtri_of_root, tail_root};

/// `ln sqrt(2 pi)`.
pub(super) const LN_ROOT_TAU: f64 = 0.918_938_533_204_672_8;

/// The normal distribution, by its mean and its standard deviation (not its variance).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    std: f64,
    /// `ln(std sqrt(2 pi))`.
    ln_norm: f64,
}

impl Normal {
    /// The normal distribution with this mean and this standard deviation.
    ///
    /// # Errors
    /// A mean that is not finite, a standard deviation that is not positive and finite.
    pub fn new(mean: f64, std: f64) -> Result<Self> {
        let (mean, std) = (finite("mean", mean)?, positive("std", std)?);
        Ok(Self { mean, std, ln_norm: std.ln() + LN_ROOT_TAU })
    }

    /// How many standard deviations x is above the mean.
    #[inline(always)]
    fn z(&self, x: f64) -> f64 {
        (x - self.mean) / self.std
    }
}

impl Distribution for Normal {
    fn name(&self) -> &'static str {
        "normal"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("mean", self.mean), ("std", self.std)]
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
    // ANCHOR: density
    #[inline(always)]
    fn density(&self, x: f64) -> f64 {
        exp(self.ln_density(x)) // a small std makes the density large where exp(-z²/2) alone underflows
    }
    #[inline(always)]
    fn ln_density(&self, x: f64) -> f64 {
        let z = self.z(x);
        -0.5 * z * z - self.ln_norm
    }
    // ANCHOR_END: density
    // ANCHOR: cumulative
    #[inline(always)]
    fn cdf(&self, x: f64) -> f64 {
        ndtr(self.z(x))
    }
    #[inline(always)]
    fn sf(&self, x: f64) -> f64 {
        ndtr(-self.z(x))
    }
    #[inline(always)]
    fn ln_cdf(&self, x: f64) -> f64 {
        log_ndtr(self.z(x))
    }
    #[inline(always)]
    fn ln_sf(&self, x: f64) -> f64 {
        log_ndtr(-self.z(x))
    }
    // ANCHOR_END: cumulative
    #[inline(always)]
    fn quantile(&self, p: f64) -> f64 {
        self.mean + self.std * ndtri(p)
    }
    #[inline(always)]
    fn upper_quantile(&self, q: f64) -> f64 {
        self.mean - self.std * ndtri(q)
    }
    vectorised!(passes);

    fn mean(&self) -> f64 {
        self.mean
    }
    fn variance(&self) -> f64 {
        self.std * self.std
    }
    fn std_dev(&self) -> f64 {
        self.std
    }
    fn skewness(&self) -> f64 {
        0.0
    }
    fn kurtosis(&self) -> f64 {
        0.0
    }
    fn entropy(&self) -> f64 {
        0.5 + self.ln_norm
    }
    fn sampling(&self) -> &'static str {
        "ziggurat (Marsaglia and Tsang)"
    }
    #[inline]
    fn sample(&self, rng: &mut Stream) -> f64 {
        self.mean + self.std * standard_normal(rng)
    }
}

impl Normal {
    /// Quantiles in two short loops; a test holds them equal to the plain form.
    fn passes(&self, function: Function, p: &[f64], out: &mut [f64]) -> bool {
        let sign = match function {
            Function::Ppf => 1.0,
            Function::Isf => -1.0,
            _ => return false,
        };
        let (mean, std) = (self.mean, sign * self.std);
        each(p, out, tail_root);
        over!(each_again(p, out), |p, root| mean + std * ndtri_of_root(p, root));
        true
    }
}

impl Continuous for Normal {}

impl Fit for Normal {
    // ANCHOR: fit
    /// The sample's mean, and its standard deviation with the divisor n.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 2, |_| true, "finite numbers")?;
        different(x)?;
        let (mean, std) = mean_and_std(x);
        Self::new(mean, std)
    }
    // ANCHOR_END: fit
}

/// The mean of the numbers and their standard deviation, both relative to the first number, so that a large mean costs no digits.
pub(super) fn mean_and_std(x: &[f64]) -> (f64, f64) {
    let (n, first) = (x.len() as f64, x[0]);
    let shift = x.iter().map(|x| x - first).sum::<f64>() / n;
    let square = x.iter().map(|x| (x - first - shift).powi(2)).sum::<f64>() / n;
    (first + shift, square.sqrt())
}

impl Divergence for Normal {
    // ANCHOR: kl
    /// `ln(s₂/s₁) + (s₁² + (m₁ - m₂)²) / 2s₂² - 1/2`, arranged so that nothing cancels where the two are nearly the same.
    fn kl(&self, other: &Self) -> f64 {
        let excess = (self.std - other.std) * (self.std + other.std) / (other.std * other.std); // (s₁/s₂)² - 1
        let near = -ln_1p_minus(excess);
        let far = excess - 2.0 * (self.ln_norm - other.ln_norm);
        0.5 * (other.z(self.mean).powi(2) + if excess.abs() < 0.5 { near } else { far })
    }
    // ANCHOR_END: kl
}
