//! Texts for the commands that clean and cut them: files, folders, JSON lines, standard input; in parts, so that memory does not
//! grow with them, and the answers in their order.

use crate::call::Failure;
use crate::output;
use clap::Args;
use openwork::io::Lines;
use openwork::{Error, threads};
use std::io::Read;
use std::path::{Path, PathBuf};

/// How a help text says what a file may be.
pub const FILES: &str = "\
Files hold one text a line, plain or packed by gzip; a folder stands for all files below it, in the order of their names; `-`
is standard input. Of FILE.jsonl:KEY and FILE.tsv:COLUMN that part is read. Files that end in .html are one text each.
demo:messages is a small example.";

const MESSAGES: &str = "\
<p>Dr. Ahab's ship &mdash; <b>Pequod</b> &mdash; sails at 5 p.m. 🐳 See https://moby.example/log (or www.whale.example).</p>
<!-- to do --> 人工智能 is 3 &lt; 5, isn't it? She said \"No!\" 👩‍🔬🇯🇵 Then she left.
";

/// Texts as a call names them.
#[derive(Args, Debug, Clone)]
pub struct Texts {
    /// Files and folders of texts; none: standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Take each file as one text, its line ends too
    #[arg(long)]
    whole: bool,
}

/// So many bytes are read before they are worked on together.
const PART: usize = 1 << 20;

impl Texts {
    /// Prints what `answer` makes of each text, in their order.
    pub fn each(&self, answer: impl Fn(&str) -> String + Sync) -> Result<(), Failure> {
        let mut files = vec![];
        let standard_input = [PathBuf::from("-")];
        for file in if self.files.is_empty() { &standard_input[..] } else { &self.files } {
            below(file, &mut files)?;
        }
        let (mut part, mut bytes) = (vec![], 0);
        for file in files {
            if self.whole || ["html", "htm"].iter().any(|end| file.extension().is_some_and(|e| e.eq_ignore_ascii_case(end))) {
                part.push(whole(&file)?);
                work(&mut part, &answer)?;
                continue;
            }
            let mut lines = match file.to_str() {
                Some("demo:messages") => Lines::of_text(&file, MESSAGES)?,
                _ => Lines::open(&file)?,
            };
            while let Some(line) = lines.next_text()? {
                bytes += line.len();
                part.push(line);
                if bytes >= PART {
                    work(&mut part, &answer)?;
                    bytes = 0;
                }
            }
        }
        work(&mut part, &answer)
    }
}

/// A file, or all files of a folder, hidden ones left out.
fn below(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut open = vec![path.to_owned()];
    let mut found = vec![];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| Error::io(&folder, e))? {
            let entry = entry.map_err(|e| Error::io(&folder, e))?;
            let kind = entry.file_type().map_err(|e| Error::io(entry.path(), e))?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                open.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    files.extend(found);
    Ok(())
}

/// A file as one text.
fn whole(path: &Path) -> Result<String, Failure> {
    let io = |e| Error::io(path, e);
    let mut bytes = vec![];
    if output::is_dash(path) {
        std::io::stdin().read_to_end(&mut bytes).map_err(io)?;
    } else {
        bytes = std::fs::read(path).map_err(io)?;
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let before = &e.as_bytes()[..at];
        let line = 1 + before.iter().filter(|&&b| b == b'\n').count() as u64;
        let column = 1 + before.iter().rev().take_while(|&&b| b != b'\n').count() as u64;
        let problem = format!("byte 0x{:02X} is not UTF-8, wanted UTF-8 text; save the file as UTF-8", e.as_bytes()[at]);
        Error::Parse { path: path.to_owned(), line, column, problem }
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Answers for the texts at hand, on all threads, and prints the answers.
fn work(part: &mut Vec<String>, answer: &(impl Fn(&str) -> String + Sync)) -> Result<(), Failure> {
    let work = part.iter().map(String::len).sum::<usize>() * 16;
    let answers =
        threads::map_chunks(part.len(), 64, work, |range| part[range].iter().map(|text| answer(text)).collect::<String>());
    part.clear();
    output::print(&answers.concat())
}
