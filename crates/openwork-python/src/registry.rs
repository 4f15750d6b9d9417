//! The library's registry of algorithms, as Python reads it: what the stubs are tested against.

use openwork::registry::ALGORITHMS;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// Every algorithm of the house: a list of dictionaries with id, name, summary, python, reference and settings.
#[pyfunction]
pub fn registry(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    let algorithms = PyList::empty(py);
    for a in ALGORITHMS {
        let entry = PyDict::new(py);
        for (key, value) in
            [("id", a.id), ("name", a.name), ("summary", a.summary), ("python", a.python), ("reference", a.reference)]
        {
            entry.set_item(key, value)?;
        }
        let settings = PyList::empty(py);
        for s in a.settings {
            let setting = PyDict::new(py);
            for (key, value) in
                [("name", s.name), ("python", s.python), ("default", s.default), ("domain", s.domain), ("meaning", s.meaning)]
            {
                setting.set_item(key, value)?;
            }
            settings.append(setting)?;
        }
        entry.set_item("settings", settings)?;
        algorithms.append(entry)?;
    }
    Ok(algorithms)
}
