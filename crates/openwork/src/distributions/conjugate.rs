#![doc = include_str!("conjugate.md")]

use super::dirichlet::{Dirichlet, ln_beta};
use super::special::{self, binomial_mass};
use super::{Beta, Gamma, Normal};
use crate::error::{Error, Result};

/// Whole counts, at least 0.
fn check_counts(name: &'static str, counts: &[f64]) -> Result<()> {
    match counts.iter().position(|c| !(*c >= 0.0 && c.floor() == *c && c.is_finite())) {
        Some(i) => Err(Error::setting(name, format!("{} at index {i}", counts[i]), "counts: whole numbers from 0 on")),
        None => Ok(()),
    }
}

/// What is believed of a probability of success, before and after trials.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaBinomial {
    a: f64,
    b: f64,
}

impl BetaBinomial {
    /// The prior: as if `a - 1` successes and `b - 1` failures had been seen.
    ///
    /// # Errors
    /// Weights that are not positive and finite.
    pub fn new(a: f64, b: f64) -> Result<Self> {
        Beta::new(a, b)?;
        Ok(Self { a, b })
    }

    // ANCHOR: beta_binomial
    /// The belief after these trials: successes add to a, failures to b.
    pub fn update(self, successes: u64, failures: u64) -> Self {
        Self { a: self.a + successes as f64, b: self.b + failures as f64 }
    }
    // ANCHOR_END: beta_binomial

    /// The weights.
    pub fn weights(self) -> (f64, f64) {
        (self.a, self.b)
    }

    /// The belief as a distribution.
    ///
    /// # Errors
    /// Weights that have grown beyond what is finite.
    pub fn belief(self) -> Result<Beta> {
        Beta::new(self.a, self.b)
    }

    /// The probability of `k` successes in the next `n` trials: the beta-binomial distribution.
    pub fn predict(self, n: u64, k: u64) -> f64 {
        if k > n {
            return 0.0;
        }
        let (n, k) = (n as f64, k as f64);
        let ways = -(n + 1.0).ln() - special::ln_beta(n - k + 1.0, k + 1.0);
        (ways + special::ln_beta(k + self.a, n - k + self.b) - special::ln_beta(self.a, self.b)).exp()
    }
}

/// What is believed of the rate of a Poisson distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaPoisson {
    shape: f64,
    rate: f64,
}

impl GammaPoisson {
    /// The prior: as if `shape` events had been seen in `rate` intervals.
    ///
    /// # Errors
    /// A shape or rate that is not positive and finite.
    pub fn new(shape: f64, rate: f64) -> Result<Self> {
        Gamma::with_rate(shape, rate)?;
        Ok(Self { shape, rate })
    }

    // ANCHOR: gamma_poisson
    /// The belief after these counts: events add to the shape, intervals to the rate.
    ///
    /// # Errors
    /// Entries that are no counts.
    pub fn update(self, counts: &[f64]) -> Result<Self> {
        check_counts("counts", counts)?;
        Ok(Self { shape: self.shape + counts.iter().sum::<f64>(), rate: self.rate + counts.len() as f64 })
    }
    // ANCHOR_END: gamma_poisson

    /// Shape and rate.
    pub fn parameters(self) -> (f64, f64) {
        (self.shape, self.rate)
    }

    /// The belief as a distribution.
    ///
    /// # Errors
    /// Parameters that have grown beyond what is finite.
    pub fn belief(self) -> Result<Gamma> {
        Gamma::with_rate(self.shape, self.rate)
    }

    /// The probability of `k` events in the next interval: the negative binomial distribution, by the saddle point.
    pub fn predict(self, k: u64) -> f64 {
        let (k, r) = (k as f64, self.shape);
        let q = 1.0 / (1.0 + self.rate);
        r / (r + k) * binomial_mass(r, r + k, self.rate * q, q)
    }
}

