//! k-means models in files.

use super::{KMeansModel, KMeansStep};
use crate::error::Result;
use crate::io::ModelFile;
use crate::linalg::Real;
use std::path::Path;

/// A step as JSON gives it back, where an overflow to infinity has become null.
#[derive(serde::Deserialize)]
struct Step {
    round: usize,
    inertia: Option<f64>,
    moved: usize,
    shift: Option<f64>,
}

impl<T: Real> KMeansModel<T> {
    /// The model as it lies in a file, to keep notes with it.
    pub fn to_file(&self) -> ModelFile {
        let settings = serde_json::json!({
            "inertia": self.inertia,
            "n_iter": self.n_iter,
            "converged": self.converged,
            "history": self.history,
        });
        let mut file = ModelFile::new("kmeans", settings);
        file.put_matrix("centers", self.centers.view());
        file.put_labels("labels", &self.labels);
        file
    }

    /// The model of a file that was loaded.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) for a model of another algorithm or of other numbers (`f32`, `f64`), and for
    /// content that is no k-means model.
    pub fn from_file(file: &ModelFile) -> Result<Self> {
        file.check_algorithm("kmeans")?;
        let centers = file.matrix("centers")?;
        let labels = file.labels("labels")?;
        if let Some(&label) = labels.iter().find(|&&label| label as usize >= centers.nrows()) {
            return Err(file.broken(format!("it has a label {label}, wanted labels below {}", centers.nrows())));
        }
        let history: Vec<Step> = file.setting("history")?;
        Ok(Self {
            centers,
            labels,
            inertia: file.setting::<Option<f64>>("inertia")?.unwrap_or(f64::INFINITY),
            n_iter: file.setting("n_iter")?,
            converged: file.setting("converged")?,
            history: history
                .into_iter()
                .map(|Step { round, inertia, moved, shift }| KMeansStep {
                    round,
                    inertia: inertia.unwrap_or(f64::INFINITY),
                    moved,
                    shift: shift.unwrap_or(f64::INFINITY),
                })
                .collect(),
        })
    }

    /// Writes the model to a file, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io).
    pub fn save(&self, path: &Path) -> Result<()> {
        self.to_file().save(path)
    }

    /// Reads a model from a file; it predicts the same bits as the one that was saved.
    ///
    /// # Errors
    /// As [`ModelFile::load`] and [`from_file`](Self::from_file).
    pub fn load(path: &Path) -> Result<Self> {
        Self::from_file(&ModelFile::load(path)?)
    }
}
