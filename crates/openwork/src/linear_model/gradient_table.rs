//! What gradient descent looks at: the loss and its slope over some rows or all, and how long a step may be.

use super::moments::Rows;
use crate::error::Result;
use crate::kernels::gram::{add_rows, row_products, shift_rows};
use crate::linalg::{Real, check_finite, matmul};
use crate::threads;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// The loss over some rows and its slope.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slope {
    /// Half the mean squared error.
    pub loss: f64,
    /// Its derivative by each coefficient.
    pub coef: Vec<f64>,
    /// Its derivative by the intercept.
    pub intercept: f64,
}

impl Slope {
    // ANCHOR: gradient
    /// Adds rows `z` with targets `y`, seen with coefficients `w` and intercept `b`; divided by their number in the end.
    fn add(&mut self, z: &[f64], y: &[f64], w: &[f64], b: f64) {
        let mut residuals = vec![0.0; y.len()];
        row_products(z, w, &mut residuals);
        for (residual, y) in residuals.iter_mut().zip(y) {
            *residual += b - y;
            self.loss += *residual * *residual / 2.0;
            self.intercept += *residual;
        }
        add_rows(z, &residuals, &mut self.coef);
    }
    // ANCHOR_END: gradient

    fn zero(d: usize) -> Self {
        Self { loss: 0.0, coef: vec![0.0; d], intercept: 0.0 }
    }

    fn merge(&mut self, other: &Self) {
        self.loss += other.loss;
        self.intercept += other.intercept;
        self.coef.iter_mut().zip(&other.coef).for_each(|(a, b)| *a += b);
    }

    fn over(mut self, count: usize) -> Self {
        let count = count as f64;
        self.loss /= count;
        self.intercept /= count;
        self.coef.iter_mut().for_each(|v| *v /= count);
        self
    }
}

/// Features and targets, the features about `origin` and in units of `unit`.
pub(super) struct Table<'a, T> {
    pub rows: Rows<'a, T>,
    /// What the features are taken relative to: their mean, or zeros.
    pub origin: Vec<f64>,
    /// What a step in each coefficient is measured in: the feature's standard deviation, or 1.
    pub unit: Vec<f64>,
    /// `sum z zᵀ` with `z = (x - origin, y, 1)`.
    pub sums: Vec<f64>,
}

/// Rows in a block.
const BLOCK: usize = 512;

impl<'a, T: Real> Table<'a, T> {
    pub fn new(x: ArrayView2<'a, T>, y: ArrayView1<'_, f64>, intercept: bool, standardize: bool) -> Result<Self> {
        let targets = y.to_owned().insert_axis(Axis(1));
        let rows = Rows::with_targets(x, targets, intercept)?;
        check_finite("x", rows.x.view())?;
        let (n, d, _) = rows.dim();
        let (mut origin, mut unit) = (vec![0.0; d], vec![1.0; d]);
        if standardize {
            origin = rows.means().0;
            let about = rows.sums(&origin, &[0.0]);
            unit = (0..d).map(|j| (about[j * (d + 2) + j] / n as f64).sqrt()).map(|s| if s > 0.0 { s } else { 1.0 }).collect();
        }
        let sums = rows.sums(&origin, &[0.0]);
        Ok(Self { rows, origin, unit, sums })
    }

    pub fn dim(&self) -> (usize, usize) {
        (self.rows.x.nrows(), self.rows.x.ncols())
    }

    /// Loss and slope over all rows, in chunks merged in order.
    pub fn whole(&self, w: &[f64], b: f64) -> Slope {
        let (n, d) = self.dim();
        let parts = threads::map_chunks(n, 8 * BLOCK, 2 * n * d, |range| {
            let mut slope = Slope::zero(d);
            let mut z = vec![0.0; BLOCK.min(range.len()) * d];
            let mut from = range.start;
            while from < range.end {
                let to = (from + BLOCK).min(range.end);
                let z = &mut z[..(to - from) * d];
                shift_rows(&self.rows.x()[from * d..to * d], &self.origin, None, z, (0, d));
                slope.add(z, &self.rows.y()[from..to], w, b);
                from = to;
            }
            slope
        });
        let mut slope = Slope::zero(d);
        parts.iter().for_each(|part| slope.merge(part));
        slope.over(n)
    }

