#![doc = include_str!("softmax.md")]

use super::activations::same;
use crate::error::{Error, Result};
use crate::kernels::vectorized;
use crate::kernels::{rows, single};
use crate::threads;

/// A tensor seen from one of its axes: `outer x n x inner` numbers, the axis in the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// The product of the sizes before the axis.
    pub outer: usize,
    /// The size of the axis.
    pub n: usize,
    /// The product of the sizes after it.
    pub inner: usize,
}

impl Axis {
    /// Axis number `axis` of this shape; -1 is the last.
    ///
    /// ```
    /// use openwork::activation::Axis;
    /// assert_eq!(Axis::of(&[2, 3, 4], -2)?, Axis { outer: 2, n: 3, inner: 4 });
    /// # Ok::<(), openwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Setting`] for an axis that the shape does not have.
    pub fn of(shape: &[usize], axis: isize) -> Result<Self> {
        let rank = shape.len() as isize;
        let place = if axis < 0 { axis + rank } else { axis };
        if !(0..rank).contains(&place) {
            return Err(Error::setting(
                "dim",
                axis,
                format!("between {} and {}, for a shape {shape:?} has {rank} axes", -rank, rank - 1),
            ));
        }
        let place = place as usize;
        Ok(Self { outer: shape[..place].iter().product(), n: shape[place], inner: shape[place + 1..].iter().product() })
    }

    /// How many numbers the tensor has.
    pub fn len(self) -> usize {
        self.outer * self.n * self.inner
    }

    /// Whether it has none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Rows along the last axis.
    pub fn rows(rows: usize, n: usize) -> Self {
        Self { outer: rows, n, inner: 1 }
    }
}

/// What a row is whose entries are all minus infinity, because a mask left nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Masked {
    /// NaN, as PyTorch's `softmax`: there is no distribution over nothing.
    #[default]
    Nan,
    /// Zeros, as in PyTorch's attention: nothing is attended to, and no gradient flows. For the log-softmax, minus infinity.
    Zero,
}

// ANCHOR: plain
/// The softmax of one row by the textbook, in `f64`: `e^x_i / sum of e^x_j`, the largest taken off first.
pub fn softmax_row(x: &[f64]) -> Vec<f64> {
    let most = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e: Vec<f64> = x.iter().map(|x| (x - most).exp()).collect();
    let sum: f64 = e.iter().sum();
    e.iter().map(|e| e / sum).collect()
}

/// The log-softmax of one row by the textbook: `x_i - ln(sum of e^x_j)`.
pub fn log_softmax_row(x: &[f64]) -> Vec<f64> {
    let most = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let log = x.iter().map(|x| (x - most).exp()).sum::<f64>().ln();
    x.iter().map(|x| (x - most) - log).collect()
}
// ANCHOR_END: plain

/// Columns side by side where the axis is not the last.
pub(crate) const SIDE: usize = 64;

/// The softmax along an axis: `out` is positive and sums to 1 along it.
///
/// ```
/// use openwork::activation::{Axis, Masked, softmax};
///
/// let mut p = [0.0; 2];
/// softmax(&[1e4, 0.0], Axis::rows(1, 2), Masked::Nan, &mut p)?;
/// assert_eq!(p, [1.0, 0.0]);
/// # Ok::<(), openwork::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] for lengths that differ from what the axis says.
pub fn softmax(x: &[f32], axis: Axis, masked: Masked, out: &mut [f32]) -> Result<()> {
    check(axis, &[("x", x.len()), ("out", out.len())])?;
    over_rows(
        axis,
        out,
        &[x],
        // ANCHOR: fast
        #[inline(always)]
        |out, rows| {
            let most = rows::largest(rows[0]);
            if most == f32::NEG_INFINITY && masked == Masked::Zero && all_masked(rows[0]) {
                return out.fill(0.0);
            }
            let inverse = 1.0 / rows::exponentials(rows[0], most, out);
            out.iter_mut().for_each(|e| *e *= inverse);
        },
        // ANCHOR_END: fast
    );
    Ok(())
}

