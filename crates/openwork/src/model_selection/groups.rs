//! Folds that keep groups together: all rows of a patient, a speaker or a day are on one side.

use super::split::{Folds, Rows, Splitter, check_k, generator};
use super::stratified::{check_members, encoded};
use crate::error::Result;
use crate::order::{argsort, sort_places};
use rand::seq::SliceRandom;

/// K folds of about equal size, no group in two of them.
///
/// ```
/// use openwork::model_selection::{GroupKFold, Rows, Splitter};
///
/// let groups = [4, 4, 4, 9, 9, 1];
/// let tests: Vec<_> = GroupKFold::new(2).folds(Rows::new(6).groups(&groups))?.map(|fold| fold.test).collect();
/// assert_eq!(tests, [[0, 1, 2], [3, 4, 5]]);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupKFold {
    k: usize,
    shuffle: Option<u64>,
}

impl GroupKFold {
    /// k folds, the largest groups placed first, each in the lightest fold.
    pub fn new(k: usize) -> Self {
        Self { k, shuffle: None }
    }

    /// Which groups make a fold is drawn by chance, from this seed: equal numbers of groups, whatever their sizes.
    pub fn shuffle(self, seed: u64) -> Self {
        Self { shuffle: Some(seed), ..self }
    }

    /// The fold of each row.
    ///
    /// # Errors
    /// Fewer than 2 folds, or more than there are groups.
    pub fn fold_of(self, groups: &[u32]) -> Result<Vec<u32>> {
        let (group_of, sizes) = numbered(groups);
        check_k(self.k, sizes.len(), "groups")?;
        let mut fold_of_group = vec![0; sizes.len()];
        if let Some(seed) = self.shuffle {
            let mut order: Vec<usize> = (0..sizes.len()).collect();
            order.shuffle(&mut generator(seed, 0));
            let fold = super::KFold::new(self.k).fold_of(sizes.len())?;
            order.iter().zip(fold).for_each(|(&group, fold)| fold_of_group[group] = fold);
        } else {
            // ANCHOR: groups
            // The largest first; of equals the last by name.
            let order = argsort(sizes.len(), |a, b| (sizes[b], b).cmp(&(sizes[a], a)));
            let mut weights = vec![0; self.k];
            for group in order {
                let lightest = (0..self.k).min_by_key(|&fold| weights[fold]).unwrap_or(0); // of equals the first
                weights[lightest] += sizes[group];
                fold_of_group[group] = lightest as u32;
            }
            // ANCHOR_END: groups
        }
        Ok(group_of.into_iter().map(|group| fold_of_group[group]).collect())
    }
}

impl Splitter for GroupKFold {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        Ok(Folds::assigned(self.fold_of(rows.wanted_groups("GroupKFold")?)?, self.k))
    }
}

/// Groups numbered by their sorted names, and the rows of each.
fn numbered(groups: &[u32]) -> (Vec<usize>, Vec<usize>) {
    let mut names = groups.to_vec();
    names.sort_unstable();
    names.dedup();
    let mut sizes = vec![0; names.len()];
    let number = |name: &u32| {
        let number = names.partition_point(|other| other < name);
        sizes[number] += 1;
        number
    };
    let group_of = groups.iter().map(number).collect();
    (group_of, sizes)
}

/// K folds that keep groups together and, as far as the groups allow, the share of every class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StratifiedGroupKFold {
    k: usize,
    shuffle: Option<u64>,
}

impl StratifiedGroupKFold {
    /// k folds; the groups with the most uneven classes are placed first.
    pub fn new(k: usize) -> Self {
        Self { k, shuffle: None }
    }

    /// Groups that are as uneven as each other are placed in an order drawn from this seed.
    pub fn shuffle(self, seed: u64) -> Self {
        Self { shuffle: Some(seed), ..self }
    }

    /// The fold of each row, and a warning where some class has fewer rows than there are folds.
    ///
    /// # Errors
    /// Fewer than 2 folds, or more than there are groups, or more than every class has rows.
    pub fn fold_of(self, classes: &[u32], groups: &[u32]) -> Result<(Vec<u32>, Option<String>)> {
        let order = |groups: usize| {
            let mut order: Vec<usize> = (0..groups).collect();
            if let Some(seed) = self.shuffle {
                order.shuffle(&mut generator(seed, 0));
            }
            order
        };
        self.fold_of_in_order(classes, groups, order)
    }

