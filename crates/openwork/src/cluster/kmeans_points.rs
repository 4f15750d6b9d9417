//! The points as k-means looks at them: in rows, relative to one of them, in chunks that threads share.

use crate::error::{Error, Result};
use crate::kernels::accumulate::{ClusterSums, column_sums, inertia, spread};
use crate::linalg::distance::squared_euclidean;
use crate::linalg::{Real, check_finite, check_shape};
use crate::threads;
use ndarray::{Array2, ArrayView1, ArrayView2, CowArray, Ix2};
use std::borrow::Cow;

/// The points, in rows that lie one behind the other, and what is known of them before the first round.
#[derive(Debug, Clone)]
pub(crate) struct Points<'a, T> {
    rows: CowArray<'a, T, Ix2>,
    weights: Option<Cow<'a, [f64]>>,
    /// The point nearest to the mean: the origin of all that follows. Being a point, it leaves whole numbers whole and equal points zero.
    pub origin: Vec<T>,
    /// The variance of each feature, averaged over the features.
    pub mean_variance: f64,
    /// Sum of the weighted squared distances from the origin, if it is known.
    total: Option<f64>,
    /// Points in a chunk.
    pub chunk: usize,
}

impl<'a, T: Real> Points<'a, T> {
    /// Checks the points and measures them, in two passes; `k` sizes the chunks so that their sums stay small beside the points.
    pub fn new(x: ArrayView2<'a, T>, weights: Option<&'a [f64]>, k: usize) -> Result<Self> {
        check_shape("x", x)?;
        let rows = if x.is_standard_layout() { CowArray::from(x) } else { CowArray::from(x.as_standard_layout().into_owned()) };
        let (n, d) = rows.dim();
        let chunks = n.div_ceil(4096.max(32 * k));
        let chunk = n.div_ceil(chunks.next_power_of_two().min(chunks.next_multiple_of(8))); // as many for each of 2, 4 or 8 threads
        let weights = weights.map(Cow::Borrowed);
        let mut points = Self { rows, weights, origin: vec![], mean_variance: 0.0, total: None, chunk };

        let sums = threads::map_chunks(n, chunk, n * d, |range| column_sums(points.slice(range), d));
        let sums: Vec<f64> = (0..d).map(|j| sums.iter().map(|s| s[j]).sum()).collect();
        let mean: Vec<T> = sums.iter().map(|sum| T::of(sum / n as f64)).collect();

        let spreads = threads::map_chunks(n, chunk, n * d, |range| (range.start, spread(points.slice(range), &mean)));
        points.mean_variance = spreads.iter().map(|(_, s)| s.total).sum::<f64>() / n as f64 / d as f64;
        let nearest = spreads.iter().min_by(|a, b| a.1.least.total_cmp(&b.1.least)).map_or(0, |(start, s)| start + s.nearest);
        points.origin = points.row(nearest).to_vec();
        if !holds::<T>(points.mean_variance) {
            // A number is not finite, or its square is not (f32 squares overflow at 2e19, f64 squares at 1e154), or squares have next to no bits.
            check_finite("x", x)?;
            points.mean_variance = (0..n).map(|i| squared_euclidean(points.row(i), &mean)).sum::<f64>() / n as f64 / d as f64;
        } else if points.weights.is_none() {
            // `sum |x - o|^2 = sum |x - m|^2 + 2 (m - o) . sum (x - m) + n |m - o|^2`, where the middle is what rounding left of the mean.
            let aside = sums.iter().zip(&mean).zip(&points.origin).map(|((sum, m), o)| {
                let (m, n) = (m.f64(), n as f64);
                (m - o.f64()) * (2.0 * (sum - n * m) + n * (m - o.f64()))
            });
            points.total = Some(spreads.iter().map(|(_, s)| s.total).sum::<f64>() + aside.sum::<f64>());
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
        let rows = Array2::from_shape_vec((n, d), all).unwrap_or_default();
        Points {
            rows: rows.into(),
            weights,
            origin: self.origin.clone(),
            mean_variance: self.mean_variance,
            total: None,
            chunk: self.chunk,
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
        self.total.unwrap_or_else(|| self.inertia(&vec![0; self.dim().0], &self.origin))
    }

    /// Sum of the weighted squared distances of the points from the centres they are labelled with, by the definition.
    pub fn inertia(&self, labels: &[u32], centers: &[T]) -> f64 {
        let (n, d) = self.dim();
        let parts = threads::map_chunks(n, self.chunk, n * d, |range| {
            let weights = self.weights.as_ref().map(|w| &w[range.clone()]);
            let sum = inertia(self.slice(range.clone()), &labels[range.clone()], weights, centers, d);
            if holds::<T>(sum / (range.len() * d) as f64) {
                return sum;
            }
            let center = |i: usize| &centers[labels[i] as usize * d..][..d];
            range.map(|i| self.weight(i) * squared_euclidean(self.row(i), center(i))).sum()
        });
        parts.iter().sum()
    }
}

/// Whether a mean of squares computed in `T` tells the truth: no square was too large for `T`, and the mean is not so small that squares lose bits.
pub(crate) fn holds<T: Real>(mean: f64) -> bool {
    mean.is_finite() && mean > T::min_positive_value().f64() / T::epsilon().f64()
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
