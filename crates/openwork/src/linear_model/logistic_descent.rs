//! Gradient descent: against the gradient of all rows at once, or of a few rows at a time.

use super::lbfgs::{Moved, State};
use super::logistic_problem::Problem;
use crate::linalg::Real;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

// ANCHOR: descend
/// One step against the gradient by the coefficients of the features as given. The parameters are those of centred features, where an
/// intercept is `b + m w`: it follows the coefficients.
fn descend<T: Real>(problem: &Problem<'_, T>, theta: &mut [f64], gradient: &[f64], rate: f64) {
    let (coef, bias) = theta.split_at_mut(problem.outputs * problem.d);
    let (by_coef, by_bias) = gradient.split_at(coef.len());
    for (i, w) in coef.iter_mut().enumerate() {
        let (k, mean) = (i / problem.d, problem.whole_mean(i % problem.d));
        let step = rate * (by_coef[i] + mean * by_bias.get(k).unwrap_or(&0.0));
        *w -= step;
        if let Some(b) = bias.get_mut(k) {
            *b -= mean * step;
        }
    }
    bias.iter_mut().zip(by_bias).for_each(|(b, g)| *b -= rate * g);
}
// ANCHOR_END: descend

/// A rate with which the loss never rises: one over a bound of the largest curvature. The mean square of a row, its 1 for the intercept
/// included, bounds the largest eigenvalue of `X'X / n`, and a row's own curvature is at most 1/4 (two classes) or 1/2.
pub(super) fn safe_rate<T: Real>(problem: &Problem<'_, T>) -> f64 {
    let square: f64 = (0..problem.d).map(|j| problem.spread[j] + problem.whole_mean(j).powi(2)).sum();
    let most = if problem.classes == 2 { 0.25 } else { 0.5 };
    1.0 / (most * (square + f64::from(u8::from(problem.intercept))) + problem.l2)
}

/// One round of full-batch descent: one step.
pub(super) fn full_round<T: Real>(problem: &Problem<'_, T>, state: &mut State, rate: f64) -> Moved {
    descend(problem, &mut state.theta, &state.gradient, rate);
    state.loss = problem.evaluate(&state.theta, &mut state.gradient);
    Some((rate, 1))
}

// ANCHOR: mini_batch
/// One round of mini-batch descent: every row once, in a random order, `batch` rows a step.
pub(super) fn batch_round<T: Real>(
    problem: &Problem<'_, T>,
    state: &mut State,
    (rate, batch): (f64, usize),
    rng: &mut Pcg64,
) -> Moved {
    let mut order: Vec<usize> = (0..problem.n).collect();
    order.shuffle(rng);
    for rows in order.chunks(batch) {
        problem.evaluate_rows(&state.theta, rows, &mut state.gradient);
        descend(problem, &mut state.theta, &state.gradient, rate);
    }
    state.loss = problem.evaluate(&state.theta, &mut state.gradient);
    Some((rate, 1))
}
// ANCHOR_END: mini_batch
