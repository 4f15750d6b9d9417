#![doc = include_str!("grid_search.md")]

use super::cross_validation::{CrossValidation, check_rows, mean_and_deviation};
use super::estimator::{Estimator, Fitted, Targets};
use super::scorer::Scorer;
use super::split::Splitter;
use crate::error::{Error, Result};
use crate::steps::Run;
use ndarray::ArrayView2;
use serde::Serialize;
use std::fmt;

/// One choice of settings.
pub struct Candidate {
    /// The settings that tell it from the others, by name, as text.
    pub settings: Vec<(String, String)>,
    /// The estimator with these settings.
    pub estimator: Box<dyn Estimator>,
}

// ANCHOR: grid
/// Every combination of the values, the names in the order of the alphabet and the last of them varying fastest.
///
/// ```
/// use openwork::model_selection::grid;
///
/// let all = grid(&[("weights".into(), vec!["uniform".into()]), ("k".into(), vec!["1".into(), "5".into()])]);
/// assert_eq!(all.len(), 2);
/// assert_eq!(all[1][0], ("k".to_owned(), "5".to_owned()));
/// ```
pub fn grid(axes: &[(String, Vec<String>)]) -> Vec<Vec<(String, String)>> {
    let mut axes: Vec<_> = axes.iter().collect();
    axes.sort_by(|a, b| a.0.cmp(&b.0));
    axes.iter().fold(vec![vec![]], |all, (name, values)| {
        let extended = |settings: &Vec<(String, String)>| {
            let one = |value: &String| [settings.clone(), vec![(name.clone(), value.clone())]].concat();
            values.iter().map(one).collect::<Vec<_>>()
        };
        all.iter().flat_map(extended).collect()
    })
}
// ANCHOR_END: grid

/// The settings of a grid search: the candidates, how the rows are divided, and how the answers are judged.
pub struct GridSearch<'s> {
    candidates: Vec<Candidate>,
    splitter: &'s dyn Splitter,
    scorer: Scorer,
}

impl<'s> GridSearch<'s> {
    /// Validates every candidate on the same folds; the one with the best mean score wins, the first of equals.
    pub fn new(candidates: Vec<Candidate>, splitter: &'s dyn Splitter, scorer: Scorer) -> Self {
        Self { candidates, splitter, scorer }
    }

    /// The search, candidate by candidate.
    ///
    /// # Errors
    /// No candidate; data or folds that [`CrossValidation::run`] refuses.
    pub fn run<'a>(&'a self, x: ArrayView2<'a, f64>, y: Targets<'a>, groups: Option<&'a [u32]>) -> Result<GridSearchRun<'a>> {
        if self.candidates.is_empty() {
            return Err(Error::empty("candidates", "at least one choice of settings; is some list of values empty?"));
        }
        check_rows(x, y)?;
        Ok(GridSearchRun { settings: self, x, y, groups, results: vec![], failed: None })
    }

    /// All candidates, and a model of all rows with the best settings.
    ///
    /// # Errors
    /// As [`run`](Self::run), and whatever an estimator or the score refuses.
    pub fn fit(&self, x: ArrayView2<'_, f64>, y: Targets<'_>, groups: Option<&[u32]>) -> Result<GridSearchModel> {
        let mut run = self.run(x, y, groups)?;
        while run.next().is_some() {}
        run.finish()
    }
}

/// What came of one candidate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateResult {
    /// Its settings.
    pub settings: Vec<(String, String)>,
    /// Its score in each fold.
    pub scores: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub deviation: f64,
}

impl fmt::Display for CandidateResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings: Vec<String> = self.settings.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        write!(f, "{}: {:.4} ± {:.4}", settings.join(", "), self.mean, self.deviation)
    }
}

/// The state between candidates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GridSearchSnapshot {
    /// The mean score of every candidate done.
    pub means: Vec<f64>,
    /// The best of them so far.
    pub best: Option<usize>,
}

/// A grid search on its way: each `next()` validates one candidate, its folds in parallel.
pub struct GridSearchRun<'a> {
    settings: &'a GridSearch<'a>,
    x: ArrayView2<'a, f64>,
    y: Targets<'a>,
    groups: Option<&'a [u32]>,
    results: Vec<CandidateResult>,
    failed: Option<Error>,
}

