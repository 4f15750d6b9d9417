//! How many threads work, and the interpreter released meanwhile.

use openwork::threads as library;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What `openwork.set_threads` asked for; 0 is one thread per processor.
static THREADS: AtomicUsize = AtomicUsize::new(0);

/// Whether this process was forked from one that had the library loaded.
static FORKED: AtomicBool = AtomicBool::new(false);

/// The pool of a forked process: a fork copies the parent's pools without their threads, and who waits for those waits forever.
static OWN: Mutex<Option<Arc<ThreadPool>>> = Mutex::new(None);

/// Sets how many threads the library uses from now on; 0 is one per processor.
#[pyfunction]
pub fn set_threads(n: usize) {
    THREADS.store(n, Ordering::Relaxed);
}

/// How many threads the library uses.
#[pyfunction]
pub fn threads() -> usize {
    match THREADS.load(Ordering::Relaxed) {
        0 => library::count(),
        n => n,
    }
}

/// Told by Python in a forked process: from now on it has a pool of its own.
#[pyfunction]
pub fn forked() {
    FORKED.store(true, Ordering::Relaxed);
    *OWN.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// The forked process's pool of `jobs` threads (0: one per processor), made anew where the number has changed; `None` where the
/// system gives no threads.
fn own(jobs: usize) -> Option<Arc<ThreadPool>> {
    let jobs = if jobs == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { jobs };
    let mut own = OWN.lock().unwrap_or_else(PoisonError::into_inner);
    if own.as_ref().is_none_or(|pool| pool.current_num_threads() != jobs) {
        *own = ThreadPoolBuilder::new().num_threads(jobs).build().ok().map(Arc::new);
    }
    own.clone()
}

/// Work that is done before another thread could have taken the interpreter over: it is not released for it.
const QUICK: usize = library::SMALL / 4;

/// Runs `f` with the interpreter released, on `jobs` threads (0: as `openwork.set_threads` says). Work below
/// [`library::SMALL`] elementary operations stays on the calling thread; below a quarter of it the interpreter is kept, too.
pub fn run<R: Send>(py: Python<'_>, jobs: usize, work: usize, f: impl FnOnce() -> R + Send) -> R {
    if work < QUICK {
        return f();
    }
    let jobs = if jobs == 0 { THREADS.load(Ordering::Relaxed) } else { jobs };
    py.detach(|| {
        if work < library::SMALL {
            return f();
        }
        if FORKED.load(Ordering::Relaxed)
            && let Some(pool) = own(jobs)
        {
            return pool.install(f);
        }
        library::with(Some(jobs), f)
    })
}
