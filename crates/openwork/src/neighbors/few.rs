//! Few known points, 16 to 1024: all of them are summed for as many queries at a time as a vector holds, in single precision, and each query's
//! short list of the nearest is measured exactly.

use crate::kernels::shortlist::{FewPoints, MOST_POINTS, place, shortlists, sum};
use crate::kernels::tile::{AbsoluteDifference, LargestDifference, SquaredDifference};
use crate::linalg::Real;
use crate::linalg::distance::Metric;
use crate::order::by_number_then_place;

/// With fewer points a list could not be filled.
const FEWEST_POINTS: usize = 16;
/// With fewer queries most lanes would be idle.
const FEWEST_QUERIES: usize = 4;
/// Numbers whose squares are summed without loss.
const SIZES: std::ops::Range<f64> = 1e-12..1e12;

/// The known points as seen from the first of them, in single precision: what is far from zero would be rounded coarsely.
#[derive(Debug, Clone)]
pub(crate) struct Few<T> {
    points: FewPoints,
    first: Vec<T>,
    /// The largest number in the points.
    reach: f64,
    metric: Metric,
}

impl<T: Real> Few<T> {
    /// `None` where the points are too few or too many, or all alike, or the metric has no tile.
    pub fn of(points: &[T], d: usize, metric: Metric) -> Option<Self> {
        let tile = matches!(metric, Metric::Euclidean | Metric::Manhattan | Metric::Chebyshev);
        if !tile || !(FEWEST_POINTS..=MOST_POINTS).contains(&(points.len() / d)) {
            return None;
        }
        let first = points[..d].to_vec();
        let (numbers, reach) = seen_from(&first, points);
        SIZES.contains(&reach).then(|| Self { points: FewPoints::of(&numbers, d), first, reach, metric })
    }

    /// The k nearest `points`, the same as ever, of each query, nearest first: exact reduced distance and row. Queries that their lists do not
    /// settle, many points being equally far, are put to `search`. `None` where lists do not pay.
    pub fn search(
        &self,
        points: &[T],
        queries: &[T],
        k: usize,
        search: impl Fn(&[T]) -> Vec<(f64, u32)>,
    ) -> Option<Vec<(f64, u32)>> {
        if queries.len() < FEWEST_QUERIES * self.first.len() {
            return None;
        }
        // Some more than are asked for, since points may be equally far.
        match k {
            ..=5 => self.search_lists::<8>(points, queries, k, search),
            6..=14 => self.search_lists::<16>(points, queries, k, search),
            _ => None,
        }
    }

    fn search_lists<const L: usize>(
        &self,
        points: &[T],
        queries: &[T],
        k: usize,
        search: impl Fn(&[T]) -> Vec<(f64, u32)>,
    ) -> Option<Vec<(f64, u32)>> {
        let d = self.first.len();
        let (rows, farthest) = seen_from(&self.first, queries);
        if farthest >= SIZES.end {
            return None;
        }
        let lists = match self.metric {
            Metric::Euclidean => shortlists::<SquaredDifference, L>(&self.points, &rows),
            Metric::Manhattan => shortlists::<AbsoluteDifference, L>(&self.points, &rows),
            Metric::Chebyshev => shortlists::<LargestDifference, L>(&self.points, &rows),
            Metric::Minkowski(_) | Metric::Cosine => return None,
        };
        let (factor, offset) = self.largest_sum(farthest);

        let mut out = Vec::with_capacity(lists.len() * k);
        let mut nearest: Vec<(f64, u32)> = Vec::with_capacity(L);
        let (mut unsettled, mut places) = (vec![], vec![]);
        for (query, list) in queries.chunks_exact(d).zip(&lists) {
            let measured = |&entry: &f32| {
                let row = place(entry);
                (self.metric.reduced(&points[row * d..(row + 1) * d], query), row as u32)
            };
            // What follows an entry, on the list or not, shows no lesser sum: if that is too large, so are all of those.
            let too_large = |entry: f32, kth: f64| f64::from(sum(entry)) > kth * factor + offset;
            let (first, rest) = list.split_at(k + 2);
            nearest.clear();
            nearest.extend(first.iter().map(measured));
            put_in_order(&mut nearest);
            for entry in rest {
                if too_large(*entry, nearest[k - 1].0) {
                    break;
                }
                nearest.push(measured(entry));
                put_in_order(&mut nearest);
            }
            if !too_large(list[L - 1], nearest[k - 1].0) {
                unsettled.extend_from_slice(query);
                places.push(out.len());
            }
            out.extend_from_slice(&nearest[..k]);
        }
        if !places.is_empty() {
            for (at, found) in places.into_iter().zip(search(&unsettled).chunks_exact(k)) {
                out[at..at + k].copy_from_slice(found);
            }
        }
        Some(out)
    }

