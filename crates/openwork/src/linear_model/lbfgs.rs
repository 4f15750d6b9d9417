//! L-BFGS: Newton's step with a Hessian learned from the last few steps.
//!
//! J. Nocedal and S. J. Wright, *Numerical Optimization*, 2nd edition, Algorithms 7.4 and 7.5, with the curvature at the start as the first
//! guess instead of the unit matrix ([`Preconditioner`]).

use super::line_search::search;
use super::logistic_problem::Problem;
use super::precondition::Preconditioner;
use crate::linalg::Real;
use std::collections::VecDeque;

/// Steps remembered.
const MEMORY: usize = 10;
/// The curvature is learned anew after so many rounds, and after three times as many each time.
const RENEWAL: usize = 4;

/// A step and the change of the gradient along it.
#[derive(Debug, Clone)]
struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    /// `1 / (step . change)`.
    rho: f64,
}

/// What L-BFGS keeps between rounds.
#[derive(Debug, Clone)]
pub(super) struct Lbfgs {
    preconditioner: Preconditioner,
    pairs: VecDeque<Pair>,
    /// What the first guess of the inverse Hessian is multiplied by.
    gamma: f64,
    rounds: usize,
    renewal: usize,
}

/// Where a solver stands: parameters, objective and its gradient.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub theta: Vec<f64>,
    pub loss: f64,
    pub gradient: Vec<f64>,
}

/// What a round did: the length of its step, and how often it evaluated the objective. `None` where no step lowers the loss any more.
pub(super) type Moved = Option<(f64, usize)>;

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Lbfgs {
    pub fn new<T: Real>(problem: &Problem<'_, T>) -> Self {
        Self {
            preconditioner: Preconditioner::new(problem, None),
            pairs: VecDeque::new(),
            gamma: 1.0,
            rounds: 0,
            renewal: RENEWAL,
        }
    }

    // ANCHOR: two_loops
    /// Minus the gradient times the learned inverse Hessian: the two loops of L-BFGS.
    fn direction(&self, gradient: &[f64]) -> Vec<f64> {
        let mut q = gradient.to_vec();
        let mut along = vec![];
        for pair in self.pairs.iter().rev() {
            let alpha = pair.rho * dot(&pair.step, &q);
            q.iter_mut().zip(&pair.change).for_each(|(q, y)| *q -= alpha * y);
            along.push(alpha);
        }
        self.preconditioner.apply(&mut q);
        q.iter_mut().for_each(|q| *q *= self.gamma);
        for (pair, alpha) in self.pairs.iter().zip(along.iter().rev()) {
            let beta = pair.rho * dot(&pair.change, &q);
            q.iter_mut().zip(&pair.step).for_each(|(q, s)| *q += (alpha - beta) * s);
        }
        q.iter_mut().for_each(|q| *q = -*q);
        q
    }
    // ANCHOR_END: two_loops

    /// One round: a direction, a step along it, and what was learned.
    pub fn round<T: Real>(&mut self, problem: &Problem<'_, T>, state: &mut State) -> Moved {
        if self.rounds == self.renewal {
            self.renewal *= 3;
            self.preconditioner = Preconditioner::new(problem, Some(&state.theta));
            self.rescale();
        }
        self.rounds += 1;
        let mut direction = self.direction(&state.gradient);
        let mut found = walk(problem, state, &direction);
        if found.is_none() && !self.pairs.is_empty() {
            // What was learned misleads: start over from the curvature at the start.
            self.pairs.clear();
            self.gamma = 1.0;
            direction = self.direction(&state.gradient);
            found = walk(problem, state, &direction);
        }
        let (next, length, evaluations) = found?;
        let step: Vec<f64> = next.theta.iter().zip(&state.theta).map(|(a, b)| a - b).collect();
        let change: Vec<f64> = next.gradient.iter().zip(&state.gradient).map(|(a, b)| a - b).collect();
        let sy = dot(&step, &change);
        if sy > f64::EPSILON * (dot(&step, &step) * dot(&change, &change)).sqrt() {
            self.pairs.push_back(Pair { step, change, rho: 1.0 / sy });
            if self.pairs.len() > MEMORY {
                self.pairs.pop_front();
            }
            self.rescale();
        }
        *state = next;
        Some((length, evaluations))
    }

    /// Scales the first guess so that it is right along the last step.
    fn rescale(&mut self) {
        if let Some(last) = self.pairs.back() {
            let mut guessed = last.change.clone();
            self.preconditioner.apply(&mut guessed);
            let along = dot(&last.change, &guessed);
            if along > 0.0 {
                self.gamma = 1.0 / (last.rho * along);
            }
        }
    }
}

/// Searches along a direction; gives the new state, the step's length and the evaluations.
pub(super) fn walk<T: Real>(problem: &Problem<'_, T>, state: &State, direction: &[f64]) -> Option<(State, f64, usize)> {
    let mut next = state.clone();
    let slope = dot(direction, &state.gradient);
    let noise = if T::NAME == "f32" { 1e-7 } else { 1e-14 };
    let found = search(state.loss, slope, 1.0, noise, |step| {
        for ((to, from), d) in next.theta.iter_mut().zip(&state.theta).zip(direction) {
            *to = from + step * d;
        }
        let loss = problem.evaluate(&next.theta, &mut next.gradient);
        (loss, dot(direction, &next.gradient))
    })?;
    next.loss = found.loss;
    Some((next, found.step, found.evaluations))
}
