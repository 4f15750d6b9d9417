//! Mini-batch k-means models in files.

use super::{MiniBatchKMeansModel, MiniBatchKMeansStep};
use crate::error::Result;
use crate::io::ModelFile;
use crate::linalg::Real;
use ndarray::aview1;
use std::path::Path;

/// A step as JSON gives it back, where an overflow to infinity has become null.
#[derive(serde::Deserialize)]
struct Step {
    step: usize,
    inertia: Option<f64>,
    average: Option<f64>,
    shift: Option<f64>,
    reassigned: usize,
}

impl<T: Real> MiniBatchKMeansModel<T> {
    /// The model as it lies in a file, to keep notes with it.
    pub fn to_file(&self) -> ModelFile {
        let settings = serde_json::json!({
            "inertia": self.inertia,
            "n_iter": self.n_iter,
            "n_steps": self.n_steps,
            "converged": self.converged,
            "since_reassignment": self.since_reassignment,
            "history": self.history,
        });
        let mut file = ModelFile::new("mini_batch_kmeans", settings);
        file.put_matrix("centers", self.centers.view());
        file.put_matrix("counts", aview1(&self.counts).insert_axis(ndarray::Axis(1)));
        file.put_labels("labels", &self.labels);
        file
    }

    /// The model of a file that was loaded.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) for a model of another algorithm or of other numbers (`f32`, `f64`), and for
    /// content that is no mini-batch k-means model.
    pub fn from_file(file: &ModelFile) -> Result<Self> {
        file.check_algorithm("mini_batch_kmeans")?;
        let centers = file.matrix("centers")?;
        let (k, counts) = (centers.nrows(), file.matrix::<f64>("counts")?);
        if counts.dim() != (k, 1) || counts.iter().any(|&count| count < 0.0) {
            return Err(file.broken(format!("its counts are not {k} numbers of points, one a centre")));
        }
        let labels = file.labels("labels")?;
        if let Some(&label) = labels.iter().find(|&&label| label as usize >= k) {
            return Err(file.broken(format!("it has a label {label}, wanted labels below {k}")));
        }
        let history: Vec<Step> = file.setting("history")?;
        let infinite = |number: Option<f64>| number.unwrap_or(f64::INFINITY);
        Ok(Self {
            centers,
            counts: counts.into_iter().collect(),
            labels,
            inertia: infinite(file.setting("inertia")?),
            n_iter: file.setting("n_iter")?,
            n_steps: file.setting("n_steps")?,
            converged: file.setting("converged")?,
            history: history
                .into_iter()
                .map(|Step { step, inertia, average, shift, reassigned }| MiniBatchKMeansStep {
                    step,
                    inertia: infinite(inertia),
                    average,
                    shift: infinite(shift),
                    reassigned,
                })
                .collect(),
            since_reassignment: file.setting("since_reassignment")?,
        })
    }

    /// Writes the model to a file, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io).
    pub fn save(&self, path: &Path) -> Result<()> {
        self.to_file().save(path)
    }

    /// Reads a model from a file; it predicts, and learns on, with the same bits as the one that was saved.
    ///
    /// # Errors
    /// As [`ModelFile::load`] and [`from_file`](Self::from_file).
    pub fn load(path: &Path) -> Result<Self> {
        Self::from_file(&ModelFile::load(path)?)
    }
}
