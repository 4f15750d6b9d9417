//! Scores by name: how well a model's answers agree with the truth; more is better.

use super::estimator::{Answers, Fitted, Targets};
use crate::error::{Error, Result};
use crate::metrics::{self, AreaAverage, Average, Confusion, Regression, Sums, Versus, ZeroDivision};
use ndarray::{Array2, ArrayView2};

/// How a model is judged by rows that it has not seen. More is better, so that errors are counted below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scorer {
    name: &'static str,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Accuracy,
    BalancedAccuracy,
    Matthews,
    /// Precision, recall or F, of class 1 or averaged.
    Classes(Part, Option<Over>),
    /// The area under the ROC curve of class 1.
    Area,
    /// The areas of the classes, averaged.
    Areas(Versus, AreaAverage),
    AveragePrecision,
    LogLoss,
    Brier,
    R2,
    SquaredError,
    RootSquaredError,
    AbsoluteError,
    MedianError,
    PercentageError,
    LargestError,
    ExplainedVariance,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Precision,
    Recall,
    F1,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Macro,
    Micro,
    Weighted,
}

use Kind::{Area, Areas, Classes};
use Part::{F1, Precision, Recall};

const fn scorer(name: &'static str, kind: Kind) -> Scorer {
    Scorer { name, kind }
}

/// All scores, by scikit-learn's names.
static ALL: &[Scorer] = &[
    scorer("accuracy", Kind::Accuracy),
    scorer("balanced_accuracy", Kind::BalancedAccuracy),
    scorer("matthews_corrcoef", Kind::Matthews),
    scorer("precision", Classes(Precision, None)),
    scorer("precision_macro", Classes(Precision, Some(Over::Macro))),
    scorer("precision_micro", Classes(Precision, Some(Over::Micro))),
    scorer("precision_weighted", Classes(Precision, Some(Over::Weighted))),
    scorer("recall", Classes(Recall, None)),
    scorer("recall_macro", Classes(Recall, Some(Over::Macro))),
    scorer("recall_micro", Classes(Recall, Some(Over::Micro))),
    scorer("recall_weighted", Classes(Recall, Some(Over::Weighted))),
    scorer("f1", Classes(F1, None)),
    scorer("f1_macro", Classes(F1, Some(Over::Macro))),
    scorer("f1_micro", Classes(F1, Some(Over::Micro))),
    scorer("f1_weighted", Classes(F1, Some(Over::Weighted))),
    scorer("roc_auc", Area),
    scorer("roc_auc_ovr", Areas(Versus::Rest, AreaAverage::Macro)),
    scorer("roc_auc_ovr_weighted", Areas(Versus::Rest, AreaAverage::Weighted)),
    scorer("roc_auc_ovo", Areas(Versus::One, AreaAverage::Macro)),
    scorer("roc_auc_ovo_weighted", Areas(Versus::One, AreaAverage::Weighted)),
    scorer("average_precision", Kind::AveragePrecision),
    scorer("neg_log_loss", Kind::LogLoss),
    scorer("neg_brier_score", Kind::Brier),
    scorer("r2", Kind::R2),
    scorer("neg_mean_squared_error", Kind::SquaredError),
    scorer("neg_root_mean_squared_error", Kind::RootSquaredError),
    scorer("neg_mean_absolute_error", Kind::AbsoluteError),
    scorer("neg_median_absolute_error", Kind::MedianError),
    scorer("neg_mean_absolute_percentage_error", Kind::PercentageError),
    scorer("neg_max_error", Kind::LargestError),
    scorer("explained_variance", Kind::ExplainedVariance),
];

impl Scorer {
    /// The share of right answers.
    pub const ACCURACY: Scorer = scorer("accuracy", Kind::Accuracy);
    /// The share of the variance explained.
    pub const R2: Scorer = scorer("r2", Kind::R2);

