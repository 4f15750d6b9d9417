//! The tile: a few rows against a panel of many points, every pair's sum built up in registers.
//!
//! A *panel* holds the points of `V` vectors side by side, feature by feature: `panel[j][v]` are the j-th features of the points in vector
//! `v`. A *group* holds `R` rows feature by feature: `group[j][r]`. For each feature the tile loads `V` vectors and
//! broadcasts `R` numbers, and does `R x V` multiply-adds: with 24 sums in registers the loads hide behind the arithmetic.

use super::lanes::Lanes;
use pulp::Simd;

/// Rows in a group.
pub const ROWS: usize = 6;
/// Vectors in a panel: `ROWS * VECTORS` sums fill 24 of AVX-512's 32 registers.
pub const VECTORS: usize = 4;

/// How one feature of a pair enters its sum.
pub trait Term {
    /// `sum` after a feature in which the point has `a` and the row `b`.
    fn add<T: Lanes, S: Simd>(s: S, sum: T::Vector<S>, a: T::Vector<S>, b: T::Vector<S>) -> T::Vector<S>;
}

/// `sum + a * b`
pub struct Product;
/// `sum + (a - b)^2`
pub struct SquaredDifference;
/// `sum + |a - b|`
pub struct AbsoluteDifference;
/// `max(sum, |a - b|)`
pub struct LargestDifference;

impl Term for Product {
    #[inline(always)]
    fn add<T: Lanes, S: Simd>(s: S, sum: T::Vector<S>, a: T::Vector<S>, b: T::Vector<S>) -> T::Vector<S> {
        T::times_plus(s, a, b, sum)
    }
}

impl Term for SquaredDifference {
    #[inline(always)]
    fn add<T: Lanes, S: Simd>(s: S, sum: T::Vector<S>, a: T::Vector<S>, b: T::Vector<S>) -> T::Vector<S> {
        let d = T::minus(s, a, b);
        T::times_plus(s, d, d, sum)
    }
}

impl Term for AbsoluteDifference {
    #[inline(always)]
    fn add<T: Lanes, S: Simd>(s: S, sum: T::Vector<S>, a: T::Vector<S>, b: T::Vector<S>) -> T::Vector<S> {
        T::plus(s, sum, T::magnitude(s, T::minus(s, a, b)))
    }
}

impl Term for LargestDifference {
    #[inline(always)]
    fn add<T: Lanes, S: Simd>(s: S, sum: T::Vector<S>, a: T::Vector<S>, b: T::Vector<S>) -> T::Vector<S> {
        T::greater(s, sum, T::magnitude(s, T::minus(s, a, b)))
    }
}

/// The sums of `R` rows against `V` vectors of points, starting from `start`.
#[inline(always)]
pub fn tile<T: Lanes, K: Term, S: Simd, const R: usize, const V: usize>(
    s: S,
    panel: &[[T::Vector<S>; V]],
    group: &[[T; R]],
    start: [[T::Vector<S>; V]; R],
) -> [[T::Vector<S>; V]; R] {
    let mut sums = start;
    for (points, rows) in panel.iter().zip(group) {
        for r in 0..R {
            let row = T::splat(s, rows[r]);
            for v in 0..V {
                sums[r][v] = K::add::<T, S>(s, sums[r][v], points[v], row);
            }
        }
    }
    sums
}

/// As [`tile`], the numbers of the points from `p * apart` on in row `p` of a matrix, each row of the group where it stands.
#[inline(always)]
pub fn tile_of_lines<T: Lanes, K: Term, S: Simd, const R: usize, const V: usize>(
    s: S,
    points: &[T],
    apart: usize,
    lines: [&[T]; R],
    start: [[T::Vector<S>; V]; R],
) -> [[T::Vector<S>; V]; R] {
    let length = lines[0].len();
    assert!(lines.iter().all(|line| line.len() == length));
    let mut sums = start;
    for j in 0..length {
        let points = T::vectors::<S>(&points[j * apart..][..V * T::lanes::<S>()]);
        for r in 0..R {
            let row = T::splat(s, lines[r][j]);
            for v in 0..V {
                sums[r][v] = K::add::<T, S>(s, sums[r][v], points[v], row);
            }
        }
    }
    sums
}
