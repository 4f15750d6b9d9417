//! Sampling methods at work: every uniform number they take, and what they make of it. The numbers drawn are those of `sample`.

use super::alias::AliasTable;
use super::draw::unit;
use super::poisson::{Fate, SMALL, Sampler};
use super::{Categorical, Distribution, Poisson, stream};
use crate::error::{Error, Result};

/// One uniform number, looked up on the height of the cumulative: the inverse transform.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Inverted {
    /// The uniform number.
    pub u: f64,
    /// Where the cumulative first is as high.
    pub x: f64,
}

/// Draws by inverse transform, watched: from any distribution.
pub fn inverse(distribution: &dyn Distribution, n: usize, seed: u64) -> Vec<Inverted> {
    let mut rng = stream(seed, 0);
    (0..n)
        .map(|_| {
            let u = 1.0 - unit(&mut rng);
            Inverted { u, x: distribution.quantile(u) }
        })
        .collect()
}

/// One draw from an alias table.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Aliased {
    /// The column that was hit.
    pub column: usize,
    /// How high in it, from 0 to 1.
    pub height: f64,
    /// The class drawn: the column's own, or its alias.
    pub class: usize,
}

/// Draws from a categorical distribution by its alias table, watched.
pub fn alias(categorical: &Categorical, n: usize, seed: u64) -> Vec<Aliased> {
    let table: &AliasTable = categorical.alias();
    let (keep, alias) = table.columns();
    let mut rng = stream(seed, 0);
    (0..n)
        .map(|_| {
            let place = unit(&mut rng) * keep.len() as f64;
            let column = place as usize;
            let height = place - column as f64;
            Aliased { column, height, class: if height < keep[column] { column } else { alias[column] } }
        })
        .collect()
}

/// One attempt of transformed rejection.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Attempt {
    /// The uniform number that is bent.
    pub u: f64,
    /// The one that decides.
    pub v: f64,
    /// The number that the first gives.
    pub x: f64,
    /// What becomes of it.
    pub fate: Fate,
}

/// Draws from a Poisson distribution by transformed rejection, watched: attempts until `n` are taken.
///
/// # Errors
/// A rate below 10: so few events are drawn by inverse transform.
pub fn rejection(poisson: &Poisson, n: usize, seed: u64) -> Result<Vec<Attempt>> {
    if poisson.rate() < SMALL {
        return Err(Error::setting("rate", poisson.rate(), "at least 10: below it the inverse transform is quicker"));
    }
    let (sampler, mut rng) = (Sampler::new(poisson.rate()), stream(seed, 0));
    let (mut attempts, mut taken) = (vec![], 0);
    while taken < n {
        let (u, v) = (unit(&mut rng), unit(&mut rng));
        let (x, fate) = sampler.attempt(u, v);
        taken += usize::from(fate != Fate::Rejected);
        attempts.push(Attempt { u, v, x, fate });
    }
    Ok(attempts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_watched_is_what_is_drawn() {
        let Ok(poisson) = Poisson::new(40.0) else { panic!() };
        let watched: Vec<f64> =
            rejection(&poisson, 500, 3).unwrap_or_default().iter().filter(|a| a.fate != Fate::Rejected).map(|a| a.x).collect();
        assert_eq!(watched, poisson.samples(500, 3));
        let Ok(die) = Categorical::from_weights(&[1.0, 2.0, 3.0, 0.5]) else { panic!() };
        let watched: Vec<f64> = alias(&die, 500, 3).iter().map(|a| a.class as f64).collect();
        assert_eq!(watched, die.samples(500, 3));
        assert!(rejection(&Poisson::new(2.0).unwrap_or(poisson), 1, 0).is_err());
    }
}
