//! Judgements and runs, from TREC's files or built by hand.
//!
//! A file is read whole and its lines are taken apart where they lie: names are places in the file, not copies. Reading, the check for
//! UTF-8 and the parts of about a megabyte are shared between all threads, and the parts are put together in their order.

use super::rouge_tokens::WordHasher;
use crate::error::{Error, Result};
use crate::io::gzip::unpacked;
use crate::io::parallel::bytes_of_file;
use crate::threads;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::Read;
use std::path::Path;

/// A name as a place in the text that all names are in, with a hash that tells most apart without reading them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    start: usize,
    len: u32,
    pub(super) hash: u32,
}

/// One document of a query and its number: a relevance or a score.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<V> {
    pub(super) name: Name,
    pub(super) value: V,
}

/// Documents with numbers, grouped by query, in the order of the bytes of the queries' names.
#[derive(Debug, Clone)]
pub(super) struct Grouped<V> {
    text: Vec<u8>,
    pub(super) queries: Vec<(String, Vec<Entry<V>>)>,
    /// Where a document stands is told as a line of this file; none where it was built by hand.
    path: Option<std::path::PathBuf>,
}

impl<V> Default for Grouped<V> {
    fn default() -> Self {
        Self { text: vec![], queries: vec![], path: None }
    }
}

impl<V: Copy + Send + Sync> Grouped<V> {
    pub(super) fn name(&self, name: Name) -> &[u8] {
        &self.text[name.start..name.start + name.len as usize]
    }

    pub(super) fn query(&self, name: &str) -> Option<&[Entry<V>]> {
        let at = self.queries.binary_search_by(|(query, _)| query.as_str().cmp(name)).ok()?;
        Some(&self.queries[at].1)
    }

    fn push(&mut self, query: &str, document: &str, value: V) {
        let name = Name { start: self.text.len(), len: document.len() as u32, hash: hash(document.as_bytes()) };
        self.text.extend_from_slice(document.as_bytes());
        let entry = Entry { name, value };
        match self.queries.last_mut().filter(|(last, _)| last == query) {
            Some((_, entries)) => entries.push(entry),
            None => match self.queries.binary_search_by(|(known, _)| known.as_str().cmp(query)) {
                Ok(at) => self.queries[at].1.push(entry),
                Err(at) => self.queries.insert(at, (query.to_owned(), vec![entry])),
            },
        }
    }

    /// That a document stands twice under one query: where, and where before.
    pub(super) fn twice(&self, query: &str, first: Name, second: Name) -> Error {
        let (first, second) = if first.start < second.start { (first, second) } else { (second, first) };
        let document = String::from_utf8_lossy(self.name(second)).into_owned();
        match &self.path {
            Some(path) => Error::Parse {
                path: path.clone(),
                line: line(&self.text, second.start),
                column: 3,
                problem: format!(
                    "document {document:?} stands a second time under query {query:?}, the first time in line {}; wanted each once",
                    line(&self.text, first.start)
                ),
            },
            None => Error::shape(format!("document {document:?} of query {query:?}"), "two entries", "one"),
        }
    }

    /// The lines of a text, each taken apart into query, document and number.
    fn parse(path: &Path, text: Vec<u8>, take: Take<V>) -> Result<Self> {
        let cuts = cut(&text);
        let parts =
            threads::map_chunks(cuts.len() - 1, 1, text.len(), |range| part(&text, cuts[range.start]..cuts[range.end], take));
        // What is not UTF-8 is told before anything else, wherever it stands.
        if let Some(wrong) = parts.iter().filter_map(|part| part.as_ref().err()).find(|wrong| wrong.not_utf8) {
            let problem = wrong.problem.clone();
            return Err(Error::Parse { path: path.to_owned(), line: line(&text, wrong.start), column: wrong.column, problem });
        }
        let mut queries: Vec<(&[u8], Vec<Entry<V>>)> = vec![];
        let mut places: HashMap<&[u8], usize, BuildHasherDefault<WordHasher>> = HashMap::default();
        for block in parts {
            let block = block.map_err(|wrong| {
                let shown = text[wrong.start..].split(|&b| b == b'\n').next().unwrap_or_default();
                let shown: String = String::from_utf8_lossy(shown).trim_end().chars().take(120).collect();
                let problem = format!("{}; the line is {shown:?}", wrong.problem);
                Error::Parse { path: path.to_owned(), line: line(&text, wrong.start), column: wrong.column, problem }
            })?;
            for (query, entries) in block {
                let next = queries.len();
                match *places.entry(query).or_insert(next) {
                    at if at == next => queries.push((query, entries)),
                    at => queries[at].1.extend(entries),
                }
            }
        }
        queries.sort_unstable_by_key(|(query, _)| *query);
        let queries =
            queries.into_iter().map(|(query, entries)| (String::from_utf8_lossy(query).into_owned(), entries)).collect();
        Ok(Self { text, queries, path: Some(path.to_owned()) })
    }
}

