//! The training loop: an iterator of steps.

use super::{Judged, Loader, Task, Training};
use crate::error::{Error, Result};
use crate::nn::State;
use crate::optim::{Optimizer, clip_norm_of, clip_value_of, first_not_finite, norm};
use crate::steps::{Clock, Run};
use crate::tensor::{Tensor, Values};
use serde::{Deserialize, Serialize};

/// Why a run ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// All passes were done.
    Done,
    /// The validation loss has not fallen for as many passes as were to be waited for.
    Early,
    /// The loss or a gradient was no longer finite.
    NotFinite,
    /// It was ended from outside.
    Halted,
    /// The model refused something; [`TrainingRun::finish`] gives the error.
    Failed,
}

/// One step in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrainStep {
    /// The step, from 1.
    pub step: u64,
    /// The pass over the data, from 1.
    pub epoch: u64,
    /// The mean loss of the batch, before the step.
    pub loss: f64,
    /// The length of all gradients together, before clipping.
    pub gradient_norm: f64,
    /// The learning rate (of the first group).
    pub lr: f64,
    /// Seconds since this process began to train.
    pub seconds: f64,
    /// What the model is worth on rows held out, after the last step of a pass.
    pub validation: Option<Judged>,
    /// The parameter whose gradient holds NaN or infinity, or `loss`: no step was taken, and none will be.
    pub not_finite: Option<String>,
}

impl std::fmt::Display for TrainStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "epoch {} step {}  loss {:.5}", self.epoch, self.step, self.loss)?;
        write!(f, "  gradient {:.3e}  rate {:.3e}", self.gradient_norm, self.lr)?;
        if let Some(Judged { loss, score }) = self.validation {
            write!(f, "  validation loss {loss:.5} score {score:.4}")?;
        }
        if let Some(what) = &self.not_finite {
            write!(f, "  not finite: {what}")?;
        }
        Ok(())
    }
}

/// A pass over the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// The pass, from 1.
    pub epoch: u64,
    /// The mean loss over its steps.
    pub loss: f64,
    /// What the model was worth after it.
    pub validation: Option<Judged>,
}

/// The state for a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrainSnapshot {
    /// Steps done.
    pub step: u64,
    /// The passes done.
    pub history: Vec<EpochRecord>,
    /// For each parameter its name and the length of its last gradient.
    pub gradients: Vec<(String, f64)>,
}

/// The best state so far, kept for early stopping.
#[derive(Debug, Clone)]
pub(super) struct Best {
    pub loss: f64,
    pub epoch: u64,
    pub parameters: Vec<Vec<f32>>,
}

/// Training on its way: each `next()` is one step.
pub struct TrainingRun<T> {
    pub(super) task: T,
    pub(super) settings: Training,
    pub(super) optimizer: Optimizer,
    loader: Loader,
    names: Vec<String>,
    parameters: Vec<Tensor>,
    order: Vec<usize>,
    pub(super) done: u64,
    /// The sum of the losses of this pass.
    pub(super) summed: f64,
    pub(super) history: Vec<EpochRecord>,
    pub(super) best: Option<Best>,
    stop: Option<Stop>,
    failure: Option<Error>,
    lengths: Vec<f64>,
    started: Clock,
}

impl<T: Task> TrainingRun<T> {
    /// A run that has taken no step.
    ///
    /// # Errors
    /// Settings outside their domains, no rows, a model without parameters.
    pub fn new(settings: &Training, task: T) -> Result<Self> {
        settings.check()?;
        let loader = settings.loader(task.rows())?;
        let (mut names, mut parameters): (Vec<String>, Vec<Tensor>) = (vec![], vec![]);
        for (name, parameter) in task.model().named_parameters() {
            let place = parameter.values().as_ptr();
            // A parameter that two layers share has two names and is stepped once.
            if !parameters.iter().any(|p: &Tensor| p.values().as_ptr() == place) {
                names.push(name);
                parameters.push(parameter);
            }
        }
        if parameters.is_empty() {
            return Err(Error::empty("model", "at least one parameter"));
        }
        let lengths: Vec<usize> = parameters.iter().map(Tensor::len).collect();
        Ok(Self {
            optimizer: Optimizer::new(settings.optimizer, &lengths)?,
            task,
            settings: settings.clone(),
            loader,
            lengths: vec![0.0; names.len()],
            names,
            parameters,
            order: vec![],
            done: 0,
            summed: 0.0,
            history: vec![],
            best: None,
            stop: None,
            failure: None,
            started: Clock::start(),
        })
    }

    // ANCHOR: step
    /// One step: the batch, its loss, the gradients, the step along them.
    fn step(&mut self) -> Result<TrainStep> {
        let batches = self.loader.batches() as u64;
        let (epoch, batch) = (self.done / batches, self.done % batches);
        if batch == 0 || self.order.is_empty() {
            self.order = self.loader.order(epoch);
        }
        self.optimizer.set_rates(|rate| self.settings.schedule.rate(rate, self.done))?;
        self.parameters.iter().for_each(Tensor::zero_grad);
        let loss = self.task.loss(self.loader.batch(&self.order, batch as usize), self.done)?;
        loss.backward()?;
        let mut step = self.look(epoch, &loss)?;
        if step.not_finite.is_none() {
            self.clip()?;
            self.optimizer.step_tensors(&self.parameters)?;
            self.done += 1;
            self.summed += step.loss;
            if batch + 1 == batches {
                step.validation = self.end_pass(epoch + 1, batches)?;
            }
        }
        step.seconds = self.started.seconds();
        Ok(step)
    }
    // ANCHOR_END: step

