#![doc = include_str!("tfidf.md")]

use super::count::{Corpus, CountModel, CountVectorizer, Counted};
use super::count_fast::Source;
use crate::error::{Error, Result};
use crate::linalg::{Csr, CsrView};
use crate::threads;
use serde::Serialize;

/// What a term's count in a text becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tf {
    /// The count itself.
    #[default]
    Count,
    /// 1 + ln(count).
    Sublinear,
    /// The textbook's: the count over the number of words of the text.
    Share,
}

/// What a term weighs that `df` of `n` texts have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Idf {
    /// 1.
    None,
    /// ln(n / df) + 1.
    Plain,
    /// ln((1 + n) / (1 + df)) + 1: as if one more text had every term.
    #[default]
    Smooth,
    /// The textbook's, ln(n / (df + 1)): negative for a term that every text has.
    Textbook,
}

/// What a text's weights are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Norm {
    /// Nothing.
    None,
    /// The sum of their magnitudes.
    L1,
    /// The root of the sum of their squares: the dot product of two texts is then their cosine.
    #[default]
    L2,
}

/// How counts are weighed: what scikit-learn calls `TfidfTransformer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Weighting {
    /// Of the count.
    pub tf: Tf,
    /// Of the number of texts.
    pub idf: Idf,
    /// Of the whole text.
    pub norm: Norm,
}

impl Weighting {
    /// The textbook's: count over words, ln(n / (df + 1)), no norm.
    pub const TEXTBOOK: Self = Self { tf: Tf::Share, idf: Idf::Textbook, norm: Norm::None };

    // ANCHOR: idf
    /// The weight of a term that `df` of `n` texts have.
    pub fn idf_of(&self, df: f64, n: f64) -> f64 {
        match self.idf {
            Idf::None => 1.0,
            Idf::Plain => (n / df).ln() + 1.0,
            Idf::Smooth => ((n + 1.0) / (df + 1.0)).ln() + 1.0,
            Idf::Textbook => (n / (df + 1.0)).ln(),
        }
    }
    // ANCHOR_END: idf

    // ANCHOR: weigh
    /// The weights of one text: of the counts of its terms, the idf of each, and how many words it has.
    pub fn weigh(&self, counts: impl Iterator<Item = f64>, idf: impl Fn(usize) -> f64, words: f64, out: &mut [f64]) {
        for (i, (count, out)) in counts.zip(out.iter_mut()).enumerate() {
            let tf = match self.tf {
                Tf::Count => count,
                Tf::Sublinear => count.ln() + 1.0,
                Tf::Share => count / words,
            };
            *out = tf * idf(i);
        }
        let norm = match self.norm {
            Norm::None => return,
            Norm::L1 => out.iter().map(|w| w.abs()).sum(),
            Norm::L2 => out.iter().map(|w| w * w).sum::<f64>().sqrt(),
        };
        if norm != 0.0 {
            out.iter_mut().for_each(|w| *w /= norm);
        }
    }
    // ANCHOR_END: weigh

    /// The idf of each column of a matrix of counts.
    pub fn fit<T: Copy + Into<f64>>(&self, counts: CsrView<'_, T>) -> Vec<f64> {
        let mut df = vec![0_u64; counts.columns()];
        for (&column, &value) in counts.indices().iter().zip(counts.values()) {
            df[column as usize] += u64::from(value.into() != 0.0);
        }
        df.iter().map(|&df| self.idf_of(df as f64, counts.rows() as f64)).collect()
    }

