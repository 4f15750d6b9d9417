//! Logistic regression in files.

use super::{LogisticRegressionModel, Stop};
use crate::error::Result;
use crate::io::ModelFile;
use ndarray::Array2;
use serde_json::json;
use std::path::Path;

impl LogisticRegressionModel {
    /// The model as it lies in a file, to keep notes with it. The rounds are not kept.
    pub fn to_file(&self) -> ModelFile {
        let settings = json!({
            "classes": self.classes, "n_iter": self.n_iter, "stop": self.stop, "gradient": self.gradient, "loss": self.loss,
        });
        let mut file = ModelFile::new("logistic_regression", settings);
        file.put_matrix("coef", self.coef.view());
        let intercept = Array2::from_shape_fn((1, self.intercept.len()), |(_, k)| self.intercept[k]);
        file.put_matrix("intercept", intercept.view());
        file
    }

    /// The model of a file that was loaded.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) for a model of another algorithm, and for content that is no such model.
    pub fn from_file(file: &ModelFile) -> Result<Self> {
        file.check_algorithm("logistic_regression")?;
        let coef = file.matrix::<f64>("coef")?;
        let intercept = file.matrix::<f64>("intercept")?;
        let classes: usize = file.setting("classes")?;
        let outputs = if classes == 2 { 1 } else { classes };
        if classes < 2 || coef.nrows() != outputs || intercept.dim() != (1, outputs) {
            let got = format!("{classes} classes, coefficients {:?} and intercepts {:?}", coef.dim(), intercept.dim());
            return Err(file.broken(format!("it has {got}, which do not fit together")));
        }
        if !coef.iter().chain(&intercept).all(|v| v.is_finite()) {
            return Err(file.broken("a coefficient is not finite"));
        }
        let stop: Stop = file.setting("stop")?;
        Ok(Self {
            coef,
            intercept: intercept.into_raw_vec_and_offset().0,
            classes,
            n_iter: file.setting("n_iter")?,
            converged: stop.converged(),
            stop,
            gradient: file.setting("gradient")?,
            loss: file.setting("loss")?,
            history: vec![],
        })
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
