//! Mini-batch k-means for Python, which keeps what a stream needs between batches and hands it in again.

use crate::arrays::{Either, each, labels, matrix, raise};
use crate::cluster::Start;
use crate::files;
use crate::pool::run;
use ndarray::Array2;
use numpy::{Element, IntoPyArray, PyReadonlyArray1, ToPyArray};
use openwork::cluster::{self, MiniBatchKMeans, MiniBatchKMeansModel};
use openwork::io::ModelFile;
use openwork::linalg::Real;
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use self_cell::self_cell;
use std::path::PathBuf;

/// The settings, a dictionary in Python.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Settings<'py> {
    k: usize,
    init: Start<'py>,
    n_init: usize,
    init_size: Option<usize>,
    batch_size: usize,
    max_iter: usize,
    tol: f64,
    max_no_improvement: Option<usize>,
    reassignment_ratio: f64,
    seed: u64,
}

impl Settings<'_> {
    fn read(&self) -> MiniBatchKMeans {
        MiniBatchKMeans::new(self.k)
            .init(self.init.init())
            .n_init(self.n_init)
            .init_size(self.init_size)
            .batch_size(self.batch_size)
            .max_iter(self.max_iter)
            .tol(self.tol)
            .max_no_improvement(self.max_no_improvement)
            .reassignment_ratio(self.reassignment_ratio)
            .seed(self.seed)
    }
}

/// A model: `(centers, counts, since_reassignment, labels, inertia, n_iter, n_steps, converged)`.
type Parts<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, usize, Bound<'py, PyAny>, f64, usize, usize, bool);

/// The same on its way in.
type Given<'py> = (Bound<'py, PyAny>, PyReadonlyArray1<'py, f64>, usize, PyReadonlyArray1<'py, i32>, f64, usize, usize, bool);

fn parts<T: Real + Element>(py: Python<'_>, m: MiniBatchKMeansModel<T>) -> Parts<'_> {
    let (centers, counts) = (m.centers.into_pyarray(py).into_any(), m.counts.into_pyarray(py).into_any());
    (centers, counts, m.since_reassignment, labels(py, m.labels).into_any(), m.inertia, m.n_iter, m.n_steps, m.converged)
}

/// The model of these parts, whose centres are already read.
fn model<T: Real>(centers: ndarray::ArrayView2<'_, T>, given: &Given<'_>) -> MiniBatchKMeansModel<T> {
    MiniBatchKMeansModel {
        centers: centers.as_standard_layout().into_owned(),
        counts: given.1.as_array().to_vec(),
        since_reassignment: given.2,
        labels: given.3.as_array().iter().map(|&label| label as u32).collect(),
        inertia: given.4,
        n_iter: given.5,
        n_steps: given.6,
        converged: given.7,
        history: vec![],
    }
}

/// Fits to the rows of `x`: the model, and the running average of the batches' inertia at the end.
#[pyfunction]
pub fn mini_batch_fit<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    settings: Settings<'py>,
    sample_weight: Option<PyReadonlyArray1<'py, f64>>,
) -> PyResult<(Parts<'py>, f64)> {
    let with = settings.read();
    let weights = sample_weight.as_ref().map(|w| w.as_array());
    each!(matrix("X", x)?, x => {
        let x = x.as_array();
        let model = run(py, 0, x.len() * settings.k, || with.fit_weighted(x, weights)).map_err(raise)?;
        let average = model.history.last().map_or(model.inertia, |step| step.average.unwrap_or(step.inertia));
        Ok((parts(py, model), average))
    })
}

/// One step with a batch: the model after it. None for the model: the first batch.
#[pyfunction]
pub fn mini_batch_partial_fit<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    settings: Settings<'py>,
    given: Option<Given<'py>>,
    sample_weight: Option<PyReadonlyArray1<'py, f64>>,
) -> PyResult<Parts<'py>> {
    fn of<'py, T: Real + Element>(
        py: Python<'py>,
        x: ndarray::ArrayView2<'_, T>,
        settings: &Settings<'py>,
        mut model: Option<MiniBatchKMeansModel<T>>,
        weights: Option<ndarray::ArrayView1<'_, f64>>,
    ) -> PyResult<Parts<'py>> {
        let with = settings.read();
        let after = run(py, 0, x.len() * settings.k, || with.partial_fit(&mut model, x, weights).map(|()| model));
        let after = after.map_err(raise)?.ok_or_else(|| PyRuntimeError::new_err("partial_fit left no model"))?;
        Ok(parts(py, after))
    }
    let weights = sample_weight.as_ref().map(|w| w.as_array());
    let centers = given.as_ref().map(|given| matrix("cluster_centers_", &given.0)).transpose()?;
    match (matrix("X", x)?, centers.zip(given.as_ref())) {
        (Either::F32(x), None) => of(py, x.as_array(), &settings, None, weights),
        (Either::F64(x), None) => of(py, x.as_array(), &settings, None, weights),
        (Either::F32(x), Some((Either::F32(c), given))) => {
            of(py, x.as_array(), &settings, Some(model(c.as_array(), given)), weights)
        }
        (Either::F64(x), Some((Either::F64(c), given))) => {
            of(py, x.as_array(), &settings, Some(model(c.as_array(), given)), weights)
        }
        _ => Err(PyTypeError::new_err("X and cluster_centers_ must have the same dtype")),
    }
}

