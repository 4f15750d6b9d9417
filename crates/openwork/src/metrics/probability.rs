//! Scores of probabilities: log loss, the Brier score, and whether the truth is among the k likeliest.

use super::confusion::check_lengths;
use super::exact::ExactSum;
use crate::error::{Error, Result};
use crate::kernels::log::ln_positive;
use crate::threads;
use ndarray::ArrayView2;

/// Rows scored at a time.
const CHUNK: usize = 1 << 15;
/// Rows whose terms are made before they are added.
const BLOCK: usize = 512;

/// A mean by weights that merges exactly: the sum of the weighted terms and of the weights.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mean {
    /// Sum of weight times term.
    pub sum: ExactSum,
    /// Sum of the weights.
    pub weight: ExactSum,
}

impl Mean {
    /// Adds the terms of other rows.
    pub fn merge(&mut self, other: &Self) {
        self.sum.merge(&other.sum);
        self.weight.merge(&other.weight);
    }

    /// The mean.
    pub fn value(&self) -> f64 {
        self.sum.value() / self.weight.value()
    }

    /// The mean of the terms that `fill` writes for a range of rows; each term becomes its weight times itself.
    pub(crate) fn of(n: usize, weights: Option<&[f64]>, fill: impl Fn(std::ops::Range<usize>, &mut [f64]) + Sync) -> Self {
        let parts = threads::map_chunks(n, CHUNK, n * 8, |rows| {
            let mut part = Self::default();
            let mut terms = [0.0; BLOCK];
            for start in rows.clone().step_by(BLOCK) {
                let block = start..(start + BLOCK).min(rows.end);
                let terms = &mut terms[..block.len()];
                fill(block.clone(), terms);
                if let Some(weights) = weights {
                    terms.iter_mut().zip(&weights[block.clone()]).for_each(|(term, weight)| *term *= weight);
                    part.weight.add_all(&weights[block]);
                }
                part.sum.add_all(terms);
            }
            part
        });
        let mut whole = Self::default();
        parts.iter().for_each(|part| whole.merge(part));
        if weights.is_none() {
            whole.weight.add(n as f64);
        }
        whole
    }
}

/// Whether every probability is one; the first that is not is named.
fn check_probabilities(numbers: impl Fn(usize) -> f64 + Sync, rows: usize, columns: usize) -> Result<()> {
    let n = rows * columns;
    let inside = |i: usize| (0.0..=1.0).contains(&numbers(i));
    let fine = threads::map_chunks(n, CHUNK, n, |range| range.fold(true, |fine, i| fine & inside(i)));
    if fine.into_iter().all(|fine| fine) {
        return Ok(());
    }
    let at = (0..n).find(|&i| !inside(i)).unwrap_or(0);
    let value = numbers(at);
    if !value.is_finite() {
        return Err(Error::NotFinite { what: "probabilities", value, row: at / columns, column: at % columns });
    }
    Err(Error::setting(
        "probability",
        format!("{value} at row {}", at / columns),
        "between 0 and 1; are these scores, not probabilities?",
    ))
}

// ANCHOR: log_loss
/// The log loss of two classes: the mean of `-ln` of the probability that was given to what came true. `positive` is the probability
/// of the positive class. Probabilities are kept at least the machine's epsilon, `2.2e-16`, away from 0 and 1.
///
/// # Errors
/// Lengths that differ, no rows, a probability outside 0 to 1.
pub fn log_loss_binary(truth: impl Fn(usize) -> bool + Sync, positive: &[f64], weights: Option<&[f64]>) -> Result<Mean> {
    let n = positive.len();
    check_lengths(n, n, weights)?;
    non_empty(n)?;
    check_probabilities(|i| positive[i], n, 1)?;
    Ok(Mean::of(n, weights, |rows, terms| {
        for (row, term) in rows.zip(&mut *terms) {
            let p = positive[row];
            let given = if truth(row) { p } else { 1.0 - p };
            *term = given.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        }
        ln_positive(terms);
        terms.iter_mut().for_each(|term| *term = -*term);
    }))
}
// ANCHOR_END: log_loss

/// The log loss of several classes, and whether every row of probabilities sums to one within `1.5e-8`. `truth` is the column of each
/// row's class.
///
/// # Errors
/// As [`log_loss_binary`]; a class without a column.
pub fn log_loss(truth: &[u32], probabilities: ArrayView2<'_, f64>, weights: Option<&[f64]>) -> Result<(Mean, bool)> {
    let (n, classes) = probabilities.dim();
    check_lengths(n, truth.len(), weights)?;
    non_empty(n)?;
    check_classes(truth, classes)?;
    let owned;
    let flat = match probabilities.as_slice() {
        Some(flat) => flat,
        None => {
            owned = probabilities.iter().copied().collect::<Vec<f64>>();
            &owned
        }
    };
    let tolerance = f64::EPSILON.sqrt();
    let summed = threads::map_chunks(n, CHUNK, n * classes, |rows| {
        let mut inside = true;
        let mut one = true;
        let part = &flat[rows.start * classes..rows.end * classes];
        inside &= part.iter().fold(true, |fine, p| fine & (0.0..=1.0).contains(p));
        for row in part.chunks_exact(classes) {
            one &= (row.iter().sum::<f64>() - 1.0).abs() <= tolerance;
        }
        (inside, one)
    });
    if !summed.iter().all(|s| s.0) {
        check_probabilities(|i| flat[i], n, classes)?;
    }
    let mean = Mean::of(n, weights, |rows, terms| {
        for (row, term) in rows.zip(&mut *terms) {
            *term = flat[row * classes + truth[row] as usize].clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        }
        ln_positive(terms);
        terms.iter_mut().for_each(|term| *term = -*term);
    });
    Ok((mean, summed.iter().all(|s| s.1)))
}

