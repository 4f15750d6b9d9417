//! Linear and ridge regression of [`linear_model`](crate::linear_model), and gradient descent on the same loss.

use super::{Algorithm, setting};

/// Linear regression.
pub const LINEAR_REGRESSION: Algorithm = Algorithm {
    id: "linear_regression",
    name: "linear regression",
    summary: "answers with a weighted sum of the features, the weights by least squares",
    chapter: "linear_model",
    module: "openwork::linear_model::LinearRegression",
    command: "openwork fit linear",
    python: "openwork.linear_model.LinearRegression",
    page: "linear_model/linear_regression.md",
    reference: "scikit-learn 1.9.1 LinearRegression",
    settings: &[
        setting("intercept", "fit_intercept", "true", "true or false", "whether the answer may be other than 0 at the origin"),
        setting("tol", "tol", "1e-6", "0..1", "singular values of at most tol times the largest count as zero"),
    ],
};

/// Ridge regression.
pub const RIDGE: Algorithm = Algorithm {
    id: "ridge",
    name: "ridge regression",
    summary: "linear regression that pays for long coefficients, for features that nearly depend on each other",
    chapter: "linear_model",
    module: "openwork::linear_model::Ridge",
    command: "openwork fit ridge",
    python: "openwork.linear_model.Ridge",
    page: "linear_model/ridge.md",
    reference: "scikit-learn 1.9.1 Ridge",
    settings: &[
        setting(
            "alpha",
            "alpha",
            "1",
            ">= 0, one for all or one a target",
            "what a unit of the coefficients' squared length costs",
        ),
        setting("intercept", "fit_intercept", "true", "true or false", "whether the answer may be other than 0 at the origin"),
    ],
};

/// Gradient descent.
pub const GRADIENT_DESCENT: Algorithm = Algorithm {
    id: "gradient_descent",
    name: "gradient descent",
    summary: "finds the coefficients of linear regression step by step down the slope of the loss",
    chapter: "linear_model",
    module: "openwork::linear_model::GradientDescent",
    command: "openwork fit linear --gd",
    python: "openwork.linear_model.GradientDescentRegressor",
    page: "linear_model/gradient_descent.md",
    reference: "exact fractions; scikit-learn 1.9.1 LinearRegression for where it ends",
    settings: &[
        setting("batch", "batch", "full", "full, single or a number of rows", "how many rows a step looks at"),
        setting("learning_rate", "learning_rate", "a safe one, from the data", "> 0", "how far a step goes along the gradient"),
        setting("max_iter", "max_iter", "1000", ">= 1", "at most this many passes over the data"),
        setting("tol", "tol", "1e-6", ">= 0", "stop when the gradient is at most tol times as long as at the start"),
        setting(
            "standardize",
            "standardize",
            "false",
            "true or false",
            "whether to descend on features of mean 0 and deviation 1",
        ),
        setting("intercept", "fit_intercept", "true", "true or false", "whether the answer may be other than 0 at the origin"),
        setting("seed", "random_state", "0", "0..2^64", "seed of the order in which rows are drawn"),
    ],
};
