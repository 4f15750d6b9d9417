//! Cleaning and cutting texts for Python.

use crate::arrays::raise;
use crate::pool::run;
use openwork::text::{self, Pipeline, SentenceSplitter, StopWords, Token, WordTokenizer, char_spans};
use openwork::threads;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Elementary operations a byte of text.
const WORK: usize = 16;

/// The sentences of a text, or the whole of it.
fn sentences<'a>(text: &'a str, splitter: Option<&SentenceSplitter>) -> Vec<Token<'a>> {
    match splitter {
        Some(splitter) => splitter.sentences(text).collect(),
        None => vec![Token { text, start: 0, end: text.len() }],
    }
}

/// The splitter of a call: none where the text is one sentence already. English's is made once: its lists take longer to make than
/// a short text takes to cut.
fn splitter(language: &str, preserve_line: bool) -> PyResult<Option<Cow<'static, SentenceSplitter>>> {
    static ENGLISH: OnceLock<SentenceSplitter> = OnceLock::new();
    if preserve_line {
        return Ok(None);
    }
    if language == "english" {
        if let Some(known) = ENGLISH.get() {
            return Ok(Some(Cow::Borrowed(known)));
        }
        let made = SentenceSplitter::parse(language).map_err(raise)?.wrapped(true);
        return Ok(Some(Cow::Borrowed(ENGLISH.get_or_init(|| made))));
    }
    SentenceSplitter::parse(language).map(|splitter| Some(Cow::Owned(splitter.wrapped(true)))).map_err(raise)
}

/// The tokens of each sentence of a text, with their places in the text.
fn tokens<'a>(text: &'a str, splitter: Option<&SentenceSplitter>) -> Vec<Token<'a>> {
    let tokenizer = WordTokenizer::default();
    if splitter.is_none() {
        return tokenizer.tokens(text);
    }
    let mut all = vec![];
    for sentence in sentences(text, splitter) {
        let tokens = tokenizer.tokens(sentence.text).into_iter();
        all.extend(tokens.map(|token| Token { start: token.start + sentence.start, end: token.end + sentence.start, ..token }));
    }
    all
}

fn list<'py>(py: Python<'py>, tokens: &[Token<'_>]) -> PyResult<Bound<'py, PyList>> {
    PyList::new(py, tokens.iter().map(|token| PyString::new(py, token.text)))
}

/// The tokens of a text.
#[pyfunction]
pub fn word_tokens<'py>(py: Python<'py>, text: &str, language: &str, preserve_line: bool) -> PyResult<Bound<'py, PyList>> {
    let splitter = splitter(language, preserve_line)?;
    let tokens = run(py, 0, text.len() * WORK, || tokens(text, splitter.as_deref()));
    list(py, &tokens)
}

/// The tokens of each of many texts, on all threads.
#[pyfunction]
pub fn word_tokens_of_all<'py>(
    py: Python<'py>,
    texts: Vec<String>,
    language: &str,
    preserve_line: bool,
) -> PyResult<Bound<'py, PyList>> {
    let splitter = splitter(language, preserve_line)?;
    let work = texts.iter().map(String::len).sum::<usize>() * WORK;
    let chunks = run(py, 0, work, || {
        threads::map_chunks(texts.len(), 256, work, |range| {
            texts[range].iter().map(|text| tokens(text, splitter.as_deref())).collect::<Vec<_>>()
        })
    });
    let lists = chunks.iter().flatten().map(|tokens| list(py, tokens)).collect::<PyResult<Vec<_>>>()?;
    PyList::new(py, lists)
}

/// The tokens of a text, each with its first character and the one after its last.
#[pyfunction]
pub fn word_spans(py: Python<'_>, text: &str, language: &str, preserve_line: bool) -> PyResult<Vec<(String, usize, usize)>> {
    let splitter = splitter(language, preserve_line)?;
    Ok(run(py, 0, text.len() * WORK, || {
        let tokens = tokens(text, splitter.as_deref());
        let spans = char_spans(text, &tokens);
        tokens.iter().zip(spans).map(|(token, (start, end))| (token.text.to_owned(), start, end)).collect()
    }))
}

