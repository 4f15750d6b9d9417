//! Standardised features, learnt where the estimator learns: within the fold, so that the rows held out tell nothing.

use super::estimator::{Answers, Estimator, Fitted, Targets};
use crate::error::{Error, Result};
use crate::linalg::check_matrix;
use ndarray::{Array2, ArrayView2, Axis};

/// An estimator behind a scaler: every feature minus its mean, divided by its standard deviation, both of the rows learnt from.
/// A feature that does not vary is only moved.
pub struct Scaled<E>(pub E);

struct ScaledModel {
    means: Vec<f64>,
    deviations: Vec<f64>,
    model: Box<dyn Fitted>,
}

impl<E: Estimator> Estimator for Scaled<E> {
    fn fit(&self, x: ArrayView2<'_, f64>, y: Targets<'_>) -> Result<Box<dyn Fitted>> {
        check_matrix("x", x)?;
        // ANCHOR: scaled
        let n = x.nrows() as f64;
        let mut means = x.sum_axis(Axis(0)) / n;
        means += &((&x - &means).sum_axis(Axis(0)) / n); // what rounding left of the mean
        let variances = (&x - &means).mapv(|v| v * v).sum_axis(Axis(0)) / n;
        // A variance that rounding alone can make is none.
        let rounding = |mean: f64, variance: f64| n * f64::EPSILON * variance + (n * mean * f64::EPSILON).powi(2);
        let deviation = |(&mean, &variance): (&f64, &f64)| {
            if variance <= rounding(mean, variance) { 1.0 } else { variance.sqrt() }
        };
        let deviations: Vec<f64> = means.iter().zip(&variances).map(deviation).collect();
        // ANCHOR_END: scaled
        let means = means.to_vec();
        let model = self.0.fit(scale(x, &means, &deviations).view(), y)?;
        Ok(Box::new(ScaledModel { means, deviations, model }))
    }
}

fn scale(x: ArrayView2<'_, f64>, means: &[f64], deviations: &[f64]) -> Array2<f64> {
    let mut scaled = x.to_owned();
    for mut row in scaled.outer_iter_mut() {
        row.iter_mut().zip(means).zip(deviations).for_each(|((v, mean), deviation)| *v = (*v - mean) / deviation);
    }
    scaled
}

impl ScaledModel {
    fn scaled(&self, x: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        if x.ncols() != self.means.len() {
            let want = format!("{}, as were learnt from", self.means.len());
            return Err(Error::shape("x", format!("{} columns", x.ncols()), want));
        }
        Ok(scale(x, &self.means, &self.deviations))
    }
}

impl Fitted for ScaledModel {
    fn answers(&self, x: ArrayView2<'_, f64>) -> Result<Answers> {
        self.model.answers(self.scaled(x)?.view())
    }

    fn probabilities(&self, x: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>> {
        self.model.probabilities(self.scaled(x)?.view())
    }

    fn decision(&self, x: ArrayView2<'_, f64>) -> Result<Option<Vec<f64>>> {
        self.model.decision(self.scaled(x)?.view())
    }
}

impl<E: Estimator + ?Sized> Estimator for Box<E> {
    fn fit(&self, x: ArrayView2<'_, f64>, y: Targets<'_>) -> Result<Box<dyn Fitted>> {
        (**self).fit(x, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neighbors::KNeighborsClassifier;
    use ndarray::array;

    #[test]
    fn the_unit_of_a_feature_does_not_matter_and_a_constant_one_is_harmless() {
        let x = array![[0.0, 5e9, 7.0], [1.0, 1e9, 7.0], [0.1, 4e9, 7.0], [0.9, 2e9, 7.0]];
        let mut other = x.clone();
        other.column_mut(1).mapv_inplace(|v| v / 1e9);
        let model =
            |x: &Array2<f64>| Scaled(KNeighborsClassifier::new(3)).fit(x.view(), Targets::classes(&[0, 1, 0, 1])).unwrap();
        assert_eq!(model(&x).answers(x.view()).unwrap(), Answers::Classes(vec![0, 1, 0, 1]));
        assert_eq!(model(&x).answers(x.view()).unwrap(), model(&other).answers(other.view()).unwrap());
        assert!(model(&x).answers(array![[1.0]].view()).is_err());
    }
}
