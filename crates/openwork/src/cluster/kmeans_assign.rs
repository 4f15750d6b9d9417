//! The fast form of assignment: the same labels as [`assign_plain`](super::kmeans::assign_plain), always. What each idea gave, on 200 000 points
//! of 32 features with 64 centres, twenty rounds in f32 on two threads:
//!
//! 1. `|x - c|^2 = |x|^2 - 2 x.c + |c|^2`: the products of all points with all centres are one matrix product, done in tiles
//!    whose values never leave the registers ([`kernels::nearest_center`](crate::kernels::nearest_center)).
//! 2. That form cancels: points and centres are taken relative to a point near their mean, and where the second nearest centre is
//!    closer than the rounding error can be, the point is settled by the definition, in double precision.
//! 3. A point whose second nearest centre is farther than its own by a gap keeps its label until the centres have moved by that much: such
//!    points are not looked at (after Hamerly, "Making k-means even faster", SDM 2010).
//! 4. The sum of a cluster's points changes only by the points that moved.
//! 5. Chunks of a fixed number of points, merged in order: the same bits for any number of threads.

use crate::error::{Error, Result};
use crate::kernels::accumulate::{ClusterSums, column_sums, inertia, spread};
use crate::kernels::nearest_center::{Nearest, PackedCenters, nearest};
use crate::linalg::distance::squared_euclidean;
use crate::linalg::{Real, check_finite, check_shape};
use crate::threads;
use ndarray::{Array2, ArrayView1, ArrayView2, CowArray, Ix2};
use std::borrow::Cow;

/// Points worked on at a time, while they stay in the first cache.
const BLOCK: usize = 2048;

/// The points, in rows that lie one behind the other, and what is known of them before the first round.
#[derive(Debug, Clone)]
pub(crate) struct Points<'a, T> {
    rows: CowArray<'a, T, Ix2>,
    weights: Option<Cow<'a, [f64]>>,
    /// The point nearest to the mean: the origin of all that follows. Being a point, it leaves whole numbers whole and equal points zero.
    pub origin: Vec<T>,
    /// The variance of each feature, averaged over the features.
    pub mean_variance: f64,
    /// Points in a chunk.
    chunk: usize,
    /// Per chunk, the largest distance of a point from the origin.
    radius: Vec<f64>,
}

impl<'a, T: Real> Points<'a, T> {
    /// Checks the points and measures them, in two passes; `k` sizes the chunks so that their sums stay small beside the points.
    pub fn new(x: ArrayView2<'a, T>, weights: Option<&'a [f64]>, k: usize) -> Result<Self> {
        check_shape("x", x)?;
        let rows = if x.is_standard_layout() { CowArray::from(x) } else { CowArray::from(x.as_standard_layout().into_owned()) };
        let (n, d) = rows.dim();
        let chunk = 4096.max(16 * k);
        let weights = weights.map(Cow::Borrowed);
        let mut points = Self { rows, weights, origin: vec![], mean_variance: 0.0, chunk, radius: vec![] };

        let sums = threads::map_chunks(n, chunk, n * d, |range| column_sums(points.slice(range), d));
        let mean: Vec<T> = (0..d).map(|j| T::of(sums.iter().map(|s| s[j]).sum::<f64>() / n as f64)).collect();

        let spreads = threads::map_chunks(n, chunk, n * d, |range| (range.start, spread(points.slice(range), &mean)));
        points.mean_variance = spreads.iter().map(|(_, s)| s.total).sum::<f64>() / n as f64 / d as f64;
        let nearest = spreads.iter().min_by(|a, b| a.1.least.total_cmp(&b.1.least)).map_or(0, |(start, s)| start + s.nearest);
        points.origin = points.row(nearest).to_vec();
        let aside = squared_euclidean(&points.origin, &mean).sqrt();
        points.radius = spreads.iter().map(|(_, s)| s.most.sqrt() + aside).collect();
        if !points.mean_variance.is_finite() {
            // Either a number is not finite, or its square is not: f32 squares overflow at 2e19, f64 squares at 1e154.
            check_finite("x", x)?;
            points.mean_variance = (0..n).map(|i| squared_euclidean(points.row(i), &mean)).sum::<f64>() / n as f64 / d as f64;
        }
        if !points.mean_variance.is_finite() {
            let largest = x.iter().fold(0.0, |a: f64, v| a.max(v.f64().abs()));
            let want = "numbers whose squares f64 can hold; divide x by a constant";
            return Err(Error::setting("x", format!("numbers as large as {largest:e}"), want));
        }
        Ok(points)
    }

