//! Vectorizers, cosines, BM25 and the search index for Python. Texts come as a list of str, copied once into one piece of memory;
//! matrices go back as the three arrays of scipy's CSR.

use crate::arrays::{each, matrix, raise};
use crate::pool::run;
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use openwork::linalg::{Csr, CsrView};
use openwork::text::{
    Accents, Analyzer, Bm25, Bm25Formula, Bm25Model, Bm25Variant, Corpus, Cosine, CountModel, CountVectorizer, Idf, IndexBuilder,
    Norm, SearchIndex, Texts, Tf, TfidfModel, TfidfVectorizer, Unit, Weighting, cosine_similarity, english_stop_words,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use std::path::PathBuf;

/// `unit, lowercase, accents, ngrams, stop words`.
type Cutting = (String, bool, Option<String>, (usize, usize), Option<Vec<String>>);
/// `min_df, max_df` (each: whether it is a count, and the number), `max_features, binary, vocabulary`.
type Choice = ((bool, f64), (bool, f64), Option<usize>, bool, Option<Vec<String>>);
/// `tf, idf, norm`.
type Weights = (String, String, String);
/// Starts, columns and values of a sparse matrix.
type Arrays<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);
/// A sparse matrix as Python lends it: starts, columns, values, and how many columns.
type Lent<'py> = (PyReadonlyArray1<'py, usize>, PyReadonlyArray1<'py, u32>, PyReadonlyArray1<'py, f64>, usize);

fn analyzer((unit, lowercase, accents, (least, most), stop): Cutting) -> PyResult<Analyzer> {
    let mut analyzer = Analyzer::default().unit(Unit::parse(&unit).map_err(raise)?).lowercase(lowercase).ngrams(least, most);
    if let Some(accents) = accents {
        analyzer = analyzer.accents(Accents::parse(&accents).map_err(raise)?);
    }
    Ok(stop.into_iter().fold(analyzer, Analyzer::stop_words))
}

fn weighting((tf, idf, norm): &Weights) -> PyResult<Weighting> {
    let unknown = |what: &str| PyValueError::new_err(format!("unknown {what}"));
    Ok(Weighting {
        tf: match tf.as_str() {
            "count" => Tf::Count,
            "sublinear" => Tf::Sublinear,
            "share" => Tf::Share,
            _ => return Err(unknown("tf")),
        },
        idf: match idf.as_str() {
            "none" => Idf::None,
            "plain" => Idf::Plain,
            "smooth" => Idf::Smooth,
            "textbook" => Idf::Textbook,
            _ => return Err(unknown("idf")),
        },
        norm: match norm.as_str() {
            "none" => Norm::None,
            "l1" => Norm::L1,
            "l2" => Norm::L2,
            _ => return Err(unknown("norm")),
        },
    })
}

/// The bytes of a Python text, handed to `each` as a `str`.
fn text(item: &Bound<'_, PyAny>, place: usize, each: impl FnOnce(&str)) -> PyResult<()> {
    let Ok(string) = item.cast::<PyString>() else {
        let got = item.get_type().name()?;
        return Err(PyTypeError::new_err(format!("text {place} (counted from 0) is a {got}, wanted a str")));
    };
    let bytes = string.encode_utf8()?;
    each(std::str::from_utf8(bytes.as_bytes()).map_err(|e| PyValueError::new_err(e.to_string()))?);
    Ok(())
}

/// The texts of a list: whole, or each a row of pieces that end with a NUL, or lists of pieces.
fn corpus(texts: &Bound<'_, PyList>, pieces: &str) -> PyResult<Corpus> {
    let mut corpus = match pieces {
        "texts" => Corpus::of_texts(),
        "words" => Corpus::of_words(),
        _ => Corpus::of_terms(),
    };
    for (place, item) in texts.iter().enumerate() {
        if let Ok(list) = item.cast::<PyList>() {
            for word in list.iter() {
                text(&word, place, |word| corpus.piece(word))?;
            }
        } else if pieces == "texts" {
            text(&item, place, |text| corpus.piece(text))?;
        } else {
            text(&item, place, |text| text.split_terminator('\0').for_each(|word| corpus.piece(word)))?;
        }
        corpus.end();
    }
    Ok(corpus)
}

