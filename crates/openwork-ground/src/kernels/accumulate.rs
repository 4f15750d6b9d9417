//! What k-means sums over its points: per cluster the points and their weight, and over all the squared distances.

use super::lanes::Lanes;
use pulp::{Arch, Simd, WithSimd};

/// Per cluster, the weighted sum of its points and their weight; two of them merge.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterSums {
    /// Weighted sum of the points of each cluster, relative to an origin, shape `(k, d)`, row after row.
    pub points: Vec<f64>,
    /// Weight of the points of each cluster, shape `(k)`.
    pub weight: Vec<f64>,
}

impl ClusterSums {
    /// Nothing summed yet.
    pub fn zeros(k: usize, d: usize) -> Self {
        Self { points: vec![0.0; k * d], weight: vec![0.0; k] }
    }

    /// Adds the sums of other points.
    pub fn merge(&mut self, other: &Self) {
        self.points.iter_mut().zip(&other.points).for_each(|(a, b)| *a += b);
        self.weight.iter_mut().zip(&other.weight).for_each(|(a, b)| *a += b);
    }

    /// Adds points to clusters. Each entry: the row of `points`, the cluster, and the weight, which is negative where the point leaves.
    pub fn add<T: Lanes>(&mut self, points: &[T], origin: &[T], entries: &[(u32, u32, f64)]) {
        let d = origin.len();
        vectorized!({
            for &(row, cluster, weight) in entries {
                let (row, cluster) = (row as usize, cluster as usize);
                self.weight[cluster] += weight;
                let sum = &mut self.points[cluster * d..(cluster + 1) * d];
                for ((sum, &v), &o) in sum.iter_mut().zip(&points[row * d..(row + 1) * d]).zip(origin) {
                    *sum += weight * (v.wide() - o.wide());
                }
            }
        });
    }
}

/// Sum, over `points`, of the weighted squared distance from the centre each is labelled with.
pub fn inertia<T: Lanes>(points: &[T], labels: &[u32], weights: Option<&[f64]>, centers: &[T], d: usize) -> f64 {
    struct Op<'a, T>(&'a [T], &'a [u32], Option<&'a [f64]>, &'a [T], usize);
    impl<T: Lanes> WithSimd for Op<'_, T> {
        type Output = f64;
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) -> f64 {
            let Op(points, labels, weights, centers, d) = self;
            let mut total = 0.0;
            for (i, (point, &label)) in points.chunks_exact(d).zip(labels).enumerate() {
                let distance = squared_distance(s, point, &centers[label as usize * d..][..d]);
                total += weights.map_or(1.0, |w| w[i]) * distance;
            }
            total
        }
    }
    Arch::new().dispatch(Op(points, labels, weights, centers, d))
}

/// Sum of each of the `d` columns of `points`.
pub fn column_sums<T: Lanes>(points: &[T], d: usize) -> Vec<f64> {
    vectorized!({
        let mut sums = vec![0.0; d];
        for point in points.chunks_exact(d) {
            sums.iter_mut().zip(point).for_each(|(sum, &v)| *sum += v.wide());
        }
        sums
    })
}

/// How points lie around a centre, by their squared distances from it.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    /// Their sum.
    pub total: f64,
    /// The least of them, and which point that is.
    pub least: f64,
    /// The point nearest to the centre.
    pub nearest: usize,
}

/// How `points` lie around `center`.
pub fn spread<T: Lanes>(points: &[T], center: &[T]) -> Spread {
    struct Op<'a, T>(&'a [T], &'a [T]);
    impl<T: Lanes> WithSimd for Op<'_, T> {
        type Output = Spread;
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) -> Spread {
            let mut spread = Spread { total: 0.0, least: f64::INFINITY, nearest: 0 };
            for (i, point) in self.0.chunks_exact(self.1.len()).enumerate() {
                let distance = squared_distance(s, point, self.1);
                spread.total += distance;
                if distance < spread.least {
                    (spread.least, spread.nearest) = (distance, i);
                }
            }
            spread
        }
    }
    Arch::new().dispatch(Op(points, center))
}

/// The squared distance of each of `points` from `center`.
pub fn squared_distances<T: Lanes>(points: &[T], center: &[T], out: &mut [f64]) {
    struct Op<'a, T>(&'a [T], &'a [T], &'a mut [f64]);
    impl<T: Lanes> WithSimd for Op<'_, T> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            for (point, out) in self.0.chunks_exact(self.1.len()).zip(self.2) {
                *out = squared_distance(s, point, self.1);
            }
        }
    }
    Arch::new().dispatch(Op(points, center, out))
}

/// Whether every number is finite: zero times a finite number is zero, and NaN otherwise.
pub fn all_finite<T: Lanes>(numbers: &[T]) -> bool {
    struct Op<'a, T>(&'a [T]);
    impl<T: Lanes> WithSimd for Op<'_, T> {
        type Output = bool;
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) -> bool {
            let vectors = T::vectors::<S>(self.0);
            let zero = T::splat(s, T::zero());
            let mut sums = [zero; 4]; // side by side, so that no addition waits for the one before
            let (fours, rest) = vectors.as_chunks::<4>();
            for four in fours {
                for v in 0..4 {
                    sums[v] = T::times_plus(s, four[v], zero, sums[v]);
                }
            }
            for &vector in rest {
                sums[0] = T::times_plus(s, vector, zero, sums[0]);
            }
            let tail = &self.0[vectors.len() * T::lanes::<S>()..];
            sums.iter().all(|&sum| T::sum(s, sum) == 0.0) && tail.iter().all(|v| v.is_finite())
        }
    }
    Arch::new().dispatch(Op(numbers))
}

/// `|a - b|^2`: differences and squares in the numbers' own kind, the lanes' sums added in double precision.
#[inline(always)]
pub fn squared_distance<T: Lanes, S: Simd>(s: S, a: &[T], b: &[T]) -> f64 {
    let (a_lanes, b_lanes) = (T::vectors::<S>(a), T::vectors::<S>(b));
    let mut lanes = T::splat(s, T::zero());
    for (&a, &b) in a_lanes.iter().zip(b_lanes) {
        let difference = T::minus(s, a, b);
        lanes = T::times_plus(s, difference, difference, lanes);
    }
    let done = a_lanes.len() * T::lanes::<S>();
    let rest: f64 = a[done..]
        .iter()
        .zip(&b[done..])
        .map(|(&a, &b)| {
            let d = (a - b).wide();
            d * d
        })
        .sum();
    T::sum(s, lanes) + rest
}
