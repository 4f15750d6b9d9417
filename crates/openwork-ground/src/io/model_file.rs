//! Model files: [safetensors](https://github.com/huggingface/safetensors) with JSON metadata. Open, and cannot run code.
//!
//! The metadata of a safetensors file is a map from text to text. Ours has one entry, `openwork`, which is a JSON object:
//! `version` (1), `algorithm`, `settings` (what the algorithm needs beside its tensors) and `notes` (what the caller keeps
//! with the model, such as the names of the features and of the classes). One entry, because the order of several would
//! change from one writing to the next: the same model is the same bytes.

use super::write_whole;
use crate::error::{Error, Result};
use crate::linalg::Real;
use ndarray::{Array2, ArrayView2};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

const VERSION: u64 = 1;

/// What `openwork` holds in the metadata.
#[derive(Serialize, Deserialize)]
struct About {
    version: u64,
    algorithm: String,
    settings: Value,
    notes: Map<String, Value>,
}

/// A model as it lies in a file: the algorithm, its settings, its tensors, and the caller's notes.
///
/// ```
/// use ndarray::array;
/// use openwork::{cluster::{KMeans, KMeansModel}, io::ModelFile};
///
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("model.safetensors");
/// let x = array![[0.0, 0.1], [0.2, 0.0], [9.0, 9.1], [9.2, 8.9]];
/// let mut file = KMeans::new(2).fit(x.view())?.to_file();
/// file.note("features", ["length", "width"]);
/// file.save(&path)?;
///
/// let file = ModelFile::load(&path)?;
/// assert_eq!(file.algorithm, "kmeans");
/// assert_eq!(file.noted::<Vec<String>>("features")?, Some(vec!["length".into(), "width".into()]));
/// let model = KMeansModel::<f64>::from_file(&file)?;
/// assert_eq!(model.predict(x.view())?, model.labels);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ModelFile {
    /// The algorithm, by its id in the registry of `openwork`.
    pub algorithm: String,
    /// What the algorithm needs beside its tensors: a JSON object.
    pub settings: Value,
    /// What the caller keeps with the model; the algorithm does not look at it.
    pub notes: Map<String, Value>,
    /// The file it came from; empty for one that was never in a file.
    path: PathBuf,
    tensors: BTreeMap<String, Tensor>,
}

#[derive(Debug, Clone, PartialEq)]
struct Tensor {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl ModelFile {
    /// A model of that algorithm, with its settings and no tensors yet.
    pub fn new(algorithm: &str, settings: Value) -> Self {
        Self { algorithm: algorithm.into(), settings, notes: Map::new(), path: PathBuf::new(), tensors: BTreeMap::new() }
    }

    /// Keeps a note with the model, such as the names of its classes.
    pub fn note(&mut self, name: &str, value: impl Into<Value>) {
        self.notes.insert(name.into(), value.into());
    }

    /// The note of that name; `None` when there is none.
    ///
    /// # Errors
    /// [`Error::Format`] when the note is of another kind.
    pub fn noted<N: DeserializeOwned>(&self, name: &str) -> Result<Option<N>> {
        self.notes
            .get(name)
            .map(|note| serde_json::from_value(note.clone()))
            .transpose()
            .map_err(|e| self.broken(format!("its note {name:?} cannot be read: {e}")))
    }

    /// Writes the file, whole or not at all (see [`write_whole`]).
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn save(&self, path: &Path) -> Result<()> {
        let bytes = self.to_bytes().map_err(|e| Error::format(path, e))?;
        write_whole(path, |w| w.write_all(&bytes))
    }

    /// The file's bytes.
    fn to_bytes(&self) -> std::result::Result<Vec<u8>, String> {
        let (settings, notes) = (self.settings.clone(), self.notes.clone());
        let about = About { version: VERSION, algorithm: self.algorithm.clone(), settings, notes };
        let about = serde_json::to_string(&about).map_err(|e| e.to_string())?;
        let metadata = HashMap::from([("openwork".to_owned(), about)]);
        let views = self
            .tensors
            .iter()
            .map(|(name, t)| Ok((name, TensorView::new(t.dtype, t.shape.clone(), &t.bytes)?)))
            .collect::<std::result::Result<Vec<_>, safetensors::SafeTensorError>>()
            .map_err(|e| e.to_string())?;
        safetensors::serialize(views, Some(metadata)).map_err(|e| e.to_string())
    }

    /// Reads a file; every length in it is checked before it is believed.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Format`] for a file that is cut short, damaged, or no model of ours.
    pub fn load(path: &Path) -> Result<Self> {
        Self::parse(&std::fs::read(path).map_err(|e| Error::io(path, e))?, path)
    }

    /// Reads a model from memory; `path` is what errors call it.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self> {
        let broken = |what: &str| Error::format(path, format!("{what}; is it a model file that is whole? fit and save it again"));
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(|e| broken(&format!("not a safetensors file: {e}")))?;
        let about = header.metadata().as_ref().and_then(|metadata| metadata.get("openwork"));
        let about =
            about.ok_or_else(|| broken("a safetensors file, but none of openwork's (its metadata has no \"openwork\")"))?;
        let About { version, algorithm, settings, notes } =
            serde_json::from_str(about).map_err(|e| broken(&format!("its metadata \"openwork\" cannot be read: {e}")))?;
        if version != VERSION {
            return Err(broken(&format!("version {version} of openwork's model files, wanted {VERSION}")));
        }
        let tensors = SafeTensors::deserialize(bytes)
            .map_err(|e| broken(&format!("not a safetensors file: {e}")))?
            .iter()
            .map(|(name, view)| {
                let tensor = Tensor { dtype: view.dtype(), shape: view.shape().to_vec(), bytes: view.data().to_vec() };
                (name.to_owned(), tensor)
            })
            .collect();
        Ok(Self { algorithm, settings, notes, path: path.into(), tensors })
    }

