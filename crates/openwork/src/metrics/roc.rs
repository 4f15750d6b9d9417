#![doc = include_str!("roc.md")]

use super::confusion::check_lengths;
use super::sort::sorted_parts;
use crate::error::{Error, Result};
use crate::steps::Run;
use std::cmp::Ordering;

/// A score that several rows may share, with the weight of those that are positive and of those that are not.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Group {
    /// The score.
    pub score: f64,
    /// Weight of the positive rows.
    pub positive: f64,
    /// Weight of the others.
    pub negative: f64,
}

/// Rows in the order of their scores: all that a curve of thresholds needs. Two of them merge; counts and whole weights exactly.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScoreRanking {
    /// The highest score first, every score once: tied rows move together.
    pub groups: Vec<Group>,
}

/// How the scores of the positives and of the negatives are spread.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Histogram {
    /// Where the bins begin and the last ends; one more than bins.
    pub edges: Vec<f64>,
    /// Weight of the positives in each bin.
    pub positive: Vec<f64>,
    /// Weight of the negatives in each bin.
    pub negative: Vec<f64>,
}

/// A ROC curve, from (0, 0) to (1, 1).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RocCurve {
    /// Of the negatives, the share scored at least the threshold.
    pub fpr: Vec<f64>,
    /// Of the positives, the share scored at least the threshold.
    pub tpr: Vec<f64>,
    /// The thresholds, falling; the first is infinite, above every score.
    pub thresholds: Vec<f64>,
}

impl ScoreRanking {
    /// Ranks rows by score.
    ///
    /// # Errors
    /// Lengths that differ, no rows, scores or weights that are not finite.
    pub fn of(truth: &[bool], scores: &[f64], weights: Option<&[f64]>) -> Result<Self> {
        check_lengths(truth.len(), scores.len(), weights)?;
        if scores.is_empty() {
            return Err(Error::empty("scores", "at least one row"));
        }
        let Some(weights) = weights else {
            let parts = sorted_parts(
                |row| truth[row],
                scores,
                |part| {
                    let group = |(score, p, n): (f64, u64, u64)| Group { score, positive: p as f64, negative: n as f64 };
                    part.groups().map(group).collect::<Vec<_>>()
                },
            )?;
            return Ok(Self { groups: parts.into_iter().rev().flatten().collect() });
        };
        if let Some(row) = scores.iter().position(|s| !s.is_finite()) {
            return Err(Error::NotFinite { what: "scores", value: scores[row], row, column: 0 });
        }
        let mut rows: Vec<usize> = (0..scores.len()).filter(|&row| weights[row] != 0.0).collect(); // the others are as if absent
        rows.sort_by(|&a, &b| scores[b].partial_cmp(&scores[a]).unwrap_or(Ordering::Equal));
        let mut ranking = Self::default();
        for row in rows {
            ranking.push(scores[row], truth[row], weights[row]);
        }
        Ok(ranking)
    }

    /// Adds a row whose score is at most the last.
    fn push(&mut self, score: f64, positive: bool, weight: f64) {
        if self.groups.last().is_none_or(|last| last.score != score) {
            self.groups.push(Group { score, positive: 0.0, negative: 0.0 });
        }
        if let Some(last) = self.groups.last_mut() {
            *(if positive { &mut last.positive } else { &mut last.negative }) += weight;
        }
    }

    // ANCHOR: merge
    /// Adds other rows: two sorted lists become one, equal scores one group.
    pub fn merge(&mut self, other: &Self) {
        let mut merged = Vec::with_capacity(self.groups.len() + other.groups.len());
        let (mut a, mut b) = (self.groups.as_slice(), other.groups.as_slice());
        while let (Some(x), Some(y)) = (a.first(), b.first()) {
            match y.score.partial_cmp(&x.score) {
                Some(Ordering::Less) => (merged.push(*x), a = &a[1..]).1,
                Some(Ordering::Greater) => (merged.push(*y), b = &b[1..]).1,
                _ => {
                    merged.push(Group { score: x.score, positive: x.positive + y.positive, negative: x.negative + y.negative });
                    (a, b) = (&a[1..], &b[1..]);
                }
            }
        }
        merged.extend_from_slice(a);
        merged.extend_from_slice(b);
        self.groups = merged;
    }
    // ANCHOR_END: merge

    /// Weight of the positives and of the negatives.
    pub fn totals(&self) -> (f64, f64) {
        self.groups.iter().fold((0.0, 0.0), |(p, n), g| (p + g.positive, n + g.negative))
    }

