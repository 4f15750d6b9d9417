//! Adam's first steps, seen: the two means as they are, and as they are corrected.

use super::{Adam, Optimizer};
use crate::error::{Error, Result};
use serde::Serialize;

/// One step of one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AdamWatched {
    /// The step, from 1.
    pub step: u64,
    /// The gradient.
    pub gradient: f32,
    /// The mean of the gradients, which began at zero.
    pub mean: f64,
    /// The mean of their squares, which began at zero.
    pub square: f64,
    /// The mean over `1 - beta1^t`.
    pub corrected_mean: f64,
    /// The mean of squares over `1 - beta2^t`.
    pub corrected_square: f64,
    /// How far the parameter moved.
    pub moved: f64,
    /// How far it would have moved without the corrections.
    pub moved_uncorrected: f64,
}

impl Adam {
    /// What the optimizer does with one parameter, given its gradients one after the other; the parameter begins at 0.
    ///
    /// # Errors
    /// Settings outside their domains, gradients that are not finite.
    pub fn watch(&self, gradients: &[f32]) -> Result<Vec<AdamWatched>> {
        let mut optimizer = Optimizer::new(*self, &[1])?;
        let mut parameter = [0.0_f32];
        let mut seen = vec![];
        for (i, &gradient) in gradients.iter().enumerate() {
            if !gradient.is_finite() {
                return Err(Error::NotFinite { what: "gradients", value: f64::from(gradient), row: i, column: 0 });
            }
            let before = f64::from(parameter[0]);
            optimizer.step(&mut [&mut parameter], &[Some(&[gradient])])?;
            let of = |state: usize| f64::from(optimizer.state(0)[state][0]);
            let (mean, square, count) = (of(0), of(1), i as i32 + 1);
            seen.push(AdamWatched {
                step: count as u64,
                gradient,
                mean,
                square,
                corrected_mean: mean / (1.0 - self.betas.0.powi(count)),
                corrected_square: square / (1.0 - self.betas.1.powi(count)),
                moved: before - f64::from(parameter[0]),
                moved_uncorrected: self.lr * mean / (square.sqrt() + self.eps),
            });
        }
        Ok(seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corrected_means_of_a_constant_are_the_constant() {
        for step in Adam::new(0.1).watch(&[2.0; 30]).unwrap() {
            assert!((step.corrected_mean - 2.0).abs() < 1e-5 && (step.corrected_square - 4.0).abs() < 1e-4, "{step:?}");
            assert!((step.moved - 0.1).abs() < 1e-5, "{step:?}");
        }
        // Without them the mean is a tenth and the root of the square about a thirtieth: a first step three times too long.
        let first = Adam::new(0.1).watch(&[2.0]).unwrap()[0];
        assert!((first.moved_uncorrected - 0.1 * 0.1 / 0.001_f64.sqrt()).abs() < 1e-4, "{first:?}");
        assert!(Adam::new(0.1).watch(&[f32::NAN]).is_err());
    }
}
