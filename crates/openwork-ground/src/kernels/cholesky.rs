//! The Cholesky factor of a symmetric positive definite matrix, and solving with it.

use super::lanes::Lanes;
use super::product::{Part, product};
use pulp::{Arch, Simd, WithSimd};

/// `A = L L'`, kept as L and as its transpose, so that both triangles are solved along rows.
#[derive(Debug, Clone)]
pub struct Cholesky {
    n: usize,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

/// Rows factored together before the rest is brought up to date by one matrix product.
const PANEL: usize = 64;

impl Cholesky {
    /// Factors `a`, shape `(n, n)`, of which the upper triangle is read. `None` where a pivot is not above `least` times the largest entry
    /// of the diagonal: the matrix is then not positive definite, or too nearly singular to say.
    ///
    /// # Panics
    /// If the slice's length is not `n * n`.
    pub fn new(mut a: Vec<f64>, n: usize, least: f64) -> Option<Self> {
        assert_eq!(a.len(), n * n);
        let largest = (0..n).map(|i| a[i * n + i]).fold(0.0, f64::max);
        for first in (0..n).step_by(PANEL) {
            let last = (first + PANEL).min(n);
            vectorized!(factor_rows(&mut a, n, first..last, least * largest))?;
            if last < n {
                // The rest loses what these rows explain: A[i, j] -= sum_k U[k, i] U[k, j].
                let (done, rest) = a.split_at_mut(last * n);
                let rows = Part::strided(&done[first * n + last..], (last - first, n - last), n);
                let negative: Vec<f64> = (first..last).flat_map(|k| done[k * n + last..(k + 1) * n].iter().map(|v| -v)).collect();
                product(Part::rows(&negative, (last - first, n - last)).t(), rows, &mut rest[last..], n, true);
            }
        }
        let mut lower = vec![0.0; n * n];
        for i in 0..n {
            a[i * n..i * n + i].fill(0.0);
            for j in i..n {
                lower[j * n + i] = a[i * n + j];
            }
        }
        Some(Self { n, lower, upper: a })
    }

    /// Solves `A x = b` for every row `b` of `rows`, shape `(m, n)`, in place: as many of them side by side as a vector has lanes, for in a
    /// single solution each entry waits for the one before.
    ///
    /// # Panics
    /// If the slice's length is not a multiple of n.
    pub fn solve_rows(&self, rows: &mut [f64]) {
        struct Op<'a>(&'a Cholesky, &'a mut [f64]);
        impl WithSimd for Op<'_> {
            type Output = ();
            #[inline(always)]
            fn with_simd<S: Simd>(self, s: S) {
                let Op(factor, rows) = self;
                let (n, lanes) = (factor.n, f64::lanes::<S>());
                let mut columns = vec![0.0; n * lanes]; // one vector an entry, one row a lane
                for rows in rows.chunks_mut(lanes * n) {
                    for (r, row) in rows.chunks_exact(n).enumerate() {
                        row.iter().enumerate().for_each(|(j, v)| columns[j * lanes + r] = *v);
                    }
                    factor.solve_lanes(s, f64::vectors_mut::<S>(&mut columns));
                    for (r, row) in rows.chunks_exact_mut(n).enumerate() {
                        row.iter_mut().enumerate().for_each(|(j, v)| *v = columns[j * lanes + r]);
                    }
                }
            }
        }
        assert!(self.n > 0 && rows.len().is_multiple_of(self.n));
        Arch::new().dispatch(Op(self, rows));
    }

