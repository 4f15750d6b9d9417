#![doc = include_str!("gamma.md")]

use super::check::{different, inverse_of_rate, observations, positive};
use super::draw::standard_gamma;
use super::fast::{Node, Pearson, Table};
use super::normal::LN_ROOT_TAU;
use super::special::{IncompleteGamma, digamma, ln_gamma, stirling_error, trigamma};
use super::vectorised::over;
use super::{Continuous, Distribution, Divergence, Fit, Function, Stream};
use crate::error::{Error, Result};
use crate::kernels::elementary::{each, each_again, each_in_place, exp, ln, ln_1p_minus_near, ratio_gap};

/// The gamma distribution: the sum of `shape` waiting times with mean `scale` each; the shape need not be whole.
#[derive(Debug, Clone)]
pub struct Gamma {
    shape: f64,
    scale: f64,
    incomplete: IncompleteGamma,
    density: LnDensity,
}

impl Gamma {
    /// With the scale, `1 / rate`.
    ///
    /// # Errors
    /// A shape or scale that is not positive and finite.
    pub fn with_scale(shape: f64, scale: f64) -> Result<Self> {
        let (shape, scale) = (positive("shape", shape)?, positive("scale", scale)?);
        Ok(Self { shape, scale, incomplete: IncompleteGamma::new(shape), density: LnDensity::new(shape, scale) })
    }

    /// With the rate, `1 / scale`.
    ///
    /// # Errors
    /// A shape or rate that is not positive and finite, a rate whose inverse is not.
    pub fn with_rate(shape: f64, rate: f64) -> Result<Self> {
        Self::with_scale(shape, inverse_of_rate(rate)?)
    }

    /// The shape.
    pub fn shape(&self) -> f64 {
        self.shape
    }
}

/// What the log density needs.
#[derive(Debug, Clone, Copy)]
struct LnDensity {
    shape: f64,
    scale: f64,
    ln_shape: f64,
    /// Logarithm of the density at the mean, times the mean.
    ln_middle: f64,
    ln_scale: f64,
    at_zero: f64,
}

impl LnDensity {
    fn new(shape: f64, scale: f64) -> Self {
        let (ln_shape, ln_scale) = (shape.ln(), scale.ln());
        let at_zero = match shape {
            1.0 => -ln_scale,
            _ if shape < 1.0 => f64::INFINITY,
            _ => f64::NEG_INFINITY,
        };
        Self { shape, scale, ln_shape, ln_middle: 0.5 * ln_shape - LN_ROOT_TAU - stirling_error(shape), ln_scale, at_zero }
    }

    // ANCHOR: ln_density
    /// `(a-1) ln z - z - ln Γ(a)` with `z = x / scale`. For a large a these are large numbers that nearly cancel; measured from the mean
    /// a, with `d = (z - a) / a`, they are `a (ln(1 + d) - d)`, a constant and `-ln z`, and nothing cancels (C. Loader, 2000).
    #[inline(always)]
    fn at(&self, x: f64) -> f64 {
        self.with_ln_z(x, self.ln_z(x))
    }
    #[inline(always)]
    fn ln_z(&self, x: f64) -> f64 {
        ln(x / self.scale)
    }
    #[inline(always)]
    fn with_ln_z(&self, x: f64, ln_z: f64) -> f64 {
        let z = x / self.scale;
        let d = (z - self.shape) / self.shape;
        let near = self.shape * ln_1p_minus_near(d);
        let far = self.shape * (ln_z - self.ln_shape) - (z - self.shape);
        let bend = if d.abs() < 0.5 { near } else { far };
        let inside = bend + self.ln_middle - ln_z - self.ln_scale;
        let inside = if self.shape == 1.0 { -z - self.ln_scale } else { inside }; // exact about its zero
        let inside = if z == 0.0 { self.at_zero } else { inside };
        let inside = if z == f64::INFINITY { f64::NEG_INFINITY } else { inside };
        super::vectorised::from_zero(x, inside, f64::NEG_INFINITY)
    }
    // ANCHOR_END: ln_density
}

impl Distribution for Gamma {
    fn name(&self) -> &'static str {
        "gamma"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("shape", self.shape), ("scale", self.scale)]
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn density(&self, x: f64) -> f64 {
        exp(self.density.at(x))
    }
    fn ln_density(&self, x: f64) -> f64 {
        self.density.at(x)
    }
    // ANCHOR: cumulative
    fn cdf(&self, x: f64) -> f64 {
        self.incomplete.lower(x / self.scale)
    }
    fn sf(&self, x: f64) -> f64 {
        self.incomplete.upper(x / self.scale)
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        self.incomplete.ln_lower(x / self.scale)
    }
    fn ln_sf(&self, x: f64) -> f64 {
        let z = x / self.scale;
        if z == f64::INFINITY { f64::NEG_INFINITY } else { self.incomplete.ln_upper(z) }
    }
    fn quantile(&self, p: f64) -> f64 {
        self.scale * self.incomplete.lower_inverse(p)
    }
    fn upper_quantile(&self, q: f64) -> f64 {
        self.scale * self.incomplete.upper_inverse(q)
    }
    // ANCHOR_END: cumulative
    fn map(&self, function: Function, x: &[f64], out: &mut [f64]) {
        Table::map(self, function, x, out);
    }
    fn fill(&self, function: Function, x: &[f64], out: &mut [f64]) {
        let density = self.density;
        match function {
            // In short loops; a test holds them equal to the plain form.
            Function::Density | Function::LnDensity => {
                over!(each(x, out), |x| density.ln_z(x));
                over!(each_again(x, out), |x, ln_z| density.with_ln_z(x, ln_z));
                if function == Function::Density {
                    each_in_place(out, exp);
                }
            }
            _ => super::distribution::fill_plain(self, function, x, out),
        }
    }

    fn mean(&self) -> f64 {
        self.shape * self.scale
    }
    fn variance(&self) -> f64 {
        self.shape * self.scale * self.scale
    }
    fn std_dev(&self) -> f64 {
        self.shape.sqrt() * self.scale
    }
    fn skewness(&self) -> f64 {
        2.0 / self.shape.sqrt()
    }
    fn kurtosis(&self) -> f64 {
        6.0 / self.shape
    }
    /// `a + ln Γ(a) + (1-a) ψ(a) + ln scale`, from what `ln Γ` and `ψ` differ from Stirling's formula and the logarithm.
    fn entropy(&self) -> f64 {
        let a = self.shape;
        self.density.ln_scale + entropy_of_unit_scale(a)
    }
    fn sampling(&self) -> &'static str {
        "Marsaglia-Tsang"
    }
    fn sample(&self, rng: &mut Stream) -> f64 {
        self.scale * standard_gamma(rng, self.shape)
    }
}

