//! Brute force with a first look in bytes, which rules nearly all points out at a quarter of the arithmetic.
//!
//! 1. Every coordinate `x` is rounded to one of 255 steps, `x = step * byte + rest`. Products of bytes are summed without an error.
//! 2. A product `p.q` is off by no more than what the Cauchy-Schwarz inequality allows the rests: `|rest of p| |q| + |p in bytes| |rest of q|`. A
//!    point that is farther than the k-th nearest so far even if all of that is taken off its distance is ruled out.
//! 3. Of the others the distance is taken in floats, and of those that rounding leaves open by the definition in double precision: the answer is
//!    the plain form's to the last bit.
//!
//! Where few points can be ruled out so, one feature being a thousand times as large as the others for instance, the floats of [`brute`](super::brute)
//! take over.

use super::candidates::{Candidates, RoundingError};
use crate::kernels::bytes::{self, BytePanels, MOST_FEATURES};
use crate::kernels::tile::ROWS;
use crate::linalg::Real;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Blocks of queries for which bytes did not pay before they are given up.
const PATIENCE: usize = 3;

/// The known points in bytes.
#[derive(Debug, Clone)]
pub(super) struct Bytes {
    panels: BytePanels,
    points: usize,
    features: usize,
    /// What one step of a byte stands for.
    step: f64,
    /// The largest norm of what rounding took from a point.
    rest: f64,
    /// The largest norm of a point.
    reach: f64,
    failures: Arc<AtomicUsize>,
}

impl Bytes {
    /// Whether bytes are likely to be faster than floats: on this processor, for so many points of so many features.
    pub fn pays((points, features): (usize, usize)) -> bool {
        bytes::fast() && points >= 2048 && features >= 16 && points * features >= 1 << 18
    }

    /// Rounds points with coordinates of at most `largest`; `point` gives one and what its sums start from. `None` if bytes cannot hold them.
    pub fn new<T: Real>(
        (points, features): (usize, usize),
        (largest, reach): (f64, f64),
        mut point: impl FnMut(usize, &mut Vec<T>) -> f64,
    ) -> Option<Self> {
        let step = largest / 127.0;
        let fits = features <= MOST_FEATURES && (1e-100..1e100).contains(&step);
        if !fits {
            return None;
        }
        let mut panels = BytePanels::with_room(points, features);
        let (mut numbers, mut rounded, mut rest) = (vec![], vec![0; features], 0.0_f64);
        for i in 0..points {
            numbers.clear();
            let start = point(i, &mut numbers);
            rest = rest.max(bytes::round(&numbers, step, &mut rounded));
            panels.set(i, &rounded, -(start / (step * step)).round_ties_even() as i32);
        }
        Some(Self { panels, points, features, step, rest: rest.sqrt(), reach, failures: Arc::default() })
    }

