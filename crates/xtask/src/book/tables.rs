//! What the pages take from the registry and from the measurements.

use crate::speeds::Speeds;
use openwork::registry::{ALGORITHMS, Algorithm};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::Path;

fn find(id: &str) -> Result<&'static Algorithm, String> {
    ALGORITHMS.iter().find(|a| a.id == id).ok_or_else(|| format!("the registry has no algorithm {id:?}"))
}

/// The settings of an algorithm as a Markdown table.
pub fn parameters(id: &str) -> Result<String, String> {
    let mut table = String::from("| setting | in Python | default | values | meaning |\n| --- | --- | --- | --- | --- |\n");
    for s in find(id)?.settings {
        table += &format!("| `{}` | `{}` | {} | {} | {} |\n", s.name, s.python, s.default, s.domain, s.meaning);
    }
    Ok(format!("<div class=\"ow-table\">\n\n{table}\n</div>\n"))
}

/// All algorithms with their pages.
pub fn index(root: &Path) -> Result<String, String> {
    let mut list = String::new();
    for a in ALGORITHMS {
        let Measured { error, speed } = Measured::of(a, root)?;
        list += &format!("- **[{}]({})** {}: `{}`, `{}`.\n", a.name, a.page, a.summary, a.command, a.python);
        list += &format!("  Equal to {}; largest error: {error}; speed: {speed}.\n", a.reference);
    }
    Ok(list)
}

/// What was measured of an algorithm, in one line.
pub fn badge(id: &str, root: &Path) -> Result<String, String> {
    let algorithm = find(id)?;
    let Measured { error, speed } = Measured::of(algorithm, root)?;
    Ok(format!(
        "<dl class=\"ow-badge\"><div><dt>equal to</dt><dd>{}</dd></div><div><dt>largest error</dt><dd>{error}</dd></div>\
         <div><dt>speed</dt><dd>{speed}</dd></div></dl>\n",
        algorithm.reference
    ))
}

/// What was measured of an algorithm, in words.
struct Measured {
    error: String,
    speed: String,
}

/// A line of `parity/report.json`.
#[derive(Deserialize)]
struct Parity {
    algorithm: String,
    numbers: String,
    largest_error: f64,
}

const NOT_YET: &str = "not measured yet";

impl Measured {
    fn of(algorithm: &Algorithm, root: &Path) -> Result<Self, String> {
        let parity: Vec<Parity> = read(&root.join("parity/report.json"))?;
        let speeds = Speeds::read(&root.join("bench/summary.json"))?;
        Ok(Self::from(algorithm.id, &parity, &speeds))
    }

    fn from(id: &str, parity: &[Parity], speeds: &Speeds) -> Self {
        let errors: Vec<String> = parity
            .iter()
            .filter(|row| row.algorithm == id)
            .map(|row| format!("{:.1e} in {}", row.largest_error, row.numbers))
            .collect();
        Self {
            error: if errors.is_empty() { NOT_YET.into() } else { errors.join(", ") },
            speed: speeds.span(id).map_or(NOT_YET.into(), |span| format!("{span} the fastest peer")),
        }
    }
}

/// A file of measurements; the default where it does not exist yet.
fn read<T: DeserializeOwned + Default>(path: &Path) -> Result<T, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(T::default()),
        Err(e) => Err(format!("{}: {e}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measurements_are_told_with_their_worst() {
        let parity: Vec<Parity> = serde_json::from_str(
            r#"[{"algorithm": "kmeans", "numbers": "f64", "largest_error": 3.4e-13}, {"algorithm": "knn", "numbers": "f64", "largest_error": 1.0}]"#,
        )
        .unwrap();
        let speeds: Speeds = serde_json::from_str(
            r#"{"rows": {"a": {"algorithm": "kmeans", "peers": {"scikit-learn": {"ratio": 21.0}, "faiss": {"ratio": 2.51}}}}}"#,
        )
        .unwrap();
        let measured = Measured::from("kmeans", &parity, &speeds);
        assert_eq!(measured.error, "3.4e-13 in f64");
        assert_eq!(measured.speed, "2.5x the fastest peer");
        assert_eq!(Measured::from("mini_batch_kmeans", &parity, &speeds).speed, NOT_YET);
    }
}
