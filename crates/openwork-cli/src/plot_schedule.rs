//! `openwork plot schedule`.

use crate::call::{Failure, Global};
use crate::plot::To;
use clap::Args;
use openwork::optim::Schedule;
use openwork::plot::Line;

/// A learning rate as a schedule changes it over a run.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork plot schedule cosine -o cosine.svg
  openwork plot schedule warmup-cosine --warmup 20 -o warm.svg
  openwork plot schedule multi-step --milestones 30,80 -o falls.png")]
pub struct PlotSchedule {
    /// Its name
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(Schedule::NAMES))]
    name: String,
    /// Steps of the run
    #[arg(long, value_name = "N", default_value = "100", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    steps: u64,
    /// The rate at the start
    #[arg(long, value_name = "X", default_value = "0.001", allow_negative_numbers = true)]
    lr: f64,
    /// What the rate is multiplied by (step, multi-step, exponential)
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    gamma: Option<f64>,
    /// Steps between two falls (step)
    #[arg(long, value_name = "N")]
    size: Option<u64>,
    /// After how many steps it falls (multi-step)
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    milestones: Option<Vec<u64>>,
    /// The lowest rate (cosine, warmup-cosine)
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    min: Option<f64>,
    /// Steps of warm-up (linear, warmup-cosine)
    #[arg(long, value_name = "N")]
    warmup: Option<u64>,
    /// Factor at the start of the warm-up (linear, warmup-cosine)
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    start: Option<f64>,
    #[command(flatten)]
    to: To,
}

impl PlotSchedule {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        self.to.check(&[])?;
        if !(self.lr >= 0.0 && self.lr.is_finite()) {
            return Err(Failure::Call(format!("--lr {}: wanted a finite number >= 0", self.lr)));
        }
        let schedule = self.schedule()?;
        schedule.check()?;
        let rates = (0..self.steps).map(|done| (done as f64, schedule.rate(self.lr, done)));
        let title = format!("Learning rate: {} over {} steps", self.name, self.steps);
        self.to.write(global, &Line::new().series("rate", rates).title(title).axes("step", "learning rate").svg()?)
    }

    /// The usual settings, and those that were given.
    fn schedule(&self) -> Result<Schedule, Failure> {
        let mut schedule = Schedule::named(&self.name, self.steps)?;
        let mut used: Vec<&str> = vec![];
        let mut number = |name, given: Option<f64>, to: &mut f64| {
            used.push(name);
            *to = given.unwrap_or(*to);
        };
        match &mut schedule {
            Schedule::Constant => {}
            Schedule::Step { gamma, size } => {
                number("gamma", self.gamma, gamma);
                *size = self.size.unwrap_or(*size);
                used.push("size");
            }
            Schedule::MultiStep { gamma, milestones } => {
                number("gamma", self.gamma, gamma);
                if let Some(given) = &self.milestones {
                    milestones.clone_from(given);
                }
                used.push("milestones");
            }
            Schedule::Exponential { gamma } => number("gamma", self.gamma, gamma),
            Schedule::Cosine { min, .. } => number("min", self.min, min),
            Schedule::Linear { start, steps, .. } => {
                number("start", self.start, start);
                *steps = self.warmup.unwrap_or(*steps);
                used.push("warmup");
            }
            Schedule::WarmupCosine { start, warmup, min, .. } => {
                number("start", self.start, start);
                number("min", self.min, min);
                *warmup = self.warmup.unwrap_or(*warmup);
                used.push("warmup");
            }
        }
        let given = [
            ("gamma", self.gamma.is_some()),
            ("size", self.size.is_some()),
            ("milestones", self.milestones.is_some()),
            ("min", self.min.is_some()),
            ("warmup", self.warmup.is_some()),
            ("start", self.start.is_some()),
        ];
        match given.iter().find(|(name, given)| *given && !used.contains(name)) {
            Some((name, _)) => Err(Failure::Call(format!("--{name}: {} has no such setting", self.name))),
            None => Ok(schedule),
        }
    }
}
