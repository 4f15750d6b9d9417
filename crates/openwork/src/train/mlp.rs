//! A network of dense layers, learnt from a table.

use super::mlp_net::MlpNet;
use super::{EpochRecord, Judged, Stop, Task, Training, TrainingRun};
use crate::activation::Activation;
use crate::error::{Error, Result};
use crate::linalg::check_matrix;
use crate::loss::{CrossEntropy, Loss, Reduction};
use crate::nn::Module;
use crate::tensor::{Buffer, Tensor, Truth, no_grad};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

/// What the network is to say of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Goal {
    /// Its class, from 0.
    Classes(Vec<u32>),
    /// A number.
    Numbers(Vec<f64>),
}

/// A multi-layer perceptron: its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Mlp {
    /// Sizes of the hidden layers.
    pub hidden: Vec<usize>,
    /// The function after each of them.
    pub activation: Activation,
    /// The share of numbers dropped after each of them, in training.
    pub dropout: f64,
    /// Whether features are brought to mean 0 and deviation 1 first.
    pub standardize: bool,
    /// The share of rows held out to judge by.
    pub validation: f64,
    /// How it is trained.
    pub training: Training,
}

impl Mlp {
    /// Hidden layers of these sizes, ReLU, no dropout, standardized features, nothing held out.
    pub fn new(hidden: &[usize]) -> Self {
        Self {
            hidden: hidden.to_vec(),
            activation: Activation::Relu,
            dropout: 0.0,
            standardize: true,
            validation: 0.0,
            training: Training::new(),
        }
    }

    /// The function after each hidden layer.
    pub fn activation(self, activation: Activation) -> Self {
        Self { activation, ..self }
    }

    /// The share of numbers dropped in training.
    pub fn dropout(self, dropout: f64) -> Self {
        Self { dropout, ..self }
    }

    /// Whether features are standardized.
    pub fn standardize(self, standardize: bool) -> Self {
        Self { standardize, ..self }
    }

    /// The share of rows held out.
    pub fn validation(self, validation: f64) -> Self {
        Self { validation, ..self }
    }

    /// How it is trained.
    pub fn training(self, training: Training) -> Self {
        Self { training, ..self }
    }

    /// The task of learning these rows: to be given to [`TrainingRun::new`] or [`TrainingRun::resume`] with the settings' `training`.
    ///
    /// # Errors
    /// Settings outside their domains; NaN or infinity; as many answers as rows are wanted; no rows.
    pub fn task(&self, x: ArrayView2<'_, f64>, goal: &Goal) -> Result<MlpTask> {
        check_matrix("x", x)?;
        if !(0.0..1.0).contains(&self.validation) {
            return Err(Error::setting("validation", self.validation, "a share of the rows from 0 to below 1"));
        }
        let (n, d) = x.dim();
        let (outputs, answers) = match goal {
            Goal::Classes(y) => (y.iter().max().map_or(0, |&c| c as usize + 1), y.len()),
            Goal::Numbers(y) => {
                if let Some(row) = y.iter().position(|v| !v.is_finite()) {
                    return Err(Error::NotFinite { what: "y", value: y[row], row, column: 0 });
                }
                (1, y.len())
            }
        };
        if answers != n {
            return Err(Error::shape("y", answers, format!("{n}, as many as there are rows")));
        }
        if matches!(goal, Goal::Classes(_)) && outputs < 2 {
            return Err(Error::setting("y", format!("{outputs} class"), "at least 2 classes to tell apart"));
        }
        let mut order: Vec<usize> = (0..n).collect();
        let held = (n as f64 * self.validation).round() as usize;
        if self.validation > 0.0 {
            order.shuffle(&mut Pcg64::seed_from_u64(self.training.seed ^ 0x7661_6c69));
        }
        if held == n || (self.validation > 0.0 && held == 0) {
            return Err(Error::setting("validation", self.validation, format!("a share that leaves rows on both sides of {n}")));
        }
        let (held, mut learnt) = (order[..held].to_vec(), order[held..].to_vec());
        learnt.sort_unstable();
        let scale = if self.standardize { Scale::of(x.select(Axis(0), &learnt).view()) } else { Scale::none(d) };
        let answer_scale = match goal {
            Goal::Numbers(y) if self.standardize => {
                Scale::of(Array2::from_shape_fn((learnt.len(), 1), |(i, _)| y[learnt[i]]).view())
            }
            _ => Scale::none(1),
        };
        let part = |rows: &[usize]| Part {
            x: scale.apply(x.select(Axis(0), rows).view()),
            y: match goal {
                Goal::Classes(y) => PartGoal::Classes(rows.iter().map(|&i| y[i]).collect()),
                Goal::Numbers(y) => {
                    let column = Array2::from_shape_fn((rows.len(), 1), |(i, _)| y[rows[i]]);
                    PartGoal::Numbers(answer_scale.apply(column.view()))
                }
            },
        };
        let sizes: Vec<usize> = [d].into_iter().chain(self.hidden.iter().copied()).chain([outputs]).collect();
        let net = MlpNet::new(&sizes, self.activation, self.dropout, self.training.seed)?;
        let mut task = MlpTask { net, learnt: part(&learnt), held: part(&held), width: d, scale, answer_scale, print: 0 };
        task.print = task.fingerprint();
        Ok(task)
    }

