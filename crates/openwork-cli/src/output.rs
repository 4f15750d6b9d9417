//! What a command leaves behind: text on standard output, and files that are there whole or not at all.

use crate::call::{Failure, Global};
use openwork::io::{Format, write_whole};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Held while files are being written, so that an interrupt waits for the writer to finish or to clean up.
static WRITING: Mutex<()> = Mutex::new(());

/// Ctrl-C and `kill` end the command, but never between the first and the last byte of a file.
pub fn finish_writing_before_interrupt() {
    // Where the system refuses a handler, its own way of ending the process stays: the files are still whole or absent.
    let _ = ctrlc::set_handler(|| {
        let _writing = WRITING.lock();
        std::process::exit(130);
    });
}

/// Prints to standard output; a reader that has gone away ends the command quietly.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Err(Failure::Closed),
        Err(e) => Err(Failure::Work(format!("standard output: {e}"))),
    }
}

/// A report: a table for people, the same facts as JSON for machines.
pub fn report(global: &Global, human: impl FnOnce() -> String, json: serde_json::Value) -> String {
    if global.json { format!("{json:#}\n") } else { human() }
}

/// A JSON object of these entries.
pub fn object(entries: &mut dyn Iterator<Item = (String, serde_json::Value)>) -> serde_json::Value {
    let mut object = serde_json::Map::new();
    entries.for_each(|(name, value)| drop(object.insert(name, value)));
    object.into()
}

type Writer<'a> = Box<dyn FnOnce(&Path) -> openwork::Result<()> + 'a>;

/// The files that a command will write: all of them, or none.
#[derive(Default)]
pub struct Outputs<'a> {
    files: Vec<(PathBuf, Writer<'a>)>,
}

impl<'a> Outputs<'a> {
    /// A file and what writes it.
    pub fn add(&mut self, path: &Path, write: impl FnOnce(&Path) -> openwork::Result<()> + 'a) {
        self.files.push((path.to_owned(), Box::new(write)));
    }

    /// A file of these bytes.
    pub fn add_bytes(&mut self, path: &Path, bytes: Vec<u8>) {
        self.add(path, move |path| write_whole(path, |w| w.write_all(&bytes)));
    }

    /// Prints the report, then writes the files. When one cannot be written, those written before it are taken back. Where a
    /// file goes to standard output, the report goes to standard error instead.
    pub fn write(self, report: &str) -> Result<(), Failure> {
        let reader = match self.files.iter().any(|(path, _)| is_dash(path)) {
            true => {
                let _ = std::io::stderr().write_all(report.as_bytes()); // with standard error closed, the file alone must do
                Ok(())
            }
            false => print(report),
        };
        if let Err(failure @ (Failure::Work(_) | Failure::Call(_))) = reader {
            return Err(failure);
        }
        // Pipes and devices first: they may wait for their reader, and an interrupt must not wait with them.
        let (files, streams): (Vec<_>, Vec<_>) = self.files.into_iter().partition(|(path, _)| is_ordinary(path));
        for (path, write) in streams {
            write(&path)?;
        }
        let _writing = WRITING.lock();
        let mut made: Vec<PathBuf> = vec![];
        for (path, write) in files {
            let existed = path.exists();
            if let Err(error) = write(&path) {
                made.iter().for_each(|path| drop(std::fs::remove_file(path)));
                return Err(error.into());
            }
            if !existed {
                made.push(path);
            }
        }
        reader
    }
}

/// Whether the path is, or will be, a file on a disk.
fn is_ordinary(path: &Path) -> bool {
    !is_dash(path) && std::fs::metadata(path).map_or(true, |meta| meta.is_file())
}

/// Checks, before any work, that what will be written can be: no output is an input or another output, and its folder is there.
pub fn check(outputs: &[Option<&Path>], inputs: &[&Path]) -> Result<(), Failure> {
    let outputs: Vec<&Path> = outputs.iter().flatten().copied().collect();
    for (i, &output) in outputs.iter().enumerate() {
        if outputs[..i].iter().any(|&other| same(other, output)) {
            return Err(Failure::Call(format!("{}: two outputs of this call have this name, wanted one each", output.display())));
        }
        if is_dash(output) {
            continue;
        }
        if inputs.iter().any(|&input| same(input, output)) {
            return Err(Failure::Call(format!(
                "{}: this output is also an input of this call; give the output another name",
                output.display()
            )));
        }
        if output.is_dir() {
            return Err(Failure::Call(format!("{}: this is a folder, wanted the name of a file", output.display())));
        }
        let folder = output.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(Failure::Work(format!("{}: there is no folder {}; make it first", output.display(), folder.display())));
        }
    }
    Ok(())
}

/// Refuses, before any work, a name that does not tell how a table is written.
pub fn check_table(path: &Path) -> Result<Format, Failure> {
    match Format::of(path) {
        Ok(format @ (Format::Csv | Format::Tsv | Format::JsonLines | Format::Npy)) => Ok(format),
        _ => Err(Failure::Call(format!(
            "{}: the name does not tell how to write it; wanted one that ends in .csv, .tsv, .jsonl or .npy, with or without .gz",
            path.display()
        ))),
    }
}

/// Whether two paths lead to one file.
fn same(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Whether the path is `-`: standard input or output.
pub fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Says on standard error what was written.
pub fn wrote(path: &Path, what: &str) {
    if !is_dash(path) {
        let _ = writeln!(std::io::stderr(), "wrote {what} to {}", path.display());
    }
}
