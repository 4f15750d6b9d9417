//! Named columns of numbers or text.

use crate::error::{Error, Result};
use crate::order::ascending;
use ndarray::Array2;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// More columns than this are taken for a damaged or hostile file.
pub(super) const MAX_COLUMNS: usize = 1 << 20;

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Every cell is a number or missing; a missing one is NaN.
    Numbers(Vec<f64>),
    /// Some cell is neither a number nor missing. A missing one is the empty text.
    Text(Vec<String>),
}

impl Column {
    /// How many cells it has.
    pub fn len(&self) -> usize {
        match self {
            Column::Numbers(cells) => cells.len(),
            Column::Text(cells) => cells.len(),
        }
    }

    /// Whether it has no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a number, NaN for a missing one; among texts it becomes text.
    pub(super) fn push_number(&mut self, value: f64) {
        match self {
            Column::Numbers(cells) => cells.push(value),
            Column::Text(cells) => cells.push(text_of(value)),
        }
    }

    /// Adds a text; among numbers it makes them all texts.
    pub(super) fn push_text(&mut self, text: String) {
        match self {
            Column::Text(cells) => cells.push(text),
            Column::Numbers(cells) => *self = Column::Text(cells.iter().map(|&v| text_of(v)).chain([text]).collect()),
        }
    }
}

/// Classes by name, and the class of each row as an index into them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The names of the classes, sorted: by value where all are numbers, else by text.
    pub classes: Vec<String>,
    /// The class of each row, shape `(n)`.
    pub y: Vec<u32>,
}

/// Named columns of equal length, read from a file or made for one.
///
/// **Missing values.** An empty cell, and in columns of numbers also `NA`, `NaN`, `null`, `none` and `?` in any case, is a
/// missing value: NaN among numbers, the empty text among texts. A table may hold them; [`features`](Self::features),
/// [`targets`](Self::targets) and [`labels`](Self::labels) refuse them, and name the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The file it came from, as errors call it.
    pub path: PathBuf,
    /// The names of the columns, each once.
    pub names: Vec<String>,
    /// The columns, all of the same length.
    pub columns: Vec<Column>,
    /// The line of each row in a text file, from 1; empty for a binary file.
    lines: Vec<u64>,
}

impl Table {
    /// A table of columns, each with its name. Empty names become `x0`, `x1`, ... by position; a name that came before gets
    /// `_2`, `_3`, ... behind it.
    ///
    /// # Errors
    /// [`Error::Shape`] for columns of different lengths or another number of names than columns; [`Error::Empty`] for no
    /// columns or no rows.
    pub fn new(path: impl Into<PathBuf>, names: Vec<String>, columns: Vec<Column>) -> Result<Self> {
        let table = Self { path: path.into(), names: unique(names), columns, lines: vec![] };
        table.check()?;
        Ok(table)
    }

    /// Refuses what the public fields allow but no table is.
    pub(super) fn check(&self) -> Result<()> {
        if self.names.len() != self.columns.len() {
            return Err(Error::shape("names", self.names.len(), format!("{}, one a column", self.columns.len())));
        }
        let Some(first) = self.columns.first() else {
            return Err(Error::empty(self.path.display().to_string(), "at least one column"));
        };
        if first.is_empty() {
            return Err(Error::empty(self.path.display().to_string(), "at least one row"));
        }
        if let Some(other) = self.columns.iter().position(|c| c.len() != first.len()) {
            return Err(Error::shape(
                format!("column {:?}", self.names[other]),
                format!("{} rows", self.columns[other].len()),
                format!("{}, as column {:?} has", first.len(), self.names[0]),
            ));
        }
        Ok(())
    }

    /// The same table, knowing the line of each row.
    pub(super) fn at_lines(self, lines: Vec<u64>) -> Self {
        Self { lines, ..self }
    }

    /// How many rows it has.
    pub fn n_rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// The column of that name.
    ///
    /// # Errors
    /// [`Error::NoColumn`], with the columns there are.
    pub fn column(&self, name: &str) -> Result<&Column> {
        Ok(&self.columns[self.position(name)?])
    }

