//! What is true of every distribution, checked against definitions and never against another formula of the room.
//!
//! The density integrates (the mass sums) to the cumulative, the survival is the rest, the quantile inverts the cumulative, each logarithm is one,
//! moments and entropy are the integrals they are named for, nothing lies outside the support, and many points at once give what one gives.

use super::{Distribution, Function};

/// The mean of a function of what is drawn.
type Expectation<'a> = dyn Fn(&dyn Fn(f64) -> f64) -> f64 + 'a;

/// How far from each other two sides of a law may be, relatively: integrals with 40 points a panel reach it.
const CLOSE: f64 = 1e-9;
/// Moments and entropies sum panels whose terms differ in size.
const INTEGRAL: f64 = 1e-7;

/// The laws that a distribution breaks, in words; none for a right one.
///
/// ```
/// use openwork::distributions::{Normal, broken_laws};
/// assert!(broken_laws(&Normal::new(3.0, 2.0)?).is_empty());
/// # Ok::<(), openwork::Error>(())
/// ```
pub fn broken_laws(room: &dyn Distribution) -> Vec<String> {
    let mut laws = Laws { room, broken: vec![] };
    let points = laws.points();
    laws.tails(&points);
    laws.quantiles();
    laws.support();
    laws.many(&points);
    if room.is_discrete() {
        laws.sums()
    } else {
        laws.integrals()
    }
    laws.broken
}

struct Laws<'a> {
    room: &'a dyn Distribution,
    broken: Vec<String>,
}

/// Tail probabilities between which panels lie.
fn probabilities() -> impl DoubleEndedIterator<Item = f64> {
    (1..=30).rev().map(|i| 10.0_f64.powi(-2 * i)).chain([0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45])
}

