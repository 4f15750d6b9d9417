//! Matrix products of parts of matrices, transposed or not, added or not.
//!
//! An entry of `a b` is a row of `a` times a column of `b`, summed in the order of the numbers. Fast is who reads each number from near by,
//! and often once it is there (Goto and van de Geijn 2008):
//! - a [tile](super::tile) of the product, eight rows by two vectors, grows in registers while a group of rows of `a` and a panel of
//!   columns of `b` pass once, side by side in memory: two vectors and eight numbers are read for sixteen vectors of multiply-adds;
//! - the sums are cut into slabs so short that a panel stays in the nearest caches while the groups of a block pass, and the groups stay in
//!   the second while the panels pass.
//!
//! Every entry is summed in the same order wherever it stands, so its bits do not depend on the rows beside it. Only a row (or a column) that is
//! alone, or left alone by a cut, times columns that lie one after another is summed in as many lanes as a vector has (`product_of_row`).

pub use super::part::Part;

use super::lanes::Lanes;
use super::panel::{aligned, prefetch_line};
use super::product_of_row::{dots, sum_of_rows};
use super::tile::{Product, tile, tile_of_lines};
use pulp::{Arch, Simd, WithSimd};

/// Rows in a group; of a last one with half as many, no more are summed where that is little work.
const ROWS: usize = 8;
const HALF: usize = ROWS / 2;
/// Vectors in a panel.
const VECTORS: usize = 2;
/// The longest slab: a panel of f32 is then 48 KB.
const SLAB: usize = 384;
/// Rows in a block: in the second cache with the longest slab.
pub const BLOCK: usize = 16 * ROWS;
/// Bytes of the first cache that a matrix may take where it is read as it stands.
const FIRST_CACHE: usize = 1 << 14;
/// With no more columns, rows are not worth laying out in groups.
const NARROW: usize = 256;

/// `c = a b`, or `c += a b` where `add`, entry by entry; the rows of `c` stand `stride` apart.
pub fn product_plain<T: Lanes>(a: Part<'_, T>, b: Part<'_, T>, c: &mut [T], stride: usize, add: bool) {
    let ((m, k), n) = (a.shape, b.shape.1);
    for i in 0..m {
        for j in 0..n {
            let c = &mut c[i * stride + j];
            *c = if add { *c } else { T::zero() };
            for slab in slabs(k) {
                let products =
                    slab.map(|p| (a.data[i * a.strides.0 + p * a.strides.1], b.data[p * b.strides.0 + j * b.strides.1]));
                *c = *c + products.fold(T::zero(), |sum, (a, b)| a.mul_add(b, sum));
            }
        }
    }
}

/// The sum over `k` in slabs of about equal length.
pub fn slabs(k: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let length = k.div_ceil(k.div_ceil(SLAB).max(1)).max(1);
    (0..k).step_by(length).map(move |first| first..(first + length).min(k))
}

/// As [`product_plain`], on the calling thread.
///
/// # Panics
/// If the shapes do not fit together, or a slice is shorter than its shape says.
pub fn product<T: Lanes>(a: Part<'_, T>, b: Part<'_, T>, c: &mut [T], stride: usize, add: bool) {
    let ((m, k), n) = (a.shape, b.shape.1);
    check(a, b, c, stride);
    if k == 0 && !add {
        (0..m).for_each(|i| c[i * stride..][..n].fill(T::zero()));
    }
    if n == 1 && m > 1 && stride == 1 {
        return product(b.t(), a.t(), c, m, add); // a column is a row
    }
    if m == 1 && b.strides.1 == 1 {
        return sum_of_rows(a, b, c, add);
    }
    if m == 1 && a.strides.1 == 1 && b.strides.0 == 1 {
        return dots(a, b, c, add);
    }
    for slab in slabs(k) {
        let (a, b, add) = (a.some_columns(slab.clone()), b.some_rows(slab.clone()), add || slab.start > 0);
        // A few rows take whole panels from where they stand, and so do more where all of them stay in the first cache.
        let near = m <= ROWS || b.shape.0 * b.strides.0 * size_of::<T>() <= FIRST_CACHE;
        let standing = if near && a.strides.1 == 1 && b.strides.1 == 1 { n - n % panel_width::<T>() } else { 0 };
        if standing > 0 {
            let points = Points { data: b.data, apart: b.strides.0, columns: standing };
            Times { a, points, c: &mut *c, stride, add, room: &mut vec![] }.run();
        }
        if standing < n {
            let b = b.some_columns(standing..n);
            let mut room = T::take_room();
            let panels = aligned(&mut room, packed_len::<T>(b.shape));
            pack(b, panels);
            multiply_panels(a, panels, b.shape.1, &mut c[standing..], stride, add);
            T::keep_room(room);
        }
    }
}

