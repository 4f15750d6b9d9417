#![doc = include_str!("perplexity.md")]

use crate::error::{Error, Result};
use crate::linalg::Real;
use crate::threads;
use ndarray::ArrayView2;
use serde::Serialize;

/// How surprised a model was by how many tokens: what has to be kept to say its perplexity. Two of them add up.
///
/// ```
/// use openwork::metrics::Perplexity;
///
/// let mut all = Perplexity::of_log_likelihoods(&[-1.0, -3.0], std::f64::consts::E)?;
/// all.merge(&Perplexity::of_log_likelihoods(&[-2.0; 6], std::f64::consts::E)?);
/// assert_eq!((all.tokens, all.value()), (8, 2.0_f64.exp()));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Perplexity {
    /// The sum of the negative log-likelihoods of the tokens, base e.
    pub nats: f64,
    /// How many tokens.
    pub tokens: u64,
}

/// How the windows of a long text are brought together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pooling {
    /// Each scored token counts once.
    #[default]
    Tokens,
    /// As the recipe of the transformers library: a window's mean counts as one token fewer than are new in it, although it
    /// scores all of them wherever it also sees older ones.
    Transformers,
}

/// Tokens summed in one go.
const CHUNK: usize = 4096;

impl Perplexity {
    /// From the log-likelihood of each token, to this base: e, 2 or 10, or any number above 1.
    ///
    /// # Errors
    /// [`Error::Setting`] for such a base, and for a likelihood that is NaN or above 0, which is no logarithm of a probability
    /// (it may be a loss: negate it).
    pub fn of_log_likelihoods(log_likelihoods: &[f64], base: f64) -> Result<Self> {
        if !(base > 1.0 && base.is_finite()) {
            return Err(Error::setting("base", base, "a number above 1: 2, 10 or e"));
        }
        if let Some(i) = log_likelihoods.iter().position(|l| !(*l <= 1e-6)) {
            return Err(Error::setting(
                "log_likelihoods",
                format!("{} for token {i} (counted from 0)", log_likelihoods[i]),
                "logarithms of probabilities, which are 0 or less; negate losses",
            ));
        }
        let sums = threads::map_chunks(log_likelihoods.len(), CHUNK, log_likelihoods.len(), |range| {
            log_likelihoods[range].iter().sum::<f64>()
        });
        Ok(Self { nats: -sums.iter().sum::<f64>() * base.ln(), tokens: log_likelihoods.len() as u64 })
    }

    // ANCHOR: logits
    /// From a row of logits for each token, and which column each token was. A token whose target is `ignore` is padding and
    /// counts nothing.
    ///
    /// # Errors
    /// [`Error::Shape`] where there are not as many targets as rows; [`Error::Setting`] for a target that is no column;
    /// [`Error::NotFinite`] for NaN or +inf among the logits of a token that counts (-inf is a probability of 0).
    pub fn of_logits<T: Real>(logits: ArrayView2<'_, T>, targets: &[i64], ignore: i64) -> Result<Self> {
        if logits.nrows() != targets.len() {
            return Err(Error::shape("targets", targets.len(), format!("{}, one for each row of logits", logits.nrows())));
        }
        let parts = threads::map_chunks(targets.len(), 64, logits.len() * 8, |range| {
            let mut part = Self::default();
            for i in range.filter(|&i| targets[i] != ignore) {
                part.nats += surprise(logits.row(i), targets[i], i)?;
                part.tokens += 1;
            }
            Ok(part)
        });
        let mut all = Self::default();
        parts.into_iter().try_for_each(|part| part.map(|part| all.merge(&part)))?;
        Ok(all)
    }
    // ANCHOR_END: logits

    /// Adds what another part of the text gave.
    pub fn merge(&mut self, other: &Self) {
        self.nats += other.nats;
        self.tokens += other.tokens;
    }

    // ANCHOR: value
    /// e to the mean surprise: of how many equally likely tokens the model was in doubt, on the geometric average. NaN for no
    /// tokens, infinite where a token was impossible.
    pub fn value(&self) -> f64 {
        (self.nats / self.tokens as f64).exp()
    }

    /// The mean surprise of a token in bits: the cross entropy to base 2.
    pub fn bits_per_token(&self) -> f64 {
        self.nats / self.tokens as f64 / std::f64::consts::LN_2
    }
    // ANCHOR_END: value

    /// The perplexity of a long text under a model that sees at most `window` tokens: windows begin every `stride` tokens, and
    /// each scores the tokens that no window before it scored. `score` gets a window's tokens and how many of the last it is to
    /// score, and gives their log-likelihoods, base e; the first token of the text has nothing before it and is never scored.
    ///
    /// # Errors
    /// [`Error::Setting`] for a window below 2 or a stride outside 1..=window; [`Error::Shape`] where `score` gives another
    /// number of log-likelihoods; what `score` gives as errors.
    pub fn of_windows<Token>(
        tokens: &[Token],
        window: usize,
        stride: usize,
        pooling: Pooling,
        mut score: impl FnMut(&[Token], usize) -> Result<Vec<f64>>,
    ) -> Result<Self> {
        let (mut all, mut done) = (Self::default(), 0);
        for (range, scored) in windows(tokens.len(), window, stride)? {
            let fewer = (range.end - done).saturating_sub(1) as u64;
            done = range.end;
            let found = score(&tokens[range], scored)?;
            if found.len() != scored {
                return Err(Error::shape("the log-likelihoods that the model gave for a window", found.len(), scored));
            }
            let mut part = Self::of_log_likelihoods(&found, std::f64::consts::E)?;
            if pooling == Pooling::Transformers && part.tokens > fewer {
                part = Self { nats: part.nats / part.tokens as f64 * fewer as f64, tokens: fewer };
            }
            all.merge(&part);
        }
        Ok(all)
    }
}

