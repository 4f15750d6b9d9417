//! Brute force: every distance, many at a time.
//!
//! 1. Known points lie side by side in panels, queries go in groups of six: sums are built up in registers, and one that
//!    is above the query's limit is never written to memory.
//! 2. Euclidean distances come from products, `|p - q|^2 = |p|^2 - 2 p.q + |q|^2`, relative to the mean of the known points; the others from differences.
//! 3. Where points are many and the processor multiplies bytes, bytes rule most points out first ([`brute_bytes`](super::brute_bytes)): 183 ms became 88
//!    for 50 000 points of 64 features and 5 000 queries.
//! 4. Whatever rounding might hide is kept, and the few points left are measured by the definition in double precision: the
//!    answer is the plain form's to the last bit, in f32 far from the origin too.

use super::brute_bytes::Bytes;
use super::candidates::{Candidates, RoundingError};
use crate::kernels::accumulate::{column_sums, squared_distances};
use crate::kernels::scan::{Panels, group_rows, scan};
use crate::kernels::tile::{AbsoluteDifference, LargestDifference, Product, ROWS};
use crate::linalg::Real;
use crate::linalg::distance::Metric;
use ndarray::ArrayView2;

/// Known points in panels, in their own order.
#[derive(Debug, Clone)]
pub(crate) struct Brute<T> {
    panels: Panels<T>,
    metric: Metric,
    /// What is taken from every point first: the mean for the euclidean metric, nothing for the others.
    origin: Vec<T>,
    /// The largest norm of a point from there, or the largest number.
    reach: f64,
    /// The points once more, for a cheap first look.
    bytes: Option<Bytes>,
}

impl<T: Real> Brute<T> {
    /// Lays the points out; `None` for a metric that has no fast form.
    pub fn new(points: ArrayView2<'_, T>, metric: Metric) -> Option<Self> {
        if let Metric::Minkowski(_) = metric {
            return None;
        }
        let (n, d) = points.dim();
        let mut panels = Panels::with_room(n, d);
        let numbers = points.as_slice().unwrap_or_default();
        let origin = match metric {
            Metric::Euclidean => column_sums(numbers, d).into_iter().map(|sum| T::of(sum / n as f64)).collect(),
            _ => vec![T::zero(); d],
        };
        // A point as the tiles want it, and its norm.
        let prepared = |i: usize, point: &mut Vec<T>| {
            prepare(metric, &numbers[i * d..(i + 1) * d], &origin, point);
            size(metric, point)
        };
        let start = |size: f64| if metric == Metric::Euclidean { size * size / 2.0 } else { 0.0 };
        let (mut reach, mut largest) = (0.0_f64, T::zero());
        let mut point = Vec::with_capacity(d);
        for i in 0..n {
            point.clear();
            let size = prepared(i, &mut point);
            reach = reach.max(size);
            largest = point.iter().fold(largest, |largest, v| largest.max(v.abs()));
            panels.set(i, &point, T::of(start(size)));
        }
        let bytes = match metric {
            Metric::Euclidean if Bytes::pays((n, d)) => {
                Bytes::new((n, d), (largest.f64(), reach), |i, point| start(prepared(i, point)))
            }
            _ => None,
        };
        Some(Self { panels, metric, origin, reach, bytes })
    }

