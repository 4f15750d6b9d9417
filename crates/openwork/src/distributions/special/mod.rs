//! The special functions under the distributions: positive arguments, doubles, close to the last bits in the deep tails too.
//!
//! What the standard library and `libm` already give to the last bit is used from there (`ln_1p`, `exp_m1`, `erf`, `erfc`); the rest
//! is written here from the published methods, each file naming its own. The accuracy is held by `parity/cases/special_functions.json`,
//! which mpmath wrote with 50 digits.
//!
//! | file | functions | method |
//! | --- | --- | --- |
//! | [`gamma`] | [`ln_gamma`], [`digamma`], [`trigamma`], [`ln_beta`], [`stirling_error`] | Stirling's series, recurrences, series about the zeros |
//! | [`saddle`] | [`deviance`], [`poisson_mass`], [`binomial_mass`] and their logarithms | Loader's saddle point |
//! | [`incomplete_gamma`] | [`IncompleteGamma`]: P, Q, logarithms, inverses | series, continued fraction, Temme |
//! | [`incomplete_beta`] | [`IncompleteBeta`]: I, its complement, logarithms, inverses | DiDonato and Morris, Temme |
//! | [`laplace`] | the uniform expansion that both use near the middle | Temme |
//! | [`normal`] | [`erfcx`], [`normal_cdf`], [`normal_ln_cdf`], [`normal_quantile`] | Chebyshev, Wichura |
//!
//! ```
//! use openwork::distributions::special::{IncompleteGamma, normal_sf};
//! assert!((normal_sf(10.0) / 7.619853024160527e-24 - 1.0).abs() < 1e-14);
//! assert!((IncompleteGamma::new(2.0).upper(100.0) / 3.757276735781114e-42 - 1.0).abs() < 1e-13);
//! ```

pub mod gamma;
pub mod incomplete_beta;
pub mod incomplete_gamma;
pub mod laplace;
pub mod normal;
pub mod saddle;

pub use gamma::{digamma, ln_beta, ln_gamma, ln_gamma_1p, ln_gamma_ratio, stirling_error, trigamma};
pub use incomplete_beta::IncompleteBeta;
pub use incomplete_gamma::IncompleteGamma;
pub use libm::{erf, erfc};
pub use normal::{erfcx, normal_cdf, normal_ln_cdf, normal_ln_sf, normal_quantile, normal_sf};
pub use saddle::{binomial_ln_mass, binomial_mass, deviance, poisson_ln_mass, poisson_mass};

/// Which of the two tails a value is; the other one is one minus it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Lower,
    Upper,
}

/// One tail of a distribution as `exp(ln_scale) * factor`: the scale may lie far below the smallest double, its logarithm does not.
#[derive(Debug, Clone, Copy)]
struct Tail {
    side: Side,
    ln_scale: f64,
    factor: f64,
}

impl Tail {
    fn new(side: Side, ln_scale: f64, factor: f64) -> Self {
        Self { side, ln_scale, factor }
    }

    fn value(self) -> f64 {
        (self.ln_scale.exp() * self.factor).clamp(0.0, 1.0)
    }

    fn of(self, side: Side) -> f64 {
        if self.side == side { self.value() } else { 1.0 - self.value() }
    }

    fn ln_of(self, side: Side) -> f64 {
        if self.side == side { (self.ln_scale + self.factor.ln()).min(0.0) } else { (-self.value()).ln_1p() }
    }
}