    /// Some of the points, a row as often as it is named, relative to the same origin; each counts by its weight, or as one.
    pub fn select(&self, rows: &[usize], weighted: bool) -> Points<'static, T> {
        let weights = self.weights.as_ref().filter(|_| weighted).map(|w| rows.iter().map(|&i| w[i]).collect());
        let (n, d) = (rows.len(), self.rows.ncols());
        let mut all = Vec::with_capacity(n * d);
        rows.iter().for_each(|&i| all.extend_from_slice(self.row(i))); // ndarray's `select` takes ten times as long for short rows
        let chunks =
            threads::map_chunks(n, self.chunk, n * d, |range| spread(&all[range.start * d..range.end * d], &self.origin));
        let radius = chunks.iter().map(|s| s.most.sqrt()).collect();
        let rows = Array2::from_shape_vec((n, d), all).unwrap_or_default();
        Points {
            rows: rows.into(),
            weights,
            origin: self.origin.clone(),
            mean_variance: self.mean_variance,
            chunk: self.chunk,
            radius,
        }
    }

    pub fn dim(&self) -> (usize, usize) {
        self.rows.dim()
    }

    pub fn view(&self) -> ArrayView2<'_, T> {
        self.rows.view()
    }

    pub fn row(&self, i: usize) -> &[T] {
        self.slice(i..i + 1)
    }

    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    pub fn weight(&self, i: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |w| w[i])
    }

    /// Rows, one behind the other.
    pub fn slice(&self, range: std::ops::Range<usize>) -> &[T] {
        let d = self.rows.ncols();
        &self.rows.as_slice().unwrap_or_default()[range.start * d..range.end * d]
    }

    /// The mean of the points of cluster j, feature by feature.
    pub fn cluster_mean(&self, sums: &ClusterSums, j: usize) -> impl Iterator<Item = f64> {
        let (d, weight) = (self.origin.len(), sums.weight[j]);
        self.origin.iter().zip(&sums.points[j * d..(j + 1) * d]).map(move |(o, sum)| (weight * o.f64() + sum) / weight)
    }

    /// Sum of the weighted squared distances of the points from the origin.
    pub fn total(&self) -> f64 {
        self.inertia(&vec![0; self.dim().0], &self.origin)
    }

    /// Sum of the weighted squared distances of the points from the centres they are labelled with, by the definition.
    pub fn inertia(&self, labels: &[u32], centers: &[T]) -> f64 {
        let (n, d) = self.dim();
        let parts = threads::map_chunks(n, self.chunk, n * d, |range| {
            let weights = self.weights.as_ref().map(|w| &w[range.clone()]);
            inertia(self.slice(range.clone()), &labels[range], weights, centers, d)
        });
        parts.iter().sum()
    }
}

/// The labels of the points, and what lets most of them stand from one round to the next.
#[derive(Debug, Clone)]
pub(crate) struct Assignment<T> {
    /// The centre of each point; empty before the first round.
    pub labels: Vec<u32>,
    /// Per cluster its points, relative to the origin, and their weight.
    pub sums: ClusterSums,
    /// The centres of the last round.
    centers: Vec<T>,
    /// Per cluster, how far its own centre and the fastest other one have moved since the start, added up.
    drift: Vec<f64>,
    /// Per point, the drift of its cluster below which its label is certain.
    certain: Vec<f32>,
}

impl<T: Real> Assignment<T> {
    pub fn new(k: usize, d: usize) -> Self {
        Self { labels: vec![], sums: ClusterSums::zeros(k, d), centers: vec![], drift: vec![0.0; k], certain: vec![] }
    }

    /// The first round.
    pub fn of(x: &Points<'_, T>, centers: ArrayView2<'_, T>) -> Self {
        let mut assignment = Self::new(centers.nrows(), centers.ncols());
        assignment.assign(x, centers);
        assignment
    }

