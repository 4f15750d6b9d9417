//! Which centre is nearest, for many points at once.
//!
//! The nearest centre of x has the least `|c|^2 / 2 - x . c` (the term `|x|^2` is the same for all), so a panel of points is
//! multiplied with all centres, six at a time, and each lane keeps its two least values. The number of a centre is written into the last bits
//! of its value, so that whose value it is need not be kept beside it.

use super::lanes::Lanes;
use super::panel::{aligned, pack, prefetch};
use super::tile::{Product, ROWS, VECTORS, tile};
use pulp::{Arch, Simd, WithSimd};

/// Centres that are numbered together: whole groups, and so few that seven bits hold the number.
const BOOK: usize = 128 - 128 % ROWS;

/// Centres laid out for the tile: in groups of [`ROWS`], the last of two or four where these hold the rest.
#[derive(Debug, Clone)]
pub struct PackedCenters<T> {
    features: usize,
    /// `[group][feature][row]`, negated.
    rows: Vec<T>,
    /// Half the squared norm of each; the largest number there is where the last group's rows stand empty.
    half_norms: Vec<T>,
    /// The last bits of a value, where its centre's number goes.
    number: u32,
    /// The largest norm.
    reach: T,
}

impl<T: Lanes> PackedCenters<T> {
    /// Packs `centers`, row after row, `features` numbers each.
    pub fn new(centers: &[T], features: usize) -> Self {
        let k = centers.len() / features;
        let rest = (k % ROWS).next_multiple_of(2);
        let padded = k - k % ROWS + rest;
        let mut rows = vec![T::zero(); padded * features];
        let mut half_norms = vec![T::max_value(); padded];
        let mut reach = 0.0;
        for (i, center) in centers.chunks_exact(features).enumerate() {
            let first = i - i % ROWS;
            let height = ROWS.min(padded - first);
            let mut norm = 0.0;
            for (j, &c) in center.iter().enumerate() {
                rows[first * features + j * height + i % ROWS] = -c;
                norm += c.wide().powi(2);
            }
            half_norms[i] = T::of_f64(norm / 2.0);
            reach = f64::max(reach, norm);
        }
        let number = (padded.min(BOOK).next_power_of_two() - 1) as u32;
        Self { features, rows, half_norms, number, reach: T::of_f64(reach.sqrt()) }
    }
}

/// For each of `rows` of `points`, less `shift`: its nearest centre, and by how much nearer that is than the second nearest.
pub fn nearest<T: Lanes>(points: &[T], rows: &[u32], shift: &[T], centers: &PackedCenters<T>, out: &mut Nearest<T>) {
    struct Op<'a, T>(&'a [T], &'a [u32], &'a [T], &'a PackedCenters<T>, &'a mut Nearest<T>);
    impl<T: Lanes> WithSimd for Op<'_, T> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            nearest_simd(s, self.0, self.1, self.2, self.3, self.4)
        }
    }
    Arch::new().dispatch(Op(points, rows, shift, centers, out))
}

/// The result, and the scratch, of [`nearest`]; kept between calls.
#[derive(Debug, Clone, Default)]
pub struct Nearest<T> {
    panel: Vec<T>,
    /// Index of the nearest centre of each point, as a number of the vector's kind.
    pub index: Vec<T>,
    /// By how much the second nearest centre is farther, at least; negative where it is not certain which is nearest.
    pub gap: Vec<T>,
}