/// What is wrong with a line: where it starts, which field, and why.
struct Wrong {
    start: usize,
    column: u64,
    problem: String,
    not_utf8: bool,
}

/// Takes a line's fields apart: query, document and number, or which field (from 1) is wrong and why.
type Take<V> = for<'t> fn(&'t [u8]) -> std::result::Result<(&'t [u8], &'t [u8], V), (u64, String)>;

/// Consecutive lines of one query.
type Block<'t, V> = (&'t [u8], Vec<Entry<V>>);

/// Where to cut a text into parts of about a megabyte, at the ends of lines.
fn cut(text: &[u8]) -> Vec<usize> {
    let mut cuts = vec![0];
    while let Some(&last) = cuts.last().filter(|&&last| last < text.len()) {
        let from = (last + (1 << 20)).min(text.len());
        cuts.push(text[from..].iter().position(|&b| b == b'\n').map_or(text.len(), |at| from + at + 1));
    }
    cuts
}

fn part<V>(text: &[u8], range: std::ops::Range<usize>, take: Take<V>) -> std::result::Result<Vec<Block<'_, V>>, Wrong> {
    // Parts end where lines do, and no character of UTF-8 has a line's end inside.
    std::str::from_utf8(&text[range.clone()]).map_err(|e| {
        let start = range.start + e.valid_up_to();
        let problem = format!("byte {:#04x} is not UTF-8; save the file as UTF-8", text[start]);
        Wrong { start, column: 1, problem, not_utf8: true }
    })?;
    let mut blocks: Vec<Block<'_, V>> = vec![];
    let mut start = range.start;
    for bytes in text[range].split(|&b| b == b'\n') {
        let begin = start;
        start += bytes.len() + 1;
        if bytes.first() == Some(&b'#') || bytes.iter().all(u8::is_ascii_whitespace) {
            continue; // comments and blank lines
        }
        let (query, document, value) =
            take(bytes).map_err(|(column, problem)| Wrong { start: begin, column, problem, not_utf8: false })?;
        let offset = document.as_ptr().addr() - bytes.as_ptr().addr();
        let name = Name { start: begin + offset, len: document.len() as u32, hash: hash(document) };
        let entry = Entry { name, value };
        match blocks.last_mut().filter(|(last, _)| *last == query) {
            Some((_, entries)) => entries.push(entry),
            None => blocks.push((query, vec![entry])),
        }
    }
    Ok(blocks)
}

/// The line, from 1, of a place in a text.
fn line(text: &[u8], at: usize) -> u64 {
    text[..at].iter().filter(|&&b| b == b'\n').count() as u64 + 1
}

pub(super) fn hash(name: &[u8]) -> u32 {
    let mut hasher = WordHasher::default();
    hasher.write(name);
    (hasher.finish() >> 16) as u32
}

/// The first N fields of a line and how many it has.
fn fields<const N: usize>(line: &[u8]) -> ([&[u8]; N], usize) {
    let mut found: [&[u8]; N] = [&[]; N];
    let mut count = 0;
    for field in line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty()) {
        if let Some(slot) = found.get_mut(count) {
            *slot = field;
        }
        count += 1;
    }
    (found, count)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = vec![];
    if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
    } else {
        bytes = bytes_of_file(path).map_err(|e| Error::io(path, e))?;
    }
    Ok(bytes)
}

