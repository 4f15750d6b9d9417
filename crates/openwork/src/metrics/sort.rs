//! Scores in order, with their truths: what ROC and precision-recall curves are made from.
//!
//! [`sorted_plain`] is the definition. [`sorted_parts`] is the fast form:
//! - A double in order becomes a whole number in the same order: of a negative all bits are turned, of others the sign.
//! - The truth rides in the lowest bit. The bit that this needs is the highest, which within a part is the same for all.
//! - The numbers are spread over some hundred parts by splitters from a sample, so that each part fits into the cache and two threads
//!   sort different parts. Equal scores are in one part, whatever their number.
//! - A part is sorted by radix, from the highest eleven bits in which its numbers differ, and each run of equal bits the same way.
//!
//! `roc_auc_score` of 5 million scores on two threads took 0.09 to 0.17 s on a busy machine, beside scikit-learn's 2.2 to 2.3 s.

use crate::error::{Error, Result};
use crate::threads;

/// Rows spread at a time.
const CHUNK: usize = 1 << 16;
/// About so many numbers are a part.
const PART: usize = 1 << 13;
/// At most so many parts, and a power of two.
const MOST_PARTS: usize = 512;
/// Fewer numbers than this are sorted by comparing them.
const FEW: usize = 64;

/// The place of a finite double in the order of all doubles; both zeros are one.
#[inline(always)]
fn order(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    bits ^ (((bits as i64 >> 63) as u64) | 1 << 63)
}

/// The double at a place in the order.
fn double(order: u64) -> f64 {
    f64::from_bits(if order >> 63 == 1 { order ^ 1 << 63 } else { !order })
}

/// The highest score first; equal scores in any order.
pub fn sorted_plain(truth: &[bool], scores: &[f64]) -> Vec<(f64, bool)> {
    let mut pairs: Vec<(f64, bool)> = scores.iter().copied().zip(truth.iter().copied()).collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    pairs
}

/// Rising scores of one part: the truth in the lowest bit, above it all bits of the score's order but the highest.
pub struct Part {
    numbers: Vec<u64>,
    highest: u64,
}

impl Part {
    /// The groups of equal scores, the highest first: the score, how many are true, how many are not.
    pub fn groups(&self) -> impl Iterator<Item = (f64, u64, u64)> {
        let mut rest = self.numbers.as_slice();
        std::iter::from_fn(move || {
            let key = rest.last()? >> 1;
            let from = rest.iter().rposition(|n| n >> 1 != key).map_or(0, |i| i + 1);
            let (before, group) = rest.split_at(from);
            rest = before;
            let positive: u64 = group.iter().map(|n| n & 1).sum();
            Some((double(key | self.highest), positive, group.len() as u64 - positive))
        })
    }

    /// `(positives, negatives, twice the pairs of a positive above a negative, ties counting half)` of this part alone.
    pub fn pairs(&self) -> (u64, u64, u128) {
        let (mut below, mut positives, mut twice) = (0_u64, 0_u64, 0_u128);
        let mut numbers = self.numbers.as_slice();
        while let Some(&first) = numbers.first() {
            let key = first >> 1;
            // Mostly a score stands alone; where it does not, its group is counted as one.
            let end = numbers.iter().position(|n| n >> 1 != key).unwrap_or(numbers.len());
            let (group, rest) = numbers.split_at(end);
            let true_ones: u64 = group.iter().map(|n| n & 1).sum();
            let false_ones = group.len() as u64 - true_ones;
            twice += u128::from(true_ones) * u128::from(2 * below + false_ones);
            below += false_ones;
            positives += true_ones;
            numbers = rest;
        }
        (positives, below, twice)
    }
}

/// Sorts the scores and hands every part to `f`; the results come back rising, in the order of the parts. `truth` is asked by row.
///
/// # Errors
/// NaN or infinity.
pub fn sorted_parts<R: Send>(
    truth: impl Fn(usize) -> bool + Sync,
    scores: &[f64],
    f: impl Fn(Part) -> R + Sync + Send,
) -> Result<Vec<R>> {
    let n = scores.len();
    let splitters = splitters(scores);
    let parts = splitters.len() + 1;
    // Each chunk spreads its own rows, so that nothing is shared: the numbers by part, and where each part begins.
    let spread = threads::map_chunks(n, CHUNK, n * 8, |rows| spread(&truth, &scores[rows.clone()], rows.start, &splitters));
    if spread.iter().any(Option::is_none) {
        let row = scores.iter().position(|s| !s.is_finite()).unwrap_or(0);
        return Err(Error::NotFinite { what: "scores", value: scores[row], row, column: 0 });
    }
    let spread: Vec<(Vec<u64>, Vec<u32>)> = spread.into_iter().flatten().collect();
    Ok(threads::map_chunks(parts, 1, n * 8, |range| {
        let part = range.start;
        let pieces = || spread.iter().map(|(numbers, starts)| &numbers[starts[part] as usize..starts[part + 1] as usize]);
        let mut numbers = Vec::with_capacity(pieces().map(<[u64]>::len).sum());
        pieces().for_each(|piece| numbers.extend_from_slice(piece));
        sort(&mut numbers);
        let highest = if part == 0 { 0 } else { splitters[part - 1] & (1 << 63) };
        f(Part { numbers, highest })
    }))
}

/// Where the parts begin, all but the first: rising, with the sign among them.
fn splitters(scores: &[f64]) -> Vec<u64> {
    let sign = order(0.0); // 1 << 63: from here on the highest bit is set
    if scores.len() <= PART {
        return vec![sign];
    }
    let parts = (scores.len() / PART).next_power_of_two().clamp(2, MOST_PARTS / 2);
    let size = 16 * parts;
    let mut sample: Vec<u64> = (0..size).map(|i| order(scores[i * (scores.len() / size)])).collect();
    sample.sort_unstable();
    let mut splitters: Vec<u64> = (1..parts).map(|i| sample[i * 16]).chain([sign]).collect();
    splitters.sort_unstable();
    splitters.dedup();
    splitters
}

