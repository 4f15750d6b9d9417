//! Tensors for Python, in PyTorch's names. Small operations keep the interpreter (see `pool`).

use crate::arrays::raise;
use crate::tensor_values::{Axes, Shared, axes, index_of, made, number_of, part, places, run, sizes, tensor_of};
use openwork::activation::Activation;
use openwork::tensor::Tensor;
use openwork::{Error, threads};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

/// Numbers in float32 with a shape, and the operation they came from where a gradient is wanted.
#[pyclass(name = "Tensor", module = "openwork", weakref)]
pub struct PyTensor {
    pub inner: Tensor,
}

impl From<Tensor> for PyTensor {
    fn from(inner: Tensor) -> Self {
        Self { inner }
    }
}

#[pymethods]
impl PyTensor {
    #[new]
    #[pyo3(signature = (data, *, requires_grad=false))]
    fn new(data: &Bound<'_, PyAny>, requires_grad: bool) -> PyResult<Self> {
        let tensor = tensor_of(data)?.detach();
        Ok(if requires_grad { tensor.with_grad() } else { tensor }.into())
    }

    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.shape())
    }

    #[getter]
    fn ndim(&self) -> usize {
        self.inner.rank()
    }

    fn dim(&self) -> usize {
        self.inner.rank()
    }

    #[pyo3(signature = (dim=None))]
    fn size<'py>(&self, py: Python<'py>, dim: Option<isize>) -> PyResult<Bound<'py, PyAny>> {
        let shape = self.shape(py)?.into_any();
        dim.map_or(Ok(shape.clone()), |dim| shape.get_item(dim))
    }

    fn numel(&self) -> usize {
        self.inner.len()
    }

    fn __len__(&self) -> PyResult<usize> {
        self.inner
            .shape()
            .first()
            .copied()
            .ok_or_else(|| PyTypeError::new_err("a tensor of rank 0, a single number, has no length"))
    }

    fn item(&self) -> PyResult<f32> {
        self.inner.item().map_err(raise)
    }

    fn __float__(&self) -> PyResult<f32> {
        self.item()
    }

    /// The numbers as a numpy array that shares their memory, and is not to be written. It keeps them as they are, whatever happens to the tensor.
    fn numpy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let shared = Shared { values: self.inner.values(), shape: self.inner.shape().to_vec() };
        static ASARRAY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        ASARRAY.import(py, "numpy", "asarray")?.call1((Bound::new(py, shared)?,))
    }

    #[pyo3(signature = (dtype=None, copy=None))]
    fn __array__<'py>(
        &self,
        py: Python<'py>,
        dtype: Option<Bound<'py, PyAny>>,
        copy: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let array = self.numpy(py)?;
        match dtype {
            Some(dtype) => array.call_method1("astype", (dtype,)),
            None if copy == Some(true) => array.call_method0("copy"),
            None => Ok(array),
        }
    }

    fn tolist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.numpy(py)?.call_method0("tolist")
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text: String =
            py.import("numpy")?.call_method1("array2string", (self.numpy(py)?, py.None(), 4, true, ", "))?.extract()?;
        let text = text.replace('\n', "\n       ");
        Ok(match (self.inner.requires_grad(), self.inner.is_leaf()) {
            (false, _) => format!("tensor({text})"),
            (true, true) => format!("tensor({text}, requires_grad=True)"),
            (true, false) => format!("tensor({text}, grad_fn=<{}>)", self.inner.operation()),
        })
    }

    #[getter]
    fn requires_grad(&self) -> bool {
        self.inner.requires_grad()
    }

    #[setter]
    fn set_requires_grad(&mut self, wanted: bool) -> PyResult<()> {
        if !self.inner.is_leaf() {
            return Err(PyValueError::new_err("requires_grad of a result of an operation cannot be changed; detach() it first"));
        }
        if wanted != self.inner.requires_grad() {
            self.inner = if wanted { self.inner.with_grad() } else { self.inner.detach() };
        }
        Ok(())
    }

    #[pyo3(signature = (requires_grad=true))]
    fn requires_grad_(mut slf: PyRefMut<'_, Self>, requires_grad: bool) -> PyResult<PyRefMut<'_, Self>> {
        slf.set_requires_grad(requires_grad)?;
        Ok(slf)
    }

    #[getter]
    fn is_leaf(&self) -> bool {
        self.inner.is_leaf()
    }

    #[getter]
    fn grad_fn(&self) -> Option<&'static str> {
        (!self.inner.is_leaf()).then(|| self.inner.operation())
    }

    #[getter]
    fn grad(&self) -> Option<Self> {
        self.inner.grad().map(Self::from)
    }

    #[setter]
    fn set_grad(&self, grad: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        match grad {
            None => {
                self.inner.zero_grad();
                Ok(())
            }
            Some(grad) => self.inner.set_grad(tensor_of(grad)?).map_err(raise),
        }
    }

    fn retain_grad(&self) {
        self.inner.retain_grad();
    }

    #[getter]
    fn data(&self) -> Self {
        self.inner.detach().into()
    }

    #[setter]
    fn set_data(&self, data: &Bound<'_, PyAny>) -> PyResult<()> {
        self.inner.assign(&tensor_of(data)?).map_err(raise)
    }

    fn copy_<'py>(slf: PyRef<'py, Self>, other: &Bound<'py, PyAny>) -> PyResult<PyRef<'py, Self>> {
        slf.inner.assign(&tensor_of(other)?).map_err(raise)?;
        Ok(slf)
    }

    fn detach(&self) -> Self {
        self.inner.detach().into()
    }

    fn clone(&self) -> Self {
        self.inner.add_scalar(0.0).into()
    }

    #[pyo3(signature = (gradient=None, retain_graph=false))]
    fn backward(&self, py: Python<'_>, gradient: Option<&Bound<'_, PyAny>>, retain_graph: bool) -> PyResult<()> {
        let seed = gradient.map(tensor_of).transpose()?;
        let tensor = &self.inner;
        // What a pass costs is not known from its last number: the interpreter is released.
        run(py, threads::SMALL, || tensor.backward_with(seed.as_ref(), retain_graph)).map_err(raise)
    }

    /// One of the functions of one tensor, by its name.
    fn _unary(&self, py: Python<'_>, name: &str) -> PyResult<Self> {
        let x = &self.inner;
        let f: fn(&Tensor) -> Tensor = match name {
            "neg" => Tensor::neg,
            "exp" => Tensor::exp,
            "log" => Tensor::ln,
            "log1p" => Tensor::ln_1p,
            "sqrt" => Tensor::sqrt,
            "reciprocal" => Tensor::recip,
            "abs" => Tensor::abs,
            "sin" => Tensor::sin,
            "cos" => Tensor::cos,
            "contiguous" => Tensor::contiguous,
            _ => {
                let f = Activation::of_name(name).map_err(raise)?;
                return made(run(py, 8 * x.len(), || x.activation(f)));
            }
        };
        Ok(run(py, 8 * x.len(), || f(x)).into())
    }

    /// One of the functions of two tensors, or of a tensor and a number, by its name.
    fn _binary(&self, py: Python<'_>, name: &str, other: &Bound<'_, PyAny>, reverse: bool) -> PyResult<Self> {
        let (x, y) = (self.inner.clone(), tensor_of(other)?);
        let (a, b) = if reverse { (y, x) } else { (x, y) };
        let f: fn(&Tensor, &Tensor) -> openwork::Result<Tensor> = match name {
            "add" => Tensor::add,
            "sub" => Tensor::sub,
            "mul" => Tensor::mul,
            "div" => Tensor::div,
            "pow" => Tensor::pow,
            "maximum" => Tensor::maximum,
            "minimum" => Tensor::minimum,
            "eq" => Tensor::eq,
            "gt" => Tensor::gt,
            "ge" => Tensor::ge,
            _ => return Err(raise(Error::setting("name", name, "an operation of two tensors"))),
        };
        made(run(py, a.len().max(b.len()), || f(&a, &b)))
    }

    fn __add__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self._binary(py, "add", other, false)
    }

    fn __radd__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self._binary(py, "add", other, true)
    }

    fn __sub__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self._binary(py, "sub", other, false)
    }

    fn __rsub__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self._binary(py, "sub", other, true)
    }

    fn __mul__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self._binary(py, "mul", other, false)
    }

    fn __rmul__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self._binary(py, "mul", other, true)
    }

    fn __truediv__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self._binary(py, "div", other, false)
    }

    fn __rtruediv__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        self._binary(py, "div", other, true)
    }

    fn __pow__(&self, py: Python<'_>, other: &Bound<'_, PyAny>, _modulo: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        match number_of(other) {
            Some(power) => Ok(self.inner.powf(power).into()),
            None => self._binary(py, "pow", other, false),
        }
    }

    fn __neg__(&self, py: Python<'_>) -> PyResult<Self> {
        self._unary(py, "neg")
    }

    fn __matmul__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Self> {
        let other = tensor_of(other)?;
        let work = self.inner.len() * other.shape().last().copied().unwrap_or(1);
        made(run(py, work, || self.inner.matmul(&other)))
    }

    /// Sums, means and extremes along axes, by their names.
    #[pyo3(signature = (name, dim=None, keepdim=false, correction=1))]
    fn _reduce(&self, py: Python<'_>, name: &str, dim: Option<Axes>, keepdim: bool, correction: usize) -> PyResult<Self> {
        let (x, axes) = (&self.inner, axes(dim));
        made(run(py, x.len(), || match name {
            "sum" if axes.is_empty() && !keepdim => Ok(x.sum_all()),
            "mean" if axes.is_empty() && !keepdim => Ok(x.mean_all()),
            "sum" => x.sum(&axes, keepdim),
            "mean" => x.mean(&axes, keepdim),
            "amax" => x.amax(&axes, keepdim),
            "amin" => x.amin(&axes, keepdim),
            "var" => x.var(&axes, correction, keepdim),
            _ => Err(Error::setting("name", name, "a reduction")),
        }))
    }

    /// The extreme entry along one axis, with its places: `max` or `min`.
    fn _extreme<'py>(&self, py: Python<'py>, largest: bool, dim: isize, keepdim: bool) -> PyResult<(Self, Bound<'py, PyAny>)> {
        let x = &self.inner;
        let (values, index) =
            run(py, x.len(), || if largest { x.max(dim, keepdim) } else { x.min(dim, keepdim) }).map_err(raise)?;
        Ok((values.into(), places(py, &index)?))
    }

    /// Where the largest or smallest entry along an axis stands; among all entries, where there is none.
    fn _arg<'py>(&self, py: Python<'py>, largest: bool, dim: Option<isize>, keepdim: bool) -> PyResult<Bound<'py, PyAny>> {
        let flat = if dim.is_none() { self.inner.reshape(&[-1]).map_err(raise)? } else { self.inner.clone() };
        let axis = dim.unwrap_or(0);
        let index = if largest { flat.argmax(axis, keepdim) } else { flat.argmin(axis, keepdim) };
        places(py, &index.map_err(raise)?)
    }

    #[pyo3(signature = (*shape))]
    fn reshape(&self, shape: &Bound<'_, PyTuple>) -> PyResult<Self> {
        made(self.inner.reshape(&sizes(shape)?))
    }

    #[pyo3(signature = (*dims))]
    fn permute(&self, dims: &Bound<'_, PyTuple>) -> PyResult<Self> {
        made(self.inner.permute(&sizes(dims)?))
    }

    #[pyo3(signature = (*sizes))]
    fn expand(&self, sizes: &Bound<'_, PyTuple>) -> PyResult<Self> {
        let given = self::sizes(sizes)?;
        let missing = given.len().saturating_sub(self.inner.rank());
        let size = |(i, &n): (usize, &isize)| match usize::try_from(n) {
            Ok(n) => Ok(n),
            Err(_) if i >= missing => Ok(self.inner.shape()[i - missing]),
            Err(_) => Err(PyValueError::new_err(format!("size {n} for a new axis, wanted a length"))),
        };
        made(self.inner.expand(&given.iter().enumerate().map(size).collect::<PyResult<Vec<_>>>()?))
    }

    fn transpose(&self, dim0: isize, dim1: isize) -> PyResult<Self> {
        made(self.inner.transpose(dim0, dim1))
    }

    #[getter(T)]
    fn t(&self) -> PyResult<Self> {
        if self.inner.rank() < 2 { Ok(self.inner.clone().into()) } else { made(self.inner.t()) }
    }

    #[pyo3(signature = (start_dim=0, end_dim=-1))]
    fn flatten(&self, start_dim: isize, end_dim: isize) -> PyResult<Self> {
        made(self.inner.flatten(start_dim, end_dim))
    }

    fn unsqueeze(&self, dim: isize) -> PyResult<Self> {
        made(self.inner.unsqueeze(dim))
    }

    fn squeeze(&self, dim: isize) -> PyResult<Self> {
        made(self.inner.squeeze(dim))
    }

    fn gather(&self, dim: isize, index: &Bound<'_, PyAny>) -> PyResult<Self> {
        made(self.inner.gather(dim, &index_of(index, None)?))
    }

    fn scatter(&self, dim: isize, index: &Bound<'_, PyAny>, src: &Bound<'_, PyAny>) -> PyResult<Self> {
        made(self.inner.scatter(dim, &index_of(index, None)?, &tensor_of(src)?))
    }

    fn scatter_add(&self, dim: isize, index: &Bound<'_, PyAny>, src: &Bound<'_, PyAny>) -> PyResult<Self> {
        made(self.inner.scatter_add(dim, &index_of(index, None)?, &tensor_of(src)?))
    }

    fn index_select(&self, dim: isize, index: &Bound<'_, PyAny>) -> PyResult<Self> {
        made(self.inner.index_select(dim, &index_of(index, None)?))
    }

    fn masked_fill(&self, mask: &Bound<'_, PyAny>, value: f32) -> PyResult<Self> {
        made(self.inner.masked_fill(&tensor_of(mask)?, value))
    }

    #[pyo3(signature = (min=None, max=None))]
    fn clamp(&self, min: Option<f32>, max: Option<f32>) -> PyResult<Self> {
        made(self.inner.clamp(min.unwrap_or(f32::NEG_INFINITY), max.unwrap_or(f32::INFINITY)))
    }

    /// Numbers, slices, None and ... between brackets: views of this tensor; whole numbers in an array choose along the axis.
    fn __getitem__(&self, key: &Bound<'_, PyAny>) -> PyResult<Self> {
        part(&self.inner, key).map(Self::from)
    }
}
