//! Which rows are trained on and which are held out: what a fold is, and the splitters that look at the number of rows alone.

use crate::error::{Error, Result};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use std::fmt::Debug;

/// One division of the rows: learn from `train`, judge by `test`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// Rows to learn from, counted from 0.
    pub train: Vec<usize>,
    /// Rows held out; none of them is in `train`.
    pub test: Vec<usize>,
}

/// What a splitter may look at: how many rows there are, and of each its class and its group where it has them.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    pub(crate) n: usize,
    pub(crate) classes: Option<&'a [u32]>,
    pub(crate) groups: Option<&'a [u32]>,
}

impl<'a> Rows<'a> {
    /// So many rows, of which nothing more is known.
    pub fn new(n: usize) -> Self {
        Self { n, classes: None, groups: None }
    }

    /// The class of each row: any numbers, equal for rows of one class.
    pub fn classes(self, classes: &'a [u32]) -> Self {
        Self { classes: Some(classes), ..self }
    }

    /// The group of each row: any numbers, equal for rows that must stay together.
    pub fn groups(self, groups: &'a [u32]) -> Self {
        Self { groups: Some(groups), ..self }
    }

    /// The classes, which this splitter cannot do without.
    pub(crate) fn wanted_classes(&self, who: &str) -> Result<&'a [u32]> {
        let Some(classes) = self.classes else {
            return Err(Error::empty(
                "classes",
                format!("the class of each row: {who} keeps their shares; for numbers take KFold"),
            ));
        };
        self.as_many("classes", classes)
    }

    /// The groups, which this splitter cannot do without.
    pub(crate) fn wanted_groups(&self, who: &str) -> Result<&'a [u32]> {
        let Some(groups) = self.groups else {
            return Err(Error::empty("groups", format!("the group of each row: {who} keeps each group together")));
        };
        self.as_many("groups", groups)
    }

    fn as_many(&self, what: &str, values: &'a [u32]) -> Result<&'a [u32]> {
        if values.len() != self.n {
            return Err(Error::shape(what, values.len(), format!("{}, one a row", self.n)));
        }
        if values.is_empty() {
            return Err(Error::empty(what, "at least one row"));
        }
        Ok(values)
    }
}

/// A way to divide rows. Nothing is kept between calls: the same settings and rows give the same folds.
pub trait Splitter: Debug + Send + Sync {
    /// The folds, one after the other.
    ///
    /// # Errors
    /// Settings outside their domain, or rows that cannot be divided so: the error says what was seen and what was wanted.
    fn folds(&self, rows: Rows<'_>) -> Result<Folds>;
}

/// An iterator over folds; each is made when it is asked for.
pub struct Folds {
    left: usize,
    folds: Box<dyn Iterator<Item = Fold> + Send>,
    warning: Option<String>,
}

impl Debug for Folds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Folds").field("left", &self.left).field("warning", &self.warning).finish_non_exhaustive()
    }
}

impl Folds {
    /// So many folds.
    pub(crate) fn new(count: usize, folds: impl Iterator<Item = Fold> + Send + 'static) -> Self {
        Self { left: count, folds: Box::new(folds.take(count)), warning: None }
    }

    // ANCHOR: assigned
    /// Each row is held out once, in the fold that `fold_of` says.
    pub(crate) fn assigned(fold_of: Vec<u32>, k: usize) -> Self {
        let fold = move |fold: usize| {
            let (test, train) = (0..fold_of.len()).partition(|&row| fold_of[row] as usize == fold);
            Fold { train, test }
        };
        Self::new(k, (0..k).map(fold))
    }
    // ANCHOR_END: assigned

    pub(crate) fn warn(self, warning: Option<String>) -> Self {
        Self { warning, ..self }
    }

    /// What is doubtful about these folds though they can be made, in words: a class too rare to be in every one.
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }
}

impl Iterator for Folds {
    type Item = Fold;

    fn next(&mut self) -> Option<Fold> {
        let fold = self.folds.next();
        self.left -= usize::from(fold.is_some());
        fold
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Folds {}

/// The generator of a seed; the rounds of a repetition have streams of their own.
pub(crate) fn generator(seed: u64, round: usize) -> Pcg64 {
    use rand::Rng;
    let mut first = Pcg64::seed_from_u64(seed);
    for _ in 0..round {
        first = Pcg64::seed_from_u64(first.next_u64());
    }
    first
}

/// Refuses fewer than two folds, and more folds than there are things to divide.
pub(crate) fn check_k(k: usize, things: usize, what: &str) -> Result<()> {
    if k < 2 {
        return Err(Error::setting("folds", k, "at least 2: one part to learn from and one to judge by"));
    }
    if k > things {
        return Err(Error::setting("folds", k, format!("at most {things}, the number of {what}")));
    }
    Ok(())
}

/// Rows in k contiguous parts of (nearly) equal size, each held out once.
///
/// ```
/// use openwork::model_selection::{KFold, Rows, Splitter};
///
/// let tests: Vec<_> = KFold::new(3).folds(Rows::new(8))?.map(|fold| fold.test).collect();
/// assert_eq!(tests, [vec![0, 1, 2], vec![3, 4, 5], vec![6, 7]]);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KFold {
    k: usize,
    shuffle: Option<u64>,
}

impl KFold {
    /// k parts, the rows in their order.
    pub fn new(k: usize) -> Self {
        Self { k, shuffle: None }
    }

