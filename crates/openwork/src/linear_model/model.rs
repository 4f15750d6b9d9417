//! What every linear model comes to: coefficients and an intercept.

use super::orthogonal::Orthogonal;
use crate::error::{Error, Result};
use crate::kernels::gram::row_products;
use crate::linalg::{Real, check_matrix};
use crate::order::descending;
use crate::threads;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// A fitted linear model, from whichever way of fitting: `answer = coef . x + intercept`, for one target or several.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearModel {
    /// What a unit of each feature adds to each target, shape `(t, d)`.
    pub coef: Array2<f64>,
    /// The answer where all features are zero, shape `(t)`; zeros where none was asked for.
    pub intercept: Array1<f64>,
    /// The rank of the (centred, weighted) features; `None` where it was not found out.
    pub rank: Option<usize>,
    pub(super) spectrum: Spectrum,
}

/// The singular values of the centred features, or what they can be found from when somebody asks.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spectrum {
    Unknown,
    /// From the largest down.
    Known(Vec<f64>),
    /// Rows of so many numbers with the same singular values; as many as the second number are wanted.
    Rows(Vec<f64>, usize, usize),
}

impl Spectrum {
    pub fn known(mut values: Vec<f64>, count: usize) -> Self {
        values.resize(count, 0.0);
        descending(&mut values);
        Self::Known(values)
    }

    pub fn of_rows(rows: Vec<f64>, width: usize, count: usize) -> Self {
        Self::Rows(rows, width, count)
    }
}

impl LinearModel {
    /// A model of given coefficients, shape `(t, d)`, and intercepts, shape `(t)`.
    ///
    /// # Errors
    /// No target or no feature, another number of intercepts than targets, NaN or infinity.
    pub fn new(coef: Array2<f64>, intercept: Array1<f64>) -> Result<Self> {
        check_matrix("coef", coef.view())?;
        if intercept.len() != coef.nrows() {
            return Err(Error::shape("intercept", intercept.len(), format!("{}, one a target", coef.nrows())));
        }
        check_matrix("intercept", intercept.view().insert_axis(ndarray::Axis(0)))?;
        Ok(Self { coef, intercept, rank: None, spectrum: Spectrum::Unknown })
    }

    /// With what is known of the features that it was fitted to: their rank, and their singular values from the largest down.
    ///
    /// # Errors
    /// A rank above the number of coefficients, singular values that are negative or not finite.
    pub fn with_singular_values(self, rank: usize, values: Vec<f64>) -> Result<Self> {
        if rank > self.coef.ncols() {
            return Err(Error::setting("rank", rank, format!("at most {}, the number of features", self.coef.ncols())));
        }
        if let Some(value) = values.iter().find(|v| !(v.is_finite() && **v >= 0.0)) {
            return Err(Error::setting("singular_values", value, "finite numbers >= 0"));
        }
        let count = values.len();
        Ok(Self { rank: Some(rank), spectrum: Spectrum::known(values, count), ..self })
    }

    // ANCHOR: predict
    /// The answer for each row of `x`, shape `(m, t)`, in double precision.
    ///
    /// # Errors
    /// Another number of columns than there are coefficients; NaN or infinity.
    pub fn predict<T: Real>(&self, x: ArrayView2<'_, T>) -> Result<Array2<f64>> {
        const BLOCK: usize = 1024;
        check_matrix("x", x)?;
        let (t, d) = self.coef.dim();
        if x.ncols() != d {
            return Err(Error::shape("x", format!("{} columns", x.ncols()), format!("{d}, one a coefficient")));
        }
        let (x, coef) = (x.as_standard_layout(), self.coef.as_standard_layout());
        let (values, coef) = (x.as_slice().unwrap_or_default(), coef.as_slice().unwrap_or_default());
        let mut answers = vec![0.0; x.nrows() * t];
        threads::map_chunks_mut(&mut answers, BLOCK * t, x.len() * t, |range, out| {
            let rows = &values[range.start / t * d..range.end / t * d];
            let mut column = vec![0.0; out.len() / t];
            for (k, w) in coef.chunks_exact(d).enumerate() {
                row_products(rows, w, &mut column);
                out.iter_mut().skip(k).step_by(t).zip(&column).for_each(|(out, sum)| *out = sum + self.intercept[k]);
            }
        });
        Array2::from_shape_vec((x.nrows(), t), answers).map_err(|e| Error::shape("answers", e, format!("({}, {t})", x.nrows())))
    }
    // ANCHOR_END: predict

    /// R², the share of the targets' variance that the answers explain, the mean over the targets: 1 where the answers are the
    /// targets, 0 where they are no better than the mean, below 0 where they are worse. A target that does not vary counts 1 if
    /// it is met, else 0. Rows count by their weight.
    ///
    /// # Errors
    /// As [`predict`](Self::predict); targets or weights whose lengths differ from `x`; fewer than two rows.
    pub fn score<T: Real>(
        &self,
        x: ArrayView2<'_, T>,
        y: ArrayView2<'_, f64>,
        weights: Option<ArrayView1<'_, f64>>,
    ) -> Result<f64> {
        check_matrix("y", y)?;
        let answers = self.predict(x)?;
        if y.dim() != answers.dim() {
            return Err(Error::shape("y", format!("{:?}", y.dim()), format!("{:?}, a row for each row of x", answers.dim())));
        }
        if let Some(weights) = weights.filter(|w| w.len() != y.nrows()) {
            return Err(Error::shape("sample_weight", weights.len(), format!("{}, one a row of x", y.nrows())));
        }
        if y.nrows() < 2 {
            return Err(Error::empty("the variance of one row", "at least two rows"));
        }
        let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
        let total: f64 = (0..y.nrows()).map(weight).sum();
        let shares = y.columns().into_iter().zip(answers.columns()).map(|(y, answers)| {
            let mean = y.iter().enumerate().map(|(i, v)| weight(i) * v).sum::<f64>() / total;
            let sum = |apart: &dyn Fn(usize) -> f64| (0..y.len()).map(|i| weight(i) * apart(i).powi(2)).sum::<f64>();
            let (all, left) = (sum(&|i| y[i] - mean), sum(&|i| y[i] - answers[i]));
            match (left == 0.0, all == 0.0) {
                (true, _) => 1.0,
                (false, true) => 0.0,
                _ => 1.0 - left / all,
            }
        });
        Ok(shares.sum::<f64>() / y.ncols() as f64)
    }

    /// The singular values of the centred, weighted features, from the largest down, as many as the smaller of their numbers of rows
    /// and columns; found when asked for, in O(d³). `None` where the model was not fitted in closed form, or was read from a file.
    pub fn singular_values(&self) -> Option<Vec<f64>> {
        match &self.spectrum {
            Spectrum::Unknown => None,
            Spectrum::Known(values) => Some(values.clone()),
            Spectrum::Rows(rows, width, count) => {
                match Spectrum::known(Orthogonal::of(rows.clone(), *width, 0).singular, *count) {
                    Spectrum::Known(values) => Some(values),
                    _ => None,
                }
            }
        }
    }

    /// The condition number of the features: the largest singular value over the smallest that counts. The relative error of the
    /// coefficients can be so many times that of the data. `None` as for [`singular_values`](Self::singular_values), and where no
    /// feature varies.
    pub fn condition(&self) -> Option<f64> {
        let values = self.singular_values()?;
        let least = values.get(self.rank?.checked_sub(1)?)?;
        Some(values.first()? / least)
    }
}
