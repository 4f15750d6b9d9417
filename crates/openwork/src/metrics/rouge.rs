#![doc = include_str!("rouge.md")]

use super::rouge_lcs::{Lcs, LcsRun};
use super::rouge_tokens::{RougeTokenizer, Vocabulary, Words};
use crate::error::{Error, Result};
use crate::text::PorterStemmer;
use crate::threads;
use serde::Serialize;

/// Which ROUGE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum RougeType {
    /// Runs of n words, counted with clipping.
    N(usize),
    /// The longest common subsequence of the two whole texts.
    L,
    /// The union of the subsequences line by line.
    Lsum,
}

impl RougeType {
    /// The variant of this name: `rouge1`, `rouge2`, …, `rougeL`, `rougeLsum`.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other name.
    pub fn parse(name: &str) -> Result<Self> {
        let unknown = || {
            let want = "rouge1, rouge2, ... (runs of n words, n from 1), rougeL or rougeLsum";
            Error::setting("types", format!("{name:?}"), want)
        };
        match name.strip_prefix("rouge").ok_or_else(unknown)? {
            "L" => Ok(Self::L),
            "Lsum" => Ok(Self::Lsum),
            n if n.bytes().all(|b| b.is_ascii_digit()) && !n.starts_with('0') => Ok(Self::N(n.parse().map_err(|_| unknown())?)),
            _ => Err(unknown()),
        }
    }
}

impl std::fmt::Display for RougeType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::N(n) => write!(f, "rouge{n}"),
            Self::L => f.write_str("rougeL"),
            Self::Lsum => f.write_str("rougeLsum"),
        }
    }
}

/// One score: shares between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct RougeScore {
    /// What part of the hypothesis is in the reference.
    pub precision: f64,
    /// What part of the reference is in the hypothesis.
    pub recall: f64,
    /// Their harmonic mean.
    pub fmeasure: f64,
}

impl RougeScore {
    // ANCHOR: score
    /// Of `hits` things in common, out of so many in the hypothesis and in the reference.
    pub fn of(hits: usize, hypothesis: usize, reference: usize) -> Self {
        let precision = hits as f64 / hypothesis.max(1) as f64;
        let recall = hits as f64 / reference.max(1) as f64;
        let both = precision + recall;
        Self { precision, recall, fmeasure: if both > 0.0 { 2.0 * precision * recall / both } else { 0.0 } }
    }
    // ANCHOR_END: score
}

/// The scores of a batch of texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RougeScores {
    /// The variants, in the order asked for.
    pub types: Vec<RougeType>,
    /// For each text, a score for each variant.
    pub scores: Vec<Vec<RougeScore>>,
    /// How many texts, hypotheses and references, hold letters of which the tokenizer left no word: their scores are 0 and
    /// say nothing. [`RougeTokenizer::Unicode`] reads them.
    pub erased: usize,
}

impl RougeScores {
    /// The mean over the texts, one for each variant; zeros for no texts.
    pub fn mean(&self) -> Vec<RougeScore> {
        let mean = |t: usize| {
            let n = self.scores.len().max(1) as f64;
            let of = |part: fn(&RougeScore) -> f64| self.scores.iter().map(|scores| part(&scores[t])).sum::<f64>() / n;
            RougeScore { precision: of(|s| s.precision), recall: of(|s| s.recall), fmeasure: of(|s| s.fmeasure) }
        };
        (0..self.types.len()).map(mean).collect()
    }
}

/// The settings of ROUGE.
///
/// ```
/// use openwork::metrics::Rouge;
///
/// let rouge = Rouge::new(["rouge1", "rougeL"])?.stem(true);
/// let scores = rouge.score("The cat sat on the mats", "the cat is on the mat");
/// assert_eq!(scores[1].fmeasure, 5.0 / 6.0);
/// # Ok::<(), openwork::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Rouge {
    types: Vec<RougeType>,
    stem: bool,
    tokenizer: RougeTokenizer,
}

/// Texts scored in one go: the vocabulary and the stems are kept for so many.
const CHUNK: usize = 128;

impl Rouge {
    /// These variants, by name, without stemming.
    ///
    /// # Errors
    /// As [`RougeType::parse`]; none at all.
    pub fn new<S: AsRef<str>>(types: impl IntoIterator<Item = S>) -> Result<Self> {
        let types = types.into_iter().map(|name| RougeType::parse(name.as_ref())).collect::<Result<Vec<_>>>()?;
        if types.is_empty() {
            return Err(Error::empty("types", "one of rouge1, rouge2, ..., rougeL, rougeLsum"));
        }
        Ok(Self { types, stem: false, tokenizer: RougeTokenizer::Google })
    }

    /// Whether words longer than three letters are stemmed (Porter, as NLTK has it).
    pub fn stem(mut self, stem: bool) -> Self {
        self.stem = stem;
        self
    }

    /// What a word is.
    pub fn tokenizer(mut self, tokenizer: RougeTokenizer) -> Self {
        self.tokenizer = tokenizer;
        self
    }

    /// The variants, in order.
    pub fn types(&self) -> &[RougeType] {
        &self.types
    }

