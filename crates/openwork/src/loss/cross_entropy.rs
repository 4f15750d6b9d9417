#![doc = include_str!("cross_entropy.md")]

use super::Reduction;
use crate::activation::activations::same;
use crate::activation::softmax::{Axis, SIDE, gather, log_softmax_row, scatter};
use crate::error::{Error, Result};
use crate::kernels::vectorized;
use crate::kernels::{rows, single as fast};
use crate::threads;

/// How surprised answers are by what came: `- sum of q_k ln p_k`, p the answer's distribution over the classes and q the target's.
///
/// ```
/// use openwork::activation::Axis;
/// use openwork::loss::{CrossEntropy, Targets};
///
/// let logits = [2.0, 0.0, 0.0, /* second row */ 0.0, 0.0, 9.0];
/// let (loss, rows) = CrossEntropy::new().forward(&logits, Axis::rows(2, 3), Targets::Classes(&[0, -100]))?;
/// assert!((loss[0] - 0.23954).abs() < 1e-5); // ln(1 + 2 e^-2); the second row is ignored
/// assert_eq!(rows.counted, 1);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrossEntropy {
    /// What the scores are.
    pub scores: Scores,
    /// Rows whose class is this count nothing.
    pub ignore_index: i64,
    /// How much of the target is spread evenly over all classes, 0 to 1.
    pub label_smoothing: f32,
    /// What becomes of the losses of the rows.
    pub reduction: Reduction,
}

/// What a row of scores is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scores {
    /// Any numbers, of which the softmax makes probabilities: PyTorch's `cross_entropy`.
    #[default]
    Logits,
    /// Logarithms of probabilities: PyTorch's `nll_loss`.
    LogProbabilities,
    /// Probabilities.
    Probabilities,
}

/// What was true.
#[derive(Debug, Clone, Copy)]
pub enum Targets<'a> {
    /// The class of each row.
    Classes(&'a [i64]),
    /// A distribution for each row, in the layout of the scores.
    Distributions(&'a [f32]),
}

/// What [`CrossEntropy::forward`] found of each row, for the way back.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CrossEntropyRows {
    /// Of logits: the largest of the row, and the logarithm of the sum of `e^(x - largest)`.
    pub log_sums: Vec<(f32, f32)>,
    /// How many rows were not ignored.
    pub counted: usize,
}

/// Losses that are summed together.
const CHUNK: usize = 1 << 14;

impl Default for CrossEntropy {
    fn default() -> Self {
        Self { scores: Scores::Logits, ignore_index: -100, label_smoothing: 0.0, reduction: Reduction::Mean }
    }
}

impl CrossEntropy {
    /// With PyTorch's defaults: of logits, ignoring class -100, without smoothing, the mean.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the scores are.
    pub fn scores(self, scores: Scores) -> Self {
        Self { scores, ..self }
    }

    /// The class that marks rows to be ignored.
    pub fn ignore_index(self, ignore_index: i64) -> Self {
        Self { ignore_index, ..self }
    }

    /// How much of the target is spread evenly over the classes.
    pub fn label_smoothing(self, label_smoothing: f32) -> Self {
        Self { label_smoothing, ..self }
    }

    /// What becomes of the losses of the rows.
    pub fn reduction(self, reduction: Reduction) -> Self {
        Self { reduction, ..self }
    }

    // ANCHOR: plain
    /// The loss of one row by the textbook, in `f64`; `target` is a distribution over its classes.
    pub fn at(self, scores: &[f64], target: &[f64]) -> f64 {
        let logs = match self.scores {
            Scores::Logits => log_softmax_row(scores),
            Scores::LogProbabilities => scores.to_vec(),
            Scores::Probabilities => scores.iter().map(|p| p.ln()).collect(),
        };
        let smoothing = f64::from(self.label_smoothing);
        let smooth = |q: f64| q * (1.0 - smoothing) + smoothing / scores.len() as f64;
        target.iter().map(|&q| smooth(q)).zip(logs).map(|(q, log)| if q == 0.0 { 0.0 } else { -q * log }).sum()
    }
    // ANCHOR_END: plain

