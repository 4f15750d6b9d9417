#![doc = include_str!("similarity.md")]

use super::postings::Postings;
use crate::error::{Error, Result};
use crate::linalg::{CsrView, Real, check_matrix, matmul};
use crate::threads;
use ndarray::{Array2, ArrayView2, Axis};

// ANCHOR: cosine
/// The cosine of the angle between two vectors: 1 for the same direction, 0 for a right angle, -1 for opposite ones; 0 where
/// a vector is all zeros, which has no direction.
///
/// ```
/// use openwork::text::similarity::cosine;
/// assert_eq!(cosine(&[3.0, 0.0], &[1.0, 0.0])?, 1.0);
/// assert_eq!(cosine(&[1.0, 0.0], &[0.0, 0.0])?, 0.0);
/// # Ok::<(), openwork::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] for different lengths, [`Error::NotFinite`] for NaN and infinity.
pub fn cosine(a: &[f64], b: &[f64]) -> Result<f64> {
    if a.len() != b.len() {
        return Err(Error::shape("b", b.len(), format!("{} numbers, as in a", a.len())));
    }
    for (what, vector) in [("a", a), ("b", b)] {
        if let Some(column) = vector.iter().position(|v| !v.is_finite()) {
            return Err(Error::NotFinite { what, value: vector[column], row: 0, column });
        }
    }
    let (x, y) = (unit(a.iter().copied()), unit(b.iter().copied()));
    Ok(a.iter().zip(b).map(|(a, b)| x.of(*a) * y.of(*b)).sum())
}
// ANCHOR_END: cosine

/// What brings a vector to length 1: first its greatest value to 1, so that no square is too large or too small.
#[derive(Debug, Clone, Copy)]
struct Unit {
    scale: f64,
    norm: f64,
}

impl Unit {
    fn of(self, value: f64) -> f64 {
        value / self.scale / self.norm
    }
}

fn unit(values: impl Iterator<Item = f64> + Clone) -> Unit {
    let plain = values.clone().map(|v| v * v).sum::<f64>();
    if plain.is_finite() && plain > 1e-290 {
        return Unit { scale: 1.0, norm: plain.sqrt() };
    }
    let most = values.clone().fold(0.0, |most: f64, v| most.max(v.abs()));
    if most == 0.0 {
        return Unit { scale: 1.0, norm: 1.0 };
    }
    Unit { scale: most, norm: values.map(|v| (v / most) * (v / most)).sum::<f64>().sqrt() }
}

/// The cosines of all rows of `x` with all rows of `y`: each row brought to length 1 once, then one matrix product.
///
/// # Errors
/// [`Error::Empty`], [`Error::NotFinite`], [`Error::Shape`] for different numbers of columns.
pub fn cosine_similarity<T: Real>(x: ArrayView2<'_, T>, y: ArrayView2<'_, T>) -> Result<Array2<T>> {
    check_matrix("X", x)?;
    check_matrix("Y", y)?;
    let normed = |x: ArrayView2<'_, T>| {
        let mut x = x.to_owned();
        for mut row in x.axis_iter_mut(Axis(0)) {
            let unit = unit(row.iter().map(|v| v.f64()));
            row.mapv_inplace(|v| T::of(unit.of(v.f64())));
        }
        x
    };
    let y = normed(y);
    matmul(normed(x).view(), y.t())
}

/// The rows of a sparse matrix, ready to be compared: an inverted index of rows of length 1.
///
/// ```
/// use openwork::text::{TfidfVectorizer, similarity::Cosine};
/// let (model, matrix) = TfidfVectorizer::new().fit_transform(&["red apples", "green apples", "blue skies"])?;
/// let index = Cosine::new(matrix.view());
/// let query = model.transform(&["green pears and apples"]);
/// let best = &index.top_k(query.view(), 2)?[0];
/// assert_eq!((best[0].0, best[1].0), (1, 0));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cosine {
    postings: Postings,
    columns: usize,
}

fn norms<T: Copy + Into<f64> + Sync>(x: CsrView<'_, T>) -> Vec<Unit> {
    let of = |i| unit(x.row(i).1.iter().map(|&v| v.into()));
    threads::map_chunks(x.rows(), 4096, x.len(), |range| range.map(of).collect::<Vec<_>>()).concat()
}

