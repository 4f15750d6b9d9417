//! Stemmers of other languages and the lemmatizer for their figures.

use crate::json;
use openwork::text::{Lemmatizer, PartOfSpeech, SnowballStemmer};
use serde_json::json as object;
use wasm_bindgen::prelude::*;

/// The lemma of a word and every candidate; the part of speech is inferred where it is `infer`.
///
/// # Errors
/// An unknown part of speech.
#[wasm_bindgen]
pub fn lemmatizer_watched(word: &str, pos: &str) -> Result<String, JsError> {
    let lemmatizer = Lemmatizer::new()?;
    let found = match pos {
        "infer" => lemmatizer.infer(word),
        pos => lemmatizer.explain(word, PartOfSpeech::parse(pos)?),
    };
    let steps: Vec<_> = lemmatizer
        .steps(word, found.pos)
        .into_iter()
        .map(|step| object!({ "by": step.detachment.to_string(), "candidate": step.candidate, "known": step.known }))
        .collect();
    json(&object!({ "lemma": found.lemma, "pos": found.pos.name(), "by": found.detachment.to_string(), "steps": steps }))
}

/// The languages that have a stemmer.
///
/// # Errors
/// None.
#[wasm_bindgen]
pub fn snowball_languages() -> Result<String, JsError> {
    json(&SnowballStemmer::languages().collect::<Vec<_>>())
}

/// The stem of each word of a text, words parted by spaces.
///
/// # Errors
/// An unknown language.
#[wasm_bindgen]
pub fn snowball_stems(text: &str, language: &str) -> Result<String, JsError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    json(&SnowballStemmer::new(language)?.stem_all(&words))
}