    /// The losses of the rows along the axis of the classes, reduced; and what the way back needs.
    ///
    /// # Errors
    /// [`Error::Shape`] for lengths that do not fit; [`Error::Setting`] for a class that is none of the axis, a smoothing outside
    /// 0 to 1, and for the mean where every row is ignored; [`Error::Empty`] for the mean of no rows.
    pub fn forward(self, scores: &[f32], axis: Axis, targets: Targets<'_>) -> Result<(Vec<f32>, CrossEntropyRows)> {
        let counted = self.check(scores, axis, targets)?;
        let count = axis.outer * axis.inner;
        let (mut losses, mut log_sums) = (vec![0.0; count], vec![(0.0, 0.0); count]);
        let per = if axis.inner == 1 { (threads::stretch(axis.len()) / axis.n.max(1)).max(1) } else { axis.inner };
        threads::map_chunks_mut2((&mut losses, &mut log_sums), per, 8 * axis.len(), |range, losses, log_sums| {
            self.blocks(axis, range.start, losses.len(), [scores, targets.distributions()], |first, [x, q]| {
                let places = first - range.start..first - range.start + x.len() / axis.n;
                let (losses, log_sums) = (&mut losses[places.clone()], &mut log_sums[places]);
                vectorized!({
                    for (i, (x, (loss, log_sum))) in x.chunks_exact(axis.n).zip(losses.iter_mut().zip(log_sums)).enumerate() {
                        let target = self.target(targets, first + i, q, i * axis.n..(i + 1) * axis.n);
                        (*loss, *log_sum) = self.row(x, target);
                    }
                });
            });
        });
        if self.reduction != Reduction::None {
            let sum: f64 = losses.chunks(CHUNK).map(|part| part.iter().map(|&l| f64::from(l)).sum::<f64>()).sum();
            let mean = if self.reduction == Reduction::Mean { sum / counted as f64 } else { sum };
            losses = vec![mean as f32];
        }
        Ok((losses, CrossEntropyRows { log_sums, counted }))
    }

    /// From the gradient at what [`forward`](Self::forward) gave to the gradient at the scores: of logits, the distribution less the
    /// target.
    ///
    /// # Errors
    /// As [`forward`](Self::forward).
    pub fn backward(
        self,
        scores: &[f32],
        axis: Axis,
        targets: Targets<'_>,
        rows: &CrossEntropyRows,
        gradient: &[f32],
        out: &mut [f32],
    ) -> Result<()> {
        let counted = self.check(scores, axis, targets)?;
        same("out", out.len(), axis.len())?;
        let count = axis.outer * axis.inner;
        self.reduction.check(gradient, count)?;
        if rows.log_sums.len() != count {
            return Err(Error::shape("rows", rows.log_sums.len(), format!("{count}, what the forward pass of this input gave")));
        }
        if axis.is_empty() {
            return Ok(());
        }
        let share = if self.reduction == Reduction::Mean { 1.0 / counted as f64 } else { 1.0 };
        let of = |i: usize| if self.reduction == Reduction::None { gradient[i] } else { (f64::from(gradient[0]) * share) as f32 };
        let per = if axis.inner == 1 { (threads::stretch(axis.len()) / axis.n).max(1) } else { axis.inner };
        threads::map_chunks_mut(out, per * axis.n, 8 * axis.len(), |range, out| {
            let start = range.start / axis.n;
            let mut result = vec![0.0; if axis.inner == 1 { 0 } else { SIDE * axis.n }];
            self.blocks(axis, start, out.len() / axis.n, [scores, targets.distributions()], |first, [x, q]| {
                let side = x.len() / axis.n;
                let to = if axis.inner == 1 { &mut *out } else { &mut result[..x.len()] };
                vectorized!({
                    for (i, (x, to)) in x.chunks_exact(axis.n).zip(to.chunks_exact_mut(axis.n)).enumerate() {
                        let target = self.target(targets, first + i, q, i * axis.n..(i + 1) * axis.n);
                        self.row_backward(x, target, rows.log_sums[first + i], of(first + i), to);
                    }
                });
                if axis.inner != 1 {
                    scatter(&result, (axis.n, axis.inner), first - start, side, out);
                }
            });
        });
        Ok(())
    }

