//! Symmetric positive definite systems: Cholesky's factor of the matrix scaled to a unit diagonal, and how well it can be trusted.

use crate::kernels::gram::{add_scaled, dot};

/// `a = S L Lᵀ S` with lower triangular `L` and the roots of the diagonal in `S`.
pub(super) struct Cholesky {
    /// Row after row; above the diagonal nothing is read.
    lower: Vec<f64>,
    /// The root of each element of the diagonal.
    scale: Vec<f64>,
}

impl Cholesky {
    // ANCHOR: cholesky
    /// The factor of a symmetric `a`, of which the lower half is read; none where `a` is not positive definite to rounding.
    pub fn of(a: &[f64], n: usize) -> Option<Self> {
        let scale: Vec<f64> = (0..n).map(|j| a[j * n + j].sqrt()).collect();
        let mut lower = vec![0.0; n * n];
        for i in 0..n {
            let (above, row) = lower.split_at_mut(i * n);
            for j in 0..i {
                let known = dot(&row[..j], &above[j * n..j * n + j]);
                row[j] = (a[i * n + j] / scale[i] / scale[j] - known) / above[j * n + j];
            }
            let left = 1.0 - dot(&row[..i], &row[..i]);
            if !(left > n as f64 * f64::EPSILON) {
                return None;
            }
            row[i] = left.sqrt();
        }
        Some(Self { lower, scale })
    }
    // ANCHOR_END: cholesky

    /// Solves `a x = b` in place.
    pub fn solve(&self, b: &mut [f64]) {
        b.iter_mut().zip(&self.scale).for_each(|(b, s)| *b /= s);
        self.solve_scaled(b);
        b.iter_mut().zip(&self.scale).for_each(|(b, s)| *b /= s);
    }

    fn solve_scaled(&self, b: &mut [f64]) {
        let n = b.len();
        for i in 0..n {
            b[i] = (b[i] - dot(&self.lower[i * n..i * n + i], &b[..i])) / self.lower[i * n + i];
        }
        for i in (0..n).rev() {
            b[i] /= self.lower[i * n + i];
            let value = b[i];
            add_scaled(&mut b[..i], -value, &self.lower[i * n..i * n + i]);
        }
    }

    /// Estimates of the condition number in the 1-norm: of the scaled matrix, which says how far rounding reaches, and of `a`.
    pub fn conditions(&self, a: &[f64]) -> (f64, f64) {
        let n = self.scale.len();
        let sums = |scaled: bool| {
            let row = |i: usize| -> f64 {
                (0..n).map(|j| a[i * n + j].abs() / if scaled { self.scale[i] * self.scale[j] } else { 1.0 }).sum()
            };
            (0..n).map(row).fold(0.0, f64::max)
        };
        let scaled = sums(true) * inverse_norm(n, |b| self.solve_scaled(b));
        (scaled, sums(false) * inverse_norm(n, |b| self.solve(b)))
    }

    /// `R` with `Rᵀ R = a`, row after row: its singular values are the roots of the eigenvalues of `a`, small ones too.
    pub fn upper(&self) -> Vec<f64> {
        let n = self.scale.len();
        (0..n * n)
            .map(|ij| (ij / n, ij % n))
            .map(|(i, j)| if j < i { 0.0 } else { self.lower[j * n + i] * self.scale[j] })
            .collect()
    }
}

/// Hager's estimate of the 1-norm of a symmetric inverse, by a few solutions with it (W. W. Hager, 1984).
fn inverse_norm(n: usize, solve: impl Fn(&mut [f64])) -> f64 {
    let mut x = vec![1.0 / n as f64; n];
    let mut norm = 0.0;
    for _ in 0..5 {
        solve(&mut x);
        let found: f64 = x.iter().map(|v| v.abs()).sum();
        if found <= norm {
            break;
        }
        norm = found;
        let mut slope: Vec<f64> = x.iter().map(|v| if *v >= 0.0 { 1.0 } else { -1.0 }).collect();
        solve(&mut slope);
        let steepest = (0..n).fold(0, |best, i| if slope[i].abs() > slope[best].abs() { i } else { best });
        x.fill(0.0);
        x[steepest] = 1.0;
    }
    norm
}
