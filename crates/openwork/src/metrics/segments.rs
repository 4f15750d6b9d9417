//! Segments and corpora: what BLEU, chrF and TER share.
//!
//! Each of them counts something in every segment (a hypothesis and its references), adds the counts up, and makes a score of
//! the sums. The counts are a *sufficient statistic*: the score of a corpus is a function of its sums and not a mean of the
//! scores of its segments, and the sums of two parts of a corpus add up to those of the whole. So a corpus can be read in parts,
//! counted on many threads, and drawn again a thousand times for a confidence interval, without counting twice.

use crate::error::{Error, Result};
use crate::threads;

/// Counts that add up.
pub trait Statistics: Clone + Send + Sync {
    /// Adds the counts of other segments.
    fn merge(&mut self, other: &Self);

    /// The counts as numbers, always as many for one metric: what resampling adds up.
    fn numbers(&self) -> Vec<f64>;
}

/// A metric of hypotheses against references.
pub trait TextMetric: Sync {
    /// What it counts.
    type Statistics: Statistics;
    /// Memory that counting uses again for the next segment.
    type Scratch: Default;

    /// How many segments make a chunk of work: few where one takes long.
    const CHUNK: usize;

    /// What one segment takes, in elementary operations: whether a second thread is worth waking.
    const WORK: usize;

    /// The name with the settings in it that the field writes there, such as `chrF2++`.
    fn name(&self) -> String;

    /// The counts of no segments at all.
    fn nothing(&self) -> Self::Statistics;

    /// Adds one segment's counts; there is at least one reference.
    fn count<S: AsRef<str>>(&self, hypothesis: &str, references: &[S], scratch: &mut Self::Scratch, into: &mut Self::Statistics);

    /// The score of the sums, from 0 to 100; for TER, which counts errors, from 0 up.
    fn value(&self, statistics: &Self::Statistics) -> f64;

    /// The score of sums as [`Statistics::numbers`] gives them.
    fn value_of(&self, numbers: &[f64]) -> f64;

    /// The settings, for the signature.
    fn settings(&self) -> String;

    /// Whether more is better.
    fn ascending(&self) -> bool {
        true
    }

    /// All settings in one line, by which a score can be made again: the form is sacreBLEU's, the version ours.
    fn signature(&self, references: References, bootstrap: Option<(usize, u64)>) -> String {
        let drawn = bootstrap.map_or_else(String::new, |(samples, seed)| format!("|bs:{samples}|seed:{seed}"));
        format!("nrefs:{references}{drawn}|{}|version:openwork-{}", self.settings(), env!("CARGO_PKG_VERSION"))
    }

    /// Adds up a corpus on all threads; the result is the same for any number of them.
    ///
    /// # Errors
    /// Lists of different length, no segments, a segment without references.
    fn corpus<H, R, S>(&self, hypotheses: &[H], references: &[R]) -> Result<Counted<Self::Statistics>>
    where
        H: AsRef<str> + Sync,
        R: AsRef<[S]> + Sync,
        S: AsRef<str>,
    {
        let seen = check(hypotheses, references)?;
        let parts = threads::map_chunks(hypotheses.len(), Self::CHUNK, hypotheses.len() * Self::WORK, |range| {
            let (mut sums, mut scratch) = (self.nothing(), Self::Scratch::default());
            for i in range {
                self.count(hypotheses[i].as_ref(), references[i].as_ref(), &mut scratch, &mut sums);
            }
            sums
        });
        let mut statistics = self.nothing();
        parts.iter().for_each(|part| statistics.merge(part));
        Ok(Counted { segments: hypotheses.len(), references: seen, statistics })
    }

