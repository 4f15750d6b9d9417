//! Writing a table: CSV, TSV, JSON lines or .npy, by the ending of the file's name.

use crate::call::Failure;
use openwork::io::{Column, Table};
use std::fmt::Write;
use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ending {
    Csv,
    Tsv,
    Jsonl,
    Npy,
}

impl Ending {
    /// The format that the name asks for; `-` is CSV.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        match path.extension().map(|e| e.to_string_lossy().to_lowercase()).as_deref() {
            _ if crate::output::is_dash(path) => Ok(Ending::Csv),
            Some("csv") => Ok(Ending::Csv),
            Some("tsv") => Ok(Ending::Tsv),
            Some("jsonl" | "ndjson") => Ok(Ending::Jsonl),
            Some("npy") => Ok(Ending::Npy),
            _ => Err(Failure::Call(format!(
                "{}: the name does not tell the format; wanted one that ends in .csv, .tsv, .jsonl or .npy",
                path.display()
            ))),
        }
    }

    /// The table in this format.
    pub fn encode(self, table: &Table) -> Result<Vec<u8>, Failure> {
        match self {
            Ending::Csv => Ok(delimited(table, ',')),
            Ending::Tsv => Ok(delimited(table, '\t')),
            Ending::Jsonl => Ok(json_lines(table)),
            Ending::Npy => npy(table),
        }
    }
}

/// The cell as text; a missing number is empty.
fn cell(column: &Column, row: usize) -> String {
    match column {
        Column::Numbers(cells) if cells[row].is_nan() => String::new(),
        Column::Numbers(cells) => cells[row].to_string(),
        Column::Text(cells) => cells[row].clone(),
    }
}

fn delimited(table: &Table, separator: char) -> Vec<u8> {
    let quoted = |text: &str| match text.contains(['"', '\n', '\r', separator]) || text.trim() != text {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    };
    let line = |cells: Vec<String>| match cells.as_slice() {
        [only] if only.is_empty() => "\"\"\n".to_owned(), // an empty line would be no row
        _ => cells.join(&separator.to_string()) + "\n",
    };
    let mut out = line(table.names.iter().map(|name| quoted(name)).collect());
    for row in 0..table.n_rows() {
        out += &line(table.columns.iter().map(|column| quoted(&cell(column, row))).collect());
    }
    out.into_bytes()
}

fn json_lines(table: &Table) -> Vec<u8> {
    let mut out = String::new();
    for row in 0..table.n_rows() {
        for (i, (name, column)) in table.names.iter().zip(&table.columns).enumerate() {
            let value = match column {
                Column::Text(cells) => serde_json::json!(cells[row]).to_string(),
                Column::Numbers(cells) if cells[row].is_finite() => cells[row].to_string(),
                Column::Numbers(_) => "null".to_owned(),
            };
            let _ = write!(out, "{}{}:{value}", if i == 0 { '{' } else { ',' }, serde_json::json!(name));
        }
        out += "}\n";
    }
    out.into_bytes()
}

/// NumPy's format, version 1.0: a matrix of doubles, one row a row; one column alone is a vector.
/// <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>
fn npy(table: &Table) -> Result<Vec<u8>, Failure> {
    let mut columns = vec![];
    for (name, column) in table.names.iter().zip(&table.columns) {
        match column {
            Column::Numbers(cells) => columns.push(cells),
            Column::Text(_) => {
                return Err(Failure::Work(format!(
                    "column {name:?} holds text, and .npy holds numbers alone; write .csv or .jsonl"
                )));
            }
        }
    }
    let n = table.n_rows();
    let shape = if columns.len() == 1 { format!("({n},)") } else { format!("({n}, {})", columns.len()) };
    let mut header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}");
    let padded = (10 + header.len() + 1).next_multiple_of(64) - 10;
    header += &" ".repeat(padded - header.len() - 1);
    header.push('\n');
    let length = u16::try_from(header.len()).map_err(|_| Failure::Work("the .npy header is too long".into()))?;

    let mut out = b"\x93NUMPY\x01\x00".to_vec();
    out.extend(length.to_le_bytes());
    out.extend(header.bytes());
    for row in 0..n {
        columns.iter().for_each(|cells| out.extend(cells[row].to_le_bytes()));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let names = vec!["a \"b\"".to_owned(), "c".to_owned()];
        let columns = vec![Column::Text(vec!["x,y".into(), " z".into()]), Column::Numbers(vec![0.1, f64::NAN])];
        Table::new("t", names, columns).unwrap()
    }

    #[test]
    fn text_is_quoted_where_it_must_be_and_missing_stays_missing() {
        let csv = Ending::Csv.encode(&table()).unwrap();
        assert_eq!(String::from_utf8(csv).unwrap(), "\"a \"\"b\"\"\",c\n\"x,y\",0.1\n\" z\",\n");
        let jsonl = Ending::Jsonl.encode(&table()).unwrap();
        assert_eq!(
            String::from_utf8(jsonl).unwrap(),
            "{\"a \\\"b\\\"\":\"x,y\",\"c\":0.1}\n{\"a \\\"b\\\"\":\" z\",\"c\":null}\n"
        );
    }

    #[test]
    fn npy_is_aligned_as_its_specification_asks() {
        let table = Table::new("t", vec!["c".into()], vec![Column::Numbers(vec![1.0, 2.5])]).unwrap();
        let bytes = Ending::Npy.encode(&table).unwrap();
        let header = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
        assert_eq!((10 + header) % 64, 0);
        assert_eq!(bytes[10 + header..], [1.0f64.to_le_bytes(), 2.5f64.to_le_bytes()].concat());
        assert!(String::from_utf8_lossy(&bytes[10..10 + header]).contains("'shape': (2,), "));
    }
}