    /// `factor` and `offset` such that a point whose reduced distance is at most r shows a sum of at most `r * factor + offset`, where the queries'
    /// largest number is `farthest`.
    fn largest_sum(&self, farthest: f64) -> (f64, f64) {
        let (d, unit) = (self.first.len() as f64, f64::from(f32::EPSILON));
        // Rounding a coordinate moves the point by half a unit of its size, here twice that; each operation on the sums adds a part.
        let moved = d * unit * (self.reach + farthest);
        let rounded = 1.0 + (d + 4.0) * unit;
        match self.metric {
            // (x + y)^2 <= (1 + t) x^2 + (1 + 1 / t) y^2 for every t > 0, here 1e-4
            Metric::Euclidean => (rounded * (1.0 + 1e-4), rounded * (1.0 + 1e4) * moved * moved),
            _ => (rounded, rounded * moved),
        }
    }
}

/// Rows less a point, and the largest number in them.
fn seen_from<T: Real>(point: &[T], rows: &[T]) -> (Vec<f32>, f64) {
    let mut numbers = Vec::with_capacity(rows.len());
    for row in rows.chunks_exact(point.len()) {
        numbers.extend(row.iter().zip(point).map(|(v, from)| (v.f64() - from.f64()) as f32));
    }
    let largest = numbers.iter().fold(0, |largest, v| v.abs().to_bits().max(largest));
    (numbers, f64::from(f32::from_bits(largest)))
}

/// Nearest first, the lower row first among equals: as a list has them, but for sums that rounding made equal.
fn put_in_order(nearest: &mut [(f64, u32)]) {
    if !nearest.is_sorted_by(|a, b| a.0 < b.0 || (a.0 == b.0 && a.1 < b.1)) {
        by_number_then_place(nearest);
    }
}

#[cfg(test)]
mod tests {
    use super::super::nearest::search_plain;
    use super::*;
    use ndarray::{Array2, Axis};
    use rand::{RngExt, SeedableRng};
    use std::cell::Cell;

    /// Compares with the plain form, to the bit; how many queries were not settled, where lists were made.
    fn agrees<T: Real>(points: &Array2<T>, queries: &Array2<T>, k: usize, metric: Metric, what: &str) -> Option<usize> {
        let (known, asked) = (points.as_slice().unwrap(), queries.as_slice().unwrap());
        let unsettled = Cell::new(0);
        let plain = |query: &[T]| search_plain(points.view(), query, k, metric);
        let again = |queries: &[T]| {
            unsettled.set(queries.len() / points.ncols());
            queries.chunks_exact(points.ncols()).flat_map(plain).collect()
        };
        let found = Few::of(known, points.ncols(), metric)?.search(known, asked, k, again)?;
        assert_eq!(found.len(), queries.nrows() * k);
        for (query, found) in queries.outer_iter().zip(found.chunks_exact(k)) {
            assert_eq!(found, plain(query.as_slice().unwrap()), "{what}, {k} of {:?}, {metric:?}", points.dim());
        }
        Some(unsettled.get())
    }

