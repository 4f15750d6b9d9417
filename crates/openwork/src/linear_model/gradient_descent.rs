#![doc = include_str!("gradient_descent.md")]

use super::LinearModel;
use super::gradient_run::{GradientDescentRun, GradientDescentStep};
use crate::error::{Error, Result};
use crate::linalg::Real;
use ndarray::{ArrayView1, ArrayView2};

/// How many rows a step looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Batch {
    /// All of them: the steepest way down, and one step a pass over the data.
    Full,
    /// One, drawn by chance: stochastic gradient descent, n steps a pass.
    Single,
    /// So many, drawn by chance.
    Mini(usize),
}

/// The settings of linear regression by gradient descent, for one target. Checked once, when used.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientDescent {
    pub(super) batch: Batch,
    pub(super) learning_rate: Option<f64>,
    pub(super) max_iter: usize,
    pub(super) tol: f64,
    pub(super) seed: u64,
    pub(super) intercept: bool,
    pub(super) standardize: bool,
}

impl GradientDescent {
    /// With an intercept, a learning rate that the data allow, at most 1000 passes, tolerance 1e-6, features as they are.
    pub fn new(batch: Batch) -> Self {
        Self { batch, learning_rate: None, max_iter: 1000, tol: 1e-6, seed: 0, intercept: true, standardize: false }
    }

    /// How far a step goes along the gradient; `None` takes the largest rate that is known to be safe, from the data.
    pub fn learning_rate(self, learning_rate: Option<f64>) -> Self {
        Self { learning_rate, ..self }
    }

    /// At most this many passes over the data.
    pub fn max_iter(self, max_iter: usize) -> Self {
        Self { max_iter, ..self }
    }

    /// Stop when the gradient of the whole data is at most `tol` times as long as at the start.
    pub fn tol(self, tol: f64) -> Self {
        Self { tol, ..self }
    }

    /// Seed of the order in which batches are drawn.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Whether the answer may be other than zero where all features are zero.
    pub fn intercept(self, intercept: bool) -> Self {
        Self { intercept, ..self }
    }

    /// Whether to descend on features of mean 0 and standard deviation 1; the coefficients are given in the units of the data all the
    /// same. Without an intercept the features are scaled alone.
    pub fn standardize(self, standardize: bool) -> Self {
        Self { standardize, ..self }
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.batch == Batch::Mini(0) {
            return Err(Error::setting("batch", 0, "at least 1 row"));
        }
        if let Some(rate) = self.learning_rate.filter(|rate| !(rate.is_finite() && *rate > 0.0)) {
            return Err(Error::setting("learning_rate", rate, "a finite number > 0"));
        }
        if self.max_iter == 0 {
            return Err(Error::setting("max_iter", 0, "at least 1"));
        }
        if !(self.tol >= 0.0) {
            return Err(Error::setting("tol", self.tol, "a number >= 0"));
        }
        Ok(())
    }

    /// The steps, to be watched: `x` has one row an observation, shape `(n, d)`, `y` its target, shape `(n)`.
    ///
    /// # Errors
    /// Empty `x`, NaN or infinity in `x` or `y`, lengths that differ, a setting outside its domain.
    pub fn run<'a, T: Real>(&self, x: ArrayView2<'a, T>, y: ArrayView1<'_, f64>) -> Result<GradientDescentRun<'a, T>> {
        self.check()?;
        GradientDescentRun::new(self, x, y)
    }

    /// Runs to the end.
    ///
    /// # Errors
    /// As [`run`](Self::run); a learning rate so large that the loss grows without bound, with the largest rate that is safe.
    pub fn fit<T: Real>(&self, x: ArrayView2<'_, T>, y: ArrayView1<'_, f64>) -> Result<GradientDescentModel> {
        let mut run = self.run(x, y)?;
        run.by_ref().for_each(drop);
        if run.diverged() {
            let want = format!(
                "at most {:.3e}, beyond which the loss may grow without bound as it did here; features of one scale (standardize) allow more",
                run.safe_rate()
            );
            return Err(Error::setting("learning_rate", format!("{:e}", run.learning_rate()), want));
        }
        Ok(run.into_model())
    }
}

