//! Which centre is nearest, for many points at once.
//!
//! The nearest centre of x has the least `|c|^2 / 2 - x . c` (the term `|x|^2` is the same for all), so a panel of points is
//! multiplied with all centres, six at a time, and each lane keeps the least value, its centre, and the second least.

use super::lanes::Lanes;
use super::panel::{aligned, pack, prefetch};
use super::tile::{Product, ROWS, VECTORS, tile};
use pulp::{Arch, Simd, WithSimd};

/// Centres laid out for the tile: in groups of [`ROWS`], negated, feature by feature, each with half its squared norm.
#[derive(Debug, Clone)]
pub struct PackedCenters<T> {
    features: usize,
    /// `[group][feature][row]`, negated.
    rows: Vec<[T; ROWS]>,
    /// `[group][row]`; infinite where a group's last rows stand empty.
    half_norms: Vec<[T; ROWS]>,
}

impl<T: Lanes> PackedCenters<T> {
    /// Packs `centers`, row after row, `features` numbers each.
    pub fn new(centers: &[T], features: usize) -> Self {
        let k = centers.len() / features;
        let groups = k.div_ceil(ROWS);
        let mut rows = vec![[T::zero(); ROWS]; groups * features];
        let mut half_norms = vec![[T::infinity(); ROWS]; groups];
        for (i, center) in centers.chunks_exact(features).enumerate() {
            let (group, r) = (i / ROWS, i % ROWS);
            let mut norm = 0.0;
            for (j, &c) in center.iter().enumerate() {
                rows[group * features + j][r] = -c;
                norm += c.to_f64().unwrap_or(f64::NAN).powi(2);
            }
            half_norms[group][r] = T::from(norm / 2.0).unwrap_or_else(T::infinity);
        }
        Self { features, rows, half_norms }
    }
}

/// For each of `rows` of `points`, less `shift`: its nearest centre, and by how much nearer that is than the second nearest. `error` is what the values
/// `|c|^2 / 2 - x . c` and `|x|^2 / 2` may be off by: the gap is a lower bound, and -1 where the error leaves open which is nearest.
pub fn nearest<T: Lanes>(points: &[T], rows: &[u32], shift: &[T], centers: &PackedCenters<T>, error: T, out: &mut Nearest<T>) {
    struct Op<'a, T>(&'a [T], &'a [u32], &'a [T], &'a PackedCenters<T>, T, &'a mut Nearest<T>);
    impl<T: Lanes> WithSimd for Op<'_, T> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            nearest_simd(s, self.0, self.1, self.2, self.3, self.4, self.5)
        }
    }
    Arch::new().dispatch(Op(points, rows, shift, centers, error, out))
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
    error: T,
    out: &mut Nearest<T>,
) {
    let d = centers.features;
    let width = VECTORS * T::lanes::<S>();
    let padded = rows.len().next_multiple_of(width);
    for v in [&mut out.index, &mut out.gap] {
        v.resize(padded, T::zero());
    }
    let panel = aligned(&mut out.panel, d * width);
    let far = [T::splat(s, T::infinity()); VECTORS];

    prefetch(points, &rows[..width.min(rows.len())], d);
    for (p, block) in rows.chunks(width).enumerate() {
        pack(s, points, block, shift, width, panel);
        // While this panel is worked on, the rows of the next are fetched, a few after each group: all at once would stall.
        let mut coming = rows[((p + 1) * width).min(rows.len())..((p + 2) * width).min(rows.len())]
            .chunks(width.div_ceil(centers.half_norms.len()));
        let panel = T::vectors::<S>(panel).as_chunks::<VECTORS>().0;
        let mut norm = [T::splat(s, T::zero()); VECTORS];
        for features in panel {
            for v in 0..VECTORS {
                norm[v] = T::times_plus(s, features[v], features[v], norm[v]);
            }
        }
        let (mut index, mut best, mut second) = (far, far, far);
        let mut number = T::zero();
        for (group, half_norms) in centers.rows.chunks_exact(d).zip(&centers.half_norms) {
            prefetch(points, coming.next().unwrap_or_default(), d);
            let mut start = [far; ROWS];
            for r in 0..ROWS {
                start[r] = [T::splat(s, half_norms[r]); VECTORS];
            }
            let values = tile::<T, Product, S, ROWS, VECTORS>(s, panel, group, start);
            for v in 0..VECTORS {
                let mut number = number;
                for value in &values {
                    let nearer = T::less(s, value[v], best[v]);
                    second[v] = T::lesser(s, second[v], T::greater(s, best[v], value[v]));
                    best[v] = T::lesser(s, best[v], value[v]);
                    index[v] = T::select(s, nearer, T::splat(s, number), index[v]);
                    number = number + T::one();
                }
            }
            number = number + T::of_usize(ROWS);
        }
        // Twice the value and the norm make the squared distance; the error goes against certainty.
        let (zero, two, error) = (T::splat(s, T::zero()), T::splat(s, T::of_usize(2)), T::splat(s, error));
        let distance = |value, norm| T::root(s, T::greater(s, T::times_plus(s, two, value, norm), zero));
        let mut gap = [zero; VECTORS];
        for v in 0..VECTORS {
            let far = distance(T::minus(s, second[v], error), norm[v]);
            let near = distance(T::plus(s, best[v], error), norm[v]);
            let certain = T::less(s, error, T::minus(s, second[v], best[v]));
            gap[v] = T::select(s, certain, T::greater(s, T::minus(s, far, near), zero), T::splat(s, -T::one()));
        }
        let at = p * width..(p + 1) * width;
        T::vectors_mut::<S>(&mut out.index[at.clone()]).copy_from_slice(&index);
        T::vectors_mut::<S>(&mut out.gap[at]).copy_from_slice(&gap);
    }
}
