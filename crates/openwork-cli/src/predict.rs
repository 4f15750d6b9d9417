//! `openwork predict`: asks a fitted model about new data.

use crate::call::{Failure, Global};
use crate::{output, source};
use clap::Args;
use ndarray::Array2;
use openwork::cluster::{KMeansModel, MiniBatchKMeansModel};
use openwork::io::{Column, Format, ModelFile, Table};
use openwork::linalg::Real;
use openwork::linear_model::{LinearModel, LogisticRegressionModel};
use openwork::neighbors::{KNeighborsClassifierModel, KNeighborsRegressorModel};
use openwork::train::MlpModel;
use std::path::{Path, PathBuf};

/// Answer for new data with a fitted model.
///
/// Writes the data with the answers behind it: a column `cluster` for k-means; `prediction`, and for classes `probability`,
/// for k-nearest neighbours (the share of the votes), logistic regression and an mlp; `prediction` for a linear model, one column a target.
/// The model's features are found by their names, in any order; other
/// columns are carried along. A .npy file takes the answers alone, as one column of numbers.
#[derive(Args)]
#[command(after_help = "\
Examples:
  openwork fit knn iris -k 5 -o model.safetensors
  openwork predict model.safetensors iris -o answers.csv
  openwork predict model.safetensors iris -o answers.jsonl --json")]
pub struct Predict {
    /// A model that `openwork fit` wrote
    model: PathBuf,
    #[command(flatten)]
    data: source::DataArg,
    /// The file to write: .csv, .tsv, .jsonl or .npy (also .gz); `-` writes CSV to standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

impl Predict {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let mut inputs = self.data.files();
        inputs.push(&self.model);
        output::check(&[Some(&self.output)], &inputs)?;
        let answers_alone = output::check_table(&self.output)? == Format::Npy;
        if global.json && output::is_dash(&self.output) {
            return Err(Failure::Call(
                "--json and the answers would both go to standard output; write the answers with -o FILE".into(),
            ));
        }

        let model = Model::load(&self.model)?;
        let mut table = self.data.read()?.table;
        let x = model.columns_of(&table)?;
        let answers = model.answers(x)?;
        let rows = table.n_rows();
        let facts = serde_json::json!({
            "model": self.model,
            "algorithm": model.file.algorithm,
            "data": table.path,
            "rows": rows,
            "file": self.output,
            "columns": answers.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        });
        if answers_alone {
            (table.names, table.columns) = (vec![], vec![]);
        }
        for (name, column) in answers {
            if !answers_alone || name != "probability" {
                table.names.push(name.to_owned());
                table.columns.push(column);
            }
        }
        let table = Table::new(table.path, table.names, table.columns)?; // a second `cluster` becomes `cluster_2`

        let mut outputs = output::Outputs::default();
        outputs.add(&self.output, |path| table.write(path));
        outputs.write(&if global.json { output::report(global, String::new, facts) } else { String::new() })?;
        output::wrote(&self.output, &format!("{rows} answers"));
        Ok(())
    }
}

/// A model file, and the names that its tables had.
pub struct Model {
    pub file: ModelFile,
    pub features: Vec<String>,
    pub classes: Vec<String>,
}