    /// The totals, where there is weight of both kinds.
    pub(crate) fn both(&self) -> Result<(f64, f64)> {
        let (positive, negative) = self.totals();
        if !(positive > 0.0) || !(negative > 0.0) {
            let missing = if positive > 0.0 { "negative" } else { "positive" };
            let want = "rows of both classes: with one class alone there is no ROC curve and no area under it";
            return Err(Error::shape("truth", format!("no {missing} row"), want));
        }
        Ok((positive, negative))
    }

    // ANCHOR: sums
    /// At each threshold, the highest first: the weight of the positives and of the negatives scored at least that much.
    pub fn sums(&self) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        self.groups.iter().scan((0.0, 0.0), |(tp, fp), group| {
            *tp += group.positive;
            *fp += group.negative;
            Some((group.score, *tp, *fp))
        })
    }
    // ANCHOR_END: sums

    // ANCHOR: roc_curve
    /// The ROC curve. `drop_intermediate` leaves out points on a straight line between others.
    ///
    /// # Errors
    /// One class alone.
    pub fn roc_curve(&self, drop_intermediate: bool) -> Result<RocCurve> {
        let (positive, negative) = self.both()?;
        let points: Vec<(f64, f64, f64)> = self.sums().collect();
        let corner = |i: usize| {
            let Some([a, b, c]) = i.checked_sub(1).and_then(|from| points.get(from..from + 3)) else { return true };
            (c.1 - b.1) - (b.1 - a.1) != 0.0 || (c.2 - b.2) - (b.2 - a.2) != 0.0
        };
        let mut curve = RocCurve { fpr: vec![0.0], tpr: vec![0.0], thresholds: vec![f64::INFINITY] };
        for (i, &(score, tp, fp)) in points.iter().enumerate() {
            if !drop_intermediate || corner(i) {
                curve.thresholds.push(score);
                curve.tpr.push(tp / positive);
                curve.fpr.push(fp / negative);
            }
        }
        Ok(curve)
    }
    // ANCHOR_END: roc_curve

    // ANCHOR: auc
    /// The area under the ROC curve: the chance that a positive is scored above a negative, ties counting half.
    ///
    /// # Errors
    /// One class alone.
    pub fn auc(&self) -> Result<f64> {
        let (positive, negative) = self.both()?;
        let (mut above, mut pairs) = (0.0, 0.0);
        for group in &self.groups {
            pairs += group.negative * (above + group.positive / 2.0);
            above += group.positive;
        }
        Ok(pairs / (positive * negative))
    }
    // ANCHOR_END: auc

    /// The area up to a false positive rate, standardised so that guessing gives 0.5 and perfection 1 (D. K. McClish, 1989).
    ///
    /// # Errors
    /// One class alone; a rate that is not above 0 and at most 1.
    pub fn partial_auc(&self, max_fpr: f64) -> Result<f64> {
        if !(max_fpr > 0.0 && max_fpr <= 1.0) {
            return Err(Error::setting("max_fpr", max_fpr, "above 0 and at most 1"));
        }
        let curve = self.roc_curve(true)?;
        let stop = curve.fpr.partition_point(|&rate| rate <= max_fpr);
        let (mut x, mut y) = (curve.fpr[..stop].to_vec(), curve.tpr[..stop].to_vec());
        if let (Some(&right), Some(&up)) = (curve.fpr.get(stop), curve.tpr.get(stop)) {
            let (left, down) = (x[stop - 1], y[stop - 1]);
            x.push(max_fpr);
            y.push(down + (up - down) * (max_fpr - left) / (right - left));
        }
        let (least, most) = (max_fpr * max_fpr / 2.0, max_fpr);
        Ok(0.5 * (1.0 + (area(&x, &y)? - least) / (most - least)))
    }

    /// The scores in bins of equal width.
    ///
    /// # Errors
    /// No bin, no rows.
    pub fn histogram(&self, bins: usize) -> Result<Histogram> {
        let (Some(first), Some(last)) = (self.groups.first(), self.groups.last()) else {
            return Err(Error::empty("scores", "at least one row"));
        };
        if bins == 0 {
            return Err(Error::setting("bins", bins, ">= 1"));
        }
        let width = (first.score / bins as f64 - last.score / bins as f64).max(f64::MIN_POSITIVE);
        let mut found = Histogram {
            edges: (0..=bins).map(|i| last.score + width * i as f64).collect(),
            positive: vec![0.0; bins],
            negative: vec![0.0; bins],
        };
        for group in &self.groups {
            let bin = (((group.score - last.score) / width) as usize).min(bins - 1);
            found.positive[bin] += group.positive;
            found.negative[bin] += group.negative;
        }
        Ok(found)
    }

    /// The sweep of the threshold from above all scores to below them, to be watched.
    ///
    /// # Errors
    /// One class alone.
    pub fn sweep(&self) -> Result<RocRun<'_>> {
        let (positive, negative) = self.both()?;
        Ok(RocRun {
            groups: &self.groups,
            totals: (positive, negative),
            next: 0,
            last: RocStep::start(positive, negative),
            area: 0.0,
        })
    }
}

