#![doc = include_str!("schedule.md")]

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// How the learning rate changes: a function of the rate at the start and the number of steps (or epochs) done.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "schedule", rename_all = "kebab-case")]
pub enum Schedule {
    /// The same rate throughout.
    #[default]
    Constant,
    /// Times `gamma` after every `size` steps.
    Step {
        /// Steps between two falls.
        size: u64,
        /// What the rate is multiplied by.
        gamma: f64,
    },
    /// Times `gamma` at each of the milestones.
    MultiStep {
        /// After so many steps, in rising order.
        milestones: Vec<u64>,
        /// What the rate is multiplied by.
        gamma: f64,
    },
    /// Times `gamma` after every step.
    Exponential {
        /// What the rate is multiplied by.
        gamma: f64,
    },
    /// Down half a wave of the cosine, from the rate at the start to `min`, in `steps` steps.
    Cosine {
        /// Steps until the lowest rate.
        steps: u64,
        /// The lowest rate.
        min: f64,
    },
    /// From `start` times the rate in a straight line to `end` times the rate, in `steps` steps: a warm-up.
    Linear {
        /// Factor at the start.
        start: f64,
        /// Factor from then on.
        end: f64,
        /// Steps that it takes.
        steps: u64,
    },
    /// A linear warm-up from `start` times the rate, then down half a wave of the cosine.
    WarmupCosine {
        /// Factor at the start.
        start: f64,
        /// Steps of warm-up.
        warmup: u64,
        /// Steps in all, warm-up included.
        steps: u64,
        /// The lowest rate.
        min: f64,
    },
}

impl Schedule {
    /// The names, as the command takes them.
    pub const NAMES: [&str; 7] = ["constant", "step", "multi-step", "exponential", "cosine", "linear", "warmup-cosine"];

    /// The schedule of that name with usual settings for a run of so many steps.
    ///
    /// # Errors
    /// A name that is none.
    pub fn named(name: &str, steps: u64) -> Result<Self> {
        let steps = steps.max(1);
        Ok(match name {
            "constant" => Self::Constant,
            "step" => Self::Step { size: steps.div_ceil(3), gamma: 0.1 },
            "multi-step" => Self::MultiStep { milestones: vec![steps / 2, steps * 3 / 4], gamma: 0.1 },
            "exponential" => Self::Exponential { gamma: 0.01_f64.powf(1.0 / steps as f64) },
            "cosine" => Self::Cosine { steps, min: 0.0 },
            "linear" => Self::Linear { start: 1.0 / 3.0, end: 1.0, steps: steps.div_ceil(10) },
            "warmup-cosine" => Self::WarmupCosine { start: 0.1, warmup: steps.div_ceil(10), steps, min: 0.0 },
            _ => return Err(Error::setting("schedule", name, Self::NAMES.join(", "))),
        })
    }

    /// Refuses settings outside their domains.
    ///
    /// # Errors
    /// [`Error::Setting`].
    pub fn check(&self) -> Result<()> {
        let positive = |name, steps: u64| if steps > 0 { Ok(()) } else { Err(Error::setting(name, steps, "at least 1")) };
        let factor = |name, v: f64| {
            let wrong = || Error::setting(name, v, "a factor from 0 to 1");
            if (0.0..=1.0).contains(&v) { Ok(()) } else { Err(wrong()) }
        };
        match self {
            Self::Constant => Ok(()),
            Self::Step { size, gamma } => positive("size", *size).and_then(|()| super::check::at_least_zero("gamma", *gamma)),
            Self::MultiStep { milestones, gamma } => {
                if !milestones.is_sorted() {
                    return Err(Error::setting("milestones", format!("{milestones:?}"), "rising numbers of steps"));
                }
                super::check::at_least_zero("gamma", *gamma)
            }
            Self::Exponential { gamma } => super::check::at_least_zero("gamma", *gamma),
            Self::Cosine { steps, min } => positive("steps", *steps).and_then(|()| super::check::at_least_zero("min", *min)),
            Self::Linear { start, end, steps } => {
                positive("steps", *steps)?;
                factor("start", *start)?;
                factor("end", *end)
            }
            Self::WarmupCosine { start, warmup, steps, min } => {
                positive("warmup", *warmup)?;
                if steps <= warmup {
                    return Err(Error::setting("steps", steps, format!("more than the {warmup} of the warm-up")));
                }
                factor("start", *start)?;
                super::check::at_least_zero("min", *min)
            }
        }
    }

    // ANCHOR: rate
    /// The rate of the step that follows `done` steps, from the rate at the start.
    pub fn rate(&self, start_rate: f64, done: u64) -> f64 {
        match *self {
            Self::Constant => start_rate,
            Self::Step { size, gamma } => start_rate * power(gamma, done / size.max(1)),
            Self::MultiStep { ref milestones, gamma } => {
                start_rate * power(gamma, milestones.iter().filter(|&&m| m <= done).count() as u64)
            }
            Self::Exponential { gamma } => start_rate * power(gamma, done),
            Self::Cosine { steps, min } => cosine(start_rate, min, done, steps),
            Self::Linear { start, end, steps } => start_rate * line(start, end, done, steps),
            Self::WarmupCosine { start, warmup, .. } if done < warmup => start_rate * line(start, 1.0, done, warmup),
            Self::WarmupCosine { warmup, steps, min, .. } => cosine(start_rate, min, done - warmup, steps.saturating_sub(warmup)),
        }
    }
    // ANCHOR_END: rate
}

fn power(gamma: f64, times: u64) -> f64 {
    gamma.powi(i32::try_from(times).unwrap_or(i32::MAX))
}

// ANCHOR: cosine
/// Half a wave down in `steps` steps, and up again after: as PyTorch has it.
fn cosine(high: f64, low: f64, done: u64, steps: u64) -> f64 {
    low + (high - low) * (1.0 + (PI * done as f64 / steps.max(1) as f64).cos()) / 2.0
}
// ANCHOR_END: cosine

fn line(start: f64, end: f64, done: u64, steps: u64) -> f64 {
    start + (end - start) * done.min(steps) as f64 / steps.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_schedules_are_sound_and_never_above_the_rate() {
        for name in Schedule::NAMES {
            for steps in [2, 3, 10, 1000] {
                let schedule = Schedule::named(name, steps).unwrap();
                schedule.check().unwrap_or_else(|e| panic!("{name} of {steps}: {e}"));
                for done in 0..=steps {
                    let rate = schedule.rate(0.1, done);
                    assert!((0.0..=0.1 + 1e-15).contains(&rate), "{name}: {rate} after {done}");
                }
            }
        }
        assert!(Schedule::named("sine", 3).unwrap_err().to_string().contains("constant, step"));
    }

    #[test]
    fn settings_outside_their_domains_are_refused() {
        for schedule in [
            Schedule::Step { size: 0, gamma: 0.1 },
            Schedule::MultiStep { milestones: vec![5, 3], gamma: 0.1 },
            Schedule::Exponential { gamma: f64::NAN },
            Schedule::Cosine { steps: 0, min: 0.0 },
            Schedule::Linear { start: 2.0, end: 1.0, steps: 5 },
            Schedule::WarmupCosine { start: 0.1, warmup: 5, steps: 5, min: 0.0 },
        ] {
            assert!(schedule.check().is_err(), "{schedule:?}");
        }
    }
}
