//! What every distribution can do.

use super::check;
use crate::error::{Error, Result};
use crate::kernels::vectorized;
use crate::threads;
use rand::SeedableRng;
use std::fmt::Debug;

/// The generator that all sampling draws from: PCG XSL RR 128/64, the same on every platform.
pub type Stream = rand_pcg::Pcg64;

/// Points that are evaluated together by one thread: their numbers fit the first cache.
const CHUNK: usize = 2048;
/// Samples drawn from one stream: the next as many come from a stream of their own.
const SAMPLES: usize = 8192;
/// Elementary operations that a point is worth, at least: so many points are small work that stays on the calling thread.
const WORK: usize = 32;

/// One of the functions of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// The probability density, or the probability mass of a discrete distribution.
    Density,
    /// Its natural logarithm, exact where the density itself underflows.
    LnDensity,
    /// The cumulative distribution function, `P(X <= x)`.
    Cdf,
    /// Its natural logarithm.
    LnCdf,
    /// The survival function, `P(X > x)`, exact where `1 - cdf` would cancel.
    Sf,
    /// Its natural logarithm.
    LnSf,
    /// The quantile: the smallest x whose cumulative is at least p.
    Ppf,
    /// The quantile from above: the smallest x whose survival is at most q.
    Isf,
}

impl Function {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Density, Self::LnDensity, Self::Cdf, Self::LnCdf, Self::Sf, Self::LnSf, Self::Ppf, Self::Isf];

    /// By its name in scipy.stats.
    ///
    /// # Errors
    /// Another name.
    pub fn parse(name: &str) -> Result<Self> {
        Ok(match name {
            "pdf" | "pmf" => Self::Density,
            "logpdf" | "logpmf" => Self::LnDensity,
            "cdf" => Self::Cdf,
            "logcdf" => Self::LnCdf,
            "sf" => Self::Sf,
            "logsf" => Self::LnSf,
            "ppf" => Self::Ppf,
            "isf" => Self::Isf,
            _ => {
                return Err(Error::setting(
                    "function",
                    format!("{name:?}"),
                    "pdf or pmf, logpdf or logpmf, cdf, logcdf, sf, logsf, ppf, isf",
                ));
            }
        })
    }

    /// Whether the argument is a probability.
    pub fn takes_probability(self) -> bool {
        matches!(self, Self::Ppf | Self::Isf)
    }

    /// Refuses what is no argument: NaN anywhere, and for quantiles what is outside `[0, 1]`.
    ///
    /// # Errors
    /// Such a value, named with its index.
    pub fn check(self, x: &[f64]) -> Result<()> {
        let (bad, name, want) = if self.takes_probability() {
            (first(x, |p| !(p >= 0.0) | !(p <= 1.0)), "p", "probabilities, in [0, 1]")
        } else {
            (first(x, f64::is_nan), "x", "numbers; infinity is one, NaN is not")
        };
        bad.map_or(Ok(()), |i| Err(Error::setting(name, format!("{} at index {i}", x[i]), want)))
    }
}