/// The area under the ROC curve of rows that all count alike, as [`ScoreRanking::auc`], without making the ranking.
///
/// # Errors
/// No rows, a score that is not finite, one class alone.
pub fn roc_auc(truth: impl Fn(usize) -> bool + Sync, scores: &[f64]) -> Result<f64> {
    if scores.is_empty() {
        return Err(Error::empty("scores", "at least one row"));
    }
    let parts = sorted_parts(truth, scores, |part| part.pairs())?;
    let (mut positives, mut negatives, mut twice) = (0_u64, 0_u64, 0_u128);
    for (part_positives, part_negatives, part_twice) in parts {
        twice += part_twice + 2 * u128::from(negatives) * u128::from(part_positives);
        positives += part_positives;
        negatives += part_negatives;
    }
    if positives == 0 || negatives == 0 {
        return ScoreRanking::of(&[positives > 0], &[0.0], None)?.auc(); // says which class is missing
    }
    Ok(twice as f64 / (2.0 * positives as f64 * negatives as f64))
}

// ANCHOR: area
/// The area under points joined by straight lines; `x` rises or falls throughout, and the area is the same for both.
///
/// # Errors
/// Fewer than two points, lengths that differ, `x` that turns round, NaN.
pub fn area(x: &[f64], y: &[f64]) -> Result<f64> {
    if x.len() != y.len() {
        return Err(Error::shape("y", y.len(), format!("{}, one for each x", x.len())));
    }
    if x.len() < 2 {
        return Err(Error::shape("x", format!("{} points", x.len()), "at least 2"));
    }
    let rising = x.windows(2).all(|pair| pair[1] >= pair[0]);
    if !rising && !x.windows(2).all(|pair| pair[1] <= pair[0]) {
        return Err(Error::setting(
            "x",
            "values that rise and fall",
            "values that only rise or only fall; sort the points by x first",
        ));
    }
    let area: f64 = x.windows(2).zip(y.windows(2)).map(|(x, y)| (x[1] - x[0]) * (y[0] + y[1]) / 2.0).sum();
    Ok(if rising { area } else { -area })
}
// ANCHOR_END: area

/// One threshold of the sweep.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RocStep {
    /// Rows scored at least this much are answered positive. Infinite before the first step, which JSON writes as null.
    pub threshold: f64,
    /// True positive rate.
    pub tpr: f64,
    /// False positive rate.
    pub fpr: f64,
    /// Positives answered so.
    pub tp: f64,
    /// Negatives answered positive.
    pub fp: f64,
    /// Positives answered negative.
    #[serde(rename = "fn")]
    pub fn_: f64,
    /// Negatives answered so.
    pub tn: f64,
    /// The area so far, under the curve from 0 to this false positive rate.
    pub area: f64,
}

impl RocStep {
    fn start(positive: f64, negative: f64) -> Self {
        Self { threshold: f64::INFINITY, tpr: 0.0, fpr: 0.0, tp: 0.0, fp: 0.0, fn_: positive, tn: negative, area: 0.0 }
    }
}

impl std::fmt::Display for RocStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "threshold {:.6}: tpr {:.4}, fpr {:.4}, area {:.4}", self.threshold, self.tpr, self.fpr, self.area)
    }
}

/// The sweep of a threshold over the scores: each step takes in the next lower score.
#[derive(Debug, Clone)]
pub struct RocRun<'a> {
    groups: &'a [Group],
    totals: (f64, f64),
    next: usize,
    last: RocStep,
    area: f64,
}

