//! Developer chores.

mod parity;
mod readme;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask COMMAND

  parity [--check]   compare the library with its references' answers; write (or check) parity/report.json and report.md
  readme [--check]   write (or check) the index of algorithms in README.md";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
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
