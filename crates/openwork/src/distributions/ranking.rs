//! Which distribution fits data best: every candidate is fitted, and the likeliest comes first.

use super::catalogue::{Boxed, Kind};
use super::kolmogorov::{KolmogorovSmirnov, kolmogorov_smirnov};
use crate::error::{Error, Result};

/// A candidate, fitted.
#[derive(Debug)]
pub struct Fitted {
    /// The most likely distribution of its kind.
    pub distribution: Boxed,
    /// The logarithm of the likelihood of the data under it.
    pub ln_likelihood: f64,
    /// Akaike's criterion, `2 parameters - 2 ln likelihood`: smaller is better, and a parameter must earn its keep.
    pub aic: f64,
    /// How well it fits at all: a bad fit can be the best. `None` for a discrete distribution.
    pub goodness: Option<KolmogorovSmirnov>,
}

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
                let goodness = if kind.discrete { None } else { Some(kolmogorov_smirnov(x, &*distribution)?) };
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
