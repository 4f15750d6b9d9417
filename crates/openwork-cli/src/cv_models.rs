//! What `openwork cv` can validate, and the settings that `--grid` names.

use crate::call::Failure;
use clap::ValueEnum;
use openwork::Error;
use openwork::datasets::Task;
use openwork::linear_model::{LinearRegression, LogisticRegression, Ridge};
use openwork::model_selection::{Candidate, Estimator, Scaled, Targets, grid};
use openwork::neighbors::{KNeighborsClassifier, KNeighborsRegressor, Metric, Weights};

/// What learns.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Learner {
    Logistic,
    Linear,
    Ridge,
    Knn,
}

impl Learner {
    pub fn name(self) -> &'static str {
        match self {
            Learner::Logistic => "logistic",
            Learner::Linear => "linear",
            Learner::Ridge => "ridge",
            Learner::Knn => "knn",
        }
    }

    /// What it answers; none where both.
    pub fn task(self) -> Option<Task> {
        match self {
            Learner::Logistic => Some(Task::Classification),
            Learner::Linear | Learner::Ridge => Some(Task::Regression),
            Learner::Knn => None,
        }
    }

    fn settings(self) -> &'static [&'static str] {
        match self {
            Learner::Logistic => &["C", "tol", "max_iter"],
            Learner::Linear => &[],
            Learner::Ridge => &["alpha"],
            Learner::Knn => &["k", "weights", "metric"],
        }
    }
}

/// Every combination of what `--grid` lists, one alone where it lists nothing.
pub fn combinations(lists: &[String]) -> Result<Vec<Vec<(String, String)>>, Failure> {
    let mut axes: Vec<(String, Vec<String>)> = vec![];
    for list in lists.iter().flat_map(|list| list.split_whitespace()) {
        let Some((name, values)) = list.split_once('=').filter(|(name, values)| !name.is_empty() && !values.is_empty()) else {
            return Err(Failure::Call(format!("--grid: got {list:?}, wanted NAME=A,B, such as C=0.1,1,10")));
        };
        if axes.iter().any(|(other, _)| other == name) {
            return Err(Failure::Call(format!("--grid: {name:?} comes twice, wanted its values in one list")));
        }
        axes.push((name.to_owned(), values.split(',').map(str::to_owned).collect()));
    }
    Ok(grid(&axes))
}

/// The estimator with these settings.
pub fn candidate(learner: Learner, y: &Targets<'_>, settings: Vec<(String, String)>, scale: bool) -> Result<Candidate, Failure> {
    for (name, _) in &settings {
        if !learner.settings().contains(&name.as_str()) {
            let known = if learner.settings().is_empty() { "no setting".to_owned() } else { learner.settings().join(", ") };
            return Err(Failure::Call(format!("--grid: {} has no setting {name:?}, wanted {known}", learner.name())));
        }
    }
    let text = |name: &str| settings.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let estimator: Box<dyn Estimator> = match (learner, y) {
        (Learner::Logistic, _) => {
            let settings = LogisticRegression::new();
            let settings = settings.c(read("C", text("C"), 1.0)?).tol(read("tol", text("tol"), 1e-4)?);
            Box::new(settings.max_iter(read("max_iter", text("max_iter"), 100)?))
        }
        (Learner::Linear, _) => Box::new(LinearRegression::new()),
        (Learner::Ridge, _) => Box::new(Ridge::new(read("alpha", text("alpha"), 1.0)?)),
        (Learner::Knn, y) => {
            let k = read("k", text("k"), 5)?;
            let metric = Metric::parse(text("metric").unwrap_or("euclidean"), None)?;
            let weights = match text("weights").unwrap_or("uniform") {
                "uniform" => Weights::Uniform,
                "distance" => Weights::Distance,
                other => return Err(Error::setting("weights", other, "uniform or distance").into()),
            };
            match y {
                Targets::Classes { .. } => Box::new(KNeighborsClassifier::new(k).metric(metric).weights(weights)),
                Targets::Numbers(_) => Box::new(KNeighborsRegressor::new(k).metric(metric).weights(weights)),
            }
        }
    };
    let estimator = if scale { Box::new(Scaled(estimator)) } else { estimator };
    Ok(Candidate { settings, estimator })
}

/// A setting's value, or its default.
fn read<T: std::str::FromStr>(name: &'static str, text: Option<&str>, default: T) -> Result<T, Failure> {
    match text {
        None => Ok(default),
        Some(text) => Ok(text.parse().map_err(|_| Error::setting(name, text, "a number"))?),
    }
}
