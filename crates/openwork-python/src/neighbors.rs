//! Nearest neighbours for Python.

use crate::arrays::{Either, distances, each, indices, labels, matrix, raise};
use crate::pool::run;
use numpy::{IntoPyArray, PyReadonlyArray1, PyReadonlyArray2, ToPyArray};
use openwork::neighbors::{self, Metric, NeighborIndex, Search, Weights};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

/// The settings of a search, as Python says them: `(k, metric, p, algorithm, leaf_size)`.
type Settings = (usize, String, Option<f64>, String, usize);

fn metric(settings: &Settings) -> PyResult<Metric> {
    Metric::parse(&settings.1, settings.2).map_err(raise)
}

fn search(settings: &Settings) -> PyResult<Search> {
    match settings.3.as_str() {
        "auto" => Ok(Search::Auto),
        "brute" => Ok(Search::Brute),
        "kd_tree" => Ok(Search::KdTree),
        other => Err(PyValueError::new_err(format!("algorithm = {other:?}, wanted 'auto', 'brute' or 'kd_tree'"))),
    }
}

fn weights(name: &str) -> PyResult<Weights> {
    match name {
        "uniform" => Ok(Weights::Uniform),
        "distance" => Ok(Weights::Distance),
        other => Err(PyValueError::new_err(format!("weights = {other:?}, wanted 'uniform' or 'distance'"))),
    }
}

/// Queries of the same kind of number as the known points; the caller has made sure of it.
macro_rules! with_queries {
    ($model:expr, $queries:expr, $m:ident, $x:ident => $body:expr) => {
        match ($model, matrix("X", $queries)?) {
            (Either::F32($m), Either::F32($x)) => {
                let $x = $x.as_array();
                $body
            }
            (Either::F64($m), Either::F64($x)) => {
                let $x = $x.as_array();
                $body
            }
            _ => return Err(PyTypeError::new_err("X and the known points must have the same dtype")),
        }
    };
}

/// What the three classes share: the known points and the search among them.
macro_rules! searchable {
    ($class:ident, |$m:ident| $index:expr, $($own:tt)*) => {
        #[pymethods]
        impl $class {
            $($own)*

            /// `(distances, indices)` of the k nearest known points of each row of `x`, or of each known point among the
            /// others where `x` is None.
            fn kneighbors<'py>(
                &self,
                py: Python<'py>,
                x: Option<&Bound<'py, PyAny>>,
                k: usize,
                jobs: usize,
            ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
                match x {
                    Some(x) => with_queries!(&self.0, x, $m, x => {
                        let index = $index;
                        let work = x.len() * index.points().nrows();
                        let found = run(py, jobs, work, || index.kneighbors(x, k)).map_err(raise)?;
                        Ok((distances(py, found.distances), indices(py, found.indices).into_any()))
                    }),
                    None => each!(&self.0, $m => {
                        let index = $index;
                        let work = index.points().len() * index.points().nrows();
                        let found = run(py, jobs, work, || index.kneighbors_of_self(k)).map_err(raise)?;
                        Ok((distances(py, found.distances), indices(py, found.indices).into_any()))
                    }),
                }
            }

            /// A copy of the known points.
            fn points<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
                each!(&self.0, $m => $index.points().to_pyarray(py).into_any())
            }
        }
    };
}

/// Known points, ready to be searched.
#[pyclass(frozen, module = "openwork._openwork")]
pub struct Index(Either<NeighborIndex<f32>, NeighborIndex<f64>>);

searchable!(Index, |m| m,
    #[new]
    fn new<'py>(py: Python<'py>, x: &Bound<'py, PyAny>, settings: Settings) -> PyResult<Self> {
        let with = neighbors::NearestNeighbors::new(settings.0)
            .metric(metric(&settings)?)
            .search(search(&settings)?)
            .leaf_size(settings.4);
        Ok(Self(match matrix("X", x)? {
            Either::F32(x) => {
                let x = x.as_array();
                Either::F32(run(py, 0, x.len() * 32, || with.fit(x)).map_err(raise)?)
            }
            Either::F64(x) => {
                let x = x.as_array();
                Either::F64(run(py, 0, x.len() * 32, || with.fit(x)).map_err(raise)?)
            }
        }))
    }
);

/// Known points with their classes.
#[pyclass(frozen, module = "openwork._openwork")]
pub struct Classifier(Either<neighbors::KNeighborsClassifierModel<f32>, neighbors::KNeighborsClassifierModel<f64>>);