/// What is believed of the probabilities of several classes.
#[derive(Debug, Clone, PartialEq)]
pub struct DirichletMultinomial {
    alpha: Vec<f64>,
}

impl DirichletMultinomial {
    /// The prior: as if each class had been seen `alpha - 1` times.
    ///
    /// # Errors
    /// Fewer than two weights; one that is not positive and finite.
    pub fn new(alpha: &[f64]) -> Result<Self> {
        Ok(Self { alpha: Dirichlet::new(alpha)?.alpha().to_vec() })
    }

    // ANCHOR: dirichlet_multinomial
    /// The belief after these counts, one a class: each adds to its own weight.
    ///
    /// # Errors
    /// Another number of counts than of weights; entries that are no counts.
    pub fn update(&self, counts: &[f64]) -> Result<Self> {
        self.check(counts)?;
        Ok(Self { alpha: self.alpha.iter().zip(counts).map(|(a, c)| a + c).collect() })
    }
    // ANCHOR_END: dirichlet_multinomial

    fn check(&self, counts: &[f64]) -> Result<()> {
        if counts.len() != self.alpha.len() {
            return Err(Error::shape("counts", counts.len(), format!("{}, one a weight", self.alpha.len())));
        }
        check_counts("counts", counts)
    }

    /// The belief as a distribution.
    ///
    /// # Errors
    /// Weights that have grown beyond what is finite.
    pub fn belief(&self) -> Result<Dirichlet> {
        Dirichlet::new(&self.alpha)
    }

    /// The probability of exactly these counts in the next trials: the Dirichlet-multinomial distribution.
    ///
    /// # Errors
    /// Another number of counts than of weights; entries that are no counts.
    pub fn predict(&self, counts: &[f64]) -> Result<f64> {
        self.check(counts)?;
        let n: f64 = counts.iter().sum();
        let after: Vec<f64> = self.alpha.iter().zip(counts).map(|(a, c)| a + c).collect();
        let ways = special::ln_gamma(n + 1.0) - counts.iter().map(|c| special::ln_gamma(c + 1.0)).sum::<f64>();
        Ok((ways + ln_beta(&after) - ln_beta(&self.alpha)).exp())
    }
}

/// What is believed of the mean of normal numbers whose standard deviation is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormalNormal {
    mean: f64,
    std: f64,
    noise: f64,
}

impl NormalNormal {
    /// The prior's mean and standard deviation, and the known standard deviation of the observations.
    ///
    /// # Errors
    /// A mean that is not finite; a standard deviation that is not positive and finite.
    pub fn new(mean: f64, std: f64, noise: f64) -> Result<Self> {
        Normal::new(mean, std)?;
        Ok(Self { mean, std, noise: super::check::positive("noise", noise)? })
    }

    // ANCHOR: normal_normal
    /// The belief after these observations: precisions (one over the variance) add up, and weigh the means.
    ///
    /// # Errors
    /// Observations that are not finite.
    pub fn update(self, x: &[f64]) -> Result<Self> {
        if x.is_empty() {
            return Ok(self);
        }
        super::check::observations(x, 1, |_| true, "finite numbers")?;
        let n = x.len() as f64;
        let observed = x.iter().sum::<f64>() / n;
        // The prior counts as so many observations.
        let prior = (self.noise / self.std).powi(2);
        let mean = self.mean + (observed - self.mean) * (n / (prior + n));
        Ok(Self { mean, std: self.noise / (prior + n).sqrt(), noise: self.noise })
    }
    // ANCHOR_END: normal_normal

    /// The belief as a distribution.
    ///
    /// # Errors
    /// A standard deviation that has become 0.
    pub fn belief(self) -> Result<Normal> {
        Normal::new(self.mean, self.std)
    }

    /// Where the next observation will be: what is not known of the mean, and the noise.
    ///
    /// # Errors
    /// A standard deviation that is not finite.
    pub fn predict(self) -> Result<Normal> {
        Normal::new(self.mean, self.std.hypot(self.noise))
    }
}
