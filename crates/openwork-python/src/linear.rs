//! Linear regression, ridge regression and gradient descent for Python.

use crate::arrays::{each, matrix, raise};
use crate::files;
use crate::pool::run;
use ndarray::{Array1, Array2, ArrayView1};
use numpy::{IntoPyArray, PyReadonlyArray1, PyReadonlyArray2, ToPyArray};
use openwork::io::ModelFile;
use openwork::linear_model::{self, Batch, GradientDescent, LinearModel, LinearRegression, Ridge};
use openwork::steps::Run;
use pyo3::prelude::*;
use self_cell::self_cell;
use std::path::PathBuf;

/// A fitted linear model.
#[pyclass(frozen, module = "openwork._openwork")]
pub struct Linear(LinearModel);

#[pymethods]
impl Linear {
    /// A model of coefficients, shape `(t, d)`, and intercepts, with what is known of the features.
    #[new]
    #[pyo3(signature = (coef, intercept, rank=None, singular=None))]
    fn new<'py>(
        coef: PyReadonlyArray2<'py, f64>,
        intercept: PyReadonlyArray1<'py, f64>,
        rank: Option<usize>,
        singular: Option<Vec<f64>>,
    ) -> PyResult<Self> {
        let model = LinearModel::new(coef.as_array().to_owned(), intercept.as_array().to_owned()).map_err(raise)?;
        Ok(Self(match (rank, singular) {
            (Some(rank), Some(values)) => model.with_singular_values(rank, values).map_err(raise)?,
            _ => model,
        }))
    }

    /// What `new` is called with when a copy is unpickled.
    fn __getnewargs__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, Bound<'py, PyAny>, Option<usize>, Option<Vec<f64>>) {
        (self.coef(py), self.intercept(py), self.0.rank, self.singular_values())
    }

    #[getter]
    fn coef<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        self.0.coef.to_pyarray(py).into_any()
    }

    #[getter]
    fn intercept<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        self.0.intercept.to_pyarray(py).into_any()
    }

    #[getter]
    fn rank(&self) -> Option<usize> {
        self.0.rank
    }

    /// The singular values of the features, found when asked for.
    fn singular_values(&self) -> Option<Vec<f64>> {
        self.0.singular_values()
    }

    /// Writes the model to a file, with notes in JSON.
    fn save(&self, path: PathBuf, notes: &str) -> PyResult<()> {
        files::save(self.0.to_file(), &path, notes)
    }

    /// `(model, notes)` of a file, the latter in JSON.
    #[staticmethod]
    fn load(path: PathBuf) -> PyResult<(Self, String)> {
        let file = ModelFile::load(&path).map_err(raise)?;
        Ok((Self(LinearModel::from_file(&file).map_err(raise)?), files::notes(&file)))
    }
}

/// Least squares.
#[pyfunction]
pub fn linear_fit<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    y: PyReadonlyArray2<'py, f64>,
    sample_weight: Option<PyReadonlyArray1<'py, f64>>,
    intercept: bool,
    tol: f64,
) -> PyResult<Linear> {
    let settings = LinearRegression::new().intercept(intercept).tol(tol);
    let (y, weights) = (y.as_array(), sample_weight.as_ref().map(|w| w.as_array()));
    each!(matrix("X", x)?, x => {
        let x = x.as_array();
        run(py, 0, x.len() * x.ncols(), || settings.fit_weighted(x, y, weights)).map_err(raise).map(Linear)
    })
}

/// Ridge regression, one penalty or one a target.
#[pyfunction]
pub fn ridge_fit<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    y: PyReadonlyArray2<'py, f64>,
    sample_weight: Option<PyReadonlyArray1<'py, f64>>,
    alphas: Vec<f64>,
    intercept: bool,
) -> PyResult<Linear> {
    let settings = Ridge::new(1.0).alphas(alphas).intercept(intercept);
    let (y, weights) = (y.as_array(), sample_weight.as_ref().map(|w| w.as_array()));
    each!(matrix("X", x)?, x => {
        let x = x.as_array();
        run(py, 0, x.len() * x.ncols().min(x.nrows()), || settings.fit_weighted(x, y, weights)).map_err(raise).map(Linear)
    })
}

