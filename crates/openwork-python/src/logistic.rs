//! Logistic regression for Python.

use crate::arrays::{Either, each, matrix, raise};
use crate::files;
use crate::pool::run;
use ndarray::Array2;
use numpy::{IntoPyArray, PyReadonlyArray1, PyReadonlyArray2, ToPyArray};
use openwork::io::ModelFile;
use openwork::linear_model::{self, ClassWeight, LogisticRegression, LogisticRegressionModel, Penalty, Solver, Stop};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use self_cell::self_cell;
use std::path::PathBuf;

/// Where the coefficients and intercepts start.
type Start<'py> = (PyReadonlyArray2<'py, f64>, PyReadonlyArray1<'py, f64>);

/// The settings, a dictionary in Python.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Settings<'py> {
    c: f64,
    /// The share of L1 in the penalty; None for no penalty.
    l1_ratio: Option<f64>,
    solver: String,
    tol: f64,
    max_iter: usize,
    fit_intercept: bool,
    /// None, "balanced" or a weight for each class.
    balanced: bool,
    class_weight: Option<Vec<f64>>,
    learning_rate: Option<f64>,
    decay: f64,
    batch: usize,
    seed: u64,
    start: Option<Start<'py>>,
}

impl Settings<'_> {
    fn read(&self) -> PyResult<LogisticRegression> {
        let solver = match self.solver.as_str() {
            "auto" => Solver::Auto,
            "lbfgs" => Solver::Lbfgs,
            "newton" => Solver::Newton,
            "proximal" => Solver::Proximal,
            "gradient" => Solver::Gradient,
            "minibatch" => Solver::MiniBatch,
            other => return Err(PyValueError::new_err(format!("solver = {other:?} is none of the library's"))),
        };
        let penalty = match self.l1_ratio {
            None => Penalty::None,
            Some(0.0) => Penalty::L2,
            Some(1.0) => Penalty::L1,
            Some(ratio) => Penalty::ElasticNet(ratio),
        };
        let class_weight = match &self.class_weight {
            _ if self.balanced => ClassWeight::Balanced,
            None => ClassWeight::Uniform,
            Some(weights) => ClassWeight::Given(weights.clone()),
        };
        let settings = LogisticRegression::new()
            .c(self.c)
            .penalty(penalty)
            .solver(solver)
            .tol(self.tol)
            .max_iter(self.max_iter)
            .fit_intercept(self.fit_intercept)
            .class_weight(class_weight)
            .learning_rate(self.learning_rate)
            .decay(self.decay)
            .batch(self.batch)
            .seed(self.seed);
        Ok(match &self.start {
            None => settings,
            Some((coef, intercept)) => settings.start(coef.as_array().to_owned(), intercept.as_array().to_vec()),
        })
    }
}

/// A model: `(coef, intercept, classes, rounds, stop, gradient, loss)`.
type Parts<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, usize, usize, String, f64, f64);

/// The same on its way in.
type Given<'py> = (PyReadonlyArray2<'py, f64>, PyReadonlyArray1<'py, f64>, usize, usize, String, f64, f64);

fn name(stop: Stop) -> String {
    format!("{stop:?}").to_lowercase()
}

fn parts(py: Python<'_>, m: LogisticRegressionModel) -> Parts<'_> {
    let (coef, intercept) = (m.coef.into_pyarray(py).into_any(), m.intercept.into_pyarray(py).into_any());
    (coef, intercept, m.classes, m.n_iter, name(m.stop), m.gradient, m.loss)
}

fn model(given: &Given<'_>) -> LogisticRegressionModel {
    let stops = [Stop::Gradient, Stop::Precision, Stop::Rounds, Stop::Diverged];
    let stop = stops.into_iter().find(|&s| name(s) == given.4).unwrap_or(Stop::Rounds);
    LogisticRegressionModel {
        coef: given.0.as_array().as_standard_layout().into_owned(),
        intercept: given.1.as_array().to_vec(),
        classes: given.2,
        n_iter: given.3,
        converged: stop.converged(),
        stop,
        gradient: given.5,
        loss: given.6,
        history: vec![],
    }
}

/// A step as Python gets it: `(round, loss, gradient, step, evaluations)`.
type Numbers = (usize, f64, f64, f64, usize);

fn numbers(step: &linear_model::LogisticRegressionStep) -> Numbers {
    (step.round, step.loss, step.gradient, step.step, step.evaluations)
}

/// Fits to the rows of `x` with the class of each in `y`, from 0: the model, and its rounds.
#[pyfunction]
pub fn logistic_fit<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    y: PyReadonlyArray1<'py, u32>,
    settings: Settings<'py>,
    sample_weight: Option<PyReadonlyArray1<'py, f64>>,
) -> PyResult<(Parts<'py>, Vec<Numbers>)> {
    let (y, with) = (y.as_slice()?, settings.read()?);
    let weights = sample_weight.as_ref().map(|w| w.as_array());
    each!(matrix("X", x)?, x => {
        let x = x.as_array();
        let model = run(py, 0, x.len() * 64, || with.fit_weighted(x, y, weights)).map_err(raise)?;
        let history = model.history.iter().map(numbers).collect();
        Ok((parts(py, model), history))
    })
}

