//! Training networks of dense layers, for Python.

use crate::arrays::raise;
use crate::files;
use crate::pool::run;
use numpy::{IntoPyArray, PyReadonlyArray1, PyReadonlyArray2};
use openwork::activation::Activation;
use openwork::io::ModelFile;
use openwork::optim::{Adadelta, Adagrad, Adam, RmsProp, Rule, Schedule, Sgd};
use openwork::train::{Batch, Goal, Mlp, MlpModel, MlpTask, Task, TrainStep, Training, TrainingRun};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::path::PathBuf;

/// The settings, a dictionary in Python.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Settings {
    hidden: Vec<usize>,
    activation: String,
    dropout: f64,
    standardize: bool,
    optimizer: String,
    lr: Option<f64>,
    momentum: f64,
    weight_decay: Option<f64>,
    schedule: String,
    epochs: u64,
    /// Rows of a batch; 0 for all.
    batch: usize,
    clip_norm: Option<f64>,
    clip_value: Option<f64>,
    validation: f64,
    patience: Option<u64>,
    seed: u64,
}

impl Settings {
    fn rule(&self) -> PyResult<Rule> {
        let (lr, decay) = (|default| self.lr.unwrap_or(default), self.weight_decay.unwrap_or(0.0));
        Ok(match self.optimizer.as_str() {
            "sgd" => Sgd::new(lr(1e-3)).momentum(self.momentum).weight_decay(decay).into(),
            "adagrad" => Adagrad::new(lr(1e-2)).weight_decay(decay).into(),
            "adadelta" => Adadelta::new(lr(1.0)).weight_decay(decay).into(),
            "rmsprop" => RmsProp::new(lr(1e-2)).momentum(self.momentum).weight_decay(decay).into(),
            "adam" => Adam::new(lr(1e-3)).weight_decay(decay).into(),
            "adamw" => Adam::decoupled(lr(1e-3)).weight_decay(self.weight_decay.unwrap_or(0.01)).into(),
            other => {
                let wanted = "'sgd', 'adagrad', 'adadelta', 'rmsprop', 'adam' or 'adamw'";
                return Err(PyValueError::new_err(format!("optimizer = {other:?}, wanted {wanted}")));
            }
        })
    }

    /// The task, and the settings of its training.
    fn task(&self, x: &PyReadonlyArray2<'_, f64>, goal: &Goal) -> PyResult<(MlpTask, Training)> {
        let mut training = Training::new()
            .optimizer(self.rule()?)
            .epochs(self.epochs)
            .batch(if self.batch == 0 { Batch::Full } else { Batch::Mini(self.batch) })
            .clip_norm(self.clip_norm)
            .clip_value(self.clip_value)
            .patience(self.patience)
            .seed(self.seed);
        let mlp = Mlp::new(&self.hidden)
            .activation(Activation::of_name(&self.activation).map_err(raise)?)
            .dropout(self.dropout)
            .standardize(self.standardize)
            .validation(self.validation)
            .training(training.clone());
        let task = mlp.task(x.as_array(), goal).map_err(raise)?;
        let steps = training.steps(task.rows()).map_err(raise)?;
        training.schedule = Schedule::named(&self.schedule, steps).map_err(raise)?;
        Ok((task, training))
    }
}

/// A step: `(step, epoch, loss, gradient norm, rate, seconds, (validation loss, score), what is not finite)`.
type Numbers = (u64, u64, f64, f64, f64, f64, Option<(f64, f64)>, Option<String>);

fn numbers(step: TrainStep) -> Numbers {
    let judged = step.validation.map(|v| (v.loss, v.score));
    (step.step, step.epoch, step.loss, step.gradient_norm, step.lr, step.seconds, judged, step.not_finite)
}

/// A pass over the data: its number, its mean loss, and loss and score on what was held back.
type Passed = (u64, f64, Option<(f64, f64)>);

/// Training on its way: an iterator of steps.
#[pyclass]
pub struct MlpRun(Option<TrainingRun<MlpTask>>);