/// The Brier score of two classes: the mean squared difference of the probability of the positive class from what came true, 0 or 1.
///
/// # Errors
/// As [`log_loss_binary`].
pub fn brier_binary(truth: impl Fn(usize) -> bool + Sync, positive: &[f64], weights: Option<&[f64]>) -> Result<Mean> {
    let n = positive.len();
    check_lengths(n, n, weights)?;
    non_empty(n)?;
    check_probabilities(|i| positive[i], n, 1)?;
    Ok(Mean::of(n, weights, |rows, terms| {
        for (row, term) in rows.zip(terms) {
            let off = f64::from(u8::from(truth(row))) - positive[row];
            *term = off * off;
        }
    }))
}

/// The Brier score of several classes: the mean over the rows of the sum of such squares over the classes.
///
/// # Errors
/// As [`log_loss`].
pub fn brier(truth: &[u32], probabilities: ArrayView2<'_, f64>, weights: Option<&[f64]>) -> Result<Mean> {
    let (n, classes) = probabilities.dim();
    check_lengths(n, truth.len(), weights)?;
    non_empty(n)?;
    check_classes(truth, classes)?;
    check_probabilities(|i| probabilities[[i / classes, i % classes]], n, classes)?;
    Ok(Mean::of(n, weights, |rows, terms| {
        for (row, term) in rows.zip(terms) {
            let came = |class: usize| f64::from(u8::from(class == truth[row] as usize));
            *term = probabilities.row(row).iter().enumerate().map(|(class, p)| (came(class) - p).powi(2)).sum();
        }
    }))
}

/// The share of rows whose class is among the k with the highest scores; of equal scores the higher index counts as the higher.
///
/// # Errors
/// Lengths that differ, no rows, k = 0, a class without a column, NaN.
pub fn top_k(truth: &[u32], scores: ArrayView2<'_, f64>, k: usize, weights: Option<&[f64]>) -> Result<Mean> {
    let (n, classes) = scores.dim();
    check_lengths(n, truth.len(), weights)?;
    non_empty(n)?;
    check_classes(truth, classes)?;
    crate::linalg::check_finite("scores", scores)?;
    if k == 0 {
        return Err(Error::setting("k", k, ">= 1"));
    }
    Ok(Mean::of(n, weights, |rows, terms| {
        for (row, term) in rows.zip(terms) {
            let scores = scores.row(row);
            let class = truth[row] as usize;
            let above = scores.iter().enumerate().filter(|&(other, &score)| (score, other) > (scores[class], class)).count();
            *term = f64::from(u8::from(above < k));
        }
    }))
}

fn non_empty(n: usize) -> Result<()> {
    if n == 0 { Err(Error::empty("truth", "at least one row")) } else { Ok(()) }
}

fn check_classes(truth: &[u32], classes: usize) -> Result<()> {
    match truth.iter().find(|&&class| class as usize >= classes) {
        Some(class) => Err(Error::setting("class", class, format!("an index below {classes}, the number of columns"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn by_hand() {
        let truth = [true, false, true];
        let loss = log_loss_binary(|i| truth[i], &[0.5, 0.5, 1.0], None).unwrap();
        assert!((loss.value() - 2.0 / 3.0 * std::f64::consts::LN_2).abs() < 1e-15);
        assert_eq!(brier_binary(|i| truth[i], &[0.5, 0.5, 1.0], None).unwrap().value(), 0.5 / 3.0);
        let p = array![[0.2, 0.3, 0.5], [0.4, 0.4, 0.2]];
        let (loss, one) = log_loss(&[2, 0], p.view(), Some(&[1.0, 3.0])).unwrap();
        assert!(one && (loss.value() + (0.5_f64.ln() + 3.0 * 0.4_f64.ln()) / 4.0).abs() < 1e-15);
        assert_eq!(top_k(&[2, 0], p.view(), 1, None).unwrap().value(), 0.5);
        assert_eq!(top_k(&[2, 0], p.view(), 2, None).unwrap().value(), 1.0);
    }

    #[test]
    fn a_wrong_certainty_costs_much_but_not_everything() {
        let loss = log_loss_binary(|_| true, &[0.0], None).unwrap().value();
        assert!((loss - 52.0 * std::f64::consts::LN_2).abs() < 1e-12);
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        for p in [1.1, -0.1, f64::NAN, f64::INFINITY] {
            assert!(log_loss_binary(|_| true, &[0.5, p], None).is_err());
            assert!(log_loss(&[0], array![[p, 0.5]].view(), None).is_err());
            assert!(brier_binary(|_| true, &[0.5, p], None).is_err());
        }
        assert!(log_loss_binary(|_| true, &[], None).is_err());
        assert!(log_loss(&[2], array![[0.5, 0.5]].view(), None).is_err());
    }

    #[test]
    fn parts_merge_to_exactly_the_whole() {
        let n = 100_000;
        let p: Vec<f64> = (0..n).map(|i| (i * 7919 % 10_007) as f64 / 10_007.0).collect();
        let whole = log_loss_binary(|i| i % 3 == 0, &p, None).unwrap();
        let mut merged = Mean::default();
        for start in (0..n).step_by(n / 10 + 3) {
            let end = (start + n / 10 + 3).min(n);
            merged.merge(&log_loss_binary(|i| (start + i).is_multiple_of(3), &p[start..end], None).unwrap());
        }
        assert_eq!(whole, merged);
    }
}
