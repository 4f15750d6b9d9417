//! What all distributions over whole numbers share: the search for a quantile, and tables for many points.
//!
//! A million points of a discrete distribution fall on few different numbers. Their values are computed once each, with the very
//! function that computes one, and looked up; quantiles are looked up in the table of cumulatives through a guide (H.-C. Chen, Y. Asau,
//! "On generating random variates from an empirical distribution", 1974).

use super::{Distribution, Function};
use crate::kernels::vectorized;
use crate::threads;

/// Points that are evaluated together by one thread.
const CHUNK: usize = 2048;
/// Elementary operations that a computed and a looked-up point are worth.
const COMPUTED: usize = 128;
const LOOKED_UP: usize = 16;
/// Fewer points are computed one by one.
const MANY: usize = 4096;
/// Parts of `[0, 1]` for which the guide knows where to search.
const GUIDE: usize = 4096;

// ANCHOR: search
/// The smallest whole number in the support for which `enough` holds, which it does from some number on: in growing steps from a guess,
/// then by halving.
pub(super) fn search(guess: f64, (low, high): (f64, f64), enough: impl Fn(f64) -> bool) -> f64 {
    let guess = if guess.is_nan() { low } else { guess.floor().clamp(low, high.min(f64::MAX)) };
    // Afterwards `below` is not enough (or lies before the support), `above` is enough (or the last of the support).
    let (mut below, mut above, mut step) = (guess, guess, 1.0);
    if enough(guess) {
        loop {
            below = (above - step).max(low - 1.0);
            if below < low || !enough(below) {
                break;
            }
            (above, step) = (below, 2.0 * step);
        }
    } else {
        loop {
            above = (below + step).min(high);
            if above >= high || enough(above) {
                break;
            }
            (below, step) = (above, 2.0 * step);
        }
    }
    while above - below > 1.0 {
        let middle = (below + 0.5 * (above - below)).floor();
        if middle <= below || middle >= above {
            break; // beyond 2^53 there is no whole number between
        }
        if enough(middle) { above = middle } else { below = middle }
    }
    above
}
// ANCHOR_END: search

/// The quantile by its definition, from a guess. As in scipy, the quantile of 0 is the number before the support.
pub(super) fn quantile(d: &(impl Distribution + ?Sized), p: f64) -> f64 {
    let (low, high) = d.support();
    match p {
        0.0 => low - 1.0,
        1.0 => high,
        p if !(0.0..=1.0).contains(&p) => f64::NAN,
        p => search(cornish_fisher(d, super::special::normal_quantile(p)), (low, high), |k| d.cdf(k) >= p),
    }
}

/// The quantile from above, likewise.
pub(super) fn upper_quantile(d: &(impl Distribution + ?Sized), q: f64) -> f64 {
    let (low, high) = d.support();
    match q {
        1.0 => low - 1.0,
        0.0 => high,
        q if !(0.0..=1.0).contains(&q) => f64::NAN,
        q => search(cornish_fisher(d, -super::special::normal_quantile(q)), (low, high), |k| d.sf(k) <= q),
    }
}

/// Where the normal distribution's quantile z lies, bent by the skewness: E. Cornish, R. Fisher, "Moments and cumulants in the
/// specification of distributions", 1938.
fn cornish_fisher(d: &(impl Distribution + ?Sized), z: f64) -> f64 {
    let std = d.std_dev();
    if std == 0.0 { d.mean() } else { d.mean() + std * (z + d.skewness() * (z * z - 1.0) / 6.0) + 0.5 }
}

/// What a discrete distribution gives at a point that is no whole number, or outside its support.
pub(super) fn is_whole(x: f64) -> bool {
    x.floor() == x && x.is_finite()
}

/// One function at many points, on all threads: by a table where the points fall on few different numbers.
pub(super) fn map(d: &impl Distribution, function: Function, x: &[f64], out: &mut [f64]) {
    let table = if x.len() < MANY {
        None
    } else if function.takes_probability() {
        Quantiles::new(d, function, x).map(|table| table.look_up(d, x, out))
    } else {
        Values::new(d, function, x).map(|table| table.look_up(d, x, out))
    };
    if table.is_none() {
        plain(d, function, x, out);
    }
}

/// Every point computed.
fn plain(d: &impl Distribution, function: Function, x: &[f64], out: &mut [f64]) {
    threads::map_chunks_mut(out, CHUNK, x.len().saturating_mul(COMPUTED), |range, out| d.fill(function, &x[range], out));
}