/// The bytes, without gzip's packing where they have it.
fn plain(bytes: Vec<u8>, path: &Path) -> Result<Vec<u8>> {
    let text = match unpacked(&bytes, path)? {
        std::borrow::Cow::Owned(text) => Some(text),
        std::borrow::Cow::Borrowed(_) => None,
    };
    Ok(text.unwrap_or(bytes))
}

fn shown(field: &[u8]) -> String {
    String::from_utf8_lossy(field).into_owned()
}

/// Judgements: for each query, how relevant which documents are. 0 is not relevant; negative was pooled and not judged.
#[derive(Debug, Clone, Default)]
pub struct Qrels(pub(super) Grouped<i64>);

impl Qrels {
    /// Reads a qrels file: `query iteration document relevance` a line, packed by gzip or not; `-` is standard input.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Parse`] with the line for anything else than four fields, a relevance that is no whole number,
    /// bytes that are not UTF-8, and a document that stands twice under one query.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        Self::parse(bytes_of(path.as_ref())?, path)
    }

    /// As [`read`](Self::read), from the bytes of a file; `path` names them in errors.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(bytes: Vec<u8>, path: impl AsRef<Path>) -> Result<Self> {
        let text = plain(bytes, path.as_ref())?;
        let grouped = Grouped::parse(path.as_ref(), text, |line| {
            let ([query, _, document, relevance], count) = fields::<4>(line);
            if count != 4 {
                return Err((count.min(5) as u64, format!("{count} fields, wanted 4: query iteration document relevance")));
            }
            let value = std::str::from_utf8(relevance).ok().and_then(|text| text.parse::<i64>().ok());
            let value = value.ok_or_else(|| (4, format!("relevance {:?}, wanted a whole number", shown(relevance))))?;
            Ok((query, document, value))
        })?;
        let qrels = Self(grouped);
        for (query, entries) in &qrels.0.queries {
            Lookup::default().build(&qrels.0, query, entries)?;
        }
        Ok(qrels)
    }

    /// From triples of query, document and relevance.
    ///
    /// # Errors
    /// [`Error::Shape`] for a document that stands twice under one query.
    pub fn of<'a>(judgements: impl IntoIterator<Item = (&'a str, &'a str, i64)>) -> Result<Self> {
        let mut grouped = Grouped::default();
        judgements.into_iter().for_each(|(query, document, relevance)| grouped.push(query, document, relevance));
        for (query, entries) in &grouped.queries {
            Lookup::default().build(&grouped, query, entries)?;
        }
        Ok(Self(grouped))
    }

    /// The queries' names, in the order of their bytes.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.0.queries.iter().map(|(query, _)| query.as_str())
    }
}

/// A run: for each query, the score of each document that a system retrieved.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    pub(super) grouped: Grouped<f64>,
    /// The name of the system, from the file's last line.
    pub id: String,
}

impl Runs {
    /// Reads a run file: `query Q0 document rank score name` a line, packed by gzip or not; `-` is standard input. The rank is
    /// not looked at: the scores say it.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Parse`] with the line for fewer than six fields, a score that is no number or NaN, and bytes that
    /// are not UTF-8. A document that stands twice under one query is refused when the run is judged.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        Self::parse(bytes_of(path.as_ref())?, path)
    }

    /// As [`read`](Self::read), from the bytes of a file; `path` names them in errors.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(bytes: Vec<u8>, path: impl AsRef<Path>) -> Result<Self> {
        let text = plain(bytes, path.as_ref())?;
        let last = text.split(|&b| b == b'\n').rev().find(|line| line.first() != Some(&b'#') && !line.trim_ascii().is_empty());
        let id = last.map_or_else(String::new, |line| shown(fields::<6>(line).0[5]));
        let grouped = Grouped::parse(path.as_ref(), text, |line| {
            let ([query, _, document, _, score, _], count) = fields::<6>(line);
            if count < 6 {
                return Err((count as u64, format!("{count} fields, wanted 6: query Q0 document rank score name")));
            }
            let value = std::str::from_utf8(score).ok().and_then(|text| text.parse::<f64>().ok()).filter(|score| !score.is_nan());
            let value = value.ok_or_else(|| (5, format!("score {:?}, wanted a number, and not NaN", shown(score))))?;
            Ok((query, document, value))
        })?;
        Ok(Self { grouped, id })
    }

    /// From triples of query, document and score.
    ///
    /// # Errors
    /// [`Error::Setting`] for a score that is NaN. A document that stands twice under one query is refused when the run is
    /// judged.
    pub fn of<'a>(scores: impl IntoIterator<Item = (&'a str, &'a str, f64)>) -> Result<Self> {
        let mut grouped = Grouped::default();
        for (query, document, score) in scores {
            if score.is_nan() {
                return Err(Error::setting("score", format!("NaN for document {document:?} of query {query:?}"), "a number"));
            }
            grouped.push(query, document, score);
        }
        Ok(Self { grouped, id: String::new() })
    }

    /// The queries' names, in the order of their bytes.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.grouped.queries.iter().map(|(query, _)| query.as_str())
    }
}

