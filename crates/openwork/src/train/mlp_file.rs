//! Saving a network and loading it.

use super::mlp::{MlpModel, Scale};
use super::{EpochRecord, MlpNet, Stop};
use crate::activation::Activation;
use crate::error::Result;
use crate::io::ModelFile;
use crate::nn::{Module, State};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The network's settings, as a file has them.
#[derive(Serialize, Deserialize)]
struct Record {
    sizes: Vec<usize>,
    activation: String,
    dropout: f64,
    classes: bool,
    mean: Vec<f64>,
    deviation: Vec<f64>,
    answer: (f64, f64),
    history: Vec<EpochRecord>,
    stop: Stop,
}

impl MlpModel {
    /// The model as a file: its tensors have the names and layouts of PyTorch's `Sequential`.
    pub fn to_file(&self) -> ModelFile {
        let record = Record {
            sizes: self.net.sizes(),
            activation: self.net.activation().name().to_owned(),
            dropout: self.net.dropout(),
            classes: self.classes,
            mean: self.scale.mean.clone(),
            deviation: self.scale.deviation.clone(),
            answer: (self.answer_scale.mean[0], self.answer_scale.deviation[0]),
            history: self.history.clone(),
            stop: self.stop.clone(),
        };
        let mut file = ModelFile::new("mlp", json!({ "mlp": record }));
        for (name, tensor) in self.net.named_parameters() {
            file.put_f32(&name, tensor.shape(), &tensor.values());
        }
        file
    }

    /// The model of a file.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) for another algorithm's file, or one whose parts do not fit each other.
    pub fn from_file(file: &ModelFile) -> Result<Self> {
        file.check_algorithm("mlp")?;
        let record: Record = file.setting("mlp")?;
        let (inputs, outputs) = (record.sizes.first().copied(), record.sizes.last().copied());
        let widths = [record.mean.len(), record.deviation.len()];
        if widths.iter().any(|&width| Some(width) != inputs) || (!record.classes && outputs != Some(1)) {
            return Err(file.broken(format!("layers {:?} for {widths:?} features do not fit", record.sizes)));
        }
        let finite = |numbers: &[f64]| numbers.iter().all(|v| v.is_finite());
        if !finite(&record.mean) || !finite(&record.deviation) || !finite(&[record.answer.0, record.answer.1]) {
            return Err(file.broken("its features' means or deviations are not finite"));
        }
        // The tensors say how large the network is before any memory is taken for it.
        let mut read = vec![];
        let stride = if record.dropout > 0.0 { 3 } else { 2 };
        for (i, pair) in record.sizes.windows(2).enumerate() {
            for (name, wanted) in [("weight", vec![pair[1], pair[0]]), ("bias", vec![pair[1]])] {
                let name = format!("{}.{name}", i * stride);
                let (shape, values) = file.f32s(&name)?;
                if shape != wanted {
                    return Err(file.broken(format!("its tensor {name:?} has shape {shape:?}, wanted {wanted:?}")));
                }
                if values.iter().any(|v| !v.is_finite()) {
                    return Err(file.broken(format!("its tensor {name:?} holds numbers that are not finite")));
                }
                read.push((name, values));
            }
        }
        let net = MlpNet::new(&record.sizes, Activation::of_name(&record.activation)?, record.dropout, 0)?;
        let mut result = Ok(());
        net.state(&mut |name, state| {
            if let (State::Parameter(tensor), Some((_, values))) = (state, read.iter().find(|(read, _)| read == name)) {
                result = std::mem::replace(&mut result, Ok(())).and(tensor.update(|entries| entries.copy_from_slice(values)));
            }
        });
        result?;
        Ok(Self {
            net,
            scale: Scale { mean: record.mean, deviation: record.deviation },
            answer_scale: Scale { mean: vec![record.answer.0], deviation: vec![record.answer.1] },
            classes: record.classes,
            history: record.history,
            stop: record.stop,
        })
    }
}
