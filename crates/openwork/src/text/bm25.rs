#![doc = include_str!("bm25.md")]

use super::analyzer::Analyzer;
use super::count::{Corpus, CountModel, CountVectorizer, Counted};
use super::count_fast::Source;
use super::postings::Postings;
use crate::error::{Error, Result};
use serde::Serialize;

/// Which BM25: the name has five formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub enum Bm25Variant {
    /// Robertson's, with an idf that is not let below 0.
    #[serde(rename = "robertson")]
    Robertson,
    /// Lucene's, whose idf is never below 0: the default.
    #[default]
    #[serde(rename = "lucene")]
    Lucene,
    /// ATIRE's: idf = ln(n / df).
    #[serde(rename = "atire")]
    Atire,
    /// BM25L, which is kinder to long documents.
    #[serde(rename = "bm25l")]
    L,
    /// BM25+, where a term that is there counts at least delta.
    #[serde(rename = "bm25+")]
    Plus,
}

impl Bm25Variant {
    /// All five, by name.
    pub const ALL: [(Bm25Variant, &'static str); 5] = [
        (Bm25Variant::Robertson, "robertson"),
        (Bm25Variant::Lucene, "lucene"),
        (Bm25Variant::Atire, "atire"),
        (Bm25Variant::L, "bm25l"),
        (Bm25Variant::Plus, "bm25+"),
    ];

    /// The variant of this name.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other name.
    pub fn parse(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == name).map(|&(variant, _)| variant);
        found.ok_or_else(|| Error::setting("variant", format!("{name:?}"), "robertson, lucene, atire, bm25l or bm25+"))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|&&(variant, _)| variant == self).map_or("", |&(_, name)| name)
    }

    // ANCHOR: idf
    /// What a term weighs that `df` of `n` documents have.
    pub fn idf(self, df: f64, n: f64) -> f64 {
        match self {
            Self::Robertson => ((n - df + 0.5) / (df + 0.5)).max(1.0).ln(),
            Self::Lucene => (1.0 + (n - df + 0.5) / (df + 0.5)).ln(),
            Self::Atire => (n / df).ln(),
            Self::L => ((n + 1.0) / (df + 0.5)).ln(),
            Self::Plus => ((n + 1.0) / df).ln(),
        }
    }
    // ANCHOR_END: idf

    /// The formula of a document's score, to be shown beside its results.
    pub fn formula(self) -> &'static str {
        match self {
            Self::Robertson => "sum ln(max(1, (N-df+.5)/(df+.5))) tf/(tf + K)",
            Self::Lucene => "sum ln(1 + (N-df+.5)/(df+.5)) tf/(tf + K)",
            Self::Atire => "sum ln(N/df) (k1+1) tf/(tf + K)",
            Self::L => "sum ln((N+1)/(df+.5)) (k1+1) (c+delta)/(k1 + c+delta), c = tf k1/K",
            Self::Plus => "sum ln((N+1)/df) ((k1+1) tf/(tf + K) + delta)",
        }
    }
}

impl std::fmt::Display for Bm25Variant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The formula's settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bm25Formula {
    /// Which formula.
    pub variant: Bm25Variant,
    /// How soon more of a term stops to count: 0 at once.
    pub k1: f64,
    /// How much a document's length counts, from 0 to 1.
    pub b: f64,
    /// What a term's presence counts, for BM25L and BM25+.
    pub delta: f64,
}

impl Default for Bm25Formula {
    fn default() -> Self {
        Self { variant: Bm25Variant::Lucene, k1: 1.5, b: 0.75, delta: 0.5 }
    }
}

impl Bm25Formula {
    /// Checks the settings.
    pub(crate) fn check(&self) -> Result<()> {
        if !(self.k1 >= 0.0 && self.k1.is_finite()) {
            return Err(Error::setting("k1", self.k1, "a number of at least 0, such as 1.5"));
        }
        if !(0.0..=1.0).contains(&self.b) {
            return Err(Error::setting("b", self.b, "a number from 0 to 1, such as 0.75"));
        }
        if !(self.delta >= 0.0 && self.delta.is_finite()) {
            return Err(Error::setting("delta", self.delta, "a number of at least 0, such as 0.5"));
        }
        Ok(())
    }