impl GridSearchRun<'_> {
    /// The model of all rows with the best settings of those that were tried.
    ///
    /// # Errors
    /// What stopped the search, or no candidate tried.
    pub fn finish(self) -> Result<GridSearchModel> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let best = best(&self.results).ok_or_else(|| Error::empty("results", "at least one candidate tried"))?;
        let model = self.settings.candidates[best].estimator.fit(self.x, self.y)?;
        Ok(GridSearchModel { best, ranks: ranks(&self.results), results: self.results, model })
    }

    fn try_next(&self, candidate: &Candidate) -> Result<CandidateResult> {
        let estimator: &dyn Estimator = &candidate.estimator;
        let validation = CrossValidation::new(estimator, self.settings.splitter, &[self.settings.scorer]);
        let scores = validation.scores(self.x, self.y, self.groups)?.test(0);
        let (mean, deviation) = mean_and_deviation(&scores);
        Ok(CandidateResult { settings: candidate.settings.clone(), scores, mean, deviation })
    }
}

impl Iterator for GridSearchRun<'_> {
    type Item = CandidateResult;

    fn next(&mut self) -> Option<CandidateResult> {
        if self.failed.is_some() {
            return None;
        }
        match self.try_next(self.settings.candidates.get(self.results.len())?) {
            Ok(result) => {
                self.results.push(result.clone());
                Some(result)
            }
            Err(error) => {
                self.failed = Some(error);
                None
            }
        }
    }
}

impl Run for GridSearchRun<'_> {
    type Snapshot = GridSearchSnapshot;

    fn snapshot(&self) -> GridSearchSnapshot {
        GridSearchSnapshot { means: self.results.iter().map(|r| r.mean).collect(), best: best(&self.results) }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.settings.candidates.len())
    }
}

// ANCHOR: best
/// The candidate with the best mean score, the first of equals.
fn best(results: &[CandidateResult]) -> Option<usize> {
    let better = |best: usize, i: usize| if results[i].mean > results[best].mean { i } else { best };
    (0..results.len()).reduce(better)
}

/// The rank of each candidate, from 1; equals share the better rank.
fn ranks(results: &[CandidateResult]) -> Vec<usize> {
    results.iter().map(|result| 1 + results.iter().filter(|other| other.mean > result.mean).count()).collect()
}
// ANCHOR_END: best

/// What a grid search found.
pub struct GridSearchModel {
    /// The best candidate's place among the results.
    pub best: usize,
    /// The rank of each candidate, from 1; equals share the better rank.
    pub ranks: Vec<usize>,
    /// What came of each candidate, in their order.
    pub results: Vec<CandidateResult>,
    /// A model of all rows with the best settings.
    pub model: Box<dyn Fitted>,
}

impl GridSearchModel {
    /// The best candidate.
    pub fn best(&self) -> &CandidateResult {
        &self.results[self.best]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model_selection::StratifiedKFold;
    use crate::neighbors::KNeighborsClassifier;

    fn candidates(ks: &[usize]) -> Vec<Candidate> {
        let one = |&k: &usize| Candidate {
            settings: vec![("k".into(), k.to_string())],
            estimator: Box::new(KNeighborsClassifier::new(k)),
        };
        ks.iter().map(one).collect()
    }

    #[test]
    fn the_first_of_equals_wins_and_they_share_a_rank() {
        let iris = crate::datasets::iris().unwrap();
        let crate::datasets::Target::Classes { y, .. } = &iris.y else { panic!() };
        let splitter = StratifiedKFold::new(5);
        let search = GridSearch::new(candidates(&[40, 5, 5, 90]), &splitter, Scorer::ACCURACY);
        let found = search.fit(iris.x.view(), Targets::classes(y), None).unwrap();
        assert_eq!((found.best, found.ranks), (1, vec![3, 1, 1, 4]));
    }

    #[test]
    fn an_empty_grid_and_a_candidate_that_cannot_fit_are_refused() {
        let iris = crate::datasets::iris().unwrap();
        let crate::datasets::Target::Classes { y, .. } = &iris.y else { panic!() };
        let splitter = StratifiedKFold::new(5);
        let fit = |ks| GridSearch::new(candidates(ks), &splitter, Scorer::ACCURACY).fit(iris.x.view(), Targets::classes(y), None);
        assert!(fit(&[]).err().unwrap().to_string().contains("candidates is empty"));
        assert!(fit(&[5, 121]).err().unwrap().to_string().contains("k = 121"));
    }
}
