//! Logistic regression: coefficients, objective, probabilities and predictions.

use crate::case::{File, Matrices, Rows, matrix};
use crate::{Outcome, Suite};
use openwork::linalg::Real;
use openwork::linear_model::{ClassWeight, LogisticRegression, LogisticRegressionModel, Penalty, Solver};
use openwork::ndarray::{Array1, Array2, Axis};
use openwork::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    dtype: String,
    x: String,
    y: Vec<u32>,
    penalty: String,
    c: f64,
    l1_ratio: f64,
    fit_intercept: bool,
    solvers: Vec<String>,
    tol: f64,
    class_weight: Option<Weights>,
    sample_weight: Option<Vec<f64>>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Weights {
    Balanced(String),
    Given(Vec<f64>),
}

#[derive(Deserialize)]
struct Expected {
    coef: Rows,
    intercept: Vec<f64>,
    objective: f64,
    classes: Vec<u64>,
    rows: Vec<usize>,
    shares: Rows,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| match case.dtype.as_str() {
        "f32" => compare::<f32>(case, &file.data),
        _ => compare::<f64>(case, &file.data),
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

fn settings(case: &Case, solver: &str) -> Result<LogisticRegression> {
    let unknown = |what: &str| Error::format("parity/cases", format!("nothing is called {what:?}"));
    let penalty = match case.penalty.as_str() {
        "none" => Penalty::None,
        "l2" => Penalty::L2,
        "l1" => Penalty::L1,
        "elasticnet" => Penalty::ElasticNet(case.l1_ratio),
        other => return Err(unknown(other)),
    };
    let (solver, rounds) = match solver {
        "lbfgs" => (Solver::Lbfgs, 1000),
        "newton" => (Solver::Newton, 100),
        "proximal" => (Solver::Proximal, 100_000),
        other => return Err(unknown(other)),
    };
    let class_weight = match &case.class_weight {
        None => ClassWeight::Uniform,
        Some(Weights::Given(weights)) => ClassWeight::Given(weights.clone()),
        Some(Weights::Balanced(name)) if name == "balanced" => ClassWeight::Balanced,
        Some(Weights::Balanced(other)) => return Err(unknown(other)),
    };
    let settings = LogisticRegression::new().c(case.c).penalty(penalty).solver(solver).tol(case.tol).max_iter(rounds);
    Ok(settings.fit_intercept(case.fit_intercept).class_weight(class_weight))
}

fn compare<T: Real>(case: &Case, data: &Matrices) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, T::NAME, case.tolerance);
    let x = data.get::<T>(&case.x)?;
    let weights = case.sample_weight.clone().map(Array1::from);
    for solver in &case.solvers {
        let model = settings(case, solver)?.fit_weighted(x.view(), &case.y, weights.as_ref().map(|w| w.view()))?;
        if !model.converged {
            outcome.fail(format!("{solver} did not converge in {} rounds: gradient {:.1e}", model.n_iter, model.gradient));
        }
        answers(case, solver, &x, &model, &mut outcome)?;
    }
    Ok(outcome)
}

fn answers<T: Real>(
    case: &Case,
    solver: &str,
    x: &Array2<T>,
    model: &LogisticRegressionModel,
    outcome: &mut Outcome,
) -> Result<()> {
    // A coefficient is worth what it moves the scores by: each is measured by the spread of its feature.
    let spread = x.mapv(|v| v.f64()).std_axis(Axis(0), 0.0);
    let want: Array2<f64> = matrix(&case.expected.coef)?;
    outcome.close_all(&format!("{solver}: coefficients by spread"), (&model.coef * &spread).view(), (&want * &spread).view());
    outcome.close_all(&format!("{solver}: coefficients"), model.coef.view(), want.view());
    if case.l1_ratio > 0.0 {
        let zeros = |coef: &Array2<f64>| coef.iter().map(|&w| u64::from(w == 0.0)).collect::<Vec<_>>();
        outcome.same(&format!("{solver}: zeros"), zeros(&model.coef), &zeros(&want));
    }
    let largest = case.expected.intercept.iter().fold(1.0_f64, |max, b| max.max(b.abs()));
    for (got, want) in model.intercept.iter().zip(&case.expected.intercept) {
        outcome.close(&format!("{solver}: intercept"), *got, *want, largest);
    }
    outcome.close(&format!("{solver}: objective"), model.loss, case.expected.objective, case.expected.objective);
    outcome.same(&format!("{solver}: classes"), model.predict(x.view())?.into_iter().map(u64::from), &case.expected.classes);
    let shares = model.predict_proba(x.select(Axis(0), &case.expected.rows).view())?;
    outcome.close_all(&format!("{solver}: probabilities"), shares.view(), matrix::<f64>(&case.expected.shares)?.view());
    Ok(())
}
