//! What a fitted logistic regression answers.

use super::logistic_run::{LogisticRegressionStep, Stop};
use crate::error::{Error, Result};
use crate::kernels::Compiled;
use crate::kernels::product::Part;
use crate::linalg::{Real, check_finite};
use crate::threads;
use ndarray::{Array2, ArrayView2};

/// The result of logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticRegressionModel {
    /// The coefficients, shape `(1, d)` for two classes, `(classes, d)` for more.
    pub coef: Array2<f64>,
    /// The intercepts, one a row of the coefficients.
    pub intercept: Vec<f64>,
    /// How many classes there are.
    pub classes: usize,
    /// Rounds done.
    pub n_iter: usize,
    /// Whether the minimum was reached, to the tolerance or to what the precision can tell.
    pub converged: bool,
    /// Why it ended.
    pub stop: Stop,
    /// The largest entry of the objective's gradient at the end.
    pub gradient: f64,
    /// The objective at the end.
    pub loss: f64,
    /// The rounds.
    pub history: Vec<LogisticRegressionStep>,
}

impl LogisticRegressionModel {
    /// The scores of each row of `x`, shape `(m, 1)` for two classes, where a score above 0 speaks for class 1, `(m, classes)` for more.
    ///
    /// # Errors
    /// Another number of columns than the model has; NaN or infinity.
    pub fn decision_function<T: Real>(&self, x: ArrayView2<'_, T>) -> Result<Array2<f64>> {
        let ((m, d), k) = (x.dim(), self.coef.nrows());
        if d != self.coef.ncols() {
            return Err(Error::shape("x", format!("{d} columns"), format!("{}, as the model has", self.coef.ncols())));
        }
        check_finite("x", x)?;
        let coef: Vec<f64> = self.coef.iter().copied().collect();
        let mut scores = vec![0.0; m * k];
        let x = x.as_standard_layout();
        let x = x.as_slice().unwrap_or_default();
        const ROWS: usize = 256;
        threads::map_chunks_mut(&mut scores, ROWS * k, m * d * k, |range, scores| {
            let rows = range.start / k..range.end / k;
            let wide: Vec<f64> = x[rows.start * d..rows.end * d].iter().map(|v| v.f64()).collect();
            f64::product(Part::rows(&wide, (rows.len(), d)), Part::rows(&coef, (k, d)).t(), scores, k, false);
            scores.chunks_exact_mut(k).for_each(|row| row.iter_mut().zip(&self.intercept).for_each(|(s, b)| *s += b));
        });
        Array2::from_shape_vec((m, k), scores).map_err(|e| Error::shape("scores", e, format!("({m}, {k})")))
    }

    // ANCHOR: predict_log_proba
    /// The log of the probability of each class for each row of `x`, shape `(m, classes)`: never minus infinity for finite scores.
    ///
    /// # Errors
    /// As [`decision_function`](Self::decision_function).
    pub fn predict_log_proba<T: Real>(&self, x: ArrayView2<'_, T>) -> Result<Array2<f64>> {
        let scores = self.decision_function(x)?;
        let mut logs = Array2::zeros((scores.nrows(), self.classes));
        for (scores, mut logs) in scores.outer_iter().zip(logs.outer_iter_mut()) {
            if self.classes == 2 {
                // log(1 / (1 + e^-s)) = min(s, 0) - log1p(e^-|s|), and the same for -s
                let (score, rest) = (scores[0], (-scores[0].abs()).exp().ln_1p());
                (logs[0], logs[1]) = ((-score).min(0.0) - rest, score.min(0.0) - rest);
            } else {
                let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let rest = scores.iter().map(|s| (s - largest).exp()).sum::<f64>().ln();
                logs.iter_mut().zip(&scores).for_each(|(log, s)| *log = s - largest - rest);
            }
        }
        Ok(logs)
    }
    // ANCHOR_END: predict_log_proba

    /// The probability of each class for each row of `x`, shape `(m, classes)`; rows sum to one.
    ///
    /// # Errors
    /// As [`decision_function`](Self::decision_function).
    pub fn predict_proba<T: Real>(&self, x: ArrayView2<'_, T>) -> Result<Array2<f64>> {
        let scores = self.decision_function(x)?;
        let mut shares = Array2::zeros((scores.nrows(), self.classes));
        for (scores, mut shares) in scores.outer_iter().zip(shares.outer_iter_mut()) {
            if self.classes == 2 {
                let e = (-scores[0].abs()).exp();
                let (likely, unlikely) = (1.0 / (1.0 + e), e / (1.0 + e));
                (shares[0], shares[1]) = if scores[0] > 0.0 { (unlikely, likely) } else { (likely, unlikely) };
            } else {
                let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                shares.iter_mut().zip(&scores).for_each(|(share, s)| *share = (s - largest).exp());
                let sum = shares.sum();
                shares /= sum;
            }
        }
        Ok(shares)
    }

    /// The most probable class of each row of `x`; of equals the lower.
    ///
    /// # Errors
    /// As [`decision_function`](Self::decision_function).
    pub fn predict<T: Real>(&self, x: ArrayView2<'_, T>) -> Result<Vec<u32>> {
        let scores = self.decision_function(x)?;
        Ok(scores
            .outer_iter()
            .map(|row| {
                if self.classes == 2 {
                    return u32::from(row[0] > 0.0);
                }
                let mut best = 0;
                for (class, &score) in row.iter().enumerate() {
                    if score > row[best] {
                        best = class;
                    }
                }
                best as u32
            })
            .collect())
    }

    /// The share of the rows of `x` whose class `y` is predicted.
    ///
    /// # Errors
    /// As [`predict`](Self::predict); labels of another length; no rows.
    pub fn score<T: Real>(&self, x: ArrayView2<'_, T>, y: &[u32]) -> Result<f64> {
        if y.len() != x.nrows() {
            return Err(Error::shape("y", y.len(), format!("{}, one a row of x", x.nrows())));
        }
        if y.is_empty() {
            return Err(Error::empty("x", "at least one row"));
        }
        let right = self.predict(x)?.iter().zip(y).filter(|(a, b)| a == b).count();
        Ok(right as f64 / y.len() as f64)
    }
}
