//! Finding the k nearest known points of a query.

use crate::error::{Error, Result};
use crate::linalg::distance::Metric;
use crate::linalg::{Real, check_matrix};
use crate::threads;
use ndarray::{Array2, ArrayView2};

/// How the neighbours are found. The answer is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Search {
    /// The k-d tree in few dimensions, brute force otherwise.
    Auto,
    /// Every distance, block by block.
    Brute,
    /// A k-d tree: whole boxes of points are ruled out at once. Not for cosine, which has no boxes.
    KdTree,
}

/// The settings of a search for neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct NearestNeighbors {
    pub(crate) k: usize,
    pub(crate) metric: Metric,
    pub(crate) search: Search,
    pub(crate) leaf_size: usize,
}

impl NearestNeighbors {
    /// The k nearest by euclidean distance, the search chosen by the data.
    pub fn new(k: usize) -> Self {
        Self { k, metric: Metric::Euclidean, search: Search::Auto, leaf_size: 30 }
    }

    /// How far two points are apart.
    pub fn metric(self, metric: Metric) -> Self {
        Self { metric, ..self }
    }

    /// How the neighbours are found.
    pub fn search(self, search: Search) -> Self {
        Self { search, ..self }
    }

    /// Points in a leaf of the k-d tree.
    pub fn leaf_size(self, leaf_size: usize) -> Self {
        Self { leaf_size, ..self }
    }

    /// Takes the known points, one a row, shape `(n, d)`, and prepares the search.
    ///
    /// # Errors
    /// Empty `x`, NaN or infinity in it, k = 0 or above n, leaf_size = 0, p < 1, a k-d tree asked for cosine.
    pub fn fit<T: Real>(&self, x: ArrayView2<'_, T>) -> Result<NeighborIndex<T>> {
        check_matrix("x", x)?;
        let metric = self.metric.checked()?;
        if self.leaf_size == 0 {
            return Err(Error::setting("leaf_size", 0, "at least 1"));
        }
        if self.search == Search::KdTree && metric == Metric::Cosine {
            return Err(Error::setting("search", "kd_tree", "brute for cosine: angles have no boxes to rule out"));
        }
        check_k(self.k, x.nrows())?;
        Ok(NeighborIndex { settings: Self { metric, ..self.clone() }, points: x.as_standard_layout().into_owned() })
    }
}

pub(crate) fn check_k(k: usize, n: usize) -> Result<()> {
    if k == 0 || k > n {
        return Err(Error::setting("k", k, format!("1 <= k <= {n}, the number of known points")));
    }
    Ok(())
}

/// The known points, ready to be searched.
#[derive(Debug, Clone)]
pub struct NeighborIndex<T> {
    settings: NearestNeighbors,
    points: Array2<T>,
}

/// The neighbours of each query, nearest first; of equally near ones the lower index first.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbors<T> {
    /// Distances, shape `(queries, k)`, in the metric's own unit.
    pub distances: Array2<T>,
    /// Rows of the known points, shape `(queries, k)`.
    pub indices: Array2<usize>,
}

impl<T: Real> NeighborIndex<T> {
    /// The settings it was made with.
    pub fn settings(&self) -> &NearestNeighbors {
        &self.settings
    }

    /// The known points, shape `(n, d)`.
    pub fn points(&self) -> ArrayView2<'_, T> {
        self.points.view()
    }

    /// The k nearest known points of each row of `queries`.
    ///
    /// # Errors
    /// k = 0 or above n; another number of columns than the known points have; NaN or infinity.
    pub fn kneighbors(&self, queries: ArrayView2<'_, T>, k: usize) -> Result<Neighbors<T>> {
        check_k(k, self.points.nrows())?;
        self.check(queries)?;
        Ok(self.search(queries, k))
    }

    /// The k nearest of each known point among the *other* known points.
    ///
    /// # Errors
    /// k = 0 or above n - 1.
    pub fn kneighbors_of_self(&self, k: usize) -> Result<Neighbors<T>> {
        let n = self.points.nrows();
        if k == 0 || k >= n {
            return Err(Error::setting("k", k, format!("1 <= k <= {}: a point is not its own neighbour here", n - 1)));
        }
        let found = self.search(self.points.view(), k + 1);
        let mut out = Neighbors { distances: Array2::zeros((n, k)), indices: Array2::zeros((n, k)) };
        for i in 0..n {
            let own = (0..=k).find(|&j| found.indices[[i, j]] == i).unwrap_or(k);
            for (to, from) in (0..=k).filter(|&j| j != own).enumerate() {
                out.distances[[i, to]] = found.distances[[i, from]];
                out.indices[[i, to]] = found.indices[[i, from]];
            }
        }
        Ok(out)
    }

    fn search(&self, queries: ArrayView2<'_, T>, k: usize) -> Neighbors<T> {
        let (m, d) = queries.dim();
        let n = self.points.nrows();
        let parts = threads::map_chunks(m, 16, m * n * d, |range| {
            range.map(|i| search_plain(self.points.view(), &queries.row(i).to_vec(), k, self.settings.metric)).collect::<Vec<_>>()
        });
        let mut out = Neighbors { distances: Array2::zeros((m, k)), indices: Array2::zeros((m, k)) };
        for (i, found) in parts.into_iter().flatten().enumerate() {
            for (j, (distance, index)) in found.into_iter().enumerate() {
                out.distances[[i, j]] = T::of(distance);
                out.indices[[i, j]] = index;
            }
        }
        out
    }

    pub(crate) fn check(&self, queries: ArrayView2<'_, T>) -> Result<()> {
        check_matrix("x", queries)?;
        if queries.ncols() != self.points.ncols() {
            return Err(Error::shape(
                "x",
                format!("{} columns", queries.ncols()),
                format!("{}, as the known points have", self.points.ncols()),
            ));
        }
        Ok(())
    }
}

// ANCHOR: search_plain
/// The plain form: every distance by its definition, sorted, nearest first, the lower index first among equals.
pub fn search_plain<T: Real>(points: ArrayView2<'_, T>, query: &[T], k: usize, metric: Metric) -> Vec<(f64, usize)> {
    let mut all: Vec<(f64, usize)> =
        points.outer_iter().enumerate().map(|(i, p)| (metric.reduced(&p.to_vec(), query), i)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    all.truncate(k);
    all.into_iter().map(|(reduced, i)| (metric.finish(reduced), i)).collect()
}
// ANCHOR_END: search_plain
