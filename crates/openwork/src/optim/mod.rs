#![doc = include_str!("optimizers.md")]

mod adadelta;
mod adagrad;
mod adam;
mod adam_watch;
mod check;
mod clip;
mod optimizer;
mod optimizer_file;
mod race;
mod rmsprop;
mod rule;
mod schedule;
mod sgd;
mod tensors;

pub use adadelta::Adadelta;
pub use adagrad::Adagrad;
pub use adam::Adam;
pub use adam_watch::AdamWatched;
pub use clip::{clip_norm, clip_value, first_not_finite, norm};
pub use optimizer::{Group, Optimizer};
pub use race::{Race, RaceSnapshot, RaceStep, Surface};
pub use rmsprop::RmsProp;
pub use rule::Rule;
pub use schedule::Schedule;
pub use sgd::Sgd;
pub use tensors::{clip_norm_of, clip_value_of};
