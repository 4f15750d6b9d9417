//! Stemmers and the lemmatizer for Python.

use crate::arrays::raise;
use crate::pool::run;
use openwork::text::{Lemma, Lemmatizer, PartOfSpeech, PorterMode, PorterStemmer, SnowballStemmer};
use pyo3::prelude::*;

/// The stem of each word.
#[pyfunction]
pub fn porter_stems(py: Python<'_>, words: Vec<String>, mode: &str, lowercase: bool) -> PyResult<Vec<String>> {
    let stemmer = PorterStemmer::new(PorterMode::parse(mode).map_err(raise)?);
    Ok(run(py, 0, words.len() * 64, || {
        if lowercase { stemmer.stem_all(&words) } else { words.iter().map(|word| stemmer.stem_lower(word)).collect() }
    }))
}

/// Step, rule, word before and word after of each rule that fires.
#[pyfunction]
pub fn porter_steps(word: &str, mode: &str) -> PyResult<Vec<(&'static str, String, String, String)>> {
    let stemmer = PorterStemmer::new(PorterMode::parse(mode).map_err(raise)?);
    let steps = stemmer.steps(word).into_iter();
    Ok(steps.map(|s| (s.step, s.rule, s.before, s.after)).collect())
}

/// The languages that have a Snowball stemmer.
#[pyfunction]
pub fn snowball_languages() -> Vec<&'static str> {
    SnowballStemmer::languages().collect()
}

/// The stem of each word.
#[pyfunction]
pub fn snowball_stems(py: Python<'_>, words: Vec<String>, language: &str) -> PyResult<Vec<String>> {
    let stemmer = SnowballStemmer::new(language).map_err(raise)?;
    Ok(run(py, 0, words.len() * 512, || stemmer.stem_all(&words)))
}

/// The lemma of each word of that part of speech.
#[pyfunction]
pub fn wordnet_lemmas(py: Python<'_>, words: Vec<String>, pos: &str) -> PyResult<Vec<String>> {
    let pos = PartOfSpeech::parse(pos).map_err(raise)?;
    let lemmatizer = Lemmatizer::new().map_err(raise)?;
    Ok(run(py, 0, words.len() * 256, || lemmatizer.lemmatize_all(&words, pos)))
}

/// Every lemma that the word may be a form of.
#[pyfunction]
pub fn wordnet_morphy(word: &str, pos: &str) -> PyResult<Vec<String>> {
    let pos = PartOfSpeech::parse(pos).map_err(raise)?;
    let found = Lemmatizer::new().map_err(raise)?.morphy(word, pos);
    Ok(found.into_iter().map(|found| found.lemma).collect())
}

/// The lemma, its part of speech and what fired; without a part of speech one is inferred.
#[pyfunction]
#[pyo3(signature = (word, pos=None))]
pub fn wordnet_explain(word: &str, pos: Option<&str>) -> PyResult<(String, char, String)> {
    let lemmatizer = Lemmatizer::new().map_err(raise)?;
    let Lemma { lemma, pos, detachment } = match pos {
        Some(pos) => lemmatizer.explain(word, PartOfSpeech::parse(pos).map_err(raise)?),
        None => lemmatizer.infer(word),
    };
    Ok((lemma, pos.letter(), detachment.to_string()))
}

/// What gave each candidate, the candidate, and whether it is a lemma.
#[pyfunction]
pub fn wordnet_steps(word: &str, pos: &str) -> PyResult<Vec<(String, String, bool)>> {
    let pos = PartOfSpeech::parse(pos).map_err(raise)?;
    let steps = Lemmatizer::new().map_err(raise)?.steps(word, pos);
    Ok(steps.into_iter().map(|step| (step.detachment.to_string(), step.candidate, step.known)).collect())
}