    /// Rows `first..first + count` (whole blocks of `inner` where the classes are not the last axis), given to `f` as rows of
    /// scores and of distributions, with the number of their first.
    #[inline(always)]
    fn blocks(self, axis: Axis, first: usize, count: usize, from: [&[f32]; 2], mut f: impl FnMut(usize, [&[f32]; 2])) {
        let Axis { n, inner, .. } = axis;
        let range = first * n..(first + count) * n;
        if inner == 1 {
            return f(first, from.map(|from| from.get(range.clone()).unwrap_or_default()));
        }
        let mut rows = [vec![0.0; SIDE * n], vec![0.0; SIDE * n]];
        for place in (0..count).step_by(SIDE) {
            let side = SIDE.min(count - place);
            for (to, from) in rows.iter_mut().zip(from) {
                if !from.is_empty() {
                    gather(&from[range.clone()], (n, inner), place, side, to);
                }
            }
            f(first + place, [&rows[0][..side * n], &rows[1][..side * n]]);
        }
    }

    #[inline(always)]
    fn target<'a>(self, targets: Targets<'_>, row: usize, q: &'a [f32], place: std::ops::Range<usize>) -> Target<'a> {
        match targets {
            Targets::Classes(classes) if classes[row] == self.ignore_index => Target::Ignored,
            Targets::Classes(classes) => Target::Class(classes[row] as usize),
            Targets::Distributions(_) => Target::Distribution(&q[place]),
        }
    }

    /// The loss of a row, and what it keeps.
    #[inline(always)]
    fn row(self, x: &[f32], target: Target<'_>) -> (f32, (f32, f32)) {
        if matches!(target, Target::Ignored) {
            return (0.0, (0.0, 0.0));
        }
        let (smoothing, even) = (self.label_smoothing, self.label_smoothing / x.len() as f32);
        if self.scores != Scores::Logits {
            let log = |x: f32| if self.scores == Scores::Probabilities { fast::ln(x) } else { x };
            let surprise = |q: f32, x: f32| if q == 0.0 { 0.0 } else { -q * log(x) };
            let evenly = if smoothing == 0.0 { 0.0 } else { x.iter().map(|&x| surprise(even, x)).sum() };
            let main = match target {
                Target::Distribution(q) => x.iter().zip(q).map(|(&x, &q)| surprise(q, x)).sum(),
                Target::Class(class) => -log(x[class]),
                Target::Ignored => 0.0,
            };
            return ((1.0 - smoothing) * main + evenly, (0.0, 0.0));
        }
        // ANCHOR: row
        let most = rows::largest(x);
        let log_sum = rows::sum_exponentials(x, most).ln();
        // The surprise -ln p of a class with score x, weighed with q; 0 of something impossible is 0.
        let surprise = |q: f32, x: f32| if q == 0.0 { 0.0 } else { q * (log_sum - (x - most)) };
        let main = match target {
            Target::Distribution(q) => x.iter().zip(q).map(|(&x, &q)| surprise(q, x)).sum(),
            Target::Class(class) => log_sum - (x[class] - most),
            Target::Ignored => 0.0,
        };
        let evenly = if smoothing == 0.0 { 0.0 } else { smoothing * log_sum - even * rows::sums_apart(x, most)[0] };
        ((1.0 - smoothing) * main + evenly, (most, log_sum))
        // ANCHOR_END: row
    }

