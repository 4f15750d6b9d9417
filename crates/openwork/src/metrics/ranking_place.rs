//! Where a run puts the judged documents of one query: all that the measures need to know of it.
//!
//! - A run of n documents is not sorted: each score is looked up among those of the few judged documents, which counts how many
//!   stand above and beside each of them.
//! - Names of documents are read only where scores are tied.

use crate::order::descending;
use std::borrow::Cow;

/// A judged document that the run retrieved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its rank, from 0.
    pub rank: usize,
    /// Its relevance; negative is pooled and not judged.
    pub relevance: i64,
    /// The ranks that its score allows: itself and the documents tied with it.
    pub tied: std::ops::Range<usize>,
}

/// One query: what was retrieved where, and what there was to retrieve.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placement {
    /// How many documents the run holds.
    pub retrieved: usize,
    /// The judged ones among them, by rank.
    pub placed: Vec<Placed>,
    /// Each relevance from 0 up that was judged, greatest first, and how many documents have it, retrieved or not.
    pub levels: Vec<(i64, usize)>,
}

/// Whose name is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Named {
    /// The document of this place in the scores.
    Retrieved(usize),
    /// The document of this place among the judged and retrieved.
    Judged(usize),
}

/// How many documents there are of each relevance from 0 up, greatest first.
pub fn levels(relevances: impl IntoIterator<Item = i64>) -> Vec<(i64, usize)> {
    let mut all: Vec<i64> = relevances.into_iter().filter(|&r| r >= 0).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
}

impl Placement {
    /// From the relevances in the order of the ranks (none for a document that was not judged) and those of all judged documents.
    pub fn of_ranked(ranked: &[Option<i64>], judged: impl IntoIterator<Item = i64>) -> Self {
        let placed = ranked
            .iter()
            .enumerate()
            .filter_map(|(rank, relevance)| relevance.map(|relevance| Placed { rank, relevance, tied: rank..rank + 1 }));
        Self { retrieved: ranked.len(), placed: placed.collect(), levels: levels(judged) }
    }

