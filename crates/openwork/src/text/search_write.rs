//! Making an index: documents are taken in batches, each counted on all threads and put aside as a small index of its own in an
//! unnamed file; at the end all of them are merged, list by list, into the one that takes the target's name.

use super::analyzer::{Accents, Analyzer, Unit};
use super::count_fast;
use super::postings::columns;
use super::search::SearchIndex;
use super::search_file::{Section, Writer};
use crate::error::{Error, Result};
use crate::io::write_whole;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The analyzer as an index remembers it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Settings {
    unit: String,
    lowercase: bool,
    accents: String,
    ngrams: (usize, usize),
    stop_words: Vec<String>,
}

impl Settings {
    fn of(analyzer: &Analyzer) -> Self {
        let unit = Unit::ALL.iter().find(|(unit, _)| *unit == analyzer.unit).map_or("words", |&(_, name)| name);
        let accents = match analyzer.accents {
            Accents::Keep => "keep",
            Accents::Ascii => "ascii",
            Accents::Unicode => "unicode",
        };
        let mut stop_words: Vec<String> = analyzer.stop_words.iter().cloned().collect();
        stop_words.sort_unstable();
        Self { unit: unit.into(), lowercase: analyzer.lowercase, accents: accents.into(), ngrams: analyzer.ngrams, stop_words }
    }

    pub(crate) fn analyzer(self) -> Result<Analyzer> {
        let accents = if self.accents == "keep" { Accents::Keep } else { Accents::parse(&self.accents)? };
        let analyzer = Analyzer::default().unit(Unit::parse(&self.unit)?).lowercase(self.lowercase).accents(accents);
        let analyzer = analyzer.ngrams(self.ngrams.0, self.ngrams.1).stop_words(self.stop_words);
        check(&analyzer)?;
        Ok(analyzer)
    }
}

fn check(analyzer: &Analyzer) -> Result<()> {
    analyzer.check()?;
    match analyzer.is_chars() {
        true => Err(Error::setting("unit", "characters", "words, all-words or spaced: an index is of words")),
        false => Ok(()),
    }
}

/// Texts of one batch, in bytes.
const BATCH: usize = 64 << 20;

/// Takes documents and writes an index of them.
///
/// ```
/// use openwork::text::{Analyzer, IndexBuilder, SearchIndex};
/// let mut builder = IndexBuilder::new(Analyzer::default())?;
/// builder.add("a.txt", "a cat purrs")?;
/// builder.add("b.txt", "a dog barks")?;
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("animals.idx");
/// builder.write(&path)?;
/// let found = SearchIndex::open(&path)?.search("dog", 10)?;
/// assert_eq!(found.hits[0].name, "b.txt");
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug)]
pub struct IndexBuilder {
    analyzer: Analyzer,
    names: Vec<String>,
    texts: Vec<String>,
    bytes: usize,
    made: Vec<SearchIndex>,
}

impl IndexBuilder {
    /// No documents yet.
    ///
    /// # Errors
    /// [`Error::Setting`] for an analyzer that makes runs of characters.
    pub fn new(analyzer: Analyzer) -> Result<Self> {
        check(&analyzer)?;
        Ok(Self { analyzer, names: vec![], texts: vec![], bytes: 0, made: vec![] })
    }

    /// Begins with the documents of an index that is there.
    ///
    /// # Errors
    /// None today.
    pub fn over(index: SearchIndex) -> Result<Self> {
        let mut builder = Self::new(index.analyzer().clone())?;
        builder.made.push(index);
        Ok(builder)
    }