/// The logarithm of the softmax along an axis.
///
/// # Errors
/// [`Error::Shape`] for lengths that differ from what the axis says.
pub fn log_softmax(x: &[f32], axis: Axis, masked: Masked, out: &mut [f32]) -> Result<()> {
    check(axis, &[("x", x.len()), ("out", out.len())])?;
    over_rows(
        axis,
        out,
        &[x],
        #[inline(always)]
        |out, rows| {
            let most = rows::largest(rows[0]);
            if most == f32::NEG_INFINITY && masked == Masked::Zero && all_masked(rows[0]) {
                return out.fill(f32::NEG_INFINITY);
            }
            let log = rows::exponentials(rows[0], most, out).ln();
            out.iter_mut().zip(rows[0]).for_each(|(out, x)| *out = (x - most) - log);
        },
    );
    Ok(())
}

/// From the gradient at the softmax `y` to the one at its input: `y (g - sum of g y)`.
///
/// # Errors
/// [`Error::Shape`] for lengths that differ from what the axis says.
pub fn softmax_backward(y: &[f32], gradient: &[f32], axis: Axis, out: &mut [f32]) -> Result<()> {
    check(axis, &[("y", y.len()), ("gradient", gradient.len()), ("out", out.len())])?;
    // ANCHOR: backward
    over_rows(
        axis,
        out,
        &[y, gradient],
        #[inline(always)]
        |out, rows| {
            let mean = rows::dot(rows[0], rows[1]);
            out.iter_mut().zip(rows[0]).zip(rows[1]).for_each(|((out, y), g)| *out = y * (g - mean));
        },
    );
    // ANCHOR_END: backward
    Ok(())
}

/// From the gradient at the log-softmax `y` to the one at its input: `g - e^y sum of g`.
///
/// # Errors
/// [`Error::Shape`] for lengths that differ from what the axis says.
pub fn log_softmax_backward(y: &[f32], gradient: &[f32], axis: Axis, out: &mut [f32]) -> Result<()> {
    check(axis, &[("y", y.len()), ("gradient", gradient.len()), ("out", out.len())])?;
    over_rows(
        axis,
        out,
        &[y, gradient],
        #[inline(always)]
        |out, rows| {
            let sum = rows::sum(rows[1]);
            out.iter_mut().zip(rows[0]).zip(rows[1]).for_each(|((out, &y), &g)| {
                *out = (-sum).mul_add(single::exp_negative(y), g);
            });
        },
    );
    Ok(())
}

fn all_masked(row: &[f32]) -> bool {
    row.iter().all(|&x| x == f32::NEG_INFINITY)
}

pub(crate) fn check(axis: Axis, slices: &[(&str, usize)]) -> Result<()> {
    slices.iter().try_for_each(|&(what, len)| same(what, len, axis.len()))
}

/// Gives `f` every row of `out` along the axis, with the same rows of the inputs. Where the axis is not the last, a few rows at a
/// time are brought together first.
fn over_rows(axis: Axis, out: &mut [f32], inputs: &[&[f32]], f: impl Fn(&mut [f32], &[&[f32]]) + Sync + Send) {
    let Axis { n, inner, .. } = axis;
    if axis.is_empty() {
        return;
    }
    let work = 8 * axis.len();
    if inner == 1 {
        let rows = (threads::stretch(axis.len()) / n).max(1);
        threads::map_chunks_mut(out, rows * n, work, |range, out| {
            let parts: Vec<&[f32]> = inputs.iter().map(|input| &input[range.clone()]).collect();
            vectorized!({
                let mut views = [&[][..]; 2];
                for (i, out) in out.chunks_exact_mut(n).enumerate() {
                    for (view, part) in views.iter_mut().zip(&parts) {
                        *view = &part[i * n..(i + 1) * n];
                    }
                    f(out, &views[..parts.len()]);
                }
            });
        });
        return;
    }
    threads::map_chunks_mut(out, n * inner, work, |range, out| {
        let parts: Vec<&[f32]> = inputs.iter().map(|input| &input[range.clone()]).collect();
        let mut gathered = vec![vec![0.0; SIDE * n]; parts.len()];
        let mut result = vec![0.0; SIDE * n];
        for first in (0..inner).step_by(SIDE) {
            let side = SIDE.min(inner - first);
            for (to, from) in gathered.iter_mut().zip(&parts) {
                gather(from, (n, inner), first, side, to);
            }
            vectorized!({
                let mut views = [&[][..]; 2];
                for (j, result) in result.chunks_exact_mut(n).take(side).enumerate() {
                    for (view, part) in views.iter_mut().zip(&gathered) {
                        *view = &part[j * n..(j + 1) * n];
                    }
                    f(result, &views[..parts.len()]);
                }
            });
            scatter(&result, (n, inner), first, side, out);
        }
    });
}