/// The answers for the rows of `x`, float64, shape `(m, t)`.
#[pyfunction]
pub fn linear_predict<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    coef: PyReadonlyArray2<'py, f64>,
    intercept: PyReadonlyArray1<'py, f64>,
) -> PyResult<Bound<'py, PyAny>> {
    let model = LinearModel::new(coef.as_array().to_owned(), intercept.as_array().to_owned()).map_err(raise)?;
    each!(matrix("X", x)?, x => {
        let x = x.as_array();
        let answers = run(py, 0, x.len() * model.coef.nrows(), || model.predict(x)).map_err(raise)?;
        Ok(answers.into_pyarray(py).into_any())
    })
}

/// The settings of gradient descent: `(batch, learning_rate, max_iter, tol, standardize, intercept, seed)`; a batch of 0 rows is all.
type Settings = (usize, Option<f64>, usize, f64, bool, bool, u64);

fn descent((batch, rate, max_iter, tol, standardize, intercept, seed): Settings) -> GradientDescent {
    let batch = match batch {
        0 => Batch::Full,
        1 => Batch::Single,
        rows => Batch::Mini(rows),
    };
    GradientDescent::new(batch)
        .learning_rate(rate)
        .max_iter(max_iter)
        .tol(tol)
        .standardize(standardize)
        .intercept(intercept)
        .seed(seed)
}

/// `(model, loss, converged, passes, steps, learning rate, losses after each pass)`.
type Descended = (Linear, f64, bool, usize, usize, f64, Vec<f64>);

/// Gradient descent to its end.
#[pyfunction]
pub fn gradient_descent_fit<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    y: PyReadonlyArray1<'py, f64>,
    settings: Settings,
) -> PyResult<Descended> {
    let (with, y) = (descent(settings), y.as_array());
    each!(matrix("X", x)?, x => {
        let x = x.as_array();
        let m = run(py, 0, x.len(), || with.fit(x, y)).map_err(raise)?;
        let losses = m.history.iter().map(|step| step.loss).collect();
        Ok((Linear(m.linear), m.loss, m.converged, m.n_iter, m.n_steps, m.learning_rate, losses))
    })
}

type Run64<'a> = linear_model::GradientDescentRun<'a, f64>;

self_cell!(
    struct Owned {
        owner: Array2<f64>,
        #[not_covariant]
        dependent: Run64,
    }
);

/// Gradient descent on its way: each `next()` is a step, given as
/// `(round, pass, coefficients, intercept, loss, gradient norm, batch)`.
#[pyclass(module = "openwork._openwork")]
pub struct GradientDescentRun(Owned);

#[pymethods]
impl GradientDescentRun {
    #[new]
    fn new<'py>(py: Python<'py>, x: &Bound<'py, PyAny>, y: PyReadonlyArray1<'py, f64>, settings: Settings) -> PyResult<Self> {
        let x: Array2<f64> = each!(matrix("X", x)?, x => x.as_array().mapv(openwork::linalg::Real::f64));
        let (with, y): (_, ArrayView1<'_, f64>) = (descent(settings), y.as_array());
        Ok(Self(run(py, 0, x.len(), || Owned::try_new(x, |x| with.run(x.view(), y))).map_err(raise)?))
    }

    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[expect(clippy::type_complexity, reason = "a row of numbers for a named tuple")]
    fn __next__<'py>(&mut self, py: Python<'py>) -> Option<(usize, usize, Bound<'py, PyAny>, f64, f64, f64, Bound<'py, PyAny>)> {
        let cell = &mut self.0;
        let work = cell.with_dependent(|x, _| x.len());
        let step = run(py, 0, work, || cell.with_dependent_mut(|_, run| run.next()))?;
        let after = cell.with_dependent(|_, run| run.snapshot());
        let coef: Array1<f64> = after.coef.into();
        let batch: Array1<i64> = after.batch.into_iter().map(|i| i as i64).collect();
        let (coef, batch) = (coef.into_pyarray(py).into_any(), batch.into_pyarray(py).into_any());
        Some((step.round, step.pass, coef, after.intercept, step.loss, step.gradient_norm, batch))
    }

    /// How many steps there can be at most.
    #[getter]
    fn max_steps(&self) -> Option<usize> {
        self.0.with_dependent(|_, run| run.max_steps())
    }

    /// Whether the gradient became as short as was asked for.
    #[getter]
    fn converged(&self) -> bool {
        self.0.with_dependent(|_, run| run.converged())
    }

    /// Whether the loss grew without bound.
    #[getter]
    fn diverged(&self) -> bool {
        self.0.with_dependent(|_, run| run.diverged())
    }

    /// The rate that is used.
    #[getter]
    fn learning_rate(&self) -> f64 {
        self.0.with_dependent(|_, run| run.learning_rate())
    }
}
