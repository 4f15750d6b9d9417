//! Nearest neighbours for Python.

use crate::arrays::{Either, distances, each, indices, labels, matrix, raise};
use crate::files;
use crate::pool::run;
use crate::watch::{Keeper, NeighborRun, watch};
use numpy::{IntoPyArray, PyReadonlyArray1, PyReadonlyArray2, ToPyArray};
use openwork::io::ModelFile;
use openwork::linalg::Real;
use openwork::neighbors::{self, KNeighborsClassifierModel, KNeighborsRegressorModel, Metric, NeighborIndex, Search, Weights};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use std::path::PathBuf;

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

/// Lists of different lengths, one after another, and where each starts.
type Ragged<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);

fn ragged<T: Real>(py: Python<'_>, mut found: Vec<Vec<(T, usize)>>, sorted: bool) -> Ragged<'_> {
    let (mut distances, mut indices, mut starts) = (vec![], vec![], vec![0_i64]);
    for list in &mut found {
        if sorted {
            list.sort_by(|a, b| a.0.f64().total_cmp(&b.0.f64()).then(a.1.cmp(&b.1)));
        }
        distances.extend(list.iter().map(|found| found.0.f64()));
        indices.extend(list.iter().map(|found| found.1 as i64));
        starts.push(indices.len() as i64);
    }
    (distances.into_pyarray(py).into_any(), indices.into_pyarray(py).into_any(), starts.into_pyarray(py).into_any())
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

/// Fits the library's settings to the points, in their kind of number.
macro_rules! fitted {
    ($py:expr, $x:expr, |$points:ident| $fit:expr) => {
        match matrix("X", $x)? {
            Either::F32(x) => {
                let $points = x.as_array();
                Either::F32(run($py, 0, $points.len() * 32, || $fit).map_err(raise)?)
            }
            Either::F64(x) => {
                let $points = x.as_array();
                Either::F64(run($py, 0, $points.len() * 32, || $fit).map_err(raise)?)
            }
        }
    };
}

/// What the three classes share: the known points and the search among them.
macro_rules! searchable {
    ($class:ident, $of:ident, |$m:ident| $index:expr, $($own:tt)*) => {
        impl Keeper for Py<$class> {
            fn index(&self) -> Either<&NeighborIndex<f32>, &NeighborIndex<f64>> {
                match &self.get().0 {
                    Either::F32($m) => Either::F32($index),
                    Either::F64($m) => Either::F64($index),
                }
            }
        }

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

            /// `(distances, indices, starts)` of all known points within `radius` of each row of `x`, in the order of their rows,
            /// or nearest first where `sorted`; those of row i are at `starts[i]..starts[i + 1]`. None for `x`: the known
            /// points, each without itself.
            fn within<'py>(
                &self,
                py: Python<'py>,
                x: Option<&Bound<'py, PyAny>>,
                radius: f64,
                sorted: bool,
                jobs: usize,
            ) -> PyResult<Ragged<'py>> {
                match x {
                    Some(x) => with_queries!(&self.0, x, $m, x => {
                        let index = $index;
                        let work = x.len() * index.points().nrows();
                        Ok(ragged(py, run(py, jobs, work, || index.within(x, radius)).map_err(raise)?, sorted))
                    }),
                    None => each!(&self.0, $m => {
                        let index = $index;
                        let work = index.points().len() * index.points().nrows();
                        Ok(ragged(py, run(py, jobs, work, || index.within_of_self(radius)).map_err(raise)?, sorted))
                    }),
                }
            }

            /// The search for the k nearest of the one row of `x`, to be watched.
            fn watch(slf: &Bound<'_, Self>, x: &Bound<'_, PyAny>, k: usize) -> PyResult<NeighborRun> {
                watch(Box::new(slf.clone().unbind()), x, k)
            }

            /// Writes the model to a file, with notes in JSON.
            fn save(&self, path: PathBuf, notes: &str) -> PyResult<()> {
                let file = each!(&self.0, $m => $m.to_file());
                files::save(file, &path, notes)
            }

            /// `(model, settings, notes)` of a file, the latter two in JSON.
            #[staticmethod]
            fn load(path: PathBuf) -> PyResult<(Self, String, String)> {
                let file = ModelFile::load(&path).map_err(raise)?;
                let model = if file.is_f32() {
                    Either::F32($of::from_file(&file).map_err(raise)?)
                } else {
                    Either::F64($of::from_file(&file).map_err(raise)?)
                };
                Ok((Self(model), file.settings.to_string(), files::notes(&file)))
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

searchable! { Index, NeighborIndex, |m| m,
    #[new]
    fn new<'py>(py: Python<'py>, x: &Bound<'py, PyAny>, settings: Settings) -> PyResult<Self> {
        let with = neighbors::NearestNeighbors::new(settings.0)
            .metric(metric(&settings)?)
            .search(search(&settings)?)
            .leaf_size(settings.4);
        Ok(Self(fitted!(py, x, |points| with.fit(points))))
    }
}

/// Known points with their classes.
#[pyclass(frozen, module = "openwork._openwork")]
pub struct Classifier(Either<KNeighborsClassifierModel<f32>, KNeighborsClassifierModel<f64>>);

searchable! { Classifier, KNeighborsClassifierModel, |m| &m.index,
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
        Ok(Self(fitted!(py, x, |points| with.fit(points, y))))
    }

    /// The number of each known point's class, and how many classes there are.
    fn answers<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, usize) {
        each!(&self.0, m => (m.y.to_pyarray(py).into_any(), m.classes))
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
}

/// Known points with their targets.
#[pyclass(frozen, module = "openwork._openwork")]
pub struct Regressor(Either<KNeighborsRegressorModel<f32>, KNeighborsRegressorModel<f64>>);

searchable! { Regressor, KNeighborsRegressorModel, |m| &m.index,
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
        Ok(Self(fitted!(py, x, |points| with.fit(points, y))))
    }

    /// Each known point's targets.
    fn answers<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        each!(&self.0, m => m.y.to_pyarray(py).into_any())
    }

    /// The (weighted) mean target of the neighbours of each row of `x`.
    fn predict<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>, jobs: usize) -> PyResult<Bound<'py, PyAny>> {
        with_queries!(&self.0, x, m, x => {
            let work = x.len() * m.index.points().nrows();
            Ok(run(py, jobs, work, || m.predict(x)).map_err(raise)?.into_pyarray(py).into_any())
        })
    }
}

/// The sorted distinct values of `y` and the place of each value among them: numpy's `unique` with its inverse, for the
/// common case of integers close together. None where they are spread too far for a table.
#[pyfunction]
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
