//! A row alone times a matrix: every number of the matrix is read once, in the order in which it stands.

use super::lanes::Lanes;
use super::panel::aligned;
use super::part::Part;
use super::product::slabs;
use pulp::{Arch, Simd, WithSimd};

/// A row times a matrix whose rows stand one after another: the sum of its rows, four read at once.
pub(super) fn sum_of_rows<T: Lanes>(a: Part<'_, T>, b: Part<'_, T>, c: &mut [T], add: bool) {
    struct Op<'a, T>(Part<'a, T>, Part<'a, T>, &'a mut [T]);
    impl<T: Lanes> WithSimd for Op<'_, T> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            let Op(a, b, sums) = self;
            let row = |p: usize| (a.data[p * a.strides.1], &b.data[p * b.strides.0..][..b.shape.1]);
            let fours = b.shape.0 - b.shape.0 % 4;
            for p in (0..fours).step_by(4) {
                add_rows(s, [row(p), row(p + 1), row(p + 2), row(p + 3)], sums);
            }
            for p in fours..b.shape.0 {
                add_rows(s, [row(p)], sums);
            }
        }
    }
    #[inline(always)]
    fn add_rows<T: Lanes, S: Simd, const N: usize>(s: S, rows: [(T, &[T]); N], sums: &mut [T]) {
        let (vectors, rest) = sums.split_at_mut(sums.len() - sums.len() % T::lanes::<S>());
        let splats = rows.map(|(factor, row)| (T::splat(s, factor), T::vectors::<S>(&row[..vectors.len()])));
        let whole = vectors.len();
        for (j, sum) in T::vectors_mut::<S>(vectors).iter_mut().enumerate() {
            *sum = splats.iter().fold(*sum, |sum, (factor, row)| T::times_plus(s, *factor, row[j], sum));
        }
        for (j, sum) in rest.iter_mut().enumerate() {
            *sum = rows.iter().fold(*sum, |sum, (factor, row)| factor.mul_add(row[whole + j], sum));
        }
    }
    let mut room = T::take_room();
    let sums = aligned(&mut room, b.shape.1);
    for (i, slab) in slabs(b.shape.0).enumerate() {
        sums.fill(T::zero());
        Arch::new().dispatch(Op(a.some_columns(slab.clone()), b.some_rows(slab), sums));
        let add = add || i > 0;
        c.iter_mut().zip(&*sums).for_each(|(c, &sum)| *c = if add { *c + sum } else { sum });
    }
    T::keep_room(room);
}

/// A row times columns that stand one after another, four at once.
pub(super) fn dots<T: Lanes>(a: Part<'_, T>, b: Part<'_, T>, c: &mut [T], add: bool) {
    struct Op<'a, T>(Part<'a, T>, Part<'a, T>, &'a mut [T], bool);
    impl<T: Lanes> WithSimd for Op<'_, T> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            const COLUMNS: usize = 4;
            let Op(a, b, c, add) = self;
            let (k, n) = b.shape;
            let whole = k - k % T::lanes::<S>();
            let row = &a.data[..k];
            for j in (0..n).step_by(COLUMNS) {
                let columns: [&[T]; COLUMNS] = std::array::from_fn(|i| &b.data[(j + i).min(n - 1) * b.strides.1..][..k]);
                let mut sums = [T::splat(s, T::zero()); COLUMNS];
                let vectors = columns.map(|column| T::vectors::<S>(&column[..whole]));
                for (p, &numbers) in T::vectors::<S>(&row[..whole]).iter().enumerate() {
                    for i in 0..COLUMNS {
                        sums[i] = T::times_plus(s, numbers, vectors[i][p], sums[i]);
                    }
                }
                for (i, c) in c[j..n.min(j + COLUMNS)].iter_mut().enumerate() {
                    let rest = row[whole..].iter().zip(&columns[i][whole..]).map(|(&a, &b)| a.wide() * b.wide());
                    let sum = T::of_f64(T::sum(s, sums[i]) + rest.sum::<f64>());
                    *c = if add { *c + sum } else { sum };
                }
            }
        }
    }
    Arch::new().dispatch(Op(a, b, c, add));
}
