#![doc = include_str!("losses.md")]

use super::Reduction;
use crate::activation::activations::same;
use crate::activation::scalar::{relu, sigmoid};
use crate::error::{Error, Result};
use crate::kernels::{pointwise, single as fast};
use crate::threads;

/// A loss that compares numbers one by one: an answer `x` with its target `t`.
///
/// ```
/// use openwork::loss::{Loss, Reduction};
///
/// let loss = Loss::Mse.forward(&[1.0, 2.0], &[1.0, 4.0], Reduction::Mean)?;
/// assert_eq!(loss, [2.0]);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Loss {
    /// `(x - t)^2`.
    Mse,
    /// `|x - t|`.
    Mae,
    /// `(x - t)^2 / 2` up to `delta`, straight beyond.
    Huber {
        /// Where the parabola becomes a line; PyTorch's default is 1.
        delta: f32,
    },
    /// `max(0, margin - t x)`; targets are -1 and 1.
    Hinge {
        /// How far on the right side is far enough; usually 1.
        margin: f32,
    },
    /// Binary cross entropy of probabilities: `-t ln x - (1 - t) ln(1 - x)`, no logarithm below -100.
    Bce,
    /// Binary cross entropy of logits: that of `sigmoid(x)`, without overflow or lost digits.
    BceLogits,
    /// Kullback-Leibler divergence of a target distribution from an answer given as **logarithms**: `t (ln t - x)`, 0 where t is 0.
    KlDiv {
        /// Whether the targets are logarithms too.
        log_target: bool,
    },
}

/// Numbers a thread works on at a time.
const CHUNK: usize = 1 << 14;
/// No logarithm of a probability counts for less, as in PyTorch.
const LEAST_LOG: f32 = -100.0;

impl Loss {
    /// All of them, with PyTorch's defaults.
    pub const ALL: [Self; 8] = [
        Self::Mse,
        Self::Mae,
        Self::Huber { delta: 1.0 },
        Self::Hinge { margin: 1.0 },
        Self::Bce,
        Self::BceLogits,
        Self::KlDiv { log_target: false },
        Self::KlDiv { log_target: true },
    ];

