//! The longest common subsequence, in three forms with one answer.
//!
//! - [`lcs_table`], the textbook's table, for figures and tests; [`LcsRun`] fills it row by row.
//! - [`Lcs::length`]: a row of the table differs from cell to cell by 0 or 1, so a row is kept as bits and the next row made from
//!   it 64 cells at a time (Crochemore et al. 2001; Hyyrö 2004). Memory is one row.
//! - [`Lcs::members`]: all rows as bits, and the path back through them that rouge_score takes.

use crate::steps::Run;
use serde::Serialize;

// ANCHOR: table
/// `table[i][j]`: the length of the longest common subsequence of the first `i` words of `a` and the first `j` of `b`. Takes
/// time and memory in proportion to the product of the lengths.
pub fn lcs_table<T: PartialEq>(a: &[T], b: &[T]) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            table[i][j] = if a[i - 1] == b[j - 1] { table[i - 1][j - 1] + 1 } else { table[i - 1][j].max(table[i][j - 1]) };
        }
    }
    table
}
// ANCHOR_END: table

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LcsStep {
    /// The row, from 1: how many words of the reference are in.
    pub row: usize,
    /// The word of the reference that came in.
    pub word: String,
    /// The columns, from 1, where the hypothesis has that word.
    pub matches: Vec<usize>,
    /// The length of the longest common subsequence so far.
    pub length: usize,
}

impl std::fmt::Display for LcsStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "row {:3}  {:16}  matches {:?}  length {}", self.row, self.word, self.matches, self.length)
    }
}

/// The table as far as it is filled, copied out for a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LcsSnapshot {
    /// The words of the reference, one a row.
    pub reference: Vec<String>,
    /// The words of the hypothesis, one a column.
    pub hypothesis: Vec<String>,
    /// The rows filled so far, the empty one first.
    pub table: Vec<Vec<usize>>,
    /// Rows of the reference, from 0, that are in the subsequence; known when the table is full.
    pub members: Vec<usize>,
}

/// The table of the longest common subsequence, a row a round: an iterator.
#[derive(Debug, Clone)]
pub struct LcsRun {
    reference: Vec<String>,
    hypothesis: Vec<String>,
    table: Vec<Vec<usize>>,
}

impl LcsRun {
    /// The table of these words, with its empty row.
    pub fn new(reference: Vec<String>, hypothesis: Vec<String>) -> Self {
        let table = vec![vec![0; hypothesis.len() + 1]];
        Self { reference, hypothesis, table }
    }
}

impl Iterator for LcsRun {
    type Item = LcsStep;

    fn next(&mut self) -> Option<LcsStep> {
        let i = self.table.len();
        let word = self.reference.get(i - 1)?;
        let above = &self.table[i - 1];
        let mut row = vec![0; above.len()];
        let mut matches = vec![];
        for (j, other) in (1..).zip(&self.hypothesis) {
            row[j] = if word == other {
                matches.push(j);
                above[j - 1] + 1
            } else {
                above[j].max(row[j - 1])
            };
        }
        let length = row.last().copied().unwrap_or(0);
        self.table.push(row);
        Some(LcsStep { row: i, word: word.clone(), matches, length })
    }
}

impl Run for LcsRun {
    type Snapshot = LcsSnapshot;

    fn snapshot(&self) -> LcsSnapshot {
        let full = self.table.len() > self.reference.len();
        LcsSnapshot {
            reference: self.reference.clone(),
            hypothesis: self.hypothesis.clone(),
            table: self.table.clone(),
            members: if full { path_back(&self.table, &self.reference, &self.hypothesis) } else { vec![] },
        }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.reference.len())
    }
}

// ANCHOR: path
/// The places in `a` of one longest common subsequence, in ascending order: from the last corner of the table back to the
/// first, taking a match where there is one, else going left where that is longer than up, else up.
pub fn path_back<T: PartialEq>(table: &[Vec<usize>], a: &[T], b: &[T]) -> Vec<usize> {
    let (mut i, mut j, mut path) = (a.len(), b.len(), vec![]);
    while i > 0 && j > 0 {
        if a[i - 1] == b[j - 1] {
            path.push(i - 1);
            (i, j) = (i - 1, j - 1);
        } else if table[i][j - 1] > table[i - 1][j] {
            j -= 1;
        } else {
            i -= 1;
        }
    }
    path.reverse();
    path
}
// ANCHOR_END: path

/// The memory that bit-parallel searches use again and again. Words are numbers below the size of the vocabulary.
#[derive(Debug, Default)]
pub struct Lcs {
    /// For each word of the vocabulary, where its mask begins in `masks`, if `stamp` is that of the present text.
    slots: Vec<(u32, u32)>,
    stamp: u32,
    masks: Vec<u64>,
    row: Vec<u64>,
    rows: Vec<u64>,
    /// How many 64-bit words a row has, and how many cells.
    blocks: usize,
    cells: usize,
}

