//! The central moments of the Weibull distribution, which for a large shape are tiny differences of numbers near 1.

use super::special::ln_gamma;
use crate::kernels::elementary::expm1;

/// Of the distribution over its mean.
pub(super) struct Moments {
    /// The variance over the square of the mean.
    pub square: f64,
    pub skewness: f64,
    pub kurtosis: f64,
}

/// Terms of a series in `1/shape`.
const TERMS: usize = 48;
type Series = [f64; TERMS];

impl Moments {
    pub fn new(shape: f64) -> Self {
        if shape < 10.0 { Self::by_gamma(shape) } else { Self::by_series(1.0 / shape) }
    }

    // ANCHOR: moments
    /// With `d_n = ln Γ(1 + n/k) - n ln Γ(1 + 1/k)`, the n-th moment over the n-th power of the mean is `exp(d_n)`.
    fn by_gamma(shape: f64) -> Self {
        let d = |n: f64| ln_gamma(1.0 + n / shape) - n * ln_gamma(1.0 + 1.0 / shape);
        let [r2, r3, r4] = [d(2.0), d(3.0), d(4.0)].map(expm1);
        if d(4.0) > 650.0 {
            // So heavy a tail that the highest moment is all there is.
            return Self { square: r2, skewness: (d(3.0) - 1.5 * d(2.0)).exp(), kurtosis: (d(4.0) - 2.0 * d(2.0)).exp() };
        }
        let third = r3 - 3.0 * r2;
        let fourth = r4 - 4.0 * r3 + 6.0 * r2;
        Self { square: r2, skewness: third / r2.powf(1.5), kurtosis: fourth / (r2 * r2) - 3.0 }
    }
    // ANCHOR_END: moments

    /// The same with every `d_n` as a series in `e = 1/k`, `sum of (-1)^j zeta(j) (n^j - n) e^j / j`: what cancels are whole coefficients, and
    /// those are left out.
    fn by_series(e: f64) -> Self {
        let [r2, r3, r4] = [2.0, 3.0, 4.0].map(|n: f64| {
            let mut d = [0.0; TERMS];
            let mut power = n;
            for (j, d) in d.iter_mut().enumerate().skip(2) {
                power *= n;
                let sign = if j % 2 == 0 { 1.0 } else { -1.0 };
                *d = sign * zeta(j as i32) * (power - n) / j as f64;
            }
            exp_minus_one(&d)
        });
        // The square begins with e², the third with e³, the fourth with e⁴.
        let at = |from: usize, of: &dyn Fn(usize) -> f64| (from..TERMS).rev().fold(0.0, |sum, j| sum * e + of(j));
        let second = at(2, &|j| r2[j]);
        let third = at(3, &|j| r3[j] - 3.0 * r2[j]);
        let fourth = at(4, &|j| r4[j] - 4.0 * r3[j] + 6.0 * r2[j]);
        Self { square: second * e * e, skewness: third / second.powf(1.5), kurtosis: fourth / (second * second) - 3.0 }
    }
}

/// Riemann's zeta of a whole number from 2 on: the first terms, and the rest by the Euler-Maclaurin formula.
fn zeta(s: i32) -> f64 {
    const N: i32 = 40;
    let (n, p) = (f64::from(N), f64::from(s));
    let rest = n / (p - 1.0) + 0.5 + p / (12.0 * n) - p * (p + 1.0) * (p + 2.0) / (720.0 * n.powi(3))
        + p * (p + 1.0) * (p + 2.0) * (p + 3.0) * (p + 4.0) / (30_240.0 * n.powi(5));
    (1..N).rev().map(|k| f64::from(k).powi(-s)).sum::<f64>() + rest * n.powi(-s)
}

/// `exp(d) - 1` of a series without a constant: `y' = d' y`, term by term.
fn exp_minus_one(d: &Series) -> Series {
    let mut y = [0.0; TERMS];
    y[0] = 1.0;
    for n in 1..TERMS {
        y[n] = (1..=n).map(|j| j as f64 * d[j] * y[n - j]).sum::<f64>() / n as f64;
    }
    y[0] = 0.0;
    y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_agree_where_both_hold() {
        assert!((zeta(2) - std::f64::consts::PI.powi(2) / 6.0).abs() < 1e-14);
        for shape in [9.0, 10.0, 12.0] {
            let (a, b) = (Moments::by_gamma(shape), Moments::by_series(1.0 / shape));
            assert!((a.square / b.square - 1.0).abs() < 1e-12);
            assert!((a.skewness / b.skewness - 1.0).abs() < 1e-11, "{} {}", a.skewness, b.skewness);
            assert!((a.kurtosis / b.kurtosis - 1.0).abs() < 1e-11, "{} {}", a.kurtosis, b.kurtosis);
        }
    }
}