/// Columns `first..first + side` of an `n x inner` block become rows.
pub(crate) fn gather(from: &[f32], (n, inner): (usize, usize), first: usize, side: usize, to: &mut [f32]) {
    for (k, from) in from.chunks_exact(inner).enumerate() {
        from[first..first + side].iter().enumerate().for_each(|(j, &x)| to[j * n + k] = x);
    }
}

/// The other way round.
pub(crate) fn scatter(from: &[f32], (n, inner): (usize, usize), first: usize, side: usize, to: &mut [f32]) {
    for (k, to) in to.chunks_exact_mut(inner).enumerate() {
        to[first..first + side].iter_mut().enumerate().for_each(|(j, to)| *to = from[j * n + k]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random(n: usize, scale: f32) -> Vec<f32> {
        use rand::{RngExt, SeedableRng};
        let mut rng = rand_pcg::Pcg64::seed_from_u64(n as u64);
        (0..n).map(|_| (rng.random::<f32>() - 0.5) * scale).collect()
    }

    #[test]
    fn the_fast_form_is_the_plain_one_along_every_axis() {
        for (shape, axis) in [([3, 5, 7], 0), ([3, 5, 7], 1), ([3, 5, 7], -1), ([2, 200, 70], 1), ([2, 3, 500], 2)] {
            let axis = Axis::of(&shape, axis).unwrap();
            for scale in [1.0, 50.0, 1e4] {
                let x = random(axis.len(), scale);
                let (mut p, mut log) = (vec![0.0; x.len()], vec![0.0; x.len()]);
                softmax(&x, axis, Masked::Nan, &mut p).unwrap();
                log_softmax(&x, axis, Masked::Nan, &mut log).unwrap();
                for o in 0..axis.outer {
                    for i in 0..axis.inner {
                        let place = |k: usize| (o * axis.n + k) * axis.inner + i;
                        let row: Vec<f64> = (0..axis.n).map(|k| x[place(k)].into()).collect();
                        for (k, (want_p, want_log)) in softmax_row(&row).into_iter().zip(log_softmax_row(&row)).enumerate() {
                            // The difference from the largest is rounded before the exponential makes a factor of it.
                            let tolerance = want_p * (4e-7 + 1.2e-7 * want_log.abs()) + 2e-38;
                            assert!((f64::from(p[place(k)]) - want_p).abs() <= tolerance, "{} for {want_p}", p[place(k)]);
                            assert!((f64::from(log[place(k)]) - want_log).abs() <= 3e-7 * want_log.abs().max(0.5));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn masks_are_defined_and_nan_stays_nan() {
        let inf = f32::INFINITY;
        let run = |x: &[f32], masked| {
            let axis = Axis::rows(1, x.len());
            let (mut p, mut log) = (vec![0.0; x.len()], vec![0.0; x.len()]);
            softmax(x, axis, masked, &mut p).unwrap();
            log_softmax(x, axis, masked, &mut log).unwrap();
            (p, log)
        };
        assert_eq!(run(&[-inf, 0.0], Masked::Nan), (vec![0.0, 1.0], vec![-inf, 0.0]));
        assert_eq!(run(&[-inf, -inf], Masked::Zero), (vec![0.0, 0.0], vec![-inf, -inf]));
        let (p, log) = run(&[-inf, -inf], Masked::Nan);
        assert!(p.iter().chain(&log).all(|x| x.is_nan()));
        for x in [[f32::NAN, 0.0], [-inf, f32::NAN]] {
            let (p, log) = run(&x, Masked::Zero);
            assert!(p.iter().chain(&log).any(|x| x.is_nan()), "{x:?}");
        }
        let mut gradient = [1.0; 2];
        softmax_backward(&[0.0; 2], &[3.0, 4.0], Axis::rows(1, 2), &mut gradient).unwrap();
        assert_eq!(gradient, [0.0; 2]);
    }

    #[test]
    fn an_axis_that_is_not_there_is_refused() {
        let error = Axis::of(&[2, 3], 2).unwrap_err().to_string();
        assert_eq!(error, "dim = 2, wanted between -2 and 1, for a shape [2, 3] has 2 axes");
        assert!(softmax(&[0.0; 5], Axis::rows(2, 3), Masked::Nan, &mut [0.0; 6]).is_err());
    }
}