fn numbers<'py>(py: Python<'py>, starts: Vec<usize>, indices: Vec<u32>) -> (Bound<'py, PyAny>, Bound<'py, PyAny>) {
    // scipy's own rule: 32 bits as long as they are enough for both.
    if indices.len() < i32::MAX as usize {
        let starts: Vec<i32> = starts.into_iter().map(|start| start as i32).collect();
        (starts.into_pyarray(py).into_any(), indices.into_pyarray(py).into_any())
    } else {
        let starts: Vec<i64> = starts.into_iter().map(|start| start as i64).collect();
        let indices: Vec<i64> = indices.into_iter().map(i64::from).collect();
        (starts.into_pyarray(py).into_any(), indices.into_pyarray(py).into_any())
    }
}

fn floats(py: Python<'_>, csr: Csr) -> Arrays<'_> {
    let (starts, indices) = numbers(py, csr.starts, csr.indices);
    (starts, indices, csr.values.into_pyarray(py).into_any())
}

fn counts(py: Python<'_>, csr: Csr<u32>) -> Arrays<'_> {
    let values: Vec<i64> = csr.values.into_iter().map(i64::from).collect();
    let (starts, indices) = numbers(py, csr.starts, csr.indices);
    (starts, indices, values.into_pyarray(py).into_any())
}

fn view<'a>(what: &'static str, (starts, indices, values, columns): &'a Lent<'_>) -> PyResult<CsrView<'a>> {
    CsrView::new(what, *columns, starts.as_slice()?, indices.as_slice()?, values.as_slice()?).map_err(raise)
}

/// The terms that were learned.
#[pyclass(frozen)]
pub struct Vocabulary {
    model: CountModel,
}

#[pymethods]
impl Vocabulary {
    #[new]
    fn new(py: Python<'_>, cutting: Cutting, binary: bool, terms: Vec<String>) -> PyResult<Self> {
        let analyzer = analyzer(cutting)?;
        let model = run(py, 0, 0, || CountModel::new(analyzer, binary, &terms)).map_err(raise)?;
        Ok(Self { model })
    }

    /// The terms, column after column.
    fn terms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.model.terms())
    }

    /// The counts of other texts.
    fn counts<'py>(&self, py: Python<'py>, texts: &Bound<'py, PyList>, pieces: &str) -> PyResult<Arrays<'py>> {
        let corpus = corpus(texts, pieces)?;
        Ok(counts(py, run(py, 0, corpus.size() * 8, || self.model.transform_corpus(&corpus))))
    }

    /// The weights of other texts.
    fn weights<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyList>,
        pieces: &str,
        weights: Weights,
        idf: PyReadonlyArray1<'py, f64>,
    ) -> PyResult<Arrays<'py>> {
        let corpus = corpus(texts, pieces)?;
        if idf.len()? != self.model.len() {
            return Err(PyValueError::new_err(format!("idf has {} numbers, wanted {}", idf.len()?, self.model.len())));
        }
        let model = TfidfModel { counts: self.model.clone(), idf: idf.as_slice()?.to_vec(), weighting: weighting(&weights)? };
        Ok(floats(py, run(py, 0, corpus.size() * 8, || model.transform_corpus(&corpus))))
    }
}

fn vectorizer(cutting: Cutting, (min_df, max_df, most, binary, vocabulary): Choice) -> PyResult<CountVectorizer> {
    let texts = |(count, number): (bool, f64)| if count { Texts::Count(number as usize) } else { Texts::Share(number) };
    let counts = CountVectorizer::new().analyzer(analyzer(cutting)?).binary(binary).max_features(most);
    let counts = counts.min_df(texts(min_df)).max_df(texts(max_df));
    Ok(vocabulary.into_iter().fold(counts, CountVectorizer::vocabulary))
}

/// Learns the terms of texts and counts them.
#[pyfunction]
pub fn count_terms<'py>(
    py: Python<'py>,
    texts: &Bound<'py, PyList>,
    pieces: &str,
    cutting: Cutting,
    choice: Choice,
) -> PyResult<(Vocabulary, Arrays<'py>)> {
    let (corpus, vectorizer) = (corpus(texts, pieces)?, vectorizer(cutting, choice)?);
    let (model, found) = run(py, 0, corpus.size() * 8, || vectorizer.fit_transform_corpus(&corpus)).map_err(raise)?;
    Ok((Vocabulary { model }, counts(py, found)))
}

