//! Which way least squares is solved: by the normal equations where they can be trusted, else by rows made orthogonal.

use super::cholesky::Cholesky;
use super::model::Spectrum;
use super::moments::{Moments, Rows};
use super::orthogonal::{Orthogonal, fold};
use crate::error::{Error, Result};
use crate::kernels::gram::add_rows;
use crate::linalg::{Real, matmul};
use crate::order::sort_places;
use ndarray::{Array1, Array2, ArrayView2};

/// The normal equations are believed up to this condition number of their matrix, scaled to a unit diagonal: about ten of the sixteen
/// digits are right then.
const TRUSTED: f64 = 1e6;

/// Coefficients and what was learnt on the way to them.
pub(super) struct Solution {
    /// Shape `(t, d)`.
    pub coef: Array2<f64>,
    pub intercept: Array1<f64>,
    pub rank: usize,
    pub spectrum: Spectrum,
}

// ANCHOR: routes
/// The coefficients for one penalty a target. A singular value of at most `tol` times the largest counts as zero.
pub(super) fn solve<T: Real>(rows: &Rows<'_, T>, alphas: &[f64], tol: f64) -> Result<Solution> {
    let (n, d, _) = rows.dim();
    let tol = tol.max(f64::EPSILON * n.max(d) as f64);
    if d <= n {
        let moments = rows.moments()?;
        let used = used(rows, &moments);
        match by_features(rows, &moments, &used, alphas, tol) {
            Some(solution) => solution.checked(),
            None if moments.sound => orthogonal(rows, used, alphas, tol, (moments.x_mean, moments.y_mean)).checked(),
            None => orthogonal(rows, used, alphas, tol, rows.means()).checked(),
        }
    } else {
        rows.check_finite()?;
        let means = rows.means();
        match by_rows(rows, alphas, tol, &means)? {
            Some(solution) => solution.checked(),
            None => orthogonal(rows, (0..d).filter(|&j| !rows.is_constant(j)).collect(), alphas, tol, means).checked(),
        }
    }
}
// ANCHOR_END: routes

impl Solution {
    fn new<T: Real>(rows: &Rows<'_, T>, used: &[usize], found: &[Vec<f64>], (x_mean, y_mean): (&[f64], &[f64])) -> Self {
        let (_, d, t) = rows.dim();
        let mut coef = Array2::zeros((t, d));
        for (k, found) in found.iter().enumerate() {
            used.iter().zip(found).for_each(|(&j, &w)| coef[[k, j]] = w);
        }
        let intercept = |k: usize| {
            let at_mean: f64 = coef.row(k).iter().zip(x_mean).map(|(w, m)| w * m).sum();
            if rows.intercept { y_mean[k] - at_mean } else { 0.0 }
        };
        let intercept = (0..t).map(intercept).collect();
        Self { coef, intercept, rank: 0, spectrum: Spectrum::Unknown }
    }

    fn checked(self) -> Result<Self> {
        match self.coef.iter().chain(&self.intercept).all(|v| v.is_finite()) {
            true => Ok(self),
            false => Err(Error::setting(
                "x",
                "numbers so large or so small that the answer leaves the range of double precision",
                "features and targets on a common scale; divide them by a power of ten first",
            )),
        }
    }
}

/// The features that vary, the longest first, which helps the rotations along.
fn used<T: Real>(rows: &Rows<'_, T>, moments: &Moments) -> Vec<usize> {
    let d = rows.dim().1;
    let square = |j: usize| moments.gram[j * d + j];
    let mut used: Vec<usize> = (0..d).filter(|&j| !(square(j) == 0.0 && rows.is_constant(j))).collect();
    sort_places(&mut used, &mut |a, b| square(b).total_cmp(&square(a)));
    used
}

/// The factor of `a` where its condition allows to use it.
fn trusted(a: &[f64], n: usize, full_rank: bool, tol: f64) -> Option<Cholesky> {
    let factor = Cholesky::of(a, n)?;
    let (scaled, plain) = factor.conditions(a);
    // The estimate may be some times too low: a rank in doubt is for the careful way to tell.
    (scaled < TRUSTED && (!full_rank || plain * tol * tol < 0.05)).then_some(factor)
}

fn with_penalty(gram: &[f64], n: usize, alpha: f64) -> Vec<f64> {
    let mut a = gram.to_vec();
    a.iter_mut().step_by(n + 1).for_each(|v| *v += alpha);
    a
}