/// Writes a model to a file, with notes in JSON.
#[pyfunction]
pub fn mini_batch_save(path: PathBuf, given: Given<'_>, notes: &str) -> PyResult<()> {
    let file = each!(matrix("cluster_centers_", &given.0)?, centers => model(centers.as_array(), &given).to_file());
    files::save(file, &path, notes)
}

/// Reads a model, and its notes in JSON.
#[pyfunction]
pub fn mini_batch_load(py: Python<'_>, path: PathBuf) -> PyResult<(Parts<'_>, String)> {
    let file = ModelFile::load(&path).map_err(raise)?;
    let model = if file.is_f32() {
        parts(py, MiniBatchKMeansModel::<f32>::from_file(&file).map_err(raise)?)
    } else {
        parts(py, MiniBatchKMeansModel::<f64>::from_file(&file).map_err(raise)?)
    };
    Ok((model, files::notes(&file)))
}

type Run32<'a> = cluster::MiniBatchKMeansRun<'a, f32>;
type Run64<'a> = cluster::MiniBatchKMeansRun<'a, f64>;

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

/// Mini-batch k-means on its way: each `next()` is a step, given as
/// `(step, centers, counts, batch, inertia, average, shift, reassigned)`.
#[pyclass(module = "openwork._openwork")]
pub struct MiniBatchKMeansRun(Either<Owned32, Owned64>);

#[pymethods]
impl MiniBatchKMeansRun {
    #[new]
    fn new<'py>(py: Python<'py>, x: &Bound<'py, PyAny>, settings: Settings<'py>) -> PyResult<Self> {
        let with = settings.read();
        let run = match matrix("X", x)? {
            Either::F32(x) => {
                let x = x.as_array().to_owned();
                Either::F32(run(py, 0, x.len() * settings.k, || Owned32::try_new(x, |x| with.run(x.view()))).map_err(raise)?)
            }
            Either::F64(x) => {
                let x = x.as_array().to_owned();
                Either::F64(run(py, 0, x.len() * settings.k, || Owned64::try_new(x, |x| with.run(x.view()))).map_err(raise)?)
            }
        };
        Ok(Self(run))
    }

    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[expect(clippy::type_complexity, reason = "a row of numbers for a named tuple")]
    fn __next__<'py>(
        &mut self,
        py: Python<'py>,
    ) -> Option<(usize, Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, f64, Option<f64>, f64, usize)> {
        let step = each!(&mut self.0, cell => {
            let work = cell.with_dependent(|x, run| x.len() * run.counts().len());
            run(py, 0, work, || cell.with_dependent_mut(|_, run| run.next()))
        })?;
        let batch =
            each!(&self.0, cell => cell.with_dependent(|_, run| run.batch().iter().map(|&i| i as i64).collect::<Vec<_>>()));
        let batch = batch.into_pyarray(py).into_any();
        Some((step.step, self.centers(py), self.counts(py), batch, step.inertia, step.average, step.shift, step.reassigned))
    }

    /// The centres as they stand: before the first step, where they start.
    #[getter]
    fn centers<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        each!(&self.0, cell => cell.with_dependent(|_, run| run.centers().to_pyarray(py).into_any()))
    }

    /// How many points each centre has seen.
    #[getter]
    fn counts<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        each!(&self.0, cell => cell.with_dependent(|_, run| run.counts().to_pyarray(py).into_any()))
    }

    /// How many steps there can be at most.
    #[getter]
    fn max_steps(&self) -> Option<usize> {
        each!(&self.0, cell => cell.with_dependent(|_, run| openwork::steps::Run::max_steps(run)))
    }
}
