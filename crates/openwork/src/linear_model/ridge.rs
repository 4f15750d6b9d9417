#![doc = include_str!("ridge.md")]

use super::LinearModel;
use super::least_squares::solve;
use super::model::Spectrum;
use super::moments::Rows;
use crate::error::{Error, Result};
use crate::linalg::Real;
use ndarray::{ArrayView1, ArrayView2};

/// The settings of ridge regression: least squares that pays for long coefficients. Checked once, when used.
#[derive(Debug, Clone, PartialEq)]
pub struct Ridge {
    alphas: Vec<f64>,
    intercept: bool,
}

impl Ridge {
    /// A penalty of `alpha` for each unit of the squared length of the coefficients; the intercept costs nothing.
    pub fn new(alpha: f64) -> Self {
        Self { alphas: vec![alpha], intercept: true }
    }

    /// A penalty of its own for each target.
    pub fn alphas(self, alphas: impl Into<Vec<f64>>) -> Self {
        Self { alphas: alphas.into(), ..self }
    }

    /// Whether the answer may be other than zero where all features are zero.
    pub fn intercept(self, intercept: bool) -> Self {
        Self { intercept, ..self }
    }

    /// Fits `y`, shape `(n, t)`, one column a target, by the rows of `x`, shape `(n, d)`. Everything is computed in double precision,
    /// in O(n d²) time, or O(n² d) where there are more features than rows.
    ///
    /// # Errors
    /// Empty `x` or `y`, NaN or infinity in them, lengths that differ, an alpha that is negative or not finite, or neither one alpha
    /// nor one a target.
    pub fn fit<T: Real>(&self, x: ArrayView2<'_, T>, y: ArrayView2<'_, f64>) -> Result<LinearModel> {
        self.fit_weighted(x, y, None)
    }

    /// As [`fit`](Self::fit), each row's squared error counting by its weight.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); weights of another length than `x`, not finite, negative, or all zero.
    pub fn fit_weighted<T: Real>(
        &self,
        x: ArrayView2<'_, T>,
        y: ArrayView2<'_, f64>,
        weights: Option<ArrayView1<'_, f64>>,
    ) -> Result<LinearModel> {
        if let Some(&alpha) = self.alphas.iter().find(|alpha| !(alpha.is_finite() && **alpha >= 0.0)) {
            return Err(Error::setting("alpha", alpha, "a finite number >= 0"));
        }
        let t = y.ncols();
        let alphas = match self.alphas.as_slice() {
            [alpha] => vec![*alpha; t],
            alphas if alphas.len() == t => alphas.to_vec(),
            alphas => return Err(Error::shape("alpha", alphas.len(), format!("1 or {t}, one a target"))),
        };
        let rows = Rows::new(x, y, weights, self.intercept)?;
        let solution = solve(&rows, &alphas, 0.0)?;
        Ok(LinearModel { coef: solution.coef, intercept: solution.intercept, rank: None, spectrum: Spectrum::Unknown })
    }
}
