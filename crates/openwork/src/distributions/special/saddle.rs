//! Loader's saddle point: binomial and Poisson probabilities that lose nothing to the cancellation of large logarithms.
//!
//! `ln x! - x ln m + m` cancels terms of size `x ln x`. Loader, *Fast and accurate computation of binomial probabilities* (2000), writes
//! it as Stirling's formula, whose error is small and known ([`stirling_error`]), plus the deviance, which is computed
//! as the small number that it is.

use super::gamma::{LN_ROOT_TWO_PI, stirling_error};
use std::f64::consts::PI;

/// The deviance `x ln(x / m) + m - x` of an observed `x` from an expected `m`, both at least 0.
pub fn deviance(x: f64, m: f64) -> f64 {
    deviance_by(x, m, x - m)
}

/// The deviance, where the caller knows `x - m` better than the rounded `m` tells.
pub(super) fn deviance_by(x: f64, m: f64, difference: f64) -> f64 {
    if x == 0.0 {
        return m;
    }
    if m == 0.0 {
        return f64::INFINITY;
    }
    // With v = (x - m) / (x + m): ln(x / m) = 2 artanh v.
    let v = difference / (x + m);
    if v.abs() < 0.4 {
        let w = v * v;
        let (mut power, mut sum, mut k) = (v * w, 0.0, 3.0);
        loop {
            let term = power / k;
            let next = sum + term;
            if next == sum {
                break;
            }
            (sum, power, k) = (next, power * w, k + 2.0);
        }
        return difference * v + 2.0 * x * sum;
    }
    let ratio = x / m;
    let ln = if ratio > 0.0 && ratio < f64::INFINITY { ratio.ln() } else { x.ln() - m.ln() };
    (x * ln - difference).max(0.0)
}

/// The Poisson probability `m^x e^-m / gamma(x + 1)`, for any `x >= 0`, whole or not.
pub fn poisson_mass(x: f64, m: f64) -> f64 {
    if x == 0.0 {
        return (-m).exp();
    }
    if m == 0.0 || x == f64::INFINITY {
        return 0.0;
    }
    if x < 1e-8 {
        return poisson_ln_mass(x, m).exp();
    }
    (-stirling_error(x) - deviance(x, m)).exp() / (2.0 * PI * x).sqrt()
}

/// The logarithm of [`poisson_mass`].
pub fn poisson_ln_mass(x: f64, m: f64) -> f64 {
    if x == 0.0 {
        return -m;
    }
    if m == 0.0 || x == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    if x < 1e-8 {
        return x * m.ln() - m - super::ln_gamma_1p(x);
    }
    -LN_ROOT_TWO_PI - 0.5 * x.ln() - stirling_error(x) - deviance(x, m)
}

/// The exponent of the saddle point, `x` and `n - x` both above 0.
fn binomial_exponent(x: f64, n: f64, p: f64, q: f64) -> f64 {
    // n p and n q are rounded, what they differ from x and n - x by is not: one fused operation.
    let above = if p <= q { (-n).mul_add(p, x) } else { n.mul_add(q, -(n - x)) };
    let errors = stirling_error(n) - stirling_error(x) - stirling_error(n - x);
    errors - deviance_by(x, n * p, above) - deviance_by(n - x, n * q, -above)
}

/// The probability of exactly `x` successes in `n` trials, each a success with probability `p = 1 - q`.
pub fn binomial_mass(x: f64, n: f64, p: f64, q: f64) -> f64 {
    if x > 0.0 && x < n && p > 0.0 && q > 0.0 {
        return (n / (2.0 * PI * x * (n - x))).sqrt() * binomial_exponent(x, n, p, q).exp();
    }
    binomial_ln_mass(x, n, p, q).exp()
}

/// The logarithm of [`binomial_mass`].
pub fn binomial_ln_mass(x: f64, n: f64, p: f64, q: f64) -> f64 {
    // ln p, from whichever of p and q is the exact one.
    let ln = |p: f64, q: f64| if p < 0.5 { p.ln() } else { (-q).ln_1p() };
    if !(0.0..=n).contains(&x) {
        return f64::NEG_INFINITY;
    }
    if x == 0.0 {
        return if n == 0.0 { 0.0 } else { n * ln(q, p) };
    }
    if x == n {
        return n * ln(p, q);
    }
    if p == 0.0 || q == 0.0 {
        return f64::NEG_INFINITY;
    }
    -LN_ROOT_TWO_PI + 0.5 * (n / x / (n - x)).ln() + binomial_exponent(x, n, p, q)
}
