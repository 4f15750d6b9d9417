//! The table of a grid search.

use crate::case::File;
use crate::cross_validation::{Kind, targets};
use crate::{Outcome, Suite};
use openwork::datasets;
use openwork::model_selection::{Candidate, Estimator, GridSearch, Scorer, grid};
use openwork::neighbors::{KNeighborsClassifier, KNeighborsRegressor, Weights};
use openwork::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    data: String,
    estimator: String,
    splitter: Kind,
    ks: Vec<usize>,
    weights: Vec<String>,
    scorer: String,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Expected {
    mean: Vec<f64>,
    deviation: Vec<f64>,
    rank: Vec<u64>,
    best: u64,
    settings: Vec<[String; 2]>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    Ok(Suite { outcomes: file.cases.iter().map(compare).collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
    let data = datasets::load(&case.data)?;
    let axes = [("weights".to_owned(), case.weights.clone()), ("k".to_owned(), case.ks.iter().map(usize::to_string).collect())];
    let candidate = |settings: Vec<(String, String)>| {
        let wrong = || Error::format("parity/cases", "a grid of k and weights");
        let [(_, k), (_, weights)] = &settings[..] else { return Err(wrong()) };
        let k = k.parse().map_err(|_| wrong())?;
        let weights = if weights == "uniform" { Weights::Uniform } else { Weights::Distance };
        let estimator: Box<dyn Estimator> = match case.estimator.as_str() {
            "knn" => Box::new(KNeighborsClassifier::new(k).weights(weights)),
            _ => Box::new(KNeighborsRegressor::new(k).weights(weights)),
        };
        Ok(Candidate { settings, estimator })
    };
    let candidates = grid(&axes).into_iter().map(candidate).collect::<Result<_>>()?;
    let splitter = case.splitter.make();
    let found =
        GridSearch::new(candidates, &*splitter, Scorer::parse(&case.scorer)?).fit(data.x.view(), targets(&data.y), None)?;

    let want = &case.expected;
    outcome.same("candidates", [found.results.len() as u64], &[want.mean.len() as u64]);
    for (i, result) in found.results.iter().enumerate().take(want.mean.len()) {
        if result.settings.iter().map(|(_, value)| value).ne(&want.settings[i]) {
            outcome.fail(format!("candidate {i} is {:?}, wanted {:?}", result.settings, want.settings[i]));
        }
        outcome.close(&format!("mean of candidate {i}"), result.mean, want.mean[i], want.mean[i].abs());
        outcome.close(&format!("deviation of candidate {i}"), result.deviation, want.deviation[i], want.mean[i].abs());
    }
    outcome.same("ranks", found.ranks.iter().map(|&rank| rank as u64), &want.rank);
    outcome.same("best", [found.best as u64], &[want.best]);
    Ok(outcome)
}
