#![doc = include_str!("search.md")]

use super::analyzer::Analyzer;
use super::bm25::Bm25Formula;
pub use super::search_file::reseal;
use super::search_file::{Reader, Section, numbers, words};
pub use super::search_write::IndexBuilder;
use super::search_write::Settings;
pub use super::snippet::Snippet;
use crate::error::{Error, Result};
use std::collections::HashSet;
use std::path::Path;

/// An index of documents in a file, which is read where it lies.
#[derive(Debug)]
pub struct SearchIndex {
    pub(crate) reader: Reader,
    analyzer: Analyzer,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its number, in the order in which documents came.
    pub document: u32,
    /// Its name.
    pub name: String,
    /// Its BM25 score.
    pub score: f64,
    /// Where in it the words are.
    pub snippet: Snippet,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The best documents, the best first; of equals the one that came first.
    pub hits: Vec<Hit>,
    /// How many documents have at least one of the words.
    pub matching: usize,
    /// The words of the query, as they were looked for, that no document has.
    pub unknown: Vec<String>,
}

impl SearchIndex {
    /// Opens an index. Its bytes are checked as they are read, so that opening takes no time.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Format`] for a file that is no index, was cut short or altered.
    pub fn open(path: &Path) -> Result<Self> {
        Self::new(Reader::open(path)?)
    }

    /// An index whose bytes are at hand.
    ///
    /// # Errors
    /// As [`open`](Self::open); `path` is what errors call it.
    pub fn of_bytes(bytes: Vec<u8>, path: &Path) -> Result<Self> {
        Self::new(Reader::of_bytes(bytes, path)?)
    }

    pub(crate) fn of_file(file: &std::fs::File, path: &Path) -> Result<Self> {
        Self::new(Reader::of_file(file, path)?)
    }

    fn new(reader: Reader) -> Result<Self> {
        let settings: std::result::Result<Settings, _> = serde_json::from_slice(reader.section(Section::Settings)?);
        let settings = settings.map_err(|e| reader.wrong(&format!("settings that cannot be read ({e})")))?;
        let analyzer = settings.analyzer().map_err(|e| reader.wrong(&format!("settings that cannot be ({e})")))?;
        Ok(Self { reader, analyzer })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.reader.path()
    }

    /// How texts are cut into words, documents and queries alike.
    pub fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// How many documents.
    pub fn documents(&self) -> usize {
        self.reader.documents
    }

    /// How many different words.
    pub fn terms(&self) -> usize {
        self.reader.terms
    }

    /// The name of a document.
    ///
    /// # Errors
    /// [`Error::Shape`] for a number that no document has; a damaged index.
    pub fn name(&self, document: usize) -> Result<&str> {
        self.has(document)?;
        self.reader.text(Section::Names, Section::NameEnds, document)
    }

    /// The text of a document.
    ///
    /// # Errors
    /// As [`name`](Self::name).
    pub fn text(&self, document: usize) -> Result<&str> {
        self.has(document)?;
        self.reader.text(Section::Texts, Section::TextEnds, document)
    }

    fn has(&self, document: usize) -> Result<()> {
        match document < self.documents() {
            true => Ok(()),
            false => Err(Error::shape("document", document, format!("a number below {}", self.documents()))),
        }
    }

