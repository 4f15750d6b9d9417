//! The tour's stops at cross validation and grid search, standardised within each fold.

use crate::call::Failure;
use crate::table::number;
use crate::tour::{Stop, close};
use openwork::datasets::{self, Dataset, Target};
use openwork::model_selection::{Candidate, CrossValidation, GridSearch, Scaled, Scorer, StratifiedKFold, Targets, grid};
use openwork::neighbors::{KNeighborsClassifier, Weights};
use openwork::plot::Bar;
use serde_json::{Value, json};
use std::time::Instant;

fn targets(data: &Dataset) -> Result<Targets<'_>, Failure> {
    match &data.y {
        Target::Classes { names, y } => Ok(Targets::Classes { y, count: names.len() }),
        Target::Numbers(_) => Err(Failure::Work(format!("{}: no classes", data.info.name))),
    }
}

/// Whether all numbers are the reference's.
fn same(ours: &[f64], theirs: &Value) -> bool {
    let theirs = theirs.as_array().map_or(&[][..], Vec::as_slice);
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(&ours, theirs)| close(ours, theirs))
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().map_or_else(Vec::new, |all| all.iter().map(crate::tour::float).collect())
}

pub fn validation(reference: &Value) -> Result<Stop, Failure> {
    let data = datasets::breast_cancer()?;
    let (estimator, splitter) = (Scaled(KNeighborsClassifier::new(7)), StratifiedKFold::new(5));
    let clock = Instant::now();
    let found = CrossValidation::new(&estimator, &splitter, &[Scorer::ACCURACY]).scores(data.x.view(), targets(&data)?, None)?;
    let seconds = clock.elapsed().as_secs_f64();
    let scores = found.test(0);
    let theirs = &reference["cross_validation breast_cancer"]["scores"];
    let say = |scores: &[f64]| format!("accuracy {} over 5 folds", number(scores.iter().sum::<f64>() / scores.len() as f64));
    let names: Vec<String> = (1..=scores.len()).map(|fold| format!("fold {fold}")).collect();
    Ok(Stop {
        algorithm: "cross_validation",
        data: data.info.name,
        done: "7 neighbours, standardised, 5 stratified folds".into(),
        result: say(&scores),
        reference: say(&numbers(theirs)),
        same: same(&scores, theirs),
        seconds,
        picture: Bar::new(&names)
            .series("accuracy", &scores)
            .title("breast_cancer: the share of right answers in each fold")
            .axes("", "accuracy")
            .svg()?,
    })
}

pub fn search(reference: &Value) -> Result<Stop, Failure> {
    let data = datasets::wine()?;
    let axes = [
        ("k".to_owned(), ["1", "5", "9", "15", "25"].map(str::to_owned).to_vec()),
        ("weights".to_owned(), ["uniform", "distance"].map(str::to_owned).to_vec()),
    ];
    let candidate = |settings: Vec<(String, String)>| {
        let k = settings.first().and_then(|(_, k)| k.parse().ok()).unwrap_or(1);
        let by_distance = settings.get(1).is_some_and(|(_, weights)| weights == "distance");
        let weights = if by_distance { Weights::Distance } else { Weights::Uniform };
        Candidate { settings, estimator: Box::new(Scaled(KNeighborsClassifier::new(k).weights(weights))) }
    };
    let candidates: Vec<Candidate> = grid(&axes).into_iter().map(candidate).collect();
    let splitter = StratifiedKFold::new(5);
    let clock = Instant::now();
    let found = GridSearch::new(candidates, &splitter, Scorer::ACCURACY).fit(data.x.view(), targets(&data)?, None)?;
    let seconds = clock.elapsed().as_secs_f64();
    let means: Vec<f64> = found.results.iter().map(|result| result.mean).collect();
    let theirs = &reference["grid_search wine"];
    let names: Vec<String> =
        found.results.iter().map(|r| r.settings.iter().map(|(_, v)| v.as_str()).collect::<Vec<_>>().join(" ")).collect();
    let their_means = numbers(&theirs["means"]);
    let say = |means: &[f64], best: usize| {
        format!("best {}: {}", names.get(best).map_or("", String::as_str), number(means.get(best).copied().unwrap_or(f64::NAN)))
    };
    Ok(Stop {
        algorithm: "grid_search",
        data: data.info.name,
        done: "k and weights of neighbours, standardised, 5 stratified folds".into(),
        result: say(&means, found.best),
        reference: say(&their_means, theirs["best"].as_u64().map_or(usize::MAX, |best| best as usize)),
        same: same(&means, &theirs["means"]) && theirs["best"] == json!(found.best),
        seconds,
        picture: Bar::new(&names)
            .series("accuracy", &means)
            .title("wine: the mean accuracy of every choice of k and weights")
            .axes("k, weights", "accuracy")
            .svg()?,
    })
}
