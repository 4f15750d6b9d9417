//! `openwork tour`: every algorithm of the registry on embedded real data, beside its reference's result.

use crate::call::{Failure, Global, warn};
use crate::fit_knn::r2;
use crate::table::{Table, number};
use crate::{
    output, picture, tour_functions, tour_linear, tour_metrics, tour_report, tour_selection, tour_tensor, tour_text, tour_training, tour_translation,
};
use clap::Args;
use ndarray::{Array1, Array2, ArrayView1, Axis, s};
use openwork::cluster::{Init, KMeans, MiniBatchKMeans};
use openwork::datasets::{self, Dataset, Target};
use openwork::linear_model::LogisticRegression;
use openwork::neighbors::{KNeighborsClassifier, KNeighborsRegressor, Metric, Weights};
use openwork::plot::{HeatMap, Images, Scatter};
use openwork::registry::ALGORITHMS;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Instant;

/// Run every algorithm once on embedded real data, beside its reference's result.
///
/// Prints a table and writes a page with the pictures. Everything random is given, so that the results can be compared: centres
/// start at the first k rows, and every fifth row is held out and asked of a model of the others.
#[derive(Args)]
#[command(after_help = "Examples:\n  openwork tour\n  openwork tour -o tour.html --threads 1")]
pub struct Tour {
    /// The page to write, complete in itself
    #[arg(short, long, value_name = "FILE.html", default_value = "report.html")]
    output: PathBuf,
}

/// What scikit-learn answers to the same questions; `parity/tour.py` wrote it.
const REFERENCE: &str = include_str!("../../../parity/tour.json");

/// One stop of the tour.
#[derive(Serialize)]
pub struct Stop {
    /// The algorithm's id in the registry.
    pub algorithm: &'static str,
    pub data: &'static str,
    /// What was done.
    pub done: String,
    pub result: String,
    /// The reference's result.
    pub reference: String,
    /// Whether the two are the same: labels and answers identical, numbers within 1e-6 relative.
    pub same: bool,
    pub seconds: f64,
    #[serde(skip)]
    pub picture: String,
}

impl Tour {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        output::check(&[Some(&self.output)], &[])?;
        let reference: Value = serde_json::from_str(REFERENCE).map_err(|e| Failure::Work(format!("tour.json: {e}")))?;
        let version = reference["reference"].as_str().unwrap_or_default();
        let stops = stops(&reference)?;
        for stop in stops.iter().filter(|stop| !stop.same) {
            warn(format!("{} on {}: another result than {version}", stop.algorithm, stop.data));
        }

        let facts = json!({ "reference": version, "stops": stops, "report": self.output });
        let mut outputs = output::Outputs::default();
        outputs.add_bytes(&self.output, tour_report::page(version, &stops).into_bytes());
        outputs.write(&output::report(global, || human(version, &stops), facts))?;
        output::wrote(&self.output, "the pictures");
        Ok(())
    }
}

fn human(version: &str, stops: &[Stop]) -> String {
    let mut table = Table::new(["algorithm", "data", "what was done", "result", version, "same", "ms"]);
    for stop in stops {
        let name = ALGORITHMS.iter().find(|a| a.id == stop.algorithm).map_or(stop.algorithm, |a| a.name);
        let same = if stop.same { "yes" } else { "NO" };
        let ms = format!("{:.1}", stop.seconds * 1e3);
        table.row([name, stop.data, &stop.done, &stop.result, &stop.reference, same, &ms]);
    }
    table.to_string()
}

