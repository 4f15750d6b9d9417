//! Models in files, which the command and the library read as well.

use crate::arrays::{Either, labels, matrix, raise};
use numpy::{IntoPyArray, PyReadonlyArray1};
use openwork::cluster::KMeansModel;
use openwork::io::ModelFile;
use openwork::linalg::Real;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::path::{Path, PathBuf};

/// Writes the file with the notes of `notes`, a JSON object.
pub fn save(mut file: ModelFile, path: &Path, notes: &str) -> PyResult<()> {
    file.notes = serde_json::from_str(notes).map_err(|e| PyValueError::new_err(format!("notes: {e}")))?;
    file.save(path).map_err(raise)
}

/// The notes of a file, as JSON.
pub fn notes(file: &ModelFile) -> String {
    serde_json::Value::Object(file.notes.clone()).to_string()
}

/// The algorithm whose model a file holds.
#[pyfunction]
pub fn model_algorithm(path: PathBuf) -> PyResult<String> {
    Ok(ModelFile::load(&path).map_err(raise)?.algorithm)
}

/// Writes a k-means model.
#[pyfunction]
pub fn kmeans_save(
    path: PathBuf,
    centers: &Bound<'_, PyAny>,
    labels: PyReadonlyArray1<'_, i32>,
    inertia: f64,
    n_iter: usize,
    converged: bool,
    notes: &str,
) -> PyResult<()> {
    let labels: Vec<u32> = labels.as_array().iter().map(|&label| label as u32).collect();
    let file = match matrix("cluster_centers_", centers)? {
        Either::F32(c) => {
            KMeansModel { centers: c.as_array().to_owned(), labels, inertia, n_iter, converged, history: vec![] }.to_file()
        }
        Either::F64(c) => {
            KMeansModel { centers: c.as_array().to_owned(), labels, inertia, n_iter, converged, history: vec![] }.to_file()
        }
    };
    save(file, &path, notes)
}

/// `(centers, labels, inertia, rounds, converged)` and the notes.
type Loaded<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, f64, usize, bool, String);

/// Reads a k-means model.
#[pyfunction]
pub fn kmeans_load(py: Python<'_>, path: PathBuf) -> PyResult<Loaded<'_>> {
    fn of<'py, T: Real + numpy::Element>(py: Python<'py>, file: &ModelFile) -> PyResult<Loaded<'py>> {
        let m = KMeansModel::<T>::from_file(file).map_err(raise)?;
        let centers = m.centers.into_pyarray(py).into_any();
        Ok((centers, labels(py, m.labels).into_any(), m.inertia, m.n_iter, m.converged, notes(file)))
    }
    let file = ModelFile::load(&path).map_err(raise)?;
    if file.is_f32() { of::<f32>(py, &file) } else { of::<f64>(py, &file) }
}
