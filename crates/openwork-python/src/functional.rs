//! What `openwork.nn.functional` calls, and the state in files.

use crate::arrays::raise;
use crate::tensor::PyTensor;
use crate::tensor_values::{index_of, integers, made, run, tensor_of};
use openwork::activation::{Activation, Gate, Masked};
use openwork::loss::{CrossEntropy, Loss, Reduction, Scores};
use openwork::nn::{self, BatchNormalise, DropoutMask, Init, LayerNormalise, RmsNormalise, RunningStatistics, State};
use openwork::tensor::{self, Tensor, Truth};
use openwork::{Error, Result};
use pyo3::prelude::*;
use rand::SeedableRng;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

/// Sets whether operations on this thread are written on the tape; gives what was set before.
#[pyfunction]
pub fn set_grad_enabled(enabled: bool) -> bool {
    tensor::set_grad_enabled(enabled)
}

/// Whether operations on this thread are written on the tape.
#[pyfunction]
pub fn is_grad_enabled() -> bool {
    tensor::grad_enabled()
}

/// An activation with its settings.
#[pyfunction]
#[pyo3(signature = (x, name, first=None, second=None))]
pub fn activation(py: Python<'_>, x: &PyTensor, name: &str, first: Option<f32>, second: Option<f32>) -> PyResult<PyTensor> {
    let f = match (Activation::of_name(name).map_err(raise)?, first, second) {
        (Activation::LeakyRelu { .. }, Some(alpha), _) => Activation::LeakyRelu { alpha },
        (Activation::Elu { .. }, Some(alpha), _) => Activation::Elu { alpha },
        (Activation::Softplus { .. }, Some(beta), Some(threshold)) => Activation::Softplus { beta, threshold },
        (f, ..) => f,
    };
    made(run(py, 8 * x.inner.len(), || x.inner.activation(f)))
}

/// The softmax along an axis, or its logarithm.
#[pyfunction]
pub fn softmax(py: Python<'_>, x: &PyTensor, dim: isize, log: bool, masked_zero: bool) -> PyResult<PyTensor> {
    let masked = if masked_zero { Masked::Zero } else { Masked::Nan };
    let x = &x.inner;
    made(run(py, 8 * x.len(), || if log { x.log_softmax(dim, masked) } else { x.softmax(dim, masked) }))
}

fn gate(name: &str) -> Result<Gate> {
    Ok(match name {
        "sigmoid" => Gate::Sigmoid,
        "silu" => Gate::Silu,
        "gelu" => Gate::Gelu,
        "relu" => Gate::Relu,
        _ => return Err(Error::setting("gate", format!("{name:?}"), "sigmoid, silu, gelu or relu")),
    })
}

/// The first half along an axis, opened by the second.
#[pyfunction]
pub fn glu(py: Python<'_>, x: &PyTensor, dim: isize, by: &str) -> PyResult<PyTensor> {
    let by = gate(by).map_err(raise)?;
    made(run(py, 8 * x.inner.len(), || x.inner.glu(dim, by)))
}

/// A tensor, opened by a gate of the same shape.
#[pyfunction]
pub fn gated(py: Python<'_>, x: &PyTensor, opener: &PyTensor, by: &str) -> PyResult<PyTensor> {
    let by = gate(by).map_err(raise)?;
    made(run(py, 8 * x.inner.len(), || x.inner.gated(&opener.inner, by)))
}

/// A dense layer.
#[pyfunction]
#[pyo3(signature = (x, weight, bias=None))]
pub fn linear(py: Python<'_>, x: &PyTensor, weight: &PyTensor, bias: Option<&PyTensor>) -> PyResult<PyTensor> {
    let (x, weight, bias) = (&x.inner, &weight.inner, bias.map(|b| &b.inner));
    made(run(py, x.len() * weight.shape().first().copied().unwrap_or(1), || x.linear(weight, bias)))
}

/// Dropout of call number `call`.
#[pyfunction]
pub fn dropout(py: Python<'_>, x: &PyTensor, p: f64, seed: u64, call: u64) -> PyResult<PyTensor> {
    made(run(py, 8 * x.inner.len(), || x.inner.dropout(DropoutMask::new(p)?.seed(seed), call)))
}

