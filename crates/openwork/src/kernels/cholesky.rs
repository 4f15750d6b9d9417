//! The Cholesky factor of a symmetric positive definite matrix, and solving with it.

use super::product::{Part, product};
use pulp::Arch;

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
            Arch::new().dispatch(|| factor_rows(&mut a, n, first..last, least * largest))?;
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

    /// Solves `A x = b` in place.
    ///
    /// # Panics
    /// If `b` is shorter than n.
    pub fn solve(&self, b: &mut [f64]) {
        let n = self.n;
        let b = &mut b[..n];
        Arch::new().dispatch(|| {
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
            Cholesky::new(a, n, 1e-12).unwrap().solve(&mut x);
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
