//! ROUGE of texts against their references, and the bootstrap over written draws.

use crate::case::File;
use crate::{Outcome, Suite};
use openwork::Result;
use openwork::metrics::{Rouge, RougeBootstrap, RougeScore};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    types: Vec<String>,
    stem: bool,
    hypotheses: Vec<String>,
    references: Vec<Vec<String>>,
    draws: Option<Vec<Vec<usize>>>,
    confidence: Option<f64>,
    /// For each text and type: precision, recall, F; of a bootstrap low, mid and high.
    expected: Vec<Vec<[f64; 3]>>,
    tolerance: f64,
}

pub fn check(text: &str) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    Ok(Suite { outcomes: file.cases.iter().map(compare).collect::<Result<_>>()?, head: file.head })
}

fn compare(case: &Case) -> Result<Outcome> {
    let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
    let rouge = Rouge::new(&case.types)?.stem(case.stem);
    let mut found = rouge.score_all(&case.hypotheses, &case.references)?.scores;
    if let (Some(draws), Some(confidence)) = (&case.draws, case.confidence) {
        let first: Vec<RougeScore> = found.iter().filter_map(|scores| scores.first().copied()).collect();
        let mut drawn = draws.iter().flatten().copied();
        let settings = RougeBootstrap { confidence, samples: draws.len(), seed: 0 };
        let interval = settings.interval_drawn(&first, |_| drawn.next().unwrap_or_default())?;
        found = vec![vec![interval.low, interval.mid, interval.high]];
    }
    outcome.same("texts", [found.len() as u64], &[case.expected.len() as u64]);
    for (i, (scores, wanted)) in found.iter().zip(&case.expected).enumerate() {
        outcome.same("types", [scores.len() as u64], &[wanted.len() as u64]);
        for (t, (score, want)) in scores.iter().zip(wanted).enumerate() {
            for (part, (got, &want)) in [score.precision, score.recall, score.fmeasure].into_iter().zip(want).enumerate() {
                outcome.close(&format!("text {i}, type {t}, part {part}"), got, want, 1.0);
            }
        }
    }
    Ok(outcome)
}