    /// As the search of [`Brute`](super::brute::Brute): the k nearest of each of the `queries`, given relative to the points' origin. A sum of products in
    /// floats may be off by `error`, a squared distance by `rounding`; `distance` gives one in floats and `exact` by the definition, from a
    /// query's number and a point's row. `None` if bytes do not rule enough out.
    pub fn search<T: Real>(
        &self,
        queries: &[T],
        k: usize,
        (error, rounding): (f64, RoundingError),
        distance: impl Fn(usize, u32) -> f64,
        exact: impl Fn(usize, u32) -> f64,
    ) -> Option<Vec<(f64, u32)>> {
        if self.failures.load(Ordering::Relaxed) >= PATIENCE {
            return None;
        }
        let (d, square) = (self.features, self.step * self.step);
        let m = queries.len() / d;
        let mut rows = vec![0; queries.len()];
        // Of each query: half its squared norm, less what the bytes may hide.
        let mut halves = Vec::with_capacity(m);
        for (query, row) in queries.chunks_exact(d).zip(rows.chunks_exact_mut(d)) {
            let rest = bytes::round(query, self.step, row).sqrt();
            let norm2: f64 = query.iter().map(|v| v.f64() * v.f64()).sum();
            let hidden = square / 2.0 + self.rest * norm2.sqrt() + (self.reach + self.rest) * rest; // the start is rounded to half a step squared
            halves.push(norm2 / 2.0 - (error + hidden * (1.0 + 1e-6)));
        }
        let groups = bytes::group_rows(&rows, d);
        let mut limits = vec![i32::MAX; m.div_ceil(ROWS) * ROWS]; // rows that only fill the last group up find nothing
        limits[..m].fill(i32::MIN);
        let mut candidates = vec![Candidates::new(k, rounding); m];
        let mut budget = m * (self.points / 32 + 8 * k + 64); // a point that is not ruled out costs as much as twenty that are
        let whole = bytes::scan(&self.panels, &groups, &mut limits, &mut |query, place, _| {
            budget = budget.checked_sub(1)?;
            let (candidates, row) = (&mut candidates[query], place as u32);
            let distance = distance(query, row);
            if distance < candidates.limit {
                candidates.push(distance, row, &mut |row| exact(query, row));
            }
            // distance^2 / 2 = |q|^2 / 2 - sum * step^2 at least, what is hidden taken off
            let least = (halves[query] - candidates.limit / 2.0) / square;
            Some((least.floor() as i32).saturating_sub(1))
        });
        if !whole {
            self.failures.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        let mut out = Vec::with_capacity(m * k);
        for (query, candidates) in candidates.iter().enumerate() {
            candidates.nearest(&mut |row| exact(query, row), &mut out);
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::nearest::{NearestNeighbors, Search, search_plain};
    use super::*;
    use crate::kernels::accumulate::squared_distances;
    use crate::linalg::distance::Metric;
    use ndarray::{Array2, ArrayView2};
    use rand::{Rng, RngExt, SeedableRng};

    /// What the bytes say of queries about points, the euclidean way, relative to no origin.
    fn found<T: Real>(points: ArrayView2<'_, T>, queries: ArrayView2<'_, T>, k: usize) -> Option<Vec<(f64, u32)>> {
        let d = points.ncols();
        let norm = |p: &[T]| p.iter().map(|v| v.f64() * v.f64()).sum::<f64>().sqrt();
        let (all, rows) = (points.as_slice().unwrap(), queries.as_slice().unwrap());
        let largest = all.iter().fold(0.0_f64, |largest, v| largest.max(v.f64().abs()));
        let reach = all.chunks_exact(d).chain(rows.chunks_exact(d)).map(norm).fold(0.0, f64::max);
        let bytes = Bytes::new(points.dim(), (largest, reach), |i, point: &mut Vec<T>| {
            point.extend(&all[i * d..(i + 1) * d]);
            norm(point) * norm(point) / 2.0
        })?;
        let exact = |query: usize, row: u32| Metric::Euclidean.reduced(&all[row as usize * d..][..d], &rows[query * d..][..d]);
        let unit = T::epsilon().f64() / 2.0;
        let distance = |query: usize, row: u32| {
            let mut distance = [0.0];
            squared_distances(&all[row as usize * d..][..d], &rows[query * d..][..d], &mut distance);
            distance[0]
        };
        let error = 4.0 * (d as f64 + 6.0) * unit * reach * reach;
        bytes.search(rows, k, (error, RoundingError { absolute: 0.0, relative: (d as f64 + 4.0) * unit }), distance, exact)
    }

    fn agrees<T: Real>(points: &Array2<T>, queries: &Array2<T>, k: usize, what: &str) {
        let found = found(points.view(), queries.view(), k).expect(what);
        for (query, found) in queries.outer_iter().zip(found.chunks_exact(k)) {
            assert_eq!(found, search_plain(points.view(), query.as_slice().unwrap(), k, Metric::Euclidean), "{what}");
        }
    }

    #[test]
    fn the_nearest_are_those_of_the_plain_form_to_the_bit() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(8);
        for (n, d, k) in [(1024, 12, 1), (1500, 33, 10), (1100, 64, 40)] {
            let even = |rng: &mut dyn Rng, rows| Array2::from_shape_simple_fn((rows, d), || rng.random_range(-1.0..1.0));
            let points = even(&mut rng, n);
            let queries = even(&mut rng, 13);
            agrees(&points, &queries, k, "even");
            agrees(&points.mapv(|v| v as f32), &queries.mapv(|v| v as f32), k, "in single precision");
            agrees(&points, &points.slice(ndarray::s![..20, ..]).to_owned(), k, "a point asks for itself");
            let grid = |v: f64| (v * 2.0).round();
            agrees(&points.mapv(grid), &queries.mapv(grid), k, "many ties");
            agrees(&points.mapv(|v| v.powi(5)), &queries.mapv(|v| v.powi(5)), k, "mostly small");
            agrees(&points, &queries.mapv(|v| 1.02 * v), k, "queries beyond the largest byte");
        }
    }

    #[test]
    fn a_nearest_point_that_rounding_moves_away_as_far_as_it_can_is_found() {
        // One step is 1. The last point is the nearest and loses 0.49 in every feature, all of it along the query; the others win half a step in every
        // other feature.
        let points = Array2::from_shape_fn((70, 16), |(i, j)| match i {
            0 => -127.0,
            69 => 60.49,
            _ => [60.51, 60.46][j % 2],
        });
        let queries = Array2::from_elem((1, 16), 100.0);
        agrees(&points, &queries, 1, "the last");
        assert_eq!(search_plain(points.view(), &[100.0; 16], 1, Metric::Euclidean)[0].1, 69);
        // The same with the query losing instead; a point of larger coordinates seems the farther for it.
        let points = Array2::from_shape_fn((70, 16), |(i, j)| match i {
            0 => -127.0,
            69 => 127.0,
            _ => [74.0, 73.0][j % 2],
        });
        agrees(&points, &Array2::from_elem((1, 16), 100.49), 1, "the query is rounded");
    }

    #[test]
    fn bytes_are_left_where_they_rule_out_too_little() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(9);
        let points = Array2::from_shape_fn((4000, 16), |(_, j)| rng.random_range(-1.0..1.0) * if j == 0 { 1e6 } else { 1.0 });
        // The query's own first coordinate is shared by all that matters: of the others nothing is left in bytes.
        let points = Array2::from_shape_fn((4000, 16), |(i, j)| if j == 0 && i > 0 { 5e5 } else { points[[i, j]] });
        let queries = points.slice(ndarray::s![1..7, ..]).to_owned();
        assert!(found(points.view(), queries.view(), 5).is_none());
    }

    #[test]
    fn numbers_whose_squares_vanish_or_nearly_overflow_are_still_told_apart() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(10);
        let points = Array2::from_shape_simple_fn((4200, 64), || rng.random_range(-1.0_f32..1.0));
        for scale in [1e-37_f32, 1e-30, 1e-20, 1e-15, 1e15, 1e18] {
            let points = points.mapv(|v| v * scale);
            let queries = points.slice(ndarray::s![..9, ..]).mapv(|v| v * 1.01);
            let index = NearestNeighbors::new(5).search(Search::Brute).fit(points.view()).unwrap();
            let found = index.kneighbors(queries.view(), 5).unwrap();
            for (query, found) in queries.outer_iter().zip(found.indices.outer_iter()) {
                let plain = search_plain(points.view(), query.as_slice().unwrap(), 5, Metric::Euclidean);
                assert_eq!(found.to_vec(), plain.iter().map(|&(_, row)| row as usize).collect::<Vec<_>>(), "times {scale:e}");
            }
        }
    }
}
