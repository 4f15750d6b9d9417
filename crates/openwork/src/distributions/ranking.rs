//! Which distribution fits data best: every candidate is fitted, and the likeliest comes first.

use super::Distribution;
use super::catalogue::{Boxed, Kind};
use super::kolmogorov::{chi_squared_test, kolmogorov_smirnov};
use crate::error::{Error, Result};
use crate::order::ascending;

/// A candidate, fitted.
#[derive(Debug)]
pub struct Fitted {
    /// The most likely distribution of its kind.
    pub distribution: Boxed,
    /// The logarithm of the likelihood of the data under it.
    pub ln_likelihood: f64,
    /// Akaike's criterion, `2 parameters - 2 ln likelihood`: smaller is better, and a parameter must earn its keep.
    pub aic: f64,
    /// How well it fits at all: a bad fit can be the best. `None` where too few observations are too much alike for a test.
    pub goodness: Option<Goodness>,
}

/// A test of goodness of fit.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Goodness {
    /// `Kolmogorov-Smirnov` for a continuous distribution, `chi-squared` for a discrete one.
    pub test: &'static str,
    /// The test's statistic.
    pub statistic: f64,
    /// The probability of one as large or larger if the data came from the distribution. Kolmogorov and Smirnov's is too large (the test
    /// too kind) for parameters that were fitted to the same data; the chi-squared test pays a degree of freedom for each.
    pub p_value: f64,
}

/// Classes with fewer expected observations are merged with their neighbours.
const LEAST_EXPECTED: f64 = 5.0;

// ANCHOR: chi_squared
/// Pearson's chi-squared test of whole numbers, in classes from below, each with at least five observations expected.
fn chi_squared(x: &[f64], distribution: &dyn Distribution, fitted: usize) -> Option<Goodness> {
    let mut sorted = x.to_vec();
    ascending(&mut sorted);
    let (n, last) = (x.len() as f64, *sorted.last()?);
    let (mut observed, mut expected) = (vec![], vec![]);
    let (mut before, mut seen, mut k) = (0.0, 0, distribution.support().0);
    while k < last && observed.len() < x.len() {
        let below = distribution.cdf(k);
        if n * (below - before) >= LEAST_EXPECTED {
            if n * (1.0 - below) < LEAST_EXPECTED {
                break;
            }
            let up_to = sorted.partition_point(|&x| x <= k);
            observed.push((up_to - seen) as f64);
            expected.push(n * (below - before));
            (before, seen) = (below, up_to);
        }
        // The next number, or, where masses are tiny, the first that has enough.
        k = (k + 1.0).max(distribution.quantile((before + LEAST_EXPECTED / n).min(1.0)).min(last));
    }
    observed.push((x.len() - seen) as f64);
    expected.push(n * (1.0 - before));
    let (statistic, p_value) = chi_squared_test(&observed, &expected, fitted).ok()?;
    Some(Goodness { test: "chi-squared", statistic, p_value })
}
// ANCHOR_END: chi_squared

/// The candidates in order.
#[derive(Debug)]
pub struct Ranking {
    /// Those that could be fitted, the likeliest first.
    pub fitted: Vec<Fitted>,
    /// Those that could not, each with the reason.
    pub refused: Vec<(&'static str, Error)>,
}

// ANCHOR: rank
/// Fits every candidate and puts the likeliest first; of equals the one that was named first.
///
/// ```
/// use openwork::distributions::{Distribution, Gamma, KINDS, rank};
/// let x = Gamma::with_scale(4.0, 2.0)?.samples(2000, 1);
/// let ranking = rank(&x, KINDS.iter().filter(|kind| !kind.discrete))?;
/// assert_eq!(ranking.fitted[0].distribution.name(), "gamma");
/// assert_eq!(ranking.refused[0].0, "beta"); // not all are below 1
/// # Ok::<(), openwork::Error>(())
/// ```
///
/// # Errors
/// No observations, or a value that is not finite. That a candidate cannot be fitted is no error.
pub fn rank<'a>(x: &[f64], candidates: impl IntoIterator<Item = &'a Kind>) -> Result<Ranking> {
    super::check::observations(x, 1, |_| true, "finite numbers")?;
    let mut ranking = Ranking { fitted: vec![], refused: vec![] };
    for kind in candidates {
        let fit = kind.fit.ok_or_else(|| Error::setting("distribution", kind.name, "one whose parameters can be fitted"));
        match fit.and_then(|fit| fit(x)) {
            Ok(distribution) => {
                let ln_likelihood = distribution.ln_likelihood(x);
                let goodness = if kind.discrete {
                    chi_squared(x, &*distribution, kind.parameters.len())
                } else {
                    let test = kolmogorov_smirnov(x, &*distribution)?;
                    Some(Goodness { test: "Kolmogorov-Smirnov", statistic: test.statistic, p_value: test.p_value })
                };
                let aic = 2.0 * kind.parameters.len() as f64 - 2.0 * ln_likelihood;
                ranking.fitted.push(Fitted { distribution, ln_likelihood, aic, goodness });
            }
            Err(reason) => ranking.refused.push((kind.name, reason)),
        }
    }
    ranking.fitted.sort_by(|a, b| b.ln_likelihood.total_cmp(&a.ln_likelihood));
    Ok(ranking)
}
// ANCHOR_END: rank

#[cfg(test)]
mod tests {
    use super::super::{KINDS, Poisson};
    use super::*;

    #[test]
    fn counts_are_ranked_and_tested() {
        let x = Poisson::new(7.5).map(|d| d.samples(3000, 2)).unwrap_or_default();
        let Ok(ranking) = rank(&x, KINDS.iter().filter(|kind| kind.discrete)) else { panic!("no ranking") };
        let of = |name: &str| ranking.fitted.iter().find(|f| f.distribution.name() == name);
        let Some(poisson) = of("poisson") else { panic!("no poisson") };
        assert!(poisson.goodness.is_some_and(|g| g.p_value > 1e-3 && g.test == "chi-squared"), "{poisson:?}");
        assert!(of("geometric").is_none_or(|g| g.goodness.is_some_and(|g| g.p_value < 1e-9)));
        assert!(ranking.refused.iter().any(|(name, _)| *name == "bernoulli"));
    }
}
