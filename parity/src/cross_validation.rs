//! Splitters fold by fold, and the scores of models on them.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::datasets::{self, Target};
use openwork::linear_model::{LinearRegression, LogisticRegression, Ridge, Solver};
use openwork::model_selection::{
    CrossValidation, Estimator, Fold, GroupKFold, KFold, LeavePOut, PredefinedSplit, RepeatedKFold, RepeatedStratifiedKFold,
    Rows, Scaled, Scorer, ShuffleSplit, Size, Splitter, StratifiedGroupKFold, StratifiedKFold, StratifiedShuffleSplit, Targets,
    TimeSeriesSplit,
};
use openwork::ndarray::ArrayView2;
use openwork::neighbors::{KNeighborsClassifier, KNeighborsRegressor};
use openwork::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Case {
    Folds {
        name: String,
        n: usize,
        splitter: Kind,
        classes: Option<Vec<u32>>,
        groups: Option<Vec<u32>>,
        expected: Expected,
    },
    Scores {
        name: String,
        data: String,
        estimator: Learner,
        splitter: Kind,
        scorer: String,
        scaled: bool,
        expected: Vec<f64>,
        tolerance: f64,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Kfold(K),
    Stratified(K),
    Group(K),
    StratifiedGroup(K),
    Time { k: usize, gap: Option<usize>, max_train_size: Option<usize>, test_size: Option<usize> },
    LeaveP { p: usize },
    Predefined { fold_of: Vec<i64> },
    Shuffle(Sized),
    StratifiedShuffle(Sized),
    Repeated { k: usize, repeats: usize },
    RepeatedStratified { k: usize, repeats: usize },
}

#[derive(Deserialize)]
pub(crate) struct K {
    k: usize,
    #[serde(default)]
    shuffle: bool,
}

#[derive(Deserialize)]
pub(crate) struct Sized {
    k: usize,
    test: Option<serde_json::Number>,
    train: Option<serde_json::Number>,
}

/// A whole number is rows, any other a share.
fn size(number: &serde_json::Number) -> Size {
    match number.as_u64() {
        Some(rows) => Size::Rows(rows as usize),
        None => Size::Share(number.as_f64().unwrap_or(f64::NAN)),
    }
}

const SEED: u64 = 5;

impl Kind {
    pub(crate) fn make(&self) -> Box<dyn Splitter> {
        macro_rules! shuffled {
            ($make:path, $k:expr) => {
                if $k.shuffle { Box::new($make($k.k).shuffle(SEED)) } else { Box::new($make($k.k)) }
            };
        }
        macro_rules! sized {
            ($make:path, $s:expr) => {{
                let split = $make($s.k, SEED);
                let split = $s.test.as_ref().map_or(split, |test| split.test_size(size(test)));
                Box::new($s.train.as_ref().map_or(split, |train| split.train_size(size(train))))
            }};
        }
        match self {
            Kind::Kfold(k) => shuffled!(KFold::new, k),
            Kind::Stratified(k) => shuffled!(StratifiedKFold::new, k),
            Kind::Group(k) => shuffled!(GroupKFold::new, k),
            Kind::StratifiedGroup(k) => shuffled!(StratifiedGroupKFold::new, k),
            Kind::Time { k, gap, max_train_size, test_size } => {
                let split = TimeSeriesSplit::new(*k).gap(gap.unwrap_or(0));
                let split = max_train_size.map_or(split, |rows| split.max_train_size(rows));
                Box::new(test_size.map_or(split, |rows| split.test_size(rows)))
            }
            Kind::LeaveP { p } => Box::new(LeavePOut::new(*p)),
            Kind::Predefined { fold_of } => Box::new(PredefinedSplit::new(fold_of.clone())),
            Kind::Shuffle(s) => sized!(ShuffleSplit::new, s),
            Kind::StratifiedShuffle(s) => sized!(StratifiedShuffleSplit::new, s),
            Kind::Repeated { k, repeats } => Box::new(RepeatedKFold::new(*k, *repeats, SEED)),
            Kind::RepeatedStratified { k, repeats } => Box::new(RepeatedStratifiedKFold::new(*k, *repeats, SEED)),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Learner {
    Knn { k: usize },
    KnnRegression { k: usize },
    Logistic { c: f64 },
    Linear {},
    Ridge { alpha: f64 },
}

impl Learner {
    pub(crate) fn make(&self) -> Box<dyn Estimator> {
        match self {
            Learner::Knn { k } => Box::new(KNeighborsClassifier::new(*k)),
            Learner::KnnRegression { k } => Box::new(KNeighborsRegressor::new(*k)),
            Learner::Logistic { c } => Box::new(LogisticRegression::new().c(*c).solver(Solver::Newton).tol(1e-10).max_iter(1000)),
            Learner::Linear {} => Box::new(LinearRegression::new()),
            Learner::Ridge { alpha } => Box::new(Ridge::new(*alpha)),
        }
    }
}

#[derive(Deserialize)]
struct Expected {
    #[serde(default)]
    refused: bool,
    tests: Option<Vec<Vec<u64>>>,
    trains: Option<Vec<Vec<u64>>>,
    sizes: Option<Vec<[u64; 2]>>,
    counts: Option<Vec<[Vec<u64>; 2]>>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| match case {
        Case::Folds { name, n, splitter, classes, groups, expected } => {
            let rows = Rows::new(*n);
            let rows = classes.as_ref().map_or(rows, |classes| rows.classes(classes));
            let rows = groups.as_ref().map_or(rows, |groups| rows.groups(groups));
            Ok(folds(name, splitter, rows, classes.as_deref(), *n, expected))
        }
        Case::Scores { name, data, estimator, splitter, scorer, scaled, expected, tolerance } => {
            let mut outcome = Outcome::new(name, "f64", *tolerance);
            let data = datasets::load(data)?;
            let estimator = estimator.make();
            let estimator: Box<dyn Estimator> = if *scaled { Box::new(Scaled(estimator)) } else { estimator };
            let splitter = splitter.make();
            let scorers = [Scorer::parse(scorer)?];
            let scores =
                CrossValidation::new(&estimator, &*splitter, &scorers).scores(data.x.view(), targets(&data.y), None)?.test(0);
            let columns = |v: &[f64]| ArrayView2::from_shape((v.len(), 1), v).map(|v| v.to_owned());
            match (columns(&scores), columns(expected)) {
                (Ok(got), Ok(want)) => outcome.close_all("scores", got.view(), want.view()),
                _ => return Err(Error::empty("scores", "a score a fold")),
            }
            Ok(outcome)
        }
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

/// The targets of an embedded set.
pub(crate) fn targets(y: &Target) -> Targets<'_> {
    match y {
        Target::Classes { names, y } => Targets::Classes { y, count: names.len() },
        Target::Numbers(y) => Targets::Numbers(y),
    }
}

fn folds(name: &str, splitter: &Kind, rows: Rows<'_>, classes: Option<&[u32]>, n: usize, expected: &Expected) -> Outcome {
    let mut outcome = Outcome::new(name, "", 0.0);
    let made: Vec<Fold> = match splitter.make().folds(rows) {
        Err(_) if expected.refused => return outcome,
        Err(error) => {
            outcome.fail(format!("refused: {error}"));
            return outcome;
        }
        Ok(_) if expected.refused => {
            outcome.fail("folds were made, wanted a refusal".into());
            return outcome;
        }
        Ok(folds) => folds.collect(),
    };
    for (i, fold) in made.iter().enumerate() {
        let mut seen = vec![false; n];
        let again = fold.train.iter().chain(&fold.test).any(|&row| std::mem::replace(&mut seen[row], true));
        if again {
            outcome.fail(format!("fold {i}: a row comes twice"));
        }
    }
    let whole = |rows: &[usize]| rows.iter().map(|&row| row as u64).collect::<Vec<_>>();
    if let Some(tests) = &expected.tests {
        outcome.same("number of folds", [made.len() as u64], &[tests.len() as u64]);
        for (i, (fold, test)) in made.iter().zip(tests).enumerate() {
            outcome.same(&format!("rows held out in fold {i}"), whole(&fold.test), test);
            let rest = || (0..n as u64).filter(|row| !test.contains(row)).collect();
            let train = expected.trains.as_ref().map_or_else(rest, |trains| trains[i].clone());
            outcome.same(&format!("rows learnt from in fold {i}"), whole(&fold.train), &train);
        }
    }
    if let Some(sizes) = &expected.sizes {
        outcome.same("number of folds", [made.len() as u64], &[sizes.len() as u64]);
        let got = made.iter().flat_map(|fold| [fold.train.len() as u64, fold.test.len() as u64]);
        outcome.same("sizes", got, &sizes.concat());
    }
    if let (Some(counts), Some(classes)) = (&expected.counts, classes) {
        let names = classes.iter().max().map_or(0, |&class| class as usize + 1);
        let count = |rows: &[usize]| {
            let mut counts = vec![0; names];
            rows.iter().for_each(|&row| counts[classes[row] as usize] += 1);
            counts
        };
        for (i, (fold, [train, test])) in made.iter().zip(counts).enumerate() {
            outcome.same(&format!("classes learnt from in fold {i}"), count(&fold.train), train);
            outcome.same(&format!("classes held out in fold {i}"), count(&fold.test), test);
        }
    }
    outcome
}