    #[test]
    fn the_nearest_are_those_of_the_plain_form_to_the_bit() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(3);
        for (n, d) in [(16, 1), (33, 2), (150, 4), (1024, 3), (300, 40)] {
            for metric in [Metric::Euclidean, Metric::Manhattan, Metric::Chebyshev] {
                for k in [1, 5, 6, 14] {
                    let points = Array2::from_shape_simple_fn((n, d), || rng.random_range(-1.0..1.0));
                    let queries = Array2::from_shape_simple_fn((37, d), || rng.random_range(-1.2..1.2));
                    assert_eq!(agrees(&points, &queries, k, metric, "even"), Some(0));
                    assert!(agrees(&points.mapv(|v| v as f32), &queries.mapv(|v| v as f32), k, metric, "in f32").unwrap() < 5);
                    let far = |v: &Array2<f64>| v.mapv(|v| 1e8 + v);
                    assert_eq!(agrees(&far(&points), &far(&queries), k, metric, "far from zero"), Some(0));
                    assert!(
                        agrees(&points, &points.select(Axis(0), &[3, 1, 2, 5]), k, metric, "a point asks for itself").is_some()
                    );
                    let grid = |v: &Array2<f64>| v.mapv(|v| (v * 2.0).round());
                    assert!(agrees(&grid(&points), &grid(&queries), k, metric, "many ties").is_some());
                }
            }
        }
    }

    #[test]
    fn points_that_single_precision_cannot_tell_apart_are_told_apart() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(4);
        for (size, metric) in
            [(1e-9, Metric::Euclidean), (3e-8, Metric::Manhattan), (1e-7, Metric::Euclidean), (1e-6, Metric::Chebyshev)]
        {
            // Seen from the first point, the others lie at 1, closer together than numbers there are.
            let about_one = |rows, rng: &mut rand_pcg::Pcg64| {
                Array2::from_shape_fn((rows, 3), |(i, _)| if i == 0 { 0.0 } else { 1.0 + size * rng.random_range(-1.0..1.0) })
            };
            let (points, queries) = (about_one(60, &mut rng), about_one(50, &mut rng));
            assert!(agrees(&points, &queries, 4, metric, "close together").is_some_and(|unsettled| unsettled > 0));
            // Two rings about the query, the first one narrower by next to nothing.
            let rings = Array2::from_shape_fn((200, 2), |(i, j)| {
                let (radius, angle) = (1.0 - size * f64::from(i % 10 == 0), i as f64);
                radius * [angle.cos(), angle.sin()][j]
            });
            let about_zero = Array2::from_shape_simple_fn((20, 2), || size * rng.random_range(-0.01..0.01));
            agrees(&rings, &about_zero, 5, metric, "rings");
        }
    }

    #[test]
    fn numbers_whose_squares_vanish_or_overflow_are_left_to_others_or_told_apart() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(5);
        let points = Array2::from_shape_simple_fn((64, 3), || rng.random_range(-1.0..1.0));
        let queries = Array2::from_shape_simple_fn((8, 3), || rng.random_range(-1.0..1.0));
        for scale in [1e-300, 1e-160, 1e-12, 1e-8, 1e-5, 1e5, 1e8, 1e150, 1e300] {
            for far in [1.0, 1e6, 1e12] {
                let (points, queries) = (points.mapv(|v| v * scale), queries.mapv(|v| v * scale * far));
                agrees(&points, &queries, 3, Metric::Manhattan, "scaled");
                agrees(&points, &queries, 3, Metric::Chebyshev, "scaled");
                if scale < 1e150 {
                    agrees(&points, &queries, 3, Metric::Euclidean, "scaled");
                }
            }
        }
        assert!(Few::of(&[2.0; 60], 3, Metric::Euclidean).is_none(), "all alike");
    }
}
