//! Numbers in order, and places in the order of what stands there. Each sort is compiled here once: one of its own costs a user a tenth of a
//! second of building.

use std::cmp::Ordering;

/// Sorts numbers, the least first, as [`f64::total_cmp`] has them: NaN, if positive, is last.
pub fn ascending(numbers: &mut [f64]) {
    numbers.sort_unstable_by(f64::total_cmp);
}

/// Sorts numbers, the greatest first, as [`f64::total_cmp`] has them: NaN, if positive, is first.
pub fn descending(numbers: &mut [f64]) {
    numbers.sort_unstable_by(|a, b| b.total_cmp(a));
}

/// Sorts pairs by their numbers, the least first, and equal ones by their places.
pub fn by_number_then_place(pairs: &mut [(f64, u32)]) {
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
}

/// The places `0..n` in the order of `by`, which compares what stands at two of them; of equals the first comes first.
///
/// ```
/// let sizes = [3.0_f64, 1.0, 2.0];
/// assert_eq!(openwork::order::argsort(3, |a, b| sizes[a].total_cmp(&sizes[b])), [1, 2, 0]);
/// ```
pub fn argsort(n: usize, mut by: impl FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..n).collect();
    sort_places(&mut places, &mut by);
    places
}

/// Sorts `places` by what stands there; equals stay as they are.
///
/// A comparison is a call, so what sorts millions takes a sort of its own.
pub fn sort_places(places: &mut [usize], by: &mut dyn FnMut(usize, usize) -> Ordering) {
    places.sort_by(|&a, &b| by(a, b));
}
