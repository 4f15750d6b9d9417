#![doc = include_str!("normal.md")]

use super::check::{finite, observations, positive};
use super::phi::{log_ndtr, ndtr, ndtri};
use super::{Continuous, Distribution, Divergence, Fit, Stream};
use crate::error::{Error, Result};
use rand::RngExt;
use std::f64::consts::{E, PI};

/// `ln sqrt(2 pi)`.
const LN_ROOT_TAU: f64 = 0.918_938_533_204_672_8;

/// The normal distribution, by its mean and its standard deviation (not the variance).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    std: f64,
}

impl Normal {
    /// The normal distribution with this mean and this standard deviation.
    ///
    /// # Errors
    /// A mean that is not finite, a standard deviation that is not positive and finite.
    pub fn new(mean: f64, std: f64) -> Result<Self> {
        Ok(Self { mean: finite("mean", mean)?, std: positive("std", std)? })
    }

    /// How many standard deviations x is above the mean.
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
    fn density(&self, x: f64) -> f64 {
        let z = self.z(x);
        (-0.5 * z * z).exp() / (self.std * (2.0 * PI).sqrt())
    }
    fn ln_density(&self, x: f64) -> f64 {
        let z = self.z(x);
        -0.5 * z * z - LN_ROOT_TAU - self.std.ln()
    }
    // ANCHOR_END: density
    fn cdf(&self, x: f64) -> f64 {
        ndtr(self.z(x))
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        log_ndtr(self.z(x))
    }
    fn sf(&self, x: f64) -> f64 {
        ndtr(-self.z(x))
    }
    fn ln_sf(&self, x: f64) -> f64 {
        log_ndtr(-self.z(x))
    }
    fn quantile(&self, p: f64) -> f64 {
        self.mean + self.std * ndtri(p)
    }
    fn upper_quantile(&self, q: f64) -> f64 {
        self.mean - self.std * ndtri(q)
    }
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
        0.5 * (2.0 * PI * E).ln() + self.std.ln()
    }
    fn sampling(&self) -> &'static str {
        "Box-Muller"
    }
    // ANCHOR: sample
    fn sample(&self, rng: &mut Stream) -> f64 {
        let (u, v) = (1.0 - rng.random::<f64>(), rng.random::<f64>());
        self.mean + self.std * (-2.0 * u.ln()).sqrt() * (2.0 * PI * v).cos()
    }
    // ANCHOR_END: sample
}

impl Continuous for Normal {}

impl Fit for Normal {
    // ANCHOR: fit
    /// The sample's mean, and its standard deviation with the divisor n.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 1, |_| true, "finite numbers")?;
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        let std = (x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
        if std > 0.0 {
            Self::new(mean, std)
        } else {
            Err(Error::setting("x", format!("{} only", x[0]), "at least two different numbers"))
        }
    }
    // ANCHOR_END: fit
}

impl Divergence for Normal {
    fn kl(&self, other: &Self) -> f64 {
        let ratio = self.std / other.std;
        0.5 * (ratio * ratio - 1.0 + other.z(self.mean).powi(2)) - ratio.ln()
    }
}
