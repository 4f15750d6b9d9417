#![doc = include_str!("linear_regression.md")]

use super::LinearModel;
use super::least_squares::solve;
use super::moments::Rows;
use crate::error::{Error, Result};
use crate::linalg::Real;
use ndarray::{ArrayView1, ArrayView2};

/// The settings of linear regression by least squares, in closed form. Checked once, when used.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearRegression {
    intercept: bool,
    tol: f64,
}

impl Default for LinearRegression {
    fn default() -> Self {
        Self::new()
    }
}

impl LinearRegression {
    /// With an intercept, and scikit-learn's cutoff of 1e-6.
    pub fn new() -> Self {
        Self { intercept: true, tol: 1e-6 }
    }

    /// Whether the answer may be other than zero where all features are zero.
    pub fn intercept(self, intercept: bool) -> Self {
        Self { intercept, ..self }
    }

    /// A singular value of the features of at most `tol` times the largest counts as zero: the features are taken to depend on each
    /// other, and of all coefficients that fit equally well the shortest are given. Never less than `max(n, d)` times the distance
    /// between 1 and the next number in double precision.
    pub fn tol(self, tol: f64) -> Self {
        Self { tol, ..self }
    }

    /// Fits `y`, shape `(n, t)`, one column a target, by the rows of `x`, shape `(n, d)`. Everything is computed in double precision.
    /// Takes O(n d²) time, one pass over `x`, and O(d²) memory; where the features are nearly dependent, O(n d) memory and several
    /// times as long.
    ///
    /// # Errors
    /// Empty `x` or `y`, NaN or infinity in them, lengths that differ, a setting outside its domain.
    pub fn fit<T: Real>(&self, x: ArrayView2<'_, T>, y: ArrayView2<'_, f64>) -> Result<LinearModel> {
        self.fit_weighted(x, y, None)
    }