impl Iterator for RocRun<'_> {
    type Item = RocStep;

    // ANCHOR: step
    fn next(&mut self) -> Option<RocStep> {
        let group = self.groups.get(self.next)?;
        self.next += 1;
        let (positive, negative) = self.totals;
        let (tp, fp) = (self.last.tp + group.positive, self.last.fp + group.negative);
        let (tpr, fpr) = (tp / positive, fp / negative);
        self.area += (fpr - self.last.fpr) * (tpr + self.last.tpr) / 2.0;
        self.last = RocStep { threshold: group.score, tpr, fpr, tp, fp, fn_: positive - tp, tn: negative - fp, area: self.area };
        Some(self.last.clone())
    }
    // ANCHOR_END: step
}

impl Run for RocRun<'_> {
    type Snapshot = RocStep;

    fn snapshot(&self) -> RocStep {
        self.last.clone()
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.groups.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUTH: [bool; 4] = [false, false, true, true];
    const SCORES: [f64; 4] = [0.1, 0.4, 0.35, 0.8];

    #[test]
    fn by_hand() {
        let ranking = ScoreRanking::of(&TRUTH, &SCORES, None).unwrap();
        let curve = ranking.roc_curve(false).unwrap();
        assert_eq!(curve.fpr, [0.0, 0.0, 0.5, 0.5, 1.0]);
        assert_eq!(curve.tpr, [0.0, 0.5, 0.5, 1.0, 1.0]);
        assert_eq!(curve.thresholds, [f64::INFINITY, 0.8, 0.4, 0.35, 0.1]);
        assert_eq!((ranking.auc().unwrap(), roc_auc(|i| TRUTH[i], &SCORES).unwrap()), (0.75, 0.75));
        assert_eq!(area(&curve.fpr, &curve.tpr).unwrap(), 0.75);
        assert_eq!(ranking.partial_auc(1.0).unwrap(), 0.75);
        let found = ranking.histogram(7).unwrap();
        assert_eq!((found.positive.iter().sum::<f64>(), found.negative.iter().sum::<f64>()), (2.0, 2.0));
    }

    #[test]
    fn falling_x_gives_the_same_area_and_x_that_turns_is_refused() {
        assert_eq!(area(&[0.0, 0.5, 1.0], &[0.0, 1.0, 1.0]).unwrap(), 0.75);
        assert_eq!(area(&[1.0, 0.5, 0.0], &[1.0, 1.0, 0.0]).unwrap(), 0.75);
        assert!(area(&[0.0, 1.0, 0.5], &[0.0; 3]).is_err());
        assert!(area(&[0.0], &[0.0]).is_err());
        assert!(area(&[0.0, f64::NAN], &[0.0; 2]).is_err());
    }

    #[test]
    fn tied_scores_move_together() {
        let curve = ScoreRanking::of(&TRUTH, &[0.5; 4], None).unwrap().roc_curve(true).unwrap();
        assert_eq!((curve.fpr, curve.tpr), (vec![0.0, 1.0], vec![0.0, 1.0]));
        assert_eq!(roc_auc(|i| TRUTH[i], &[0.5; 4]).unwrap(), 0.5);
    }

    #[test]
    fn one_class_alone_is_an_error_that_says_which_is_missing() {
        for (truth, missing) in [([true; 2], "negative"), ([false; 2], "positive")] {
            let errors = [
                roc_auc(|i| truth[i], &[0.1, 0.2]).unwrap_err(),
                ScoreRanking::of(&truth, &[0.1, 0.2], None).unwrap().auc().unwrap_err(),
                ScoreRanking::of(&truth, &[0.1, 0.2], None).unwrap().roc_curve(true).unwrap_err(),
            ];
            assert!(errors.iter().all(|e| e.to_string().contains(&format!("no {missing} row"))), "{errors:?}");
        }
        assert!(ScoreRanking::of(&TRUTH, &SCORES, Some(&[0.0; 4])).unwrap().auc().is_err());
        assert!(ScoreRanking::of(&TRUTH, &SCORES[1..], None).is_err());
        assert!(ScoreRanking::of(&TRUTH, &[0.1, f64::NAN, 0.2, 0.3], None).is_err());
    }

    #[test]
    fn the_sweep_ends_at_the_area() {
        let ranking = ScoreRanking::of(&TRUTH, &SCORES, None).unwrap();
        let recording = crate::steps::record(&mut ranking.sweep().unwrap());
        assert_eq!(recording.steps.len(), 4);
        let last = &recording.steps[3].step;
        assert_eq!((last.tpr, last.fpr, last.area, last.fn_, last.tn), (1.0, 1.0, 0.75, 0.0, 0.0));
        assert_eq!(recording.steps[0].step.to_string(), "threshold 0.800000: tpr 0.5000, fpr 0.0000, area 0.0000");
    }
}
