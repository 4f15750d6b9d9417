//! The table that least squares works on, and the sums over its rows.
//!
//! Ideas of the fast form, each with what it gave on 500 000 x 50 in f64, two threads:
//! one pass over the rows builds every sum there is, in double precision, as the product of a matrix with its own transpose;
//! the rows are shifted by a pivot near the mean while they are copied, so that nothing cancels and no pass for the mean is needed;
//! blocks of rows small enough for the cache of a core.

use crate::error::{Error, Result};
use crate::kernels::gram::{add_gram, shift_rows};
use crate::linalg::{Real, check_finite, check_shape};
use crate::threads;
use ndarray::{Array2, ArrayView1, ArrayView2, CowArray, Ix2};

/// Rows that are looked at to place the pivot.
const SAMPLE: usize = 1024;
/// Numbers in a block of shifted rows.
const BLOCK: usize = 1 << 15;

/// Checked features, targets and weights.
pub(super) struct Rows<'a, T> {
    pub x: CowArray<'a, T, Ix2>,
    pub y: CowArray<'a, f64, Ix2>,
    /// The square root of each row's weight.
    pub roots: Option<Vec<f64>>,
    pub intercept: bool,
}

/// Sums over the rows, with the mean taken off where there is an intercept.
pub(super) struct Moments {
    /// Mean of each feature, zeros without an intercept.
    pub x_mean: Vec<f64>,
    /// Mean of each target, zeros without an intercept.
    pub y_mean: Vec<f64>,
    /// `sum w x xᵀ`, shape `(d, d)`.
    pub gram: Vec<f64>,
    /// `sum w x y`, shape `(t, d)`.
    pub cross: Vec<f64>,
    /// Whether no square overflowed or vanished, so that the sums can be trusted.
    pub sound: bool,
}

impl<'a, T: Real> Rows<'a, T> {
    pub fn new(
        x: ArrayView2<'a, T>,
        y: ArrayView2<'a, f64>,
        weights: Option<ArrayView1<'_, f64>>,
        intercept: bool,
    ) -> Result<Self> {
        check_lengths(x, y)?;
        let roots = weights.map(|weights| roots(weights, x.nrows())).transpose()?;
        Ok(Self { x: in_rows(x), y: in_rows(y), roots, intercept })
    }

    /// Without weights, and with targets of its own.
    pub fn with_targets(x: ArrayView2<'a, T>, y: Array2<f64>, intercept: bool) -> Result<Self> {
        check_lengths(x, y.view())?;
        Ok(Self { x: in_rows(x), y: y.into(), roots: None, intercept })
    }

    pub fn x(&self) -> &[T] {
        self.x.as_slice().unwrap_or_default()
    }

    pub fn y(&self) -> &[f64] {
        self.y.as_slice().unwrap_or_default()
    }

    /// `(rows, features, targets)`.
    pub fn dim(&self) -> (usize, usize, usize) {
        (self.x.nrows(), self.x.ncols(), self.y.ncols())
    }

    /// NaN and infinity refused; what is left then can only be too large for double precision.
    pub fn check_finite(&self) -> Result<()> {
        check_finite("x", self.x.view())
    }

    /// Whether a feature has one value alone over all rows that count (the value 0 without an intercept).
    pub fn is_constant(&self, j: usize) -> bool {
        let counts = |i: &usize| self.roots.as_ref().is_none_or(|roots| roots[*i] > 0.0);
        let mut values = (0..self.x.nrows()).filter(counts).map(|i| self.x[[i, j]]);
        let first = if self.intercept { values.next().unwrap_or_default() } else { T::zero() };
        values.all(|v| v == first)
    }

    /// A point near the mean of features and targets: the mean of an even sample of the rows; exactly the value where a column of
    /// the sample has one alone.
    fn pivot(&self) -> (Vec<f64>, Vec<f64>) {
        let (n, d, t) = self.dim();
        if !self.intercept {
            return (vec![0.0; d], vec![0.0; t]);
        }
        let count = n.min(SAMPLE);
        let rows: Vec<usize> = (0..count).map(|i| (i as u128 * n as u128 / count as u128) as usize).collect();
        let middle = |value: &dyn Fn(usize) -> f64| {
            let first = value(rows[0]);
            match rows.iter().all(|&i| value(i) == first) {
                true => first,
                false => rows.iter().map(|&i| value(i) / count as f64).sum(),
            }
        };
        let x = (0..d).map(|j| middle(&|i| self.x[[i, j]].f64())).collect();
        let y = (0..t).map(|k| middle(&|i| self.y[[i, k]])).collect();
        (x, y)
    }