/// Smallest and largest of the points that `keep` keeps.
fn extent(x: &[f64], keep: impl Fn(f64) -> bool + Sync) -> (f64, f64) {
    let parts = threads::map_chunks(x.len(), CHUNK, x.len().saturating_mul(4), |range| {
        vectorized!({
            // Side by side, so that no comparison waits for the one before.
            let (mut low, mut high) = ([f64::INFINITY; 16], [f64::NEG_INFINITY; 16]);
            let (groups, rest) = x[range].as_chunks::<16>();
            let mut last = [f64::NAN; 16];
            last[..rest.len()].copy_from_slice(rest);
            for group in groups.iter().chain([&last]) {
                for ((&x, low), high) in group.iter().zip(&mut low).zip(&mut high) {
                    let kept = keep(x);
                    *low = if kept & (x < *low) { x } else { *low };
                    *high = if kept & (x > *high) { x } else { *high };
                }
            }
            (low.into_iter().fold(f64::INFINITY, f64::min), high.into_iter().fold(f64::NEG_INFINITY, f64::max))
        })
    });
    parts.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// The whole numbers from `low` to `high`, if they are few beside the points.
fn whole_numbers(low: f64, high: f64, points: usize) -> Option<Vec<f64>> {
    let count = high - low + 1.0;
    (count >= 1.0 && count <= (points as f64 / 4.0).min(u32::MAX.into()) && high.abs().max(low.abs()) < 2f64.powi(52))
        .then(|| (0..count as usize).map(|i| low + i as f64).collect())
}

/// A whole number from 0 on as a place in a table; another number, or one from 2^52 on, is a place after every table's end.
#[inline(always)]
fn place(whole: f64) -> usize {
    const WHOLE: f64 = 4_503_599_627_370_496.0; // 2^52: a whole number below it stands in the low bits of its sum
    ((whole + WHOLE).to_bits() ^ WHOLE.to_bits()).min(u32::MAX.into()) as usize
}

/// The values at the whole numbers in reach.
struct Values {
    function: Function,
    first: f64,
    values: Vec<f64>,
}

impl Values {
    fn new(d: &impl Distribution, function: Function, x: &[f64]) -> Option<Self> {
        let (low, high) = d.support();
        let (least, most) = extent(x, |x| (x >= low) & (x <= high) & x.is_finite());
        let numbers = whole_numbers(least.floor(), most.floor(), x.len())?;
        let mut values = vec![0.0; numbers.len()];
        plain(d, function, &numbers, &mut values);
        Some(Self { function, first: numbers[0], values })
    }

    fn look_up(&self, d: &impl Distribution, x: &[f64], out: &mut [f64]) {
        let is_mass = matches!(self.function, Function::Density | Function::LnDensity);
        threads::map_chunks_mut(out, CHUNK, x.len().saturating_mul(LOOKED_UP), |range, out| {
            let (values, first, x) = (&self.values[..], self.first, &x[range]);
            let places = &mut *out;
            let all = vectorized!({
                let mut all = true;
                for (x, out) in x.iter().zip(places) {
                    let whole = x.floor();
                    let value = values.get(place(whole - first)).filter(|_| !is_mass | (whole == *x));
                    all &= value.is_some();
                    *out = value.copied().unwrap_or(f64::NAN);
                }
                all
            });
            if !all {
                for (x, out) in x.iter().zip(out).filter(|(_, out)| out.is_nan()) {
                    d.fill(self.function, std::slice::from_ref(x), std::slice::from_mut(out));
                }
            }
        });
    }
}

/// The cumulatives (or survivals) at the whole numbers that can be quantiles, with a guide into them.
struct Quantiles {
    function: Function,
    numbers: Vec<f64>,
    values: Vec<f64>,
    /// For each part of `[0, 1]` the place of its least probability's quantile.
    guide: Vec<u32>,
}

impl Quantiles {
    fn new(d: &impl Distribution, function: Function, p: &[f64]) -> Option<Self> {
        let (least, most) = extent(p, |p| (p > 0.0) & (p < 1.0));
        if least > most {
            return None;
        }
        let upper = function == Function::Isf;
        let (low, high) =
            if upper { (d.upper_quantile(most), d.upper_quantile(least)) } else { (d.quantile(least), d.quantile(most)) };
        let numbers = whole_numbers(low, high, p.len())?;
        let mut values = vec![0.0; numbers.len()];
        plain(d, if upper { Function::Sf } else { Function::Cdf }, &numbers, &mut values);
        let mut table = Self { function, numbers, values, guide: Vec::new() };
        table.guide = (0..=GUIDE).map(|part| table.place(part as f64 / GUIDE as f64, 0, table.values.len()) as u32).collect();
        Some(table)
    }

    /// The first place from `from` to `to` whose value is enough.
    fn place(&self, p: f64, from: usize, to: usize) -> usize {
        let upper = self.function == Function::Isf;
        from + self.values[from..to].partition_point(|&value| if upper { value > p } else { value < p })
    }

    fn look_up(&self, d: &impl Distribution, p: &[f64], out: &mut [f64]) {
        threads::map_chunks_mut(out, CHUNK, p.len().saturating_mul(LOOKED_UP), |range, out| {
            for (p, out) in p[range].iter().zip(out) {
                let part = (p * GUIDE as f64) as usize;
                let ends = (self.guide.get(part), self.guide.get(part + 1));
                let found = match ends {
                    (Some(&a), Some(&b)) if *p > 0.0 && *p < 1.0 => {
                        let (from, to) = (a.min(b) as usize, a.max(b) as usize + 1);
                        self.numbers.get(self.place(*p, from, to.min(self.numbers.len())))
                    }
                    _ => None,
                };
                match found {
                    Some(number) => *out = *number,
                    None => d.fill(self.function, std::slice::from_ref(p), std::slice::from_mut(out)),
                }
            }
        });
    }
}

/// The expectation of `f` under a distribution over whole numbers, term by term from the mean outwards, until 45 standard deviations
/// (where the mass is below the smallest double, or the tail is a negligible part of what there is).
pub(super) fn expectation(d: &impl Distribution, f: impl Fn(f64) -> f64) -> f64 {
    let (low, high) = d.support();
    let reach = 45.0 * d.std_dev() + 45.0;
    let (first, last) = ((d.mean() - reach).floor().max(low), (d.mean() + reach).ceil().min(high));
    let (mut sum, mut lost, mut k) = (0.0_f64, 0.0, first);
    while k <= last {
        let mass = d.density(k);
        if mass > 0.0 {
            // Neumaier's sum: what rounding takes from each addition is kept.
            let term = mass * f(k);
            let next = sum + term;
            lost += if sum.abs() >= term.abs() { (sum - next) + term } else { (term - next) + sum };
            sum = next;
        }
        k += 1.0;
    }
    sum + lost
}
