//! Linear models in files: coefficients and intercepts.

use super::LinearModel;
use super::model::Spectrum;
use crate::error::Result;
use crate::io::ModelFile;
use ndarray::Axis;
use std::path::Path;

impl LinearModel {
    /// The model as it lies in a file, to keep notes with it. Singular values are not kept.
    pub fn to_file(&self) -> ModelFile {
        let mut file = ModelFile::new("linear_regression", serde_json::json!({ "rank": self.rank }));
        file.put_matrix("coef", self.coef.view());
        file.put_matrix("intercept", self.intercept.view().insert_axis(Axis(0)));
        file
    }

    /// The model of a file that was loaded.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) for a model of another algorithm, and for content that is no linear model.
    pub fn from_file(file: &ModelFile) -> Result<Self> {
        file.check_algorithm("linear_regression")?;
        let coef = file.matrix::<f64>("coef")?;
        let intercept = file.matrix::<f64>("intercept")?;
        if intercept.nrows() != 1 {
            return Err(file.broken(format!("it has {} rows of intercepts, wanted 1", intercept.nrows())));
        }
        let rank: Option<usize> = file.setting("rank")?;
        if let Some(rank) = rank.filter(|&rank| rank > coef.ncols()) {
            return Err(file.broken(format!("its rank is {rank} with {} features", coef.ncols())));
        }
        let model = Self::new(coef, intercept.row(0).to_owned()).map_err(|e| file.broken(e))?;
        Ok(Self { rank, spectrum: Spectrum::Unknown, ..model })
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
