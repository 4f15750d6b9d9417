//! What every model answers that is a set of centres.

use super::kmeans_assign::{Assignment, Points};
use crate::error::{Error, Result};
use crate::linalg::distance::squared_euclidean;
use crate::linalg::{Real, check_shape};
use crate::threads;
use ndarray::{Array2, ArrayView2};

/// The nearest centre of each row of `x`, shape `(m)`.
pub(crate) fn predict<T: Real>(centers: ArrayView2<'_, T>, x: ArrayView2<'_, T>) -> Result<Vec<u32>> {
    check(centers, x)?;
    Ok(Assignment::of(&Points::new(x, None, centers.nrows())?, centers).labels)
}

/// The distance of each row of `x` from each centre, shape `(m, k)`.
pub(crate) fn transform<T: Real>(centers: ArrayView2<'_, T>, x: ArrayView2<'_, T>) -> Result<Array2<T>> {
    check(centers, x)?;
    let x = Points::new(x, None, 1)?;
    let ((n, d), k) = (x.dim(), centers.nrows());
    let centers = centers.iter().copied().collect::<Vec<_>>();
    let mut distances = vec![T::zero(); n * k];
    threads::map_chunks_mut(&mut distances, 1024 * k, n * d * k, |range, out| {
        for (i, row) in out.chunks_exact_mut(k).enumerate() {
            let point = x.row(range.start / k + i);
            for (distance, center) in row.iter_mut().zip(centers.chunks_exact(d)) {
                *distance = T::of(squared_euclidean(point, center).sqrt());
            }
        }
    });
    Array2::from_shape_vec((n, k), distances).map_err(|e| Error::shape("x", e, "a matrix"))
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
