//! The regularised incomplete gamma functions P and Q, their logarithms and their inverses.
//!
//! Which method where follows DiDonato and Morris, *Computation of the incomplete gamma function ratios and their inverse* (1986): the
//! power series left of the middle, Legendre's continued fraction right of it, Temme's expansion around it where `a` is large.

use super::gamma::{LN_ROOT_TWO_PI, ln_gamma_1p, stirling_error};
use super::laplace::{FROM, Laplace, ONCE_FROM, WITHIN};
use super::normal::normal_quantile;
use super::saddle::deviance;
use super::{Side, Tail};
use std::f64::consts::PI;

/// `P(a, x)`, the share of the gamma function's integral below `x`, and `Q(a, x)` above it, for one `a > 0` and many `x`.
///
/// ```
/// use openwork::distributions::special::IncompleteGamma;
/// let gamma = IncompleteGamma::new(3.0);
/// assert!((gamma.lower(2.0) + gamma.upper(2.0) - 1.0).abs() < 1e-15);
/// assert!((gamma.lower(gamma.lower_inverse(1e-20)) / 1e-20 - 1.0).abs() < 1e-13);
/// ```
#[derive(Debug, Clone)]
pub struct IncompleteGamma {
    a: f64,
    /// `ln gamma(1 + a)`.
    ln_gamma_1p: f64,
    /// `stirling_error(a) + ln sqrt(2 pi a)`, where `a` is not tiny.
    ln_scale: f64,
    laplace: Option<Laplace>,
}

impl IncompleteGamma {
    /// For this `a > 0`; NaN and other values give NaN answers.
    pub fn new(a: f64) -> Self {
        Self::from(a, FROM)
    }

    /// For one `x` only: without the preparations that pay for many.
    pub fn once(a: f64) -> Self {
        Self::from(a, ONCE_FROM)
    }

    fn from(a: f64, from: f64) -> Self {
        let error = stirling_error(a);
        let laplace = (a >= from && a < f64::INFINITY).then(|| Laplace::new(a, 0.0, (a / (2.0 * PI)).sqrt() * (-error).exp()));
        Self { a, ln_gamma_1p: ln_gamma_1p(a), ln_scale: error + LN_ROOT_TWO_PI + 0.5 * a.ln(), laplace }
    }

    /// The logarithm of `x^a e^-x / gamma(a + 1)`.
    fn ln_prefix(&self, x: f64) -> f64 {
        if self.a < 1.0 { self.a * x.ln() - x - self.ln_gamma_1p } else { -self.ln_scale - deviance(self.a, x) }
    }

    /// Whichever tail is computed directly at `0 < x < infinity`.
    fn tail(&self, x: f64) -> Tail {
        let a = self.a;
        if let Some(laplace) = &self.laplace
            && (x - a).abs() < a * WITHIN
        {
            let exponent = deviance(a, x);
            let s = (2.0 * exponent / a).sqrt().copysign(x - a);
            if s.abs() < WITHIN {
                return laplace.tail(s, exponent);
            }
        }
        if x <= 1.1 && a < 1.1 {
            // Small both: Q without the cancellation in 1 - P where it is the smaller.
            let small = if x <= 0.5 { -0.4 / x.ln() < a } else { x * 1.1 < a };
            if small { self.series(x) } else { self.small_upper(x) }
        } else if x <= a.max(1.1) {
            self.series(x)
        } else {
            self.fraction(x)
        }
    }

    /// P by its power series: `x^a e^-x / gamma(a + 1) (1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + ...)`.
    fn series(&self, x: f64) -> Tail {
        let (mut sum, mut term, mut n) = (1.0, 1.0, self.a);
        loop {
            n += 1.0;
            term *= x / n;
            sum += term;
            if !(term > sum * 1e-17) {
                return Tail::new(Side::Lower, self.ln_prefix(x), sum);
            }
        }
    }

    /// Q for small `a` and `x`: `1 - x^a / gamma(1 + a) (1 - a x / (a + 1) + a x^2 / (2! (a + 2)) - ...)`, the 1 taken away beforehand.
    fn small_upper(&self, x: f64) -> Tail {
        let (mut sum, mut term, mut n) = (0.0_f64, self.a, 0.0);
        loop {
            n += 1.0;
            term *= -x / n;
            let next = term / (self.a + n);
            sum += next;
            if !(next.abs() > sum.abs() * 1e-17) {
                break;
            }
        }
        let ln = self.a * x.ln() - self.ln_gamma_1p;
        Tail::new(Side::Upper, 0.0, -ln.exp_m1() - ln.exp() * sum)
    }

