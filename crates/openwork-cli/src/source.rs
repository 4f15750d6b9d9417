//! The data argument: a file, `-` for standard input, or the name of an embedded data set.

use crate::call::Failure;
use clap::Args;
use ndarray::Array2;
use openwork::datasets::{self, Info, Task};
use openwork::io::{Column, Table};
use std::path::{Path, PathBuf};

/// Data as a call names it.
#[derive(Args, Debug, Clone)]
pub struct DataArg {
    /// A file, `-` for standard input as CSV, or the name of an embedded data set
    #[arg(value_name = "DATA")]
    pub data: PathBuf,
}

/// Data, and which of its columns to learn from.
#[derive(Args, Debug, Clone)]
pub struct Input {
    #[command(flatten)]
    pub data: DataArg,
    /// Learn from these columns only
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// The column that holds the answer: it is not learnt from. An embedded data set knows its own
    #[arg(long, value_name = "COLUMN")]
    pub target: Option<String>,
}

/// A table in memory, with what is known of it.
pub struct Source {
    pub table: Table,
    /// The embedded data set that it is.
    pub info: Option<&'static Info>,
}

/// What to learn from.
pub struct Frame {
    pub source: Source,
    /// The columns of `x`.
    pub features: Vec<String>,
    /// The column that is left out of `x`.
    pub target: Option<String>,
    /// One point a row.
    pub x: Array2<f64>,
}

impl DataArg {
    /// The files it reads, to be kept from being written over.
    pub fn files(&self) -> Vec<&Path> {
        if embedded(&self.data).is_some() { vec![] } else { vec![&self.data] }
    }

    /// Reads the table.
    pub fn read(&self) -> Result<Source, Failure> {
        if let Some(info) = embedded(&self.data) {
            return Ok(Source { table: datasets::load(info.name)?.table()?, info: Some(info) });
        }
        if self.data.as_os_str() != "-" && !self.data.exists() {
            let names: Vec<_> = datasets::list().iter().map(|info| info.name).collect();
            return Err(Failure::Work(format!(
                "{}: no such file, nor an embedded data set; those are {}",
                self.data.display(),
                names.join(", ")
            )));
        }
        Ok(Source { table: Table::read(&self.data)?, info: None })
    }
}

impl Input {
    /// Reads the table and takes the columns to learn from, and the target, which must be named.
    pub fn read_with_target(&self) -> Result<(Frame, String), Failure> {
        let source = self.data.read()?;
        match self.target_of(&source) {
            Some(target) => Ok((self.frame(source)?, target)),
            None => Err(Failure::Call(format!(
                "--target is missing: which column holds the answer? {} has {}",
                source.table.path.display(),
                few(&source.table.names)
            ))),
        }
    }

    /// As [`read_with_target`](Self::read_with_target), without a column that is not learnt from, such as the groups.
    pub fn read_with_target_but(&self, left_out: Option<&str>) -> Result<(Frame, String), Failure> {
        let Some(left_out) = left_out else { return self.read_with_target() };
        let source = self.data.read()?;
        source.table.column(left_out)?;
        let mut input = self.clone();
        if input.columns.is_empty() {
            input.columns = source.table.feature_names(self.target_of(&source).as_deref());
            input.columns.retain(|name| name != left_out);
        }
        if input.columns.iter().any(|name| name == left_out) {
            return Err(Failure::Call(format!("--columns: {left_out:?} is not to be learnt from; leave it out")));
        }
        match input.target_of(&source) {
            Some(target) => Ok((input.frame(source)?, target)),
            None => input.read_with_target(),
        }
    }

    /// Reads the table and takes the columns to learn from.
    pub fn read(&self) -> Result<Frame, Failure> {
        self.frame(self.data.read()?)
    }

    /// The target that was named, or the one that an embedded data set has.
    fn target_of(&self, source: &Source) -> Option<String> {
        let own = source.info.map(|info| info.target.to_owned());
        match &self.target {
            Some(name) if name == "target" && own.is_some() => own, // an embedded data set's own, whatever it is called
            Some(name) => Some(name.clone()),
            None => own,
        }
    }

    fn frame(&self, source: Source) -> Result<Frame, Failure> {
        let target = self.target_of(&source);
        let frame = Frame::of(source, &self.columns, target.as_slice())?;
        Ok(Frame { target, ..frame })
    }
}

/// Data, which of its columns to learn from, and which hold the answers.
#[derive(Args, Debug, Clone)]
pub struct InputOfTargets {
    #[command(flatten)]
    pub data: DataArg,
    /// Learn from these columns only
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// The column, or columns, that hold the answers: not learnt from. An embedded data set knows its own
    #[arg(long, value_name = "COLUMN,COLUMN", value_delimiter = ',')]
    pub target: Vec<String>,
}

