//! Comma- and tab-separated text.
//!
//! [`Format::Csv`](super::Format::Csv) says how a header is told from data. Fields are trimmed; quotes, CRLF and a byte order
//! mark are understood; empty lines are passed over.

use super::table::{Column, Table, check_width, number, numbered};
use crate::error::{Error, Result};
use ::csv::{ByteRecord, ErrorKind, ReaderBuilder, Trim};
use std::path::Path;

/// The separator of a `.csv`: a comma, unless the first line has none and has semicolons or tabs.
pub(super) fn separator(bytes: &[u8]) -> u8 {
    let line = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    let mut quoted = false;
    let mut seen = [false; 256];
    for &b in line {
        quoted ^= b == b'"';
        seen[usize::from(b)] |= !quoted;
    }
    *b",;\t".iter().find(|&&s| seen[usize::from(s)]).unwrap_or(&b',')
}

/// Reads the text twice: once for the numbers and for which columns have none, once for the texts.
pub(super) fn parse(bytes: &[u8], separator: u8, path: &Path) -> Result<Table> {
    let source = Source { bytes: bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes), separator, path };
    let mut first: Vec<String> = vec![];
    let mut lines = vec![];
    let mut columns: Vec<Option<Vec<f64>>> = vec![]; // None once a cell below the first row is text
    let (mut has_numbers, mut comes_again) = (false, false);
    source.for_each(|line, row| {
        lines.push(line);
        if columns.is_empty() {
            check_width(path, row.len())?;
            first = row.iter().map(|&field| field.to_owned()).collect();
            columns = first.iter().map(|field| Some(vec![number(field).unwrap_or(f64::NAN)])).collect();
            return Ok(());
        }
        for ((column, field), first) in columns.iter_mut().zip(row).zip(&first) {
            comes_again |= field == first && !field.is_empty();
            if let Some(cells) = column {
                match number(field) {
                    Some(value) => {
                        has_numbers |= !value.is_nan();
                        cells.push(value);
                    }
                    None => *column = None,
                }
            }
        }
        Ok(())
    })?;
    if first.is_empty() {
        return Err(Error::empty(path.display().to_string(), "a table: a header and at least one row"));
    }
    let is_number = |field: &String| number(field).is_some_and(|v| !v.is_nan());
    let header = !first.iter().any(is_number) && !first.iter().all(String::is_empty) && (has_numbers || !comes_again);
    if header && lines.len() == 1 {
        return Err(source.error(lines[0], 1, "a header and no rows, wanted at least one row of data below it".into()));
    }
    let skip = usize::from(header);
    let mut columns: Vec<Column> = columns
        .into_iter()
        .zip(&first)
        .map(|(column, first)| match column {
            Some(mut cells) if header || number(first).is_some() => {
                cells.drain(..skip);
                Column::Numbers(cells)
            }
            _ => Column::Text(vec![]),
        })
        .collect();
    lines.drain(..skip);
    source.fill_texts(&mut columns, skip)?;
    let names = if header { first } else { numbered(columns.len()) };
    Ok(Table::new(path, names, columns)?.at_lines(lines))
}

struct Source<'a> {
    bytes: &'a [u8],
    separator: u8,
    path: &'a Path,
}

impl Source<'_> {
    fn error(&self, line: u64, column: usize, problem: String) -> Error {
        Error::Parse { path: self.path.to_owned(), line, column: column as u64, problem }
    }

    /// Gives every row with its line; rows of unequal length and bytes that are not UTF-8 are errors.
    fn for_each(&self, mut each: impl FnMut(u64, &[&str]) -> Result<()>) -> Result<()> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .delimiter(self.separator)
            .trim(Trim::All)
            .flexible(true)
            .from_reader(self.bytes);
        let newline = if self.bytes.contains(&b'\n') { b'\n' } else { b'\r' };
        let mut record = ByteRecord::new();
        let (mut at, mut line, mut wanted) = (0, 1, None);
        loop {
            let more = reader.read_byte_record(&mut record).map_err(|e| match e.into_kind() {
                ErrorKind::Io(e) => Error::io(self.path, e),
                other => Error::format(self.path, format!("{other:?}")),
            })?;
            if !more {
                return self.check_closed(&self.bytes[at..], line);
            }
            // Where the record starts: past the line ends and empty lines that the reader has not stepped over yet.
            let mut start = record.position().map_or(at, |p| p.byte() as usize);
            start += self.bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            line += self.bytes[at..start].iter().filter(|&&b| b == newline).count() as u64;
            at = start;
            let mut row = Vec::with_capacity(record.len());
            for (i, field) in record.iter().enumerate() {
                row.push(std::str::from_utf8(field).map_err(|e| {
                    let bad = field[e.valid_up_to()];
                    self.error(line, i + 1, format!("byte 0x{bad:02X} is not UTF-8, wanted UTF-8 text; save the file as UTF-8"))
                })?);
            }
            let wanted = *wanted.get_or_insert(row.len());
            if row.len() != wanted {
                return Err(self.error(
                    line,
                    row.len().min(wanted) + 1,
                    format!(
                        "{} fields, wanted {wanted} as in the first row; quote a field that holds the separator {:?}, and close \
                         every quote",
                        row.len(),
                        char::from(self.separator)
                    ),
                ));
            }
            each(line, &row)?;
        }
    }

    /// A quote left open swallows the rest of the file, which then looks like one last field.
    fn check_closed(&self, last: &[u8], line: u64) -> Result<()> {
        let lines = last.trim_ascii_end().iter().filter(|b| matches!(b, b'\r' | b'\n')).count();
        if lines > 0 && last.iter().filter(|&&b| b == b'"').count() % 2 == 1 {
            return Err(self.error(
                line,
                1,
                "a quote opened in this row is never closed; close it, or double it to mean itself".into(),
            ));
        }
        Ok(())
    }

    fn fill_texts(&self, columns: &mut [Column], mut skip: usize) -> Result<()> {
        if !columns.iter().any(|c| matches!(c, Column::Text(_))) {
            return Ok(());
        }
        self.for_each(|_, row| {
            if skip > 0 {
                skip -= 1;
                return Ok(());
            }
            for (column, field) in columns.iter_mut().zip(row) {
                if let Column::Text(cells) = column {
                    cells.push((*field).to_owned());
                }
            }
            Ok(())
        })
    }
}
