//! How often each term comes in each text: the matrix that TF-IDF weighs.

use super::analyzer::{Analyzer, Scratch};
use super::count_fast::{self, DROPPED, Part, Source};
use super::terms::Terms;
use crate::error::{Error, Result};
use crate::linalg::Csr;
use crate::order::sort_places;
use std::collections::{BTreeMap, BTreeSet};

/// A number of texts, counted or as a share of all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Texts {
    /// So many.
    Count(usize),
    /// This share of all, from 0 to 1.
    Share(f64),
}

impl Texts {
    fn of(self, texts: usize, name: &'static str) -> Result<f64> {
        match self {
            Self::Count(n) => Ok(n as f64),
            Self::Share(share) if (0.0..=1.0).contains(&share) => Ok(share * texts as f64),
            Self::Share(share) => Err(Error::setting(name, share, "a share between 0 and 1, or a whole number of texts")),
        }
    }
}

/// Counts terms: what scikit-learn calls `CountVectorizer`.
///
/// ```
/// use openwork::text::CountVectorizer;
/// let (model, counts) = CountVectorizer::new().fit_transform(&["a rose is a rose", "is it"])?;
/// assert_eq!(model.terms().collect::<Vec<_>>(), ["is", "it", "rose"]);
/// assert_eq!(counts.row(0), (&[0, 2][..], &[1, 2][..]));
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct CountVectorizer {
    pub(crate) analyzer: Analyzer,
    min_df: Texts,
    max_df: Texts,
    max_features: Option<usize>,
    binary: bool,
    vocabulary: Option<Vec<String>>,
}

impl Default for CountVectorizer {
    fn default() -> Self {
        Self {
            analyzer: Analyzer::default(),
            min_df: Texts::Count(1),
            max_df: Texts::Share(1.0),
            max_features: None,
            binary: false,
            vocabulary: None,
        }
    }
}

/// Counts by part, and where each part's terms stand; the texts' numbers of words.
pub(crate) struct Counted {
    parts: Vec<Part>,
    maps: Vec<Vec<u32>>,
    columns: usize,
    binary: bool,
}

impl CountVectorizer {
    /// scikit-learn's defaults: words of two characters and more, all of them.
    pub fn new() -> Self {
        Self::default()
    }

    /// How a text becomes terms.
    pub fn analyzer(mut self, analyzer: Analyzer) -> Self {
        self.analyzer = analyzer;
        self
    }

    /// Terms of fewer texts are left out.
    pub fn min_df(mut self, least: Texts) -> Self {
        self.min_df = least;
        self
    }

    /// Terms of more texts are left out.
    pub fn max_df(mut self, most: Texts) -> Self {
        self.max_df = most;
        self
    }

    /// Only so many terms, those that come oftenest; of equals the first by the alphabet.
    pub fn max_features(mut self, most: Option<usize>) -> Self {
        self.max_features = most;
        self
    }

    /// Every count that is not 0 is 1.
    pub fn binary(mut self, binary: bool) -> Self {
        self.binary = binary;
        self
    }

    /// These terms in this order, instead of those that the texts have.
    pub fn vocabulary<S: Into<String>>(mut self, terms: impl IntoIterator<Item = S>) -> Self {
        self.vocabulary = Some(terms.into_iter().map(Into::into).collect());
        self
    }

    /// Learns the terms of the texts.
    ///
    /// # Errors
    /// As [`fit_transform`](Self::fit_transform).
    pub fn fit<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Result<CountModel> {
        Ok(self.learn(texts)?.0)
    }

    /// Learns the terms of the texts and counts them: a row for each text, a column for each term by the alphabet.
    ///
    /// # Errors
    /// [`Error::Empty`] where no term is left, [`Error::Setting`] for settings outside their domain.
    pub fn fit_transform<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Result<(CountModel, Csr<u32>)> {
        let (model, counted) = self.learn(texts)?;
        Ok((model, counted.counts()))
    }