/// What gradient descent came to.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientDescentModel {
    /// Coefficients and intercept, in the units of the data.
    pub linear: LinearModel,
    /// Half the mean squared error over all rows.
    pub loss: f64,
    /// Whether the gradient became as short as was asked for.
    pub converged: bool,
    /// Whether the loss grew without bound, so that the coefficients mean nothing.
    pub diverged: bool,
    /// Passes over the data.
    pub n_iter: usize,
    /// Steps in all passes.
    pub n_steps: usize,
    /// The rate that was used.
    pub learning_rate: f64,
    /// The state at the end of each pass, its loss and gradient taken over all rows.
    pub history: Vec<GradientDescentStep>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear_model::LinearRegression;
    use crate::linear_model::gradient_table::{Slope, Table};
    use crate::threads;
    use ndarray::{Array1, Array2, Axis};
    use rand::{RngExt, SeedableRng};

    fn data(n: usize, d: usize, seed: u64) -> (Array2<f64>, Array1<f64>) {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
        let x = Array2::from_shape_fn((n, d), |_| rng.random::<f64>() * 2.0 - 1.0);
        let y = x.outer_iter().map(|row| 3.0 + row.iter().enumerate().map(|(j, v)| (j as f64 - 1.5) * v).sum::<f64>());
        let y: Array1<f64> = y.collect();
        let y = y + Array1::from_shape_fn(n, |_| 0.1 * (rng.random::<f64>() - 0.5));
        (x, y)
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss_for_coefficients_and_intercept() -> Result<()> {
        let (x, y) = data(57, 3, 1);
        for standardize in [false, true] {
            let table = Table::new(x.view(), y.view(), true, standardize)?;
            let at = |w: &[f64], b: f64| -> Slope { table.whole(w, b) };
            let (w, b) = ([0.3, -0.7, 1.1], 0.4);
            let slope = at(&w, b);
            let h = 1e-5;
            for j in 0..3 {
                let (mut up, mut down) = (w, w);
                up[j] += h;
                down[j] -= h;
                let numeric = (at(&up, b).loss - at(&down, b).loss) / (2.0 * h);
                assert!((slope.coef[j] - numeric).abs() < 1e-8, "coefficient {j}: {} and {numeric}", slope.coef[j]);
            }
            let numeric = (at(&w, b + h).loss - at(&w, b - h).loss) / (2.0 * h);
            assert!((slope.intercept - numeric).abs() < 1e-8, "intercept: {} and {numeric}", slope.intercept);
        }
        Ok(())
    }

    #[test]
    fn the_plane_of_two_numbers_is_the_loss() -> Result<()> {
        let (x, y) = data(40, 3, 8);
        for standardize in [false, true] {
            let mut run = GradientDescent::new(Batch::Full).standardize(standardize).run(x.view(), y.view())?;
            run.by_ref().take(3).for_each(drop);
            let (w, b) = run.coefficients();
            for axes in [[0, 2], [1, 3], [3, 0]] {
                let [a, c, e, f, g, h] = run.loss_plane(axes)?.terms;
                for (u, v) in [(0.0, 0.0), (1.0, -2.0), (0.3, 5.0)] {
                    let mut all: Vec<f64> = w.iter().copied().chain([b]).collect();
                    (all[axes[0]], all[axes[1]]) = (u, v);
                    let table = Table::new(x.view(), y.view(), true, false)?;
                    let wanted = table.whole(&all[..3], all[3]).loss;
                    let loss = a * u * u + c * u * v + e * v * v + f * u + g * v + h;
                    assert!((loss - wanted).abs() < 1e-12 * (1.0 + wanted), "{loss}, wanted {wanted}");
                }
            }
            assert!(run.loss_plane([0, 4]).is_err());
        }
        Ok(())
    }

    #[test]
    fn full_batches_come_to_the_closed_form() -> Result<()> {
        let (x, y) = data(300, 4, 2);
        for standardize in [false, true] {
            for intercept in [false, true] {
                let wanted = LinearRegression::new().intercept(intercept).fit(x.view(), y.view().insert_axis(Axis(1)))?;
                let settings = GradientDescent::new(Batch::Full).tol(1e-12).intercept(intercept).standardize(standardize);
                let model = settings.fit(x.view(), y.view())?;
                assert!(model.converged);
                for (ours, closed) in model.linear.coef.iter().zip(&wanted.coef) {
                    assert!((ours - closed).abs() < 1e-9, "{ours}, in closed form {closed}");
                }
                assert!((model.linear.intercept[0] - wanted.intercept[0]).abs() < 1e-9);
                assert!(
                    model.history.windows(2).all(|w| w[1].loss <= w[0].loss * (1.0 + 1e-14)),
                    "the loss never rises at the safe rate"
                );
            }
        }
        Ok(())
    }

    #[test]
    fn small_batches_come_near_the_closed_form_and_keep_their_seed() -> Result<()> {
        let (x, y) = data(400, 4, 3);
        let wanted = LinearRegression::new().fit(x.view(), y.view().insert_axis(Axis(1)))?;
        for batch in [Batch::Single, Batch::Mini(16), Batch::Mini(1000)] {
            let settings = GradientDescent::new(batch).max_iter(60).seed(5);
            let model = settings.fit(x.view(), y.view())?;
            for (ours, closed) in model.linear.coef.iter().zip(&wanted.coef) {
                assert!((ours - closed).abs() < 0.05, "{batch:?}: {ours}, in closed form {closed}");
            }
            assert_eq!(model, settings.fit(x.view(), y.view())?);
            if batch != Batch::Mini(1000) {
                assert_ne!(model.linear, settings.clone().seed(6).fit(x.view(), y.view())?.linear, "the seed has no effect");
            }
        }
        Ok(())
    }

    #[test]
    fn a_rate_too_large_is_told_and_leaves_no_nan() -> Result<()> {
        let (x, y) = data(100, 3, 4);
        for batch in [Batch::Full, Batch::Single, Batch::Mini(10)] {
            let settings = GradientDescent::new(batch).learning_rate(Some(50.0));
            let error = settings.fit(x.view(), y.view()).unwrap_err().to_string();
            assert!(error.contains("learning_rate = 5e1") && error.contains("at most"), "{error}");
            let mut run = settings.run(x.view(), y.view())?;
            for step in run.by_ref() {
                assert!(step.loss.is_finite() && step.gradient_norm.is_finite(), "{batch:?}: {step}");
            }
            assert!(run.diverged());
            let model = run.into_model();
            assert!(model.diverged && !model.converged && model.linear.coef.iter().all(|w| w.is_finite()));
        }
        Ok(())
    }

    #[test]
    fn features_far_from_zero_need_standardizing_and_then_single_precision_will_do() -> Result<()> {
        let (x, y) = data(500, 3, 5);
        let far = x.mapv(|v| (v + 1e4) as f32);
        let wanted = LinearRegression::new().fit(far.view(), y.view().insert_axis(Axis(1)))?;
        let settings = GradientDescent::new(Batch::Full).tol(1e-10);
        assert!(!settings.fit(far.view(), y.view())?.converged);
        let model = settings.standardize(true).fit(far.view(), y.view())?;
        assert!(model.converged);
        for (ours, closed) in model.linear.coef.iter().zip(&wanted.coef) {
            assert!((ours - closed).abs() < 1e-8 * closed.abs(), "{ours}, in closed form {closed}");
        }
        Ok(())
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() -> Result<()> {
        let (x, y) = data(30_000, 12, 6);
        let fit = |batch| GradientDescent::new(batch).max_iter(3).fit(x.view(), y.view());
        for batch in [Batch::Full, Batch::Mini(20_000)] {
            let one = threads::with(Some(1), || fit(batch))?;
            for count in [2, 8] {
                assert_eq!(one, threads::with(Some(count), || fit(batch))?);
            }
        }
        Ok(())
    }

    #[test]
    fn bad_settings_and_data_are_refused() {
        let (x, y) = data(10, 2, 7);
        let refused = |settings: GradientDescent| settings.fit(x.view(), y.view()).unwrap_err().to_string();
        assert!(refused(GradientDescent::new(Batch::Mini(0))).contains("batch = 0"));
        assert!(refused(GradientDescent::new(Batch::Full).learning_rate(Some(-1.0))).contains("learning_rate = -1"));
        assert!(refused(GradientDescent::new(Batch::Full).learning_rate(Some(f64::NAN))).contains("learning_rate = NaN"));
        assert!(refused(GradientDescent::new(Batch::Full).max_iter(0)).contains("max_iter = 0"));
        assert!(refused(GradientDescent::new(Batch::Full).tol(f64::NAN)).contains("tol = NaN"));
        let short = GradientDescent::new(Batch::Full).fit(x.view(), y.slice(ndarray::s![..9]));
        assert!(short.unwrap_err().to_string().contains("wanted 10"));
    }
}
