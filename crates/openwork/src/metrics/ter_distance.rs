//! The edit distance near the diagonal: how many words must be put in, left out or replaced, and which.

/// Cells further than this from the diagonal are not looked at.
const BEAM: usize = 25;

/// More than any distance.
pub const INFINITY: u32 = u32::MAX / 2;

/// What is done to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Edit {
    /// It stays.
    Keep,
    /// It is replaced by the reference's.
    Replace,
    /// A word of the reference is put in.
    Insert,
    /// A word of the hypothesis is left out.
    Delete,
}

/// The distances between the beginnings of a hypothesis and those of a reference: row i, column j is that of the first i words to
/// the first j. Of each row only the columns near the diagonal are kept, so that memory grows with the sum of the lengths.
#[derive(Debug, Default)]
pub struct Distances {
    /// The columns of each row, and where they lie.
    rows: Vec<Row>,
    cells: Vec<u32>,
    hypothesis: usize,
    reference: usize,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    from: usize,
    to: usize,
    at: usize,
}

impl Distances {
    /// Lays the rows out for these lengths; every distance between sequences as long fits in.
    pub fn lay_out(&mut self, hypothesis: usize, reference: usize) {
        (self.hypothesis, self.reference) = (hypothesis, reference);
        self.rows.clear();
        self.rows.push(Row { from: 0, to: reference + 1, at: 0 });
        let ratio = if hypothesis == 0 { 1.0 } else { reference as f64 / hypothesis as f64 };
        let beam = if (BEAM as f64) < ratio / 2.0 { (ratio / 2.0 + BEAM as f64).ceil() as usize } else { BEAM };
        let mut at = reference + 1;
        for i in 1..=hypothesis {
            let diagonal = (i as f64 * ratio).floor() as usize;
            let from = diagonal.saturating_sub(beam).min(reference + 1);
            let to = if i == hypothesis { reference + 1 } else { (diagonal + beam).min(reference + 1) };
            self.rows.push(Row { from, to, at });
            at += to - from;
        }
        self.cells.clear();
        self.cells.resize(at, INFINITY);
        self.cells.iter_mut().take(reference + 1).zip(0..).for_each(|(cell, j)| *cell = j);
    }

    /// Takes one row from distances laid out alike.
    pub fn take_row(&mut self, from: &Self, i: usize) {
        if let Some(row) = from.rows.get(i) {
            let cells = row.at..row.at + row.to - row.from;
            self.cells[cells.clone()].copy_from_slice(&from.cells[cells]);
        }
    }

    fn cell(&self, i: usize, j: usize) -> u32 {
        match self.rows.get(i) {
            Some(row) if (row.from..row.to).contains(&j) => self.cells[row.at + j - row.from],
            _ => INFINITY,
        }
    }

    // ANCHOR: fill
    /// Fills the rows after the first `known` words of the hypothesis, of which the rows are there; gives the distance. Where a
    /// whole row lies above `limit`, so will the distance, and [`INFINITY`] is given at once.
    pub fn fill(&mut self, hypothesis: &[u32], reference: &[u32], known: usize, limit: u32) -> u32 {
        for i in known + 1..=hypothesis.len() {
            let (row, above) = (self.rows[i], self.rows[i - 1]);
            let (before, here) = self.cells.split_at_mut(row.at);
            let above_at =
                |j: usize| if (above.from..above.to).contains(&j) { before[above.at + j - above.from] } else { INFINITY };
            let word = hypothesis[i - 1];
            let (mut left, mut least) = (INFINITY, INFINITY);
            let mut diagonal = if row.from > 0 { above_at(row.from - 1) } else { INFINITY };
            for (j, cell) in (row.from..row.to).zip(here) {
                let up = above_at(j);
                let best = if j == 0 {
                    up + 1
                } else {
                    let replaced = diagonal + u32::from(word != reference[j - 1]);
                    replaced.min(up + 1).min(left + 1).min(INFINITY)
                };
                *cell = best;
                (diagonal, left, least) = (up, best, least.min(best));
            }
            if least > limit {
                return INFINITY;
            }
        }
        self.cell(hypothesis.len(), reference.len())
    }
    // ANCHOR_END: fill

    // ANCHOR: trace
    /// The edits on the way of least distance, from the left. Of equally short ways: keep or replace before delete before insert.
    pub fn edits(&self, hypothesis: &[u32], reference: &[u32]) -> Vec<Edit> {
        let (mut i, mut j) = (hypothesis.len(), reference.len());
        let mut edits = vec![];
        while i > 0 || j > 0 {
            let here = self.cell(i, j);
            let edit = if i == 0 {
                Edit::Insert
            } else if j == 0 {
                Edit::Delete
            } else {
                let same = hypothesis[i - 1] == reference[j - 1];
                if self.cell(i - 1, j - 1) + u32::from(!same) == here {
                    if same { Edit::Keep } else { Edit::Replace }
                } else if self.cell(i - 1, j) + 1 == here {
                    Edit::Delete
                } else {
                    Edit::Insert
                }
            };
            edits.push(edit);
            i -= usize::from(edit != Edit::Insert);
            j -= usize::from(edit != Edit::Delete);
        }
        edits.reverse();
        edits
    }
    // ANCHOR_END: trace
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn distance(a: &[u32], b: &[u32]) -> u32 {
        let mut distances = Distances::default();
        distances.lay_out(a.len(), b.len());
        distances.fill(a, b, 0, INFINITY)
    }

    proptest! {
        #[test]
        fn a_distance_is_that_of_the_definition_and_its_edits_rewrite(
            a in prop::collection::vec(0_u32..4, 0..12), b in prop::collection::vec(0_u32..4, 0..12),
        ) {
            // The definition, from shorter beginnings to longer ones.
            let mut table = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
            for i in 0..=a.len() {
                for j in 0..=b.len() {
                    table[i][j] = match (i, j) {
                        (0, n) | (n, 0) => n as u32,
                        _ => (table[i - 1][j - 1] + u32::from(a[i - 1] != b[j - 1])).min(table[i - 1][j] + 1).min(table[i][j - 1] + 1),
                    };
                }
            }
            let mut distances = Distances::default();
            distances.lay_out(a.len(), b.len());
            let found = distances.fill(&a, &b, 0, INFINITY);
            prop_assert_eq!(found, table[a.len()][b.len()]);
            let edits = distances.edits(&a, &b);
            prop_assert_eq!(edits.iter().filter(|&&e| e != Edit::Keep).count() as u32, found);
            let (mut i, mut j, mut written) = (0, 0, vec![]);
            for edit in edits {
                match edit {
                    Edit::Keep => written.push(a[i]),
                    Edit::Replace | Edit::Insert => written.push(b[j]),
                    Edit::Delete => {}
                }
                i += usize::from(edit != Edit::Insert);
                j += usize::from(edit != Edit::Delete);
            }
            prop_assert_eq!(written, b);
        }
    }

    #[test]
    fn lengths_far_apart_are_no_trouble() {
        let long: Vec<u32> = (0..5000).collect();
        assert_eq!(distance(&[4999], &long), 4999);
        assert_eq!(distance(&long, &[7]), 4999);
        assert_eq!(distance(&[], &long), 5000);
        assert_eq!(distance(&long, &long), 0);
    }
}