    // ANCHOR: place
    /// From the scores of all retrieved documents and the score and relevance of those that were judged. Greater scores come
    /// first; equal ones by name, the last in the order of bytes first. Scores are rounded to f32 where `single`.
    pub fn of_scores<'n>(
        scores: &[f64],
        judged: &[(f64, i64)],
        levels: Vec<(i64, usize)>,
        single: bool,
        mut name: impl FnMut(Named) -> Cow<'n, [u8]>,
    ) -> Self {
        let seen = |score: f64| if single { f64::from(score as f32) } else { score };
        let mut marks: Vec<f64> = judged.iter().map(|&(score, _)| seen(score)).collect();
        descending(&mut marks);
        marks.dedup(); // 0.0 and -0.0 are equal, as they are to trec_eval
        // above[m]: how many scores are greater than mark m and not than mark m - 1; beside[m]: how many are equal to it.
        let mut above = vec![0_usize; marks.len() + 1];
        let mut beside = vec![0_usize; marks.len()];
        if !marks.is_empty() {
            for &score in scores {
                let score = seen(score);
                let mark = marks.partition_point(|&mark| mark > score);
                let equal = marks.get(mark) == Some(&score);
                if equal {
                    beside[mark] += 1;
                }
                above[mark + usize::from(equal)] += 1;
            }
        }
        let first: Vec<usize> = above
            .iter()
            .scan(0, |sum, &n| {
                *sum += n;
                Some(*sum)
            })
            .collect();
        // The names of tied documents, for each mark with more than one, greatest first.
        let mut tied: Vec<Vec<Cow<'n, [u8]>>> = vec![vec![]; marks.len()];
        if beside.iter().any(|&n| n > 1) {
            for (i, &score) in scores.iter().enumerate() {
                let mark = marks.partition_point(|&mark| mark > seen(score));
                if marks.get(mark) == Some(&seen(score)) && beside[mark] > 1 {
                    tied[mark].push(name(Named::Retrieved(i)));
                }
            }
            tied.iter_mut().for_each(|names| names.sort_unstable_by(|a, b| b.cmp(a)));
        }
        let mut placed: Vec<Placed> = Vec::with_capacity(judged.len());
        for (i, &(score, relevance)) in judged.iter().enumerate() {
            let mark = marks.partition_point(|&mark| mark > seen(score));
            let among = match &tied[mark] {
                names if names.is_empty() => 0,
                names => {
                    let mine = name(Named::Judged(i));
                    names.partition_point(|other| **other > *mine)
                }
            };
            let from = first[mark];
            placed.push(Placed { rank: from + among, relevance, tied: from..from + beside[mark].max(1) });
        }
        placed.sort_unstable_by_key(|p| p.rank);
        Self { retrieved: scores.len(), placed, levels }
    }
    // ANCHOR_END: place

    /// Without the documents that were not judged: those after them move up.
    pub fn judged_only(&self) -> Self {
        let judged = self.placed.iter().filter(|p| p.relevance >= 0).enumerate();
        let placed: Vec<_> = judged.map(|(rank, p)| Placed { rank, relevance: p.relevance, tied: rank..rank + 1 }).collect();
        Self { retrieved: placed.len(), placed, levels: self.levels.clone() }
    }

    // ANCHOR: ties
    /// The same scores with every tie in the system's favour (relevant first, judged not relevant last) or against it: the
    /// greatest and the least that a measure can be.
    pub fn with_ties(&self, favour: bool, relevance_level: i64) -> Self {
        let mut placed = vec![];
        for group in self.placed.chunk_by(|a, b| a.tied == b.tied) {
            let mut group = group.to_vec();
            group.sort_by_key(|p| std::cmp::Reverse(p.relevance));
            let tied = group[0].tied.clone();
            // Documents that were not judged stand between the relevant and the others, on both sides.
            let relevant = group.iter().filter(|p| p.relevance >= relevance_level.min(1)).count();
            let judged = group.len();
            for (i, p) in group.into_iter().enumerate() {
                let best = if i < relevant { tied.start + i } else { tied.end - judged + i };
                let rank = if favour { best } else { tied.start + tied.end - 1 - best };
                placed.push(Placed { rank, ..p });
            }
        }
        placed.sort_unstable_by_key(|p| p.rank);
        Self { retrieved: self.retrieved, placed, levels: self.levels.clone() }
    }
    // ANCHOR_END: ties

    /// Whether any judged document is tied with another.
    pub fn has_ties(&self) -> bool {
        self.placed.iter().any(|p| p.tied.len() > 1)
    }

    /// How many documents have at least this relevance, retrieved or not.
    pub fn relevant(&self, relevance_level: i64) -> usize {
        self.levels.iter().filter(|&&(relevance, _)| relevance >= relevance_level).map(|&(_, n)| n).sum()
    }

    /// The ranks, from 0, of the documents of at least this relevance.
    pub fn hits(&self, relevance_level: i64) -> impl Iterator<Item = usize> + '_ {
        self.placed.iter().filter(move |p| p.relevance >= relevance_level.max(0)).map(|p| p.rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_by_name_descending() {
        let names = ["a", "b", "c", "d"];
        let judged = [(1.0, 1), (2.0, 0)]; // a and d
        let place = Placement::of_scores(&[1.0, 1.0, 1.0, 2.0], &judged, levels([1, 0, 3]), true, |n| match n {
            Named::Retrieved(i) => names[i].as_bytes().into(),
            Named::Judged(i) => ["a", "d"][i].as_bytes().into(),
        });
        assert_eq!(place.placed[0], Placed { rank: 0, relevance: 0, tied: 0..1 });
        assert_eq!(place.placed[1], Placed { rank: 3, relevance: 1, tied: 1..4 });
        assert_eq!(place.with_ties(true, 1).placed[1].rank, 1);
        assert_eq!(place.with_ties(false, 1).placed[1].rank, 3);
        assert_eq!(place.levels, [(3, 1), (1, 1), (0, 1)]);
    }
}
