//! BLEU, chrF and TER for their figures.

use crate::{json, setting};
use openwork::metrics::{Bleu, Chrf, Smoothing, Ter, TextMetric, Tokenizer};
use openwork::steps;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct Settings {
    tokenize: String,
    lowercase: bool,
    smoothing: String,
    order: usize,
}

/// Watches BLEU of a sentence, order by order; `references` is a list of texts as JSON.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn watch_bleu(hypothesis: &str, references: &str, settings: &str) -> Result<String, JsError> {
    let (references, settings): (Vec<String>, Settings) = (setting(references)?, setting(settings)?);
    let bleu = Bleu::new()
        .tokenizer(Tokenizer::parse(&settings.tokenize)?)
        .lowercase(settings.lowercase)
        .smoothing(Smoothing::parse(&settings.smoothing, None)?)
        .max_order(settings.order)?;
    json(&steps::record(&mut bleu.run(hypothesis, &references)?))
}

#[derive(Serialize)]
struct Row {
    score: f64,
    signature: String,
}

/// One text judged by many settings: scores with their signatures. Hypotheses, and references of each, are lists as JSON.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn bleu_by_settings(hypotheses: &str, references: &str) -> Result<String, JsError> {
    let (hypotheses, references): (Vec<String>, Vec<Vec<String>>) = (setting(hypotheses)?, setting(references)?);
    let exp = Smoothing::Exp;
    let mut forms: Vec<Bleu> = Tokenizer::ALL.map(|tokenizer| Bleu::new().tokenizer(tokenizer)).into();
    forms.push(Bleu::new().lowercase(true));
    forms
        .extend([Smoothing::Floor(0.1), Smoothing::AddK(1.0), Smoothing::None].map(|smoothing| Bleu::new().smoothing(smoothing)));
    forms.push(Bleu::new().smoothing(exp).effective_order(true));
    let mut rows = vec![];
    for bleu in forms {
        let counted = bleu.corpus(&hypotheses, &references)?;
        rows.push(Row { score: bleu.score_of(&counted).score, signature: bleu.signature(counted.references, None) });
    }
    json(&rows)
}

/// chrF of a sentence, and how well each character is covered.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn chrf_coverage(hypothesis: &str, reference: &str, char_order: usize, word_order: usize) -> Result<String, JsError> {
    json(&Chrf::new().orders(char_order, word_order)?.coverage(hypothesis, reference)?)
}

/// Watches TER of a sentence, shift by shift.
///
/// # Errors
/// None today.
#[wasm_bindgen]
pub fn watch_ter(hypothesis: &str, reference: &str, normalized: bool) -> Result<String, JsError> {
    json(&steps::record(&mut Ter::new().normalized(normalized).run(hypothesis, reference)))
}
