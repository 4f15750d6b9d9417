//! Many known points against a few queries at once: what lies below a query's limit is reported, the rest is never written down.

use super::lanes::Lanes;
use super::tile::{ROWS, Term, VECTORS, tile};
use pulp::{Arch, Simd, WithSimd};

/// Known points side by side, in panels as the [`tile`](super::tile) reads them.
#[derive(Debug, Clone)]
pub struct Panels<T> {
    /// Features of a point.
    pub features: usize,
    /// Points in a panel: as many as [`VECTORS`] vectors of this processor hold.
    pub width: usize,
    /// `[panel][feature][lane]`
    pub values: Vec<T>,
    /// `[panel][lane]`: what each point's sums start from; infinite in lanes without a point.
    pub starts: Vec<T>,
}

/// Points in a panel on this processor.
pub fn width<T: Lanes>() -> usize {
    struct Op<T>(std::marker::PhantomData<T>);
    impl<T: Lanes> WithSimd for Op<T> {
        type Output = usize;
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> usize {
            VECTORS * T::lanes::<S>()
        }
    }
    Arch::new().dispatch(Op(std::marker::PhantomData::<T>))
}

impl<T: Lanes> Panels<T> {
    /// Room for `n` points, all lanes empty.
    pub fn with_room(n: usize, features: usize) -> Self {
        let width = width::<T>();
        let panels = n.div_ceil(width);
        let (values, starts) = (vec![T::zero(); panels * features * width], vec![T::infinity(); panels * width]);
        Self { features, width, values, starts }
    }

    /// Puts a point into a place, its sums to start from `start`.
    pub fn set(&mut self, place: usize, point: &[T], start: T) {
        let (panel, lane) = (place / self.width, place % self.width);
        let places = self.values[panel * self.features * self.width + lane..].iter_mut().step_by(self.width);
        for (to, &value) in places.zip(point) {
            *to = value;
        }
        self.starts[place] = start;
    }

    /// How many panels there are.
    pub fn count(&self) -> usize {
        self.starts.len() / self.width
    }
}

/// Rows in groups of [`ROWS`], feature by feature: `[group][feature][row]`, the last group filled up with zeros.
pub fn group_rows<T: Lanes>(rows: &[T], features: usize) -> Vec<[T; ROWS]> {
    let groups = (rows.len() / features).div_ceil(ROWS);
    let mut out = vec![[T::zero(); ROWS]; groups * features];
    for (i, row) in rows.chunks_exact(features).enumerate() {
        for (j, &value) in row.iter().enumerate() {
            out[i / ROWS * features + j][i % ROWS] = value;
        }
    }
    out
}

/// Sums every group of `rows` against every panel. A sum below `limits[row]` is given to `found(row, position, sum)`, which answers with the row's
/// new limit; positions count the lanes of all panels.
pub fn scan<K: Term, T: Lanes>(
    panels: &Panels<T>,
    rows: &[[T; ROWS]],
    limits: &mut [T],
    found: &mut impl FnMut(usize, usize, T) -> T,
) {
    struct Op<'a, K, T, F>(&'a Panels<T>, &'a [[T; ROWS]], &'a mut [T], &'a mut F, std::marker::PhantomData<K>);
    impl<K: Term, T: Lanes, F: FnMut(usize, usize, T) -> T> WithSimd for Op<'_, K, T, F> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            let Op(panels, rows, limits, found, _) = self;
            for panel in 0..panels.count() {
                for (g, group) in rows.chunks_exact(panels.features).enumerate() {
                    scan_panel::<K, T, S, ROWS, _>(
                        s,
                        panels,
                        panel,
                        group,
                        &mut limits[g * ROWS..],
                        &mut |row, position, sum| found(g * ROWS + row, position, sum),
                    );
                }
            }
        }
    }
    Arch::new().dispatch(Op(panels, rows, limits, found, std::marker::PhantomData::<K>))
}

