//! Cleaning, cutting and the pipeline for their figures.

use crate::json;
use openwork::text::{
    Pipeline, SentenceSplitter, Token, WordTokenizer, char_spans, remove_emoji, remove_html, remove_urls, unicode_words,
};
use serde_json::json as object;
use wasm_bindgen::prelude::*;

/// What each stage does to a text, and the tokens at the end.
///
/// # Errors
/// A stage that there is not, or on the wrong side of the tokenizer.
#[wasm_bindgen]
pub fn pipeline_watched(text: &str, stages: &str) -> Result<String, JsError> {
    let pipeline = Pipeline::parse(stages)?;
    let steps: Vec<_> = pipeline.run(text).collect();
    json(&object!({ "steps": steps, "tokens": pipeline.tokens(text) }))
}

/// The tokens of a text with their places in characters.
///
/// # Errors
/// A tokenizer that there is not.
#[wasm_bindgen]
pub fn tokens_watched(text: &str, by: &str) -> Result<String, JsError> {
    let tokens: Vec<Token<'_>> = match by {
        "nltk" => WordTokenizer::default().tokens(text),
        "unicode" => unicode_words(text).collect(),
        "sentences" => SentenceSplitter::unicode().sentences(text).collect(),
        language => SentenceSplitter::parse(language)?.sentences(text).collect(),
    };
    let spans = char_spans(text, &tokens);
    let rows: Vec<_> = tokens.iter().zip(spans).map(|(token, (start, end))| object!([token.text, start, end])).collect();
    json(&rows)
}

/// A text without its emoji; by the pattern that is copied everywhere, and by Unicode's grammar. And without tags and addresses.
///
/// # Errors
/// None.
#[wasm_bindgen]
pub fn clean_watched(text: &str, keep_text: bool) -> Result<String, JsError> {
    // Its ranges, as they stand in thousands of programs.
    let ranges = ['\u{1f600}'..='\u{1f64f}', '\u{1f300}'..='\u{1f5ff}', '\u{1f680}'..='\u{1f6ff}', '\u{1f1e0}'..='\u{1f1ff}'];
    let wide = '\u{24c2}'..='\u{1f251}';
    let copied: String = text.chars().filter(|ch| !wide.contains(ch) && !ranges.iter().any(|range| range.contains(ch))).collect();
    json(&object!({
        "copied": copied,
        "emoji": remove_emoji(text, keep_text),
        "html": remove_html(text),
        "urls": remove_urls(text),
    }))
}
