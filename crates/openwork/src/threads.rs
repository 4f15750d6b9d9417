//! Threads without surprises: one team, and the same bits for any number of threads.
//!
//! Work is cut into chunks whose size depends on the problem alone, never on the number of threads, and the results come back
//! in the order of the chunks. Small work stays on the calling thread. Of larger work the calling thread does its part, taking chunk after
//! chunk like the others: the work has begun before a sleeping thread wakes, which takes as long as adding up a hundred thousand numbers.

use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Work below this many elementary operations (multiply-adds, roughly) is not worth waking a second thread.
pub const SMALL: usize = 1 << 18;

/// Who does what a thread hands out.
#[derive(Clone, Default)]
struct Team {
    /// The pool that [`with`] asked for; otherwise the one this thread belongs to, or one thread per processor.
    pool: Option<Arc<rayon::ThreadPool>>,
    /// The thread is at work on a chunk: what it meets there it does by itself.
    busy: bool,
}

thread_local! {
    static TEAM: RefCell<Team> = RefCell::default();
}

/// Runs `f` with another team.
fn with_team<R>(team: Team, f: impl FnOnce() -> R) -> R {
    /// Puts the former team back, after a panic too.
    struct Back(Team);
    impl Drop for Back {
        fn drop(&mut self) {
            TEAM.replace(std::mem::take(&mut self.0));
        }
    }
    let _back = Back(TEAM.replace(team));
    f()
}

/// Runs `f` with `n` threads (`None`: as many as now, at first one per processor). Their pool is kept for the next call.
///
/// ```
/// use openwork::threads;
/// assert_eq!(threads::with(Some(3), threads::count), 3);
/// ```
pub fn with<R: Send>(n: Option<usize>, f: impl FnOnce() -> R + Send) -> R {
    static POOLS: OnceLock<Mutex<HashMap<usize, Arc<rayon::ThreadPool>>>> = OnceLock::new();
    let Some(n) = n.filter(|&n| n > 0) else { return f() };
    let pool = {
        let mut pools = lock(POOLS.get_or_init(Mutex::default));
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
        Some(_) => with_team(Team { pool, busy: false }, f),
        None => f(), // the system gave no threads: the calling thread does the work, with the same result
    }
}

/// How many threads work.
pub fn count() -> usize {
    TEAM.with_borrow(|team| team.pool.as_ref().map_or_else(rayon::current_num_threads, |pool| pool.current_num_threads()))
}

/// Runs `f` within the pool, from where rayon's own operations share their work among its threads.
pub(crate) fn pooled<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    match TEAM.with_borrow(|team| team.pool.clone()) {
        Some(pool) => pool.install(f),
        None => f(),
    }
}

/// Does the jobs, each once, and returns the results in the order of the jobs.
fn share<J: Send, R: Send>(jobs: impl ExactSizeIterator<Item = J> + Send, f: impl Fn(J) -> R + Sync + Send) -> Vec<R> {
    let team = TEAM.with_borrow(Team::clone);
    if team.pool.is_none() && rayon::current_thread_index().is_some() {
        // A thread of a pool: idle ones take jobs from it.
        return jobs.collect::<Vec<J>>().into_par_iter().map(f).collect();
    }
    let others = if team.busy { 0 } else { count().min(jobs.len()).saturating_sub(1) };
    if others == 0 {
        return jobs.map(f).collect();
    }
    let (queue, done) = (Mutex::new(jobs.enumerate()), Mutex::new(vec![]));
    let work = || {
        let mut own = vec![];
        loop {
            let Some((i, job)) = lock(&queue).next() else { break };
            own.push((i, f(job)));
        }
        lock(&done).append(&mut own);
    };
    let own = || with_team(Team { pool: team.pool.clone(), busy: true }, work);
    match &team.pool {
        Some(pool) => pool.in_place_scope(|scope| (call(scope, others, &work), own())),
        None => rayon::in_place_scope(|scope| (call(scope, others, &work), own())),
    };
    let mut done: Vec<(usize, R)> = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Calls so many others to work.
fn call<'scope>(scope: &rayon::Scope<'scope>, others: usize, work: &'scope (impl Fn() + Sync)) {
    (0..others).for_each(|_| scope.spawn(|_| work()));
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
    let ranges = (0..len.div_ceil(chunk)).map(|i| i * chunk..((i + 1) * chunk).min(len));
    if work < SMALL { ranges.map(f).collect() } else { share(ranges, f) }
}

/// As [`map_chunks`], for a few long jobs that hand out work themselves: an idle thread helps with what is inside the others' jobs.
pub(crate) fn map_jobs<R: Send>(len: usize, work: usize, f: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
    if work < SMALL || len < 2 { (0..len).map(f).collect() } else { pooled(|| (0..len).into_par_iter().map(f).collect()) }
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
    let parts = out.chunks_mut(chunk).enumerate();
    if work < SMALL { parts.map(run).collect() } else { share(parts, run) }
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
    let parts = a.chunks_mut(chunk).zip(b.chunks_mut(chunk)).enumerate();
    if work < SMALL { parts.map(run).collect() } else { share(parts, run) }
}

/// Does each job, on the calling thread where `work` is below [`SMALL`]. For jobs that touch only what is their own.
pub fn each<J: Send>(jobs: Vec<J>, work: usize, f: impl Fn(J) + Sync + Send) {
    if work < SMALL {
        jobs.into_iter().for_each(f);
    } else {
        share(jobs.into_iter(), f);
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
            let parts = with(Some(n), || map_jobs(1000, usize::MAX, |i| i));
            assert_eq!(parts, (0..1000).collect::<Vec<_>>());
        }
    }

    #[test]
    fn work_within_work_is_done_and_the_team_comes_back() {
        let inner = |i: usize| map_chunks(100, 10, usize::MAX, |r| r.len()).len() * i;
        for n in [1, 2, 8] {
            let (sums, jobs, left) = with(Some(n), || {
                let sums = map_chunks(40, 1, usize::MAX, |r| inner(r.start));
                (sums, map_jobs(40, usize::MAX, inner), count())
            });
            assert_eq!(sums, (0..40).map(|i| 10 * i).collect::<Vec<_>>());
            assert_eq!((jobs, left), (sums, n));
        }
        let before = count();
        let failed = std::panic::catch_unwind(|| with(Some(3), || map_chunks(9, 1, usize::MAX, |r| assert!(r.start < 5))));
        assert!(failed.is_err());
        assert_eq!(count(), before);
    }
}
