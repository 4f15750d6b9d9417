//! Memory for tensors: buffers that are used again.
//!
//! A training step asks for the same sizes again and again. A buffer that nobody reads any more goes back to a pool, and the next one of
//! its size class is taken from there: no call to the allocator, no fresh pages to be cleared by the system (which take longer than most
//! operations on them: 3 ms for 12 MB). Small buffers have a pool for each thread, without a lock; large ones, which one thread makes and
//! another often drops, have one for all. The pools never hold more than was in use at some time; [`release_memory`] empties them.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut, Range};
use std::sync::{Arc, Mutex, PoisonError};

/// Buffers of more numbers than this (256 KB) go to the pool of all threads.
const SMALL: usize = 1 << 16;
/// The pool of a thread keeps at most so many numbers (16 MB),
const KEPT_BY_ONE: usize = 1 << 22;
/// and the pool of all at most so many (256 MB).
const KEPT_BY_ALL: usize = 1 << 26;

/// Numbers that one owner writes; once written they become [`Values`], which many read.
#[derive(Debug)]
pub struct Buffer {
    /// As long as the size class; the numbers after `len` have no meaning.
    memory: Vec<f32>,
    len: usize,
}

impl Buffer {
    /// `len` numbers without a meaning yet (what an earlier user left), for who writes all of them.
    pub fn stale(len: usize) -> Self {
        let class = Class::holding(len);
        let memory = in_pool(class, |pool, _| pool.take(class)).flatten();
        Self { memory: memory.unwrap_or_else(|| vec![0.0; class.size()]), len }
    }

    /// `len` times the same number.
    pub fn filled(len: usize, value: f32) -> Self {
        let mut buffer = Self::stale(len);
        buffer.fill(value);
        buffer
    }

    /// `len` zeros.
    pub fn zeros(len: usize) -> Self {
        Self::filled(len, 0.0)
    }

    /// A copy.
    pub fn copy_of(values: &[f32]) -> Self {
        let mut buffer = Self::stale(values.len());
        buffer.copy_from_slice(values);
        buffer
    }
}

impl From<Vec<f32>> for Buffer {
    fn from(memory: Vec<f32>) -> Self {
        let len = memory.len();
        Self { memory, len }
    }
}

impl Deref for Buffer {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.memory[..self.len]
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.memory[..self.len]
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let memory = std::mem::take(&mut self.memory);
        let class = Class::holding(memory.len());
        if class.size() == memory.len() {
            in_pool(class, |pool, kept| pool.give(class, memory, kept));
        }
    }
}

/// Frees what the calling thread's pool and the pool of all threads hold.
pub fn release_memory() {
    let _ = OWN.try_with(|pool| *pool.borrow_mut() = Pool::default());
    *ALL.lock().unwrap_or_else(PoisonError::into_inner) = Pool::new();
}

/// Numbers that are read: a part of a buffer that stays alive as long as somebody holds it.
#[derive(Debug, Clone)]
pub struct Values {
    buffer: Arc<Buffer>,
    range: Range<usize>,
}

impl Values {
    /// A part of a buffer.
    pub(super) fn part(buffer: Arc<Buffer>, range: Range<usize>) -> Self {
        Self { buffer, range }
    }

    /// The buffer, and where in it these numbers begin.
    pub(super) fn into_parts(self) -> (Arc<Buffer>, usize) {
        (self.buffer, self.range.start)
    }
}

impl From<Buffer> for Values {
    fn from(buffer: Buffer) -> Self {
        let range = 0..buffer.len();
        Self { buffer: Arc::new(buffer), range }
    }
}

impl Deref for Values {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.buffer[self.range.clone()]
    }
}

/// Sizes in steps of a quarter of a power of two: at most a fifth of a buffer is wasted.
#[derive(Clone, Copy)]
struct Class(usize);

impl Class {
    const LEAST: u32 = 4; // 16 numbers

    /// The smallest class that holds `len` numbers.
    fn holding(len: usize) -> Self {
        let len = len.max(1 << Self::LEAST);
        let power = len.ilog2();
        let quarter = (len - (1 << power)).div_ceil(1 << (power - 2));
        Self(4 * (power - Self::LEAST) as usize + quarter)
    }

    /// How many numbers a buffer of this class holds.
    fn size(self) -> usize {
        let power = Self::LEAST as usize + self.0 / 4;
        (1 << power) + (self.0 % 4) * (1 << (power - 2))
    }
}

#[derive(Default)]
struct Pool {
    free: Vec<Vec<Vec<f32>>>,
    held: usize,
}

impl Pool {
    const fn new() -> Self {
        Self { free: Vec::new(), held: 0 }
    }

    fn take(&mut self, class: Class) -> Option<Vec<f32>> {
        let memory = self.free.get_mut(class.0)?.pop()?;
        self.held -= memory.len();
        Some(memory)
    }

    fn give(&mut self, class: Class, memory: Vec<f32>, kept: usize) {
        if self.held + memory.len() > kept {
            return;
        }
        if self.free.len() <= class.0 {
            self.free.resize_with(class.0 + 1, Vec::new);
        }
        self.held += memory.len();
        self.free[class.0].push(memory);
    }
}

static ALL: Mutex<Pool> = Mutex::new(Pool::new());
thread_local! {
    static OWN: RefCell<Pool> = RefCell::default();
}

/// Calls `f` with the pool for a size class and how much that may keep. A thread that is ending has no pool any more: its memory goes back
/// to the system.
fn in_pool<R>(class: Class, f: impl FnOnce(&mut Pool, usize) -> R) -> Option<R> {
    if class.size() > SMALL {
        return Some(f(&mut ALL.lock().unwrap_or_else(PoisonError::into_inner), KEPT_BY_ALL));
    }
    OWN.try_with(|pool| f(&mut pool.borrow_mut(), KEPT_BY_ONE)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_holds_what_it_is_asked_for_and_wastes_at_most_a_fifth() {
        for len in (0..5000).chain([1 << 20, (1 << 20) + 1, 3_000_000]) {
            let size = Class::holding(len).size();
            assert!(size >= len, "{size} for {len}");
            assert!(len <= 16 || size * 4 <= len * 5, "{size} for {len}");
            assert_eq!(Class::holding(size).size(), size, "a class is its own");
        }
    }

    #[test]
    fn a_dropped_buffer_is_the_next_one_of_its_size() {
        release_memory();
        let place = Buffer::stale(1000).as_ptr();
        assert_eq!(Buffer::stale(990).as_ptr(), place);
        assert_ne!(Buffer::stale(3000).as_ptr(), place);
    }

    #[test]
    fn a_large_buffer_that_another_thread_drops_comes_back() {
        let buffer = Buffer::stale(777_777);
        let place = buffer.as_ptr() as usize;
        let seen = std::thread::spawn(move || drop(buffer)).join().map(|()| Buffer::stale(777_000).as_ptr() as usize);
        assert_eq!(seen.ok(), Some(place));
    }

    #[test]
    fn values_that_somebody_reads_are_not_given_away() {
        let values = Values::from(Buffer::filled(100, 7.0));
        let other = values.clone();
        drop(values);
        let mut new = Buffer::stale(100);
        new.fill(1.0);
        assert!(other.iter().all(|&v| v == 7.0));
    }
}
