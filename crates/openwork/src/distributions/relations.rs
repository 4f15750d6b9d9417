#![doc = include_str!("map.md")]

use super::{
    Bernoulli, Beta, Binomial, Boxed, Categorical, ChiSquared, Dirichlet, Distribution, Exponential, Gamma, Geometric, Laplace,
    LogNormal, Multinomial, Normal, Poisson, StudentT, Uniform, Weibull,
};
use crate::error::Result;

/// What one distribution is to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The first comes ever closer to the second as the parameter moves from its start to its end.
    Limit,
    /// The second is the sum of as many of the first.
    Sum,
    /// The first is the second.
    Special,
    /// The second is what has become of the belief in the first, after the evidence.
    Conjugate,
    /// The second is a function of the first.
    Transform,
}

/// Two distributions.
pub type Pair = (Boxed, Boxed);

/// One edge of the map.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// Where it begins: a name of the catalogue, or of a distribution over vectors.
    pub from: &'static str,
    /// Where it ends.
    pub to: &'static str,
    /// What the two are to each other.
    pub relation: Relation,
    /// The same, in a sentence.
    pub says: &'static str,
    /// What is dragged.
    pub parameter: &'static str,
    /// Where dragging begins and ends.
    pub range: (f64, f64),
    /// Whether only whole values make sense.
    pub whole: bool,
    /// The two distributions at a value of the parameter.
    pub pair: fn(f64) -> Result<Pair>,
}

/// One line of the list below.
macro_rules! edge {
    ($from:literal, $to:literal, $relation:ident, $says:literal, $parameter:literal, $range:expr, $whole:literal, |$t:ident| $first:expr, $second:expr) => {
        Edge {
            from: $from,
            to: $to,
            relation: Relation::$relation,
            says: $says,
            parameter: $parameter,
            range: $range,
            whole: $whole,
            pair: |$t| Ok((Box::new($first) as Boxed, Box::new($second) as Boxed)),
        }
    };
}

/// All edges.
#[rustfmt::skip]
pub static EDGES: &[Edge] = &[
    edge!("binomial", "normal", Limit, "With many trials the staircase becomes a bell: the central limit theorem.", "n", (1.0, 1000.0), true,
        |n| Binomial::new(n as u64, 0.3)?, Normal::new(0.3 * n, (0.21 * n).sqrt())?),
    edge!("binomial", "poisson", Limit, "Many trials that hardly ever succeed, four successes expected.", "n", (5.0, 1000.0), true,
        |n| Binomial::new(n as u64, 4.0 / n)?, Poisson::new(4.0)?),
    edge!("poisson", "normal", Limit, "Where many events are expected, their number is nearly normal.", "rate", (1.0, 1000.0), false,
        |rate| Poisson::new(rate)?, Normal::new(rate, rate.sqrt())?),
    edge!("geometric", "exponential", Limit, "Ever more trials, ever less likely to succeed: waiting in time instead of steps.", "1 / p", (2.0, 500.0), false,
        |mean| Geometric::new(1.0 / mean)?, Exponential::with_scale(mean)?),
    edge!("gamma", "normal", Limit, "The sum of many waiting times is nearly normal.", "shape", (1.0, 1000.0), false,
        |shape| Gamma::with_scale(shape, 1.0)?, Normal::new(shape, shape.sqrt())?),
    edge!("student-t", "normal", Limit, "With many degrees of freedom the estimated deviation is as good as known.", "df", (1.0, 500.0), false,
        |df| StudentT::new(df, 0.0, 1.0)?, Normal::new(0.0, 1.0)?),
    edge!("beta", "uniform", Limit, "With both weights 1 every share is believed in alike.", "a = b", (8.0, 1.0), false,
        |a| Beta::new(a, a)?, Uniform::new(0.0, 1.0)?),
    edge!("weibull", "exponential", Limit, "With the shape 1 things do not age: what is left to wait is always the same.", "shape", (4.0, 1.0), false,
        |shape| Weibull::new(shape, 1.0)?, Exponential::with_scale(1.0)?),
    edge!("bernoulli", "binomial", Sum, "The successes of n trials, counted.", "n", (1.0, 40.0), true,
        |n| Bernoulli::new(0.3)?, Binomial::new(n as u64, 0.3)?),
    edge!("exponential", "gamma", Sum, "The time until the n-th event.", "n", (1.0, 30.0), true,
        |n| Exponential::with_scale(1.0)?, Gamma::with_scale(n, 1.0)?),
    edge!("normal", "chi-squared", Sum, "The sum of the squares of so many standard normal numbers.", "df", (1.0, 30.0), true,
        |df| Normal::new(0.0, 1.0)?, ChiSquared::new(df)?),
    edge!("gamma", "chi-squared", Special, "The gamma distribution of shape df / 2 and scale 2.", "df", (1.0, 30.0), false,
        |df| Gamma::with_scale(df / 2.0, 2.0)?, ChiSquared::new(df)?),
    edge!("categorical", "bernoulli", Special, "Two classes.", "p", (0.05, 0.95), false,
        |p| Categorical::from_weights(&[1.0 - p, p])?, Bernoulli::new(p)?),
    edge!("multinomial", "binomial", Special, "One class's count alone.", "p", (0.05, 0.95), false,
        |p| Multinomial::new(12, &[p, (1.0 - p) / 2.0, (1.0 - p) / 2.0])?.marginal(0)?, Binomial::new(12, p)?),
    edge!("dirichlet", "beta", Special, "One class's share alone.", "alpha", (0.5, 10.0), false,
        |alpha| Dirichlet::new(&[alpha, 1.0, 2.0])?.marginal(0)?, Beta::new(alpha, 3.0)?),
    edge!("normal", "log-normal", Transform, "Its exponential.", "sigma", (0.1, 1.5), false,
        |sigma| Normal::new(0.0, sigma)?, LogNormal::new(0.0, sigma)?),
    edge!("uniform", "exponential", Transform, "Minus its logarithm, times the scale: how waiting times are drawn.", "scale", (0.2, 4.0), false,
        |scale| Uniform::new(0.0, 1.0)?, Exponential::with_scale(scale)?),
    edge!("exponential", "laplace", Transform, "The difference of two of them; its distance from the middle is one.", "scale", (0.2, 4.0), false,
        |scale| Exponential::with_scale(scale)?, Laplace::new(0.0, scale)?),
    edge!("binomial", "beta", Conjugate, "What is believed of p, before and after so many heads in ten throws.", "heads", (0.0, 10.0), true,
        |heads| Beta::new(2.0, 2.0)?, Beta::new(2.0 + heads, 12.0 - heads)?),
    edge!("poisson", "gamma", Conjugate, "What is believed of the rate, before and after so many events in three intervals.", "events", (0.0, 30.0), true,
        |events| Gamma::with_rate(2.0, 1.0)?, Gamma::with_rate(2.0 + events, 4.0)?),
];

