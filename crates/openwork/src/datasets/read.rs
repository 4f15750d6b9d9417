//! From the embedded files to arrays.

use super::{Dataset, Info, Target, Task};
use crate::error::{Error, Result};
use ndarray::Array2;
use std::io::Read;

/// A table whose last column is the target.
pub(super) fn table(info: &'static Info, gz: &[u8]) -> Result<Dataset> {
    let broken = |problem: String| Error::format(info.name, problem);
    let bytes = unpack(info, gz)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let mut names: Vec<String> = reader.headers().map_err(|e| broken(e.to_string()))?.iter().map(str::to_owned).collect();
    let target_name = names.pop().unwrap_or_default();
    let mut x = Vec::with_capacity(info.rows * info.columns);
    let mut targets = Vec::with_capacity(info.rows);
    for record in reader.records() {
        let record = record.map_err(|e| broken(e.to_string()))?;
        for field in record.iter().take(names.len()) {
            x.push(field.parse::<f64>().map_err(|e| broken(format!("{field:?}: {e}")))?);
        }
        targets.extend(record.iter().next_back().map(str::to_owned));
    }
    let y = match info.task {
        Task::Classification => classes(targets),
        Task::Regression => {
            Target::Numbers(targets.iter().map(|t| t.parse().map_err(|e| broken(format!("{t:?}: {e}")))).collect::<Result<_>>()?)
        }
    };
    let x = Array2::from_shape_vec((info.rows, info.columns), x).map_err(|e| broken(e.to_string()))?;
    Ok(Dataset { info, x, y, feature_names: names, target_name })
}

/// IDX images and labels of bytes.
pub(super) fn images(info: &'static Info, images: &[u8], labels: &[u8]) -> Result<Dataset> {
    let images = unpack(info, images)?;
    let labels = unpack(info, labels)?;
    let x = images.get(16..).unwrap_or_default().iter().map(|&v| f64::from(v)).collect();
    let x = Array2::from_shape_vec((info.rows, info.columns), x).map_err(|e| Error::format(info.name, e.to_string()))?;
    let y = classes(labels.get(8..).unwrap_or_default().iter().map(u8::to_string).collect());
    let side = info.columns.isqrt();
    let feature_names = (0..info.columns).map(|i| format!("pixel_{}_{}", i / side, i % side)).collect();
    Ok(Dataset { info, x, y, feature_names, target_name: info.target.to_owned() })
}

fn classes(of: Vec<String>) -> Target {
    let mut names = of.clone();
    names.sort();
    names.dedup();
    let y = of.iter().map(|name| names.partition_point(|n| n < name) as u32).collect();
    Target::Classes { names, y }
}

fn unpack(info: &Info, gz: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = vec![];
    flate2::read::GzDecoder::new(gz).read_to_end(&mut bytes).map_err(|e| Error::format(info.name, e.to_string()))?;
    Ok(bytes)
}