    fn position(&self, name: &str) -> Result<usize> {
        self.names.iter().take(self.columns.len()).position(|have| have == name).ok_or_else(|| {
            let mut have: Vec<String> = self.names.iter().take(24).cloned().collect();
            if self.names.len() > have.len() {
                have.push(format!("... ({} in all)", self.names.len()));
            }
            Error::NoColumn { path: self.path.clone(), wanted: name.to_owned(), have }
        })
    }

    /// The names of all columns but one: those of [`features`](Self::features).
    pub fn feature_names(&self, without: Option<&str>) -> Vec<String> {
        self.names.iter().filter(|name| Some(name.as_str()) != without).cloned().collect()
    }

    /// All columns but one as a matrix, shape `(rows, columns)`.
    ///
    /// # Errors
    /// [`Error::NoColumn`] when `without` is none of the columns; [`Error::Parse`] or [`Error::Format`] for a text, a missing
    /// value or an infinite one, with its place and how to mend it.
    pub fn features(&self, without: Option<&str>) -> Result<Array2<f64>> {
        if let Some(name) = without {
            self.position(name)?;
        }
        self.select(&self.feature_names(without))
    }

    /// The columns of those names, in that order, as a matrix, shape `(rows, names)`.
    ///
    /// # Errors
    /// As [`features`](Self::features); [`Error::Empty`] for no names.
    pub fn select(&self, names: &[String]) -> Result<Array2<f64>> {
        if names.is_empty() {
            return Err(Error::empty(
                format!("{}: the table of features", self.path.display()),
                "at least one column besides the target",
            ));
        }
        self.check()?;
        let places: BTreeMap<&str, usize> = self.names.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
        let columns = names
            .iter()
            .map(|name| self.numbers(places.get(name.as_str()).map_or_else(|| self.position(name), |&i| Ok(i))?))
            .collect::<Result<Vec<_>>>()?;
        let (n, d) = (self.n_rows(), columns.len());
        // A few rows at a time, so that the rows being filled stay in the cache.
        let mut flat = vec![0.0; n * d];
        for (block, rows) in flat.chunks_mut(32 * d).enumerate() {
            for (j, column) in columns.iter().enumerate() {
                for (row, &value) in rows.chunks_exact_mut(d).zip(&column[32 * block..]) {
                    row[j] = value;
                }
            }
        }
        Array2::from_shape_vec((n, d), flat).map_err(|e| Error::shape("table", e, format!("{n} rows of {d}")))
    }

    /// A column of numbers, as the target of a regression, shape `(rows)`.
    ///
    /// # Errors
    /// As [`features`](Self::features), for this column.
    pub fn targets(&self, name: &str) -> Result<Vec<f64>> {
        Ok(self.numbers(self.position(name)?)?.to_vec())
    }

    /// A column as classes, as the target of a classification. The classes are sorted: by value where all are numbers, else
    /// by text.
    ///
    /// # Errors
    /// [`Error::NoColumn`]; [`Error::Parse`] or [`Error::Format`] for a missing value.
    pub fn labels(&self, name: &str) -> Result<Labels> {
        let at = self.position(name)?;
        match &self.columns[at] {
            Column::Numbers(_) => {
                let values: Vec<f64> = self.numbers(at)?.iter().map(|v| v + 0.0).collect(); // -0 is 0
                let mut sorted = values.clone();
                ascending(&mut sorted);
                sorted.dedup();
                let y = values.iter().map(|v| sorted.partition_point(|s| s < v) as u32).collect();
                Ok(Labels { classes: sorted.iter().map(f64::to_string).collect(), y })
            }
            Column::Text(cells) => {
                if let Some(row) = cells.iter().position(String::is_empty) {
                    return Err(self.bad_cell(row, at, "is empty, wanted a class; drop the row or name its class"));
                }
                let mut classes: Vec<&str> = cells.iter().map(String::as_str).collect();
                classes.sort_unstable();
                classes.dedup();
                let y = cells.iter().map(|c| classes.partition_point(|s| *s < c.as_str()) as u32).collect();
                Ok(Labels { classes: classes.into_iter().map(str::to_owned).collect(), y })
            }
        }
    }

