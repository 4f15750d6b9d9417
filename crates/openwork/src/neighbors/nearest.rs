//! Finding the k nearest known points of a query: the settings, the index made of them, and the plain form of the search.

use super::brute::Brute;
use super::few::Few;
use super::kd_tree::{KdSearch, KdTree};
use super::watch::NeighborRun;
use crate::error::{Error, Result};
use crate::linalg::distance::Metric;
use crate::linalg::{Real, check_matrix};
use crate::order::by_number_then_place;
use crate::threads;
use ndarray::{Array2, ArrayView2};

/// How the neighbours are found. The answer is the same, to the last bit.
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

    /// Points that a leaf of the k-d tree holds at least; leaves are filled up to whole vectors.
    pub fn leaf_size(self, leaf_size: usize) -> Self {
        Self { leaf_size, ..self }
    }

    /// Takes the known points, one a row, shape `(n, d)`, and prepares the search.
    ///
    /// # Errors
    /// Empty `x`, NaN or infinity in it, k = 0 or above n, leaf_size = 0, p < 1, a k-d tree asked for cosine, more than 2^32 - 1 points.
    pub fn fit<T: Real>(&self, x: ArrayView2<'_, T>) -> Result<NeighborIndex<T>> {
        check_matrix("x", x)?;
        let (n, d) = x.dim();
        let metric = self.metric.checked()?;
        if self.leaf_size == 0 {
            return Err(Error::setting("leaf_size", 0, "at least 1"));
        }
        if self.search == Search::KdTree && metric == Metric::Cosine {
            return Err(Error::setting("search", "kd_tree", "brute for cosine: angles have no boxes to rule out"));
        }
        if u32::try_from(n).is_err() {
            return Err(Error::shape("x", format!("{n} rows"), "fewer than 2^32; split the points into several searches"));
        }
        check_k(self.k, n)?;
        let points = x.as_standard_layout().into_owned();
        let tree = match self.search {
            Search::KdTree => true,
            Search::Brute => false,
            Search::Auto => metric != Metric::Cosine && tree_pays(n, d, metric),
        };
        let method = match tree {
            true => Method::Tree(KdTree::new(points.view(), self.leaf_size)),
            false => Brute::new(points.view(), metric).map_or(Method::Plain, Method::Brute),
        };
        let numbers = points.as_slice().unwrap_or_default();
        let (few, reach) = (Few::of(numbers, d, metric), largest(numbers));
        Ok(NeighborIndex { settings: Self { metric, ..self.clone() }, points, few, reach, method })
    }
}

/// Whether a k-d tree is likely to be faster than brute force: its boxes rule points out where dimensions are few, for any number
/// of points, and in some more dimensions where points are many.
fn tree_pays(n: usize, d: usize, metric: Metric) -> bool {
    let dimensions = if matches!(metric, Metric::Minkowski(_)) { 15 } else { 6 };
    d <= 5 || (d <= dimensions && n >= 1 << (d + 4))
}

pub(crate) fn check_k(k: usize, n: usize) -> Result<()> {
    if k == 0 || k > n {
        return Err(Error::setting("k", k, format!("1 <= k <= {n}, the number of known points")));
    }
    Ok(())
}

fn largest<T: Real>(numbers: &[T]) -> f64 {
    numbers.iter().map(|v| v.abs()).fold(T::zero(), |largest, v| if v > largest { v } else { largest }).f64()
}

#[derive(Debug, Clone)]
enum Method<T> {
    /// By the definition, point after point: for metrics without a fast form, and for numbers too large for one.
    Plain,
    Brute(Brute<T>),
    Tree(KdTree<T>),
}

/// The known points, ready to be searched.
#[derive(Debug, Clone)]
pub struct NeighborIndex<T> {
    settings: NearestNeighbors,
    points: Array2<T>,
    /// The points once more, if they are few: asked before the method is.
    few: Option<Few<T>>,
    /// The largest number in the points.
    reach: f64,
    method: Method<T>,
}

/// The neighbours of each query, nearest first; of equally near ones the lower index first.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbors<T> {
    /// Distances, shape `(queries, k)`, in the metric's own unit.
    pub distances: Array2<T>,
    /// Rows of the known points, shape `(queries, k)`.
    pub indices: Array2<usize>,
}

impl<T: Clone> Neighbors<T> {
    /// Calls `f` with each query's number, the distances of its neighbours and their rows.
    pub(crate) fn for_each(&self, mut f: impl FnMut(usize, &[T], &[usize])) {
        let k = self.indices.ncols().max(1);
        let (distances, indices) = (self.distances.as_standard_layout(), self.indices.as_standard_layout());
        let (distances, indices) = (distances.as_slice().unwrap_or_default(), indices.as_slice().unwrap_or_default());
        for (i, (distances, indices)) in distances.chunks_exact(k).zip(indices.chunks_exact(k)).enumerate() {
            f(i, distances, indices);
        }
    }
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

