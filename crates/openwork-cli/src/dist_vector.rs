//! `openwork dist` for the distributions over vectors.

use crate::call::{Failure, Global};
use crate::dist::{Given, full, value};
use crate::output;
use ndarray::{Array2, ArrayView2};
use openwork::distributions::{Dirichlet, Multinomial, Multivariate, MultivariateNormal};
use serde_json::{Value, json};

/// The distribution with these parameters.
fn build(name: &str, given: &Given) -> Result<Box<dyn Multivariate>, Failure> {
    Ok(match name {
        "multinomial" => {
            let lists = given.lists(name, &["n", "p"])?;
            let [n] = lists[0] else { return Err(Failure::Call(format!("--n: {} numbers, wanted one", lists[0].len()))) };
            if !(*n >= 0.0 && n.floor() == *n && *n < 9e15) {
                return Err(Failure::Call(format!("n = {n}, wanted a whole number from 0 on")));
            }
            Box::new(Multinomial::new(*n as u64, lists[1])?)
        }
        "dirichlet" => Box::new(Dirichlet::new(given.lists(name, &["alpha"])?[0])?),
        _ => {
            let lists = given.lists(name, &["mean", "cov"])?;
            let d = lists[0].len();
            let cov = ArrayView2::from_shape((d, d), lists[1]).map_err(|_| {
                Failure::Call(format!(
                    "--cov: {} numbers, wanted {}, the covariance's {d} rows one after another",
                    lists[1].len(),
                    d * d
                ))
            })?;
            Box::new(MultivariateNormal::new(lists[0], cov)?)
        }
    })
}

/// Answers one call.
pub fn run(global: &Global, name: &str, function: &str, points: &[String], size: usize, given: &Given) -> Result<(), Failure> {
    let room = build(name, given)?;
    let asked = matches!(function, "pdf" | "pmf" | "logpdf" | "logpmf");
    if asked == points.is_empty() {
        let wanted = if asked { "points, each as numbers with commas between" } else { "no points" };
        return Err(Failure::Call(format!("{function}: {} points, wanted {wanted}", points.len())));
    }
    let rows = |x: Array2<f64>| x.rows().into_iter().map(|row| row.to_vec()).collect::<Vec<_>>();
    let answer: Vec<Vec<f64>> = match function {
        "mean" => vec![room.mean().to_vec()],
        "cov" => rows(room.covariance()),
        "entropy" => vec![vec![room.entropy()]],
        "sample" => rows(room.samples(size, global.seed)),
        _ if asked => {
            let mut values = vec![];
            for point in points {
                let x: Vec<f64> =
                    point.split(',').map(str::parse).collect::<Result<_, _>>().map_err(|_| {
                        Failure::Call(format!("{point:?}: wanted {} numbers with commas between", room.dimension()))
                    })?;
                let ln = room.ln_density(&x)?;
                values.push(vec![if function.starts_with("log") { ln } else { ln.exp() }]);
            }
            values
        }
        _ => {
            return Err(Failure::Call(format!(
                "{function:?}: wanted pdf or pmf, logpdf or logpmf, mean, cov, entropy or sample"
            )));
        }
    };
    let json = json!({
        "distribution": room.name(),
        "function": function,
        "values": answer.iter().map(|row| row.iter().map(|&x| value(x)).collect::<Vec<Value>>()).collect::<Vec<_>>(),
    });
    let line = |row: &Vec<f64>| row.iter().map(|&x| full(x)).collect::<Vec<_>>().join(",") + "\n";
    output::print(&output::report(global, || answer.iter().map(line).collect(), json))
}
