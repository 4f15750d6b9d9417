//! Parameters and data are checked once, with errors that name them and their domain.

use crate::error::{Error, Result};

/// A finite number.
pub(crate) fn finite(name: &'static str, x: f64) -> Result<f64> {
    if x.is_finite() { Ok(x) } else { Err(Error::setting(name, x, "a finite number")) }
}

/// A positive finite number.
pub(crate) fn positive(name: &'static str, x: f64) -> Result<f64> {
    if x > 0.0 && x.is_finite() { Ok(x) } else { Err(Error::setting(name, x, "a positive finite number")) }
}

/// A probability.
pub(crate) fn probability(name: &'static str, p: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&p) { Ok(p) } else { Err(Error::setting(name, p, "a probability, in [0, 1]")) }
}

/// Data for a fit: at least `least` finite numbers, all of which `inside` accepts, as `domain` says in words.
pub(crate) fn observations(x: &[f64], least: usize, inside: impl Fn(f64) -> bool, domain: &str) -> Result<()> {
    if x.len() < least {
        return Err(Error::shape("x", format!("{} observations", x.len()), format!("at least {least}")));
    }
    match x.iter().position(|&x| !(x.is_finite() && inside(x))) {
        Some(i) => Err(Error::setting("x", format!("{} at index {i}", x[i]), domain)),
        None => Ok(()),
    }
}

/// Data that are not all the same number.
pub(crate) fn different(x: &[f64]) -> Result<()> {
    match x.first() {
        Some(&first) if x.iter().all(|&x| x == first) => {
            Err(Error::setting("x", format!("{first} only"), "at least two different numbers: the likelihood has no maximum"))
        }
        _ => Ok(()),
    }
}

/// The scale `1 / rate`.
pub(crate) fn inverse_of_rate(rate: f64) -> Result<f64> {
    let scale = 1.0 / positive("rate", rate)?;
    if scale.is_finite() { Ok(scale) } else { Err(Error::setting("rate", rate, "a number whose inverse is finite")) }
}
