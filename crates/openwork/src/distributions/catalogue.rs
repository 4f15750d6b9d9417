//! Every distribution over numbers by name: for the command, for Python, and to try them all on data.

use super::{
    Bernoulli, Beta, Binomial, ChiSquared, Distribution, Divergence, Exponential, Fit, Gamma, Geometric, Laplace, LogNormal,
    Normal, Poisson, StudentT, Uniform, Weibull,
};
use crate::error::{Error, Result};

/// A parameter of a distribution.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it is where none is given; `None` where one must be.
    pub default: Option<f64>,
    /// What it may be.
    pub domain: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// A distribution that is not yet known to be continuous or discrete.
pub type Boxed = Box<dyn Distribution>;

/// Makes the most likely distribution of its kind for some data.
pub type FitOne = fn(&[f64]) -> Result<Boxed>;
/// The divergence of the distribution with the second parameters from the one with the first.
type DivergenceOf = fn(&[f64], &[f64]) -> Result<f64>;

/// One kind of distribution.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name in the field, in lower case.
    pub name: &'static str,
    /// Whether only whole numbers have probability.
    pub discrete: bool,
    /// Its parameters, in the order that [`build`](Self::build) takes.
    pub parameters: &'static [Parameter],
    /// Makes one from its parameters, as many as there are in [`parameters`](Self::parameters): see [`with`](Self::with).
    build: fn(&[f64]) -> Result<Boxed>,
    /// The most likely one, if a fit is known.
    pub fit: Option<FitOne>,
    /// The divergence of the one with the first parameters from the one with the second, where it is closed.
    kl: Option<DivergenceOf>,
}

impl Kind {
    /// The distribution with these parameters, in order.
    ///
    /// # Errors
    /// Another number of parameters, one outside its domain.
    pub fn build(&self, parameters: &[f64]) -> Result<Boxed> {
        if parameters.len() != self.parameters.len() {
            let names: Vec<&str> = self.parameters.iter().map(|p| p.name).collect();
            return Err(Error::shape(
                format!("parameters of {}", self.name),
                format!("{} numbers", parameters.len()),
                format!("{}: {}", names.len(), names.join(", ")),
            ));
        }
        (self.build)(parameters)
    }

    /// The distribution with parameters by name, the others at their defaults. `rate` may stand for `scale`, as its inverse.
    ///
    /// # Errors
    /// A name it does not have, one twice, one missing, one outside its domain.
    pub fn with(&self, named: &[(&str, f64)]) -> Result<Boxed> {
        let mut values: Vec<Option<f64>> = vec![None; self.parameters.len()];
        let names = || self.parameters.iter().map(|p| p.name).collect::<Vec<_>>().join(", ");
        for &(name, value) in named {
            let inverse = name == "rate" && self.takes_rate();
            let wanted = if inverse { "scale" } else { name };
            let Some(i) = self.parameters.iter().position(|p| p.name == wanted) else {
                return Err(Error::setting("parameter", format!("{name:?}"), format!("one of {}'s: {}", self.name, names())));
            };
            if values[i].is_some() {
                return Err(Error::setting("parameter", format!("{name:?} again"), "each parameter once, scale or rate"));
            }
            values[i] = Some(if inverse { super::check::inverse_of_rate(value)? } else { value });
        }
        let values: Vec<f64> = values
            .iter()
            .zip(self.parameters)
            .map(|(value, p)| {
                value.or(p.default).ok_or_else(|| Error::setting(p.name, "nothing", format!("{}: {}", p.domain, p.meaning)))
            })
            .collect::<Result<_>>()?;
        self.build(&values)
    }

    /// The Kullback-Leibler divergence of the one with the first parameters from the one with the second.
    ///
    /// # Errors
    /// As [`build`](Self::build); a kind whose divergence has no closed form.
    pub fn kl(&self, first: &[f64], second: &[f64]) -> Result<f64> {
        let kl = self.kl.ok_or_else(|| Error::setting("distribution", self.name, "one whose divergence has a closed form"))?;
        self.build(first)?;
        self.build(second)?;
        kl(first, second)
    }

