#![doc = include_str!("poisson.md")]

use super::check::observations;
use super::draw::unit;
use super::special::{IncompleteGamma, deviance, poisson_ln_mass, poisson_mass};
use super::staircase::{self, is_whole};
use super::{Discrete, Distribution, Divergence, Fit, Function, Stream};
use crate::error::{Error, Result};
use std::f64::consts::{E, PI};

/// The number of independent rare events, by how many are expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    rate: f64,
}

impl Poisson {
    /// With this expected number of events.
    ///
    /// # Errors
    /// A rate that is negative or not finite.
    pub fn new(rate: f64) -> Result<Self> {
        if rate >= 0.0 && rate.is_finite() {
            Ok(Self { rate })
        } else {
            Err(Error::setting("rate", rate, "a finite number of events, at least 0"))
        }
    }

    /// The expected number of events.
    pub fn rate(&self) -> f64 {
        self.rate
    }
}

impl Distribution for Poisson {
    fn name(&self) -> &'static str {
        "poisson"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("rate", self.rate)]
    }
    fn is_discrete(&self) -> bool {
        true
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    // ANCHOR: mass
    fn density(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x >= 0.0 && is_whole(x) {
            poisson_mass(x, self.rate)
        } else {
            0.0
        }
    }
    fn ln_density(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x >= 0.0 && is_whole(x) {
            poisson_ln_mass(x, self.rate)
        } else {
            f64::NEG_INFINITY
        }
    }
    // ANCHOR_END: mass
    // ANCHOR: cumulative
    fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { IncompleteGamma::once(x.floor() + 1.0).upper(self.rate) }
    }
    fn sf(&self, x: f64) -> f64 {
        if x < 0.0 { 1.0 } else { IncompleteGamma::once(x.floor() + 1.0).lower(self.rate) }
    }
    // ANCHOR_END: cumulative
    fn ln_cdf(&self, x: f64) -> f64 {
        if x < 0.0 { f64::NEG_INFINITY } else { IncompleteGamma::once(x.floor() + 1.0).ln_upper(self.rate) }
    }
    fn ln_sf(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { IncompleteGamma::once(x.floor() + 1.0).ln_lower(self.rate) }
    }
    fn quantile(&self, p: f64) -> f64 {
        staircase::quantile(self, p)
    }
    fn upper_quantile(&self, q: f64) -> f64 {
        staircase::upper_quantile(self, q)
    }
    fn map(&self, function: Function, x: &[f64], out: &mut [f64]) {
        staircase::map(self, function, x, out);
    }
    fn mean(&self) -> f64 {
        self.rate
    }
    fn variance(&self) -> f64 {
        self.rate
    }
    fn skewness(&self) -> f64 {
        1.0 / self.rate.sqrt()
    }
    fn kurtosis(&self) -> f64 {
        1.0 / self.rate
    }
    /// By its definition, and from 1000 events on by its asymptotic series.
    fn entropy(&self) -> f64 {
        let r = self.rate;
        if r > 1000.0 {
            0.5 * (2.0 * PI * E * r).ln() - (1.0 / 12.0 + (1.0 / 24.0 + 19.0 / (360.0 * r)) / r) / r
        } else {
            -staircase::expectation(self, |k| self.ln_density(k))
        }
    }
    fn sampling(&self) -> &'static str {
        if self.rate < SMALL { "inverse transform, by a sequential search" } else { "transformed rejection (Hörmann's PTRS)" }
    }
    fn sample(&self, rng: &mut Stream) -> f64 {
        Sampler::new(self.rate).sample(rng)
    }
    fn draw(&self, rng: &mut Stream, out: &mut [f64]) {
        let sampler = Sampler::new(self.rate);
        out.iter_mut().for_each(|out| *out = sampler.sample(rng));
    }
}

/// Below this rate a sequential search is quicker than rejection.
pub(super) const SMALL: f64 = 10.0;

/// What sampling prepares once.
pub(super) enum Sampler {
    /// The rate and the probability of no event.
    Search { rate: f64, none: f64 },
    /// Constants of the hat.
    Rejection { rate: f64, a: f64, b: f64, ln_inverse_alpha: f64, quick: f64 },
}

impl Sampler {
    pub(super) fn new(rate: f64) -> Self {
        if rate < SMALL {
            return Self::Search { rate, none: (-rate).exp() };
        }
        let b = 0.931 + 2.53 * rate.sqrt();
        let ln_inverse_alpha = (1.1239 + 1.1328 / (b - 3.4)).ln();
        Self::Rejection { rate, a: -0.059 + 0.02483 * b, b, ln_inverse_alpha, quick: 0.9277 - 3.6224 / (b - 2.0) }
    }

    // ANCHOR: sample
    /// W. Hörmann, "The transformed rejection method for generating Poisson random variables", 1993: a uniform number is bent into
    /// nearly the Poisson's shape; most are taken at once (`quick`), the others weighed against the mass.
    #[inline]
    fn sample(&self, rng: &mut Stream) -> f64 {
        match *self {
            Self::Search { rate, none } => loop {
                let (mut left, mut mass, mut k) = (unit(rng), none, 0.0);
                while left >= mass && k < 1000.0 {
                    left -= mass;
                    k += 1.0;
                    mass *= rate / k;
                }
                if k < 1000.0 {
                    return k; // else rounding left more than all masses: one in 10^16
                }
            },
            Self::Rejection { .. } => loop {
                let (u, v) = (unit(rng), unit(rng));
                if let (k, Fate::Quick | Fate::Taken) = self.attempt(u, v) {
                    return k;
                }
            },
        }
    }

    /// One attempt with two uniform numbers: the number they give, and what becomes of it.
    #[inline]
    pub(super) fn attempt(&self, u: f64, v: f64) -> (f64, Fate) {
        let Self::Rejection { rate, a, b, ln_inverse_alpha, quick } = *self else { return (0.0, Fate::Rejected) };
        let u = u - 0.5;
        let edge = 0.5 - u.abs();
        let k = ((2.0 * a / edge + b) * u + rate + 0.43).floor();
        if edge >= 0.07 && v <= quick {
            return (k, Fate::Quick);
        }
        if k < 0.0 || !k.is_finite() || (edge < 0.013 && v > edge) {
            return (k, Fate::Rejected);
        }
        let taken = v.ln() + ln_inverse_alpha - (a / (edge * edge) + b).ln() <= poisson_ln_mass(k, rate);
        (k, if taken { Fate::Taken } else { Fate::Rejected })
    }
    // ANCHOR_END: sample
}

/// What becomes of one attempt of a rejection method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Taken without a look at the mass: nearly all are.
    Quick,
    /// Taken after its height was weighed against the mass.
    Taken,
    /// Given up.
    Rejected,
}

impl Discrete for Poisson {}

impl Fit for Poisson {
    /// The mean.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 1, |x| x >= 0.0 && is_whole(x), "counts: whole numbers from 0 on")?;
        Self::new(x.iter().sum::<f64>() / x.len() as f64)
    }
}

impl Divergence for Poisson {
    /// `rate ln(rate / rate') + rate' - rate`: the deviance.
    fn kl(&self, other: &Self) -> f64 {
        deviance(self.rate, other.rate)
    }
}
