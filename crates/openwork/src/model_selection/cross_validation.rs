#![doc = include_str!("cross_validation.md")]

use super::estimator::{Answers, Estimator, Targets};
use super::scorer::Scorer;
use super::split::{Fold, Folds, Rows, Splitter};
use crate::error::{Error, Result};
use crate::linalg::check_matrix;
use crate::steps::{Clock, Run};
use crate::threads;
use ndarray::{ArrayView2, Axis};
use serde::Serialize;
use std::collections::VecDeque;
use std::fmt;

/// The settings of a cross validation: what learns, how the rows are divided, and how the answers are judged.
#[derive(Clone)]
pub struct CrossValidation<'e> {
    estimator: &'e dyn Estimator,
    splitter: &'e dyn Splitter,
    scorers: Vec<Scorer>,
    train_scores: bool,
}

impl<'e> CrossValidation<'e> {
    /// Fits the estimator on every fold of the splitter and scores it on the rows held out.
    pub fn new(estimator: &'e dyn Estimator, splitter: &'e dyn Splitter, scorers: &[Scorer]) -> Self {
        Self { estimator, splitter, scorers: scorers.to_vec(), train_scores: false }
    }

    /// Scores the rows learnt from too: a model that knows them by heart does far better on them than on others.
    pub fn train_scores(self, yes: bool) -> Self {
        Self { train_scores: yes, ..self }
    }

    /// The validation, fold by fold. `x` has shape `(n, d)`; `groups`, where the splitter wants them, one number a row.
    ///
    /// # Errors
    /// Empty `x`, NaN or infinity in it, lengths that differ, no score, and whatever the splitter refuses.
    pub fn run<'a>(
        &'a self,
        x: ArrayView2<'a, f64>,
        y: Targets<'a>,
        groups: Option<&'a [u32]>,
    ) -> Result<CrossValidationRun<'a>> {
        check_rows(x, y)?;
        if self.scorers.is_empty() {
            return Err(Error::empty("scorers", "at least one score"));
        }
        let folds = self.splitter.folds(rows(x, y, groups))?;
        let of = folds.len();
        Ok(CrossValidationRun { settings: self, x, y, folds, of, ready: VecDeque::new(), done: vec![], now: None, failed: None })
    }

    /// All folds at once, in parallel.
    ///
    /// # Errors
    /// As [`run`](Self::run), and whatever the estimator or the scores refuse in some fold.
    pub fn scores(&self, x: ArrayView2<'_, f64>, y: Targets<'_>, groups: Option<&[u32]>) -> Result<Scores> {
        self.run(x, y, groups)?.finish()
    }

    // ANCHOR: one
    /// One fold: learn from its rows, judge by those held out. Nothing of it is kept for the next.
    fn one(&self, x: ArrayView2<'_, f64>, y: Targets<'_>, fold: &Fold, number: usize, of: usize) -> Result<FoldStep> {
        let count = if let Targets::Classes { count, .. } = y { count } else { 0 };
        let part = |rows: &[usize]| (x.select(Axis(0), rows), y.select(rows));
        let (x_train, y_train) = part(&fold.train);
        let (x_test, y_test) = part(&fold.test);

        let clock = Clock::start();
        let model = self.estimator.fit(x_train.view(), y_train.targets(count))?;
        let fit_seconds = clock.seconds();
        let score = |scorer: &Scorer| scorer.score(&*model, x_test.view(), y_test.targets(count));
        let clock = Clock::start();
        let scores = self.scorers.iter().map(score).collect::<Result<_>>()?;
        let score_seconds = clock.seconds();
        // ANCHOR_END: one
        let train = |scorer: &Scorer| scorer.score(&*model, x_train.view(), y_train.targets(count));
        let train_scores = if self.train_scores { self.scorers.iter().map(train).collect::<Result<_>>()? } else { vec![] };
        let (train, test) = (fold.train.len(), fold.test.len());
        Ok(FoldStep { fold: number, of, train, test, scores, train_scores, fit_seconds, score_seconds })
    }
}

/// A model and rows that go together.
pub(crate) fn check_rows(x: ArrayView2<'_, f64>, y: Targets<'_>) -> Result<()> {
    check_matrix("x", x)?;
    if y.len() != x.nrows() {
        return Err(Error::shape("y", y.len(), format!("{}, one a row of x", x.nrows())));
    }
    if let Targets::Numbers(y) = y {
        let y = ArrayView2::from_shape((y.len(), 1), y).map_err(|e| Error::shape("y", e, "one number a row"))?;
        check_matrix("y", y)?;
    }
    Ok(())
}