    /// Q by Legendre's continued fraction (DLMF 8.9.2), forwards by Lentz's method.
    fn fraction(&self, x: f64) -> Tail {
        const TINY: f64 = 1e-300;
        let a = self.a;
        let mut b = x + 1.0 - a;
        let mut c = 1.0 / TINY;
        let mut d = 1.0 / b;
        let mut h = d;
        for i in 1..100_000 {
            let i = f64::from(i);
            let numerator = i * (a - i);
            b += 2.0;
            let denominator = numerator * d + b;
            d = 1.0 / if denominator.abs() < TINY { TINY } else { denominator };
            c = b + numerator / c;
            if c.abs() < TINY {
                c = TINY;
            }
            let step = c * d;
            h *= step;
            if (step - 1.0).abs() < 2e-16 {
                break;
            }
        }
        Tail::new(Side::Upper, self.ln_prefix(x), h * a)
    }

    fn side(&self, x: f64, side: Side) -> f64 {
        if !(self.a > 0.0) || x.is_nan() {
            f64::NAN
        } else if x <= 0.0 {
            if side == Side::Lower { 0.0 } else { 1.0 }
        } else if x == f64::INFINITY {
            if side == Side::Lower { 1.0 } else { 0.0 }
        } else {
            self.tail(x).of(side)
        }
    }

    fn ln_side(&self, x: f64, side: Side) -> f64 {
        if x > 0.0 && x < f64::INFINITY && self.a > 0.0 { self.tail(x).ln_of(side) } else { self.side(x, side).ln() }
    }

    /// P(a, x).
    pub fn lower(&self, x: f64) -> f64 {
        self.side(x, Side::Lower)
    }

    /// Q(a, x) = 1 - P(a, x), small values with their full accuracy.
    pub fn upper(&self, x: f64) -> f64 {
        self.side(x, Side::Upper)
    }

    /// ln P(a, x), also where P underflows.
    pub fn ln_lower(&self, x: f64) -> f64 {
        self.ln_side(x, Side::Lower)
    }

    /// ln Q(a, x), also where Q underflows.
    pub fn ln_upper(&self, x: f64) -> f64 {
        self.ln_side(x, Side::Upper)
    }

    /// The `x` with P(a, x) = p; NaN for p outside `[0, 1]`.
    pub fn lower_inverse(&self, p: f64) -> f64 {
        match p {
            0.0 => 0.0,
            1.0 => f64::INFINITY,
            p if !(0.0..=1.0).contains(&p) => f64::NAN,
            p if p <= 0.5 => self.inverse(p, Side::Lower),
            p => self.inverse(1.0 - p, Side::Upper),
        }
    }

    /// The `x` with Q(a, x) = q; NaN for q outside `[0, 1]`.
    pub fn upper_inverse(&self, q: f64) -> f64 {
        match q {
            0.0 => f64::INFINITY,
            1.0 => 0.0,
            q if !(0.0..=1.0).contains(&q) => f64::NAN,
            q if q <= 0.5 => self.inverse(q, Side::Upper),
            q => self.inverse(1.0 - q, Side::Lower),
        }
    }

    /// Halley's method on the logarithm of the tail over `u = ln x`. The density of `u` is log-concave, so both tails are too, and
    /// Newton's method cannot go astray from any start; the second derivative is free.
    fn inverse(&self, tail: f64, side: Side) -> f64 {
        let a = self.a;
        let from_power = (if side == Side::Lower { tail.ln() } else { (-tail).ln_1p() } + self.ln_gamma_1p) / a;
        if side == Side::Lower && from_power < -600.0 {
            return from_power.exp(); // P = x^a / gamma(a + 1) to the last bit
        }
        // Wilson and Hilferty: the cube root of x / a is nearly normal.
        let z = if side == Side::Lower { normal_quantile(tail) } else { -normal_quantile(tail) };
        let root = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt());
        let cube = a * root * root * root;
        let far = -(tail.ln() + self.ln_gamma_1p - a.ln());
        let mut x = if a >= 0.5 && root > 0.2 {
            cube
        } else if side == Side::Upper && far > 1.0 {
            far + (a - 1.0) * far.ln()
        } else {
            from_power.min(3.0).exp()
        };
        let target = tail.ln();
        for _ in 0..200 {
            x = x.clamp(f64::MIN_POSITIVE, f64::MAX);
            let part = self.tail(x);
            let ln = part.ln_of(side);
            let slope = (self.ln_prefix(x) + a.ln() - ln).exp().copysign(if side == Side::Lower { 1.0 } else { -1.0 });
            let step = (ln - target) / slope;
            let halley = step / (1.0 - 0.5 * step * (a - x - slope)).clamp(0.5, 2.0);
            let step = if halley.is_finite() { halley.clamp(-3.0, 3.0) } else { 0.0 };
            x *= (-step).exp();
            if step.abs() < 1e-6 {
                break;
            }
        }
        x
    }
}
