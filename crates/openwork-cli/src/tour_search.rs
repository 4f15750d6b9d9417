//! The tour's stops for weighing and finding texts; `parity/tour_search.py` asked their references.

use crate::call::Failure;
use crate::table::number;
use crate::text_documents::PROVERBS;
use crate::tour::{Stop, close};
use openwork::plot::Bar;
use openwork::text::{Bm25, Cosine, TfidfVectorizer};
use serde_json::Value;
use std::time::Instant;

const REFERENCE: &str = include_str!("../../../parity/tour_search.json");
const QUERY: &str = "a bird and a stone";

/// The stops, in the order of the registry.
pub fn stops() -> Result<Vec<Stop>, Failure> {
    let reference: Value = serde_json::from_str(REFERENCE).map_err(|e| Failure::Work(format!("tour_search.json: {e}")))?;
    Ok(vec![tfidf(&reference["tfidf"])?, similarity(&reference["similarity"])?, bm25(&reference["bm25"])?])
}

fn tfidf(reference: &Value) -> Result<Stop, Failure> {
    let texts: Vec<&str> = PROVERBS.lines().collect();
    let clock = Instant::now();
    let (model, matrix) = TfidfVectorizer::new().fit_transform(&texts)?;
    let seconds = clock.elapsed().as_secs_f64();
    let terms: Vec<&str> = model.counts.terms().collect();
    let (columns, values) = matrix.row(0);
    let words: Vec<&str> = columns.iter().map(|&c| terms[c as usize]).collect();
    let same = words.iter().zip(values).all(|(word, &value)| close(value, &reference["first"][word]))
        && reference["terms"] == terms.len()
        && reference["weights"] == matrix.values.len();
    let say = |terms: String, weights: String, bush: f64| format!("{terms} terms, {weights} weights, bush {}", number(bush));
    let bush = words.iter().position(|&word| word == "bush").map_or(f64::NAN, |i| values[i]);
    Ok(Stop {
        algorithm: "tfidf",
        data: "twenty proverbs",
        done: "weighed by scikit-learn's form".to_owned(),
        result: say(terms.len().to_string(), matrix.values.len().to_string(), bush),
        reference: say(
            reference["terms"].to_string(),
            reference["weights"].to_string(),
            reference["first"]["bush"].as_f64().unwrap_or(f64::NAN),
        ),
        same,
        seconds,
        picture: Bar::new(&words).series("weight", values).title(texts[0]).svg()?,
    })
}

fn say(found: &[(u32, f64)]) -> String {
    found.iter().map(|&(id, score)| format!("{} {}", id + 1, number(score))).collect::<Vec<_>>().join(", ")
}

/// A stop where the best three documents are compared.
fn ranked(algorithm: &'static str, done: &str, found: &[(u32, f64)], reference: &Value, seconds: f64) -> Result<Stop, Failure> {
    let theirs: Vec<(u32, f64)> = reference
        .as_array()
        .into_iter()
        .flatten()
        .map(|pair| (pair[0].as_u64().unwrap_or(u64::MAX) as u32, pair[1].as_f64().unwrap_or(f64::NAN)))
        .collect();
    let same = found.len() == theirs.len()
        && found.iter().zip(&theirs).enumerate().all(|(i, (a, b))| a.0 == b.0 && close(a.1, &reference[i][1]));
    let texts: Vec<&str> = PROVERBS.lines().collect();
    let names: Vec<&str> = found.iter().map(|&(id, _)| texts[id as usize]).collect();
    let scores: Vec<f64> = found.iter().map(|&(_, score)| score).collect();
    Ok(Stop {
        algorithm,
        data: "twenty proverbs",
        done: done.to_owned(),
        result: say(found),
        reference: say(&theirs),
        same,
        seconds,
        picture: Bar::new(&names).series("score", &scores).title(QUERY).svg()?,
    })
}

fn similarity(reference: &Value) -> Result<Stop, Failure> {
    let (model, matrix) = TfidfVectorizer::new().fit_transform(&PROVERBS.lines().collect::<Vec<_>>())?;
    let clock = Instant::now();
    let found = Cosine::new(matrix.view()).top_k(model.transform(&[QUERY]).view(), 3)?.remove(0);
    ranked("similarity", "the three nearest to a query", &found, reference, clock.elapsed().as_secs_f64())
}

fn bm25(reference: &Value) -> Result<Stop, Failure> {
    let clock = Instant::now();
    let model = Bm25::new().fit(&PROVERBS.lines().collect::<Vec<_>>())?;
    let found = model.search(&[QUERY], 3).remove(0);
    ranked("bm25", "the three best for a query, Lucene's form", &found, reference, clock.elapsed().as_secs_f64())
}
