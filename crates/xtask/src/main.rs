//! Developer chores.

mod parity;
mod readme;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

const USAGE: &str = "usage: cargo xtask COMMAND

  book [--test]      build the book into book/build; with --test, drive its figures in headless Chromium
  parity [--check]   compare the library with its references' answers; write (or check) parity/report.json and report.md
  readme [--check]   write (or check) the index of algorithms in README.md";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["book", rest @ ..] => done(book(rest)),
        ["parity"] => done(parity::write()),
        ["parity", "--check"] => done(parity::check()),
        ["readme"] => done(readme::write()),
        ["readme", "--check"] => done(readme::check()),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// Says what went wrong, if anything did.
fn done(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// A path from the root of the repository.
fn root(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}

/// Builds and runs the book's builder, a program of its own: it alone needs mdBook.
fn book(rest: &[&str]) -> Result<(), String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--package", "xtask", "--profile", "tool", "--features", "book", "--bin", "book", "--"])
        .args(rest)
        .status()
        .map_err(|e| format!("cargo could not be started: {e}"))?;
    if status.success() { Ok(()) } else { Err("the book was not built, or its tests failed: see above".into()) }
}
