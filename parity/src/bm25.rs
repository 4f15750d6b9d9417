//! BM25's scores in its five variants.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::text::{Analyzer, Bm25, Bm25Formula, Bm25Variant, Unit};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    documents: Vec<String>,
    queries: Vec<String>,
    runs: Vec<Run>,
    tolerance: f64,
}

#[derive(Deserialize)]
struct Run {
    method: String,
    k1: f64,
    b: f64,
    delta: f64,
    scores: Vec<Vec<f64>>,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let mut outcomes = vec![];
    for case in &file.cases {
        for run in &case.runs {
            outcomes.push(compare(case, run)?);
        }
    }
    Ok(Suite { outcomes, head: file.head })
}

fn compare(case: &Case, run: &Run) -> Result<Outcome> {
    let formula = Bm25Formula { variant: Bm25Variant::parse(&run.method)?, k1: run.k1, b: run.b, delta: run.delta };
    let name = format!("{}, {} k1 {} b {} delta {}", case.name, run.method, run.k1, run.b, run.delta);
    let mut outcome = Outcome::new(&name, "f64", case.tolerance);
    let model = Bm25::new().formula(formula).analyzer(Analyzer::default().unit(Unit::Spaced)).fit(&case.documents)?;
    let found = model.search(&case.queries, 10);
    for ((query, want), best) in case.queries.iter().zip(&run.scores).zip(&found) {
        let scores = model.scores(query);
        outcome.same("documents", [scores.len() as u64], &[want.len() as u64]);
        for (i, (&got, &want)) in scores.iter().zip(want).enumerate() {
            outcome.close(&format!("{query:?}, document {i}"), got, want, want.abs().max(1.0));
        }
        if *best != model.search_plain(query, 10) {
            outcome.fail(format!("{query:?}: the fast form differs from the plain one"));
        }
        for &(id, score) in best {
            outcome.close(&format!("{query:?}, best document {id}"), score, want[id as usize], want[id as usize].abs().max(1.0));
        }
        let least = best.last().map_or(0.0, |&(_, score)| score);
        let better = want.iter().filter(|&&score| score > least + 1e-9).count();
        outcome.same("documents above the last of the best", [u64::from(better <= best.len())], &[1]);
    }
    Ok(outcome)
}
