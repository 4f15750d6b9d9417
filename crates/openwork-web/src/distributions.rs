//! Probability distributions for their figures: curves, samples as they are drawn, the map of how they hang together, conjugate updates.

use crate::{json, setting};
use openwork::distributions::conjugate::BetaBinomial;
use openwork::distributions::relations::{EDGES, Edge, Relation, distance};
use openwork::distributions::{Boxed, Categorical, Distribution, Function, Poisson, kind, watch};
use openwork::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

/// Points of a curve.
const POINTS: usize = 240;

/// A density or mass and the cumulative over a range.
#[derive(Serialize)]
struct Curve {
    name: &'static str,
    discrete: bool,
    x: Vec<f64>,
    density: Vec<f64>,
    cumulative: Vec<f64>,
    mean: f64,
    std: f64,
}

/// The range that matters for a distribution.
fn range(room: &dyn Distribution) -> (f64, f64) {
    (room.quantile(0.002).max(room.support().0), room.quantile(0.998))
}

fn curve(room: &dyn Distribution, (low, high): (f64, f64)) -> Result<Curve> {
    let discrete = room.is_discrete();
    let x: Vec<f64> = if discrete {
        let (first, last) = (low.floor().max(room.support().0), high.ceil().min(room.support().1));
        let step = ((last - first) / POINTS as f64).ceil().max(1.0);
        (0..=POINTS).map(|i| first + step * i as f64).take_while(|&x| x <= last).collect()
    } else {
        (0..=POINTS).map(|i| low + (high - low) * i as f64 / POINTS as f64).collect()
    };
    let mut density = vec![0.0; x.len()];
    let mut cumulative = vec![0.0; x.len()];
    room.evaluate(Function::Density, &x, &mut density)?;
    room.evaluate(Function::Cdf, &x, &mut cumulative)?;
    Ok(Curve { name: room.name(), discrete, x, density, cumulative, mean: room.mean(), std: room.std_dev() })
}

/// The distribution of that name with these parameters, as JSON.
fn build(name: &str, parameters: &str) -> std::result::Result<Boxed, JsError> {
    let parameters: BTreeMap<String, f64> = setting(parameters)?;
    let named: Vec<(&str, f64)> = parameters.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    Ok(kind(name)?.with(&named)?)
}

/// A distribution's curves over what matters of it.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn distribution_curve(name: &str, parameters: &str) -> std::result::Result<String, JsError> {
    let room = build(name, parameters)?;
    json(&curve(&*room, range(&*room))?)
}

/// Samples of a distribution.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn distribution_samples(name: &str, parameters: &str, n: usize, seed: u32) -> std::result::Result<Vec<f64>, JsError> {
    Ok(build(name, parameters)?.samples(n, u64::from(seed)))
}

#[derive(Serialize)]
struct EdgeOut {
    from: &'static str,
    to: &'static str,
    relation: Relation,
    says: &'static str,
    parameter: &'static str,
    low: f64,
    high: f64,
    whole: bool,
}

/// All edges of the map.
///
/// # Errors
/// None that a reader can cause.
#[wasm_bindgen]
pub fn distribution_edges() -> std::result::Result<String, JsError> {
    let out = |e: &Edge| EdgeOut {
        from: e.from,
        to: e.to,
        relation: e.relation,
        says: e.says,
        parameter: e.parameter,
        low: e.range.0,
        high: e.range.1,
        whole: e.whole,
    };
    json(&EDGES.iter().map(out).collect::<Vec<_>>())
}

#[derive(Serialize)]
struct PairOut {
    first: Curve,
    second: Curve,
    distance: f64,
}

/// The two distributions of an edge at a value of its parameter, over one range.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn distribution_pair(edge: usize, value: f64) -> std::result::Result<String, JsError> {
    let none = || Error::setting("edge", edge, format!("one of 0 to {}", EDGES.len() - 1));
    let edge = EDGES.get(edge).ok_or_else(none)?;
    let (first, second) = (edge.pair)(value)?;
    // A sum lies elsewhere than its parts: each has its own range there, otherwise one range shows both.
    let (a, b) = (range(&*first), range(&*second));
    let both = (a.0.min(b.0), a.1.max(b.1));
    json(&PairOut { first: curve(&*first, both)?, second: curve(&*second, both)?, distance: distance(&*first, &*second) })
}

/// Draws by inverse transform, watched: `[{u, x}]`.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn watch_inverse(name: &str, parameters: &str, n: usize, seed: u32) -> std::result::Result<String, JsError> {
    json(&watch::inverse(&*build(name, parameters)?, n, u64::from(seed)))
}

#[derive(Serialize)]
struct Table<T> {
    p: Vec<f64>,
    keep: Vec<f64>,
    alias: Vec<usize>,
    draws: T,
}

/// Draws by an alias table, watched: the table and `[{column, height, class}]`.
///
/// # Errors
/// Whatever the library refuses, in its own words.
#[wasm_bindgen]
pub fn watch_alias(weights: &[f64], n: usize, seed: u32) -> std::result::Result<String, JsError> {
    let room = Categorical::from_weights(weights)?;
    let (keep, alias) = room.alias().columns();
    let draws = watch::alias(&room, n, u64::from(seed));
    json(&Table { p: room.p().to_vec(), keep: keep.to_vec(), alias: alias.to_vec(), draws })
}

/// Draws from a Poisson distribution by transformed rejection, watched: `[{u, v, x, fate}]`.
///
/// # Errors
/// A rate below 10.
#[wasm_bindgen]
pub fn watch_rejection(rate: f64, n: usize, seed: u32) -> std::result::Result<String, JsError> {
    json(&watch::rejection(&Poisson::new(rate)?, n, u64::from(seed))?)
}

#[derive(Serialize)]
struct Belief {
    a: f64,
    b: f64,
    x: Vec<f64>,
    density: Vec<f64>,
    mean: f64,
    low: f64,
    high: f64,
    next: f64,
}

/// What is believed of a coin after heads and tails, from a prior: the density, the middle 95 %, and the probability of heads next.
///
/// # Errors
/// Weights that are not positive.
#[wasm_bindgen]
pub fn coin_belief(a: f64, b: f64, heads: u32, tails: u32) -> std::result::Result<String, JsError> {
    let belief = BetaBinomial::new(a, b)?.update(u64::from(heads), u64::from(tails));
    let room = belief.belief()?;
    let (a, b) = belief.weights();
    let x: Vec<f64> = (1..POINTS).map(|i| i as f64 / POINTS as f64).collect();
    let density = x.iter().map(|&x| room.density(x)).collect();
    json(&Belief {
        a,
        b,
        density,
        x,
        mean: room.mean(),
        low: room.ppf(0.025)?,
        high: room.isf(0.025)?,
        next: belief.predict(1, 1),
    })
}