    /// Its name, as commands and Python write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mse => "mse",
            Self::Mae => "mae",
            Self::Huber { .. } => "huber",
            Self::Hinge { .. } => "hinge",
            Self::Bce => "bce",
            Self::BceLogits => "bce_logits",
            Self::KlDiv { log_target: false } => "kl_div",
            Self::KlDiv { log_target: true } => "kl_div_log",
        }
    }

    /// The one with this name, with PyTorch's defaults.
    ///
    /// # Errors
    /// [`Error::Setting`] for a name that is none of theirs.
    pub fn of_name(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name).ok_or_else(|| {
            Error::setting("loss", format!("{name:?}"), format!("one of {}", Self::ALL.map(Self::name).join(", ")))
        })
    }

    // ANCHOR: at
    /// The loss of one answer, by the textbook.
    pub fn at(self, x: f64, t: f64) -> f64 {
        let d = x - t;
        match self {
            Self::Mse => d * d,
            Self::Mae => d.abs(),
            Self::Huber { delta } => {
                let delta = f64::from(delta);
                if d.abs() <= delta { 0.5 * d * d } else { delta * (d.abs() - 0.5 * delta) }
            }
            Self::Hinge { margin } => relu(f64::from(margin) - t * x),
            Self::Bce => -(t * log_of(x.ln()) + (1.0 - t) * log_of((-x).ln_1p())),
            Self::BceLogits => relu(x) - x * t + (-x.abs()).exp().ln_1p(),
            Self::KlDiv { log_target: false } if t == 0.0 => 0.0,
            Self::KlDiv { log_target: false } => t * (t.ln() - x),
            Self::KlDiv { log_target: true } if t == f64::NEG_INFINITY => 0.0,
            Self::KlDiv { log_target: true } => t.exp() * (t - x),
        }
    }
    // ANCHOR_END: at

    // ANCHOR: slope
    /// The derivative in the answer, by the textbook.
    pub fn slope(self, x: f64, t: f64) -> f64 {
        let d = x - t;
        match self {
            Self::Mse => 2.0 * d,
            Self::Mae => {
                if d == 0.0 {
                    0.0
                } else {
                    d.signum()
                }
            }
            Self::Huber { delta } => d.clamp(-f64::from(delta), f64::from(delta)),
            Self::Hinge { margin } => {
                if t * x < f64::from(margin) {
                    -t
                } else {
                    0.0
                }
            }
            Self::Bce => d / ((1.0 - x) * x).max(1e-12),
            Self::BceLogits => (1.0 - t) * sigmoid(x) - t * sigmoid(-x),
            Self::KlDiv { log_target } => {
                if log_target {
                    -t.exp()
                } else {
                    -t
                }
            }
        }
    }
    // ANCHOR_END: slope

    /// The losses of many answers, reduced: one number, or for [`Reduction::None`] one for each.
    ///
    /// # Errors
    /// [`Error::Shape`] for lengths that differ; [`Error::Empty`] for the mean of nothing; [`Error::Setting`] for targets that the
    /// loss has no meaning for, or probabilities outside 0 to 1.
    pub fn forward(self, x: &[f32], targets: &[f32], reduction: Reduction) -> Result<Vec<f32>> {
        self.check(x, targets, reduction)?;
        match self {
            Self::Mse => reduce(x, targets, reduction, |x, t| (x - t) * (x - t)),
            Self::Mae => reduce(x, targets, reduction, |x, t| (x - t).abs()),
            Self::Huber { delta } => reduce(x, targets, reduction, move |x, t| {
                let d = (x - t).abs();
                if d <= delta { 0.5 * d * d } else { delta * (d - 0.5 * delta) }
            }),
            Self::Hinge { margin } => reduce(x, targets, reduction, move |x, t| {
                let short = margin - t * x;
                if short <= 0.0 { 0.0 } else { short }
            }),
            Self::Bce => reduce(x, targets, reduction, |x, t| {
                let (yes, no) = (least(fast::ln(x)), least(fast::ln_one_minus(x)));
                -t.mul_add(yes, (1.0 - t) * no)
            }),
            Self::BceLogits => reduce(x, targets, reduction, |x, t| {
                let wrong = x.abs() * if x > 0.0 { 1.0 - t } else { t };
                wrong + fast::log1p(fast::exp_negative(-x.abs()))
            }),
            Self::KlDiv { log_target: false } => {
                reduce(x, targets, reduction, |x, t| if t == 0.0 { 0.0 } else { t * (fast::ln(t) - x) })
            }
            Self::KlDiv { log_target: true } => reduce(x, targets, reduction, |x, t| {
                let p = fast::exp(t);
                if p == 0.0 { 0.0 } else { p * (t - x) }
            }),
        }
    }

    /// From the gradient at what [`forward`](Self::forward) gave to the gradient at the answers.
    ///
    /// # Errors
    /// As [`forward`](Self::forward), and [`Error::Shape`] where `gradient` has not one number for each that came out.
    pub fn backward(self, x: &[f32], targets: &[f32], reduction: Reduction, gradient: &[f32], out: &mut [f32]) -> Result<()> {
        self.check(x, targets, reduction)?;
        same("out", out.len(), x.len())?;
        reduction.check(gradient, x.len())?;
        let to = Back { x, targets, reduction, gradient, out };
        match self {
            Self::Mse => to.run(|x, t| 2.0 * (x - t)),
            Self::Mae => to.run(|x, t| {
                let d = x - t;
                let sign = if d < 0.0 { -1.0 } else { d };
                if d > 0.0 { 1.0 } else { sign }
            }),
            Self::Huber { delta } => to.run(move |x, t| {
                let d = if x - t < -delta { -delta } else { x - t };
                if d > delta { delta } else { d }
            }),
            Self::Hinge { margin } => to.run(move |x, t| if margin - t * x <= 0.0 { 0.0 } else { -t }),
            Self::Bce => to.run(|x, t| {
                let spread = (1.0 - x) * x;
                (x - t) / if spread < 1e-12 { 1e-12 } else { spread }
            }),
            Self::BceLogits => to.run(|x, t| {
                let e = fast::exp_negative(-x.abs());
                let large = 1.0 / (1.0 + e);
                let small = e * large;
                let (yes, no) = (if x < 0.0 { small } else { large }, if x < 0.0 { large } else { small });
                (1.0 - t) * yes - t * no
            }),
            Self::KlDiv { log_target: false } => to.run(|_, t| -t),
            Self::KlDiv { log_target: true } => to.run(|_, t| -fast::exp(t)),
        }
        Ok(())
    }

    /// What [`forward`](Self::forward) and [`backward`](Self::backward) refuse.
    fn check(self, x: &[f32], targets: &[f32], reduction: Reduction) -> Result<()> {
        same("targets", targets.len(), x.len())?;
        if x.is_empty() && reduction == Reduction::Mean {
            return Err(Error::empty("the input of the loss", "at least one number to take a mean of"));
        }
        let (low, high) = (0.0, 1.0);
        match self {
            Self::Huber { delta } if !(delta > 0.0) => Err(Error::setting("delta", delta, "a number above 0")),
            Self::Bce => {
                refuse(
                    "input",
                    x,
                    |x| x < low || x > high,
                    "probabilities, between 0 and 1; for logits there is the loss of logits",
                )?;
                refuse("targets", targets, |t| t < low || t > high, "probabilities, between 0 and 1")
            }
            Self::BceLogits => refuse("targets", targets, |t| t < low || t > high, "probabilities, between 0 and 1"),
            Self::Hinge { .. } => {
                refuse("targets", targets, |t| t.abs() != 1.0 && !t.is_nan(), "-1 or 1; map classes 0 and 1 by 2 t - 1")
            }
            Self::KlDiv { log_target: false } => refuse("targets", targets, |t| t < low, "probabilities, 0 or more"),
            _ => Ok(()),
        }
    }
}