searchable!(Classifier, |m| &m.index,
    #[new]
    fn new<'py>(
        py: Python<'py>,
        x: &Bound<'py, PyAny>,
        y: PyReadonlyArray1<'py, u32>,
        settings: Settings,
        weighting: &str,
    ) -> PyResult<Self> {
        let y = y.as_slice()?;
        let with = neighbors::KNeighborsClassifier::new(settings.0)
            .metric(metric(&settings)?)
            .search(search(&settings)?)
            .leaf_size(settings.4)
            .weights(weights(weighting)?);
        Ok(Self(match matrix("X", x)? {
            Either::F32(x) => {
                let x = x.as_array();
                Either::F32(run(py, 0, x.len() * 32, || with.fit(x, y)).map_err(raise)?)
            }
            Either::F64(x) => {
                let x = x.as_array();
                Either::F64(run(py, 0, x.len() * 32, || with.fit(x, y)).map_err(raise)?)
            }
        }))
    }

    /// The number of the winning class for each row of `x`, int32.
    fn predict<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>, jobs: usize) -> PyResult<Bound<'py, PyAny>> {
        with_queries!(&self.0, x, m, x => {
            let work = x.len() * m.index.points().nrows();
            Ok(labels(py, run(py, jobs, work, || m.predict(x)).map_err(raise)?).into_any())
        })
    }

    /// The share of votes for each class, for each row of `x`.
    fn predict_proba<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>, jobs: usize) -> PyResult<Bound<'py, PyAny>> {
        with_queries!(&self.0, x, m, x => {
            let work = x.len() * m.index.points().nrows();
            Ok(run(py, jobs, work, || m.predict_proba(x)).map_err(raise)?.into_pyarray(py).into_any())
        })
    }
);

/// Known points with their targets.
#[pyclass(frozen, module = "openwork._openwork")]
pub struct Regressor(Either<neighbors::KNeighborsRegressorModel<f32>, neighbors::KNeighborsRegressorModel<f64>>);

searchable!(Regressor, |m| &m.index,
    #[new]
    fn new<'py>(
        py: Python<'py>,
        x: &Bound<'py, PyAny>,
        y: PyReadonlyArray2<'py, f64>,
        settings: Settings,
        weighting: &str,
    ) -> PyResult<Self> {
        let y = y.as_array();
        let with = neighbors::KNeighborsRegressor::new(settings.0)
            .metric(metric(&settings)?)
            .search(search(&settings)?)
            .leaf_size(settings.4)
            .weights(weights(weighting)?);
        Ok(Self(match matrix("X", x)? {
            Either::F32(x) => {
                let x = x.as_array();
                Either::F32(run(py, 0, x.len() * 32, || with.fit(x, y)).map_err(raise)?)
            }
            Either::F64(x) => {
                let x = x.as_array();
                Either::F64(run(py, 0, x.len() * 32, || with.fit(x, y)).map_err(raise)?)
            }
        }))
    }

    /// The (weighted) mean target of the neighbours of each row of `x`.
    fn predict<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>, jobs: usize) -> PyResult<Bound<'py, PyAny>> {
        with_queries!(&self.0, x, m, x => {
            let work = x.len() * m.index.points().nrows();
            Ok(run(py, jobs, work, || m.predict(x)).map_err(raise)?.into_pyarray(py).into_any())
        })
    }
);

/// The sorted distinct values of `y` and the place of each value among them: numpy's `unique` with its inverse, for the
/// common case of integers close together. None where they are spread too far for a table.
#[pyfunction]
#[expect(clippy::type_complexity, reason = "a pair of arrays")]
pub fn encode_labels<'py>(
    py: Python<'py>,
    y: PyReadonlyArray1<'py, i64>,
) -> PyResult<Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
    let y = y.as_array();
    let (Some(&low), Some(&high)) = (y.iter().min(), y.iter().max()) else { return Ok(None) };
    let Some(span) = high.checked_sub(low).and_then(|s| usize::try_from(s).ok()).filter(|&s| s < 4 * y.len() + 64) else {
        return Ok(None);
    };
    let mut place = vec![u32::MAX; span + 1];
    for &v in y {
        place[(v - low) as usize] = 0;
    }
    let mut classes = vec![];
    for (offset, place) in place.iter_mut().enumerate().filter(|(_, p)| **p == 0) {
        *place = classes.len() as u32;
        classes.push(low + offset as i64);
    }
    let codes: Vec<u32> = y.iter().map(|&v| place[(v - low) as usize]).collect();
    Ok(Some((classes.into_pyarray(py).into_any(), codes.into_pyarray(py).into_any())))
}
