#![doc = include_str!("chi_squared.md")]

use super::check::{observations, positive};
use super::special::{digamma, trigamma};
use super::{Continuous, Distribution, Divergence, Fit, Function, Gamma, Stream};
use crate::error::Result;
use std::f64::consts::LN_2;

/// The chi-squared distribution: the sum of the squares of `df` standard normal numbers. It is the gamma distribution of shape
/// `df / 2` and scale 2.
#[derive(Debug, Clone)]
pub struct ChiSquared {
    df: f64,
    gamma: Gamma,
}

impl ChiSquared {
    /// With df degrees of freedom; they need not be whole.
    ///
    /// # Errors
    /// A df that is not positive and finite.
    pub fn new(df: f64) -> Result<Self> {
        let df = positive("df", df)?;
        Ok(Self { df, gamma: Gamma::with_scale(positive("df / 2", 0.5 * df)?, 2.0)? })
    }
}

impl Distribution for ChiSquared {
    fn name(&self) -> &'static str {
        "chi-squared"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("df", self.df)]
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn density(&self, x: f64) -> f64 {
        self.gamma.density(x)
    }
    fn ln_density(&self, x: f64) -> f64 {
        self.gamma.ln_density(x)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.gamma.cdf(x)
    }
    fn sf(&self, x: f64) -> f64 {
        self.gamma.sf(x)
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        self.gamma.ln_cdf(x)
    }
    fn ln_sf(&self, x: f64) -> f64 {
        self.gamma.ln_sf(x)
    }
    fn quantile(&self, p: f64) -> f64 {
        self.gamma.quantile(p)
    }
    fn upper_quantile(&self, q: f64) -> f64 {
        self.gamma.upper_quantile(q)
    }
    fn fill(&self, function: Function, x: &[f64], out: &mut [f64]) {
        self.gamma.fill(function, x, out);
    }
    fn map(&self, function: Function, x: &[f64], out: &mut [f64]) {
        self.gamma.map(function, x, out);
    }
    fn mean(&self) -> f64 {
        self.df
    }
    fn variance(&self) -> f64 {
        2.0 * self.df
    }
    fn skewness(&self) -> f64 {
        (8.0 / self.df).sqrt()
    }
    fn kurtosis(&self) -> f64 {
        12.0 / self.df
    }
    fn entropy(&self) -> f64 {
        self.gamma.entropy()
    }
    fn sampling(&self) -> &'static str {
        "Marsaglia-Tsang"
    }
    fn sample(&self, rng: &mut Stream) -> f64 {
        self.gamma.sample(rng)
    }
}

impl Continuous for ChiSquared {}

impl Fit for ChiSquared {
    // ANCHOR: fit
    /// The df solves `ψ(df / 2) = mean(ln x) - ln 2`, by Newton's method on `ln df`.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 1, |x| x > 0.0, "finite numbers > 0")?;
        let target = x.iter().map(|x| x.ln()).sum::<f64>() / x.len() as f64 - LN_2;
        // ψ(a) is near ln(a - 1/2) for a large a, and near -1/a for a small one.
        let mut a = if target > -2.2 { target.exp() + 0.5 } else { -1.0 / (target + 0.577) };
        for _ in 0..100 {
            let step = (digamma(a) - target) / (a * trigamma(a));
            a *= (-step).clamp(-3.0, 3.0).exp();
            if step.abs() < 1e-15 {
                break;
            }
        }
        Self::new(2.0 * a)
    }
    // ANCHOR_END: fit
}

impl Divergence for ChiSquared {
    /// That of the two gamma distributions.
    fn kl(&self, other: &Self) -> f64 {
        self.gamma.kl(&other.gamma)
    }
}