    /// The step's numbers, and whether they are numbers.
    fn look(&mut self, epoch: u64, loss: &Tensor) -> Result<TrainStep> {
        let gradients: Vec<Values> =
            self.parameters.iter().map(|p| p.grad().map_or_else(|| Tensor::zeros(&[0]).values(), |g| g.values())).collect();
        self.lengths.iter_mut().zip(&gradients).for_each(|(length, g)| *length = norm(&[g]));
        let gradient_norm = self.lengths.iter().map(|l| l * l).sum::<f64>().sqrt();
        let loss = f64::from(loss.item()?);
        let mut not_finite = None;
        if !gradient_norm.is_finite() {
            let views: Vec<&[f32]> = gradients.iter().map(|g| &g[..]).collect();
            not_finite = first_not_finite(&views).map(|i| self.names[i].clone());
        } else if !loss.is_finite() {
            not_finite = Some("loss".to_owned());
        }
        if not_finite.is_some() {
            self.stop = Some(Stop::NotFinite);
        }
        let lr = self.optimizer.groups().first().map_or(0.0, |group| group.rule.lr());
        Ok(TrainStep {
            step: self.done + 1,
            epoch: epoch + 1,
            loss,
            gradient_norm,
            lr,
            seconds: 0.0,
            validation: None,
            not_finite,
        })
    }

    fn clip(&self) -> Result<()> {
        if let Some(max) = self.settings.clip_value {
            clip_value_of(&self.parameters, max)?;
        }
        if let Some(max) = self.settings.clip_norm {
            clip_norm_of(&self.parameters, max)?;
        }
        Ok(())
    }

    /// Judges the model, and sees whether it is still getting better.
    fn end_pass(&mut self, epoch: u64, batches: u64) -> Result<Option<Judged>> {
        let validation = self.task.judge()?;
        self.history.push(EpochRecord { epoch, loss: self.summed / batches as f64, validation });
        self.summed = 0.0;
        if let (Some(judged), Some(patience)) = (validation, self.settings.patience) {
            if self.best.as_ref().is_none_or(|best| judged.loss < best.loss) {
                let parameters = self.parameters.iter().map(Tensor::to_vec).collect();
                self.best = Some(Best { loss: judged.loss, epoch, parameters });
            }
            if self.best.as_ref().is_some_and(|best| epoch - best.epoch >= patience) {
                self.stop = Some(Stop::Early);
            }
        }
        if self.stop.is_none() && epoch == self.settings.epochs {
            self.stop = Some(Stop::Done);
        }
        Ok(validation)
    }

    /// The parameters as they stand, by name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &Tensor)> {
        self.names.iter().map(String::as_str).zip(&self.parameters)
    }

    /// The passes done.
    pub fn history(&self) -> &[EpochRecord] {
        &self.history
    }

    /// Steps done.
    pub fn steps_done(&self) -> u64 {
        self.done
    }

    /// The task.
    pub fn task(&self) -> &T {
        &self.task
    }

    /// Why it ended; `None` while it goes on.
    pub fn stop(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// The state beside the parameters too, by name.
    pub(super) fn state(&self) -> Vec<(String, State)> {
        let mut found = vec![];
        self.task.model().state(&mut |name, state| found.push((name.to_owned(), state)));
        found
    }

    /// A resumed run may have been at its end.
    pub(super) fn see_end(&mut self) {
        let epoch = self.history.len() as u64;
        if let (Some(best), Some(patience)) = (&self.best, self.settings.patience)
            && epoch - best.epoch >= patience
        {
            self.stop = Some(Stop::Early);
        } else if epoch == self.settings.epochs {
            self.stop = Some(Stop::Done);
        }
    }

    /// Ends the run where it stands, and gives the task back with what was seen.
    pub fn halt(self) -> (T, Vec<EpochRecord>, Stop) {
        (self.task, self.history, self.stop.unwrap_or(Stop::Halted))
    }

    /// Takes the steps that are left, and gives the trained task back with what was seen. Where a validation set and a patience were
    /// given, the parameters are those of the best pass.
    ///
    /// # Errors
    /// What the model refused.
    pub fn finish(mut self) -> Result<(T, Vec<EpochRecord>, Stop)> {
        while self.next().is_some() {}
        if let Some(error) = self.failure {
            return Err(error);
        }
        if let Some(best) = &self.best {
            for (parameter, values) in self.parameters.iter().zip(&best.parameters) {
                parameter.update(|entries| entries.copy_from_slice(values))?;
            }
        }
        Ok((self.task, self.history, self.stop.unwrap_or(Stop::Done)))
    }
}

impl<T: Task> Iterator for TrainingRun<T> {
    type Item = TrainStep;

    fn next(&mut self) -> Option<TrainStep> {
        if self.stop.is_some() {
            return None;
        }
        match self.step() {
            Ok(step) => Some(step),
            Err(error) => {
                self.failure = Some(error);
                self.stop = Some(Stop::Failed);
                None
            }
        }
    }
}

impl<T: Task> Run for TrainingRun<T> {
    type Snapshot = TrainSnapshot;

    fn snapshot(&self) -> TrainSnapshot {
        let gradients = self.names.iter().cloned().zip(self.lengths.iter().copied()).collect();
        TrainSnapshot { step: self.done, history: self.history.clone(), gradients }
    }

    fn max_steps(&self) -> Option<usize> {
        usize::try_from(self.settings.epochs.saturating_mul(self.loader.batches() as u64)).ok()
    }
}