    /// Weighs a matrix of counts; the words of a text are the sum of its row.
    ///
    /// # Errors
    /// [`Error::Shape`] where there is not one idf for each column.
    pub fn transform<T: Copy + Into<f64> + Sync>(&self, counts: CsrView<'_, T>, idf: &[f64]) -> Result<Csr<f64>> {
        if idf.len() != counts.columns() {
            return Err(Error::shape("idf", idf.len(), format!("{}, one for each column", counts.columns())));
        }
        let rows = threads::map_chunks(counts.rows(), 1024, counts.len() * 4, |range| {
            let mut values = vec![];
            for i in range {
                let (columns, counts) = counts.row(i);
                let begin = values.len();
                values.resize(begin + columns.len(), 0.0);
                let words = counts.iter().map(|&n| n.into()).sum();
                let own = counts.iter().map(|&n| n.into());
                self.weigh(own, |i| idf[columns[i] as usize], words, &mut values[begin..]);
            }
            values
        });
        let starts = std::iter::once(0).chain((0..counts.rows()).map(|i| counts.places(i).end)).collect();
        Ok(Csr { columns: counts.columns(), starts, indices: counts.indices().to_vec(), values: rows.concat() })
    }
}

/// Counts and weighs terms: what scikit-learn calls `TfidfVectorizer`, and the textbook's form.
///
/// ```
/// use openwork::text::TfidfVectorizer;
/// let (model, matrix) = TfidfVectorizer::new().fit_transform(&["the cat sat", "the dog sat"])?;
/// assert_eq!(model.counts.terms().collect::<Vec<_>>(), ["cat", "dog", "sat", "the"]);
/// assert!(matrix.row(0).1[0] > matrix.row(0).1[1]); // cat says more than sat
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct TfidfVectorizer {
    counts: CountVectorizer,
    weighting: Weighting,
}

impl TfidfVectorizer {
    /// scikit-learn's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The textbook's form: count over words, ln(n / (df + 1)), no norm.
    pub fn textbook() -> Self {
        Self { counts: CountVectorizer::new(), weighting: Weighting::TEXTBOOK }
    }

    /// How terms are counted.
    pub fn counts(mut self, counts: CountVectorizer) -> Self {
        self.counts = counts;
        self
    }

    /// How counts are weighed.
    pub fn weighting(mut self, weighting: Weighting) -> Self {
        self.weighting = weighting;
        self
    }

    /// Learns the terms and their idf from the texts.
    ///
    /// # Errors
    /// As [`CountVectorizer::fit_transform`].
    pub fn fit<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Result<TfidfModel> {
        Ok(self.learn(texts)?.0)
    }

    /// Learns from the texts and weighs them: a row for each text, a column for each term by the alphabet.
    ///
    /// # Errors
    /// As [`CountVectorizer::fit_transform`].
    pub fn fit_transform<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Result<(TfidfModel, Csr)> {
        let (model, counted) = self.learn(texts)?;
        let matrix = model.weigh(&counted);
        Ok((model, matrix))
    }

    /// As [`fit_transform`](Self::fit_transform), of texts in one piece of memory.
    ///
    /// # Errors
    /// As [`CountVectorizer::fit_transform`].
    pub fn fit_transform_corpus(&self, texts: &Corpus) -> Result<(TfidfModel, Csr)> {
        let (model, counted) = self.learn(texts)?;
        let matrix = model.weigh(&counted);
        Ok((model, matrix))
    }

    fn learn<D: Source + ?Sized>(&self, texts: &D) -> Result<(TfidfModel, Counted)> {
        let (counts, counted) = self.counts.learn(texts)?;
        let n = counted.texts() as f64;
        let idf = counted.df().iter().map(|&df| self.weighting.idf_of(df as f64, n)).collect();
        Ok((TfidfModel { counts, idf, weighting: self.weighting }, counted))
    }
}

/// The terms that were learned, and what each weighs.
#[derive(Debug, Clone)]
pub struct TfidfModel {
    /// The terms.
    pub counts: CountModel,
    /// What each weighs: its idf.
    pub idf: Vec<f64>,
    /// How counts are weighed.
    pub weighting: Weighting,
}

impl TfidfModel {
    /// Weighs the known terms of other texts.
    pub fn transform<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Csr {
        self.weigh(&self.counts.count(texts))
    }

    /// As [`transform`](Self::transform), of texts in one piece of memory.
    pub fn transform_corpus(&self, texts: &Corpus) -> Csr {
        self.weigh(&self.counts.count(texts))
    }