    /// As [`fit_transform`](Self::fit_transform), of texts in one piece of memory.
    ///
    /// # Errors
    /// As [`fit_transform`](Self::fit_transform).
    pub fn fit_transform_corpus(&self, texts: &Corpus) -> Result<(CountModel, Csr<u32>)> {
        let (model, counted) = self.learn(texts)?;
        Ok((model, counted.counts()))
    }

    pub(crate) fn learn<D: Source + ?Sized>(&self, texts: &D) -> Result<(CountModel, Counted)> {
        self.analyzer.check()?;
        let n = texts.count();
        let (low, high) = (self.min_df.of(n, "min_df")?, self.max_df.of(n, "max_df")?);
        if n == 0 && self.vocabulary.is_none() {
            return Err(Error::empty("the list of texts", "at least one"));
        }
        if high < low && self.vocabulary.is_none() {
            return Err(Error::setting("max_df", format!("{high} texts"), format!("at least min_df, {low} texts")));
        }
        if self.max_features == Some(0) {
            return Err(Error::setting("max_features", 0, "1 or more, or none for all"));
        }
        if let Some(given) = &self.vocabulary {
            let model = CountModel::of_terms(self.analyzer.clone(), self.binary, given.iter().map(String::as_bytes))?;
            let counted = model.count(texts);
            return Ok((model, counted));
        }
        let parts = count_fast::count(texts, &self.analyzer, None);
        let (terms, mut maps) = count_fast::gather(&parts);
        if terms.len() == 0 {
            return Err(Error::empty(
                "the vocabulary",
                "texts with at least one term; do they only contain stop words or single letters?",
            ));
        }
        let columns = match self.kept(&parts, &maps, terms.len(), low, high) {
            None => terms.len(),
            Some(kept) => {
                // The kept terms move together.
                let mut next = 0;
                let places: Vec<u32> = kept
                    .iter()
                    .map(|&kept| {
                        if kept {
                            next += 1;
                            next - 1
                        } else {
                            DROPPED
                        }
                    })
                    .collect();
                maps.iter_mut().flatten().for_each(|id| *id = places[*id as usize]);
                if next == 0 {
                    return Err(Error::empty("the vocabulary after pruning", "a lower min_df or a higher max_df"));
                }
                let left = (0..terms.len() as u32).filter(|&id| kept[id as usize]);
                let model = CountModel::of_terms(self.analyzer.clone(), self.binary, left.map(|id| terms.get(id)))?;
                return Ok((model, Counted { parts, maps, columns: next as usize, binary: self.binary }));
            }
        };
        let model = CountModel { analyzer: self.analyzer.clone(), binary: self.binary, terms };
        Ok((model, Counted { parts, maps, columns, binary: self.binary }))
    }

    /// Which terms stay; none where all do.
    fn kept(&self, parts: &[Part], maps: &[Vec<u32>], terms: usize, low: f64, high: f64) -> Option<Vec<bool>> {
        let texts: usize = parts.iter().map(|part| part.ends.len()).sum();
        if low <= 1.0 && high >= texts as f64 && self.max_features.is_none_or(|most| most >= terms) {
            return None;
        }
        let (mut df, mut tf) = (vec![0_u64; terms], vec![0_u64; terms]);
        for (part, map) in parts.iter().zip(maps) {
            for &(id, n) in &part.entries {
                let id = map[id as usize] as usize;
                df[id] += 1;
                tf[id] += if self.binary { 1 } else { u64::from(n) };
            }
        }
        let mut kept: Vec<bool> = df.iter().map(|&df| (low..=high).contains(&(df as f64))).collect();
        if let Some(most) = self.max_features {
            let mut order: Vec<usize> = (0..terms).filter(|&id| kept[id]).collect();
            sort_places(&mut order, &mut |a, b| tf[b].cmp(&tf[a]));
            order.iter().skip(most).for_each(|&id| kept[id] = false);
        }
        Some(kept)
    }

