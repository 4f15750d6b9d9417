//! Gradient descent, step by step: the slope of the loss over a batch of rows, and a step against it.

use super::LinearModel;
use super::gradient_descent::{Batch, GradientDescent, GradientDescentModel};
use super::gradient_table::{Slope, Table};
use super::model::Spectrum;
use crate::error::Result;
use crate::linalg::Real;
use crate::steps::Run;
use ndarray::{Array1, ArrayView1, ArrayView2, Axis};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use serde::Serialize;

/// One step in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GradientDescentStep {
    /// The step, from 1.
    pub round: usize,
    /// The pass over the data that it belongs to, from 1.
    pub pass: usize,
    /// Half the mean squared error of the batch's rows, before the step.
    pub loss: f64,
    /// Length of the gradient over the batch's rows, before the step.
    pub gradient_norm: f64,
}

impl std::fmt::Display for GradientDescentStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "step {:4}  pass {}  loss {:.6}  gradient {:.3e}", self.round, self.pass, self.loss, self.gradient_norm)
    }
}

/// The state after a step, copied out for a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradientDescentSnapshot {
    /// Steps done.
    pub round: usize,
    /// Passes begun.
    pub pass: usize,
    /// The coefficients in the units of the data.
    pub coef: Vec<f64>,
    /// The intercept in the units of the data.
    pub intercept: f64,
    /// Loss of the last batch before its step; of all rows before the first step.
    pub loss: f64,
    /// The rows of the last batch; empty before the first step, and where a batch is all rows.
    pub batch: Vec<usize>,
}

/// The loss as two numbers of the model vary, all others held: `a u² + b u v + c v² + d u + e v + f`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LossPlane {
    /// `a` to `f`.
    pub terms: [f64; 6],
    /// Which coefficient `u` and `v` are; as many as there are features for the intercept.
    pub axes: [usize; 2],
}

/// Gradient descent on its way: each `next()` is one step.
pub struct GradientDescentRun<'a, T> {
    table: Table<'a, T>,
    batch_size: usize,
    rate: f64,
    safe_rate: f64,
    max_iter: usize,
    tol: f64,
    rng: Pcg64,
    /// Coefficients about the origin, and the intercept there.
    coef: Vec<f64>,
    intercept: f64,
    /// The order of the rows in this pass, and how many have had their turn.
    order: Vec<usize>,
    used: usize,
    batch: Vec<usize>,
    round: usize,
    loss: f64,
    first_loss: f64,
    first_norm: f64,
    converged: bool,
    diverged: bool,
    done: bool,
    history: Vec<GradientDescentStep>,
}

impl<'a, T: Real> GradientDescentRun<'a, T> {
    pub(super) fn new(settings: &GradientDescent, x: ArrayView2<'a, T>, y: ArrayView1<'_, f64>) -> Result<Self> {
        let table = Table::new(x, y, settings.intercept, settings.standardize)?;
        let (n, d) = table.dim();
        let batch_size = match settings.batch {
            Batch::Full => n,
            Batch::Single => 1,
            Batch::Mini(size) => size.min(n),
        };
        let safe_rate = table.safe_rate(batch_size)?;
        let coef = vec![0.0; d];
        let start = table.whole(&coef, 0.0);
        let mut run = Self {
            batch_size,
            rate: settings.learning_rate.unwrap_or(safe_rate),
            safe_rate,
            max_iter: settings.max_iter,
            tol: settings.tol,
            rng: Pcg64::seed_from_u64(settings.seed),
            coef,
            intercept: 0.0,
            order: vec![],
            used: n,
            batch: vec![],
            round: 0,
            loss: start.loss,
            first_loss: start.loss,
            first_norm: 0.0,
            converged: false,
            diverged: false,
            done: false,
            history: vec![],
            table,
        };
        run.first_norm = run.norm(&start);
        if !run.first_norm.is_finite() || !run.first_loss.is_finite() {
            return Err(crate::Error::setting(
                "x",
                "numbers whose squares leave the range of double precision",
                "features and targets on a common scale; divide them by a power of ten first",
            ));
        }
        run.converged = run.first_norm == 0.0;
        run.done = run.converged;
        Ok(run)
    }

