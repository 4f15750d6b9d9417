//! Least squares without squaring the condition number: the rows folded by Householder reflections, then rotated by Jacobi's method
//! until they are orthogonal. The careful way, taken where the normal equations cannot be trusted.

use crate::kernels::gram::{add_scaled, dot, rotate};
use crate::threads;

/// `rows` of `d` features and `t` targets become at most `max(d, chunk)` rows with the same least-squares answers: each block of
/// rows is reduced to its triangle, and the triangles are rows again.
pub(super) fn fold(mut rows: Vec<f64>, d: usize, t: usize) -> Vec<f64> {
    let width = d + t;
    let chunk = (4 * d).max(512);
    while rows.len() / width > chunk {
        let n = rows.len() / width;
        let parts = threads::map_chunks(n, chunk, n * d * width, |range| {
            let mut part = rows[range.start * width..range.end * width].to_vec();
            triangle(&mut part, d, width);
            part.truncate(range.len().min(d) * width);
            part
        });
        rows = parts.concat();
    }
    if rows.len() / width > d {
        triangle(&mut rows, d, width);
        rows.truncate(d * width);
    }
    rows
}

// ANCHOR: householder
/// Reflects the rows so that the first `d` columns become upper triangular; what is below the triangle is zero then.
fn triangle(rows: &mut [f64], d: usize, width: usize) {
    let n = rows.len() / width;
    let mut sums = vec![0.0; width];
    for j in 0..d.min(n) {
        let norm = (j..n).map(|i| rows[i * width + j] * rows[i * width + j]).sum::<f64>().sqrt();
        if norm == 0.0 {
            continue;
        }
        // The mirror image of the column is -sign * norm on the axis j: adding, nothing cancels.
        let diagonal = rows[j * width + j];
        let image = if diagonal >= 0.0 { -norm } else { norm };
        let head = diagonal - image;
        sums[j + 1..].fill(0.0);
        for i in j..n {
            let v = if i == j { 1.0 } else { rows[i * width + j] / head };
            add_scaled(&mut sums[j + 1..], v, &rows[i * width + j + 1..(i + 1) * width]);
        }
        let tau = -head / image;
        for i in j..n {
            let v = if i == j { 1.0 } else { rows[i * width + j] / head };
            add_scaled(&mut rows[i * width + j + 1..(i + 1) * width], -tau * v, &sums[j + 1..]);
            rows[i * width + j] = if i == j { image } else { 0.0 };
        }
    }
}
// ANCHOR_END: householder

/// Rows made orthogonal: row i has length `singular[i]`.
pub(super) struct Orthogonal {
    rows: Vec<f64>,
    d: usize,
    t: usize,
    /// The singular values, as the rows stand.
    pub singular: Vec<f64>,
}

impl Orthogonal {
    // ANCHOR: jacobi
    /// Turns pairs of rows until all are at right angles (one-sided Jacobi). The targets behind the features turn along.
    pub fn of(mut rows: Vec<f64>, d: usize, t: usize) -> Self {
        const SWEEPS: usize = 60;
        let width = (d + t).max(1);
        let n = rows.len() / width;
        let right = f64::EPSILON * (d as f64).sqrt();
        for _ in 0..SWEEPS {
            let mut turned = false;
            for i in 0..n {
                for j in i + 1..n {
                    let (above, below) = rows.split_at_mut(j * width);
                    let (a, b) = (&mut above[i * width..(i + 1) * width], &mut below[..width]);
                    let (aa, bb, ab) = (dot(&a[..d], &a[..d]), dot(&b[..d], &b[..d]), dot(&a[..d], &b[..d]));
                    if ab == 0.0 || ab.abs() <= right * (aa * bb).sqrt() {
                        continue;
                    }
                    turned = true;
                    let zeta = (bb - aa) / (2.0 * ab);
                    let tangent = zeta.signum() / (zeta.abs() + zeta.hypot(1.0));
                    let cosine = 1.0 / tangent.hypot(1.0);
                    rotate(a, b, cosine, cosine * tangent);
                }
            }
            if !turned {
                break;
            }
        }
        let singular = rows.chunks_exact(width).map(|row| row[..d].iter().copied().fold(0.0, f64::hypot)).collect();
        Self { rows, d, t, singular }
    }
    // ANCHOR_END: jacobi

    /// The largest singular value.
    pub fn largest(&self) -> f64 {
        self.singular.iter().copied().fold(0.0, f64::max)
    }

    // ANCHOR: minimum_norm
    /// The coefficients of target `k`: least squares with penalty `alpha`, and of all that fit equally well the shortest. Directions
    /// whose singular value is at most `cutoff` are left out.
    pub fn solve(&self, k: usize, alpha: f64, cutoff: f64) -> Vec<f64> {
        let mut w = vec![0.0; self.d];
        for (row, &singular) in self.rows.chunks_exact(self.d + self.t).zip(&self.singular) {
            if singular > cutoff {
                let (direction, target) = (&row[..self.d], row[self.d + k]);
                let damped = if alpha == 0.0 { target / singular / singular } else { target / (singular * singular + alpha) };
                add_scaled(&mut w, damped, direction);
            }
        }
        w
    }
    // ANCHOR_END: minimum_norm
}