    /// A run that can be watched step by step.
    ///
    /// # Errors
    /// As [`task`](Self::task).
    pub fn run(&self, x: ArrayView2<'_, f64>, goal: &Goal) -> Result<TrainingRun<MlpTask>> {
        TrainingRun::new(&self.training, self.task(x, goal)?)
    }

    /// Trains to the end.
    ///
    /// # Errors
    /// As [`task`](Self::task).
    pub fn fit(&self, x: ArrayView2<'_, f64>, goal: &Goal) -> Result<MlpModel> {
        MlpModel::of(self.run(x, goal)?)
    }
}

/// Features less their mean, over their deviation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    pub mean: Vec<f64>,
    pub deviation: Vec<f64>,
}

impl Scale {
    pub fn none(d: usize) -> Self {
        Self { mean: vec![0.0; d], deviation: vec![1.0; d] }
    }

    fn of(x: ArrayView2<'_, f64>) -> Self {
        let n = x.nrows().max(1) as f64;
        let (mean, deviation) = x
            .columns()
            .into_iter()
            .map(|column| {
                let mean = column.sum() / n;
                let deviation = (column.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
                // A feature that does not vary is only moved.
                (mean, if deviation > mean.abs() * 1e-12 && deviation > 0.0 { deviation } else { 1.0 })
            })
            .unzip();
        Self { mean, deviation }
    }

    /// In single precision, row after row.
    fn apply(&self, x: ArrayView2<'_, f64>) -> Vec<f32> {
        let scaled = x.outer_iter().flat_map(|row| {
            row.iter().zip(self.mean.iter().zip(&self.deviation)).map(|(v, (m, s))| ((v - m) / s) as f32).collect::<Vec<_>>()
        });
        scaled.collect()
    }
}

enum PartGoal {
    Classes(Vec<u32>),
    Numbers(Vec<f32>),
}

/// Some of the rows, as the network sees them.
struct Part {
    x: Vec<f32>,
    y: PartGoal,
}

impl Part {
    fn rows(&self) -> usize {
        match &self.y {
            PartGoal::Classes(y) => y.len(),
            PartGoal::Numbers(y) => y.len(),
        }
    }
}

/// A network with the rows it learns from and those it is judged by.
pub struct MlpTask {
    net: MlpNet,
    learnt: Part,
    held: Part,
    width: usize,
    scale: Scale,
    answer_scale: Scale,
    print: u64,
}

/// Rows that are judged at a time.
const ROWS: usize = 1024;

impl MlpTask {
    /// The network.
    pub fn net(&self) -> &MlpNet {
        &self.net
    }