#[inline(always)]
fn nearest_simd<T: Lanes, S: Simd>(
    s: S,
    points: &[T],
    rows: &[u32],
    shift: &[T],
    centers: &PackedCenters<T>,
    out: &mut Nearest<T>,
) {
    let d = centers.features;
    let width = VECTORS * T::lanes::<S>();
    let padded = rows.len().next_multiple_of(width);
    for v in [&mut out.index, &mut out.gap] {
        v.resize(padded, T::zero());
    }
    let panel = aligned(&mut out.panel, d * width);
    let zero = T::splat(s, T::zero());

    prefetch(points, &rows[..width.min(rows.len())], d);
    let groups = centers.half_norms.len().div_ceil(ROWS);
    for (p, block) in rows.chunks(width).enumerate() {
        let norms: [_; VECTORS] = pack(s, points, block, shift, panel);
        // While this panel is worked on, the rows of the next are fetched, a few after each group: all at once would stall.
        let coming = &rows[((p + 1) * width).min(rows.len())..((p + 2) * width).min(rows.len())];
        let mut coming = coming.chunks(width.div_ceil(groups));
        let panel = T::vectors::<S>(panel).as_chunks::<VECTORS>().0;
        let none = Two { first: T::splat(s, T::max_value()), second: T::splat(s, T::max_value()) };
        let (mut found, mut index) = ([none; VECTORS], [zero; VECTORS]);
        let books = centers.rows.chunks(BOOK * d).zip(centers.half_norms.chunks(BOOK));
        for ((rows, half_norms), start) in books.zip((0..).step_by(BOOK)) {
            let mut least = [none; VECTORS];
            for ((group, half_norms), first) in rows.chunks(ROWS * d).zip(half_norms.chunks(ROWS)).zip((0..).step_by(ROWS)) {
                prefetch(points, coming.next().unwrap_or_default(), d);
                let numbers = (centers.number, first);
                match half_norms.len() {
                    2 => meet::<T, S, 2>(s, panel, group, half_norms, numbers, &mut least),
                    4 => meet::<T, S, 4>(s, panel, group, half_norms, numbers, &mut least),
                    _ => meet::<T, S, ROWS>(s, panel, group, half_norms, numbers, &mut least),
                }
            }
            for v in 0..VECTORS {
                let Two { first, second } = least[v];
                let number = T::plus(s, T::last_bits(s, first, centers.number), T::splat(s, T::of_usize(start)));
                index[v] = T::select(s, T::less(s, first, found[v].first), number, index[v]);
                found[v].meet::<T, S>(s, first);
                found[v].second = T::lesser(s, found[v].second, second);
            }
        }
        let at = p * width..(p + 1) * width;
        T::vectors_mut::<S>(&mut out.index[at.clone()]).copy_from_slice(&index);
        for (v, gap) in T::vectors_mut::<S>(&mut out.gap[at]).iter_mut().enumerate() {
            *gap = certain_gap(s, found[v], norms[v], centers);
        }
    }
}

/// The two least values that a lane has met.
#[derive(Clone, Copy)]
struct Two<V> {
    first: V,
    second: V,
}

impl<V: Copy> Two<V> {
    #[inline(always)]
    fn meet<T: Lanes<Vector<S> = V>, S: Simd>(&mut self, s: S, value: V) {
        self.second = T::lesser(s, self.second, T::greater(s, self.first, value));
        self.first = T::lesser(s, self.first, value);
    }
}

/// Measures the centres of a group, the first of which has the number `first` in its book.
#[inline(always)]
fn meet<T: Lanes, S: Simd, const R: usize>(
    s: S,
    panel: &[[T::Vector<S>; VECTORS]],
    group: &[T],
    half_norms: &[T],
    (bits, first): (u32, u32),
    least: &mut [Two<T::Vector<S>>; VECTORS],
) {
    let start = std::array::from_fn(|r| [T::splat(s, half_norms[r]); VECTORS]);
    let values = tile::<T, Product, S, R, VECTORS>(s, panel, group.as_chunks::<R>().0, start);
    for v in 0..VECTORS {
        for (value, number) in values.iter().zip(first..) {
            least[v].meet::<T, S>(s, T::with_last_bits(s, value[v], bits, number));
        }
    }
}

