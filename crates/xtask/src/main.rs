//! Developer chores.

mod bench;
mod check;
mod parity;
mod readme;
mod speeds;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

const USAGE: &str = "usage: cargo xtask COMMAND

  check [--only STAGE,... | --list]
                     everything beside the tests, cheapest first; or these stages alone; or what stages there are
  book [--test]      build the book into book/build; with --test, drive its figures in headless Chromium
  bench [--quick] [--only NAME] [...]
                     build the wheel and run bench/run.py beside the peers, with these arguments
  parity [--check]   compare the library with its references' answers; write (or check) parity/report.json and report.md
  readme [--check]   write (or check) the index of algorithms in README.md";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["check"] => done(check::run(None)),
        ["check", "--only", stages] => done(check::run(Some(stages))),
        ["check", "--list"] => {
            check::list();
            ExitCode::SUCCESS
        }
        ["bench", rest @ ..] => done(bench::run(rest)),
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

/// Has the shell run a command, with these as its `"$@"`, at the root of the repository and with nothing to read.
fn shell(command: &str, arguments: &[&str]) -> Result<(), String> {
    let status = Command::new("sh")
        .args(["-c", command, "sh"])
        .args(arguments)
        .current_dir(root("."))
        .stdin(Stdio::null())
        .status()
        .map_err(|e| format!("the shell could not be started: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{command}` ended with {status}")) }
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
