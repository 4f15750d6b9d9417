//! What is done with foreign bytes: by the fuzzers, and by the test that replays what they found.

use openwork::cluster::{KMeansModel, MiniBatchKMeans, MiniBatchKMeansModel};
use openwork::io::{Format, ModelFile, Table};
use openwork::linalg::Real;
use openwork::ndarray::Array2;
use openwork::neighbors::{KNeighborsClassifierModel, KNeighborsRegressorModel, NeighborIndex};
use openwork::text::SearchIndex;
use openwork::text::search::reseal;
use std::path::Path;

/// The readers of foreign bytes, by the name of their fuzz target and of their directory of seeds.
pub fn read(reader: &str, bytes: &[u8]) {
    match reader {
        "csv" => {
            table(bytes, Format::Csv);
            table(bytes, Format::Tsv);
        }
        "jsonl" => table(bytes, Format::JsonLines),
        "npy" => table(bytes, Format::Npy),
        "npz" => table(bytes, Format::Npz),
        "idx" => table(bytes, Format::Idx),
        "model" => model(bytes),
        "index" => index(bytes),
        _ => panic!("no reader {reader:?}"),
    }
}

/// Reads a table and asks it for everything; what it says about itself must hold.
fn table(bytes: &[u8], format: Format) {
    let table = match Table::parse(bytes, format, Path::new("fuzzed")) {
        Ok(table) => table,
        Err(error) => return assert!(error.to_string().contains("fuzzed"), "{error} does not name the file"),
    };
    let (rows, columns) = (table.n_rows(), table.columns.len());
    assert!(rows > 0 && columns > 0 && table.names.len() == columns);
    assert!(table.columns.iter().all(|c| c.len() == rows));
    if let Ok(x) = table.features(None) {
        assert_eq!(x.dim(), (rows, columns));
        assert!(x.iter().all(|v| v.is_finite()));
    }
    for name in table.names.iter().take(4) {
        let _ = table.targets(name);
        if let Ok(labels) = table.labels(name) {
            assert_eq!(labels.y.len(), rows);
            assert!(labels.y.iter().all(|&class| (class as usize) < labels.classes.len()));
        }
    }
}

/// Reads a model as each of the models, and asks whichever it is about one point.
fn model(bytes: &[u8]) {
    match ModelFile::parse(bytes, Path::new("fuzzed")) {
        Ok(file) => {
            ask::<f32>(&file);
            ask::<f64>(&file);
        }
        Err(error) => assert!(error.to_string().contains("fuzzed"), "{error} does not name the file"),
    }
}

fn ask<T: Real>(file: &ModelFile) {
    let origin = |columns| Array2::<T>::zeros((1, columns));
    if let Ok(model) = KMeansModel::<T>::from_file(file) {
        assert_eq!(model.predict(origin(model.centers.ncols()).view()).unwrap().len(), 1);
    }
    if let Ok(model) = MiniBatchKMeansModel::<T>::from_file(file) {
        let (k, d) = model.centers.dim();
        assert_eq!(model.predict(origin(d).view()).unwrap().len(), 1);
        MiniBatchKMeans::new(k).partial_fit(&mut Some(model), origin(d).view(), None).unwrap();
    }
    if let Ok(index) = NeighborIndex::<T>::from_file(file) {
        index.kneighbors(origin(index.points().ncols()).view(), 1).unwrap();
    }
    if let Ok(model) = KNeighborsClassifierModel::<T>::from_file(file) {
        assert_eq!(model.predict(origin(model.index.points().ncols()).view()).unwrap().len(), 1);
    }
    if let Ok(model) = KNeighborsRegressorModel::<T>::from_file(file) {
        assert_eq!(model.predict(origin(model.index.points().ncols()).view()).unwrap().nrows(), 1);
    }
}

/// Asks an index, as it came and with its sums made right, so that what lies behind them is reached too.
fn index(bytes: &[u8]) {
    let mut sealed = bytes.to_vec();
    reseal(&mut sealed);
    for bytes in [bytes.to_vec(), sealed] {
        match SearchIndex::of_bytes(bytes, Path::new("fuzzed")) {
            Err(error) => assert!(error.to_string().contains("fuzzed"), "{error} does not name the file"),
            Ok(index) => {
                let whole = index.verify().is_ok();
                let found = index.search("the cat word1 é", 3);
                assert!(!whole || found.is_ok());
                if let Ok(found) = found {
                    assert!(found.hits.len() <= 3 && found.hits.iter().all(|hit| (hit.document as usize) < index.documents()));
                }
            }
        }
    }
}
