//! What every distribution over vectors can do.

use super::{Stream, stream};
use crate::error::{Error, Result};
use crate::threads;
use ndarray::{Array1, Array2, ArrayView2, Axis};
use std::fmt::Debug;

/// Samples drawn from one stream, as for the distributions over numbers.
const SAMPLES: usize = 8192;
/// Points that one thread takes at a time.
const CHUNK: usize = 512;

/// A probability distribution over vectors.
pub trait Multivariate: Debug + Send + Sync {
    /// Its name in the field, in lower case.
    fn name(&self) -> &'static str;
    /// The length of the vectors.
    fn dimension(&self) -> usize;
    /// The natural logarithm of the density, or of the mass, at a vector of the right length: minus infinity where it has none.
    ///
    /// # Errors
    /// Another length; NaN; for the Dirichlet distribution a point that is off the simplex.
    fn ln_density(&self, x: &[f64]) -> Result<f64>;
    /// The density, or the mass.
    ///
    /// # Errors
    /// As [`ln_density`](Self::ln_density).
    fn density(&self, x: &[f64]) -> Result<f64> {
        self.ln_density(x).map(f64::exp)
    }
    /// The mean.
    fn mean(&self) -> Array1<f64>;
    /// The covariance, shape (dimension, dimension).
    fn covariance(&self) -> Array2<f64>;
    /// The entropy in nats.
    fn entropy(&self) -> f64;
    /// The name of the method that [`draw`](Self::draw) uses.
    fn sampling(&self) -> &'static str;
    /// Draws one vector into `out`, of the distribution's length.
    fn draw(&self, rng: &mut Stream, out: &mut [f64]);

    /// The log densities of the rows of `x`, on all threads.
    ///
    /// # Errors
    /// As [`ln_density`](Self::ln_density), of the first bad row.
    fn ln_densities(&self, x: ArrayView2<f64>) -> Result<Array1<f64>> {
        let work = x.len().saturating_mul(64);
        let parts = threads::map_chunks(x.nrows(), CHUNK, work, |range| {
            let rows = range.map(|i| {
                let row = x.index_axis(Axis(0), i);
                match row.as_slice() {
                    Some(row) => self.ln_density(row),
                    None => self.ln_density(&row.to_vec()),
                }
            });
            rows.collect::<Result<Vec<f64>>>()
        });
        Ok(parts.into_iter().collect::<Result<Vec<_>>>()?.concat().into())
    }

    /// Draws `n` vectors, one a row, on all threads: the same seed gives the same bits for any number of them.
    fn samples(&self, n: usize, seed: u64) -> Array2<f64> {
        let d = self.dimension();
        let parts = threads::map_chunks(n, SAMPLES, n.saturating_mul(d).saturating_mul(32), |range| {
            let mut rng = stream(seed, range.start / SAMPLES);
            let mut part = vec![0.0; range.len() * d];
            part.chunks_exact_mut(d.max(1)).for_each(|row| self.draw(&mut rng, row));
            part
        });
        // The parts together are n rows of d.
        Array2::from_shape_vec((n, d), parts.concat()).unwrap_or_else(|_| Array2::zeros((n, d)))
    }
}

/// Refuses a vector of another length, or with NaN.
pub(super) fn check_vector(x: &[f64], dimension: usize) -> Result<()> {
    if x.len() != dimension {
        return Err(Error::shape("x", format!("{} numbers", x.len()), format!("{dimension}, the distribution's dimension")));
    }
    match x.iter().position(|x| x.is_nan()) {
        Some(i) => Err(Error::setting("x", format!("NaN at index {i}"), "numbers")),
        None => Ok(()),
    }
}

/// Refuses data for a fit that are empty or not finite.
pub(super) fn check_rows(x: ArrayView2<f64>, least: usize) -> Result<()> {
    if x.nrows() < least || x.ncols() == 0 {
        let got = format!("{} rows of {} columns", x.nrows(), x.ncols());
        return Err(Error::shape("x", got, format!("at least {least} rows of at least one column")));
    }
    match x.indexed_iter().find(|(_, x)| !x.is_finite()) {
        Some(((row, column), &value)) => Err(Error::NotFinite { what: "x", value, row, column }),
        None => Ok(()),
    }
}
