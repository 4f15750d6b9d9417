//! How binomial numbers are drawn: a sequential search where few successes are expected, transformed rejection otherwise.

use super::Stream;
use super::draw::unit;
use super::special::binomial_ln_mass;

/// Below this many expected successes (or failures) a sequential search is quicker than rejection.
const SMALL: f64 = 10.0;

/// What is prepared once for many draws. Successes and failures change places where p is above 1/2.
pub(super) struct Sampler {
    n: f64,
    p: f64,
    flipped: bool,
    method: Method,
}

enum Method {
    /// The probability of no success, and the odds.
    Search { none: f64, odds: f64 },
    /// Constants of the hat.
    Rejection { a: f64, b: f64, centre: f64, quick: f64, ln_alpha: f64 },
}

impl Sampler {
    pub(super) fn new(n: f64, p: f64) -> Self {
        let flipped = p > 0.5;
        let p = if flipped { 1.0 - p } else { p };
        let q = 1.0 - p;
        let method = if n * p < SMALL {
            Method::Search { none: (n * (-p).ln_1p()).exp(), odds: p / q }
        } else {
            let std = (n * p * q).sqrt();
            let b = 1.15 + 2.53 * std;
            let middle = ((n + 1.0) * p).floor();
            let alpha = (2.83 + 5.1 / b) * std;
            let ln_alpha = alpha.ln() + binomial_ln_mass(middle, n, p, q);
            Method::Rejection { a: -0.0873 + 0.0248 * b + 0.01 * p, b, centre: n * p + 0.5, quick: 0.92 - 4.2 / b, ln_alpha }
        };
        Self { n, p, flipped, method }
    }

    pub(super) fn name(&self) -> &'static str {
        match self.method {
            Method::Search { .. } => "inverse transform, by a sequential search",
            Method::Rejection { .. } => "transformed rejection (Hörmann's BTRS)",
        }
    }

    #[inline]
    pub(super) fn sample(&self, rng: &mut Stream) -> f64 {
        let k = match self.method {
            Method::Search { none, odds } => self.search(rng, none, odds),
            Method::Rejection { a, b, centre, quick, ln_alpha } => self.reject(rng, (a, b, centre, quick, ln_alpha)),
        };
        if self.flipped { self.n - k } else { k }
    }

    // ANCHOR: search
    /// Goes through the masses `none, none n odds, ...` until the uniform number is used up.
    fn search(&self, rng: &mut Stream, none: f64, odds: f64) -> f64 {
        loop {
            let (mut left, mut mass, mut k) = (unit(rng), none, 0.0);
            while left >= mass && k < self.n && mass > 0.0 {
                left -= mass;
                k += 1.0;
                mass *= (self.n - k + 1.0) / k * odds;
            }
            if left < mass {
                return k; // else rounding left more than all masses: one in 10^16
            }
        }
    }
    // ANCHOR_END: search

    // ANCHOR: reject
    /// W. Hörmann, "The generation of binomial random variates", 1993: a uniform number is bent into nearly the binomial's shape; most are
    /// taken at once (`quick`), the others weighed against the mass.
    fn reject(&self, rng: &mut Stream, (a, b, centre, quick, ln_alpha): (f64, f64, f64, f64, f64)) -> f64 {
        loop {
            let (u, v) = (unit(rng) - 0.5, unit(rng));
            let edge = 0.5 - u.abs();
            let k = ((2.0 * a / edge + b) * u + centre).floor();
            if edge >= 0.07 && v <= quick {
                return k;
            }
            if !(0.0..=self.n).contains(&k) {
                continue;
            }
            let height = v.ln() + ln_alpha - (a / (edge * edge) + b).ln();
            if height <= binomial_ln_mass(k, self.n, self.p, 1.0 - self.p) {
                return k;
            }
        }
    }
    // ANCHOR_END: reject
}
