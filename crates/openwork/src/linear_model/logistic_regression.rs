#![doc = include_str!("logistic_regression.md")]

use super::logistic_model::LogisticRegressionModel;
use super::logistic_problem::Problem;
use super::logistic_run::{LogisticRegressionRun, Way};
use super::newton;
use crate::error::{Error, Result};
use crate::linalg::Real;
use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

/// What is added to the loss so that coefficients stay small.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Penalty {
    /// Nothing.
    None,
    /// Half the sum of the squared coefficients.
    L2,
    /// The sum of their magnitudes: many coefficients become exactly zero.
    L1,
    /// A share r of L1 and 1 - r of L2.
    ElasticNet(f64),
}

/// How the objective is minimised. All solvers reach the same minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Solver {
    /// L-BFGS; where there is an L1 penalty Newton for few parameters, proximal steps for many.
    Auto,
    /// L-BFGS, its first guess of the curvature taken from the data.
    Lbfgs,
    /// Newton's method, for at most 4096 parameters; with an L1 penalty its proximal form.
    Newton,
    /// FISTA: gradient steps with soft thresholds and momentum.
    Proximal,
    /// Gradient descent on all rows at once.
    Gradient,
    /// Gradient descent on a batch of rows at a time; a round is one pass over the rows.
    MiniBatch,
}

/// How much each class counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeight {
    /// Every row alike.
    Uniform,
    /// Each class as much as any other: n / (classes * rows of the class).
    Balanced,
    /// A weight for each class.
    Given(Vec<f64>),
}

/// The settings of logistic regression. Checked once, when used.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticRegression {
    c: f64,
    penalty: Penalty,
    solver: Solver,
    tol: f64,
    max_iter: usize,
    intercept: bool,
    class_weight: ClassWeight,
    learning_rate: Option<f64>,
    decay: f64,
    batch: usize,
    seed: u64,
    start: Option<(Array2<f64>, Vec<f64>)>,
}

impl Default for LogisticRegression {
    fn default() -> Self {
        Self::new()
    }
}

impl LogisticRegression {
    /// scikit-learn's defaults: an L2 penalty with C = 1, an intercept, tolerance 1e-4, at most 100 rounds of L-BFGS.
    pub fn new() -> Self {
        Self {
            c: 1.0,
            penalty: Penalty::L2,
            solver: Solver::Auto,
            tol: 1e-4,
            max_iter: 100,
            intercept: true,
            class_weight: ClassWeight::Uniform,
            learning_rate: None,
            decay: 0.0,
            batch: 32,
            seed: 0,
            start: None,
        }
    }

    /// How much the losses count against the penalty; infinity takes the penalty away.
    pub fn c(self, c: f64) -> Self {
        Self { c, ..self }
    }

    /// What is added to the loss.
    pub fn penalty(self, penalty: Penalty) -> Self {
        Self { penalty, ..self }
    }

    /// How the objective is minimised.
    pub fn solver(self, solver: Solver) -> Self {
        Self { solver, ..self }
    }

    /// Stop when no entry of the gradient of the mean loss is larger.
    pub fn tol(self, tol: f64) -> Self {
        Self { tol, ..self }
    }

    /// At most this many rounds.
    pub fn max_iter(self, max_iter: usize) -> Self {
        Self { max_iter, ..self }
    }

    /// Whether the scores have a constant term, which is not penalised.
    pub fn fit_intercept(self, intercept: bool) -> Self {
        Self { intercept, ..self }
    }

    /// How much each class counts.
    pub fn class_weight(self, class_weight: ClassWeight) -> Self {
        Self { class_weight, ..self }
    }

    /// The step length of gradient descent; `None` takes one with which the loss never rises.
    pub fn learning_rate(self, learning_rate: Option<f64>) -> Self {
        Self { learning_rate, ..self }
    }

    /// After t rounds of gradient descent the learning rate is divided by `1 + decay * t`.
    pub fn decay(self, decay: f64) -> Self {
        Self { decay, ..self }
    }

    /// Rows in a step of mini-batch gradient descent; 1 is stochastic gradient descent.
    pub fn batch(self, batch: usize) -> Self {
        Self { batch, ..self }
    }

    /// Seed of the order of the rows: the same seed and data give the same bits.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Starts from these coefficients, shape `(1, d)` for two classes and `(classes, d)` for more, and intercepts instead of zeros.
    pub fn start(self, coef: Array2<f64>, intercept: Vec<f64>) -> Self {
        Self { start: Some((coef, intercept)), ..self }
    }