/// What a model says of the rows of `x`: "scores", "classes", "shares" or "logs".
#[pyfunction]
pub fn logistic_answer<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    given: Given<'py>,
    question: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let model = model(&given);
    each!(matrix("X", x)?, x => {
        let x = x.as_array();
        let work = x.len() * model.coef.nrows();
        let answers = match question {
            "scores" => run(py, 0, work, || model.decision_function(x)),
            "shares" => run(py, 0, work, || model.predict_proba(x)),
            "logs" => run(py, 0, work, || model.predict_log_proba(x)),
            _ => {
                let classes = run(py, 0, work, || model.predict(x)).map_err(raise)?;
                return Ok(classes.into_iter().map(i64::from).collect::<Vec<_>>().into_pyarray(py).into_any());
            }
        };
        Ok(answers.map_err(raise)?.into_pyarray(py).into_any())
    })
}

/// Writes a model.
#[pyfunction]
pub fn logistic_save(path: PathBuf, given: Given<'_>, notes: &str) -> PyResult<()> {
    files::save(model(&given).to_file(), &path, notes)
}

/// Reads a model, and the notes in its file.
#[pyfunction]
pub fn logistic_load(py: Python<'_>, path: PathBuf) -> PyResult<(Parts<'_>, String)> {
    let file = ModelFile::load(&path).map_err(raise)?;
    let model = LogisticRegressionModel::from_file(&file).map_err(raise)?;
    Ok((parts(py, model), files::notes(&file)))
}

type Run32<'a> = linear_model::LogisticRegressionRun<'a, f32>;
type Run64<'a> = linear_model::LogisticRegressionRun<'a, f64>;

self_cell!(
    struct Owned32 {
        owner: Array2<f32>,
        #[not_covariant]
        dependent: Run32,
    }
);
self_cell!(
    struct Owned64 {
        owner: Array2<f64>,
        #[not_covariant]
        dependent: Run64,
    }
);

/// Logistic regression on its way: each `next()` is a round, given as `((round, loss, gradient, step, evaluations), coef, intercept)`.
#[pyclass(module = "openwork._openwork")]
pub struct LogisticRegressionRun(Either<Owned32, Owned64>);

#[pymethods]
impl LogisticRegressionRun {
    #[new]
    fn new<'py>(
        py: Python<'py>,
        x: &Bound<'py, PyAny>,
        y: PyReadonlyArray1<'py, u32>,
        settings: Settings<'py>,
        sample_weight: Option<PyReadonlyArray1<'py, f64>>,
    ) -> PyResult<Self> {
        let (y, with) = (y.as_slice()?, settings.read()?);
        let weights = sample_weight.as_ref().map(|w| w.as_array());
        Ok(Self(match matrix("X", x)? {
            Either::F32(x) => {
                let x = x.as_array().to_owned();
                Either::F32(
                    run(py, 0, x.len() * 64, || Owned32::try_new(x, |x| with.run_weighted(x.view(), y, weights)))
                        .map_err(raise)?,
                )
            }
            Either::F64(x) => {
                let x = x.as_array().to_owned();
                Either::F64(
                    run(py, 0, x.len() * 64, || Owned64::try_new(x, |x| with.run_weighted(x.view(), y, weights)))
                        .map_err(raise)?,
                )
            }
        }))
    }

    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> Option<(Numbers, Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let step = each!(&mut self.0, cell => {
            let work = cell.with_dependent(|x, _| x.len() * 64);
            run(py, 0, work, || cell.with_dependent_mut(|_, run| run.next()))
        })?;
        Some((numbers(&step), self.coef(py), self.intercept(py)))
    }

    /// The coefficients as they stand.
    #[getter]
    fn coef<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        each!(&self.0, cell => cell.with_dependent(|_, run| run.coef().to_pyarray(py).into_any()))
    }

    /// The intercepts as they stand.
    #[getter]
    fn intercept<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        each!(&self.0, cell => cell.with_dependent(|_, run| run.intercept().to_pyarray(py).into_any()))
    }

    /// The objective where the run stands.
    #[getter]
    fn loss(&self) -> f64 {
        each!(&self.0, cell => cell.with_dependent(|_, run| run.loss()))
    }
}
