//! What least squares sums over its rows: all products of two columns, of rows shifted and weighted on the way.

use super::lanes::Lanes;
use super::product::{Part, product};

/// Rows `root * (row - pivot)` of numbers in double precision, each into `d` places of a row of `out`, from the
/// place `at` of `width`. `roots` holds the factor of each row; without it every factor is 1.
pub fn shift_rows<T: Lanes>(x: &[T], pivot: &[f64], roots: Option<&[f64]>, out: &mut [f64], (at, width): (usize, usize)) {
    let d = pivot.len();
    vectorized!({
        for (i, (row, out)) in x.chunks_exact(d).zip(out.chunks_exact_mut(width)).enumerate() {
            let out = &mut out[at..at + d];
            match roots {
                None => out.iter_mut().zip(row).zip(pivot).for_each(|((out, &v), &p)| *out = v.wide() - p),
                Some(roots) => {
                    let root = roots[i];
                    out.iter_mut().zip(row).zip(pivot).for_each(|((out, &v), &p)| *out = root * (v.wide() - p));
                }
            }
        }
    });
}

/// `gram += zᵀ z` for row-major `z`, `width` columns wide, on the calling thread.
///
/// # Panics
/// If a slice's length is not what its shape says.
pub fn add_gram(z: &[f64], width: usize, gram: &mut [f64]) {
    assert!(z.len().is_multiple_of(width) && gram.len() == width * width);
    let rows = Part::rows(z, (z.len() / width, width));
    product(rows.t(), rows, gram, width, true);
}

/// `a . b`.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    vectorized!(dot_inline(a, b))
}

/// Many sums side by side, so that no addition waits for the one before.
#[inline(always)]
fn dot_inline(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 32;
    let mut sums = [0.0; LANES];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

/// `a += factor * b`.
pub fn add_scaled(a: &mut [f64], factor: f64, b: &[f64]) {
    vectorized!(a.iter_mut().zip(b).for_each(|(a, &b)| *a += factor * b));
}

/// `(a, b)` becomes `(c a - s b, s a + c b)`.
pub fn rotate(a: &mut [f64], b: &mut [f64], c: f64, s: f64) {
    vectorized!({
        for (a, b) in a.iter_mut().zip(b) {
            (*a, *b) = (c * *a - s * *b, s * *a + c * *b);
        }
    });
}

/// `x . w` for each row of `x`, in double precision: one number a row.
pub fn row_products<T: Lanes>(x: &[T], w: &[f64], out: &mut [f64]) {
    vectorized!({
        const LANES: usize = 8;
        for (row, out) in x.chunks_exact(w.len()).zip(out) {
            let mut sums = [0.0; LANES];
            let ((row, row_rest), (w, w_rest)) = (row.as_chunks::<LANES>(), w.as_chunks::<LANES>());
            for (row, w) in row.iter().zip(w) {
                for lane in 0..LANES {
                    sums[lane] += row[lane].wide() * w[lane];
                }
            }
            let rest: f64 = row_rest.iter().zip(w_rest).map(|(v, w)| v.wide() * w).sum();
            *out = sums.iter().sum::<f64>() + rest;
        }
    });
}

/// `sum += factor_i * row_i` over the rows of `x`, in double precision.
pub fn add_rows<T: Lanes>(x: &[T], factors: &[f64], sum: &mut [f64]) {
    vectorized!({
        for (row, &factor) in x.chunks_exact(sum.len()).zip(factors) {
            sum.iter_mut().zip(row).for_each(|(sum, &v)| *sum += factor * v.wide());
        }
    });
}