impl Cosine {
    /// An index of the rows of a matrix.
    pub fn new<T: Copy + Into<f64> + Sync>(rows: CsrView<'_, T>) -> Self {
        let norms = norms(rows);
        let postings = Postings::of_rows(rows, |row, i| norms[row].of(rows.values()[i].into()));
        Self { postings, columns: rows.columns() }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.postings.documents
    }

    fn queries<'a, T: Copy + Into<f64> + Sync>(
        &self,
        queries: CsrView<'a, T>,
    ) -> Result<impl Fn(usize) -> Vec<(u32, f64)> + Sync + use<'a, T>> {
        if queries.columns() != self.columns {
            return Err(Error::shape("the queries", format!("{} columns", queries.columns()), format!("{}", self.columns)));
        }
        let norms = norms(queries);
        Ok(move |i: usize| {
            let (columns, values) = queries.row(i);
            columns.iter().zip(values).map(|(&column, &v)| (column, norms[i].of(v.into()))).collect()
        })
    }

    /// For each query the `k` rows of the greatest cosine, or all where there are fewer, with their cosines: the greatest first,
    /// of equals the lower number.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of columns.
    pub fn top_k<T: Copy + Into<f64> + Sync>(&self, queries: CsrView<'_, T>, k: usize) -> Result<Vec<Vec<(u32, f64)>>> {
        Ok(self.postings.best_of_all(queries.rows(), self.queries(queries)?, k))
    }

    /// As [`top_k`](Self::top_k), by the definition: all cosines, sorted.
    ///
    /// # Errors
    /// As [`top_k`](Self::top_k).
    pub fn top_k_plain<T: Copy + Into<f64> + Sync>(&self, queries: CsrView<'_, T>, k: usize) -> Result<Vec<Vec<(u32, f64)>>> {
        let query = self.queries(queries)?;
        Ok((0..queries.rows()).map(|i| self.postings.best_plain(&query(i), k)).collect())
    }

    /// The cosines of each query with every row.
    ///
    /// # Errors
    /// As [`top_k`](Self::top_k).
    pub fn similarities<T: Copy + Into<f64> + Sync>(&self, queries: CsrView<'_, T>) -> Result<Array2<f64>> {
        let query = self.queries(queries)?;
        let work = queries.len().saturating_mul(self.rows());
        let rows = threads::map_chunks(queries.rows(), 4, work, |range| {
            range.flat_map(|i| self.postings.sums(&query(i))).collect::<Vec<_>>()
        });
        let shape = (queries.rows(), self.rows());
        Array2::from_shape_vec(shape, rows.concat()).map_err(|e| Error::shape("the cosines", e, format!("{shape:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn extremes_have_their_angles() {
        for scale in [1.0, 1e-200, 1e200] {
            let c = cosine(&[scale, scale], &[scale, 0.0]).unwrap();
            assert!((c - 0.5_f64.sqrt()).abs() < 1e-15, "{scale}: {c}");
        }
        assert_eq!(cosine(&[0.0, 0.0], &[1.0, 2.0]).unwrap(), 0.0);
        assert_eq!(cosine(&[], &[]).unwrap(), 0.0);
        assert!(cosine(&[1.0], &[1.0, 2.0]).is_err());
        assert!(cosine(&[f64::NAN], &[1.0]).is_err());
    }

    #[test]
    fn sparse_rows_and_dense_rows_agree() {
        let x = array![[1.0, 0.0, 2.0], [0.0, 0.0, 0.0], [0.0, 3.0, -1.0]];
        let dense = cosine_similarity(x.view(), x.view()).unwrap();
        let csr = crate::linalg::Csr {
            columns: 3,
            starts: vec![0, 2, 2, 4],
            indices: vec![0, 2, 1, 2],
            values: vec![1.0, 2.0, 3.0, -1.0],
        };
        let index = Cosine::new(csr.view());
        let sparse = index.similarities(csr.view()).unwrap();
        assert!(dense.iter().zip(&sparse).all(|(a, b)| (a - b).abs() < 1e-15));
        assert_eq!(index.top_k(csr.view(), 3).unwrap(), index.top_k_plain(csr.view(), 3).unwrap());
        assert_eq!(index.top_k(csr.view(), 9).unwrap()[1], [(0, 0.0), (1, 0.0), (2, 0.0)]);
    }
}
