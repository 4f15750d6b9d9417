//! `--watch` for gradient descent: the steps on the loss surface, and the fit beside it, by the book's figure.

use crate::call::Failure;
use crate::source::Frame;
use crate::watch;
use ndarray::{ArrayView1, Axis};
use openwork::linear_model::{GradientDescentRun, GradientDescentSnapshot, GradientDescentStep};
use openwork::order::argsort;
use openwork::steps::Run;
use serde_json::{Value, json};

/// At most so many steps are carried: of a longer run, every second step, or every fourth and so on.
const MOST_STEPS: usize = 2_000;
/// At most so many rows are carried, an even sample.
const MOST_ROWS: usize = 300;

/// Keeps the steps of a run, a bounded number of them.
pub struct Recorder {
    start: GradientDescentSnapshot,
    steps: Vec<(GradientDescentStep, GradientDescentSnapshot)>,
    stride: usize,
}

impl Recorder {
    /// A recording that starts in this state.
    pub fn new(start: &GradientDescentSnapshot) -> Self {
        Self { start: start.clone(), steps: vec![], stride: 1 }
    }

    /// Keeps a step and the state after it. All but the last kept are multiples of the stride.
    pub fn add(&mut self, step: &GradientDescentStep, after: &GradientDescentSnapshot) {
        let stride = self.stride;
        self.steps.pop_if(|(step, _)| !step.round.is_multiple_of(stride));
        self.steps.push((*step, after.clone()));
        if self.steps.len() > MOST_STEPS {
            self.stride *= 2;
            self.steps.retain(|(kept, _)| kept.round.is_multiple_of(self.stride) || kept.round == step.round);
        }
    }

    /// The page. With one feature the surface is the whole loss; with more it is a slice through the end of the run, along the two
    /// coefficients that moved most for the spread of their features.
    pub fn page(
        self,
        title: &str,
        frame: &Frame,
        target: &str,
        y: ArrayView1<'_, f64>,
        run: &GradientDescentRun<'_, f64>,
    ) -> Result<Vec<u8>, Failure> {
        let (n, d) = frame.x.dim();
        let axes = if d == 1 { [0, 1] } else { self.most_moved(frame, &run.snapshot()) };
        let count = n.min(MOST_ROWS);
        let shown: Vec<usize> = (0..count).map(|i| i * n / count).collect();
        let name = |axis: usize| frame.features.get(axis).cloned().unwrap_or_else(|| "intercept".to_owned());
        let data = json!({
            "x": shown.iter().map(|&i| frame.x.row(i).to_vec()).collect::<Vec<_>>(),
            "y": y.select(Axis(0), &shown).to_vec(),
            "features": frame.features,
            "target": target,
            "axes": axes,
            "names": axes.map(name),
            "plane": run.loss_plane(axes)?.terms,
            "rows": n,
        });
        let place = |mut state: GradientDescentSnapshot| -> Value {
            state.batch = state.batch.iter().filter_map(|row| shown.binary_search(row).ok()).collect();
            json!(state)
        };
        let mut title = title.to_owned();
        if count < n {
            title += &format!(", an even sample of {count} of {n} rows");
        }
        if self.stride > 1 {
            title += &format!(", every {}th step", self.stride);
        }
        let steps: Vec<Value> =
            self.steps.into_iter().map(|(step, after)| json!({ "step": step, "after": place(after) })).collect();
        let source = json!({ "kind": "recording", "data": data, "recording": { "start": place(self.start), "steps": steps } });
        Ok(watch::page(&title, "gradient_descent", &source.to_string()).into_bytes())
    }

    fn most_moved(&self, frame: &Frame, end: &GradientDescentSnapshot) -> [usize; 2] {
        let moved = |j: usize| (end.coef[j] - self.start.coef[j]).abs() * frame.x.column(j).std(0.0);
        let order = argsort(end.coef.len(), |a, b| moved(b).total_cmp(&moved(a)));
        [order[0], order[1]]
    }
}