/// The rows of one chunk by part. `None` where a score is not finite.
fn spread(truth: &impl Fn(usize) -> bool, scores: &[f64], first: usize, splitters: &[u64]) -> Option<(Vec<u64>, Vec<u32>)> {
    // The splitters as a search tree in one array, the children of i at 2 i and 2 i + 1: a search is a few steps without a branch.
    let levels = usize::BITS - splitters.len().leading_zeros();
    let mut tree = vec![u64::MAX; 1 << levels];
    fill(&mut tree, 1, &mut splitters.iter().copied());
    let finite = scores.iter().fold(true, |finite, s| finite & s.is_finite());
    if !finite {
        return None;
    }
    let place = |key: u64| {
        let mut i = 1;
        for _ in 0..levels {
            i = 2 * i + usize::from(tree[i & (tree.len() - 1)] <= key);
        }
        i - tree.len()
    };
    let mut starts = vec![0_u32; splitters.len() + 2];
    let places: Vec<u16> = scores
        .iter()
        .map(|&score| {
            let place = place(order(score));
            starts[place + 1] += 1;
            place as u16
        })
        .collect();
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let mut next = starts.clone();
    let mut numbers = vec![0; scores.len()];
    for (i, (&score, &place)) in scores.iter().zip(&places).enumerate() {
        let at = &mut next[place as usize];
        numbers[*at as usize] = order(score) << 1 | u64::from(truth(first + i));
        *at += 1;
    }
    Some((numbers, starts))
}

/// Fills a search tree in order; places that are left hold what no score reaches.
fn fill(tree: &mut [u64], at: usize, rising: &mut impl Iterator<Item = u64>) {
    if at < tree.len() {
        fill(tree, 2 * at, rising);
        if let Some(splitter) = rising.next() {
            tree[at] = splitter;
        }
        fill(tree, 2 * at + 1, rising);
    }
}

/// Sorts by the highest eleven bits in which the numbers differ, and each run of equal ones the same way.
fn sort(numbers: &mut [u64]) {
    if numbers.len() < FEW {
        return numbers.sort_unstable();
    }
    let first = numbers[0];
    let differ = numbers.iter().fold(0, |bits, n| bits | (n ^ first));
    if differ < 2 {
        // One score alone: its truths need no order.
        return;
    }
    let bits = u64::BITS - differ.leading_zeros();
    let shift = bits.saturating_sub(11);
    let digit = |n: u64| (n >> shift) as usize & 0x7ff;
    let mut ends = [0_u32; 2048];
    numbers.iter().for_each(|&n| ends[digit(n)] += 1);
    let mut sum = 0;
    for end in &mut ends {
        (*end, sum) = (sum, sum + *end);
    }
    let from = numbers.to_vec();
    for n in from {
        let at = &mut ends[digit(n)];
        numbers[*at as usize] = n;
        *at += 1;
    }
    if shift == 0 {
        return;
    }
    let mut start = 0;
    for end in ends {
        let end = end as usize;
        if end - start > 1 {
            sort(&mut numbers[start..end]);
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};

    fn check(scores: &[f64], truth: &[bool]) {
        let plain = sorted_plain(truth, scores);
        let parts = sorted_parts(|i| truth[i], scores, |part| (part.groups().collect::<Vec<_>>(), part.pairs())).unwrap();
        let mut groups: Vec<(f64, u64, u64)> = vec![];
        for (score, positive) in plain {
            if groups.last().is_none_or(|g| g.0 != score) {
                groups.push((score, 0, 0));
            }
            let at = groups.len() - 1;
            *(if positive { &mut groups[at].1 } else { &mut groups[at].2 }) += 1;
        }
        let fast: Vec<_> = parts.iter().rev().flat_map(|p| p.0.iter().copied()).collect();
        assert_eq!(fast, groups);
        for (part, (positives, negatives, twice)) in &parts {
            assert_eq!(*positives, part.iter().map(|g| g.1).sum::<u64>());
            assert_eq!(*negatives, part.iter().map(|g| g.2).sum::<u64>());
            let (mut above, mut pairs) = (0, 0);
            for group in part {
                pairs += u128::from(group.2) * u128::from(2 * above + group.1);
                above += group.1;
            }
            assert_eq!(*twice, pairs);
        }
    }

    #[test]
    fn the_fast_form_is_the_plain_one() {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(2);
        for n in [0, 1, 2, 63, 64, 1000, PART, PART + 1, 200_000] {
            let truth: Vec<bool> = (0..n).map(|_| rng.random()).collect();
            let mut draw = |f: &mut dyn FnMut(f64) -> f64| (0..n).map(|_| f(rng.random())).collect::<Vec<f64>>();
            check(&draw(&mut |u| u), &truth);
            check(&draw(&mut |u| (u - 0.5) * 10.0), &truth);
            check(&draw(&mut |u| (u * 20.0).floor() - 10.0), &truth);
            check(&draw(&mut |_| 0.25), &truth);
            check(&draw(&mut |u| if u < 0.99 { 0.5 } else { u }), &truth);
            check(&draw(&mut |u| if u < 0.5 { -0.0 } else { 0.0 }), &truth);
            check(&draw(&mut |u| (u - 0.5).signum() * 10f64.powf(u * 600.0 - 300.0)), &truth);
        }
    }

    #[test]
    fn what_is_not_finite_is_refused() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = sorted_parts(|_| true, &[0.0, bad], |_| ()).unwrap_err().to_string();
            assert!(error.contains("row 1"), "{error}");
        }
    }
}
