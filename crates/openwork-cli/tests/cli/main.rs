//! The command as its users meet it: called, with real files, in a folder of its own.

mod bad_input;
mod book;
mod cv;
mod ends;
mod eval;
mod eval_ranking;
mod eval_text;
mod examples;
mod fit;
mod linear;
mod logistic;
mod text_clean;
mod text_search;
mod text_words;
mod train;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder of its own for one test, and calls made in it.
struct Folder(tempfile::TempDir);

/// How a call ended.
struct Ended {
    status: i32,
    out: String,
    err: String,
}

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file into the folder.
    fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.path(name), content).unwrap();
        self
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// The names in the folder, sorted.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            std::fs::read_dir(self.0.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The command, to be run in the folder.
    fn command<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openwork"));
        command.current_dir(self.0.path()).args(args).stdin(Stdio::null());
        command
    }

    /// Runs the command with these words.
    fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Ended {
        let output = self.command(args).output().unwrap();
        Ended {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a line of words, which must go well, and gives what it printed.
    fn ok(&self, line: &str) -> Ended {
        let words = words(line);
        let ended = self.run(words.iter().map(String::as_str));
        assert_eq!(ended.status, 0, "`openwork {line}`: {}{}", ended.out, ended.err);
        ended
    }

    fn json(&self, line: &str) -> serde_json::Value {
        serde_json::from_str(&self.ok(line).out).unwrap_or_else(|e| panic!("`openwork {line}`: {e}"))
    }
}

/// A line cut into words as a shell does, with double quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![];
    for (i, part) in line.split('"').enumerate() {
        match i % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// The repository, where the reference's results lie.
fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