/// By how much the second nearest centre is farther than the nearest, at least; -1 where rounding leaves open which is which.
///
/// A value is a sum of d products of centred numbers. Each rounding is off by half an epsilon of what is summed at most, in all
/// `(d + 6) epsilon / 2 (|x| |c| + |c|^2 / 2)` (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), and `|x|^2` likewise. The number in the
/// last bits moves a value by as many epsilons of itself at most, and none of the greater values to below where the second's may lie.
#[inline(always)]
fn certain_gap<T: Lanes, S: Simd>(
    s: S,
    Two { first, second }: Two<T::Vector<S>>,
    norm: T::Vector<S>,
    centers: &PackedCenters<T>,
) -> T::Vector<S> {
    let splat = |x: f64| T::splat(s, T::of_f64(x));
    let (zero, epsilon, terms, reach) = (splat(0.0), T::epsilon().wide(), (centers.features + 6) as f64, centers.reach.wide());
    let products = T::times_plus(s, splat(reach), T::root(s, norm), splat(reach * reach / 2.0));
    let numbers = T::plus(s, T::magnitude(s, first), T::magnitude(s, second));
    // Squares too small for all their bits are off by the least number that has them.
    let least = splat(terms * T::min_positive_value().wide());
    let error = T::times_plus(s, splat(epsilon * f64::from(centers.number)), numbers, least);
    let error = T::times_plus(s, splat(epsilon * terms), products, error);
    // Where a sum may have grown beyond all numbers, nothing is certain.
    let fits = T::less(s, T::plus(s, products, norm), splat(T::max_value().wide() / 8.0));
    let certain = T::less(s, T::select(s, fits, error, splat(f64::INFINITY)), T::minus(s, second, first));
    // Twice the value and the norm make the squared distance.
    let error = T::times_plus(s, splat(epsilon * terms / 4.0), norm, error);
    let distance = |value| T::root(s, T::greater(s, T::times_plus(s, splat(2.0), value, norm), zero));
    let (near, far) = (distance(T::plus(s, first, error)), distance(T::minus(s, second, error)));
    T::select(s, certain, T::greater(s, T::minus(s, far, near), zero), splat(-1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    /// Random numbers between -scale and scale.
    fn numbers<T: Lanes>(n: usize, seed: u64, scale: f64) -> Vec<T> {
        let mut rng = Pcg64::seed_from_u64(seed);
        (0..n).map(|_| T::of_f64(rng.random_range(-scale..scale))).collect()
    }

    /// What is said to be certain is so, by the definition; gives how many points that is.
    fn certain<T: Lanes>(points: &[T], centers: &[T], d: usize, shift: &[T]) -> usize {
        let distance = |x: &[T], c: &[T]| x.iter().zip(c).map(|(x, c)| (x.wide() - c.wide()).powi(2)).sum::<f64>().sqrt();
        let shifted: Vec<T> = centers.iter().enumerate().map(|(i, &c)| c - shift[i % d]).collect();
        let rows: Vec<u32> = (0..(points.len() / d) as u32).rev().collect();
        let mut found = Nearest::default();
        nearest(points, &rows, shift, &PackedCenters::new(&shifted, d), &mut found);
        let certain = rows.iter().zip(&found.index).zip(&found.gap).filter(|(_, gap)| **gap >= T::zero());
        let certain = certain.inspect(|&((&row, index), gap)| {
            let distances: Vec<f64> = centers.chunks_exact(d).map(|c| distance(&points[row as usize * d..][..d], c)).collect();
            let near = distances[index.wide() as usize];
            let others = distances.iter().enumerate().filter(|(j, _)| *j != index.wide() as usize);
            let far = others.map(|(_, &distance)| distance).fold(f64::INFINITY, f64::min);
            assert!(far >= near, "of {} centres {} at {near:e}, another at {far:e}", distances.len(), index.wide());
            assert!(gap.wide() <= (far - near) * (1.0 + 1e-12), "{:e} of {:e}", gap.wide(), far - near);
        });
        certain.count()
    }

    fn all_kinds<T: Lanes>(tiny: f64, huge: f64) {
        let d = 3;
        for k in (1..=20).chain([64, 125, 126, 127, 253, 400]) {
            let (points, centers) = (numbers::<T>(200 * d, 1, 1.0), numbers::<T>(k * d, 2, 1.0));
            let sure = certain(&points, &centers, d, &vec![T::zero(); d]);
            assert!(sure > 195, "{sure} of 200 points with {k} centres");
            certain(&points, &centers, d, &points[..d]);
            let twice = [&centers[..], &centers[..]].concat();
            assert_eq!(certain(&points, &twice, d, &points[..d]), 0, "of two equal centres none is certain");
        }
        for scale in [tiny, tiny * 1e2, tiny * 1e4, huge, huge * 4.0, huge * 6.0, huge * 8.0, huge * 10.0] {
            for k in [2, 40] {
                let (points, centers) = (numbers::<T>(2000 * d, 1, scale), numbers::<T>(k * d, 2, scale));
                certain(&points, &centers, d, &vec![T::zero(); d]);
            }
        }
    }

    /// Far from the origin the values cancel: what is left of them is mostly rounding.
    fn far_away<T: Lanes>(away: f64) {
        let d = 40;
        let near = |n, seed| numbers::<T>(n * d, seed, 1.0).iter().map(|&x| x + T::of_f64(away)).collect::<Vec<T>>();
        let (points, centers) = (near(2000, 1), near(2, 2));
        certain(&points, &centers, d, &vec![T::zero(); d]);
        let sure = certain(&points, &centers, d, &points[..d]);
        assert!(sure > 1900, "{sure} of 2000 points");
    }

    #[test]
    fn what_is_certain_is_so() {
        all_kinds::<f32>(1e-22, 1e18);
        all_kinds::<f64>(1e-161, 1e153);
        far_away::<f32>(1e3);
        far_away::<f64>(2e7);
    }
}
