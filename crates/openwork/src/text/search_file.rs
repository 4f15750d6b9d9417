//! The file of a search index: sections one after another, then a sum for each block of 64 KiB, then a foot of fixed size that
//! says where everything lies. All numbers are little-endian.
//!
//! A block's sum is checked when it is first read, so that opening costs nothing and no answer rests on a byte that has changed.

use crate::error::{Error, Result};
use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

const MAGIC: &[u8; 8] = b"OWindex1";
const BLOCK: usize = 1 << 16;
/// The sections, in their order in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The analyzer's settings, as JSON.
    Settings,
    /// The documents' names, and where each ends.
    Names,
    NameEnds,
    /// The documents' texts, and where each ends.
    Texts,
    TextEnds,
    /// How many words each document has.
    Lengths,
    /// The terms, sorted, and where each ends.
    Terms,
    TermEnds,
    /// Where each term's list ends; the documents of all lists, and how often each has the term.
    ListEnds,
    Documents,
    Counts,
}

const SECTIONS: usize = Section::Counts as usize + 1;
/// Magic, documents, terms, words, sections' ends, the sum of the sums, the sum of the foot, magic.
const FOOT: usize = 8 + 3 * 8 + SECTIONS * 8 + 4 + 4 + 8;

/// What writes an index: bytes in the order of the sections.
pub(crate) struct Writer<'a> {
    to: &'a mut dyn Write,
    at: u64,
    block: crc32fast::Hasher,
    filled: usize,
    sums: Vec<u8>,
    ends: Vec<u64>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(to: &'a mut dyn Write) -> Self {
        Self { to, at: 0, block: crc32fast::Hasher::new(), filled: 0, sums: vec![], ends: vec![] }
    }

    /// More of the section that is being written.
    pub(crate) fn put(&mut self, mut bytes: &[u8]) -> std::io::Result<()> {
        self.to.write_all(bytes)?;
        self.at += bytes.len() as u64;
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.filled));
            self.block.update(now);
            self.filled += now.len();
            bytes = later;
            if self.filled == BLOCK {
                self.end_block();
            }
        }
        Ok(())
    }

    fn end_block(&mut self) {
        let block = std::mem::replace(&mut self.block, crc32fast::Hasher::new());
        self.sums.extend(block.finalize().to_le_bytes());
        self.filled = 0;
    }

    /// The section is complete.
    pub(crate) fn end(&mut self) {
        self.ends.push(self.at);
    }

    /// The sums and the foot.
    pub(crate) fn finish(mut self, documents: u64, terms: u64, words: u64) -> std::io::Result<()> {
        if self.filled > 0 {
            self.end_block();
        }
        self.to.write_all(&self.sums)?;
        let mut foot = MAGIC.to_vec();
        [documents, terms, words].iter().chain(&self.ends).for_each(|number| foot.extend(number.to_le_bytes()));
        foot.extend(crc32fast::hash(&self.sums).to_le_bytes());
        foot.extend(crc32fast::hash(&foot).to_le_bytes());
        foot.extend(MAGIC);
        self.to.write_all(&foot)
    }
}

enum Bytes {
    Mapped(memmap2::Mmap),
    Owned(Vec<u8>),
}

impl Bytes {
    fn all(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// The bytes of an index, checked as they are read.
pub(crate) struct Reader {
    path: PathBuf,
    bytes: Bytes,
    pub documents: usize,
    pub terms: usize,
    pub words: u64,
    ends: [usize; SECTIONS],
    sums: Range<usize>,
    checked: Vec<AtomicBool>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("path", &self.path).field("documents", &self.documents).finish_non_exhaustive()
    }
}

/// Maps a file into memory.
#[allow(unsafe_code)]
fn map(file: &File) -> std::io::Result<memmap2::Mmap> {
    // SAFETY: the bytes must not change under the map. Our own writers never change an index in place: a new one is written
    // beside it and takes its name, and the old file lives on until the last map of it is gone. Who changes the file by other
    // means gets other bytes, which the sums tell from the right ones; they are only ever read as numbers and as text that is
    // checked to be UTF-8.
    unsafe { memmap2::Mmap::map(file) }
}

impl Reader {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let io = |e| Error::io(path, e);
        let file = File::open(path).map_err(io)?;
        if !file.metadata().map_err(io)?.is_file() {
            return Err(Error::format(path, "this is no file, wanted an index; `openwork text index FOLDER -o FILE` makes one"));
        }
        Self::of_file(&file, path)
    }