fn entropy_of_unit_scale(a: f64) -> f64 {
    if a < 1.0 {
        a + ln_gamma(a) + (1.0 - a) * digamma(a)
    } else {
        0.5 * a.ln() + LN_ROOT_TAU + stirling_error(a) + (a - 1.0) * ln_minus_digamma(a)
    }
}

/// `ln a - ψ(a)`, from 10 on by its asymptotic series (DLMF 5.11.2), where the two would cancel.
pub(super) fn ln_minus_digamma(a: f64) -> f64 {
    if a < 10.0 {
        return a.ln() - digamma(a);
    }
    let w = 1.0 / (a * a);
    let series = [1.0 / 12.0, -691.0 / 32_760.0, 1.0 / 132.0, -1.0 / 240.0, 1.0 / 252.0, -1.0 / 120.0, 1.0 / 12.0];
    0.5 / a + w * series.iter().fold(0.0, |sum, c| sum * w + c)
}

impl Continuous for Gamma {}

impl Fit for Gamma {
    // ANCHOR: fit
    /// The shape solves `ln a - ψ(a) = ln(mean) - mean(ln x)`, by Newton's method on `1/a` (T. Minka, "Estimating a gamma distribution",
    /// 2002); the scale is the mean over the shape.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 2, |x| x > 0.0, "finite numbers > 0")?;
        different(x)?;
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        // ln(mean) - mean(ln x) as the mean of x/mean - 1 - ln(x/mean): nothing cancels.
        let gap = x.iter().map(|&x| ratio_gap(x, mean)).sum::<f64>() / n;
        if !(gap > 0.0 && gap.is_finite()) {
            return Err(Error::setting("x", "numbers too close together or too far apart", "numbers whose logarithms differ"));
        }
        let mut a = (3.0 - gap + ((gap - 3.0).powi(2) + 24.0 * gap).sqrt()) / (12.0 * gap);
        for _ in 0..100 {
            let inverse = 1.0 / a + (ln_minus_digamma(a) - gap) / (a * a * (1.0 / a - trigamma(a)));
            let next = 1.0 / inverse;
            if !(next > 0.0 && next.is_finite()) {
                break;
            }
            let done = (next - a).abs() <= 1e-15 * a;
            a = next;
            if done {
                break;
            }
        }
        Self::with_scale(a, mean / a)
    }
    // ANCHOR_END: fit
}

impl Divergence for Gamma {
    /// `(a₁-a₂) ψ(a₁) - ln Γ(a₁) + ln Γ(a₂) + a₂ ln(s₂/s₁) + a₁ (s₁-s₂)/s₂` with the shapes a and scales s.
    fn kl(&self, other: &Self) -> f64 {
        let (a, b) = (self.shape, other.shape);
        let ratio = (self.scale - other.scale) / other.scale;
        let same_scale = (a - b) * digamma(a) - ln_gamma(a) + ln_gamma(b);
        // a₂ ln(s₂/s₁) + a₁ r = a₂ (r - ln(1 + r)) + (a₁ - a₂) r
        same_scale + b * ratio_gap(self.scale, other.scale) + (a - b) * ratio
    }
}

impl Pearson for Gamma {
    const TWO_SIDED: bool = false;
    const SMOOTH_AT_ZERO: bool = false;
    fn standard(&self, x: f64) -> f64 {
        x / self.scale
    }
    fn original(&self, z: f64) -> f64 {
        self.scale * z
    }
    fn fold(&self, z: f64) -> (f64, bool) {
        (z, false)
    }
    fn node(&self, z: f64, _: bool) -> Node {
        let density = exp(LnDensity { scale: 1.0, ln_scale: 0.0, ..self.density }.at(z));
        let (cdf, sf) = (self.incomplete.lower(z), self.incomplete.upper(z));
        Node { density, cdf, sf, p: [self.shape - 1.0 - z, -1.0], q: [z, 1.0, 0.0] }
    }
    fn standard_quantile(&self, p: f64) -> f64 {
        self.incomplete.lower_inverse(p)
    }
    fn standard_upper_quantile(&self, q: f64) -> f64 {
        self.incomplete.upper_inverse(q)
    }
}