/// The sentences of a text.
#[pyfunction]
pub fn sentences_of(py: Python<'_>, text: &str, language: &str, wrapped: bool) -> PyResult<Vec<String>> {
    let splitter = SentenceSplitter::parse(language).map_err(raise)?.wrapped(wrapped);
    Ok(run(py, 0, text.len() * WORK, || splitter.sentences(text).map(|sentence| sentence.text.to_owned()).collect()))
}

/// The words of a text in any script.
#[pyfunction]
pub fn unicode_words(py: Python<'_>, text: &str) -> Vec<String> {
    run(py, 0, text.len() * WORK, || text::unicode_words(text).map(|token| token.text.to_owned()).collect())
}

/// The text of an HTML page.
#[pyfunction]
pub fn remove_html(py: Python<'_>, text: &str, breaks: bool) -> String {
    run(py, 0, text.len() * WORK, || if breaks { text::remove_html(text) } else { text::html_characters(text) })
}

/// A text without its URLs.
#[pyfunction]
pub fn remove_urls(py: Python<'_>, text: &str) -> String {
    run(py, 0, text.len() * WORK, || text::remove_urls(text))
}

/// A text without its emoji.
#[pyfunction]
pub fn remove_emoji(py: Python<'_>, text: &str, keep_text: bool) -> String {
    run(py, 0, text.len() * WORK, || text::remove_emoji(text, keep_text))
}

/// A text without its punctuation.
#[pyfunction]
pub fn remove_punctuation(py: Python<'_>, text: &str, replacement: &str) -> String {
    run(py, 0, text.len() * WORK, || text::remove_punctuation(text, replacement))
}

/// A text with one space for each run of white space.
#[pyfunction]
pub fn squeeze_spaces(py: Python<'_>, text: &str) -> String {
    run(py, 0, text.len() * WORK, || text::squeeze_spaces(text))
}

/// The names of the lists of stop words.
#[pyfunction]
pub fn stop_word_languages() -> Vec<&'static str> {
    text::stop_word_languages().collect()
}

/// A list of stop words, in alphabetic order.
#[pyfunction]
pub fn stop_words(language: &str) -> PyResult<Vec<String>> {
    let list = StopWords::of(language).map_err(raise)?;
    Ok(list.words().into_iter().map(str::to_owned).collect())
}

/// What each stage did: its name, the tokens it changed or removed, and what stood there after it.
type Step = (String, Vec<(String, Option<String>)>, String);

/// A pipeline of text.
#[pyclass(frozen, module = "openwork._openwork")]
pub struct TextPipeline(Pipeline);

#[pymethods]
impl TextPipeline {
    /// A pipeline by the names of its stages.
    #[new]
    fn new(stages: &str) -> PyResult<Self> {
        Pipeline::parse(stages).map(Self).map_err(raise)
    }

    /// The names of its stages.
    fn stages(&self) -> Vec<String> {
        self.0.stages().iter().map(ToString::to_string).collect()
    }

    /// The tokens of each text, on all threads.
    fn tokens(&self, py: Python<'_>, texts: Vec<String>) -> Vec<Vec<String>> {
        let work = texts.iter().map(String::len).sum::<usize>() * 8 * WORK;
        let chunks = run(py, 0, work, || {
            threads::map_chunks(texts.len(), 64, work, |range| texts[range].iter().map(|t| self.0.tokens(t)).collect::<Vec<_>>())
        });
        chunks.concat()
    }

    /// What each stage did to a text.
    fn steps(&self, py: Python<'_>, text: &str) -> Vec<Step> {
        run(py, 0, text.len() * 8 * WORK, || self.0.run(text).map(|step| (step.stage, step.changes, step.after)).collect())
    }
}
