#![doc = include_str!("weibull.md")]

use super::check::{different, observations, positive};
use super::draw::positive_unit;
use super::special::ln_gamma;
use super::vectorised::{from_zero, of_probability, over, vectorised};
use super::weibull_moments::Moments;
use super::{Continuous, Distribution, Divergence, Fit, Function, Stream};
use crate::error::{Error, Result};
use crate::kernels::elementary::{each, each_again, each_in_place, exp, expm1, ln, ln_1m_exp, ln_1p, powf};

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// The Weibull distribution: lifetimes whose hazard rises (shape > 1) or falls (shape < 1) as a power of the age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
    ln_shape: f64,
    ln_scale: f64,
}

impl Weibull {
    /// With the power and the scale: 63 % have ended by then, whatever the shape.
    ///
    /// # Errors
    /// A shape or scale that is not positive and finite.
    pub fn new(shape: f64, scale: f64) -> Result<Self> {
        let (shape, scale) = (positive("shape", shape)?, positive("scale", scale)?);
        Ok(Self { shape, scale, ln_shape: shape.ln(), ln_scale: scale.ln() })
    }

    /// `ln z`, with `z = x / scale`.
    #[inline(always)]
    fn ln_z(&self, x: f64) -> f64 {
        ln(x / self.scale)
    }
    /// The cumulated hazard `z^shape`.
    #[inline(always)]
    fn hazard(&self, ln_z: f64) -> f64 {
        exp(self.shape * ln_z)
    }
    #[inline(always)]
    fn ln_density_at(&self, x: f64, ln_z: f64) -> f64 {
        let power = if self.shape == 1.0 { 0.0 } else { (self.shape - 1.0) * ln_z };
        let inside = self.ln_shape - self.ln_scale + (power - self.hazard(ln_z));
        from_zero(x, if x == f64::INFINITY { f64::NEG_INFINITY } else { inside }, f64::NEG_INFINITY)
    }

    /// The x of a cumulated hazard, where p is a probability.
    #[inline(always)]
    fn of_ln_hazard(&self, p: f64, ln_hazard: f64) -> f64 {
        of_probability(p, self.scale * exp(1.0 / self.shape * ln_hazard))
    }

    fn moments(&self) -> Moments {
        Moments::new(self.shape)
    }
}

impl Distribution for Weibull {
    fn name(&self) -> &'static str {
        "weibull"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("shape", self.shape), ("scale", self.scale)]
    }
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    // ANCHOR: functions
    #[inline(always)]
    fn density(&self, x: f64) -> f64 {
        exp(self.ln_density(x))
    }
    #[inline(always)]
    fn ln_density(&self, x: f64) -> f64 {
        self.ln_density_at(x, self.ln_z(x))
    }
    #[inline(always)]
    fn cdf(&self, x: f64) -> f64 {
        from_zero(x, 0.0 - expm1(-self.hazard(self.ln_z(x))), 0.0)
    }
    #[inline(always)]
    fn sf(&self, x: f64) -> f64 {
        from_zero(x, exp(-self.hazard(self.ln_z(x))), 1.0)
    }
    #[inline(always)]
    fn ln_cdf(&self, x: f64) -> f64 {
        let ln_z = self.ln_z(x);
        let hazard = self.hazard(ln_z);
        // Where the hazard itself underflows, its logarithm does not.
        let value = if hazard < 1e-300 { self.shape * ln_z } else { ln_1m_exp(-hazard) };
        from_zero(x, value, f64::NEG_INFINITY)
    }
    #[inline(always)]
    fn ln_sf(&self, x: f64) -> f64 {
        from_zero(x, 0.0 - self.hazard(self.ln_z(x)), 0.0)
    }
    #[inline(always)]
    fn quantile(&self, p: f64) -> f64 {
        self.of_ln_hazard(p, ln(0.0 - ln_1p(-p)))
    }
    #[inline(always)]
    fn upper_quantile(&self, q: f64) -> f64 {
        self.of_ln_hazard(q, ln(0.0 - ln(q)))
    }
    // ANCHOR_END: functions
    vectorised!(passes);

    fn mean(&self) -> f64 {
        exp(ln_gamma(1.0 + 1.0 / self.shape)) * self.scale
    }
    fn variance(&self) -> f64 {
        let mean = self.mean();
        self.moments().square * mean * mean
    }
    fn std_dev(&self) -> f64 {
        self.moments().square.sqrt() * self.mean()
    }
    fn skewness(&self) -> f64 {
        self.moments().skewness
    }
    fn kurtosis(&self) -> f64 {
        self.moments().kurtosis
    }
    fn entropy(&self) -> f64 {
        EULER * (1.0 - 1.0 / self.shape) + (self.ln_scale - self.ln_shape) + 1.0
    }
    fn sampling(&self) -> &'static str {
        "inverse transform"
    }
    // ANCHOR: sample
    #[inline]
    fn sample(&self, rng: &mut Stream) -> f64 {
        self.of_unit(positive_unit(rng))
    }
    // ANCHOR_END: sample
    fn draw(&self, rng: &mut Stream, out: &mut [f64]) {
        out.iter_mut().for_each(|out| *out = positive_unit(rng));
        let room = *self;
        over!(each_in_place(out), |u| room.of_unit(u));
    }
}

