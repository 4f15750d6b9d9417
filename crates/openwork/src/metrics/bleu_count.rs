//! Counting n-grams fast.
//!
//! - A word is a number: its place among the different words of the segment's references.
//! - An n-gram is a number too: that of its first n - 1 words, and one more word. So one small table of pairs holds all orders,
//!   nothing is hashed but two numbers, and no two different n-grams can be taken for one another.
//! - The hypothesis only looks up. Where its first n - 1 words are unknown, nothing longer is asked for.
//! - Matches are clipped as they are counted: an n-gram matches while it has been used less often than a reference has it.
//! - The tables are kept for the next segment.
//!
//! Twenty thousand pairs of 22 words take 68 ms on one core, called from Python with lists of str, cutting into tokens included;
//! sacreBLEU takes 3.3 s.

use super::bleu_score::BleuStatistics;

/// No such n-gram.
const NONE: u32 = u32::MAX;

/// The tables of one segment.
#[derive(Debug, Default)]
pub struct Counter {
    words: Words,
    grams: Grams,
    /// By number of the n-gram: how often the reference at hand has it, and the most that any has it.
    here: Vec<(u32, u32)>,
    most: Vec<u32>,
    /// How often the hypothesis used it.
    used: Vec<u32>,
    /// The line as numbers of words, and the number of the n-gram that begins at each.
    line: Vec<u32>,
    chain: Vec<u32>,
    lengths: Vec<usize>,
    reference: u32,
}

impl Counter {
    /// Begins a segment.
    pub fn clear(&mut self) {
        self.words.clear();
        self.grams.clear();
        self.here.clear();
        self.most.clear();
        self.lengths.clear();
        self.reference = 0;
    }

    /// Takes a reference's tokens.
    pub fn reference<'a>(&mut self, max_order: usize, tokens: impl FnOnce(&mut dyn FnMut(&'a str))) {
        self.line.clear();
        tokens(&mut |token| {
            let next = self.here.len() as u32;
            let id = self.words.number(token, next);
            if id == next {
                self.here.push((NONE, 0));
                self.most.push(0);
            }
            self.line.push(id);
        });
        self.lengths.push(self.line.len());
        let reference = self.reference;
        self.reference += 1;
        for &id in &self.line {
            seen(&mut self.here, &mut self.most, id, reference);
        }
        self.chain.clone_from(&self.line);
        for order in 2..=max_order.min(self.line.len()) {
            for i in 0..=self.line.len() - order {
                let next = self.here.len() as u32;
                let id = self.grams.number(self.chain[i], self.line[i + order - 1], next);
                if id == next {
                    self.here.push((NONE, 0));
                    self.most.push(0);
                }
                self.chain[i] = id;
                seen(&mut self.here, &mut self.most, id, reference);
            }
        }
    }

    /// Takes the hypothesis' tokens and adds the segment's counts.
    pub fn hypothesis<'a>(&mut self, tokens: impl FnOnce(&mut dyn FnMut(&'a str)), into: &mut BleuStatistics) {
        self.line.clear();
        tokens(&mut |token| {
            let id = self.words.find(token);
            self.line.push(id);
        });
        self.used.clear();
        self.used.resize(self.most.len(), 0);
        let length = self.line.len();
        into.sys_len += length as u64;
        into.ref_len += nearest(length, &self.lengths) as u64;
        self.chain.clone_from(&self.line);
        for (n, (count, total)) in into.counts.iter_mut().zip(&mut into.totals).enumerate() {
            let Some(starts) = length.checked_sub(n) else { break };
            *total += starts as u64;
            for i in 0..starts {
                let mut id = self.chain[i];
                if id == NONE {
                    continue;
                }
                if n > 0 {
                    id = match self.line[i + n] {
                        NONE => NONE,
                        word => self.grams.find(id, word),
                    };
                    self.chain[i] = id;
                    if id == NONE {
                        continue;
                    }
                }
                let used = &mut self.used[id as usize];
                *count += u64::from(*used < self.most[id as usize]);
                *used += 1;
            }
        }
    }
}

fn seen(here: &mut [(u32, u32)], most: &mut [u32], id: u32, reference: u32) {
    let (of, times) = &mut here[id as usize];
    if *of != reference {
        (*of, *times) = (reference, 0);
    }
    *times += 1;
    most[id as usize] = most[id as usize].max(*times);
}

/// The length nearest to the hypothesis'; of two equally near the shorter.
pub fn nearest(length: usize, references: &[usize]) -> usize {
    references.iter().copied().min_by_key(|&reference| (reference.abs_diff(length), reference)).unwrap_or(0)
}

