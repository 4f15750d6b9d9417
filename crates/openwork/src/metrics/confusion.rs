//! The confusion matrix: how often each class was answered for each class. Most scores of a classification are functions of it.

use crate::error::{Error, Result};
use crate::threads;
use ndarray::{Array2, ArrayView2};

/// Rows counted at a time.
const CHUNK: usize = 1 << 16;
/// A span of whole-number labels up to this wide is counted in one table.
const WIDE: u64 = 256;

/// How often (or with what weight) each class was answered for each true class; two of them merge.
///
/// Counts are exact, and so is their merging, up to `2^53`; so are weights that are whole numbers. Other weights are added in double
/// precision in a fixed order of chunks.
#[derive(Debug, Clone, PartialEq)]
pub struct Confusion {
    /// Row: the true class; column: the class answered.
    cells: Array2<f64>,
}

/// What to divide the cells by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalize {
    /// Each row by its sum: of the points of a class, the share of each answer.
    Truth,
    /// Each column by its sum: of the answers, the share of each class.
    Answers,
    /// All by the sum of all.
    All,
}

/// The four counts of one class against the rest.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Counts {
    /// Of the class, and answered so.
    pub tp: f64,
    /// Not of the class, but answered so.
    pub fp: f64,
    /// Of the class, but answered otherwise.
    #[serde(rename = "fn")]
    pub fn_: f64,
    /// Not of the class, and not answered so.
    pub tn: f64,
}

impl Confusion {
    /// Nothing counted yet.
    ///
    /// # Errors
    /// No class, or more than 30 000: the table would not fit into memory.
    pub fn new(classes: usize) -> Result<Self> {
        if classes == 0 || classes > 30_000 {
            return Err(Error::setting("classes", classes, "1 to 30 000"));
        }
        Ok(Self { cells: Array2::zeros((classes, classes)) })
    }

    // ANCHOR: confusion
    /// Counts pairs of a true class and an answer, both as indices below `classes`, with weights or each as one.
    ///
    /// # Errors
    /// Lengths that differ, an index that is no class, a weight that is not finite.
    pub fn of(truth: &[u32], answers: &[u32], classes: usize, weights: Option<&[f64]>) -> Result<Self> {
        check_lengths(truth.len(), answers.len(), weights)?;
        let whole = Self::new(classes)?;
        if let Some(wrong) = truth.iter().chain(answers).find(|&&label| label as usize >= classes) {
            return Err(Error::setting("label", wrong, format!("an index below {classes}, the number of classes")));
        }
        Ok(whole.count(truth.len(), weights, |row| truth[row] as usize * classes + answers[row] as usize))
    }
    // ANCHOR_END: confusion

    /// Counts labels that are whole numbers: `(labels, confusion)`, the labels being those seen, rising. `None` where they lie too far
    /// apart for a table.
    ///
    /// # Errors
    /// Lengths that differ, no rows, a weight that is not finite.
    pub fn of_integers(truth: &[i64], answers: &[i64], weights: Option<&[f64]>) -> Result<Option<(Vec<i64>, Self)>> {
        check_lengths(truth.len(), answers.len(), weights)?;
        let n = truth.len();
        let ends = threads::map_chunks(n, CHUNK, n, |rows| {
            let both = truth[rows.clone()].iter().chain(&answers[rows]);
            both.fold((i64::MAX, i64::MIN), |(low, high), &v| (low.min(v), high.max(v)))
        });
        let (low, high) = ends.into_iter().fold((i64::MAX, i64::MIN), |a, b| (a.0.min(b.0), a.1.max(b.1)));
        if n == 0 {
            return Err(Error::empty("truth", "at least one row"));
        }
        if high.abs_diff(low) >= WIDE {
            return Ok(None);
        }
        let span = high.abs_diff(low) as usize + 1;
        let whole = Self::new(span)?;
        let table =
            whole.count(n, weights, |row| truth[row].wrapping_sub(low) as usize * span + answers[row].wrapping_sub(low) as usize);
        // A class of weight zero was seen all the same: then the labels are looked up by counting without weights.
        let seen = if weights.is_some() {
            let all = Self::new(span)?;
            all.count(n, None, |row| truth[row].wrapping_sub(low) as usize * span + answers[row].wrapping_sub(low) as usize)
        } else {
            table.clone()
        };
        let (rows, columns) = (seen.truth_sums(), seen.answer_sums());
        let present: Vec<usize> = (0..span).filter(|&c| rows[c] + columns[c] > 0.0).collect();
        let labels = present.iter().map(|&c| low + c as i64).collect();
        Ok(Some((labels, table.select(&present))))
    }

