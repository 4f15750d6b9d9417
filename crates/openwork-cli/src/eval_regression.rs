//! `openwork eval regression`.

use crate::call::{Failure, Global, count};
use crate::eval::{self, PREDICTION, TRUTH};
use crate::source::DataArg;
use crate::table::{number, pairs};
use crate::{output, picture};
use clap::Args;
use ndarray::Array2;
use openwork::metrics::{Bootstrap, Regression, Sums, median_absolute_error};
use openwork::plot::Scatter;
use serde_json::json;
use std::path::PathBuf;

/// Judge answers that are numbers: R², squared, absolute and percentage errors.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork fit knn diabetes -k 9 -o model.safetensors
  openwork predict model.safetensors diabetes -o answers.csv
  openwork eval regression answers.csv --truth progression
  openwork eval regression answers.csv --truth progression --bootstrap 200
  openwork eval regression answers.csv --truth progression --plot r.svg")]
pub struct EvalRegression {
    #[command(flatten)]
    data: DataArg,
    /// The column with the true values [default: truth, target, label or class]
    #[arg(long, value_name = "COLUMN")]
    truth: Option<String>,
    /// The column with the answers [default: prediction]
    #[arg(long, value_name = "COLUMN")]
    prediction: Option<String>,
    /// A column with the weight of each row
    #[arg(long, value_name = "COLUMN")]
    weights: Option<String>,
    /// Draw so many samples of the rows for 95 % intervals of R² and the root mean squared error
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = count)]
    bootstrap: Option<usize>,
    /// Draw the residuals over the answers here
    #[arg(long, value_name = "FILE.svg|png")]
    plot: Option<PathBuf>,
}

impl EvalRegression {
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
        let (t, a) = (source.table.targets(&truth)?, source.table.targets(&prediction)?);
        let found = Regression::of(&t, &a, weights.as_deref(), Sums::ALL)?;
        let measures = [
            ("r2", "R²", found.r2()),
            ("explained_variance", "explained variance", found.explained_variance()),
            ("rmse", "root mean squared error", found.root_mean_squared_error()),
            ("mse", "mean squared error", found.mean_squared_error()),
            ("mae", "mean absolute error", found.mean_absolute_error()),
            ("median", "median absolute error", median_absolute_error(&t, &a, weights.as_deref())?),
            ("mape", "mean absolute percentage error", found.mean_absolute_percentage_error()),
            ("max", "largest error", found.max_error()),
        ];
        let mut intervals = serde_json::Map::new();
        let mut words = vec![];
        if let Some(samples) = self.bootstrap {
            let settings = Bootstrap { samples, seed: global.seed, ..Bootstrap::default() };
            let of = |rows: &[usize]| {
                let part = |y: &[f64]| rows.iter().map(|&row| y[row]).collect::<Vec<f64>>();
                Regression::of(&part(&t), &part(&a), None, Sums::SQUARED | Sums::TRUTH)
            };
            for (name, score) in [("r2", Regression::r2 as fn(&Regression) -> f64), ("rmse", Regression::root_mean_squared_error)]
            {
                let interval = settings.interval(t.len(), |rows| Ok(score(&of(rows)?)))?;
                let (value, text) = eval::interval(&interval, samples);
                intervals.insert(name.to_owned(), value);
                words.push((name, text));
            }
        }
        let facts = json!({
            "metrics": "regression",
            "data": source.table.path,
            "rows": t.len(),
            "truth": truth,
            "prediction": prediction,
            "measures": output::object(&mut measures.iter().map(|&(key, _, value)| (key.to_owned(), json!(value)))),
            "intervals": intervals,
        });
        let human = || {
            let rest = |key: &str| words.iter().find(|w| w.0 == key).map_or("", |w| w.1.as_str());
            let mut lines = vec![("data", format!("{}: {} rows", source.table.path.display(), t.len()))];
            lines.extend(measures.iter().map(|&(key, name, value)| (name, format!("{}{}", number(value), rest(key)))));
            pairs(&lines)
        };
        let mut outputs = output::Outputs::default();
        if let Some(path) = &self.plot {
            let points = Array2::from_shape_fn((t.len(), 2), |(i, axis)| if axis == 0 { a[i] } else { t[i] - a[i] });
            let title = format!("What {prediction:?} leaves of {truth:?}: {}", source.table.path.display());
            let svg = Scatter::new(points.view()).title(title).axes(prediction.as_str(), "truth less answer").svg()?;
            outputs.add_bytes(path, picture::encode(path, &svg)?);
        }
        outputs.write(&output::report(global, human, facts.clone()))?;
        self.plot.as_deref().into_iter().for_each(|path| output::wrote(path, "the picture"));
        Ok(())
    }
}
