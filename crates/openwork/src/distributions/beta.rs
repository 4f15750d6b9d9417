#![doc = include_str!("beta.md")]

use super::check::{different, observations, positive};
use super::draw::{ln_standard_gamma, standard_gamma};
use super::fast::{Node, Pearson, Table};
use super::gamma::ln_minus_digamma;
use super::normal::LN_ROOT_TAU;
use super::special::{IncompleteBeta, digamma, ln_beta, stirling_error, trigamma};
use super::{Continuous, Distribution, Divergence, Fit, Function, Stream};
use crate::error::{Error, Result};
use crate::kernels::elementary::{each, exp, ln, ln_1p, ln_1p_minus};

/// The beta distribution: what is believed of a share after `a - 1` hits and `b - 1` misses, in `[0, 1]`.
#[derive(Debug, Clone)]
pub struct Beta {
    a: f64,
    b: f64,
    incomplete: IncompleteBeta,
    density: LnDensity,
}

impl Beta {
    /// With the weights of 1 and of 0.
    ///
    /// # Errors
    /// Weights that are not positive and finite, or whose sum is not.
    pub fn new(a: f64, b: f64) -> Result<Self> {
        let (a, b) = (positive("a", a)?, positive("b", b)?);
        positive("a + b", a + b)?;
        Ok(Self { a, b, incomplete: IncompleteBeta::new(a, b), density: LnDensity::new(a, b) })
    }

    /// The two weights.
    pub fn weights(&self) -> (f64, f64) {
        (self.a, self.b)
    }
}

/// What the log density needs.
#[derive(Debug, Clone, Copy)]
struct LnDensity {
    a: f64,
    b: f64,
    mean: f64,
    rest: f64,
    ln_mean: f64,
    ln_rest: f64,
    ln_middle: f64,
    at_zero: f64,
    at_one: f64,
}

impl LnDensity {
    fn new(a: f64, b: f64) -> Self {
        let sum = a + b;
        let (mean, rest) = (a / sum, b / sum);
        let ln_share = |a: f64, b: f64| if a < b { (a / sum).ln() } else { (-b / sum).ln_1p() };
        let errors = stirling_error(sum) - stirling_error(a) - stirling_error(b);
        let ln_middle = 0.5 * (a.min(b).ln() + (a.max(b) / sum).ln()) - LN_ROOT_TAU + errors;
        let at = |a: f64, b: f64| match a {
            1.0 => b.ln(),
            _ if a < 1.0 => f64::INFINITY,
            _ => f64::NEG_INFINITY,
        };
        Self {
            a,
            b,
            mean,
            rest,
            ln_mean: ln_share(a, b),
            ln_rest: ln_share(b, a),
            ln_middle,
            at_zero: at(a, b),
            at_one: at(b, a),
        }
    }

    // ANCHOR: ln_density
    /// `(a-1) ln x + (b-1) ln(1-x) - ln B(a, b)`, measured from the mean as in the gamma distribution: with d and e the relative distances
    /// of x from the mean and of `1 - x` from the rest, `a (ln(1+d) - d) + b (ln(1+e) - e)`, a constant, and `-ln x - ln(1-x)`.
    #[inline(always)]
    fn at(&self, x: f64) -> f64 {
        let (ln_x, ln_y) = (ln(x), ln_1p(-x));
        let apart = x - self.mean;
        let (d, e) = (apart / self.mean, -apart / self.rest);
        let far_d = (ln_x - self.ln_mean) - d;
        let far_e = (ln_y - self.ln_rest) - e;
        let bend_d = if d.abs() < 0.5 { ln_1p_minus(d) } else { far_d };
        let bend_e = if e.abs() < 0.5 { ln_1p_minus(e) } else { far_e };
        let inside = self.a * bend_d + self.b * bend_e + self.ln_middle - ln_x - ln_y;
        // A weight of 1 leaves one logarithm, exact about its zero.
        let inside = if self.a == 1.0 { self.at_zero + (self.b - 1.0) * ln_y } else { inside };
        let inside = if self.b == 1.0 { self.at_one + (self.a - 1.0) * ln_x } else { inside };
        let inside = if x == 0.0 { self.at_zero } else { inside };
        let inside = if x == 1.0 { self.at_one } else { inside };
        let inside = if !(0.0..=1.0).contains(&x) { f64::NEG_INFINITY } else { inside };
        if x.is_nan() { x } else { inside }
    }
    // ANCHOR_END: ln_density
}