fn check<T>(a: Part<'_, T>, b: Part<'_, T>, c: &[T], stride: usize) {
    let ((m, k), n) = (a.shape, b.shape.1);
    assert!(k == b.shape.0 && a.fits() && b.fits() && stride >= n && (m == 0 || n == 0 || (m - 1) * stride + n <= c.len()));
}

/// Numbers in a panel's row: columns of `b` side by side.
pub fn panel_width<T: Lanes>() -> usize {
    struct Op<T>(std::marker::PhantomData<T>);
    impl<T: Lanes> WithSimd for Op<T> {
        type Output = usize;
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> usize {
            vectors::<T, S>() * T::lanes::<S>()
        }
    }
    Arch::new().dispatch(Op(std::marker::PhantomData::<T>))
}

/// Vectors in a panel: AVX2 has registers for the sums of one only.
#[inline(always)]
const fn vectors<T: Lanes, S: Simd>() -> usize {
    if size_of::<T::Vector<S>>() == 32 { 1 } else { VECTORS }
}

/// Room for the panels of so many rows and columns of `b`.
pub fn packed_len<T: Lanes>((depth, columns): (usize, usize)) -> usize {
    columns.next_multiple_of(panel_width::<T>()) * depth
}

/// Lays the columns of a slab of `b` side by side in panels: `[panel][row][column]`. Of a last panel with columns for one vector, rows are that long.
pub fn pack<T: Lanes>(b: Part<'_, T>, panels: &mut [T]) {
    struct Op<'a, T>(Part<'a, T>, &'a mut [T]);
    impl<T: Lanes> WithSimd for Op<'_, T> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) {
            let Op(b, panels) = self;
            let (depth, n) = b.shape;
            let width = vectors::<T, S>() * T::lanes::<S>();
            for (j, panel) in (0..n).step_by(width).zip(panels.chunks_exact_mut(width * depth)) {
                let narrow = if n - j <= T::lanes::<S>() { T::lanes::<S>() } else { width };
                lay::<T, S>(b.some_columns(j..(j + width).min(n)).t(), narrow, &mut panel[..narrow * depth]);
            }
        }
    }
    Arch::new().dispatch(Op(b, panels))
}

/// `to[p * width + i] = x[i, p]`, zero from the last row of `x` to `width`.
#[inline(always)]
fn lay<T: Lanes, S: Simd>(x: Part<'_, T>, width: usize, to: &mut [T]) {
    let ((count, depth), (down, along)) = (x.shape, x.strides);
    if count < width {
        to.fill(T::zero());
    }
    if along == 1 {
        T::transpose(x.data, &FIRST[..count], (down, depth), width, to);
    } else if down == 1 && count.is_multiple_of(T::lanes::<S>()) {
        for (p, to) in to.chunks_exact_mut(width).enumerate() {
            let from = T::vectors::<S>(&x.data[p * along..][..count]);
            T::vectors_mut::<S>(to).iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        }
    } else if down == 1 && count == ROWS && width == ROWS {
        for (p, to) in to.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
            to.copy_from_slice(&x.data[p * along..][..ROWS]);
        }
    } else {
        for (p, to) in to.chunks_exact_mut(width).enumerate() {
            to[..count].iter_mut().enumerate().for_each(|(i, to)| *to = x.data[i * down + p * along]);
        }
    }
}

/// The numbers of the rows of a panel or group.
const FIRST: [u32; 64] = {
    let mut numbers = [0; 64];
    let mut i = 0;
    while i < numbers.len() {
        numbers[i] = i as u32;
        i += 1;
    }
    numbers
};

/// Columns of `b` as a tile reads them: of a panel's row `p` the numbers begin at `p * apart`.
#[derive(Clone, Copy)]
struct Points<'a, T> {
    data: &'a [T],
    /// The panel's width where the columns are laid out in panels, otherwise how far the rows of `b` stand apart.
    apart: usize,
    columns: usize,
}

/// `c = a b`, or `c += a b` where `add`, for a slab of `b` in panels, on the calling thread.
pub fn multiply_panels<T: Lanes>(a: Part<'_, T>, panels: &[T], columns: usize, c: &mut [T], stride: usize, add: bool) {
    let points = Points { data: panels, apart: panel_width::<T>(), columns };
    let mut room = T::take_room();
    Times { a, points, c, stride, add, room: &mut room }.run();
    T::keep_room(room);
}