    /// An error about this file.
    pub fn broken(&self, problem: impl std::fmt::Display) -> Error {
        Error::format(&self.path, format!("{problem}; fit and save the model again"))
    }

    /// Refuses a model of another algorithm.
    pub fn check_algorithm(&self, wanted: &str) -> Result<()> {
        if self.algorithm != wanted {
            let seen = &self.algorithm;
            return Err(Error::format(
                &self.path,
                format!("a model of {seen:?}, wanted one of {wanted:?}; was another file meant?"),
            ));
        }
        Ok(())
    }

    /// A setting.
    pub fn setting<S: DeserializeOwned>(&self, name: &str) -> Result<S> {
        let value = self.settings.get(name).cloned().ok_or_else(|| self.broken(format!("it has no setting {name:?}")))?;
        serde_json::from_value(value).map_err(|e| self.broken(format!("its setting {name:?} cannot be used: {e}")))
    }

    /// Keeps a matrix.
    pub fn put_matrix<T: Real>(&mut self, name: &str, x: ArrayView2<'_, T>) {
        let (dtype, bytes) = match T::NAME {
            "f32" => (Dtype::F32, x.iter().flat_map(|v| (v.f64() as f32).to_le_bytes()).collect()),
            _ => (Dtype::F64, x.iter().flat_map(|v| v.f64().to_le_bytes()).collect()),
        };
        self.tensors.insert(name.into(), Tensor { dtype, shape: x.shape().to_vec(), bytes });
    }

    /// Keeps labels.
    pub fn put_labels(&mut self, name: &str, labels: &[u32]) {
        let bytes = labels.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.tensors.insert(name.into(), Tensor { dtype: Dtype::U32, shape: vec![labels.len()], bytes });
    }

    /// Keeps an array of any shape, row after row, and every bit of it; `values` are as many as the shape says.
    pub fn put_f32(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.tensors.insert(name.into(), Tensor { dtype: Dtype::F32, shape: shape.to_vec(), bytes });
    }

    /// An array of any shape, as [`put_f32`](Self::put_f32) kept it.
    pub fn f32s(&self, name: &str) -> Result<(&[usize], Vec<f32>)> {
        let tensor = self.tensors.get(name).ok_or_else(|| self.broken(format!("it has no tensor {name:?}")))?;
        if tensor.dtype != Dtype::F32 {
            return Err(self.broken(format!("its tensor {name:?} is of {:?}, wanted F32", tensor.dtype)));
        }
        Ok((&tensor.shape, tensor.bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect()))
    }

    fn tensor(&self, name: &str, dtype: Dtype, dimensions: usize) -> Result<&Tensor> {
        let tensor = self.tensors.get(name).ok_or_else(|| self.broken(format!("it has no tensor {name:?}")))?;
        if tensor.dtype != dtype {
            let seen = tensor.dtype;
            let problem = format!("its tensor {name:?} is of {seen:?}, wanted {dtype:?}; load it as a model of its own numbers");
            return Err(Error::format(&self.path, problem));
        }
        if tensor.shape.len() != dimensions {
            return Err(self.broken(format!("its tensor {name:?} has shape {:?}, wanted {dimensions} dimensions", tensor.shape)));
        }
        Ok(tensor)
    }

    /// A matrix with at least one row and one column, every number finite.
    pub fn matrix<T: Real>(&self, name: &str) -> Result<Array2<T>> {
        let single = T::NAME == "f32";
        let tensor = self.tensor(name, if single { Dtype::F32 } else { Dtype::F64 }, 2)?;
        let values: Vec<T> = if single {
            tensor.bytes.as_chunks().0.iter().map(|b| T::of(f64::from(f32::from_le_bytes(*b)))).collect()
        } else {
            tensor.bytes.as_chunks().0.iter().map(|b| T::of(f64::from_le_bytes(*b))).collect()
        };
        let (rows, columns) = (tensor.shape[0], tensor.shape[1]);
        if rows == 0 || columns == 0 {
            return Err(self.broken(format!("its tensor {name:?} has shape {rows} x {columns}, wanted at least 1 x 1")));
        }
        if let Some(i) = values.iter().position(|v| !v.is_finite()) {
            let (row, column) = (i / columns, i % columns);
            return Err(self.broken(format!(
                "its tensor {name:?} holds {} at row {row}, column {column} (counted from 0), wanted finite numbers",
                values[i]
            )));
        }
        Array2::from_shape_vec((rows, columns), values).map_err(|e| self.broken(format!("its tensor {name:?}: {e}")))
    }

    /// Labels, shape `(n)`.
    pub fn labels(&self, name: &str) -> Result<Vec<u32>> {
        let tensor = self.tensor(name, Dtype::U32, 1)?;
        Ok(tensor.bytes.as_chunks().0.iter().map(|b| u32::from_le_bytes(*b)).collect())
    }

    /// Whether the model's numbers are `f32` rather than `f64`: which of the two to load.
    pub fn is_f32(&self) -> bool {
        self.tensors.values().any(|t| t.dtype == Dtype::F32)
    }
}
