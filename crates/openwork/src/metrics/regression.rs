#![doc = include_str!("regression.md")]

use super::confusion::check_lengths;
use super::exact::ExactSum;
use crate::error::{Error, Result};
use crate::kernels::accumulate::all_finite;
use crate::kernels::vectorized;
use crate::threads;
use std::ops::BitOr;

/// Rows summed at a time.
const CHUNK: usize = 1 << 15;
/// Rows whose terms are made before they are added.
const BLOCK: usize = 512;

/// Which sums to keep: those of the scores that will be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums(u8);

impl Sums {
    /// For [`Regression::mean_absolute_error`] and [`Regression::max_error`].
    pub const ABSOLUTE: Self = Self(1);
    /// For [`Regression::mean_squared_error`].
    pub const SQUARED: Self = Self(2);
    /// For [`Regression::mean_absolute_percentage_error`].
    pub const PERCENTAGE: Self = Self(4);
    /// For [`Regression::r2`], with [`SQUARED`](Self::SQUARED).
    pub const TRUTH: Self = Self(8);
    /// For [`Regression::explained_variance`], with [`TRUTH`](Self::TRUTH).
    pub const ERROR: Self = Self(16);
    /// For [`Regression::mean_squared_log_error`]: every value above -1.
    pub const LOGARITHMS: Self = Self(32);
    /// All but [`LOGARITHMS`](Self::LOGARITHMS), which not every target has.
    pub const ALL: Self = Self(31);

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Sums {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What the scores of a regression are made from; two of them merge, to exactly the bits of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    kept: Sums,
    rows: u64,
    weight: ExactSum,
    absolute: ExactSum,
    squared: ExactSum,
    percentage: ExactSum,
    logarithms: ExactSum,
    truth: Moments,
    error: Moments,
    largest: f64,
}

/// Weighted sums of numbers and of their squares, both kept to twice the precision, so that the spread survives a large mean.
#[derive(Debug, Clone, PartialEq)]
struct Moments {
    first: ExactSum,
    second: ExactSum,
    least: f64,
    most: f64,
}

impl Moments {
    fn new() -> Self {
        Self { first: ExactSum::default(), second: ExactSum::default(), least: f64::INFINITY, most: f64::NEG_INFINITY }
    }

    fn add(&mut self, numbers: &[f64], weights: Option<&[f64]>) {
        let n = numbers.len();
        let (mut whole, mut rest) = ([0.0; BLOCK], [0.0; BLOCK]);
        let (whole, rest) = (&mut whole[..n], &mut rest[..n]);
        let Some(weights) = weights else {
            products(numbers, numbers, whole, rest);
            self.first.add_all(numbers);
            self.second.add_all(whole);
            self.second.add_all(rest);
            (self.least, self.most) = numbers.iter().fold((self.least, self.most), |(a, b), &x| (a.min(x), b.max(x)));
            return;
        };
        let mut weighted = [0.0; BLOCK];
        let weighted = &mut weighted[..n];
        products(weights, numbers, weighted, rest);
        self.first.add_all(weighted);
        self.first.add_all(rest);
        rest.iter_mut().zip(numbers).for_each(|(rest, x)| *rest *= x);
        self.second.add_all(rest);
        products(weighted, numbers, whole, rest);
        self.second.add_all(whole);
        self.second.add_all(rest);
        for (&x, _) in numbers.iter().zip(weights).filter(|(_, weight)| **weight != 0.0) {
            (self.least, self.most) = (self.least.min(x), self.most.max(x));
        }
    }

    fn merge(&mut self, other: &Self) {
        self.first.merge(&other.first);
        self.second.merge(&other.second);
        (self.least, self.most) = (self.least.min(other.least), self.most.max(other.most));
    }