impl InputOfTargets {
    /// Reads the table, the columns to learn from and the targets, which must be named: one column a target.
    pub fn read(&self) -> Result<(Frame, Vec<String>, Array2<f64>), Failure> {
        let source = self.data.read()?;
        let targets = match (self.target.is_empty(), source.info) {
            (false, _) => self.target.clone(),
            (true, Some(info)) => vec![info.target.to_owned()],
            (true, None) => {
                return Err(Failure::Call(format!(
                    "--target is missing: which column holds the answer? {} has {}",
                    source.table.path.display(),
                    few(&source.table.names)
                )));
            }
        };
        if let Some((_, twice)) = targets.iter().enumerate().find(|(i, name)| targets[..*i].contains(name)) {
            return Err(Failure::Call(format!("--target: {twice:?} comes twice, wanted every column once")));
        }
        let frame = Frame::of(source, &self.columns, &targets)?;
        let mut y = Array2::zeros((frame.x.nrows(), targets.len()));
        for (mut column, name) in y.columns_mut().into_iter().zip(&targets) {
            column.assign(&ndarray::aview1(&frame.source.table.targets(name)?));
        }
        Ok((frame, targets, y))
    }
}

impl Frame {
    /// The columns asked for, or all that are no target.
    fn of(source: Source, columns: &[String], targets: &[String]) -> Result<Self, Failure> {
        for target in targets {
            source.table.column(target)?;
        }
        let features = match columns.is_empty() {
            true => source.table.feature_names(None).into_iter().filter(|name| !targets.contains(name)).collect(),
            false => columns.to_vec(),
        };
        for (i, name) in features.iter().enumerate() {
            if targets.contains(name) {
                return Err(Failure::Call(format!("--columns: {name:?} is the target, wanted columns to learn from")));
            }
            if features[..i].contains(name) {
                return Err(Failure::Call(format!("--columns: {name:?} comes twice, wanted every column once")));
            }
        }
        let x = source.table.select(&features)?;
        Ok(Self { source, features, target: None, x })
    }
}

impl Source {
    /// Whether the target is classes or a number to be estimated, and why it is taken for that.
    pub fn task(&self, target: &str) -> Result<(Task, String), Failure> {
        if let Some(info) = self.info.filter(|info| info.target == target) {
            return Ok((info.task, format!("the data set {} is known for it", info.name)));
        }
        Ok(match self.table.column(target)? {
            Column::Text(_) => (Task::Classification, format!("column {target:?} holds text")),
            Column::Numbers(cells) => {
                let mut seen: Vec<f64> = vec![];
                for &cell in cells {
                    if cell.fract() != 0.0 {
                        return Ok((Task::Regression, format!("column {target:?} holds numbers that are not whole")));
                    }
                    if !seen.contains(&cell) {
                        seen.push(cell);
                    }
                    if seen.len() > MOST_CLASSES {
                        let why = format!("column {target:?} holds more than {MOST_CLASSES} different numbers");
                        return Ok((Task::Regression, why));
                    }
                }
                (Task::Classification, format!("column {target:?} holds {} different whole numbers", seen.len()))
            }
        })
    }
}

/// A column of whole numbers with more different values than this is taken for a quantity, not for classes.
const MOST_CLASSES: usize = 20;

/// The embedded data set of that name.
fn embedded(name: &Path) -> Option<&'static Info> {
    datasets::list().iter().find(|info| name.as_os_str() == info.name)
}

/// The columns that a model learnt from, in its order: by name where the table has them, else all columns where they carry no
/// names and are as many.
pub fn matching(table: &Table, features: &[String]) -> Result<Array2<f64>, Failure> {
    if features.iter().all(|name| table.names.contains(name)) {
        return Ok(table.select(features)?);
    }
    let nameless = |names: &[String]| names.iter().enumerate().all(|(i, name)| *name == format!("x{i}"));
    if table.names.len() == features.len() && (nameless(&table.names) || nameless(features)) {
        return Ok(table.features(None)?);
    }
    let missing: Vec<&str> = features.iter().filter(|name| !table.names.contains(name)).map(String::as_str).collect();
    Err(Failure::Work(format!(
        "{}: it lacks {} of the model's {} features: {}; it has {}",
        table.path.display(),
        missing.len(),
        features.len(),
        few(&missing),
        few(&table.names)
    )))
}

/// The first few of many names.
fn few<S: AsRef<str>>(names: &[S]) -> String {
    let shown: Vec<&str> = names.iter().take(8).map(AsRef::as_ref).collect();
    let rest = names.len() - shown.len();
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
}
