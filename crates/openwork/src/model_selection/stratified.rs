//! Folds that keep the share of every class.

use super::split::{Folds, Rows, Splitter, check_k, generator, repeated};
use crate::error::{Error, Result};
use rand::seq::SliceRandom;
use std::collections::HashMap;

/// K folds with (nearly) the same share of every class in each.
///
/// ```
/// use openwork::model_selection::{Rows, Splitter, StratifiedKFold};
///
/// let classes = [0, 0, 0, 0, 1, 1]; // sorted: plain k-fold would hold out the second class whole
/// let tests: Vec<_> = StratifiedKFold::new(2).folds(Rows::new(6).classes(&classes))?.map(|fold| fold.test).collect();
/// assert_eq!(tests, [[0, 1, 4], [2, 3, 5]]);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StratifiedKFold {
    k: usize,
    shuffle: Option<u64>,
}

impl StratifiedKFold {
    /// k folds, the rows of each class in their order.
    pub fn new(k: usize) -> Self {
        Self { k, shuffle: None }
    }

    /// Which rows of a class go to which fold is drawn by chance, from this seed.
    pub fn shuffle(self, seed: u64) -> Self {
        Self { shuffle: Some(seed), ..self }
    }

    /// The fold of each row, and a warning where some class has fewer rows than there are folds.
    ///
    /// # Errors
    /// Fewer than 2 folds, more than rows, or more than every class has rows.
    pub fn fold_of(self, classes: &[u32]) -> Result<(Vec<u32>, Option<String>)> {
        self.drawn(classes, 0)
    }

    fn drawn(self, classes: &[u32], round: usize) -> Result<(Vec<u32>, Option<String>)> {
        let k = self.k;
        check_k(k, classes.len(), "rows")?;
        let (class_of, counts) = encoded(classes);
        let warning = check_members(k, &counts)?;
        let mut random = self.shuffle.map(|seed| generator(seed, round));

        // ANCHOR: stratified
        // Deal the rows, sorted by class, to the folds in turn like cards: so many of each class come to each fold. A class
        // that begins at place `first` of the sorted rows gives fold i those of its places that are i modulo k.
        let mut first = 0;
        let mut dealt = vec![];
        for &count in &counts {
            let upto = |end: usize, fold: usize| (end + k - 1 - fold) / k;
            let share = |fold: usize| upto(first + count, fold) - upto(first, fold);
            let mut folds: Vec<u32> = (0..k).flat_map(|fold| std::iter::repeat_n(fold as u32, share(fold))).collect();
            if let Some(random) = &mut random {
                folds.shuffle(random);
            }
            dealt.push(folds.into_iter());
            first += count;
        }
        // The rows of each class take the folds dealt to it, in their order.
        let fold_of = class_of.iter().map(|&class| dealt[class].next().unwrap_or_default()).collect();
        // ANCHOR_END: stratified
        Ok((fold_of, warning))
    }
}

impl Splitter for StratifiedKFold {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        let (fold_of, warning) = self.fold_of(rows.wanted_classes("StratifiedKFold")?)?;
        Ok(Folds::assigned(fold_of, self.k).warn(warning))
    }
}

/// Stratified k-fold several times, each time with other rows drawn by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatedStratifiedKFold {
    k: usize,
    repeats: usize,
    seed: u64,
}

impl RepeatedStratifiedKFold {
    /// k folds, drawn `repeats` times: `k * repeats` folds.
    pub fn new(k: usize, repeats: usize, seed: u64) -> Self {
        Self { k, repeats, seed }
    }
}

impl Splitter for RepeatedStratifiedKFold {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        let classes = rows.wanted_classes("RepeatedStratifiedKFold")?;
        let kfold = StratifiedKFold::new(self.k).shuffle(self.seed);
        let warning = kfold.fold_of(classes)?.1;
        Ok(repeated(self.k, self.repeats, |round| Ok(kfold.drawn(classes, round)?.0))?.warn(warning))
    }
}

/// Classes numbered in the order of their first row, and how many rows each has: any labels do, and renaming them changes nothing.
pub(crate) fn encoded(classes: &[u32]) -> (Vec<usize>, Vec<usize>) {
    let mut numbers = HashMap::new();
    let mut counts: Vec<usize> = vec![];
    let number = |class: &u32| {
        let number = *numbers.entry(*class).or_insert(counts.len());
        if number == counts.len() {
            counts.push(0);
        }
        counts[number] += 1;
        number
    };
    let class_of = classes.iter().map(number).collect();
    (class_of, counts)
}

/// Refuses folds of which no class can fill all; a warning where some class cannot.
pub(crate) fn check_members(k: usize, counts: &[usize]) -> Result<Option<String>> {
    let most = counts.iter().copied().max().unwrap_or(0);
    let least = counts.iter().copied().min().unwrap_or(0);
    if k > most {
        return Err(Error::setting("folds", k, format!("at most {most}, the number of rows of the largest class")));
    }
    Ok((k > least)
        .then(|| format!("the rarest class has only {least} rows, fewer than the {k} folds: it is missing from some of them")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fold_gets_its_share_of_every_class() {
        let classes: Vec<u32> = (0..97).map(|i| [7, 3, 3, 9, 3][i % 5]).collect();
        for k in [2, 3, 10] {
            let (fold_of, warning) = StratifiedKFold::new(k).shuffle(1).fold_of(&classes).unwrap();
            assert_eq!(warning, None);
            for class in [7, 3, 9] {
                let mut counts = vec![0; k];
                (0..97).filter(|&i| classes[i] == class).for_each(|i| counts[fold_of[i] as usize] += 1);
                assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
            }
        }
    }

    #[test]
    fn a_rare_class_is_warned_of_and_one_that_fills_nothing_refused() {
        let (_, warning) = StratifiedKFold::new(3).fold_of(&[0, 0, 0, 1]).unwrap();
        assert!(warning.unwrap().contains("only 1 rows, fewer than the 3 folds"));
        let said = StratifiedKFold::new(3).fold_of(&[0, 0, 1, 1]).unwrap_err().to_string();
        assert_eq!(said, "folds = 3, wanted at most 2, the number of rows of the largest class");
        assert!(StratifiedKFold::new(2).folds(Rows::new(3)).unwrap_err().to_string().contains("class of each row"));
    }
}
