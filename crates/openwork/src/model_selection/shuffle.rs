//! Splits drawn by chance, each anew: a share of the rows is held out.

use super::split::{Fold, Folds, Rows, Splitter, generator};
use super::stratified::encoded;
use crate::error::{Error, Result};
use crate::order::sort_places;
use rand::Rng;
use rand::seq::SliceRandom;

/// How many rows: a number of them, or a share of all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// So many rows.
    Rows(usize),
    /// This share of all rows, between 0 and 1: rounded up for rows held out, down for rows to learn from.
    Share(f64),
}

impl Size {
    fn rows(self, name: &'static str, n: usize, round: fn(f64) -> f64) -> Result<usize> {
        match self {
            Size::Rows(rows) if rows > 0 && rows < n => Ok(rows),
            Size::Rows(rows) => Err(Error::setting(name, rows, format!("1 to {}: less than the {n} rows", n.saturating_sub(1)))),
            Size::Share(share) if share > 0.0 && share < 1.0 => Ok(round(share * n as f64) as usize),
            Size::Share(share) => Err(Error::setting(name, share, "a share between 0 and 1")),
        }
    }
}

/// How many of n rows are learnt from and how many held out. What is not said is the complement of the other; where neither is,
/// `default` is held out.
pub(crate) fn sizes(n: usize, train: Option<Size>, test: Option<Size>, default: f64) -> Result<(usize, usize)> {
    if let (Some(Size::Share(a)), Some(Size::Share(b))) = (train, test)
        && a + b > 1.0
    {
        return Err(Error::setting("test_size", format!("{b} with train_size = {a}"), "shares that make 1 or less together"));
    }
    let asked_test = test.or(train.is_none().then_some(Size::Share(default)));
    let test = asked_test.map(|size| size.rows("test_size", n, f64::ceil)).transpose()?;
    let train = train.map(|size| size.rows("train_size", n, f64::floor)).transpose()?;
    let rest = |of: usize| n.saturating_sub(of);
    let (train, test) = (train.unwrap_or(rest(test.unwrap_or(0))), test.unwrap_or(rest(train.unwrap_or(0))));
    if train + test > n {
        return Err(Error::setting(
            "test_size",
            format!("{test} rows with {train} to learn from"),
            format!("{n} rows or fewer together"),
        ));
    }
    if train == 0 {
        return Err(Error::setting("train_size", 0, format!("at least one of the {n} rows to learn from; hold out fewer")));
    }
    Ok((train, test))
}

macro_rules! sized {
    () => {
        /// Rows to learn from; without it, all that are not held out.
        pub fn train_size(self, size: Size) -> Self {
            Self { train: Some(size), ..self }
        }

        /// Rows held out.
        pub fn test_size(self, size: Size) -> Self {
            Self { test: Some(size), ..self }
        }
    };
}

/// Rows held out by chance, anew for each split: a row may be held out often or never.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShuffleSplit {
    splits: usize,
    train: Option<Size>,
    test: Option<Size>,
    seed: u64,
}

impl ShuffleSplit {
    /// So many splits; a tenth of the rows is held out in each.
    pub fn new(splits: usize, seed: u64) -> Self {
        Self { splits, train: None, test: None, seed }
    }

    sized!();
}

impl Splitter for ShuffleSplit {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        check_splits(self.splits)?;
        let (train, test) = sizes(rows.n, self.train, self.test, 0.1)?;
        let mut random = generator(self.seed, 0);
        let mut order: Vec<usize> = (0..rows.n).collect();
        let draw = move || {
            order.shuffle(&mut random);
            Some(Fold { test: order[..test].to_vec(), train: order[test..test + train].to_vec() })
        };
        Ok(Folds::new(self.splits, std::iter::from_fn(draw)))
    }
}

fn check_splits(splits: usize) -> Result<()> {
    if splits == 0 { Err(Error::setting("folds", splits, "at least 1 split")) } else { Ok(()) }
}

/// Rows held out by chance, anew for each split, with (nearly) the same share of every class on both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StratifiedShuffleSplit {
    splits: usize,
    train: Option<Size>,
    test: Option<Size>,
    seed: u64,
}

impl StratifiedShuffleSplit {
    /// So many splits; a tenth of the rows is held out in each.
    pub fn new(splits: usize, seed: u64) -> Self {
        Self { splits, train: None, test: None, seed }
    }

    sized!();
}

impl Splitter for StratifiedShuffleSplit {
    fn folds(&self, rows: Rows<'_>) -> Result<Folds> {
        check_splits(self.splits)?;
        let classes = rows.wanted_classes("StratifiedShuffleSplit")?;
        let (train, test) = sizes(rows.n, self.train, self.test, 0.1)?;
        let (class_of, counts) = encoded(classes);
        if let Some(class) = counts.iter().position(|&count| count < 2) {
            let row = class_of.iter().position(|&c| c == class).unwrap_or(0);
            return Err(Error::shape(format!("class {}", classes[row]), "1 row", "at least 2: one for each side of a split"));
        }
        for (name, rows) in [("train_size", train), ("test_size", test)] {
            if rows < counts.len() {
                return Err(Error::setting(name, rows, format!("at least {}, the number of classes", counts.len())));
            }
        }
        let mut members: Vec<Vec<usize>> = vec![vec![]; counts.len()];
        class_of.iter().enumerate().for_each(|(row, &class)| members[class].push(row));
        let mut random = generator(self.seed, 0);
        let draw = move || {
            let learnt = apportion(&counts, train, &mut random);
            let left: Vec<usize> = counts.iter().zip(&learnt).map(|(count, learnt)| count - learnt).collect();
            let held = apportion(&left, test, &mut random);
            let mut fold = Fold { train: vec![], test: vec![] };
            for (class, rows) in members.iter_mut().enumerate() {
                rows.shuffle(&mut random);
                fold.train.extend(&rows[..learnt[class]]);
                fold.test.extend(&rows[learnt[class]..learnt[class] + held[class]]);
            }
            fold.train.shuffle(&mut random);
            fold.test.shuffle(&mut random);
            Some(fold)
        };
        Ok(Folds::new(self.splits, std::iter::from_fn(draw)))
    }
}

