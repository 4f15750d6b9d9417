//! NumPy's arrays: .npy by its specification,
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>, and .npz, a zip archive of them.
//!
//! One dimension is one column, two are rows and columns, named `x0`, `x1`, ... In an .npz with several arrays, one of one
//! dimension is a column of its own name, and one of two dimensions named `data` gives `data0`, `data1`, ...
//!
//! The header is read by hand: it is one flat dictionary, and the crates that read it bring a parser of general Python
//! literals, which took 22 CPU-seconds to build and an assembler.

use super::binary::{self, Element, Kind};
use super::gzip;
use super::table::{Column, Table, numbered};
use crate::error::{Error, Result};
use std::io::{Cursor, Write};
use std::path::Path;

/// One array: its columns, and whether it had two dimensions.
struct Array {
    columns: Vec<Column>,
    two: bool,
}

pub(super) fn parse(bytes: &[u8], path: &Path) -> Result<Table> {
    let columns = array(bytes, path, "")?.columns;
    Table::new(path, numbered(columns.len()), columns)
}

/// Several arrays side by side.
pub(super) fn parse_npz(bytes: &[u8], path: &Path) -> Result<Table> {
    let broken = |e: zip::result::ZipError| Error::format(path, format!("not an .npz (zip) file that is whole: {e}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let (mut names, mut columns): (Vec<String>, Vec<Column>) = (vec![], vec![]);
    let count = archive.len();
    for i in 0..count {
        let entry = archive.by_index(i).map_err(broken)?;
        let Some(name) = entry.name().strip_suffix(".npy").map(str::to_owned) else { continue };
        let Array { columns: new, two } = array(&gzip::bounded(entry, bytes.len(), path)?, path, &name)?;
        if let Some(first) = columns.first()
            && first.len() != new[0].len()
        {
            return Err(Error::format(
                path,
                format!("array {name:?} has {} rows, wanted {} as the arrays before it have", new[0].len(), first.len()),
            ));
        }
        match two {
            true if count == 1 => names.extend(numbered(new.len())),
            true => names.extend((0..new.len()).map(|j| format!("{name}{j}"))),
            false => names.push(name),
        }
        columns.extend(new);
        super::table::check_width(path, columns.len())?;
    }
    Table::new(path, names, columns)
}

fn array(bytes: &[u8], path: &Path, name: &str) -> Result<Array> {
    let what = if name.is_empty() { String::new() } else { format!("array {name:?}: ") };
    let broken = |problem: String| Error::format(path, format!("{what}{problem}"));
    let short = || broken("the file ends inside its header; it is cut short".into());
    let rest = bytes.strip_prefix(b"\x93NUMPY").ok_or_else(|| broken("it does not begin as an .npy file does".into()))?;
    let (&[major, _minor], rest) = rest.split_first_chunk().ok_or_else(short)?;
    let (length, rest) = match major {
        1 => rest.split_first_chunk().map(|(b, rest)| (u16::from_le_bytes(*b) as usize, rest)).ok_or_else(short)?,
        2 | 3 => rest.split_first_chunk().map(|(b, rest)| (u32::from_le_bytes(*b) as usize, rest)).ok_or_else(short)?,
        _ => return Err(broken(format!("version {major} of the .npy format, wanted 1, 2 or 3"))),
    };
    let (header, data) = rest.split_at_checked(length).ok_or_else(short)?;
    let header = Header::parse(header).ok_or_else(|| {
        let seen: String = String::from_utf8_lossy(header).chars().take(120).collect();
        broken(format!("a header {seen:?}, wanted {{'descr': '<f8', 'fortran_order': False, 'shape': (rows, columns), }}"))
    })?;
    let element = header.element().ok_or_else(|| {
        let mend = match header.descr {
            Descr::Simple(d) if d.ends_with('O') => "Python objects are never loaded, since that can run code; ",
            _ => "",
        };
        broken(format!(
            "numbers of type {}, wanted f4, f8, i1 to i8, u1 to u8 or bool; {mend}save it with .astype(float)",
            header.descr
        ))
    })?;
    let (shape, two) = match header.shape[..] {
        [rows] => ((rows, 1), false),
        [rows, columns] => ((rows, columns), true),
        _ => {
            return Err(broken(format!(
                "an array of shape {:?}, wanted one or two dimensions; save it with .reshape(len(x), -1)",
                header.shape
            )));
        }
    };
    Ok(Array { columns: binary::columns(path, data, element, shape, header.fortran_order)?, two })
}

/// What the header's dictionary says.
struct Header<'a> {
    descr: Descr<'a>,
    fortran_order: bool,
    shape: Vec<usize>,
}

/// The type of the numbers, as NumPy writes it.
#[derive(Clone, Copy)]
enum Descr<'a> {
    Simple(&'a str),
    Structured,
}

impl std::fmt::Display for Descr<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Descr::Simple(descr) => write!(f, "{descr:?}"),
            Descr::Structured => f.write_str("a record with fields"),
        }
    }
}

