//! `cargo xtask parity`: how far the library is from its references, as a table that README and book show.

use crate::root;
use openwork_parity::Suite;
use serde::{Deserialize, Serialize};

const JSON: &str = "parity/report.json";
const TABLE: &str = "parity/report.md";
const RENEW: &str = "run `cargo xtask parity` and commit what it writes";

/// One algorithm in one kind of number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The algorithm's id in the registry.
    pub algorithm: String,
    /// Whose answers were expected.
    pub reference: String,
    /// In which version.
    pub version: String,
    /// `f64` or `f32`.
    pub numbers: String,
    /// How many cases.
    pub cases: usize,
    /// How many whole numbers (labels, indices, rounds) were compared: all of them are identical.
    pub identical: usize,
    /// The largest relative error of all other numbers, to two digits.
    pub largest_error: f64,
    /// The largest error allowed in any of the cases.
    pub tolerance: f64,
}

impl Row {
    /// Whether the other says the same. Errors are rounding, which another processor may do otherwise: the same means
    /// within a factor of ten, or both in the last bits of the number's kind.
    fn agrees(&self, other: &Row) -> bool {
        let last_bits = if self.numbers == "f32" { 1e-7 } else { 1e-15 };
        let (a, b) = (self.largest_error.max(last_bits), other.largest_error.max(last_bits));
        let but_error = |row: &Row| Row { largest_error: 0.0, ..row.clone() };
        but_error(self) == but_error(other) && a <= 10.0 * b && b <= 10.0 * a
    }
}

/// Compares, and writes the report.
pub fn write() -> Result<(), String> {
    let rows = compare()?;
    let json = serde_json::to_string_pretty(&rows).map_err(|e| e.to_string())?;
    save(JSON, &(json + "\n"))?;
    save(TABLE, &table(&rows))?;
    print!("{}", table(&rows));
    Ok(())
}

/// Compares, and fails where the committed report says otherwise.
pub fn check() -> Result<(), String> {
    let rows = compare()?;
    let committed = committed()?;
    if rows.len() != committed.len() || !rows.iter().zip(&committed).all(|(new, old)| new.agrees(old)) {
        return Err(format!("{JSON} is stale: {RENEW}"));
    }
    let text = std::fs::read_to_string(root(TABLE)).map_err(|e| format!("{TABLE}: {e}; {RENEW}"))?;
    if text != table(&committed) {
        return Err(format!("{TABLE} is not the table of {JSON}: {RENEW}"));
    }
    Ok(())
}

/// The report as committed.
pub fn committed() -> Result<Vec<Row>, String> {
    let text = std::fs::read_to_string(root(JSON)).map_err(|e| format!("{JSON}: {e}; {RENEW}"))?;
    serde_json::from_str(&text).map_err(|e| format!("{JSON}: {e}; {RENEW}"))
}

fn compare() -> Result<Vec<Row>, String> {
    let suites = openwork_parity::run().map_err(|e| e.to_string())?;
    let failures: Vec<String> = suites.iter().flat_map(Suite::failures).collect();
    if !failures.is_empty() {
        return Err(format!("the library differs from its references:\n{}", failures.join("\n")));
    }
    Ok(suites.iter().flat_map(|suite| ["f64", "f32"].into_iter().filter_map(|numbers| row(suite, numbers))).collect())
}

fn row(suite: &Suite, numbers: &str) -> Option<Row> {
    let outcomes: Vec<_> = suite.outcomes.iter().filter(|o| o.numbers == numbers).collect();
    let most = |of: fn(&openwork_parity::Outcome) -> f64| outcomes.iter().map(|o| of(o)).fold(0.0, f64::max);
    let head = suite.head.clone();
    (!outcomes.is_empty()).then(|| Row {
        algorithm: head.algorithm,
        reference: head.reference,
        version: head.version,
        numbers: numbers.to_owned(),
        cases: outcomes.len(),
        identical: outcomes.iter().map(|o| o.identical).sum(),
        largest_error: two_digits(most(|o| o.error)),
        tolerance: most(|o| o.tolerance),
    })
}

fn two_digits(x: f64) -> f64 {
    format!("{x:.1e}").parse().unwrap_or(x)
}

fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "<!-- Written by `cargo xtask parity`. -->\n\
         | algorithm | reference | version | numbers | cases | identical whole numbers | largest error | allowed |\n\
         | --- | --- | --- | --- | --: | --: | --: | --: |\n",
    );
    for r in rows {
        out += &format!(
            "| {} | {} | {} | {} | {} | {} | {:.1e} | {:.0e} |\n",
            r.algorithm, r.reference, r.version, r.numbers, r.cases, r.identical, r.largest_error, r.tolerance
        );
    }
    out
}

/// Writes a file of the repository, whole or not at all.
pub fn save(path: &str, text: &str) -> Result<(), String> {
    openwork::io::write_whole(&root(path), |w| w.write_all(text.as_bytes())).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(numbers: &str, error: f64) -> Row {
        Row {
            algorithm: "kmeans".into(),
            reference: "r".into(),
            version: "1".into(),
            numbers: numbers.into(),
            cases: 3,
            identical: 9,
            largest_error: error,
            tolerance: 1e-6,
        }
    }

    #[test]
    fn rounding_of_another_processor_is_not_stale_but_a_worse_answer_is() {
        assert!(row("f64", 2e-14).agrees(&row("f64", 9e-14)));
        assert!(row("f64", 0.0).agrees(&row("f64", 4e-15)));
        assert!(!row("f64", 2e-14).agrees(&row("f64", 3e-13)));
        assert!(!row("f64", 2e-14).agrees(&Row { cases: 4, ..row("f64", 2e-14) }));
        assert!(!row("f64", 2e-14).agrees(&Row { version: "2".into(), ..row("f64", 2e-14) }));
    }
}
