#![doc = include_str!("multinomial.md")]

use super::bernoulli::surprise;
use super::binomial::Binomial;
use super::binomial_draw::Sampler;
use super::categorical::{Categorical, probabilities};
use super::multivariate::{check_rows, check_vector};
use super::special::{binomial_ln_mass, ln_gamma};
use super::staircase::{expectation, is_whole};
use super::{Divergence, Multivariate, Stream};
use crate::error::{Error, Result};
use ndarray::{Array1, Array2, ArrayView2};

/// How often each of k classes came up in n independent trials.
#[derive(Debug, Clone, PartialEq)]
pub struct Multinomial {
    n: f64,
    p: Vec<f64>,
    /// Of every class: its probability among itself and the later ones, and the later ones' together.
    share: Vec<(f64, f64)>,
}

impl Multinomial {
    /// With n trials and these probabilities of the classes.
    ///
    /// # Errors
    /// More than 2⁵³ trials; no probabilities, one outside `[0, 1]`, a sum more than 1e-8 away from one.
    pub fn new(n: u64, p: &[f64]) -> Result<Self> {
        let n = Binomial::new(n, 0.5)?.n() as f64;
        let p = probabilities(p)?;
        let mut later = 0.0;
        let mut share: Vec<(f64, f64)> = Vec::with_capacity(p.len());
        for p in p.iter().rev() {
            let all = p + later;
            share.push(if all > 0.0 { (p / all, later / all) } else { (0.0, 1.0) });
            later = all;
        }
        share.reverse();
        Ok(Self { n, p, share })
    }

    /// The number of trials.
    pub fn n(&self) -> u64 {
        self.n as u64
    }

    /// The probabilities of the classes.
    pub fn p(&self) -> &[f64] {
        &self.p
    }

    /// The likeliest probabilities: each class's share of all counts. Every row is one observation, all with the same number of trials.
    ///
    /// # Errors
    /// No rows, entries that are no counts, rows with different sums, no trials at all.
    pub fn fit(x: ArrayView2<f64>) -> Result<Self> {
        check_rows(x, 1)?;
        if let Some(((i, j), x)) = x.indexed_iter().find(|(_, x)| !(**x >= 0.0 && is_whole(**x))) {
            return Err(Error::setting("x", format!("{x} at row {i}, column {j}"), "counts: whole numbers from 0 on"));
        }
        let sums = x.sum_axis(ndarray::Axis(1));
        let n = sums[0];
        if let Some(i) = sums.iter().position(|sum| *sum != n) {
            return Err(Error::shape(
                "x",
                format!("{} trials in row {i}, {n} in row 0", sums[i]),
                "the same number in every row",
            ));
        }
        if n == 0.0 {
            return Err(Error::setting("x", "no trials: every count is 0", "at least one trial"));
        }
        let p = x.sum_axis(ndarray::Axis(0)) / (n * x.nrows() as f64);
        Self::new(n as u64, &p.to_vec())
    }
}

impl Multivariate for Multinomial {
    fn name(&self) -> &'static str {
        "multinomial"
    }
    fn dimension(&self) -> usize {
        self.p.len()
    }
    // ANCHOR: mass
    /// A chain of binomials: class 0 among all, class 1 among what is left, and so on. Each factor is exact, so the product is.
    fn ln_density(&self, x: &[f64]) -> Result<f64> {
        check_vector(x, self.p.len())?;
        if x.iter().any(|&x| !(x >= 0.0 && is_whole(x))) || x.iter().sum::<f64>() != self.n {
            return Ok(f64::NEG_INFINITY);
        }
        let (mut left, mut ln) = (self.n, 0.0);
        for (&count, &(share, rest)) in x.iter().zip(&self.share) {
            ln += binomial_ln_mass(count, left, share, rest);
            left -= count;
        }
        Ok(ln)
    }
    // ANCHOR_END: mass
    fn mean(&self) -> Array1<f64> {
        self.p.iter().map(|p| self.n * p).collect()
    }
    fn covariance(&self) -> Array2<f64> {
        Array2::from_shape_fn((self.p.len(), self.p.len()), |(i, j)| {
            self.n * if i == j { self.p[i] * (1.0 - self.p[i]) } else { -self.p[i] * self.p[j] }
        })
    }
    /// `-ln n! - n sum of p ln p + sum of E[ln x!]`, each count being binomial.
    fn entropy(&self) -> f64 {
        let factorials: f64 = self
            .p
            .iter()
            .filter_map(|&p| Binomial::new(self.n(), p).ok())
            .map(|binomial| expectation(&binomial, |k| ln_gamma(k + 1.0)))
            .sum();
        factorials - ln_gamma(self.n + 1.0) + self.n * self.p.iter().map(|&p| surprise(p)).sum::<f64>()
    }
    fn sampling(&self) -> &'static str {
        "a chain of conditional binomials"
    }
    // ANCHOR: sample
    fn draw(&self, rng: &mut Stream, out: &mut [f64]) {
        let mut left = self.n;
        for (i, out) in out.iter_mut().enumerate() {
            *out = if i + 1 == self.p.len() { left } else { Sampler::new(left, self.share[i].0).sample(rng) };
            left -= *out;
        }
    }
    // ANCHOR_END: sample
}

impl Multinomial {
    /// The Kullback-Leibler divergence from this to another: n times the categorical's; infinite where the trials are not equally many.
    ///
    /// # Errors
    /// Another number of classes.
    pub fn kl(&self, other: &Self) -> Result<f64> {
        if self.p.len() != other.p.len() {
            return Err(Error::shape("other", format!("{} classes", other.p.len()), self.p.len()));
        }
        if self.n != other.n {
            return Ok(f64::INFINITY);
        }
        Ok(self.n * Categorical::new(&self.p)?.kl(&Categorical::new(&other.p)?))
    }

    /// One class's count alone: a binomial.
    ///
    /// # Errors
    /// A class that there is not.
    pub fn marginal(&self, class: usize) -> Result<Binomial> {
        let p = self.p.get(class).ok_or_else(|| Error::setting("class", class, format!("one of 0 to {}", self.p.len() - 1)))?;
        Binomial::new(self.n(), *p)
    }
}