/// Sums every group of `rows` against the first `n` points of the panels: `out[row * n + place]`, for as many rows as `out` has.
pub fn sums<K: Term, T: Lanes>(panels: &Panels<T>, rows: &[[T; ROWS]], n: usize, out: &mut [T]) {
    struct Op<'a, K, T>(&'a Panels<T>, &'a [[T; ROWS]], usize, &'a mut [T], std::marker::PhantomData<K>);
    impl<K: Term, T: Lanes> WithSimd for Op<'_, K, T> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            let Op(panels, rows, n, out, _) = self;
            let (d, width) = (panels.features, panels.width);
            let start = [[T::splat(s, T::zero()); VECTORS]; ROWS];
            let mut lanes = vec![T::zero(); width];
            for (group, out) in rows.chunks_exact(d).zip(out.chunks_mut(ROWS * n)) {
                for panel in 0..panels.count() {
                    let values = T::vectors::<S>(&panels.values[panel * d * width..(panel + 1) * d * width]);
                    let tile = tile::<T, K, S, ROWS, VECTORS>(s, values.as_chunks::<VECTORS>().0, group, start);
                    for (sums, out) in tile.iter().zip(out.chunks_mut(n)) {
                        T::vectors_mut::<S>(&mut lanes).copy_from_slice(sums);
                        let places = panel * width..((panel + 1) * width).min(n);
                        let count = places.len();
                        out[places].copy_from_slice(&lanes[..count]);
                    }
                }
            }
        }
    }
    Arch::new().dispatch(Op(panels, rows, n, out, std::marker::PhantomData::<K>))
}

/// Sums one row against one panel, as [`scan`].
pub fn scan_one<K: Term, T: Lanes>(
    panels: &Panels<T>,
    panel: usize,
    row: &[[T; 1]],
    limit: &mut T,
    found: &mut impl FnMut(usize, T) -> T,
) {
    struct Op<'a, K, T, F>(&'a Panels<T>, usize, &'a [[T; 1]], &'a mut T, &'a mut F, std::marker::PhantomData<K>);
    impl<K: Term, T: Lanes, F: FnMut(usize, T) -> T> WithSimd for Op<'_, K, T, F> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            let Op(panels, panel, row, limit, found, _) = self;
            let limits = std::slice::from_mut(limit);
            scan_panel::<K, T, S, 1, _>(s, panels, panel, row, limits, &mut |_, position, sum| found(position, sum));
        }
    }
    Arch::new().dispatch(Op(panels, panel, row, limit, found, std::marker::PhantomData::<K>))
}

#[inline(always)]
fn scan_panel<K: Term, T: Lanes, S: Simd, const R: usize, F: FnMut(usize, usize, T) -> T>(
    s: S,
    panels: &Panels<T>,
    panel: usize,
    group: &[[T; R]],
    limits: &mut [T],
    found: &mut F,
) {
    let (d, width) = (panels.features, panels.width);
    let lanes = T::lanes::<S>();
    let values = T::vectors::<S>(&panels.values[panel * d * width..(panel + 1) * d * width]).as_chunks::<VECTORS>().0;
    let starts = T::vectors::<S>(&panels.starts[panel * width..(panel + 1) * width]).as_chunks::<VECTORS>().0;
    let Some(&start) = starts.first() else { return };
    let sums = tile::<T, K, S, R, VECTORS>(s, values, group, [start; R]);
    for (r, sums) in sums.iter().enumerate() {
        let limit = T::splat(s, limits[r]);
        let least = T::lesser(s, T::lesser(s, sums[0], sums[1]), T::lesser(s, sums[2], sums[3]));
        if !T::any(s, T::less(s, least, limit)) {
            continue; // almost always: nothing here comes near
        }
        for (v, &sums) in sums.iter().enumerate() {
            if T::any(s, T::less(s, sums, limit)) {
                let mut numbers = [T::zero(); 16]; // the longest vector there is: sixteen f32
                T::vectors_mut::<S>(&mut numbers)[0] = sums;
                for (lane, &sum) in numbers[..lanes].iter().enumerate() {
                    if sum < limits[r] {
                        limits[r] = found(r, panel * width + v * lanes + lane, sum);
                    }
                }
            }
        }
    }
}
