//! Weights, angles, BM25 and the search index for their figures. Documents come as the lines of one text.

use crate::json;
use openwork::linalg::Csr;
use openwork::text::{
    Analyzer, Bm25, Bm25Formula, Bm25Variant, Cosine, CountVectorizer, IndexBuilder, SearchIndex, TfidfModel, TfidfVectorizer,
    Unit,
};
use serde_json::json as object;
use wasm_bindgen::prelude::*;

fn lines(documents: &str) -> Vec<&str> {
    documents.lines().filter(|line| !line.trim().is_empty()).collect()
}

fn analyzer(all: bool) -> Analyzer {
    Analyzer::default().unit(if all { Unit::AllWords } else { Unit::Words })
}

fn dense<T: Copy + Default>(matrix: &Csr<T>) -> Vec<Vec<T>> {
    let row = |i: usize| {
        let mut row = vec![T::default(); matrix.columns];
        let (columns, values) = matrix.row(i);
        columns.iter().zip(values).for_each(|(&column, &value)| row[column as usize] = value);
        row
    };
    (0..matrix.rows()).map(row).collect()
}

/// The counts of every word in every document, and their weights by the textbook and by scikit-learn.
///
/// # Errors
/// Documents without a word.
#[wasm_bindgen]
pub fn tfidf_watched(documents: &str, all: bool) -> Result<String, JsError> {
    let (documents, counts) = (lines(documents), CountVectorizer::new().analyzer(analyzer(all)));
    let (words, counted) = counts.fit_transform(&documents)?;
    let form = |vectorizer: TfidfVectorizer| -> openwork::Result<_> {
        let (model, matrix): (TfidfModel, Csr) = vectorizer.counts(counts.clone()).fit_transform(&documents)?;
        Ok(object!({ "idf": model.idf, "rows": dense(&matrix) }))
    };
    json(&object!({
        "documents": documents,
        "terms": words.terms().collect::<Vec<_>>(),
        "counts": dense(&counted),
        "textbook": form(TfidfVectorizer::textbook())?,
        "sklearn": form(TfidfVectorizer::new())?,
    }))
}

/// The cosine of every document with a query, the best first.
///
/// # Errors
/// Documents without a word.
#[wasm_bindgen]
pub fn angles_watched(documents: &str, query: &str) -> Result<String, JsError> {
    let documents = lines(documents);
    let counts = CountVectorizer::new().analyzer(analyzer(true));
    let (model, matrix) = TfidfVectorizer::new().counts(counts).fit_transform(&documents)?;
    let asked = model.transform(&[query]);
    let best = Cosine::new(matrix.view()).top_k(asked.view(), documents.len())?.remove(0);
    let terms: Vec<&str> = model.counts.terms().collect();
    let known: Vec<&str> = asked.row(0).0.iter().map(|&column| terms[column as usize]).collect();
    let common = |i: u32| matrix.row(i as usize).0.iter().filter(|column| asked.row(0).0.contains(column)).count();
    let rows: Vec<_> = best
        .iter()
        .map(|&(i, cosine)| object!({ "document": documents[i as usize], "cosine": cosine, "common": common(i) }))
        .collect();
    json(&object!({ "known": known, "rows": rows }))
}

/// The scores of every document for a query by each variant, and how the weight of a word grows with its count.
///
/// # Errors
/// Documents without a word, settings outside their domain.
#[wasm_bindgen]
pub fn bm25_watched(documents: &str, query: &str, k1: f64, b: f64, delta: f64) -> Result<String, JsError> {
    let documents = lines(documents);
    let mut variants = vec![];
    for (variant, name) in Bm25Variant::ALL {
        let formula = Bm25Formula { variant, k1, b, delta };
        let model = Bm25::new().formula(formula).analyzer(analyzer(true)).fit(&documents)?;
        let curve: Vec<f64> = (0..=20_u8).map(|tf| if tf == 0 { 0.0 } else { formula.tf(f64::from(tf), 1.0) }).collect();
        variants.push(object!({
            "name": name, "formula": variant.formula(), "scores": model.scores(query), "curve": curve,
        }));
    }
    json(&object!({ "documents": documents, "variants": variants }))
}

/// What an index of the documents answers to a query.
///
/// # Errors
/// Documents without a word.
#[wasm_bindgen]
pub fn search_watched(documents: &str, query: &str) -> Result<String, JsError> {
    let mut builder = IndexBuilder::new(analyzer(true))?;
    for (i, text) in lines(documents).into_iter().enumerate() {
        builder.add(format!("document {}", i + 1), text)?;
    }
    let bytes = builder.bytes()?;
    let size = bytes.len();
    let index = SearchIndex::of_bytes(bytes, "the index".as_ref())?;
    let found = index.search_by(query, 5, Bm25Formula::default(), 60)?;
    let hits: Vec<_> = found
        .hits
        .iter()
        .map(|hit| {
            let mut pieces = vec![];
            let mut at = 0;
            for mark in &hit.snippet.marks {
                pieces.push((&hit.snippet.text[at..mark.start], false));
                pieces.push((&hit.snippet.text[mark.clone()], true));
                at = mark.end;
            }
            pieces.push((&hit.snippet.text[at..], false));
            object!({
                "name": hit.name, "score": hit.score, "pieces": pieces, "before": hit.snippet.before, "after": hit.snippet.after,
            })
        })
        .collect();
    json(&object!({ "hits": hits, "matching": found.matching, "unknown": found.unknown, "words": index.terms(), "bytes": size }))
}