    /// How neighbours are found, [`Search::Auto`] resolved.
    pub fn search_used(&self) -> Search {
        if matches!(self.method, Method::Tree(_)) { Search::KdTree } else { Search::Brute }
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

    /// The search for one query's k nearest, to be watched box by box (k-d tree) or point by point (brute force).
    ///
    /// # Errors
    /// As [`kneighbors`](Self::kneighbors).
    pub fn watch<'a>(&'a self, query: &'a [T], k: usize) -> Result<NeighborRun<'a, T>> {
        check_k(k, self.points.nrows())?;
        let view = ArrayView2::from_shape((1, query.len()), query).map_err(|e| Error::shape("query", e, "one row"))?;
        self.check(view)?;
        let tree = match &self.method {
            Method::Tree(tree) => tree.error(self.settings.metric, self.reach.max(largest(query))).map(|error| (tree, error)),
            _ => None,
        };
        let search = tree.map(|(tree, error)| KdSearch::new(tree, self.points.view(), query, k, self.settings.metric, error));
        Ok(NeighborRun::new(self.points.view(), query, k, self.settings.metric, search))
    }

    fn search(&self, queries: ArrayView2<'_, T>, k: usize) -> Neighbors<T> {
        /// Queries worked on together: whole groups of six.
        const BLOCK: usize = 96;
        let (n, d) = self.points.dim();
        let m = queries.nrows();
        let queries = queries.as_standard_layout();
        let rows = queries.as_slice().unwrap_or_default();
        let parts = threads::map_chunks(m, BLOCK, m * n * d, |range| {
            let block = &rows[range.start * d..range.end * d];
            let points = self.points.as_slice().unwrap_or_default();
            let found = self.few.as_ref().and_then(|few| few.search(points, block, k, |rest| self.search_block(rest, k)));
            found.unwrap_or_else(|| self.search_block(block, k))
        });
        let (mut distances, mut indices) = (Vec::with_capacity(m * k), Vec::with_capacity(m * k));
        let metric = self.settings.metric;
        for part in &parts {
            match metric {
                Metric::Euclidean => distances.extend(part.iter().map(|&(reduced, _)| T::of(reduced.sqrt()))),
                _ => distances.extend(part.iter().map(|&(reduced, _)| T::of(metric.finish(reduced)))),
            }
            indices.extend(part.iter().map(|&(_, row)| row as usize));
        }
        let matrix = "a list of k for each query";
        Neighbors {
            distances: Array2::from_shape_vec((m, k), distances).expect(matrix),
            indices: Array2::from_shape_vec((m, k), indices).expect(matrix),
        }
    }

    /// The k nearest of each query, nearest first: exact reduced distance and row.
    fn search_block(&self, queries: &[T], k: usize) -> Vec<(f64, u32)> {
        let found = match &self.method {
            Method::Brute(brute) => brute.search(self.points.view(), queries, k),
            Method::Tree(tree) => self.search_tree(tree, queries, k),
            Method::Plain => None,
        };
        found.unwrap_or_else(|| queries.chunks_exact(self.points.ncols()).flat_map(|query| self.search_plain(query, k)).collect())
    }

    fn search_tree(&self, tree: &KdTree<T>, queries: &[T], k: usize) -> Option<Vec<(f64, u32)>> {
        let d = self.points.ncols();
        let error = tree.error(self.settings.metric, self.reach.max(largest(queries)))?;
        let mut search = KdSearch::new(tree, self.points.view(), &queries[..d], k, self.settings.metric, error);
        let mut out = Vec::with_capacity(queries.len() / d * k);
        for query in queries.chunks_exact(d) {
            search.restart(query, error);
            while search.visit().is_some() {}
            search.nearest(&mut out);
        }
        Some(out)
    }

    fn search_plain(&self, query: &[T], k: usize) -> Vec<(f64, u32)> {
        search_plain(self.points.view(), query, k, self.settings.metric)
    }

    pub(crate) fn check(&self, queries: ArrayView2<'_, T>) -> Result<()> {
        check_matrix("x", queries)?;
        if queries.ncols() != self.points.ncols() {
            let (got, want) = (queries.ncols(), self.points.ncols());
            return Err(Error::shape("x", format!("{got} columns"), format!("{want}, as the known points have")));
        }
        Ok(())
    }
}

// ANCHOR: search_plain
/// The plain form: every distance by its definition, nearest first, the lower index first among equals. Gives reduced distances
/// (see [`Metric::reduced`]) and rows.
pub fn search_plain<T: Real>(points: ArrayView2<'_, T>, query: &[T], k: usize, metric: Metric) -> Vec<(f64, u32)> {
    let reduced = |p: ndarray::ArrayView1<'_, T>| metric.reduced(&p.to_vec(), query);
    let mut all: Vec<(f64, u32)> = points.outer_iter().zip(0..).map(|(p, row)| (reduced(p), row)).collect();
    by_number_then_place(&mut all);
    all.truncate(k);
    all
}
// ANCHOR_END: search_plain
