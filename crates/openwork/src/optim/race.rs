//! Optimizers side by side on a surface of two parameters: what a figure shows of them.

use super::{Optimizer, Rule};
use crate::error::{Error, Result};
use crate::steps::Run;
use serde::{Deserialize, Serialize};

/// A loss of two parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Surface {
    /// A bowl 20 times as steep across as along: `(x² + 20 y²) / 2`.
    Bowl,
    /// Rosenbrock's valley, bent like a banana: `(1 - x)² + 10 (y - x²)²`.
    Valley,
    /// A saddle with a floor: `(x² - y²) / 2 + y⁴ / 8`.
    Saddle,
    /// Beale's: flat far away, with steep walls.
    Beale,
    /// Himmelblau's: four equal lowest points.
    Himmelblau,
    /// A bowl covered with ripples: many local lowest points.
    Ripples,
}

impl Surface {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Bowl, Self::Valley, Self::Saddle, Self::Beale, Self::Himmelblau, Self::Ripples];

    /// The loss.
    pub fn loss(self, x: f64, y: f64) -> f64 {
        match self {
            Self::Bowl => (x * x + 20.0 * y * y) / 2.0,
            Self::Valley => (1.0 - x).powi(2) + 10.0 * (y - x * x).powi(2),
            Self::Saddle => (x * x - y * y) / 2.0 + y.powi(4) / 8.0,
            Self::Beale => [(1.5, 1), (2.25, 2), (2.625, 3)].iter().map(|&(c, k)| f64::powi(c - x + x * y.powi(k), 2)).sum(),
            Self::Himmelblau => (x * x + y - 11.0).powi(2) + (x + y * y - 7.0).powi(2),
            Self::Ripples => (x * x + y * y) / 10.0 + 2.0 - (3.0 * x).cos() - (3.0 * y).cos(),
        }
    }

    /// Its gradient.
    pub fn gradient(self, x: f64, y: f64) -> [f64; 2] {
        match self {
            Self::Bowl => [x, 20.0 * y],
            Self::Valley => [-2.0 * (1.0 - x) - 40.0 * x * (y - x * x), 20.0 * (y - x * x)],
            Self::Saddle => [x, -y + y.powi(3) / 2.0],
            Self::Beale => [(1.5, 1), (2.25, 2), (2.625, 3)].iter().fold([0.0; 2], |[gx, gy], &(c, k)| {
                let inside = c - x + x * y.powi(k);
                [gx + 2.0 * inside * (y.powi(k) - 1.0), gy + 2.0 * inside * x * f64::from(k) * y.powi(k - 1)]
            }),
            Self::Himmelblau => {
                let (a, b) = (x * x + y - 11.0, x + y * y - 7.0);
                [4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b]
            }
            Self::Ripples => [x / 5.0 + 3.0 * (3.0 * x).sin(), y / 5.0 + 3.0 * (3.0 * y).sin()],
        }
    }
}

/// One step of a race.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RaceStep {
    /// The step, from 1.
    pub round: usize,
    /// The loss of each contestant after it.
    pub losses: Vec<f64>,
}

impl std::fmt::Display for RaceStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "step {:4}", self.round)?;
        self.losses.iter().try_for_each(|loss| write!(f, "  {loss:.6}"))
    }
}

/// Where the contestants stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RaceSnapshot {
    /// Steps done.
    pub round: usize,
    /// The place of each.
    pub places: Vec<[f32; 2]>,
    /// The loss of each.
    pub losses: Vec<f64>,
    /// What each keeps, by [`Rule::states`], two numbers a state.
    pub states: Vec<Vec<[f32; 2]>>,
    /// Whether each has left the numbers there are; such a one stands still.
    pub lost: Vec<bool>,
}

/// Optimizers that descend one surface from one place.
pub struct Race {
    surface: Surface,
    contestants: Vec<(Optimizer, [f32; 2], bool)>,
    round: usize,
    max_steps: usize,
}

