//! Places in the order of what stands there.

use std::cmp::Ordering;

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
/// A comparison is a call: the sort is compiled once for all who use it, where one of its own costs each of them a tenth of a second of
/// building. What sorts millions takes a sort of its own.
pub fn sort_places(places: &mut [usize], by: &mut dyn FnMut(usize, usize) -> Ordering) {
    places.sort_by(|&a, &b| by(a, b));
}
