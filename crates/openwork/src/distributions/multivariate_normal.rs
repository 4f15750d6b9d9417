#![doc = include_str!("multivariate_normal.md")]

use super::draw::standard_normal;
use super::multivariate::{check_rows, check_vector};
use super::{Multivariate, Stream};
use crate::error::{Error, Result};
use crate::linalg::matmul;
use ndarray::{Array1, Array2, ArrayView2, Axis};
use std::f64::consts::PI;

/// The normal distribution over vectors, by its mean and its covariance.
#[derive(Debug, Clone, PartialEq)]
pub struct MultivariateNormal {
    mean: Array1<f64>,
    covariance: Array2<f64>,
    /// Cholesky's factor of the covariance, lower triangular.
    factor: Array2<f64>,
}

// ANCHOR: cholesky
/// Cholesky's factor: the lower triangular L with `L Lᵀ = a`, row by row. Where a is not positive definite some pivot is not positive.
fn cholesky(a: &Array2<f64>) -> Result<Array2<f64>> {
    let n = a.nrows();
    let mut l = Array2::<f64>::zeros((n, n));
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| l[[i, k]] * l[[j, k]]).sum();
            let left = a[[i, j]] - known;
            if i > j {
                l[[i, j]] = left / l[[j, j]];
            } else if left > a[[i, i]] * n as f64 * f64::EPSILON {
                l[[i, i]] = left.sqrt();
            } else {
                let got = format!("a matrix that is not positive definite: pivot {i} of Cholesky's factor is {left:.3e}");
                return Err(Error::setting("covariance", got, WANT_DEFINITE));
            }
        }
    }
    Ok(l)
}
// ANCHOR_END: cholesky

const WANT_DEFINITE: &str =
    "a symmetric positive definite matrix: no variable a combination of the others; drop one, or add a little to the diagonal";

impl MultivariateNormal {
    /// With this mean, length d, and this covariance, shape (d, d).
    ///
    /// # Errors
    /// Shapes that do not fit; values that are not finite; a covariance that is not symmetric or not positive definite.
    pub fn new(mean: &[f64], covariance: ArrayView2<f64>) -> Result<Self> {
        let d = mean.len();
        if d == 0 {
            return Err(Error::empty("mean", "at least one number"));
        }
        if let Some(i) = mean.iter().position(|m| !m.is_finite()) {
            return Err(Error::setting("mean", format!("{} at index {i}", mean[i]), "finite numbers"));
        }
        if covariance.dim() != (d, d) {
            return Err(Error::shape(
                "covariance",
                format!("{:?}", covariance.dim()),
                format!("({d}, {d}), as the mean is long"),
            ));
        }
        if let Some(((row, column), &value)) = covariance.indexed_iter().find(|(_, x)| !x.is_finite()) {
            return Err(Error::NotFinite { what: "covariance", value, row, column });
        }
        let largest = covariance.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let uneven = covariance.indexed_iter().find(|((i, j), x)| (**x - covariance[[*j, *i]]).abs() > 1e-12 * largest);
        if let Some(((i, j), x)) = uneven {
            let got = format!("{x} at row {i}, column {j}, but {} at row {j}, column {i}", covariance[[j, i]]);
            return Err(Error::setting("covariance", got, "a symmetric matrix"));
        }
        let covariance = covariance.to_owned();
        let factor = cholesky(&covariance)?;
        Ok(Self { mean: mean.to_vec().into(), covariance, factor })
    }

    /// Cholesky's factor of the covariance, lower triangular.
    pub fn factor(&self) -> &Array2<f64> {
        &self.factor
    }

    /// `L⁻¹ v` in place, row by row.
    fn whiten(&self, v: &mut [f64]) {
        for i in 0..v.len() {
            let known: f64 = (0..i).map(|k| self.factor[[i, k]] * v[k]).sum();
            v[i] = (v[i] - known) / self.factor[[i, i]];
        }
    }

    /// `ln det(covariance) / 2`.
    fn ln_root_determinant(&self) -> f64 {
        self.factor.diag().iter().map(|l| l.ln()).sum()
    }

    /// The sample's mean and covariance, with the divisor n.
    ///
    /// # Errors
    /// No rows, values that are not finite, a covariance that is not positive definite (fewer rows than columns, columns that depend on each other).
    pub fn fit(x: ArrayView2<f64>) -> Result<Self> {
        check_rows(x, 2)?;
        let n = x.nrows() as f64;
        let mean = x.sum_axis(Axis(0)) / n;
        let centred = &x - &mean;
        Self::new(&mean.to_vec(), (matmul(centred.t(), centred.view())? / n).view())
    }

    /// The Kullback-Leibler divergence from this to another:
    /// `(tr(S₂⁻¹ S₁) + (m₂ - m₁)ᵀ S₂⁻¹ (m₂ - m₁) - d + ln det S₂ - ln det S₁) / 2`.
    ///
    /// # Errors
    /// Another dimension.
    pub fn kl(&self, other: &Self) -> Result<f64> {
        let d = self.mean.len();
        if other.mean.len() != d {
            return Err(Error::shape("other", format!("dimension {}", other.mean.len()), d));
        }
        let square = |mut v: Vec<f64>| {
            other.whiten(&mut v);
            v.iter().map(|v| v * v).sum::<f64>()
        };
        // tr(S₂⁻¹ S₁) is the sum of squares of L₂⁻¹ L₁.
        let trace: f64 = (0..d).map(|j| square(self.factor.column(j).to_vec())).sum();
        let apart = square((&other.mean - &self.mean).to_vec());
        Ok(0.5 * (trace + apart - d as f64) + other.ln_root_determinant() - self.ln_root_determinant())
    }
}

impl Multivariate for MultivariateNormal {
    fn name(&self) -> &'static str {
        "multivariate_normal"
    }
    fn dimension(&self) -> usize {
        self.mean.len()
    }
    // ANCHOR: density
    /// With `z = L⁻¹ (x - mean)`: `-z·z / 2 - ln det L - d ln sqrt(2 π)`. No inverse of the covariance is ever made.
    fn ln_density(&self, x: &[f64]) -> Result<f64> {
        check_vector(x, self.mean.len())?;
        let mut z: Vec<f64> = x.iter().zip(&self.mean).map(|(x, m)| x - m).collect();
        self.whiten(&mut z);
        let square: f64 = z.iter().map(|z| z * z).sum();
        let square = if square.is_nan() { f64::INFINITY } else { square }; // infinite coordinates
        Ok(-0.5 * square - self.ln_root_determinant() - 0.5 * self.mean.len() as f64 * (2.0 * PI).ln())
    }
    // ANCHOR_END: density
    fn mean(&self) -> Array1<f64> {
        self.mean.clone()
    }
    fn covariance(&self) -> Array2<f64> {
        self.covariance.clone()
    }
    fn entropy(&self) -> f64 {
        0.5 * self.mean.len() as f64 * (1.0 + (2.0 * PI).ln()) + self.ln_root_determinant()
    }
    fn sampling(&self) -> &'static str {
        "Cholesky's factor times independent normal numbers (ziggurat)"
    }
    // ANCHOR: sample
    /// `mean + L z`, from the last coordinate to the first, so that z can be overwritten.
    fn draw(&self, rng: &mut Stream, out: &mut [f64]) {
        out.iter_mut().for_each(|out| *out = standard_normal(rng));
        for i in (0..out.len()).rev() {
            out[i] = self.mean[i] + (0..=i).map(|k| self.factor[[i, k]] * out[k]).sum::<f64>();
        }
    }
    // ANCHOR_END: sample
}
