//! Checkpoints: everything a run needs to go on, in one file that is there whole or not at all.

use super::run::Best;
use super::{EpochRecord, Task, Training, TrainingRun};
use crate::error::{Error, Result};
use crate::io::ModelFile;
use crate::nn::State;
use crate::optim::Optimizer;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::Path;
use std::sync::atomic::Ordering;

/// The name of such a file's contents.
const ALGORITHM: &str = "checkpoint";

/// Where the run stood.
#[derive(Serialize, Deserialize)]
struct Place {
    signature: String,
    training: Training,
    done: u64,
    summed: f64,
    history: Vec<EpochRecord>,
    /// Pass and loss of the best state.
    best: Option<(u64, f64)>,
    counts: Vec<i64>,
}

// Apart from the task, so that this is compiled once, not for every task.
impl Place {
    fn file(&self) -> ModelFile {
        ModelFile::new(ALGORITHM, json!({ "place": self }))
    }

    fn load(path: &Path) -> Result<(ModelFile, Self)> {
        let file = ModelFile::load(path)?;
        file.check_algorithm(ALGORITHM)?;
        let place = file.setting("place")?;
        Ok((file, place))
    }

    /// That the run was of such a model and such settings.
    fn check(&self, signature: &str, training: &Training, path: &Path) -> Result<()> {
        let problem = if self.signature != signature {
            format!("a checkpoint of another model: {}; this one is {signature}", self.signature)
        } else if self.training != *training {
            let json = |training: &Training| serde_json::to_string(training).unwrap_or_default();
            format!("a checkpoint of other settings: {}; these are {}", json(&self.training), json(training))
        } else {
            return Ok(());
        };
        Err(Error::format(path, format!("{problem}; resume with what it was begun with")))
    }
}

impl<T: Task> TrainingRun<T> {
    /// Writes a checkpoint, whole or not at all: a run resumed from it ends with the very bits of one that was never interrupted.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn checkpoint(&self, path: &Path) -> Result<()> {
        let state = self.state();
        let place = Place {
            signature: self.task.signature(),
            training: self.settings.clone(),
            done: self.done,
            summed: self.summed,
            history: self.history.clone(),
            best: self.best.as_ref().map(|best| (best.epoch, best.loss)),
            counts: state.iter().filter_map(|(_, state)| state.count()).collect(),
        };
        let mut file = place.file();
        for (name, state) in &state {
            if let State::Parameter(tensor) | State::Buffer(tensor) = state {
                file.put_f32(&format!("model.{name}"), tensor.shape(), &tensor.values());
            }
        }
        if let Some(best) = &self.best {
            for ((name, _), values) in self.parameters().zip(&best.parameters) {
                file.put_f32(&format!("best.{name}"), &[values.len()], values);
            }
        }
        self.optimizer.put(&mut file);
        file.save(path)
    }

    /// Goes on where a checkpoint was written: the task is the same, made anew.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Format`] for a file that is damaged, or of another model, other data or other settings.
    pub fn resume(settings: &Training, task: T, path: &Path) -> Result<Self> {
        let (file, place) = Place::load(path)?;
        let mut run = Self::new(settings, task)?;
        place.check(&run.task.signature(), &run.settings, path)?;
        // Everything is read and checked before anything is changed.
        let state = run.state();
        let mut read = vec![];
        for (name, state) in &state {
            if let State::Parameter(tensor) | State::Buffer(tensor) = state {
                read.push((tensor, values(&file, &format!("model.{name}"), tensor.shape())?));
            }
        }
        let counters: Vec<_> = state.iter().filter_map(|(_, s)| if let State::Count(c) = s { Some(c) } else { None }).collect();
        if counters.len() != place.counts.len() {
            return Err(file.broken(format!("{} counters, wanted {}", place.counts.len(), counters.len())));
        }
        let optimizer = Optimizer::take_from(&file)?;
        if !optimizer.same_shape(&run.optimizer) {
            return Err(file.broken("its optimizer is of other parameters than its model"));
        }
        let best = place.best.map(|(epoch, loss)| {
            let parameters = run.parameters().map(|(name, tensor)| values(&file, &format!("best.{name}"), &[tensor.len()]));
            Ok::<_, Error>(Best { epoch, loss, parameters: parameters.collect::<Result<_>>()? })
        });
        let best = best.transpose()?;
        let batches = settings.loader(run.task.rows())?.batches() as u64;
        if place.done / batches != place.history.len() as u64 || best.as_ref().is_some_and(|b| b.epoch > place.done / batches) {
            return Err(file.broken(format!("{} steps and {} passes do not fit each other", place.done, place.history.len())));
        }
        for (tensor, values) in read {
            tensor.update(|entries| entries.copy_from_slice(&values))?;
        }
        counters.iter().zip(&place.counts).for_each(|(counter, &count)| counter.store(count, Ordering::Relaxed));
        (run.done, run.summed, run.history) = (place.done, place.summed, place.history);
        (run.best, run.optimizer) = (best, optimizer);
        run.see_end();
        Ok(run)
    }
}

fn values(file: &ModelFile, name: &str, wanted: &[usize]) -> Result<Vec<f32>> {
    let (shape, values) = file.f32s(name)?;
    if shape != wanted {
        return Err(file.broken(format!("its tensor {name:?} has shape {shape:?}, wanted {wanted:?}")));
    }
    Ok(values)
}