impl Model {
    /// Reads a model that `openwork fit`, the library or Python wrote; the latter two may name no features.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let file = ModelFile::load(path)?;
        let features = file.noted("features")?.unwrap_or_default();
        let classes = file.noted("classes")?.unwrap_or_default();
        Ok(Self { file, features, classes })
    }

    /// The columns that the model learnt from; all where it names none.
    pub fn columns_of(&self, table: &Table) -> Result<Array2<f64>, Failure> {
        if self.features.is_empty() { Ok(table.features(None)?) } else { source::matching(table, &self.features) }
    }

    /// The names of the model's features, given how many there are.
    pub fn names(&self, count: usize) -> Vec<String> {
        if self.features.len() == count { self.features.clone() } else { (0..count).map(|i| format!("x{i}")).collect() }
    }

    /// The answer for each row, as named columns.
    fn answers(&self, x: Array2<f64>) -> Result<Vec<(&'static str, Column)>, Failure> {
        // A network's tensors are f32 always, its features as wide as they come.
        if self.file.is_f32() && self.file.algorithm != "mlp" {
            self.answers_in(x.mapv(|v| v as f32))
        } else {
            self.answers_in(x)
        }
    }

    fn answers_in<T: Real>(&self, x: Array2<T>) -> Result<Vec<(&'static str, Column)>, Failure> {
        match self.file.algorithm.as_str() {
            "kmeans" => {
                let labels = KMeansModel::<T>::from_file(&self.file)?.predict(x.view())?;
                Ok(vec![("cluster", Column::Numbers(labels.into_iter().map(f64::from).collect()))])
            }
            "mini_batch_kmeans" => {
                let labels = MiniBatchKMeansModel::<T>::from_file(&self.file)?.predict(x.view())?;
                Ok(vec![("cluster", Column::Numbers(labels.into_iter().map(f64::from).collect()))])
            }
            "knn_classifier" => {
                let model = KNeighborsClassifierModel::<T>::from_file(&self.file)?;
                let shares = model.predict_proba(x.view())?;
                let labels: Vec<usize> = shares.outer_iter().map(first_largest).collect();
                let probability = shares.outer_iter().zip(&labels).map(|(row, &label)| row[label]).collect();
                Ok(vec![("prediction", self.named(&labels)), ("probability", Column::Numbers(probability))])
            }
            "knn_regressor" => {
                let means = KNeighborsRegressorModel::<T>::from_file(&self.file)?.predict(x.view())?;
                Ok(means.columns().into_iter().map(|mean| ("prediction", Column::Numbers(mean.to_vec()))).collect())
            }
            "logistic_regression" => {
                let model = LogisticRegressionModel::from_file(&self.file)?;
                let labels: Vec<usize> = model.predict(x.view())?.into_iter().map(|label| label as usize).collect();
                let shares = model.predict_proba(x.view())?;
                let probability = shares.outer_iter().zip(&labels).map(|(row, &label)| row[label]).collect();
                Ok(vec![("prediction", self.named(&labels)), ("probability", Column::Numbers(probability))])
            }
            "linear_regression" => {
                let answers = LinearModel::from_file(&self.file)?.predict(x.view())?;
                Ok(answers.columns().into_iter().map(|column| ("prediction", Column::Numbers(column.to_vec()))).collect())
            }
            "mlp" => {
                let model = MlpModel::from_file(&self.file)?;
                let x = x.mapv(T::f64);
                if !model.classes {
                    let answers = model.outputs(x.view())?;
                    return Ok(vec![("prediction", Column::Numbers(answers.column(0).to_vec()))]);
                }
                let labels: Vec<usize> = model.predict(x.view())?.into_iter().map(|label| label as usize).collect();
                let shares = model.predict_proba(x.view())?;
                let probability = shares.outer_iter().zip(&labels).map(|(row, &label)| row[label]).collect();
                Ok(vec![("prediction", self.named(&labels)), ("probability", Column::Numbers(probability))])
            }
            other => Err(Failure::Work(format!(
                "a model of {other:?} gives no answers for rows; wanted kmeans, knn, logistic, linear, ridge or mlp"
            ))),
        }
    }

    /// Classes by name; as numbers where all names are numbers, or where there are none.
    fn named(&self, labels: &[usize]) -> Column {
        let name = |label: usize| self.classes.get(label).cloned().unwrap_or_else(|| label.to_string());
        match labels.iter().map(|&label| name(label).parse::<f64>().ok()).collect::<Option<Vec<f64>>>() {
            Some(numbers) => Column::Numbers(numbers),
            None => Column::Text(labels.iter().map(|&label| name(label)).collect()),
        }
    }
}

/// Where the largest share is, the first of equals.
fn first_largest(row: ndarray::ArrayView1<'_, f64>) -> usize {
    row.iter().enumerate().fold(0, |best, (i, &share)| if share > row[best] { i } else { best })
}
