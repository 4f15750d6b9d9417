#![doc = include_str!("classification.md")]

use super::confusion::{Confusion, Counts};
use crate::error::{Error, Result};

/// What a score is where it would be zero divided by zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ZeroDivision {
    /// 0, and the score says that it was not defined.
    #[default]
    Zero,
    /// 1.
    One,
    /// NaN; such classes are left out of averages.
    Nan,
}

impl ZeroDivision {
    fn value(self) -> f64 {
        match self {
            ZeroDivision::Zero => 0.0,
            ZeroDivision::One => 1.0,
            ZeroDivision::Nan => f64::NAN,
        }
    }
}

/// How the scores of the classes become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Average {
    /// The score of the class of this index alone.
    Binary(usize),
    /// The counts of all classes are added first: every point counts alike.
    Micro,
    /// The mean of the classes' scores: every class counts alike.
    Macro,
    /// The mean by how many points each class has.
    Weighted,
}

/// Precision, recall and F of something, and which of them were zero divided by zero.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Scores {
    /// Of what was answered so, the share that is so: `tp / (tp + fp)`.
    pub precision: f64,
    /// Of what is so, the share that was answered so: `tp / (tp + fn)`; also sensitivity, true positive rate.
    pub recall: f64,
    /// Their harmonic mean, recall counting `beta` times as much as precision.
    pub f: f64,
    /// How much is so: `tp + fn`.
    pub support: f64,
    /// Which had nothing to divide by: precision, recall, F. In an average: in some class.
    pub undefined: [bool; 3],
}

// ANCHOR: ratio
/// A share of something; of nothing it is what `zero` says.
fn ratio(part: f64, whole: f64, zero: ZeroDivision) -> f64 {
    if whole == 0.0 { zero.value() } else { part / whole }
}
// ANCHOR_END: ratio

impl Counts {
    // ANCHOR: scores
    /// Precision, recall and F-beta of these counts.
    pub fn scores(&self, beta: f64, zero: ZeroDivision) -> Scores {
        let (truth, answers, b2) = (self.tp + self.fn_, self.tp + self.fp, beta * beta);
        let precision = ratio(self.tp, answers, zero);
        let recall = ratio(self.tp, truth, zero);
        let f = match beta {
            0.0 => precision,
            f64::INFINITY => recall,
            _ => ratio((1.0 + b2) * self.tp, b2 * truth + answers, zero),
        };
        let f_whole = if beta.is_infinite() { truth } else { b2 * truth + answers };
        Scores { precision, recall, f, support: truth, undefined: [answers == 0.0, truth == 0.0, f_whole == 0.0] }
    }
    // ANCHOR_END: scores

    /// Of what is so or was answered so, the share that is both: `tp / (tp + fp + fn)`.
    pub fn jaccard(&self, zero: ZeroDivision) -> f64 {
        ratio(self.tp, self.tp + self.fp + self.fn_, zero)
    }

    /// Of what is not so, the share that was not answered so: `tn / (tn + fp)`; also true negative rate.
    pub fn specificity(&self, zero: ZeroDivision) -> f64 {
        ratio(self.tn, self.tn + self.fp, zero)
    }

    /// Of what is not so, the share that was answered so all the same: `fp / (tn + fp)`; also false positive rate.
    pub fn false_positive_rate(&self, zero: ZeroDivision) -> f64 {
        ratio(self.fp, self.tn + self.fp, zero)
    }

    /// The counts of several classes added.
    pub fn sum(counts: &[Self]) -> Self {
        counts.iter().fold(Self::default(), |a, b| Self { tp: a.tp + b.tp, fp: a.fp + b.fp, fn_: a.fn_ + b.fn_, tn: a.tn + b.tn })
    }
}

// ANCHOR: average
/// The scores of several classes as one.
///
/// # Errors
/// A class of [`Average::Binary`] that there is not, a negative or undefined `beta`.
pub fn average(counts: &[Counts], average: Average, beta: f64, zero: ZeroDivision) -> Result<Scores> {
    if !(beta >= 0.0) {
        return Err(Error::setting("beta", beta, ">= 0"));
    }
    let each: Vec<Scores> = match average {
        Average::Micro => return Ok(Counts::sum(counts).scores(beta, zero)),
        Average::Binary(class) => return Ok(binary(counts, class)?.scores(beta, zero)),
        Average::Macro | Average::Weighted => counts.iter().map(|counts| counts.scores(beta, zero)).collect(),
    };
    let weights: Option<Vec<f64>> = (average == Average::Weighted).then(|| each.iter().map(|s| s.support).collect());
    let mean = |score: fn(&Scores) -> f64| {
        let scores: Vec<f64> = each.iter().map(score).collect();
        nan_mean(&scores, weights.as_deref())
    };
    Ok(Scores {
        precision: mean(|s| s.precision),
        recall: mean(|s| s.recall),
        f: mean(|s| s.f),
        support: each.iter().map(|s| s.support).sum(),
        undefined: std::array::from_fn(|i| each.iter().any(|s| s.undefined[i])),
    })
}
// ANCHOR_END: average

/// One class's jaccard, or their average.
///
/// # Errors
/// As [`average`].
pub fn jaccard(counts: &[Counts], average: Average, zero: ZeroDivision) -> Result<f64> {
    let each: Vec<f64> = counts.iter().map(|c| c.jaccard(zero)).collect();
    Ok(match average {
        Average::Micro => Counts::sum(counts).jaccard(zero),
        Average::Binary(class) => binary(counts, class)?.jaccard(zero),
        Average::Macro => each.iter().sum::<f64>() / each.len() as f64,
        Average::Weighted => {
            let supports: Vec<f64> = counts.iter().map(|c| c.tp + c.fn_).collect();
            let total: f64 = supports.iter().sum();
            match total == 0.0 {
                true => each.iter().sum::<f64>() / each.len() as f64,
                false => each.iter().zip(&supports).map(|(j, s)| j * s).sum::<f64>() / total,
            }
        }
    })
}

