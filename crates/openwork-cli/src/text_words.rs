//! Words for the commands that bring them to a common form: of the call itself, or of files, line by line and in parts, so that
//! memory does not grow with them.

use crate::call::Failure;
use crate::output;
use clap::Args;
use openwork::io::Lines;
use openwork::threads;
use std::path::PathBuf;

/// So many bytes are read before they are worked on together.
const PART: usize = 1 << 20;

/// Lines that a thread takes at a time.
const CHUNK: usize = 64;

/// Words as a call names them.
#[derive(Args)]
pub struct Words {
    /// The words; none: those of the files
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// A file of words with spaces between, line by line; of FILE.jsonl:KEY and FILE.tsv:COLUMN that part [default: standard input]
    #[arg(short, long = "file", value_name = "FILE", conflicts_with = "words")]
    files: Vec<PathBuf>,
}

impl Words {
    /// Whether the call itself names them.
    pub fn are_given(&self) -> bool {
        !self.words.is_empty()
    }

    /// Prints what `answer` appends for each word, in their order: each on a line of its own, or, where words come from a file
    /// and are not `apart`, with spaces between and a line for a line.
    pub fn each(&self, apart: bool, answer: impl Fn(&str, &mut String) + Sync) -> Result<(), Failure> {
        if self.are_given() {
            let mut text = String::new();
            for word in &self.words {
                answer(word, &mut text);
                text.push('\n');
            }
            return output::print(&text);
        }
        let (mut part, mut bytes) = (vec![], 0);
        let input = [PathBuf::from("-")];
        for file in if self.files.is_empty() { &input[..] } else { &self.files } {
            let mut lines = Lines::open(file)?;
            while let Some(line) = lines.next_text()? {
                bytes += line.len();
                part.push(line);
                if bytes >= PART || part.len() >= PART / 16 {
                    print(&part, bytes, apart, &answer)?;
                    part.clear();
                    bytes = 0;
                }
            }
        }
        print(&part, bytes, apart, &answer)
    }
}

/// Prints the answers to these lines.
fn print(lines: &[String], bytes: usize, apart: bool, answer: &(impl Fn(&str, &mut String) + Sync)) -> Result<(), Failure> {
    let texts = threads::map_chunks(lines.len(), CHUNK, bytes * 16, |range| {
        let mut text = String::new();
        for line in &lines[range] {
            for (i, word) in line.split_whitespace().enumerate() {
                if i > 0 && !apart {
                    text.push(' ');
                }
                answer(word, &mut text);
                if apart {
                    text.push('\n');
                }
            }
            if !apart {
                text.push('\n');
            }
        }
        text
    });
    output::print(&texts.concat())
}
