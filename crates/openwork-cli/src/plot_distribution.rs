//! `openwork plot distribution`: the density (or mass) and the cumulative in one picture.

use crate::call::{Failure, Global};
use crate::dist::{Given, full};
use crate::{output, picture};
use clap::Args;
use openwork::distributions::{Distribution, Function};
use openwork::plot::Line;
use serde_json::json;
use std::path::PathBuf;

/// Points to draw a line through.
type Curve = Vec<(f64, f64)>;

/// The density of a distribution, or its mass, and the cumulative
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork plot distribution normal --mean 0 --std 2
  openwork plot distribution binomial --n 20 --p 0.3 -o binomial.png
  openwork plot distribution gamma --shape 2 --rate 0.5 -o gamma.svg")]
pub struct PlotDistribution {
    /// The distribution
    #[arg(value_name = "DISTRIBUTION")]
    distribution: String,
    #[command(flatten)]
    given: Given,
    /// The picture to write [default: the distribution's name, .svg]
    #[arg(short, long, alias = "plot", value_name = "FILE.svg|png")]
    output: Option<PathBuf>,
}

impl PlotDistribution {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let room = self.given.build(&self.distribution)?;
        let path = self.output.unwrap_or_else(|| PathBuf::from(format!("{}.svg", self.distribution)));
        output::check(&[Some(&path)], &[])?;
        picture::check(&path)?;
        let svg = draw(&*room)?;
        let mut outputs = output::Outputs::default();
        outputs.add_bytes(&path, picture::encode(&path, &svg)?);
        let report = if global.json { format!("{:#}\n", json!({ "file": path })) } else { String::new() };
        outputs.write(&report)?;
        output::wrote(&path, "the picture");
        Ok(())
    }
}

/// Points of a curve.
const POINTS: usize = 400;

fn draw(room: &dyn Distribution) -> Result<String, Failure> {
    let parameters: Vec<String> = room.parameters().iter().take(6).map(|(name, x)| format!("{name} {}", full(*x))).collect();
    let title = format!("{}, {}", room.name(), parameters.join(", "));
    let (low, high) = (room.quantile(0.001).max(room.support().0), room.quantile(0.999));
    let evaluate = |function: Function, x: &[f64]| -> Result<Vec<f64>, Failure> {
        let mut out = vec![0.0; x.len()];
        room.evaluate(function, x, &mut out)?;
        Ok(out)
    };
    let (mass, cumulative): (Curve, Curve) = if room.is_discrete() {
        let step = ((high - low) / POINTS as f64).ceil().max(1.0);
        let x: Vec<f64> = (0..).map(|i| low + step * f64::from(i)).take_while(|&k| k <= high).collect();
        let (mass, below) = (evaluate(Function::Density, &x)?, evaluate(Function::Cdf, &x)?);
        let spikes = x.iter().zip(&mass).flat_map(|(&k, &m)| [(k, 0.0), (k, m), (k, 0.0)]).collect();
        let mut stairs = vec![(low - step, 0.0), (low, 0.0)];
        stairs.extend(x.iter().zip(&below).flat_map(|(&k, &p)| [(k, p), (k + step, p)]));
        (spikes, stairs)
    } else {
        let margin = 0.05 * (high - low);
        let (first, last) = ((low - margin).max(room.support().0), (high + margin).min(room.support().1));
        let x: Vec<f64> = (0..=POINTS).map(|i| first + (last - first) * i as f64 / POINTS as f64).collect();
        let (density, below) = (evaluate(Function::Density, &x)?, evaluate(Function::Cdf, &x)?);
        let finite = x.iter().copied().zip(density).filter(|(_, y)| y.is_finite()).collect();
        (finite, x.iter().copied().zip(below).collect())
    };
    let what = if room.is_discrete() { "mass" } else { "density" };
    // Both in one picture: a density far from 1 is scaled to it, and says so.
    let peak = mass.iter().fold(0.0_f64, |most, point| most.max(point.1));
    let far = peak > 3.0 || (peak < 0.1 && peak > 0.0);
    let name = if far { format!("{what} / {}", full(peak)) } else { what.to_owned() };
    let mass = mass.into_iter().map(|(x, y)| (x, if far { y / peak } else { y }));
    Ok(Line::new().series(name, mass).series("cumulative", cumulative).title(title).axes("x", "").svg()?)
}
