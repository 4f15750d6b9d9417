//! The inverted index: of every term the documents that have it, each with its weight; and the best documents for a query.
//!
//! [`Postings::best_plain`] is the textbook: add up the weights of all documents, sort. [`Postings::best`] gives the same answer, bit
//! for bit, sooner:
//!
//! - Documents are taken in blocks whose sums fit the nearest cache.
//! - Within a block terms come by the most that they can add to a sum. When what is left cannot lift a new document over the
//!   worst of the best (Turtle and Flood's MaxScore), the common terms' long lists are not read; the few documents that may
//!   still win look their weights up.
//! - Those that may win are added up again in the order of the plain form; so equal sums stay equal, and the lower number wins.

use crate::linalg::CsrView;
use crate::threads;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

/// Documents whose sums are held at a time.
const BLOCK: usize = 8192;
/// What looking up a document's weights costs, in postings read.
const LOOK_UP: usize = 250;

/// An inverted index of weights.
#[derive(Debug, Clone, Default)]
pub(crate) struct Postings {
    /// How many documents.
    pub documents: usize,
    starts: Vec<usize>,
    ids: Vec<u32>,
    weights: Vec<f64>,
    /// The greatest weight of each term.
    most: Vec<f64>,
    /// Whether a weight is below 0: then nothing can be left out.
    signed: bool,
}

/// A document and its sum; the greatest is the worst of a heap of the best.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    score: f64,
    id: u32,
}

impl Eq for Found {}
impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Found {
    fn cmp(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(self.id.cmp(&other.id))
    }
}

/// A term of a query, with its part of the lists.
struct Term {
    places: Range<usize>,
    weight: f64,
    bound: f64,
}

/// What a search writes into, kept from query to query.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    sums: Vec<f64>,
    found: Vec<Found>,
    ordered: Vec<f64>,
}

impl Postings {
    /// The columns of a matrix, whose rows are documents: the value `i` of the matrix becomes `weight(row, i)`.
    pub(crate) fn of_rows<T: Sync + Copy>(matrix: CsrView<'_, T>, weight: impl Fn(usize, usize) -> f64 + Sync) -> Self {
        let (starts, ids, weights) = columns(matrix, weight);
        let most =
            starts.windows(2).map(|pair| weights[pair[0]..pair[1]].iter().fold(0.0, |most: f64, &w| most.max(w))).collect();
        let signed = weights.par_iter().any(|&w| w < 0.0);
        Self { documents: matrix.rows(), starts, ids, weights, most, signed }
    }

    /// The list of a term: documents and weights.
    pub(crate) fn list(&self, term: u32) -> (&[u32], &[f64]) {
        let places = self.places(term);
        (&self.ids[places.clone()], &self.weights[places])
    }

    fn places(&self, term: u32) -> Range<usize> {
        self.starts[term as usize]..self.starts[term as usize + 1]
    }

    // ANCHOR: sums
    /// The sum of every document: of each term of the query, its weight times the document's, in the order of the query.
    pub(crate) fn sums(&self, query: &[(u32, f64)]) -> Vec<f64> {
        let mut sums = vec![0.0; self.documents];
        for &(term, weight) in query {
            let (ids, weights) = self.list(term);
            ids.iter().zip(weights).for_each(|(&id, w)| sums[id as usize] += weight * w);
        }
        sums
    }
    // ANCHOR_END: sums

    /// The `k` documents of the greatest sums, of equals the lower numbers: by sorting all.
    pub(crate) fn best_plain(&self, query: &[(u32, f64)], k: usize) -> Vec<(u32, f64)> {
        let sums = self.sums(query);
        let mut order: Vec<u32> = (0..self.documents as u32).collect();
        order.sort_by(|&a, &b| sums[b as usize].total_cmp(&sums[a as usize]));
        order.into_iter().take(k).map(|id| (id, sums[id as usize])).collect()
    }

