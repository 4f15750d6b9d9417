//! Whether one run is better than another, or chance: paired tests over the same queries.

use crate::error::{Error, Result};
use rand::{RngExt, SeedableRng};
use serde::Serialize;

/// How the difference of two runs stands against chance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairedTest {
    /// Queries that both have.
    pub queries: usize,
    /// The mean of the first.
    pub first: f64,
    /// The mean of the second.
    pub second: f64,
    /// The mean of the differences, second less first.
    pub difference: f64,
    /// Student's t of the differences; none where all differences are equal.
    pub t: Option<f64>,
    /// The probability of a t at least as far from 0 where there is no difference; 1 where all differences are 0.
    pub t_p: f64,
    /// The probability of a mean difference at least as far from 0 where the two runs are swapped query by query at random.
    pub randomisation_p: f64,
    /// How many random swappings were tried; all possible ones where there are no more than that.
    pub swaps: usize,
}

/// Compares the values of two runs, query by query.
///
/// # Errors
/// [`Error::Shape`] for lists of different length, [`Error::Empty`] for fewer than two queries, [`Error::Setting`] for no swaps.
pub fn compare_runs(first: &[f64], second: &[f64], swaps: usize, seed: u64) -> Result<PairedTest> {
    if first.len() != second.len() {
        return Err(Error::shape("second", second.len(), format!("{}, as many values as the first run", first.len())));
    }
    if first.len() < 2 {
        return Err(Error::empty("the set of queries that both runs have, less one", "two queries or more"));
    }
    if swaps == 0 {
        return Err(Error::setting("swaps", 0, "at least 1, such as 10000"));
    }
    let n = first.len();
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| b - a).collect();
    let sum: f64 = differences.iter().sum();
    let mean = sum / n as f64;
    let spread: f64 = differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1) as f64;
    let t = (spread > 0.0).then(|| mean / (spread / n as f64).sqrt());
    let t_p = match t {
        Some(t) => student_two_sided(t, (n - 1) as f64),
        None => f64::from(u8::from(mean == 0.0)),
    };
    let (randomisation_p, swaps) = randomised(&differences, sum.abs(), swaps, seed);
    let average = |values: &[f64]| values.iter().sum::<f64>() / n as f64;
    Ok(PairedTest {
        queries: n,
        first: average(first),
        second: average(second),
        difference: mean,
        t,
        t_p,
        randomisation_p,
        swaps,
    })
}

/// The share of sign changes whose sum is at least as far from 0: of all of them where they are few, else of random ones, the
/// one that was seen counted in.
fn randomised(differences: &[f64], seen: f64, swaps: usize, seed: u64) -> (f64, usize) {
    // A sum that differs by rounding alone is no smaller.
    let far = seen * (1.0 - 1e-12);
    let n = differences.len();
    if n < 20 && 1 << n <= swaps {
        let sum =
            |signs: usize| -> f64 { (0..n).map(|i| if signs >> i & 1 == 1 { -differences[i] } else { differences[i] }).sum() };
        let hits = (0..1_usize << n).filter(|&signs| sum(signs).abs() >= far).count();
        return (hits as f64 / (1_usize << n) as f64, 1 << n);
    }
    let mut rng = rand_pcg::Pcg64::seed_from_u64(seed);
    let mut hits = 0_usize;
    for _ in 0..swaps {
        let mut sum = 0.0;
        for part in differences.chunks(64) {
            let mut signs: u64 = rng.random();
            for d in part {
                sum += if signs & 1 == 1 { -d } else { *d };
                signs >>= 1;
            }
        }
        hits += usize::from(sum.abs() >= far);
    }
    ((hits + 1) as f64 / (swaps + 1) as f64, swaps)
}

/// The probability that Student's t with so many degrees of freedom is at least as far from 0.
pub(crate) fn student_two_sided(t: f64, freedom: f64) -> f64 {
    incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)
}

/// The regularised incomplete beta function, by Lentz's evaluation of its continued fraction (DLMF 8.17.22).
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    let tiny = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let (mut c, mut d) = (1.0, 1.0 / tiny(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..1000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for step in [even, odd] {
            d = 1.0 / tiny(1.0 + step * d);
            c = tiny(1.0 + step / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * fraction
}

/// ln Γ(x) for x > 0: Stirling's series, after stepping up to where it is exact to double precision.
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x, 1.0_f64);
    while x < 15.0 {
        product *= x;
        x += 1.0;
    }
    let over = 1.0 / (x * x);
    // Bernoulli numbers: 1/12, -1/360, 1/1260, -1/1680, 1/1188, -691/360360, 1/156
    let series = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0, 1.0 / 156.0];
    let tail = series.iter().rev().fold(0.0, |sum, term| sum * over + term) / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + tail - product.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Γ(1/2) = √π, Γ(10) = 9!
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-14);
        assert!((ln_gamma(10.0) - 362_880_f64.ln()).abs() < 1e-13);
        // With one degree of freedom t is Cauchy's: P(|t| >= 1) = 1/2. With two, P(|t| >= √2) = 1 - 1/√2.
        assert!((student_two_sided(1.0, 1.0) - 0.5).abs() < 1e-14);
        assert!((student_two_sided(2.0_f64.sqrt(), 2.0) - (1.0 - 0.5_f64.sqrt())).abs() < 1e-14);
    }

    #[test]
    fn few_queries_are_swapped_in_all_ways() {
        let test = compare_runs(&[0.0, 0.0, 0.0], &[1.0, 1.0, 1.0], 1000, 0).unwrap();
        assert_eq!((test.randomisation_p, test.swaps, test.t, test.t_p), (0.25, 8, None, 0.0));
        let same = compare_runs(&[0.5; 40], &[0.5; 40], 100, 0).unwrap();
        assert_eq!((same.randomisation_p, same.t_p), (1.0, 1.0));
    }
}
