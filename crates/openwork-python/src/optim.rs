//! Optimizers for Python: the state, and a step on tensors in place.

use crate::arrays::raise;
use crate::pool::run;
use crate::tensor::PyTensor;
use numpy::{IntoPyArray, PyReadonlyArrayDyn};
use openwork::optim::{self, Rule, Schedule};
use openwork::tensor::Tensor;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::path::PathBuf;

/// The settings of a group, from JSON as the library writes it.
fn rule(settings: &str) -> PyResult<Rule> {
    serde_json::from_str(settings).map_err(|e| PyValueError::new_err(format!("settings {settings}: {e}")))
}

/// An optimizer's settings and state.
#[pyclass]
pub struct OptimizerCore(optim::Optimizer);

#[pymethods]
impl OptimizerCore {
    /// `groups`: for each its settings and the lengths of its parameters.
    #[new]
    fn new(groups: Vec<(String, Vec<usize>)>) -> PyResult<Self> {
        let mut core = Self(optim::Optimizer::with_groups(&[]).map_err(raise)?);
        for (settings, lengths) in groups {
            core.add_group(&settings, lengths)?;
        }
        Ok(core)
    }

    /// Adds a group; its parameters come after those there are.
    fn add_group(&mut self, settings: &str, lengths: Vec<usize>) -> PyResult<()> {
        self.0.add_group(rule(settings)?, &lengths).map_err(raise)
    }

    /// Gives a group other settings.
    fn set_rule(&mut self, group: usize, settings: &str) -> PyResult<()> {
        self.0.set_rule(group, rule(settings)?).map_err(raise)
    }

    /// One step along the gradients that the tensors hold; one without a gradient stays as it is.
    fn step(&mut self, py: Python<'_>, parameters: Vec<PyRef<'_, PyTensor>>) -> PyResult<()> {
        let parameters: Vec<Tensor> = parameters.iter().map(|p| p.inner.clone()).collect();
        let work = parameters.iter().map(|p| 8 * p.len()).sum();
        run(py, 0, work, || self.0.step_tensors(&parameters)).map_err(raise)
    }

    /// Steps taken by a parameter, and what is kept for it, by name.
    fn state<'py>(&self, py: Python<'py>, parameter: usize) -> (u64, Vec<(&'static str, Bound<'py, PyAny>)>) {
        let names = self.0.groups().iter().find(|g| g.parameters.contains(&parameter)).map_or(&[][..], |g| g.rule.states());
        let arrays = self.0.state(parameter).iter().map(|s| s.clone().into_pyarray(py).into_any());
        (self.0.steps().nth(parameter).unwrap_or_default(), names.iter().copied().zip(arrays).collect())
    }

    /// Gives a parameter its steps and its state, in the order in which [`state`](Self::state) names them.
    fn set_state(&mut self, parameter: usize, steps: u64, arrays: Vec<PyReadonlyArrayDyn<'_, f32>>) -> PyResult<()> {
        let arrays = arrays.iter().map(|a| a.as_array().iter().copied().collect()).collect();
        self.0.set_state(parameter, steps, arrays).map_err(raise)
    }

    /// Writes settings and state.
    fn save(&self, path: PathBuf) -> PyResult<()> {
        self.0.save(&path).map_err(raise)
    }

    /// Takes over settings and state from a file that [`save`](Self::save) wrote; the settings of each group as JSON.
    fn load(&mut self, path: PathBuf) -> PyResult<Vec<String>> {
        let loaded = optim::Optimizer::load(&path).map_err(raise)?;
        let shape = |o: &optim::Optimizer| o.groups().iter().map(|g| (g.rule.states(), g.parameters.clone())).collect::<Vec<_>>();
        let lengths = |o: &optim::Optimizer| {
            (0..o.steps().count()).map(|i| o.state(i).iter().map(Vec::len).collect()).collect::<Vec<Vec<_>>>()
        };
        if shape(&loaded) != shape(&self.0) || lengths(&loaded) != lengths(&self.0) {
            return Err(PyValueError::new_err(format!("{}: an optimizer of other parameters or another kind", path.display())));
        }
        self.0 = loaded;
        let settings = self.0.groups().iter().map(|g| serde_json::to_string(&g.rule).unwrap_or_default());
        Ok(settings.collect())
    }
}

/// The rate of a schedule (JSON, as the library writes it) after so many steps.
#[pyfunction]
pub fn schedule_rate(schedule: &str, rate: f64, done: u64) -> PyResult<f64> {
    let schedule: Schedule =
        serde_json::from_str(schedule).map_err(|e| PyValueError::new_err(format!("schedule {schedule}: {e}")))?;
    schedule.check().map_err(raise)?;
    Ok(schedule.rate(rate, done))
}

/// Shortens the gradients of tensors together to a length in place; the length they had.
#[pyfunction]
pub fn clip_grad_norm(parameters: Vec<PyRef<'_, PyTensor>>, max: f64) -> PyResult<f64> {
    let parameters: Vec<Tensor> = parameters.iter().map(|p| p.inner.clone()).collect();
    optim::clip_norm_of(&parameters, max).map_err(raise)
}

/// Moves every number of the gradients of tensors into `-max..=max` in place.
#[pyfunction]
pub fn clip_grad_value(parameters: Vec<PyRef<'_, PyTensor>>, max: f64) -> PyResult<()> {
    let parameters: Vec<Tensor> = parameters.iter().map(|p| p.inner.clone()).collect();
    optim::clip_value_of(&parameters, max).map_err(raise)
}