    /// Length of the gradient in the steps' units.
    fn norm(&self, slope: &Slope) -> f64 {
        let coef: f64 = slope.coef.iter().zip(&self.table.unit).map(|(g, s)| (g / s).powi(2)).sum();
        let intercept = if self.table.rows.intercept { slope.intercept.powi(2) } else { 0.0 };
        (coef + intercept).sqrt()
    }

    // ANCHOR: step
    /// One step against the slope; none where it would lead out of the numbers there are.
    fn descend(&mut self, slope: &Slope) -> bool {
        let before = (self.coef.clone(), self.intercept);
        for ((w, g), s) in self.coef.iter_mut().zip(&slope.coef).zip(&self.table.unit) {
            *w -= self.rate * g / (s * s);
        }
        if self.table.rows.intercept {
            self.intercept -= self.rate * slope.intercept;
        }
        let finite = self.intercept.is_finite() && self.coef.iter().all(|w| w.is_finite());
        if !finite {
            (self.coef, self.intercept) = before;
        }
        finite
    }
    // ANCHOR_END: step

    /// Whether a loss over so many rows shows that the steps lead away for good. One row alone may hold the whole loss of n.
    fn exploded(&self, loss: f64, rows: usize) -> bool {
        let spread = self.table.dim().0 as f64 / rows as f64;
        !(loss <= 1e6 * self.first_loss * spread)
    }

    /// The loss grew without bound, and the coefficients mean nothing.
    pub fn diverged(&self) -> bool {
        self.diverged
    }

    /// The gradient became as short as was asked for.
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// The rate that is used.
    pub fn learning_rate(&self) -> f64 {
        self.rate
    }

    /// The largest rate known to be safe on these data.
    pub fn safe_rate(&self) -> f64 {
        self.safe_rate
    }

    /// The coefficients in the units of the data, and the intercept.
    pub fn coefficients(&self) -> (Vec<f64>, f64) {
        let shift: f64 = self.coef.iter().zip(&self.table.origin).map(|(w, m)| w * m).sum();
        (self.coef.clone(), self.intercept - shift)
    }

    /// The loss over all rows in the plane of two coefficients (or of one and the intercept, whose number is `d`), in the units of
    /// the data; the others stay as they stand.
    ///
    /// # Errors
    /// A number above `d`.
    pub fn loss_plane(&self, axes: [usize; 2]) -> Result<LossPlane> {
        let (n, d) = self.table.dim();
        if let Some(&axis) = axes.iter().find(|&&axis| axis > d) {
            return Err(crate::Error::setting("axes", axis, format!("0..={d}, {d} being the intercept")));
        }
        // The residual of a row is linear in the model: `phi . (x - origin, y, 1)`.
        let (width, origin) = (d + 2, &self.table.origin);
        let direction = |axis: usize| {
            let mut phi = vec![0.0; width];
            phi[d + 1] = if axis < d { origin[axis] } else { 1.0 };
            if axis < d {
                phi[axis] = 1.0;
            }
            phi
        };
        let (coef, intercept) = self.coefficients();
        let mut base = vec![0.0; width];
        base[d] = -1.0;
        for (axis, value) in coef.into_iter().chain([intercept]).enumerate().filter(|(axis, _)| !axes.contains(axis)) {
            base.iter_mut().zip(direction(axis)).for_each(|(b, v)| *b += value * v);
        }
        let [u, v] = axes.map(direction);
        let mean = |a: &[f64], b: &[f64]| {
            let row = |i: usize| self.table.sums[i * width..(i + 1) * width].iter().zip(b).map(|(s, b)| s * b).sum::<f64>();
            a.iter().enumerate().map(|(i, a)| a * row(i)).sum::<f64>() / n as f64
        };
        let terms =
            [mean(&u, &u) / 2.0, mean(&u, &v), mean(&v, &v) / 2.0, mean(&base, &u), mean(&base, &v), mean(&base, &base) / 2.0];
        Ok(LossPlane { terms, axes })
    }

