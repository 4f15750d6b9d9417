#![doc = include_str!("batch_norm.md")]

use crate::activation::activations::same;
use crate::activation::softmax::Axis;
use crate::error::{Error, Result};
use crate::kernels::channels::{Change, change, change2, sums};
use crate::threads;

/// Batch normalisation: every channel of a batch is brought to mean 0 and variance 1, then scaled and shifted by learned numbers.
///
/// The batch is `outer x n x inner` numbers with the channels in the middle: `(N, D)` has `inner` 1, and of `(N, C, H, W)` it is
/// `H W`, for a channel has one mean, not one a pixel.
///
/// ```
/// use openwork::activation::Axis;
/// use openwork::nn::{BatchNormalise, RunningStatistics};
///
/// let (norm, axis) = (BatchNormalise::new(), Axis::rows(4, 1));
/// let mut running = RunningStatistics::new(1);
/// let mut y = [0.0; 4];
/// let batch = norm.forward(&[1.0, 3.0, 1.0, 3.0], axis, None, None, &mut y)?;
/// running.update(&batch, norm.momentum)?;
/// assert!((y[1] - 1.0).abs() < 1e-5); // normalised by the biased variance, 1
/// assert!((running.variance[0] - (0.9 + 0.1 * 4.0 / 3.0)).abs() < 1e-6); // the unbiased one is kept
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchNormalise {
    /// What is added to the variance, within the root.
    pub eps: f32,
    /// How much a batch moves the running statistics; `None`: they are the plain mean over all batches.
    pub momentum: Option<f32>,
}

/// Mean and variance of each channel of a batch.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BatchStatistics {
    /// The means.
    pub mean: Vec<f64>,
    /// The biased variances: the mean squared differences from the mean.
    pub variance: Vec<f64>,
    /// Numbers in a channel of the batch.
    pub count: usize,
}

/// What inference normalises with: the statistics of the batches seen while training.
#[derive(Debug, Clone, PartialEq)]
pub struct RunningStatistics {
    /// The running means.
    pub mean: Vec<f32>,
    /// The running variances, of the batches' unbiased ones.
    pub variance: Vec<f32>,
    /// How many batches were seen.
    pub batches: u64,
}

/// Numbers in a chunk of rows.
const CHUNK: usize = 1 << 16;
/// Rows in a chunk at most, for they are summed in `f32`.
const ROWS: usize = 256;
/// Rows that the first guess of the mean is taken from.
const FIRST: usize = 32;

// ANCHOR: plain
/// The batch normalisation of one channel by the textbook, in `f64`.
pub fn batch_norm_channel(x: &[f64], eps: f64) -> Vec<f64> {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let variance = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / x.len() as f64;
    x.iter().map(|x| (x - mean) / (variance + eps).sqrt()).collect()
}
// ANCHOR_END: plain

impl Default for BatchNormalise {
    fn default() -> Self {
        Self { eps: 1e-5, momentum: Some(0.1) }
    }
}

impl BatchNormalise {
    /// With PyTorch's defaults: epsilon 1e-5, momentum 0.1.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is added to the variance.
    pub fn eps(self, eps: f32) -> Self {
        Self { eps, ..self }
    }

    /// How much a batch moves the running statistics.
    pub fn momentum(self, momentum: Option<f32>) -> Self {
        Self { momentum, ..self }
    }

    /// Training: normalises with the batch's own statistics, and gives them. Without `weight` and `bias` they are 1 and 0.
    ///
    /// # Errors
    /// [`Error::Shape`] for lengths that do not fit; [`Error::Setting`] for a batch with one number a channel, which has no spread, and
    /// for a negative epsilon.
    pub fn forward(
        &self,
        x: &[f32],
        axis: Axis,
        weight: Option<&[f32]>,
        bias: Option<&[f32]>,
        out: &mut [f32],
    ) -> Result<BatchStatistics> {
        self.check(axis, &[("the input", x.len()), ("out", out.len())], &[("weight", weight), ("bias", bias)])?;
        if axis.outer * axis.inner < 2 {
            return Err(Error::setting(
                "the batch",
                format!("{} number in each channel", axis.outer * axis.inner),
                "more than one while training, for one number has no variance; use a larger batch, or the running statistics (eval)",
            ));
        }
        let statistics = BatchStatistics::of(x, axis);
        self.normalise(x, axis, &statistics, weight, bias, out);
        Ok(statistics)
    }

