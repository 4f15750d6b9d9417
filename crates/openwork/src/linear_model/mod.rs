//! Linear models: a weighted sum of the features, learned from examples.

mod cholesky;
pub mod gradient_descent;
mod gradient_run;
mod gradient_table;
mod lbfgs;
mod least_squares;
mod line_search;
mod linear_file;
pub mod linear_regression;
mod logistic_descent;
mod logistic_file;
mod logistic_model;
mod logistic_problem;
pub mod logistic_regression;
mod logistic_run;
#[cfg(test)]
mod logistic_tests;
mod model;
mod moments;
mod newton;
mod orthogonal;
mod precondition;
mod proximal;
pub mod ridge;

pub use gradient_descent::{Batch, GradientDescent, GradientDescentModel};
pub use gradient_run::{GradientDescentRun, GradientDescentSnapshot, GradientDescentStep, LossPlane};
pub use linear_regression::LinearRegression;
pub use logistic_model::LogisticRegressionModel;
pub use logistic_regression::{ClassWeight, LogisticRegression, Penalty, Solver};
pub use logistic_run::{LogisticRegressionRun, LogisticRegressionSnapshot, LogisticRegressionStep, Stop};
pub use model::LinearModel;
pub use ridge::Ridge;