// ANCHOR: normal
/// The normal equations `(Xᵀ X + αI) w = Xᵀ y` of centred features.
fn by_features<T: Real>(rows: &Rows<'_, T>, m: &Moments, used: &[usize], alphas: &[f64], tol: f64) -> Option<Solution> {
    if !m.sound {
        return None;
    }
    let (d, n) = (rows.dim().1, used.len());
    let gram: Vec<f64> = used.iter().flat_map(|&i| used.iter().map(move |&j| m.gram[i * d + j])).collect();
    let mut factor: Option<(f64, Cholesky)> = None;
    let mut found = vec![];
    for (k, &alpha) in alphas.iter().enumerate() {
        if factor.as_ref().is_none_or(|(known, _)| *known != alpha) {
            factor = Some((alpha, trusted(&with_penalty(&gram, n, alpha), n, alpha == 0.0, tol)?));
        }
        let mut w: Vec<f64> = used.iter().map(|&j| m.cross[k * d + j]).collect();
        factor.as_ref()?.1.solve(&mut w);
        found.push(w);
    }
    let mut solution = Solution::new(rows, used, &found, (&m.x_mean, &m.y_mean));
    solution.rank = n;
    if let Some((0.0, factor)) = factor {
        solution.spectrum = Spectrum::of_rows(factor.upper(), n, d.min(rows.dim().0));
    }
    Some(solution)
}
// ANCHOR_END: normal

// ANCHOR: dual
/// With more features than rows, an equation a row: `w = Xᵀ a` with `(X Xᵀ + αI) a = y`.
fn by_rows<T: Real>(rows: &Rows<'_, T>, alphas: &[f64], tol: f64, means: &(Vec<f64>, Vec<f64>)) -> Result<Option<Solution>> {
    let (total, d, t) = rows.dim();
    let scales = rows.scales(&means.0, &means.1);
    let used: Vec<usize> = (0..d).collect();
    let wide = rows.centred_rows(&used, &means.0, &means.1, scales);
    let n = wide.len() / (d + t);
    let x: Vec<f64> = wide.chunks_exact(d + t).flat_map(|row| row[..d].iter().copied()).collect();
    let view = ArrayView2::from_shape((n, d), &x).map_err(|e| Error::shape("x", e, format!("({n}, {d})")))?;
    let mut gram = matmul(view, view.t())?.into_raw_vec_and_offset().0;
    // Centred rows add up to nothing, which makes the matrix singular in that one direction; the targets have no part in it, so that
    // adding to it changes no answer.
    let mut level: Vec<f64> = match &rows.roots {
        Some(roots) => roots.iter().copied().filter(|&r| r > 0.0).collect(),
        None => vec![1.0; n],
    };
    let length = level.iter().map(|r| r * r).sum::<f64>().sqrt();
    level.iter_mut().for_each(|r| *r /= length);
    if rows.intercept {
        let lift = gram.iter().step_by(n + 1).sum::<f64>() / n as f64;
        (0..n * n).for_each(|ij| gram[ij] += lift * level[ij / n] * level[ij % n]);
    }
    let mut factor: Option<(f64, Cholesky)> = None;
    let mut found = vec![];
    for (k, &alpha) in alphas.iter().enumerate() {
        if factor.as_ref().is_none_or(|(known, _)| *known != alpha) {
            let penalised = with_penalty(&gram, n, alpha * scales.0 * scales.0);
            let Some(new) = trusted(&penalised, n, alpha == 0.0, tol) else { return Ok(None) };
            factor = Some((alpha, new));
        }
        let Some((_, factor)) = &factor else { return Ok(None) };
        let mut a: Vec<f64> = wide.chunks_exact(d + t).map(|row| row[d + k]).collect();
        factor.solve(&mut a);
        let mut w = vec![0.0; d];
        add_rows(&x, &a, &mut w);
        w.iter_mut().for_each(|w| *w *= scales.0 / scales.1);
        found.push(w);
    }
    let mut solution = Solution::new(rows, &used, &found, (&means.0, &means.1));
    solution.rank = n - usize::from(rows.intercept);
    if let Some((0.0, factor)) = factor {
        solution.spectrum = Spectrum::of_rows(transverse(&factor.upper(), n, &level, rows.intercept, scales.0), n, total.min(d));
    }
    Ok(Some(solution))
}
// ANCHOR_END: dual

/// The rows of a triangle without what they have in the direction `level`, in the units of the data.
fn transverse(upper: &[f64], n: usize, level: &[f64], intercept: bool, scale: f64) -> Vec<f64> {
    let mut out = Vec::with_capacity(n * n);
    for row in upper.chunks_exact(n) {
        let along: f64 = if intercept { row.iter().zip(level).map(|(v, l)| v * l).sum() } else { 0.0 };
        out.extend(row.iter().zip(level).map(|(v, l)| (v - along * l) / scale));
    }
    out
}