    /// Inference: normalises with these statistics, whatever the batch is.
    ///
    /// # Errors
    /// [`Error::Shape`] for lengths that do not fit; [`Error::Setting`] for a negative epsilon.
    pub fn infer(
        &self,
        x: &[f32],
        axis: Axis,
        running: &RunningStatistics,
        weight: Option<&[f32]>,
        bias: Option<&[f32]>,
        out: &mut [f32],
    ) -> Result<()> {
        self.check(axis, &[("the input", x.len()), ("out", out.len())], &[("weight", weight), ("bias", bias)])?;
        running.check(axis.n)?;
        self.normalise(x, axis, &running.statistics(), weight, bias, out);
        Ok(())
    }

    // ANCHOR: normalise
    /// `(x - mean) / sqrt(variance + eps) * weight + bias`: one multiply-add a number. What the mean has beyond an `f32` goes into
    /// the offset.
    fn normalise(
        &self,
        x: &[f32],
        axis: Axis,
        statistics: &BatchStatistics,
        weight: Option<&[f32]>,
        bias: Option<&[f32]>,
        out: &mut [f32],
    ) {
        let mut by = Change::default();
        for c in 0..axis.n {
            let (mean, scale) = (statistics.mean[c], at(weight, c, 1.0) * self.inverse(statistics.variance[c]));
            by.shift.push(mean as f32);
            by.scale.push(scale as f32);
            by.offset.push((at(bias, c, 0.0) - (mean - f64::from(mean as f32)) * scale) as f32);
        }
        let per = chunk_rows(axis) * axis.n * axis.inner;
        threads::map_chunks_mut(out, per, 4 * x.len(), |range, out| change(&x[range], axis.inner, &by, out));
    }
    // ANCHOR_END: normalise

    /// Training's way back: from the gradient at the output to the ones at the input (written to `out`), at the weight and at the bias.
    ///
    /// # Errors
    /// As [`forward`](Self::forward).
    pub fn backward(
        &self,
        x: &[f32],
        axis: Axis,
        statistics: &BatchStatistics,
        weight: Option<&[f32]>,
        gradient: &[f32],
        out: &mut [f32],
    ) -> Result<(Vec<f32>, Vec<f32>)> {
        let (plain, along) = self.gradient_sums(x, axis, statistics, weight, gradient, out.len())?;
        // ANCHOR: backward
        let count = (axis.outer * axis.inner) as f64;
        let mut by = Change::default();
        for c in 0..axis.n {
            // dx = scale (g - mean of g - (x - mean) inverse^2 mean of g (x - mean)), the difference from the mean in two parts
            let (mean, inverse) = (statistics.mean[c], self.inverse(statistics.variance[c]));
            let scale = at(weight, c, 1.0) * inverse;
            let slope = -scale * inverse * inverse * along[c] / count;
            let rest = mean - f64::from(mean as f32);
            by.shift.push(mean as f32);
            by.second.push(scale as f32);
            by.scale.push(slope as f32);
            by.offset.push((-scale * plain[c] / count - rest * slope) as f32);
        }
        // ANCHOR_END: backward
        self.change_back(x, axis, gradient, &by, out);
        Ok(self.parameter_gradients(statistics, &plain, &along))
    }

    /// Inference's way back: the statistics are constants.
    ///
    /// # Errors
    /// As [`infer`](Self::infer).
    pub fn infer_backward(
        &self,
        x: &[f32],
        axis: Axis,
        running: &RunningStatistics,
        weight: Option<&[f32]>,
        gradient: &[f32],
        out: &mut [f32],
    ) -> Result<(Vec<f32>, Vec<f32>)> {
        running.check(axis.n)?;
        let statistics = running.statistics();
        let (plain, along) = self.gradient_sums(x, axis, &statistics, weight, gradient, out.len())?;
        let mut by = Change { shift: vec![0.0; axis.n], scale: vec![0.0; axis.n], second: Vec::new(), offset: vec![0.0; axis.n] };
        by.second = (0..axis.n).map(|c| (at(weight, c, 1.0) * self.inverse(statistics.variance[c])) as f32).collect();
        self.change_back(x, axis, gradient, &by, out);
        Ok(self.parameter_gradients(&statistics, &plain, &along))
    }

