//! The formats of data files, and how a file's name tells its format.

use super::{Table, delimited};
use crate::error::{Error, Result};
use std::io::Read;
use std::path::Path;

/// A format of data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Fields separated by commas (or by semicolons or tabs, where the first line has those and no comma).
    Csv,
    /// Fields separated by tabs.
    Tsv,
}

impl Format {
    /// The format that a file's name tells: `.csv`, `.tsv`. `-` is CSV.
    ///
    /// # Errors
    /// [`Error::Format`] for a name that tells none, with the names that do.
    pub fn of(path: &Path) -> Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Self::Csv);
        }
        let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        let ending = name.rsplit('.').next().filter(|ending| ending.len() < name.len());
        match ending {
            Some("csv" | "txt") => Ok(Self::Csv),
            Some("tsv" | "tab") => Ok(Self::Tsv),
            _ => Err(Error::format(path, "its name does not tell its format; wanted a name that ends in .csv or .tsv")),
        }
    }
}

impl Table {
    /// Reads a data file, its format told by its name (see [`Format::of`]); `-` reads CSV from standard input.
    ///
    /// # Errors
    /// A file that cannot be read, a name that tells no format, or content that is not what its format says: with the file,
    /// the line and the column, what was seen and how to mend it.
    pub fn read(path: &Path) -> Result<Self> {
        let format = Format::of(path)?;
        let mut bytes = vec![];
        if path.as_os_str() == "-" {
            std::io::stdin().lock().read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
        } else {
            bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
        }
        Self::parse(&bytes, format, path)
    }

    /// Reads a table from memory; `path` is what errors call it.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(bytes: &[u8], format: Format, path: &Path) -> Result<Self> {
        match format {
            Format::Csv => delimited::parse(bytes, delimited::separator(bytes), path),
            Format::Tsv => delimited::parse(bytes, b'\t', path),
        }
    }
}