impl Distribution for Beta {
    fn name(&self) -> &'static str {
        "beta"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("a", self.a), ("b", self.b)]
    }
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }
    fn density(&self, x: f64) -> f64 {
        exp(self.density.at(x))
    }
    fn ln_density(&self, x: f64) -> f64 {
        self.density.at(x)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.incomplete.lower(x)
    }
    fn sf(&self, x: f64) -> f64 {
        self.incomplete.upper(x)
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        self.incomplete.ln_lower_at(x, 1.0 - x)
    }
    fn ln_sf(&self, x: f64) -> f64 {
        self.incomplete.ln_upper_at(x, 1.0 - x)
    }
    fn quantile(&self, p: f64) -> f64 {
        self.incomplete.lower_inverse(p).0
    }
    fn upper_quantile(&self, q: f64) -> f64 {
        self.incomplete.upper_inverse(q).0
    }
    fn map(&self, function: Function, x: &[f64], out: &mut [f64]) {
        Table::map(self, function, x, out);
    }
    fn fill(&self, function: Function, x: &[f64], out: &mut [f64]) {
        let density = self.density;
        match function {
            Function::Density => each(
                x,
                out,
                #[inline(always)]
                move |x| exp(density.at(x)),
            ),
            Function::LnDensity => each(
                x,
                out,
                #[inline(always)]
                move |x| density.at(x),
            ),
            _ => super::distribution::fill_plain(self, function, x, out),
        }
    }

    fn mean(&self) -> f64 {
        self.density.mean
    }
    fn variance(&self) -> f64 {
        self.density.mean * self.density.rest / (self.a + self.b + 1.0)
    }
    fn skewness(&self) -> f64 {
        let (a, b) = (self.a, self.b);
        2.0 * ((b - a) / (a + b + 2.0)) * ((a + b + 1.0) / (a * b)).sqrt()
    }
    fn kurtosis(&self) -> f64 {
        let (a, b) = (self.a, self.b);
        let sum = a + b;
        6.0 * ((a - b) * (a - b) * (sum + 1.0) / (a * b * (sum + 2.0)) - 1.0) / (sum + 3.0)
    }
    /// `ln B(a, b) - (a-1) ψ(a) - (b-1) ψ(b) + (a+b-2) ψ(a+b)`, arranged as for the gamma distribution.
    fn entropy(&self) -> f64 {
        let (a, b) = (self.a, self.b);
        if a == 1.0 && b == 1.0 {
            return 0.0; // uniform on [0, 1]
        }
        let sum = a + b;
        let bends = (a - 1.0) * ln_minus_digamma(a) + (b - 1.0) * ln_minus_digamma(b) - (sum - 2.0) * ln_minus_digamma(sum);
        bends - self.density.ln_middle + self.density.ln_mean + self.density.ln_rest
    }
    fn sampling(&self) -> &'static str {
        "two gamma numbers (Marsaglia-Tsang)"
    }
    // ANCHOR: sample
    /// The share of one gamma number in the sum of two. Where a weight is below 1 their logarithms are drawn, for both may underflow.
    fn sample(&self, rng: &mut Stream) -> f64 {
        if self.a >= 1.0 && self.b >= 1.0 {
            let hits = standard_gamma(rng, self.a);
            hits / (hits + standard_gamma(rng, self.b))
        } else {
            let ln_odds = ln_standard_gamma(rng, self.a) - ln_standard_gamma(rng, self.b);
            1.0 / (1.0 + (-ln_odds).exp())
        }
    }
    // ANCHOR_END: sample
}

