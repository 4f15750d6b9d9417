//! From numpy's arrays to the library's views and back, without a copy where the numbers are already what is wanted.

use ndarray::{Array1, Array2};
use numpy::{IntoPyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray2};
use openwork::linalg::Real;
use pyo3::exceptions::{PyOSError, PyTypeError, PyValueError};
use pyo3::prelude::*;

/// The two kinds of number the classic chapters compute with.
pub enum Either<A, B> {
    F32(A),
    F64(B),
}

/// Runs the same code for both kinds of number.
macro_rules! each {
    ($value:expr, $name:ident => $body:expr) => {
        match $value {
            $crate::arrays::Either::F32($name) => $body,
            $crate::arrays::Either::F64($name) => $body,
        }
    };
}
pub(crate) use each;

/// A matrix as Python lends it.
pub type Matrix<'py> = Either<PyReadonlyArray2<'py, f32>, PyReadonlyArray2<'py, f64>>;

/// Borrows a two-dimensional array of float32 or float64.
pub fn matrix<'py>(what: &str, array: &Bound<'py, PyAny>) -> PyResult<Matrix<'py>> {
    if let Ok(x) = array.cast::<PyArray2<f64>>() {
        Ok(Either::F64(x.try_readonly()?))
    } else if let Ok(x) = array.cast::<PyArray2<f32>>() {
        Ok(Either::F32(x.try_readonly()?))
    } else {
        let got = array.repr().map_or_else(|_| array.get_type().to_string(), |r| r.to_string());
        Err(PyTypeError::new_err(format!("{what}: wanted a two-dimensional numpy array of float32 or float64, got {got}")))
    }
}

/// An error of the library as the exception a Python programmer expects.
pub fn raise(error: openwork::Error) -> PyErr {
    match error {
        openwork::Error::Io { .. } => PyOSError::new_err(error.to_string()),
        _ => PyValueError::new_err(error.to_string()),
    }
}

/// Labels as scikit-learn gives them: int32.
pub fn labels(py: Python<'_>, labels: Vec<u32>) -> Bound<'_, PyArray1<i32>> {
    labels.into_iter().map(|label| label as i32).collect::<Array1<i32>>().into_pyarray(py)
}

/// Row numbers as scikit-learn gives them: int64.
pub fn indices(py: Python<'_>, indices: Array2<usize>) -> Bound<'_, PyArray2<i64>> {
    indices.mapv(|i| i as i64).into_pyarray(py)
}

/// Distances as scikit-learn gives them: float64, whatever the points are.
pub fn distances<T: Real>(py: Python<'_>, distances: Array2<T>) -> Bound<'_, PyAny> {
    distances.mapv_into_any(T::f64).into_pyarray(py).into_any()
}
