//! `cargo xtask bench`: the same work beside the peers, through Python.

use crate::shell;

const INSTALL: &str = "crates/openwork-python/install bench/requirements.txt";
const RUN: &str = r#""${VIRTUAL_ENV:-.venv}/bin/python" bench/run.py "$@""#;

/// Installs the wheel and the peers, and runs the bench with these arguments.
pub fn run(arguments: &[&str]) -> Result<(), String> {
    shell(INSTALL, &[])?;
    shell(RUN, arguments)
}
