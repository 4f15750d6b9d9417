#![doc = include_str!("student_t.md")]

use super::check::{different, finite, observations, positive};
use super::draw::{standard_gamma, standard_normal};
use super::fast::{Node, Pearson, Table};
use super::gamma::ln_minus_digamma;
use super::special::{IncompleteBeta, ln_gamma_ratio};
use super::student_t_fit;
use super::{Continuous, Distribution, Fit, Function, Stream};
use crate::error::Result;
use crate::kernels::elementary::{each, exp, ln, ln_1p};
use std::f64::consts::{LN_2, PI};

/// Student's t distribution: the mean of a normal sample over its own standard error; heavy tails, which fall as `|x|^-(df+1)`.
#[derive(Debug, Clone)]
pub struct StudentT {
    df: f64,
    loc: f64,
    scale: f64,
    /// The tail beyond z is half of `I_x(df/2, 1/2)`, with `x = df / (df + z²)`.
    incomplete: IncompleteBeta,
    /// `ln(df/2 B(df/2, 1/2))`: for a tiny x, `ln I_x = df/2 ln x - ln_head`.
    ln_head: f64,
    density: LnDensity,
}

/// Beyond this the square of z is as good as infinite.
const FAR: f64 = 1e150;

impl StudentT {
    /// With df degrees of freedom, which need not be whole, around loc, stretched by scale; the standard one has loc 0 and scale 1.
    ///
    /// # Errors
    /// A df or scale that is not positive and finite, a loc that is not finite.
    pub fn new(df: f64, loc: f64, scale: f64) -> Result<Self> {
        let (df, loc, scale) = (positive("df", df)?, finite("loc", loc)?, positive("scale", scale)?);
        let half = 0.5 * df;
        let ln_ratio = ln_gamma_ratio(half, 0.5); // ln Γ(half + 1/2) - ln Γ(half)
        let ln_middle = ln_ratio - 0.5 * (df.ln() + PI.ln());
        Ok(Self {
            df,
            loc,
            scale,
            incomplete: IncompleteBeta::new(half, 0.5),
            ln_head: half.ln() + 0.5 * PI.ln() - ln_ratio,
            density: LnDensity { df, ln_df: df.ln(), loc, scale, ln_middle: ln_middle - scale.ln() },
        })
    }

    /// The tail beyond `z >= 0`.
    fn tail(&self, z: f64) -> f64 {
        if z > FAR {
            self.ln_tail(z).exp()
        } else {
            0.5 * self.incomplete.lower_at(self.df / (self.df + z * z), z * z / (self.df + z * z))
        }
    }

    fn ln_tail(&self, z: f64) -> f64 {
        if z > FAR {
            0.5 * self.df * (self.density.ln_df - 2.0 * ln(z)) - self.ln_head - LN_2
        } else {
            self.incomplete.ln_lower_at(self.df / (self.df + z * z), z * z / (self.df + z * z)) - LN_2
        }
    }

    fn below(&self, z: f64) -> f64 {
        if z > 0.0 { 1.0 - self.tail(z) } else { self.tail(-z) }
    }

    fn ln_below(&self, z: f64) -> f64 {
        if z > 0.0 { ln_1p(-self.tail(z)) } else { self.ln_tail(-z) }
    }

    fn z(&self, x: f64) -> f64 {
        (x - self.loc) / self.scale
    }

    /// The z with the tail q beyond it.
    fn beyond(&self, q: f64) -> f64 {
        let twice = 2.0 * q;
        let ln_x = (ln(twice) + self.ln_head) / (0.5 * self.df);
        if ln_x < -600.0 {
            return exp(0.5 * (self.density.ln_df - ln_x)); // x itself may underflow
        }
        let (x, y) = if q > 0.25 { self.incomplete.upper_inverse(1.0 - twice) } else { self.incomplete.lower_inverse(twice) };
        (self.df * (y / x)).sqrt()
    }

    fn quantile_of(&self, p: f64) -> f64 {
        if p < 0.5 { -self.beyond(p) } else { self.beyond(1.0 - p) }
    }
}

/// What the log density needs.
#[derive(Debug, Clone, Copy)]
struct LnDensity {
    df: f64,
    ln_df: f64,
    loc: f64,
    scale: f64,
    ln_middle: f64,
}

