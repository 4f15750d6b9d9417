//! Counting the terms of many texts on all threads, with an answer that does not depend on their number.
//!
//! - The texts are cut into at most 32 parts of equal bytes; each part numbers its own terms in a hash table that keeps hashes
//!   and bytes (`terms.rs`): no string is made, no lock taken.
//! - A term is counted in its row by a mark at its number, so that a row costs as much as it has words.
//! - The parts' terms are brought together by the hashes they have, sorted by their bytes (which is Unicode's order), and the
//!   rows rewritten in parallel into one matrix of the final size.

use super::analyzer::{Analyzer, Scratch};
use super::terms::Terms;
use crate::linalg::Csr;
use crate::threads;
use rayon::prelude::*;
use std::ops::Range;

/// Texts, or texts that somebody else has cut into words or terms.
pub(crate) trait Source: Sync {
    /// How many texts.
    fn count(&self) -> usize;
    /// The bytes of a text, roughly: what it costs.
    fn bytes(&self, i: usize) -> usize;
    /// The terms of a text.
    fn each(&self, i: usize, analyzer: &Analyzer, scratch: &mut Scratch, each: impl FnMut(&[u8]));
}

impl<S: AsRef<str> + Sync> Source for [S] {
    fn count(&self) -> usize {
        self.len()
    }

    fn bytes(&self, i: usize) -> usize {
        self[i].as_ref().len()
    }

    fn each(&self, i: usize, analyzer: &Analyzer, scratch: &mut Scratch, each: impl FnMut(&[u8])) {
        analyzer.each(self[i].as_ref(), scratch, each);
    }
}

/// The counts of one part of the texts.
pub(crate) struct Part {
    /// Its terms by their own numbers; none where they were numbered beforehand.
    pub terms: Terms,
    /// Where each row ends in `entries`.
    pub ends: Vec<usize>,
    /// Number of the term, and how often it comes.
    pub entries: Vec<(u32, u32)>,
    /// How many terms each text has, those without a number too.
    pub lengths: Vec<u32>,
}

/// Cuts the texts into parts by their bytes alone.
fn parts<D: Source + ?Sized>(docs: &D) -> (Vec<Range<usize>>, usize) {
    let n = docs.count();
    let all: usize = (0..n).map(|i| docs.bytes(i) + 16).sum();
    let share = (all / 32).max(1 << 17);
    let (mut parts, mut from, mut size) = (vec![], 0, 0);
    for i in 0..n {
        size += docs.bytes(i) + 16;
        if size >= share || i + 1 == n {
            parts.push(from..i + 1);
            (from, size) = (i + 1, 0);
        }
    }
    (parts, all)
}

/// Counts the terms of every text: by the numbers of `known`, or by new numbers in each part.
pub(crate) fn count<D: Source + ?Sized>(docs: &D, analyzer: &Analyzer, known: Option<&Terms>) -> Vec<Part> {
    let (parts, work) = parts(docs);
    threads::map_chunks(parts.len(), 1, work, |range| {
        let mut part = Part { terms: Terms::default(), ends: vec![], entries: vec![], lengths: vec![] };
        let mut scratch = Scratch::default();
        // Of each term: its last entry, plus one.
        let mut last: Vec<usize> = vec![0; known.map_or(0, Terms::len)];
        for i in parts[range.start].clone() {
            let begin = part.entries.len();
            let mut length = 0;
            docs.each(i, analyzer, &mut scratch, |term| {
                length += 1;
                let id = match known {
                    Some(known) => match known.find(term) {
                        Some(id) => id,
                        None => return,
                    },
                    None => part.terms.insert(term),
                };
                if id as usize >= last.len() {
                    last.resize((id as usize + 1).next_power_of_two(), 0);
                }
                let place = &mut last[id as usize];
                if *place > begin {
                    part.entries[*place - 1].1 += 1;
                } else {
                    part.entries.push((id, 1));
                    *place = part.entries.len();
                }
            });
            part.ends.push(part.entries.len());
            part.lengths.push(length);
        }
        part
    })
}