impl Laws<'_> {
    fn hold(&mut self, law: &str, at: f64, got: f64, want: f64, tolerance: f64) {
        let apart = (got - want).abs();
        if !(apart <= tolerance * want.abs() || got == want || (got.is_nan() && want.is_nan())) {
            self.broken.push(format!("{law}, at {at:e}: {got:e} beside {want:e}"));
        }
    }

    /// Points from deep in one tail to deep in the other, rising.
    fn points(&self) -> Vec<f64> {
        let below = probabilities().map(|p| self.room.quantile(p));
        let above = probabilities().rev().map(|p| self.room.upper_quantile(p));
        let mut points: Vec<f64> = below.chain([self.room.median()]).chain(above).filter(|x| x.is_finite()).collect();
        points.dedup();
        points
    }

    fn tails(&mut self, points: &[f64]) {
        let room = self.room;
        for &x in points {
            let (cdf, sf, density) = (room.cdf(x), room.sf(x), room.density(x));
            self.hold("cdf + sf = 1", x, cdf + sf, 1.0, 1e-14);
            for (law, ln, of) in [
                ("the log cdf is the logarithm of the cdf", room.ln_cdf(x), cdf),
                ("the log sf is the logarithm of the sf", room.ln_sf(x), sf),
                ("the log density is the logarithm of the density", room.ln_density(x), density),
            ] {
                self.hold(law, x, ln.exp(), of, 1e-12 * (1.0 + ln.abs()));
            }
        }
        for pair in points.windows(2) {
            if !(pair[0] < pair[1] && room.cdf(pair[0]) <= room.cdf(pair[1]) && room.sf(pair[0]) >= room.sf(pair[1])) {
                self.broken.push(format!("the cumulative rises and the survival falls, between {:e} and {:e}", pair[0], pair[1]));
            }
        }
    }

    fn quantiles(&mut self) {
        let room = self.room;
        for p in probabilities().chain([0.5, 0.7, 0.9]) {
            let (x, y) = (room.quantile(p), room.upper_quantile(p));
            if room.is_discrete() {
                if !(room.cdf(x) >= p * (1.0 - 1e-12) && room.cdf(x - 1.0) < p * (1.0 + 1e-12)) {
                    self.broken.push(format!("the quantile is the smallest x whose cdf reaches p, at {p}: {x}"));
                }
                if !(room.sf(y) <= p * (1.0 + 1e-12) && room.sf(y - 1.0) > p * (1.0 - 1e-12)) {
                    self.broken.push(format!("the quantile from above is the smallest x whose sf is at most q, at {p}: {y}"));
                }
                continue;
            }
            // Where x itself cannot say it (beside 1, beside a large middle), the step of x to its neighbour is allowed.
            for (law, x, got) in [("cdf(ppf(p)) = p", x, room.cdf(x)), ("sf(isf(q)) = q", y, room.sf(y))] {
                let step = room.density(x) * x.abs() * f64::EPSILON * 4.0;
                if x.is_finite() && x != 0.0 && x != room.support().1 && step < p {
                    self.hold(law, p, got, p, 1e-11 + step / p);
                }
            }
        }
        let ends = (room.quantile(0.0), room.quantile(1.0));
        if !room.is_discrete() && ends != room.support() {
            self.broken.push(format!("the quantiles of 0 and 1 are the ends: {ends:?}"));
        }
    }

    fn support(&mut self) {
        let (low, high) = self.room.support();
        for (end, x, cdf) in [(low, low - low.abs().max(1.0) * 0.5, 0.0), (high, high + high.abs().max(1.0) * 0.5, 1.0)] {
            if end.is_finite() {
                self.hold("no density outside", x, self.room.density(x), 0.0, 0.0);
                self.hold("no log density outside", x, self.room.ln_density(x), f64::NEG_INFINITY, 0.0);
                self.hold("nothing below or all below", x, self.room.cdf(x), cdf, 0.0);
                self.hold("all above or nothing above", x, self.room.sf(x), 1.0 - cdf, 0.0);
            }
        }
    }

    /// One point after another, and so many at once that every fast form is used.
    fn many(&mut self, points: &[f64]) {
        for function in Function::ALL {
            let x: Vec<f64> = if function.takes_probability() {
                probabilities().chain([0.5, 0.6, 0.99, 1.0]).collect()
            } else {
                points.to_vec()
            };
            let many: Vec<f64> = x.iter().copied().cycle().take(50_000).collect();
            let (mut one, mut all) = (vec![0.0; x.len()], vec![0.0; many.len()]);
            super::distribution::fill_plain(self.room, function, &x, &mut one);
            if let Err(error) = self.room.evaluate(function, &many, &mut all) {
                self.broken.push(error.to_string());
            }
            for i in 0..x.len() {
                self.hold("many at once are as one after another", x[i], all[i], one[i], 1e-12);
            }
        }
    }

    fn integrals(&mut self) {
        let room = self.room;
        let change = Change::of(room);
        let points = self.points();
        let panels: Vec<(f64, f64)> = points.windows(2).map(|pair| (change.to(pair[0]), change.to(pair[1]))).collect();
        for (pair, &panel) in points.windows(2).zip(&panels) {
            let (a, b) = (pair[0], pair[1]);
            let between = if room.cdf(b) < 0.5 { room.cdf(b) - room.cdf(a) } else { room.sf(a) - room.sf(b) };
            // What the rounding of the ends leaves open.
            let slack =
                8.0 * f64::EPSILON * (room.density(a) * a.abs() + room.density(b) * b.abs()) / between.max(f64::MIN_POSITIVE);
            if slack < 1e-3 {
                let integral = change.integrate(panel, |x| room.density(x));
                self.hold("the density integrates to the cumulative", a, integral, between, CLOSE + slack);
            }
        }
        let expect =
            |f: &dyn Fn(f64) -> f64| panels.iter().map(|&panel| change.integrate(panel, |x| f(x) * room.density(x))).sum::<f64>();
        self.moments(&expect, 0.0);
    }

    fn sums(&mut self) {
        let room = self.room;
        let (first, last) = (room.quantile(1e-25), room.upper_quantile(1e-25));
        if last - first > 3e5 {
            return; // too many to add
        }
        let all: Vec<f64> = std::iter::successors(Some(first), |k| Some(k + 1.0)).take_while(|&k| k <= last).collect();
        for &k in &all {
            let (cdf, sf) = (room.cdf(k) - room.cdf(k - 1.0), room.sf(k - 1.0) - room.sf(k));
            let (small, scale) = if room.cdf(k) < 0.5 { (cdf, room.cdf(k)) } else { (sf, room.sf(k - 1.0)) };
            let apart = (room.density(k) - small).abs();
            if !(apart <= 1e-11 * scale) {
                self.broken.push(format!("the mass sums to the cumulative, at {k}: {:e} beside {small:e}", room.density(k)));
            }
            self.hold("no mass between whole numbers", k + 0.5, room.density(k + 0.5), 0.0, 0.0);
        }
        let expect = |f: &dyn Fn(f64) -> f64| all.iter().map(|&k| f(k) * room.density(k)).sum::<f64>();
        self.moments(&expect, 1e-12);
    }

    /// The moments that exist, and the entropy.
    fn moments(&mut self, expect: &Expectation<'_>, least: f64) {
        let room = self.room;
        let (mean, variance) = (room.mean(), room.variance());
        let std = room.std_dev();
        let scale = mean.abs() + if std.is_finite() { std } else { 0.0 };
        // Beside an end that is not 0, doubles leave out some probability, with log densities of some tens.
        let left_out = 40.0 * (1.0 - expect(&|_| 1.0)).abs();
        let mut close = |law: &str, got: f64, want: f64, scale: f64| {
            if want.is_finite() && !((got - want).abs() <= (INTEGRAL + left_out) * scale.max(least)) {
                self.broken.push(format!("{law}: {got:e} beside {want:e}"));
            }
        };
        close("the mean is the integral of x", expect(&|x| x), mean, scale);
        if variance.is_finite() && variance > 0.0 {
            let z = |x: f64| (x - mean) / std;
            close("the variance is the mean square", expect(&|x| z(x).powi(2)), 1.0, 1.0);
            close("the deviation is the root of the variance", std * std, variance, variance);
            close("the skewness is the mean cube", expect(&|x| z(x).powi(3)), room.skewness(), 1.0 + room.skewness().abs());
            close(
                "the kurtosis is the mean fourth power, less 3",
                expect(&|x| z(x).powi(4)) - 3.0,
                room.kurtosis(),
                3.0 + room.kurtosis(),
            );
        }
        let information = |x: f64| if room.density(x) > 0.0 { -room.ln_density(x) } else { 0.0 };
        close(
            "the entropy is the mean of minus the log density",
            expect(&information),
            room.entropy(),
            1.0 + room.entropy().abs(),
        );
    }
}

