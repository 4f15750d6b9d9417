//! Between Python's numbers and tensors: arrays, lists, indices, slices.

use crate::arrays::raise;
use crate::pool;
use crate::tensor::PyTensor;
use numpy::{PyArrayDyn, PyArrayMethods, PyUntypedArrayMethods};
use openwork::tensor::{self, Index, Tensor, Values};
use pyo3::exceptions::{PyIndexError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyEllipsis, PyFloat, PyInt, PyList, PySlice, PyTuple};

/// A tensor, or an error as Python's.
pub fn made(result: openwork::Result<Tensor>) -> PyResult<PyTensor> {
    result.map(PyTensor::from).map_err(raise)
}

/// Runs work of that size, with the tape switched as it is on this thread.
pub fn run<R: Send>(py: Python<'_>, work: usize, f: impl FnOnce() -> R + Send) -> R {
    let enabled = tensor::grad_enabled();
    pool::run(py, 0, work, move || {
        let before = tensor::set_grad_enabled(enabled);
        let result = f();
        tensor::set_grad_enabled(before);
        result
    })
}

/// A number of Python's own: an array or a tensor with one entry is none.
pub fn number_of(value: &Bound<'_, PyAny>) -> Option<f32> {
    let plain = value.is_instance_of::<PyFloat>() || value.is_instance_of::<PyInt>();
    if plain { value.extract().ok() } else { None }
}

/// A tensor from a tensor, an array, a number, or nested lists of numbers.
pub fn tensor_of(value: &Bound<'_, PyAny>) -> PyResult<Tensor> {
    if let Ok(tensor) = value.cast::<PyTensor>() {
        return Ok(tensor.borrow().inner.clone());
    }
    if let Some(number) = number_of(value) {
        return Ok(Tensor::scalar(number));
    }
    let py = value.py();
    let settings = PyDict::new(py);
    settings.set_item("dtype", "float32")?;
    settings.set_item("order", "C")?;
    let array = py.import("numpy")?.call_method("asarray", (value,), Some(&settings))?;
    let array = array.cast::<PyArrayDyn<f32>>().map_err(PyErr::from)?.try_readonly()?;
    made(Tensor::new(array.shape(), array.as_slice()?)).map(|t| t.inner)
}

/// Whole numbers with a shape, from an array or nested lists; negative ones count from `length`, where that is given.
pub fn index_of(value: &Bound<'_, PyAny>, length: Option<usize>) -> PyResult<Index> {
    let (shape, values) = integers(value)?;
    let counted = |&v: &i64| {
        let counted = if v < 0 { length.map_or(v, |length| v + length as i64) } else { v };
        usize::try_from(counted).map_err(|_| PyIndexError::new_err(format!("index {v}, wanted a number that is there")))
    };
    let places = values.iter().map(counted).collect::<PyResult<Vec<_>>>()?;
    Index::new(&shape, places).map_err(raise)
}

/// The shape and the whole numbers of an array or of nested lists.
pub fn integers(value: &Bound<'_, PyAny>) -> PyResult<(Vec<usize>, Vec<i64>)> {
    let array = value.py().import("numpy")?.call_method1("asarray", (value,))?;
    let kind: String = array.getattr("dtype")?.getattr("kind")?.extract()?;
    if !"iub".contains(&kind) {
        return Err(PyTypeError::new_err(format!("wanted whole numbers, got an array of {}", array.getattr("dtype")?)));
    }
    let array = array.call_method1("astype", ("int64",))?;
    let array = array.cast::<PyArrayDyn<i64>>().map_err(PyErr::from)?.try_readonly()?;
    Ok((array.shape().to_vec(), array.as_array().iter().copied().collect()))
}

/// An index as numpy's int64.
pub fn places<'py>(py: Python<'py>, index: &Index) -> PyResult<Bound<'py, PyAny>> {
    let flat = PyList::new(py, index.places().iter().map(|&place| place as i64))?;
    let array = py.import("numpy")?.call_method1("array", (flat, "int64"))?;
    array.call_method1("reshape", (PyTuple::new(py, index.shape())?,))
}

/// One axis, several, or none (all).
#[derive(FromPyObject)]
pub enum Axes {
    One(isize),
    Several(Vec<isize>),
}

pub fn axes(dim: Option<Axes>) -> Vec<isize> {
    match dim {
        None => vec![],
        Some(Axes::One(axis)) => vec![axis],
        Some(Axes::Several(axes)) => axes,
    }
}

/// Sizes given one by one or as one sequence.
pub fn sizes(given: &Bound<'_, PyTuple>) -> PyResult<Vec<isize>> {
    if given.len() == 1
        && let Ok(sequence) = given.get_item(0)?.extract::<Vec<isize>>()
    {
        return Ok(sequence);
    }
    given.extract()
}

/// The memory of a tensor as numpy's array interface describes it: numpy keeps this object, and so the memory, alive.
#[pyclass(frozen)]
pub struct Shared {
    pub values: Values,
    pub shape: Vec<usize>,
}

#[pymethods]
impl Shared {
    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let about = PyDict::new(py);
        about.set_item(intern!(py, "version"), 3)?;
        about.set_item(intern!(py, "shape"), PyTuple::new(py, &self.shape)?)?;
        let kind = if cfg!(target_endian = "big") { intern!(py, ">f4") } else { intern!(py, "<f4") };
        about.set_item(intern!(py, "typestr"), kind)?;
        about.set_item(intern!(py, "data"), (self.values.as_ptr() as usize, true))?; // true: not to be written
        Ok(about)
    }
}

/// The part of a tensor that numbers, slices, None and ... between brackets name.
pub fn part(whole: &Tensor, key: &Bound<'_, PyAny>) -> PyResult<Tensor> {
    let py = key.py();
    let keys = match key.cast::<PyTuple>() {
        Ok(tuple) => tuple.clone(),
        Err(_) => PyTuple::new(py, [key])?,
    };
    let taken = keys.iter().filter(|key| !key.is_none() && !key.is_instance_of::<PyEllipsis>()).count();
    let mut rest = whole.rank().saturating_sub(taken);
    let (mut tensor, mut axis) = (whole.clone(), 0_usize);
    for key in keys.iter() {
        if key.is_none() {
            tensor = tensor.unsqueeze(axis as isize).map_err(raise)?;
            axis += 1;
        } else if key.is_instance_of::<PyEllipsis>() {
            axis += std::mem::take(&mut rest);
        } else if axis >= tensor.rank() {
            return Err(PyIndexError::new_err(format!("{} indices for a tensor of shape {:?}", keys.len(), whole.shape())));
        } else if let Ok(slice) = key.cast::<PySlice>() {
            let about = slice.indices(tensor.shape()[axis] as isize)?;
            if about.step < 1 {
                return Err(PyValueError::new_err(format!("a slice with step {}, wanted at least 1", about.step)));
            }
            let start = about.start as usize;
            let range = start..(about.stop.max(about.start)) as usize;
            tensor = tensor.slice(axis as isize, range, about.step as usize).map_err(raise)?;
            axis += 1;
        } else {
            let length = tensor.shape()[axis];
            let index = index_of(&key, Some(length))?;
            if index.shape().is_empty() {
                let place = index.places()[0];
                if place >= length {
                    return Err(PyIndexError::new_err(format!("index {place} for axis {axis} of length {length}")));
                }
                tensor = tensor.select(axis as isize, place).map_err(raise)?;
            } else {
                tensor = tensor.index_select(axis as isize, &index).map_err(raise)?;
                axis += 1;
            }
        }
    }
    Ok(tensor)
}
