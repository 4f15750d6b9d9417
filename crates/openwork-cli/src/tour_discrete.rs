//! The tour's stops for discrete and multivariate distributions; `parity/tour_discrete.py` asked scipy and mpmath.

use crate::call::Failure;
use crate::table::number;
use crate::tour::{Stop, close};
use ndarray::{Array2, Axis};
use openwork::datasets::{self, Target};
use openwork::distributions::conjugate::BetaBinomial;
use openwork::distributions::{
    Bernoulli, Binomial, Categorical, Dirichlet, Distribution, Fit, Geometric, Multinomial, Multivariate, MultivariateNormal,
    Poisson,
};
use openwork::plot::Bar;
use serde_json::Value;
use std::time::Instant;

const REFERENCE: &str = include_str!("../../../parity/tour_discrete.json");
/// A pixel of the digits: a whole number from 0 to 16.
const PIXEL: usize = 20;

/// The stops, in the order of the registry.
pub fn stops() -> Result<Vec<Stop>, Failure> {
    let reference: Value = serde_json::from_str(REFERENCE).map_err(|e| Failure::Work(format!("tour_discrete.json: {e}")))?;
    let (digits, cancer, iris) = (datasets::digits()?, datasets::breast_cancer()?, datasets::iris()?);
    let labels = |y: &Target| match y {
        Target::Classes { y, .. } => y.iter().map(|&y| f64::from(y)).collect::<Vec<_>>(),
        _ => vec![],
    };
    let (mut benign, classes) = (labels(&cancer.y), labels(&digits.y));
    if let Target::Classes { names, .. } = &cancer.y {
        // One where the class is benign, whatever its place among the classes.
        benign.iter_mut().for_each(|y| *y = f64::from(u8::from(names.get(*y as usize).is_some_and(|name| name == "benign"))));
    }
    let pixel = digits.x.column(PIXEL).to_vec();
    let counts = Array2::from_shape_fn((1, 10), |(_, class)| classes.iter().filter(|&&y| y == class as f64).count() as f64);
    let shares = &iris.x / &iris.x.sum_axis(Axis(1)).insert_axis(Axis(1));
    let (ones, zeros) = (benign.iter().sum::<f64>() as u64, benign.iter().filter(|y| **y == 0.0).count() as u64);

    let mut stops = vec![];
    let mut stop = |algorithm: &'static str, data: &'static str, done: &str, work: &dyn Fn() -> Result<Vec<f64>, Failure>| {
        let clock = Instant::now();
        let found = work()?;
        let seconds = clock.elapsed().as_secs_f64();
        let theirs: Vec<f64> =
            reference[algorithm].as_array().into_iter().flatten().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect();
        let say = |values: &[f64]| values.iter().map(|&v| number(v)).collect::<Vec<_>>().join(", ");
        let names: Vec<String> = (1..=found.len()).map(|i| format!("number {i}")).collect();
        stops.push(Stop {
            algorithm,
            data,
            done: done.to_owned(),
            result: say(&found),
            reference: say(&theirs),
            same: found.len() == theirs.len() && found.iter().enumerate().all(|(i, &v)| close(v, &reference[algorithm][i])),
            seconds,
            picture: Bar::new(&names).series("found", &found).title(format!("{data}: {done}")).svg()?,
        });
        Ok::<(), Failure>(())
    };
    let numbers = |d: &dyn Distribution| d.parameters().into_iter().map(|p| p.1).collect::<Vec<_>>();
    stop("bernoulli", "breast_cancer", "the likeliest share of benign", &|| Ok(numbers(&Bernoulli::fit(&benign)?)))?;
    stop("binomial", "digits", "the likeliest p of a pixel of 16", &|| Ok(numbers(&Binomial::fit_p(16, &pixel)?)))?;
    stop("categorical", "digits", "the likeliest shares of the classes", &|| Ok(Categorical::fit(&classes)?.p().to_vec()))?;
    stop("geometric", "digits", "the likeliest p of a pixel and one", &|| {
        Ok(numbers(&Geometric::fit(&pixel.iter().map(|x| x + 1.0).collect::<Vec<_>>())?))
    })?;
    stop("poisson", "digits", "the likeliest rate of a pixel, and its log-likelihood", &|| {
        let fitted = Poisson::fit(&pixel)?;
        Ok(vec![fitted.rate(), fitted.ln_likelihood(&pixel)])
    })?;
    stop("multinomial", "digits", "the likeliest shares of the counts", &|| Ok(Multinomial::fit(counts.view())?.p().to_vec()))?;
    stop("dirichlet", "iris", "the likeliest weights of the measures' shares", &|| {
        Ok(Dirichlet::fit(shares.view())?.alpha().to_vec())
    })?;
    stop("multivariate_normal", "iris", "the log-likelihood at its best", &|| {
        Ok(vec![MultivariateNormal::fit(iris.x.view())?.ln_densities(iris.x.view())?.sum()])
    })?;
    stop("conjugate", "breast_cancer", "the believed share of benign, and of 6 among the next 10", &|| {
        let belief = BetaBinomial::new(1.0, 1.0)?.update(ones, zeros);
        Ok(vec![belief.belief()?.mean(), belief.predict(10, 6)])
    })?;
    Ok(stops)
}
