//! A case file as the generators write it (see `parity/common.py`).

use crate::Head;
use openwork::linalg::Real;
use openwork::ndarray::{Array2, s};
use openwork::{Error, Result, datasets};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Rows of numbers.
pub type Rows = Vec<Vec<f64>>;

/// A case file.
#[derive(Deserialize)]
#[serde(bound = "C: DeserializeOwned")]
pub struct File<C> {
    /// What it says of itself.
    #[serde(flatten)]
    pub head: Head,
    /// Its named matrices.
    pub data: Matrices,
    /// Its cases.
    pub cases: Vec<C>,
}

impl<C: DeserializeOwned> File<C> {
    /// Reads the text of a case file.
    pub fn parse(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|e| Error::format("parity/cases", e.to_string()))
    }
}

/// The matrices of a case file, by name.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct Matrices(HashMap<String, Rows>);

impl Matrices {
    /// `NAME` of the file or `dataset:NAME` of the library, all its rows or those of `NAME/FROM..TO`.
    pub fn get<T: Real>(&self, name: &str) -> Result<Array2<T>> {
        let unknown = || Error::format("parity/cases", format!("no matrix is called {name:?}"));
        let (base, rows) = name.split_once('/').map_or((name, None), |(base, rows)| (base, Some(rows)));
        let whole: Array2<T> = match base.strip_prefix("dataset:") {
            Some(set) => dataset(set)?.mapv(T::of),
            None => matrix(self.0.get(base).ok_or_else(unknown)?)?,
        };
        let Some(rows) = rows else { return Ok(whole) };
        let bounds = rows.split_once("..").and_then(|(a, b)| Some((a.parse::<usize>().ok()?, b.parse::<usize>().ok()?)));
        let (from, to) = bounds.filter(|&(from, to)| from < to && to <= whole.nrows()).ok_or_else(unknown)?;
        Ok(whole.slice(s![from..to, ..]).to_owned())
    }
}

/// The features of an embedded set, unpacked once.
fn dataset(name: &str) -> Result<Arc<Array2<f64>>> {
    static LOADED: Mutex<Vec<(String, Arc<Array2<f64>>)>> = Mutex::new(vec![]);
    let mut loaded = LOADED.lock().unwrap_or_else(|e| e.into_inner());
    if let Some((_, x)) = loaded.iter().find(|(have, _)| have == name) {
        return Ok(x.clone());
    }
    let x = Arc::new(datasets::load(name)?.x);
    loaded.push((name.to_owned(), x.clone()));
    Ok(x)
}

/// Rows as a matrix.
pub fn matrix<T: Real>(rows: &Rows) -> Result<Array2<T>> {
    let columns = rows.first().map_or(0, Vec::len);
    let values = rows.iter().flatten().map(|&v| T::of(v)).collect();
    Array2::from_shape_vec((rows.len(), columns), values).map_err(|e| Error::format("parity/cases", e.to_string()))
}
