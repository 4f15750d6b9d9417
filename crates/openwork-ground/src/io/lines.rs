//! Text files line by line: plain or packed by gzip, one line a segment; or one column of a table with tabs, or of JSON lines.
//! Only the lines asked for are in memory, however long the file is.

use crate::error::{Error, Result};
use flate2::read::MultiGzDecoder;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// A longer line is taken for a file that is no text.
const LONGEST: usize = 64 << 20;

/// A text file being read.
pub struct Lines {
    path: PathBuf,
    source: Box<dyn BufRead + Send>,
    column: Column,
    line: u64,
    buffer: Vec<u8>,
}

/// Which part of a line is the text.
enum Column {
    Whole,
    /// Of a table with tabs, counted from 0.
    Tab(usize),
    /// Of JSON lines: the key of objects; without one every line is a string.
    Json(Option<String>),
}

impl Lines {
    /// Opens a file, or standard input where the name is `-`. Of `FILE.tsv:COLUMN` that column is read, by the name it has in
    /// the first line, or by its number from 1 where the file has no line of names; of `FILE.jsonl:KEY` that key's text. Each
    /// may be packed, with `.gz` behind.
    ///
    /// # Errors
    /// A file that cannot be read, a column that is not there.
    pub fn open(name: &Path) -> Result<Self> {
        if name.as_os_str() == "-" {
            return Self::new(name, Box::new(std::io::stdin()), None);
        }
        let (path, column) = split(name);
        let path = path.as_deref().unwrap_or(name);
        let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
        Self::new(path, Box::new(file), column)
    }

    /// The lines of a text at hand.
    ///
    /// # Errors
    /// None today: a text is read as plain lines.
    pub fn of_text(name: &Path, text: &'static str) -> Result<Self> {
        Self::new(name, Box::new(Cursor::new(text)), None)
    }

    fn new(path: &Path, source: Box<dyn Read + Send>, column: Option<String>) -> Result<Self> {
        let io = |e| Error::io(path, e);
        let mut source: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(1 << 16, source));
        if source.fill_buf().map_err(io)?.starts_with(&[0x1F, 0x8B]) {
            source = Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(source)));
        }
        if source.fill_buf().map_err(io)?.starts_with(b"\xEF\xBB\xBF") {
            source.consume(3);
        }
        let mut lines = Self { path: path.to_owned(), source, column: Column::Whole, line: 0, buffer: vec![] };
        match kind(path) {
            Kind::Text => {}
            Kind::Json => lines.column = Column::Json(column),
            Kind::Tabs => lines.column = lines.tab(column)?,
        }
        Ok(lines)
    }

    /// The column of a table: by number, or by its name in the first line, which is read for it.
    fn tab(&mut self, column: Option<String>) -> Result<Column> {
        let Some(column) = column else {
            let problem = "which column? write its name or number behind the file's, such as `file.tsv:2`";
            return Err(self.error(1, problem.into()));
        };
        if let Ok(number @ 1..) = column.parse::<usize>() {
            return Ok(Column::Tab(number - 1));
        }
        let names = self.take()?.unwrap_or_default();
        let place = names.split('\t').position(|name| name == column);
        place.map(Column::Tab).ok_or_else(|| Error::NoColumn {
            path: self.path.clone(),
            wanted: column,
            have: names.split('\t').map(str::to_owned).collect(),
        })
    }

    /// The file that is read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many lines have been read.
    pub fn line(&self) -> u64 {
        self.line
    }

    fn error(&self, column: usize, problem: String) -> Error {
        Error::Parse { path: self.path.clone(), line: self.line.max(1), column: column as u64, problem }
    }

    /// The next line as it stands in the file.
    fn take(&mut self) -> Result<Option<String>> {
        self.buffer.clear();
        let mut bounded = (&mut self.source).take(LONGEST as u64 + 1);
        let read = bounded.read_until(b'\n', &mut self.buffer).map_err(|e| Error::io(&self.path, e))?;
        if read == 0 {
            return Ok(None);
        }
        self.line += 1;
        if read > LONGEST {
            return Err(self.error(1, format!("a line of more than {LONGEST} bytes, wanted text with one segment a line")));
        }
        if self.buffer.ends_with(b"\n") {
            self.buffer.pop();
        }
        if self.buffer.ends_with(b"\r") {
            self.buffer.pop();
        }
        match std::str::from_utf8(&self.buffer) {
            Ok(text) => Ok(Some(text.to_owned())),
            Err(e) => {
                let (at, byte) = (e.valid_up_to(), self.buffer[e.valid_up_to()]);
                Err(self.error(at + 1, format!("byte 0x{byte:02X} is not UTF-8, wanted UTF-8 text; save the file as UTF-8")))
            }
        }
    }

    /// The text of the next line; none at the end.
    ///
    /// # Errors
    /// A file that cannot be read, bytes that are not UTF-8, a line without the column: with file and line.
    pub fn next_text(&mut self) -> Result<Option<String>> {
        let Some(line) = self.take()? else { return Ok(None) };
        match &self.column {
            Column::Whole => Ok(Some(line)),
            Column::Tab(column) => match line.split('\t').nth(*column) {
                Some(cell) => Ok(Some(cell.to_owned())),
                None => {
                    let have = line.split('\t').count();
                    Err(self.error(1, format!("{have} columns, wanted at least {}; columns are parted by tabs", column + 1)))
                }
            },
            Column::Json(key) => {
                let value: serde_json::Value = serde_json::from_str(&line).map_err(|e| {
                    let what = e.to_string();
                    self.error(
                        e.column(),
                        format!("{}; wanted one JSON value a line", what.split(" at line ").next().unwrap_or_default()),
                    )
                })?;
                let (found, wanted) = match key {
                    None => (
                        Some(&value),
                        "a JSON string a line; of objects, write the key behind the file's name: `file.jsonl:key`".into(),
                    ),
                    Some(key) => (value.get(key), format!("an object with a string at the key {key:?}")),
                };
                match found.and_then(|v| v.as_str()) {
                    Some(text) => Ok(Some(text.to_owned())),
                    None => Err(self.error(1, format!("no text there, wanted {wanted}"))),
                }
            }
        }
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").field("path", &self.path).field("line", &self.line).finish_non_exhaustive()
    }
}

