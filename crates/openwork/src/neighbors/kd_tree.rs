#![doc = include_str!("kd_tree.md")]

use super::candidates::{Candidates, RoundingError};
use crate::kernels::scan::{Panels, scan_one, width};
use crate::kernels::tile::{AbsoluteDifference, LargestDifference, SquaredDifference};
use crate::linalg::Real;
use crate::linalg::distance::Metric;
use ndarray::ArrayView2;

/// Numbers above which the halves of a tree are built side by side.
const PARALLEL: usize = crate::threads::SMALL / 16;

/// Known points sorted into boxes: each box is split at its median along its longest side until a leaf fills one panel.
///
/// A subtree of m leaves is 2m - 1 nodes in a row: the root, then the left subtree with the first half of the leaves, then the right one.
#[derive(Debug, Clone)]
pub(crate) struct KdTree<T> {
    /// `[node][low or high][feature]`: the smallest box around the node's points.
    boxes: Vec<T>,
    /// The row at each position of the panels.
    order: Vec<u32>,
    panels: Panels<T>,
    /// Panels in a leaf, so that it holds at least the leaf size asked for.
    leaf: usize,
}

impl<T: Real> KdTree<T> {
    /// Sorts the points into the tree: O(n log n d) time, each point kept once more.
    pub fn new(points: ArrayView2<'_, T>, leaf_size: usize) -> Self {
        let (n, d) = points.dim();
        let width = width::<T>();
        let leaf = leaf_size.div_ceil(width).max(1);
        let leaves = n.div_ceil(leaf * width);
        let mut order: Vec<u32> = (0..n as u32).collect();
        let mut boxes = vec![T::zero(); (2 * leaves - 1) * 2 * d];
        let rows = points.as_standard_layout();
        let rows = rows.as_slice().unwrap_or_default();
        let mut all = || split(rows, d, leaf * width, &mut order, &mut boxes);
        if n * d > PARALLEL {
            crate::threads::pooled(all)
        } else {
            all()
        }

        let mut panels = Panels::with_room(n, d);
        for (position, &row) in order.iter().enumerate() {
            panels.set(position, &rows[row as usize * d..(row as usize + 1) * d], T::zero());
        }
        Self { boxes, order, panels, leaf }
    }

    /// How many leaves there are.
    fn leaves(&self) -> usize {
        self.panels.count().div_ceil(self.leaf)
    }

    /// The two corners of a node's box.
    pub fn corners(&self, node: usize) -> (&[T], &[T]) {
        let d = self.panels.features;
        self.boxes[node * 2 * d..(node + 1) * 2 * d].split_at(d)
    }
}

/// Sorts `order` so that the leaves follow one another, `capacity` points each, and measures the boxes.
fn split<T: Real>(rows: &[T], d: usize, capacity: usize, order: &mut [u32], boxes: &mut [T]) {
    let (own, below) = boxes.split_at_mut(2 * d);
    let (low, high) = own.split_at_mut(d);
    low.fill(T::infinity());
    high.fill(T::neg_infinity());
    for &row in order.iter() {
        let point = &rows[row as usize * d..(row as usize + 1) * d];
        for ((low, high), &v) in low.iter_mut().zip(high.iter_mut()).zip(point) {
            *low = if v < *low { v } else { *low };
            *high = if v > *high { v } else { *high };
        }
    }
    let leaves = order.len().div_ceil(capacity);
    if leaves < 2 {
        return;
    }
    let side = |j: usize| high[j] - low[j];
    let longest = (0..d).fold(0, |best, j| if side(j) > side(best) { j } else { best });
    let first = leaves / 2;
    let at = |row: u32| rows[row as usize * d + longest];
    order.select_nth_unstable_by(first * capacity, |&a, &b| at(a).f64().total_cmp(&at(b).f64()).then(a.cmp(&b)));

    let points = order.len();
    let (left, right) = order.split_at_mut(first * capacity);
    let (left_boxes, right_boxes) = below.split_at_mut((2 * first - 1) * 2 * d);
    if points * d > PARALLEL {
        rayon::join(|| split(rows, d, capacity, left, left_boxes), || split(rows, d, capacity, right, right_boxes));
    } else {
        split(rows, d, capacity, left, left_boxes);
        split(rows, d, capacity, right, right_boxes);
    }
}

/// What a round of the search did with the nearest box on its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visit {
    /// All its points are farther than the k nearest so far: left out.
    Pruned,
    /// Its two halves were put on the list.
    Opened,
    /// A leaf: its points were measured.
    Measured,
}

/// A box waiting to be visited: the least distance (reduced) a point in it can have, its node, its leaves.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    bound: f64,
    node: usize,
    first_leaf: usize,
    leaves: usize,
}

/// The search for one query: each round visits one box, the nearer half first.
pub(crate) struct KdSearch<'a, T> {
    tree: &'a KdTree<T>,
    points: ArrayView2<'a, T>,
    metric: Metric,
    query: &'a [T],
    /// The query as the tiles read it.
    row: Vec<[T; 1]>,
    waiting: Vec<Waiting>,
    candidates: Candidates<T>,
    /// The leaf measured last.
    leaf: usize,
}

