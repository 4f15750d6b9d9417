#![doc = include_str!("geometric.md")]

use super::bernoulli::surprise;
use super::check::observations;
use super::draw::positive_unit;
use super::staircase::{self, is_whole};
use super::{Discrete, Distribution, Divergence, Fit, Function, Stream};
use crate::error::{Error, Result};

/// The number of trials up to and including the first success: 1, 2, 3, ...
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometric {
    p: f64,
    /// `ln(1 - p)`.
    ln_q: f64,
}

impl Geometric {
    /// With this probability of success at each trial.
    ///
    /// # Errors
    /// A p outside `(0, 1]`.
    pub fn new(p: f64) -> Result<Self> {
        if !(p > 0.0 && p <= 1.0) {
            return Err(Error::setting("p", p, "a probability above 0, in (0, 1]: without successes the first never comes"));
        }
        Ok(Self { p, ln_q: (-p).ln_1p() })
    }

    /// `x ln(1 - p)`, for whole x.
    fn ln_power(&self, x: f64) -> f64 {
        if x == 0.0 { 0.0 } else { x * self.ln_q }
    }

    fn guess(&self, ln_survival: f64) -> f64 {
        (ln_survival / self.ln_q).ceil()
    }
}

impl Distribution for Geometric {
    fn name(&self) -> &'static str {
        "geometric"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("p", self.p)]
    }
    fn is_discrete(&self) -> bool {
        true
    }
    fn support(&self) -> (f64, f64) {
        (1.0, f64::INFINITY)
    }
    fn density(&self, x: f64) -> f64 {
        self.ln_density(x).exp()
    }
    // ANCHOR: mass
    fn ln_density(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x >= 1.0 && is_whole(x) {
            self.ln_power(x - 1.0) + self.p.ln()
        } else {
            f64::NEG_INFINITY
        }
    }
    // ANCHOR_END: mass
    fn cdf(&self, x: f64) -> f64 {
        if x < 1.0 { 0.0 } else { -self.ln_power(x.floor()).exp_m1() }
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        let ln_sf = self.ln_sf(x);
        if ln_sf > -0.7 { (-ln_sf.exp_m1()).ln() } else { (-ln_sf.exp()).ln_1p() }
    }
    fn sf(&self, x: f64) -> f64 {
        self.ln_sf(x).exp()
    }
    fn ln_sf(&self, x: f64) -> f64 {
        if x < 1.0 { 0.0 } else { self.ln_power(x.floor()) }
    }
    // ANCHOR: quantile
    fn quantile(&self, p: f64) -> f64 {
        match p {
            0.0 => 0.0,
            1.0 => f64::INFINITY,
            p if !(0.0..=1.0).contains(&p) => f64::NAN,
            p => staircase::search(self.guess((-p).ln_1p()), self.support(), |k| self.cdf(k) >= p),
        }
    }
    // ANCHOR_END: quantile
    fn upper_quantile(&self, q: f64) -> f64 {
        match q {
            1.0 => 0.0,
            0.0 => f64::INFINITY,
            q if !(0.0..=1.0).contains(&q) => f64::NAN,
            q => staircase::search(self.guess(q.ln()), self.support(), |k| self.sf(k) <= q),
        }
    }
    fn map(&self, function: Function, x: &[f64], out: &mut [f64]) {
        staircase::map(self, function, x, out);
    }
    fn mean(&self) -> f64 {
        1.0 / self.p
    }
    fn variance(&self) -> f64 {
        (1.0 - self.p) / self.p / self.p
    }
    fn skewness(&self) -> f64 {
        (2.0 - self.p) / (1.0 - self.p).sqrt()
    }
    fn kurtosis(&self) -> f64 {
        6.0 + self.p * self.p / (1.0 - self.p)
    }
    fn entropy(&self) -> f64 {
        let rest = if self.p < 1.0 { -(1.0 - self.p) * self.ln_q } else { 0.0 };
        (rest + surprise(self.p)) / self.p
    }
    fn sampling(&self) -> &'static str {
        "inverse transform"
    }
    // ANCHOR: sample
    /// The smallest k with `(1 - p)^k <= u`.
    fn sample(&self, rng: &mut Stream) -> f64 {
        let u = positive_unit(rng);
        if self.p == 1.0 { 1.0 } else { (u.ln() / self.ln_q).ceil().max(1.0) }
    }
    // ANCHOR_END: sample
}

impl Discrete for Geometric {}

impl Fit for Geometric {
    /// One over the mean.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 1, |x| x >= 1.0 && is_whole(x), "whole numbers from 1 on: trials up to the first success")?;
        Self::new(x.len() as f64 / x.iter().sum::<f64>())
    }
}

impl Divergence for Geometric {
    /// `ln(p / p') + (1 - p) / p ln((1 - p) / (1 - p'))`.
    fn kl(&self, other: &Self) -> f64 {
        let rest = if self.p == 1.0 { 0.0 } else { (1.0 - self.p) / self.p * (self.ln_q - other.ln_q) };
        (self.p / other.p).ln() + rest
    }
}