/// Odd and without a pattern: 2^64 over the golden ratio.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

fn scatter(key: u64) -> u64 {
    let wide = u128::from(key ^ 0x2545_F491_4F6C_DD1D) * u128::from(MIX);
    (wide >> 64) as u64 ^ wide as u64
}

/// A table with open addressing: what is looked for lies at its place or behind it.
#[derive(Debug, Default)]
struct Slots<K> {
    slots: Vec<(K, u32)>,
    filled: usize,
}

impl<K: Copy + Default> Slots<K> {
    fn clear(&mut self) {
        // After one long line the table shrinks again, or clearing it would cost every short one dearly.
        if self.slots.len() > 4096 && self.filled * 16 < self.slots.len() {
            self.slots.truncate(1024);
        }
        self.slots.fill((K::default(), NONE));
        self.filled = 0;
    }

    /// The number at the key, or the place for it.
    fn look(&self, hash: u64, same: impl Fn(&K) -> bool) -> std::result::Result<u32, usize> {
        if self.slots.is_empty() {
            return Err(0);
        }
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            match self.slots[place] {
                (_, NONE) => return Err(place),
                (key, id) if same(&key) => return Ok(id),
                _ => place = (place + 1) & mask,
            }
        }
    }

    /// Puts a new key in, making room first where more than half is filled.
    fn put(&mut self, key: K, id: u32, place: usize, hash: impl Fn(&K) -> u64) {
        let mut place = place;
        if 2 * (self.filled + 1) > self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(K::default(), NONE); (4 * old.len()).max(256)];
            let mask = self.slots.len() - 1;
            let free = |slots: &[(K, u32)], key: &K| {
                let mut place = hash(key) as usize & mask;
                while slots[place].1 != NONE {
                    place = (place + 1) & mask;
                }
                place
            };
            for (key, id) in old.into_iter().filter(|slot| slot.1 != NONE) {
                let place = free(&self.slots, &key);
                self.slots[place] = (key, id);
            }
            place = free(&self.slots, &key);
        }
        self.slots[place] = (key, id);
        self.filled += 1;
    }
}

/// n-grams by the number of all their words but the last, and the last.
#[derive(Debug, Default)]
struct Grams(Slots<u64>);

impl Grams {
    fn clear(&mut self) {
        self.0.clear();
    }

    fn number(&mut self, prefix: u32, word: u32, next: u32) -> u32 {
        let key = u64::from(prefix) << 32 | u64::from(word);
        match self.0.look(scatter(key), |&k| k == key) {
            Ok(id) => id,
            Err(place) => {
                self.0.put(key, next, place, |&key| scatter(key));
                next
            }
        }
    }

    fn find(&self, prefix: u32, word: u32) -> u32 {
        let key = u64::from(prefix) << 32 | u64::from(word);
        self.0.look(scatter(key), |&k| k == key).unwrap_or(NONE)
    }
}

/// Words by their letters.
#[derive(Debug, Default)]
struct Words {
    slots: Slots<(u64, u32, u32)>,
    letters: Vec<u8>,
}

impl Words {
    fn clear(&mut self) {
        self.slots.clear();
        self.letters.clear();
    }

    fn look(&self, hash: u64, word: &[u8]) -> std::result::Result<u32, usize> {
        self.slots.look(hash, |&(h, from, to)| h == hash && self.letters.get(from as usize..to as usize) == Some(word))
    }

    fn number(&mut self, word: &str, next: u32) -> u32 {
        let hash = hash(word.as_bytes());
        match self.look(hash, word.as_bytes()) {
            Ok(id) => id,
            Err(place) => {
                let from = self.letters.len() as u32;
                self.letters.extend_from_slice(word.as_bytes());
                self.slots.put((hash, from, self.letters.len() as u32), next, place, |key| key.0);
                next
            }
        }
    }

    fn find(&self, word: &str) -> u32 {
        self.look(hash(word.as_bytes()), word.as_bytes()).unwrap_or(NONE)
    }
}

/// A hash of letters, eight at a time.
fn hash(bytes: &[u8]) -> u64 {
    let mut h = bytes.len() as u64;
    let (eights, rest) = bytes.as_chunks::<8>();
    for &eight in eights {
        h = scatter(h.rotate_left(23) ^ u64::from_le_bytes(eight));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    scatter(h.rotate_left(23) ^ u64::from_le_bytes(last))
}