    /// All sums, in one pass; in two where the pivot turns out to lie far from the mean.
    pub fn moments(&self) -> Result<Moments> {
        let (_, d, t) = self.dim();
        let (x_pivot, y_pivot) = self.pivot();
        let sums = self.sums(&x_pivot, &y_pivot);
        if sums.iter().any(|v| !v.is_finite()) {
            self.check_finite()?;
        }
        let (moments, far) = self.centred(&sums, &x_pivot, &y_pivot);
        if !far || !moments.sound {
            return Ok(moments);
        }
        let sums = self.sums(&moments.x_mean[..d], &moments.y_mean[..t]);
        Ok(self.centred(&sums, &moments.x_mean, &moments.y_mean).0)
    }

    /// `sum z zᵀ` of the rows `z = √w (x - pivot, y - pivot, 1)`: weights, sums and products in one.
    pub fn sums(&self, x_pivot: &[f64], y_pivot: &[f64]) -> Vec<f64> {
        let (n, d, t) = self.dim();
        let width = d + t + 1;
        let block = (BLOCK / width).clamp(16, 2048);
        // At most 32 partial sums, whatever n is; whole blocks, so that the cuts are the same for every number of threads.
        let chunk = n.div_ceil(32).max(4096).next_multiple_of(block);
        let parts = threads::map_chunks(n, chunk, n * width * width, |range| {
            let mut sums = vec![0.0; width * width];
            let mut z = vec![0.0; block.min(range.len()) * width];
            let mut from = range.start;
            while from < range.end {
                let rows = from..(from + block).min(range.end);
                let z = &mut z[..rows.len() * width];
                let roots = self.roots.as_ref().map(|roots| &roots[rows.clone()]);
                shift_rows(&self.x()[rows.start * d..rows.end * d], x_pivot, roots, z, (0, width));
                shift_rows(&self.y()[rows.start * t..rows.end * t], y_pivot, roots, z, (d, width));
                for (i, z) in z.chunks_exact_mut(width).enumerate() {
                    z[d + t] = roots.map_or(1.0, |roots| roots[i]);
                }
                add_gram(z, width, &mut sums);
                from = rows.end;
            }
            sums
        });
        let mut parts = parts.into_iter();
        let mut sums = parts.next().unwrap_or_else(|| vec![0.0; width * width]);
        for part in parts {
            sums.iter_mut().zip(&part).for_each(|(a, b)| *a += b);
        }
        sums
    }

    // ANCHOR: centred
    /// From sums about a pivot to sums about the mean, and whether the pivot lay too far off for that.
    fn centred(&self, sums: &[f64], x_pivot: &[f64], y_pivot: &[f64]) -> (Moments, bool) {
        let (_, d, t) = self.dim();
        let width = d + t + 1;
        let at = |i: usize, j: usize| sums[i * width + j];
        let weight = at(d + t, d + t);
        // How far the mean lies from the pivot.
        let offset: Vec<f64> = (0..d + t).map(|j| if self.intercept { at(d + t, j) / weight } else { 0.0 }).collect();
        let about_mean = |i: usize, j: usize| at(i, j) - weight * offset[i] * offset[j];
        let far = (0..d + t).any(|j| about_mean(j, j) < 0.5 * at(j, j));
        let sound = |v: f64| v == 0.0 || (v > 1e-280 && v < 1e280);
        let moments = Moments {
            x_mean: (0..d).map(|j| x_pivot[j] + offset[j]).collect(),
            y_mean: (0..t).map(|k| y_pivot[k] + offset[d + k]).collect(),
            gram: (0..d * d).map(|ij| about_mean(ij / d, ij % d)).collect(),
            cross: (0..t * d).map(|kj| about_mean(d + kj / d, kj % d)).collect(),
            sound: (0..d + t).all(|j| sound(at(j, j))),
        };
        (moments, far)
    }
    // ANCHOR_END: centred

