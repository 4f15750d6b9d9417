//! What must hold of logistic regression's pieces.

use super::logistic_problem::Problem;
use super::*;
use crate::datasets;
use crate::error::Result;
use crate::linalg::Real;
use ndarray::{Array1, Array2, array};
use rand::{RngExt, SeedableRng};

/// n rows of d features in different units and places, and classes that overlap.
fn noisy(n: usize, d: usize, classes: usize, seed: u64) -> (Array2<f64>, Vec<u32>) {
    let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
    let x = Array2::from_shape_fn((n, d), |(_, j)| (rng.random::<f64>() - 0.5) * 10_f64.powi(j as i32 % 4 - 1) + j as f64);
    let scaled = |i: usize, j: usize| (x[[i, j]] - j as f64) / 10_f64.powi(j as i32 % 4 - 1);
    let y = (0..n).map(|i| {
        let score = (scaled(i, 0) + scaled(i, d - 1) + 0.6 * (rng.random::<f64>() - 0.5) + 1.0) / 2.0;
        ((score * classes as f64) as usize).clamp(0, classes - 1) as u32
    });
    let mut y: Vec<u32> = y.collect();
    (0..classes).for_each(|c| y[c] = c as u32);
    (x, y)
}

fn problem<T: Real>(x: &Array2<T>, y: &[u32], classes: usize, weights: Option<Vec<f64>>, intercept: bool) -> Problem<'static, T> {
    let mut problem = Problem::new(x.view(), y, classes, weights, intercept).unwrap().into_owned();
    problem.l2 = 0.01;
    problem
}

fn some_theta(p: usize) -> Vec<f64> {
    (0..p).map(|i| ((i * 37 % 11) as f64 - 5.0) / 20.0).collect()
}

#[test]
fn the_fast_objective_is_the_plain_one() {
    for (n, d, classes) in [(1, 1, 2), (7, 3, 2), (1000, 50, 2), (300, 9, 2), (9, 2, 3), (700, 17, 4), (2100, 5, 10)] {
        let n = n.max(classes);
        for (weighted, intercept) in [(false, true), (true, true), (true, false)] {
            let (x, y) = noisy(n, d, classes, 1);
            let weights = weighted.then(|| (0..n).map(|i| (i % 5) as f64 * 0.5).collect::<Vec<_>>());
            let problem = problem(&x, &y, classes, weights, intercept);
            let theta = some_theta(problem.parameters());
            let (mut fast, mut plain) = (vec![0.0; theta.len()], vec![0.0; theta.len()]);
            let (a, b) = (problem.evaluate(&theta, &mut fast), problem.evaluate_plain(&theta, &mut plain));
            assert!((a - b).abs() < 1e-13 * b, "({n}, {d}, {classes}): {a}, wanted {b}");
            let largest = plain.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
            for (i, (fast, plain)) in fast.iter().zip(&plain).enumerate() {
                assert!((fast - plain).abs() < 1e-12 * largest, "({n}, {d}, {classes}) at {i}: {fast}, wanted {plain}");
            }
        }
    }
}

#[test]
fn the_gradient_and_the_hessian_are_those_of_finite_differences() {
    for (classes, intercept) in [(2, true), (2, false), (3, true), (4, false)] {
        let (x, y) = noisy(60, 3, classes, 2);
        let weights = Some((0..60).map(|i| 0.5 + (i % 3) as f64).collect());
        let problem = problem(&x, &y, classes, weights, intercept);
        let theta = some_theta(problem.parameters());
        let p = theta.len();
        let mut gradient = vec![0.0; p];
        problem.evaluate(&theta, &mut gradient);
        let hessian = newton::hessian(&problem, &theta);
        let h = 1e-5;
        for i in 0..p {
            let at = |step: f64| {
                let mut theta = theta.clone();
                theta[i] += step;
                let mut gradient = vec![0.0; p];
                let loss = problem.evaluate(&theta, &mut gradient);
                (loss, gradient)
            };
            let (ahead, behind) = (at(h), at(-h));
            let slope = (ahead.0 - behind.0) / (2.0 * h);
            assert!((gradient[i] - slope).abs() < 1e-7 * (1.0 + slope.abs()), "gradient {i}: {}, wanted {slope}", gradient[i]);
            for j in 0..p {
                let curvature = (ahead.1[j] - behind.1[j]) / (2.0 * h);
                let got = hessian[i * p + j];
                assert!((got - curvature).abs() < 1e-6 * (1.0 + curvature.abs()), "hessian {i}, {j}: {got}, wanted {curvature}");
            }
        }
    }
}

