//! Helpers kept off the processor of the thread they help.
//!
//! Which processor a woken thread runs on, the system guesses from the past, and it guesses badly where it counts: to the kernel of a virtual
//! machine a sleeping processor looks like one the host has taken away, so that it wakes the helper where the caller is, and the two do in turns what
//! they should do at once. Two threads then take as long as one for all work that is shorter than the 4 ms after which the system notices.

use super::lock;
use rustix::thread::{Pid, gettid, sched_getaffinity, sched_getcpu, sched_setaffinity};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// No processor.
const NONE: usize = usize::MAX;

/// The helpers of a pool, and the processor they are kept off.
#[derive(Default)]
pub(super) struct Apart {
    helpers: Mutex<Vec<Pid>>,
    from: AtomicUsize,
    callers: AtomicUsize,
}

/// A thread is being helped, until this is dropped.
pub(super) struct Helped<'a>(&'a Apart);

impl Apart {
    /// Told by each helper at its start.
    pub(super) fn enter(&self) {
        lock(&self.helpers).push(gettid());
        self.from.store(NONE, Ordering::Relaxed);
    }

    /// The calling thread wants help: from now on helpers may run wherever it may, but not where it runs. Several callers at a time are left to
    /// the system, as is a caller with one processor only.
    pub(super) fn helped(&self) -> Helped<'_> {
        let alone = self.callers.fetch_add(1, Ordering::Relaxed) == 0;
        let here = sched_getcpu();
        if alone && self.from.swap(here, Ordering::Relaxed) != here {
            self.keep_off(here);
        }
        Helped(self)
    }

    fn keep_off(&self, here: usize) {
        let Ok(mut processors) = sched_getaffinity(None) else { return };
        if here < rustix::thread::CpuSet::MAX_CPU {
            processors.unset(here);
        }
        if processors.count() > 0 {
            // Where the system refuses, all is as it was.
            lock(&self.helpers).iter().for_each(|&helper| _ = sched_setaffinity(Some(helper), &processors));
        }
    }
}

impl Drop for Helped<'_> {
    fn drop(&mut self) {
        self.0.callers.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Barrier};

    #[test]
    fn a_helper_may_run_everywhere_but_here() {
        let mine = sched_getaffinity(None).unwrap();
        if mine.count() < 2 {
            return; // nowhere else to go
        }
        let (apart, gate) = (Arc::new(Apart::default()), Arc::new(Barrier::new(2)));
        let helper = std::thread::spawn({
            let (apart, gate) = (apart.clone(), gate.clone());
            move || {
                apart.enter();
                gate.wait();
                gate.wait();
                sched_getaffinity(None).unwrap()
            }
        });
        gate.wait();
        let helped = apart.helped();
        let from = apart.from.load(Ordering::Relaxed);
        let second = apart.helped(); // a caller more, wherever it runs, changes nothing
        gate.wait();
        let theirs = helper.join().unwrap();
        assert!(mine.is_set(from) && !theirs.is_set(from));
        assert_eq!(theirs.count(), mine.count() - 1);
        assert_eq!(apart.callers.load(Ordering::Relaxed), 2);
        drop((helped, second));
        assert_eq!(apart.callers.load(Ordering::Relaxed), 0);
        assert_eq!(sched_getaffinity(None).unwrap(), mine, "the caller's own processors are left alone");
    }
}