impl<'a, T: Real> KdSearch<'a, T> {
    pub fn new(
        tree: &'a KdTree<T>,
        points: ArrayView2<'a, T>,
        query: &'a [T],
        k: usize,
        metric: Metric,
        error: RoundingError,
    ) -> Self {
        let mut search =
            Self { tree, points, metric, query, row: vec![], waiting: vec![], candidates: Candidates::new(k, error), leaf: 0 };
        search.restart(query, error);
        search
    }

    /// Starts over with another query, keeping the memory.
    pub fn restart(&mut self, query: &'a [T], error: RoundingError) {
        self.query = query;
        self.row.clear();
        self.row.extend(query.iter().map(|&v| [v]));
        self.candidates.reset(error);
        self.waiting.clear();
        self.waiting.push(Waiting { bound: self.bound(0), node: 0, first_leaf: 0, leaves: self.tree.leaves() });
    }

    // ANCHOR: bound
    /// The least reduced distance from the query to any point of a box: to its nearest corner, edge or face.
    fn bound(&self, node: usize) -> f64 {
        let (low, high) = self.tree.corners(node);
        let outside =
            self.query.iter().zip(low).zip(high).map(|((&q, &low), &high)| (low - q).max(q - high).max(T::zero()).f64());
        match self.metric {
            Metric::Manhattan => outside.sum(),
            Metric::Chebyshev => outside.fold(0.0, f64::max),
            Metric::Minkowski(p) => outside.map(|v| v.powf(p)).sum(),
            _ => outside.map(|v| v * v).sum(),
        }
    }
    // ANCHOR_END: bound

    // ANCHOR: visit
    /// Visits the next box: its node and what was done with it, or nothing when the list is empty.
    pub fn visit(&mut self) -> Option<(usize, Visit)> {
        let Waiting { bound, node, first_leaf, leaves } = self.waiting.pop()?;
        // The bound is rounded like the sums: beyond the limit it must be by more than its own error.
        if bound * (1.0 - 1e-12) > self.candidates.limit.f64() {
            return Some((node, Visit::Pruned));
        }
        if leaves == 1 {
            self.leaf = first_leaf;
            self.measure(first_leaf);
            return Some((node, Visit::Measured));
        }
        let half = leaves / 2;
        let (left, right) = (node + 1, node + 2 * half);
        let left = Waiting { bound: self.bound(left), node: left, first_leaf, leaves: half };
        let right = Waiting { bound: self.bound(right), node: right, first_leaf: first_leaf + half, leaves: leaves - half };
        let (near, far) = if right.bound < left.bound { (right, left) } else { (left, right) };
        self.waiting.extend([far, near]);
        Some((node, Visit::Opened))
    }
    // ANCHOR_END: visit

    /// Measures the points of a leaf.
    fn measure(&mut self, leaf: usize) {
        let Self { tree, points, metric, query, row, candidates, .. } = self;
        let exact = |row: u32| metric.reduced(points.row(row as usize).as_slice().unwrap_or_default(), query);
        let mut limit = candidates.limit;
        let panels = leaf * tree.leaf..((leaf + 1) * tree.leaf).min(tree.panels.count());
        if let Metric::Minkowski(_) = metric {
            let positions = panels.start * tree.panels.width..(panels.end * tree.panels.width).min(tree.order.len());
            for &row in &tree.order[positions] {
                let sum = T::of(exact(row));
                if sum < candidates.limit {
                    candidates.push(sum, row, &mut |row| exact(row));
                }
            }
            return;
        }
        let mut found = |position: usize, sum: T| candidates.push(sum, tree.order[position], &mut |row| exact(row));
        for panel in panels {
            match metric {
                Metric::Manhattan => scan_one::<AbsoluteDifference, T>(&tree.panels, panel, row, &mut limit, &mut found),
                Metric::Chebyshev => scan_one::<LargestDifference, T>(&tree.panels, panel, row, &mut limit, &mut found),
                _ => scan_one::<SquaredDifference, T>(&tree.panels, panel, row, &mut limit, &mut found),
            }
        }
    }

    /// The rows of the leaf measured last.
    pub fn last_rows(&self) -> &[u32] {
        let capacity = self.tree.leaf * self.tree.panels.width;
        &self.tree.order[self.leaf * capacity..((self.leaf + 1) * capacity).min(self.tree.order.len())]
    }

    /// The two corners of a node's box.
    pub fn corners(&self, node: usize) -> (&[T], &[T]) {
        self.tree.corners(node)
    }

    /// Appends the k nearest found to `out`: exact reduced distance and row.
    pub fn nearest(&self, out: &mut Vec<(f64, u32)>) {
        let exact = |row: u32| self.metric.reduced(self.points.row(row as usize).as_slice().unwrap_or_default(), self.query);
        self.candidates.nearest(&mut |row| exact(row), out);
    }
}

impl<T: Real> KdTree<T> {
    /// What a sum may be off by, for points and queries no larger than `reach`; `None` where such numbers cannot be summed.
    pub fn error(&self, metric: Metric, reach: f64) -> Option<RoundingError> {
        let d = self.panels.features as f64;
        let unit = T::epsilon().f64() / 2.0;
        let largest = match metric {
            Metric::Manhattan | Metric::Chebyshev => 4.0 * d * reach,
            Metric::Minkowski(p) => d * (2.0 * reach).powf(p),
            _ => 8.0 * d * reach * reach,
        };
        let absolute = 4.0 * d * T::min_positive_value().f64();
        (largest < T::max_value().f64()).then_some(RoundingError { absolute, relative: (d + 6.0) * unit })
    }
}
