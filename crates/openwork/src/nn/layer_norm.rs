#![doc = include_str!("layer_norm.md")]

use crate::activation::activations::same;
use crate::error::{Error, Result};
use crate::kernels::rows::{dot, dot_apart, sum, sums_apart};
use crate::kernels::vectorized;
use crate::threads;

/// Numbers in a chunk of rows.
const CHUNK: usize = 1 << 16;

/// Layer normalisation: every row, of `n` numbers, is brought to mean 0 and variance 1, then scaled and shifted by learned vectors.
///
/// ```
/// use openwork::nn::LayerNormalise;
///
/// let mut y = [0.0; 4];
/// LayerNormalise::new(2).eps(0.0).forward(&[1.0, 3.0, 10_001.0, 10_003.0], None, None, &mut y)?;
/// assert_eq!(y, [-1.0, 1.0, -1.0, 1.0]);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerNormalise {
    n: usize,
    eps: f32,
}

/// The mean of a row in two parts, and one over its deviation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RowMoments {
    /// The mean, to the nearest number.
    pub mean: f32,
    /// What the mean is more than that.
    pub rest: f32,
    /// One over the root of variance and epsilon.
    pub inverse: f32,
}

// ANCHOR: plain
/// The layer normalisation of one row by the textbook, in `f64`.
pub fn layer_norm_row(x: &[f64], eps: f64) -> Vec<f64> {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let variance = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / x.len() as f64;
    x.iter().map(|x| (x - mean) / (variance + eps).sqrt()).collect()
}

/// The root-mean-square normalisation of one row by the textbook, in `f64`.
pub fn rms_norm_row(x: &[f64], eps: f64) -> Vec<f64> {
    let square = x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
    x.iter().map(|x| x / (square + eps).sqrt()).collect()
}
// ANCHOR_END: plain

impl LayerNormalise {
    /// Over rows of n numbers (the product of the last axes), with PyTorch's epsilon, 1e-5.
    pub fn new(n: usize) -> Self {
        Self { n, eps: 1e-5 }
    }

    /// What is added to the variance.
    pub fn eps(self, eps: f32) -> Self {
        Self { eps, ..self }
    }

    /// Normalises the rows; gives their moments, for the way back. Without `weight` and `bias` they are 1 and 0.
    ///
    /// # Errors
    /// [`Error::Shape`] for lengths that do not fit, [`Error::Setting`] for a negative epsilon.
    pub fn forward(&self, x: &[f32], weight: Option<&[f32]>, bias: Option<&[f32]>, out: &mut [f32]) -> Result<Vec<RowMoments>> {
        let n = check(self.n, self.eps, x, &[("out", out.len())], &[("weight", weight), ("bias", bias)])?;
        let mut moments = vec![RowMoments::default(); x.len() / n];
        let per = (CHUNK / n).max(1);
        each_chunk(
            out,
            &mut moments,
            (per, n),
            #[inline(always)]
            |range, out, moments| {
                for ((x, out), kept) in x[range].chunks_exact(n).zip(out.chunks_exact_mut(n)).zip(moments) {
                    *kept = self.moments(x);
                    let RowMoments { mean, rest, inverse } = *kept;
                    // ANCHOR: forward
                    let normal = |x: f32| ((x - mean) - rest) * inverse;
                    match (weight, bias) {
                        (Some(w), Some(b)) => {
                            out.iter_mut()
                                .zip(x)
                                .zip(w.iter().zip(b))
                                .for_each(|((y, &x), (w, &b))| *y = normal(x).mul_add(*w, b));
                        }
                        (Some(w), None) => out.iter_mut().zip(x).zip(w).for_each(|((y, &x), w)| *y = normal(x) * w),
                        (None, Some(b)) => out.iter_mut().zip(x).zip(b).for_each(|((y, &x), b)| *y = normal(x) + b),
                        (None, None) => out.iter_mut().zip(x).for_each(|(y, &x)| *y = normal(x)),
                    }
                    // ANCHOR_END: forward
                }
            },
        );
        Ok(moments)
    }

    // ANCHOR: moments
    /// Mean and deviation of a row: the mean first, then the sums of the differences from it and of their squares; the first, which
    /// would be 0 without rounding, mends the mean. Data far from 0 loses nothing.
    #[inline(always)]
    fn moments(&self, x: &[f32]) -> RowMoments {
        let n = x.len() as f32;
        let mean = sum(x) / n;
        let [rest, squares] = sums_apart(x, mean);
        let rest = rest / n;
        let variance = squares / n - rest * rest;
        if variance.is_finite() && mean.is_finite() {
            return RowMoments { mean, rest, inverse: 1.0 / (variance + self.eps).sqrt() };
        }
        wide_moments(x, self.eps)
    }
    // ANCHOR_END: moments