    /// Adds every row to the cell that `cell` names.
    fn count(mut self, n: usize, weights: Option<&[f64]>, cell: impl Fn(usize) -> usize + Sync) -> Self {
        let size = self.cells.len();
        let chunk = CHUNK.max(size); // a table a chunk: never more memory than rows
        let add = |total: &mut Self, part: &[f64]| total.cells.iter_mut().zip(part).for_each(|(a, b)| *a += b);
        let parts = threads::map_chunks(n, chunk, n, |rows| match weights {
            Some(weights) => {
                let mut part = vec![0.0; size];
                rows.for_each(|row| part[cell(row)] += weights[row]);
                part
            }
            None => {
                // Four tables side by side, so that equal neighbours need not wait for each other's addition.
                let mut tables = vec![0_u32; 4 * size];
                rows.for_each(|row| tables[(row & 3) * size + cell(row)] += 1);
                (0..size).map(|i| (0..4).map(|t| f64::from(tables[t * size + i])).sum()).collect()
            }
        });
        parts.iter().for_each(|part| add(&mut self, part));
        self
    }

    /// Takes ready cells; the row is the true class.
    ///
    /// # Errors
    /// A matrix that is not square, no class.
    pub fn from_cells(cells: ArrayView2<'_, f64>) -> Result<Self> {
        if cells.nrows() != cells.ncols() || cells.is_empty() {
            return Err(Error::shape("cells", format!("{:?}", cells.dim()), "a square matrix, one row and one column a class"));
        }
        Ok(Self { cells: cells.to_owned() })
    }

    /// Adds the counts of other rows.
    ///
    /// # Errors
    /// Another number of classes.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.classes() != other.classes() {
            return Err(Error::shape("other", format!("{} classes", other.classes()), format!("{}", self.classes())));
        }
        self.cells += &other.cells;
        Ok(())
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.cells.nrows()
    }

    /// The cells: row the true class, column the class answered.
    pub fn cells(&self) -> ArrayView2<'_, f64> {
        self.cells.view()
    }

    /// The cells of these classes alone, in this order. What was answered elsewhere is left out.
    pub fn select(&self, classes: &[usize]) -> Self {
        Self { cells: self.cells.select(ndarray::Axis(0), classes).select(ndarray::Axis(1), classes) }
    }

    /// How much was counted of each true class.
    pub fn truth_sums(&self) -> Vec<f64> {
        self.cells.outer_iter().map(|row| row.iter().sum()).collect()
    }

    /// How much was counted of each answer.
    pub fn answer_sums(&self) -> Vec<f64> {
        self.cells.columns().into_iter().map(|column| column.iter().sum()).collect()
    }

    /// How much was counted in all.
    pub fn total(&self) -> f64 {
        self.cells.iter().sum()
    }

    // ANCHOR: counts
    /// Each class against the rest.
    pub fn counts(&self) -> Vec<Counts> {
        let (truth, answers, total) = (self.truth_sums(), self.answer_sums(), self.total());
        (0..self.classes())
            .map(|c| {
                let tp = self.cells[[c, c]];
                let (fp, fn_) = (answers[c] - tp, truth[c] - tp);
                Counts { tp, fp, fn_, tn: total - tp - fp - fn_ }
            })
            .collect()
    }
    // ANCHOR_END: counts

    /// The cells as shares; a row or column without any weight stays zero.
    pub fn normalized(&self, by: Normalize) -> Array2<f64> {
        let (truth, answers, total) = (self.truth_sums(), self.answer_sums(), self.total());
        Array2::from_shape_fn(self.cells.dim(), |(t, a)| {
            let sum = match by {
                Normalize::Truth => truth[t],
                Normalize::Answers => answers[a],
                Normalize::All => total,
            };
            if sum == 0.0 { 0.0 } else { self.cells[[t, a]] / sum }
        })
    }
}

