//! The domains that the optimizers' settings share.

use crate::error::{Error, Result};

pub(super) fn finite(name: &'static str, value: f64) -> Result<()> {
    if value.is_finite() { Ok(()) } else { Err(Error::setting(name, value, "a finite number")) }
}

pub(super) fn at_least_zero(name: &'static str, value: f64) -> Result<()> {
    if value >= 0.0 && value.is_finite() { Ok(()) } else { Err(Error::setting(name, value, "a finite number >= 0")) }
}

pub(super) fn share(name: &'static str, value: f64, closed: bool) -> Result<()> {
    if (0.0..1.0).contains(&value) || (closed && value == 1.0) {
        return Ok(());
    }
    Err(Error::setting(name, value, if closed { "a share from 0 to 1" } else { "a share from 0 to below 1" }))
}