    #[inline(always)]
    fn solve_lanes<S: Simd>(&self, s: S, columns: &mut [S::f64s]) {
        let n = self.n;
        for j in 0..n {
            let row = &self.upper[j * n..(j + 1) * n];
            let value = s.mul_f64s(columns[j], s.splat_f64s(1.0 / row[j]));
            columns[j] = value;
            for (column, &u) in columns[j + 1..].iter_mut().zip(&row[j + 1..]) {
                *column = s.sub_f64s(*column, s.mul_f64s(value, s.splat_f64s(u)));
            }
        }
        for j in (0..n).rev() {
            let row = &self.lower[j * n..(j + 1) * n];
            let value = s.mul_f64s(columns[j], s.splat_f64s(1.0 / row[j]));
            columns[j] = value;
            for (column, &l) in columns[..j].iter_mut().zip(&row[..j]) {
                *column = s.sub_f64s(*column, s.mul_f64s(value, s.splat_f64s(l)));
            }
        }
    }

    /// Solves `A x = b` in place.
    ///
    /// # Panics
    /// If `b` is shorter than n.
    pub fn solve(&self, b: &mut [f64]) {
        let n = self.n;
        let b = &mut b[..n];
        vectorized!({
            for j in 0..n {
                let row = &self.upper[j * n..(j + 1) * n];
                let value = b[j] / row[j];
                b[j] = value;
                b[j + 1..].iter_mut().zip(&row[j + 1..]).for_each(|(b, u)| *b -= value * u);
            }
            for j in (0..n).rev() {
                let row = &self.lower[j * n..(j + 1) * n];
                let value = b[j] / row[j];
                b[j] = value;
                b[..j].iter_mut().zip(&row[..j]).for_each(|(b, l)| *b -= value * l);
            }
        });
    }
}

#[inline(always)]
fn factor_rows(a: &mut [f64], n: usize, rows: std::ops::Range<usize>, least: f64) -> Option<()> {
    for k in rows.clone() {
        let (above, below) = a.split_at_mut((k + 1) * n);
        let row = &mut above[k * n..];
        let pivot = row[k];
        if !(pivot > least && pivot.is_finite()) {
            return None;
        }
        let root = pivot.sqrt();
        row[k..].iter_mut().for_each(|v| *v /= root);
        for i in k + 1..rows.end {
            let factor = row[i];
            let target = &mut below[(i - k - 1) * n..(i - k) * n];
            target[i..].iter_mut().zip(&row[i..]).for_each(|(t, u)| *t -= factor * u);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_solves_what_it_factored() {
        for n in [1, 2, 63, 64, 65, 200] {
            let b: Vec<f64> = (0..n * n).map(|i| ((i * 7919 % 1013) as f64 / 1013.0) - 0.5).collect();
            let mut a = vec![0.0; n * n];
            product(Part::rows(&b, (n, n)).t(), Part::rows(&b, (n, n)), &mut a, n, false);
            (0..n).for_each(|i| a[i * n + i] += 1.0);
            let wanted: Vec<f64> = (0..n).map(|i| (i as f64).sin()).collect();
            let mut x: Vec<f64> = (0..n).map(|i| (0..n).map(|j| a[i * n + j] * wanted[j]).sum()).collect();
            let factor = Cholesky::new(a, n, 1e-12).unwrap();
            for m in [0, 1, 3, 10] {
                let mut rows: Vec<f64> = (0..m).flat_map(|r| x.iter().map(move |v| f64::from(r) * v)).collect();
                factor.solve_rows(&mut rows);
                for (i, x) in rows.iter().enumerate() {
                    assert!((x - (i / n) as f64 * wanted[i % n]).abs() < 1e-9, "n = {n}, row {} of {m}: {x}", i / n);
                }
            }
            factor.solve(&mut x);
            for (x, wanted) in x.iter().zip(&wanted) {
                assert!((x - wanted).abs() < 1e-10, "n = {n}: {x}, wanted {wanted}");
            }
        }
    }

    #[test]
    fn a_singular_matrix_is_refused() {
        assert!(Cholesky::new(vec![1.0, 1.0, 1.0, 1.0], 2, 1e-14).is_none());
        assert!(Cholesky::new(vec![f64::NAN], 1, 0.0).is_none());
    }
}
