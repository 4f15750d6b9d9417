//! Plain tables for people: columns aligned, numbers to the right.

use std::fmt;

/// Rows of cells under a header; prints itself with aligned columns.
#[derive(Debug, Default)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table with these column heads.
    pub fn new<S: Into<String>>(header: impl IntoIterator<Item = S>) -> Self {
        Self { header: header.into_iter().map(Into::into).collect(), rows: vec![] }
    }

    /// Adds a row; a short one is filled up with empty cells.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).collect();
        row.resize(self.header.len(), String::new());
        self.rows.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.header.len();
        let widths: Vec<usize> = (0..columns)
            .map(|c| self.rows.iter().chain([&self.header]).map(|row| row[c].chars().count()).max().unwrap_or(0))
            .collect();
        let numeric: Vec<bool> = (0..columns)
            .map(|c| !self.rows.is_empty() && self.rows.iter().all(|row| row[c].is_empty() || row[c].parse::<f64>().is_ok()))
            .collect();
        for (i, row) in [&self.header].into_iter().chain(&self.rows).enumerate() {
            let mut line = String::new();
            for (c, cell) in row.iter().enumerate() {
                let gap = " ".repeat(widths[c] - cell.chars().count());
                let space = if c == 0 { "" } else { "  " };
                line += &if numeric[c] { format!("{space}{gap}{cell}") } else { format!("{space}{cell}{gap}") };
            }
            writeln!(f, "{}", line.trim_end())?;
            if i == 0 {
                let rule: usize = widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1);
                writeln!(f, "{}", "-".repeat(rule))?;
            }
        }
        Ok(())
    }
}

/// A name and a value a line, the values aligned.
pub fn pairs(pairs: &[(&str, String)]) -> String {
    let width = pairs.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    pairs.iter().map(|(name, value)| format!("{name:width$}  {value}\n")).collect()
}

/// A number for people: six significant digits, no trailing zeros, whole numbers whole.
pub fn number(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return x.to_string();
    }
    let digits = 5 - x.abs().log10().floor() as i32;
    if !(0..=12).contains(&digits) {
        return if digits < 0 && x.abs() < 1e15 { format!("{x:.0}") } else { format!("{x:.5e}") };
    }
    let text = format!("{x:.*}", digits as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_and_numbers_stand_right() {
        let mut table = Table::new(["name", "n"]);
        table.row(["a", "5"]);
        table.row(["long", "120"]);
        assert_eq!(table.to_string(), "name    n\n---------\na       5\nlong  120\n");
    }

    #[test]
    fn numbers_keep_six_digits() {
        for (x, text) in [(78.851_441_426_146_0, "78.8514"), (3.0, "3"), (0.000_123_456_7, "0.000123457"), (1e-9, "1.00000e-9")] {
            assert_eq!(number(x), text);
        }
        assert_eq!(number(1_234_567.9), "1234568");
    }
}
