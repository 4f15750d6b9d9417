//! Terms by number: a hash table that keeps the words' bytes in one piece.
//!
//! The seed of the hash is drawn anew in every process, so that nobody can send words that all fall into one place; what is
//! made of the numbers is sorted by the words, and so does not depend on it.

use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

/// Words, numbered in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    hashes: Vec<u64>,
    /// The upper half of the hash, and the number plus one; 0 is empty. Their count is a power of two.
    slots: Vec<u64>,
}

fn seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    *SEED.get_or_init(|| RandomState::new().hash_one(1_u8))
}

/// Multiplies to 128 bits and folds the halves: every bit of both numbers reaches every bit of the result.
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

fn word<const N: usize>(bytes: &[u8], at: usize) -> u64 {
    let mut all = [0; 8];
    all[..N].copy_from_slice(&bytes[at..at + N]);
    u64::from_le_bytes(all)
}

/// The hash of a word.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let n = bytes.len();
    let mut h = seed() ^ (n as u64).wrapping_mul(ODD);
    let last = if n >= 8 {
        let mut at = 0;
        while at + 8 < n {
            h = fold(h ^ word::<8>(bytes, at), ODD);
            at += 8;
        }
        word::<8>(bytes, n - 8)
    } else if n >= 4 {
        word::<4>(bytes, 0) | word::<4>(bytes, n - 4) << 32
    } else if n > 0 {
        u64::from(bytes[0]) | u64::from(bytes[n / 2]) << 8 | u64::from(bytes[n - 1]) << 16
    } else {
        0
    };
    fold(fold(h ^ last, ODD) ^ ODD, 0xD6E8_FEB8_6659_FD93)
}

impl Terms {
    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word of a number.
    pub(crate) fn get(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.bytes[start..self.ends[id]]
    }

    /// The hash of a word already here.
    pub(crate) fn hash_of(&self, id: u32) -> u64 {
        self.hashes[id as usize]
    }

    /// The number of a word, where it has one.
    pub(crate) fn find(&self, term: &[u8]) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let h = hash(term);
        let slot = self.slots[self.place(term, h)];
        (slot != 0).then(|| slot as u32 - 1)
    }

    /// The number of a word, a new one where it has none yet.
    pub(crate) fn insert(&mut self, term: &[u8]) -> u32 {
        self.insert_hashed(term, hash(term))
    }

    /// As [`insert`](Self::insert), its hash being known.
    pub(crate) fn insert_hashed(&mut self, term: &[u8], h: u64) -> u32 {
        if self.slots.len() <= 2 * self.ends.len() {
            self.grow();
        }
        let place = self.place(term, h);
        if self.slots[place] != 0 {
            return self.slots[place] as u32 - 1;
        }
        let id = self.ends.len() as u32;
        self.bytes.extend_from_slice(term);
        self.ends.push(self.bytes.len());
        self.hashes.push(h);
        self.slots[place] = h >> 32 << 32 | u64::from(id + 1);
        id
    }

    /// The slot of the word, or the empty one where it belongs.
    fn place(&self, term: &[u8], h: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = h as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == 0 || (slot >> 32 == h >> 32 && self.get(slot as u32 - 1) == term) {
                return place;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (4 * self.ends.len()).next_power_of_two().max(64);
        self.slots = vec![0; size];
        for (id, &h) in self.hashes.iter().enumerate() {
            let mut place = h as usize & (size - 1);
            while self.slots[place] != 0 {
                place = (place + 1) & (size - 1);
            }
            self.slots[place] = h >> 32 << 32 | (id as u64 + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_one_number() {
        let mut terms = Terms::default();
        assert_eq!(terms.find(b"a"), None);
        let words: Vec<String> = (0..5000_u32).map(|i| "x".repeat(i as usize % 23) + &i.to_string()).collect();
        for (i, word) in words.iter().enumerate() {
            assert_eq!(terms.insert(word.as_bytes()), i as u32);
            assert_eq!(terms.insert(word.as_bytes()), i as u32);
        }
        assert_eq!(terms.insert(b""), 5000);
        assert!(words.iter().enumerate().all(|(i, word)| terms.find(word.as_bytes()) == Some(i as u32)));
        assert_eq!((terms.find(b"none"), terms.get(5000), terms.len()), (None, &b""[..], 5001));
    }
}
