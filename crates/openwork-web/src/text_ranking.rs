//! ROUGE, perplexity, rankings and the stemmer for their figures.

use crate::json;
use openwork::metrics::ranking_place::levels;
use openwork::metrics::{Perplexity, Placed, Placement, Ranking, RankingRun, Rouge, RougeTokenizer};
use openwork::steps;
use openwork::text::{PorterMode, PorterStemmer};
use serde::Serialize;
use serde_json::json as object;
use wasm_bindgen::prelude::*;

/// The scores of a hypothesis against a reference by each variant, and the LCS table as it fills.
///
/// # Errors
/// An unknown tokenizer.
#[wasm_bindgen]
pub fn rouge_watched(hypothesis: &str, reference: &str, stem: bool, tokenizer: &str) -> Result<String, JsError> {
    let rouge = Rouge::new(["rouge1", "rouge2", "rougeL", "rougeLsum"])?.stem(stem).tokenizer(RougeTokenizer::parse(tokenizer)?);
    let scores: Vec<_> = rouge.types().iter().map(ToString::to_string).zip(rouge.score(hypothesis, reference)).collect();
    let recording = steps::record(&mut rouge.lcs_run(hypothesis, reference));
    json(&object!({ "scores": scores, "recording": recording }))
}

/// A list of relevances walked from the top, and what each variant of nDCG makes of it. A negative relevance was not judged;
/// `missed` are those of judged documents that the list lacks.
///
/// # Errors
/// None for finite lists.
#[wasm_bindgen]
pub fn ranking_watched(ranked: &[i32], missed: &[i32]) -> Result<String, JsError> {
    let ranked: Vec<Option<i64>> = ranked.iter().map(|&r| (r >= 0).then_some(r.into())).collect();
    let missed: Vec<i64> = missed.iter().map(|&r| r.into()).collect();
    let judged = ranked.iter().flatten().chain(&missed).copied();
    let place = Placement::of_ranked(&ranked, judged.clone());
    let measures = Ranking::new(["map", "recip_rank", "dcg", "ndcg", "ndcg_exponential", "ndcg_sklearn", "P_5", "bpref"])?;
    let values: Vec<_> = measures.names().iter().zip(measures.values(&place)).collect();
    // All tied: what the worst and the best luck would give.
    let all = place.placed.iter().map(|p| Placed { tied: 0..ranked.len(), ..p.clone() }).collect();
    let tied = Placement { retrieved: ranked.len(), placed: all, levels: levels(judged) };
    let bounds = [false, true].map(|favour| measures.values(&tied.with_ties(favour, 1)));
    let recording = steps::record(&mut RankingRun::new(ranked, &missed, false));
    json(&object!({ "measures": values, "bounds": bounds, "recording": recording }))
}

#[derive(Serialize)]
struct Token {
    surprise: f64,
    perplexity: f64,
}

/// The surprise of each token, given its probability, and the perplexity up to it.
///
/// # Errors
/// A probability that is NaN or above 1.
#[wasm_bindgen]
pub fn perplexity_watched(probabilities: &[f64]) -> Result<String, JsError> {
    let mut all = Perplexity::default();
    let mut tokens = vec![];
    for p in probabilities {
        let one = Perplexity::of_log_likelihoods(&[p.ln()], std::f64::consts::E)?;
        all.merge(&one);
        tokens.push(Token { surprise: one.nats, perplexity: all.value() });
    }
    json(&tokens)
}

/// The stem of a word and the rules that fired.
///
/// # Errors
/// An unknown mode.
#[wasm_bindgen]
pub fn porter_watched(word: &str, mode: &str) -> Result<String, JsError> {
    let stemmer = PorterStemmer::new(PorterMode::parse(mode)?);
    json(&object!({ "stem": stemmer.stem(word), "steps": stemmer.steps(word) }))
}
