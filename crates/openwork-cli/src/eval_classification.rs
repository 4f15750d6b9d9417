//! `openwork eval classification`.

use crate::call::{Failure, Global, count, warn};
use crate::eval::{self, PREDICTION, TRUTH};
use crate::source::DataArg;
use crate::table::{number, pairs};
use crate::{output, picture};
use clap::{Args, ValueEnum};
use openwork::io::Labels;
use openwork::metrics::{Average, Bootstrap, Confusion, Report, ZeroDivision, average};
use openwork::plot::HeatMap;
use serde_json::json;
use std::path::PathBuf;

/// Judge answers that are classes: the confusion matrix, precision, recall and F1 of each class, and their averages.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork fit knn wine -k 5 -o model.safetensors
  openwork predict model.safetensors wine -o answers.csv
  openwork eval classification answers.csv --truth cultivar
  openwork eval classification answers.csv --truth cultivar --json
  openwork eval classification answers.csv --truth cultivar --bootstrap 200
  openwork eval classification answers.csv --truth cultivar --plot c.svg")]
pub struct EvalClassification {
    #[command(flatten)]
    data: DataArg,
    /// The column with the true classes [default: truth, target, label or class]
    #[arg(long, value_name = "COLUMN")]
    truth: Option<String>,
    /// The column with the classes answered [default: prediction]
    #[arg(long, value_name = "COLUMN")]
    prediction: Option<String>,
    /// How the classes' scores become one: the positive class alone, by points, by classes, or by classes weighted by their points
    #[arg(long, value_enum, default_value = "macro")]
    average: Averaging,
    /// The class that --average binary is about [default: the last of two]
    #[arg(long, value_name = "NAME")]
    positive: Option<String>,
    /// How many times as much recall counts as precision in F (>= 0)
    #[arg(long, value_name = "X", default_value_t = 1.0, allow_negative_numbers = true)]
    beta: f64,
    /// What zero divided by zero is
    #[arg(long, value_enum, default_value = "warn")]
    zero_division: Undefined,
    /// A column with the weight of each row
    #[arg(long, value_name = "COLUMN")]
    weights: Option<String>,
    /// Draw so many samples of the rows for 95 % intervals of accuracy and F
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = count)]
    bootstrap: Option<usize>,
    /// Draw the confusion matrix here
    #[arg(long, value_name = "FILE.svg|png")]
    plot: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Averaging {
    Binary,
    Micro,
    Macro,
    Weighted,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Undefined {
    Warn,
    #[value(name = "0")]
    Zero,
    #[value(name = "1")]
    One,
    Nan,
}

impl EvalClassification {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        output::check(&[self.plot.as_deref()], &self.data.files())?;
        self.plot.as_deref().map(picture::check).transpose()?;
        let source = eval::read(&self.data)?;
        let truth = eval::column(&source, self.truth.as_deref(), "truth", TRUTH, 0)?;
        let prediction = eval::column(&source, self.prediction.as_deref(), "prediction", PREDICTION, 1)?;
        let weights = eval::weights(&source, self.weights.as_deref())?;
        if weights.is_some() && self.bootstrap.is_some() {
            return Err(Failure::Call("--bootstrap draws rows that count alike; leave --weights out".into()));
        }
        let (classes, t, a) = together(source.table.labels(&truth)?, source.table.labels(&prediction)?);
        let confusion = Confusion::of(&t, &a, classes.len(), weights.as_deref())?;
        let by = self.averaging(&classes)?;
        let zero = self.zero_division.into();
        let counts = confusion.counts();
        let scores = average(&counts, by, self.beta, zero)?;
        if self.zero_division == Undefined::Warn {
            for (undefined, name, what) in
                [(scores.undefined[0], "precision", "answered"), (scores.undefined[1], "recall", "among the true ones")]
            {
                if undefined {
                    warn(format!(
                        "a class is never {what}: its {name} is zero divided by zero and counts as 0; see --zero-division"
                    ));
                }
            }
        }
        let report = Report::of(&confusion, &classes, zero)?;
        let measures = [
            ("accuracy", Some(confusion.accuracy())),
            ("balanced accuracy", Some(confusion.balanced_accuracy(false))),
            ("matthews", Some(confusion.matthews())),
            ("kappa", confusion.kappa(0)),
        ];
        let settings = self.bootstrap.map(|samples| Bootstrap { samples, seed: global.seed, ..Bootstrap::default() });
        let mut intervals = serde_json::Map::new();
        let mut words = [String::new(), String::new()];
        if let Some(settings) = &settings {
            let of = |rows: &[usize]| {
                let part = |y: &[u32]| rows.iter().map(|&row| y[row]).collect::<Vec<u32>>();
                Confusion::of(&part(&t), &part(&a), classes.len(), None)
            };
            let accuracy = settings.interval(t.len(), |rows| Ok(of(rows)?.accuracy()))?;
            let f = settings.interval(t.len(), |rows| Ok(average(&of(rows)?.counts(), by, self.beta, zero)?.f))?;
            for (i, (name, found)) in [("accuracy", accuracy), ("f", f)].iter().enumerate() {
                let (value, text) = eval::interval(found, settings.samples);
                intervals.insert((*name).to_owned(), value);
                words[i] = text;
            }
        }
        let facts = json!({
            "metrics": "classification",
            "data": source.table.path,
            "rows": t.len(),
            "truth": truth,
            "prediction": prediction,
            "classes": classes,
            "confusion": confusion.cells().outer_iter().map(|row| row.to_vec()).collect::<Vec<_>>(),
            "each": classes.iter().zip(&counts).map(|(c, n)| json!({ "class": c, "scores": n.scores(self.beta, zero) })).collect::<Vec<_>>(),
            "average": self.average.to_possible_value().map(|v| v.get_name().to_owned()),
            "beta": self.beta,
            "precision": scores.precision,
            "recall": scores.recall,
            "f": scores.f,
            "measures": output::object(&mut measures.iter().map(|&(name, value)| (name.replace(' ', "_"), json!(value)))),
            "intervals": intervals,
        });
        let human = || {
            let name = facts["average"].as_str().unwrap_or_default();
            let mut text = format!("{report}\n");
            let mut lines: Vec<(&str, String)> =
                measures.iter().map(|&(name, value)| (name, value.map_or_else(|| "not defined".to_owned(), number))).collect();
            lines[0].1 += &words[0];
            let f = format!("F{} {}{} ({name})", self.beta, number(scores.f), words[1]);
            lines.push(("average", format!("precision {}, recall {}, {f}", number(scores.precision), number(scores.recall))));
            text += &pairs(&lines);
            text
        };
        let mut outputs = output::Outputs::default();
        if let Some(path) = &self.plot {
            let title = format!("What {prediction:?} says of {truth:?}: {}", source.table.path.display());
            let svg = HeatMap::new(confusion.cells()).names(&classes, &classes).title(title).axes("answer", "truth").svg()?;
            outputs.add_bytes(path, picture::encode(path, &svg)?);
        }
        outputs.write(&output::report(global, human, facts.clone()))?;
        self.plot.as_deref().into_iter().for_each(|path| output::wrote(path, "the picture"));
        Ok(())
    }

    fn averaging(&self, classes: &[String]) -> Result<Average, Failure> {
        let positive = match &self.positive {
            Some(_) if self.average != Averaging::Binary => {
                return Err(Failure::Call("--positive goes with --average binary".into()));
            }
            Some(name) => classes
                .iter()
                .position(|class| class == name)
                .ok_or_else(|| Failure::Call(format!("--positive {name:?} is no class; those are {}", classes.join(", "))))?,
            None if self.average == Averaging::Binary && classes.len() > 2 => {
                return Err(Failure::Call(format!(
                    "--average binary is about one class, and there are {}: name it with --positive",
                    classes.len()
                )));
            }
            None => classes.len() - 1,
        };
        Ok(match self.average {
            Averaging::Binary => Average::Binary(positive),
            Averaging::Micro => Average::Micro,
            Averaging::Macro => Average::Macro,
            Averaging::Weighted => Average::Weighted,
        })
    }
}

