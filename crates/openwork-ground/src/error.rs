//! One error type: it names the argument or the file, says what was seen, what was wanted, and how to mend it.

use std::path::{Path, PathBuf};

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong: never a bare "failed", always what was seen and what was wanted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting outside its domain, such as `k = 0`.
    #[error("{name} = {got}, wanted {want}")]
    Setting {
        /// The setting, as the caller wrote it.
        name: &'static str,
        /// The value seen.
        got: String,
        /// The domain, with the fix where it helps.
        want: String,
    },
    /// An array whose shape does not fit the others.
    #[error("{what}: got {got}, wanted {want}")]
    Shape {
        /// Which argument.
        what: String,
        /// The shape or length seen.
        got: String,
        /// The shape or length wanted, with the fix where it helps.
        want: String,
    },
    /// Nothing to work on.
    #[error("{what} is empty, wanted {want}")]
    Empty {
        /// Which argument.
        what: String,
        /// What would have been enough.
        want: String,
    },
    /// NaN or infinity where the algorithm defines no meaning for it.
    #[error(
        "{what} holds {value} at row {row}, column {column} (counted from 0), wanted finite numbers; drop or impute such rows first"
    )]
    NotFinite {
        /// Which argument.
        what: &'static str,
        /// The value seen.
        value: f64,
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
    },
    /// Text that is not what its format says, at a place in a file.
    #[error("{}:{line}:{column}: {problem}", path.display())]
    Parse {
        /// The file, or `-` for standard input.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// Column (field for tables, byte for text), from 1.
        column: u64,
        /// What was seen, what was wanted, how to mend it.
        problem: String,
    },
    /// A binary file that is not what its format says.
    #[error("{}: {problem}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What was seen, what was wanted, how to mend it.
        problem: String,
    },
    /// A column that the table does not have.
    #[error("{}: no column {wanted:?}; it has {}", path.display(), have.join(", "))]
    NoColumn {
        /// The file.
        path: PathBuf,
        /// The column asked for.
        wanted: String,
        /// The columns there are.
        have: Vec<String>,
    },
    /// A gradient that cannot be computed.
    #[error("gradient of {operation}: {problem}")]
    Gradient {
        /// The operation of the tape that refuses, by its name.
        operation: &'static str,
        /// What was seen, what was wanted, how to mend it.
        problem: String,
    },
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's own error.
        source: std::io::Error,
    },
}

impl Error {
    /// A setting outside its domain.
    pub fn setting(name: &'static str, got: impl ToString, want: impl Into<String>) -> Self {
        Self::Setting { name, got: got.to_string(), want: want.into() }
    }

    /// A shape or length that does not fit.
    pub fn shape(what: impl Into<String>, got: impl ToString, want: impl ToString) -> Self {
        Self::Shape { what: what.into(), got: got.to_string(), want: want.to_string() }
    }

    /// Nothing to work on.
    pub fn empty(what: impl Into<String>, want: impl Into<String>) -> Self {
        Self::Empty { what: what.into(), want: want.into() }
    }

    /// A gradient that cannot be computed.
    pub fn gradient(operation: &'static str, problem: impl Into<String>) -> Self {
        Self::Gradient { operation, problem: problem.into() }
    }

    /// The system's error, with the file it was about.
    pub fn io(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Io { path: path.as_ref().to_owned(), source }
    }

    /// A binary file that breaks its format.
    pub fn format(path: impl AsRef<Path>, problem: impl Into<String>) -> Self {
        Self::Format { path: path.as_ref().to_owned(), problem: problem.into() }
    }
}
