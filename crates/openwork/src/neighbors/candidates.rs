//! The nearest points seen so far, by sums that may be off by a rounding error, and the exact answer in the end.

use crate::linalg::Real;
use crate::order::by_number_then_place;

/// How far a sum of the fast form may be from the exact one: `absolute + relative * sum`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RoundingError {
    pub absolute: f64,
    pub relative: f64,
}

/// Points that may be among the k nearest of one query. Kept are all whose sum is below `limit`: the k-th least sum so far, plus what rounding can
/// hide. Whatever was left out is beaten by k others for certain.
#[derive(Debug, Clone)]
pub(crate) struct Candidates<T> {
    k: usize,
    absolute: T,
    relative: T,
    /// Sums from here on are of no interest.
    pub limit: T,
    /// The k least sums so far, in rising order; infinite while there are fewer.
    least: Vec<T>,
    /// Sum and row of each candidate.
    entries: Vec<(T, u32)>,
    room: usize,
}

impl<T: Real> Candidates<T> {
    pub fn new(k: usize, error: RoundingError) -> Self {
        let room = k + k.max(24);
        let (least, entries) = (vec![T::infinity(); k], Vec::with_capacity(room));
        let mut new = Self { k, absolute: T::zero(), relative: T::zero(), limit: T::zero(), least, entries, room };
        new.reset(error);
        new
    }

    /// Ready for another query.
    pub fn reset(&mut self, error: RoundingError) {
        // Both the sum at hand and the k-th may be off.
        (self.absolute, self.relative) = (T::of(2.0 * error.absolute), T::of(2.0 * error.relative));
        self.limit = T::infinity();
        self.least.fill(T::infinity());
        self.entries.clear();
    }

    /// Takes a point whose sum is below the limit; `exact` gives a row's exact sum. Returns the new limit.
    #[inline]
    pub fn push(&mut self, sum: T, row: u32, exact: &mut impl FnMut(u32) -> f64) -> T {
        self.entries.push((sum, row));
        if sum < self.least[self.k - 1] {
            let mut at = self.k - 1;
            while at > 0 && self.least[at - 1] > sum {
                self.least[at] = self.least[at - 1];
                at -= 1;
            }
            self.least[at] = sum;
            let kth = self.least[self.k - 1];
            if kth < T::infinity() {
                self.limit = kth + (self.absolute + self.relative * kth.abs());
            }
        }
        if self.entries.len() == self.room {
            let limit = self.limit;
            self.entries.retain(|entry| entry.0 < limit);
            if self.entries.len() > self.room - self.k.min(8) {
                // So many points within the rounding error of one another, duplicates for instance: settle who is nearer.
                let mut nearest = vec![];
                self.nearest(exact, &mut nearest);
                self.entries.retain(|entry| nearest.iter().any(|near| near.1 == entry.1));
            }
        }
        self.limit
    }

    /// Appends the k nearest to `out`: exact sum and row, nearest first, the lower row first among equals.
    pub fn nearest(&self, exact: &mut impl FnMut(u32) -> f64, out: &mut Vec<(f64, u32)>) {
        let start = out.len();
        out.extend(self.entries.iter().filter(|entry| entry.0 < self.limit).map(|&(_, row)| (exact(row), row)));
        by_number_then_place(&mut out[start..]);
        out.truncate(start + self.k);
    }
}
