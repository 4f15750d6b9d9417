//! Newton's method: the whole Hessian, solved by its Cholesky factor; with an L1 penalty, by coordinate descent.
//!
//! Few rounds, each costing `n p^2` for p parameters: for small p. The L1 form is the proximal Newton method (J. D. Lee, Y. Sun,
//! M. A. Saunders, "Proximal Newton-type methods for minimizing composite functions", SIAM Journal on Optimization 24, 2014): the same
//! quadratic model plus the L1 term, minimised one coordinate after the other.

use super::lbfgs::{Moved, State, dot, walk};
use super::logistic_problem::Problem;
use crate::kernels::Compiled;
use crate::kernels::cholesky::Cholesky;
use crate::kernels::product::Part;
use crate::linalg::Real;
use crate::threads;

/// Above this many parameters the Hessian (128 MB here) is too large.
pub(super) const MOST_PARAMETERS: usize = 4096;

// ANCHOR: hessian
/// The Hessian of the smooth part: the sum over rows of `w_i (diag(p) - p p') (x) x x'`, where x has a 1 at its end for the intercept,
/// and the penalty on the diagonal.
pub(super) fn hessian<T: Real>(problem: &Problem<'_, T>, theta: &[f64]) -> Vec<f64> {
    let (d, k, p) = (problem.d, problem.outputs, problem.parameters());
    let wide = d + usize::from(problem.intercept);
    let chunk = problem.n.div_ceil(8).clamp(128, 2048);
    let parts = threads::map_chunks(problem.n, chunk, problem.n * p * wide, |rows| {
        let mut sum = vec![0.0; p * p];
        for first in rows.clone().step_by(128) {
            add_rows(problem, theta, first..(first + 128).min(rows.end), &mut sum);
        }
        sum
    });
    let mut sum = vec![0.0; p * p];
    parts.iter().for_each(|part| sum.iter_mut().zip(part).for_each(|(a, b)| *a += b));
    // The blocks stand class by class; parameters stand coefficients first.
    let place = |i: usize| if i % wide < d { i / wide * d + i % wide } else { k * d + i / wide };
    let mut hessian = vec![0.0; p * p];
    for i in 0..p {
        for j in 0..p {
            let (upper, lower) = if i / wide <= j / wide { (i, j) } else { (j, i) };
            hessian[place(i) * p + place(j)] = sum[upper * p + lower] / problem.total;
        }
    }
    (0..k * d).for_each(|i| hessian[i * p + i] += problem.l2);
    hessian
}
// ANCHOR_END: hessian

fn add_rows<T: Real>(problem: &Problem<'_, T>, theta: &[f64], rows: std::ops::Range<usize>, sum: &mut [f64]) {
    let (d, k, p) = (problem.d, problem.outputs, problem.parameters());
    let wide = d + usize::from(problem.intercept);
    let n = rows.len();
    let mut x = Vec::with_capacity(n * wide);
    for row in problem.rows(rows.clone()).chunks_exact(d) {
        x.extend(row.iter().zip(&problem.mean).map(|(x, m)| x.f64() - m));
        x.resize(x.len() + wide - d, 1.0);
    }
    let mut scores = vec![0.0; n * k];
    f64::product(Part::rows(&x, (n, wide)), Part::rows(&by_class(theta, (k, d), wide), (k, wide)).t(), &mut scores, k, false);
    let probabilities: Vec<f64> = scores.chunks_exact(k).flat_map(probabilities).collect();
    let mut weighted = vec![0.0; n * wide];
    for a in 0..k {
        for b in a..k {
            for (i, (to, from)) in weighted.chunks_exact_mut(wide).zip(x.chunks_exact(wide)).enumerate() {
                let (pa, pb) = (probabilities[i * k + a], probabilities[i * k + b]);
                let curvature = if a == b { pa * (1.0 - pa) } else { -pa * pb };
                let factor = problem.weight(rows.start + i) * curvature;
                to.iter_mut().zip(from).for_each(|(to, x)| *to = factor * x);
            }
            let block = &mut sum[a * wide * p + b * wide..];
            f64::product(Part::rows(&weighted, (n, wide)).t(), Part::rows(&x, (n, wide)), block, p, true);
        }
    }
}

/// Parameters with each class's intercept after its coefficients.
fn by_class(theta: &[f64], (k, d): (usize, usize), wide: usize) -> Vec<f64> {
    let mut out = Vec::with_capacity(k * wide);
    for class in 0..k {
        out.extend_from_slice(&theta[class * d..(class + 1) * d]);
        out.extend(theta.get(k * d + class));
    }
    out
}

/// The probability of each output, from the scores of a row.
pub(super) fn probabilities(scores: &[f64]) -> Vec<f64> {
    if let [score] = *scores {
        let e = (-score.abs()).exp();
        return vec![(if score >= 0.0 { 1.0 } else { e }) / (1.0 + e)];
    }
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e: Vec<f64> = scores.iter().map(|s| (s - largest).exp()).collect();
    let sum: f64 = e.iter().sum();
    e.iter().map(|e| e / sum).collect()
}