    // ANCHOR: spread
    /// Sum of the weighted squared distances from the mean: the sum of the squares less what the mean alone makes of it.
    fn spread(&self, weight: &ExactSum) -> f64 {
        if self.least >= self.most {
            return 0.0; // one value alone, which rounding must not blur
        }
        let first = self.first.pair();
        let spread = self.second.pair().minus(first.times(first).over(weight.pair()));
        (spread.0 + spread.1).max(0.0)
    }
    // ANCHOR_END: spread
}

/// `a b` and what its rounding lost (T. J. Dekker, 1971): exact where nothing overflows.
#[inline(always)]
fn product(a: f64, b: f64) -> (f64, f64) {
    let split = |x: f64| {
        let scaled = 134_217_729.0 * x; // 2^27 + 1
        let high = scaled - (scaled - x);
        (high, x - high)
    };
    let whole = a * b;
    let ((a1, a2), (b1, b2)) = (split(a), split(b));
    let rest = ((a1 * b1 - whole) + a1 * b2 + a2 * b1) + a2 * b2;
    (whole, if rest.is_finite() { rest } else { 0.0 })
}

/// The products of two columns, and what the rounding of each lost.
fn products(a: &[f64], b: &[f64], whole: &mut [f64], rest: &mut [f64]) {
    vectorized!({
        for (((whole, rest), &a), &b) in whole.iter_mut().zip(rest).zip(a).zip(b) {
            (*whole, *rest) = product(a, b);
        }
    });
}

impl Regression {
    /// No rows yet.
    pub fn new(kept: Sums) -> Self {
        Self {
            kept,
            rows: 0,
            weight: ExactSum::default(),
            absolute: ExactSum::default(),
            squared: ExactSum::default(),
            percentage: ExactSum::default(),
            logarithms: ExactSum::default(),
            truth: Moments::new(),
            error: Moments::new(),
            largest: 0.0,
        }
    }

    /// Sums over pairs of a true value and an answer.
    ///
    /// # Errors
    /// Lengths that differ, no rows, values or weights that are not finite; with [`Sums::LOGARITHMS`] a value of at most -1.
    pub fn of(truth: &[f64], answers: &[f64], weights: Option<&[f64]>, kept: Sums) -> Result<Self> {
        check_lengths(truth.len(), answers.len(), weights)?;
        if truth.is_empty() {
            return Err(Error::empty("truth", "at least one row"));
        }
        let n = truth.len();
        let parts = threads::map_chunks(n, CHUNK, n * 8, |rows| {
            let mut part = Self::new(kept);
            let fine = all_finite(&truth[rows.clone()]) && all_finite(&answers[rows.clone()]);
            for start in rows.clone().step_by(BLOCK) {
                let block = start..(start + BLOCK).min(rows.end);
                part.add(&truth[block.clone()], &answers[block.clone()], weights.map(|w| &w[block]));
            }
            (fine, part)
        });
        let mut whole = Self::new(kept);
        for (fine, part) in &parts {
            if !fine {
                return Err(not_finite("truth", truth)
                    .or_else(|| not_finite("answers", answers))
                    .unwrap_or_else(|| Error::empty("truth", "finite numbers")));
            }
            whole.merge(part);
        }
        if kept.has(Sums::LOGARITHMS)
            && let Some(low) = truth.iter().chain(answers).find(|&&v| v <= -1.0)
        {
            return Err(Error::setting("value", low, "above -1: the logarithm of 1 + value is taken"));
        }
        Ok(whole)
    }

    // ANCHOR: terms
    fn add(&mut self, truth: &[f64], answers: &[f64], weights: Option<&[f64]>) {
        let n = truth.len();
        let (mut errors, mut terms) = ([0.0; BLOCK], [0.0; BLOCK]);
        let (errors, terms) = (&mut errors[..n], &mut terms[..n]);
        let pairs = || truth.iter().zip(answers);
        errors.iter_mut().zip(pairs()).for_each(|(error, (t, a))| *error = t - a);
        let weigh = |terms: &mut [f64]| {
            if let Some(weights) = weights {
                terms.iter_mut().zip(weights).for_each(|(term, weight)| *term *= weight);
            }
        };
        if self.kept.has(Sums::ABSOLUTE) {
            terms.iter_mut().zip(&*errors).for_each(|(term, error)| *term = error.abs());
            self.largest = terms.iter().fold(self.largest, |a, &b| a.max(b));
            weigh(terms);
            self.absolute.add_all(terms);
        }
        if self.kept.has(Sums::SQUARED) {
            terms.iter_mut().zip(&*errors).for_each(|(term, error)| *term = error * error);
            weigh(terms);
            self.squared.add_all(terms);
        }
        if self.kept.has(Sums::PERCENTAGE) {
            let share = |(term, (t, a)): (&mut f64, (&f64, &f64))| *term = (a - t).abs() / t.abs().max(f64::EPSILON);
            terms.iter_mut().zip(pairs()).for_each(share);
            weigh(terms);
            self.percentage.add_all(terms);
        }
        if self.kept.has(Sums::LOGARITHMS) {
            let square = |(term, (t, a)): (&mut f64, (&f64, &f64))| *term = (t.ln_1p() - a.ln_1p()).powi(2);
            terms.iter_mut().zip(pairs()).for_each(square);
            weigh(terms);
            self.logarithms.add_all(terms);
        }
        if self.kept.has(Sums::TRUTH) {
            self.truth.add(truth, weights);
        }
        if self.kept.has(Sums::ERROR) {
            self.error.add(errors, weights);
        }
        self.rows += n as u64;
        match weights {
            Some(weights) => self.weight.add_all(weights),
            None => self.weight.add(n as f64),
        }
    }
    // ANCHOR_END: terms