#[pymethods]
impl MlpRun {
    /// A run that has taken no step, or one that goes on from a checkpoint. `classes` or `numbers` is the answer of each row.
    #[new]
    #[pyo3(signature = (x, classes, numbers, settings, checkpoint=None))]
    fn new(
        x: PyReadonlyArray2<'_, f64>,
        classes: Option<PyReadonlyArray1<'_, u32>>,
        numbers: Option<PyReadonlyArray1<'_, f64>>,
        settings: Settings,
        checkpoint: Option<PathBuf>,
    ) -> PyResult<Self> {
        let goal = match (classes, numbers) {
            (Some(y), _) => Goal::Classes(y.as_array().to_vec()),
            (None, Some(y)) => Goal::Numbers(y.as_array().to_vec()),
            (None, None) => return Err(PyValueError::new_err("y is missing")),
        };
        let (task, training) = settings.task(&x, &goal)?;
        let run = match checkpoint {
            Some(path) => TrainingRun::resume(&training, task, &path),
            None => TrainingRun::new(&training, task),
        };
        Ok(Self(Some(run.map_err(raise)?)))
    }

    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&mut self) -> Option<Numbers> {
        self.0.as_mut()?.next().map(numbers)
    }

    /// Writes everything the run needs to go on.
    fn checkpoint(&self, path: PathBuf) -> PyResult<()> {
        match &self.0 {
            Some(run) => run.checkpoint(&path).map_err(raise),
            None => Err(PyValueError::new_err("the run has ended and given its model away")),
        }
    }

    /// Takes up to `steps` steps; the losses.
    fn advance(&mut self, py: Python<'_>, steps: usize) -> Vec<f64> {
        let Some(inner) = self.0.as_mut() else { return vec![] };
        run(py, 0, usize::MAX, || inner.take(steps).map(|step| step.loss).collect())
    }

    /// Takes the steps that are left, and gives the model.
    fn finish(&mut self, py: Python<'_>) -> PyResult<MlpFitted> {
        let inner = self.0.take().ok_or_else(|| PyValueError::new_err("the run has ended and given its model away"))?;
        run(py, 0, usize::MAX, || MlpModel::of(inner)).map(MlpFitted).map_err(raise)
    }
}

/// A trained network.
#[pyclass]
pub struct MlpFitted(MlpModel);

#[pymethods]
impl MlpFitted {
    /// What the network puts out for each row.
    fn outputs<'py>(&self, py: Python<'py>, x: PyReadonlyArray2<'py, f64>) -> PyResult<Bound<'py, PyAny>> {
        let x = x.as_array();
        Ok(run(py, 0, x.len() * 64, || self.0.outputs(x)).map_err(raise)?.into_pyarray(py).into_any())
    }

    /// The class of each row.
    fn classes<'py>(&self, py: Python<'py>, x: PyReadonlyArray2<'py, f64>) -> PyResult<Bound<'py, PyAny>> {
        let x = x.as_array();
        let classes = run(py, 0, x.len() * 64, || self.0.predict(x)).map_err(raise)?;
        Ok(classes.into_iter().map(i64::from).collect::<Vec<_>>().into_pyarray(py).into_any())
    }

    /// The probability of each class.
    fn shares<'py>(&self, py: Python<'py>, x: PyReadonlyArray2<'py, f64>) -> PyResult<Bound<'py, PyAny>> {
        let x = x.as_array();
        Ok(run(py, 0, x.len() * 64, || self.0.predict_proba(x)).map_err(raise)?.into_pyarray(py).into_any())
    }

    /// Whether it tells classes.
    #[getter]
    fn tells_classes(&self) -> bool {
        self.0.classes
    }

    /// The sizes of the layers.
    #[getter]
    fn sizes(&self) -> Vec<usize> {
        self.0.net().sizes()
    }

    /// Why the training ended.
    #[getter]
    fn stop(&self) -> String {
        serde_json::to_value(&self.0.stop).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The mean loss of every pass, and what the model was worth after it.
    #[getter]
    fn history(&self) -> Vec<Passed> {
        self.0.history.iter().map(|e| (e.epoch, e.loss, e.validation.map(|v| (v.loss, v.score)))).collect()
    }

    /// Writes the model.
    fn save(&self, path: PathBuf, notes: &str) -> PyResult<()> {
        files::save(self.0.to_file(), &path, notes)
    }

    /// Reads a model, and the notes in its file.
    #[staticmethod]
    fn load(path: PathBuf) -> PyResult<(Self, String)> {
        let file = ModelFile::load(&path).map_err(raise)?;
        Ok((Self(MlpModel::from_file(&file).map_err(raise)?), files::notes(&file)))
    }
}