impl<'a> Header<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut text = Rest(std::str::from_utf8(bytes).ok()?);
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        text.eat("{")?;
        while text.eat("}").is_none() {
            let key = text.string()?;
            text.eat(":")?;
            match key {
                "descr" => {
                    descr = Some(match text.string() {
                        Some(name) => Descr::Simple(name),
                        None => {
                            text.skip_list()?;
                            Descr::Structured
                        }
                    });
                }
                "fortran_order" => fortran_order = Some(text.eat("True").is_some() || text.eat("False").map(|()| false)?),
                "shape" => shape = Some(text.tuple()?),
                _ => return None,
            }
            if text.eat(",").is_none() {
                text.eat("}")?;
                break;
            }
        }
        text.0.trim().is_empty().then_some(())?;
        Some(Self { descr: descr?, fortran_order: fortran_order?, shape: shape? })
    }

    fn element(&self) -> Option<Element> {
        let Descr::Simple(descr) = self.descr else { return None };
        let (order, kind) = descr.split_at_checked(1)?;
        let big_endian = match order {
            "<" | "|" | "=" => false,
            ">" => true,
            _ => return None,
        };
        let (kind, size) = match kind {
            "f4" => (Kind::Float, 4),
            "f8" => (Kind::Float, 8),
            "i1" => (Kind::Signed, 1),
            "i2" => (Kind::Signed, 2),
            "i4" => (Kind::Signed, 4),
            "i8" => (Kind::Signed, 8),
            "b1" | "u1" => (Kind::Unsigned, 1),
            "u2" => (Kind::Unsigned, 2),
            "u4" => (Kind::Unsigned, 4),
            "u8" => (Kind::Unsigned, 8),
            _ => return None,
        };
        Some(Element { kind, size, big_endian })
    }
}

/// The part of the header that is still to be read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn eat(&mut self, token: &str) -> Option<()> {
        self.0 = self.0.trim_start().strip_prefix(token)?;
        Some(())
    }

    fn string(&mut self) -> Option<&'a str> {
        let text = self.0.trim_start();
        let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let (string, rest) = text[1..].split_once(quote)?;
        self.0 = rest;
        Some(string)
    }

    fn tuple(&mut self) -> Option<Vec<usize>> {
        self.eat("(")?;
        let mut values = vec![];
        while self.eat(")").is_none() {
            let text = self.0.trim_start();
            let end = text.find(|c: char| !c.is_ascii_digit())?;
            values.push(text[..end].parse().ok()?);
            self.0 = text[end..].strip_prefix('L').unwrap_or(&text[end..]); // Python 2 wrote 3L
            if self.eat(",").is_none() {
                self.eat(")")?;
                break;
            }
        }
        Some(values)
    }

    /// Steps over the list that describes a record, to its last bracket.
    fn skip_list(&mut self) -> Option<()> {
        self.eat("[")?;
        let mut depth = 1_usize;
        let end = self.0.find(|c| {
            depth = match c {
                '[' => depth + 1,
                ']' => depth - 1,
                _ => depth,
            };
            depth == 0
        })?;
        self.0 = &self.0[end + 1..];
        Some(())
    }
}

/// Writes rows of doubles as an .npy file of version 1.
pub(super) fn write(x: ndarray::ArrayView2<'_, f64>, w: &mut dyn Write) -> std::io::Result<()> {
    let (rows, columns) = x.dim();
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
    let padded = (10 + header.len() + 1).next_multiple_of(64) - 11; // so that the data begins at a multiple of 64
    w.write_all(b"\x93NUMPY\x01\x00")?;
    w.write_all(&(padded as u16 + 1).to_le_bytes())?;
    writeln!(w, "{header:padded$}")?;
    x.iter().try_for_each(|v| w.write_all(&v.to_le_bytes()))
}