    /// One more document: its name, as hits will show it, and its text, of which the index keeps a copy for the snippets.
    ///
    /// # Errors
    /// [`Error::Io`] where a batch cannot be put aside.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> Result<()> {
        let (name, text) = (name.into(), text.into());
        self.bytes += name.len() + text.len();
        self.names.push(name);
        self.texts.push(text);
        if self.bytes >= BATCH { self.put_aside() } else { Ok(()) }
    }

    /// How many documents there are.
    pub fn documents(&self) -> usize {
        self.names.len() + self.made.iter().map(SearchIndex::documents).sum::<usize>()
    }

    fn put_aside(&mut self) -> Result<()> {
        let place = Path::new("a temporary file");
        let mut file = tempfile::tempfile().map_err(|e| Error::io(place, e))?;
        let mut to = std::io::BufWriter::new(&mut file);
        write_batch(&self.analyzer, &self.names, &self.texts, &mut to).map_err(|e| Error::io(place, e))?;
        std::io::Write::flush(&mut to).map_err(|e| Error::io(place, e))?;
        drop(to);
        self.made.push(SearchIndex::of_file(&file, place)?);
        (self.names, self.texts, self.bytes) = (vec![], vec![], 0);
        Ok(())
    }

    /// The last batch, which is no full one, stays in memory.
    fn finish(&mut self) -> Result<()> {
        if self.documents() == 0 {
            return Err(Error::empty("the index", "at least one document"));
        }
        if !self.names.is_empty() {
            let place = Path::new("the last documents");
            let mut bytes = vec![];
            write_batch(&self.analyzer, &self.names, &self.texts, &mut bytes).map_err(|e| Error::io(place, e))?;
            self.made.push(SearchIndex::of_bytes(bytes, place)?);
        }
        Ok(())
    }

    /// Writes the index whole or not at all.
    ///
    /// # Errors
    /// [`Error::Empty`] without a document that has a word, [`Error::Io`].
    pub fn write(mut self, path: &Path) -> Result<()> {
        self.finish()?;
        SearchIndex::merge(&self.made.iter().collect::<Vec<_>>(), path)
    }

    /// The index as the bytes of its file: for small ones, that live in memory.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn bytes(mut self) -> Result<Vec<u8>> {
        let mut bytes = vec![];
        self.finish()?;
        merge_to(&self.made.iter().collect::<Vec<_>>(), &mut bytes)?.map_err(|e| Error::io("the index", e))?;
        Ok(bytes)
    }
}

/// Pieces one after another, then where each ends.
fn pieces<'a>(to: &mut Writer<'_>, pieces: impl Iterator<Item = &'a [u8]> + Clone) -> std::io::Result<()> {
    for piece in pieces.clone() {
        to.put(piece)?;
    }
    to.end();
    let mut end = 0_u64;
    for piece in pieces {
        end += piece.len() as u64;
        to.put(&end.to_le_bytes())?;
    }
    to.end();
    Ok(())
}

/// Whole numbers of four bytes.
fn numbers(to: &mut Writer<'_>, values: &[u32]) -> std::io::Result<()> {
    let mut bytes = Vec::with_capacity(values.len().min(1 << 16) * 4);
    for part in values.chunks(1 << 16) {
        bytes.clear();
        part.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
        to.put(&bytes)?;
    }
    Ok(())
}

fn write_batch(analyzer: &Analyzer, names: &[String], texts: &[String], to: &mut dyn std::io::Write) -> std::io::Result<()> {
    let parts = count_fast::count(texts, analyzer, None);
    let (terms, maps) = count_fast::gather(&parts);
    let counts = count_fast::assemble(&parts, &maps, terms.len(), |_, counts, _, out| out.copy_from_slice(counts));
    let lengths: Vec<u32> = parts.iter().flat_map(|part| part.lengths.iter().copied()).collect();
    let (starts, ids, tf) = columns(counts.view(), |_, i| counts.values[i]);
    let mut to = Writer::new(to);
    to.put(&serde_json::to_vec(&Settings::of(analyzer))?)?;
    to.end();
    pieces(&mut to, names.iter().map(|name| name.as_bytes()))?;
    pieces(&mut to, texts.iter().map(|text| text.as_bytes()))?;
    numbers(&mut to, &lengths)?;
    to.end();
    pieces(&mut to, (0..terms.len() as u32).map(|id| terms.get(id)))?;
    starts[1..].iter().try_for_each(|&end| to.put(&(end as u64).to_le_bytes()))?;
    to.end();
    numbers(&mut to, &ids)?;
    to.end();
    numbers(&mut to, &tf)?;
    to.end();
    let words = lengths.iter().map(|&length| u64::from(length)).sum();
    to.finish(names.len() as u64, terms.len() as u64, words)
}