impl Weibull {
    /// The commonest functions in short loops; a test holds them equal to the plain form.
    fn passes(&self, function: Function, x: &[f64], out: &mut [f64]) -> bool {
        let room = *self;
        match function {
            Function::Density => {
                over!(each(x, out), |x| room.ln_z(x));
                over!(each_again(x, out), |x, ln_z| room.ln_density_at(x, ln_z));
                each_in_place(out, exp);
            }
            Function::Cdf | Function::Sf => {
                over!(each(x, out), |x| room.ln_z(x));
                over!(each_in_place(out), |ln_z| room.hazard(ln_z));
                if function == Function::Cdf {
                    over!(each_again(x, out), |x, hazard| from_zero(x, 0.0 - expm1(-hazard), 0.0));
                } else {
                    over!(each_again(x, out), |x, hazard| from_zero(x, exp(-hazard), 1.0));
                }
            }
            Function::Ppf | Function::Isf => {
                if function == Function::Ppf {
                    over!(each(x, out), |p| 0.0 - ln_1p(-p));
                } else {
                    over!(each(x, out), |q| 0.0 - ln(q));
                }
                each_in_place(out, ln);
                over!(each_again(x, out), |p, ln_hazard| room.of_ln_hazard(p, ln_hazard));
            }
            _ => return false,
        }
        true
    }
}

impl Weibull {
    #[inline(always)]
    fn of_unit(&self, u: f64) -> f64 {
        self.scale * powf(0.0 - ln(u), 1.0 / self.shape)
    }
}

impl Continuous for Weibull {}

impl Fit for Weibull {
    // ANCHOR: fit
    /// The shape k solves `sum(xᵏ ln x) / sum(xᵏ) - mean(ln x) = 1/k`, whose left side rises with k and whose right side falls, by
    /// Newton's method between bounds; the scale is `mean(xᵏ)^(1/k)`.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 2, |x| x > 0.0, "finite numbers > 0")?;
        different(x)?;
        let n = x.len() as f64;
        let most = x.iter().copied().fold(0.0, f64::max).ln();
        let logs: Vec<f64> = x.iter().map(|x| x.ln() - most).collect(); // at most 0: no power overflows
        let mean = logs.iter().sum::<f64>() / n;
        let (mut low, mut high, mut k) = (0.0_f64, f64::INFINITY, 1.0);
        let mut powers = 1.0;
        for _ in 0..200 {
            let (mut s0, mut s1, mut s2) = (0.0, 0.0, 0.0);
            for l in &logs {
                let power = (k * l).exp();
                (s0, s1, s2) = (s0 + power, s1 + power * l, s2 + power * l * l);
            }
            powers = s0 / n;
            let gap = s1 / s0 - mean - 1.0 / k;
            if gap < 0.0 {
                low = k
            } else {
                high = k
            }
            let newton = k - gap / (s2 / s0 - (s1 / s0).powi(2) + 1.0 / (k * k));
            let between = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * k };
            let next = if newton > low && newton < high { newton } else { between };
            let done = (next - k).abs() <= 1e-15 * k;
            k = next;
            if done {
                break;
            }
        }
        if !(k.is_finite() && k > 0.0) {
            return Err(Error::setting("x", "numbers too close together", "numbers whose logarithms differ"));
        }
        Self::new(k, (most + powers.ln() / k).exp())
    }
    // ANCHOR_END: fit
}

impl Divergence for Weibull {
    /// `ln(k₁/k₂) - k₂ ln(s₁/s₂) + γ (k₂-k₁)/k₁ + (s₁/s₂)^k₂ Γ(k₂/k₁ + 1) - 1` with the shapes k and scales s (C. Bauckhage, 2013).
    fn kl(&self, other: &Self) -> f64 {
        let (k, m) = (self.shape, other.shape);
        let ln_ratio = self.ln_scale - other.ln_scale;
        let grown = exp(m * ln_ratio + ln_gamma(m / k + 1.0));
        self.ln_shape - other.ln_shape - m * ln_ratio + (m - k) * EULER / k + grown - 1.0
    }
}
