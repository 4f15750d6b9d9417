//! ROUGE, perplexity and ranking measures for Python.
//!
//! Dictionaries of rankings are read where they lie: of a run only the scores, of its documents only those that were judged, which
//! the run's own dictionary finds; names become text only where scores are tied.

use crate::arrays::{each, matrix, raise};
use crate::pool::run;
use numpy::ndarray::Array3;
use numpy::{IntoPyArray, PyReadonlyArray1, PyReadonlyArray2, ToPyArray};
use openwork::metrics::perplexity::windows;
use openwork::metrics::ranking_place::{Named, levels};
use openwork::metrics::{
    Perplexity, Placement, Qrels, Ranking, RankingScores, Rouge, RougeBootstrap, RougeScore, RougeTokenizer, Runs, compare_runs,
};
use openwork::text::PorterStemmer;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use std::borrow::Cow;
use std::path::PathBuf;

/// Precision, recall and F of each text and variant, and how many texts the tokenizer erased.
#[pyfunction]
pub fn rouge_scores<'py>(
    py: Python<'py>,
    hypotheses: Vec<String>,
    references: Vec<Vec<String>>,
    types: Vec<String>,
    stem: bool,
    tokenizer: &str,
) -> PyResult<(Bound<'py, PyAny>, usize)> {
    let rouge = Rouge::new(&types).map_err(raise)?.stem(stem).tokenizer(RougeTokenizer::parse(tokenizer).map_err(raise)?);
    let work = hypotheses.iter().map(String::len).sum::<usize>() * 64;
    let found = run(py, 0, work, || rouge.score_all(&hypotheses, &references)).map_err(raise)?;
    let mut array = Array3::zeros((found.scores.len(), types.len(), 3));
    for (i, scores) in found.scores.iter().enumerate() {
        for (t, score) in scores.iter().enumerate() {
            for (part, value) in [score.precision, score.recall, score.fmeasure].into_iter().enumerate() {
                array[[i, t, part]] = value;
            }
        }
    }
    Ok((array.into_pyarray(py).into_any(), found.erased))
}

/// The words of a text as ROUGE compares them.
#[pyfunction]
pub fn rouge_words(text: &str, stem: bool, tokenizer: &str) -> PyResult<Vec<String>> {
    let tokenizer = RougeTokenizer::parse(tokenizer).map_err(raise)?;
    Ok(tokenizer.words(text, stem.then(PorterStemmer::default).as_ref()))
}

/// Low, mid and high of scores, each a row of precision, recall and F.
#[pyfunction]
pub fn rouge_interval(
    py: Python<'_>,
    scores: PyReadonlyArray2<'_, f64>,
    confidence: f64,
    samples: usize,
    seed: u64,
) -> PyResult<Vec<[f64; 3]>> {
    let scores = scores.as_array();
    if scores.ncols() != 3 {
        return Err(PyValueError::new_err("scores must have three columns: precision, recall, F"));
    }
    let rows = scores.rows().into_iter().map(|row| RougeScore { precision: row[0], recall: row[1], fmeasure: row[2] });
    let rows: Vec<RougeScore> = rows.collect();
    let found = run(py, 0, 0, || RougeBootstrap { confidence, samples, seed }.interval(&rows)).map_err(raise)?;
    Ok([found.low, found.mid, found.high].map(|s| [s.precision, s.recall, s.fmeasure]).to_vec())
}

/// The rows of the LCS table of two texts, and the reference's words in the subsequence: for each row the word, the columns that
/// match, the length so far and the row itself.
type Rows = (Vec<(String, Vec<usize>, usize, Vec<usize>)>, Vec<usize>);

/// Fills the LCS table row by row.
#[pyfunction]
pub fn rouge_lcs_rows(hypothesis: &str, reference: &str, stem: bool, tokenizer: &str) -> PyResult<Rows> {
    use openwork::steps::Run;
    let rouge = Rouge::new(["rougeL"]).map_err(raise)?.stem(stem).tokenizer(RougeTokenizer::parse(tokenizer).map_err(raise)?);
    let mut watched = rouge.lcs_run(hypothesis, reference);
    let steps: Vec<_> = watched.by_ref().collect();
    let end = watched.snapshot();
    let rows = steps.into_iter().zip(end.table.into_iter().skip(1));
    Ok((rows.map(|(step, row)| (step.word, step.matches, step.length, row)).collect(), end.members))
}