    /// The k nearest of each query (rows of `queries`), one query after another: exact reduced distance and row. `None` where the numbers are too large for the fast form.
    pub fn search(&self, points: ArrayView2<'_, T>, queries: &[T], k: usize) -> Option<Vec<(f64, u32)>> {
        let d = self.panels.features;
        let m = queries.len() / d;
        let mut rows = Vec::with_capacity(queries.len());
        let mut reach = self.reach;
        for query in queries.chunks_exact(d) {
            let start = rows.len();
            prepare(self.metric, query, &self.origin, &mut rows);
            reach = reach.max(size(self.metric, &rows[start..]));
        }
        let error = self.error(reach)?;
        let points = points.as_slice().unwrap_or_default();
        let exact =
            |query: usize, row: u32| self.metric.reduced(&points[row as usize * d..][..d], &queries[query * d..(query + 1) * d]);
        if let Some(bytes) = &self.bytes {
            let distance = |query: usize, row: u32| {
                let mut distance = [0.0];
                squared_distances(&points[row as usize * d..][..d], &queries[query * d..][..d], &mut distance);
                distance[0]
            };
            let differences = self.error_of_differences();
            if let Some(found) = bytes.search(&rows, k, (error.absolute, differences), distance, exact) {
                return Some(found);
            }
        }
        if matches!(self.metric, Metric::Euclidean | Metric::Cosine) {
            rows.iter_mut().for_each(|v| *v = -*v); // the sums are of products p.(-q)
        }
        let groups = group_rows(&rows, d);
        let mut candidates: Vec<Candidates<T>> = (0..m).map(|_| Candidates::new(k, error)).collect();
        let mut limits = vec![T::infinity(); groups.len() / d * ROWS];
        limits[m..].fill(T::neg_infinity()); // rows that only fill the last group up

        let mut found =
            |query: usize, position: usize, sum: T| candidates[query].push(sum, position as u32, &mut |row| exact(query, row));
        match self.metric {
            Metric::Manhattan => scan::<AbsoluteDifference, T>(&self.panels, &groups, &mut limits, &mut found),
            Metric::Chebyshev => scan::<LargestDifference, T>(&self.panels, &groups, &mut limits, &mut found),
            _ => scan::<Product, T>(&self.panels, &groups, &mut limits, &mut found),
        }
        let mut out = Vec::with_capacity(m * k);
        for (query, candidates) in candidates.iter().enumerate() {
            candidates.nearest(&mut |row| exact(query, row), &mut out);
        }
        Some(out)
    }

    /// What a sum may be off by, if numbers of this size can be summed at all.
    fn error(&self, reach: f64) -> Option<RoundingError> {
        let (d, differences) = (self.panels.features as f64, self.error_of_differences());
        let (largest, error) = match self.metric {
            Metric::Manhattan | Metric::Chebyshev => (4.0 * d * reach, differences),
            _ => {
                let products = 4.0 * (d + 6.0) * T::epsilon().f64() / 2.0 * reach * reach;
                (8.0 * reach * reach, RoundingError { absolute: differences.absolute + products, relative: 0.0 })
            }
        };
        (largest < T::max_value().f64()).then_some(error)
    }

    /// What a sum of differences, or of their squares, may be off by: a share of it, and what may vanish below the least number.
    fn error_of_differences(&self) -> RoundingError {
        let d = self.panels.features as f64;
        RoundingError { absolute: 4.0 * d * T::min_positive_value().f64(), relative: (d + 4.0) * T::epsilon().f64() / 2.0 }
    }
}

/// Appends a point as the tiles want it: relative to the origin, of length one for the cosine.
fn prepare<T: Real>(metric: Metric, point: &[T], origin: &[T], out: &mut Vec<T>) {
    match metric {
        Metric::Cosine => {
            let norm = point.iter().map(|v| v.f64() * v.f64()).sum::<f64>().sqrt();
            out.extend(point.iter().map(|v| if norm > 0.0 { T::of(v.f64() / norm) } else { T::zero() }));
        }
        _ => out.extend(point.iter().zip(origin).map(|(&v, &o)| v - o)),
    }
}

/// The norm where products are summed, the largest number otherwise.
fn size<T: Real>(metric: Metric, point: &[T]) -> f64 {
    match metric {
        Metric::Euclidean | Metric::Cosine => {
            let mut sums = [0.0; 8]; // side by side, so that no addition waits for the one before
            let (eights, rest) = point.as_chunks::<8>();
            for numbers in eights.iter().map(|eight| &eight[..]).chain([rest]) {
                sums.iter_mut().zip(numbers).for_each(|(sum, v)| *sum += v.f64() * v.f64());
            }
            sums.iter().sum::<f64>().sqrt()
        }
        _ => point.iter().fold(0.0, |largest, v| largest.max(v.f64().abs())),
    }
}