#[test]
fn every_solver_reaches_the_same_minimum() -> Result<()> {
    for classes in [2, 3] {
        let (x, y) = noisy(200, 3, classes, 3);
        let x = Array2::from_shape_fn(x.dim(), |(i, j)| (x[[i, j]] - j as f64) / 10_f64.powi(j as i32 % 4 - 1) * 3.0);
        let settings = LogisticRegression::new().tol(1e-9).max_iter(50_000);
        let newton = settings.clone().solver(Solver::Newton).fit(x.view(), &y)?;
        assert!(newton.converged && newton.n_iter < 20);
        for solver in [Solver::Lbfgs, Solver::Gradient, Solver::Proximal] {
            let model = settings.clone().solver(solver).fit(x.view(), &y)?;
            assert!(model.converged, "{solver:?}: {:?}", model.history.last());
            for (got, want) in model.coef.iter().zip(&newton.coef) {
                assert!((got - want).abs() < 1e-6, "{solver:?}: {got}, wanted {want}");
            }
        }
        let batches =
            settings.clone().solver(Solver::MiniBatch).learning_rate(Some(0.5)).decay(0.05).max_iter(400).fit(x.view(), &y)?;
        assert!(!batches.converged && batches.loss - newton.loss < 1e-3, "{} after {}", batches.loss, newton.loss);

        let sparse = settings.clone().penalty(Penalty::L1).c(0.1);
        let newton = sparse.clone().solver(Solver::Newton).fit(x.view(), &y)?;
        let fista = sparse.solver(Solver::Proximal).fit(x.view(), &y)?;
        assert!(newton.converged && fista.converged, "{:?} {:?}", newton.history.last(), fista.history.last());
        for (got, want) in fista.coef.iter().zip(&newton.coef) {
            assert!((got - want).abs() < 1e-6 && (*got == 0.0) == (*want == 0.0), "L1: {got}, wanted {want}");
        }
    }
    Ok(())
}

#[test]
fn with_the_default_rate_gradient_descent_never_rises() -> Result<()> {
    let (x, y) = noisy(100, 4, 3, 4);
    let mut run = LogisticRegression::new().solver(Solver::Gradient).max_iter(200).run(x.view(), &y)?;
    let mut before = run.loss();
    for step in run.by_ref() {
        assert!(step.loss <= before, "{} after {before}", step.loss);
        before = step.loss;
    }
    Ok(())
}

#[test]
fn a_rate_too_large_ends_with_the_last_finite_state() -> Result<()> {
    let x = array![[1.0], [2.0], [3.0], [-4.0]];
    let model = LogisticRegression::new()
        .solver(Solver::Gradient)
        .learning_rate(Some(1e200))
        .max_iter(1000)
        .fit(x.view(), &[0, 1, 0, 1])?;
    assert!(!model.converged && model.stop == Stop::Diverged && model.coef.iter().all(|w| w.is_finite()), "{model:?}");
    Ok(())
}

#[test]
fn separable_data_are_finite_with_a_penalty_and_say_so_without() -> Result<()> {
    let x = array![[-2.0], [-1.0], [1.0], [2.0]];
    for solver in [Solver::Lbfgs, Solver::Newton, Solver::Proximal] {
        let settings = LogisticRegression::new().solver(solver);
        let model = settings.clone().fit(x.view(), &[0, 0, 1, 1])?;
        assert!(model.converged && model.coef[[0, 0]] > 0.5 && model.coef[[0, 0]] < 5.0);
        let model = settings.penalty(Penalty::None).tol(1e-300).max_iter(30).fit(x.view(), &[0, 0, 1, 1])?;
        assert!(model.coef.iter().all(|w| w.is_finite()) && model.loss.is_finite() && model.loss < 0.01, "{solver:?}: {model:?}");
        let proba = model.predict_proba(array![[1e4], [-1e4], [1e300]].view())?;
        assert!(proba.iter().all(|p| (0.0..=1.0).contains(p)), "{proba}");
        let logs = model.predict_log_proba(array![[1e4], [-1e4]].view())?;
        assert!(logs.iter().all(|p| p.is_finite() && *p <= 0.0), "{logs}");
    }
    Ok(())
}

