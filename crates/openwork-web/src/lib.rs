//! The library in the browser.
use wasm_bindgen::prelude::*;
/// Probe.
#[wasm_bindgen]
pub fn probe(x: &[f64], k: usize) -> Result<String, JsError> {
    let x = openwork::ndarray::ArrayView2::from_shape((x.len() / 2, 2), x)?;
    let mut run = openwork::cluster::KMeans::new(k).run(x)?;
    Ok(serde_json::to_string(&openwork::steps::record(&mut run))?)
}
