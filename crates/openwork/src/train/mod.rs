#![doc = include_str!("training.md")]

mod checkpoint;
mod loader;
mod mlp;
mod mlp_file;
mod mlp_net;
mod run;
mod settings;
mod task;

pub use crate::linear_model::Batch;
pub use loader::Loader;
pub use mlp::{Goal, Mlp, MlpModel, MlpTask};
pub use mlp_net::MlpNet;
pub use run::{EpochRecord, Stop, TrainSnapshot, TrainStep, TrainingRun};
pub use settings::Training;
pub use task::{Judged, Task};
