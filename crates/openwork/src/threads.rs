//! Threads without surprises: one pool, no nesting, and the same bits for any number of threads.
//!
//! Work is cut into chunks whose size depends on the problem alone, never on the number of threads, and the results come back
//! in the order of the chunks. Small work stays on the calling thread.

use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

/// Work below this many elementary operations (multiply-adds, roughly) is not worth waking a second thread.
pub const SMALL: usize = 1 << 18;

/// Runs `f` on a pool of `n` threads (`None`: the pool as it is, one thread per processor). Pools are kept for the next call.
///
/// ```
/// use openwork::threads;
/// assert_eq!(threads::with(Some(3), threads::count), 3);
/// ```
pub fn with<R: Send>(n: Option<usize>, f: impl FnOnce() -> R + Send) -> R {
    static POOLS: OnceLock<Mutex<HashMap<usize, Arc<rayon::ThreadPool>>>> = OnceLock::new();
    let Some(n) = n.filter(|&n| n > 0) else { return f() };
    let pool = {
        let mut pools = POOLS.get_or_init(Mutex::default).lock().unwrap_or_else(|e| e.into_inner());
        match pools.get(&n) {
            Some(pool) => Some(pool.clone()),
            None => rayon::ThreadPoolBuilder::new().num_threads(n).build().ok().map(|pool| {
                let pool = Arc::new(pool);
                pools.insert(n, pool.clone());
                pool
            }),
        }
    };
    match pool {
        Some(pool) => pool.install(f),
        None => f(), // the system gave no threads: the calling thread does the work, with the same result
    }
}

/// How many threads the current pool has.
pub fn count() -> usize {
    rayon::current_num_threads()
}

/// Cuts `0..len` into chunks of `chunk`, maps each, and returns the results in order. `work` is the whole job's number of
/// elementary operations: below [`SMALL`] everything runs on the calling thread, with the same chunks and so the same bits.
pub fn map_chunks<R: Send>(
    len: usize,
    chunk: usize,
    work: usize,
    f: impl Fn(std::ops::Range<usize>) -> R + Sync + Send,
) -> Vec<R> {
    let chunk = chunk.max(1);
    let range = |i: usize| i * chunk..((i + 1) * chunk).min(len);
    let chunks = len.div_ceil(chunk);
    if work < SMALL || chunks < 2 {
        (0..chunks).map(|i| f(range(i))).collect()
    } else {
        (0..chunks).into_par_iter().map(|i| f(range(i))).collect()
    }
}

/// As [`map_chunks`], each chunk also writing its own part of `out`, one element an item.
pub fn map_chunks_mut<O: Send, R: Send>(
    out: &mut [O],
    chunk: usize,
    work: usize,
    f: impl Fn(std::ops::Range<usize>, &mut [O]) -> R + Sync + Send,
) -> Vec<R> {
    let chunk = chunk.max(1);
    let run = |(i, part): (usize, &mut [O])| f(i * chunk..i * chunk + part.len(), part);
    if work < SMALL || out.len() <= chunk {
        out.chunks_mut(chunk).enumerate().map(run).collect()
    } else {
        out.par_chunks_mut(chunk).enumerate().map(run).collect()
    }
}

/// As [`map_chunks_mut`], with two outputs of equal length.
pub fn map_chunks_mut2<A: Send, B: Send, R: Send>(
    (a, b): (&mut [A], &mut [B]),
    chunk: usize,
    work: usize,
    f: impl Fn(std::ops::Range<usize>, &mut [A], &mut [B]) -> R + Sync + Send,
) -> Vec<R> {
    let chunk = chunk.max(1);
    let run = |(i, (a, b)): (usize, (&mut [A], &mut [B]))| f(i * chunk..i * chunk + a.len(), a, b);
    if work < SMALL || a.len() <= chunk {
        a.chunks_mut(chunk).zip(b.chunks_mut(chunk)).enumerate().map(run).collect()
    } else {
        a.par_chunks_mut(chunk).zip(b.par_chunks_mut(chunk)).enumerate().map(run).collect()
    }
}

/// Does each job, on the calling thread where `work` is below [`SMALL`]. For jobs that touch only what is their own.
pub fn each<J: Send>(jobs: Vec<J>, work: usize, f: impl Fn(J) + Sync + Send) {
    if work < SMALL || jobs.len() < 2 {
        jobs.into_iter().for_each(f);
    } else {
        jobs.into_par_iter().for_each(f);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_come_back_in_order_and_cover_everything() {
        for n in [1, 2, 8] {
            let parts = with(Some(n), || map_chunks(1000, 64, usize::MAX, |r| r.collect::<Vec<_>>()));
            assert_eq!(parts.concat(), (0..1000).collect::<Vec<_>>());
        }
    }
}
