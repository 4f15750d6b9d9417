//! The flags that name an optimizer and a schedule.

use crate::call::Failure;
use clap::{Args, ValueEnum};
use openwork::optim::{Adadelta, Adagrad, Adam, RmsProp, Rule, Schedule, Sgd};

/// The optimizer, its settings and its schedule.
#[derive(Args, Debug, Clone)]
#[command(next_help_heading = "Optimizer")]
pub struct OptimizerArgs {
    /// How a step follows the gradient
    #[arg(long, value_enum, default_value = "adam")]
    optimizer: Kind,
    /// Learning rate [default: 0.001 for sgd, adam and adamw, 0.01 for adagrad and rmsprop, 1 for adadelta]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    lr: Option<f64>,
    /// Share of the velocity that sgd and rmsprop keep
    #[arg(long, value_name = "SHARE", default_value = "0", allow_negative_numbers = true)]
    momentum: f64,
    /// Nesterov's form of momentum, for sgd
    #[arg(long)]
    nesterov: bool,
    /// Decay of the parameters [default: 0.01 for adamw, else 0]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    weight_decay: Option<f64>,
    /// What becomes of the learning rate over the run
    #[arg(long, value_name = "NAME", default_value = "constant", value_parser = clap::builder::PossibleValuesParser::new(Schedule::NAMES))]
    schedule: String,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Kind {
    Sgd,
    Adagrad,
    Adadelta,
    Rmsprop,
    Adam,
    Adamw,
}

impl OptimizerArgs {
    pub fn rule(&self) -> Result<Rule, Failure> {
        let (lr, decay) = (|default| self.lr.unwrap_or(default), self.weight_decay.unwrap_or(0.0));
        if self.momentum != 0.0 && !matches!(self.optimizer, Kind::Sgd | Kind::Rmsprop) {
            return Err(Failure::Call(format!("--momentum {}: only sgd and rmsprop have one", self.momentum)));
        }
        if self.nesterov && self.optimizer != Kind::Sgd {
            return Err(Failure::Call("--nesterov: only sgd has it".into()));
        }
        Ok(match self.optimizer {
            Kind::Sgd => Sgd::new(lr(1e-3)).momentum(self.momentum).nesterov(self.nesterov).weight_decay(decay).into(),
            Kind::Adagrad => Adagrad::new(lr(1e-2)).weight_decay(decay).into(),
            Kind::Adadelta => Adadelta::new(lr(1.0)).weight_decay(decay).into(),
            Kind::Rmsprop => RmsProp::new(lr(1e-2)).momentum(self.momentum).weight_decay(decay).into(),
            Kind::Adam => Adam::new(lr(1e-3)).weight_decay(decay).into(),
            Kind::Adamw => {
                let adamw = Adam::decoupled(lr(1e-3));
                self.weight_decay.map_or(adamw, |decay| adamw.weight_decay(decay)).into()
            }
        })
    }

    /// The schedule with usual settings for a run of so many steps.
    pub fn schedule(&self, steps: u64) -> Result<Schedule, Failure> {
        Ok(Schedule::named(&self.schedule, steps)?)
    }
}
