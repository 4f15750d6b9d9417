#![doc = include_str!("log_normal.md")]

use super::check::{different, finite, observations, positive};
use super::draw::standard_normal;
use super::normal::{LN_ROOT_TAU, Normal, mean_and_std};
use super::vectorised::{from_zero, over, vectorised};
use super::{Continuous, Distribution, Divergence, Fit, Function, Stream};
use crate::error::Result;
use crate::kernels::elementary::{each, each_again, each_in_place, exp, expm1, ln};
use crate::kernels::normal::{log_ndtr, ndtr, ndtri, ndtri_of_root, tail_root};

/// The log-normal distribution: its logarithm is normal, with mean mu and standard deviation sigma.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogNormal {
    mu: f64,
    sigma: f64,
    ln_norm: f64,
}

impl LogNormal {
    /// With the mean and the standard deviation *of the logarithm*. scipy's `lognorm(s, scale)` is `sigma = s, mu = ln scale`.
    ///
    /// # Errors
    /// A mu that is not finite, a sigma that is not positive and finite.
    pub fn new(mu: f64, sigma: f64) -> Result<Self> {
        let (mu, sigma) = (finite("mu", mu)?, positive("sigma", sigma)?);
        Ok(Self { mu, sigma, ln_norm: sigma.ln() + LN_ROOT_TAU })
    }

    #[inline(always)]
    fn z(&self, x: f64) -> f64 {
        (ln(x) - self.mu) / self.sigma
    }
    #[inline(always)]
    fn ln_density_at(&self, x: f64, ln_x: f64) -> f64 {
        let z = (ln_x - self.mu) / self.sigma;
        let inside = -0.5 * z * z - self.ln_norm - ln_x;
        let inside = if x == 0.0 || x == f64::INFINITY { f64::NEG_INFINITY } else { inside };
        from_zero(x, inside, f64::NEG_INFINITY)
    }
}

impl Distribution for LogNormal {
    fn name(&self) -> &'static str {
        "log-normal"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("mu", self.mu), ("sigma", self.sigma)]
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
        self.ln_density_at(x, ln(x))
    }
    #[inline(always)]
    fn cdf(&self, x: f64) -> f64 {
        from_zero(x, ndtr(self.z(x)), 0.0)
    }
    #[inline(always)]
    fn sf(&self, x: f64) -> f64 {
        from_zero(x, ndtr(-self.z(x)), 1.0)
    }
    #[inline(always)]
    fn ln_cdf(&self, x: f64) -> f64 {
        from_zero(x, log_ndtr(self.z(x)), f64::NEG_INFINITY)
    }
    #[inline(always)]
    fn ln_sf(&self, x: f64) -> f64 {
        from_zero(x, log_ndtr(-self.z(x)), 0.0)
    }
    #[inline(always)]
    fn quantile(&self, p: f64) -> f64 {
        exp(self.mu + self.sigma * ndtri(p))
    }
    #[inline(always)]
    fn upper_quantile(&self, q: f64) -> f64 {
        exp(self.mu - self.sigma * ndtri(q))
    }
    // ANCHOR_END: functions
    vectorised!(passes);

    fn mean(&self) -> f64 {
        exp(self.mu + 0.5 * self.sigma * self.sigma)
    }
    fn variance(&self) -> f64 {
        let square = self.sigma * self.sigma;
        expm1(square) * exp(2.0 * self.mu + square)
    }
    fn std_dev(&self) -> f64 {
        let square = self.sigma * self.sigma;
        expm1(square).sqrt() * self.mean()
    }
    fn skewness(&self) -> f64 {
        let grown = expm1(self.sigma * self.sigma);
        (grown + 3.0) * grown.sqrt()
    }
    // ANCHOR: kurtosis
    /// With `w = exp(sigma²)`, `w⁴ + 2w³ + 3w² - 6` is written in `w - 1`, so that it is exact for a small sigma.
    fn kurtosis(&self) -> f64 {
        let g = expm1(self.sigma * self.sigma);
        g * (16.0 + g * (15.0 + g * (6.0 + g)))
    }
    // ANCHOR_END: kurtosis
    fn entropy(&self) -> f64 {
        self.mu + 0.5 + self.ln_norm
    }
    fn sampling(&self) -> &'static str {
        "exponential of a normal number (ziggurat)"
    }
    #[inline]
    fn sample(&self, rng: &mut Stream) -> f64 {
        exp(self.mu + self.sigma * standard_normal(rng))
    }
    fn draw(&self, rng: &mut Stream, out: &mut [f64]) {
        out.iter_mut().for_each(|out| *out = standard_normal(rng));
        let room = *self;
        over!(each_in_place(out), |z| exp(room.mu + room.sigma * z));
    }
}

impl LogNormal {
    /// The commonest functions in short loops; a test holds them equal to the plain form.
    fn passes(&self, function: Function, x: &[f64], out: &mut [f64]) -> bool {
        let room = *self;
        match function {
            Function::Density => {
                each(x, out, ln);
                over!(each_again(x, out), |x, ln_x| room.ln_density_at(x, ln_x));
                each_in_place(out, exp);
            }
            Function::Cdf => {
                over!(each(x, out), |x| room.z(x));
                over!(each_again(x, out), |x, z| from_zero(x, ndtr(z), 0.0));
            }
            Function::Sf => {
                over!(each(x, out), |x| room.z(x));
                over!(each_again(x, out), |x, z| from_zero(x, ndtr(-z), 1.0));
            }
            Function::Ppf | Function::Isf => {
                let sigma = if function == Function::Ppf { room.sigma } else { -room.sigma };
                each(x, out, tail_root);
                over!(each_again(x, out), |p, root| room.mu + sigma * ndtri_of_root(p, root));
                each_in_place(out, exp);
            }
            _ => return false,
        }
        true
    }
}

impl Continuous for LogNormal {}

impl Fit for LogNormal {
    /// The mean and the standard deviation (divisor n) of the logarithms.
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 2, |x| x > 0.0, "finite numbers > 0")?;
        different(x)?;
        let logs: Vec<f64> = x.iter().map(|&x| ln(x)).collect();
        different(&logs)?;
        let (mu, sigma) = mean_and_std(&logs);
        Self::new(mu, sigma)
    }
}

impl Divergence for LogNormal {
    /// That of the two normal distributions of the logarithm.
    fn kl(&self, other: &Self) -> f64 {
        match (Normal::new(self.mu, self.sigma), Normal::new(other.mu, other.sigma)) {
            (Ok(this), Ok(other)) => this.kl(&other),
            _ => f64::NAN,
        }
    }
}