impl Race {
    /// A race of these rules from a place.
    ///
    /// # Errors
    /// Settings outside their domains; a start that is not finite; nobody to race.
    pub fn new(surface: Surface, start: [f32; 2], rules: &[Rule], max_steps: usize) -> Result<Self> {
        if rules.is_empty() {
            return Err(Error::empty("rules", "at least one optimizer"));
        }
        if !start.iter().all(|v| v.is_finite()) {
            return Err(Error::setting("start", format!("{start:?}"), "finite numbers"));
        }
        let contestants = rules.iter().map(|&rule| Ok((Optimizer::new(rule, &[2])?, start, false)));
        Ok(Self { surface, contestants: contestants.collect::<Result<_>>()?, round: 0, max_steps })
    }

    fn losses(&self) -> Vec<f64> {
        self.contestants.iter().map(|(_, [x, y], _)| self.surface.loss(f64::from(*x), f64::from(*y))).collect()
    }
}

impl Iterator for Race {
    type Item = RaceStep;

    fn next(&mut self) -> Option<RaceStep> {
        if self.round == self.max_steps {
            return None;
        }
        self.round += 1;
        for (optimizer, place, lost) in self.contestants.iter_mut().filter(|(_, _, lost)| !lost) {
            let before = *place;
            let gradient = self.surface.gradient(f64::from(place[0]), f64::from(place[1])).map(|g| g as f32);
            let taken = optimizer.step(&mut [&mut place[..]], &[Some(&gradient)]);
            let loss = self.surface.loss(f64::from(place[0]), f64::from(place[1]));
            if taken.is_err() || !loss.is_finite() || loss > 1e30 {
                (*place, *lost) = (before, true);
            }
        }
        Some(RaceStep { round: self.round, losses: self.losses() })
    }
}

impl Run for Race {
    type Snapshot = RaceSnapshot;

    fn snapshot(&self) -> RaceSnapshot {
        RaceSnapshot {
            round: self.round,
            places: self.contestants.iter().map(|(_, place, _)| *place).collect(),
            losses: self.losses(),
            states: self
                .contestants
                .iter()
                .map(|(optimizer, _, _)| optimizer.state(0).iter().map(|s| [s[0], s[1]]).collect())
                .collect(),
            lost: self.contestants.iter().map(|(_, _, lost)| *lost).collect(),
        }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.max_steps)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Adam, Sgd};
    use super::*;

    #[test]
    fn every_gradient_is_the_slope_of_its_surface() {
        for surface in Surface::ALL {
            for (x, y) in [(0.3, -0.7), (1.2, 0.4), (-1.1, 1.3)] {
                let h = 1e-6;
                let want = [
                    (surface.loss(x + h, y) - surface.loss(x - h, y)) / (2.0 * h),
                    (surface.loss(x, y + h) - surface.loss(x, y - h)) / (2.0 * h),
                ];
                let got = surface.gradient(x, y);
                for (got, want) in got.iter().zip(want) {
                    assert!((got - want).abs() < 1e-5 * want.abs().max(1.0), "{surface:?} at {x}, {y}: {got} {want}");
                }
            }
        }
    }

    #[test]
    fn who_diverges_stands_still_and_the_others_go_on() {
        let mut race = Race::new(Surface::Bowl, [1.0, 1.0], &[Sgd::new(5.0).into(), Adam::new(0.1).into()], 200).unwrap();
        assert_eq!(race.by_ref().count(), 200);
        let end = race.snapshot();
        assert_eq!(end.lost, [true, false]);
        assert!(end.losses[1] < 1e-2, "{end:?}");
        assert!(Race::new(Surface::Bowl, [f32::NAN, 1.0], &[Sgd::new(0.1).into()], 2).is_err());
        assert!(Race::new(Surface::Bowl, [0.0, 1.0], &[], 2).is_err());
    }
}
