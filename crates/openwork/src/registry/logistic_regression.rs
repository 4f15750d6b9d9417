//! Logistic regression, of [`linear_model`](crate::linear_model).

use super::{Algorithm, setting};

/// Logistic regression.
pub const LOGISTIC_REGRESSION: Algorithm = Algorithm {
    id: "logistic_regression",
    name: "logistic regression",
    summary: "gives each class a probability from a weighted sum of the features",
    chapter: "linear_model",
    module: "openwork::linear_model::LogisticRegression",
    command: "openwork fit logistic",
    python: "openwork.linear_model.LogisticRegression",
    page: "linear_model/logistic_regression.md",
    reference: "scikit-learn 1.9.1 LogisticRegression",
    settings: &[
        setting("c", "C", "1", "> 0, or infinity", "how much the losses count against the penalty; infinity: no penalty"),
        setting("penalty", "penalty", "l2", "l2, l1, none, or the share of L1 from 0 to 1", "what keeps the coefficients small"),
        setting(
            "solver",
            "solver",
            "auto",
            "auto, lbfgs, newton, proximal, gradient, minibatch",
            "how the objective is minimised; all reach the same minimum",
        ),
        setting("tol", "tol", "1e-4", ">= 0", "stop when no entry of the objective's gradient is larger"),
        setting("max_iter", "max_iter", "100", ">= 0", "at most this many rounds"),
        setting("fit_intercept", "fit_intercept", "true", "true or false", "a constant term in the scores, not penalised"),
        setting(
            "class_weight",
            "class_weight",
            "uniform",
            "uniform, balanced or one a class",
            "how much each class counts; balanced: all classes alike",
        ),
        setting(
            "learning_rate",
            "learning_rate",
            "a safe one, from the data",
            "> 0",
            "step length of gradient and minibatch; the default is one with which the full loss never rises",
        ),
        setting("decay", "decay", "0", ">= 0", "after t rounds the learning rate is divided by 1 + decay t"),
        setting("batch", "batch_size", "32", ">= 1", "rows in a step of minibatch; 1 is stochastic gradient descent"),
        setting("seed", "random_state", "0", "0..2^64", "seed of the order of the rows in minibatch"),
    ],
};