impl Lcs {
    /// Marks, for each word of `text`, the places where it stands: bit j of its mask for place j.
    pub fn prepare(&mut self, text: &[u32], vocabulary: usize) {
        if self.slots.len() < vocabulary {
            self.slots.resize(vocabulary, (0, 0));
        }
        if self.stamp == u32::MAX {
            self.slots.fill((0, 0));
            self.stamp = 0;
        }
        self.stamp += 1;
        self.cells = text.len();
        self.blocks = text.len().div_ceil(64);
        self.masks.clear();
        for (j, &word) in text.iter().enumerate() {
            let slot = &mut self.slots[word as usize];
            if slot.0 != self.stamp {
                *slot = (self.stamp, self.masks.len() as u32);
                self.masks.resize(self.masks.len() + self.blocks, 0);
            }
            self.masks[slot.1 as usize + j / 64] |= 1 << (j % 64);
        }
    }

    // ANCHOR: bits
    /// The next row of the table from `row`, whose bit j is 0 where cell j + 1 is one more than cell j. A word that the prepared
    /// text does not have leaves the row as it is.
    fn step(slots: &[(u32, u32)], stamp: u32, masks: &[u64], row: &mut [u64], word: u32) {
        let (of, at) = slots.get(word as usize).copied().unwrap_or((0, 0));
        if of != stamp {
            return;
        }
        let mut carry = false;
        for (v, &mask) in row.iter_mut().zip(&masks[at as usize..]) {
            let matched = *v & mask;
            let (sum, over) = v.overflowing_add(matched);
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            carry = over | again;
            *v = sum | (*v & !mask);
        }
    }

    /// The length of the longest common subsequence of the prepared text and `other`.
    pub fn length(&mut self, other: &[u32]) -> usize {
        self.row.clear();
        self.row.resize(self.blocks, u64::MAX);
        for &word in other {
            Self::step(&self.slots, self.stamp, &self.masks, &mut self.row, word);
        }
        zeros(&self.row, self.cells)
    }
    // ANCHOR_END: bits

    /// The places in `other` of the subsequence that rouge_score finds, in descending order: [`path_back`], with the table as
    /// bits. Rows are the words of `other`, columns those of the prepared text.
    pub fn members(&mut self, other: &[u32], text: &[u32], mut member: impl FnMut(usize)) {
        let blocks = self.blocks;
        if blocks == 0 {
            return;
        }
        self.rows.clear();
        self.rows.resize(blocks, u64::MAX);
        for &word in other {
            let from = self.rows.len() - blocks;
            self.rows.extend_from_within(from..);
            Self::step(&self.slots, self.stamp, &self.masks, &mut self.rows[from + blocks..], word);
        }
        let row = |i: usize| &self.rows[i * blocks..(i + 1) * blocks];
        let rises = |i: usize, j: usize| usize::from(row(i)[(j - 1) / 64] >> ((j - 1) % 64) & 1 == 0);
        let (mut i, mut j) = (other.len(), text.len());
        // The cell here, and the one above it.
        let mut here = zeros(row(i), j);
        let mut above = if i > 0 { zeros(row(i - 1), j) } else { 0 };
        while i > 0 && j > 0 && here > 0 {
            if other[i - 1] == text[j - 1] {
                member(i - 1);
                (i, j) = (i - 1, j - 1);
                here -= 1;
                above = if i > 0 { zeros(row(i - 1), j) } else { 0 };
            } else if here - rises(i, j) > above {
                here -= rises(i, j);
                above -= rises(i - 1, j);
                j -= 1;
            } else {
                i -= 1;
                here = above;
                above = if i > 0 { zeros(row(i - 1), j) } else { 0 };
            }
        }
    }
}

/// How many of the first `cells` bits are 0.
fn zeros(row: &[u64], cells: usize) -> usize {
    let (whole, rest) = (cells / 64, cells % 64);
    let ones: u32 = row[..whole].iter().map(|v| v.count_ones()).sum();
    let ones = ones + if rest > 0 { (row[whole] & ((1 << rest) - 1)).count_ones() } else { 0 };
    cells - ones as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_are_the_table(a in prop::collection::vec(0_u32..6, 0..150), b in prop::collection::vec(0_u32..6, 0..150)) {
            let table = lcs_table(&a, &b);
            let mut lcs = Lcs::default();
            lcs.prepare(&b, 6);
            prop_assert_eq!(lcs.length(&a), table[a.len()][b.len()]);
            let mut path = vec![];
            lcs.members(&a, &b, |i| path.push(i));
            path.reverse();
            prop_assert_eq!(path, path_back(&table, &a, &b));
        }
    }

    #[test]
    fn a_run_fills_the_table() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (a, b) = (words("the cat sat on the mat"), words("the cat was on a mat"));
        let mut run = LcsRun::new(a.clone(), b.clone());
        assert_eq!(run.by_ref().last().map(|step| step.length), Some(4));
        assert_eq!(run.snapshot().table, lcs_table(&a, &b));
        assert_eq!(run.snapshot().members, [0, 1, 3, 5]);
    }
}