    /// Which rows make a part is drawn by chance, from this seed.
    pub fn shuffle(self, seed: u64) -> Self {
        Self { shuffle: Some(seed), ..self }
    }

    // ANCHOR: kfold
    /// The fold of each of n rows in their order: n / k rows a fold, and one more in each of the first n mod k.
    pub fn fold_of(self, n: usize) -> Result<Vec<u32>> {
        check_k(self.k, n, "rows")?;
        let size = |fold: usize| n / self.k + usize::from(fold < n % self.k);
        Ok((0..self.k).flat_map(|fold| std::iter::repeat_n(fold as u32, size(fold))).collect())
    }
    // ANCHOR_END: kfold

    fn drawn(self, n: usize, round: usize) -> Result<Vec<u32>> {
        let mut fold_of = self.fold_of(n)?;
        if let Some(seed) = self.shuffle {
            fold_of.shuffle(&mut generator(seed, round));
        }
        Ok(fold_of)
    }
}

impl Splitter for KFold {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        Ok(Folds::assigned(self.drawn(rows.n, 0)?, self.k))
    }
}

/// K-fold several times, each time with other parts drawn by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatedKFold {
    k: usize,
    repeats: usize,
    seed: u64,
}

impl RepeatedKFold {
    /// k parts, drawn `repeats` times: `k * repeats` folds.
    pub fn new(k: usize, repeats: usize, seed: u64) -> Self {
        Self { k, repeats, seed }
    }
}

impl Splitter for RepeatedKFold {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        let kfold = KFold::new(self.k).shuffle(self.seed);
        repeated(self.k, self.repeats, |round| kfold.drawn(rows.n, round))
    }
}

/// The folds of several rounds, one round after the other.
pub(crate) fn repeated(k: usize, repeats: usize, of: impl Fn(usize) -> Result<Vec<u32>>) -> Result<Folds> {
    if repeats == 0 {
        return Err(Error::setting("repeats", repeats, "at least 1"));
    }
    let rounds: Vec<Folds> = (0..repeats).map(|round| Ok(Folds::assigned(of(round)?, k))).collect::<Result<_>>()?;
    Ok(Folds::new(k * repeats, rounds.into_iter().flatten()))
}

/// Every row is held out alone, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaveOneOut;

impl Splitter for LeaveOneOut {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        LeavePOut::new(1).folds(rows)
    }
}

/// Every set of p rows is held out, once: n over p folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeavePOut {
    p: usize,
}

impl LeavePOut {
    /// p rows held out at a time.
    pub fn new(p: usize) -> Self {
        Self { p }
    }
}

impl Splitter for LeavePOut {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        let (n, p) = (rows.n, self.p);
        if p == 0 {
            return Err(Error::setting("p", p, "at least 1 row to hold out"));
        }
        if p >= n {
            return Err(Error::setting("p", p, format!("less than {n}, the number of rows: some must be left to learn from")));
        }
        // n over p, each product divided at once so that it stays whole.
        let count = (0..p).try_fold(1usize, |count, i| Some(count.checked_mul(n - i)? / (i + 1)));
        let too_many = || Error::setting("p", p, format!("fewer: {n} rows have more sets of {p} than can be counted"));
        let count = count.ok_or_else(too_many)?;
        let fold = move |test: Vec<usize>| {
            let train = (0..n).filter(|row| test.binary_search(row).is_err()).collect();
            Fold { train, test }
        };
        let sets = std::iter::successors(Some((0..p).collect::<Vec<_>>()), move |set| following(set, n));
        Ok(Folds::new(count, sets.map(fold)))
    }
}

/// The next set of rows in the order of a dictionary.
fn following(set: &[usize], n: usize) -> Option<Vec<usize>> {
    let p = set.len();
    let last = (0..p).rev().find(|&i| set[i] < n - p + i)?;
    let first = set[last] + 1;
    Some(set[..last].iter().copied().chain(first..first + p - last).collect())
}

/// Rows in the order of time: every fold learns from the past and is judged by what comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeSeriesSplit {
    k: usize,
    max_train_size: Option<usize>,
    test_size: Option<usize>,
    gap: usize,
}

impl TimeSeriesSplit {
    /// k folds; each holds out n / (k + 1) rows and learns from all before them.
    pub fn new(k: usize) -> Self {
        Self { k, max_train_size: None, test_size: None, gap: 0 }
    }