    // ANCHOR: tf
    /// What `tf` of a term count in a document whose length is `length` times the mean.
    pub fn tf(&self, tf: f64, length: f64) -> f64 {
        let Self { variant, k1, b, delta } = *self;
        let share = 1.0 - b + b * length;
        match variant {
            Bm25Variant::Robertson | Bm25Variant::Lucene => tf / (k1 * share + tf),
            Bm25Variant::Atire => tf * (k1 + 1.0) / (tf + k1 * share),
            Bm25Variant::L => {
                let c = tf / share + delta;
                (k1 + 1.0) * c / (k1 + c)
            }
            Bm25Variant::Plus => (k1 + 1.0) * tf / (k1 * share + tf) + delta,
        }
    }
    // ANCHOR_END: tf

    /// What a document counts that lacks the term: 0, but for BM25L and BM25+, where all documents get it.
    pub(crate) fn absent(&self) -> f64 {
        match self.variant {
            Bm25Variant::L if self.delta > 0.0 => self.tf(0.0, 1.0),
            Bm25Variant::Plus => self.delta,
            _ => 0.0,
        }
    }
}

/// BM25: ranks documents by the words of a query.
///
/// ```
/// use openwork::text::Bm25;
/// let model = Bm25::new().fit(&["a cat purrs", "a dog barks", "cats and dogs"])?;
/// let best = model.search(&["dog"], 1);
/// assert_eq!(best[0][0].0, 1);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Bm25 {
    formula: Bm25Formula,
    analyzer: Analyzer,
}

impl Bm25 {
    /// Lucene's formula, k1 = 1.5, b = 0.75; words of two characters and more, in small letters.
    pub fn new() -> Self {
        Self::default()
    }

    /// The formula and its settings.
    pub fn formula(mut self, formula: Bm25Formula) -> Self {
        self.formula = formula;
        self
    }

    /// How a text becomes words.
    pub fn analyzer(mut self, analyzer: Analyzer) -> Self {
        self.analyzer = analyzer;
        self
    }

    /// Learns the documents.
    ///
    /// # Errors
    /// [`Error::Empty`] where they have no word, [`Error::Setting`] for settings outside their domain.
    pub fn fit<S: AsRef<str> + Sync>(&self, documents: &[S]) -> Result<Bm25Model> {
        self.learn(documents)
    }

    /// As [`fit`](Self::fit), of documents in one piece of memory.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_corpus(&self, documents: &Corpus) -> Result<Bm25Model> {
        self.learn(documents)
    }

    fn learn<D: Source + ?Sized>(&self, documents: &D) -> Result<Bm25Model> {
        self.formula.check()?;
        let (counts, counted) = CountVectorizer::new().analyzer(self.analyzer.clone()).learn(documents)?;
        Ok(Bm25Model::new(self.formula, counts, &counted))
    }
}

/// The documents that were learned.
#[derive(Debug, Clone)]
pub struct Bm25Model {
    /// The words.
    pub counts: CountModel,
    /// The formula and its settings.
    pub formula: Bm25Formula,
    /// What each word adds to a document that has it, above what it adds to all.
    postings: Postings,
    /// What each word adds to all.
    absent: Vec<f64>,
}

impl Bm25Model {
    fn new(formula: Bm25Formula, counts: CountModel, counted: &Counted) -> Self {
        let n = counted.texts() as f64;
        let idf: Vec<f64> = counted.df().iter().map(|&df| formula.variant.idf(df as f64, n)).collect();
        let lengths: Vec<u32> = counted.lengths().collect();
        let mean = lengths.iter().map(|&l| f64::from(l)).sum::<f64>() / n;
        let absent: Vec<f64> = idf.iter().map(|idf| idf * formula.absent()).collect();
        let matrix = counted.counts();
        let weight = |row: usize, i: usize| {
            let term = matrix.indices[i] as usize;
            let length = f64::from(lengths[row]) / mean;
            idf[term] * formula.tf(f64::from(matrix.values[i]), length) - absent[term]
        };
        let postings = Postings::of_rows(matrix.view(), weight);
        Self { counts, formula, postings, absent }
    }

    /// How many documents.
    pub fn documents(&self) -> usize {
        self.postings.documents
    }