/// All stops, in the order of the registry.
fn stops(reference: &Value) -> Result<Vec<Stop>, Failure> {
    let mut stops = vec![
        kmeans(reference, datasets::iris()?, 3, clusters)?,
        kmeans(reference, datasets::digits()?, 10, |_, _, centers| {
            Ok(Images::new(centers.view(), 8).title("digits: the 10 centres").svg()?)
        })?,
        mini_batch(reference, datasets::digits()?, 10, 256)?,
        classify(reference, datasets::digits()?, 3, Metric::Euclidean, Weights::Uniform)?,
        classify(reference, datasets::breast_cancer()?, 5, Metric::Manhattan, Weights::Uniform)?,
        classify(reference, datasets::wine()?, 7, Metric::Euclidean, Weights::Distance)?,
        regress(reference, datasets::diabetes()?, 15, Metric::Euclidean)?,
        logistic(reference, datasets::breast_cancer()?)?,
        logistic(reference, datasets::digits()?)?,
        tour_linear::least_squares(reference)?,
        tour_linear::descent(reference)?,
        tour_linear::ridge(reference)?,
        tour_selection::validation(reference)?,
        tour_selection::search(reference)?,
        tour_metrics::classification(reference, datasets::digits()?, 3)?,
        tour_metrics::roc(reference, datasets::breast_cancer()?, "worst area")?,
        tour_metrics::regression(reference, datasets::diabetes()?, 15)?,
    ];
    stops.extend(tour_translation::stops()?);
    stops.extend(tour_text::stops()?);
    stops.extend(tour_training::stops()?);
    stops.push(tour_tensor::stop()?);
    stops.extend(tour_functions::stops()?);
    Ok(stops)
}

fn kmeans(
    reference: &Value,
    data: Dataset,
    k: usize,
    draw: impl FnOnce(&Dataset, &[u32], &Array2<f64>) -> Result<String, Failure>,
) -> Result<Stop, Failure> {
    let start = data.x.slice(s![..k, ..]).to_owned();
    let clock = Instant::now();
    let model = KMeans::new(k).init(Init::Centers(start)).fit(data.x.view())?;
    let seconds = clock.elapsed().as_secs_f64();
    let theirs = &reference[format!("kmeans {}", data.info.name)];
    let say = |inertia: f64, rounds: usize| format!("inertia {} in {rounds} rounds", number(inertia));
    Ok(Stop {
        algorithm: "kmeans",
        data: data.info.name,
        done: format!("{k} clusters from the first {k} rows"),
        result: say(model.inertia, model.n_iter),
        reference: say(float(&theirs["inertia"]), float(&theirs["rounds"]) as usize),
        same: close(model.inertia, &theirs["inertia"])
            && theirs["rounds"] == json!(model.n_iter)
            && theirs["labels"] == json!(model.labels),
        seconds,
        picture: draw(&data, &model.labels, &model.centers)?,
    })
}

/// The rows in their order, in batches: nothing is drawn by chance, so that the centres can be compared.
fn mini_batch(reference: &Value, data: Dataset, k: usize, size: usize) -> Result<Stop, Failure> {
    let start = data.x.slice(s![..k, ..]).to_owned();
    let settings = MiniBatchKMeans::new(k).init(Init::Centers(start)).reassignment_ratio(0.0);
    let clock = Instant::now();
    let mut model = None;
    for batch in data.x.axis_chunks_iter(Axis(0), size) {
        settings.partial_fit(&mut model, batch, None)?;
    }
    let model = model.ok_or_else(|| Failure::Work(format!("{}: no batch", data.info.name)))?;
    let labels = model.predict(data.x.view())?;
    let seconds = clock.elapsed().as_secs_f64();

    let distance = |(point, &label): (ArrayView1<'_, f64>, &u32)| {
        let center = model.centers.row(label as usize);
        point.iter().zip(center).map(|(x, c)| (x - c).powi(2)).sum::<f64>()
    };
    let inertia: f64 = data.x.outer_iter().zip(&labels).map(distance).sum();
    let theirs = &reference[format!("mini_batch_kmeans {}", data.info.name)];
    let say = |inertia: f64, batches: usize| format!("inertia {} after {batches} batches", number(inertia));
    Ok(Stop {
        algorithm: "mini_batch_kmeans",
        data: data.info.name,
        done: format!("{k} clusters from the first {k} rows, {size} rows a batch"),
        result: say(inertia, model.n_steps),
        reference: say(float(&theirs["inertia"]), float(&theirs["batches"]) as usize),
        same: close(inertia, &theirs["inertia"]) && theirs["batches"] == json!(model.n_steps),
        seconds,
        picture: Images::new(model.centers.view(), 8).title("digits: the 10 centres after one pass of batches").svg()?,
    })
}

