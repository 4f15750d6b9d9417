//! The Kolmogorov-Smirnov test: how far is the staircase of a sample from a cumulative, and how often chance goes that far.

use super::special::binomial_mass;
use super::{Distribution, Function};
use crate::error::{Error, Result};
use crate::order::ascending;
use std::f64::consts::PI;

/// The largest distance, and how probable one as large is.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct KolmogorovSmirnov {
    /// The largest vertical distance between the sample's staircase and the cumulative.
    pub statistic: f64,
    /// The probability of so large a distance if the sample came from the distribution. It is too large (the test too kind) where
    /// the parameters were fitted to the same sample.
    pub p_value: f64,
}

// ANCHOR: statistic
/// Tests whether the sample may come from a continuous distribution.
///
/// ```
/// use openwork::distributions::{Distribution, Uniform, kolmogorov_smirnov};
/// let uniform = Uniform::new(0.0, 1.0)?;
/// let test = kolmogorov_smirnov(&[0.1, 0.3, 0.6, 0.95], &uniform)?;
/// assert!((test.statistic - 0.2).abs() < 1e-15 && test.p_value > 0.9);
/// # Ok::<(), openwork::Error>(())
/// ```
///
/// # Errors
/// No observations, NaN among them, a discrete distribution.
pub fn kolmogorov_smirnov(x: &[f64], distribution: &dyn Distribution) -> Result<KolmogorovSmirnov> {
    if distribution.is_discrete() {
        return Err(Error::setting(
            "distribution",
            distribution.name(),
            "a continuous one; a discrete one takes chi_squared_test",
        ));
    }
    if x.is_empty() {
        return Err(Error::empty("x", "at least one observation"));
    }
    let mut sorted = x.to_vec();
    ascending(&mut sorted);
    let mut cdf = vec![0.0; x.len()];
    distribution.evaluate(Function::Cdf, &sorted, &mut cdf)?;
    let n = x.len() as f64;
    let gaps = cdf.iter().enumerate().map(|(i, &p)| ((i + 1) as f64 / n - p).max(p - i as f64 / n));
    let statistic = gaps.fold(0.0, f64::max);
    Ok(KolmogorovSmirnov { statistic, p_value: kolmogorov_sf(x.len(), statistic) })
}
// ANCHOR_END: statistic

/// The probability that the statistic of n observations exceeds d. The choice between the exact sum, the exact matrix power and the
/// expansion is that of R. Simard, P. L'Ecuyer, "Computing the two-sided Kolmogorov-Smirnov distribution", 2011.
pub fn kolmogorov_sf(n: usize, d: f64) -> f64 {
    let size = n as f64;
    let t = size * d;
    if !(d > 0.0 && t > 0.5) {
        return if d.is_nan() { d } else { 1.0 };
    }
    if d >= 1.0 {
        return 0.0;
    }
    let square = t * d;
    if d >= 0.5 || t >= size - 1.0 || square >= if n <= 140 { 4.0 } else { 2.2 } {
        return (2.0 * one_sided(size, d)).min(1.0);
    }
    let cdf = if n <= 140 || (n <= 100_000 && size * d.powf(1.5) <= 1.4) { matrix_power(n, d) } else { expansion(size, d) };
    (1.0 - cdf).clamp(0.0, 1.0)
}

/// Smirnov's exact sum for one side: the probability that the staircase comes `d` above the cumulative anywhere.
fn one_sided(n: f64, d: f64) -> f64 {
    let last = (n * (1.0 - d)).floor();
    let mut j = 0.0;
    let mut sum = 0.0;
    while j <= last {
        let p = (d + j / n).min(1.0);
        sum += binomial_mass(j, n, p, 1.0 - p) * (d / p);
        j += 1.0;
    }
    sum
}

/// `P(D <= d)` exactly, as the middle element of the n-th power of a matrix: G. Marsaglia, W. Tsang, J. Wang, "Evaluating Kolmogorov's
/// distribution", 2003. Powers are kept near 1 by powers of two.
fn matrix_power(n: usize, d: f64) -> f64 {
    let t = n as f64 * d;
    let k = t.floor() as usize + 1;
    let (m, h) = (2 * k - 1, k as f64 - t);
    let mut matrix = vec![0.0; m * m];
    for i in 0..m {
        for j in 0..=(i + 1).min(m - 1) {
            matrix[i * m + j] = 1.0;
        }
    }
    for i in 0..m {
        matrix[i * m] -= h.powi(i as i32 + 1);
        matrix[(m - 1) * m + i] -= h.powi((m - i) as i32);
    }
    matrix[(m - 1) * m] += (2.0 * h - 1.0).max(0.0).powi(m as i32);
    for i in 0..m {
        let mut factorial = 1.0;
        for j in (0..=i).rev() {
            factorial *= (i - j + 1) as f64;
            matrix[i * m + j] /= factorial;
        }
    }
    let (mut power, mut shift) = (identity(m), 0);
    let (mut base, mut base_shift) = (matrix, 0);
    let mut left = n;
    while left > 0 {
        if left & 1 == 1 {
            (power, shift) = product(&power, &base, m, shift + base_shift);
        }
        (base, base_shift) = product(&base, &base, m, 2 * base_shift);
        left >>= 1;
    }
    // n! / nⁿ, a factor at a time.
    let (mut value, mut shift) = (power[(k - 1) * m + k - 1], shift);
    for i in 1..=n {
        value *= i as f64 / n as f64;
        if value < 1e-200 {
            (value, shift) = (value * 2.0_f64.powi(512), shift - 512);
        }
    }
    value * 2.0_f64.powi(shift.clamp(-2000, 1000))
}

