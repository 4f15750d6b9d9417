//! The area under the ROC curve for more than two classes: each against the rest, or each against each.

use super::classification::nan_mean;
use super::roc::{ScoreRanking, roc_auc};
use crate::error::{Error, Result};
use ndarray::ArrayView2;

/// Which classes are compared with which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versus {
    /// Each class with all others together.
    Rest,
    /// Each class with each other, both ways (D. J. Hand, R. J. Till, 2001).
    One,
}

/// How the areas become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaAverage {
    /// Every class, or pair of classes, counts alike.
    Macro,
    /// By how much each class, or pair of classes, has.
    Weighted,
}

/// The area of each column against what is true of it: shape `(n, classes)` both. NaN for a column that is true of all or of none.
///
/// # Errors
/// Lengths that differ, no rows, scores or weights that are not finite.
pub fn areas_of_columns(
    truth: impl Fn(usize, usize) -> bool + Sync,
    scores: ArrayView2<'_, f64>,
    weights: Option<&[f64]>,
) -> Result<Vec<f64>> {
    (0..scores.ncols())
        .map(|class| {
            let column: Vec<f64> = scores.column(class).to_vec();
            let mut seen = [false; 2];
            (0..column.len()).for_each(|row| seen[usize::from(truth(row, class))] = true);
            if seen != [true; 2] {
                return Ok(f64::NAN);
            }
            match weights {
                None => roc_auc(|row| truth(row, class), &column),
                Some(_) => {
                    let truth: Vec<bool> = (0..column.len()).map(|row| truth(row, class)).collect();
                    ScoreRanking::of(&truth, &column, weights)?.auc()
                }
            }
        })
        .collect()
}

/// One area for several classes; `truth` is the column of each row's class. Against the rest, a class that never or always occurs makes
/// it NaN; against each other, only classes that occur are compared, and one alone makes it NaN.
///
/// # Errors
/// Lengths that differ, no rows, a class without a column, scores or weights that are not finite; weights with [`Versus::One`].
pub fn roc_auc_classes(
    truth: &[u32],
    scores: ArrayView2<'_, f64>,
    versus: Versus,
    average: AreaAverage,
    weights: Option<&[f64]>,
) -> Result<f64> {
    let classes = scores.ncols();
    super::confusion::check_lengths(truth.len(), scores.nrows(), weights)?;
    if let Some(class) = truth.iter().find(|&&class| class as usize >= classes) {
        return Err(Error::setting("class", class, format!("an index below {classes}, the number of columns")));
    }
    crate::linalg::check_matrix("scores", scores)?;
    let count = |class: u32| -> f64 {
        truth.iter().enumerate().filter(|&(_, &t)| t == class).map(|(row, _)| weights.map_or(1.0, |w| w[row])).sum()
    };
    let (areas, sizes): (Vec<f64>, Vec<f64>) = match versus {
        Versus::Rest => {
            let areas = areas_of_columns(|row, class| truth[row] as usize == class, scores, weights)?;
            (areas, (0..classes as u32).map(count).collect())
        }
        Versus::One if weights.is_some() => {
            return Err(Error::setting("weights", "given", "none for one class against one; use one against the rest"));
        }
        Versus::One => {
            let counts: Vec<f64> = (0..classes as u32).map(count).collect();
            let present: Vec<u32> = (0..classes as u32).filter(|&class| counts[class as usize] > 0.0).collect();
            let pairs: Vec<(u32, u32)> =
                present.iter().enumerate().flat_map(|(i, &a)| present[i + 1..].iter().map(move |&b| (a, b))).collect();
            let mut areas = vec![];
            for &(a, b) in &pairs {
                areas.push((one_way(truth, scores, a, b)? + one_way(truth, scores, b, a)?) / 2.0);
            }
            (areas, pairs.iter().map(|&(a, b)| counts[a as usize] + counts[b as usize]).collect())
        }
    };
    if areas.iter().any(|area| area.is_nan()) {
        return Ok(f64::NAN);
    }
    Ok(match average {
        AreaAverage::Macro => nan_mean(&areas, None),
        AreaAverage::Weighted => nan_mean(&areas, Some(&sizes)),
    })
}

/// Among the rows of two classes that occur, the area of the first's column.
fn one_way(truth: &[u32], scores: ArrayView2<'_, f64>, a: u32, b: u32) -> Result<f64> {
    let rows: Vec<usize> = (0..truth.len()).filter(|&row| truth[row] == a || truth[row] == b).collect();
    let is_a: Vec<bool> = rows.iter().map(|&row| truth[row] == a).collect();
    let column: Vec<f64> = rows.iter().map(|&row| scores[[row, a as usize]]).collect();
    roc_auc(|row| is_a[row], &column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn two_columns_are_the_binary_area_twice() {
        let scores = array![[0.9, 0.1], [0.6, 0.4], [0.65, 0.35], [0.2, 0.8]];
        let binary = roc_auc(|row| row >= 2, &[0.1, 0.4, 0.35, 0.8]).unwrap();
        assert_eq!(binary, 0.75);
        for versus in [Versus::Rest, Versus::One] {
            assert_eq!(roc_auc_classes(&[0, 0, 1, 1], scores.view(), versus, AreaAverage::Macro, None).unwrap(), binary);
        }
        assert!(roc_auc_classes(&[0; 4], scores.view(), Versus::Rest, AreaAverage::Macro, None).unwrap().is_nan());
        assert!(roc_auc_classes(&[0, 0, 1, 2], scores.view(), Versus::Rest, AreaAverage::Macro, None).is_err());
    }
}