/// `(nats, tokens)` of log-likelihoods.
#[pyfunction]
pub fn perplexity_of_likelihoods(py: Python<'_>, values: PyReadonlyArray1<'_, f64>, base: f64) -> PyResult<(f64, u64)> {
    let values = values.as_slice()?;
    let found = run(py, 0, values.len(), || Perplexity::of_log_likelihoods(values, base)).map_err(raise)?;
    Ok((found.nats, found.tokens))
}

/// `(nats, tokens)` of rows of logits.
#[pyfunction]
pub fn perplexity_of_logits(
    py: Python<'_>,
    logits: &Bound<'_, PyAny>,
    targets: PyReadonlyArray1<'_, i64>,
    ignore: i64,
) -> PyResult<(f64, u64)> {
    let targets = targets.as_slice()?;
    let logits = matrix("logits", logits)?;
    let found = each!(&logits, x => {
        let x = x.as_array();
        run(py, 0, x.len() * 8, || Perplexity::of_logits(x, targets, ignore)).map_err(raise)?
    });
    Ok((found.nats, found.tokens))
}

/// `(begin, end, scored)` of each window of a text.
#[pyfunction]
pub fn perplexity_windows(length: usize, window: usize, stride: usize) -> PyResult<Vec<(usize, usize, usize)>> {
    let found = windows(length, window, stride).map_err(raise)?;
    Ok(found.into_iter().map(|(range, scored)| (range.start, range.end, scored)).collect())
}

/// `(measures, relevance_level, judged_docs_only, complete, double)`.
type Settings = (Vec<String>, i64, bool, bool, bool);

/// Names, queries, values, mean, queries not run, queries not judged.
type Judged<'py> = (Vec<String>, Bound<'py, PyList>, Bound<'py, PyAny>, Vec<f64>, Vec<String>, Vec<String>);

fn configured((measures, level, judged_only, complete, double): Settings) -> PyResult<Ranking> {
    let ranking = Ranking::new(measures).map_err(raise)?;
    Ok(ranking.relevance_level(level).judged_only(judged_only).complete(complete).double(double))
}

fn table<'py>(py: Python<'py>, rows: &[Vec<f64>], columns: usize) -> PyResult<Bound<'py, PyAny>> {
    let flat = numpy::ndarray::Array2::from_shape_vec((rows.len(), columns), rows.concat());
    Ok(flat.map_err(|e| PyValueError::new_err(e.to_string()))?.to_pyarray(py).into_any())
}

/// Judges a run, both as dictionaries of dictionaries.
#[pyfunction]
pub fn ranking_of_dicts<'py>(
    py: Python<'py>,
    qrels: &Bound<'py, PyDict>,
    scores: &Bound<'py, PyDict>,
    settings: Settings,
) -> PyResult<Judged<'py>> {
    let complete = settings.3;
    let ranking = configured(settings)?;
    let queries = PyList::empty(py);
    let (mut places, mut not_run) = (vec![], vec![]);
    let mut values = vec![];
    for (query, judged) in qrels.iter() {
        let judged = inner(&judged, "qrels", &query)?;
        if judged.is_empty() {
            continue;
        }
        let documents = match scores.get_item(&query)? {
            Some(documents) => inner(&documents, "run", &query)?,
            None => {
                not_run.push(query.extract::<String>()?);
                if !complete {
                    continue;
                }
                PyDict::new(py)
            }
        };
        places.push(place(&judged, &documents, &query, ranking.is_single(), &mut values)?);
        queries.append(&query)?;
    }
    let mut not_judged = vec![];
    if scores.len() != queries.len() {
        for query in scores.keys().iter() {
            if !qrels.contains(&query)? {
                not_judged.push(query.extract::<String>()?);
            }
        }
    }
    let (rows, mean) = run(py, 0, places.len() * 4096, || {
        let chunks = openwork::threads::map_chunks(places.len(), 64, places.len() * 4096, |range| {
            places[range].iter().map(|place| ranking.values(place)).collect::<Vec<_>>()
        });
        let rows = chunks.concat();
        let mean = ranking.mean(&rows, 0);
        (rows, mean)
    });
    let names = ranking.names().to_vec();
    let values = table(py, &rows, names.len())?;
    Ok((names, queries, values, mean, not_run, not_judged))
}

