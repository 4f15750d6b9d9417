//! The tour's stops for distributions: each fitted to the mean smoothness of the breast cancer set; `parity/tour_distributions.py` solved the
//! same equations with 40 digits.

use crate::call::Failure;
use crate::table::number;
use crate::tour::{Stop, close};
use openwork::datasets;
use openwork::distributions::{Distribution, kind};
use openwork::plot::Line;
use serde_json::Value;
use std::time::Instant;

const REFERENCE: &str = include_str!("../../../parity/tour_distributions.json");
/// The ids in the registry, in its order.
const IDS: [&str; 10] =
    ["uniform", "exponential", "normal", "log_normal", "laplace", "weibull", "gamma", "chi_squared", "beta", "student_t"];
const COLUMN: &str = "mean smoothness";

/// The stops, in the order of the registry.
pub fn stops() -> Result<Vec<Stop>, Failure> {
    let reference: Value = serde_json::from_str(REFERENCE).map_err(|e| Failure::Work(format!("tour_distributions.json: {e}")))?;
    let set = datasets::breast_cancer()?;
    let column = set.feature_names.iter().position(|name| name == COLUMN).unwrap_or_default();
    let x = set.x.column(column).to_vec();
    IDS.iter().map(|&id| stop(id, &x, &reference[id])).collect()
}

fn stop(id: &'static str, x: &[f64], reference: &Value) -> Result<Stop, Failure> {
    let kind = kind(&id.replace('_', "-"))?;
    let fit = kind.fit.ok_or_else(|| Failure::Work(format!("{id} has no fit")))?;
    let clock = Instant::now();
    let room = fit(x)?;
    let seconds = clock.elapsed().as_secs_f64();
    let parameters = room.parameters();
    let say = |values: &mut dyn Iterator<Item = f64>| {
        parameters.iter().zip(values).map(|((name, _), value)| format!("{name} {}", number(value))).collect::<Vec<_>>().join(", ")
    };
    let mut theirs = (0..parameters.len()).map(|i| reference[i].as_f64().unwrap_or(f64::NAN));
    Ok(Stop {
        algorithm: id,
        data: "breast_cancer",
        done: format!("the most likely {} for the {COLUMN}", kind.name),
        result: say(&mut parameters.iter().map(|p| p.1)),
        reference: say(&mut theirs),
        same: parameters.iter().enumerate().all(|(i, p)| close(p.1, &reference[i])),
        seconds,
        picture: picture(&*room, x, kind.name)?,
    })
}

/// The cumulative beside the sample's staircase.
fn picture(room: &dyn Distribution, x: &[f64], name: &str) -> Result<String, Failure> {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let stairs = sorted.iter().enumerate().map(|(i, &x)| (x, (i + 1) as f64 / n));
    let curve = sorted.iter().map(|&x| (x, room.cdf(x)));
    let title = format!("{COLUMN}: the {name} that fits best");
    Ok(Line::new().series("observed", stairs).series(name, curve).axes(COLUMN, "share below").title(title).svg()?)
}