/// Learns the terms of texts and their idf, and weighs them.
#[pyfunction]
pub fn weigh_terms<'py>(
    py: Python<'py>,
    texts: &Bound<'py, PyList>,
    pieces: &str,
    cutting: Cutting,
    choice: Choice,
    weights: Weights,
) -> PyResult<(Vocabulary, Bound<'py, PyArray1<f64>>, Arrays<'py>)> {
    let corpus = corpus(texts, pieces)?;
    let vectorizer = TfidfVectorizer::new().counts(vectorizer(cutting, choice)?).weighting(weighting(&weights)?);
    let (model, found) = run(py, 0, corpus.size() * 8, || vectorizer.fit_transform_corpus(&corpus)).map_err(raise)?;
    Ok((Vocabulary { model: model.counts }, model.idf.into_pyarray(py), floats(py, found)))
}

/// The idf of each column of a matrix of counts.
#[pyfunction]
pub fn idf_of_counts<'py>(py: Python<'py>, counts: Lent<'py>, weights: Weights) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let (view, weighting) = (view("X", &counts)?, weighting(&weights)?);
    Ok(run(py, 0, view.len(), || weighting.fit(view)).into_pyarray(py))
}

/// The weights of a matrix of counts.
#[pyfunction]
pub fn weigh_counts<'py>(
    py: Python<'py>,
    counts: Lent<'py>,
    weights: Weights,
    idf: PyReadonlyArray1<'py, f64>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let (view, weighting, idf) = (view("X", &counts)?, weighting(&weights)?, idf.as_slice()?);
    Ok(run(py, 0, view.len() * 8, || weighting.transform(view, idf)).map_err(raise)?.values.into_pyarray(py))
}

/// The terms of a text; or, `prepared`, the text as it is cut.
#[pyfunction]
pub fn analyze_text(text: &str, cutting: Cutting, prepared: bool) -> PyResult<Vec<String>> {
    let analyzer = analyzer(cutting)?;
    if prepared { Ok(vec![analyzer.prepared(text)]) } else { analyzer.terms(text).map_err(raise) }
}

/// scikit-learn's English stop words.
#[pyfunction]
pub fn stop_words_of_scikit_learn() -> Vec<&'static str> {
    english_stop_words().collect()
}

/// The cosines of dense rows.
#[pyfunction]
pub fn cosines<'py>(py: Python<'py>, x: &Bound<'py, PyAny>, y: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let (x, y) = (matrix("X", x)?, matrix("Y", y)?);
    match (&x, &y) {
        (crate::arrays::Either::F32(x), crate::arrays::Either::F32(y)) => {
            let (x, y) = (x.as_array(), y.as_array());
            let work = x.len().saturating_mul(y.nrows());
            Ok(run(py, 0, work, || cosine_similarity(x, y)).map_err(raise)?.into_pyarray(py).into_any())
        }
        _ => {
            let wide = |m: &crate::arrays::Matrix<'py>| each!(m, m => m.as_array().mapv(f64::from));
            let (x, y) = (wide(&x), wide(&y));
            let work = x.len().saturating_mul(y.nrows());
            Ok(run(py, 0, work, || cosine_similarity(x.view(), y.view())).map_err(raise)?.into_pyarray(py).into_any())
        }
    }
}

/// Lists of numbers and scores as two arrays, row after row.
fn pairs(py: Python<'_>, found: Vec<Vec<(u32, f64)>>) -> (Bound<'_, PyAny>, Bound<'_, PyAny>) {
    let ids: Vec<i64> = found.iter().flatten().map(|&(id, _)| id.into()).collect();
    let scores: Vec<f64> = found.iter().flatten().map(|&(_, score)| score).collect();
    (ids.into_pyarray(py).into_any(), scores.into_pyarray(py).into_any())
}

/// Sparse rows, ready to be compared.
#[pyclass(frozen)]
pub struct CosineRows {
    index: Cosine,
}

#[pymethods]
impl CosineRows {
    #[new]
    fn new(py: Python<'_>, rows: Lent<'_>) -> PyResult<Self> {
        let rows = view("Y", &rows)?;
        Ok(Self { index: run(py, 0, rows.len() * 8, || Cosine::new(rows)) })
    }

    /// The rows of the greatest cosines, and the cosines.
    fn top_k<'py>(&self, py: Python<'py>, queries: Lent<'py>, k: usize) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let queries = view("X", &queries)?;
        Ok(pairs(py, run(py, 0, usize::MAX, || self.index.top_k(queries, k)).map_err(raise)?))
    }

    /// All cosines.
    fn all<'py>(&self, py: Python<'py>, queries: Lent<'py>) -> PyResult<Bound<'py, PyAny>> {
        let queries = view("X", &queries)?;
        Ok(run(py, 0, usize::MAX, || self.index.similarities(queries)).map_err(raise)?.into_pyarray(py).into_any())
    }
}