    fn check(&self) -> Result<()> {
        let wrong = |name, got: String, want: &str| Err(Error::setting(name, got, want));
        if !(self.c > 0.0) {
            return wrong("C", self.c.to_string(), "a number > 0; infinity for no penalty");
        }
        if !(self.tol >= 0.0) {
            return wrong("tol", self.tol.to_string(), "a number >= 0");
        }
        if let Penalty::ElasticNet(r) = self.penalty
            && !(0.0..=1.0).contains(&r)
        {
            return wrong("l1_ratio", r.to_string(), "a share of L1, 0..=1");
        }
        if let Some(rate) = self.learning_rate
            && !(rate > 0.0 && rate.is_finite())
        {
            return wrong("learning_rate", rate.to_string(), "a number > 0");
        }
        if !(self.decay >= 0.0 && self.decay.is_finite()) {
            return wrong("decay", self.decay.to_string(), "a number >= 0");
        }
        if self.batch == 0 {
            return wrong("batch", "0".into(), "at least 1 row");
        }
        Ok(())
    }

    /// The factors of L1 and of L2 in the objective.
    fn penalties(&self, total: f64) -> (f64, f64) {
        let strength = 1.0 / (self.c * total);
        match self.penalty {
            Penalty::None => (0.0, 0.0),
            Penalty::L2 => (0.0, strength),
            Penalty::L1 => (strength, 0.0),
            Penalty::ElasticNet(r) => (r * strength, (1.0 - r) * strength),
        }
    }

