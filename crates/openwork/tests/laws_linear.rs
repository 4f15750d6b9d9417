//! What is true of least squares for any data: tables on small grids, where columns often depend on each other, and decimals.

use ndarray::{Array1, Array2, Axis};
use openwork::linear_model::{Batch, GradientDescent, LinearModel, LinearRegression, Ridge};
use proptest::prelude::*;

/// Features and two targets; wide and narrow tables alike.
fn tables() -> impl Strategy<Value = (Array2<f64>, Array2<f64>)> {
    let cell = prop_oneof![(-3i32..4).prop_map(f64::from), -10.0..10.0];
    (1usize..14, 1usize..7).prop_flat_map(move |(n, d)| {
        let x = prop::collection::vec(cell.clone(), n * d);
        let y = prop::collection::vec(-9i32..10, n * 2);
        (x, y).prop_map(move |(x, y)| {
            let y = y.into_iter().map(f64::from).collect();
            (Array2::from_shape_vec((n, d), x).unwrap(), Array2::from_shape_vec((n, 2), y).unwrap())
        })
    })
}

/// Half the squared error with the penalty, of target k.
fn loss(x: &Array2<f64>, y: &Array2<f64>, weights: &Array1<f64>, w: &[f64], b: f64, k: usize, alpha: f64) -> f64 {
    let squares = x.outer_iter().zip(y.column(k)).zip(weights).map(|((x, y), weight)| {
        let answer: f64 = x.iter().zip(w).map(|(x, w)| x * w).sum::<f64>() + b;
        weight * (answer - y).powi(2)
    });
    squares.sum::<f64>() + alpha * w.iter().map(|w| w * w).sum::<f64>()
}

/// The slope of the loss by each coefficient and the intercept, by the definition.
fn slope(x: &Array2<f64>, y: &Array2<f64>, weights: &Array1<f64>, model: &LinearModel, k: usize, alpha: f64) -> Vec<f64> {
    let coef = model.coef.row(k);
    let residuals: Vec<f64> =
        (0..x.nrows()).map(|i| weights[i] * (x.row(i).dot(&coef) + model.intercept[k] - y[[i, k]])).collect();
    let by = |j: usize| residuals.iter().zip(x.column(j)).map(|(r, x)| r * x).sum::<f64>() + alpha * coef[j];
    (0..x.ncols()).map(by).chain([residuals.iter().sum()]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn at_the_answer_the_loss_has_no_slope((x, y) in tables(), seed in 0u64..1000, alpha in prop_oneof![Just(0.0), 0.01..10.0]) {
        let mut weights = Array1::from_shape_fn(x.nrows(), |i| ((i as u64 + seed) % 4) as f64);
        weights[0] = 1.0;
        for intercept in [true, false] {
            let model = if alpha == 0.0 {
                LinearRegression::new().tol(1e-10).intercept(intercept).fit_weighted(x.view(), y.view(), Some(weights.view()))
            } else {
                Ridge::new(alpha).intercept(intercept).fit_weighted(x.view(), y.view(), Some(weights.view()))
            }.unwrap();
            for k in 0..2 {
                let mut slope = slope(&x, &y, &weights, &model, k, alpha);
                if !intercept {
                    prop_assert_eq!(slope.pop(), Some((0..x.nrows()).map(|i| weights[i] * (x.row(i).dot(&model.coef.row(k)) - y[[i, k]])).sum()));
                    prop_assert_eq!(model.intercept[k], 0.0);
                }
                // Nearly dependent decimals make long coefficients, whose rounding is seen in the slope.
                let size = 1.0 + model.coef.row(k).iter().fold(0.0_f64, |max, w| max.max(w.abs()));
                prop_assert!(slope.iter().all(|s| s.abs() < 1e-9 * size * 1e4), "{slope:?} of {:?}", model);
            }
        }
    }

    #[test]
    fn no_step_aside_does_better((x, y) in tables(), aside in prop::collection::vec(-0.5..0.5, 8), alpha in 0.0..3.0) {
        let model = Ridge::new(alpha).fit(x.view(), y.view()).unwrap();
        let weights = Array1::ones(x.nrows());
        for k in 0..2 {
            let (w, b) = (model.coef.row(k).to_vec(), model.intercept[k]);
            let best = loss(&x, &y, &weights, &w, b, k, alpha);
            let other: Vec<f64> = w.iter().zip(&aside).map(|(w, a)| w + a).collect();
            prop_assert!(best <= loss(&x, &y, &weights, &other, b + aside[7], k, alpha) + 1e-9 * (1.0 + best));
        }
    }

    #[test]
    fn whole_weights_are_repeated_rows((x, y) in tables(), counts in prop::collection::vec(0usize..4, 14), alpha in 0.01..3.0) {
        let mut counts = counts[..x.nrows()].to_vec();
        counts[0] += 1;
        let repeated: Vec<usize> = counts.iter().enumerate().flat_map(|(i, &count)| std::iter::repeat_n(i, count)).collect();
        let weights: Array1<f64> = counts.iter().map(|&c| c as f64).collect();
        let weighted = Ridge::new(alpha).fit_weighted(x.view(), y.view(), Some(weights.view())).unwrap();
        let longer = Ridge::new(alpha).fit(x.select(Axis(0), &repeated).view(), y.select(Axis(0), &repeated).view()).unwrap();
        for (a, b) in weighted.coef.iter().zip(&longer.coef) {
            prop_assert!((a - b).abs() < 1e-8 * (1.0 + b.abs()), "{a} {b}");
        }
    }

    #[test]
    fn of_all_that_fit_as_well_the_shortest_is_given((x, y) in tables()) {
        // A column twice over: its coefficient is shared equally, and the answers stay.
        let twice = ndarray::concatenate![Axis(1), x, x.slice(ndarray::s![.., ..1])];
        let (one, two) = (LinearRegression::new(), LinearRegression::new());
        let (one, two) = (one.fit(x.view(), y.view()).unwrap(), two.fit(twice.view(), y.view()).unwrap());
        let last = x.ncols();
        for k in 0..2 {
            prop_assert!((two.coef[[k, 0]] - two.coef[[k, last]]).abs() < 1e-7 * (1.0 + two.coef[[k, 0]].abs()));
        }
        if one.condition().is_none_or(|c| c < 1e4) && two.condition().is_none_or(|c| c < 1e4) {
            let (a, b) = (one.predict(x.view()).unwrap(), two.predict(twice.view()).unwrap());
            prop_assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-7), "{a} {b}");
        }
    }

    #[test]
    fn full_batches_at_the_safe_rate_never_rise((x, y) in tables(), standardize: bool) {
        let settings = GradientDescent::new(Batch::Full).max_iter(30).standardize(standardize);
        let losses: Vec<f64> = settings.run(x.view(), y.column(0)).unwrap().map(|step| step.loss).collect();
        prop_assert!(losses.windows(2).all(|w| w[1] <= w[0] * (1.0 + 1e-12) + 1e-300), "{losses:?}");
    }
}
