//! WordNet's lemmas and exception lists, embedded: unpacked once, when first asked, and then looked up by hash.
//!
//! `data/wordnet/make.py` wrote the file and says its form.

use super::lemmatize::PartOfSpeech;
use crate::error::{Error, Result};
use flate2::read::GzDecoder;
use std::collections::HashMap;
use std::io::Read;
use std::sync::LazyLock;

const PACKED: &[u8] = include_bytes!("../../../../data/wordnet/wordnet.txt.gz");

/// A place of the table where no lemma is.
const FREE: u32 = u32::MAX;

/// The lemmas of each irregular form.
type Exceptions = HashMap<Box<str>, Box<[Box<str>]>>;

/// The lemmas of WordNet 3.0 by part of speech, and its lists of irregular forms.
#[derive(Debug, Default)]
pub struct WordNet {
    /// All lemmas, one after the other.
    letters: String,
    /// Where each ends in `letters`.
    ends: Vec<u32>,
    /// Its parts of speech: bit i for the i-th of [`PartOfSpeech::ALL`].
    parts: Vec<u8>,
    /// Lemmas by hash: their number or [`FREE`]; as long as a power of two.
    table: Vec<u32>,
    /// For each part of speech, the lemmas of each irregular form.
    exceptions: [Exceptions; 4],
}

impl WordNet {
    /// The embedded one.
    ///
    /// # Errors
    /// None while the embedded file is whole.
    pub fn embedded() -> Result<&'static Self> {
        static LOADED: LazyLock<std::result::Result<WordNet, String>> = LazyLock::new(|| WordNet::unpack(PACKED));
        LOADED.as_ref().map_err(|problem| Error::format("wordnet.txt.gz", problem.clone()))
    }

    fn unpack(packed: &[u8]) -> std::result::Result<Self, String> {
        let mut text = String::new();
        GzDecoder::new(packed).read_to_string(&mut text).map_err(|e| e.to_string())?;
        Self::read(&text).ok_or_else(|| "its lines are not those that data/wordnet/make.py writes".to_owned())
    }

    fn read(text: &str) -> Option<Self> {
        let mut wordnet = Self::default();
        let mut lines = text.lines();
        while let Some(head) = lines.next() {
            let [kind, letters, count] = head.split(' ').collect::<Vec<_>>().try_into().ok()?;
            let count: usize = count.parse().ok()?;
            let parts: Vec<PartOfSpeech> = letters.chars().map(PartOfSpeech::of_letter).collect::<Option<_>>()?;
            match (kind, &*parts) {
                ("lemmas", parts) => {
                    let bits = parts.iter().fold(0, |bits, &part| bits | 1 << part as u8);
                    let shared = lines.next()?.bytes();
                    wordnet.read_lemmas(bits, shared, lines.by_ref().take(count))?;
                }
                ("exceptions", &[part]) => {
                    for line in lines.by_ref().take(count) {
                        let (form, lemmas) = line.split_once(' ')?;
                        let lemmas = lemmas.split(' ').map(Box::from).collect();
                        wordnet.exceptions[part as usize].insert(form.into(), lemmas);
                    }
                }
                _ => return None,
            }
        }
        wordnet.index();
        Some(wordnet)
    }

    /// Lemmas of these parts of speech: how many letters each shares with the one before it, and the rest of each.
    fn read_lemmas<'a>(
        &mut self,
        parts: u8,
        shared: impl Iterator<Item = u8>,
        rest: impl Iterator<Item = &'a str>,
    ) -> Option<()> {
        let mut before = String::new();
        for (shared, rest) in shared.zip(rest) {
            let shared = usize::from(shared.checked_sub(32)?);
            before.is_char_boundary(shared).then(|| before.truncate(shared))?;
            before.push_str(rest);
            self.letters.push_str(&before);
            self.ends.push(self.letters.len().try_into().ok()?);
            self.parts.push(parts);
        }
        Some(())
    }

    fn index(&mut self) {
        self.table = vec![FREE; (self.ends.len() * 2).next_power_of_two()];
        for number in 0..self.ends.len() {
            let mut place = hash(self.lemma(number)) & (self.table.len() - 1);
            while self.table[place] != FREE {
                place = (place + 1) & (self.table.len() - 1);
            }
            self.table[place] = number as u32;
        }
    }

    /// How many lemmas there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn lemma(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[start as usize..self.ends[number] as usize]
    }

    /// Every lemma of this part of speech; between parts of a phrase stands `_`.
    pub fn lemmas(&self, part: PartOfSpeech) -> impl Iterator<Item = &str> {
        (0..self.len()).filter(move |&number| self.parts[number] >> part as u8 & 1 == 1).map(|number| self.lemma(number))
    }

    /// Every irregular form of this part of speech with its lemmas, in alphabetical order.
    pub fn exceptions(&self, part: PartOfSpeech) -> impl Iterator<Item = (&str, &[Box<str>])> {
        let mut all: Vec<(&str, &[Box<str>])> =
            self.exceptions[part as usize].iter().map(|(form, of)| (&**form, &**of)).collect();
        all.sort();
        all.into_iter()
    }

    /// Whether this is a lemma of that part of speech.
    pub fn has(&self, word: &str, part: PartOfSpeech) -> bool {
        let mut place = hash(word) & (self.table.len() - 1);
        loop {
            match self.table[place] {
                FREE => return false,
                number if self.lemma(number as usize) == word => return self.parts[number as usize] >> part as u8 & 1 == 1,
                _ => place = (place + 1) & (self.table.len() - 1),
            }
        }
    }

    /// The lemmas of an irregular form, where it is listed.
    pub fn exception(&self, form: &str, part: PartOfSpeech) -> Option<&[Box<str>]> {
        self.exceptions[part as usize].get(form).map(|lemmas| &**lemmas)
    }
}

/// Eight letters at a time, multiplied and folded.
fn hash(word: &str) -> usize {
    let (eights, rest) = word.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let fold = |sum: u64, eight: &[u8; 8]| {
        let product = u128::from(sum ^ u64::from_le_bytes(*eight)) * 0x9E37_79B9_7F4A_7C15_u128;
        (product as u64) ^ ((product >> 64) as u64)
    };
    fold(eights.iter().fold(word.len() as u64, fold), &last) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_wordnet_says_it_holds() {
        let wordnet = WordNet::embedded().unwrap();
        assert_eq!(wordnet.len(), 147_306);
        // The counts of WordNet 3.0's own statistics (wnstats), and the lines of its exception lists without the repeated.
        let counts = PartOfSpeech::ALL.map(|part| (wordnet.lemmas(part).count(), wordnet.exceptions(part).count()));
        assert_eq!(counts, [(117_798, 2050), (11_529, 2401), (21_479, 1489), (4481, 7)]);
        for part in PartOfSpeech::ALL {
            assert!(wordnet.lemmas(part).all(|lemma| wordnet.has(lemma, part)));
        }
        assert!(!wordnet.has("", PartOfSpeech::Noun) && !wordnet.has("dogs", PartOfSpeech::Noun));
    }

    #[test]
    fn a_damaged_file_is_refused() {
        assert!(WordNet::unpack(&PACKED[..PACKED.len() / 2]).is_err());
        for text in
            ["lemmas n", "lemmas x 1\n \nrest", "lemmas n 1\n!\nrest", "words n 0", "exceptions nv 0", "exceptions n 1\nalone"]
        {
            assert!(WordNet::read(text).is_none(), "{text}");
        }
    }
}
