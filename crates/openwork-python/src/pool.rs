//! How many threads work, and the interpreter released meanwhile.

use pyo3::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What `openwork.set_threads` asked for; 0 is one thread per processor.
static THREADS: AtomicUsize = AtomicUsize::new(0);

/// Sets how many threads the library uses from now on; 0 is one per processor.
#[pyfunction]
pub fn set_threads(n: usize) {
    THREADS.store(n, Ordering::Relaxed);
}

/// How many threads the library uses.
#[pyfunction]
pub fn threads() -> usize {
    match THREADS.load(Ordering::Relaxed) {
        0 => openwork::threads::count(),
        n => n,
    }
}

/// Runs `f` with the interpreter released, on `jobs` threads (0: as `openwork.set_threads` says). Work below
/// [`openwork::threads::SMALL`] elementary operations stays on the calling thread, which saves the way to the pool and back.
pub fn run<R: Send>(py: Python<'_>, jobs: usize, work: usize, f: impl FnOnce() -> R + Send) -> R {
    let jobs = if jobs == 0 { THREADS.load(Ordering::Relaxed) } else { jobs };
    py.detach(|| if work < openwork::threads::SMALL { f() } else { openwork::threads::with(Some(jobs), f) })
}
