//! The uniform expansion of the incomplete gamma and beta functions about their middle, where both tails matter.
//!
//! Temme, *Uniform asymptotic expansions of the incomplete gamma functions and the incomplete beta function* (1975), writes both as
//! `K * integral of exp(-a s^2 / 2) f(s) ds`. With `f(s) = f(0) + s g(s)`, one integration by parts leaves the normal distribution, a
//! boundary term, and the same integral with `g'` in the place of `f`, divided by `a`; the next is divided by `a` again. Here the
//! Taylor coefficients of all the `g` are made once, when `a` is known, and added up; a point then costs one polynomial.

use super::normal::erfcx;
use super::{Side, Tail};
use std::f64::consts::FRAC_1_SQRT_2;

/// Taylor coefficients of `f` to start from; each integration by parts uses up two.
const TERMS: usize = 60;
/// Coefficients of the boundary term that are kept.
const KEPT: usize = 30;

/// From this `a` on, and up to this `|s|`, the expansion is good to the last bits.
pub(super) const FROM: f64 = 20.0;
/// For a single point the expansion pays from here on.
pub(super) const ONCE_FROM: f64 = 500.0;
pub(super) const WITHIN: f64 = 0.8;

/// The expansion for one distribution.
#[derive(Debug, Clone)]
pub(super) struct Laplace {
    a: f64,
    /// The boundary term's polynomial in `s`, times `K / a`.
    boundary: [f64; KEPT],
}

impl Laplace {
    /// `a` is the smaller of the two parameters, `c = a / (a + b)` its share (0 for the incomplete gamma function), `k` the constant `K`.
    ///
    /// The variable of integration is `t = a (1 + mu)`, in shares `c (1 + mu)`, and
    /// `s^2 / 2 = mu - ln(1 + mu)` where c is 0; in general `mu mu' = s ((1 - c) + (1 - 2 c) mu - c mu^2)`.
    pub(super) fn new(a: f64, c: f64, k: f64) -> Self {
        // mu = m[1] s + m[2] s^2 + ..., by comparing the coefficients of s^j in the differential equation.
        let mut m = [0.0; TERMS + 2];
        m[1] = (1.0 - c).sqrt();
        for j in 2..m.len() {
            let square: f64 = (1..j - 1).map(|i| m[i] * m[j - 1 - i]).sum();
            let known: f64 = (2..j).map(|i| m[i] * (j + 1 - i) as f64 * m[j + 1 - i]).sum();
            m[j] = ((1.0 - 2.0 * c) * m[j - 1] - c * square - known) / ((j + 1) as f64 * m[1]);
        }
        // f = s / mu: the reciprocal of m[1] + m[2] s + ...
        let mut f = [0.0; TERMS];
        f[0] = 1.0 / m[1];
        for j in 1..TERMS {
            f[j] = -(1..=j).map(|i| m[i + 1] * f[j - i]).sum::<f64>() / m[1];
        }
        let (mut boundary, mut scale) = ([0.0; KEPT], k / a);
        let mut length = TERMS;
        while length > KEPT {
            for (sum, g) in boundary.iter_mut().zip(&f[1..length]) {
                *sum += scale * g;
            }
            // The derivative of g, whose coefficients are f's moved down by one.
            for j in 0..length - 2 {
                f[j] = (j + 1) as f64 * f[j + 2];
            }
            (length, scale) = (length - 2, scale / a);
            if (scale * f[1]).abs() < 1e-18 * boundary[0].abs().max(1e-3 * k / a) {
                break;
            }
        }
        Self { a, boundary }
    }

    /// The smaller tail at `s`, given `exponent = a s^2 / 2`.
    pub(super) fn tail(&self, s: f64, exponent: f64) -> Tail {
        let boundary = self.boundary.iter().rev().fold(0.0, |sum, c| sum * s + c);
        let half = 0.5 * erfcx(s.abs() * self.a.sqrt() * FRAC_1_SQRT_2);
        if s < 0.0 {
            Tail::new(Side::Lower, -exponent, half - boundary)
        } else {
            Tail::new(Side::Upper, -exponent, half + boundary)
        }
    }
}
