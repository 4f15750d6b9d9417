//! A ranking walked down from the top: what each document adds to each measure.

use crate::steps::Run;
use serde::Serialize;

/// One document further down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankingStep {
    /// The rank, from 1.
    pub rank: usize,
    /// The document's relevance; none where it was not judged.
    pub relevance: Option<i64>,
    /// The share of relevant documents so far.
    pub precision: f64,
    /// The share of all relevant documents that have come.
    pub recall: f64,
    /// What average precision would be if the list ended here.
    pub average_precision: f64,
    /// 1 / rank of the first relevant document, 0 before it.
    pub reciprocal_rank: f64,
    /// The gain over its discount that this document adds.
    pub added: f64,
    /// Discounted cumulative gain so far.
    pub dcg: f64,
    /// The greatest possible so far.
    pub ideal: f64,
    /// Their ratio.
    pub ndcg: f64,
}

impl std::fmt::Display for RankingStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let relevance = self.relevance.map_or("-".to_owned(), |r| r.to_string());
        write!(
            f,
            "rank {:3}  relevance {relevance:>2}  P {:.4}  AP {:.4}  RR {:.4}  DCG {:.4}  nDCG {:.4}",
            self.rank, self.precision, self.average_precision, self.reciprocal_rank, self.dcg, self.ndcg
        )
    }
}

/// The list and how far down it the walk is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankingSnapshot {
    /// The relevances in the order of the ranks.
    pub ranked: Vec<Option<i64>>,
    /// The gains of the ideal order.
    pub ideal: Vec<f64>,
    /// Documents passed.
    pub done: usize,
}

/// The walk: an iterator, one document a round.
#[derive(Debug, Clone)]
pub struct RankingRun {
    ranked: Vec<Option<i64>>,
    ideal: Vec<f64>,
    relevant: usize,
    exponential: bool,
    done: usize,
    hits: usize,
    sum: f64,
    first: Option<usize>,
    dcg: f64,
    best: f64,
}

impl RankingRun {
    /// A list of relevances (none: not judged), those of the judged documents that were not retrieved, and whether a relevance
    /// r is worth 2^r - 1 instead of r. Relevance 1 and more is relevant.
    pub fn new(ranked: Vec<Option<i64>>, missed: &[i64], exponential: bool) -> Self {
        let mut ideal: Vec<i64> = ranked.iter().flatten().chain(missed).copied().filter(|&r| r > 0).collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        let relevant = ideal.len();
        let ideal = ideal.into_iter().map(|r| gain(r, exponential)).collect();
        Self { ranked, ideal, relevant, exponential, done: 0, hits: 0, sum: 0.0, first: None, dcg: 0.0, best: 0.0 }
    }
}

fn gain(relevance: i64, exponential: bool) -> f64 {
    let relevance = relevance.max(0) as f64;
    if exponential { relevance.exp2() - 1.0 } else { relevance }
}

impl Iterator for RankingRun {
    type Item = RankingStep;

    fn next(&mut self) -> Option<RankingStep> {
        let relevance = *self.ranked.get(self.done)?;
        self.done += 1;
        let rank = self.done;
        let discount = ((rank + 1) as f64).log2();
        let added = relevance.map_or(0.0, |r| gain(r, self.exponential)) / discount;
        self.dcg += added;
        self.best += self.ideal.get(rank - 1).map_or(0.0, |gain| gain / discount);
        if relevance.is_some_and(|r| r > 0) {
            self.hits += 1;
            self.sum += self.hits as f64 / rank as f64;
            self.first = self.first.or(Some(rank));
        }
        let over = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        Some(RankingStep {
            rank,
            relevance,
            precision: self.hits as f64 / rank as f64,
            recall: over(self.hits as f64, self.relevant as f64),
            average_precision: over(self.sum, self.relevant as f64),
            reciprocal_rank: self.first.map_or(0.0, |first| 1.0 / first as f64),
            added,
            dcg: self.dcg,
            ideal: self.best,
            ndcg: over(self.dcg, self.best),
        })
    }
}

impl Run for RankingRun {
    type Snapshot = RankingSnapshot;

    fn snapshot(&self) -> RankingSnapshot {
        RankingSnapshot { ranked: self.ranked.clone(), ideal: self.ideal.clone(), done: self.done }
    }

    fn max_steps(&self) -> Option<usize> {
        Some(self.ranked.len())
    }
}