struct Times<'a, T> {
    a: Part<'a, T>,
    points: Points<'a, T>,
    c: &'a mut [T],
    stride: usize,
    add: bool,
    room: &'a mut Vec<T>,
}

impl<T: Lanes> Times<'_, T> {
    #[inline(never)] // the form for processors without vectors would be compiled at every call
    fn run(self) {
        Arch::new().dispatch(self);
    }
}

impl<T: Lanes> WithSimd for Times<'_, T> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) {
        let Times { a, points, c, stride, add, room } = self;
        let (depth, width) = (a.shape.1, vectors::<T, S>() * T::lanes::<S>());
        for (i, c) in (0..a.shape.0).step_by(BLOCK).zip(c.chunks_mut(BLOCK * stride)) {
            let block = a.some_rows(i..(i + BLOCK).min(a.shape.0));
            let rows = block.shape.0;
            let groups = if a.strides.1 == 1 && points.columns <= NARROW || points.apart != width {
                None
            } else {
                let groups = aligned(room, rows.next_multiple_of(ROWS) * depth);
                for (g, group) in (0..rows).step_by(ROWS).zip(groups.chunks_exact_mut(ROWS * depth)) {
                    lay::<T, S>(block.some_rows(g..(g + ROWS).min(rows)), ROWS, group);
                }
                Some(groups.as_chunks().0)
            };
            times_block::<T, S>(s, block, groups, points, (c, stride), add);
        }
    }
}

/// A block of rows against all panels, tile by tile.
#[inline(always)]
fn times_block<T: Lanes, S: Simd>(
    s: S,
    a: Part<'_, T>,
    groups: Option<&[[T; ROWS]]>,
    points: Points<'_, T>,
    (c, stride): (&mut [T], usize),
    add: bool,
) {
    let ((m, depth), lanes) = (a.shape, T::lanes::<S>());
    let width = vectors::<T, S>() * lanes;
    for j in (0..points.columns).step_by(width) {
        let columns = width.min(points.columns - j);
        let panel = if points.apart == width {
            Points { data: &points.data[j * depth..], columns, apart: if columns <= lanes { lanes } else { width } }
        } else {
            Points { data: &points.data[j..], columns, ..points }
        };
        for i in (0..m).step_by(ROWS) {
            let rows = ROWS.min(m - i);
            let line = |r: usize| &a.data[(i + r.min(rows - 1)) * a.strides.0..][..depth];
            let c = (&mut c[i * stride + j..], stride);
            let laid = groups.map(|groups| Group::Laid(&groups[i / ROWS * depth..][..depth]));
            match (laid, columns > lanes) {
                (Some(group), true) => one_tile::<T, S, ROWS, VECTORS>(s, panel, group, rows, c, add),
                (Some(group), false) => one_tile::<T, S, ROWS, 1>(s, panel, group, rows, c, add),
                (None, true) if rows <= HALF => {
                    one_tile::<T, S, HALF, VECTORS>(s, panel, Group::Lines(std::array::from_fn(line)), rows, c, add)
                }
                (None, true) => one_tile::<T, S, ROWS, VECTORS>(s, panel, Group::Lines(std::array::from_fn(line)), rows, c, add),
                (None, false) => one_tile::<T, S, ROWS, 1>(s, panel, Group::Lines(std::array::from_fn(line)), rows, c, add),
            }
        }
    }
}

