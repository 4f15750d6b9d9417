use crate::error::{Error, Result};
use ndarray::ArrayView2;
use std::fmt::{Debug, Display};

/// The two kinds of number the classic chapters compute with: `f32` and `f64`.
pub trait Real:
    num_traits::Float
    + num_traits::NumAssign
    + crate::kernels::Lanes
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
    if x.nrows() == 0 {
        return Err(Error::empty(what, "at least one row"));
    }
    if x.ncols() == 0 {
        return Err(Error::empty(what, "at least one column"));
    }
    check_finite(what, x)
}

/// Every number finite: neither NaN nor infinite.
///
/// # Errors
/// [`Error::NotFinite`] with the first place, in row order.
pub fn check_finite<T: Real>(what: &'static str, x: ArrayView2<'_, T>) -> Result<()> {
    // A product with zero is zero exactly for finite numbers: the sum is a branch-free test of a whole row.
    for (row, values) in x.outer_iter().enumerate() {
        let clean = values.iter().fold(T::zero(), |sum, &v| sum + v * T::zero());
        if clean != T::zero() {
            let column = values.iter().position(|v| !v.is_finite()).unwrap_or(0);
            return Err(Error::NotFinite { what, value: values[column].f64(), row, column });
        }
    }
    Ok(())
}
