//! The rounds of logistic regression: one iterator, whatever the solver.

use super::lbfgs::{Lbfgs, Moved, State};
use super::logistic_model::LogisticRegressionModel;
use super::logistic_problem::Problem;
use super::logistic_regression::Solver;
use super::proximal::Fista;
use super::{logistic_descent, newton};
use crate::linalg::Real;
use crate::steps::Run;
use ndarray::Array2;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

/// One round, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LogisticRegressionStep {
    /// The round, from 1.
    pub round: usize,
    /// The objective after it: the weighted mean loss of the rows plus the penalty over `C` times the sum of the weights.
    pub loss: f64,
    /// The largest entry of its gradient, by magnitude.
    pub gradient: f64,
    /// The length of the step: of the direction for L-BFGS and Newton, the learning rate for the others.
    pub step: f64,
    /// How often the objective was evaluated on all rows.
    pub evaluations: usize,
}

impl std::fmt::Display for LogisticRegressionStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "round {:3}  loss {:.9}  gradient {:.3e}  step {:.3e}", self.round, self.loss, self.gradient, self.step)
    }
}

/// The state after a round, copied out for a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogisticRegressionSnapshot {
    /// Rounds done.
    pub round: usize,
    /// The coefficients, one row for two classes, one a class for more.
    pub coef: Vec<Vec<f64>>,
    /// The intercepts, as many.
    pub intercept: Vec<f64>,
    /// The objective.
    pub loss: f64,
    /// The largest entry of its gradient, by magnitude.
    pub gradient: f64,
}

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stop {
    /// No entry of the gradient is larger than the tolerance.
    Gradient,
    /// The loss falls no further in this precision.
    Precision,
    /// The rounds were used up.
    Rounds,
    /// The loss or a coefficient is no longer finite: the learning rate is too large. The last finite state stands.
    Diverged,
}

impl Stop {
    /// Whether the minimum was reached.
    pub fn converged(self) -> bool {
        matches!(self, Stop::Gradient | Stop::Precision)
    }
}

/// A solver with what it keeps between rounds.
#[derive(Debug, Clone)]
pub(super) enum Way {
    Lbfgs(Box<Lbfgs>),
    Newton,
    Proximal(Fista),
    Descent { rate: f64, decay: f64, batch: usize, rng: Pcg64 },
}

impl Way {
    pub fn new<T: Real>(
        solver: Solver,
        problem: &Problem<'_, T>,
        theta: &[f64],
        (rate, decay, batch, seed): (Option<f64>, f64, usize, u64),
    ) -> Self {
        match solver {
            Solver::Auto | Solver::Lbfgs => Way::Lbfgs(Box::new(Lbfgs::new(problem))),
            Solver::Newton => Way::Newton,
            Solver::Proximal => Way::Proximal(Fista::new(problem, theta)),
            Solver::Gradient | Solver::MiniBatch => Way::Descent {
                rate: rate.unwrap_or_else(|| logistic_descent::safe_rate(problem)),
                decay,
                batch,
                rng: Pcg64::seed_from_u64(seed),
            },
        }
    }
}

/// Logistic regression on its way: each `next()` is a round of the solver.
#[derive(Debug, Clone)]
pub struct LogisticRegressionRun<'a, T: Real> {
    problem: Problem<'a, T>,
    state: State,
    way: Way,
    gradient_norm: f64,
    tol: f64,
    max_iter: usize,
    history: Vec<LogisticRegressionStep>,
    stop: Option<Stop>,
}

impl<'a, T: Real> LogisticRegressionRun<'a, T> {
    pub(super) fn new(problem: Problem<'a, T>, theta: Vec<f64>, way: Way, tol: f64, max_iter: usize) -> Self {
        let mut gradient = vec![0.0; theta.len()];
        let loss = problem.evaluate(&theta, &mut gradient);
        let state = State { theta, loss, gradient };
        let gradient_norm = problem.gradient_norm(&state.theta, &state.gradient);
        let stop = if gradient_norm <= tol {
            Some(Stop::Gradient)
        } else if !(loss.is_finite() && gradient_norm.is_finite()) {
            Some(Stop::Diverged)
        } else {
            (max_iter == 0).then_some(Stop::Rounds)
        };
        Self { problem, state, way, gradient_norm, tol, max_iter, history: vec![], stop }
    }

