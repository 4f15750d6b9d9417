//! TER of one hypothesis and one reference, shift by shift: what the figure shows.

use super::ter::{Rewriting, Shift, TerStatistics};
use super::ter_distance::Edit;
use crate::steps::Run;
use serde::Serialize;
use std::fmt;

/// A hypothesis being rewritten into a reference: every step is a shift, the last the words that remain to be edited.
#[derive(Debug)]
pub struct TerRun {
    words: Vec<String>,
    reference: Vec<String>,
    rewriting: Rewriting,
    shifts: u32,
    done: bool,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum TerStep {
    /// A run of words was moved.
    Shift {
        /// Where from and to.
        #[serde(flatten)]
        shift: Shift,
        /// The words that were moved.
        moved: String,
    },
    /// No shift saves an edit any more: what remains is done word by word.
    Edits {
        /// How many.
        edits: u32,
    },
}

/// Everything the figure draws.
#[derive(Debug, Clone, Serialize)]
pub struct TerSnapshot {
    /// The hypothesis as it stands.
    pub hypothesis: Vec<String>,
    /// The reference.
    pub reference: Vec<String>,
    /// What makes the one of the other, word by word.
    pub edits: Vec<Edit>,
    /// Shifts done.
    pub shifts: u32,
    /// Shifts done and edits that remain.
    pub total: u32,
    /// `total` in a hundred words of the reference.
    pub score: f64,
    /// Whether no shift saves an edit any more.
    pub done: bool,
}

impl TerRun {
    pub(super) fn new(words: Vec<String>, reference: Vec<String>) -> Self {
        let mut names: Vec<&String> = words.iter().chain(&reference).collect();
        names.sort();
        names.dedup();
        let number = |word: &String| names.binary_search(&word).map_or(u32::MAX, |i| i as u32);
        let mut rewriting = Rewriting::default();
        rewriting.hypothesis = words.iter().map(number).collect();
        rewriting.reference = reference.iter().map(number).collect();
        rewriting.begin();
        rewriting.distance();
        Self { words, reference, rewriting, shifts: 0, done: false }
    }
}

impl Iterator for TerRun {
    type Item = TerStep;

    fn next(&mut self) -> Option<TerStep> {
        if self.done {
            return None;
        }
        let shift = if self.reference.is_empty() { None } else { self.rewriting.best_shift() };
        let Some(shift) = shift else {
            self.done = true;
            return Some(TerStep::Edits { edits: self.rewriting.distance() });
        };
        self.rewriting.apply(&shift);
        self.rewriting.distance();
        self.shifts += 1;
        let run: Vec<String> = self.words.drain(shift.start..shift.start + shift.length).collect();
        let moved = run.join(" ");
        // Where the run was taken out, the words behind it have moved up; within it, the target counts from there already.
        let to = if shift.target > shift.start + shift.length { shift.target - shift.length } else { shift.target };
        let to = to.min(self.words.len());
        self.words.splice(to..to, run);
        Some(TerStep::Shift { shift, moved })
    }
}

impl Run for TerRun {
    type Snapshot = TerSnapshot;

    fn snapshot(&self) -> TerSnapshot {
        let edits = self.rewriting.edits();
        let total = self.shifts + edits.iter().filter(|&&edit| edit != Edit::Keep).count() as u32;
        let counts = TerStatistics { num_edits: total.into(), ref_length: self.reference.len() as f64 };
        TerSnapshot {
            hypothesis: self.words.clone(),
            reference: self.reference.clone(),
            edits,
            shifts: self.shifts,
            total,
            score: counts.score().score,
            done: self.done,
        }
    }
}

impl fmt::Display for TerStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shift { shift, moved } => {
                write!(f, "shift \"{moved}\" from {} to {}: {} edits saved", shift.start, shift.target, shift.gain)
            }
            Self::Edits { edits } => write!(f, "{edits} words remain to be edited"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::Ter;
    use crate::steps::Run;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_steps_end_at_the_score(h in "[abc ]{0,20}", r in "[abc ]{0,20}") {
            let ter = Ter::new();
            let mut run = ter.run(&h, &r);
            let mut before = run.snapshot().total;
            while run.next().is_some() {
                let after = run.snapshot();
                prop_assert!(after.total <= before, "a shift that costs more than it saves");
                before = after.total;
            }
            let (end, wanted) = (run.snapshot(), ter.sentence(&h, &[&r]).unwrap());
            prop_assert_eq!(u64::from(end.total), wanted.statistics.num_edits);
            prop_assert_eq!(end.score, wanted.score);
        }
    }
}