    /// The known words of a query, each with how often it comes, and what they add to all documents.
    fn query<'a>(&self, words: impl Iterator<Item = &'a str>) -> (Vec<(u32, f64)>, f64) {
        let mut ids: Vec<u32> = words.filter_map(|word| self.counts.column(word)).collect();
        ids.sort_unstable();
        let query: Vec<(u32, f64)> = ids.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f64)).collect();
        let all = query.iter().map(|&(id, n)| n * self.absent[id as usize]).sum();
        (query, all)
    }

    /// The score of every document for a query of these words.
    pub fn scores_of_words<'a>(&self, words: impl Iterator<Item = &'a str>) -> Vec<f64> {
        let (query, all) = self.query(words);
        let mut sums = self.postings.sums(&query);
        sums.iter_mut().for_each(|sum| *sum += all);
        sums
    }

    /// The score of every document for a query.
    pub fn scores(&self, query: &str) -> Vec<f64> {
        let words = self.counts.analyzer().terms(query).unwrap_or_default();
        self.scores_of_words(words.iter().map(String::as_str))
    }

    /// For each query the `k` best documents, or all where there are fewer, with their scores: the best first, of equals the
    /// lower number.
    pub fn search<S: AsRef<str> + Sync>(&self, queries: &[S], k: usize) -> Vec<Vec<(u32, f64)>> {
        let words: Vec<Vec<String>> =
            queries.iter().map(|query| self.counts.analyzer().terms(query.as_ref()).unwrap_or_default()).collect();
        self.search_words(&words, k)
    }

    /// As [`search`](Self::search), of queries that were cut into words beforehand.
    pub fn search_words<S: AsRef<str> + Sync>(&self, queries: &[Vec<S>], k: usize) -> Vec<Vec<(u32, f64)>> {
        let known: Vec<_> = queries.iter().map(|words| self.query(words.iter().map(AsRef::as_ref))).collect();
        let mut found = self.postings.best_of_all(known.len(), |i| &known[i].0, k);
        for (best, (_, all)) in found.iter_mut().zip(&known) {
            best.iter_mut().for_each(|(_, score)| *score += all);
        }
        found
    }

    /// As [`search`](Self::search), by the definition: all scores, sorted.
    pub fn search_plain(&self, query: &str, k: usize) -> Vec<(u32, f64)> {
        let words = self.counts.analyzer().terms(query).unwrap_or_default();
        let (query, all) = self.query(words.iter().map(String::as_str));
        self.postings.best_plain(&query, k).into_iter().map(|(id, score)| (id, score + all)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTS: [&str; 5] =
        ["the cat sat on the mat", "the dog", "a cat and a dog and a cat", "", "mat mat mat mat mat mat mat"];

    /// By the definition, document after document.
    fn by_hand(formula: Bm25Formula, query: &str) -> Vec<f64> {
        let words: Vec<Vec<String>> = DOCUMENTS.iter().map(|d| Analyzer::default().terms(d).unwrap()).collect();
        let mean = words.iter().map(Vec::len).sum::<usize>() as f64 / words.len() as f64;
        let score = |document: &Vec<String>| -> f64 {
            let mut sum = 0.0;
            for word in query.split(' ') {
                let df = words.iter().filter(|other| other.iter().any(|w| w == word)).count() as f64;
                let tf = document.iter().filter(|w| *w == word).count() as f64;
                let length = document.len() as f64 / mean;
                if df > 0.0 {
                    let part = if tf > 0.0 { formula.tf(tf, length) } else { formula.absent() };
                    sum += formula.variant.idf(df, words.len() as f64) * part;
                }
            }
            sum
        };
        words.iter().map(score).collect()
    }

    #[test]
    fn every_variant_is_its_formula() {
        for (variant, _) in Bm25Variant::ALL {
            let formula = Bm25Formula { variant, k1: 1.2, b: 0.6, delta: 0.7 };
            let model = Bm25::new().formula(formula).fit(&DOCUMENTS).unwrap();
            for query in ["cat mat", "the", "cat cat dog", "none", "mat none cat"] {
                let wanted = by_hand(formula, query);
                let scores = model.scores(query);
                assert!(
                    scores.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-12),
                    "{variant} {query}: {scores:?} {wanted:?}"
                );
                assert_eq!(model.search(&[query], 3)[0], model.search_plain(query, 3));
            }
        }
    }

    #[test]
    fn bad_settings_and_empty_documents_are_refused() {
        let with = |k1, b, delta| Bm25::new().formula(Bm25Formula { k1, b, delta, ..Default::default() }).fit(&DOCUMENTS);
        assert!(with(-1.0, 0.5, 0.5).is_err() && with(1.0, 1.5, 0.5).is_err() && with(1.0, 0.5, f64::NAN).is_err());
        assert!(Bm25::new().fit(&["", "a"]).unwrap_err().to_string().contains("vocabulary"));
        assert!(Bm25Variant::parse("okapi").is_err());
    }
}
