//! What `bench/summary.json` says of each algorithm: read by the README's index and by the book's badges.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// `bench/summary.json`, as bench/run.py writes it.
#[derive(Default, Deserialize)]
pub struct Speeds {
    rows: BTreeMap<String, Workload>,
}

/// The same work done by the library and by its peers; a row of memory has none.
#[derive(Deserialize)]
struct Workload {
    algorithm: String,
    #[serde(default)]
    peers: BTreeMap<String, Peer>,
}

#[derive(Deserialize)]
struct Peer {
    /// How many times the peer's time is ours.
    ratio: f64,
}

impl Speeds {
    /// The summary; empty while there is none.
    pub fn read(path: &Path) -> Result<Self, String> {
        match std::fs::read_to_string(path) {
            Ok(text) => serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(format!("{}: {e}", path.display())),
        }
    }

    /// From the least to the greatest ratio of an algorithm's rows, each against the fastest of its peers: `1.9x to 40x`.
    pub fn span(&self, algorithm: &str) -> Option<String> {
        let rows = self.rows.values().filter(|row| row.algorithm == algorithm);
        let best: Vec<f64> = rows.filter_map(|row| row.peers.values().map(|peer| peer.ratio).min_by(f64::total_cmp)).collect();
        let least = times(best.iter().copied().min_by(f64::total_cmp)?);
        let greatest = times(best.into_iter().max_by(f64::total_cmp)?);
        Some(if least == greatest { least } else { format!("{least} to {greatest}") })
    }
}

/// A ratio with one digit after the point, or none from ten on.
fn times(ratio: f64) -> String {
    if ratio < 9.95 { format!("{ratio:.1}x") } else { format!("{ratio:.0}x") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_span_is_that_of_the_rows_against_the_fastest_peer_of_each() {
        let speeds: Speeds = serde_json::from_str(
            r#"{"run": "x", "rows": {
                "a": {"algorithm": "kmeans", "peers": {"scikit-learn": {"ratio": 40.2}}},
                "b": {"algorithm": "kmeans", "peers": {"scikit-learn": {"ratio": 5.0}, "faiss": {"ratio": 1.87}}},
                "c": {"algorithm": "kmeans", "multiple_of_input": 1.1},
                "d": {"algorithm": "knn", "peers": {"scipy": {"ratio": 0.94}}}}}"#,
        )
        .unwrap();
        assert_eq!(speeds.span("kmeans").as_deref(), Some("1.9x to 40x"));
        assert_eq!(speeds.span("knn").as_deref(), Some("0.9x"));
        assert_eq!(speeds.span("mini_batch_kmeans"), None);
    }
}
