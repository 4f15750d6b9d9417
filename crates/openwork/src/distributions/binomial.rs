#![doc = include_str!("binomial.md")]

use super::binomial_draw::Sampler;
use super::check::{observations, probability};
use super::special::{IncompleteBeta, binomial_ln_mass, binomial_mass, deviance};
use super::staircase::{self, is_whole};
use super::{Discrete, Distribution, Divergence, Fit, Function, Stream};
use crate::error::{Error, Result};
use std::f64::consts::{E, PI};

/// The number of successes in n independent trials, each a success with probability p.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    n: f64,
    p: f64,
}

/// Whole numbers up to here are exact doubles.
const MOST_TRIALS: u64 = 1 << 53;

impl Binomial {
    /// With n trials and this probability of success.
    ///
    /// # Errors
    /// More than 2⁵³ trials; a p outside `[0, 1]`.
    pub fn new(n: u64, p: f64) -> Result<Self> {
        if n > MOST_TRIALS {
            return Err(Error::setting("n", n, "at most 2^53 trials, so that every count is an exact number"));
        }
        Ok(Self { n: n as f64, p: probability("p", p)? })
    }

    /// The number of trials.
    pub fn n(&self) -> u64 {
        self.n as u64
    }

    /// The probability of success.
    pub fn p(&self) -> f64 {
        self.p
    }

    fn q(&self) -> f64 {
        1.0 - self.p
    }

    // ANCHOR: cumulative
    /// The incomplete beta function of `k = floor(x)`, for `0 <= k < n`: its upper tail at p is `P(X <= k)`.
    fn incomplete(&self, x: f64) -> Option<IncompleteBeta> {
        let k = x.floor();
        (k >= 0.0 && k < self.n).then(|| IncompleteBeta::once(k + 1.0, self.n - k))
    }
    // ANCHOR_END: cumulative

    /// The likeliest p where the number of trials is known: the share of successes.
    ///
    /// # Errors
    /// No observations, or such as are no counts between 0 and n.
    pub fn fit_p(n: u64, x: &[f64]) -> Result<Self> {
        observations(x, 1, |x| x >= 0.0 && x <= n as f64 && is_whole(x), "counts: whole numbers from 0 to n")?;
        let p = if n == 0 { 0.0 } else { x.iter().sum::<f64>() / (n as f64 * x.len() as f64) };
        Self::new(n, p.min(1.0))
    }
}

impl Distribution for Binomial {
    fn name(&self) -> &'static str {
        "binomial"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("n", self.n), ("p", self.p)]
    }
    fn is_discrete(&self) -> bool {
        true
    }
    fn support(&self) -> (f64, f64) {
        (0.0, self.n)
    }
    // ANCHOR: mass
    fn density(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if is_whole(x) {
            binomial_mass(x, self.n, self.p, self.q())
        } else {
            0.0
        }
    }
    fn ln_density(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if is_whole(x) {
            binomial_ln_mass(x, self.n, self.p, self.q())
        } else {
            f64::NEG_INFINITY
        }
    }
    // ANCHOR_END: mass
    fn cdf(&self, x: f64) -> f64 {
        match self.incomplete(x) {
            Some(beta) => beta.upper_at(self.p, self.q()),
            None if x.is_nan() => x,
            None => f64::from(u8::from(x >= self.n)),
        }
    }
    fn sf(&self, x: f64) -> f64 {
        match self.incomplete(x) {
            Some(beta) => beta.lower_at(self.p, self.q()),
            None if x.is_nan() => x,
            None => f64::from(u8::from(x < 0.0)),
        }
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        self.incomplete(x).map_or_else(|| self.cdf(x).ln(), |beta| beta.ln_upper_at(self.p, self.q()))
    }
    fn ln_sf(&self, x: f64) -> f64 {
        self.incomplete(x).map_or_else(|| self.sf(x).ln(), |beta| beta.ln_lower_at(self.p, self.q()))
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
        self.n * self.p
    }
    fn variance(&self) -> f64 {
        self.n * self.p * self.q()
    }
    fn skewness(&self) -> f64 {
        (1.0 - 2.0 * self.p) / self.variance().sqrt()
    }
    fn kurtosis(&self) -> f64 {
        (1.0 - 6.0 * self.p * self.q()) / self.variance()
    }
    /// By its definition; where the variance is above a million, the normal distribution's less the first term that the skewness costs
    /// (the next is below 1e-12).
    fn entropy(&self) -> f64 {
        let variance = self.variance();
        if variance > 1e6 {
            0.5 * (2.0 * PI * E * variance).ln() - (1.0 - 4.0 * self.p * self.q()) / (12.0 * variance)
        } else {
            -staircase::expectation(self, |k| self.ln_density(k))
        }
    }
    fn sampling(&self) -> &'static str {
        Sampler::new(self.n, self.p).name()
    }
    fn sample(&self, rng: &mut Stream) -> f64 {
        Sampler::new(self.n, self.p).sample(rng)
    }
    fn draw(&self, rng: &mut Stream, out: &mut [f64]) {
        let sampler = Sampler::new(self.n, self.p);
        out.iter_mut().for_each(|out| *out = sampler.sample(rng));
    }
}

impl Discrete for Binomial {}

impl Fit for Binomial {
    // ANCHOR: fit
    /// The likeliest n and p together. For each n the likeliest p is the share of successes; the likelihood as a function of n has at most one
    /// maximum (B. Levin, J. Reeds, "Compound multinomial likelihood functions are unimodal", 1977), and has one only where
    /// the observations vary less than their mean: otherwise more trials with smaller p are always likelier, and the limit is a Poisson.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 1, |x| x >= 0.0 && is_whole(x), "counts: whole numbers from 0 on")?;
        let m = x.len() as f64;
        let mean = x.iter().sum::<f64>() / m;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / m;
        if mean > 0.0 && variance >= mean {
            let got = format!("observations of mean {mean} and variance {variance}");
            let want = "a variance below the mean: these look like a Poisson or wider; fit that, or fit_p with a known n";
            return Err(Error::setting("x", got, want));
        }
        let least = x.iter().fold(0.0_f64, |most, &x| most.max(x));
        if least > 9e15 {
            return Err(Error::setting("x", least, "counts of at most 9e15"));
        }
        let ln_likelihood = |n: f64| {
            let p = (mean / n).min(1.0);
            x.iter().map(|&x| binomial_ln_mass(x, n, p, 1.0 - p)).sum::<f64>()
        };
        // Not yet rising by one more trial: there is the maximum. A maximum beyond 2^50 trials is a Poisson's.
        let n = staircase::search(least, (least, 2f64.powi(50)), |n| ln_likelihood(n + 1.0) <= ln_likelihood(n));
        Self::fit_p(n as u64, x)
    }
    // ANCHOR_END: fit
}

impl Divergence for Binomial {
    /// n times the Bernoulli's where the trials are equally many, else by its definition.
    fn kl(&self, other: &Self) -> f64 {
        if self.n == other.n {
            return self.n * (deviance(self.p, other.p) + deviance(self.q(), other.q()));
        }
        if self.n > other.n && self.p > 0.0 {
            return f64::INFINITY;
        }
        staircase::expectation(self, |k| self.ln_density(k) - other.ln_density(k))
    }
}
