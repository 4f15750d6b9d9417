//! `openwork plot activation` and `openwork plot loss`: a function and its derivative.

use crate::call::{Failure, Global};
use crate::plot::To;
use clap::Args;
use openwork::activation::{Activation, Gate};
use openwork::loss::{CrossEntropy, Loss};
use openwork::plot::Line;
use serde_json::json;

/// Places at which a function is asked.
const PLACES: usize = 481;

#[derive(Args)]
pub struct ActivationPlot {
    /// sigmoid, relu, leaky_relu, tanh, silu, gelu, gelu_tanh, elu, softplus; softmax (of x and 0); glu, swiglu, geglu, reglu (of 1, opened by x)
    name: String,
    /// The slope of leaky_relu below 0, or the depth of elu
    #[arg(long, allow_negative_numbers = true)]
    alpha: Option<f32>,
    #[command(flatten)]
    range: Range,
    #[command(flatten)]
    to: To,
}

#[derive(Args)]
pub struct LossPlot {
    /// mse, mae, huber, hinge, bce, bce_logits, kl_div, kl_div_log; cross_entropy (of the scores x and 0)
    name: String,
    /// What is true [default: 1 for hinge, bce, bce_logits; 0.5 for kl_div; otherwise 0]
    #[arg(long, allow_negative_numbers = true)]
    target: Option<f32>,
    /// Where Huber's parabola becomes a line
    #[arg(long)]
    delta: Option<f32>,
    #[command(flatten)]
    range: Range,
    #[command(flatten)]
    to: To,
}

#[derive(Args)]
struct Range {
    /// The least x
    #[arg(long, allow_negative_numbers = true)]
    from: Option<f64>,
    /// The greatest x
    #[arg(long, allow_negative_numbers = true)]
    until: Option<f64>,
}

impl Range {
    /// Places from the least x to the greatest, by default these.
    fn places(&self, (low, high): (f64, f64)) -> Result<Vec<f64>, Failure> {
        let (low, high) = (self.from.unwrap_or(low), self.until.unwrap_or(high));
        if !(low < high && (high - low).is_finite()) {
            return Err(Failure::Call(format!("--from {low} --until {high}: wanted two numbers, the lower first")));
        }
        Ok((0..PLACES).map(|i| low + (high - low) * i as f64 / (PLACES - 1) as f64).collect())
    }
}

impl ActivationPlot {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        self.to.check(&[])?;
        let x = self.range.places((-6.0, 6.0))?;
        let name = self.name.replace('-', "_");
        let (y, slope): (Vec<f64>, Vec<f64>) = if name == "softmax" {
            // Of two scores, x and 0, the first probability is the sigmoid of x.
            x.iter().map(|&x| (Activation::Sigmoid.at(x), Activation::Sigmoid.slope(x))).unzip()
        } else if let Ok(gate) = Gate::of_name(&name) {
            x.iter().map(|&x| (gate.at(1.0, x), gate.slopes(1.0, x).1)).unzip()
        } else {
            let alpha = |otherwise| self.alpha.unwrap_or(otherwise);
            let f = match Activation::of_name(&name)? {
                Activation::LeakyRelu { alpha: otherwise } => Activation::LeakyRelu { alpha: alpha(otherwise) },
                Activation::Elu { alpha: otherwise } => Activation::Elu { alpha: alpha(otherwise) },
                other if self.alpha.is_some() => {
                    return Err(Failure::Call(format!("--alpha: {} has none; leaky_relu and elu have", other.name())));
                }
                other => other,
            };
            x.iter().map(|&x| (f.at(x), f.slope(x))).unzip()
        };
        draw(global, &self.to, (&name, "x"), [&x, &y, &slope])
    }
}

impl LossPlot {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        self.to.check(&[])?;
        let name = self.name.replace('-', "_");
        if name == "cross_entropy" {
            let x = self.range.places((-6.0, 6.0))?;
            let y: Vec<f64> = x.iter().map(|&x| CrossEntropy::new().at(&[x, 0.0], &[1.0, 0.0])).collect();
            let slope: Vec<f64> = x.iter().map(|&x| Activation::Sigmoid.at(x) - 1.0).collect();
            return draw(global, &self.to, (&name, "score of the true class"), [&x, &y, &slope]);
        }
        let loss = match Loss::of_name(&name)? {
            Loss::Huber { delta } => Loss::Huber { delta: self.delta.unwrap_or(delta) },
            other if self.delta.is_some() => {
                return Err(Failure::Call(format!("--delta: {} has none; huber has", other.name())));
            }
            other => other,
        };
        let (range, target, what) = match loss {
            Loss::Mse | Loss::Mae | Loss::Huber { .. } => ((-4.0, 4.0), 0.0, "answer"),
            Loss::Hinge { .. } => ((-4.0, 4.0), 1.0, "answer"),
            Loss::Bce => ((0.01, 0.99), 1.0, "probability"),
            Loss::BceLogits => ((-6.0, 6.0), 1.0, "logit"),
            Loss::KlDiv { log_target } => {
                ((-4.0, 0.0), if log_target { 0.5_f32.ln() } else { 0.5 }, "logarithm of the probability")
            }
        };
        let target = self.target.unwrap_or(target);
        let x = self.range.places(range)?;
        // What has no meaning, such as a target outside 0 to 1, is refused by the loss itself.
        let narrow: Vec<f32> = x.iter().map(|&x| x as f32).collect();
        loss.forward(&narrow, &vec![target; x.len()], openwork::loss::Reduction::Mean)?;
        let (y, slope): (Vec<f64>, Vec<f64>) =
            x.iter().map(|&x| (loss.at(x, target.into()), loss.slope(x, target.into()))).unzip();
        draw(global, &self.to, (&name, what), [&x, &y, &slope])
    }
}

fn draw(global: &Global, to: &To, (name, across): (&str, &str), [x, y, slope]: [&[f64]; 3]) -> Result<(), Failure> {
    let along = |y: &[f64]| x.iter().copied().zip(y.to_vec()).collect::<Vec<_>>();
    let svg = Line::new()
        .series(name, along(y))
        .series("derivative", along(slope))
        .title(format!("{name} and its derivative"))
        .axes(across, "")
        .svg()?;
    let points = if global.json { json!({ "x": x, "y": y, "derivative": slope }) } else { json!(null) };
    to.write_with(global, &svg, points)
}