    fn stemmer(&self) -> Option<PorterStemmer> {
        self.stem.then(PorterStemmer::default)
    }

    /// The words of a text as they are compared.
    pub fn words(&self, text: &str) -> Vec<String> {
        self.tokenizer.words(text, self.stemmer().as_ref())
    }

    /// The table of the longest common subsequence, to be watched row by row.
    pub fn lcs_run(&self, hypothesis: &str, reference: &str) -> LcsRun {
        LcsRun::new(self.words(reference), self.words(hypothesis))
    }

    /// The scores of one hypothesis against one reference, one for each variant.
    pub fn score(&self, hypothesis: &str, reference: &str) -> Vec<RougeScore> {
        self.scorer().score(hypothesis, &[reference])
    }

    /// The scores of each hypothesis against its references: for each variant the best F of them, as rouge_score's
    /// `score_multi`. Texts are scored on all threads.
    ///
    /// # Errors
    /// [`Error::Shape`] where the lists are of different length, [`Error::Empty`] for a hypothesis without references.
    pub fn score_all<H, R, L>(&self, hypotheses: &[H], references: &[L]) -> Result<RougeScores>
    where
        H: AsRef<str> + Sync,
        R: AsRef<str> + Sync,
        L: AsRef<[R]> + Sync,
    {
        if hypotheses.len() != references.len() {
            let want = format!("{}, one list of references for each hypothesis", hypotheses.len());
            return Err(Error::shape("references", references.len(), want));
        }
        if let Some(i) = references.iter().position(|list| list.as_ref().is_empty()) {
            return Err(Error::empty(format!("the list of references of hypothesis {i} (counted from 0)"), "one or more"));
        }
        let bytes: usize = hypotheses.iter().map(|h| h.as_ref().len()).sum();
        let parts = threads::map_chunks(hypotheses.len(), CHUNK, bytes * 64, |range| {
            let mut scorer = self.scorer();
            let scores: Vec<_> = range.map(|i| scorer.score(hypotheses[i].as_ref(), references[i].as_ref())).collect();
            (scores, scorer.erased)
        });
        let erased = parts.iter().map(|(_, erased)| erased).sum();
        Ok(RougeScores { types: self.types.clone(), scores: parts.into_iter().flat_map(|(scores, _)| scores).collect(), erased })
    }

    /// A scorer that keeps its words, stems and memory from text to text: for streams.
    pub fn scorer(&self) -> RougeScorer {
        RougeScorer {
            types: self.types.clone(),
            vocabulary: Vocabulary::new(self.tokenizer, self.stemmer()),
            settings: self.clone(),
            lcs: Lcs::default(),
            counts: vec![],
            erased: 0,
        }
    }
}

/// Scores text after text; made by [`Rouge::scorer`].
#[derive(Debug)]
pub struct RougeScorer {
    types: Vec<RougeType>,
    vocabulary: Vocabulary,
    settings: Rouge,
    lcs: Lcs,
    counts: Vec<(u32, u32)>,
    /// Texts so far that hold letters, of which the tokenizer left no word.
    pub erased: usize,
}

/// Beyond so many words the vocabulary begins anew, so that the memory of a stream is bounded.
const MOST_WORDS: usize = 1 << 20;

