//! Measures of rankings, for each query and over all, and the paired test.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::metrics::{Qrels, Ranking, Runs, compare_runs};
use openwork::{Error, Result};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    name: String,
    measures: Option<Vec<String>>,
    level: Option<i64>,
    #[serde(default)]
    judged_only: bool,
    #[serde(default)]
    double: bool,
    qrels: Option<Vec<(String, String, i64)>>,
    run: Option<Vec<(String, String, f64)>>,
    first: Option<Vec<f64>>,
    second: Option<Vec<f64>>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expected {
    Scores { names: Vec<String>, queries: Vec<String>, values: Vec<Vec<f64>>, mean: Vec<f64> },
    Test { t: f64, p: f64 },
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    Ok(Suite { outcomes: file.cases.iter().map(compare).collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
    match &case.expected {
        Expected::Test { t, p } => {
            let missing = || Error::format("parity/cases", format!("{}: a field is missing", case.name));
            let (first, second) = case.first.as_ref().zip(case.second.as_ref()).ok_or_else(missing)?;
            let test = compare_runs(first, second, 10, 0)?;
            outcome.close("t", test.t.unwrap_or(f64::NAN), *t, t.abs());
            outcome.close("p", test.t_p, *p, *p);
        }
        Expected::Scores { names, queries, values, mean } => scores(case, &mut outcome, (names, queries, values, mean))?,
    }
    Ok(outcome)
}

type Scores<'a> = (&'a [String], &'a [String], &'a [Vec<f64>], &'a [f64]);

fn scores(case: &Case, outcome: &mut Outcome, (names, queries, values, mean): Scores<'_>) -> Result<()> {
    let (qrels, run) = match (&case.qrels, &case.run) {
        (Some(qrels), Some(run)) => (
            Qrels::of(qrels.iter().map(|(q, d, r)| (q.as_str(), d.as_str(), *r)))?,
            Runs::of(run.iter().map(|(q, d, s)| (q.as_str(), d.as_str(), *s)))?,
        ),
        _ => {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/trec_eval");
            (Qrels::read(folder.join("qrels.test.gz"))?, Runs::read(folder.join("results.test.gz"))?)
        }
    };
    let ranking = Ranking::new(case.measures.iter().flatten())?
        .relevance_level(case.level.unwrap_or(1))
        .judged_only(case.judged_only)
        .double(case.double);
    let found = ranking.judge(&qrels, &run)?;
    if found.queries != queries {
        outcome.fail(format!("queries {:?}, wanted {queries:?}", found.queries));
    }
    outcome.same("measures", [found.names.len() as u64], &[names.len() as u64]);
    for (n, name) in names.iter().enumerate() {
        let Some(mine) = found.names.iter().position(|own| own == name) else {
            outcome.fail(format!("no measure {name}"));
            continue;
        };
        for (row, wanted) in found.values.iter().zip(values) {
            outcome.close(name, row[mine], wanted[n], wanted[n].abs().max(1.0));
        }
        outcome.close(name, found.mean[mine], mean[n], mean[n].abs().max(1.0));
    }
    Ok(())
}
