//! What must hold of logistic regression for any data, found by random search.
//!
//! Half of the data are whole numbers on a small grid, where rows coincide and columns are constant; the other half are decimals. The
//! objective is worked out here by its textbook formula, not by the library's own.

use openwork::linear_model::{ClassWeight, LogisticRegression, Penalty, Solver};
use openwork::ndarray::{Array1, Array2, ArrayView2, Axis, concatenate};
use openwork::threads;
use proptest::prelude::*;

/// Rows and classes, every class with a row.
fn examples(classes: std::ops::Range<usize>) -> impl Strategy<Value = (Array2<f64>, Vec<u32>)> {
    (classes, 4..30_usize, 1..5_usize, any::<bool>()).prop_flat_map(|(k, n, d, whole)| {
        let value = if whole {
            (-2..3i32).prop_map(f64::from).boxed()
        } else {
            (-40_000..40_000i32).prop_map(|v| f64::from(v) / 1e4).boxed()
        };
        (prop::collection::vec(value, n * d), prop::collection::vec(0..k as u32, n)).prop_map(move |(x, mut y)| {
            (0..k.min(n)).for_each(|c| y[c] = c as u32);
            (Array2::from_shape_vec((n, d), x).unwrap(), y)
        })
    })
}

/// The mean of minus the log of the true class's probability, plus the penalty, by the formulas.
fn objective(x: ArrayView2<'_, f64>, y: &[u32], weights: &[f64], c: f64, coef: &Array2<f64>, intercept: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    let mut sum = 0.0;
    for ((x, &y), weight) in x.outer_iter().zip(y).zip(weights) {
        let mut scores: Vec<f64> = coef.outer_iter().zip(intercept).map(|(w, b)| w.dot(&x) + b).collect();
        if scores.len() == 1 {
            scores.insert(0, 0.0);
        }
        let normaliser: f64 = scores.iter().map(|s| s.exp()).sum();
        sum -= weight * (scores[y as usize].exp() / normaliser).ln();
    }
    sum / total + coef.iter().map(|w| w * w).sum::<f64>() / (2.0 * c * total)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_step_away_from_the_minimum_lowers_the_objective((x, y) in examples(2..5), c in 0.01..10.0_f64, newton in any::<bool>()) {
        let solver = if newton { Solver::Newton } else { Solver::Lbfgs };
        let model = LogisticRegression::new().c(c).tol(1e-9).max_iter(2000).solver(solver).fit(x.view(), &y).unwrap();
        prop_assert!(model.converged);
        let weights = vec![1.0; y.len()];
        let least = objective(x.view(), &y, &weights, c, &model.coef, &model.intercept);
        prop_assert!((least - model.loss).abs() < 1e-10 * least.max(1.0));
        for i in 0..model.coef.len() + model.intercept.len() {
            for step in [1e-4, -1e-4] {
                let (mut coef, mut intercept) = (model.coef.clone(), model.intercept.clone());
                match coef.iter_mut().nth(i) {
                    Some(w) => *w += step,
                    None => intercept[i - model.coef.len()] += step,
                }
                prop_assert!(objective(x.view(), &y, &weights, c, &coef, &intercept) > least - 1e-12);
            }
        }
    }

    #[test]
    fn the_loss_never_rises_and_the_last_round_is_the_models((x, y) in examples(2..4), newton in any::<bool>()) {
        let settings = LogisticRegression::new().tol(1e-8).solver(if newton { Solver::Newton } else { Solver::Lbfgs });
        let mut run = settings.run(x.view(), &y).unwrap();
        let mut loss = run.loss();
        for step in run.by_ref() {
            prop_assert!(step.loss <= loss * (1.0 + 1e-13), "{} after {loss}", step.loss);
            loss = step.loss;
        }
        let model = run.into_model();
        prop_assert_eq!(model.loss.to_bits(), loss.to_bits());
        prop_assert_eq!(&model, &settings.fit(x.view(), &y).unwrap());
    }

    #[test]
    fn a_weight_of_two_is_a_row_twice_and_of_zero_none((x, y) in examples(2..4), seed in 0..1000_u32) {
        let weights: Vec<f64> = (0..y.len()).map(|i| f64::from((seed + 7 * i as u32) % 3)).collect();
        let mut rows = vec![];
        for (i, &w) in weights.iter().enumerate() {
            rows.extend(std::iter::repeat_n(i, w as usize));
        }
        let repeated_y: Vec<u32> = rows.iter().map(|&i| y[i]).collect();
        let classes = y.iter().max().unwrap() + 1;
        prop_assume!((0..classes).all(|c| repeated_y.contains(&c)));
        let repeated = x.select(Axis(0), &rows);
        let settings = LogisticRegression::new().tol(1e-10).max_iter(2000).solver(Solver::Newton).class_weight(ClassWeight::Balanced);
        let weighted = settings.fit_weighted(x.view(), &y, Some(Array1::from(weights).view())).unwrap();
        let plain = settings.fit(repeated.view(), &repeated_y).unwrap();
        for (a, b) in weighted.coef.iter().zip(&plain.coef) {
            prop_assert!((a - b).abs() < 1e-6, "{a}, wanted {b}");
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits((x, y) in examples(2..4), solver in 0..5_usize) {
        let rows: Vec<_> = std::iter::repeat_n(x.view(), 3000 / y.len() + 1).collect();
        let x = concatenate(Axis(0), &rows).unwrap();
        let y = y.repeat(rows.len());
        let solver = [Solver::Lbfgs, Solver::Newton, Solver::Proximal, Solver::Gradient, Solver::MiniBatch][solver];
        let settings = LogisticRegression::new().solver(solver).max_iter(5).batch(500);
        let fit = |count| threads::with(Some(count), || settings.fit(x.view(), &y).unwrap());
        let one = fit(1);
        for count in [2, 8] {
            prop_assert_eq!(&fit(count), &one);
        }
    }

    #[test]
    fn probabilities_are_probabilities_and_agree_with_everything_else((x, y) in examples(2..5), far in prop::sample::select(vec![1.0, 1e4, 1e12])) {
        let model = LogisticRegression::new().c(1e3).fit(x.view(), &y).unwrap();
        let asked = &x * far;
        let (shares, logs) = (model.predict_proba(asked.view()).unwrap(), model.predict_log_proba(asked.view()).unwrap());
        let predicted = model.predict(asked.view()).unwrap();
        for ((share, log), &class) in shares.outer_iter().zip(logs.outer_iter()).zip(&predicted) {
            prop_assert!((share.sum() - 1.0).abs() < 1e-14);
            let largest = share.iter().copied().fold(0.0, f64::max);
            prop_assert!(share[class as usize] >= largest - 1e-15);
            for (share, log) in share.iter().zip(log) {
                prop_assert!(log.is_finite() && *log <= 0.0 && (log.exp() - share).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn units_and_places_of_features_do_not_matter_without_a_penalty((x, y) in examples(2..3), power in -20..20_i32) {
        // Overlapping classes: every row once with each class, and the rows as they are.
        let both = concatenate(Axis(0), &[x.view(), x.view(), x.view()]).unwrap();
        let y: Vec<u32> = y.iter().copied().chain(y.iter().map(|_| 0)).chain(y.iter().map(|_| 1)).collect();
        let settings = LogisticRegression::new().penalty(Penalty::None).tol(1e-9);
        let model = settings.fit(both.view(), &y).unwrap();
        let unit = 2.0_f64.powi(power);
        let moved = both.mapv(|v| (v + 3.0) * unit);
        let other = settings.tol(1e-9 * unit.min(1.0)).fit(moved.view(), &y).unwrap();
        let (a, b) = (model.predict_proba(both.view()).unwrap(), other.predict_proba(moved.view()).unwrap());
        for (a, b) in a.iter().zip(&b) {
            prop_assert!((a - b).abs() < 1e-6, "{a}, wanted {b}");
        }
    }
}