impl RougeScorer {
    /// For each variant the score of the reference with the best F, the first of equals; zeros for no references.
    pub fn score<R: AsRef<str>>(&mut self, hypothesis: &str, references: &[R]) -> Vec<RougeScore> {
        if self.vocabulary.size() > MOST_WORDS {
            let settings = &self.settings;
            self.vocabulary = Vocabulary::new(settings.tokenizer, settings.stemmer());
            self.lcs = Lcs::default();
            self.counts = vec![];
        }
        let hypothesis = self.read(hypothesis);
        let mut best: Vec<Option<RougeScore>> = vec![None; self.types.len()];
        for reference in references {
            let reference = self.read(reference.as_ref());
            for (t, best) in best.iter_mut().enumerate() {
                let score = match self.types[t] {
                    RougeType::N(n) => score_n(&hypothesis.words, &reference.words, n),
                    RougeType::L => self.score_l(&hypothesis.words, &reference.words),
                    RougeType::Lsum => self.score_lsum(&hypothesis, &reference),
                };
                if best.is_none_or(|best| score.fmeasure > best.fmeasure) {
                    *best = Some(score);
                }
            }
        }
        best.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn read(&mut self, text: &str) -> Words {
        let words = self.vocabulary.read(text);
        self.erased += usize::from(words.erased);
        words
    }

    fn score_l(&mut self, hypothesis: &[u32], reference: &[u32]) -> RougeScore {
        self.lcs.prepare(hypothesis, self.vocabulary.size());
        RougeScore::of(self.lcs.length(reference), hypothesis.len(), reference.len())
    }

    // ANCHOR: lsum
    /// For each line of the reference, which of its words are in the subsequence with some line of the hypothesis. A word is a
    /// hit as often as both texts have it, and no oftener.
    fn score_lsum(&mut self, hypothesis: &Words, reference: &Words) -> RougeScore {
        self.counts.clear();
        self.counts.resize(self.vocabulary.size(), (0, 0));
        hypothesis.words.iter().for_each(|&word| self.counts[word as usize].0 += 1);
        reference.words.iter().for_each(|&word| self.counts[word as usize].1 += 1);
        let reference_lines = lines(reference);
        let mut union: Vec<Vec<bool>> = reference_lines.iter().map(|line| vec![false; line.len()]).collect();
        for line in lines(hypothesis) {
            self.lcs.prepare(line, self.vocabulary.size());
            for (other, union) in reference_lines.iter().zip(&mut union) {
                self.lcs.members(other, line, |i| union[i] = true);
            }
        }
        let mut hits = 0;
        for (line, union) in reference_lines.iter().zip(&union) {
            for (&word, _) in line.iter().zip(union).filter(|&(_, &member)| member) {
                let (left, right) = &mut self.counts[word as usize];
                if *left > 0 && *right > 0 {
                    hits += 1;
                    *left -= 1;
                    *right -= 1;
                }
            }
        }
        RougeScore::of(hits, hypothesis.words.len(), reference.words.len())
    }
    // ANCHOR_END: lsum
}

/// The words of each line that is not empty.
fn lines(text: &Words) -> Vec<&[u32]> {
    let starts = std::iter::once(0).chain(text.lines.iter().copied());
    starts.zip(&text.lines).map(|(from, &to)| &text.words[from..to]).collect()
}

// ANCHOR: ngrams
/// Runs of n words: each is in common as often as both texts have it, and no oftener.
fn score_n(hypothesis: &[u32], reference: &[u32], n: usize) -> RougeScore {
    let (mut ours, mut theirs) = (hypothesis.to_vec(), reference.to_vec());
    for length in 2..=n {
        // A run of `length` words is a run of one less and a word: the pairs, numbered anew.
        let pairs = |runs: &[u32], words: &[u32]| -> Vec<u64> {
            let ends = words.get(length - 1..).unwrap_or(&[]);
            runs.iter().zip(ends).map(|(&run, &word)| u64::from(run) << 32 | u64::from(word)).collect()
        };
        let (a, b) = (pairs(&ours, hypothesis), pairs(&theirs, reference));
        if length == n {
            return common(a, b);
        }
        let mut names: Vec<u64> = a.iter().chain(&b).copied().collect();
        names.sort_unstable();
        names.dedup();
        let name = |pairs: Vec<u64>| pairs.iter().map(|pair| names.partition_point(|name| name < pair) as u32).collect();
        (ours, theirs) = (name(a), name(b));
        if ours.is_empty() && theirs.is_empty() {
            break;
        }
    }
    common(ours, theirs)
}

/// How many two lists have in common, counting repeats: sorted, and walked side by side.
fn common<T: Ord>(mut a: Vec<T>, mut b: Vec<T>) -> RougeScore {
    a.sort_unstable();
    b.sort_unstable();
    let (mut i, mut j, mut hits) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        hits += usize::from(x == y);
        (i, j) = (i + usize::from(x <= y), j + usize::from(y <= x));
    }
    RougeScore::of(hits, a.len(), b.len())
}
// ANCHOR_END: ngrams

#[cfg(test)]
mod tests {
    use super::*;

    fn f(kind: &str, hypothesis: &str, reference: &str) -> f64 {
        Rouge::new([kind]).unwrap().score(hypothesis, reference)[0].fmeasure
    }

    #[test]
    fn by_hand() {
        assert_eq!(f("rouge1", "a a b", "a b b"), 2.0 / 3.0);
        assert_eq!(f("rouge2", "a b c", "b c d"), 0.5);
        assert_eq!(f("rouge3", "a b c d", "a b c e"), 0.5);
        assert_eq!(f("rouge9", "a b", "a b"), 0.0);
        assert_eq!(f("rougeL", "a c b", "a b c"), 2.0 / 3.0);
        let union = f("rougeLsum", "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5"); // w1 w2 and w1 w3 w5: 4 of 5 and of 10
        assert!((union - 2.0 * 0.4 * 0.8 / 1.2).abs() < 1e-15);
        assert_eq!(f("rouge1", "", "a"), 0.0);
        assert_eq!(f("rougeLsum", "", ""), 0.0);
    }

    #[test]
    fn the_best_reference_counts() {
        let rouge = Rouge::new(["rouge1"]).unwrap();
        let scores = rouge.score_all(&["a b"], &[["c d", "a b", "a b x"]]).unwrap();
        assert_eq!(scores.scores[0][0].fmeasure, 1.0);
        assert!(rouge.score_all(&["a"], &[[""; 0]]).is_err());
        assert!(rouge.score_all::<_, &str, [&str; 1]>(&["a"], &[]).is_err());
    }

    #[test]
    fn unknown_types_are_refused() {
        for name in ["rouge0", "rouge", "rougel", "bleu", "rouge-1", "rouge01"] {
            assert!(Rouge::new([name]).is_err(), "{name}");
        }
    }
}
