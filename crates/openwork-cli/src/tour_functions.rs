//! The tour's stops for activations, losses and normalisation, on the images of the digits; `parity/tour_functions.py` asked PyTorch.

use crate::call::Failure;
use crate::table::number;
use crate::tour::{Stop, close};
use openwork::activation::{Activation, Axis, Gate, Masked, glu, softmax};
use openwork::datasets::{self, Target};
use openwork::loss::{CrossEntropy, Loss, Reduction, Targets};
use openwork::nn::{BatchNormalise, DropoutMask, LayerNormalise};
use openwork::plot::{Bar, Line};
use serde_json::Value;
use std::time::Instant;

const REFERENCE: &str = include_str!("../../../parity/tour_functions.json");

/// The digits as a batch: pixels from -2 to 2, 64 of them a row, and the classes.
struct Digits {
    x: Vec<f32>,
    rows: usize,
    classes: Vec<i64>,
}

/// The stops, in the order of the registry.
pub fn stops() -> Result<Vec<Stop>, Failure> {
    let reference: Value = serde_json::from_str(REFERENCE).map_err(|e| Failure::Work(format!("tour_functions.json: {e}")))?;
    let digits = datasets::digits()?;
    let classes = match digits.y {
        Target::Classes { y, .. } => y.iter().map(|&class| i64::from(class)).collect(),
        _ => vec![],
    };
    let digits = Digits { rows: digits.x.nrows(), x: digits.x.iter().map(|&v| (v / 4.0 - 2.0) as f32).collect(), classes };
    let axis = Axis::rows(digits.rows, 64);
    let mut stops = vec![];

    let clock = Instant::now();
    let means = Activation::ALL
        .iter()
        .map(|f| {
            let mut y = vec![0.0; digits.x.len()];
            f.forward(&digits.x, &mut y)?;
            Ok(mean(&y))
        })
        .collect::<openwork::Result<Vec<f64>>>()?;
    let names = Activation::ALL.map(|f| f.name().to_owned());
    let curves = Activation::ALL
        .iter()
        .fold(Line::new(), |line, f| line.series(f.name(), (-60..=60).map(|i| (f64::from(i) / 15.0, f.at(f64::from(i) / 15.0)))));
    let picture = curves.title("activations").axes("x", "").svg()?;
    stops.push(stop("activations", "the mean of each over all pixels", &names, &means, &reference, clock, picture));

    let clock = Instant::now();
    let mut p = vec![0.0; digits.x.len()];
    softmax(&digits.x, axis, Masked::Nan, &mut p)?;
    let found = [p.iter().map(|&p| f64::from(p).powi(2)).sum::<f64>(), f64::from(p[10]), f64::from(p[64 + 30])];
    let names = ["sum of squares", "pixel 10 of row 0", "pixel 30 of row 1"].map(str::to_owned);
    let shares: Vec<(f64, f64)> = p[..64].iter().enumerate().map(|(i, &p)| (i as f64, f64::from(p))).collect();
    let picture = Line::new().series("p", shares).title("the softmax of an image").axes("pixel", "probability").svg()?;
    stops.push(stop("softmax", "along the pixels", &names, &found, &reference, clock, picture));

    let clock = Instant::now();
    let found = Gate::ALL
        .iter()
        .map(|&gate| {
            let mut y = vec![0.0; digits.x.len() / 2];
            glu(&digits.x, axis, gate, &mut y)?;
            Ok(mean(&y))
        })
        .collect::<openwork::Result<Vec<f64>>>()?;
    let names = Gate::ALL.map(|gate| gate.name().to_owned());
    let picture = Bar::new(&names).series("mean", &found).title("upper half, gated by the lower").svg()?;
    stops.push(stop("glu", "the upper half of each image, gated by the lower", &names, &found, &reference, clock, picture));

    let clock = Instant::now();
    let targets: Vec<f32> = digits.x.iter().map(|x| x / 4.0 + 0.5).collect();
    let signs: Vec<f32> = digits.x.iter().map(|&x| if x > 0.0 { 1.0 } else { -1.0 }).collect();
    let losses = [Loss::Mse, Loss::Mae, Loss::Huber { delta: 1.0 }, Loss::Hinge { margin: 1.0 }, Loss::BceLogits];
    let found = losses
        .iter()
        .map(|loss| {
            let targets = if matches!(loss, Loss::Hinge { .. }) { &signs } else { &targets };
            Ok(f64::from(loss.forward(&digits.x, targets, Reduction::Mean)?[0]))
        })
        .collect::<openwork::Result<Vec<f64>>>()?;
    let names = losses.map(|loss| loss.name().to_owned());
    let picture = Bar::new(&names).series("mean loss", &found).title("losses of pixels").svg()?;
    stops.push(stop("losses", "pixels against themselves, scaled", &names, &found, &reference, clock, picture));

    let clock = Instant::now();
    let truth = Targets::Classes(&digits.classes);
    let (plain, _) = CrossEntropy::new().forward(&digits.x, axis, truth)?;
    let (smooth, _) = CrossEntropy::new().label_smoothing(0.1).forward(&digits.x, axis, truth)?;
    let found = [f64::from(plain[0]), f64::from(smooth[0])];
    let names = ["plain", "label smoothing 0.1"].map(str::to_owned);
    let picture = Bar::new(&names).series("cross entropy", &found).title("pixels as scores").svg()?;
    stops.push(stop("cross_entropy", "pixels as scores of 64 classes", &names, &found, &reference, clock, picture));

    let clock = Instant::now();
    let mut y = vec![0.0; digits.x.len()];
    let statistics = BatchNormalise::new().forward(&digits.x, axis, None, None, &mut y)?;
    let found = [statistics.mean[20], statistics.variance[20], f64::from(y[20])];
    let names = ["mean of pixel 20", "variance", "the first, normalised"].map(str::to_owned);
    let along = |values: &[f64]| values.iter().enumerate().map(|(i, &v)| (i as f64, v)).collect::<Vec<_>>();
    let picture = Line::new()
        .series("mean", along(&statistics.mean))
        .series("variance", along(&statistics.variance))
        .title("statistics of the pixels")
        .axes("pixel", "")
        .svg()?;
    stops.push(stop("batch_norm", "pixels as channels", &names, &found, &reference, clock, picture));

    let clock = Instant::now();
    let moments = LayerNormalise::new(64).forward(&digits.x, None, None, &mut y)?;
    let found = [f64::from(moments[0].mean), f64::from(moments[0].inverse), f64::from(y[10])];
    let names = ["mean of row 0", "1 / deviation", "pixel 10, normalised"].map(str::to_owned);
    let both = |values: &[f32]| values[..64].iter().enumerate().map(|(i, &v)| (i as f64, f64::from(v))).collect::<Vec<_>>();
    let picture = Line::new()
        .series("pixels", both(&digits.x))
        .series("normalised", both(&y))
        .title("an image, normalised")
        .axes("pixel", "")
        .svg()?;
    stops.push(stop("layer_norm", "each image", &names, &found, &reference, clock, picture));

    let clock = Instant::now();
    let dropout = DropoutMask::new(0.25)?;
    dropout.apply(&digits.x, 0, &mut y)?;
    let found = [f64::from(dropout.scale())];
    let names = ["kept numbers times".to_owned()];
    let picture = Line::new()
        .series("pixels", both(&digits.x))
        .series("p = 0.25", both(&y))
        .title("an image, a quarter left out")
        .axes("pixel", "")
        .svg()?;
    stops.push(stop("dropout", "a quarter left out", &names, &found, &reference, clock, picture));
    Ok(stops)
}

fn mean(values: &[f32]) -> f64 {
    values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len() as f64
}

fn stop(
    algorithm: &'static str,
    done: &str,
    names: &[String],
    found: &[f64],
    reference: &Value,
    clock: Instant,
    picture: String,
) -> Stop {
    let theirs = &reference[algorithm];
    let say = |values: Vec<f64>| {
        names.iter().zip(values).map(|(name, value)| format!("{name} {}", number(value))).collect::<Vec<_>>().join(", ")
    };
    Stop {
        algorithm,
        data: "digits",
        done: done.to_owned(),
        result: say(found.to_vec()),
        reference: say(theirs.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()),
        same: found.len() == theirs.as_array().map_or(0, Vec::len)
            && found.iter().enumerate().all(|(i, &v)| close(v, &theirs[i])),
        seconds: clock.elapsed().as_secs_f64(),
        picture,
    }
}
