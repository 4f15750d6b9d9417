//! Writing tables.

use super::table::{Column, text_of};
use super::{Format, Table, npy, write_whole};
use crate::error::{Error, Result};
use flate2::{Compression, write::GzEncoder};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io::Write;
use std::path::Path;

impl Table {
    /// Writes the table, whole or not at all, in the format that the file's name tells: `.csv`, `.tsv`, `.jsonl`, `.npy`, each
    /// also `.gz`; `-` is CSV on standard output. A missing number is an empty cell, in JSON `null`.
    /// What is written reads back the same, but that text comes back trimmed, and from CSV as numbers where a whole column of
    /// it looks like numbers.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Format`] for a format that is not written, or a text in an `.npy`.
    pub fn write(&self, path: &Path) -> Result<()> {
        self.write_as(Format::of(path)?, path)
    }

    /// As [`write`](Self::write), in a format of the caller's choice.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_as(&self, format: Format, path: &Path) -> Result<()> {
        self.check()?;
        let matrix = match format {
            Format::Npy => Some(self.matrix(path)?),
            Format::JsonLines => {
                let infinite = |c: &Column| matches!(c, Column::Numbers(cells) if cells.iter().any(|v| v.is_infinite()));
                if let Some(i) = self.columns.iter().position(infinite) {
                    let problem = format!("column {:?} holds infinity, which JSON has no number for", self.names[i]);
                    return Err(Error::format(path, problem));
                }
                None
            }
            Format::Csv | Format::Tsv => None,
            _ => {
                let problem = format!("{format:?} is not written here; wanted a name that ends in .csv, .tsv, .jsonl or .npy");
                return Err(Error::format(path, problem));
            }
        };
        let write = |w: &mut dyn Write| match (&matrix, format) {
            (Some(x), _) => npy::write(x.view(), w),
            (None, Format::JsonLines) => self.write_json_lines(w),
            (None, Format::Tsv) => self.write_delimited(b'\t', w),
            (None, _) => self.write_delimited(b',', w),
        };
        write_whole(path, |w| {
            if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
                let mut packed = GzEncoder::new(w, Compression::default());
                write(&mut packed)?;
                packed.finish().map(|_| ())
            } else {
                write(w)
            }
        })
    }

    /// All columns as a matrix; missing and infinite numbers stay.
    fn matrix(&self, path: &Path) -> Result<ndarray::Array2<f64>> {
        let mut x = ndarray::Array2::zeros((self.n_rows(), self.columns.len()));
        for (mut to, (column, name)) in x.columns_mut().into_iter().zip(self.columns.iter().zip(&self.names)) {
            match column {
                Column::Numbers(cells) => to.iter_mut().zip(cells).for_each(|(to, &v)| *to = v),
                Column::Text(_) => {
                    let problem = format!("column {name:?} is text, which an .npy does not hold; write a .csv or .jsonl instead");
                    return Err(Error::format(path, problem));
                }
            }
        }
        Ok(x)
    }

    fn write_delimited(&self, separator: u8, w: &mut dyn Write) -> std::io::Result<()> {
        // The system's own error, so that a full disk or a reader gone away can be told from the rest.
        let own = |e: ::csv::Error| match e.into_kind() {
            ::csv::ErrorKind::Io(e) => e,
            other => std::io::Error::other(format!("{other:?}")),
        };
        let mut csv = ::csv::WriterBuilder::new().delimiter(separator).from_writer(w);
        csv.write_record(&self.names).map_err(own)?;
        for row in 0..self.n_rows() {
            for column in &self.columns {
                match column {
                    Column::Numbers(cells) => csv.write_field(text_of(cells[row])).map_err(own)?,
                    Column::Text(cells) => csv.write_field(&cells[row]).map_err(own)?,
                }
            }
            csv.write_record(None::<&[u8]>).map_err(own)?;
        }
        csv.flush()
    }

    fn write_json_lines(&self, w: &mut dyn Write) -> std::io::Result<()> {
        for row in 0..self.n_rows() {
            serde_json::to_writer(&mut *w, &Row { table: self, row })?;
            w.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// One row as a JSON object.
struct Row<'a> {
    table: &'a Table,
    row: usize,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.table.names.len()))?;
        for (name, column) in self.table.names.iter().zip(&self.table.columns) {
            match column {
                Column::Text(cells) => map.serialize_entry(name, &cells[self.row])?,
                // A whole number without ".0", as a person would write it.
                Column::Numbers(cells) if (cells[self.row] as i64 as f64).to_bits() == cells[self.row].to_bits() => {
                    map.serialize_entry(name, &(cells[self.row] as i64))?;
                }
                Column::Numbers(cells) => map.serialize_entry(name, &cells[self.row])?,
            }
        }
        map.end()
    }
}