    /// The counts of every segment on its own.
    ///
    /// # Errors
    /// As [`corpus`](Self::corpus).
    fn segments<H, R, S>(&self, hypotheses: &[H], references: &[R]) -> Result<Vec<Self::Statistics>>
    where
        H: AsRef<str> + Sync,
        R: AsRef<[S]> + Sync,
        S: AsRef<str>,
    {
        check(hypotheses, references)?;
        let parts = threads::map_chunks(hypotheses.len(), Self::CHUNK, hypotheses.len() * Self::WORK, |range| {
            let mut scratch = Self::Scratch::default();
            let one = |i: usize| {
                let mut counts = self.nothing();
                self.count(hypotheses[i].as_ref(), references[i].as_ref(), &mut scratch, &mut counts);
                counts
            };
            range.map(one).collect::<Vec<_>>()
        });
        Ok(parts.into_iter().flatten().collect())
    }
}

/// How many references the segments have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub enum References {
    /// No segment was seen.
    #[default]
    Unknown,
    /// Every segment has as many.
    Each(usize),
    /// The segments differ.
    Varying,
}

impl References {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, seen) | (seen, Self::Unknown) => seen,
            (a, b) if a == b => a,
            _ => Self::Varying,
        }
    }
}

impl std::fmt::Display for References {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => write!(f, "0"),
            Self::Each(n) => write!(f, "{n}"),
            Self::Varying => write!(f, "var"),
        }
    }
}

/// A corpus, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted<T> {
    /// How many segments.
    pub segments: usize,
    /// How many references each of them has.
    pub references: References,
    /// The sums.
    pub statistics: T,
}

impl<T: Statistics> Counted<T> {
    /// Adds a corpus that was counted elsewhere, such as the next part of a file.
    pub fn merge(&mut self, other: &Self) {
        self.segments += other.segments;
        self.references = self.references.and(other.references);
        self.statistics.merge(&other.statistics);
    }
}

fn check<H, R, S>(hypotheses: &[H], references: &[R]) -> Result<References>
where
    R: AsRef<[S]>,
    S: AsRef<str>,
{
    if hypotheses.is_empty() {
        return Err(Error::empty("hypotheses", "at least one segment"));
    }
    if hypotheses.len() != references.len() {
        return Err(Error::shape("references", references.len(), transposed(hypotheses.len(), references)));
    }
    let mut seen = References::Unknown;
    for (i, references) in references.iter().enumerate() {
        match references.as_ref().len() {
            0 => return Err(Error::empty(format!("references[{i}]"), "at least one reference for every hypothesis")),
            n => seen = seen.and(References::Each(n)),
        }
    }
    Ok(seen)
}

/// What was wanted of references that are not as many as the hypotheses: where they look like whole documents, one list for
/// each translator, that is said, with what to write instead.
fn transposed<R: AsRef<[S]>, S>(hypotheses: usize, references: &[R]) -> String {
    if !references.is_empty() && references.iter().all(|list| list.as_ref().len() == hypotheses) {
        format!(
            "{hypotheses}, one list of references for each hypothesis; these look transposed, {} whole document(s) of {hypotheses} \
             lines each: write `[list(refs) for refs in zip(*references)]` in their place",
            references.len()
        )
    } else {
        format!("{hypotheses}, one list of references for each hypothesis")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Bleu;

    #[test]
    fn transposed_references_are_recognised() {
        let hypotheses = ["a", "b", "c"];
        let error = Bleu::new().corpus(&hypotheses, &[["a", "b", "c"], ["a", "b", "d"]]).unwrap_err().to_string();
        assert!(error.contains("transposed") && error.contains("zip(*references)"), "{error}");
        let error = Bleu::new().corpus(&hypotheses, &[["a"], ["b"]]).unwrap_err().to_string();
        assert!(!error.contains("transposed") && error.contains("wanted 3"), "{error}");
        let none: [&str; 0] = [];
        assert!(Bleu::new().corpus(&none, &[["a"]]).is_err());
        assert!(Bleu::new().corpus(&["a", "b"], &[vec!["a"], vec![]]).unwrap_err().to_string().contains("references[1]"));
    }

    #[test]
    fn references_of_differing_number_are_called_var() {
        let counted = Bleu::new().corpus(&["a", "b"], &[vec!["a"], vec!["b", "c"]]).unwrap();
        assert_eq!(counted.references.to_string(), "var");
        assert_eq!(References::Each(2).and(References::Unknown).to_string(), "2");
    }
}
