//! `openwork fit knn`.

use crate::call::{Failure, Global, count, warn};
use crate::source::{Frame, Input};
use crate::table::{Table, number, pairs};
use crate::{output, picture, watch};
use clap::{Args, ValueEnum};
use ndarray::{Array2, Axis};
use openwork::datasets::Task;
use openwork::io::{Labels, ModelFile};
use openwork::neighbors::{
    KNeighborsClassifier, KNeighborsClassifierModel, KNeighborsRegressor, KNeighborsRegressorModel, Metric, Search, Weights,
};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Keep the known points, to answer for others as their nearest neighbours do: by vote for classes, by mean for numbers.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork fit knn wine -k 5 --metric manhattan
  openwork fit knn diabetes -k 9 --weights distance
  openwork fit knn wine --columns flavanoids,proline --plot map.svg
  openwork fit knn wine --columns flavanoids,hue --watch search.html
  openwork data export iris flowers.csv
  openwork fit knn flowers.csv --target species -o model.safetensors
  openwork predict model.safetensors flowers.csv -o answers.csv")]
pub struct FitKnn {
    #[command(flatten)]
    input: Input,
    #[arg(short, value_name = "N", default_value = "5", hide_default_value = true, allow_negative_numbers = true, value_parser = count)]
    k: usize,
    #[arg(long, value_enum, default_value = "uniform", hide_default_value = true)]
    weights: Weighting,
    #[arg(long, value_name = "NAME")]
    metric: Option<String>,
    /// The power of --metric minkowski (>= 1)
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    p: Option<f64>,
    #[arg(long, value_enum, default_value = "auto", hide_default_value = true)]
    search: Searching,
    #[arg(long, value_name = "N", default_value = "30", hide_default_value = true, allow_negative_numbers = true, value_parser = count)]
    leaf_size: usize,
    /// What the target is; without it, text and a few whole numbers are classes, all else is a number to estimate
    #[arg(long, value_enum, value_name = "TASK")]
    task: Option<Asked>,
    /// The same as --task regression
    #[arg(long, conflicts_with = "task")]
    regress: bool,
    /// Write the model here (safetensors)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw the map of answers here; more than two features are seen in the plane of their two principal axes
    #[arg(long, value_name = "FILE.svg|png")]
    plot: Option<PathBuf>,
    /// Write a page here that replays the search for one place's neighbours, box by box; wants two features and at most 2000 rows
    #[arg(long, value_name = "FILE.html")]
    watch: Option<PathBuf>,
    /// The place whose neighbours --watch looks for [default: the mean of the rows]
    #[arg(long, value_name = "X,Y", value_delimiter = ',', num_args = 1, allow_hyphen_values = true, requires = "watch")]
    query: Vec<f64>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Weighting {
    Uniform,
    Distance,
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Searching {
    Auto,
    Brute,
    KdTree,
}

#[derive(Clone, Copy, ValueEnum)]
enum Asked {
    Classification,
    Regression,
}

/// A fitted model of either kind, and how it did on rows that it did not know.
enum Fitted {
    Classes(KNeighborsClassifierModel<f64>, Labels),
    Numbers(KNeighborsRegressorModel<f64>),
}

/// Every so many rows one is held out to see how well the others answer for it.
const HELD_OUT: usize = 5;

impl FitKnn {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        output::check(&[self.output.as_deref(), self.plot.as_deref(), self.watch.as_deref()], &self.input.data.files())?;
        self.plot.as_deref().map(picture::check).transpose()?;
        let (frame, target) = self.input.read_with_target()?;
        let (task, why) = match (self.task, self.regress) {
            (Some(Asked::Classification), _) => (Task::Classification, "asked for".to_owned()),
            (Some(Asked::Regression), _) | (None, true) => (Task::Regression, "asked for".to_owned()),
            (None, false) => frame.source.task(&target)?,
        };
        let metric = self.metric()?;
        let (fitted, score) = match task {
            Task::Classification => self.classify(&frame, &target, metric)?,
            Task::Regression => self.regress(&frame, &target, metric)?,
        };
        let title = format!("What {} nearest neighbours answer: {target} of {}", self.k, frame.source.table.path.display());
        let picture = match (&self.plot, &fitted) {
            (Some(path), Fitted::Classes(model, labels)) => {
                Some(picture::encode(path, &picture::decision(model, &frame.features, &labels.classes, &title)?)?)
            }
            (Some(_), Fitted::Numbers(_)) => {
                return Err(Failure::Call("--plot draws the map of a classification, and this is a regression".into()));
            }
            (None, _) => None,
        };

        let replay = self.watch.is_some().then(|| self.replay(&frame, &fitted, metric)).transpose()?;

        let file = fitted.file(&frame, &target);
        let mut outputs = output::Outputs::default();
        if let Some(path) = &self.output {
            outputs.add(path, |path| file.save(path));
        }
        if let (Some(path), Some(picture)) = (&self.plot, picture) {
            outputs.add_bytes(path, picture);
        }
        if let (Some(path), Some(replay)) = (&self.watch, replay) {
            outputs.add_bytes(path, replay);
        }
        let facts = self.facts(&frame, &target, metric, &fitted, score);
        outputs.write(&output::report(global, || human(&facts, &why, &fitted), facts.clone()))?;
        for (path, what) in [(&self.output, "the model"), (&self.plot, "the picture"), (&self.watch, "the replay")] {
            path.as_deref().into_iter().for_each(|path| output::wrote(path, what));
        }
        Ok(())
    }

    /// The page that replays one search.
    fn replay(&self, frame: &Frame, fitted: &Fitted, metric: Metric) -> Result<Vec<u8>, Failure> {
        let index = match fitted {
            Fitted::Classes(model, _) => &model.index,
            Fitted::Numbers(model) => &model.index,
        };
        let middle = || frame.x.mean_axis(Axis(0)).map(|mean| mean.to_vec()).unwrap_or_default();
        let query = if self.query.is_empty() { middle() } else { self.query.clone() };
        if query.len() != frame.features.len() {
            let (got, want) = (query.len(), frame.features.len());
            return Err(Failure::Call(format!(
                "--query: {got} numbers, wanted {want}, one a feature: {}",
                frame.features.join(", ")
            )));
        }
        let place: Vec<String> = query.iter().map(|&v| number(v)).collect();
        let title = format!("The {} nearest of ({}) in {}", self.k, place.join(", "), frame.source.table.path.display());
        let mut run = index.watch(&query, self.k)?;
        watch::search_page(&title, frame.x.view(), &frame.features, &query, metric, &mut run)
    }

    /// The metric asked for; `--p` alone asks for minkowski.
    fn metric(&self) -> Result<Metric, Failure> {
        match (self.metric.as_deref(), self.p) {
            (None, None) => Ok(Metric::Euclidean),
            (None, p) => Ok(Metric::parse("minkowski", p)?),
            (Some(name), Some(p)) if name != "minkowski" => {
                Err(Failure::Call(format!("--p {p} goes with --metric minkowski, not with {name}; leave one of them out")))
            }
            (Some(name), p) => Ok(Metric::parse(name, p)?),
        }
    }

    fn classify(&self, frame: &Frame, target: &str, metric: Metric) -> Result<(Fitted, Option<f64>), Failure> {
        let labels = frame.source.table.labels(target)?;
        if labels.classes.len() < 2 {
            warn(format!("column {target:?} holds one class alone, {}: every answer will be that", labels.classes.join("")));
        }
        let settings = KNeighborsClassifier::new(self.k)
            .metric(metric)
            .weights(self.weights.into())
            .search(self.search.into())
            .leaf_size(self.leaf_size);
        let model = settings.fit(frame.x.view(), &labels.y)?;
        let score = match held_out(&frame.x, self.k) {
            None => None,
            Some((known, asked)) => {
                let y: Vec<u32> = known.iter().map(|&i| labels.y[i]).collect();
                let model = settings.fit(frame.x.select(Axis(0), &known).view(), &y)?;
                let answers = model.predict(frame.x.select(Axis(0), &asked).view())?;
                let right = answers.iter().zip(&asked).filter(|&(&answer, &i)| answer == labels.y[i]).count();
                Some(right as f64 / asked.len() as f64)
            }
        };
        Ok((Fitted::Classes(model, labels), score))
    }

    fn regress(&self, frame: &Frame, target: &str, metric: Metric) -> Result<(Fitted, Option<f64>), Failure> {
        let targets = frame.source.table.targets(target)?;
        let y = ndarray::Array1::from(targets).insert_axis(Axis(1));
        let settings = KNeighborsRegressor::new(self.k)
            .metric(metric)
            .weights(self.weights.into())
            .search(self.search.into())
            .leaf_size(self.leaf_size);
        let model = settings.fit(frame.x.view(), y.view())?;
        let score = match held_out(&frame.x, self.k) {
            None => None,
            Some((known, asked)) => {
                let model = settings.fit(frame.x.select(Axis(0), &known).view(), y.select(Axis(0), &known).view())?;
                let answers = model.predict(frame.x.select(Axis(0), &asked).view())?;
                r2(&y.select(Axis(0), &asked), &answers)
            }
        };
        Ok((Fitted::Numbers(model), score))
    }

    /// Everything the report says, as JSON.
    fn facts(&self, frame: &Frame, target: &str, metric: Metric, fitted: &Fitted, score: Option<f64>) -> Value {
        let (task, measure, classes) = match fitted {
            Fitted::Classes(_, labels) => ("classification", "accuracy", Some(&labels.classes)),
            Fitted::Numbers(_) => ("regression", "r2", None),
        };
        json!({
            "algorithm": "knn",
            "task": task,
            "data": frame.source.table.path,
            "rows": frame.x.nrows(),
            "features": frame.features,
            "target": target,
            "classes": classes,
            "k": self.k,
            "metric": metric.name(),
            "p": if let Metric::Minkowski(p) = metric { Some(p) } else { None },
            "weights": Weights::from(self.weights),
            "held_out": { "every": HELD_OUT, "measure": measure, "value": score },
        })
    }
}

impl Fitted {
    fn file(&self, frame: &Frame, target: &str) -> ModelFile {
        let mut file = match self {
            Fitted::Classes(model, _) => model.to_file(),
            Fitted::Numbers(model) => model.to_file(),
        };
        file.note("features", frame.features.clone());
        file.note("target", target);
        if let Fitted::Classes(_, labels) = self {
            file.note("classes", labels.classes.clone());
        }
        file
    }
}

impl From<Weighting> for Weights {
    fn from(weighting: Weighting) -> Self {
        match weighting {
            Weighting::Uniform => Weights::Uniform,
            Weighting::Distance => Weights::Distance,
        }
    }
}

impl From<Searching> for Search {
    fn from(searching: Searching) -> Self {
        match searching {
            Searching::Auto => Search::Auto,
            Searching::Brute => Search::Brute,
            Searching::KdTree => Search::KdTree,
        }
    }
}

/// The rows to keep and the rows to ask for; none where the rows kept would be fewer than k, or the asking would take long.
fn held_out(x: &Array2<f64>, k: usize) -> Option<(Vec<usize>, Vec<usize>)> {
    let (n, d) = x.dim();
    let (asked, known): (Vec<usize>, Vec<usize>) = (0..n).partition(|i| i % HELD_OUT == HELD_OUT - 1);
    let work = asked.len() as f64 * known.len() as f64 * d as f64;
    (!asked.is_empty() && known.len() >= k && work < 2e10).then_some((known, asked))
}

/// The share of the targets' variance that the answers explain; none where the targets do not vary.
pub fn r2(y: &Array2<f64>, answers: &Array2<f64>) -> Option<f64> {
    let mean = y.mean()?;
    let total: f64 = y.iter().map(|v| (v - mean).powi(2)).sum();
    let left: f64 = y.iter().zip(answers).map(|(v, a)| (v - a).powi(2)).sum();
    (total > 0.0).then(|| 1.0 - left / total)
}

fn human(facts: &Value, why: &str, fitted: &Fitted) -> String {
    let text = |key: &str| facts[key].as_str().unwrap_or_default().to_owned();
    let score = match facts["held_out"]["value"].as_f64() {
        Some(value) => {
            let measure = if facts["held_out"]["measure"] == "r2" { "R²" } else { "accuracy" };
            format!("{measure} {} (a model of the other rows asked for every {HELD_OUT}th)", number(value))
        }
        None => "not measured: too few rows, or too many to be quick".to_owned(),
    };
    let metric = facts["p"].as_f64().map_or_else(|| text("metric"), |p| format!("{} p = {p}", text("metric")));
    let features = facts["features"].as_array().map_or(0, Vec::len);
    let head = pairs(&[
        ("data", format!("{}: {} points, {features} features", text("data"), facts["rows"])),
        ("task", format!("{} of {:?} ({why}; --task sets it)", text("task"), text("target"))),
        ("neighbours", format!("k = {}, {metric}, weights {}", facts["k"], text("weights"))),
        ("held out", score),
    ]);
    let Fitted::Classes(_, labels) = fitted else { return head };
    let mut table = Table::new(["class", "points"]);
    for (c, class) in labels.classes.iter().enumerate() {
        table.row([class.clone(), labels.y.iter().filter(|&&y| y as usize == c).count().to_string()]);
    }
    format!("{head}\n{table}")
}