/// As many of one as of the other, and as many weights, all finite.
pub(crate) fn check_lengths(truth: usize, answers: usize, weights: Option<&[f64]>) -> Result<()> {
    if truth != answers {
        return Err(Error::shape("answers", answers, format!("{truth}, one for each true value")));
    }
    let Some(weights) = weights else { return Ok(()) };
    if weights.len() != truth {
        return Err(Error::shape("weights", weights.len(), format!("{truth}, one for each true value")));
    }
    match weights.iter().position(|w| !w.is_finite()) {
        Some(row) => Err(Error::NotFinite { what: "weights", value: weights[row], row, column: 0 }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    const TRUTH: [u32; 8] = [0, 0, 0, 1, 1, 2, 2, 2];
    const ANSWERS: [u32; 8] = [0, 1, 1, 1, 0, 2, 2, 0];

    #[test]
    fn counted_by_hand() {
        let confusion = Confusion::of(&TRUTH, &ANSWERS, 3, None).unwrap();
        assert_eq!(confusion.cells(), array![[1.0, 2.0, 0.0], [1.0, 1.0, 0.0], [1.0, 0.0, 2.0]]);
        assert_eq!(confusion.counts()[0], Counts { tp: 1.0, fp: 2.0, fn_: 2.0, tn: 3.0 });
        assert_eq!(confusion.counts()[2], Counts { tp: 2.0, fp: 0.0, fn_: 1.0, tn: 5.0 });
        assert_eq!(confusion.normalized(Normalize::Truth)[[2, 2]], 2.0 / 3.0);
    }

    #[test]
    fn ten_parts_are_the_whole() {
        let n = 3 * CHUNK + 17;
        let truth: Vec<u32> = (0..n as u32).map(|i| i * 7 % 5).collect();
        let answers: Vec<u32> = (0..n as u32).map(|i| i % 97 * (i % 89) % 5).collect();
        let whole = Confusion::of(&truth, &answers, 5, None).unwrap();
        let mut merged = Confusion::new(5).unwrap();
        for (t, a) in truth.chunks(n / 10 + 1).zip(answers.chunks(n / 10 + 1)) {
            merged.merge(&Confusion::of(t, a, 5, None).unwrap()).unwrap();
        }
        assert_eq!(whole, merged);
        let wide = |v: &[u32]| v.iter().map(|&v| i64::from(v) * 3 - 4).collect::<Vec<_>>();
        let (labels, integers) = Confusion::of_integers(&wide(&truth), &wide(&answers), None).unwrap().unwrap();
        assert_eq!(labels, [-4, -1, 2, 5, 8]);
        assert_eq!(integers, whole);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(Confusion::of(&TRUTH, &ANSWERS[1..], 3, None).is_err());
        assert!(Confusion::of(&TRUTH, &ANSWERS, 2, None).is_err());
        assert!(Confusion::of(&TRUTH, &ANSWERS, 3, Some(&[f64::NAN; 8])).is_err());
        assert!(Confusion::of(&TRUTH, &ANSWERS, 3, Some(&[1.0; 7])).is_err());
        assert!(Confusion::of_integers(&[i64::MIN], &[i64::MAX], None).unwrap().is_none());
    }
}