    /// Rows `√w (x - mean)` of the features that are `used`, followed by `√w (y - mean)`, row after row.
    pub fn centred_rows(&self, used: &[usize], x_mean: &[f64], y_mean: &[f64], (x_scale, y_scale): (f64, f64)) -> Vec<f64> {
        let (n, _, t) = self.dim();
        let mut out = Vec::with_capacity(n * (used.len() + t));
        for i in 0..n {
            let root = self.roots.as_ref().map_or(1.0, |roots| roots[i]);
            if root == 0.0 {
                continue;
            }
            out.extend(used.iter().map(|&j| root * ((self.x[[i, j]].f64() - x_mean[j]) * x_scale)));
            out.extend((0..t).map(|k| root * ((self.y[[i, k]] - y_mean[k]) * y_scale)));
        }
        out
    }

    /// Powers of two that bring the largest centred feature, and the largest centred target, near 1.
    pub fn scales(&self, x_mean: &[f64], y_mean: &[f64]) -> (f64, f64) {
        let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0_f64, |max, v| max.max(v.abs()));
        let x = largest(
            &mut self.x.outer_iter().flat_map(|row| row.iter().zip(x_mean).map(|(v, m)| v.f64() - m).collect::<Vec<_>>()),
        );
        let y = largest(&mut self.y.outer_iter().flat_map(|row| row.iter().zip(y_mean).map(|(v, m)| v - m).collect::<Vec<_>>()));
        (power(x), power(y))
    }

    /// The weighted mean of each feature and each target, by its definition; zeros without an intercept.
    pub fn means(&self) -> (Vec<f64>, Vec<f64>) {
        let (n, d, t) = self.dim();
        if !self.intercept {
            return (vec![0.0; d], vec![0.0; t]);
        }
        let weight = |i: usize| self.roots.as_ref().map_or(1.0, |roots| roots[i] * roots[i]);
        let total: f64 = (0..n).map(weight).sum();
        let mean = |value: &dyn Fn(usize) -> f64| {
            let rough: f64 = (0..n).map(|i| value(i) * (weight(i) / total)).sum();
            // What rounding left over is found in a second look.
            rough + (0..n).map(|i| (value(i) - rough) * (weight(i) / total)).sum::<f64>()
        };
        let x =
            (0..d).map(|j| if self.is_constant(j) { self.x[[0, j]].f64() } else { mean(&|i| self.x[[i, j]].f64()) }).collect();
        (x, (0..t).map(|k| mean(&|i| self.y[[i, k]])).collect())
    }
}

/// As many targets as rows, at least one of either, the targets finite.
fn check_lengths<T: Real>(x: ArrayView2<'_, T>, y: ArrayView2<'_, f64>) -> Result<()> {
    check_shape("x", x)?;
    if y.nrows() != x.nrows() {
        return Err(Error::shape("y", y.nrows(), format!("{}, one a row of x", x.nrows())));
    }
    check_shape("y", y)?;
    check_finite("y", y)
}

/// The matrix with its rows one behind the other, copied where they are not.
fn in_rows<T: Clone>(x: ArrayView2<'_, T>) -> CowArray<'_, T, Ix2> {
    if x.is_standard_layout() { x.into() } else { x.as_standard_layout().into_owned().into() }
}

/// The reciprocal of the power of two next to a magnitude; 1 for zero.
fn power(largest: f64) -> f64 {
    if largest > 0.0 && largest.is_finite() { (-largest.log2().floor()).clamp(-1000.0, 1000.0).exp2() } else { 1.0 }
}

/// Square roots of weights that are finite, not negative and not all zero.
fn roots(weights: ArrayView1<'_, f64>, n: usize) -> Result<Vec<f64>> {
    if weights.len() != n {
        return Err(Error::shape("sample_weight", weights.len(), format!("{n}, one a row of x")));
    }
    if let Some((i, &weight)) = weights.iter().enumerate().find(|(_, w)| !(w.is_finite() && **w >= 0.0)) {
        return Err(Error::setting(
            "sample_weight",
            format!("{weight} at {i}"),
            "finite numbers >= 0; drop rows that must not count",
        ));
    }
    if weights.iter().all(|&w| w == 0.0) {
        return Err(Error::setting("sample_weight", "zero for every row", "at least one weight above 0"));
    }
    Ok(weights.iter().map(|w| w.sqrt()).collect())
}
