#![doc = include_str!("dirichlet.md")]

use super::draw::ln_standard_gamma;
use super::gamma::ln_minus_digamma;
use super::multivariate::{check_rows, check_vector};
use super::special::gamma::LN_ROOT_TWO_PI;
use super::special::{deviance, digamma, ln_gamma, ln_gamma_ratio, stirling_error, trigamma};
use super::{Multivariate, Stream};
use crate::error::{Error, Result};
use crate::order::descending;
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// What is believed of the probabilities of k classes: the beta distribution's generalisation, over vectors that sum to one.
#[derive(Debug, Clone, PartialEq)]
pub struct Dirichlet {
    alpha: Vec<f64>,
    sum: f64,
    /// The logarithm of the multivariate beta function.
    ln_beta: f64,
    /// The log density at the mean, plus the logarithms of the mean's shares: by Stirling's formula, in which nothing large is left.
    ln_middle: f64,
}

/// How far from one the coordinates of a point may sum.
const SUM_WITHIN: f64 = 1e-9;

impl Dirichlet {
    /// With these weights, one a class.
    ///
    /// # Errors
    /// Fewer than two weights; one that is not positive and finite.
    pub fn new(alpha: &[f64]) -> Result<Self> {
        if alpha.len() < 2 {
            return Err(Error::shape("alpha", format!("{} weights", alpha.len()), "at least two"));
        }
        if let Some(i) = alpha.iter().position(|a| !(*a > 0.0 && a.is_finite())) {
            return Err(Error::setting("alpha", format!("{} at index {i}", alpha[i]), "positive finite weights"));
        }
        let sum: f64 = alpha.iter().sum();
        if !sum.is_finite() {
            return Err(Error::setting("alpha", format!("weights that sum to {sum}"), "a finite sum"));
        }
        let each: f64 = alpha.iter().map(|&a| 0.5 * a.ln() - LN_ROOT_TWO_PI - stirling_error(a)).sum();
        let ln_middle = each - 0.5 * sum.ln() + LN_ROOT_TWO_PI + stirling_error(sum);
        Ok(Self { alpha: alpha.to_vec(), sum, ln_beta: ln_beta(alpha), ln_middle })
    }

    /// The weights.
    pub fn alpha(&self) -> &[f64] {
        &self.alpha
    }
}

/// `sum of ln gamma(alpha) - ln gamma(sum of alpha)`, one class after another, largest first, so that large terms do not cancel.
pub(super) fn ln_beta(alpha: &[f64]) -> f64 {
    let mut sorted = alpha.to_vec();
    descending(&mut sorted);
    let (mut ln, mut sum) = (0.0, sorted[0]);
    for &a in &sorted[1..] {
        ln += ln_gamma(a) - ln_gamma_ratio(sum, a);
        sum += a;
    }
    ln
}

impl Multivariate for Dirichlet {
    fn name(&self) -> &'static str {
        "dirichlet"
    }
    fn dimension(&self) -> usize {
        self.alpha.len()
    }
    // ANCHOR: density
    fn ln_density(&self, x: &[f64]) -> Result<f64> {
        check_vector(x, self.alpha.len())?;
        let sum: f64 = x.iter().sum();
        if let Some(i) = x.iter().position(|x| !(0.0..=1.0).contains(x)) {
            return Err(Error::setting("x", format!("{} at index {i}", x[i]), "shares, in [0, 1]"));
        }
        if (sum - 1.0).abs() > SUM_WITHIN {
            return Err(Error::setting("x", format!("shares that sum to {sum}"), "shares that sum to one"));
        }
        if x.iter().all(|x| *x > 0.0) && self.alpha.iter().all(|a| *a >= 1.0) {
            // As the binomial's mass: deviances from the mean, where the powers and the beta function would nearly cancel.
            let each = x.iter().zip(&self.alpha).map(|(&x, &a)| x.ln() + deviance(a, self.sum * x));
            // What shares rounded to doubles sum to beside one, which large weights magnify.
            return Ok(self.ln_middle - each.sum::<f64>() + self.sum * beside_one(x));
        }
        // A weight of one has no say, also at a share of 0.
        let powers = x.iter().zip(&self.alpha).map(|(x, a)| if *a == 1.0 { 0.0 } else { (a - 1.0) * x.ln() });
        Ok(powers.sum::<f64>() - self.ln_beta)
    }
    // ANCHOR_END: density
    fn mean(&self) -> Array1<f64> {
        self.alpha.iter().map(|a| a / self.sum).collect()
    }
    fn covariance(&self) -> Array2<f64> {
        let mean = self.mean();
        Array2::from_shape_fn((mean.len(), mean.len()), |(i, j)| {
            let own = if i == j { (self.sum - self.alpha[i]) / self.sum } else { -mean[j] };
            mean[i] * own / (self.sum + 1.0)
        })
    }
    /// `ln B + (sum - k) ψ(sum) - sum of (alpha - 1) ψ(alpha)`, from what `ln Γ` and `ψ` differ from Stirling's formula and the logarithm.
    fn entropy(&self) -> f64 {
        let k = self.alpha.len() as f64;
        let each: f64 = self.alpha.iter().map(|&a| (a - 1.0) * ln_minus_digamma(a) + a.ln()).sum();
        each - (self.sum - k) * ln_minus_digamma(self.sum) - k * self.sum.ln() - self.ln_middle
    }
    fn sampling(&self) -> &'static str {
        "gamma numbers (Marsaglia-Tsang), divided by their sum"
    }
    // ANCHOR: sample
    /// In logarithms, for with small weights all gamma numbers may underflow together.
    fn draw(&self, rng: &mut Stream, out: &mut [f64]) {
        for (out, &a) in out.iter_mut().zip(&self.alpha) {
            *out = ln_standard_gamma(rng, a);
        }
        let largest = out.iter().fold(f64::NEG_INFINITY, |most, &x| most.max(x));
        out.iter_mut().for_each(|x| *x = (*x - largest).exp());
        let sum: f64 = out.iter().sum();
        out.iter_mut().for_each(|x| *x /= sum);
    }
    // ANCHOR_END: sample
}

