//! Parquet, by the `parquet` crate without arrow: flat columns of numbers, booleans (1 and 0) and text.

use super::table::{Column, Table, check_width};
use crate::error::{Error, Result};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

pub(super) fn parse(bytes: &[u8], path: &Path) -> Result<Table> {
    // The crate is known to panic on damaged files (apache/arrow-rs issue 5332).
    catch_unwind(AssertUnwindSafe(|| read(bytes, path)))
        .unwrap_or_else(|_| Err(Error::format(path, "not a Parquet file that is whole; write it again")))
}

fn read(bytes: &[u8], path: &Path) -> Result<Table> {
    let broken = |e| Error::format(path, format!("not a Parquet file that is whole: {e}; write it again"));
    let reader = SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).map_err(broken)?;
    let schema = reader.metadata().file_metadata().schema();
    let names: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    check_width(path, names.len())?;
    let mut columns: Vec<Column> = vec![Column::Numbers(vec![]); names.len()];
    for row in reader.get_row_iter(None).map_err(broken)? {
        for ((column, name), (_, field)) in columns.iter_mut().zip(&names).zip(row.map_err(broken)?.get_column_iter()) {
            let number = match field {
                Field::Null => f64::NAN,
                Field::Bool(v) => f64::from(u8::from(*v)),
                Field::Byte(v) => f64::from(*v),
                Field::Short(v) => f64::from(*v),
                Field::Int(v) => f64::from(*v),
                Field::Long(v) => *v as f64,
                Field::UByte(v) => f64::from(*v),
                Field::UShort(v) => f64::from(*v),
                Field::UInt(v) => f64::from(*v),
                Field::ULong(v) => *v as f64,
                Field::Float(v) => f64::from(*v),
                Field::Double(v) => *v,
                Field::Str(text) => {
                    column.push_text(text.trim().to_owned());
                    continue;
                }
                other => {
                    let problem = format!("column {name:?} holds {other}, wanted numbers or text; cast it before saving");
                    return Err(Error::format(path, problem));
                }
            };
            column.push_number(number);
        }
    }
    Table::new(path, names, columns)
}
