//! Precision against recall, and detection errors: the other curves that a ranking gives.

use super::roc::ScoreRanking;
use crate::error::{Error, Result};

/// A precision-recall curve, from the lowest threshold to (recall 0, precision 1), which has none.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PrecisionRecallCurve {
    /// Of the rows scored at least the threshold, the share that is positive.
    pub precision: Vec<f64>,
    /// Of the positives, the share scored at least the threshold; 1 throughout where there is no positive.
    pub recall: Vec<f64>,
    /// The thresholds, rising; one fewer than points.
    pub thresholds: Vec<f64>,
}

/// A curve of detection errors.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct DetCurve {
    /// Of the negatives, the share scored at least the threshold.
    pub fpr: Vec<f64>,
    /// Of the positives, the share scored below the threshold.
    pub fnr: Vec<f64>,
    /// The thresholds, rising; the last may be infinite.
    pub thresholds: Vec<f64>,
}

impl ScoreRanking {
    // ANCHOR: precision_recall
    /// The precision-recall curve. `drop_intermediate` leaves out thresholds between two others of equal recall.
    pub fn precision_recall_curve(&self, drop_intermediate: bool) -> PrecisionRecallCurve {
        let (positive, _) = self.totals();
        let mut points: Vec<(f64, f64, f64)> = self.sums().collect();
        if drop_intermediate {
            points = turning(&points);
        }
        let precision = |&(_, tp, fp): &(f64, f64, f64)| if tp + fp == 0.0 { 0.0 } else { tp / (tp + fp) };
        let recall = |&(_, tp, _): &(f64, f64, f64)| if positive == 0.0 { 1.0 } else { tp / positive };
        PrecisionRecallCurve {
            precision: points.iter().rev().map(precision).chain([1.0]).collect(),
            recall: points.iter().rev().map(recall).chain([0.0]).collect(),
            thresholds: points.iter().rev().map(|p| p.0).collect(),
        }
    }
    // ANCHOR_END: precision_recall

    // ANCHOR: average_precision
    /// The average precision: each precision counts by the recall that its threshold adds. No line is drawn between the points. Without
    /// a positive it is 0.
    pub fn average_precision(&self) -> f64 {
        let (positive, _) = self.totals();
        let (mut sum, mut last) = (0.0, 0.0);
        for (_, tp, fp) in self.sums() {
            if tp > last {
                sum += (tp - last) * (tp / (tp + fp));
            }
            last = tp;
        }
        if positive == 0.0 { 0.0 } else { sum / positive }
    }
    // ANCHOR_END: average_precision

    /// The false positive and false negative rates, from the threshold that takes all positives to the first that takes a negative.
    ///
    /// # Errors
    /// One class alone.
    pub fn det_curve(&self, drop_intermediate: bool) -> Result<DetCurve> {
        let (positive, negative) = self.both()?;
        let mut points: Vec<(f64, f64, f64)> = [(f64::INFINITY, 0.0, 0.0)].into_iter().chain(self.sums()).collect();
        if drop_intermediate {
            points = turning(&points);
        }
        let from = points.iter().rposition(|p| p.2 == points[0].2).unwrap_or(0);
        let to = points.iter().position(|p| p.1 == positive).unwrap_or(points.len() - 1);
        let kept = points.get(from..=to.max(from)).ok_or_else(|| Error::empty("truth", "rows of both classes"))?;
        Ok(DetCurve {
            fpr: kept.iter().rev().map(|p| p.2 / negative).collect(),
            fnr: kept.iter().rev().map(|p| (positive - p.1) / positive).collect(),
            thresholds: kept.iter().rev().map(|p| p.0).collect(),
        })
    }
}

/// The points without those whose neighbours on both sides have as many true positives.
fn turning(points: &[(f64, f64, f64)]) -> Vec<(f64, f64, f64)> {
    let turns = |i: usize| match i.checked_sub(1).and_then(|from| points.get(from..from + 3)) {
        Some([a, b, c]) => a.1 != b.1 || b.1 != c.1,
        _ => true,
    };
    points.iter().enumerate().filter(|&(i, _)| turns(i)).map(|(_, &p)| p).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let ranking = ScoreRanking::of(&[false, false, true, true], &[0.1, 0.4, 0.35, 0.8], None).unwrap();
        let curve = ranking.precision_recall_curve(false);
        assert_eq!(curve.precision, [0.5, 2.0 / 3.0, 0.5, 1.0, 1.0]);
        assert_eq!(curve.recall, [1.0, 1.0, 0.5, 0.5, 0.0]);
        assert_eq!(curve.thresholds, [0.1, 0.35, 0.4, 0.8]);
        assert_eq!(ranking.average_precision(), 0.5 * 1.0 + 0.5 * (2.0 / 3.0));
        let det = ranking.det_curve(false).unwrap();
        assert_eq!((det.fpr, det.fnr, det.thresholds), (vec![0.5, 0.5, 0.0], vec![0.0, 0.5, 0.5], vec![0.35, 0.4, 0.8]));
    }

    #[test]
    fn one_class_alone() {
        let none = ScoreRanking::of(&[false, false], &[0.1, 0.4], None).unwrap();
        assert_eq!(none.average_precision(), 0.0);
        assert_eq!(none.precision_recall_curve(false).recall, [1.0, 1.0, 0.0]);
        assert!(none.det_curve(false).is_err());
    }
}