/// Finds a query's documents by name: an open table of places, told apart by their hashes.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    slots: Vec<u32>,
}

impl Lookup {
    /// Takes in the documents of a query; refuses one that stands twice.
    pub(super) fn build<V: Copy + Send + Sync>(&mut self, all: &Grouped<V>, query: &str, entries: &[Entry<V>]) -> Result<()> {
        self.slots.clear();
        self.slots.resize((entries.len() * 2).next_power_of_two().max(2), u32::MAX);
        for (i, entry) in entries.iter().enumerate() {
            match self.slot(entry.name.hash, |j| entries[j].name, |other| all.name(other) == all.name(entry.name)) {
                Ok(first) => return Err(all.twice(query, entries[first].name, entry.name)),
                Err(free) => self.slots[free] = i as u32,
            }
        }
        Ok(())
    }

    /// The place of a document among the entries.
    pub(super) fn find<V: Copy + Send + Sync>(
        &self,
        all: &Grouped<V>,
        entries: &[Entry<V>],
        name: &[u8],
        hash: u32,
    ) -> Option<usize> {
        self.slot(hash, |j| entries[j].name, |other| all.name(other) == name).ok()
    }

    /// The entry of this hash that is `equal`, or the free slot where it would be.
    fn slot(&self, hash: u32, name: impl Fn(usize) -> Name, equal: impl Fn(Name) -> bool) -> std::result::Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                u32::MAX => return Err(slot),
                j => {
                    let name = name(j as usize);
                    if name.hash == hash && equal(name) {
                        return Ok(j as usize);
                    }
                }
            }
            slot = (slot + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_and_grouped() {
        let run =
            Runs::parse(b"q2 Q0 a 1 0.5 me\nq1\tQ0\tb 1 1e3 me\r\n\n# note\nq2 Q0 c 2 .25 me extra\n".to_vec(), "run").unwrap();
        assert_eq!(run.queries().collect::<Vec<_>>(), ["q1", "q2"]);
        assert_eq!(run.grouped.query("q2").unwrap().iter().map(|e| e.value).collect::<Vec<_>>(), [0.5, 0.25]);
        assert_eq!(run.id, "me");
    }

    #[test]
    fn wrong_lines_are_shown() {
        let wrong = |text: &[u8]| Qrels::parse(text.to_vec(), "q.txt").unwrap_err().to_string();
        assert!(wrong(b"q 0 d 1\nq 0 e\n").starts_with("q.txt:2:3: 3 fields, wanted 4"), "{}", wrong(b"q 0 d 1\nq 0 e\n"));
        assert!(wrong(b"q 0 d 1.5\n").contains("relevance \"1.5\""));
        assert!(wrong(b"q 0 d 1\n\nq 0 d 0\n").contains("q.txt:3:3: document \"d\" stands a second time"));
        assert!(wrong(b"q 0 d 1\nq 0 \xff 1\n").contains("q.txt:2:1: byte 0xff is not UTF-8"));
        let late = [&b"q 0 d\n".repeat(300_000)[..], b"q 0 \xff 1\n"].concat(); // in another part than the first wrong line
        assert!(wrong(&late).contains("q.txt:300001:1: byte 0xff is not UTF-8"), "{}", wrong(&late));
        let nan = Runs::parse(b"q 0 d 1 NaN x\n".to_vec(), "r").unwrap_err().to_string();
        assert!(nan.contains("r:1:5: score \"NaN\""), "{nan}");
    }
}
