//! Replays the fuzzers' seeds and findings, whole and cut short at every byte: nothing panics, nothing hangs.

use std::path::{Path, PathBuf};

#[path = "../../../fuzz/drive.rs"]
mod drive;

/// The files of `fuzz/<what>/<reader>/`, which need not be there.
fn files(what: &str, reader: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(what).join(reader);
    let Ok(entries) = std::fs::read_dir(directory) else { return vec![] };
    entries.map(|entry| entry.unwrap().path()).map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

fn replay(reader: &str) {
    let seeds = files("seeds", reader);
    assert!(!seeds.is_empty(), "no seeds for {reader}");
    for (path, bytes) in seeds.into_iter().chain(files("regressions", reader)) {
        println!("{}", path.display()); // shown when it fails
        drive::read(reader, &bytes);
        for end in 0..bytes.len().min(4096) {
            drive::read(reader, &bytes[..end]);
        }
    }
}

#[test]
fn csv() {
    replay("csv");
}

#[test]
fn json_lines() {
    replay("jsonl");
}

#[test]
fn npy() {
    replay("npy");
}

#[test]
fn npz() {
    replay("npz");
}

#[test]
fn idx() {
    replay("idx");
}

#[test]
fn models() {
    replay("model");
}

#[test]
fn indexes() {
    replay("index");
}