/// The careful way: least squares of minimum norm from rows made orthogonal.
fn orthogonal<T: Real>(rows: &Rows<'_, T>, used: Vec<usize>, alphas: &[f64], tol: f64, means: (Vec<f64>, Vec<f64>)) -> Solution {
    let (n, d, t) = rows.dim();
    let scales = rows.scales(&means.0, &means.1);
    let table = rows.centred_rows(&used, &means.0, &means.1, scales);
    let folded = if used.is_empty() { vec![] } else { fold(table, used.len(), t) };
    let turned = Orthogonal::of(folded, used.len(), t);
    let cutoff = tol * turned.largest();
    let coefficients = |(k, &alpha): (usize, &f64)| -> Vec<f64> {
        let w = turned.solve(k, alpha * scales.0 * scales.0, cutoff);
        w.into_iter().map(|w| w * (scales.0 / scales.1)).collect()
    };
    let found: Vec<Vec<f64>> = alphas.iter().enumerate().map(coefficients).collect();
    let mut solution = Solution::new(rows, &used, &found, (&means.0, &means.1));
    solution.rank = turned.singular.iter().filter(|&&s| s > cutoff).count();
    let values = turned.singular.iter().map(|s| s / scales.0).collect();
    solution.spectrum = Spectrum::known(values, n.min(d));
    solution
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};

    fn random(n: usize, d: usize, seed: u64) -> Array2<f64> {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
        Array2::from_shape_fn((n, d), |_| rng.random::<f64>() * 2.0 - 1.0)
    }

    fn close(a: &Array2<f64>, b: &Array2<f64>, within: f64) {
        let scale = b.iter().fold(0.0_f64, |max, v| max.max(v.abs()));
        a.iter()
            .zip(b)
            .for_each(|(a, b)| assert!((a - b).abs() <= within * scale, "{a}, wanted {b} within {within:e} of {scale}"));
    }

    /// The fast way and the careful way have one answer wherever the fast one is taken.
    #[test]
    fn both_ways_come_to_the_same_answer() -> Result<()> {
        for (n, d, t) in [(2, 1, 1), (40, 5, 2), (3000, 17, 1), (9000, 33, 3), (12, 30, 2), (30, 31, 1)] {
            for (intercept, weighted, alpha) in [(true, false, 0.0), (false, true, 0.0), (true, true, 0.3), (false, false, 2.0)] {
                let (x, y) = (random(n, d, 1) + 3.0, random(n, t, 2));
                let weights = random(n, 1, 3).column(0).mapv(|v| (v + 0.8).max(0.0));
                let rows = Rows::new(x.view(), y.view(), weighted.then_some(weights.view()), intercept)?;
                let (alphas, means) = (vec![alpha; t], rows.means());
                let slow = orthogonal(&rows, (0..d).collect(), &alphas, 1e-6, means.clone());
                let fast = if d <= n {
                    let moments = rows.moments()?;
                    by_features(&rows, &moments, &used(&rows, &moments), &alphas, 1e-6)
                } else {
                    by_rows(&rows, &alphas, 1e-6, &means)?
                };
                let Some(fast) = fast else {
                    assert!(n <= d + 2 || weighted, "the fast way is taken for {n} rows of {d} features");
                    continue;
                };
                close(&fast.coef, &slow.coef, 1e-9);
                close(&fast.intercept.insert_axis(ndarray::Axis(0)), &slow.intercept.insert_axis(ndarray::Axis(0)), 1e-8);
                if alpha == 0.0 {
                    assert_eq!(fast.rank, slow.rank);
                }
            }
        }
        Ok(())
    }

    #[test]
    fn a_pivot_far_from_the_mean_costs_a_second_look_and_no_digits() -> Result<()> {
        // The sample sees every fourth row, and just those lie elsewhere.
        let n = 4096;
        let mut x = random(n, 3, 4);
        x.outer_iter_mut().step_by(4).for_each(|mut row| row += 1e6);
        let y = random(n, 1, 5);
        let rows = Rows::new(x.view(), y.view(), None, true)?;
        let fast = solve(&rows, &[0.0], 1e-12)?;
        let slow = orthogonal(&rows, vec![0, 1, 2], &[0.0], 1e-12, rows.means());
        close(&fast.coef, &slow.coef, 1e-8);
        Ok(())
    }
}