fn identity(m: usize) -> Vec<f64> {
    (0..m * m).map(|i| f64::from(u8::from(i % (m + 1) == 0))).collect()
}

fn product(a: &[f64], b: &[f64], m: usize, shift: i32) -> (Vec<f64>, i32) {
    let mut out = vec![0.0; m * m];
    for (row, out) in a.chunks_exact(m).zip(out.chunks_exact_mut(m)) {
        for (a, b) in row.iter().zip(b.chunks_exact(m)) {
            out.iter_mut().zip(b).for_each(|(out, b)| *out += a * b);
        }
    }
    if out[(m / 2) * m + m / 2] > 1e140 {
        out.iter_mut().for_each(|x| *x *= 2.0_f64.powi(-464));
        return (out, shift + 464);
    }
    (out, shift)
}

/// `P(D <= d)` for many observations: the first four terms of its expansion in `1/sqrt(n)` (W. Pelz, I. Good, 1976).
fn expansion(n: f64, d: f64) -> f64 {
    let z = n.sqrt() * d;
    let (z2, z4, z6) = (z * z, z.powi(4), z.powi(6));
    let pi2 = PI * PI;
    if pi2 / (8.0 * z2) > 708.0 {
        return 0.0;
    }
    let mut k = [0.0; 4];
    let mut extra = [0.0; 2];
    for i in 1..=(16.0 * z / PI).ceil() as i32 {
        let odd = pi2 * f64::from((2 * i - 1) * (2 * i - 1)) / 4.0; // (π(i - 1/2))²
        let weight = (-odd / (2.0 * z2)).exp();
        k[0] += weight;
        k[1] += weight * (odd - z2);
        k[2] += weight * (6.0 * z6 + 2.0 * z4 + (2.0 * z4 - 5.0 * z2) * odd + (1.0 - 2.0 * z2) * odd * odd);
        k[3] += weight
            * (-30.0 * z6 - 90.0 * z4 * z4
                + (135.0 * z4 - 96.0 * z6) * odd
                + (212.0 * z4 - 60.0 * z2) * odd * odd
                + (5.0 - 30.0 * z2) * odd * odd * odd);
        let even = pi2 * f64::from(i * i);
        let weight = (-even / (2.0 * z2)).exp() * even;
        extra[0] += weight;
        extra[1] += weight * (3.0 * z2 - even);
    }
    let root = (2.0 * PI).sqrt();
    let [k0, k1, k2, k3] = k;
    let terms = [
        root / z * k0,
        root / (6.0 * z4) * k1,
        root / (72.0 * z6 * z) * k2 - root / (36.0 * z2 * z) * extra[0],
        root / (6480.0 * z6 * z4) * k3 + root / (216.0 * z6) * extra[1],
    ];
    terms.iter().rev().fold(0.0, |sum, term| sum / n.sqrt() + term)
}

/// Pearson's chi-squared test of counts against what was expected: `(statistic, p_value)`. `fitted` parameters cost a degree of freedom each.
///
/// # Errors
/// Counts of different lengths, fewer than two classes that are left, an expected count that is not positive.
pub fn chi_squared_test(observed: &[f64], expected: &[f64], fitted: usize) -> Result<(f64, f64)> {
    if observed.len() != expected.len() {
        return Err(Error::shape("expected", format!("{} classes", expected.len()), format!("{}, one a count", observed.len())));
    }
    if observed.len() < fitted + 2 {
        return Err(Error::shape("observed", format!("{} classes", observed.len()), format!("at least {}", fitted + 2)));
    }
    if let Some(i) = expected.iter().position(|e| !(*e > 0.0 && e.is_finite())) {
        return Err(Error::setting(
            "expected",
            format!("{} at index {i}", expected[i]),
            "positive counts; merge the rare classes",
        ));
    }
    let statistic = observed.iter().zip(expected).map(|(o, e)| (o - e).powi(2) / e).sum();
    let df = (observed.len() - fitted - 1) as f64;
    Ok((statistic, super::ChiSquared::new(df)?.sf(statistic)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_meet() {
        // The exact matrix beside the expansion and the sum.
        for (n, d) in [(141, 0.08), (200, 0.09), (500, 0.05), (1000, 0.03)] {
            let (exact, near) = (matrix_power(n, d), expansion(n as f64, d));
            assert!((exact - near).abs() < 3e-6, "{n} {d}: {exact} {near}");
        }
        for (n, d) in [(100, 0.25), (140, 0.17)] {
            let (exact, sum) = (1.0 - matrix_power(n, d), 2.0 * one_sided(n as f64, d));
            assert!((exact / sum - 1.0).abs() < 1e-4, "{n} {d}: {exact} {sum}");
        }
        assert_eq!((kolmogorov_sf(10, 0.0), kolmogorov_sf(10, 1.0)), (1.0, 0.0));
        assert!((kolmogorov_sf(1, 0.75) - 0.5).abs() < 1e-15); // P(|U - 1/2| > 1/4)
    }
}
