//! One query against few known points: the boxes of all panels are tested at once, only panels that reach into the neighbourhood are
//! measured, and of their points only those that may be among the nearest are reported.

use super::lanes::Lanes;
use super::scan::Panels;
use super::tile::{Term, VECTORS, tile};
use pulp::{Arch, Simd, WithSimd};

/// The box around each panel's points: `[feature][low or high][panel]`.
#[derive(Debug, Clone)]
pub struct Boxes<T> {
    corners: Vec<T>,
    /// Panels, rounded up to whole vectors; the boxes of those that are none lie at infinity.
    width: usize,
}

impl<T: Lanes> Boxes<T> {
    /// Measures the panels.
    pub fn of(panels: &Panels<T>) -> Self {
        let width = panels.count().next_multiple_of(panels.width / VECTORS);
        let mut corners = vec![T::infinity(); panels.features * 2 * width];
        for (j, corners) in corners.chunks_exact_mut(2 * width).enumerate() {
            let (low, high) = corners.split_at_mut(width);
            for panel in 0..panels.count() {
                let at = (panel * panels.features + j) * panels.width;
                let values = panels.values[at..at + panels.width].iter().zip(&panels.starts[panel * panels.width..]);
                let points = || values.clone().filter(|(_, start)| start.is_finite()).map(|(&value, _)| value);
                low[panel] = points().fold(T::infinity(), T::min);
                high[panel] = points().fold(T::neg_infinity(), T::max);
            }
        }
        Self { corners, width }
    }
}

/// What [`near`] found, and its scratch; kept between queries.
#[derive(Debug, Clone, Default)]
pub struct Near<T> {
    bounds: Vec<T>,
    sums: Vec<T>,
    minima: Vec<T>,
    /// Position and sum of every point that may be among the k nearest.
    pub found: Vec<(u32, T)>,
}

/// Finds every position whose sum is at most the k-th least one by more than `absolute + relative * sum`.
pub fn near<K: Term, T: Lanes>(
    (panels, boxes): (&Panels<T>, &Boxes<T>),
    query: &[T],
    k: usize,
    slack: (T, T),
    near: &mut Near<T>,
) {
    struct Op<'a, K, T>((&'a Panels<T>, &'a Boxes<T>), &'a [T], usize, (T, T), &'a mut Near<T>, std::marker::PhantomData<K>);
    impl<K: Term, T: Lanes> WithSimd for Op<'_, K, T> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            let Op(known, query, k, slack, near, _) = self;
            near_simd::<K, T, S>(s, known, query, k, slack, near)
        }
    }
    Arch::new().dispatch(Op((panels, boxes), query, k, slack, near, std::marker::PhantomData::<K>))
}

#[inline(always)]
fn near_simd<K: Term, T: Lanes, S: Simd>(
    s: S,
    (panels, boxes): (&Panels<T>, &Boxes<T>),
    query: &[T],
    k: usize,
    (absolute, relative): (T, T),
    near: &mut Near<T>,
) {
    let Near { bounds, sums, minima, found } = near;
    found.clear();
    box_bounds::<K, T, S>(s, boxes, query, bounds);
    let bounds = &bounds[..panels.count()];
    let nearest = (0..bounds.len()).fold(0, |least, p| if bounds[p] < bounds[least] { p } else { least });

    // Every lane's minimum belongs to another point: the k-th least of them is no less than the k-th least sum of all.
    let lanes = T::lanes::<S>();
    let mut low = panel_sums::<K, T, S>(s, panels, nearest, query);
    sums.resize(VECTORS * lanes, T::zero());
    minima.resize(VECTORS * lanes, T::zero());
    T::vectors_mut::<S>(sums).copy_from_slice(&low);
    let mut used = VECTORS;
    while used > 1 && 4 * k <= 3 * (used / 2) * lanes {
        used /= 2; // fewer minima: to find the k-th among them costs more than the few points that a looser limit lets in
        for v in 0..used {
            low[v] = T::lesser(s, low[v], low[v + used]);
        }
    }
    T::vectors_mut::<S>(minima).copy_from_slice(&low);
    let kth = kth_least(&mut minima[..used * lanes], k);
    let limit = if kth < T::infinity() { kth + (absolute + relative * kth) } else { kth };

    report::<T, S>(s, sums, nearest, limit, found);
    for (panel, &bound) in bounds.iter().enumerate() {
        if panel != nearest && bound - relative * bound <= limit {
            let values = panel_sums::<K, T, S>(s, panels, panel, query);
            T::vectors_mut::<S>(sums).copy_from_slice(&values);
            report::<T, S>(s, sums, panel, limit, found);
        }
    }
}