/// Rows of `a` as a tile reads them: laid out side by side, or each where it stands.
enum Group<'a, T, const R: usize> {
    Laid(&'a [[T; R]]),
    Lines([&'a [T]; R]),
}

#[inline(always)]
fn one_tile<T: Lanes, S: Simd, const R: usize, const V: usize>(
    s: S,
    panel: Points<'_, T>,
    group: Group<'_, T, R>,
    rows: usize,
    (c, stride): (&mut [T], usize),
    add: bool,
) {
    let width = V * T::lanes::<S>();
    for r in 0..rows {
        prefetch_line(&c[r * stride..][..panel.columns]); // near by the time the sums are done
    }
    let zero = [[T::splat(s, T::zero()); V]; R];
    let sums = match group {
        Group::Laid(group) => tile::<T, Product, S, R, V>(s, T::vectors::<S>(panel.data).as_chunks::<V>().0, group, zero),
        Group::Lines(lines) => tile_of_lines::<T, Product, S, R, V>(s, panel.data, panel.apart, lines, zero),
    };
    if rows == R && panel.columns == width {
        put(s, sums, c, stride, add);
    } else {
        let mut whole = [T::zero(); ROWS * VECTORS * 16]; // the longest vector there is: sixteen f32
        put(s, sums, &mut whole, width, false);
        for (r, sums) in whole.chunks(width).enumerate().take(rows) {
            for (c, &sum) in c[r * stride..][..panel.columns].iter_mut().zip(sums) {
                *c = if add { *c + sum } else { sum };
            }
        }
    }
}

/// Writes a tile to its place.
#[inline(always)]
fn put<T: Lanes, S: Simd, const R: usize, const V: usize>(
    s: S,
    sums: [[T::Vector<S>; V]; R],
    c: &mut [T],
    stride: usize,
    add: bool,
) {
    for (r, sums) in sums.iter().enumerate() {
        let c = T::vectors_mut::<S>(&mut c[r * stride..][..V * T::lanes::<S>()]);
        for v in 0..V {
            c[v] = if add { T::plus(s, c[v], sums[v]) } else { sums[v] };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A slice with a matrix of that shape in it, and the matrix; its rows stand `apart` further apart than they must.
    fn matrix<T: Lanes>(
        (rows, columns): (usize, usize),
        turned: bool,
        apart: usize,
        seed: usize,
    ) -> (Vec<T>, bool, (usize, usize), usize) {
        let (lines, length) = if turned { (columns, rows) } else { (rows, columns) };
        let stride = length + apart;
        let number = |i: usize| T::of_f64(((i * 7919 + seed * 104_729) % 1009) as f64 / 1009.0 - 0.5);
        ((0..lines * stride).map(number).collect(), turned, (lines, length), stride)
    }

    fn part<T>((data, turned, dim, stride): &(Vec<T>, bool, (usize, usize), usize)) -> Part<'_, T> {
        let part = Part::strided(data, *dim, *stride);
        if *turned { part.t() } else { part }
    }

    fn equal_to_the_plain_form<T: Lanes + std::fmt::Debug>(shape: [usize; 3], turned: (bool, bool), apart: usize, add: bool) {
        let [m, k, n] = shape;
        let (a, b) = (matrix::<T>((m, k), turned.0, apart, 1), matrix::<T>((k, n), turned.1, apart, 2));
        let stride = n + apart;
        let mut fast: Vec<T> = (0..m * stride).map(|i| T::of_usize(i % 5)).collect();
        let mut plain = fast.clone();
        product(part(&a), part(&b), &mut fast, stride, add);
        product_plain(part(&a), part(&b), &mut plain, stride, add);
        // A row alone, or a column, is summed in another order.
        let error = if m > 1 && n > 1 { T::zero() } else { T::epsilon() * T::of_usize(k + 8) };
        for (i, (&fast, &plain)) in fast.iter().zip(&plain).enumerate() {
            assert!((fast - plain).abs() <= error, "{shape:?}, {turned:?}, {apart}, {add}: {fast:?} at {i}, plain {plain:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, ..Default::default() })]
        #[test]
        fn the_fast_form_is_the_plain_one_to_the_last_bit(
            (m, k, n) in (1..40_usize, 0..70_usize, 1..100_usize),
            turned: (bool, bool),
            apart in 0..3_usize,
            add: bool,
        ) {
            equal_to_the_plain_form::<f32>([m, k, n], turned, apart, add);
            equal_to_the_plain_form::<f64>([m, k, n], turned, apart, add);
        }
    }

    #[test]
    fn long_sums_many_rows_and_many_columns_too() {
        for shape in [[3, 1000, 40], [300, 20, 33], [20, 390, 300], [1, 800, 9], [200, 800, 1], [1, 1, 1]] {
            for turned in [(false, false), (true, false), (false, true), (true, true)] {
                equal_to_the_plain_form::<f32>(shape, turned, 0, false);
                equal_to_the_plain_form::<f64>(shape, turned, 1, true);
            }
        }
    }

    #[test]
    fn what_stands_between_the_rows_is_left_alone() {
        let (a, b): (Vec<f64>, Vec<f64>) = ((0..12).map(f64::from).collect(), (0..15).map(|v| f64::from(v * v)).collect()); // 3 x 4, 3 x 5
        let mut c = vec![1.0; 24]; // 4 x 5 of a 4 x 6
        product(Part::rows(&a, (3, 4)).t(), Part::rows(&b, (3, 5)), &mut c, 6, true);
        for i in 0..4 {
            for j in 0..5 {
                let wanted = 1.0 + (0..3).map(|l| a[l * 4 + i] * b[l * 5 + j]).sum::<f64>();
                assert_eq!(c[i * 6 + j], wanted);
            }
            assert_eq!(c[i * 6 + 5], 1.0, "untouched");
        }
    }
}