    // ANCHOR: plain
    /// The plain form: the terms of every text in a sorted map. Equal to [`fit_transform`](Self::fit_transform), for all texts and
    /// terms without pruning.
    ///
    /// # Errors
    /// As [`Analyzer::terms`].
    pub fn fit_transform_plain<S: AsRef<str>>(&self, texts: &[S]) -> Result<(Vec<String>, Csr<u32>)> {
        let rows: Vec<Vec<String>> = texts.iter().map(|text| self.analyzer.terms(text.as_ref())).collect::<Result<_>>()?;
        let vocabulary: BTreeSet<&String> = rows.iter().flatten().collect();
        let columns: BTreeMap<&String, u32> = vocabulary.iter().copied().zip(0..).collect();
        let mut counts = Csr { columns: columns.len(), starts: vec![0], indices: vec![], values: vec![] };
        for row in &rows {
            let mut own: BTreeMap<u32, u32> = BTreeMap::new();
            row.iter().for_each(|term| *own.entry(columns[term]).or_default() += 1);
            counts.indices.extend(own.keys());
            counts.values.extend(own.values());
            counts.starts.push(counts.indices.len());
        }
        Ok((vocabulary.into_iter().cloned().collect(), counts))
    }
    // ANCHOR_END: plain
}

impl Counted {
    /// As a matrix of whole numbers.
    pub(crate) fn counts(&self) -> Csr<u32> {
        self.weighed(|_, counts, _, out| out.copy_from_slice(counts))
    }

    /// As a matrix of whatever `weigh` makes of a row's columns, counts and number of terms.
    pub(crate) fn weighed<T: Send + Copy + Default>(&self, weigh: impl Fn(&[u32], &[u32], u32, &mut [T]) + Sync) -> Csr<T> {
        count_fast::assemble(&self.parts, &self.maps, self.columns, |columns, counts, length, out: &mut [T]| {
            if self.binary {
                weigh(columns, &vec![1; counts.len()], length, out);
            } else {
                weigh(columns, counts, length, out);
            }
        })
    }

    /// How many texts.
    pub(crate) fn texts(&self) -> usize {
        self.parts.iter().map(|part| part.ends.len()).sum()
    }

    /// In how many texts each term comes.
    pub(crate) fn df(&self) -> Vec<u64> {
        let mut df = vec![0; self.columns];
        for (p, part) in self.parts.iter().enumerate() {
            let map = self.maps.get(p);
            for &(id, _) in &part.entries {
                let id = map.map_or(id, |map| map[id as usize]);
                if id != DROPPED {
                    df[id as usize] += 1;
                }
            }
        }
        df
    }

    /// How many terms each text has, those that were left out too.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = u32> {
        self.parts.iter().flat_map(|part| part.lengths.iter().copied())
    }
}

/// The terms that were learned, each with its column.
#[derive(Debug, Clone)]
pub struct CountModel {
    pub(crate) analyzer: Analyzer,
    binary: bool,
    pub(crate) terms: Terms,
}

impl CountModel {
    /// A model of these terms, in this order; `binary` counts are 0 or 1.
    ///
    /// # Errors
    /// [`Error::Setting`] for a term twice, [`Error::Empty`] for none.
    pub fn new<S: AsRef<str>>(analyzer: Analyzer, binary: bool, terms: &[S]) -> Result<Self> {
        analyzer.check()?;
        Self::of_terms(analyzer, binary, terms.iter().map(|term| term.as_ref().as_bytes()))
    }