/// What a splitter is told of these rows.
pub(crate) fn rows<'a>(x: ArrayView2<'_, f64>, y: Targets<'a>, groups: Option<&'a [u32]>) -> Rows<'a> {
    let rows = Rows::new(x.nrows());
    let rows = if let Targets::Classes { y, .. } = y { rows.classes(y) } else { rows };
    if let Some(groups) = groups { rows.groups(groups) } else { rows }
}

/// What came of one fold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoldStep {
    /// Its number, from 1.
    pub fold: usize,
    /// How many folds there are.
    pub of: usize,
    /// Rows learnt from.
    pub train: usize,
    /// Rows held out.
    pub test: usize,
    /// The scores of the rows held out, in the order of the scorers.
    pub scores: Vec<f64>,
    /// The scores of the rows learnt from, where they were asked for.
    pub train_scores: Vec<f64>,
    /// Seconds that learning took; not written, since they differ from run to run.
    #[serde(skip)]
    pub fit_seconds: f64,
    /// Seconds that judging took.
    #[serde(skip)]
    pub score_seconds: f64,
}

impl fmt::Display for FoldStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fold {} of {}: {} rows learnt, {} held out", self.fold, self.of, self.train, self.test)?;
        self.scores.iter().try_for_each(|score| write!(f, ", {score:.4}"))
    }
}

/// The state between folds: what a figure draws.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoldSnapshot {
    /// Folds done.
    pub fold: usize,
    /// What the last fold did with each row: 0 left out, 1 learnt from, 2 held out. Empty before the first.
    pub roles: Vec<u8>,
    /// The first score of every fold done.
    pub scores: Vec<f64>,
    /// Their mean.
    pub mean: Option<f64>,
    /// Their standard deviation.
    pub deviation: Option<f64>,
}

/// A cross validation on its way: each `next()` is one fold. As many folds as there are threads are worked on at once.
pub struct CrossValidationRun<'a> {
    settings: &'a CrossValidation<'a>,
    x: ArrayView2<'a, f64>,
    y: Targets<'a>,
    folds: Folds,
    of: usize,
    ready: VecDeque<(Fold, Result<FoldStep>)>,
    done: Vec<FoldStep>,
    now: Option<Fold>,
    failed: Option<Error>,
}

impl CrossValidationRun<'_> {
    /// What is doubtful about the folds, in words.
    pub fn warning(&self) -> Option<&str> {
        self.folds.warning()
    }

    /// The fold that the last step was.
    pub fn fold(&self) -> Option<&Fold> {
        self.now.as_ref()
    }

    /// The folds that are left, and all the scores.
    ///
    /// # Errors
    /// Whatever the estimator or the scores refused in some fold, the first of them.
    pub fn finish(mut self) -> Result<Scores> {
        loop {
            self.fill(16.max(4 * threads::count()));
            if self.next().is_none() {
                break;
            }
        }
        match self.failed {
            Some(error) => Err(error),
            None => Ok(Scores { scorers: self.settings.scorers.clone(), folds: self.done }),
        }
    }

    // ANCHOR: fill
    /// The next folds, in parallel, where none is ready.
    fn fill(&mut self, at_once: usize) {
        if !self.ready.is_empty() || self.failed.is_some() {
            return;
        }
        let folds: Vec<Fold> = self.folds.by_ref().take(at_once).collect();
        let (first, work) = (self.done.len() + 1, self.x.len() * folds.len() * 32);
        let one = |i: usize| self.settings.one(self.x, self.y, &folds[i], first + i, self.of);
        let steps: Vec<_> = threads::map_jobs(folds.len(), work, one);
        self.ready.extend(folds.into_iter().zip(steps));
    }
    // ANCHOR_END: fill
}

impl Iterator for CrossValidationRun<'_> {
    type Item = FoldStep;

    fn next(&mut self) -> Option<FoldStep> {
        self.fill(threads::count());
        let (fold, step) = self.ready.pop_front()?;
        match step {
            Ok(step) => {
                self.now = Some(fold);
                self.done.push(step.clone());
                Some(step)
            }
            Err(error) => {
                self.failed = Some(error);
                self.ready.clear();
                None
            }
        }
    }
}