// ANCHOR: apportion
/// Divides `seats` among classes in proportion to their sizes, by the largest remainders: every class gets its share rounded down,
/// and the seats left go to the largest remainders, drawn by chance among equals. All in whole numbers.
pub(crate) fn apportion(counts: &[usize], seats: usize, random: &mut impl Rng) -> Vec<usize> {
    let total: u128 = counts.iter().map(|&count| count as u128).sum();
    let share = |count: usize| count as u128 * seats as u128;
    let mut seats_of: Vec<usize> = counts.iter().map(|&count| (share(count) / total) as usize).collect();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.shuffle(random);
    sort_places(&mut order, &mut |a, b| (share(counts[b]) % total).cmp(&(share(counts[a]) % total)));
    let left = seats - seats_of.iter().sum::<usize>();
    order.into_iter().take(left).for_each(|class| seats_of[class] += 1);
    seats_of
}
// ANCHOR_END: apportion

/// One split of rows: a quarter held out where no size is said, drawn by chance from the seed or, without one, the last rows.
/// With `classes` their shares are kept on both sides.
///
/// ```
/// use openwork::model_selection::{Rows, Size, train_test_split};
///
/// let split = train_test_split(Rows::new(10), None, Some(Size::Rows(4)), Some(7))?;
/// assert_eq!((split.train.len(), split.test.len()), (6, 4));
/// # Ok::<(), openwork::Error>(())
/// ```
///
/// # Errors
/// Sizes outside their domain; classes without a seed; a class with a single row.
pub fn train_test_split(rows: Rows<'_>, train: Option<Size>, test: Option<Size>, seed: Option<u64>) -> Result<Fold> {
    let (learnt, held) = sizes(rows.n, train, test, 0.25)?;
    let Some(seed) = seed else {
        if rows.classes.is_some() {
            return Err(Error::setting(
                "stratify",
                "classes without shuffling",
                "a seed: rows that keep their order keep no shares",
            ));
        }
        return Ok(Fold { train: (0..learnt).collect(), test: (learnt..learnt + held).collect() });
    };
    let (train, test) = (Some(Size::Rows(learnt)), Some(Size::Rows(held)));
    let mut folds = match rows.classes {
        Some(_) => StratifiedShuffleSplit { splits: 1, train, test, seed }.folds(rows)?,
        None => ShuffleSplit { splits: 1, train, test, seed }.folds(rows)?,
    };
    folds.next().ok_or_else(|| Error::empty("rows", "rows to split"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up_for_rows_held_out_and_down_for_rows_learnt_from() {
        assert_eq!(sizes(10, None, Some(Size::Share(0.25)), 0.1).unwrap(), (7, 3));
        assert_eq!(sizes(10, Some(Size::Share(0.25)), None, 0.1).unwrap(), (2, 8));
        assert_eq!(sizes(10, None, None, 0.1).unwrap(), (9, 1));
        assert_eq!(sizes(10, Some(Size::Rows(3)), Some(Size::Rows(2)), 0.1).unwrap(), (3, 2));
    }

    #[test]
    fn sizes_that_cannot_be_are_refused() {
        for (train, test) in [
            (None, Some(Size::Rows(0))),
            (None, Some(Size::Rows(10))),
            (None, Some(Size::Share(0.0))),
            (None, Some(Size::Share(f64::NAN))),
            (Some(Size::Share(0.7)), Some(Size::Share(0.6))),
            (Some(Size::Rows(8)), Some(Size::Rows(3))),
            (Some(Size::Share(0.05)), None),
        ] {
            assert!(sizes(10, train, test, 0.1).is_err(), "{train:?} {test:?}");
        }
        assert!(sizes(1, None, None, 0.25).is_err());
    }

    #[test]
    fn seats_go_by_the_largest_remainders() {
        // Shares 4.2, 2.8 and 3: the seat left goes to the second class.
        assert_eq!(apportion(&[42, 28, 30], 10, &mut generator(0, 0)), [4, 3, 3]);
        assert_eq!(apportion(&[5, 5], 1, &mut generator(3, 0)).iter().sum::<usize>(), 1);
    }

    #[test]
    fn a_class_with_one_row_cannot_be_on_both_sides() {
        let split = StratifiedShuffleSplit::new(1, 0).test_size(Size::Rows(2));
        let said = split.folds(Rows::new(5).classes(&[8, 8, 8, 8, 6])).unwrap_err().to_string();
        assert_eq!(said, "class 6: got 1 row, wanted at least 2: one for each side of a split");
        assert!(train_test_split(Rows::new(4).classes(&[0, 0, 1, 1]), None, None, None).is_err());
    }
}