fn clusters(data: &Dataset, labels: &[u32], centers: &Array2<f64>) -> Result<String, Failure> {
    let title = format!("{}: the {} clusters that k-means finds", data.info.name, centers.nrows());
    picture::clusters(data.x.view(), &data.feature_names, labels, centers.view(), &title)
}

/// Logistic regression of four fifths of the rows is asked for the others.
fn logistic(reference: &Value, data: Dataset) -> Result<Stop, Failure> {
    let Target::Classes { names, y } = &data.y else {
        return Err(Failure::Work(format!("{}: no classes", data.info.name)));
    };
    let (known, asked) = split(data.x.nrows());
    let of = |rows: &[usize]| rows.iter().map(|&i| y[i]).collect::<Vec<u32>>();
    let (x, held) = (data.x.select(Axis(0), &known), data.x.select(Axis(0), &asked));
    let clock = Instant::now();
    let model = LogisticRegression::new().tol(1e-9).max_iter(1000).fit(x.view(), &of(&known))?;
    let answers = model.predict(held.view())?;
    let seconds = clock.elapsed().as_secs_f64();

    let truth = of(&asked);
    let logs = model.predict_log_proba(held.view())?;
    let loss = -truth.iter().enumerate().map(|(i, &t)| logs[[i, t as usize]]).sum::<f64>() / truth.len() as f64;
    let right = truth.iter().zip(&answers).filter(|(t, a)| t == a).count();
    let theirs = &reference[format!("logistic_regression {}", data.info.name)];
    let say = |right: f64, loss: f64| format!("{right} of {} right, log loss {loss:.6}", asked.len());
    let mut confusion = Array2::<f64>::zeros((names.len(), names.len()));
    truth.iter().zip(&answers).for_each(|(&t, &a)| confusion[[t as usize, a as usize]] += 1.0);
    Ok(Stop {
        algorithm: "logistic_regression",
        data: data.info.name,
        done: format!("L2, C = 1, {} rounds of L-BFGS", model.n_iter),
        result: say(right as f64, loss),
        reference: say(float(&theirs["right"]), float(&theirs["loss"])),
        same: theirs["answers"] == json!(answers) && close(loss, &theirs["loss"]),
        seconds,
        picture: HeatMap::new(confusion.view())
            .names(names, names)
            .title(format!("{}: what logistic regression answered for rows held out", data.info.name))
            .axes("answer", "truth")
            .svg()?,
    })
}

/// A model of four fifths of the rows is asked for the others.
fn classify(reference: &Value, data: Dataset, k: usize, metric: Metric, weights: Weights) -> Result<Stop, Failure> {
    let Target::Classes { names, y } = &data.y else {
        return Err(Failure::Work(format!("{}: no classes", data.info.name)));
    };
    let (known, asked) = split(data.x.nrows());
    let of = |rows: &[usize]| rows.iter().map(|&i| y[i]).collect::<Vec<u32>>();
    let clock = Instant::now();
    let model =
        KNeighborsClassifier::new(k).metric(metric).weights(weights).fit(data.x.select(Axis(0), &known).view(), &of(&known))?;
    let answers = model.predict(data.x.select(Axis(0), &asked).view())?;
    let seconds = clock.elapsed().as_secs_f64();

    let truth = of(&asked);
    let right = truth.iter().zip(&answers).filter(|(t, a)| t == a).count();
    let theirs = &reference[format!("knn {}", data.info.name)];
    let say = |right: f64| format!("{right} of {} right, {:.1} %", asked.len(), 100.0 * right / asked.len() as f64);
    let mut confusion = Array2::<f64>::zeros((names.len(), names.len()));
    truth.iter().zip(&answers).for_each(|(&t, &a)| confusion[[t as usize, a as usize]] += 1.0);
    let counted = match weights {
        Weights::Uniform => "",
        Weights::Distance => ", by 1/distance",
    };
    Ok(Stop {
        algorithm: "knn",
        data: data.info.name,
        done: format!("{} neighbours vote, {}{counted}", k, metric.name()),
        result: say(right as f64),
        reference: say(float(&theirs["right"])),
        same: theirs["answers"] == json!(answers),
        seconds,
        picture: HeatMap::new(confusion.view())
            .names(names, names)
            .title(format!("{}: what the neighbours answered for rows held out", data.info.name))
            .axes("answer", "truth")
            .svg()?,
    })
}

