//! Threads without surprises: one team, and the same bits for any number of threads.
//!
//! Work is cut into chunks whose size depends on the problem alone, never on the number of threads, and the results come back
//! in the order of the chunks. Small work stays on the calling thread. Of larger work the calling thread does its part, taking chunk after
//! chunk like the others: the work has begun before a sleeping thread wakes, which takes as long as adding up a hundred thousand numbers.

#[cfg(target_os = "linux")]
mod apart;

/// Other systems choose by themselves.
#[cfg(not(target_os = "linux"))]
mod apart {
    #[derive(Default)]
    pub(super) struct Apart;

    pub(super) struct Helped;

    impl Apart {
        pub(super) fn enter(&self) {}

        pub(super) fn helped(&self) -> Helped {
            Helped
        }
    }
}

use apart::Apart;
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Work below this many elementary operations (multiply-adds, roughly) is not worth waking a second thread.
pub const SMALL: usize = 1 << 18;

/// How often a thread that has done its part looks whether the others have, before it goes to sleep: about as long as waking it takes.
const LOOKS: usize = 2000;

/// The threads of one number, made when they are first wanted.
struct Pools {
    count: usize,
    /// One fewer than `count`: the calling thread does its part.
    helpers: OnceLock<Option<rayon::ThreadPool>>,
    apart: Arc<Apart>,
    /// As many as `count`, for rayon's own operations, during which the calling thread waits.
    whole: OnceLock<Option<rayon::ThreadPool>>,
}

impl Pools {
    fn new(count: usize) -> Arc<Self> {
        Arc::new(Self { count, helpers: OnceLock::new(), apart: Arc::default(), whole: OnceLock::new() })
    }

    /// The system may give no threads.
    fn helpers(&self) -> Option<&rayon::ThreadPool> {
        let make = || {
            let apart = self.apart.clone();
            let builder = rayon::ThreadPoolBuilder::new().num_threads(self.count - 1);
            builder.start_handler(move |_| apart.enter()).build().ok()
        };
        self.helpers.get_or_init(make).as_ref()
    }

    fn whole(&self) -> Option<&rayon::ThreadPool> {
        self.whole.get_or_init(|| rayon::ThreadPoolBuilder::new().num_threads(self.count).build().ok()).as_ref()
    }
}

/// Who does what a thread hands out.
#[derive(Clone, Default)]
struct Team {
    /// The threads that [`with`] asked for; otherwise those of the pool this thread belongs to, or one thread per processor.
    pools: Option<Arc<Pools>>,
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

/// Runs `f` with `n` threads (`None`: as many as now, at first one per processor). They are kept for the next call. Where the system gives no
/// threads, the calling one does the work, with the same result.
///
/// ```
/// use openwork::threads;
/// assert_eq!(threads::with(Some(3), threads::count), 3);
/// ```
pub fn with<R: Send>(n: Option<usize>, f: impl FnOnce() -> R + Send) -> R {
    static POOLS: OnceLock<Mutex<HashMap<usize, Arc<Pools>>>> = OnceLock::new();
    let Some(n) = n.filter(|&n| n > 0) else { return f() };
    let pools = lock(POOLS.get_or_init(Mutex::default)).entry(n).or_insert_with(|| Pools::new(n)).clone();
    with_team(Team { pools: Some(pools), busy: false }, f)
}

/// How many threads work.
pub fn count() -> usize {
    TEAM.with_borrow(|team| team.pools.as_ref().map_or_else(rayon::current_num_threads, |pools| pools.count))
}

/// Runs `f` within a pool, from where rayon's own operations share their work among its threads.
pub fn pooled<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    let pools = TEAM.with_borrow(|team| team.pools.clone());
    match pools.as_ref().and_then(|pools| pools.whole()) {
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
    static DEFAULT: OnceLock<Arc<Pools>> = OnceLock::new();
    let team = TEAM.with_borrow(Team::clone);
    if team.pools.is_none() && rayon::current_thread_index().is_some() {
        // A thread of a pool: what its jobs hand out, idle ones take.
        return rayon::in_place_scope(|scope| work_with(scope, others, work, work));
    }
    let pools = team.pools.as_ref().unwrap_or_else(|| DEFAULT.get_or_init(|| Pools::new(rayon::current_num_threads())));
    let own = || with_team(Team { pools: team.pools.clone(), busy: true }, work);
    match pools.helpers() {
        Some(helpers) => {
            let _helped = pools.apart.helped();
            helpers.in_place_scope(|scope| work_with(scope, others, work, &own));
        }
        None => own(),
    }
}

fn work_with<'scope>(scope: &rayon::Scope<'scope>, others: usize, work: &'scope (dyn Fn() + Sync), own: &dyn Fn()) {
    let at_work = Arc::new(AtomicUsize::new(others));
    for _ in 0..others {
        let at_work = at_work.clone();
        scope.spawn(move |_| {
            work();
            at_work.fetch_sub(1, Ordering::Release);
        });
    }
    own();
    for _ in 0..LOOKS {
        if at_work.load(Ordering::Acquire) == 0 {
            break;
        }
        std::hint::spin_loop();
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
pub fn map_jobs<R: Send>(len: usize, work: usize, f: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
    if work < SMALL || len < 2 { (0..len).map(f).collect() } else { pooled(|| (0..len).into_par_iter().map(f).collect()) }
}

/// How many of `len` numbers a chunk should have that are read and written once each, whatever is done with them: a processor that streams from memory
/// starts anew with every chunk, but there must be enough of them to go round. (4096 x 768 numbers, two threads: ReLU 354 us in chunks of 2^14, 323
/// in chunks of 2^16.)
pub fn stretch(len: usize) -> usize {
    (len / 32).clamp(1 << 14, 1 << 18)
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