/// A change of variable in which densities are smooth between panels: logarithm above 0, log odds within `[0, 1]`, area sine on the whole line.
enum Change {
    Log,
    LogOdds { low: f64, width: f64 },
    AreaSine { middle: f64, spread: f64 },
}

impl Change {
    fn of(room: &dyn Distribution) -> Self {
        match room.support() {
            (low, high) if low.is_finite() && high.is_finite() => Self::LogOdds { low, width: high - low },
            (low, _) if low.is_finite() => Self::Log,
            _ => Self::AreaSine { middle: room.median(), spread: room.quantile(0.75) - room.quantile(0.25) },
        }
    }

    fn to(&self, x: f64) -> f64 {
        match *self {
            Self::Log => x.ln(),
            Self::LogOdds { low, width } => ((x - low) / (low + width - x)).ln(),
            Self::AreaSine { middle, spread } => ((x - middle) / spread).asinh(),
        }
    }

    /// The point and its derivative.
    fn back(&self, u: f64) -> (f64, f64) {
        match *self {
            Self::Log => (u.exp(), u.exp()),
            Self::LogOdds { low, width } => {
                let (x, y) = (1.0 / (1.0 + (-u).exp()), 1.0 / (1.0 + u.exp()));
                (if x < 0.5 { low + width * x } else { low + width - width * y }, width * x * y)
            }
            Self::AreaSine { middle, spread } => (middle + spread * u.sinh(), spread * u.cosh()),
        }
    }

    fn integrate(&self, (a, b): (f64, f64), f: impl Fn(f64) -> f64) -> f64 {
        if !(a.is_finite() && b.is_finite()) {
            return 0.0;
        }
        let (half, middle) = (0.5 * (b - a), 0.5 * (a + b));
        let sum = legendre().iter().map(|&(node, weight)| {
            let (x, slope) = self.back(middle + half * node);
            weight * f(x) * slope
        });
        half * sum.sum::<f64>()
    }
}

/// Gauss's 40 nodes and weights, by Newton's method on Legendre's polynomial.
fn legendre() -> &'static [(f64, f64)] {
    static NODES: std::sync::LazyLock<Vec<(f64, f64)>> = std::sync::LazyLock::new(|| {
        let n = 40;
        (0..n)
            .map(|i| {
                let mut x = (std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
                let mut slope = 1.0;
                for _ in 0..100 {
                    let (mut p, mut before) = (1.0, 0.0);
                    for k in 0..n {
                        let k = k as f64;
                        (p, before) = (((2.0 * k + 1.0) * x * p - k * before) / (k + 1.0), p);
                    }
                    slope = n as f64 * (x * p - before) / (x * x - 1.0);
                    let step = p / slope;
                    x -= step;
                    if step.abs() < 1e-16 {
                        break;
                    }
                }
                (x, 2.0 / ((1.0 - x * x) * slope * slope))
            })
            .collect()
    });
    &NODES
}
