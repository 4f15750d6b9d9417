//! Metrics of regression that need the errors in order, or weigh them by their sign.

use super::confusion::check_lengths;
use super::regression::not_finite;
use crate::error::{Error, Result};
use crate::order::argsort;

/// The weighted quantile of some numbers: half way between the least number with at least that share of the weight up to it and the
/// greatest with at least the rest from it on.
///
/// # Errors
/// No numbers, lengths that differ, numbers or weights that are not finite, a share outside 0 to 1.
pub fn quantile(numbers: &[f64], weights: Option<&[f64]>, share: f64) -> Result<f64> {
    check_lengths(numbers.len(), numbers.len(), weights)?;
    if numbers.is_empty() {
        return Err(Error::empty("numbers", "at least one"));
    }
    if !(0.0..=1.0).contains(&share) {
        return Err(Error::setting("share", share, "between 0 and 1"));
    }
    if let Some(error) = not_finite("numbers", numbers) {
        return Err(error);
    }
    let Some(weights) = weights else {
        let mut sorted = numbers.to_vec();
        let n = sorted.len();
        let at = share * n as f64;
        let (low, high) = ((at.ceil() as usize).clamp(1, n) - 1, (at.floor() as usize).min(n - 1));
        let (_, &mut upper, _) = sorted.select_nth_unstable_by(high, f64::total_cmp);
        let (_, &mut lower, _) = sorted.select_nth_unstable_by(low, f64::total_cmp);
        return Ok(if low == high { lower } else { (lower + upper) / 2.0 });
    };
    let rows = argsort(numbers.len(), |a, b| numbers[a].total_cmp(&numbers[b]));
    let cumulated: Vec<f64> = rows
        .iter()
        .scan(0.0, |sum, &row| {
            *sum += weights[row];
            Some(*sum)
        })
        .collect();
    let total = cumulated[cumulated.len() - 1];
    // A share of nothing is reached by the first row that has any weight.
    let wanted = (share * total).max(f64::from_bits(u64::from(share == 0.0)));
    let place = cumulated.partition_point(|&sum| sum < wanted).min(rows.len() - 1);
    let lower = numbers[rows[place]];
    if cumulated[place] - wanted <= f64::EPSILON
        && let Some(next) = (place + 1..rows.len()).find(|&i| weights[rows[i]] != 0.0)
    {
        return Ok((lower + numbers[rows[next]]) / 2.0);
    }
    Ok(lower)
}

/// The median of the absolute errors: half of the answers are nearer.
///
/// # Errors
/// As [`Regression::of`](super::Regression::of).
pub fn median_absolute_error(truth: &[f64], answers: &[f64], weights: Option<&[f64]>) -> Result<f64> {
    check_lengths(truth.len(), answers.len(), weights)?;
    if let Some(error) = not_finite("truth", truth).or_else(|| not_finite("answers", answers)) {
        return Err(error);
    }
    let errors: Vec<f64> = truth.iter().zip(answers).map(|(t, a)| (a - t).abs()).collect();
    quantile(&errors, weights, 0.5)
}

/// The mean pinball loss: an answer that is too low costs `alpha` times the error, one too high `1 - alpha` times. Least for the
/// `alpha` quantile.
///
/// # Errors
/// As [`Regression::of`](super::Regression::of); `alpha` outside 0 to 1.
pub fn mean_pinball_loss(truth: &[f64], answers: &[f64], weights: Option<&[f64]>, alpha: f64) -> Result<f64> {
    check_lengths(truth.len(), answers.len(), weights)?;
    if !(0.0..=1.0).contains(&alpha) {
        return Err(Error::setting("alpha", alpha, "between 0 and 1"));
    }
    if let Some(error) = not_finite("truth", truth).or_else(|| not_finite("answers", answers)) {
        return Err(error);
    }
    let mean = super::probability::Mean::of(truth.len(), weights, |rows, terms| {
        for (row, term) in rows.zip(terms) {
            let off = truth[row] - answers[row];
            *term = if off >= 0.0 { alpha * off } else { (alpha - 1.0) * off };
        }
    });
    Ok(mean.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUTH: [f64; 4] = [3.0, -0.5, 2.0, 7.0];
    const ANSWERS: [f64; 4] = [2.5, 0.0, 2.0, 8.0];

    #[test]
    fn by_hand() {
        assert_eq!(median_absolute_error(&TRUTH, &ANSWERS, None).unwrap(), 0.5);
        assert_eq!(median_absolute_error(&TRUTH, &ANSWERS, Some(&[0.0, 0.0, 0.0, 2.0])).unwrap(), 1.0);
        assert!((mean_pinball_loss(&TRUTH, &ANSWERS, None, 0.1).unwrap() - (0.05 + 0.45 + 0.9) / 4.0).abs() < 1e-15);
        assert_eq!(quantile(&[4.0, 1.0, 3.0, 2.0], None, 0.5).unwrap(), 2.5);
        assert_eq!(quantile(&[4.0, 1.0, 3.0, 2.0], None, 0.6).unwrap(), 3.0);
        assert_eq!((quantile(&TRUTH, None, 0.0).unwrap(), quantile(&TRUTH, None, 1.0).unwrap()), (-0.5, 7.0));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(quantile(&[], None, 0.5).is_err());
        assert!(quantile(&TRUTH, None, 1.5).is_err());
        assert!(quantile(&[f64::NAN], None, 0.5).is_err());
        assert!(mean_pinball_loss(&TRUTH, &ANSWERS, None, -0.1).is_err());
        assert!(median_absolute_error(&TRUTH, &ANSWERS[1..], None).is_err());
    }
}
