//! The linear models, to be validated.

use super::estimator::{Answers, Estimator, Fitted, Targets};
use crate::error::{Error, Result};
use crate::linear_model::{LinearModel, LinearRegression, LogisticRegression, LogisticRegressionModel, Ridge};
use ndarray::{Array2, ArrayView2};

/// A fitted logistic regression, and which of the classes the rows it learnt from had.
struct Logistic {
    model: LogisticRegressionModel,
    /// The model's classes, by their numbers among all.
    present: Vec<u32>,
    count: usize,
}

impl Estimator for LogisticRegression {
    fn fit(&self, x: ArrayView2<'_, f64>, y: Targets<'_>) -> Result<Box<dyn Fitted>> {
        let (y, count) = y.wanted_classes()?;
        let mut place = vec![None; count];
        for &class in y {
            let known = place.get_mut(class as usize);
            *known.ok_or_else(|| Error::shape("y", format!("class {class}"), format!("classes below {count}")))? = Some(0);
        }
        let present: Vec<u32> = (0..count as u32).filter(|&class| place[class as usize].is_some()).collect();
        present.iter().zip(0..).for_each(|(&class, i)| place[class as usize] = Some(i));
        let own: Vec<u32> = y.iter().filter_map(|&class| place[class as usize]).collect();
        Ok(Box::new(Logistic { model: LogisticRegression::fit(self, x, &own)?, present, count }))
    }
}

impl Fitted for Logistic {
    fn answers(&self, x: ArrayView2<'_, f64>) -> Result<Answers> {
        Ok(Answers::Classes(self.model.predict(x)?.into_iter().map(|class| self.present[class as usize]).collect()))
    }

    fn probabilities(&self, x: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>> {
        let own = self.model.predict_proba(x)?;
        let mut all = Array2::zeros((own.nrows(), self.count)); // a class that was not learnt is impossible
        for (column, &class) in own.columns().into_iter().zip(&self.present) {
            all.column_mut(class as usize).assign(&column);
        }
        Ok(Some(all))
    }

    fn decision(&self, x: ArrayView2<'_, f64>) -> Result<Option<Vec<f64>>> {
        // The score itself: probabilities of very sure answers round to the same 1.
        Ok(if self.count == 2 { Some(self.model.decision_function(x)?.into_iter().collect()) } else { None })
    }
}

/// The targets as a column.
fn column(y: Targets<'_>) -> Result<Array2<f64>> {
    let y = y.wanted_numbers()?;
    Array2::from_shape_vec((y.len(), 1), y.to_vec()).map_err(|e| Error::shape("y", e, "one number a row"))
}

impl Estimator for LinearRegression {
    fn fit(&self, x: ArrayView2<'_, f64>, y: Targets<'_>) -> Result<Box<dyn Fitted>> {
        Ok(Box::new(LinearRegression::fit(self, x, column(y)?.view())?))
    }
}

impl Estimator for Ridge {
    fn fit(&self, x: ArrayView2<'_, f64>, y: Targets<'_>) -> Result<Box<dyn Fitted>> {
        Ok(Box::new(Ridge::fit(self, x, column(y)?.view())?))
    }
}

impl Fitted for LinearModel {
    fn answers(&self, x: ArrayView2<'_, f64>) -> Result<Answers> {
        Ok(Answers::Numbers(self.predict(x)?.into_iter().collect()))
    }
}
