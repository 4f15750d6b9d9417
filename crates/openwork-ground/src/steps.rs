//! The house's convention: **an algorithm is an iterator of steps.**
//!
//! `next()` does one round of the textbook and yields a small step: numbers only, one line of `Display`. Between rounds the
//! run lends its state by methods of its own; [`Run::snapshot`] copies what a figure needs. Whoever does not look pays nothing.

use serde::Serialize;

/// A run of an algorithm that can be watched: progress bars, recordings, plots, the book's figures and the tests consume it.
pub trait Run: Iterator<Item: Serialize + std::fmt::Display> {
    /// Everything a figure draws, copied out; serialises to a flat JSON object.
    type Snapshot: Serialize;

    /// The state as it stands, before the first step or after the last one taken.
    fn snapshot(&self) -> Self::Snapshot;

    /// At most this many steps will be taken, where that is known: the length of a progress bar.
    fn max_steps(&self) -> Option<usize> {
        None
    }
}

/// A whole run as data: the first state, then a step and the state after it, to the end.
#[derive(Debug, Clone, Serialize)]
pub struct Recording<Step, Snapshot> {
    /// The state before the first step.
    pub start: Snapshot,
    /// Each step with the state after it.
    pub steps: Vec<Recorded<Step, Snapshot>>,
}

/// One step and the state after it.
#[derive(Debug, Clone, Serialize)]
pub struct Recorded<Step, Snapshot> {
    /// The step's numbers.
    pub step: Step,
    /// The state after the step.
    pub after: Snapshot,
}

/// Runs to the end and keeps every snapshot: what `--watch` writes and the book's figures replay.
pub fn record<R: Run>(run: &mut R) -> Recording<R::Item, R::Snapshot> {
    let start = run.snapshot();
    let mut steps = Vec::new();
    while let Some(step) = run.next() {
        steps.push(Recorded { step, after: run.snapshot() });
    }
    Recording { start, steps }
}

/// A stopwatch, which browsers lack.
#[derive(Debug, Clone, Copy)]
pub struct Clock(#[cfg(not(target_arch = "wasm32"))] std::time::Instant);

impl Clock {
    /// Starts now.
    pub fn start() -> Self {
        Self(
            #[cfg(not(target_arch = "wasm32"))]
            std::time::Instant::now(),
        )
    }

    /// Since the start; 0 in a browser.
    pub fn seconds(&self) -> f64 {
        #[cfg(not(target_arch = "wasm32"))]
        return self.0.elapsed().as_secs_f64();
        #[cfg(target_arch = "wasm32")]
        0.0
    }
}