    #[inline(always)]
    fn row_backward(self, x: &[f32], target: Target<'_>, (most, log_sum): (f32, f32), g: f32, to: &mut [f32]) {
        let (smoothing, even) = (self.label_smoothing, self.label_smoothing / x.len() as f32);
        if matches!(target, Target::Ignored) {
            return to.fill(0.0);
        }
        // ANCHOR: row_backward
        if self.scores == Scores::Logits {
            let p = |x: f32| fast::exp_negative((x - most) - log_sum);
            match target {
                Target::Distribution(q) => {
                    let weight = (1.0 - smoothing) * rows::sum(q) + smoothing;
                    for ((to, &x), &q) in to.iter_mut().zip(x).zip(q) {
                        *to = g * weight.mul_add(p(x), -(1.0 - smoothing).mul_add(q, even));
                    }
                }
                Target::Class(class) => {
                    to.iter_mut().zip(x).for_each(|(to, &x)| *to = g * (p(x) - even));
                    to[class] -= g * (1.0 - smoothing);
                }
                Target::Ignored => {}
            }
            return;
        }
        // ANCHOR_END: row_backward
        let probabilities = self.scores == Scores::Probabilities;
        let back = |q: f32, x: f32| if q == 0.0 { 0.0 } else { -g * q / if probabilities { x } else { 1.0 } };
        match target {
            Target::Distribution(q) => {
                to.iter_mut().zip(x).zip(q).for_each(|((to, &x), &q)| *to = back((1.0 - smoothing).mul_add(q, even), x));
            }
            Target::Class(class) => {
                to.iter_mut().zip(x).for_each(|(to, &x)| *to = back(even, x));
                to[class] = back(1.0 - smoothing + even, x[class]);
            }
            Target::Ignored => {}
        }
    }

    /// What both passes refuse; otherwise how many rows count.
    fn check(self, scores: &[f32], axis: Axis, targets: Targets<'_>) -> Result<usize> {
        same("scores", scores.len(), axis.len())?;
        if !(0.0..=1.0).contains(&self.label_smoothing) {
            return Err(Error::setting("label_smoothing", self.label_smoothing, "between 0 and 1"));
        }
        let rows = axis.outer * axis.inner;
        if axis.n == 0 && rows > 0 {
            return Err(Error::empty("the axis of the classes", "at least one class"));
        }
        let counted = match targets {
            Targets::Distributions(q) => {
                same("targets", q.len(), axis.len())?;
                rows
            }
            Targets::Classes(classes) => {
                if classes.len() != rows {
                    return Err(Error::shape("targets", classes.len(), format!("{rows}, one class for each row of scores")));
                }
                let fits = |&class: &i64| class == self.ignore_index || usize::try_from(class).is_ok_and(|class| class < axis.n);
                if let Some(row) = classes.iter().position(|class| !fits(class)) {
                    return Err(Error::setting(
                        "targets",
                        format!("class {} at row {row} (counted from 0)", classes[row]),
                        format!(
                            "0 to {}, for there are {} classes, or {} to ignore the row",
                            axis.n - 1,
                            axis.n,
                            self.ignore_index
                        ),
                    ));
                }
                classes.iter().filter(|&&class| class != self.ignore_index).count()
            }
        };
        if self.reduction == Reduction::Mean && counted == 0 {
            return Err(if rows == 0 {
                Error::empty("the batch", "at least one row to take a mean of")
            } else {
                Error::setting(
                    "targets",
                    format!("{rows} rows, all ignored ({})", self.ignore_index),
                    "at least one row that counts, for the mean of none is undefined; or the sum, which is 0",
                )
            });
        }
        Ok(counted)
    }
}

#[derive(Clone, Copy)]
enum Target<'a> {
    Ignored,
    Class(usize),
    Distribution(&'a [f32]),
}

impl<'a> Targets<'a> {
    fn distributions(self) -> &'a [f32] {
        match self {
            Self::Distributions(q) => q,
            Self::Classes(_) => &[],
        }
    }
}

#[cfg(test)]
#[path = "cross_entropy_tests.rs"]
mod tests;