impl Continuous for Beta {}

impl Fit for Beta {
    // ANCHOR: fit
    /// The weights solve `ψ(a) - ψ(a+b) = mean(ln x)` and `ψ(b) - ψ(a+b) = mean(ln(1-x))`, by Newton's method on their logarithms from
    /// the weights with the sample's mean and variance.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 2, |x| x > 0.0 && x < 1.0, "numbers strictly between 0 and 1")?;
        different(x)?;
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        let (hits, misses) = (x.iter().map(|x| x.ln()).sum::<f64>() / n, x.iter().map(|x| (-x).ln_1p()).sum::<f64>() / n);
        let weight = (mean * (1.0 - mean) / variance - 1.0).max(1e-3);
        let (mut a, mut b) = (mean * weight, (1.0 - mean) * weight);
        // ψ(a) - ψ(s) from ln(a / s), which does not cancel.
        let equation = |a: f64, b: f64, target: f64| (a / (a + b)).ln() - ln_minus_digamma(a) + ln_minus_digamma(a + b) - target;
        for _ in 0..200 {
            let (f, g) = (equation(a, b, hits), equation(b, a, misses));
            let shared = trigamma(a + b);
            // Derivatives by ln a and ln b.
            let (fa, fb) = (a * (trigamma(a) - shared), -b * shared);
            let (ga, gb) = (-a * shared, b * (trigamma(b) - shared));
            let det = fa * gb - fb * ga;
            let (da, db) = ((f * gb - g * fb) / det, (g * fa - f * ga) / det);
            if !(da.is_finite() && db.is_finite()) {
                return Err(Error::setting("x", "numbers too close together", "numbers whose logarithms differ"));
            }
            a *= (-da).clamp(-1.0, 1.0).exp();
            b *= (-db).clamp(-1.0, 1.0).exp();
            if da.abs().max(db.abs()) < 1e-14 {
                break;
            }
        }
        Self::new(a, b)
    }
    // ANCHOR_END: fit
}

impl Divergence for Beta {
    /// `ln(B₂/B₁) + (a₁-a₂) ψ(a₁) + (b₁-b₂) ψ(b₁) + (a₂-a₁+b₂-b₁) ψ(a₁+b₁)`.
    fn kl(&self, other: &Self) -> f64 {
        let (da, db) = (self.a - other.a, self.b - other.b);
        let beta = ln_beta(other.a, other.b) - ln_beta(self.a, self.b);
        beta + da * digamma(self.a) + db * digamma(self.b) - (da + db) * digamma(self.a + self.b)
    }
}

impl Pearson for Beta {
    const TWO_SIDED: bool = true;
    const SMOOTH_AT_ZERO: bool = false;
    fn standard(&self, x: f64) -> f64 {
        x
    }
    fn original(&self, z: f64) -> f64 {
        z
    }
    fn fold(&self, z: f64) -> (f64, bool) {
        if z <= 0.5 { (z, false) } else { (1.0 - z, true) }
    }
    /// A mirrored place is that of `1 - x`, whose distribution has the weights exchanged.
    fn node(&self, place: f64, mirrored: bool) -> Node {
        let (x, y) = (place, 1.0 - place);
        let (a, b, cdf, sf) = if mirrored {
            (self.b, self.a, self.incomplete.upper_at(y, x), self.incomplete.lower_at(y, x))
        } else {
            (self.a, self.b, self.incomplete.lower_at(x, y), self.incomplete.upper_at(x, y))
        };
        let density = exp(LnDensity::new(a, b).at(x));
        Node { density, cdf, sf, p: [(a - 1.0) * y - (b - 1.0) * x, 2.0 - a - b], q: [x * y, y - x, -1.0] }
    }
    fn standard_quantile(&self, p: f64) -> f64 {
        self.incomplete.lower_inverse(p).0
    }
    fn standard_upper_quantile(&self, q: f64) -> f64 {
        self.incomplete.upper_inverse(q).0
    }
}
