//! Optimizers, their learning-rate schedules, and gradient clipping.
//!
//! Each optimizer is a function of one parameter, its gradient and a few numbers of state; the chapters show it so. An [`Optimizer`]
//! brings it to all parameters in one pass over memory, and keeps the state.
//!
//! ```
//! use openwork::optim::{Adam, Optimizer};
//!
//! let mut weights = [1.0_f32, -2.0];
//! let mut adam = Optimizer::new(Adam::new(0.1), &[2])?;
//! for _ in 0..500 {
//!     let gradient = weights.map(|w| 2.0 * (w - 3.0)); // of (w - 3)²
//!     adam.step(&mut [&mut weights], &[Some(&gradient)])?;
//! }
//! assert!(weights.iter().all(|w| (w - 3.0).abs() < 1e-3));
//! # Ok::<(), openwork::Error>(())
//! ```

mod adadelta;
mod adagrad;
mod adam;
mod check;
mod clip;
mod optimizer;
mod optimizer_file;
mod race;
mod rmsprop;
mod rule;
mod schedule;
mod sgd;

pub use adadelta::Adadelta;
pub use adagrad::Adagrad;
pub use adam::Adam;
pub use clip::{clip_norm, clip_value, first_not_finite, norm};
pub use optimizer::{Group, Optimizer};
pub use race::{Race, RaceSnapshot, RaceStep, Surface};
pub use rmsprop::RmsProp;
pub use rule::Rule;
pub use schedule::Schedule;
pub use sgd::Sgd;