    /// As [`fold_of`](Self::fold_of); of groups alike the one that `order` of their number names first is placed first.
    ///
    /// # Errors
    /// As [`fold_of`](Self::fold_of).
    pub fn fold_of_in_order(
        self,
        classes: &[u32],
        groups: &[u32],
        order: impl FnOnce(usize) -> Vec<usize>,
    ) -> Result<(Vec<u32>, Option<String>)> {
        let (class_of, members) = encoded(classes);
        check_k(self.k, classes.len(), "rows")?;
        let warning = check_members(self.k, &members)?;
        let (group_of, sizes) = numbered(groups);
        check_k(self.k, sizes.len(), "groups")?;

        let mut counts = vec![vec![0usize; members.len()]; sizes.len()]; // rows of each class in each group
        group_of.iter().zip(&class_of).for_each(|(&group, &class)| counts[group][class] += 1);
        let mut order = order(sizes.len());
        // The variance of a group's class counts, times the classes squared: whole numbers, so that equals are equal.
        let unevenness = |group: usize| {
            let sum: u128 = counts[group].iter().map(|&c| c as u128).sum();
            let squares: u128 = counts[group].iter().map(|&c| (c as u128).pow(2)).sum();
            members.len() as u128 * squares - sum * sum
        };
        sort_places(&mut order, &mut |a, b| unevenness(b).cmp(&unevenness(a)));

        let mut fold_of_group = vec![0u32; sizes.len()];
        let mut placed = vec![vec![0usize; members.len()]; self.k];
        for group in order {
            let fold = best_fold(&placed, &counts[group], &members);
            placed[fold].iter_mut().zip(&counts[group]).for_each(|(sum, count)| *sum += count);
            fold_of_group[group] = fold as u32;
        }
        Ok((group_of.into_iter().map(|group| fold_of_group[group]).collect(), warning))
    }
}

/// Where a group leaves the classes most evenly spread over the folds; where that is the same, the fold with the fewest rows.
fn best_fold(placed: &[Vec<usize>], group: &[usize], members: &[usize]) -> usize {
    let k = placed.len() as f64;
    let spread = |fold: usize| {
        let share = |i: usize, class: usize| {
            let more = if i == fold { group[class] } else { 0 };
            (placed[i][class] + more) as f64 / members[class] as f64
        };
        let deviation = |class: usize| {
            let mean = (0..placed.len()).map(|i| share(i, class)).sum::<f64>() / k;
            ((0..placed.len()).map(|i| (share(i, class) - mean).powi(2)).sum::<f64>() / k).sqrt()
        };
        (0..members.len()).map(deviation).sum::<f64>() / members.len() as f64
    };
    // Spreads that differ by no more than rounding can make are the same.
    let same = |a: f64, b: f64| (a - b).abs() <= 1e-8 + 1e-5 * b.abs();
    let mut best = (0, f64::INFINITY, usize::MAX);
    for (fold, classes) in placed.iter().enumerate() {
        let (spread, rows) = (spread(fold), classes.iter().sum::<usize>());
        let better = if best.1.is_finite() && same(spread, best.1) { rows < best.2 } else { spread < best.1 };
        if better {
            best = (fold, spread, rows);
        }
    }
    best.0
}

impl Splitter for StratifiedGroupKFold {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        let (classes, groups) = (rows.wanted_classes("StratifiedGroupKFold")?, rows.wanted_groups("StratifiedGroupKFold")?);
        let (fold_of, warning) = self.fold_of(classes, groups)?;
        Ok(Folds::assigned(fold_of, self.k).warn(warning))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_groups_than_folds_are_refused() {
        let said = GroupKFold::new(3).fold_of(&[1, 1, 2, 2]).unwrap_err().to_string();
        assert_eq!(said, "folds = 3, wanted at most 2, the number of groups");
        let said = StratifiedGroupKFold::new(3).fold_of(&[0, 0, 0, 1], &[1, 1, 2, 2]).unwrap_err().to_string();
        assert_eq!(said, "folds = 3, wanted at most 2, the number of groups");
        assert!(GroupKFold::new(2).folds(Rows::new(4)).unwrap_err().to_string().contains("group of each row"));
    }

    #[test]
    fn equally_good_folds_are_filled_evenly() {
        // Groups of one row and one class: every place is as good, and none may stay empty.
        let groups: Vec<u32> = (0..70).collect();
        let classes: Vec<u32> = (0..70).map(|i| i % 7).collect();
        let (fold_of, _) = StratifiedGroupKFold::new(7).fold_of(&classes, &groups).unwrap();
        for fold in 0..7 {
            assert_eq!(fold_of.iter().filter(|&&f| f == fold).count(), 10);
        }
    }
}
