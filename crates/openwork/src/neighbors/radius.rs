//! All known points within a radius of a query, by looking at each.

use super::NeighborIndex;
use crate::error::{Error, Result};
use crate::linalg::Real;
use crate::threads;
use ndarray::ArrayView2;

impl<T: Real> NeighborIndex<T> {
    /// The distance and row of each known point at most `radius` from each row of `queries`, in the order of the rows.
    ///
    /// ```
    /// use ndarray::array;
    /// use openwork::neighbors::NearestNeighbors;
    ///
    /// let points = array![[0.0], [1.0], [3.0]];
    /// let index = NearestNeighbors::new(1).fit(points.view())?;
    /// assert_eq!(index.within(array![[0.5]].view(), 0.5)?, [[(0.5, 0), (0.5, 1)]]);
    /// # Ok::<(), openwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// A negative or NaN radius; another number of columns than the known points have; NaN or infinity.
    pub fn within(&self, queries: ArrayView2<'_, T>, radius: f64) -> Result<Vec<Vec<(T, usize)>>> {
        check_radius(radius)?;
        self.check(queries)?;
        Ok(self.all_within(queries, radius))
    }

    /// The *other* known points at most `radius` from each known point.
    ///
    /// # Errors
    /// A negative or NaN radius.
    pub fn within_of_self(&self, radius: f64) -> Result<Vec<Vec<(T, usize)>>> {
        check_radius(radius)?;
        let mut found = self.all_within(self.points(), radius);
        for (own, found) in found.iter_mut().enumerate() {
            found.retain(|&(_, i)| i != own);
        }
        Ok(found)
    }

    fn all_within(&self, queries: ArrayView2<'_, T>, radius: f64) -> Vec<Vec<(T, usize)>> {
        let (points, metric) = (self.points(), self.settings().metric);
        let lists = threads::map_chunks(queries.nrows(), 16, queries.len() * points.nrows(), |range| {
            let list = |i: usize| {
                let query = queries.row(i).to_vec();
                let distances = points.outer_iter().map(|p| match p.as_slice() {
                    Some(p) => metric.between(p, &query),
                    None => metric.between(&p.to_vec(), &query),
                });
                distances.enumerate().filter(|(_, d)| *d <= radius).map(|(j, d)| (T::of(d), j)).collect()
            };
            range.map(list).collect::<Vec<_>>()
        });
        lists.into_iter().flatten().collect()
    }
}

fn check_radius(radius: f64) -> Result<()> {
    if !(radius >= 0.0) {
        return Err(Error::setting("radius", radius, "a number >= 0, in the metric's own unit"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::neighbors::{Metric, NearestNeighbors};
    use ndarray::array;

    #[test]
    fn the_border_belongs_to_the_ball_and_a_point_not_to_its_own_neighbours() -> crate::Result<()> {
        let points = array![[0.0, 0.0], [3.0, 4.0], [0.0, 0.0], [6.0, 8.0]];
        let index = NearestNeighbors::new(1).fit(points.view())?;
        let found = index.within_of_self(5.0)?;
        assert_eq!(found[0], [(5.0, 1), (0.0, 2)]);
        assert_eq!(found[1], [(5.0, 0), (5.0, 2), (5.0, 3)]);
        assert_eq!(found[3], [(5.0, 1)]);
        let manhattan = NearestNeighbors::new(1).metric(Metric::Manhattan).fit(points.view())?;
        assert!(manhattan.within(array![[0.0, 1.0]].view(), 0.5)?[0].is_empty());
        Ok(())
    }

    #[test]
    fn a_radius_that_is_none_is_refused() -> crate::Result<()> {
        let index = NearestNeighbors::new(1).fit(array![[0.0]].view())?;
        for radius in [-1.0, f64::NAN] {
            let error = index.within(array![[0.0]].view(), radius).map(drop).map_err(|e| e.to_string());
            assert!(error.is_err_and(|e| e.contains("radius") && e.contains(">= 0")), "{radius}");
        }
        Ok(())
    }
}
