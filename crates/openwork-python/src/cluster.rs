//! k-means for Python.

use crate::arrays::{Either, each, labels, matrix, raise};
use crate::pool::run;
use ndarray::{Array2, ArrayView2};
use numpy::{Element, IntoPyArray, PyReadonlyArray1, PyReadonlyArray2, ToPyArray};
use openwork::cluster::{self, Init, KMeans, KMeansModel};
use openwork::linalg::{Real, distance::squared_euclidean};
use openwork::threads;
use pyo3::prelude::*;
use self_cell::self_cell;

/// Where the centres start, as Python says it: a name or the centres themselves.
#[derive(FromPyObject)]
pub enum Start<'py> {
    #[pyo3(transparent)]
    Name(String),
    #[pyo3(transparent)]
    Centers(PyReadonlyArray2<'py, f64>),
}

impl Start<'_> {
    pub fn init(&self) -> Init {
        match self {
            Start::Name(name) if name == "random" => Init::Random,
            Start::Name(_) => Init::PlusPlus,
            Start::Centers(centers) => Init::Centers(centers.as_array().to_owned()),
        }
    }
}

/// `(centers, labels, inertia, rounds, converged)`.
type Fitted<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, f64, usize, bool);

/// Fits k-means to the rows of `x`.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "settings by position between the two halves of one package")]
pub fn kmeans_fit<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    k: usize,
    init: Start<'py>,
    n_init: usize,
    max_iter: usize,
    tol: f64,
    seed: u64,
    sample_weight: Option<PyReadonlyArray1<'py, f64>>,
) -> PyResult<Fitted<'py>> {
    let settings = KMeans::new(k).init(init.init()).n_init(n_init).max_iter(max_iter).tol(tol).seed(seed);
    let weights = sample_weight.as_ref().map(|w| w.as_array());
    each!(matrix("X", x)?, x => {
        let x = x.as_array();
        let model = run(py, 0, x.len() * k, || settings.fit_weighted(x, weights)).map_err(raise)?;
        let centers = model.centers.into_pyarray(py).into_any();
        Ok((centers, labels(py, model.labels).into_any(), model.inertia, model.n_iter, model.converged))
    })
}

/// A model that knows nothing but its centres: what predicting needs.
fn model<T: Real>(centers: ArrayView2<'_, T>) -> KMeansModel<T> {
    KMeansModel { centers: centers.to_owned(), labels: vec![], inertia: 0.0, n_iter: 0, converged: true, history: vec![] }
}

/// Two matrices of the same kind of number.
fn pair<'py, R>(
    x: &Bound<'py, PyAny>,
    centers: &Bound<'py, PyAny>,
    f32s: impl FnOnce(ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> PyResult<R>,
    f64s: impl FnOnce(ArrayView2<'_, f64>, ArrayView2<'_, f64>) -> PyResult<R>,
) -> PyResult<R> {
    match (matrix("X", x)?, matrix("cluster_centers_", centers)?) {
        (Either::F32(x), Either::F32(c)) => f32s(x.as_array(), c.as_array()),
        (Either::F64(x), Either::F64(c)) => f64s(x.as_array(), c.as_array()),
        _ => Err(pyo3::exceptions::PyTypeError::new_err("X and cluster_centers_ must have the same dtype")),
    }
}

/// The nearest centre of each row of `x`.
#[pyfunction]
pub fn kmeans_predict<'py>(py: Python<'py>, x: &Bound<'py, PyAny>, centers: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    fn of<'py, T: Real>(py: Python<'py>, x: ArrayView2<'_, T>, centers: ArrayView2<'_, T>) -> PyResult<Bound<'py, PyAny>> {
        let found = run(py, 0, x.len() * centers.nrows(), || model(centers).predict(x)).map_err(raise)?;
        Ok(labels(py, found).into_any())
    }
    pair(x, centers, |x, c| of(py, x, c), |x, c| of(py, x, c))
}

