//! What every call shares: the flags that mean the same everywhere, and how a call may end.

use clap::Args;
use openwork::Error;
use std::num::NonZeroUsize;
use std::process::ExitCode;

/// Flags that mean the same for every command.
#[derive(Args, Debug, Clone)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Print one JSON object instead of a table
    #[arg(long, global = true)]
    pub json: bool,
    /// Threads to compute with; the result is the same for any number [default: one per processor]
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Seed of whatever is random; the same seed gives the same bits
    #[arg(long, global = true, value_name = "N", default_value_t = 0)]
    pub seed: u64,
}

/// Why a command ended early.
#[derive(Debug)]
pub enum Failure {
    /// The call was wrong: status 2.
    Call(String),
    /// The work failed: status 1.
    Work(String),
    /// Whoever read our output has gone away, as `head` does: nothing to say, status 0.
    Closed,
}

impl Failure {
    /// Says what went wrong on standard error and gives the exit status.
    pub fn report(self) -> ExitCode {
        let (status, message) = match self {
            Failure::Closed => return ExitCode::SUCCESS,
            Failure::Work(message) => (1, message),
            Failure::Call(message) => (2, message),
        };
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "error: {message}"); // with standard error closed, the status alone must do
        ExitCode::from(status)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Setting { .. } | Error::NoColumn { .. } => Failure::Call(error.to_string()),
            Error::Io { source, .. } if source.kind() == std::io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Work(error.to_string()),
        }
    }
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        Failure::Call(error.to_string())
    }
}

/// A number of things, as a flag's value; whether it may be 0 the algorithm says.
pub fn count(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "wanted a whole number, at least 1".to_owned())
}

/// A warning, on standard error.
pub fn warn(message: impl std::fmt::Display) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "warning: {message}");
}