fn regress(reference: &Value, data: Dataset, k: usize, metric: Metric) -> Result<Stop, Failure> {
    let Target::Numbers(y) = &data.y else {
        return Err(Failure::Work(format!("{}: no numbers", data.info.name)));
    };
    let y = Array1::from(y.clone()).insert_axis(Axis(1));
    let (known, asked) = split(data.x.nrows());
    let clock = Instant::now();
    let model = KNeighborsRegressor::new(k)
        .metric(metric)
        .fit(data.x.select(Axis(0), &known).view(), y.select(Axis(0), &known).view())?;
    let answers = model.predict(data.x.select(Axis(0), &asked).view())?;
    let seconds = clock.elapsed().as_secs_f64();

    let truth = y.select(Axis(0), &asked);
    let score = r2(&truth, &answers).unwrap_or(f64::NAN);
    let theirs = &reference[format!("knn {}", data.info.name)];
    let seen = ndarray::concatenate(Axis(1), &[truth.view(), answers.view()]).map_err(|e| Failure::Work(e.to_string()))?;
    Ok(Stop {
        algorithm: "knn",
        data: data.info.name,
        done: format!("mean of {k} neighbours, {}", metric.name()),
        result: format!("R² {score:.6} on {} rows", asked.len()),
        reference: format!("R² {:.6} on {} rows", float(&theirs["r2"]), asked.len()),
        same: close(score, &theirs["r2"]),
        seconds,
        picture: Scatter::new(seen.view())
            .title(format!("{}: what the neighbours answered for rows held out", data.info.name))
            .axes(format!("{}, true", data.target_name), "answer")
            .svg()?,
    })
}

/// The rows known, and every fifth row, asked.
pub fn split(n: usize) -> (Vec<usize>, Vec<usize>) {
    (0..n).partition(|i| i % 5 != 4)
}

pub fn float(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// Within 1e-6 of the reference.
pub fn close(ours: f64, theirs: &Value) -> bool {
    (ours - float(theirs)).abs() <= 1e-6 * float(theirs).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference() -> Value {
        serde_json::from_str(REFERENCE).unwrap()
    }

    #[test]
    fn every_algorithm_of_the_registry_is_on_the_tour_and_equals_its_reference() {
        let stops = stops(&reference()).unwrap();
        for algorithm in ALGORITHMS {
            assert!(stops.iter().any(|stop| stop.algorithm == algorithm.id), "the tour passes {} by", algorithm.id);
        }
        for stop in &stops {
            assert!(stop.same, "{} on {}: {} instead of {}", stop.algorithm, stop.data, stop.result, stop.reference);
        }
    }

    #[test]
    fn another_result_than_the_reference_is_seen() {
        let mut changed = reference();
        changed["kmeans iris"]["labels"][0] = json!(0);
        let stop = kmeans(&changed, datasets::iris().unwrap(), 3, clusters).unwrap();
        assert!(!stop.same);
    }
}