    /// From the gradient at the output to the ones at the input (written to `out`), at the weight and at the bias.
    ///
    /// # Errors
    /// As [`forward`](Self::forward).
    pub fn backward(
        &self,
        x: &[f32],
        moments: &[RowMoments],
        weight: Option<&[f32]>,
        gradient: &[f32],
        out: &mut [f32],
    ) -> Result<(Vec<f32>, Vec<f32>)> {
        let n = check(self.n, self.eps, x, &[("gradient", gradient.len()), ("out", out.len())], &[("weight", weight)])?;
        same("the moments", moments.len(), x.len() / n)?;
        let ones = vec![1.0; n];
        let weight = weight.unwrap_or(&ones);
        let per = (CHUNK / n).max(1);
        let parts = threads::map_chunks_mut(out, per * n, 8 * x.len(), |range, out| {
            let (x, gradient, moments) = (&x[range.clone()], &gradient[range.clone()], &moments[range.start / n..]);
            let mut to = (vec![0.0; n], vec![0.0; n]);
            vectorized!({
                let rows = x.chunks_exact(n).zip(gradient.chunks_exact(n)).zip(moments);
                for (((x, g), &RowMoments { mean, rest, inverse }), out) in rows.zip(out.chunks_exact_mut(n)) {
                    // ANCHOR: backward
                    let normal = |x: f32| ((x - mean) - rest) * inverse;
                    // The gradient at the normalised row has its mean taken off, and its share along the row itself.
                    out.iter_mut().zip(g).zip(weight).for_each(|((to, g), w)| *to = g * w);
                    let [whole, along] = dot_apart(out, x, mean);
                    let share = whole / n as f32;
                    let along = (along - rest * whole) * inverse / n as f32;
                    for (((to, &x), g), (w, b)) in out.iter_mut().zip(x).zip(g).zip(to.0.iter_mut().zip(to.1.iter_mut())) {
                        let y = normal(x);
                        *to = inverse * (-along).mul_add(y, *to - share);
                        *w += g * y;
                        *b += g;
                    }
                    // ANCHOR_END: backward
                }
            });
            to
        });
        Ok((merge(n, parts.iter().map(|part| &part.0)), merge(n, parts.iter().map(|part| &part.1))))
    }
}

/// Root-mean-square normalisation (Zhang and Sennrich 2019): rows are divided by the root of their mean square; the mean stays.
///
/// ```
/// use openwork::nn::RmsNormalise;
///
/// let mut y = [0.0; 2];
/// RmsNormalise::new(2).eps(0.0).forward(&[3.0, 3.0], None, &mut y)?;
/// assert_eq!(y, [1.0, 1.0]);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RmsNormalise {
    n: usize,
    eps: f32,
}

impl RmsNormalise {
    /// Over rows of n numbers, with PyTorch's epsilon, the distance from 1 to the next f32.
    pub fn new(n: usize) -> Self {
        Self { n, eps: f32::EPSILON }
    }

    /// What is added to the mean square.
    pub fn eps(self, eps: f32) -> Self {
        Self { eps, ..self }
    }

    /// Normalises the rows; gives one over the root of their mean squares, for the way back.
    ///
    /// # Errors
    /// [`Error::Shape`] for lengths that do not fit, [`Error::Setting`] for a negative epsilon.
    pub fn forward(&self, x: &[f32], weight: Option<&[f32]>, out: &mut [f32]) -> Result<Vec<f32>> {
        let n = check(self.n, self.eps, x, &[("out", out.len())], &[("weight", weight)])?;
        let mut inverses = vec![0.0; x.len() / n];
        each_chunk(
            out,
            &mut inverses,
            ((CHUNK / n).max(1), n),
            #[inline(always)]
            |range, out, inverses| {
                for ((x, out), kept) in x[range].chunks_exact(n).zip(out.chunks_exact_mut(n)).zip(inverses) {
                    let square = dot(x, x) / n as f32;
                    *kept = if square.is_finite() { 1.0 / (square + self.eps).sqrt() } else { wide_inverse(x, self.eps) };
                    let inverse = *kept;
                    match weight {
                        Some(w) => out.iter_mut().zip(x).zip(w).for_each(|((y, x), w)| *y = x * inverse * w),
                        None => out.iter_mut().zip(x).for_each(|(y, x)| *y = x * inverse),
                    }
                }
            },
        );
        Ok(inverses)
    }