    fn change_back(&self, x: &[f32], axis: Axis, gradient: &[f32], by: &Change, out: &mut [f32]) {
        let per = chunk_rows(axis) * axis.n * axis.inner;
        threads::map_chunks_mut(out, per, 4 * x.len(), |range, out| {
            change2((&x[range.clone()], &gradient[range]), axis.inner, by, out);
        });
    }

    /// For each channel the sum of the gradient, and of the gradient times the difference from the mean.
    fn gradient_sums(
        &self,
        x: &[f32],
        axis: Axis,
        statistics: &BatchStatistics,
        weight: Option<&[f32]>,
        gradient: &[f32],
        out: usize,
    ) -> Result<(Vec<f64>, Vec<f64>)> {
        self.check(axis, &[("the input", x.len()), ("gradient", gradient.len()), ("out", out)], &[("weight", weight)])?;
        if statistics.mean.len() != axis.n || statistics.variance.len() != axis.n {
            return Err(Error::shape("the statistics", statistics.mean.len(), format!("{} channels", axis.n)));
        }
        let shift: Vec<f32> = statistics.mean.iter().map(|&mean| mean as f32).collect();
        let row = axis.n * axis.inner;
        let parts = threads::map_chunks(axis.outer, chunk_rows(axis), 4 * x.len(), |rows| {
            let place = rows.start * row..rows.end * row;
            let mut to = (vec![0.0; axis.n], vec![0.0; axis.n]);
            let from = (&gradient[place.clone()], &x[place]);
            sums(
                from,
                axis.inner,
                &shift,
                (&mut to.0, &mut to.1),
                #[inline(always)]
                |g, x, shift| (g, g * (x - shift)),
            );
            to
        });
        let (mut plain, mut along) = (vec![0.0; axis.n], vec![0.0; axis.n]);
        for part in &parts {
            for c in 0..axis.n {
                let g = f64::from(part.0[c]);
                plain[c] += g;
                along[c] += f64::from(part.1[c]) - g * (statistics.mean[c] - f64::from(shift[c]));
            }
        }
        Ok((plain, along))
    }

    fn parameter_gradients(&self, statistics: &BatchStatistics, plain: &[f64], along: &[f64]) -> (Vec<f32>, Vec<f32>) {
        let weight = along.iter().zip(&statistics.variance).map(|(along, &v)| (along * self.inverse(v)) as f32);
        (weight.collect(), plain.iter().map(|&g| g as f32).collect())
    }

    fn inverse(&self, variance: f64) -> f64 {
        1.0 / (variance + f64::from(self.eps)).sqrt()
    }

    fn check(&self, axis: Axis, lengths: &[(&str, usize)], vectors: &[(&str, Option<&[f32]>)]) -> Result<()> {
        if !(self.eps >= 0.0) {
            return Err(Error::setting("eps", self.eps, "a number of 0 or more"));
        }
        lengths.iter().try_for_each(|&(what, len)| same(what, len, axis.len()))?;
        for (what, vector) in vectors {
            if let Some(vector) = vector.filter(|v| v.len() != axis.n) {
                return Err(Error::shape(
                    *what,
                    format!("{} numbers", vector.len()),
                    format!("{}, one for each channel", axis.n),
                ));
            }
        }
        Ok(())
    }
}

impl BatchStatistics {
    // ANCHOR: statistics
    /// The statistics of a batch, in one pass over it: the differences from a first guess of the mean, and their squares, are summed. Where
    /// the guess was farther from the mean than two deviations, digits were lost, and a second pass goes out from the mean itself.
    pub fn of(x: &[f32], axis: Axis) -> Self {
        let few = axis.outer.min(FIRST);
        let guess: Vec<f32> = {
            let zeros = vec![0.0; axis.n];
            let (sum, _) = Self::sums(&x[..few * axis.n * axis.inner], axis, &zeros);
            sum.iter().map(|sum| (sum / (few * axis.inner).max(1) as f64) as f32).collect()
        };
        let first = Self::around(x, axis, &guess);
        let near = |c: usize| !((first.mean[c] - f64::from(guess[c])).powi(2) > 4.0 * first.variance[c]);
        if (0..axis.n).all(near) {
            return first;
        }
        Self::around(x, axis, &first.mean.iter().map(|&mean| mean as f32).collect::<Vec<f32>>())
    }