    pub(crate) fn of_terms<'a>(analyzer: Analyzer, binary: bool, words: impl Iterator<Item = &'a [u8]>) -> Result<Self> {
        let mut terms = Terms::default();
        for (place, word) in words.enumerate() {
            if terms.insert(word) as usize != place {
                let word = String::from_utf8_lossy(word);
                return Err(Error::setting("vocabulary", format!("{word:?} twice"), "every term once"));
            }
        }
        if terms.len() == 0 {
            return Err(Error::empty("the vocabulary", "at least one term"));
        }
        Ok(Self { analyzer, binary, terms })
    }

    /// How many terms: the columns of every matrix of this model.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there are none; never of a model that was made.
    pub fn is_empty(&self) -> bool {
        self.terms.len() == 0
    }

    /// The terms, column after column.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.terms.len() as u32).map(|id| self.term(id))
    }

    /// The term of a column.
    pub(crate) fn term(&self, id: u32) -> &str {
        std::str::from_utf8(self.terms.get(id)).unwrap_or_default()
    }

    /// The column of a term.
    pub fn column(&self, term: &str) -> Option<u32> {
        self.terms.find(term.as_bytes())
    }

    /// How a text becomes terms.
    pub fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// Counts the known terms of other texts.
    pub fn transform<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Csr<u32> {
        self.count(texts).counts()
    }

    /// As [`transform`](Self::transform), of texts in one piece of memory.
    pub fn transform_corpus(&self, texts: &Corpus) -> Csr<u32> {
        self.count(texts).counts()
    }

    pub(crate) fn count<D: Source + ?Sized>(&self, texts: &D) -> Counted {
        let parts = count_fast::count(texts, &self.analyzer, Some(&self.terms));
        Counted { parts, maps: vec![], columns: self.terms.len(), binary: self.binary }
    }
}

/// What the pieces of a [`Corpus`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pieces {
    Texts,
    Words,
    Terms,
}

/// Texts in one piece of memory: as they are, or cut into words or into terms beforehand.
#[derive(Debug, Clone)]
pub struct Corpus {
    pieces: Pieces,
    text: String,
    ends: Vec<usize>,
    rows: Vec<usize>,
}

impl Corpus {
    fn of(pieces: Pieces) -> Self {
        Self { pieces, text: String::new(), ends: vec![], rows: vec![] }
    }

    /// Texts that are still to be cut; each is one piece.
    pub fn of_texts() -> Self {
        Self::of(Pieces::Texts)
    }

    /// Texts that were cut into words: stop words are left out of them and runs made.
    pub fn of_words() -> Self {
        Self::of(Pieces::Words)
    }

    /// Texts that were cut into terms, which are counted as they are.
    pub fn of_terms() -> Self {
        Self::of(Pieces::Terms)
    }

    /// The next piece of the text that is being written.
    pub fn piece(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.ends.push(self.text.len());
    }

    /// The text is complete.
    pub fn end(&mut self) {
        self.rows.push(self.ends.len());
    }

    /// How many bytes all texts have.
    pub fn size(&self) -> usize {
        self.text.len()
    }

    fn words(&self, i: usize) -> impl Iterator<Item = &str> {
        let from = if i == 0 { 0 } else { self.rows[i - 1] };
        (from..self.rows[i]).map(|word| {
            let start = if word == 0 { 0 } else { self.ends[word - 1] };
            &self.text[start..self.ends[word]]
        })
    }
}

impl Source for Corpus {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn bytes(&self, i: usize) -> usize {
        let at = |row: usize| if row == 0 { 0 } else { self.ends[row - 1] };
        at(self.rows[i]) - at(if i == 0 { 0 } else { self.rows[i - 1] })
    }

    fn each(&self, i: usize, analyzer: &Analyzer, scratch: &mut Scratch, mut each: impl FnMut(&[u8])) {
        match self.pieces {
            Pieces::Texts => self.words(i).for_each(|text| analyzer.each(text, scratch, &mut each)),
            Pieces::Words => analyzer.each_of_words(self.words(i), scratch, each),
            Pieces::Terms => self.words(i).for_each(|word| each(word.as_bytes())),
        }
    }
}
