//! The `openwork` command.
fn main() {}
