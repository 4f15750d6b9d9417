//! The continuous distributions of [`distributions`](crate::distributions).

use super::{Algorithm, Setting, setting};

const fn continuous(
    id: &'static str,
    name: &'static str,
    summary: &'static str,
    (module, command, python): (&'static str, &'static str, &'static str),
    page: &'static str,
    reference: &'static str,
    settings: &'static [Setting],
) -> Algorithm {
    Algorithm { id, name, summary, chapter: "distributions", module, command, python, page, reference, settings }
}

/// Uniform distribution.
pub const UNIFORM: Algorithm = continuous(
    "uniform",
    "Uniform distribution",
    "any number between two ends, all alike",
    ("openwork::distributions::Uniform", "openwork dist uniform", "openwork.distributions.Uniform"),
    "distributions/uniform.md",
    "scipy 1.17.1 stats.uniform, and mpmath 1.3.0 where scipy is off",
    &[setting("low", "low", "0", "finite", "the smallest value"), setting("high", "high", "1", "> low", "the largest value")],
);

/// Exponential distribution.
pub const EXPONENTIAL: Algorithm = continuous(
    "exponential",
    "Exponential distribution",
    "how long until it happens, if it may happen at any time alike",
    ("openwork::distributions::Exponential", "openwork dist exponential", "openwork.distributions.Exponential"),
    "distributions/exponential.md",
    "scipy 1.17.1 stats.expon, and mpmath 1.3.0 where scipy is off",
    &[setting("scale", "scale", "1", "> 0", "the mean; rate = 1 / scale may be given instead")],
);

/// Normal distribution.
pub const NORMAL: Algorithm = continuous(
    "normal",
    "Normal distribution",
    "what the sum of many small independent things looks like",
    ("openwork::distributions::Normal", "openwork dist normal", "openwork.distributions.Normal"),
    "distributions/normal.md",
    "scipy 1.17.1 stats.norm, and mpmath 1.3.0 where scipy is off",
    &[
        setting("mean", "mean", "0", "finite", "the mean"),
        setting("std", "std", "1", "> 0", "the standard deviation, not the variance"),
    ],
);

/// Log-normal distribution.
pub const LOG_NORMAL: Algorithm = continuous(
    "log_normal",
    "Log-normal distribution",
    "what the product of many small independent things looks like",
    ("openwork::distributions::LogNormal", "openwork dist log-normal", "openwork.distributions.LogNormal"),
    "distributions/log_normal.md",
    "scipy 1.17.1 stats.lognorm, and mpmath 1.3.0 where scipy is off",
    &[
        setting("mu", "mu", "0", "finite", "the mean of the logarithm"),
        setting("sigma", "sigma", "1", "> 0", "the standard deviation of the logarithm"),
    ],
);

/// Laplace distribution.
pub const LAPLACE: Algorithm = continuous(
    "laplace",
    "Laplace distribution",
    "an exponential on either side of its middle",
    ("openwork::distributions::Laplace", "openwork dist laplace", "openwork.distributions.Laplace"),
    "distributions/laplace.md",
    "scipy 1.17.1 stats.laplace, and mpmath 1.3.0 where scipy is off",
    &[
        setting("loc", "loc", "0", "finite", "the middle"),
        setting("scale", "scale", "1", "> 0", "the mean distance from the middle"),
    ],
);

/// Weibull distribution.
pub const WEIBULL: Algorithm = continuous(
    "weibull",
    "Weibull distribution",
    "lifetimes of things that age",
    ("openwork::distributions::Weibull", "openwork dist weibull", "openwork.distributions.Weibull"),
    "distributions/weibull.md",
    "scipy 1.17.1 stats.weibull_min, and mpmath 1.3.0 where scipy is off",
    &[
        setting("shape", "shape", "required", "> 0", "the power of the cumulated hazard"),
        setting("scale", "scale", "1", "> 0", "the age by which 63 % have ended"),
    ],
);

/// Gamma distribution.
pub const GAMMA: Algorithm = continuous(
    "gamma",
    "Gamma distribution",
    "the sum of waiting times",
    ("openwork::distributions::Gamma", "openwork dist gamma", "openwork.distributions.Gamma"),
    "distributions/gamma.md",
    "scipy 1.17.1 stats.gamma, and mpmath 1.3.0 where scipy is off",
    &[
        setting("shape", "shape", "required", "> 0", "how many waiting times are summed"),
        setting("scale", "scale", "1", "> 0", "the mean of one of them; rate = 1 / scale may be given instead"),
    ],
);

/// Chi-squared distribution.
pub const CHI_SQUARED: Algorithm = continuous(
    "chi_squared",
    "Chi-squared distribution",
    "the sum of squares of normal numbers",
    ("openwork::distributions::ChiSquared", "openwork dist chi-squared", "openwork.distributions.ChiSquared"),
    "distributions/chi_squared.md",
    "scipy 1.17.1 stats.chi2, and mpmath 1.3.0 where scipy is off",
    &[setting("df", "df", "required", "> 0", "the degrees of freedom")],
);

/// Beta distribution.
pub const BETA: Algorithm = continuous(
    "beta",
    "Beta distribution",
    "what is believed of a share",
    ("openwork::distributions::Beta", "openwork dist beta", "openwork.distributions.Beta"),
    "distributions/beta.md",
    "scipy 1.17.1 stats.beta, and mpmath 1.3.0 where scipy is off",
    &[setting("a", "a", "required", "> 0", "the weight of 1"), setting("b", "b", "required", "> 0", "the weight of 0")],
);

/// Student's t distribution.
pub const STUDENT_T: Algorithm = continuous(
    "student_t",
    "Student's t distribution",
    "the mean of a few normal numbers, measured by their own spread",
    ("openwork::distributions::StudentT", "openwork dist student-t", "openwork.distributions.StudentT"),
    "distributions/student_t.md",
    "scipy 1.17.1 stats.t, and mpmath 1.3.0 where scipy is off",
    &[
        setting("df", "df", "required", "> 0", "the degrees of freedom"),
        setting("loc", "loc", "0", "finite", "the middle"),
        setting("scale", "scale", "1", "> 0", "the stretch, not the standard deviation"),
    ],
);
