//! IDX, the format of the MNIST files: <http://yann.lecun.com/exdb/mnist/>.
//!
//! Two zero bytes, the kind of number, the number of dimensions, the length of each dimension as a big-endian 32-bit number,
//! then the numbers, row by row and big-endian. The first dimension counts the rows; the others are laid out flat as columns
//! `x0`, `x1`, ...

use super::binary::{self, Element, Kind};
use super::table::{Table, numbered};
use crate::error::{Error, Result};
use std::path::Path;

pub(super) fn parse(bytes: &[u8], path: &Path) -> Result<Table> {
    let short = || Error::format(path, format!("{} bytes, too short for an IDX header; the file is cut short", bytes.len()));
    let (&[zero, null, code, dimensions], rest) = bytes.split_first_chunk().ok_or_else(short)?;
    if (zero, null) != (0, 0) {
        return Err(Error::format(path, "it does not begin with two zero bytes; wanted an IDX file such as MNIST's"));
    }
    let (kind, size) = match code {
        0x08 => (Kind::Unsigned, 1),
        0x09 => (Kind::Signed, 1),
        0x0B => (Kind::Signed, 2),
        0x0C => (Kind::Signed, 4),
        0x0D => (Kind::Float, 4),
        0x0E => (Kind::Float, 8),
        _ => return Err(Error::format(path, format!("numbers of kind 0x{code:02X}, which IDX does not have; is it damaged?"))),
    };
    let (lengths, data) = rest.split_at_checked(4 * usize::from(dimensions)).ok_or_else(short)?;
    let mut lengths = lengths.as_chunks().0.iter().map(|b| u32::from_be_bytes(*b) as usize);
    let Some(rows) = lengths.next() else {
        return Err(Error::format(path, "an array of no dimensions, wanted one or more"));
    };
    let width = lengths
        .try_fold(1_usize, usize::checked_mul)
        .ok_or_else(|| Error::format(path, "its dimensions multiply to more than there can be; the file is damaged"))?;
    let columns = binary::columns(path, data, Element { kind, size, big_endian: true }, (rows, width), false)?;
    Table::new(path, numbered(width), columns)
}
