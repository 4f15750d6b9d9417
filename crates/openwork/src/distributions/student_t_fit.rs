//! The maximum-likelihood fit of Student's t.

use super::gamma::ln_minus_digamma;
use super::normal::mean_and_std;
use crate::error::{Error, Result};
use crate::order::ascending;

/// Degrees of freedom beyond which the distribution is normal to within what any data can tell.
const MOST: f64 = 1e8;

/// df, loc and scale.
///
/// For a given df the observation x weighs `w = (df+1) / (df + z²)`; loc and scale are the weighted mean and deviation, again and again
/// until they rest (expectation maximisation, with the faster normalisation by the sum of the weights: J. Kent, D. Tyler, Y. Vardi, 1994). df then solves the
/// equation of its derivative, `ψ((df+1)/2) - ψ(df/2) + ln(df...)`, whose sign is bisected.
pub(super) fn fit(x: &[f64]) -> Result<(f64, f64, f64)> {
    let mut sorted = x.to_vec();
    ascending(&mut sorted);
    let median = sorted[sorted.len() / 2];
    let (_, std) = mean_and_std(x);
    let mut middle = (median, std);
    let at = |df: f64, from: (f64, f64)| -> Result<((f64, f64), f64)> {
        let (loc, scale) = settle(x, df, from)?;
        Ok(((loc, scale), slope(x, df, loc, scale)))
    };
    // The sign of the derivative along the profile, on a logarithmic scale of df.
    let (mut low, mut high) = (0.05_f64.ln(), MOST.ln());
    let (there, end) = at(MOST, middle)?;
    if end >= 0.0 {
        return Ok((MOST, there.0, there.1));
    }
    while high - low > 1e-13 * high.abs().max(1.0) {
        let df = (0.5 * (low + high)).exp();
        let (next, slope) = at(df, middle)?;
        middle = next;
        if slope > 0.0 {
            low = df.ln()
        } else {
            high = df.ln()
        }
        if 0.5 * (low + high) <= low || 0.5 * (low + high) >= high {
            break;
        }
    }
    Ok(((0.5 * (low + high)).exp(), middle.0, middle.1))
}

// ANCHOR: settle
/// The most likely loc and scale for a df.
fn settle(x: &[f64], df: f64, from: (f64, f64)) -> Result<(f64, f64)> {
    let (mut loc, mut scale) = from;
    for _ in 0..2000 {
        let (mut weights, mut first, mut second) = (0.0, 0.0, 0.0);
        for x in x {
            let d = x - loc;
            let w = (df + 1.0) / (df + (d / scale).powi(2));
            (weights, first, second) = (weights + w, first + w * d, second + w * d * d);
        }
        let (move_by, next) = (first / weights, (second / weights).sqrt());
        if !(next > 0.0 && next.is_finite()) {
            return Err(Error::setting("x", "a value that most observations share", "observations that differ"));
        }
        let rests = move_by.abs() <= 1e-14 * next && (next - scale).abs() <= 1e-14 * next;
        (loc, scale) = (loc + move_by, next);
        if rests {
            break;
        }
    }
    Ok((loc, scale))
}
// ANCHOR_END: settle

/// The derivative of the mean log likelihood by df, times 2: where it is positive, more degrees of freedom are likelier.
fn slope(x: &[f64], df: f64, loc: f64, scale: f64) -> f64 {
    let half = 0.5 * df;
    // ψ(half + 1/2) - ψ(half) - 1/df, from what the two differ from their logarithms by.
    let constant = (1.0 / df).ln_1p() - ln_minus_digamma(half + 0.5) + ln_minus_digamma(half) - 1.0 / df;
    let each = x.iter().map(|x| {
        let square = ((x - loc) / scale).powi(2);
        (df + 1.0) / df * (square / (df + square)) - (square / df).ln_1p()
    });
    constant + each.sum::<f64>() / x.len() as f64
}