/// The largest distance between two cumulatives, over the points that matter for either.
pub fn distance(first: &dyn Distribution, second: &dyn Distribution) -> f64 {
    let mut points = vec![];
    for room in [first, second] {
        points.extend((1..200).map(|i| room.quantile(f64::from(i) / 200.0)));
    }
    // A staircase is compared in the middle of its treads.
    let shift = if first.is_discrete() != second.is_discrete() { 0.5 } else { 0.0 };
    let place = |x: f64| if shift > 0.0 { x.floor() + shift } else { x };
    points.iter().map(|&x| (first.cdf(place(x)) - second.cdf(place(x))).abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::kind;
    use super::*;

    #[test]
    fn every_edge_keeps_its_promise() {
        for edge in EDGES {
            let (low, high) = edge.range;
            let at = |share: f64| {
                let t = low + share * (high - low);
                let (first, second) =
                    (edge.pair)(if edge.whole { t.round() } else { t }).unwrap_or_else(|e| panic!("{}: {e}", edge.says));
                distance(&*first, &*second)
            };
            let what = format!("{} to {}", edge.from, edge.to);
            match edge.relation {
                Relation::Limit => {
                    let far: Vec<f64> = [0.0, 0.1, 1.0].map(at).to_vec();
                    assert!(far[0] > far[1] && far[1] > far[2] && far[2] < 0.02, "{what}: {far:?}");
                }
                Relation::Special => assert!([0.0, 0.3, 1.0].iter().all(|&t| at(t) < 1e-13), "{what}: {}", at(0.3)),
                Relation::Sum | Relation::Conjugate | Relation::Transform => assert!(at(1.0) > 0.01, "{what}"),
            }
        }
    }

    #[test]
    fn sums_have_the_mean_and_variance_of_so_many() {
        for edge in EDGES.iter().filter(|edge| edge.relation == Relation::Sum && edge.from != "normal") {
            for n in [1.0, 7.0] {
                let Ok((one, all)) = (edge.pair)(n) else { panic!("{}", edge.says) };
                assert!(
                    (all.mean() - n * one.mean()).abs() < 1e-12 && (all.variance() - n * one.variance()).abs() < 1e-12,
                    "{}",
                    edge.says
                );
            }
        }
    }

    #[test]
    fn the_map_knows_every_distribution_of_the_catalogue() {
        let of_vectors = ["multinomial", "dirichlet", "categorical"];
        for edge in EDGES {
            for name in [edge.from, edge.to] {
                assert!(kind(name).is_ok() || of_vectors.contains(&name), "{name}");
            }
        }
        for kind in super::super::KINDS {
            assert!(EDGES.iter().any(|edge| edge.from == kind.name || edge.to == kind.name), "{} is alone", kind.name);
        }
    }
}