// ANCHOR: windows
/// The windows of a text of `length` tokens: which tokens each sees, and how many of its last it scores.
///
/// ```
/// use openwork::metrics::perplexity::windows;
/// assert_eq!(windows(10, 6, 3)?, [(0..6, 5), (3..9, 3), (6..10, 1)]);
/// # Ok::<(), openwork::Error>(())
/// ```
///
/// # Errors
/// [`Error::Setting`] for a window below 2 or a stride outside 1..=window.
pub fn windows(length: usize, window: usize, stride: usize) -> Result<Vec<(std::ops::Range<usize>, usize)>> {
    if window < 2 {
        return Err(Error::setting("window", window, "at least 2: a token is scored by those before it"));
    }
    if stride == 0 || stride > window {
        return Err(Error::setting("stride", stride, format!("1 to {window}, the window, or tokens would never be scored")));
    }
    let mut windows = vec![];
    let mut done = 0;
    for begin in (0..length).step_by(stride) {
        let end = (begin + window).min(length);
        // The first token that a window sees has nothing before it.
        let scored = (end - done).min(end - begin - 1);
        windows.push((begin..end, scored));
        done = end;
        if end == length {
            break;
        }
    }
    Ok(windows)
}
// ANCHOR_END: windows

/// -ln of the softmax's probability of the target: ln Σ exp(logit) - logit of the target, with the greatest logit taken out of
/// the sum so that no exponential overflows.
fn surprise<T: Real>(logits: ndarray::ArrayView1<'_, T>, target: i64, row: usize) -> Result<f64> {
    let Some(own) = usize::try_from(target).ok().and_then(|t| logits.get(t)) else {
        let want = format!("0..{}, a column of the logits, or the index to ignore", logits.len());
        return Err(Error::setting("targets", format!("{target} for row {row} (counted from 0)"), want));
    };
    let wrong = |column: usize, value: f64| Error::NotFinite { what: "logits", value, row, column };
    let mut greatest = f64::NEG_INFINITY;
    for (column, v) in logits.iter().enumerate() {
        let v = v.f64();
        if v.is_nan() || v == f64::INFINITY {
            return Err(wrong(column, v));
        }
        greatest = greatest.max(v);
    }
    if greatest == f64::NEG_INFINITY {
        return Err(wrong(0, greatest));
    }
    let sum: f64 = logits.iter().map(|v| (v.f64() - greatest).exp()).sum();
    Ok(sum.ln() + (greatest - own.f64()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn even_odds_are_their_number() {
        let logits = Array2::<f32>::zeros((5, 8));
        let p = Perplexity::of_logits(logits.view(), &[0, 7, -100, 3, 2], -100).unwrap();
        assert_eq!(p.tokens, 4);
        assert!((p.value() - 8.0).abs() < 1e-12 && (p.bits_per_token() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn great_logits_do_not_overflow() {
        let p = Perplexity::of_logits(array![[1e4, 1e4], [-1e4, -1e4]].view(), &[0, 1], -100).unwrap();
        assert!((p.value() - 2.0).abs() < 1e-12);
        let impossible = Perplexity::of_logits(array![[0.0, f64::NEG_INFINITY]].view(), &[1], -100).unwrap();
        assert_eq!(impossible.value(), f64::INFINITY);
    }

    #[test]
    fn what_is_no_likelihood_is_refused() {
        assert!(Perplexity::of_log_likelihoods(&[-1.0, 2.0], 2.0).unwrap_err().to_string().contains("negate losses"));
        assert!(Perplexity::of_log_likelihoods(&[f64::NAN], 2.0).is_err());
        assert!(Perplexity::of_log_likelihoods(&[-1.0], 1.0).is_err());
        assert!(Perplexity::of_logits(array![[0.0, 1.0]].view(), &[2], -100).is_err());
        assert!(Perplexity::of_logits(array![[0.0, f64::NAN]].view(), &[0], -100).is_err());
    }

    #[test]
    fn every_token_but_the_first_is_scored_once() {
        for (length, window, stride) in [(10, 4, 2), (10, 4, 4), (3, 8, 2), (100, 10, 1), (1, 4, 2)] {
            let scored: usize = windows(length, window, stride).unwrap().iter().map(|(_, scored)| scored).sum();
            // Windows that do not overlap cannot score the first token that each sees.
            let lost = if stride == window { length.div_ceil(stride) } else { 1 };
            assert_eq!(scored, length - lost, "{length} {window} {stride}");
        }
    }
}
