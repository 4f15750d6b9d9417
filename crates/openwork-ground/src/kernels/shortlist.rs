//! A short list for each of many rows: which of a few points have the least sums, in single precision.
//!
//! A row stands in each lane, as many rows side by side as a vector holds. The number of a point is written into the last bits of its sum, so that
//! the minimum of two tells both the lesser sum and whose it is. Then whole lists are put in order without a branch, by a sorting network (K. E.
//! Batcher, "Sorting networks and their applications", 1968): comparisons whose places are fixed beforehand, the same for all rows. Eight new
//! sums are sorted so; of two sorted lists, one read backwards, the lesser of each pair are the least of both; and what they form, rising
//! and then falling, is sorted by halves. That is 9 minima and maxima a point for lists of 8, where letting each sink to its place would take 16.

use super::lanes::Lanes;
use super::tile::{Term, tile};
use pulp::{Arch, Simd, WithSimd};

/// Points up to which their numbers find room in the bits that a sum can spare.
pub const MOST_POINTS: usize = PLACE as usize + 1;
/// A sum larger than this stands for no point: no row may come so far.
pub const NONE: f32 = f32::from_bits(f32::MAX.to_bits() & !PLACE);
/// The bits of a sum that give way to the number of its point.
const PLACE: u32 = (1 << 10) - 1;
/// Points that are measured together.
const GROUP: usize = 8;

/// Which point an entry of a list is about.
pub fn place(entry: f32) -> usize {
    (entry.to_bits() & PLACE) as usize
}

/// The sum of an entry, up to one part in 2^13 less than it was.
pub fn sum(entry: f32) -> f32 {
    f32::from_bits(entry.to_bits() & !PLACE)
}

/// The points, in groups: `[group][feature][point]`.
#[derive(Debug, Clone)]
pub struct FewPoints {
    features: usize,
    count: usize,
    values: Vec<[f32; GROUP]>,
}

impl FewPoints {
    /// Lays out points given one after another.
    ///
    /// # Panics
    /// If there are more than [`MOST_POINTS`].
    pub fn of(points: &[f32], features: usize) -> Self {
        let count = points.len() / features;
        assert!(count <= MOST_POINTS, "{count} points");
        let mut values = vec![[0.0; GROUP]; count.div_ceil(GROUP) * features];
        for (i, point) in points.chunks_exact(features).enumerate() {
            for (values, &value) in values[i / GROUP * features..].iter_mut().zip(point) {
                values[i % GROUP] = value;
            }
        }
        Self { features, count, values }
    }
}

/// The `L` points, 8 or 16, with the least sums of each row, in rising order; from [`NONE`] on, where there are fewer. Sums must stay below 1e31.
///
/// ```
/// use openwork::kernels::shortlist::{FewPoints, NONE, place, shortlists, sum};
/// use openwork::kernels::tile::AbsoluteDifference;
/// let points = FewPoints::of(&[0.0, 0.0, 4.0, 0.0], 2);
/// let lists = shortlists::<AbsoluteDifference, 8>(&points, &[3.0, 0.5]);
/// assert_eq!(lists[0][..2].iter().map(|&entry| (place(entry), sum(entry))).collect::<Vec<_>>(), [(1, 1.5), (0, 3.5)]);
/// assert!(lists[0][2] >= NONE);
/// ```
pub fn shortlists<K: Term, const L: usize>(points: &FewPoints, rows: &[f32]) -> Vec<[f32; L]> {
    struct Op<'a, K, const L: usize>(&'a FewPoints, &'a [f32], std::marker::PhantomData<K>);
    impl<K: Term, const L: usize> WithSimd for Op<'_, K, L> {
        type Output = Vec<[f32; L]>;
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) -> Self::Output {
            let (Op(points, rows, _), lanes) = (self, S::F32_LANES);
            let d = points.features;
            let mut lists = vec![[NONE; L]; rows.len() / d];
            let (mut side_by_side, mut least) = (vec![0.0; d * lanes], vec![0.0; L * lanes]);
            for (rows, lists) in rows.chunks(lanes * d).zip(lists.chunks_mut(lanes)) {
                for (lane, row) in rows.chunks_exact(d).enumerate() {
                    row.iter().enumerate().for_each(|(j, &value)| side_by_side[j * lanes + lane] = value);
                }
                let lists_of_lanes = least_of_lanes::<K, S, L>(s, points, f32::vectors::<S>(&side_by_side));
                f32::vectors_mut::<S>(&mut least).copy_from_slice(&lists_of_lanes);
                for (lane, list) in lists.iter_mut().enumerate() {
                    *list = std::array::from_fn(|i| least[i * lanes + lane]);
                }
            }
            lists
        }
    }
    const { assert!(L == GROUP || L == 2 * GROUP) };
    Arch::new().dispatch(Op::<K, L>(points, rows, std::marker::PhantomData))
}