    /// The number of a word, by halving the sorted list.
    fn find(&self, term: &[u8]) -> Result<Option<usize>> {
        let (mut low, mut high) = (0, self.reader.terms);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.reader.piece(Section::Terms, Section::TermEnds, middle)?.cmp(term) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Ok(Some(middle)),
            }
        }
        Ok(None)
    }

    /// The `k` best documents for a query by Lucene's BM25.
    ///
    /// # Errors
    /// As [`search_by`](Self::search_by).
    pub fn search(&self, query: &str, k: usize) -> Result<Found> {
        self.search_by(query, k, Bm25Formula::default(), 160)
    }

    // ANCHOR: search
    /// The `k` best documents for a query by this formula, each with a snippet of about `width` bytes. Documents that have none of
    /// the words are not found.
    ///
    /// # Errors
    /// [`Error::Setting`] for settings of the formula outside their domain; [`Error::Format`] for an index that is damaged.
    pub fn search_by(&self, query: &str, k: usize, formula: Bm25Formula, width: usize) -> Result<Found> {
        formula.check()?;
        let n = self.documents();
        let mean = self.reader.words as f64 / n.max(1) as f64;
        let lengths = self.reader.section(Section::Lengths)?.as_chunks::<4>().0;
        let mut terms = self.analyzer.terms(query)?;
        terms.sort_unstable();
        let (mut scores, mut has, mut all, mut unknown) = (vec![0.0; n], vec![false; n], 0.0, vec![]);
        for same in terms.chunk_by(|a, b| a == b) {
            let Some(term) = self.find(same[0].as_bytes())? else {
                unknown.push(same[0].clone());
                continue;
            };
            let (documents, counts) = self.reader.list(term)?;
            let idf = formula.variant.idf(documents.len() as f64, n as f64) * same.len() as f64;
            let absent = idf * formula.absent();
            all += absent;
            for (document, count) in documents.zip(counts) {
                let document = document as usize;
                let length = lengths.get(document).map(|&bytes| u32::from_le_bytes(bytes));
                let Some(length) = length else { return Err(self.reader.wrong("a document that is not there")) };
                scores[document] += idf * formula.tf(f64::from(count), f64::from(length) / mean) - absent;
                has[document] = true;
            }
        }
        let mut best: Vec<u32> = (0..n as u32).filter(|&id| has[id as usize]).collect();
        let matching = best.len();
        let order = |a: &u32, b: &u32| scores[*b as usize].total_cmp(&scores[*a as usize]).then(a.cmp(b));
        if k > 0 && k < best.len() {
            best.select_nth_unstable_by(k - 1, order);
        }
        best.truncate(k);
        best.sort_unstable_by(order);
        let single = Analyzer { ngrams: (1, 1), ..self.analyzer.clone() };
        let asked: HashSet<String> = single.terms(query)?.into_iter().collect();
        let hit = |document: u32| -> Result<Hit> {
            let snippet = self.analyzer.snippet(self.text(document as usize)?, &asked, width);
            let score = scores[document as usize] + all;
            Ok(Hit { document, name: self.name(document as usize)?.to_owned(), score, snippet })
        };
        let hits = best.into_iter().map(hit).collect::<Result<_>>()?;
        Ok(Found { hits, matching, unknown })
    }
    // ANCHOR_END: search

    /// Reads everything there is and checks it.
    ///
    /// # Errors
    /// [`Error::Format`] where something is wrong.
    pub fn verify(&self) -> Result<()> {
        use Section::{Counts, ListEnds, NameEnds, Names, TermEnds, Terms, TextEnds, Texts};
        for (pieces, ends, unit) in [(Names, NameEnds, 1), (Texts, TextEnds, 1), (Terms, TermEnds, 1), (Counts, ListEnds, 4)] {
            let last = numbers(self.reader.section(ends)?).last().unwrap_or(0);
            if last.checked_mul(unit) != Some(self.reader.section(pieces)?.len() as u64) {
                return Err(self.reader.wrong("pieces that do not fill their section"));
            }
        }
        for document in 0..self.documents() {
            self.name(document)?;
            self.text(document)?;
        }
        for term in 0..self.terms() {
            self.reader.text(Section::Terms, Section::TermEnds, term)?;
            let (documents, counts) = self.reader.list(term)?;
            let mut last = None;
            for (document, count) in documents.zip(counts) {
                if document as usize >= self.documents() || last.is_some_and(|last| last >= document) || count == 0 {
                    return Err(self.reader.wrong("a list that is not in order"));
                }
                last = Some(document);
            }
        }
        let total: u64 = words(self.reader.section(Section::Lengths)?).map(u64::from).sum();
        if total == self.reader.words {
            Ok(())
        } else {
            Err(self.reader.wrong("another number of words than its documents have"))
        }
    }
}
