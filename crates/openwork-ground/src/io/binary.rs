//! Arrays of numbers as bytes: what .npy and IDX have in common.

use super::table::{Column, check_width};
use crate::error::{Error, Result};
use std::path::Path;

/// What a number is, of how many bytes, in which order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element {
    pub kind: Kind,
    /// 1 to 8; 4 or 8 for floats.
    pub size: usize,
    pub big_endian: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Signed,
    Unsigned,
    Float,
}

impl Element {
    /// The number in `bytes`, which are `size` long. Integers beyond 2^53 are rounded to the nearest double.
    fn value(self, bytes: &[u8]) -> f64 {
        let push = |word: u64, &byte: &u8| word << 8 | u64::from(byte);
        let word = if self.big_endian { bytes.iter().fold(0, push) } else { bytes.iter().rev().fold(0, push) };
        match self.kind {
            Kind::Float if self.size == 4 => f64::from(f32::from_bits(word as u32)),
            Kind::Float => f64::from_bits(word),
            Kind::Unsigned => word as f64,
            Kind::Signed => {
                let unused = 64 - 8 * self.size as u32;
                ((word << unused) as i64 >> unused) as f64
            }
        }
    }
}

/// The bytes of an array of `rows` x `columns` numbers, as columns. The length is checked before anything is allocated.
pub(super) fn columns(
    path: &Path,
    bytes: &[u8],
    element: Element,
    (rows, columns): (usize, usize),
    column_major: bool,
) -> Result<Vec<Column>> {
    let wanted = rows.checked_mul(columns).and_then(|n| n.checked_mul(element.size));
    if wanted != Some(bytes.len()) {
        let wanted = wanted.map_or_else(|| "more than there can be".into(), |n| n.to_string());
        return Err(Error::format(
            path,
            format!(
                "{} bytes of data, wanted {wanted} for {rows} x {columns} numbers of {} bytes, as its header says; the file is \
                 cut short or damaged, write it again",
                bytes.len(),
                element.size
            ),
        ));
    }
    if rows == 0 || columns == 0 {
        return Err(Error::empty(
            format!("{}, an array of {rows} x {columns},", path.display()),
            "at least one row and one column",
        ));
    }
    check_width(path, columns)?;
    let values = bytes.chunks_exact(element.size);
    Ok((0..columns)
        .map(|j| {
            let (start, step) = if column_major { (j * rows, 1) } else { (j, columns) };
            Column::Numbers(values.clone().skip(start).step_by(step).take(rows).map(|b| element.value(b)).collect())
        })
        .collect())
}