/// The distance of each row of `x` from each centre.
#[pyfunction]
pub fn kmeans_transform<'py>(py: Python<'py>, x: &Bound<'py, PyAny>, centers: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    fn of<'py, T: Real + Element>(
        py: Python<'py>,
        x: ArrayView2<'_, T>,
        centers: ArrayView2<'_, T>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let distances = run(py, 0, x.len() * centers.nrows(), || model(centers).transform(x)).map_err(raise)?;
        Ok(distances.into_pyarray(py).into_any())
    }
    pair(x, centers, |x, c| of(py, x, c), |x, c| of(py, x, c))
}

/// The (weighted) sum of squared distances of the rows of `x` from their nearest centres.
#[pyfunction]
pub fn kmeans_inertia<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    centers: &Bound<'py, PyAny>,
    sample_weight: Option<PyReadonlyArray1<'py, f64>>,
) -> PyResult<f64> {
    fn of<T: Real>(
        py: Python<'_>,
        x: ArrayView2<'_, T>,
        centers: ArrayView2<'_, T>,
        weights: Option<ndarray::ArrayView1<'_, f64>>,
    ) -> PyResult<f64> {
        let work = x.len() * centers.nrows();
        run(py, 0, work, || {
            let labels = model(centers).predict(x)?;
            let rows = threads::map_chunks(x.nrows(), 1024, x.len(), |rows| {
                rows.map(|i| {
                    let distance = squared_euclidean(&x.row(i).to_vec(), &centers.row(labels[i] as usize).to_vec());
                    weights.map_or(1.0, |w| w[i]) * distance
                })
                .sum::<f64>()
            });
            Ok(rows.into_iter().sum())
        })
        .map_err(raise)
    }
    let weights = sample_weight.as_ref().map(|w| w.as_array());
    pair(x, centers, |x, c| of(py, x, c, weights), |x, c| of(py, x, c, weights))
}

type Run32<'a> = cluster::KMeansRun<'a, f32>;
type Run64<'a> = cluster::KMeansRun<'a, f64>;

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

/// One start of k-means on its way: each `next()` is a round, given as `(round, centers, labels, inertia, moved, shift)`.
#[pyclass(module = "openwork._openwork")]
pub struct KMeansRun(Either<Owned32, Owned64>);

#[pymethods]
impl KMeansRun {
    #[new]
    fn new<'py>(
        py: Python<'py>,
        x: &Bound<'py, PyAny>,
        k: usize,
        init: Start<'py>,
        max_iter: usize,
        tol: f64,
        seed: u64,
    ) -> PyResult<Self> {
        let settings = KMeans::new(k).init(init.init()).max_iter(max_iter).tol(tol).seed(seed);
        let run = match matrix("X", x)? {
            Either::F32(x) => {
                let x = x.as_array().to_owned();
                Either::F32(run(py, 0, x.len() * k, || Owned32::try_new(x, |x| settings.run(x.view()))).map_err(raise)?)
            }
            Either::F64(x) => {
                let x = x.as_array().to_owned();
                Either::F64(run(py, 0, x.len() * k, || Owned64::try_new(x, |x| settings.run(x.view()))).map_err(raise)?)
            }
        };
        Ok(Self(run))
    }

    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[expect(clippy::type_complexity, reason = "a row of numbers for a named tuple")]
    fn __next__<'py>(&mut self, py: Python<'py>) -> Option<(usize, Bound<'py, PyAny>, Bound<'py, PyAny>, f64, usize, f64)> {
        let step = each!(&mut self.0, cell => {
            let work = cell.with_dependent(|x, run| x.nrows() * run.centers().len());
            run(py, 0, work, || cell.with_dependent_mut(|_, run| run.next()))
        })?;
        Some((step.round, self.centers(py), self.labels(py), step.inertia, step.moved, step.shift))
    }

    /// The centres as they stand: before the first round, where they start.
    #[getter]
    fn centers<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        each!(&self.0, cell => cell.with_dependent(|_, run| run.centers().to_pyarray(py).into_any()))
    }

    /// The centre of each point, int32; empty before the first round.
    #[getter]
    fn labels<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        each!(&self.0, cell => cell.with_dependent(|_, run| labels(py, run.labels().to_vec()).into_any()))
    }
}
