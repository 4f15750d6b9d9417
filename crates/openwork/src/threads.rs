//! Threads without surprises: one team, and the same bits for any number of threads.
//!
//! Work is cut into chunks whose size depends on the problem alone, never on the number of threads, and the results come back
//! in the order of the chunks. Small work stays on the calling thread. Of larger work the calling thread does its part, taking chunk after
//! chunk like the others: the work has begun before a sleeping thread wakes, which takes as long as adding up a hundred thousand numbers.

use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
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

/// Does the jobs, each once, and returns the results in the order of the jobs. What a job does comes as a reference, here and in `together`:
/// otherwise every loop of the library that is shared would be compiled with a copy of all this, and of rayon's innards, of its own.
fn share<J: Send, R: Send>(jobs: impl ExactSizeIterator<Item = J> + Send, work: usize, f: &(dyn Fn(J) -> R + Sync)) -> Vec<R> {
    let len = jobs.len();
    let others = if work < SMALL { 0 } else { helpers(len) };
    if others == 0 {
        return jobs.map(f).collect();
    }
    let (queue, done) = (Mutex::new(jobs.enumerate()), Mutex::new((0..len).map(|_| None).collect::<Vec<Option<R>>>()));
    together(others, &|| {
        loop {
            let Some((i, job)) = lock(&queue).next() else { break };
            let result = f(job);
            lock(&done)[i] = Some(result);
        }
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.into_iter().flatten().collect()
}

/// How many other threads may help with so many jobs.
fn helpers(jobs: usize) -> usize {
    let busy = TEAM.with_borrow(|team| team.busy);
    if busy { 0 } else { count().min(jobs).saturating_sub(1) }
}

/// Calls `work` on this thread and on so many others, and waits for all.
fn together(others: usize, work: &(dyn Fn() + Sync)) {
    let team = TEAM.with_borrow(Team::clone);
    match &team.pool {
        Some(pool) => pool.in_place_scope(|scope| work_with(scope, others, work, &team)),
        None => rayon::in_place_scope(|scope| work_with(scope, others, work, &team)),
    }
}

fn work_with<'scope>(scope: &rayon::Scope<'scope>, others: usize, work: &'scope (dyn Fn() + Sync), team: &Team) {
    (0..others).for_each(|_| scope.spawn(|_| work()));
    if team.pool.is_none() && rayon::current_thread_index().is_some() {
        work(); // a thread of a pool: what its jobs hand out, idle ones take
    } else {
        with_team(Team { pool: team.pool.clone(), busy: true }, work);
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Cuts `0..len` into chunks of `chunk`, maps each, and returns the results in order. `work` is the whole job's number of
/// elementary operations: below [`SMALL`] everything runs on the calling thread, with the same chunks and so the same bits.
pub fn map_chunks<R: Send>(len: usize, chunk: usize, work: usize, f: impl Fn(Range<usize>) -> R + Sync + Send) -> Vec<R> {
    fn map<R: Send>(len: usize, chunk: usize, work: usize, f: &(dyn Fn(Range<usize>) -> R + Sync)) -> Vec<R> {
        share((0..len.div_ceil(chunk)).map(|i| i * chunk..((i + 1) * chunk).min(len)), work, f)
    }
    map(len, chunk.max(1), work, &f)
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
    f: impl Fn(Range<usize>, &mut [O]) -> R + Sync + Send,
) -> Vec<R> {
    fn map<O: Send, R: Send>(
        out: &mut [O],
        chunk: usize,
        work: usize,
        f: &(dyn Fn(Range<usize>, &mut [O]) -> R + Sync),
    ) -> Vec<R> {
        let run = |(i, part): (usize, &mut [O])| f(i * chunk..i * chunk + part.len(), part);
        share(out.chunks_mut(chunk).enumerate(), work, &run)
    }
    map(out, chunk.max(1), work, &f)
}

/// As [`map_chunks_mut`], with two outputs of equal length.
pub fn map_chunks_mut2<A: Send, B: Send, R: Send>(
    (a, b): (&mut [A], &mut [B]),
    chunk: usize,
    work: usize,
    f: impl Fn(Range<usize>, &mut [A], &mut [B]) -> R + Sync + Send,
) -> Vec<R> {
    let chunk = chunk.max(1);
    let run = |(i, (a, b)): (usize, (&mut [A], &mut [B]))| f(i * chunk..i * chunk + a.len(), a, b);
    share(a.chunks_mut(chunk).zip(b.chunks_mut(chunk)).enumerate(), work, &run)
}

/// Does each job, on the calling thread where `work` is below [`SMALL`]. For jobs that touch only what is their own.
pub fn each<J: Send>(jobs: Vec<J>, work: usize, f: impl Fn(J) + Sync + Send) {
    share(jobs.into_iter(), work, &f);
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
