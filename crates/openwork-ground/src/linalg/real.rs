use crate::error::{Error, Result};
use crate::kernels::accumulate::all_finite;
use ndarray::ArrayView2;
use std::fmt::{Debug, Display};

/// The two kinds of number the classic chapters compute with: `f32` and `f64`.
pub trait Real:
    num_traits::Float
    + num_traits::NumAssign
    + crate::kernels::Compiled
    + Debug
    + Display
    + Default
    + Send
    + Sync
    + std::iter::Sum
    + serde::Serialize
    + 'static
{
    /// `"f32"` or `"f64"`, as model files name it.
    const NAME: &'static str;
    /// The nearest number of this kind.
    fn of(x: f64) -> Self;
    /// The same number in double precision.
    fn f64(self) -> f64;
}

impl Real for f32 {
    const NAME: &'static str = "f32";
    fn of(x: f64) -> Self {
        x as f32
    }
    fn f64(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    const NAME: &'static str = "f64";
    fn of(x: f64) -> Self {
        x
    }
    fn f64(self) -> f64 {
        self
    }
}

/// A matrix that an algorithm can work on: at least one row, at least one column, every number finite.
///
/// # Errors
/// [`Error::Empty`] or [`Error::NotFinite`], naming `what`.
pub fn check_matrix<T: Real>(what: &'static str, x: ArrayView2<'_, T>) -> Result<()> {
    check_shape(what, x)?;
    check_finite(what, x)
}

/// At least one row and one column.
///
/// # Errors
/// [`Error::Empty`], naming `what`.
pub fn check_shape<T: Real>(what: &'static str, x: ArrayView2<'_, T>) -> Result<()> {
    match x.dim() {
        (0, _) => Err(Error::empty(what, "at least one row")),
        (_, 0) => Err(Error::empty(what, "at least one column")),
        _ => Ok(()),
    }
}

/// Every number finite: neither NaN nor infinite.
///
/// # Errors
/// [`Error::NotFinite`] with the first place, in row order.
pub fn check_finite<T: Real>(what: &'static str, x: ArrayView2<'_, T>) -> Result<()> {
    if x.as_slice().is_some_and(all_finite) {
        return Ok(());
    }
    for ((row, column), value) in x.indexed_iter() {
        if !value.is_finite() {
            return Err(Error::NotFinite { what, value: value.f64(), row, column });
        }
    }
    Ok(())
}