impl From<Undefined> for ZeroDivision {
    fn from(undefined: Undefined) -> Self {
        match undefined {
            Undefined::Warn | Undefined::Zero => ZeroDivision::Zero,
            Undefined::One => ZeroDivision::One,
            Undefined::Nan => ZeroDivision::Nan,
        }
    }
}

/// The classes of two columns together: numbers by value, else by text.
fn together(a: Labels, b: Labels) -> (Vec<String>, Vec<u32>, Vec<u32>) {
    let mut classes: Vec<String> = a.classes.iter().chain(&b.classes).cloned().collect();
    let value = |text: &String| text.parse::<f64>().ok();
    if classes.iter().all(|c| value(c).is_some()) {
        classes.sort_by(|a, b| value(a).partial_cmp(&value(b)).unwrap_or(std::cmp::Ordering::Equal));
    } else {
        classes.sort();
    }
    classes.dedup();
    let place = |class: &String| classes.iter().position(|c| c == class).unwrap_or(0) as u32;
    let codes = |labels: &Labels| {
        let places: Vec<u32> = labels.classes.iter().map(place).collect();
        labels.y.iter().map(|&y| places[y as usize]).collect::<Vec<u32>>()
    };
    let (a, b) = (codes(&a), codes(&b));
    (classes, a, b)
}
