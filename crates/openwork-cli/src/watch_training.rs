//! `--watch` of a training: its losses, rates and gradients, step by step.

use crate::watch;
use openwork::steps::Run;
use openwork::train::{EpochRecord, MlpTask, TrainStep, TrainingRun};
use serde_json::{Value, json};

/// At most about so many steps are carried: of a longer run every second one, or every fourth and so on.
const MOST_STEPS: usize = 2_000;

/// Keeps what a picture needs of a run.
pub struct Recorder {
    names: Vec<String>,
    steps: Vec<(u64, Value)>,
    stride: u64,
}

impl Recorder {
    pub fn new(run: &TrainingRun<MlpTask>) -> Self {
        Self { names: run.parameters().map(|(name, _)| name.to_owned()).collect(), steps: vec![], stride: 1 }
    }

    pub fn add(&mut self, step: &TrainStep, run: &TrainingRun<MlpTask>) {
        // The last step stays until it is known to be the last no more, and one that was judged always.
        let stride = self.stride;
        let kept = |number: u64, step: &Value| number.is_multiple_of(stride) || !step["validation"].is_null();
        self.steps.pop_if(|(number, value)| !kept(*number, &value["step"]));
        let lengths: Vec<f64> = run.snapshot().gradients.into_iter().map(|(_, length)| length).collect();
        self.steps.push((step.step, json!({ "step": step, "after": { "gradients": lengths } })));
        while self.steps.len() > MOST_STEPS {
            self.stride *= 2;
            let (stride, last) = (self.stride, step.step);
            self.steps.retain(|(number, _)| number.is_multiple_of(stride) || *number == last);
        }
    }

    /// The page.
    pub fn page(self, title: &str, history: &[EpochRecord]) -> Vec<u8> {
        let title = if self.stride > 1 { format!("{title}, every {}th step", self.stride) } else { title.to_owned() };
        let data = json!({ "parameters": self.names, "history": history });
        let steps: Vec<Value> = self.steps.into_iter().map(|(_, step)| step).collect();
        let recording = json!({ "start": { "gradients": [] }, "steps": steps });
        watch::replay(&title, "training", &data, &recording)
    }
}
