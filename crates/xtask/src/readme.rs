//! `cargo xtask readme`: the index of algorithms in README.md, from the registry, the parity report and the bench summary.

use crate::speeds::Speeds;
use crate::{parity, root};
use openwork::registry::{ALGORITHMS, Algorithm};

const FILE: &str = "README.md";
const BEGIN: &str = "<!-- index:begin -->";
const END: &str = "<!-- index:end -->";

/// Rewrites the index in README.md.
pub fn write() -> Result<(), String> {
    let (_, new) = renewed()?;
    parity::save(FILE, &new)
}

/// Fails where README.md's index is not what the registry and the reports say.
pub fn check() -> Result<(), String> {
    let (old, new) = renewed()?;
    if old == new { Ok(()) } else { Err(format!("{FILE}'s index is stale: run `cargo xtask readme` and commit what it writes")) }
}

/// README.md as it is and as it should be.
fn renewed() -> Result<(String, String), String> {
    let old = std::fs::read_to_string(root(FILE)).map_err(|e| format!("{FILE}: {e}"))?;
    let new = replace(&old, &index(&parity::committed()?, &Speeds::read(&root("bench/summary.json"))?))?;
    Ok((old, new))
}

fn index(errors: &[parity::Row], speeds: &Speeds) -> String {
    let mut out = String::from(
        "| algorithm | library | command | Python | equal to | largest error | speed beside the fastest peer |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for algorithm in ALGORITHMS {
        let Algorithm { id, name, page, module, command, python, reference, .. } = algorithm;
        let errors: Vec<String> =
            errors.iter().filter(|r| r.algorithm == *id).map(|r| format!("{} {:.1e}", r.numbers, r.largest_error)).collect();
        out += &format!(
            "| [{name}](crates/openwork/src/{page}) | `{module}` | `{command}` | `{python}` | {reference} | {} | {} |\n",
            if errors.is_empty() { "–".to_owned() } else { errors.join(", ") },
            speeds.span(id).unwrap_or_else(|| "–".to_owned()),
        );
    }
    out
}

/// The text with what stands between the two marks replaced.
fn replace(text: &str, index: &str) -> Result<String, String> {
    let missing = || format!("{FILE}: wanted one {BEGIN} and, after it, one {END}");
    let (before, rest) = text.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    Ok(format!("{before}{BEGIN}\n{index}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_index_is_replaced() {
        let text = format!("before\n{BEGIN}\nold\n{END}\nafter {{}}\n");
        let once = replace(&text, "new\n").unwrap();
        assert_eq!(once, format!("before\n{BEGIN}\nnew\n{END}\nafter {{}}\n"));
        assert_eq!(replace(&once, "new\n").unwrap(), once);
        assert!(replace("no marks", "new\n").is_err());
        assert!(replace(&format!("{END}{BEGIN}"), "new\n").is_err());
    }

    #[test]
    fn every_algorithm_has_a_line_with_its_error_and_speed() {
        let speeds: Speeds =
            serde_json::from_str(r#"{"rows": {"a": {"algorithm": "kmeans", "peers": {"scikit-learn": {"ratio": 3.12}}}}}"#)
                .unwrap();
        let text = index(&[], &speeds);
        assert_eq!(text.lines().count(), 2 + ALGORITHMS.len());
        let speed = |page: &str| text.lines().find(|line| line.contains(page)).unwrap().rsplit(" | ").next().unwrap();
        assert_eq!(speed("/kmeans.md"), "3.1x |");
        assert_eq!(speed("/knn.md"), "– |");
    }
}
