//! What the pages take from the registry and from the measurements.

use openwork::registry::{ALGORITHMS, Algorithm};
use serde_json::Value;
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
    let mut table = String::from("| chapter | what it does | command | Python | largest error | speed |\n| --- | --- | --- | --- | --- | --- |\n");
    for a in ALGORITHMS {
        let m = Measured::of(a, root)?;
        table += &format!("| [{}]({}) | {} | `{}` | `{}` | {} | {} |\n", a.name, a.page, a.summary, a.command, a.python, m.error, m.speed);
    }
    Ok(format!("<div class=\"ow-table\">\n\n{table}\n</div>\n"))
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

struct Measured {
    error: String,
    speed: String,
}

const NOT_YET: &str = "not measured yet";

impl Measured {
    fn of(algorithm: &Algorithm, root: &Path) -> Result<Self, String> {
        let report = read(&root.join("parity/report.json"))?;
        let bench = read(&root.join("bench/summary.json"))?;
        let text = |file: &Option<Value>, key: &str| -> Option<String> {
            match file.as_ref()?.get(algorithm.id)?.get(key)? {
                Value::String(s) => Some(s.clone()),
                Value::Number(n) => Some(n.to_string()),
                _ => None,
            }
        };
        Ok(Self {
            error: text(&report, "largest_error").unwrap_or_else(|| NOT_YET.into()),
            speed: text(&bench, "speed").unwrap_or_else(|| NOT_YET.into()),
        })
    }
}

/// A file of measurements; none where it does not exist yet.
fn read(path: &Path) -> Result<Option<Value>, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text).map(Some).map_err(|e| format!("{}: {e}", path.display())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(format!("{}: {e}", path.display())),
    }
}