    /// The class of each row by the network as it stands.
    ///
    /// # Errors
    /// Rows of another width; NaN or infinity.
    pub fn predict(&self, x: ArrayView2<'_, f64>) -> Result<Vec<u32>> {
        Ok(outputs(&self.net, &self.scale, x)?.outer_iter().map(largest_of).collect())
    }

    fn fingerprint(&self) -> u64 {
        let mut print = 0xcbf2_9ce4_8422_2325_u64;
        for part in [&self.learnt, &self.held] {
            let answers: Vec<u32> = match &part.y {
                PartGoal::Classes(y) => y.clone(),
                PartGoal::Numbers(y) => y.iter().map(|v| v.to_bits()).collect(),
            };
            for word in part.x.iter().map(|v| v.to_bits()).chain(answers) {
                print = (print ^ u64::from(word)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
            }
        }
        print
    }

    fn inputs(&self, part: &Part, rows: &[usize]) -> Result<Tensor> {
        let d = self.width;
        let mut values = Buffer::stale(rows.len() * d);
        for (to, &row) in values.chunks_mut(d).zip(rows) {
            to.copy_from_slice(&part.x[row * d..(row + 1) * d]);
        }
        Tensor::new(&[rows.len(), d], values)
    }

    // ANCHOR: loss
    /// The mean loss over rows of a part: the cross entropy of classes, the squared error of numbers.
    fn mean_loss(&self, part: &Part, rows: &[usize], outputs: &Tensor) -> Result<Tensor> {
        match &part.y {
            PartGoal::Classes(y) => {
                let classes: Vec<i64> = rows.iter().map(|&i| i64::from(y[i])).collect();
                outputs.cross_entropy(CrossEntropy::new(), Truth::Classes(&classes))
            }
            PartGoal::Numbers(y) => {
                let wanted = Tensor::new(&[rows.len(), 1], rows.iter().map(|&i| y[i]).collect::<Vec<f32>>())?;
                outputs.loss(Loss::Mse, &wanted, Reduction::Mean)
            }
        }
    }
    // ANCHOR_END: loss
}

impl Task for MlpTask {
    fn model(&self) -> &dyn Module {
        &self.net
    }

    fn rows(&self) -> usize {
        self.learnt.rows()
    }

    fn loss(&self, rows: &[usize], step: u64) -> Result<Tensor> {
        let outputs = self.net.outputs(&self.inputs(&self.learnt, rows)?, Some(step))?;
        self.mean_loss(&self.learnt, rows, &outputs)
    }

    fn judge(&self) -> Result<Option<Judged>> {
        let n = self.held.rows();
        if n == 0 {
            return Ok(None);
        }
        no_grad(|| {
            let (mut loss, mut right, mut left_over, mut spread) = (0.0, 0.0, 0.0, 0.0);
            let rows: Vec<usize> = (0..n).collect();
            for rows in rows.chunks(ROWS) {
                let outputs = self.net.outputs(&self.inputs(&self.held, rows)?, None)?;
                loss += f64::from(self.mean_loss(&self.held, rows, &outputs)?.item()?) * rows.len() as f64;
                let values = outputs.values();
                match &self.held.y {
                    PartGoal::Classes(y) => {
                        let width = values.len() / rows.len();
                        right +=
                            values.chunks(width).zip(rows).filter(|(scores, row)| largest(scores) == y[**row]).count() as f64;
                    }
                    PartGoal::Numbers(y) => {
                        let mean = y.iter().map(|&v| f64::from(v)).sum::<f64>() / n as f64;
                        for (&answer, &row) in values.iter().zip(rows) {
                            left_over += (f64::from(answer) - f64::from(y[row])).powi(2);
                            spread += (f64::from(y[row]) - mean).powi(2);
                        }
                    }
                }
            }
            let score = match &self.held.y {
                PartGoal::Classes(_) => right / n as f64,
                PartGoal::Numbers(_) if spread > 0.0 => 1.0 - left_over / spread,
                PartGoal::Numbers(_) => 0.0,
            };
            Ok(Some(Judged { loss: loss / n as f64, score }))
        })
    }