    /// Loss and slope over some rows.
    pub fn over(&self, batch: &[usize], w: &[f64], b: f64) -> Slope {
        let (_, d) = self.dim();
        let parts = threads::map_chunks(batch.len(), 8 * BLOCK, 2 * batch.len() * d, |range| {
            let mut slope = Slope::zero(d);
            let mut z = vec![0.0; d];
            for &i in &batch[range] {
                shift_rows(&self.rows.x()[i * d..(i + 1) * d], &self.origin, None, &mut z, (0, d));
                slope.add(&z, &self.rows.y()[i..i + 1], w, b);
            }
            slope
        });
        let mut slope = Slope::zero(d);
        parts.iter().for_each(|part| slope.merge(part));
        slope.over(batch.len())
    }

    /// The second derivative of the loss over all rows in the steps' units, shape `(d + 1, d + 1)`; the intercept is last.
    pub fn curvature(&self) -> Array2<f64> {
        let (n, d) = self.dim();
        let unit = |j: usize| if j < d { self.unit[j] } else { 1.0 };
        let place = |j: usize| if j < d { j } else { d + 1 }; // the target stands between
        Array2::from_shape_fn((d + 1, d + 1), |(i, j)| {
            let used = self.rows.intercept || (i < d && j < d);
            let sum = self.sums[place(i) * (d + 2) + place(j)];
            if used { sum / n as f64 / unit(i) / unit(j) } else { 0.0 }
        })
    }

    /// The largest squared length of a row in the steps' units.
    pub fn longest_row(&self) -> f64 {
        let bias = f64::from(u8::from(self.rows.intercept));
        let square = |row: ArrayView1<'_, T>| -> f64 {
            row.iter().zip(&self.origin).zip(&self.unit).map(|((v, m), s)| ((v.f64() - m) / s).powi(2)).sum()
        };
        self.rows.x.outer_iter().map(square).fold(0.0, f64::max) + bias
    }

    // ANCHOR: rate
    /// The largest rate at which full batches are sure to descend, 1 / (largest curvature); for smaller batches the rate below which
    /// they do so on average (Gower and others, 2019).
    pub fn safe_rate(&self, batch: usize) -> Result<f64> {
        let n = self.dim().0;
        let whole = largest_curvature(self.curvature())?;
        let rate = if batch >= n {
            1.0 / whole
        } else {
            let (n, b) = (n as f64, batch as f64);
            let single = self.longest_row();
            0.5 / (whole * n * (b - 1.0) / (b * (n - 1.0)) + single * (n - b) / (b * (n - 1.0)))
        };
        Ok(if rate.is_finite() { rate } else { 1.0 })
    }
    // ANCHOR_END: rate
}

/// Never less than the largest eigenvalue of a symmetric matrix without negative ones, and hardly more: the largest row sum of its
/// eighth power, to the power of one eighth.
fn largest_curvature(mut a: Array2<f64>) -> Result<f64> {
    let row_sum = |a: &Array2<f64>| a.outer_iter().map(|row| row.iter().map(|v| v.abs()).sum()).fold(0.0, f64::max);
    let mut log = 0.0;
    for power in [1.0, 2.0, 4.0, 8.0] {
        let norm: f64 = row_sum(&a);
        if norm == 0.0 || !norm.is_finite() {
            return Ok(norm);
        }
        a /= norm;
        log += norm.ln() / power;
        if power < 8.0 {
            a = matmul(a.view(), a.view())?;
        }
    }
    Ok(log.exp())
}