impl LnDensity {
    // ANCHOR: ln_density
    /// `ln Γ((df+1)/2) - ln Γ(df/2) - ln sqrt(df pi) - (df+1)/2 ln(1 + z²/df)`; where z² would overflow, `ln(1 + z²/df) = 2 ln z - ln df`.
    #[inline(always)]
    fn at(&self, x: f64) -> f64 {
        let z = ((x - self.loc) / self.scale).abs();
        let near = ln_1p(z * z / self.df);
        let far = 2.0 * ln(z) - self.ln_df;
        self.ln_middle - 0.5 * (self.df + 1.0) * if z > FAR { far } else { near }
    }
    // ANCHOR_END: ln_density
}

impl Distribution for StudentT {
    fn name(&self) -> &'static str {
        "student-t"
    }
    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("df", self.df), ("loc", self.loc), ("scale", self.scale)]
    }
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
    fn density(&self, x: f64) -> f64 {
        exp(self.density.at(x))
    }
    fn ln_density(&self, x: f64) -> f64 {
        self.density.at(x)
    }
    fn cdf(&self, x: f64) -> f64 {
        self.below(self.z(x))
    }
    fn sf(&self, x: f64) -> f64 {
        self.below(-self.z(x))
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        self.ln_below(self.z(x))
    }
    fn ln_sf(&self, x: f64) -> f64 {
        self.ln_below(-self.z(x))
    }
    fn quantile(&self, p: f64) -> f64 {
        self.loc + self.scale * self.quantile_of(p)
    }
    fn upper_quantile(&self, q: f64) -> f64 {
        self.loc - self.scale * self.quantile_of(q)
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

    /// NaN up to one degree of freedom: the integral does not exist (scipy says infinity).
    fn mean(&self) -> f64 {
        if self.df > 1.0 { self.loc } else { f64::NAN }
    }
    fn variance(&self) -> f64 {
        let square = self.scale * self.scale;
        match self.df {
            df if df > 2.0 => square * (df / (df - 2.0)),
            df if df > 1.0 => f64::INFINITY,
            _ => f64::NAN,
        }
    }
    fn skewness(&self) -> f64 {
        if self.df > 3.0 { 0.0 } else { f64::NAN }
    }
    fn kurtosis(&self) -> f64 {
        match self.df {
            df if df > 4.0 => 6.0 / (df - 4.0),
            df if df > 2.0 => f64::INFINITY,
            _ => f64::NAN,
        }
    }
    /// `(df+1)/2 (ψ((df+1)/2) - ψ(df/2))` and the logarithm of the density in the middle, negated.
    fn entropy(&self) -> f64 {
        let half = 0.5 * self.df;
        let apart = (0.5 / half).ln_1p() - ln_minus_digamma(half + 0.5) + ln_minus_digamma(half);
        (half + 0.5) * apart - self.density.ln_middle
    }
    fn sampling(&self) -> &'static str {
        "normal (ziggurat) over the root of chi-squared / df (Marsaglia-Tsang)"
    }
    // ANCHOR: sample
    fn sample(&self, rng: &mut Stream) -> f64 {
        let normal = standard_normal(rng);
        let half = 0.5 * self.df;
        self.loc + self.scale * normal * (half / standard_gamma(rng, half)).sqrt()
    }
    // ANCHOR_END: sample
}

impl Pearson for StudentT {
    const TWO_SIDED: bool = false;
    const SMOOTH_AT_ZERO: bool = true;
    fn standard(&self, x: f64) -> f64 {
        self.z(x)
    }
    fn original(&self, z: f64) -> f64 {
        self.loc + self.scale * z
    }
    fn fold(&self, z: f64) -> (f64, bool) {
        (z.abs(), z < 0.0)
    }
    fn node(&self, z: f64, _: bool) -> Node {
        let (df, tail) = (self.df, self.tail(z));
        let density = exp(self.density.at(self.loc)) * self.scale * exp(-0.5 * (df + 1.0) * ln_1p(z * z / df));
        Node { density, cdf: 1.0 - tail, sf: tail, p: [-(df + 1.0) * z, -(df + 1.0)], q: [df + z * z, 2.0 * z, 1.0] }
    }
    fn standard_quantile(&self, p: f64) -> f64 {
        self.quantile_of(p)
    }
    fn standard_upper_quantile(&self, q: f64) -> f64 {
        -self.quantile_of(q)
    }
}

impl Continuous for StudentT {}

impl Fit for StudentT {
    /// All three parameters, see [`student_t_fit`](self).
    fn fit(x: &[f64]) -> Result<Self> {
        observations(x, 3, |_| true, "finite numbers")?;
        different(x)?;
        let (df, loc, scale) = student_t_fit::fit(x)?;
        Self::new(df, loc, scale)
    }
}