/// A probability distribution over numbers.
///
/// The functions of a point take any number; NaN gives NaN. They are exact in the tails: each has its own formula, none is the
/// logarithm or the complement of another where that would lose digits.
pub trait Distribution: Debug + Send + Sync {
    /// Its name in the field, in lower case.
    fn name(&self) -> &'static str;
    /// The parameters by name, in the order of the constructor.
    fn parameters(&self) -> Vec<(&'static str, f64)>;
    /// Whether only whole numbers have probability.
    fn is_discrete(&self) -> bool {
        false
    }
    /// Smallest and largest possible value, infinity included.
    fn support(&self) -> (f64, f64);

    /// The probability density, or the mass of a discrete distribution: also called [`Continuous::pdf`] and [`Discrete::pmf`].
    fn density(&self, x: f64) -> f64;
    /// The natural logarithm of the density or the mass.
    fn ln_density(&self, x: f64) -> f64;
    /// `P(X <= x)`.
    fn cdf(&self, x: f64) -> f64;
    /// `ln P(X <= x)`.
    fn ln_cdf(&self, x: f64) -> f64;
    /// `P(X > x)`.
    fn sf(&self, x: f64) -> f64;
    /// `ln P(X > x)`.
    fn ln_sf(&self, x: f64) -> f64;
    /// The smallest x with `cdf(x) >= p`, for a p that is a probability; NaN for another. [`ppf`](Self::ppf) checks.
    fn quantile(&self, p: f64) -> f64;
    /// The smallest x with `sf(x) <= q`, for a q that is a probability; NaN for another. [`isf`](Self::isf) checks.
    fn upper_quantile(&self, q: f64) -> f64;

    /// The quantile of p.
    ///
    /// # Errors
    /// A p outside `[0, 1]`, NaN included.
    fn ppf(&self, p: f64) -> Result<f64> {
        check::probability("p", p).map(|p| self.quantile(p))
    }
    /// The quantile from above: what is exceeded with probability q.
    ///
    /// # Errors
    /// A q outside `[0, 1]`, NaN included.
    fn isf(&self, q: f64) -> Result<f64> {
        check::probability("q", q).map(|q| self.upper_quantile(q))
    }

    /// The mean: NaN where it does not exist, as in every moment.
    fn mean(&self) -> f64;
    /// The variance.
    fn variance(&self) -> f64;
    /// The standard deviation.
    fn std_dev(&self) -> f64 {
        self.variance().sqrt()
    }
    /// The skewness, `E[(X - mean)³] / std³`.
    fn skewness(&self) -> f64;
    /// The excess kurtosis, `E[(X - mean)⁴] / std⁴ - 3`.
    fn kurtosis(&self) -> f64;
    /// The entropy in nats: `-E[ln density(X)]`.
    fn entropy(&self) -> f64;
    /// The median.
    fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The name of the method that [`sample`](Self::sample) uses.
    fn sampling(&self) -> &'static str;
    /// Draws one value.
    fn sample(&self, rng: &mut Stream) -> f64;

    /// Draws many values from one stream. Overridden where a loop can do better than one value after another; the values are the same.
    fn draw(&self, rng: &mut Stream, out: &mut [f64]) {
        out.iter_mut().for_each(|out| *out = self.sample(rng));
    }

    /// One function at some points, on the calling thread. Overridden where a vectorised loop is faster; a test holds the two equal.
    ///
    /// The slices have the same length.
    fn fill(&self, function: Function, x: &[f64], out: &mut [f64]) {
        fill_plain(self, function, x, out);
    }

    /// One function at many points, on all threads: what [`evaluate`](Self::evaluate) does after its checks.
    fn map(&self, function: Function, x: &[f64], out: &mut [f64]) {
        map_chunks(x, out, |x, out| self.fill(function, x, out));
    }

    /// One function at many points, on all threads, with the same bits for any number of them.
    ///
    /// # Errors
    /// Slices of different length; NaN; a quantile asked of what is no probability.
    fn evaluate(&self, function: Function, x: &[f64], out: &mut [f64]) -> Result<()> {
        if x.len() != out.len() {
            return Err(Error::shape("out", format!("{} places", out.len()), format!("{}, one a point", x.len())));
        }
        function.check(x)?;
        self.map(function, x, out);
        Ok(())
    }

    /// Draws `n` values on all threads: the same seed gives the same bits for any number of them.
    fn samples(&self, n: usize, seed: u64) -> Vec<f64> {
        let mut out = vec![0.0; n];
        self.sample_into(seed, &mut out);
        out
    }

    /// As [`samples`](Self::samples), into a slice. Every 8192 values come from a stream of their own, see [`stream`].
    fn sample_into(&self, seed: u64, out: &mut [f64]) {
        let work = out.len().saturating_mul(WORK);
        threads::map_chunks_mut(out, SAMPLES, work, |range, out| self.draw(&mut stream(seed, range.start / SAMPLES), out));
    }

    /// The log likelihood of independent observations: the sum of their log densities.
    fn ln_likelihood(&self, x: &[f64]) -> f64 {
        let sums = threads::map_chunks(x.len(), CHUNK, x.len().saturating_mul(WORK), |range| {
            let mut out = [0.0; CHUNK];
            let out = &mut out[..range.len()];
            self.fill(Function::LnDensity, &x[range], out);
            out.iter().sum::<f64>()
        });
        sums.iter().sum()
    }
}

/// The first number that is `wrong`. Looked for without an early end, so that the loop becomes vectors; where one is found, its place is
/// looked for.
fn first(x: &[f64], wrong: impl Fn(f64) -> bool + Sync) -> Option<usize> {
    let parts = threads::map_chunks(x.len(), 1 << 16, x.len(), |range| {
        vectorized!(x[range].iter().fold(false, |any, &x| any | wrong(x)))
    });
    parts.contains(&true).then(|| x.iter().position(|&x| wrong(x)))?
}

/// One function at some points, by its plain form.
pub(super) fn fill_plain(room: &(impl Distribution + ?Sized), function: Function, x: &[f64], out: &mut [f64]) {
    let each = x.iter().zip(out);
    match function {
        Function::Density => each.for_each(|(&x, out)| *out = room.density(x)),
        Function::LnDensity => each.for_each(|(&x, out)| *out = room.ln_density(x)),
        Function::Cdf => each.for_each(|(&x, out)| *out = room.cdf(x)),
        Function::LnCdf => each.for_each(|(&x, out)| *out = room.ln_cdf(x)),
        Function::Sf => each.for_each(|(&x, out)| *out = room.sf(x)),
        Function::LnSf => each.for_each(|(&x, out)| *out = room.ln_sf(x)),
        Function::Ppf => each.for_each(|(&p, out)| *out = room.quantile(p)),
        Function::Isf => each.for_each(|(&q, out)| *out = room.upper_quantile(q)),
    }
}

/// Cuts the points into chunks for the threads.
pub(super) fn map_chunks(x: &[f64], out: &mut [f64], fill: impl Fn(&[f64], &mut [f64]) + Sync + Send) {
    threads::map_chunks_mut(out, CHUNK, x.len().saturating_mul(WORK), |range, out| fill(&x[range], out));
}

/// The `chunk`th stream of a seed: 2⁶⁴ draws away from the one before.
pub fn stream(seed: u64, chunk: usize) -> Stream {
    let mut rng = Stream::seed_from_u64(seed);
    rng.advance((chunk as u128) << 64);
    rng
}

/// A distribution with a density.
pub trait Continuous: Distribution {
    /// The probability density.
    fn pdf(&self, x: f64) -> f64 {
        self.density(x)
    }
    /// Its natural logarithm.
    fn ln_pdf(&self, x: f64) -> f64 {
        self.ln_density(x)
    }
}

/// A distribution over whole numbers. At other points the mass is 0; the cumulative is a staircase.
pub trait Discrete: Distribution {
    /// The probability mass.
    fn pmf(&self, x: f64) -> f64 {
        self.density(x)
    }
    /// Its natural logarithm.
    fn ln_pmf(&self, x: f64) -> f64 {
        self.ln_density(x)
    }
}

/// A distribution that can be fitted to data.
pub trait Fit: Distribution + Sized {
    /// The distribution under which the observations are most likely.
    ///
    /// # Errors
    /// Too few observations, values outside the support, data for which the likelihood has no maximum.
    fn fit(x: &[f64]) -> Result<Self>;
}

/// How far one distribution is from another of its kind.
pub trait Divergence: Distribution {
    /// The Kullback-Leibler divergence `E[ln density(X) - ln other.density(X)]` under this distribution, in nats. Infinite where
    /// this one has probability and the other none.
    fn kl(&self, other: &Self) -> f64;
}