/// Rounds of Newton's method, of which a handful suffice.
const ROUNDS: usize = 500;

impl Dirichlet {
    // ANCHOR: fit
    /// The likeliest weights for rows of shares: Newton's method, whose matrix is diagonal plus one number everywhere and so inverted by hand
    /// (T. Minka, "Estimating a Dirichlet distribution", 2000). A step that would leave the positive weights is halved.
    ///
    /// # Errors
    /// Fewer than two rows; shares that are not strictly between 0 and 1 or do not sum to one; rows that are all the same.
    pub fn fit(x: ArrayView2<f64>) -> Result<Self> {
        check_rows(x, 2)?;
        if x.ncols() < 2 {
            return Err(Error::shape("x", format!("{} column", x.ncols()), "at least two columns, one a class"));
        }
        if let Some(((i, j), x)) = x.indexed_iter().find(|(_, x)| !(**x > 0.0 && **x < 1.0)) {
            return Err(Error::setting("x", format!("{x} at row {i}, column {j}"), "shares strictly between 0 and 1"));
        }
        let sums = x.sum_axis(Axis(1));
        if let Some(i) = sums.iter().position(|sum| (sum - 1.0).abs() > SUM_WITHIN) {
            return Err(Error::setting("x", format!("shares that sum to {} in row {i}", sums[i]), "shares that sum to one"));
        }
        if x.rows().into_iter().all(|row| row == x.row(0)) {
            let want = "rows that differ: where all are the same the likelihood has no maximum";
            return Err(Error::setting("x", "the same shares in every row", want));
        }
        let n = x.nrows() as f64;
        let mean = x.sum_axis(Axis(0)) / n;
        let ln_mean = x.mapv(f64::ln).sum_axis(Axis(0)) / n;
        let spread = x.column(0).iter().map(|x| (x - mean[0]).powi(2)).sum::<f64>() / n;
        let weight = (mean[0] * (1.0 - mean[0]) / spread - 1.0).clamp(1e-2, 1e10);
        let mut alpha: Vec<f64> = mean.iter().map(|m| m * weight).collect();
        for _ in 0..ROUNDS {
            let sum: f64 = alpha.iter().sum();
            let gradient: Vec<f64> = alpha.iter().zip(&ln_mean).map(|(&a, l)| digamma(sum) - digamma(a) + l).collect();
            let diagonal: Vec<f64> = alpha.iter().map(|&a| -trigamma(a)).collect();
            let everywhere = trigamma(sum);
            let ratio: f64 = gradient.iter().zip(&diagonal).map(|(g, d)| g / d).sum();
            let inverse: f64 = diagonal.iter().map(|d| 1.0 / d).sum();
            let shift = ratio / (1.0 / everywhere + inverse);
            let step: Vec<f64> = gradient.iter().zip(&diagonal).map(|(g, d)| (g - shift) / d).collect();
            let mut size = 1.0;
            while alpha.iter().zip(&step).any(|(a, s)| a - size * s <= 0.1 * a) && size > 1e-10 {
                size *= 0.5;
            }
            let mut moved = 0.0_f64;
            for (a, s) in alpha.iter_mut().zip(&step) {
                moved = moved.max((size * s / *a).abs());
                *a -= size * s;
            }
            if !(alpha.iter().all(|a| a.is_finite()) && alpha.iter().sum::<f64>() < 1e15) {
                let want = "rows that differ: where all are the same the likelihood has no maximum";
                return Err(Error::setting("x", "rows too close together", want));
            }
            if moved < 1e-14 {
                break;
            }
        }
        Self::new(&alpha)
    }
    // ANCHOR_END: fit

    /// The Kullback-Leibler divergence from this to another.
    ///
    /// # Errors
    /// Another number of classes.
    pub fn kl(&self, other: &Self) -> Result<f64> {
        if self.alpha.len() != other.alpha.len() {
            return Err(Error::shape("other", format!("{} weights", other.alpha.len()), self.alpha.len()));
        }
        let at_sum = digamma(self.sum);
        if self.sum > other.sum {
            // The cross-entropy less the entropy: what is large here cancels within the entropy, whose form keeps it out.
            let cross: f64 = self.alpha.iter().zip(&other.alpha).map(|(&a, b)| (b - 1.0) * (digamma(a) - at_sum)).sum();
            return Ok(other.ln_beta - cross - self.entropy());
        }
        let apart: f64 = self.alpha.iter().zip(&other.alpha).map(|(&a, b)| (a - b) * (digamma(a) - at_sum)).sum();
        Ok(other.ln_beta - self.ln_beta + apart)
    }

    /// One class's share alone: a beta distribution's weights `a` and `b`.
    ///
    /// # Errors
    /// A class that there is not.
    pub fn marginal(&self, class: usize) -> Result<super::Beta> {
        let a = *self
            .alpha
            .get(class)
            .ok_or_else(|| Error::setting("class", class, format!("one of 0 to {}", self.alpha.len() - 1)))?;
        super::Beta::new(a, self.sum - a)
    }
}

/// The sum of some shares, less one, with what its additions round off (Knuth's two-sum).
fn beside_one(x: &[f64]) -> f64 {
    let (mut sum, mut lost) = (-1.0, 0.0);
    for &x in x {
        let next: f64 = sum + x;
        let taken = next - sum;
        lost += (sum - (next - taken)) + (x - taken);
        sum = next;
    }
    sum + lost
}