/// The Kullback-Leibler divergence of q from p by the definition, `sum of p ln(p / q)`: `0 ln 0` is 0, and where q is 0 but p is
/// not it is infinite. Nothing is added to either; a distribution changed so would be another.
///
/// ```
/// use openwork::loss::kl_divergence;
/// assert_eq!(kl_divergence(&[0.0, 1.0], &[0.5, 0.5])?, std::f64::consts::LN_2);
/// assert_eq!(kl_divergence(&[0.5, 0.5], &[0.0, 1.0])?, f64::INFINITY);
/// # Ok::<(), openwork::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] for lengths that differ.
// ANCHOR: kl
pub fn kl_divergence(p: &[f64], q: &[f64]) -> Result<f64> {
    same("q", q.len(), p.len())?;
    Ok(p.iter().zip(q).map(|(&p, &q)| if p == 0.0 { 0.0 } else { p * (p / q).ln() }).sum())
}
// ANCHOR_END: kl

/// A logarithm, no less than -100; NaN stays NaN.
fn log_of(log: f64) -> f64 {
    if log < f64::from(LEAST_LOG) { LEAST_LOG.into() } else { log }
}

#[inline(always)]
fn least(log: f32) -> f32 {
    if log < LEAST_LOG { LEAST_LOG } else { log }
}

fn refuse(name: &'static str, values: &[f32], wrong: impl Fn(f32) -> bool + Sync + Send, want: &str) -> Result<()> {
    let found = threads::map_chunks(values.len(), CHUNK, values.len(), |range| {
        let any = values[range.clone()].iter().fold(false, |any, &v| any | wrong(v));
        if any { values[range.clone()].iter().position(|&v| wrong(v)).map(|i| range.start + i) } else { None }
    });
    match found.into_iter().flatten().next() {
        Some(i) => Err(Error::setting(name, format!("{} at place {i} (counted from 0)", values[i]), want)),
        None => Ok(()),
    }
}

fn reduce(
    x: &[f32],
    targets: &[f32],
    reduction: Reduction,
    f: impl Fn(f32, f32) -> f32 + Copy + Sync + Send,
) -> Result<Vec<f32>> {
    let n = x.len();
    if reduction == Reduction::None {
        let mut out = vec![0.0; n];
        threads::map_chunks_mut(&mut out, threads::stretch(n), 2 * n, |range, out| {
            pointwise::map2(&x[range.clone()], &targets[range], out, f)
        });
        return Ok(out);
    }
    let sums = threads::map_chunks(n, CHUNK, 2 * n, |range| pointwise::sum2(&x[range.clone()], &targets[range], f));
    let sum: f64 = sums.iter().sum();
    Ok(vec![if reduction == Reduction::Mean { sum / n as f64 } else { sum } as f32])
}

struct Back<'a> {
    x: &'a [f32],
    targets: &'a [f32],
    reduction: Reduction,
    gradient: &'a [f32],
    out: &'a mut [f32],
}