    fn round(&mut self, state: &mut State) -> Moved {
        match &mut self.way {
            Way::Lbfgs(lbfgs) => lbfgs.round(&self.problem, state),
            Way::Newton => newton::round(&self.problem, state),
            Way::Proximal(fista) => fista.round(&self.problem, state),
            Way::Descent { rate, decay, batch, rng } => {
                let rate = *rate / (1.0 + *decay * self.history.len() as f64);
                if *batch == self.problem.n {
                    logistic_descent::full_round(&self.problem, state, rate)
                } else {
                    logistic_descent::batch_round(&self.problem, state, (rate, *batch), rng)
                }
            }
        }
    }

    /// The smooth objective and its gradient by the coefficients and intercepts of the features as given.
    pub(super) fn objective(&self, plain: bool) -> (f64, Array2<f64>, Vec<f64>) {
        let (p, mut gradient) = (&self.problem, self.state.gradient.clone());
        let evaluate = if plain { Problem::evaluate_plain } else { Problem::evaluate };
        let loss = evaluate(p, &self.state.theta, &mut gradient);
        let by_intercept: Vec<f64> = (0..p.outputs).map(|k| gradient.get(p.outputs * p.d + k).copied().unwrap_or(0.0)).collect();
        let by_coef = |(k, j)| gradient[k * p.d + j] + p.whole_mean(j) * by_intercept[k];
        (loss, Array2::from_shape_fn((p.outputs, p.d), by_coef), by_intercept)
    }

    /// The objective where the run stands: the L1 term included.
    pub fn loss(&self) -> f64 {
        self.state.loss + self.problem.l1_term(&self.state.theta)
    }

    /// The coefficients as they stand, shape `(1, d)` for two classes, `(classes, d)` for more.
    pub fn coef(&self) -> Array2<f64> {
        let (k, d) = (self.problem.outputs, self.problem.d);
        Array2::from_shape_fn((k, d), |(k, j)| self.state.theta[k * d + j])
    }

    /// The intercepts as they stand, one a row of the coefficients; zeros where there are none.
    pub fn intercept(&self) -> Vec<f64> {
        self.problem.intercepts(&self.state.theta)
    }

    /// The result as it stands.
    pub fn into_model(self) -> LogisticRegressionModel {
        LogisticRegressionModel {
            coef: self.coef(),
            intercept: self.intercept(),
            classes: self.problem.classes,
            n_iter: self.history.len(),
            converged: self.stop.is_some_and(Stop::converged),
            stop: self.stop.unwrap_or(Stop::Rounds),
            gradient: self.gradient_norm,
            loss: self.loss(),
            history: self.history,
        }
    }
}

impl<T: Real> Iterator for LogisticRegressionRun<'_, T> {
    type Item = LogisticRegressionStep;

    fn next(&mut self) -> Option<LogisticRegressionStep> {
        if self.stop.is_some() {
            return None;
        }
        let mut state = self.state.clone();
        let Some((step, evaluations)) = self.round(&mut state) else {
            self.stop = Some(Stop::Precision);
            return None;
        };
        let gradient = self.problem.gradient_norm(&state.theta, &state.gradient);
        let loss = state.loss + self.problem.l1_term(&state.theta);
        if !(loss.is_finite() && gradient.is_finite() && state.theta.iter().all(|t| t.is_finite())) {
            self.stop = Some(Stop::Diverged);
            return None;
        }
        self.state = state;
        self.gradient_norm = gradient;
        let step = LogisticRegressionStep { round: self.history.len() + 1, loss, gradient, step, evaluations };
        self.history.push(step);
        self.stop = if gradient <= self.tol {
            Some(Stop::Gradient)
        } else if step.round >= self.max_iter {
            Some(Stop::Rounds)
        } else {
            None
        };
        Some(step)
    }
}

impl<T: Real> Run for LogisticRegressionRun<'_, T> {
    type Snapshot = LogisticRegressionSnapshot;

    fn snapshot(&self) -> LogisticRegressionSnapshot {
        LogisticRegressionSnapshot {
            round: self.history.len(),
            coef: self.coef().outer_iter().map(|row| row.to_vec()).collect(),
            intercept: self.intercept(),
            loss: self.loss(),
            gradient: self.gradient_norm,
        }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.max_iter)
    }
}