    pub(crate) fn of_file(file: &File, path: &Path) -> Result<Self> {
        let io = |e| Error::io(path, e);
        if file.metadata().map_err(io)?.len() == 0 {
            return Self::parse(Bytes::Owned(vec![]), path); // an empty file cannot be mapped
        }
        Self::parse(Bytes::Mapped(map(file).map_err(io)?), path)
    }

    pub(crate) fn of_bytes(bytes: Vec<u8>, path: &Path) -> Result<Self> {
        Self::parse(Bytes::Owned(bytes), path)
    }

    fn parse(bytes: Bytes, path: &Path) -> Result<Self> {
        let wrong = |problem: &str| Error::format(path, format!("{problem}; make the index anew from the documents"));
        let all = bytes.all();
        let Some(foot) = all.len().checked_sub(FOOT).map(|at| &all[at..]) else {
            return Err(wrong(&format!("{} bytes, wanted an index of at least {FOOT}", all.len())));
        };
        if &foot[..8] != MAGIC || &foot[FOOT - 8..] != MAGIC {
            return Err(wrong("no foot of an index at the end: the file was cut short, or is no index"));
        }
        let sum = |at: usize| u32::from_le_bytes([foot[at], foot[at + 1], foot[at + 2], foot[at + 3]]);
        if sum(FOOT - 12) != crc32fast::hash(&foot[..FOOT - 12]) {
            return Err(wrong("the foot of the index was altered"));
        }
        let numbers: Vec<u64> = numbers(&foot[8..FOOT - 16]).collect();
        let [documents, terms, words] = [numbers[0], numbers[1], numbers[2]];
        let body = all.len() - FOOT;
        let mut ends = [0; SECTIONS];
        for (end, &number) in ends.iter_mut().zip(&numbers[3..]) {
            *end = usize::try_from(number).unwrap_or(usize::MAX);
        }
        let data = ends[SECTIONS - 1];
        let blocks = data.div_ceil(BLOCK);
        if ends.windows(2).any(|pair| pair[0] > pair[1]) || data.checked_add(blocks * 4) != Some(body) {
            return Err(wrong("the sections of the index do not fill the file: it was cut short, or something was added"));
        }
        let sums = data..body;
        if sum(FOOT - 16) != crc32fast::hash(&all[sums.clone()]) {
            return Err(wrong("the sums of the index were altered"));
        }
        let (documents, terms) = (documents as usize, terms as usize);
        let checked = (0..blocks).map(|_| AtomicBool::new(false)).collect();
        let reader = Self { path: path.to_owned(), bytes, documents, terms, words, ends, sums, checked };
        let size = |section: Section| reader.range(section).len();
        use Section::{Counts, Documents, Lengths, ListEnds, NameEnds, TermEnds, TextEnds};
        let whole = documents <= u32::MAX as usize
            && terms <= u32::MAX as usize
            && [NameEnds, TextEnds].iter().all(|&s| size(s) == documents * 8)
            && size(Lengths) == documents * 4
            && [TermEnds, ListEnds].iter().all(|&s| size(s) == terms * 8)
            && size(Documents) == size(Counts);
        if !whole {
            return Err(reader.wrong("sections of the wrong size"));
        }
        Ok(reader)
    }