/// The lists of the rows side by side: `[entry][row]`.
#[inline(always)]
fn least_of_lanes<K: Term, S: Simd, const L: usize>(s: S, points: &FewPoints, rows: &[S::f32s]) -> [S::f32s; L] {
    let (rows, none) = (rows.as_chunks::<1>().0, s.splat_f32s(f32::MAX));
    // Not from zero: numbers with next to no bits but the place's would be slow, or taken for zero.
    let zero = s.splat_f32s(f32::MIN_POSITIVE);
    let mut least = [none; L];
    for (values, first) in points.values.chunks_exact(points.features).zip((0..).step_by(GROUP)) {
        let start = std::array::from_fn(|i| [if first + i < points.count { zero } else { none }]);
        let sums = tile::<f32, K, S, GROUP, 1>(s, rows, values, start);
        let mut new: [S::f32s; GROUP] = std::array::from_fn(|i| f32::with_last_bits(s, sums[i][0], PLACE, (first + i) as u32));
        sort(s, &mut new);
        for i in 0..GROUP {
            least[L - 1 - i] = s.min_f32s(least[L - 1 - i], new[i]);
        }
        sort_risen_and_fallen(s, &mut least);
    }
    least
}

/// Puts pairs of a list in order: those at the two places, counted from `at`.
macro_rules! in_order {
    ($s:ident, $list:ident, $at:expr, $($i:literal $j:literal),*) => {
        $(($list[$at + $i], $list[$at + $j]) = ($s.min_f32s($list[$at + $i], $list[$at + $j]), $s.max_f32s($list[$at + $i], $list[$at + $j]));)*
    };
}

/// Batcher's network for eight: pairs, fours, and both fours together.
#[inline(always)]
fn sort<S: Simd>(s: S, list: &mut [S::f32s; GROUP]) {
    in_order!(s, list, 0, 0 1, 2 3, 4 5, 6 7);
    in_order!(s, list, 0, 0 2, 1 3, 4 6, 5 7, 1 2, 5 6);
    in_order!(s, list, 0, 0 4, 1 5, 2 6, 3 7, 2 4, 3 5, 1 2, 3 4, 5 6);
}

/// Sorts a list that first rises and then falls, or first falls and then rises: afterwards each half is one again, and none of the second less than any of the first.
#[inline(always)]
fn sort_risen_and_fallen<S: Simd, const L: usize>(s: S, list: &mut [S::f32s; L]) {
    if L == 16 {
        in_order!(s, list, 0, 0 8, 1 9, 2 10, 3 11, 4 12, 5 13, 6 14, 7 15);
        in_order!(s, list, 8, 0 4, 1 5, 2 6, 3 7, 0 2, 1 3, 4 6, 5 7, 0 1, 2 3, 4 5, 6 7);
    }
    in_order!(s, list, 0, 0 4, 1 5, 2 6, 3 7, 0 2, 1 3, 4 6, 5 7, 0 1, 2 3, 4 5, 6 7);
}

#[cfg(test)]
mod tests {
    use super::super::tile::SquaredDifference;
    use super::*;
    use rand::{RngExt, SeedableRng};

    /// The plain form: every sum, sorted.
    fn plain<const L: usize>(points: &[f32], row: &[f32]) -> Vec<f32> {
        let sum = |point: &[f32]| point.iter().zip(row).fold(f32::MIN_POSITIVE, |sum, (a, b)| (a - b).mul_add(a - b, sum));
        let entry = |(point, place): (&[f32], u32)| f32::from_bits((sum(point).to_bits() & !PLACE) | place);
        let mut all: Vec<f32> = points.chunks_exact(row.len()).zip(0..).map(entry).collect();
        all.sort_by(f32::total_cmp);
        all.truncate(L);
        all
    }

    fn agrees<const L: usize>(points: &[f32], rows: &[f32], d: usize) {
        let lists = shortlists::<SquaredDifference, L>(&FewPoints::of(points, d), rows);
        assert_eq!(lists.len(), rows.len() / d);
        for (row, list) in rows.chunks_exact(d).zip(lists) {
            let plain = plain::<L>(points, row);
            assert_eq!(list[..plain.len()], plain);
            assert!(list[plain.len()..].iter().all(|&entry| entry >= NONE));
        }
    }

    #[test]
    fn lists_are_those_of_the_plain_form() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(1);
        for (n, d) in [(0, 2), (1, 1), (7, 3), (8, 1), (9, 4), (150, 4), (1023, 2), (MOST_POINTS, 5)] {
            for rows in [0, 1, 15, 16, 40] {
                let mut numbers = |n: usize| -> Vec<f32> { (0..n * d).map(|_| rng.random_range(-9..9) as f32 / 4.0).collect() };
                let (points, rows) = (numbers(n), numbers(rows));
                agrees::<8>(&points, &rows, d);
                agrees::<16>(&points, &rows, d);
            }
        }
    }
}