    fn signature(&self) -> String {
        let goal = match &self.learnt.y {
            PartGoal::Classes(_) => "classes",
            PartGoal::Numbers(_) => "numbers",
        };
        format!(
            "mlp {:?} {:?}, dropout {}, for {goal}, {} and {} rows of {:016x}",
            self.net.sizes(),
            self.net.activation(),
            self.net.dropout(),
            self.learnt.rows(),
            self.held.rows(),
            self.print
        )
    }
}

/// The place of the largest score, the first of several.
fn largest(scores: &[f32]) -> u32 {
    let mut best = 0;
    for (i, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = i;
        }
    }
    best as u32
}

/// As [`largest`], of a row in double precision.
fn largest_of(row: ArrayView1<'_, f64>) -> u32 {
    row.iter().enumerate().fold(0, |best, (i, score)| if *score > row[best] { i } else { best }) as u32
}

/// What a network puts out for rows, block by block.
fn outputs(net: &MlpNet, scale: &Scale, x: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
    check_matrix("x", x)?;
    let d = scale.mean.len();
    if x.ncols() != d {
        return Err(Error::shape("x", format!("{} features", x.ncols()), format!("{d}, as the network was trained with")));
    }
    let mut all = vec![];
    for block in x.axis_chunks_iter(Axis(0), ROWS) {
        let input = Tensor::new(&[block.nrows(), d], scale.apply(block))?;
        all.extend(no_grad(|| net.outputs(&input, None))?.values().iter().map(|&v| f64::from(v)));
    }
    let width = all.len() / x.nrows();
    Array2::from_shape_vec((x.nrows(), width), all).map_err(|e| Error::shape("outputs", e, "whole rows"))
}

/// A trained network with what makes features of rows and answers of outputs.
pub struct MlpModel {
    pub(super) net: MlpNet,
    pub(super) scale: Scale,
    pub(super) answer_scale: Scale,
    /// Whether it tells classes; else it gives numbers.
    pub classes: bool,
    /// The passes over the data.
    pub history: Vec<EpochRecord>,
    /// Why the training ended.
    pub stop: Stop,
}

impl MlpModel {
    /// The model that a run ends with; the steps left are taken.
    ///
    /// # Errors
    /// What the model refused.
    pub fn of(run: TrainingRun<MlpTask>) -> Result<Self> {
        let (task, history, stop) = run.finish()?;
        Ok(Self::of_task(task, history, stop))
    }

    /// The model of a task as it stands.
    pub fn of_task(task: MlpTask, history: Vec<EpochRecord>, stop: Stop) -> Self {
        let classes = matches!(task.learnt.y, PartGoal::Classes(_));
        Self { net: task.net, scale: task.scale, answer_scale: task.answer_scale, classes, history, stop }
    }

    /// The network.
    pub fn net(&self) -> &MlpNet {
        &self.net
    }

    /// What the network puts out for each row: a score for each class, shape `(n, classes)`, or the number, shape `(n, 1)`.
    ///
    /// # Errors
    /// Rows of another width; NaN or infinity.
    pub fn outputs(&self, x: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        let mut outputs = outputs(&self.net, &self.scale, x)?;
        if !self.classes {
            outputs.mapv_inplace(|v| v * self.answer_scale.deviation[0] + self.answer_scale.mean[0]);
        }
        Ok(outputs)
    }

    /// The class of each row: the largest score, the first of several.
    ///
    /// # Errors
    /// As [`outputs`](Self::outputs).
    pub fn predict(&self, x: ArrayView2<'_, f64>) -> Result<Vec<u32>> {
        Ok(self.outputs(x)?.outer_iter().map(largest_of).collect())
    }

    /// The probability of each class, shape `(n, classes)`.
    ///
    /// # Errors
    /// As [`outputs`](Self::outputs).
    pub fn predict_proba(&self, x: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        let mut scores = self.outputs(x)?;
        for mut row in scores.outer_iter_mut() {
            let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            row.mapv_inplace(|v| (v - most).exp());
            let sum = row.sum();
            row.mapv_inplace(|v| v / sum);
        }
        Ok(scores)
    }
}