/// Layer normalisation over last axes.
#[pyfunction]
#[pyo3(signature = (x, shape, weight, bias, eps))]
pub fn layer_norm(
    py: Python<'_>,
    x: &PyTensor,
    shape: Vec<usize>,
    weight: Option<&PyTensor>,
    bias: Option<&PyTensor>,
    eps: f32,
) -> PyResult<PyTensor> {
    let (x, weight, bias) = (&x.inner, weight.map(|w| &w.inner), bias.map(|b| &b.inner));
    made(run(py, 8 * x.len(), || {
        last_axes("layer_norm", x, &shape)?;
        x.layer_norm(LayerNormalise::new(shape.iter().product()).eps(eps), weight, bias)
    }))
}

/// Root-mean-square normalisation over last axes.
#[pyfunction]
#[pyo3(signature = (x, shape, weight, eps))]
pub fn rms_norm(
    py: Python<'_>,
    x: &PyTensor,
    shape: Vec<usize>,
    weight: Option<&PyTensor>,
    eps: Option<f32>,
) -> PyResult<PyTensor> {
    let (x, weight) = (&x.inner, weight.map(|w| &w.inner));
    made(run(py, 8 * x.len(), || {
        last_axes("rms_norm", x, &shape)?;
        x.rms_norm(RmsNormalise::new(shape.iter().product()).eps(eps.unwrap_or(f32::EPSILON)), weight)
    }))
}

/// Batch normalisation of axis 1; `running` holds mean and variance, and is changed while training. `batches` were seen before this one.
#[pyfunction]
#[pyo3(signature = (x, running, weight, bias, training, momentum, eps, batches))]
#[expect(clippy::too_many_arguments, reason = "settings by position between the two halves of one package")]
pub fn batch_norm(
    py: Python<'_>,
    x: &PyTensor,
    running: Option<(PyRef<'_, PyTensor>, PyRef<'_, PyTensor>)>,
    weight: Option<&PyTensor>,
    bias: Option<&PyTensor>,
    training: bool,
    momentum: Option<f32>,
    eps: f32,
    batches: u64,
) -> PyResult<PyTensor> {
    let (x, weight, bias) = (&x.inner, weight.map(|w| &w.inner), bias.map(|b| &b.inner));
    let running = running.as_ref().map(|(mean, variance)| (&mean.inner, &variance.inner));
    made(run(py, 8 * x.len(), || {
        let norm = BatchNormalise::new().eps(eps).momentum(momentum);
        let statistics = |(mean, variance): (&Tensor, &Tensor)| RunningStatistics {
            mean: mean.to_vec(),
            variance: variance.to_vec(),
            batches,
        };
        match running {
            Some(running) if !training => x.batch_norm_inference(norm, statistics(running), weight, bias),
            running => {
                let (out, batch) = x.batch_norm(norm, weight, bias)?;
                if let Some((mean, variance)) = running {
                    let mut found = statistics((mean, variance));
                    found.update(&batch, momentum)?;
                    mean.update(|mean| mean.copy_from_slice(&found.mean))?;
                    variance.update(|variance| variance.copy_from_slice(&found.variance))?;
                }
                Ok(out)
            }
        }
    }))
}

/// That a tensor's last axes are those to be normalised.
fn last_axes(name: &str, x: &Tensor, shape: &[usize]) -> Result<()> {
    if !shape.is_empty() && x.shape().ends_with(shape) {
        return Ok(());
    }
    Err(Error::shape(name, format!("shape {:?}", x.shape()), format!("last axes {shape:?}, those that are normalised")))
}

/// A loss against targets of the same shape.
#[pyfunction]
pub fn loss(
    py: Python<'_>,
    x: &PyTensor,
    targets: &Bound<'_, PyAny>,
    name: &str,
    setting: f32,
    reduction: &str,
) -> PyResult<PyTensor> {
    let loss = match Loss::of_name(name).map_err(raise)? {
        Loss::Huber { .. } => Loss::Huber { delta: setting },
        Loss::Hinge { .. } => Loss::Hinge { margin: setting },
        loss => loss,
    };
    let (reduction, targets) = (Reduction::of_name(reduction).map_err(raise)?, tensor_of(targets)?);
    made(run(py, 8 * x.inner.len(), || x.inner.loss(loss, &targets, reduction)))
}