enum Kind {
    Text,
    Tabs,
    Json,
}

fn kind(path: &Path) -> Kind {
    let name = path.to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("tsv") => Kind::Tabs,
        Some("jsonl" | "ndjson") => Kind::Json,
        _ => Kind::Text,
    }
}

/// `FILE:COLUMN` of a table or of JSON lines.
fn split(name: &Path) -> (Option<PathBuf>, Option<String>) {
    let Some((file, column)) = name.to_str().and_then(|text| text.rsplit_once(':')) else { return (None, None) };
    match kind(Path::new(file)) {
        Kind::Text => (None, None),
        _ => (Some(file.into()), Some(column.to_owned())),
    }
}

/// The next lines of files that go together, at most `most`: for each line number the text of each file. None are left when it is
/// empty.
///
/// # Errors
/// As [`Lines::next_text`]; a file that ends before another, with the lines of both.
pub fn read_together(files: &mut [Lines], most: usize) -> Result<Vec<Vec<String>>> {
    let mut rows = vec![];
    while rows.len() < most {
        let mut row = Vec::with_capacity(files.len());
        let mut ended = None;
        for (i, file) in files.iter_mut().enumerate() {
            match file.next_text()? {
                Some(text) => row.push(text),
                None => ended = ended.or(Some(i)),
            }
        }
        let Some(short) = ended else {
            rows.push(row);
            continue;
        };
        if !row.is_empty() {
            for file in files.iter_mut() {
                while file.next_text()?.is_some() {}
            }
            let lengths: Vec<String> =
                files.iter().map(|file| format!("{} has {}", file.path().display(), file.line())).collect();
            let what = format!("the lines of {}", files[short].path().display());
            return Err(Error::shape(what, files[short].line(), format!("as many in every file; {}", lengths.join(", "))));
        }
        break;
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn file(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn all(name: &Path) -> Result<Vec<String>> {
        let mut lines = Lines::open(name)?;
        let mut texts = vec![];
        while let Some(text) = lines.next_text()? {
            texts.push(text);
        }
        Ok(texts)
    }

    #[test]
    fn every_form_gives_the_same_lines() {
        let folder = tempfile::tempdir().unwrap();
        let with = |path: PathBuf, column: &str| PathBuf::from(format!("{}:{column}", path.display()));
        let mut packed = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
        packed.write_all("eins\n\nzwei drei".as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        for name in [
            file(&folder, "plain.txt", b"\xEF\xBB\xBFeins\r\n\nzwei drei\n"),
            file(&folder, "packed.gz", &packed),
            file(&folder, "packed", &packed),
            with(file(&folder, "a.tsv", b"n\ttext\n1\teins\n2\t\n3\tzwei drei\n"), "text"),
            with(file(&folder, "b.tsv", b"1\teins\n2\t\n3\tzwei drei\n"), "2"),
            file(&folder, "c.jsonl", b"\"eins\"\n\"\"\n\"zwei drei\"\n"),
            with(file(&folder, "d.jsonl", b"{\"t\":\"eins\"}\n{\"t\":\"\"}\n{\"t\":\"zwei drei\"}\n"), "t"),
        ] {
            assert_eq!(all(&name).unwrap(), ["eins", "", "zwei drei"], "{}", name.display());
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        let with = |path: PathBuf, column: &str| PathBuf::from(format!("{}:{column}", path.display()));
        for (name, said) in [
            (file(&folder, "latin.txt", b"gut\ncaf\xE9\n"), "latin.txt:2:4: byte 0xE9 is not UTF-8"),
            (with(file(&folder, "a.tsv", b"n\ttext\n1\n"), "text"), "a.tsv:2:1: 1 columns, wanted at least 2"),
            (with(file(&folder, "b.tsv", b"n\ttext\n1\n"), "words"), "no column \"words\"; it has n, text"),
            (file(&folder, "c.tsv", b"n\ttext\n1\n"), "which column?"),
            (file(&folder, "d.jsonl", b"{\"a\":1}\n"), "d.jsonl:1:1: no text there"),
            (file(&folder, "e.jsonl", b"\"a\"\n{oh\n"), "e.jsonl:2:2: key must be a string"),
            (folder.path().join("none.txt"), "none.txt: No such file"),
        ] {
            let error = all(&name).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        let mut files = [
            Lines::open(&file(&folder, "long.txt", b"a\nb\nc\n")).unwrap(),
            Lines::open(&file(&folder, "short.txt", b"a\nb\n")).unwrap(),
        ];
        let error = read_together(&mut files, 100).unwrap_err().to_string();
        assert!(error.contains("short.txt: got 2") && error.contains("long.txt has 3"), "{error}");
    }
}
