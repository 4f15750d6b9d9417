//! The library in the browser: what the book's figures call. Points come as flat arrays, row after row; results that are more
//! than numbers go back as JSON, in the same form that `--watch` writes.

mod functions;
mod kmeans;
mod linear;
mod logistic;
mod metrics;
mod model_selection;
mod neighbors;
mod optim;
mod tensor;
mod text_ranking;
mod translation;

use openwork::ndarray::ArrayView2;
use openwork::{Error, Result};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A matrix of `columns` columns over a flat array.
fn matrix<'a>(what: &'static str, flat: &'a [f64], columns: usize) -> Result<ArrayView2<'a, f64>> {
    let wrong = || Error::Shape {
        what: what.into(),
        got: format!("{} numbers", flat.len()),
        want: format!("a multiple of {columns}, the number of columns"),
    };
    if columns == 0 || !flat.len().is_multiple_of(columns) {
        return Err(wrong());
    }
    ArrayView2::from_shape((flat.len() / columns, columns), flat).map_err(|_| wrong())
}

fn json(value: &impl Serialize) -> std::result::Result<String, JsError> {
    Ok(serde_json::to_string(value)?)
}

/// A setting by its name as JSON and on the command line.
fn setting<T: serde::de::DeserializeOwned>(json: &str) -> std::result::Result<T, JsError> {
    Ok(serde_json::from_str(json)?)
}
