//! The embedded data sets for Python.

use crate::arrays::raise;
use numpy::IntoPyArray;
use openwork::datasets::{Target, Task, list, load};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// The embedded data sets: a list of dictionaries with name, title, rows, columns, task, source and licence.
#[pyfunction]
pub fn datasets(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    let sets = PyList::empty(py);
    for info in list() {
        let set = PyDict::new(py);
        set.set_item("name", info.name)?;
        set.set_item("title", info.title)?;
        set.set_item("rows", info.rows)?;
        set.set_item("columns", info.columns)?;
        set.set_item("test_rows", info.test_rows)?;
        set.set_item(
            "task",
            match info.task {
                Task::Classification => "classification",
                Task::Regression => "regression",
            },
        )?;
        set.set_item("source", info.source)?;
        set.set_item("licence", info.licence)?;
        sets.append(set)?;
    }
    Ok(sets)
}

/// `(data, target, target names or None, feature names, name of the target)` of an embedded set.
type Set<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Option<Vec<String>>, Vec<String>, String);

/// The embedded set of that name.
#[pyfunction]
pub fn dataset<'py>(py: Python<'py>, name: &str) -> PyResult<Set<'py>> {
    let set = load(name).map_err(raise)?;
    let (target, names) = match set.y {
        Target::Classes { names, y } => {
            let y: Vec<i64> = y.into_iter().map(i64::from).collect();
            (y.into_pyarray(py).into_any(), Some(names))
        }
        Target::Numbers(y) => (y.into_pyarray(py).into_any(), None),
    };
    Ok((set.x.into_pyarray(py).into_any(), target, names, set.feature_names, set.target_name))
}
