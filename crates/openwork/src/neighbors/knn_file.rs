//! Neighbour models in files: the known points, from which the search is prepared anew.

use super::{KNeighborsClassifierModel, KNeighborsRegressorModel, NearestNeighbors, NeighborIndex};
use crate::error::Result;
use crate::io::ModelFile;
use crate::linalg::Real;
use serde_json::{Value, json};
use std::path::Path;

/// A class far above the number of points is taken for damage: every answer would hold a vote for each class below it.
const SPARE_CLASSES: usize = 1 << 16;

fn keep<T: Real>(algorithm: &str, index: &NeighborIndex<T>, weights: Option<super::Weights>) -> ModelFile {
    let of = index.settings();
    let mut settings = json!({ "k": of.k, "metric": of.metric, "search": of.search, "leaf_size": of.leaf_size });
    if let Some(weights) = weights {
        settings["weights"] = json!(weights);
    }
    let mut file = ModelFile::new(algorithm, settings);
    file.put_matrix("points", index.points());
    file
}

fn index<T: Real>(file: &ModelFile, algorithm: &str) -> Result<NeighborIndex<T>> {
    file.check_algorithm(algorithm)?;
    let points = file.matrix::<T>("points")?;
    let settings = NearestNeighbors::new(file.setting("k")?)
        .metric(file.setting("metric")?)
        .search(file.setting("search")?)
        .leaf_size(file.setting("leaf_size")?);
    settings.fit(points.view()).map_err(|e| file.broken(e))
}

fn check_answers<T: Real>(file: &ModelFile, index: &NeighborIndex<T>, answers: usize) -> Result<()> {
    let points = index.points().nrows();
    if answers != points {
        return Err(file.broken(format!("it has {points} points and {answers} answers, wanted one a point")));
    }
    Ok(())
}

impl<T: Real> NeighborIndex<T> {
    fn kept(&self) -> ModelFile {
        keep("neighbors", self, None)
    }

    fn found(file: &ModelFile) -> Result<Self> {
        index(file, "neighbors")
    }
}

impl<T: Real> KNeighborsClassifierModel<T> {
    fn kept(&self) -> ModelFile {
        let mut file = keep("knn_classifier", &self.index, Some(self.weights));
        file.settings["classes"] = Value::from(self.classes);
        file.put_labels("y", &self.y);
        file
    }

    fn found(file: &ModelFile) -> Result<Self> {
        let index = index(file, "knn_classifier")?;
        let y = file.labels("y")?;
        check_answers(file, &index, y.len())?;
        let classes: usize = file.setting("classes")?;
        if let Some(&class) = y.iter().find(|&&class| class as usize >= classes) {
            return Err(file.broken(format!("it has a class {class}, wanted classes below {classes}")));
        }
        if classes > y.len() + SPARE_CLASSES {
            return Err(file.broken(format!("it says {classes} classes of {} points", y.len())));
        }
        Ok(Self { index, weights: file.setting("weights")?, y, classes })
    }
}

impl<T: Real> KNeighborsRegressorModel<T> {
    fn kept(&self) -> ModelFile {
        let mut file = keep("knn_regressor", &self.index, Some(self.weights));
        file.put_matrix("y", self.y.view());
        file
    }

    fn found(file: &ModelFile) -> Result<Self> {
        let index = index(file, "knn_regressor")?;
        let y = file.matrix("y")?;
        check_answers(file, &index, y.nrows())?;
        Ok(Self { index, weights: file.setting("weights")?, y })
    }
}

macro_rules! in_files {
    ($model:ident) => {
        impl<T: Real> $model<T> {
            /// The model as it lies in a file, to keep notes with it.
            pub fn to_file(&self) -> ModelFile {
                self.kept()
            }

            /// The model of a file that was loaded.
            ///
            /// # Errors
            /// [`Error::Format`](crate::Error::Format) for a model of another algorithm or of other numbers (`f32`, `f64`),
            /// and for content that is no such model.
            pub fn from_file(file: &ModelFile) -> Result<Self> {
                Self::found(file)
            }

            /// Writes the model to a file, whole or not at all.
            ///
            /// # Errors
            /// [`Error::Io`](crate::Error::Io).
            pub fn save(&self, path: &Path) -> Result<()> {
                self.to_file().save(path)
            }

            /// Reads a model from a file; it answers with the same bits as the one that was saved.
            ///
            /// # Errors
            /// As [`ModelFile::load`] and [`from_file`](Self::from_file).
            pub fn load(path: &Path) -> Result<Self> {
                Self::from_file(&ModelFile::load(path)?)
            }
        }
    };
}
in_files!(NeighborIndex);
in_files!(KNeighborsClassifierModel);
in_files!(KNeighborsRegressorModel);
