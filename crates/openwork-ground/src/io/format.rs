//! The formats of data files, and how a file's name tells its format.

use super::{Table, delimited, gzip, idx, json_lines, npy};
use crate::error::{Error, Result};
use std::io::Read;
use std::path::Path;

/// A format of data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Fields separated by commas (or by semicolons or tabs, where the first line has those and no comma): `.csv`.
    ///
    /// The first row is the header when none of its fields is a number and some later row holds one; in a table of text
    /// alone, unless one of its fields comes again below in the same column. Without a header the columns are `x0`, `x1`, ...
    Csv,
    /// Fields separated by tabs, with or without a header as in CSV: `.tsv`.
    Tsv,
    /// One JSON object a line, all with the same keys, or one array a line: `.jsonl`, `.ndjson`.
    JsonLines,
    /// A NumPy array of one or two dimensions: `.npy`.
    Npy,
    /// Several NumPy arrays side by side: `.npz`.
    Npz,
    /// The format of MNIST's files: `.idx`, or a name that ends in `-ubyte`.
    Idx,
    /// Parquet, of flat columns: `.parquet`; needs the cargo feature `parquet`.
    Parquet,
}

impl Format {
    /// The format that a file's name tells, with or without a `.gz` behind it. `-` is CSV.
    ///
    /// ```
    /// use openwork::io::Format;
    /// assert_eq!(Format::of("data/points.csv.gz".as_ref())?, Format::Csv);
    /// assert_eq!(Format::of("t10k-images-idx3-ubyte".as_ref())?, Format::Idx);
    /// # Ok::<(), openwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Format`] for a name that tells none, with the names that do.
    pub fn of(path: &Path) -> Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Self::Csv);
        }
        let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "csv" => Ok(Self::Csv),
            "tsv" => Ok(Self::Tsv),
            "jsonl" | "ndjson" => Ok(Self::JsonLines),
            "npy" => Ok(Self::Npy),
            "npz" => Ok(Self::Npz),
            "parquet" => Ok(Self::Parquet),
            "idx" => Ok(Self::Idx),
            _ if name.ends_with("-ubyte") => Ok(Self::Idx),
            _ => Err(Error::format(
                path,
                "its name does not tell its format; wanted one that ends in .csv, .tsv, .jsonl, .npy, .npz, .idx, -ubyte or \
                 .parquet, or in one of those and .gz",
            )),
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
        let bytes = if path.as_os_str() == "-" {
            let mut bytes = vec![];
            std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
        } else {
            std::fs::read(path)
        };
        Self::parse(&bytes.map_err(|e| Error::io(path, e))?, format, path)
    }

    /// Reads a table from memory, unpacking it first when it is packed by gzip; `path` is what errors call it.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(bytes: &[u8], format: Format, path: &Path) -> Result<Self> {
        let bytes = &*gzip::unpacked(bytes, path)?;
        match format {
            Format::Csv => delimited::parse(bytes, delimited::separator(bytes), path),
            Format::Tsv => delimited::parse(bytes, b'\t', path),
            Format::JsonLines => json_lines::parse(bytes, path),
            Format::Npy => npy::parse(bytes, path),
            Format::Npz => npy::parse_npz(bytes, path),
            Format::Idx => idx::parse(bytes, path),
            #[cfg(feature = "parquet")]
            Format::Parquet => super::parquet::parse(bytes, path),
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => Err(Error::format(
                path,
                "this build reads no Parquet; build it with `--features parquet`, or save the table as .csv or .npy",
            )),
        }
    }
}