#[test]
fn labels_weights_and_settings_that_make_no_sense_are_refused() {
    let x = array![[1.0], [2.0], [3.0]];
    let says = |settings: LogisticRegression, y: &[u32]| settings.fit(x.view(), y).unwrap_err().to_string();
    let fit = LogisticRegression::new;
    assert!(says(fit(), &[0, 0, 0]).contains("wanted at least two"));
    assert!(says(fit(), &[0, 2, 0]).contains("no row of class 1"));
    assert!(says(fit(), &[0, 1]).contains("wanted 3"));
    assert!(says(fit(), &[0, 1, u32::MAX]).contains("classes 0 to 2"));
    assert!(says(fit().c(0.0), &[0, 1, 1]).starts_with("C = 0"));
    assert!(says(fit().c(f64::NAN), &[0, 1, 1]).starts_with("C = NaN"));
    assert!(says(fit().tol(-1.0), &[0, 1, 1]).starts_with("tol"));
    assert!(says(fit().penalty(Penalty::ElasticNet(2.0)), &[0, 1, 1]).starts_with("l1_ratio"));
    assert!(says(fit().penalty(Penalty::L1).solver(Solver::Lbfgs), &[0, 1, 1]).contains("proximal"));
    assert!(says(fit().class_weight(ClassWeight::Given(vec![1.0])), &[0, 1, 1]).contains("one a class"));
    assert!(says(fit().learning_rate(Some(0.0)).solver(Solver::Gradient), &[0, 1, 1]).starts_with("learning_rate"));
    assert!(says(fit().start(array![[1.0, 2.0]], vec![0.0]), &[0, 1, 1]).starts_with("start"));
    let weights = |w: Array1<f64>| fit().fit_weighted(x.view(), &[0, 1, 1], Some(w.view())).unwrap_err().to_string();
    assert!(weights(array![1.0]).contains("one a row"));
    assert!(weights(array![1.0, -1.0, 1.0]).contains("-1 at row 1"));
    assert!(weights(array![0.0, 0.0, 0.0]).contains("all zero"));
    let bad = array![[1.0], [f64::NAN], [2.0]];
    assert!(fit().fit(bad.view(), &[0, 1, 1]).unwrap_err().to_string().contains("row 1"));
    let model = fit().fit(x.view(), &[0, 1, 1]).unwrap();
    assert!(model.predict(array![[1.0, 2.0]].view()).is_err() && model.predict(array![[f64::INFINITY]].view()).is_err());
}

#[test]
fn a_tie_goes_to_the_lower_class() -> Result<()> {
    let x = array![[-1.0], [1.0]];
    let model = LogisticRegression::new().fit(x.view(), &[0, 1])?;
    assert_eq!(model.intercept, [0.0]);
    assert_eq!(model.predict(array![[0.0]].view())?, [0]);
    Ok(())
}

#[test]
fn f32_far_from_zero_keeps_its_digits() -> Result<()> {
    let cancer = datasets::load("breast_cancer")?;
    let datasets::Target::Classes { y, .. } = cancer.y else { panic!("no classes") };
    let x = cancer.x.slice(ndarray::s![.., ..4]).to_owned();
    let scaled = (&x - &x.mean_axis(ndarray::Axis(0)).unwrap()) / &x.std_axis(ndarray::Axis(0), 0.0);
    let shifted = scaled.mapv(|v| ((v * 64.0).round() / 64.0 + 1e4) as f32); // exact in f32
    let settings = LogisticRegression::new().tol(1e-5);
    let narrow = settings.fit(shifted.view(), &y)?;
    let wide = settings.clone().tol(1e-9).fit(shifted.mapv(|v| f64::from(v) - 1e4).view(), &y)?;
    for (got, want) in narrow.coef.iter().zip(&wide.coef) {
        assert!((got - want).abs() < 1e-4, "{got}, wanted {want}");
    }
    Ok(())
}

#[test]
fn numbers_that_are_not_finite_are_refused_with_their_place() {
    for intercept in [true, false] {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let x = array![[1.0, 2.0], [3.0, bad], [2.0, 2.0]];
            let said = LogisticRegression::new().fit_intercept(intercept).fit(x.view(), &[0, 1, 1]).unwrap_err().to_string();
            assert!(said.contains("row 1, column 1"), "{said}");
        }
    }
    let said = LogisticRegression::new().fit(array![[1e200], [-1e200]].view(), &[0, 1]).unwrap_err().to_string();
    assert!(said.contains("divide them by their scale"), "{said}");
}