    /// The rounds, to be watched: `x` has one row an example, shape `(n, d)`; `y` is the class of each as an index from 0.
    ///
    /// # Errors
    /// Empty `x`, NaN or infinity in it; labels of another length; fewer than two classes, or one of them without rows; a setting outside
    /// its domain, or a solver that cannot minimise that penalty.
    pub fn run<'a, T: Real>(&self, x: ArrayView2<'a, T>, y: &[u32]) -> Result<LogisticRegressionRun<'a, T>> {
        self.run_weighted(x, y, None)
    }

    /// As [`run`](Self::run), each row counting by its weight, which must be finite and not negative.
    ///
    /// # Errors
    /// As [`run`](Self::run); weights of another length than `x`, negative or all zero.
    pub fn run_weighted<'a, T: Real>(
        &self,
        x: ArrayView2<'a, T>,
        y: &[u32],
        weights: Option<ArrayView1<'_, f64>>,
    ) -> Result<LogisticRegressionRun<'a, T>> {
        self.check()?;
        let classes = count_classes(x.nrows(), y)?;
        let weights = self.row_weights(y, classes, weights)?;
        let mut problem = Problem::new(x, y, classes, weights, self.intercept)?;
        (problem.l1, problem.l2) = self.penalties(problem.total);
        let solver = self.choose(problem.l1, problem.parameters())?;
        let theta = match &self.start {
            None => vec![0.0; problem.parameters()],
            Some((coef, intercept)) => {
                let want = (problem.outputs, problem.d);
                if coef.dim() != want || intercept.len() != problem.outputs {
                    let got = format!("coefficients {:?}, {} intercepts", coef.dim(), intercept.len());
                    return Err(Error::shape("start", got, format!("{want:?} and {}", want.0)));
                }
                problem.parameters_of(&coef.iter().copied().collect::<Vec<_>>(), intercept)
            }
        };
        let batch = if solver == Solver::MiniBatch { self.batch.min(problem.n) } else { problem.n };
        let way = Way::new(solver, &problem, &theta, (self.learning_rate, self.decay, batch, self.seed));
        Ok(LogisticRegressionRun::new(problem, theta, way, self.tol, self.max_iter))
    }

    /// The objective at given coefficients and intercepts, its gradient by the coefficients and by the intercepts: without the L1 term,
    /// which has no gradient at zero. `plain` goes by the definition, a row at a time; otherwise as the solvers do.
    ///
    /// # Errors
    /// As [`run`](Self::run); coefficients of another shape than `(1, d)` for two classes, `(classes, d)` for more.
    pub fn objective<T: Real>(
        &self,
        x: ArrayView2<'_, T>,
        y: &[u32],
        (coef, intercept): (ArrayView2<'_, f64>, &[f64]),
        plain: bool,
    ) -> Result<(f64, Array2<f64>, Vec<f64>)> {
        let started = self.clone().start(coef.to_owned(), intercept.to_vec()).max_iter(0).run(x, y)?;
        Ok(started.objective(plain))
    }

    /// The solver that [`Solver::Auto`] stands for; refuses what cannot be.
    fn choose(&self, l1: f64, parameters: usize) -> Result<Solver> {
        let too_many = parameters > newton::MOST_PARAMETERS;
        match self.solver {
            Solver::Auto if l1 == 0.0 => Ok(Solver::Lbfgs),
            Solver::Auto if parameters <= 512 => Ok(Solver::Newton),
            Solver::Auto => Ok(Solver::Proximal),
            Solver::Newton if too_many => {
                let got = format!("newton with {parameters} coefficients");
                Err(Error::setting("solver", got, format!("at most {} of them; lbfgs takes any number", newton::MOST_PARAMETERS)))
            }
            Solver::Lbfgs | Solver::Gradient | Solver::MiniBatch if l1 > 0.0 => {
                let name = format!("{:?} with an L1 penalty", self.solver).to_lowercase();
                Err(Error::setting("solver", name, "auto, newton or proximal: an L1 penalty has no gradient at zero"))
            }
            solver => Ok(solver),
        }
    }

    /// Weights of the rows times those of their classes; `None` where all are 1.
    fn row_weights(&self, y: &[u32], classes: usize, weights: Option<ArrayView1<'_, f64>>) -> Result<Option<Vec<f64>>> {
        if let Some(weights) = weights {
            if weights.len() != y.len() {
                return Err(Error::shape("weights", weights.len(), format!("{}, one a row of x", y.len())));
            }
            if let Some((i, w)) = weights.iter().enumerate().find(|(_, w)| !(w.is_finite() && **w >= 0.0)) {
                return Err(Error::setting("weights", format!("{w} at row {i}"), "finite numbers >= 0"));
            }
            if !(weights.sum() > 0.0) {
                return Err(Error::setting("weights", "all zero", "at least one above 0"));
            }
        }
        let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
        let of_class = match &self.class_weight {
            ClassWeight::Uniform => return Ok(weights.map(|w| w.to_vec())),
            ClassWeight::Balanced => {
                let mut sums = vec![0.0; classes];
                y.iter().enumerate().for_each(|(i, &y)| sums[y as usize] += weight(i));
                let total: f64 = sums.iter().sum();
                sums.iter().map(|&s| if s > 0.0 { total / (classes as f64 * s) } else { 0.0 }).collect()
            }
            ClassWeight::Given(given) => {
                if given.len() != classes {
                    return Err(Error::shape("class_weight", given.len(), format!("{classes}, one a class")));
                }
                if let Some(w) = given.iter().find(|w| !(w.is_finite() && **w >= 0.0)) {
                    return Err(Error::setting("class_weight", w, "finite numbers >= 0"));
                }
                given.clone()
            }
        };
        let product: Vec<f64> = y.iter().enumerate().map(|(i, &y)| weight(i) * of_class[y as usize]).collect();
        if !(product.iter().sum::<f64>() > 0.0) {
            return Err(Error::setting("class_weight", "all rows weigh nothing", "at least one weight above 0"));
        }
        Ok(Some(product))
    }

    /// Runs to the end.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn fit<T: Real>(&self, x: ArrayView2<'_, T>, y: &[u32]) -> Result<LogisticRegressionModel> {
        self.fit_weighted(x, y, None)
    }

    /// As [`fit`](Self::fit), each row counting by its weight.
    ///
    /// # Errors
    /// As [`run_weighted`](Self::run_weighted).
    pub fn fit_weighted<T: Real>(
        &self,
        x: ArrayView2<'_, T>,
        y: &[u32],
        weights: Option<ArrayView1<'_, f64>>,
    ) -> Result<LogisticRegressionModel> {
        let mut run = self.run_weighted(x, y, weights)?;
        run.by_ref().for_each(drop);
        Ok(run.into_model())
    }
}

/// How many classes there are: every index up to the largest must occur.
fn count_classes(n: usize, y: &[u32]) -> Result<usize> {
    if y.len() != n {
        return Err(Error::shape("y", y.len(), format!("{n}, one a row of x")));
    }
    let most = y.iter().max().map_or(0, |&c| c as usize + 1);
    if most > n {
        return Err(Error::shape(
            "y",
            format!("class {}", most - 1),
            format!("classes 0 to {}, each with a row", n.saturating_sub(1)),
        ));
    }
    let mut rows = vec![0_usize; most];
    y.iter().for_each(|&y| rows[y as usize] += 1);
    if let Some(class) = rows.iter().position(|&r| r == 0) {
        return Err(Error::shape("y", format!("no row of class {class}"), "at least one row of every class, counted from 0"));
    }
    if most < 2 {
        return Err(Error::shape("y", format!("{most} class"), "at least two: with one there is nothing to tell apart"));
    }
    Ok(most)
}