    /// As [`best_plain`](Self::best_plain), leaving out what cannot win.
    pub(crate) fn best(&self, query: &[(u32, f64)], k: usize, work: &mut Workspace) -> Vec<(u32, f64)> {
        let k = k.min(self.documents);
        if k == 0 {
            return vec![];
        }
        if self.signed || query.iter().any(|&(_, weight)| !(weight >= 0.0)) {
            return self.best_plain(query, k);
        }
        let mut terms: Vec<Term> = query
            .iter()
            .map(|&(term, weight)| Term { places: self.places(term), weight, bound: weight * self.most[term as usize] })
            .filter(|term| !term.places.is_empty() && term.bound > 0.0)
            .collect();
        terms.sort_by(|a, b| b.bound.total_cmp(&a.bound));
        // What the terms from here on can add; rounding may add a little.
        let mut rest = vec![0.0; terms.len() + 1];
        for (i, term) in terms.iter().enumerate().rev() {
            rest[i] = rest[i + 1] + term.bound;
        }
        let margin = rest[0] * 1e-10;
        let mut best: BinaryHeap<Found> = BinaryHeap::with_capacity(k + 1);
        let mut parts: Vec<Range<usize>> = terms.iter().map(|term| term.places.start..term.places.start).collect();
        for begin in (0..self.documents).step_by(BLOCK) {
            let end = (begin + BLOCK).min(self.documents);
            let mut left = 0; // postings of this block that were not read
            for (part, term) in parts.iter_mut().zip(&terms) {
                let from = part.end;
                let to = from + after(&self.ids[from..term.places.end], end as u32);
                *part = from..to;
                left += to - from;
            }
            if left == 0 {
                continue;
            }
            let worst =
                |best: &BinaryHeap<Found>| if best.len() < k { 0.0 } else { best.peek().map_or(0.0, |found| found.score) };
            if best.len() == k && rest[0] + margin < worst(&best) {
                break;
            }
            work.sums.clear();
            work.sums.resize(end - begin, 0.0);
            let mut done = 0;
            loop {
                // Read lists until no new document can come in,
                while done < terms.len() && (best.len() < k || rest[done] + margin >= worst(&best)) {
                    left -= self.add(&parts[done], terms[done].weight, begin, &mut work.sums);
                    done += 1;
                }
                // and see who may still win,
                self.candidates(
                    work,
                    begin,
                    k,
                    rest[done],
                    margin,
                    if best.len() < k { f64::MIN_POSITIVE } else { worst(&best) },
                );
                if done == terms.len() || work.found.len() * LOOK_UP <= left {
                    break;
                }
                // or read one more, where that is less work than looking up all of them.
                left -= self.add(&parts[done], terms[done].weight, begin, &mut work.sums);
                done += 1;
            }
            for &Found { id, .. } in &work.found {
                let found = Found { score: self.score(query, id), id };
                if best.len() < k {
                    best.push(found);
                } else if best.peek().is_some_and(|worst| found < *worst) {
                    best.pop();
                    best.push(found);
                }
            }
        }
        let mut best = best.into_sorted_vec();
        if best.len() < k {
            // Documents that have none of the terms come last, in their order.
            let mut have: Vec<u32> = best.iter().map(|found| found.id).collect();
            have.sort_unstable();
            let rest = (0..self.documents as u32).filter(|id| have.binary_search(id).is_err()).take(k - best.len());
            best.extend(rest.map(|id| Found { score: 0.0, id }));
        }
        best.into_iter().map(|found| (found.id, found.score)).collect()
    }

    /// Adds a term's weights to the sums of a block; how many there were.
    fn add(&self, part: &Range<usize>, weight: f64, begin: usize, sums: &mut [f64]) -> usize {
        for (&id, w) in self.ids[part.clone()].iter().zip(&self.weights[part.clone()]) {
            sums[id as usize - begin] += weight * w;
        }
        part.len()
    }

    /// The documents of a block that may be among the best, when at most `rest` is added to their sums.
    fn candidates(&self, work: &mut Workspace, begin: usize, k: usize, rest: f64, margin: f64, worst: f64) {
        let Workspace { sums, found, ordered } = work;
        found.clear();
        let mut least = worst - rest - margin;
        let several = |sums: &[f64], least: f64| sums.iter().filter(|&&sum| sum > 0.0 && sum >= least).count();
        if several(sums, least) > k {
            // The k-th sum as it stands is one that the k-th best will not fall below.
            ordered.clear();
            ordered.extend(sums.iter().filter(|&&sum| sum > 0.0 && sum >= least));
            let (_, kth, _) = ordered.select_nth_unstable_by(k - 1, |a, b| b.total_cmp(a));
            least = least.max(*kth - rest - 2.0 * margin);
        }
        let all = sums.iter().enumerate().filter(|&(_, &sum)| sum > 0.0 && sum >= least);
        found.extend(all.map(|(i, &score)| Found { score, id: (begin + i) as u32 }));
    }

    /// The sum of one document, added up as the plain form does.
    fn score(&self, query: &[(u32, f64)], id: u32) -> f64 {
        let mut sum = 0.0;
        for &(term, weight) in query {
            let (ids, weights) = self.list(term);
            if let Ok(place) = ids.binary_search(&id) {
                sum += weight * weights[place];
            }
        }
        sum
    }