    /// The file, or what was said instead of one.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn wrong(&self, problem: &str) -> Error {
        Error::format(&self.path, format!("{problem}: the index is damaged; make it anew from the documents"))
    }

    fn range(&self, section: Section) -> Range<usize> {
        let i = section as usize;
        (if i == 0 { 0 } else { self.ends[i - 1] })..self.ends[i]
    }

    /// Bytes of a section, whose sums are right.
    pub(crate) fn bytes(&self, section: Section, part: Range<usize>) -> Result<&[u8]> {
        let range = self.range(section);
        if part.start > part.end || part.end > range.len() {
            return Err(self.wrong(&format!("a place beyond its section {section:?}")));
        }
        let (from, to) = (range.start + part.start, range.start + part.end);
        if from < to {
            for block in from / BLOCK..=(to - 1) / BLOCK {
                self.check(block)?;
            }
        }
        Ok(&self.bytes.all()[from..to])
    }

    /// A whole section.
    pub(crate) fn section(&self, section: Section) -> Result<&[u8]> {
        self.bytes(section, 0..self.range(section).len())
    }

    fn check(&self, block: usize) -> Result<()> {
        if self.checked[block].load(Ordering::Relaxed) {
            return Ok(());
        }
        let all = self.bytes.all();
        let from = block * BLOCK;
        let found = crc32fast::hash(&all[from..(from + BLOCK).min(self.sums.start)]);
        let at = self.sums.start + block * 4;
        if found.to_le_bytes() != all[at..at + 4] {
            return Err(self.wrong(&format!("bytes {from} and after were altered")));
        }
        self.checked[block].store(true, Ordering::Relaxed);
        Ok(())
    }

    /// The piece `i` of a section of pieces, whose ends are in another.
    pub(crate) fn piece(&self, pieces: Section, ends: Section, i: usize) -> Result<&[u8]> {
        let range = self.span(ends, i)?;
        self.bytes(pieces, range)
    }

    /// Where piece `i` begins and ends, in units of whatever is counted.
    pub(crate) fn span(&self, ends: Section, i: usize) -> Result<Range<usize>> {
        let from = i.saturating_sub(1);
        let mut both = numbers(self.bytes(ends, from * 8..(i + 1) * 8)?).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        let first = both.next().unwrap_or(0);
        Ok(if i == 0 { 0..first } else { first..both.next().unwrap_or(0) })
    }

    /// Text of a piece.
    pub(crate) fn text(&self, pieces: Section, ends: Section, i: usize) -> Result<&str> {
        std::str::from_utf8(self.piece(pieces, ends, i)?).map_err(|_| self.wrong("text that is not UTF-8"))
    }

    /// The list of a term: documents, and how often each has it.
    pub(crate) fn list(
        &self,
        term: usize,
    ) -> Result<(impl ExactSizeIterator<Item = u32> + '_, impl ExactSizeIterator<Item = u32> + '_)> {
        let span = self.span(Section::ListEnds, term)?;
        let part = span.start.saturating_mul(4)..span.end.saturating_mul(4);
        Ok((words(self.bytes(Section::Documents, part.clone())?), words(self.bytes(Section::Counts, part)?)))
    }
}

/// Numbers of eight bytes.
pub(crate) fn numbers(bytes: &[u8]) -> impl Iterator<Item = u64> + '_ {
    bytes.as_chunks::<8>().0.iter().map(|&eight| u64::from_le_bytes(eight))
}

/// Numbers of four bytes.
pub(crate) fn words(bytes: &[u8]) -> impl ExactSizeIterator<Item = u32> + '_ {
    bytes.as_chunks::<4>().0.iter().map(|&four| u32::from_le_bytes(four))
}

/// Makes the sums right again after the bytes were changed: for the fuzzers, which would else never get past them.
#[doc(hidden)]
pub fn reseal(bytes: &mut [u8]) {
    let Some(foot) = bytes.len().checked_sub(FOOT) else { return };
    let at = foot + FOOT - 16 - 8;
    let data = numbers(&bytes[at..at + 8]).next().and_then(|n| usize::try_from(n).ok()).filter(|&n| n <= foot);
    let Some(data) = data.filter(|&data| data + data.div_ceil(BLOCK) * 4 == foot) else { return };
    for block in 0..data.div_ceil(BLOCK) {
        let sum = crc32fast::hash(&bytes[block * BLOCK..((block + 1) * BLOCK).min(data)]);
        bytes[data + block * 4..data + block * 4 + 4].copy_from_slice(&sum.to_le_bytes());
    }
    let sum = crc32fast::hash(&bytes[data..foot]);
    bytes[foot + FOOT - 16..foot + FOOT - 12].copy_from_slice(&sum.to_le_bytes());
    let sum = crc32fast::hash(&bytes[foot..foot + FOOT - 12]);
    bytes[foot + FOOT - 12..foot + FOOT - 8].copy_from_slice(&sum.to_le_bytes());
}