/// The cross entropy of scores whose classes stand along axis 1. Targets are whole numbers (classes), or a tensor of distributions.
#[pyfunction]
pub fn cross_entropy(
    py: Python<'_>,
    x: &PyTensor,
    targets: &Bound<'_, PyAny>,
    logits: bool,
    ignore_index: i64,
    label_smoothing: f32,
    reduction: &str,
) -> PyResult<PyTensor> {
    let scores = if logits { Scores::Logits } else { Scores::LogProbabilities };
    let reduction = Reduction::of_name(reduction).map_err(raise)?;
    let loss =
        CrossEntropy::new().scores(scores).ignore_index(ignore_index).label_smoothing(label_smoothing).reduction(reduction);
    let x = &x.inner;
    if let Ok(targets) = targets.cast::<PyTensor>() {
        let targets = targets.borrow().inner.clone();
        return made(run(py, 8 * x.len(), || x.cross_entropy(loss, Truth::Distributions(&targets))));
    }
    let floats: bool = targets.hasattr("dtype")? && targets.getattr("dtype")?.getattr("kind")?.extract::<String>()? == "f";
    if floats {
        let targets = tensor_of(targets)?;
        return made(run(py, 8 * x.len(), || x.cross_entropy(loss, Truth::Distributions(&targets))));
    }
    let (_, classes) = integers(targets)?;
    made(run(py, 8 * x.len(), || x.cross_entropy(loss, Truth::Classes(&classes))))
}

/// Rows of a table by their numbers.
#[pyfunction]
pub fn embedding(words: &Bound<'_, PyAny>, weight: &PyTensor) -> PyResult<PyTensor> {
    let words = index_of(words, None)?;
    let flat = tensor::Index::new(&[words.places().len()], words.places()).map_err(raise)?;
    let rows = weight.inner.index_select(0, &flat).map_err(raise)?;
    let shape: Vec<isize> = words.shape().iter().chain(&weight.inner.shape()[1..]).map(|&n| n as isize).collect();
    made(rows.reshape(&shape))
}

/// Tensors one after the other along an axis (`new`: side by side along a new one).
#[pyfunction]
pub fn join(tensors: Vec<PyRef<'_, PyTensor>>, dim: isize, new: bool) -> PyResult<PyTensor> {
    let tensors: Vec<&Tensor> = tensors.iter().map(|tensor| &tensor.inner).collect();
    made(if new { Tensor::stack(&tensors, dim) } else { Tensor::cat(&tensors, dim) })
}

/// The first where the mask is not 0, elsewhere the second.
#[pyfunction]
pub fn choose(mask: &Bound<'_, PyAny>, yes: &Bound<'_, PyAny>, no: &Bound<'_, PyAny>) -> PyResult<PyTensor> {
    made(tensor_of(yes)?.where_(&tensor_of(mask)?, &tensor_of(no)?))
}

/// Writes over a tensor by one of the named ways to begin.
#[pyfunction]
pub fn init(x: &PyTensor, name: &str, first: f32, second: f32, seed: u64) -> PyResult<()> {
    let way = match name {
        "constant" => Init::Constant(first),
        "uniform" => Init::Uniform(first, second),
        "normal" => Init::Normal(first, second),
        "xavier_uniform" => Init::XavierUniform(first),
        "xavier_normal" => Init::XavierNormal(first),
        "kaiming_uniform" => Init::KaimingUniform(first),
        "kaiming_normal" => Init::KaimingNormal(first),
        _ => return Err(raise(Error::setting("init", name, "one of the ways to begin"))),
    };
    way.fill(&x.inner, &mut rand_pcg::Pcg64::seed_from_u64(seed)).map_err(raise)
}

/// A named part of a module's state: a tensor, or a whole number.
#[derive(FromPyObject)]
pub enum Entry<'py> {
    #[pyo3(transparent)]
    Count(i64),
    #[pyo3(transparent)]
    Tensor(PyRef<'py, PyTensor>),
}

fn states(entries: Vec<(String, Entry<'_>)>) -> Vec<(String, State)> {
    let state = |entry: Entry<'_>| match entry {
        Entry::Tensor(tensor) => State::Parameter(tensor.inner.clone()),
        Entry::Count(count) => State::Count(Arc::new(AtomicI64::new(count))),
    };
    entries.into_iter().map(|(name, entry)| (name, state(entry))).collect()
}

/// Writes state as safetensors.
#[pyfunction]
pub fn save_state(py: Python<'_>, entries: Vec<(String, Entry<'_>)>, path: PathBuf) -> PyResult<()> {
    let states = states(entries);
    py.detach(|| nn::save_state(&states, &path)).map_err(raise)
}

/// Reads state into the tensors given; gives the whole numbers by name.
#[pyfunction]
pub fn load_state(py: Python<'_>, entries: Vec<(String, Entry<'_>)>, path: PathBuf) -> PyResult<Vec<(String, i64)>> {
    let states = states(entries);
    py.detach(|| nn::load_state(&states, &path)).map_err(raise)?;
    Ok(states.into_iter().filter_map(|(name, state)| state.count().map(|count| (name, count))).collect())
}
