//! The alias table: a number from any finite distribution in constant time.

use super::Stream;
use super::draw::unit;

/// A. Walker, "An efficient method for generating discrete random variables with general distributions", 1977, built in linear time after
/// M. Vose, "A linear algorithm for generating random numbers with a given distribution", 1991.
///
/// Picture n columns of equal height. Every column holds its own number up to `keep`, and one other, its alias, above: a uniform number
/// chooses the column and the height in it.
#[derive(Debug, Clone, PartialEq)]
pub struct AliasTable {
    keep: Vec<f64>,
    alias: Vec<usize>,
}

impl AliasTable {
    // ANCHOR: build
    /// The table of probabilities that sum to one. Too low columns are filled up, one after another, from one that is too high.
    pub fn new(p: &[f64]) -> Self {
        let n = p.len();
        let mut keep: Vec<f64> = p.iter().map(|p| p * n as f64).collect();
        let mut alias: Vec<usize> = (0..n).collect();
        let (mut low, mut high): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| keep[i] < 1.0);
        while let (Some(&small), Some(&large)) = (low.last(), high.last()) {
            low.pop();
            alias[small] = large;
            keep[large] -= 1.0 - keep[small];
            if keep[large] < 1.0 {
                high.pop();
                low.push(large);
            }
        }
        // What rounding left over is full.
        for &i in low.iter().chain(&high) {
            keep[i] = 1.0;
        }
        Self { keep, alias }
    }
    // ANCHOR_END: build

    /// Heights of the columns' own parts, and whose the rest is: what a figure shows.
    pub fn columns(&self) -> (&[f64], &[usize]) {
        (&self.keep, &self.alias)
    }

    // ANCHOR: draw
    /// Draws one number.
    #[inline]
    pub fn draw(&self, rng: &mut Stream) -> usize {
        let place = unit(rng) * self.keep.len() as f64;
        let column = place as usize;
        if place - (column as f64) < self.keep[column] { column } else { self.alias[column] }
    }
    // ANCHOR_END: draw
}
