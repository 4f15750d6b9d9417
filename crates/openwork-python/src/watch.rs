//! Watching the search for one query's neighbours, for Python.

use crate::arrays::{Either, each, matrix, raise};
use numpy::IntoPyArray;
use openwork::linalg::Real;
use openwork::neighbors::{self, NeighborIndex};
use openwork::steps::Run;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use self_cell::self_cell;

/// The Python object that the known points belong to: alive as long as a search of it is watched.
pub trait Keeper: Send + Sync {
    /// The search among the known points.
    fn index(&self) -> Either<&NeighborIndex<f32>, &NeighborIndex<f64>>;
}

/// The known points and one query.
type Owner = (Box<dyn Keeper>, Either<Vec<f32>, Vec<f64>>);

type Watched<'a> = Either<neighbors::NeighborRun<'a, f32>, neighbors::NeighborRun<'a, f64>>;

self_cell!(
    struct Cell {
        owner: Owner,
        #[not_covariant]
        dependent: Watched,
    }
);

/// The search for one query's neighbours on its way: each `next()` visits a box or a point, given as
/// `(round, visit, corners, measured, nearest, distances, radius)`.
#[pyclass(module = "openwork._openwork")]
pub struct NeighborRun(Cell);

/// Starts a search for the k nearest of the one row of `x`.
pub fn watch(keeper: Box<dyn Keeper>, x: &Bound<'_, PyAny>, k: usize) -> PyResult<NeighborRun> {
    let query = match matrix("X", x)? {
        Either::F32(x) => Either::F32(x.as_array().iter().copied().collect()),
        Either::F64(x) => Either::F64(x.as_array().iter().copied().collect()),
    };
    let cell = Cell::try_new((keeper, query), |(keeper, query)| match (keeper.index(), query) {
        (Either::F32(index), Either::F32(query)) => Ok(Either::F32(index.watch(query, k).map_err(raise)?)),
        (Either::F64(index), Either::F64(query)) => Ok(Either::F64(index.watch(query, k).map_err(raise)?)),
        _ => Err(PyTypeError::new_err("X and the known points must have the same dtype")),
    });
    Ok(NeighborRun(cell?))
}

/// A step for a named tuple.
type Step<'py> = (
    usize,
    &'static str,
    Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)>,
    Bound<'py, PyAny>,
    Bound<'py, PyAny>,
    Bound<'py, PyAny>,
    f64,
);

fn step<'py, T: Real>(py: Python<'py>, run: &mut neighbors::NeighborRun<'_, T>) -> Option<Step<'py>> {
    let before = run.measured().len();
    let step = run.next()?;
    let corner = |corner: &[T]| corner.iter().map(|v| v.f64()).collect::<Vec<_>>().into_pyarray(py).into_any();
    let corners = run.corners().map(|(low, high)| (corner(low), corner(high)));
    let rows = |rows: &mut dyn Iterator<Item = u32>| rows.map(i64::from).collect::<Vec<_>>().into_pyarray(py).into_any();
    let measured = rows(&mut run.measured()[before..].iter().copied());
    let nearest = rows(&mut run.nearest().iter().map(|&(_, row)| row));
    let distances = run.nearest().iter().map(|&(distance, _)| distance).collect::<Vec<_>>().into_pyarray(py).into_any();
    Some((step.round, step.visit, corners, measured, nearest, distances, step.radius))
}

#[pymethods]
impl NeighborRun {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> Option<Step<'py>> {
        self.0.with_dependent_mut(|_, run| each!(run, run => step(py, run)))
    }

    /// How many rounds there are, where that is known: one a point for a search by brute force.
    #[getter]
    fn max_steps(&self) -> Option<usize> {
        self.0.with_dependent(|_, run| each!(run, run => run.max_steps()))
    }
}