impl Back<'_> {
    #[inline(always)]
    fn run(self, slope: impl Fn(f32, f32) -> f32 + Sync + Send) {
        let Self { x, targets, reduction, gradient, out } = self;
        let n = x.len();
        if reduction == Reduction::None {
            threads::map_chunks_mut(out, threads::stretch(n), 4 * n, |range, out| {
                pointwise::map2(&x[range.clone()], &targets[range.clone()], out, &slope);
                out.iter_mut().zip(&gradient[range]).for_each(|(out, g)| *out *= g);
            });
        } else {
            let g = if reduction == Reduction::Mean { (f64::from(gradient[0]) / n as f64) as f32 } else { gradient[0] };
            threads::map_chunks_mut(out, threads::stretch(n), 2 * n, |range, out| {
                pointwise::map2(&x[range.clone()], &targets[range], out, |x, t| g * slope(x, t));
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(loss: Loss) -> (Vec<f32>, Vec<f32>) {
        let x = (-300..=300).map(|i| i as f32 * 0.05);
        let squeeze = |x: f32| (x / 30.0 + 0.5).clamp(0.0, 1.0);
        match loss {
            Loss::Mse | Loss::Mae | Loss::Huber { .. } => x.map(|x| (x, (x * 3.0).sin())).unzip(),
            Loss::Hinge { .. } => x.map(|x| (x, if x.sin() > 0.0 { 1.0 } else { -1.0 })).unzip(),
            Loss::Bce => x.map(|x| (squeeze(x), squeeze(20.0 * x.sin()))).unzip(),
            Loss::BceLogits => x.map(|x| (x * 5.0, squeeze(20.0 * x.sin()))).unzip(),
            Loss::KlDiv { log_target: false } => x.map(|x| (-x.abs(), squeeze(20.0 * x.sin()))).unzip(),
            Loss::KlDiv { log_target: true } => x.map(|x| (-x.abs(), -(x * x))).unzip(),
        }
    }

    #[test]
    fn the_fast_form_is_the_plain_one() {
        for loss in Loss::ALL.into_iter().chain([Loss::Huber { delta: 0.3 }, Loss::Hinge { margin: 2.0 }]) {
            let (x, t) = cases(loss);
            let n = x.len();
            let each = loss.forward(&x, &t, Reduction::None).unwrap();
            let mut slopes = vec![0.0; n];
            loss.backward(&x, &t, Reduction::None, &vec![2.0; n], &mut slopes).unwrap();
            let mut sum = 0.0;
            for i in 0..n {
                let (x, t) = (f64::from(x[i]), f64::from(t[i]));
                sum += loss.at(x, t);
                for (got, want) in [(each[i], loss.at(x, t)), (slopes[i], 2.0 * loss.slope(x, t))] {
                    assert!(
                        (f64::from(got) - want).abs() <= 5e-7 * want.abs().max(0.3),
                        "{loss:?} at {x}, {t}: {got} for {want}"
                    );
                }
            }
            let total = loss.forward(&x, &t, Reduction::Sum).unwrap()[0];
            let mean = loss.forward(&x, &t, Reduction::Mean).unwrap()[0];
            assert!((f64::from(total) / sum - 1.0).abs() < 3e-7 && (f64::from(mean) * n as f64 / sum - 1.0).abs() < 3e-7);
            let mut back = vec![0.0; n];
            loss.backward(&x, &t, Reduction::Mean, &[2.0 * n as f32], &mut back).unwrap();
            assert_eq!(back, slopes);
        }
    }

    #[test]
    fn the_ends_are_defined() {
        let one = |loss: Loss, x: f32, t: f32| loss.forward(&[x], &[t], Reduction::Sum).unwrap()[0];
        assert_eq!((one(Loss::Bce, 0.0, 1.0), one(Loss::Bce, 1.0, 1.0)), (100.0, 0.0));
        assert_eq!((one(Loss::BceLogits, -1e4, 1.0), one(Loss::BceLogits, 1e4, 1.0)), (1e4, 0.0));
        let kl = Loss::KlDiv { log_target: false };
        assert_eq!(one(kl, f32::NEG_INFINITY, 0.0), 0.0);
        assert_eq!(one(kl, f32::NEG_INFINITY, 0.5), f32::INFINITY);
        for loss in Loss::ALL {
            assert!(one(loss, f32::NAN, 1.0).is_nan(), "{loss:?}");
        }
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        let says = |loss: Loss, x: &[f32], t: &[f32]| loss.forward(x, t, Reduction::Mean).unwrap_err().to_string();
        assert!(says(Loss::Bce, &[1.5], &[1.0]).starts_with("input = 1.5 at place 0"));
        assert!(says(Loss::BceLogits, &[1.5], &[-1.0]).starts_with("targets = -1 at place 0"));
        assert!(says(Loss::Hinge { margin: 1.0 }, &[1.5], &[0.0]).contains("2 t - 1"));
        assert!(says(Loss::Mse, &[1.5, 2.0], &[0.0]).contains("as many as the input"));
        assert!(says(Loss::Mse, &[], &[]).contains("empty"));
    }
}