/// All terms of the parts, sorted, and of each part where its own terms stand among them.
pub(crate) fn gather(parts: &[Part]) -> (Terms, Vec<Vec<u32>>) {
    let mut all = Terms::default();
    let mut maps: Vec<Vec<u32>> = Vec::with_capacity(parts.len());
    for part in parts {
        maps.push((0..part.terms.len() as u32).map(|id| all.insert_hashed(part.terms.get(id), part.terms.hash_of(id))).collect());
    }
    let mut order: Vec<u32> = (0..all.len() as u32).collect();
    let by_term = |&a: &u32, &b: &u32| all.get(a).cmp(all.get(b));
    if order.len() < 1 << 14 {
        order.sort_unstable_by(by_term)
    } else {
        threads::pooled(|| order.par_sort_unstable_by(by_term))
    }
    let mut sorted = Terms::default();
    let mut rank = vec![0_u32; all.len()];
    for &id in &order {
        rank[id as usize] = sorted.insert_hashed(all.get(id), all.hash_of(id));
    }
    maps.iter_mut().flatten().for_each(|id| *id = rank[*id as usize]);
    (sorted, maps)
}

/// A term that is left out.
pub(crate) const DROPPED: u32 = u32::MAX;

/// The matrix of the counts: `maps` says the column of each term of each part ([`DROPPED`]: none), and `weigh` what is written for a
/// row, given its columns, counts and number of terms.
pub(crate) fn assemble<T: Send + Copy + Default>(
    parts: &[Part],
    maps: &[Vec<u32>],
    columns: usize,
    weigh: impl Fn(&[u32], &[u32], u32, &mut [T]) + Sync,
) -> Csr<T> {
    let map = |part: usize, id: u32| maps.get(part).map_or(id, |map| map[id as usize]);
    // How long each row will be.
    let entries = parts.iter().map(|part| part.entries.len()).sum::<usize>();
    let kept: Vec<Vec<usize>> = threads::map_chunks(parts.len(), 1, entries, |range| {
        let (p, mut begin) = (range.start, 0);
        let row = |&end: &usize| {
            let row = &parts[p].entries[begin..end];
            begin = end;
            row.iter().filter(|&&(id, _)| map(p, id) != DROPPED).count()
        };
        parts[p].ends.iter().map(row).collect()
    });
    let mut starts = Vec::with_capacity(kept.iter().map(Vec::len).sum::<usize>() + 1);
    starts.push(0);
    for &length in kept.iter().flatten() {
        starts.push(starts.last().copied().unwrap_or(0) + length);
    }
    let total = starts.last().copied().unwrap_or(0);
    let (mut indices, mut values) = (vec![0_u32; total], vec![T::default(); total]);
    let mut pieces = vec![];
    let (mut left, mut right) = (&mut indices[..], &mut values[..]);
    for (p, lengths) in kept.iter().enumerate() {
        let size = lengths.iter().sum();
        let (a, b) = (left.split_at_mut(size), right.split_at_mut(size));
        pieces.push((p, lengths, a.0, b.0));
        (left, right) = (a.1, b.1);
    }
    threads::each(pieces, 8 * entries, |(p, lengths, mut indices, mut values)| {
        let part = &parts[p];
        let (mut begin, mut row, mut counts) = (0, vec![], vec![]);
        for ((&end, &length), &words) in part.ends.iter().zip(lengths).zip(&part.lengths) {
            row.clear();
            let entries = part.entries[begin..end].iter().map(|&(id, n)| (map(p, id), n)).filter(|&(id, _)| id != DROPPED);
            row.extend(entries.map(|(id, n)| u64::from(id) << 32 | u64::from(n)));
            row.sort_unstable();
            begin = end;
            let (own, rest) = std::mem::take(&mut indices).split_at_mut(length);
            indices = rest;
            let (out, rest) = std::mem::take(&mut values).split_at_mut(length);
            values = rest;
            counts.clear();
            counts.extend(row.iter().map(|&packed| packed as u32));
            own.iter_mut().zip(&row).for_each(|(column, &packed)| *column = (packed >> 32) as u32);
            weigh(own, &counts, words, out);
        }
    });
    Csr { columns, starts, indices, values }
}
