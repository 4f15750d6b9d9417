//! `openwork plot`: pictures of data and of fitted models.

use crate::call::{Failure, Global};
use crate::plot_function::{ActivationPlot, LossPlot};
use crate::predict::Model;
use crate::source::{self, Frame};
use crate::{output, picture, plot_distribution, plot_schedule};
use clap::{Args, Subcommand};
use openwork::cluster::{KMeansModel, MiniBatchKMeansModel};
use openwork::datasets::Task;
use openwork::neighbors::KNeighborsClassifierModel;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Draw data, clusters, decision maps and functions. More than two features are seen in the plane of their two principal axes.
#[derive(Subcommand)]
#[command(after_help = "\
Examples:
  openwork plot data iris -o iris.svg
  openwork fit kmeans iris -k 3 -o model.safetensors
  openwork plot clusters model.safetensors iris -o clusters.png
  openwork plot activation silu -o silu.svg")]
pub enum Plot {
    /// The points of a data set, coloured by their class
    #[command(after_help = "\
Examples:
  openwork plot data iris -o iris.svg
  openwork plot data wine --columns flavanoids,proline -o wine.png")]
    Data {
        #[command(flatten)]
        input: source::Input,
        #[command(flatten)]
        to: To,
    },
    /// Data as a k-means model groups it, with the centres
    #[command(after_help = "\
Examples:
  openwork fit kmeans iris -k 3 -o model.safetensors
  openwork plot clusters model.safetensors iris -o clusters.svg")]
    Clusters {
        /// A model that `openwork fit kmeans` wrote
        model: PathBuf,
        #[command(flatten)]
        data: source::DataArg,
        #[command(flatten)]
        to: To,
    },
    /// What a model of k-nearest neighbours answers at every place of the plane
    #[command(after_help = "\
Examples:
  openwork fit knn wine --columns flavanoids,proline -o model.safetensors
  openwork plot map model.safetensors -o map.svg")]
    Map {
        /// A model that `openwork fit knn` wrote for a classification
        model: PathBuf,
        #[command(flatten)]
        to: To,
    },
    Distribution(plot_distribution::PlotDistribution),
    /// An activation and its derivative
    #[command(after_help = "\
Examples:
  openwork plot activation gelu -o gelu.svg
  openwork plot activation leaky_relu --alpha 0.2 -o leaky_relu.png")]
    Activation(ActivationPlot),
    /// A loss and its derivative
    #[command(after_help = "\
Examples:
  openwork plot loss huber --delta 0.5 -o huber.svg
  openwork plot loss bce --target 0 -o bce.png")]
    Loss(LossPlot),
    /// A learning rate as a schedule changes it over a run
    Schedule(plot_schedule::PlotSchedule),
}

#[derive(Args)]
pub struct To {
    /// The picture to write
    #[arg(short, long, alias = "plot", value_name = "FILE.svg|png", required = true)]
    output: PathBuf,
}

impl Plot {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Plot::Data { input, to } => {
                to.check(&input.data.files())?;
                let frame = input.read()?;
                to.write(global, &data(&frame)?)
            }
            Plot::Clusters { model, data, to } => {
                let mut inputs = data.files();
                inputs.push(&model);
                to.check(&inputs)?;
                let model = Model::load(&model)?;
                let table = data.read()?.table;
                let x = model.columns_of(&table)?;
                let features = model.names(x.ncols());
                let (centers, labels) = if model.file.algorithm == "mini_batch_kmeans" {
                    let kmeans = MiniBatchKMeansModel::<f64>::from_file(&model.file)?;
                    let labels = kmeans.predict(x.view())?;
                    (kmeans.centers, labels)
                } else {
                    let kmeans = KMeansModel::<f64>::from_file(&model.file)?;
                    let labels = kmeans.predict(x.view())?;
                    (kmeans.centers, labels)
                };
                let title = format!("{} clusters of {}", centers.nrows(), table.path.display());
                to.write(global, &picture::clusters(x.view(), &features, &labels, centers.view(), &title)?)
            }
            Plot::Distribution(plot) => plot.run(global),
            Plot::Map { model, to } => {
                to.check(&[&model])?;
                let model = Model::load(&model)?;
                let knn = KNeighborsClassifierModel::<f64>::from_file(&model.file)?;
                let features = model.names(knn.index.points().ncols());
                let title = format!("What the neighbours answer: {}", model.file.noted::<String>("target")?.unwrap_or_default());
                to.write(global, &picture::decision(&knn, &features, &model.classes, &title)?)
            }
            Plot::Activation(plot) => plot.run(global),
            Plot::Loss(plot) => plot.run(global),
            Plot::Schedule(plot) => plot.run(global),
        }
    }
}

impl To {
    pub fn check(&self, inputs: &[&Path]) -> Result<(), Failure> {
        output::check(&[Some(&self.output)], inputs)?;
        picture::check(&self.output)
    }

    pub fn write(&self, global: &Global, svg: &str) -> Result<(), Failure> {
        self.write_with(global, svg, json!(null))
    }

    /// Writes the picture; for machines also what it shows.
    pub fn write_with(&self, global: &Global, svg: &str, shown: Value) -> Result<(), Failure> {
        let mut outputs = output::Outputs::default();
        outputs.add_bytes(&self.output, picture::encode(&self.output, svg)?);
        let facts = if shown.is_null() { json!({ "file": self.output }) } else { json!({ "file": self.output, "shown": shown }) };
        let report = if global.json { format!("{facts:#}\n") } else { String::new() };
        outputs.write(&report)?;
        output::wrote(&self.output, "the picture");
        Ok(())
    }
}

/// The points of a table, coloured by the target where that is classes.
fn data(frame: &Frame) -> Result<String, Failure> {
    let title = format!("{}", frame.source.table.path.display());
    let labels = match &frame.target {
        Some(target) if frame.source.task(target)?.0 == Task::Classification => Some(frame.source.table.labels(target)?),
        _ => None,
    };
    let classes = labels.as_ref().map(|l| (l.y.as_slice(), l.classes.as_slice()));
    picture::points(frame.x.view(), &frame.features, classes, &title)
}
