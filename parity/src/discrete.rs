//! Discrete and multivariate distributions, conjugate predictions, and the special functions.

use crate::case::File;
use crate::distributions::{Number, near, values};
use crate::{Outcome, Suite};
use openwork::distributions::conjugate::{BetaBinomial, DirichletMultinomial, GammaPoisson, NormalNormal};
use openwork::distributions::special::{self, IncompleteBeta, IncompleteGamma};
use openwork::distributions::{
    self as d, Categorical, Dirichlet, Distribution, Divergence, Fit, Function, Multinomial, Multivariate, MultivariateNormal,
};
use openwork::ndarray::{Array2, ArrayView2};
use openwork::{Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    parameters: Vec<f64>,
    function: String,
    x: Vec<Number>,
    expected: Vec<Number>,
    tolerance: f64,
}

fn suite(text: &str, compare: impl Fn(&str, &Case, &mut Outcome) -> Result<()>) -> Result<Suite> {
    let file: File<Case> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| {
        let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
        compare(&file.head.algorithm, case, &mut outcome)?;
        Ok(outcome)
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}

/// The distributions over whole numbers.
pub fn check(text: &str) -> Result<Suite> {
    suite(text, |name, case, outcome| {
        let (x, expected) = (values(&case.x), values(&case.expected));
        let build = |parameters: &[f64]| -> Result<d::Boxed> {
            if name == "categorical" { Ok(Box::new(Categorical::new(parameters)?)) } else { d::kind(name)?.build(parameters) }
        };
        match case.function.as_str() {
            "moments" => {
                let room = build(&case.parameters)?;
                let moments = [room.mean(), room.variance(), room.skewness(), room.kurtosis(), room.entropy()];
                let names = ["mean", "variance", "skewness", "kurtosis", "entropy"];
                for ((what, got), (want, given)) in names.iter().zip(moments).zip(expected.iter().zip(&case.expected)) {
                    if given.is_unknown() {
                        continue;
                    }
                    // Skewness and kurtosis are sums that may cancel: beside one.
                    if matches!(*what, "skewness" | "kurtosis") && want.is_finite() {
                        outcome.close(what, got, *want, want.abs().max(1.0));
                    } else {
                        near(outcome, what, got, *want);
                    }
                }
            }
            "kl" if name == "categorical" => {
                near(outcome, "divergence", Categorical::new(&case.parameters)?.kl(&Categorical::new(&x)?), expected[0]);
            }
            "kl" => near(outcome, "divergence", d::kind(name)?.kl(&case.parameters, &x)?, expected[0]),
            "fit" => {
                let fitted: d::Boxed = match d::kind(name).ok().and_then(|kind| kind.fit) {
                    Some(fit) => fit(&x)?,
                    None => Box::new(Categorical::fit(&x)?),
                };
                for ((what, got), want) in fitted.parameters().iter().zip(&expected) {
                    near(outcome, what, *got, *want);
                }
            }
            function => {
                let function = Function::parse(function)?;
                let room = build(&case.parameters)?;
                let mut one_by_one = vec![0.0; x.len()];
                room.fill(function, &x, &mut one_by_one);
                // Often enough that the table for many points answers too.
                let many: Vec<f64> = x.iter().copied().cycle().take(x.len() * (20_000 / x.len() + 1)).collect();
                let mut at_once = vec![0.0; many.len()];
                room.evaluate(function, &many, &mut at_once)?;
                for (i, (x, want)) in x.iter().zip(&expected).enumerate() {
                    near(outcome, &format!("at {x:e}"), one_by_one[i], *want);
                    near(outcome, &format!("at {x:e} among many"), at_once[i], *want);
                }
            }
        }
        Ok(())
    })
}

fn rows(flat: &[f64], columns: usize) -> Result<Array2<f64>> {
    Array2::from_shape_vec((flat.len() / columns, columns), flat.to_vec())
        .map_err(|e| Error::format("parity/cases", e.to_string()))
}

fn multivariate(name: &str, parameters: &[f64]) -> Result<Box<dyn Multivariate>> {
    Ok(match name {
        "multinomial" => Box::new(Multinomial::new(parameters[0] as u64, &parameters[1..])?),
        "dirichlet" => Box::new(Dirichlet::new(parameters)?),
        _ => {
            // d numbers, then d rows of d.
            let d = (1..).find(|d| d + d * d >= parameters.len()).unwrap_or(1);
            let cov =
                ArrayView2::from_shape((d, d), &parameters[d..]).map_err(|e| Error::format("parity/cases", e.to_string()))?;
            Box::new(MultivariateNormal::new(&parameters[..d], cov)?)
        }
    })
}

/// The distributions over vectors.
pub fn vectors(text: &str) -> Result<Suite> {
    suite(text, |name, case, outcome| {
        let (x, expected) = (values(&case.x), values(&case.expected));
        let got: Vec<f64> = match case.function.as_str() {
            "fit" => {
                let x = rows(&x, case.parameters[0] as usize)?;
                match name {
                    "multinomial" => Multinomial::fit(x.view())?.p().to_vec(),
                    "dirichlet" => Dirichlet::fit(x.view())?.alpha().to_vec(),
                    _ => {
                        let fitted = MultivariateNormal::fit(x.view())?;
                        fitted.mean().iter().chain(fitted.covariance().iter()).copied().collect()
                    }
                }
            }
            "kl" => vec![Dirichlet::new(&case.parameters)?.kl(&Dirichlet::new(&x)?)?],
            function => {
                let room = multivariate(name, &case.parameters)?;
                match function {
                    "mean" => room.mean().to_vec(),
                    "covariance" => room.covariance().iter().copied().collect(),
                    "entropy" => vec![room.entropy()],
                    "pdf" => rows(&x, room.dimension())?
                        .rows()
                        .into_iter()
                        .map(|x| room.density(&x.to_vec()))
                        .collect::<Result<_>>()?,
                    _ => room.ln_densities(rows(&x, room.dimension())?.view())?.to_vec(),
                }
            }
        };
        outcome.same("answers", [got.len() as u64], &[expected.len() as u64]);
        // Beside the largest: sums of both signs, as entries of a covariance are, have no accuracy of their own.
        let largest = if matches!(case.function.as_str(), "pdf" | "mean") {
            0.0
        } else {
            1e-3 * expected.iter().fold(0.0, |m, x| f64::max(m, x.abs()))
        };
        for (i, (got, want)) in got.iter().zip(&expected).enumerate() {
            if want.is_finite() && want.abs() < largest {
                outcome.close(&format!("answer {i}"), *got, *want, largest);
            } else {
                near(outcome, &format!("answer {i}"), *got, *want);
            }
        }
        Ok(())
    })
}

/// Conjugate updates and what they predict.
pub fn conjugate(text: &str) -> Result<Suite> {
    suite(text, |_, case, outcome| {
        let (x, expected, p) = (values(&case.x), values(&case.expected), &case.parameters);
        let got: Vec<f64> = match case.function.as_str() {
            "beta_binomial" => {
                let belief = BetaBinomial::new(p[0], p[1])?;
                x.iter().map(|&k| belief.predict(p[2] as u64, k as u64)).collect()
            }
            "gamma_poisson" => {
                let belief = GammaPoisson::new(p[0], p[1])?;
                x.iter().map(|&k| belief.predict(k as u64)).collect()
            }
            "dirichlet_multinomial" => {
                let belief = DirichletMultinomial::new(p)?;
                rows(&x, p.len())?.rows().into_iter().map(|x| belief.predict(&x.to_vec())).collect::<Result<_>>()?
            }
            _ => {
                let belief = NormalNormal::new(p[0], p[1], p[2])?.update(&x)?.belief()?;
                vec![belief.mean(), belief.std_dev()]
            }
        };
        for (i, (got, want)) in got.iter().zip(&expected).enumerate() {
            near(outcome, &format!("answer {i}"), *got, *want);
        }
        Ok(())
    })
}

#[derive(Deserialize)]
struct Arguments {
    name: String,
    x: Vec<Vec<f64>>,
    expected: Vec<Number>,
    tolerance: f64,
}

fn gamma(x: &[f64]) -> IncompleteGamma {
    IncompleteGamma::new(x[0])
}

fn beta(x: &[f64]) -> IncompleteBeta {
    IncompleteBeta::new(x[0], x[1])
}

/// The special functions, one a case.
pub fn special_functions(text: &str) -> Result<Suite> {
    let file: File<Arguments> = File::parse(text)?;
    let outcomes = file.cases.iter().map(|case| {
        let mut outcome = Outcome::new(&case.name, "f64", case.tolerance);
        let function: fn(&[f64]) -> f64 = match case.name.as_str() {
            "ln_gamma" => |x| special::ln_gamma(x[0]),
            "digamma" => |x| special::digamma(x[0]),
            "trigamma" => |x| special::trigamma(x[0]),
            "ln_gamma_1p" => |x| special::ln_gamma_1p(x[0]),
            "ln_gamma_ratio" => |x| special::ln_gamma_ratio(x[0], x[1]),
            "ln_beta" => |x| special::ln_beta(x[0], x[1]),
            "deviance" => |x| special::deviance(x[0], x[1]),
            "erfcx" => |x| special::erfcx(x[0]),
            "normal_cdf" => |x| special::normal_cdf(x[0]),
            "normal_sf" => |x| special::normal_sf(x[0]),
            "normal_ln_cdf" => |x| special::normal_ln_cdf(x[0]),
            "normal_quantile" => |x| special::normal_quantile(x[0]),
            "gamma_lower" => |x| gamma(x).lower(x[1]),
            "gamma_upper" => |x| gamma(x).upper(x[1]),
            "gamma_ln_lower" => |x| gamma(x).ln_lower(x[1]),
            "gamma_ln_upper" => |x| gamma(x).ln_upper(x[1]),
            "gamma_lower_inverse" => |x| gamma(x).lower_inverse(x[1]),
            "gamma_upper_inverse" => |x| gamma(x).upper_inverse(x[1]),
            "beta_lower" => |x| beta(x).lower(x[2]),
            "beta_upper" => |x| beta(x).upper(x[2]),
            "beta_ln_lower" => |x| beta(x).ln_lower_at(x[2], 1.0 - x[2]),
            "beta_ln_upper" => |x| beta(x).ln_upper_at(x[2], 1.0 - x[2]),
            "beta_lower_inverse" => |x| beta(x).lower_inverse(x[2]).0,
            other => return Err(Error::format("parity/cases", format!("no special function is called {other:?}"))),
        };
        for (x, want) in case.x.iter().zip(values(&case.expected)) {
            near(&mut outcome, &format!("at {x:?}"), function(x), want);
        }
        Ok(outcome)
    });
    Ok(Suite { outcomes: outcomes.collect::<Result<_>>()?, head: file.head })
}