/// The dictionary of one query.
fn inner<'py>(value: &Bound<'py, PyAny>, what: &str, query: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    match value.cast::<PyDict>() {
        Ok(dict) => Ok(dict.clone()),
        Err(_) => {
            let got = value.get_type().name()?;
            Err(PyTypeError::new_err(format!("{what}[{}] is a {got}, wanted a dict of documents", query.repr()?)))
        }
    }
}

/// Where a query's run puts its judged documents.
fn place(
    judged: &Bound<'_, PyDict>,
    documents: &Bound<'_, PyDict>,
    query: &Bound<'_, PyAny>,
    single: bool,
    scores: &mut Vec<f64>,
) -> PyResult<Placement> {
    scores.clear();
    scores.reserve(documents.len());
    for (i, value) in documents.values().iter().enumerate() {
        let score: f64 =
            value.extract().map_err(|e| wrong(query, documents, i, &format!("has the score {value:?}, wanted a number: {e}")))?;
        if score.is_nan() {
            return Err(wrong(query, documents, i, "has the score NaN, wanted a number"));
        }
        scores.push(score);
    }
    let mut found: Vec<(f64, i64)> = vec![];
    let mut names: Vec<Bound<'_, PyAny>> = vec![];
    let mut relevances = Vec::with_capacity(judged.len());
    for (document, relevance) in judged.iter() {
        let relevance: i64 = relevance.extract().map_err(|_| {
            let place = format!("document {document:?} of query {query:?}");
            PyTypeError::new_err(format!("qrels: {place} has the relevance {relevance:?}, wanted a whole number"))
        })?;
        relevances.push(relevance);
        if let Some(score) = documents.get_item(&document)? {
            found.push((score.extract()?, relevance));
            names.push(document);
        }
    }
    // Names are read only for ties; a name that is no text is told after.
    let mut keys: Option<Bound<'_, PyList>> = None;
    let mut failed = None;
    let mut text = |name: PyResult<Bound<'_, PyAny>>| -> Cow<'static, [u8]> {
        let text = name.and_then(|name| Ok(name.cast::<PyString>()?.to_cow()?.into_owned()));
        match text {
            Ok(text) => text.into_bytes().into(),
            Err(e) => {
                failed.get_or_insert(e);
                Cow::Borrowed(&[])
            }
        }
    };
    let placement = Placement::of_scores(scores, &found, levels(relevances), single, |named| match named {
        Named::Retrieved(i) => text(keys.get_or_insert_with(|| documents.keys()).get_item(i)),
        Named::Judged(j) => text(Ok(names[j].clone())),
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(placement),
    }
}

fn wrong(query: &Bound<'_, PyAny>, documents: &Bound<'_, PyDict>, i: usize, what: &str) -> PyErr {
    let document = documents.keys().get_item(i).map_or_else(|_| format!("number {i}"), |name| format!("{name:?}"));
    PyValueError::new_err(format!("run: document {document} of query {query:?} {what}"))
}

fn judged_of(py: Python<'_>, found: RankingScores) -> PyResult<Judged<'_>> {
    let values = table(py, &found.values, found.names.len())?;
    Ok((found.names, PyList::new(py, found.queries)?, values, found.mean, found.not_run, found.not_judged))
}

/// Judges a run, both as TREC files.
#[pyfunction]
pub fn ranking_of_files(py: Python<'_>, qrels: PathBuf, scores: PathBuf, settings: Settings) -> PyResult<Judged<'_>> {
    let ranking = configured(settings)?;
    let found = run(py, 0, usize::MAX, || ranking.judge(&Qrels::read(qrels)?, &Runs::read(scores)?)).map_err(raise)?;
    judged_of(py, found)
}

/// Difference, t, its p, the p of the randomisation test, and how many swappings were tried.
#[pyfunction]
pub fn ranking_compare(
    py: Python<'_>,
    first: PyReadonlyArray1<'_, f64>,
    second: PyReadonlyArray1<'_, f64>,
    swaps: usize,
    seed: u64,
) -> PyResult<(f64, Option<f64>, f64, f64, usize)> {
    let (first, second) = (first.as_slice()?, second.as_slice()?);
    let found = run(py, 0, 0, || compare_runs(first, second, swaps, seed)).map_err(raise)?;
    Ok((found.difference, found.t, found.t_p, found.randomisation_p, found.swaps))
}
