//! Which rows a step looks at.

use super::Batch;
use crate::error::{Error, Result};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

/// Cuts the rows of every pass into batches, in an order that the seed and the number of the pass alone decide: a run that is resumed
/// in the middle of a pass finds the very same batches, and nothing has to be kept for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Loader {
    rows: usize,
    size: usize,
    seed: u64,
    shuffle: bool,
}

impl Loader {
    /// A loader of so many rows, shuffled with seed 0.
    ///
    /// # Errors
    /// No rows; batches of no rows.
    pub fn new(rows: usize, batch: Batch) -> Result<Self> {
        if rows == 0 {
            return Err(Error::empty("data", "at least one row to learn from"));
        }
        let size = match batch {
            Batch::Full => rows,
            Batch::Single => 1,
            Batch::Mini(0) => return Err(Error::setting("batch", 0, "at least 1 row")),
            Batch::Mini(size) => size.min(rows),
        };
        Ok(Self { rows, size, seed: 0, shuffle: true })
    }

    /// Seed of the order.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Whether the rows are shuffled anew in every pass, or stay in their order.
    pub fn shuffle(self, shuffle: bool) -> Self {
        Self { shuffle, ..self }
    }

    /// Batches in a pass; the last may be smaller than the others.
    pub fn batches(&self) -> usize {
        self.rows.div_ceil(self.size)
    }

    // ANCHOR: order
    /// The order of the rows in a pass, from 0.
    pub fn order(&self, pass: u64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.rows).collect();
        if self.shuffle {
            order.shuffle(&mut Pcg64::seed_from_u64(mixed(self.seed, pass)));
        }
        order
    }

    /// The rows of a batch, from 0, out of the order of its pass.
    pub fn batch<'a>(&self, order: &'a [usize], batch: usize) -> &'a [usize] {
        let from = (batch * self.size).min(order.len());
        &order[from..(from + self.size).min(order.len())]
    }
    // ANCHOR_END: order
}

/// A seed of its own for each number.
pub(super) fn mixed(seed: u64, number: u64) -> u64 {
    let mut z = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_shows_every_row_once() {
        for (rows, batch, batches) in
            [(10, Batch::Mini(4), 3), (10, Batch::Full, 1), (10, Batch::Single, 10), (3, Batch::Mini(9), 1)]
        {
            let loader = Loader::new(rows, batch).unwrap().seed(3);
            assert_eq!(loader.batches(), batches);
            let order = loader.order(5);
            let mut seen: Vec<usize> = (0..batches).flat_map(|b| loader.batch(&order, b).to_vec()).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..rows).collect::<Vec<_>>());
        }
    }

    #[test]
    fn passes_and_seeds_have_orders_of_their_own_that_come_again() {
        let loader = Loader::new(50, Batch::Mini(8)).unwrap();
        assert_eq!(loader.order(2), loader.order(2));
        assert_ne!(loader.order(2), loader.order(3));
        assert_ne!(loader.order(2), loader.clone().seed(1).order(2));
        assert_eq!(loader.shuffle(false).order(2), (0..50).collect::<Vec<_>>());
        assert!(Loader::new(0, Batch::Full).is_err() && Loader::new(3, Batch::Mini(0)).is_err());
    }
}
