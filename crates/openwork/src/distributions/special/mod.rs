#![doc = include_str!("../special.md")]

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
