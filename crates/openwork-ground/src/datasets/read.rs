//! From the embedded files to arrays, and from arrays to a table.

use super::{Dataset, Info, Target, Task};
use crate::error::Result;
use crate::io::{Column, Format, Labels, Table};
use std::path::Path;

/// A table with a header, one of whose columns is the target.
pub(super) fn table(info: &'static Info, gz: &[u8]) -> Result<Dataset> {
    let table = Table::parse(gz, Format::Csv, Path::new(info.name))?;
    Ok(Dataset {
        info,
        x: table.features(Some(info.target))?,
        y: match info.task {
            Task::Classification => classes(table.labels(info.target)?),
            Task::Regression => Target::Numbers(table.targets(info.target)?),
        },
        feature_names: table.feature_names(Some(info.target)),
        target_name: info.target.to_owned(),
    })
}

/// Square images and their labels, as MNIST publishes them.
pub(super) fn images(info: &'static Info, images: &[u8], labels: &[u8]) -> Result<Dataset> {
    let path = Path::new(info.name);
    let images = Table::parse(images, Format::Idx, path)?;
    let labels = Table::parse(labels, Format::Idx, path)?;
    let side = info.columns.isqrt();
    Ok(Dataset {
        info,
        x: images.features(None)?,
        y: classes(labels.labels("x0")?),
        feature_names: (0..info.columns).map(|i| format!("pixel_{}_{}", i / side, i % side)).collect(),
        target_name: info.target.to_owned(),
    })
}

fn classes(labels: Labels) -> Target {
    Target::Classes { names: labels.classes, y: labels.y }
}

impl Dataset {
    /// The features and, as the last column, the target: classes by name (numbers where all names are numbers).
    ///
    /// # Errors
    /// None for the sets of this module; names and columns that do not fit each other, should a caller have changed them.
    pub fn table(&self) -> Result<Table> {
        let target = match &self.y {
            Target::Numbers(y) => Column::Numbers(y.clone()),
            Target::Classes { names, y } => {
                let numbers: Option<Vec<f64>> = names.iter().map(|name| name.parse().ok()).collect();
                let class = |&c: &u32| names.get(c as usize).cloned().unwrap_or_default();
                match numbers {
                    Some(numbers) => {
                        Column::Numbers(y.iter().map(|&c| numbers.get(c as usize).copied().unwrap_or(f64::NAN)).collect())
                    }
                    None => Column::Text(y.iter().map(class).collect()),
                }
            }
        };
        let names = self.feature_names.iter().cloned().chain([self.target_name.clone()]).collect();
        let features = self.x.columns().into_iter().map(|column| Column::Numbers(column.to_vec()));
        Table::new(self.info.name, names, features.chain([target]).collect())
    }
}
