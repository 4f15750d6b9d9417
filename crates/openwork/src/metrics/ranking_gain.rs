//! Measures of gain: what a document is worth, discounted by its rank, beside the best that could be had.

use super::ranking_measure::Gain;
use super::ranking_place::Placement;
use crate::order::descending;

/// Rank and relevance of the retrieved documents of positive relevance among the first k.
pub(super) fn gains(q: &Placement, k: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
    q.placed.iter().filter(move |p| p.relevance > 0 && p.rank < k).map(|p| (p.rank, p.relevance as f64))
}

/// The gains of all documents of positive relevance, greatest first.
fn ideal(q: &Placement) -> impl Iterator<Item = f64> + '_ {
    q.levels.iter().filter(|&&(r, _)| r > 0).flat_map(|&(r, n)| std::iter::repeat_n(r as f64, n))
}

// ANCHOR: dcg
/// The discount of a rank counted from 0.
fn discount(rank: usize) -> f64 {
    ((rank + 2) as f64).log2()
}

/// Discounted cumulative gain of the first k.
pub(super) fn dcg(q: &Placement, gain: Gain, k: usize) -> f64 {
    match gain {
        Gain::Linear => gains(q, k).map(|(rank, gain)| gain / discount(rank)).sum(),
        Gain::Exponential => gains(q, k).map(|(rank, gain)| (gain.exp2() - 1.0) / discount(rank)).sum(),
        // A document has the mean discount of the ranks that it is tied over; ranks beyond k count nothing.
        Gain::Sklearn => q
            .placed
            .iter()
            .filter(|p| p.relevance > 0 && p.tied.start < k)
            .map(|p| {
                let discounts: f64 = (p.tied.start..p.tied.end.min(k)).map(|rank| 1.0 / discount(rank)).sum();
                p.relevance as f64 * discounts / p.tied.len() as f64
            })
            .sum(),
    }
}

/// DCG over the greatest DCG possible, which is that of all judged documents in order of relevance, retrieved or not.
pub(super) fn ndcg(q: &Placement, gain: Gain, k: usize) -> f64 {
    let discounted = |gains: &mut dyn Iterator<Item = f64>| -> f64 {
        gains.take(k).enumerate().map(|(rank, gain)| gain / discount(rank)).sum()
    };
    let best = match gain {
        Gain::Linear => discounted(&mut ideal(q)),
        Gain::Exponential => discounted(&mut ideal(q).map(|gain| gain.exp2() - 1.0)),
        Gain::Sklearn => {
            let mut retrieved: Vec<f64> = gains(q, usize::MAX).map(|(_, gain)| gain).collect();
            descending(&mut retrieved);
            discounted(&mut retrieved.into_iter())
        }
    };
    if best > 0.0 { dcg(q, gain, k) / best } else { 0.0 }
}
// ANCHOR_END: dcg

/// Prefix sums of the ideal DCG: after 0, 1, 2, … documents.
fn ideal_sums(q: &Placement) -> Vec<f64> {
    let sums = ideal(q).enumerate().scan(0.0, |sum, (rank, gain)| {
        *sum += gain / discount(rank);
        Some(*sum)
    });
    std::iter::once(0.0).chain(sums).collect()
}

pub(super) fn ndcg_rel(q: &Placement) -> f64 {
    let best = ideal_sums(q);
    let relevant = best.len() - 1;
    let (mut sum, mut found, mut have) = (0.0, 0.0, 0.0);
    for (rank, gain) in gains(q, usize::MAX) {
        have += gain / discount(rank);
        sum += have / best[(rank + 1).min(relevant)];
        found += 1.0;
    }
    if relevant == 0 { 0.0 } else { (sum + (relevant as f64 - found) * have / best[relevant]) / relevant as f64 }
}

pub(super) fn rndcg(q: &Placement) -> f64 {
    let best = ideal_sums(q);
    let (mut seen, mut ratios) = (0, vec![]);
    for &(_, n) in q.levels.iter().filter(|&&(relevance, _)| relevance > 0) {
        seen += n;
        ratios.push(dcg(q, Gain::Linear, seen) / best[seen]);
    }
    if q.retrieved > seen + 1 && seen > 0 {
        ratios.push(dcg(q, Gain::Linear, usize::MAX) / best[seen]);
    }
    share_of(ratios.iter().sum(), ratios.len() as f64)
}

/// Each gain over the logarithm of what the documents so far cost more than they gave; an ideal document costs its gain, any
/// other 1.
pub(super) fn g(q: &Placement) -> f64 {
    let ideal: Vec<f64> = ideal(q).collect();
    let costs: Vec<f64> = std::iter::once(0.0)
        .chain(ideal.iter().scan(0.0, |sum, gain| {
            *sum += gain;
            Some(*sum)
        }))
        .collect();
    let cost = |n: usize| costs.get(n).copied().unwrap_or_else(|| costs[ideal.len()] + (n - ideal.len()) as f64);
    let (mut got, mut sum) = (0.0, 0.0);
    for (rank, gain) in gains(q, usize::MAX) {
        got += gain;
        sum += gain / (2.0 + cost(rank + 1) - got).log2();
    }
    share_of(sum, costs[ideal.len()])
}

fn share_of(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