    /// Learn from so many rows at most, the latest.
    pub fn max_train_size(self, rows: usize) -> Self {
        Self { max_train_size: Some(rows), ..self }
    }

    /// Rows held out in each fold.
    pub fn test_size(self, rows: usize) -> Self {
        Self { test_size: Some(rows), ..self }
    }

    /// Rows left out between the rows to learn from and those held out.
    pub fn gap(self, rows: usize) -> Self {
        Self { gap: rows, ..self }
    }
}

impl Splitter for TimeSeriesSplit {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        let (n, Self { k, gap, max_train_size, .. }) = (rows.n, *self);
        check_k(k, n.saturating_sub(1), "rows but one: the first part is only learnt from")?;
        if max_train_size == Some(0) {
            return Err(Error::setting("max_train_size", 0, "at least 1"));
        }
        let test_size = self.test_size.unwrap_or(n / (k + 1));
        if test_size == 0 {
            return Err(Error::setting("test_size", 0, "at least 1"));
        }
        let held_out = test_size.checked_mul(k).and_then(|all| all.checked_add(gap)).filter(|&all| all < n);
        if held_out.is_none() {
            let got = format!("{k} with test_size {test_size} and gap {gap}");
            return Err(Error::setting("folds", got, format!("together less than {n} rows: some must be left to learn from")));
        }
        // ANCHOR: time
        let fold = move |i: usize| {
            let start = n - (k - i) * test_size;
            let first = max_train_size.map_or(0, |most| (start - gap).saturating_sub(most));
            Fold { train: (first..start - gap).collect(), test: (start..start + test_size).collect() }
        };
        // ANCHOR_END: time
        Ok(Folds::new(k, (0..k).map(fold)))
    }
}

/// Folds that the caller has chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredefinedSplit {
    fold_of: Vec<i64>,
}

impl PredefinedSplit {
    /// The fold that holds each row out; below 0 for a row that is always learnt from.
    pub fn new(fold_of: Vec<i64>) -> Self {
        Self { fold_of }
    }
}

impl Splitter for PredefinedSplit {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        if self.fold_of.len() != rows.n {
            return Err(Error::shape("fold_of", self.fold_of.len(), format!("{}, one a row", rows.n)));
        }
        let mut names: Vec<i64> = self.fold_of.iter().copied().filter(|&fold| fold >= 0).collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return Err(Error::empty("fold_of", "a row with a fold of 0 or above, to be held out"));
        }
        let fold_of = self.fold_of.clone();
        let fold = move |name: i64| {
            let (test, train) = (0..fold_of.len()).partition(|&row| fold_of[row] == name);
            Fold { train, test }
        };
        Ok(Folds::new(names.len(), names.into_iter().map(fold)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_folds_take_the_remainder() {
        let sizes = |n, k| KFold::new(k).folds(Rows::new(n)).unwrap().map(|f| f.test.len()).collect::<Vec<_>>();
        assert_eq!(sizes(10, 3), [4, 3, 3]);
        assert_eq!(sizes(11, 4), [3, 3, 3, 2]);
        assert_eq!(sizes(5, 5), [1; 5]);
    }

    #[test]
    fn settings_that_cannot_be_are_refused_in_words() {
        let said = |splitter: &dyn Splitter, n| splitter.folds(Rows::new(n)).unwrap_err().to_string();
        assert_eq!(said(&KFold::new(6), 5), "folds = 6, wanted at most 5, the number of rows");
        assert!(said(&KFold::new(1), 5).starts_with("folds = 1, wanted at least 2"));
        assert!(said(&LeaveOneOut, 1).starts_with("p = 1, wanted less than 1"));
        assert!(said(&TimeSeriesSplit::new(3).gap(4), 7).contains("gap 4"));
        assert!(said(&TimeSeriesSplit::new(usize::MAX), 7).starts_with("folds = "));
        assert!(said(&LeavePOut::new(500), 1000).contains("more sets of 500"));
        assert!(said(&RepeatedKFold::new(2, 0, 0), 9).starts_with("repeats = 0"));
        assert!(said(&PredefinedSplit::new(vec![-1, -1]), 2).starts_with("fold_of is empty"));
    }

    #[test]
    fn sets_of_rows_come_in_the_order_of_a_dictionary() {
        let tests: Vec<_> = LeavePOut::new(2).folds(Rows::new(4)).unwrap().map(|fold| fold.test).collect();
        assert_eq!(tests, [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
    }

    #[test]
    fn rounds_of_a_repetition_differ() {
        let folds: Vec<_> = RepeatedKFold::new(2, 3, 7).folds(Rows::new(30)).unwrap().collect();
        assert_eq!(folds.len(), 6);
        assert!(folds[0] != folds[2] && folds[2] != folds[4]);
    }
}
