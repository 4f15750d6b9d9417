//! The nearest points seen so far, by sums that may be off by a rounding error, and the exact answer in the end.

use crate::linalg::Real;

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
    error: RoundingError,
    /// Sums from here on are of no interest.
    pub limit: T,
    /// Sum and row of each.
    entries: Vec<(T, u32)>,
    room: usize,
}

impl<T: Real> Candidates<T> {
    pub fn new(k: usize, error: RoundingError) -> Self {
        let room = k + (k / 2).max(22);
        Self { k, error, limit: T::infinity(), entries: Vec::with_capacity(room), room }
    }

    /// Ready for another query.
    pub fn reset(&mut self, error: RoundingError) {
        self.error = error;
        self.limit = T::infinity();
        self.entries.clear();
    }

    /// Takes a point whose sum is below the limit; `exact` gives a row's exact sum. Returns the new limit.
    pub fn push(&mut self, sum: T, row: u32, exact: &mut impl FnMut(u32) -> f64) -> T {
        self.entries.push((sum, row));
        if self.entries.len() == self.room {
            self.tighten();
            if self.entries.len() > self.room - self.k.min(8) {
                // So many points within the rounding error of one another, duplicates for instance: settle who is nearer.
                self.entries = self.exactly(exact).into_iter().map(|(_, sum, row)| (sum, row)).collect();
            }
        }
        self.limit
    }

    /// Lowers the limit to the k-th least sum, with the error, and drops what is beyond.
    fn tighten(&mut self) {
        let (_, kth, _) =
            self.entries.select_nth_unstable_by(self.k - 1, |a, b| a.0.f64().total_cmp(&b.0.f64()).then(a.1.cmp(&b.1)));
        let kth = kth.0.f64();
        let limit = T::of(kth + 2.0 * (self.error.absolute + self.error.relative * kth.abs()));
        if limit < self.limit {
            self.limit = limit;
            self.entries.retain(|entry| entry.0 < limit);
        }
    }

    /// The k nearest by their exact sums, the lower row first among equals: exact sum, sum, row.
    fn exactly(&self, exact: &mut impl FnMut(u32) -> f64) -> Vec<(f64, T, u32)> {
        let mut all: Vec<_> = self.entries.iter().map(|&(sum, row)| (exact(row), sum, row)).collect();
        all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
        all.truncate(self.k);
        all
    }

    /// The k nearest: exact sum and row, nearest first, the lower row first among equals.
    pub fn nearest(&mut self, exact: &mut impl FnMut(u32) -> f64) -> Vec<(f64, u32)> {
        if self.entries.len() > self.k {
            self.tighten();
        }
        self.exactly(exact).into_iter().map(|(exact, _, row)| (exact, row)).collect()
    }
}