/// Makes the Hessian of several classes invertible: adding one number to every class's score changes nothing, so such directions have no
/// curvature. They are given some; the gradient has no part in them, and the step neither.
fn pin(problem_shape: (usize, usize, bool), penalised: bool, hessian: &mut [f64], p: usize) {
    let (d, k, intercept) = problem_shape;
    let largest = (0..p).map(|i| hessian[i * p + i]).fold(0.0, f64::max);
    let mut add = |indices: Vec<usize>| {
        let mean = indices.iter().map(|&i| hessian[i * p + i]).sum::<f64>() / k as f64;
        for &i in &indices {
            for &j in &indices {
                hessian[i * p + j] += mean;
            }
        }
    };
    if k > 1 && !penalised {
        (0..d).for_each(|j| add((0..k).map(|class| class * d + j).collect()));
    }
    if k > 1 && intercept {
        add((0..k).map(|class| k * d + class).collect());
    }
    for i in 0..p {
        if hessian[i * p + i] <= 1e-30 * largest {
            hessian[i * p + i] = largest.max(1.0); // a constant feature without penalty: it stays where it is
        }
    }
}

// ANCHOR: newton
/// One round: the step that the quadratic model says, as far along it as the objective agrees.
pub(super) fn round<T: Real>(problem: &Problem<'_, T>, state: &mut State) -> Moved {
    let p = problem.parameters();
    let mut hessian = hessian(problem, &state.theta);
    pin((problem.d, problem.outputs, problem.intercept), problem.l2 > 0.0 || problem.l1 > 0.0, &mut hessian, p);
    if problem.l1 > 0.0 {
        return proximal_round(problem, state, &hessian);
    }
    let largest = (0..p).map(|i| hessian[i * p + i]).fold(0.0, f64::max);
    let mut ridge = 0.0;
    let factor = loop {
        if let Some(factor) = Cholesky::new(hessian.clone(), p, 1e-15) {
            break factor;
        }
        let more = if ridge == 0.0 { 1e-12 * largest } else { 99.0 * ridge };
        if !(more < 1e6 * largest) {
            return None;
        }
        (0..p).for_each(|i| hessian[i * p + i] += more);
        ridge += more;
    };
    let mut direction: Vec<f64> = state.gradient.iter().map(|g| -g).collect();
    factor.solve(&mut direction);
    let (next, length, evaluations) = walk(problem, state, &direction)?;
    *state = next;
    Some((length, evaluations))
}
// ANCHOR_END: newton

/// The same with an L1 term: the model is minimised by coordinates, and the step is halved until the objective agrees.
fn proximal_round<T: Real>(problem: &Problem<'_, T>, state: &mut State, hessian: &[f64]) -> Moved {
    let coefs = problem.outputs * problem.d;
    let direction = coordinate_descent(hessian, state, problem.l1, coefs);
    let l1_before = problem.l1_term(&state.theta);
    let before = state.loss + l1_before;
    let moved = |step: f64| -> Vec<f64> { state.theta.iter().zip(&direction).map(|(t, d)| t + step * d).collect() };
    let promised = dot(&direction, &state.gradient) + problem.l1_term(&moved(1.0)) - l1_before;
    if !(promised < 0.0) {
        return None;
    }
    let mut next = state.clone();
    let mut step = 1.0;
    for evaluations in 1..=40 {
        next.theta = moved(step);
        next.loss = problem.evaluate(&next.theta, &mut next.gradient);
        let after = next.loss + problem.l1_term(&next.theta);
        let better = problem.gradient_norm(&next.theta, &next.gradient) < problem.gradient_norm(&state.theta, &state.gradient);
        if after <= before + 1e-4 * step * promised || (after <= before * (1.0 + 1e-14) && better) {
            *state = next;
            return Some((step, evaluations));
        }
        step *= 0.5;
    }
    None
}

/// Minimises `g's + s'Hs / 2 + l1 |w + s|` by coordinates; coefficients that reach zero stay exactly there.
fn coordinate_descent(hessian: &[f64], state: &State, l1: f64, coefs: usize) -> Vec<f64> {
    let p = state.theta.len();
    let mut step = vec![0.0; p];
    let mut slope = state.gradient.clone(); // of the smooth part of the model, where it stands
    for _ in 0..1000 {
        let mut largest: f64 = 0.0;
        for i in 0..p {
            let curvature = hessian[i * p + i];
            let now = state.theta[i] + step[i];
            let free = now - slope[i] / curvature;
            let threshold = if i < coefs { l1 / curvature } else { 0.0 };
            let change = soft_threshold(free, threshold) - now;
            if change != 0.0 {
                step[i] = if now + change == 0.0 { -state.theta[i] } else { step[i] + change };
                let row = &hessian[i * p..(i + 1) * p];
                slope.iter_mut().zip(row).for_each(|(s, h)| *s += change * h);
                largest = largest.max(change.abs() * curvature);
            }
        }
        if largest <= 1e-15 {
            break;
        }
    }
    step
}

// ANCHOR: soft_threshold
/// Towards zero by `threshold`, and no further: the minimum of `(v - x)^2 / 2 + threshold |v|`.
pub(super) fn soft_threshold(x: f64, threshold: f64) -> f64 {
    x.signum() * (x.abs() - threshold).max(0.0)
}
// ANCHOR_END: soft_threshold