    /// Adds the sums of other rows, exactly.
    pub fn merge(&mut self, other: &Self) {
        self.kept = Sums(self.kept.0 & other.kept.0);
        self.rows += other.rows;
        self.weight.merge(&other.weight);
        self.absolute.merge(&other.absolute);
        self.squared.merge(&other.squared);
        self.percentage.merge(&other.percentage);
        self.logarithms.merge(&other.logarithms);
        self.truth.merge(&other.truth);
        self.error.merge(&other.error);
        self.largest = self.largest.max(other.largest);
    }

    /// How many rows were summed.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    fn mean(&self, sum: &ExactSum, wanted: Sums) -> f64 {
        if self.kept.has(wanted) { sum.value() / self.weight.value() } else { f64::NAN }
    }

    /// The mean absolute error, in the unit of the target. As every score: NaN where its [`Sums`] were not kept.
    pub fn mean_absolute_error(&self) -> f64 {
        self.mean(&self.absolute, Sums::ABSOLUTE)
    }

    /// The mean squared error, in the square of the target's unit.
    pub fn mean_squared_error(&self) -> f64 {
        self.mean(&self.squared, Sums::SQUARED)
    }

    /// The root of the mean squared error, in the unit of the target.
    pub fn root_mean_squared_error(&self) -> f64 {
        self.mean_squared_error().sqrt()
    }

    /// The mean of the errors as shares of the true values, 1 being 100 %. A true value of 0 counts as `2.2e-16`.
    pub fn mean_absolute_percentage_error(&self) -> f64 {
        self.mean(&self.percentage, Sums::PERCENTAGE)
    }

    /// The mean squared difference of `ln(1 + value)`.
    pub fn mean_squared_log_error(&self) -> f64 {
        self.mean(&self.logarithms, Sums::LOGARITHMS)
    }

    /// The largest absolute error.
    pub fn max_error(&self) -> f64 {
        if self.kept.has(Sums::ABSOLUTE) { self.largest } else { f64::NAN }
    }

    // ANCHOR: r2
    /// The share of the target's spread that the answers explain: 1 where they are always right, 0 where they are no better than the
    /// mean, below 0 where they are worse. Of a target that does not vary: 1 where the answers are always right, else 0.
    pub fn r2(&self) -> f64 {
        let [left, spread] = self.r2_parts();
        explained(left, spread)
    }
    // ANCHOR_END: r2

    /// The weighted squared errors, and the spread of the target around its mean: R² is one less the first over the second.
    pub fn r2_parts(&self) -> [f64; 2] {
        match self.kept.has(Sums::TRUTH) && self.kept.has(Sums::SQUARED) {
            true => [self.squared.value(), self.truth.spread(&self.weight)],
            false => [f64::NAN; 2],
        }
    }

    /// As [`r2`](Self::r2), but errors count by their distance from the mean error: a constant shift costs nothing.
    pub fn explained_variance(&self) -> f64 {
        let [left, spread] = self.explained_variance_parts();
        explained(left, spread)
    }