fn binary(counts: &[Counts], class: usize) -> Result<Counts> {
    let want = || format!("an index below {}, the number of classes", counts.len());
    counts.get(class).copied().ok_or_else(|| Error::setting("positive", class, want()))
}

/// The mean without what is NaN; where no weight is left, NaN.
pub(crate) fn nan_mean(scores: &[f64], weights: Option<&[f64]>) -> f64 {
    let kept = |i: &usize| !scores[*i].is_nan();
    let places: Vec<usize> = (0..scores.len()).filter(kept).collect();
    let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
    let total: f64 = places.iter().map(|&i| weight(i)).sum();
    match (places.is_empty(), total == 0.0) {
        (true, _) => f64::NAN,
        (_, true) => places.iter().map(|&i| scores[i]).sum::<f64>() / places.len() as f64,
        _ => places.iter().map(|&i| scores[i] * weight(i)).sum::<f64>() / total,
    }
}

impl Confusion {
    /// The share of right answers.
    pub fn accuracy(&self) -> f64 {
        self.cells().diag().iter().sum::<f64>() / self.total()
    }

    /// The mean recall of the classes that occur; `adjusted` so that guessing gives 0 and being always right 1.
    pub fn balanced_accuracy(&self, adjusted: bool) -> f64 {
        let counts = self.counts();
        let recalls: Vec<f64> =
            counts.iter().filter(|c| c.tp + c.fn_ != 0.0).map(|c| ratio(c.tp, c.tp + c.fn_, ZeroDivision::Nan)).collect();
        let score = recalls.iter().sum::<f64>() / recalls.len() as f64;
        let chance = 1.0 / recalls.len() as f64;
        if adjusted { (score - chance) / (1.0 - chance) } else { score }
    }

    // ANCHOR: matthews
    /// Matthews' correlation of truth and answers, from -1 to 1; 0 where either has one class alone.
    pub fn matthews(&self) -> f64 {
        let (truth, answers, total) = (self.truth_sums(), self.answer_sums(), self.total());
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let right: f64 = self.cells().diag().iter().sum();
        let together = right * total - dot(&truth, &answers);
        let spread = (total * total - dot(&answers, &answers)) * (total * total - dot(&truth, &truth));
        if spread == 0.0 { 0.0 } else { together / spread.sqrt() }
    }
    // ANCHOR_END: matthews

    /// Cohen's kappa: how much better than chance two raters agree, 1 for always. `power` says what a disagreement of classes `i` and
    /// `j` costs: 0 one, 1 `|i - j|`, 2 its square. `None` where chance alone agrees always.
    pub fn kappa(&self, power: u32) -> Option<f64> {
        let (truth, answers, total) = (self.truth_sums(), self.answer_sums(), self.total());
        let cost = |i: usize, j: usize| if i == j { 0.0 } else { (i.abs_diff(j) as f64).powi(power as i32) };
        let (mut seen, mut expected) = (0.0, 0.0);
        for ((i, j), &cell) in self.cells().indexed_iter() {
            seen += cost(i, j) * cell;
            expected += cost(i, j) * truth[i] * answers[j] / total;
        }
        (total != 0.0 && expected != 0.0).then(|| 1.0 - seen / expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn counts() -> Vec<Counts> {
        Confusion::from_cells(array![[6.0, 1.0, 0.0], [2.0, 3.0, 0.0], [0.0, 0.0, 0.0]].view()).unwrap().counts()
    }

    #[test]
    fn averages_by_hand() {
        let of = |a| average(&counts(), a, 1.0, ZeroDivision::Zero).unwrap();
        assert_eq!(of(Average::Binary(1)).precision, 0.75);
        assert_eq!(of(Average::Binary(1)).recall, 0.6);
        assert_eq!(of(Average::Micro).f, 0.75);
        assert_eq!(of(Average::Macro).precision, 0.5);
        assert_eq!(of(Average::Macro).undefined, [true; 3]);
        assert!((of(Average::Weighted).recall - 0.75).abs() < 1e-15);
    }

    #[test]
    fn nothing_to_divide_by() {
        let of = |zero| average(&counts(), Average::Macro, 1.0, zero).unwrap().recall;
        let two = 6.0 / 7.0 + 0.6;
        assert!((of(ZeroDivision::Zero) - two / 3.0).abs() < 1e-15);
        assert!((of(ZeroDivision::One) - (two + 1.0) / 3.0).abs() < 1e-15);
        assert!((of(ZeroDivision::Nan) - two / 2.0).abs() < 1e-15, "left out");
        assert!(average(&counts(), Average::Macro, -1.0, ZeroDivision::Zero).is_err());
        assert!(average(&counts(), Average::Binary(3), 1.0, ZeroDivision::Zero).is_err());
    }

    #[test]
    fn agreement_by_hand() {
        let even = Confusion::from_cells(array![[5.0, 5.0], [5.0, 5.0]].view()).unwrap();
        assert_eq!((even.matthews(), even.kappa(0)), (0.0, Some(0.0)));
        let right = Confusion::from_cells(array![[3.0, 0.0], [0.0, 9.0]].view()).unwrap();
        assert_eq!((right.matthews(), right.kappa(2), right.balanced_accuracy(true)), (1.0, Some(1.0), 1.0));
        let one = Confusion::from_cells(array![[4.0]].view()).unwrap();
        assert_eq!((one.matthews(), one.kappa(0)), (0.0, None));
    }
}