impl Run for CrossValidationRun<'_> {
    type Snapshot = FoldSnapshot;

    fn snapshot(&self) -> FoldSnapshot {
        let mut roles = if self.now.is_some() { vec![0; self.x.nrows()] } else { vec![] };
        for (rows, role) in self.now.iter().flat_map(|fold| [(&fold.train, 1), (&fold.test, 2)]) {
            rows.iter().for_each(|&row| roles[row] = role);
        }
        let scores: Vec<f64> = self.done.iter().map(|step| step.scores[0]).collect();
        let (mean, deviation) = (!scores.is_empty()).then(|| mean_and_deviation(&scores)).unzip();
        FoldSnapshot { fold: self.done.len(), roles, scores, mean, deviation }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.of)
    }
}

/// The scores of all folds.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// What was scored.
    pub scorers: Vec<Scorer>,
    /// What came of each fold.
    pub folds: Vec<FoldStep>,
}

impl Scores {
    /// The scores of the rows held out, a fold each, by the scorer of that place.
    pub fn test(&self, scorer: usize) -> Vec<f64> {
        self.folds.iter().filter_map(|step| step.scores.get(scorer).copied()).collect()
    }

    /// The scores of the rows learnt from, where they were asked for.
    pub fn train(&self, scorer: usize) -> Vec<f64> {
        self.folds.iter().filter_map(|step| step.train_scores.get(scorer).copied()).collect()
    }

    /// The mean of a score over the folds, and how far the folds lie from it: the root of the mean squared difference.
    pub fn mean_and_deviation(&self, scorer: usize) -> (f64, f64) {
        mean_and_deviation(&self.test(scorer))
    }
}

pub(crate) fn mean_and_deviation(scores: &[f64]) -> (f64, f64) {
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n;
    (mean, (scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / n).sqrt())
}

/// The score of each fold.
///
/// # Errors
/// As [`CrossValidation::scores`].
pub fn cross_val_score(
    estimator: &dyn Estimator,
    x: ArrayView2<'_, f64>,
    y: Targets<'_>,
    splitter: &dyn Splitter,
    scorer: Scorer,
) -> Result<Vec<f64>> {
    Ok(CrossValidation::new(estimator, splitter, &[scorer]).scores(x, y, None)?.test(0))
}

/// The answer for every row, of the model of the fold that held it out. The folds must hold every row out once.
///
/// # Errors
/// As [`CrossValidation::scores`]; a row that is held out twice, or never.
pub fn cross_val_predict(
    estimator: &dyn Estimator,
    x: ArrayView2<'_, f64>,
    y: Targets<'_>,
    splitter: &dyn Splitter,
    groups: Option<&[u32]>,
) -> Result<Answers> {
    check_rows(x, y)?;
    let mut folds = splitter.folds(rows(x, y, groups))?;
    let count = if let Targets::Classes { count, .. } = y { count } else { 0 };
    let mut classes: Vec<Option<u32>> = vec![None; x.nrows()];
    let mut numbers: Vec<Option<f64>> = vec![None; x.nrows()];
    loop {
        let wave: Vec<Fold> = folds.by_ref().take(16.max(4 * threads::count())).collect();
        if wave.is_empty() {
            break;
        }
        let answers = threads::map_jobs(wave.len(), x.len() * wave.len() * 32, |i| {
            let Fold { train, test } = &wave[i];
            let model = self::fit(estimator, x, y, train, count)?;
            model.answers(x.select(Axis(0), test).view())
        });
        for (fold, answers) in wave.iter().zip(answers) {
            for (&row, place) in fold.test.iter().zip(0..) {
                let again = match &answers {
                    Ok(Answers::Classes(a)) => classes[row].replace(a[place]).is_some(),
                    Ok(Answers::Numbers(a)) => numbers[row].replace(a[place]).is_some(),
                    Err(_) => break,
                };
                if again {
                    return Err(Error::shape("folds", format!("row {row} held out twice"), "every row held out once"));
                }
            }
            answers?;
        }
    }
    let all = |row: usize| Error::shape("folds", format!("row {row} never held out"), "every row held out once");
    if let Some(row) = (0..x.nrows()).find(|&row| classes[row].is_none() && numbers[row].is_none()) {
        return Err(all(row));
    }
    Ok(match classes.into_iter().collect() {
        Some(classes) => Answers::Classes(classes),
        None => Answers::Numbers(numbers.into_iter().flatten().collect()),
    })
}

/// A model of some rows.
pub(crate) fn fit(
    estimator: &dyn Estimator,
    x: ArrayView2<'_, f64>,
    y: Targets<'_>,
    rows: &[usize],
    count: usize,
) -> Result<Box<dyn super::Fitted>> {
    estimator.fit(x.select(Axis(0), rows).view(), y.select(rows).targets(count))
}