    /// The table without one column.
    ///
    /// # Errors
    /// [`Error::NoColumn`]; [`Error::Empty`] when it was the only one.
    pub fn without(mut self, name: &str) -> Result<Self> {
        let at = self.position(name)?;
        if self.columns.len() == 1 {
            return Err(Error::empty(format!("{} without {name:?}", self.path.display()), "at least one more column"));
        }
        self.columns.remove(at);
        self.names.remove(at);
        Ok(self)
    }

    /// A column that must be finite numbers throughout.
    fn numbers(&self, at: usize) -> Result<&[f64]> {
        match &self.columns[at] {
            Column::Numbers(cells) => match cells.iter().position(|v| !v.is_finite()) {
                None => Ok(cells),
                Some(row) if cells[row].is_nan() => Err(self.bad_cell(
                    row,
                    at,
                    "is missing (an empty cell or NaN), wanted a number; drop the row, fill the cell or leave the column out",
                )),
                Some(row) => Err(self.bad_cell(
                    row,
                    at,
                    &format!("holds {}, wanted a finite number; drop the row or mend the cell", cells[row]),
                )),
            },
            Column::Text(cells) => {
                let row = cells.iter().position(|c| number(c).is_none()).unwrap_or(0);
                let seen: String = cells.get(row).map(|c| c.chars().take(60).collect()).unwrap_or_default();
                let comma = seen.replacen(',', ".", 1);
                let mend = if comma != seen && number(&comma).is_some() {
                    "write the decimal point as a point"
                } else if self.lines.get(row) == Some(&1) {
                    "mend it, or, if line 1 is a header, give every column a name that is not a number"
                } else {
                    "mend the cell, leave the column out or name it as the target"
                };
                Err(self.bad_cell(row, at, &format!("holds the text {seen:?}, wanted a number; {mend}")))
            }
        }
    }

    fn bad_cell(&self, row: usize, at: usize, problem: &str) -> Error {
        let name = &self.names[at];
        match self.lines.get(row) {
            Some(&line) => Error::Parse {
                path: self.path.clone(),
                line,
                column: at as u64 + 1,
                problem: format!("column {name:?} {problem}"),
            },
            None => Error::format(&self.path, format!("row {row} (counted from 0): column {name:?} {problem}")),
        }
    }
}

/// The shortest text that reads back as the same number; empty for a missing one.
pub(super) fn text_of(value: f64) -> String {
    let plain = if value.is_nan() { String::new() } else { value.to_string() };
    if plain.len() > 24 { format!("{value:e}") } else { plain }
}

/// The number that a cell holds; NaN where it is missing, `None` where it is text.
pub(super) fn number(cell: &str) -> Option<f64> {
    match cell.parse::<f64>() {
        Ok(value) => Some(value),
        Err(_) if ["", "na", "null", "none", "?"].iter().any(|m| cell.eq_ignore_ascii_case(m)) => Some(f64::NAN),
        Err(_) => None,
    }
}

/// Names `x0`, `x1`, ... for columns that have none.
pub(super) fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("x{i}")).collect()
}

/// Refuses a number of columns that no table of ours has.
pub(super) fn check_width(path: &Path, columns: usize) -> Result<()> {
    if columns > MAX_COLUMNS {
        return Err(Error::format(
            path,
            format!("it has {columns} columns, wanted at most {MAX_COLUMNS}; are rows and columns swapped?"),
        ));
    }
    Ok(())
}

/// Gives empty names their position and repeated ones a number.
fn unique(mut names: Vec<String>) -> Vec<String> {
    for (i, name) in names.iter_mut().enumerate() {
        if name.is_empty() {
            *name = format!("x{i}");
        }
    }
    let taken: HashSet<String> = names.iter().cloned().collect();
    if taken.len() == names.len() {
        return names;
    }
    let mut used: HashSet<String> = HashSet::new();
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    for name in &mut names {
        if !used.insert(name.clone()) {
            let count = next.entry(name.clone()).or_insert(1);
            let fresh = loop {
                *count += 1;
                let fresh = format!("{name}_{count}");
                if !taken.contains(&fresh) && !used.contains(&fresh) {
                    break fresh;
                }
            };
            used.insert(fresh.clone());
            *name = fresh;
        }
    }
    names
}