    /// From the gradient at the output to the ones at the input (written to `out`) and at the weight.
    ///
    /// # Errors
    /// As [`forward`](Self::forward).
    pub fn backward(
        &self,
        x: &[f32],
        inverses: &[f32],
        weight: Option<&[f32]>,
        gradient: &[f32],
        out: &mut [f32],
    ) -> Result<Vec<f32>> {
        let n = check(self.n, self.eps, x, &[("gradient", gradient.len()), ("out", out.len())], &[("weight", weight)])?;
        same("the inverses", inverses.len(), x.len() / n)?;
        let ones = vec![1.0; n];
        let weight = weight.unwrap_or(&ones);
        let parts = threads::map_chunks_mut(out, (CHUNK / n).max(1) * n, 8 * x.len(), |range, out| {
            let (x, gradient, inverses) = (&x[range.clone()], &gradient[range.clone()], &inverses[range.start / n..]);
            let mut to = vec![0.0; n];
            vectorized!({
                let rows = x.chunks_exact(n).zip(gradient.chunks_exact(n)).zip(inverses);
                for (((x, g), &inverse), out) in rows.zip(out.chunks_exact_mut(n)) {
                    out.iter_mut().zip(g).zip(weight).for_each(|((to, g), w)| *to = g * w);
                    let along = dot(out, x) * inverse / n as f32;
                    for (((to, x), g), w) in out.iter_mut().zip(x).zip(g).zip(&mut to) {
                        let y = x * inverse;
                        *to = inverse * (-along).mul_add(y, *to);
                        *w += g * y;
                    }
                }
            });
            to
        });
        Ok(merge(n, parts.iter()))
    }
}

/// Chunks of whole rows of `out`, with what is kept of each row.
fn each_chunk<K: Send>(
    out: &mut [f32],
    kept: &mut [K],
    (per, n): (usize, usize),
    f: impl Fn(std::ops::Range<usize>, &mut [f32], &mut [K]) + Sync + Send,
) {
    let work = 8 * out.len();
    let mut chunks: Vec<(&mut [f32], &mut [K])> = out.chunks_mut(per * n).zip(kept.chunks_mut(per)).collect();
    threads::map_chunks_mut(&mut chunks, 1, work, |range, chunks| {
        for (i, (out, kept)) in range.zip(chunks) {
            let start = i * per * n;
            vectorized!(f(start..start + out.len(), out, kept));
        }
    });
}

/// The sum of the chunks' sums, in `f64` and in order.
fn merge<'a>(n: usize, parts: impl Iterator<Item = &'a Vec<f32>>) -> Vec<f32> {
    let mut sums = vec![0.0_f64; n];
    for part in parts {
        sums.iter_mut().zip(part).for_each(|(sum, &x)| *sum += f64::from(x));
    }
    sums.into_iter().map(|sum| sum as f32).collect()
}

/// The moments of a row whose squares are beyond `f32`.
#[cold]
fn wide_moments(x: &[f32], eps: f32) -> RowMoments {
    let n = x.len() as f64;
    let mean = x.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
    let variance = x.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / n;
    let high = mean as f32;
    RowMoments { mean: high, rest: (mean - f64::from(high)) as f32, inverse: (1.0 / (variance + f64::from(eps)).sqrt()) as f32 }
}

#[cold]
fn wide_inverse(x: &[f32], eps: f32) -> f32 {
    let square = x.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / x.len() as f64;
    (1.0 / (square + f64::from(eps)).sqrt()) as f32
}

fn check(n: usize, eps: f32, x: &[f32], lengths: &[(&str, usize)], vectors: &[(&str, Option<&[f32]>)]) -> Result<usize> {
    if !(eps >= 0.0) {
        return Err(Error::setting("eps", eps, "a number of 0 or more"));
    }
    if n == 0 {
        return Err(Error::empty("the normalised shape", "at least one number"));
    }
    if !x.len().is_multiple_of(n) {
        return Err(Error::shape("the input", format!("{} numbers", x.len()), format!("rows of {n}")));
    }
    lengths.iter().try_for_each(|&(what, len)| same(what, len, x.len()))?;
    for (what, vector) in vectors {
        if let Some(vector) = vector.filter(|v| v.len() != n) {
            return Err(Error::shape(*what, format!("{} numbers", vector.len()), format!("{n}, as many as a row has")));
        }
    }
    Ok(n)
}

#[cfg(test)]
#[path = "layer_norm_tests.rs"]
mod tests;