    /// The result as it stands.
    pub fn into_model(self) -> GradientDescentModel {
        let (coef, intercept) = self.coefficients();
        let loss = if self.diverged { self.loss } else { self.table.whole(&self.coef, self.intercept).loss };
        GradientDescentModel {
            linear: LinearModel {
                coef: Array1::from(coef).insert_axis(Axis(0)),
                intercept: Array1::from(vec![intercept]),
                rank: None,
                spectrum: Spectrum::Unknown,
            },
            loss,
            converged: self.converged,
            diverged: self.diverged,
            n_iter: self.history.len(),
            n_steps: self.round,
            learning_rate: self.rate,
            history: self.history,
        }
    }
}

impl<T: Real> Iterator for GradientDescentRun<'_, T> {
    type Item = GradientDescentStep;

    fn next(&mut self) -> Option<GradientDescentStep> {
        if self.done {
            return None;
        }
        let n = self.table.dim().0;
        let full = self.batch_size == n;
        if self.used == n {
            self.used = 0;
            if !full {
                self.order = (0..n).collect();
                self.order.shuffle(&mut self.rng);
            }
        }
        // ANCHOR: round
        let to = (self.used + self.batch_size).min(n);
        let slope = if full {
            self.table.whole(&self.coef, self.intercept)
        } else {
            self.batch = self.order[self.used..to].to_vec();
            self.table.over(&self.batch, &self.coef, self.intercept)
        };
        let (rows, norm) = (to - self.used, self.norm(&slope));
        let step =
            GradientDescentStep { round: self.round + 1, pass: self.history.len() + 1, loss: slope.loss, gradient_norm: norm };
        // ANCHOR_END: round
        if !slope.loss.is_finite() || !norm.is_finite() {
            (self.diverged, self.done) = (true, true);
            return None;
        }
        (self.round, self.used, self.loss) = (step.round, to, step.loss);
        let arrived = full && norm <= self.tol * self.first_norm;
        if arrived {
            self.converged = true;
        } else if self.exploded(step.loss, rows) || !self.descend(&slope) {
            self.diverged = true;
        }
        self.done = self.converged || self.diverged;
        if self.used == n {
            self.end_pass(step, full);
        }
        Some(step)
    }
}

impl<T: Real> GradientDescentRun<'_, T> {
    /// Looks at all rows, which a full batch has just done, and sees whether that was enough.
    fn end_pass(&mut self, step: GradientDescentStep, full: bool) {
        let mut whole = step;
        if !full && !self.diverged {
            let slope = self.table.whole(&self.coef, self.intercept);
            let norm = self.norm(&slope);
            self.diverged = !norm.is_finite() || self.exploded(slope.loss, self.table.dim().0);
            if norm.is_finite() && slope.loss.is_finite() {
                (whole.loss, whole.gradient_norm) = (slope.loss, norm);
            }
            self.converged = !self.diverged && norm <= self.tol * self.first_norm;
        }
        self.history.push(whole);
        self.done = self.converged || self.diverged || self.history.len() == self.max_iter;
    }
}

impl<T: Real> Run for GradientDescentRun<'_, T> {
    type Snapshot = GradientDescentSnapshot;

    fn snapshot(&self) -> GradientDescentSnapshot {
        let (coef, intercept) = self.coefficients();
        let pass = (self.history.len() + usize::from(!self.done && self.used < self.table.dim().0)).min(self.max_iter);
        GradientDescentSnapshot { round: self.round, pass, coef, intercept, loss: self.loss, batch: self.batch.clone() }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.max_iter.saturating_mul(self.table.dim().0.div_ceil(self.batch_size)))
    }
}
