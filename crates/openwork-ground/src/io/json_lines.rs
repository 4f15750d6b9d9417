//! JSON lines: one JSON value a line, all of one kind. Objects with the same keys give columns of those names, in the order of
//! the first line; arrays of the same length give columns `x0`, `x1`, ...
//!
//! `null` is a missing value; `true` and `false` are 1 and 0. A column with a text in it is a column of text throughout.

use super::table::{Column, Table, check_width, numbered};
use crate::error::{Error, Result};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use std::collections::HashMap;
use std::fmt;
use std::path::Path;

pub(super) fn parse(bytes: &[u8], path: &Path) -> Result<Table> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut names: Option<Vec<String>> = None; // of objects
    let mut columns: Vec<Column> = vec![];
    let mut places = HashMap::new();
    let mut lines = vec![];
    for (number, text) in (1..).zip(bytes.split(|&b| b == b'\n')) {
        if text.trim_ascii().is_empty() {
            continue;
        }
        let error =
            |column: usize, problem: String| Error::Parse { path: path.to_owned(), line: number, column: column as u64, problem };
        let text = std::str::from_utf8(text).map_err(|e| {
            let at = e.valid_up_to();
            error(at + 1, format!("byte 0x{:02X} is not UTF-8, wanted UTF-8 text; save the file as UTF-8", text[at]))
        })?;
        let line: Line = serde_json::from_str(text).map_err(|e| {
            let what = e.to_string();
            let what = what.split(" at line ").next().unwrap_or_default();
            error(e.column(), format!("{what}; wanted one JSON object or array of numbers a line, null for a missing number"))
        })?;
        if lines.is_empty() {
            check_width(path, line.cells.len())?;
            columns = vec![Column::Numbers(vec![]); line.cells.len()];
            for (place, key) in line.keys.iter().flatten().enumerate() {
                if key.is_empty() || places.insert(key.clone(), place).is_some() {
                    return Err(error(1, format!("the key {key:?}, wanted every key once and none empty")));
                }
            }
            names.clone_from(&line.keys);
        }
        let seen = line.cells.len();
        if line.keys.is_some() != names.is_some() {
            return Err(error(1, "objects and arrays in one file, wanted one kind".into()));
        }
        if seen != columns.len() {
            let what = if names.is_some() { "keys" } else { "values" };
            return Err(error(
                1,
                format!("{seen} {what}, wanted {} as in the first row; write null for a missing value", columns.len()),
            ));
        }
        lines.push(number);
        for (i, cell) in line.cells.into_iter().enumerate() {
            let place = match &line.keys {
                None => i,
                Some(keys) => *places.get(&keys[i]).ok_or_else(|| {
                    error(1, format!("the key {:?}, which the first row does not have; every row needs the same keys", keys[i]))
                })?,
            };
            if columns[place].len() == lines.len() {
                return Err(error(1, format!("the key {:?} twice", line.keys.as_ref().map_or("", |keys| &keys[i]))));
            }
            match cell {
                Cell::Number(value) => columns[place].push_number(value),
                Cell::Text(text) => columns[place].push_text(text),
            }
        }
    }
    if lines.is_empty() {
        return Err(Error::empty(path.display().to_string(), "at least one line with a JSON object or array"));
    }
    let names = names.unwrap_or_else(|| numbered(columns.len()));
    Ok(Table::new(path, names, columns)?.at_lines(lines))
}

/// One line: the keys of an object, none for an array, and the values.
struct Line {
    keys: Option<Vec<String>>,
    cells: Vec<Cell>,
}

enum Cell {
    Number(f64),
    Text(String),
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Row;
        impl<'de> Visitor<'de> for Row {
            type Value = Line;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object or array")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Line, A::Error> {
                let (mut keys, mut cells) = (vec![], vec![]);
                while let Some((key, cell)) = map.next_entry()? {
                    keys.push(key);
                    cells.push(cell);
                }
                Ok(Line { keys: Some(keys), cells })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> std::result::Result<Line, A::Error> {
                let mut cells = vec![];
                while let Some(cell) = values.next_element()? {
                    cells.push(cell);
                }
                Ok(Line { keys: None, cells })
            }
        }
        deserializer.deserialize_any(Row)
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = Cell;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, a text, true, false or null")
            }

            fn visit_f64<E>(self, value: f64) -> std::result::Result<Cell, E> {
                Ok(Cell::Number(value))
            }

            fn visit_u64<E>(self, value: u64) -> std::result::Result<Cell, E> {
                Ok(Cell::Number(value as f64))
            }

            fn visit_i64<E>(self, value: i64) -> std::result::Result<Cell, E> {
                Ok(Cell::Number(value as f64))
            }

            fn visit_bool<E>(self, value: bool) -> std::result::Result<Cell, E> {
                Ok(Cell::Number(f64::from(u8::from(value))))
            }

            fn visit_unit<E>(self) -> std::result::Result<Cell, E> {
                Ok(Cell::Number(f64::NAN))
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Cell, E> {
                Ok(Cell::Text(value.trim().to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> std::result::Result<Cell, A::Error> {
                Err(A::Error::custom("a list inside a row, wanted one value a column"))
            }

            fn visit_map<A: MapAccess<'de>>(self, _: A) -> std::result::Result<Cell, A::Error> {
                Err(A::Error::custom("an object inside a row, wanted one value a column"))
            }
        }
        deserializer.deserialize_any(Value)
    }
}