impl SearchIndex {
    /// Writes one index of all documents of several, in their order, whole or not at all. The target may be one of them.
    ///
    /// # Errors
    /// [`Error::Setting`] where they cut texts differently, [`Error::Empty`] for none or no words, damaged ones, [`Error::Io`].
    pub fn merge(indexes: &[&SearchIndex], path: &Path) -> Result<()> {
        let mut failed = Ok(());
        let written = write_whole(path, |to| match merge_to(indexes, to) {
            Ok(written) => written,
            Err(error) => {
                failed = Err(error);
                Err(std::io::Error::other("an index could not be read"))
            }
        });
        failed.and(written)
    }
}

/// Merges into a stream: errors of the indexes, then of the writing.
fn merge_to(indexes: &[&SearchIndex], to: &mut dyn std::io::Write) -> Result<std::io::Result<()>> {
    let Some(first) = indexes.first() else { return Err(Error::empty("the indexes to merge", "at least one")) };
    if let Some(other) = indexes.iter().find(|other| other.analyzer() != first.analyzer()) {
        let got = format!("{} cuts texts otherwise than {}", other.path().display(), first.path().display());
        return Err(Error::setting("indexes", got, "indexes that were made with the same settings"));
    }
    let readers = || indexes.iter().map(|index| &index.reader);
    let documents: usize = readers().map(|r| r.documents).sum();
    if documents > u32::MAX as usize {
        return Err(Error::setting("documents", documents, "at most 4294967295 in one index"));
    }
    // All terms, each with the lists of it: an index and a number there.
    let mut terms: Vec<(&[u8], u32, u32)> = vec![];
    for (i, reader) in readers().enumerate() {
        for term in 0..reader.terms {
            terms.push((reader.piece(Section::Terms, Section::TermEnds, term)?, i as u32, term as u32));
        }
    }
    terms.sort_unstable();
    if terms.is_empty() {
        return Err(Error::empty("the vocabulary", "documents with at least one word"));
    }
    let groups: Vec<&[(&[u8], u32, u32)]> = terms.chunk_by(|a, b| a.0 == b.0).collect();
    let firsts: Vec<u32> = readers().scan(0, |next, r| Some(std::mem::replace(next, *next + r.documents as u32))).collect();
    let words = readers().map(|r| r.words).sum();
    // Everything is read and checked before the first byte is written, so that a damaged index is told of as such.
    indexes.iter().try_for_each(|index| index.verify())?;
    let readers: Vec<_> = readers().collect();
    let read = |result: Result<&'_ [u8]>| result.map(<[u8]>::to_vec).map_err(|e| std::io::Error::other(e.to_string()));
    let mut to = Writer::new(to);
    let mut write = || -> std::io::Result<()> {
        to.put(&serde_json::to_vec(&Settings::of(first.analyzer()))?)?;
        to.end();
        for (section, ends) in [(Section::Names, Section::NameEnds), (Section::Texts, Section::TextEnds)] {
            for reader in &readers {
                to.put(reader.section(section).map_err(|e| std::io::Error::other(e.to_string()))?)?;
            }
            to.end();
            let mut before = 0;
            for reader in &readers {
                let own = read(reader.section(ends))?;
                let mut last = 0;
                for end in super::search_file::numbers(&own) {
                    last = end;
                    to.put(&(before + end).to_le_bytes())?;
                }
                before += last;
            }
            to.end();
        }
        for reader in &readers {
            to.put(&read(reader.section(Section::Lengths))?)?;
        }
        to.end();
        pieces(&mut to, groups.iter().map(|group| group[0].0))?;
        let list = |&(_, index, term): &(&[u8], u32, u32)| {
            readers[index as usize].list(term as usize).map_err(|e| std::io::Error::other(e.to_string()))
        };
        let mut end = 0_u64;
        for group in &groups {
            for entry in *group {
                end += list(entry)?.0.len() as u64;
            }
            to.put(&end.to_le_bytes())?;
        }
        to.end();
        for counts in [false, true] {
            let mut values = vec![];
            for group in &groups {
                for entry in *group {
                    let (ids, tf) = list(entry)?;
                    match counts {
                        true => values.extend(tf),
                        false => values.extend(ids.map(|id| id.wrapping_add(firsts[entry.1 as usize]))),
                    }
                }
                if values.len() >= 1 << 16 {
                    numbers(&mut to, &values)?;
                    values.clear();
                }
            }
            numbers(&mut to, &values)?;
            to.end();
        }
        Ok(())
    };
    let written = write();
    let count = groups.len() as u64;
    Ok(written.and_then(|()| to.finish(documents as u64, count, words)))
}