    /// The best for each of `queries` queries, on all threads.
    pub(crate) fn best_of_all<'a, Q: AsRef<[(u32, f64)]>>(
        &self,
        queries: usize,
        query: impl Fn(usize) -> Q + Sync + 'a,
        k: usize,
    ) -> Vec<Vec<(u32, f64)>> {
        let work = queries.saturating_mul(self.documents / 8 + 64);
        let parts = threads::map_chunks(queries, 8, work, |range| {
            let mut work = Workspace::default();
            range.map(|i| self.best(query(i).as_ref(), k, &mut work)).collect::<Vec<_>>()
        });
        parts.into_iter().flatten().collect()
    }
}

/// A matrix column after column: where each begins, its rows, and what `value(row, i)` makes of the matrix's value `i`.
pub(crate) fn columns<T: Sync + Copy, V: Copy + Default + Send>(
    matrix: CsrView<'_, T>,
    value: impl Fn(usize, usize) -> V + Sync,
) -> (Vec<usize>, Vec<u32>, Vec<V>) {
    let mut starts = vec![0_usize; matrix.columns() + 1];
    matrix.indices().iter().for_each(|&column| starts[column as usize + 1] += 1);
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let total = matrix.len();
    let (mut ids, mut values) = (vec![0_u32; total], vec![V::default(); total]);
    // Every thread fills the lists of some of the columns: of about equally many values.
    let mut pieces = vec![];
    let (mut left, mut right, mut from) = (&mut ids[..], &mut values[..], 0);
    let shares = if total < 1 << 16 { 1 } else { 8 };
    for share in 1..=shares {
        let even = starts.partition_point(|&start| start < total / shares * share).clamp(from, matrix.columns());
        let to = if share == shares { matrix.columns() } else { even };
        let size = starts[to] - starts[from];
        let (a, b) = (std::mem::take(&mut left).split_at_mut(size), std::mem::take(&mut right).split_at_mut(size));
        pieces.push((from..to, a.0, b.0));
        (left, right, from) = (a.1, b.1, to);
    }
    pieces.into_par_iter().for_each(|(own, ids, values)| {
        let mut next: Vec<usize> = own.clone().map(|column| starts[column] - starts[own.start]).collect();
        for row in 0..matrix.rows() {
            let places = matrix.places(row);
            let indices = &matrix.indices()[places.clone()];
            let first = if own.start == 0 { 0 } else { indices.partition_point(|&column| (column as usize) < own.start) };
            for (i, &column) in indices.iter().enumerate().skip(first) {
                let column = column as usize;
                if column >= own.end {
                    break;
                }
                let place = &mut next[column - own.start];
                ids[*place] = row as u32;
                values[*place] = value(row, places.start + i);
                *place += 1;
            }
        }
    });
    (starts, ids, values)
}

/// How many of the ascending ids are below `end`: doubling steps, then halving ones.
fn after(ids: &[u32], end: u32) -> usize {
    let mut step = 16;
    while step < ids.len() && ids[step] < end {
        step *= 2;
    }
    let from = if step == 16 { 0 } else { step / 2 };
    from + ids[from..ids.len().min(step + 1)].partition_point(|&id| id < end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rows of small whole weights, where ties are the rule, over more than one block.
    fn matrix(seed: u64, rows: usize, columns: usize, signed: bool) -> crate::linalg::Csr {
        let mut state = seed | 1;
        let mut next = |n: u64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) % n
        };
        let mut csr = crate::linalg::Csr { columns, starts: vec![0], indices: vec![], values: vec![] };
        for _ in 0..rows {
            for column in 0..columns as u32 {
                if next(1 + u64::from(column)) == 0 {
                    csr.indices.push(column);
                    csr.values.push(0.1 * (1 + next(5)) as f64 - if signed { 0.3 } else { 0.0 });
                }
            }
            csr.starts.push(csr.indices.len());
        }
        csr
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn leaving_out_changes_nothing(
            seed: u64, rows in prop::sample::select(vec![0_usize, 1, 7, 300, 8192, 20_000]), k in 0..40_usize, signed in 0..8_u8,
            query in prop::collection::btree_map(0..24_u32, 0..4_u8, 0..8),
        ) {
            let csr = matrix(seed, rows, 24, signed == 0);
            let postings = Postings::of_rows(csr.view(), |_, i| csr.values[i]);
            let query: Vec<(u32, f64)> = query.into_iter().map(|(term, weight)| (term, f64::from(weight) * 0.7)).collect();
            let plain = postings.best_plain(&query, k);
            let fast = postings.best(&query, k, &mut Workspace::default());
            prop_assert_eq!(plain.len(), k.min(rows));
            prop_assert!(plain.iter().zip(&fast).all(|(a, b)| a.0 == b.0 && a.1 == b.1), "{:?} {:?}", plain, fast);
            prop_assert_eq!(plain.len(), fast.len());
        }
    }
}
