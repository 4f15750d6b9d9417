//! FISTA: gradient steps on the smooth part, each followed by soft thresholding, with momentum.
//!
//! A. Beck and M. Teboulle, "A fast iterative shrinkage-thresholding algorithm for linear inverse problems", SIAM Journal on Imaging
//! Sciences 2 (2009); momentum starts over where it points uphill (B. O'Donoghue and E. Candès, "Adaptive restart for accelerated gradient
//! schemes", Foundations of Computational Mathematics 15, 2015). Each coordinate is measured in its own unit, so that the units of the
//! features do not matter; thresholds are scaled with them, and the objective stays what it was.

use super::lbfgs::{Moved, State, dot};
use super::logistic_problem::Problem;
use super::newton::soft_threshold;
use crate::linalg::Real;

/// What FISTA keeps between rounds.
#[derive(Debug, Clone)]
pub(super) struct Fista {
    /// The curvature of each coordinate on its own, at most.
    curvature: Vec<f64>,
    /// Factor of all of them; grows where the model was too flat.
    bound: f64,
    /// The point before, for the momentum.
    before: Vec<f64>,
    t: f64,
}

impl Fista {
    pub fn new<T: Real>(problem: &Problem<'_, T>, theta: &[f64]) -> Self {
        let most = if problem.classes == 2 { 0.25 } else { 0.5 };
        let coefs = problem.outputs * problem.d;
        let largest = problem.spread.iter().copied().fold(1e-300, f64::max);
        let of = |i: usize| if i < coefs { most * problem.spread[i % problem.d].max(1e-12 * largest) + problem.l2 } else { most };
        Self { curvature: (0..theta.len()).map(of).collect(), bound: 1.0, before: theta.to_vec(), t: 1.0 }
    }

    // ANCHOR: fista
    /// One round: from the point that momentum leads to, a gradient step and a threshold.
    pub fn round<T: Real>(&mut self, problem: &Problem<'_, T>, state: &mut State) -> Moved {
        let coefs = problem.outputs * problem.d;
        let t = 0.5 * (1.0 + (1.0 + 4.0 * self.t * self.t).sqrt());
        let momentum = (self.t - 1.0) / t;
        let from: Vec<f64> = state.theta.iter().zip(&self.before).map(|(now, before)| now + momentum * (now - before)).collect();
        let mut slope = state.gradient.clone();
        let mut evaluations = 0;
        let loss = if momentum == 0.0 {
            state.loss
        } else {
            evaluations += 1;
            problem.evaluate(&from, &mut slope)
        };
        let mut next = state.clone();
        loop {
            for (i, to) in next.theta.iter_mut().enumerate() {
                let rate = 1.0 / (self.bound * self.curvature[i]);
                let free = from[i] - rate * slope[i];
                *to = if i < coefs { soft_threshold(free, rate * problem.l1) } else { free };
            }
            evaluations += 1;
            next.loss = problem.evaluate(&next.theta, &mut next.gradient);
            let step: Vec<f64> = next.theta.iter().zip(&from).map(|(a, b)| a - b).collect();
            let square: f64 = step.iter().zip(&self.curvature).map(|(s, c)| s * s * c).sum();
            let model = loss + dot(&step, &slope) + 0.5 * self.bound * square;
            if next.loss <= model + 1e-14 * loss.abs() {
                break;
            }
            self.bound *= 1.5;
            if !(self.bound < 1e300) {
                return None;
            }
        }
        // ANCHOR_END: fista
        let uphill: f64 = from
            .iter()
            .zip(&next.theta)
            .zip(&state.theta)
            .zip(&self.curvature)
            .map(|(((from, next), now), c)| c * (from - next) * (next - now))
            .sum();
        self.t = if uphill > 0.0 { 1.0 } else { t };
        let old = std::mem::replace(state, next);
        self.before = if uphill > 0.0 { state.theta.clone() } else { old.theta };
        Some((1.0 / self.bound, evaluations))
    }
}