/// The least sum that a point of each box can have.
#[inline(always)]
fn box_bounds<K: Term, T: Lanes, S: Simd>(s: S, boxes: &Boxes<T>, query: &[T], bounds: &mut Vec<T>) {
    bounds.resize(boxes.width, T::zero());
    let zero = T::splat(s, T::zero());
    for (v, bound) in T::vectors_mut::<S>(bounds).iter_mut().enumerate() {
        let mut sum = zero;
        for (corners, &q) in boxes.corners.chunks_exact(2 * boxes.width).zip(query) {
            let (low, high) = corners.split_at(boxes.width);
            let (low, high) = (T::vectors::<S>(low)[v], T::vectors::<S>(high)[v]);
            let q = T::splat(s, q);
            let outside = T::greater(s, T::greater(s, T::minus(s, low, q), T::minus(s, q, high)), zero);
            sum = K::add::<T, S>(s, sum, outside, zero);
        }
        *bound = sum;
    }
}

/// The query's sums against the points of a panel.
#[inline(always)]
fn panel_sums<K: Term, T: Lanes, S: Simd>(s: S, panels: &Panels<T>, panel: usize, query: &[T]) -> [T::Vector<S>; VECTORS] {
    let (d, width) = (panels.features, panels.width);
    let values = T::vectors::<S>(&panels.values[panel * d * width..(panel + 1) * d * width]).as_chunks::<VECTORS>().0;
    let starts = T::vectors::<S>(&panels.starts[panel * width..(panel + 1) * width]).as_chunks::<VECTORS>().0;
    let start = starts.first().copied().unwrap_or([T::splat(s, T::infinity()); VECTORS]);
    let [sums] = tile::<T, K, S, 1, VECTORS>(s, values, query.as_chunks::<1>().0, [start]);
    sums
}

/// Reports the points of a panel whose sum does not exceed the limit.
#[inline(always)]
fn report<T: Lanes, S: Simd>(s: S, sums: &[T], panel: usize, limit: T, found: &mut Vec<(u32, T)>) {
    let lanes = T::lanes::<S>();
    let bound = T::splat(s, limit);
    for (v, &vector) in T::vectors::<S>(sums).iter().enumerate() {
        if T::all(s, T::less(s, bound, vector)) {
            continue;
        }
        for (lane, &sum) in sums[v * lanes..(v + 1) * lanes].iter().enumerate() {
            if sum <= limit && sum < T::infinity() {
                found.push(((panel * sums.len() + v * lanes + lane) as u32, sum));
            }
        }
    }
}

/// The k-th least of some numbers, infinite where there are fewer.
#[inline(always)]
fn kth_least<T: Lanes>(numbers: &mut [T], k: usize) -> T {
    if k > numbers.len() {
        return T::infinity();
    }
    // The first k in rising order; a further number that is less takes its place among them.
    let mut most = T::neg_infinity();
    for i in 0..numbers.len() {
        let number = numbers[i];
        if i >= k && number >= most {
            continue;
        }
        let mut at = i.min(k - 1);
        while at > 0 && numbers[at - 1] > number {
            numbers[at] = numbers[at - 1];
            at -= 1;
        }
        numbers[at] = number;
        most = numbers[i.min(k - 1)];
    }
    numbers[k - 1]
}