    /// The variance of the errors and of the target: the explained variance is one less the first over the second.
    pub fn explained_variance_parts(&self) -> [f64; 2] {
        let weight = self.weight.value();
        match self.kept.has(Sums::TRUTH) && self.kept.has(Sums::ERROR) {
            true => [self.error.spread(&self.weight) / weight, self.truth.spread(&self.weight) / weight],
            false => [f64::NAN; 2],
        }
    }
}

/// `1 - left / all`, with a defined value where nothing varies.
fn explained(left: f64, all: f64) -> f64 {
    match (left == 0.0, all == 0.0) {
        (true, _) => 1.0,
        (_, true) => 0.0,
        _ => 1.0 - left / all,
    }
}

/// An error that names the first number that is not finite.
pub(super) fn not_finite(what: &'static str, numbers: &[f64]) -> Option<Error> {
    let row = numbers.iter().position(|v| !v.is_finite())?;
    Some(Error::NotFinite { what, value: numbers[row], row, column: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUTH: [f64; 4] = [3.0, -0.5, 2.0, 7.0];
    const ANSWERS: [f64; 4] = [2.5, 0.0, 2.0, 8.0];

    #[test]
    fn by_hand() {
        let all = Regression::of(&TRUTH, &ANSWERS, None, Sums::ALL).unwrap();
        assert_eq!(all.mean_absolute_error(), 0.5);
        assert_eq!(all.mean_squared_error(), 0.375);
        assert_eq!(all.max_error(), 1.0);
        assert_eq!(all.r2(), 1.0 - 1.5 / 29.1875);
        assert_eq!(all.explained_variance(), 1.0 - 1.25 / 29.1875);
        assert!(all.mean_squared_log_error().is_nan(), "its sums were not kept");
    }

    #[test]
    fn ten_parts_are_the_whole_bit_for_bit() {
        let n = 100_003;
        let truth: Vec<f64> = (0..n).map(|i| (i * 7919 % 10_007) as f64 / 7.0 + 1e7).collect();
        let answers: Vec<f64> = truth.iter().enumerate().map(|(i, t)| t + (i % 13) as f64 / 3.0 - 2.0).collect();
        let weights: Vec<f64> = (0..n).map(|i| (i % 5) as f64 / 3.0).collect();
        for weights in [None, Some(weights.as_slice())] {
            let whole = Regression::of(&truth, &answers, weights, Sums::ALL).unwrap();
            let mut merged = Regression::new(Sums::ALL);
            for start in (0..n).step_by(n / 10 + 1) {
                let rows = start..(start + n / 10 + 1).min(n);
                let weights = weights.map(|w| &w[rows.clone()]);
                merged.merge(&Regression::of(&truth[rows.clone()], &answers[rows], weights, Sums::ALL).unwrap());
            }
            assert_eq!(whole, merged);
        }
    }

    #[test]
    fn a_large_mean_costs_no_digits() {
        let near: Vec<f64> = (0..1000).map(|i| f64::from(i % 10)).collect();
        let far: Vec<f64> = near.iter().map(|v| v + 1e9).collect();
        let answer = |v: &[f64]| v.iter().enumerate().map(|(i, v)| v + (i % 3) as f64).collect::<Vec<_>>();
        let of = |v: &[f64]| Regression::of(v, &answer(v), None, Sums::ALL).unwrap();
        assert_eq!(of(&near).r2(), of(&far).r2());
        assert_eq!(of(&near).explained_variance(), of(&far).explained_variance());
    }

    #[test]
    fn a_target_that_does_not_vary() {
        let of = |answers: &[f64]| Regression::of(&[0.1; 3], answers, None, Sums::ALL).unwrap();
        assert_eq!(of(&[0.1; 3]).r2(), 1.0);
        assert_eq!(of(&[0.1, 0.1, 0.2]).r2(), 0.0);
        assert_eq!(of(&[0.2; 3]).explained_variance(), 1.0);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let of = |truth: &[f64], sums| Regression::of(truth, &[0.0, 0.0], None, sums);
        assert!(of(&[0.0], Sums::ALL).is_err());
        assert!(of(&[0.0, f64::NAN], Sums::ALL).unwrap_err().to_string().contains("row 1"));
        assert!(of(&[0.0, -1.0], Sums::LOGARITHMS).is_err());
        assert!(Regression::of(&[], &[], None, Sums::ALL).is_err());
    }
}
