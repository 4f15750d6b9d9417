//! `openwork data`: the embedded data sets, and a look at any data.

use crate::call::{Failure, Global};
use crate::table::{Table, number, pairs};
use crate::{output, source};
use clap::Subcommand;
use openwork::datasets::{self, Info, Task};
use openwork::io::Column;
use serde_json::{Value, json};
use std::path::PathBuf;

/// List, show and export the embedded data sets.
#[derive(Subcommand)]
#[command(after_help = "Examples:\n  openwork data list\n  openwork data show iris\n  openwork data export wine wine.csv")]
pub enum Data {
    /// List the embedded data sets
    #[command(after_help = "Examples:\n  openwork data list\n  openwork data list --json")]
    List,
    /// Show what is in a data set: its columns, their range, its source and licence
    #[command(
        after_help = "Examples:\n  openwork data show iris\n  openwork data export wine wine.csv\n  openwork data show wine.csv"
    )]
    Show {
        #[command(flatten)]
        data: source::DataArg,
    },
    /// Write a data set to a file: .csv, .tsv, .jsonl or .npy by its name
    #[command(after_help = "Examples:\n  openwork data export iris iris.csv\n  openwork data export digits digits.npy")]
    Export {
        #[command(flatten)]
        data: source::DataArg,
        /// The file to write; `-` writes CSV to standard output
        file: PathBuf,
    },
}

impl Data {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Data::List => output::print(&output::report(global, list, json!(datasets::list()))),
            Data::Show { data } => show(global, &data),
            Data::Export { data, file } => {
                output::check(&[Some(&file)], &data.files())?;
                output::check_table(&file)?;
                let source = data.read()?;
                let mut outputs = output::Outputs::default();
                outputs.add(&file, |file| source.table.write(file));
                let facts = json!({ "data": data.data, "file": file, "rows": source.table.n_rows() });
                let silent = output::is_dash(&file) && !global.json;
                outputs.write(&if silent { String::new() } else { output::report(global, String::new, facts) })?;
                output::wrote(&file, &format!("{} rows", source.table.n_rows()));
                Ok(())
            }
        }
    }
}

fn task(info: &Info) -> &'static str {
    match info.task {
        Task::Classification => "classification",
        Task::Regression => "regression",
    }
}

fn list() -> String {
    let mut table = Table::new(["name", "rows", "features", "target", "task", "title"]);
    for info in datasets::list() {
        let (rows, columns) = (info.rows.to_string(), info.columns.to_string());
        table.row([info.name, &rows, &columns, info.target, task(info), info.title]);
    }
    table.to_string()
}

/// More columns than this are not shown to people; `--json` has them all.
const MOST_COLUMNS: usize = 40;

fn show(global: &Global, data: &source::DataArg) -> Result<(), Failure> {
    let source = data.read()?;
    let table = &source.table;
    let columns: Vec<Value> = table.names.iter().zip(&table.columns).map(|(name, column)| describe(name, column)).collect();
    let facts = json!({ "data": table.path, "rows": table.n_rows(), "info": source.info, "columns": columns });
    output::print(&output::report(global, || human(&source, &columns), facts))
}

/// A column in numbers.
fn describe(name: &str, column: &Column) -> Value {
    match column {
        Column::Numbers(cells) => {
            let known: Vec<f64> = cells.iter().copied().filter(|v| v.is_finite()).collect();
            let of = |value: f64| (!known.is_empty()).then_some(value);
            json!({
                "name": name,
                "kind": "numbers",
                "missing": cells.iter().filter(|v| v.is_nan()).count(),
                "least": of(known.iter().copied().fold(f64::INFINITY, f64::min)),
                "mean": of(known.iter().sum::<f64>() / known.len() as f64),
                "greatest": of(known.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
            })
        }
        Column::Text(cells) => {
            let mut kinds: Vec<&str> = cells.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
            kinds.sort_unstable();
            kinds.dedup();
            json!({
                "name": name,
                "kind": "text",
                "missing": cells.iter().filter(|c| c.is_empty()).count(),
                "different": kinds.len(),
                "first": kinds.into_iter().take(5).collect::<Vec<_>>(),
            })
        }
    }
}

fn human(source: &source::Source, columns: &[Value]) -> String {
    let mut facts = vec![("data", source.table.path.display().to_string()), ("rows", source.table.n_rows().to_string())];
    if let Some(info) = source.info {
        facts.insert(1, ("title", info.title.to_owned()));
        facts.push(("task", format!("{} of {:?}", task(info), info.target)));
        facts.push(("source", info.source.to_owned()));
        facts.push(("licence", info.licence.to_owned()));
    }
    let mut table = Table::new(["column", "kind", "missing", "least", "mean", "greatest", "values"]);
    let figure = |value: &Value| value.as_f64().map(number).unwrap_or_default();
    for c in columns.iter().take(MOST_COLUMNS) {
        let text = |key: &str| c[key].as_str().unwrap_or_default().to_owned();
        let first: Vec<&str> = c["first"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let values = match c["different"].as_u64() {
            Some(n) if n as usize > first.len() => format!("{} and {} more", first.join(", "), n as usize - first.len()),
            _ => first.join(", "),
        };
        let numbers = ["least", "mean", "greatest"].map(|key| figure(&c[key]));
        table.row([text("name"), text("kind"), c["missing"].to_string()].into_iter().chain(numbers).chain([values]));
    }
    let rest = columns.len().saturating_sub(MOST_COLUMNS);
    let more = if rest > 0 { format!("... and {rest} more columns; --json shows all\n") } else { String::new() };
    format!("{}\n{table}{more}", pairs(&facts))
}