    fn weigh(&self, counted: &Counted) -> Csr {
        counted.weighed(|columns, counts, words, out: &mut [f64]| {
            let counts = counts.iter().map(|&n| f64::from(n));
            self.weighting.weigh(counts, |i| self.idf[columns[i] as usize], f64::from(words), out);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analyzer, Texts, Unit};
    use proptest::prelude::*;

    const TEXTS: [&str; 4] = [
        "This is the first document.",
        "This document is the second document.",
        "And this is the third one.",
        "Is this the first document?",
    ];

    #[test]
    fn the_textbook_by_hand() {
        let (model, matrix) = TfidfVectorizer::textbook().fit_transform(&TEXTS).unwrap();
        let at = |row: usize, term: &str| {
            let (columns, values) = matrix.row(row);
            columns.iter().position(|&c| Some(c) == model.counts.column(term)).map(|i| values[i])
        };
        assert_eq!(at(1, "document"), Some(2.0 / 6.0 * (4.0_f64 / 4.0).ln()));
        assert_eq!(at(2, "third"), Some(1.0 / 6.0 * (4.0_f64 / 2.0).ln()));
        assert_eq!(at(0, "is"), Some(1.0 / 5.0 * (4.0_f64 / 5.0).ln())); // every text has it: below 0
        assert_eq!(at(0, "third"), None);
    }

    #[test]
    fn pruning_by_hand() {
        let with = |counts: CountVectorizer| {
            let model = counts.fit(&TEXTS).map(|model| model.terms().map(str::to_owned).collect::<Vec<_>>());
            model.map_err(|e| e.to_string())
        };
        assert_eq!(
            with(CountVectorizer::new().min_df(Texts::Count(2)).max_df(Texts::Share(0.75))).unwrap(),
            ["document", "first"]
        );
        assert_eq!(with(CountVectorizer::new().max_features(Some(2))).unwrap(), ["document", "is"]);
        assert!(with(CountVectorizer::new().min_df(Texts::Count(5))).unwrap_err().contains("max_df"));
        assert!(with(CountVectorizer::new().min_df(Texts::Count(4)).max_df(Texts::Count(4)).max_features(Some(0))).is_err());
        assert!(with(CountVectorizer::new().max_df(Texts::Share(0.1)).min_df(Texts::Count(0))).unwrap_err().contains("pruning"));
        assert!(with(CountVectorizer::new().vocabulary(["a", "a"])).unwrap_err().contains("twice"));
        assert_eq!(with(CountVectorizer::new().vocabulary(["this", "and"])).unwrap(), ["this", "and"]);
        let empty = CountVectorizer::new().fit(&["a b", "", "I"]).unwrap_err().to_string();
        assert!(empty.contains("the vocabulary is empty"), "{empty}");
        assert!(CountVectorizer::new().fit::<&str>(&[]).is_err());
    }

    proptest! {
        #[test]
        fn the_fast_counts_are_the_plain_ones(texts in prop::collection::vec("[abÉ你 ]{0,30}", 1..60), unit in 0..5_usize) {
            let counts = CountVectorizer::new().analyzer(Analyzer::default().unit(Unit::ALL[unit].0).ngrams(1, 2));
            let (terms, plain) = counts.fit_transform_plain(&texts).unwrap();
            match counts.fit_transform(&texts) {
                Err(_) => prop_assert!(terms.is_empty()),
                Ok((model, fast)) => {
                    prop_assert_eq!(model.terms().map(str::to_owned).collect::<Vec<_>>(), terms);
                    prop_assert_eq!(&fast, &plain);
                    prop_assert_eq!(&model.transform(&texts), &plain);
                }
            }
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let texts: Vec<String> = (0..20_000_u64).map(|i| format!("w{} w{} common w{}", i % 997, i * i % 4001, i % 7)).collect();
        let one = threads::with(Some(1), || TfidfVectorizer::new().fit_transform(&texts).unwrap());
        for n in [2, 8] {
            let many = threads::with(Some(n), || TfidfVectorizer::new().fit_transform(&texts).unwrap());
            assert!(one.1 == many.1 && one.0.idf == many.0.idf && one.0.counts.terms().eq(many.0.counts.terms()));
        }
    }
}
