//! The standard normal cumulative, its logarithm and its inverse, by their series, continued fraction and Newton's method.

use std::f64::consts::PI;

/// `exp(-z²/2) / sqrt(2 pi)`.
fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}

/// `Phi(-z) / density(z)` for `z >= 2`: Mills' ratio by its continued fraction `1 / (z + 1 / (z + 2 / (z + 3 / ...)))`.
fn mills(z: f64) -> f64 {
    let terms = (20.0 + 800.0 / (z * z)) as u32;
    1.0 / (1..=terms).rev().fold(z, |tail, k| z + f64::from(k) / tail)
}

/// The standard normal cumulative.
pub(crate) fn ndtr(z: f64) -> f64 {
    if z.is_nan() {
        z
    } else if z.abs() < 2.0 {
        // Phi(z) - 1/2 = density(z) (z + z³/3 + z⁵/(3·5) + ...)
        let (mut term, mut sum, mut k) = (z, z, 1.0);
        while f64::abs(term) > 1e-17 * f64::abs(sum) {
            k += 2.0;
            term *= z * z / k;
            sum += term;
        }
        if z < -0.5 { density(z) * mills_small(-z) } else { 0.5 + density(z) * sum }
    } else if z < 0.0 {
        if z < -39.0 { 0.0 } else { density(z) * mills(-z) }
    } else {
        1.0 - ndtr(-z)
    }
}

/// Mills' ratio below 2, by the continued fraction with more terms.
fn mills_small(z: f64) -> f64 {
    1.0 / (1..=2000).rev().fold(z, |tail, k| z + f64::from(k) / tail)
}

/// The logarithm of the standard normal cumulative.
pub(crate) fn log_ndtr(z: f64) -> f64 {
    if z > 0.0 {
        (-ndtr(-z)).ln_1p()
    } else if z > -2.0 {
        ndtr(z).ln()
    } else {
        -0.5 * z * z - 0.5 * (2.0 * PI).ln() + mills(-z).ln()
    }
}

/// The inverse of the standard normal cumulative.
pub(crate) fn ndtri(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p > 0.5 {
        return -ndtri(1.0 - p);
    }
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    // Newton's method on ln Phi, which is concave, from the left of the root.
    let target = p.ln();
    let mut z = -(-2.0 * target).sqrt();
    for _ in 0..60 {
        let ln = log_ndtr(z);
        let step = (ln - target) / (-0.5 * z * z - 0.5 * (2.0 * PI).ln() - ln).exp();
        z -= step;
        if step.abs() <= 1e-16 * z.abs() {
            break;
        }
    }
    z
}