    /// Mean and variance from the differences from these numbers.
    fn around(x: &[f32], axis: Axis, center: &[f32]) -> Self {
        let count = (axis.outer * axis.inner) as f64;
        let (sum, squares) = Self::sums(x, axis, center);
        let apart: Vec<f64> = sum.iter().map(|sum| sum / count).collect();
        let spread = |(squares, apart): (&f64, &f64)| {
            let variance = squares / count - apart * apart;
            if variance < 0.0 { 0.0 } else { variance }
        };
        Self {
            mean: center.iter().zip(&apart).map(|(&center, apart)| f64::from(center) + apart).collect(),
            variance: squares.iter().zip(&apart).map(spread).collect(),
            count: axis.outer * axis.inner,
        }
    }
    // ANCHOR_END: statistics

    /// For each channel the sum of the differences from its center, and of their squares.
    fn sums(x: &[f32], axis: Axis, center: &[f32]) -> (Vec<f64>, Vec<f64>) {
        let row = axis.n * axis.inner;
        let parts = threads::map_chunks(x.len() / row.max(1), chunk_rows(axis), 4 * x.len(), |rows| {
            let x = &x[rows.start * row..rows.end * row];
            let (mut sum, mut squares) = (vec![0.0; axis.n], vec![0.0; axis.n]);
            sums(
                (x, x),
                axis.inner,
                center,
                (&mut sum, &mut squares),
                #[inline(always)]
                |x, _, center| (x - center, (x - center) * (x - center)),
            );
            (sum, squares)
        });
        let (mut sum, mut squares) = (vec![0.0; axis.n], vec![0.0; axis.n]);
        for part in &parts {
            sum.iter_mut().zip(&part.0).for_each(|(sum, &x)| *sum += f64::from(x));
            squares.iter_mut().zip(&part.1).for_each(|(sum, &x)| *sum += f64::from(x));
        }
        (sum, squares)
    }
}

impl RunningStatistics {
    /// Before the first batch: mean 0 and variance 1 for each channel.
    pub fn new(channels: usize) -> Self {
        Self { mean: vec![0.0; channels], variance: vec![1.0; channels], batches: 0 }
    }

    // ANCHOR: update
    /// Moves towards the statistics of a batch, by `momentum` of the way, or so that they are the mean over all batches. What is kept of
    /// the variance is the unbiased one.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of channels, [`Error::Setting`] for a momentum outside 0 to 1.
    pub fn update(&mut self, batch: &BatchStatistics, momentum: Option<f32>) -> Result<()> {
        self.check(batch.mean.len())?;
        if let Some(momentum) = momentum.filter(|m| !(0.0..=1.0).contains(m)) {
            return Err(Error::setting("momentum", momentum, "between 0 and 1: the weight of the newest batch"));
        }
        self.batches += 1;
        let part = momentum.map_or(1.0 / self.batches as f64, f64::from);
        let unbiased = batch.count as f64 / (batch.count as f64 - 1.0);
        let towards = |old: &mut f32, new: f64| *old = ((1.0 - part) * f64::from(*old) + part * new) as f32;
        self.mean.iter_mut().zip(&batch.mean).for_each(|(old, &new)| towards(old, new));
        self.variance.iter_mut().zip(&batch.variance).for_each(|(old, &new)| towards(old, new * unbiased));
        Ok(())
    }
    // ANCHOR_END: update

    fn check(&self, channels: usize) -> Result<()> {
        if self.mean.len() == channels && self.variance.len() == channels {
            return Ok(());
        }
        Err(Error::shape(
            "the running statistics",
            format!("{} means and {} variances", self.mean.len(), self.variance.len()),
            format!("{channels}, one for each channel"),
        ))
    }

    fn statistics(&self) -> BatchStatistics {
        let wide = |v: &[f32]| v.iter().map(|&x| f64::from(x)).collect();
        BatchStatistics { mean: wide(&self.mean), variance: wide(&self.variance), count: 0 }
    }
}

/// Rows of a chunk.
fn chunk_rows(axis: Axis) -> usize {
    (CHUNK / (axis.n * axis.inner).max(1)).clamp(1, ROWS)
}

fn at(vector: Option<&[f32]>, c: usize, otherwise: f64) -> f64 {
    vector.map_or(otherwise, |v| f64::from(v[c]))
}

#[cfg(test)]
#[path = "batch_norm_tests.rs"]
mod tests;
