//! What can be validated: anything that learns from rows and then answers for others.

use crate::error::{Error, Result};
use crate::neighbors::{KNeighborsClassifier, KNeighborsClassifierModel, KNeighborsRegressor, KNeighborsRegressorModel};
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// What is to be learnt about each row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Targets<'a> {
    /// Its class.
    Classes {
        /// The class of each row, as an index from 0.
        y: &'a [u32],
        /// How many classes there are, in these rows or elsewhere.
        count: usize,
    },
    /// A number.
    Numbers(&'a [f64]),
}

impl<'a> Targets<'a> {
    /// The class of each row as an index from 0; there are as many classes as the largest says.
    pub fn classes(y: &'a [u32]) -> Self {
        Targets::Classes { y, count: y.iter().max().map_or(0, |&class| class as usize + 1) }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Targets::Classes { y, .. } => y.len(),
            Targets::Numbers(y) => y.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The targets of some rows.
    pub fn select(&self, rows: &[usize]) -> Answers {
        match self {
            Targets::Classes { y, .. } => Answers::Classes(rows.iter().map(|&row| y[row]).collect()),
            Targets::Numbers(y) => Answers::Numbers(rows.iter().map(|&row| y[row]).collect()),
        }
    }

    /// The classes, which an estimator of classes cannot do without.
    ///
    /// # Errors
    /// The targets are numbers.
    pub fn wanted_classes(&self) -> Result<(&'a [u32], usize)> {
        match *self {
            Targets::Classes { y, count } => Ok((y, count)),
            Targets::Numbers(_) => Err(Error::shape("y", "numbers", "the class of each row, for a classification")),
        }
    }

    /// The numbers, which an estimator of numbers cannot do without.
    ///
    /// # Errors
    /// The targets are classes.
    pub fn wanted_numbers(&self) -> Result<&'a [f64]> {
        match *self {
            Targets::Numbers(y) => Ok(y),
            Targets::Classes { .. } => Err(Error::shape("y", "classes", "a number for each row, for a regression")),
        }
    }
}

/// Targets of one's own: what a model answers, or the targets of some rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Answers {
    /// A class a row, as an index from 0.
    Classes(Vec<u32>),
    /// A number a row.
    Numbers(Vec<f64>),
}

impl Answers {
    /// The same, borrowed, as targets of so many classes.
    pub fn targets(&self, count: usize) -> Targets<'_> {
        match self {
            Answers::Classes(y) => Targets::Classes { y, count },
            Answers::Numbers(y) => Targets::Numbers(y),
        }
    }
}

/// Something that learns from rows: the settings of an algorithm.
pub trait Estimator: Send + Sync {
    /// Learns from the rows of `x`, shape `(n, d)`, and what is known about each.
    ///
    /// # Errors
    /// Whatever the algorithm refuses.
    fn fit(&self, x: ArrayView2<'_, f64>, y: Targets<'_>) -> Result<Box<dyn Fitted>>;
}

/// Something that has learnt and answers for rows it has not seen.
pub trait Fitted: Send + Sync {
    /// The answer for each row of `x`.
    ///
    /// # Errors
    /// Another number of columns than were learnt from; NaN or infinity.
    fn answers(&self, x: ArrayView2<'_, f64>) -> Result<Answers>;

    /// The probability of each class, shape `(m, classes)`, of a model that knows it.
    ///
    /// # Errors
    /// As [`answers`](Self::answers).
    fn probabilities(&self, _x: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>> {
        Ok(None)
    }

    /// How much speaks for class 1 against class 0, for scores of two classes: any number that grows with it. By default the
    /// probability of class 1.
    ///
    /// # Errors
    /// As [`answers`](Self::answers).
    fn decision(&self, x: ArrayView2<'_, f64>) -> Result<Option<Vec<f64>>> {
        Ok(self.probabilities(x)?.filter(|p| p.ncols() == 2).map(|p| p.column(1).to_vec()))
    }
}

impl Estimator for KNeighborsClassifier {
    fn fit(&self, x: ArrayView2<'_, f64>, y: Targets<'_>) -> Result<Box<dyn Fitted>> {
        let (y, count) = y.wanted_classes()?;
        let mut model = KNeighborsClassifier::fit(self, x, y)?;
        model.classes = model.classes.max(count); // a class that these rows lack gets no votes, but keeps its column
        Ok(Box::new(model))
    }
}

impl Fitted for KNeighborsClassifierModel<f64> {
    fn answers(&self, x: ArrayView2<'_, f64>) -> Result<Answers> {
        Ok(Answers::Classes(self.predict(x)?))
    }

    fn probabilities(&self, x: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>> {
        Ok(Some(self.predict_proba(x)?))
    }
}

impl Estimator for KNeighborsRegressor {
    fn fit(&self, x: ArrayView2<'_, f64>, y: Targets<'_>) -> Result<Box<dyn Fitted>> {
        let y = Array1::from(y.wanted_numbers()?.to_vec()).insert_axis(Axis(1));
        Ok(Box::new(KNeighborsRegressor::fit(self, x, y.view())?))
    }
}

impl Fitted for KNeighborsRegressorModel<f64> {
    fn answers(&self, x: ArrayView2<'_, f64>) -> Result<Answers> {
        Ok(Answers::Numbers(self.predict(x)?.into_iter().collect()))
    }
}