/// Documents ranked by BM25.
#[pyclass(frozen)]
pub struct Ranker {
    model: Bm25Model,
}

fn formula(variant: &str, k1: f64, b: f64, delta: f64) -> PyResult<Bm25Formula> {
    Ok(Bm25Formula { variant: Bm25Variant::parse(variant).map_err(raise)?, k1, b, delta })
}

#[pymethods]
impl Ranker {
    #[new]
    #[allow(clippy::too_many_arguments)]
    fn new(
        py: Python<'_>,
        texts: &Bound<'_, PyList>,
        pieces: &str,
        cutting: Cutting,
        variant: &str,
        k1: f64,
        b: f64,
        delta: f64,
    ) -> PyResult<Self> {
        let corpus = corpus(texts, pieces)?;
        let bm25 = Bm25::new().formula(formula(variant, k1, b, delta)?).analyzer(analyzer(cutting)?);
        Ok(Self { model: run(py, 0, corpus.size() * 8, || bm25.fit_corpus(&corpus)).map_err(raise)? })
    }

    /// How many documents.
    fn documents(&self) -> usize {
        self.model.documents()
    }

    /// The words, each with its place.
    fn terms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.model.counts.terms())
    }

    /// The words of a query.
    fn words(&self, query: &str) -> PyResult<Vec<String>> {
        self.model.counts.analyzer().terms(query).map_err(raise)
    }

    /// The score of every document for a query of these words.
    fn scores<'py>(&self, py: Python<'py>, words: Vec<String>) -> Bound<'py, PyArray1<f64>> {
        run(py, 0, 0, || self.model.scores_of_words(words.iter().map(String::as_str))).into_pyarray(py)
    }

    /// The best documents for each query, and their scores.
    fn best<'py>(&self, py: Python<'py>, queries: Vec<Vec<String>>, k: usize) -> (Bound<'py, PyAny>, Bound<'py, PyAny>) {
        pairs(py, run(py, 0, usize::MAX, || self.model.search_words(&queries, k)))
    }
}

/// An index of documents in a file.
#[pyclass(frozen)]
pub struct Searcher {
    index: SearchIndex,
}

/// Document, name, score, snippet, the places of the words in it in characters.
type Found = (u32, String, f64, String, Vec<(usize, usize)>);

#[pymethods]
impl Searcher {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        Ok(Self { index: run(py, 0, 0, || SearchIndex::open(&path)).map_err(raise)? })
    }

    /// How many documents.
    fn documents(&self) -> usize {
        self.index.documents()
    }

    /// The best documents, how many have one of the words, and the words that none has.
    #[allow(clippy::too_many_arguments)]
    fn search(
        &self,
        py: Python<'_>,
        query: &str,
        k: usize,
        variant: &str,
        k1: f64,
        b: f64,
        delta: f64,
        width: usize,
    ) -> PyResult<(Vec<Found>, usize, Vec<String>)> {
        let formula = formula(variant, k1, b, delta)?;
        let found = run(py, 0, 0, || self.index.search_by(query, k, formula, width)).map_err(raise)?;
        let hits = found.hits.into_iter().map(|hit| {
            let shown = hit.snippet.text;
            let at = |byte: usize| shown[..byte].chars().count();
            let marks = hit.snippet.marks.iter().map(|mark| (at(mark.start), at(mark.end))).collect();
            (hit.document, hit.name, hit.score, shown.clone(), marks)
        });
        Ok((hits.collect(), found.matching, found.unknown))
    }

    /// The text of a document.
    fn text(&self, document: usize) -> PyResult<String> {
        Ok(self.index.text(document).map_err(raise)?.to_owned())
    }
}

/// Writes an index of documents, or adds them to one that is there.
#[pyfunction]
pub fn write_index(
    py: Python<'_>,
    path: PathBuf,
    names: Vec<String>,
    texts: Vec<String>,
    cutting: Cutting,
    add: bool,
) -> PyResult<()> {
    let analyzer = analyzer(cutting)?;
    run(py, 0, usize::MAX, || {
        let mut builder = if add { IndexBuilder::over(SearchIndex::open(&path)?)? } else { IndexBuilder::new(analyzer)? };
        names.into_iter().zip(texts).try_for_each(|(name, text)| builder.add(name, text))?;
        builder.write(&path)
    })
    .map_err(raise)
}
