//! What every model answers that is a set of centres.

use super::kmeans_assign::Assignment;
use super::kmeans_points::Points;
use crate::error::{Error, Result};
use crate::linalg::distance::Metric;
use crate::linalg::{Real, check_shape, pairwise};
use ndarray::{Array2, ArrayView2};

/// The nearest centre of each row of `x`, shape `(m)`.
pub(crate) fn predict<T: Real>(centers: ArrayView2<'_, T>, x: ArrayView2<'_, T>) -> Result<Vec<u32>> {
    check(centers, x)?;
    Ok(Assignment::of(&Points::new(x, None, centers.nrows())?, centers).labels)
}

/// The distance of each row of `x` from each centre, shape `(m, k)`.
pub(crate) fn transform<T: Real>(centers: ArrayView2<'_, T>, x: ArrayView2<'_, T>) -> Result<Array2<T>> {
    check(centers, x)?;
    pairwise(x, centers, Metric::Euclidean)
}

/// Refuses points of another number of columns than the centres have.
pub(crate) fn check<T: Real>(centers: ArrayView2<'_, T>, x: ArrayView2<'_, T>) -> Result<()> {
    check_shape("x", x)?;
    if x.ncols() != centers.ncols() {
        let want = format!("{}, as the model was fitted on", centers.ncols());
        return Err(Error::shape("x", format!("{} columns", x.ncols()), want));
    }
    Ok(())
}