    /// The name, as the command and Python write it.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The names of all scores.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|scorer| scorer.name)
    }

    /// The score of that name.
    ///
    /// # Errors
    /// A name that is none of them.
    pub fn parse(name: &str) -> Result<Self> {
        let names = || Self::names().collect::<Vec<_>>().join(", ");
        ALL.iter().copied().find(|scorer| scorer.name == name).ok_or_else(|| Error::setting("score", name, names()))
    }

    /// The score of a model on these rows. What is zero divided by zero is zero.
    ///
    /// # Errors
    /// Targets of another kind than the score is for, or rows on which it is not defined.
    pub fn score(self, model: &dyn Fitted, x: ArrayView2<'_, f64>, y: Targets<'_>) -> Result<f64> {
        let score = match y {
            Targets::Classes { y, count } => self.of_classes(model, x, y, count)?,
            Targets::Numbers(y) => self.of_numbers(model, x, y)?,
        };
        if score.is_finite() { Ok(score) } else { Err(self.undefined(y.len())) }
    }

    fn of_classes(self, model: &dyn Fitted, x: ArrayView2<'_, f64>, y: &[u32], count: usize) -> Result<f64> {
        match self.kind {
            Kind::Accuracy | Kind::BalancedAccuracy | Kind::Matthews | Classes(..) => {
                let Answers::Classes(answers) = model.answers(x)? else { return Err(self.other_kind("classes")) };
                self.of_answers(y, &answers, count)
            }
            Area | Kind::AveragePrecision => {
                let scores = if count == 2 { model.decision(x)? } else { None };
                let Some(scores) = scores else {
                    return Err(Error::setting(
                        "score",
                        self.name,
                        "two classes and a model that ranks rows; for more, roc_auc_ovr",
                    ));
                };
                if y.iter().all(|&class| class == y[0]) {
                    return Err(self.undefined(y.len()));
                }
                if self.kind == Area {
                    return metrics::roc_auc(|row| y[row] == 1, &scores);
                }
                let truth: Vec<bool> = y.iter().map(|&class| class == 1).collect();
                Ok(metrics::ScoreRanking::of(&truth, &scores, None)?.average_precision())
            }
            Areas(versus, average) => metrics::roc_auc_classes(y, self.probabilities(model, x)?.view(), versus, average, None),
            Kind::LogLoss => Ok(-metrics::log_loss(y, self.probabilities(model, x)?.view(), None)?.0.value()),
            Kind::Brier if count == 2 => {
                let positive = self.probabilities(model, x)?.column(1).to_vec();
                Ok(-metrics::brier_binary(|row| y[row] == 1, &positive, None)?.value())
            }
            Kind::Brier => Ok(-metrics::brier(y, self.probabilities(model, x)?.view(), None)?.value()),
            _ => Err(self.other_kind("classes")),
        }
    }

    fn of_answers(self, y: &[u32], answers: &[u32], count: usize) -> Result<f64> {
        let confusion = Confusion::of(y, answers, count, None)?;
        let Classes(part, over) = self.kind else {
            return Ok(match self.kind {
                Kind::BalancedAccuracy => confusion.balanced_accuracy(false),
                Kind::Matthews => confusion.matthews(),
                _ => confusion.accuracy(),
            });
        };
        let average = match over {
            None if count == 2 => Average::Binary(1),
            None => {
                return Err(Error::setting(
                    "score",
                    self.name,
                    format!("{0}_macro, {0}_micro or {0}_weighted for more than two classes", self.name),
                ));
            }
            Some(Over::Macro) => Average::Macro,
            Some(Over::Micro) => Average::Micro,
            Some(Over::Weighted) => Average::Weighted,
        };
        // An average is over the classes that these rows or their answers have.
        let present = |&class: &usize| over.is_none() || y.iter().chain(answers).any(|&c| c as usize == class);
        let present: Vec<usize> = (0..count).filter(present).collect();
        let scores = metrics::average(&confusion.select(&present).counts(), average, 1.0, ZeroDivision::Zero)?;
        Ok(match part {
            Precision => scores.precision,
            Recall => scores.recall,
            F1 => scores.f,
        })
    }

    fn of_numbers(self, model: &dyn Fitted, x: ArrayView2<'_, f64>, y: &[f64]) -> Result<f64> {
        let Answers::Numbers(answers) = model.answers(x)? else { return Err(self.other_kind("numbers")) };
        let sums = |kept: Sums| Regression::of(y, &answers, None, kept);
        Ok(match self.kind {
            Kind::R2 if y.len() < 2 => return Err(self.undefined(y.len())),
            Kind::R2 => sums(Sums::SQUARED | Sums::TRUTH)?.r2(),
            Kind::ExplainedVariance => sums(Sums::ERROR | Sums::TRUTH)?.explained_variance(),
            Kind::SquaredError => -sums(Sums::SQUARED)?.mean_squared_error(),
            Kind::RootSquaredError => -sums(Sums::SQUARED)?.root_mean_squared_error(),
            Kind::AbsoluteError => -sums(Sums::ABSOLUTE)?.mean_absolute_error(),
            Kind::LargestError => -sums(Sums::ABSOLUTE)?.max_error(),
            Kind::PercentageError => -sums(Sums::PERCENTAGE)?.mean_absolute_percentage_error(),
            Kind::MedianError => -metrics::median_absolute_error(y, &answers, None)?,
            _ => return Err(self.other_kind("numbers")),
        })
    }

    fn probabilities(self, model: &dyn Fitted, x: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        model.probabilities(x)?.ok_or_else(|| Error::setting("score", self.name, "a model that knows probabilities"))
    }

    fn other_kind(self, what: &str) -> Error {
        Error::setting(
            "score",
            self.name,
            format!("a score for targets that are {what}, such as {}", if what == "classes" { "accuracy" } else { "r2" }),
        )
    }

    fn undefined(self, rows: usize) -> Error {
        let want = format!(
            "another score or fewer folds: on some fold's {rows} rows held out it is not defined, one class or one row alone"
        );
        Error::setting("score", self.name, want)
    }
}