    /// As [`fit`](Self::fit), each row's squared error counting by its weight.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); weights of another length than `x`, not finite, negative, or all zero.
    pub fn fit_weighted<T: Real>(
        &self,
        x: ArrayView2<'_, T>,
        y: ArrayView2<'_, f64>,
        weights: Option<ArrayView1<'_, f64>>,
    ) -> Result<LinearModel> {
        if !(self.tol >= 0.0 && self.tol < 1.0) {
            return Err(Error::setting("tol", self.tol, "0 <= tol < 1"));
        }
        let rows = Rows::new(x, y, weights, self.intercept)?;
        let solution = solve(&rows, &vec![0.0; y.ncols()], self.tol)?;
        let (coef, intercept) = (solution.coef, solution.intercept);
        Ok(LinearModel { coef, intercept, rank: Some(solution.rank), spectrum: solution.spectrum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear_model::Ridge;
    use crate::threads;
    use ndarray::{Array1, Array2, Axis, array, s};
    use rand::{RngExt, SeedableRng};

    fn random(n: usize, d: usize, seed: u64) -> Array2<f64> {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
        Array2::from_shape_fn((n, d), |_| rng.random::<f64>() * 2.0 - 1.0)
    }

    fn answers(x: &Array2<f64>, seed: u64) -> Array2<f64> {
        let w = random(x.ncols(), 1, seed);
        x.dot(&w) + random(x.nrows(), 1, seed + 1) * 0.1 + 2.0
    }

    #[test]
    fn single_precision_far_from_the_origin_loses_nothing() -> Result<()> {
        let x = random(100_000, 5, 1).mapv(|v| (v + 1e4) as f32);
        let y = answers(&x.mapv(|v| f64::from(v) - 1e4), 2);
        let narrow = LinearRegression::new().fit(x.view(), y.view())?;
        let wide = LinearRegression::new().fit(x.mapv(f64::from).view(), y.view())?;
        assert_eq!((narrow.coef, narrow.intercept, narrow.rank), (wide.coef, wide.intercept, Some(5)));
        Ok(())
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() -> Result<()> {
        let x = random(20_000, 24, 3);
        let y = answers(&x, 4);
        let mut dependent = x.clone();
        dependent.column_mut(3).assign(&x.column(7));
        let wide = x.slice(s![..60, ..]).dot(&random(24, 300, 5)) + random(60, 300, 6);
        let y60 = y.slice(s![..60, ..]);
        let fit = || -> Result<Vec<LinearModel>> {
            Ok(vec![
                LinearRegression::new().fit(x.view(), y.view())?,
                LinearRegression::new().fit(dependent.view(), y.view())?,
                LinearRegression::new().fit(wide.view(), y60)?,
                Ridge::new(1.0).fit(wide.view(), y60)?,
            ])
        };
        let one = threads::with(Some(1), fit)?;
        let predicted = threads::with(Some(1), || one[0].predict(x.view()))?;
        for count in [2, 8] {
            assert_eq!(one, threads::with(Some(count), fit)?);
            assert_eq!(predicted, threads::with(Some(count), || one[0].predict(x.view()))?);
        }
        assert_eq!((one[1].rank, one[2].rank), (Some(23), Some(59)));
        Ok(())
    }

    #[test]
    fn views_of_any_order_are_the_same_table() -> Result<()> {
        let x = random(300, 6, 7);
        let y = answers(&x, 8);
        let wanted = LinearRegression::new().fit(x.view(), y.view())?;
        let columns = x.t().as_standard_layout().into_owned();
        assert_eq!(wanted, LinearRegression::new().fit(columns.t(), y.view())?);
        let doubled = Array2::from_shape_fn((600, 6), |(i, j)| if i % 2 == 0 { x[[i / 2, j]] } else { f64::NAN });
        assert_eq!(wanted, LinearRegression::new().fit(doubled.slice(s![..;2, ..]), y.view())?);
        Ok(())
    }

    #[test]
    fn what_is_not_a_table_of_numbers_is_refused() {
        let (x, y) = (array![[1.0, 2.0], [3.0, 5.0], [2.0, 2.0]], array![[1.0], [2.0], [0.5]]);
        let refused = |x: &Array2<f64>, y: &Array2<f64>, w: Option<Vec<f64>>| {
            let w = w.map(Array1::from);
            let least =
                LinearRegression::new().fit_weighted(x.view(), y.view(), w.as_ref().map(|w| w.view())).unwrap_err().to_string();
            let ridge = Ridge::new(1.0).fit_weighted(x.view(), y.view(), w.as_ref().map(|w| w.view())).unwrap_err().to_string();
            assert_eq!(least, ridge);
            least
        };
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let (mut bad_x, mut bad_y) = (x.clone(), y.clone());
            (bad_x[[1, 0]], bad_y[[2, 0]]) = (bad, bad);
            assert!(refused(&bad_x, &y, None).contains("x holds"), "{}", refused(&bad_x, &y, None));
            assert!(refused(&bad_x, &y, Some(vec![1.0, 0.0, 1.0])).contains("x holds"), "a row of weight 0 is looked at as well");
            assert!(refused(&x, &bad_y, None).contains("y holds"));
            let wide = bad_x.t().to_owned();
            assert!(refused(&wide, &y.slice(s![..2, ..]).to_owned(), None).contains("x holds"));
        }
        assert!(refused(&x, &y.slice(s![..2, ..]).to_owned(), None).contains("y: got 2, wanted 3"));
        assert!(refused(&Array2::zeros((0, 2)), &Array2::zeros((0, 1)), None).contains("x is empty"));
        assert!(refused(&Array2::zeros((3, 0)), &y, None).contains("x is empty"));
        assert!(refused(&x, &Array2::zeros((3, 0)), None).contains("y is empty"));
        assert!(refused(&x, &y, Some(vec![1.0, 1.0])).contains("sample_weight: got 2"));
        assert!(refused(&x, &y, Some(vec![1.0, -1.0, 1.0])).contains("-1 at 1"));
        assert!(refused(&x, &y, Some(vec![1.0, f64::NAN, 1.0])).contains("NaN at 1"));
        assert!(refused(&x, &y, Some(vec![0.0; 3])).contains("zero for every row"));
        assert!(refused(&(&x * 1e-200), &(&y * 1e200), None).contains("range of double precision"));
        for tol in [-1.0, f64::NAN, 1.0] {
            assert!(LinearRegression::new().tol(tol).fit(x.view(), y.view()).is_err());
        }
        for alpha in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(Ridge::new(alpha).fit(x.view(), y.view()).is_err());
        }
        assert!(Ridge::new(1.0).alphas([1.0, 2.0]).fit(x.view(), y.view()).unwrap_err().to_string().contains("1 or 1"));
        let model = LinearRegression::new().fit(x.view(), y.view()).unwrap();
        assert!(model.predict(x.slice(s![.., ..1])).is_err());
        assert!(model.predict(array![[f64::NAN, 1.0]].view()).is_err());
        assert!(model.score(x.view(), y.slice(s![..2, ..]), None).is_err());
        assert!(model.score(x.slice(s![..1, ..]), y.slice(s![..1, ..]), None).unwrap_err().to_string().contains("two rows"));
    }

    #[test]
    fn what_says_nothing_gets_a_coefficient_of_zero() -> Result<()> {
        let x = array![[1.0, 7.0, 0.1], [2.0, 7.0, 0.1], [4.0, 7.0, 0.1]];
        let y = array![[3.0], [5.0], [9.0]];
        let model = LinearRegression::new().fit(x.view(), y.view())?;
        assert_eq!((model.rank, &model.coef.row(0).to_vec()[1..]), (Some(1), &[0.0, 0.0][..]));
        assert!((model.coef[[0, 0]] - 2.0).abs() < 1e-14 && (model.intercept[0] - 1.0).abs() < 1e-13);
        // One row, and rows all alike: the answer is the mean.
        for n in [1, 3] {
            let model = LinearRegression::new().fit(Array2::<f64>::ones((n, 2)).view(), y.slice(s![..n, ..]))?;
            assert_eq!((model.rank, model.coef.clone()), (Some(0), Array2::zeros((1, 2))));
            assert!((model.intercept[0] - y.slice(s![..n, 0]).mean().unwrap_or_default()).abs() < 1e-14);
            assert_eq!(model.condition(), None);
        }
        Ok(())
    }

    #[test]
    fn numbers_at_the_ends_of_the_range_are_measured_alike() -> Result<()> {
        let x = random(50, 3, 9);
        let y = answers(&x, 10);
        let wanted = LinearRegression::new().fit(x.view(), y.view())?;
        for scale in [2.0_f64.powi(-900), 2.0_f64.powi(-560), 2.0_f64.powi(560), 2.0_f64.powi(900)] {
            let model = LinearRegression::new().fit((&x * scale).view(), y.view())?;
            for (ours, wanted) in model.coef.iter().zip(&wanted.coef) {
                assert!((ours * scale - wanted).abs() < 1e-12, "{scale:e}: {ours}");
            }
        }
        Ok(())
    }

    #[test]
    fn a_model_in_a_file_answers_with_the_same_bits() -> Result<()> {
        let x = random(30, 4, 11);
        let y = ndarray::concatenate![Axis(1), answers(&x, 12), answers(&x, 13)];
        let model = LinearRegression::new().fit(x.view(), y.view())?;
        let folder = tempfile::tempdir().map_err(|e| Error::io("temporary folder", e))?;
        let path = folder.path().join("model.safetensors");
        model.save(&path)?;
        let loaded = LinearModel::load(&path)?;
        assert_eq!((&loaded.coef, &loaded.intercept, loaded.rank), (&model.coef, &model.intercept, model.rank));
        assert_eq!(loaded.predict(x.view())?, model.predict(x.view())?);
        let mut broken = model.to_file();
        broken.put_matrix("intercept", array![[1.0, 2.0, 3.0]].view());
        assert!(LinearModel::from_file(&broken).is_err());
        let mut broken = model.to_file();
        broken.settings["rank"] = serde_json::json!(5);
        assert!(LinearModel::from_file(&broken).is_err());
        Ok(())
    }
}
