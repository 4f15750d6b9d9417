//! Sparse matrices row after row (CSR): of each row only the columns that are not zero.

use crate::error::{Error, Result};
use std::ops::Range;

/// A sparse matrix. `starts[i]..starts[i + 1]` are the places of row `i` in `indices` and `values`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Csr<T = f64> {
    /// How many columns.
    pub columns: usize,
    /// Where each row begins, and at the end where the last one ends.
    pub starts: Vec<usize>,
    /// The columns of each row, ascending.
    pub indices: Vec<u32>,
    /// The values, in the same order.
    pub values: Vec<T>,
}

/// A sparse matrix that lies elsewhere, such as in an array of Python.
#[derive(Debug, Clone, Copy)]
pub struct CsrView<'a, T = f64> {
    columns: usize,
    starts: &'a [usize],
    indices: &'a [u32],
    values: &'a [T],
}

impl<T> Csr<T> {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The columns and values of a row.
    pub fn row(&self, i: usize) -> (&[u32], &[T]) {
        self.view().row(i)
    }

    /// The same, borrowed.
    pub fn view(&self) -> CsrView<'_, T> {
        CsrView { columns: self.columns, starts: &self.starts, indices: &self.indices, values: &self.values }
    }
}

impl<'a, T: Copy + Into<f64>> CsrView<'a, T> {
    /// A matrix of parts that came from elsewhere.
    ///
    /// # Errors
    /// [`Error::Shape`] where the parts do not fit together or a row's columns do not ascend, [`Error::NotFinite`] for NaN and
    /// infinity.
    pub fn new(
        what: &'static str,
        columns: usize,
        starts: &'a [usize],
        indices: &'a [u32],
        values: &'a [T],
    ) -> Result<CsrView<'a, T>> {
        let places = starts.len() >= 2 || starts == [0];
        if !places || starts[0] != 0 || starts.last() != Some(&indices.len()) || indices.len() != values.len() {
            let got = format!("{} starts, {} columns, {} values", starts.len(), indices.len(), values.len());
            return Err(Error::shape(what, got, "starts from 0 to the number of values, and a column for each value"));
        }
        if let Some(row) = starts.windows(2).position(|pair| pair[0] > pair[1]) {
            return Err(Error::shape(what, format!("row {row} ends before it begins"), "starts that ascend"));
        }
        for (row, pair) in starts.windows(2).enumerate() {
            let places = pair[0]..pair[1];
            let own = &indices[places.clone()];
            if own.last().is_some_and(|&last| last as usize >= columns) || own.windows(2).any(|pair| pair[0] >= pair[1]) {
                let want = format!("columns below {columns} that ascend; in Python, X.sum_duplicates() sorts them");
                return Err(Error::shape(format!("row {row} of {what}"), "columns that do not ascend or are too large", want));
            }
            for (&column, &value) in own.iter().zip(&values[places]) {
                let value: f64 = value.into();
                if !value.is_finite() {
                    return Err(Error::NotFinite { what, value, row, column: column as usize });
                }
            }
        }
        Ok(Self { columns, starts, indices, values })
    }
}

impl<'a, T> CsrView<'a, T> {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many values that are written down.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether all is zero.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The columns and values of a row.
    pub fn row(&self, i: usize) -> (&'a [u32], &'a [T]) {
        let places = self.places(i);
        (&self.indices[places.clone()], &self.values[places])
    }

    /// Where the row lies.
    pub fn places(&self, i: usize) -> Range<usize> {
        self.starts[i]..self.starts[i + 1]
    }

    /// All columns, row after row.
    pub fn indices(&self) -> &'a [u32] {
        self.indices
    }

    /// All values, row after row.
    pub fn values(&self) -> &'a [T] {
        self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let good = CsrView::new("X", 3, &[0, 2, 2], &[0, 2], &[1.0, 2.0]).unwrap();
        assert_eq!((good.rows(), good.row(0), good.row(1).0.len()), (2, (&[0, 2][..], &[1.0, 2.0][..]), 0));
        for (starts, indices, values) in [
            (&[0, 2][..], &[2, 0][..], &[1.0, 2.0][..]),
            (&[0, 2], &[1, 1], &[1.0, 2.0]),
            (&[0, 2], &[0, 3], &[1.0, 2.0]),
            (&[0, 2], &[0, 1], &[1.0, f64::NAN]),
            (&[0, 1], &[0, 1], &[1.0, 2.0]),
            (&[1, 2], &[0, 1], &[1.0, 2.0]),
            (&[0, 2, 1, 2], &[0, 1], &[1.0, 2.0]),
            (&[], &[], &[]),
        ] {
            assert!(CsrView::new("X", 3, starts, indices, values).is_err(), "{starts:?} {indices:?}");
        }
    }
}
