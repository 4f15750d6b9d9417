//! Developer chores: `cargo xtask book` builds the book.

use std::process::{Command, ExitCode};

const USAGE: &str = "usage: cargo xtask COMMAND

  book [--test]   build the book into book/build; with --test, drive it in headless Chromium";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["book", rest @ ..] => book(rest),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// The book's builder is a program of its own: it alone needs mdBook.
fn book(rest: &[&str]) -> ExitCode {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--package", "xtask", "--profile", "tool", "--features", "book", "--bin", "book", "--"])
        .args(rest)
        .status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cargo could not be started: {error}");
            ExitCode::FAILURE
        }
    }
}