    /// Step one: every point takes the label of its nearest centre. Returns how many points changed theirs.
    pub fn assign(&mut self, x: &Points<'_, T>, centers: ArrayView2<'_, T>) -> usize {
        let ((n, d), k) = (x.dim(), centers.nrows());
        let first = self.labels.is_empty();
        self.labels.resize(n, 0);
        self.certain.resize(n, f32::NEG_INFINITY);
        let centers = centers.iter().copied().collect::<Vec<T>>();
        if !first {
            self.drift(&centers, d);
        }

        let centered: Vec<T> = centers.chunks_exact(d).flat_map(|c| c.iter().zip(&x.origin).map(|(&c, &m)| c - m)).collect();
        let packed = PackedCenters::new(&centered, d);
        let origin = vec![T::zero(); d];
        let reach = centered.chunks_exact(d).map(|c| squared_euclidean(c, &origin)).fold(0.0, f64::max).sqrt();

        let drift = &self.drift;
        let outputs = (self.labels.as_mut_slice(), self.certain.as_mut_slice());
        let parts = threads::map_chunks_mut2(outputs, x.chunk, n * d * k, |range, labels, certain| {
            let radius = x.radius[range.start / x.chunk];
            let error = T::of(rounding_error::<T>(d, reach, radius));
            let mut moved = 0;
            let (mut change, mut entries) = (ClusterSums::zeros(k, d), vec![]);
            let rows = x.slice(range.clone());
            let (mut found, mut open) = (Nearest::default(), vec![]);
            for start in (0..labels.len()).step_by(BLOCK) {
                still_open(start, &labels[start..], &certain[start..], drift, &mut open);
                nearest(rows, &open, &x.origin, &packed, error, &mut found);
                for ((&i, &gap), index) in open.iter().zip(&found.gap).zip(&found.index) {
                    let (at, gap) = (i as usize, gap.f64());
                    let label =
                        if gap >= 0.0 { index.f64() as u32 } else { nearest_plain(&rows[at * d..(at + 1) * d], &centers) };
                    certain[at] = ((gap + drift[label as usize]) * (1.0 - 1e-6)) as f32; // rounded towards doubt
                    if first || labels[at] != label {
                        moved += 1;
                        if !first {
                            entries.push((i, labels[at], -1.0));
                        }
                        entries.push((i, label, 1.0));
                        labels[at] = label;
                    }
                }
            }
            if let Some(weights) = &x.weights {
                // Fractions do not cancel exactly, and a cluster must not keep a trace of what left it: sum them all anew.
                entries = labels.iter().zip(&weights[range]).enumerate().map(|(i, (&l, &w))| (i as u32, l, w)).collect();
            }
            change.add(rows, &x.origin, &entries);
            (moved, change)
        });

        if x.weights.is_some() {
            self.sums = ClusterSums::zeros(k, d);
        }
        let mut moved = 0;
        for (part, change) in &parts {
            moved += part;
            self.sums.merge(change);
        }
        self.centers = centers;
        moved
    }

    /// Adds to each cluster's drift how far its centre and the fastest of the others have moved since the last round.
    fn drift(&mut self, centers: &[T], d: usize) {
        let steps: Vec<f64> =
            self.centers.chunks_exact(d).zip(centers.chunks_exact(d)).map(|(a, b)| squared_euclidean(a, b).sqrt()).collect();
        for (j, drift) in self.drift.iter_mut().enumerate() {
            let fastest_other = steps.iter().enumerate().filter(|&(other, _)| other != j).map(|s| *s.1).fold(0.0, f64::max);
            *drift += (steps[j] + fastest_other) * (1.0 + 1e-12);
        }
    }
}

/// The points of a block whose labels are not certain: numbers from `start` on.
fn still_open(start: usize, labels: &[u32], certain: &[f32], drift: &[f64], open: &mut Vec<u32>) {
    open.resize(BLOCK.min(labels.len()), 0);
    let mut count = 0;
    for (i, (&certain, &label)) in certain.iter().zip(labels).take(BLOCK).enumerate() {
        open[count] = (start + i) as u32; // written always and kept only if open: no branch to be mispredicted
        count += usize::from(!(f64::from(certain) > drift[label as usize]));
    }
    open.truncate(count);
}

/// By how much a difference of two values `|c|^2 / 2 - x.c`, or such a value and half of `|x|^2`, may be off: each is a sum of d products of
/// centred numbers with a relative error of u a term, u being half the distance from 1 to the next number (Higham,
/// Accuracy and Stability of Numerical Algorithms, section 3.1).
fn rounding_error<T: Real>(d: usize, reach: f64, radius: f64) -> f64 {
    let u = T::epsilon().f64() / 2.0;
    2.0 * (d + 6) as f64 * u * (reach + radius) * (reach + radius)
}

/// The nearest centre by the definition, the lower index where two are equally near.
fn nearest_plain<T: Real>(point: &[T], centers: &[T]) -> u32 {
    let mut best = (f64::INFINITY, 0);
    for (j, center) in centers.chunks_exact(point.len()).enumerate() {
        let distance = squared_euclidean(point, center);
        if distance < best.0 {
            best = (distance, j as u32);
        }
    }
    best.1
}

/// Weights that count: one a point, finite, not negative, not all zero.
pub(crate) fn check_weights(weights: ArrayView1<'_, f64>, n: usize) -> Result<()> {
    if weights.len() != n {
        return Err(Error::shape("weights", weights.len(), format!("{n}, one a point")));
    }
    if let Some(i) = weights.iter().position(|w| !(*w >= 0.0 && w.is_finite())) {
        return Err(Error::setting("weights", format!("{} at {i}", weights[i]), "finite numbers >= 0"));
    }
    match weights.sum() {
        0.0 => Err(Error::setting("weights", "all zero", "at least one weight above 0")),
        sum if sum.is_finite() => Ok(()),
        _ => Err(Error::setting("weights", "a sum beyond f64", "a finite sum; divide all weights by a constant")),
    }
}