    /// Whether its scale may be given as a rate, as for waiting times.
    pub fn takes_rate(&self) -> bool {
        matches!(self.name, "exponential" | "gamma")
    }
}

const fn parameter(name: &'static str, default: Option<f64>, domain: &'static str, meaning: &'static str) -> Parameter {
    Parameter { name, default, domain, meaning }
}

fn fitted<D: Fit + 'static>(x: &[f64]) -> Result<Boxed> {
    Ok(Box::new(D::fit(x)?))
}

/// A whole number that is given as any number is.
fn whole(name: &'static str, x: f64) -> Result<u64> {
    if (0.0..=2f64.powi(53)).contains(&x) && x.floor() == x {
        Ok(x as u64)
    } else {
        Err(Error::setting(name, x, "a whole number, from 0 to 2^53"))
    }
}

const PROBABILITY: &str = "in [0, 1]";
const POSITIVE: &str = "> 0";
const FINITE: &str = "finite";

/// All kinds.
pub static KINDS: &[Kind] = &[
    Kind {
        name: "uniform",
        discrete: false,
        parameters: &[
            parameter("low", Some(0.0), FINITE, "the smallest value"),
            parameter("high", Some(1.0), "> low", "the largest value"),
        ],
        build: |p| Ok(Box::new(Uniform::new(p[0], p[1])?)),
        fit: Some(fitted::<Uniform>),
        kl: Some(|a, b| Ok(Uniform::new(a[0], a[1])?.kl(&Uniform::new(b[0], b[1])?))),
    },
    Kind {
        name: "exponential",
        discrete: false,
        parameters: &[parameter("scale", Some(1.0), POSITIVE, "the mean, 1/rate")],
        build: |p| Ok(Box::new(Exponential::with_scale(p[0])?)),
        fit: Some(fitted::<Exponential>),
        kl: Some(|a, b| Ok(Exponential::with_scale(a[0])?.kl(&Exponential::with_scale(b[0])?))),
    },
    Kind {
        name: "normal",
        discrete: false,
        parameters: &[
            parameter("mean", Some(0.0), FINITE, "the mean"),
            parameter("std", Some(1.0), POSITIVE, "the standard deviation, not the variance"),
        ],
        build: |p| Ok(Box::new(Normal::new(p[0], p[1])?)),
        fit: Some(fitted::<Normal>),
        kl: Some(|a, b| Ok(Normal::new(a[0], a[1])?.kl(&Normal::new(b[0], b[1])?))),
    },
    Kind {
        name: "log-normal",
        discrete: false,
        parameters: &[
            parameter("mu", Some(0.0), FINITE, "the mean of the logarithm"),
            parameter("sigma", Some(1.0), POSITIVE, "the standard deviation of the logarithm"),
        ],
        build: |p| Ok(Box::new(LogNormal::new(p[0], p[1])?)),
        fit: Some(fitted::<LogNormal>),
        kl: Some(|a, b| Ok(LogNormal::new(a[0], a[1])?.kl(&LogNormal::new(b[0], b[1])?))),
    },
    Kind {
        name: "laplace",
        discrete: false,
        parameters: &[
            parameter("loc", Some(0.0), FINITE, "the middle"),
            parameter("scale", Some(1.0), POSITIVE, "the mean distance from the middle"),
        ],
        build: |p| Ok(Box::new(Laplace::new(p[0], p[1])?)),
        fit: Some(fitted::<Laplace>),
        kl: Some(|a, b| Ok(Laplace::new(a[0], a[1])?.kl(&Laplace::new(b[0], b[1])?))),
    },
    Kind {
        name: "weibull",
        discrete: false,
        parameters: &[
            parameter("shape", None, POSITIVE, "the power of the cumulated hazard"),
            parameter("scale", Some(1.0), POSITIVE, "the age by which 63 % have ended"),
        ],
        build: |p| Ok(Box::new(Weibull::new(p[0], p[1])?)),
        fit: Some(fitted::<Weibull>),
        kl: Some(|a, b| Ok(Weibull::new(a[0], a[1])?.kl(&Weibull::new(b[0], b[1])?))),
    },
    Kind {
        name: "gamma",
        discrete: false,
        parameters: &[
            parameter("shape", None, POSITIVE, "how many waiting times are summed"),
            parameter("scale", Some(1.0), POSITIVE, "the mean of one of them, 1/rate"),
        ],
        build: |p| Ok(Box::new(Gamma::with_scale(p[0], p[1])?)),
        fit: Some(fitted::<Gamma>),
        kl: Some(|a, b| Ok(Gamma::with_scale(a[0], a[1])?.kl(&Gamma::with_scale(b[0], b[1])?))),
    },
    Kind {
        name: "chi-squared",
        discrete: false,
        parameters: &[parameter("df", None, POSITIVE, "the degrees of freedom")],
        build: |p| Ok(Box::new(ChiSquared::new(p[0])?)),
        fit: Some(fitted::<ChiSquared>),
        kl: Some(|a, b| Ok(ChiSquared::new(a[0])?.kl(&ChiSquared::new(b[0])?))),
    },
    Kind {
        name: "beta",
        discrete: false,
        parameters: &[parameter("a", None, POSITIVE, "the weight of 1"), parameter("b", None, POSITIVE, "the weight of 0")],
        build: |p| Ok(Box::new(Beta::new(p[0], p[1])?)),
        fit: Some(fitted::<Beta>),
        kl: Some(|a, b| Ok(Beta::new(a[0], a[1])?.kl(&Beta::new(b[0], b[1])?))),
    },
    Kind {
        name: "student-t",
        discrete: false,
        parameters: &[
            parameter("df", None, POSITIVE, "the degrees of freedom"),
            parameter("loc", Some(0.0), FINITE, "the middle"),
            parameter("scale", Some(1.0), POSITIVE, "the stretch, not the standard deviation"),
        ],
        build: |p| Ok(Box::new(StudentT::new(p[0], p[1], p[2])?)),
        fit: Some(fitted::<StudentT>),
        kl: None,
    },
    Kind {
        name: "bernoulli",
        discrete: true,
        parameters: &[parameter("p", None, PROBABILITY, "the probability of 1")],
        build: |p| Ok(Box::new(Bernoulli::new(p[0])?)),
        fit: Some(fitted::<Bernoulli>),
        kl: Some(|a, b| Ok(Bernoulli::new(a[0])?.kl(&Bernoulli::new(b[0])?))),
    },
    Kind {
        name: "binomial",
        discrete: true,
        parameters: &[
            parameter("n", None, "a whole number, at least 0", "how many trials"),
            parameter("p", None, PROBABILITY, "the probability of success"),
        ],
        build: |p| Ok(Box::new(Binomial::new(whole("n", p[0])?, p[1])?)),
        fit: Some(fitted::<Binomial>),
        kl: Some(|a, b| Ok(Binomial::new(whole("n", a[0])?, a[1])?.kl(&Binomial::new(whole("n", b[0])?, b[1])?))),
    },
    Kind {
        name: "geometric",
        discrete: true,
        parameters: &[parameter("p", None, "in (0, 1]", "the probability of success")],
        build: |p| Ok(Box::new(Geometric::new(p[0])?)),
        fit: Some(fitted::<Geometric>),
        kl: Some(|a, b| Ok(Geometric::new(a[0])?.kl(&Geometric::new(b[0])?))),
    },
    Kind {
        name: "poisson",
        discrete: true,
        parameters: &[parameter("rate", None, ">= 0", "how many events are expected")],
        build: |p| Ok(Box::new(Poisson::new(p[0])?)),
        fit: Some(fitted::<Poisson>),
        kl: Some(|a, b| Ok(Poisson::new(a[0])?.kl(&Poisson::new(b[0])?))),
    },
];

/// The kind with this name.
///
/// # Errors
/// Another name.
pub fn kind(name: &str) -> Result<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name).ok_or_else(|| {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        Error::setting("distribution", format!("{name:?}"), format!("one of {}", names.join(", ")))
    })
}
