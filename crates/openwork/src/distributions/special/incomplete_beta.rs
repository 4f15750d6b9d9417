//! The regularised incomplete beta function, its complement, their logarithms and inverses.
//!
//! DiDonato and Morris, *Significant digit computation of the incomplete beta function ratios* (1992): the power series for small
//! arguments, their continued fraction elsewhere; Temme's expansion around the middle where both parameters are large.

use super::gamma::{LN_ROOT_TWO_PI, ln_gamma_1p, ln_gamma_ratio, stirling_error};
use super::laplace::{FROM, Laplace, ONCE_FROM, WITHIN};
use super::normal::normal_quantile;
use super::saddle::deviance_by;
use super::{Side, Tail};
use std::f64::consts::PI;

/// `I_x(a, b)`, the share of the beta function's integral below `x`, and its complement, for one pair of parameters and many `x`.
///
/// ```
/// use openwork::distributions::special::IncompleteBeta;
/// let beta = IncompleteBeta::new(2.0, 3.0);
/// assert!((beta.lower(0.5) - 0.6875).abs() < 1e-15);
/// assert!((beta.upper_inverse(0.3125).0 - 0.5).abs() < 1e-15);
/// ```
#[derive(Debug, Clone)]
pub struct IncompleteBeta {
    a: f64,
    b: f64,
    /// `stirling_error(n) - stirling_error(a) - stirling_error(b) + ln sqrt(a b / (2 pi n))`, with `n = a + b`.
    ln_scale: f64,
    /// `ln(a B(a, b))` and `ln(b B(a, b))`.
    ln_a_beta: f64,
    ln_b_beta: f64,
    laplace: Option<Laplace>,
}

impl IncompleteBeta {
    /// For these positive parameters; NaN and other values give NaN answers.
    pub fn new(a: f64, b: f64) -> Self {
        Self::from(a, b, FROM)
    }

    /// For one `x` only: without the preparations that pay for many.
    pub fn once(a: f64, b: f64) -> Self {
        Self::from(a, b, ONCE_FROM)
    }

    fn from(a: f64, b: f64, from: f64) -> Self {
        let n = a + b;
        let errors = stirling_error(n) - stirling_error(a) - stirling_error(b);
        let (small, large) = (a.min(b), a.max(b));
        let laplace = (small >= from && n < f64::INFINITY)
            .then(|| Laplace::new(small, small / n, (small * (large / n) / (2.0 * PI)).sqrt() * errors.exp()));
        let ln_small_beta = ln_gamma_1p(small) - ln_gamma_ratio(large, small);
        let ln_large_beta = ln_small_beta + (large / small).ln();
        let (ln_a_beta, ln_b_beta) = if a <= b { (ln_small_beta, ln_large_beta) } else { (ln_large_beta, ln_small_beta) };
        Self { a, b, ln_scale: errors - LN_ROOT_TWO_PI + 0.5 * (small.ln() + (large / n).ln()), ln_a_beta, ln_b_beta, laplace }
    }

    /// How far `x` is from the middle, `a ln(a / (n x)) + b ln(b / (n y))`.
    fn exponent(&self, x: f64, y: f64) -> f64 {
        let (a, b) = (self.a, self.b);
        let n = a + b;
        let above = if x <= y { (-n).mul_add(x, a) } else { n.mul_add(y, -b) };
        deviance_by(a, n * x, above) + deviance_by(b, n * y, -above)
    }

    /// The logarithm of `x^a y^b / B(a, b)`.
    fn ln_prefix(&self, x: f64, y: f64) -> f64 {
        if self.a.min(self.b) < 1.0 {
            let ln = |x: f64, y: f64| if x < 0.5 { x.ln() } else { (-y).ln_1p() };
            return self.a * ln(x, y) + self.b * ln(y, x) - self.ln_a_beta + self.a.ln();
        }
        self.ln_scale - self.exponent(x, y)
    }

    /// Whichever tail is computed directly, `x` and `y = 1 - x` both above 0.
    fn tail(&self, x: f64, y: f64) -> Tail {
        let (a, b) = (self.a, self.b);
        if let Some(laplace) = &self.laplace {
            // s is measured on the side of the smaller parameter.
            let exponent = self.exponent(x, y);
            let s = (2.0 * exponent / a.min(b)).sqrt();
            if s < WITHIN {
                let right = if x <= y { x * (a + b) > a } else { y * (a + b) < b };
                let flip = a > b;
                let tail = laplace.tail(if right != flip { s } else { -s }, exponent);
                return if flip { turned(tail) } else { tail };
            }
        }
        if x * (a + b + 2.0) <= a + 1.0 {
            direct(self, (a, b, self.ln_a_beta), (x, y))
        } else {
            turned(direct(self, (b, a, self.ln_b_beta), (y, x)))
        }
    }

    /// The power series, where `b x` is small: `x^a / (a B) (1 + a sum of (1 - b) ... (k - b) x^k / (k! (a + k)))`. For `a <= 1` the
    /// complement is the smaller tail, and the 1 is taken away before it can cancel.
    fn series((a, b, ln_a_beta): (f64, f64, f64), (x, y): (f64, f64)) -> Tail {
        let (mut sum, mut term, mut k) = (0.0_f64, 1.0_f64, 0.0);
        loop {
            k += 1.0;
            term *= (k - b) / k * x;
            let next = term / (a + k);
            sum += next;
            if !(next.abs() > sum.abs() * 1e-17) || k > 10_000.0 {
                break;
            }
        }
        let ln = a * if x < 0.5 { x.ln() } else { (-y).ln_1p() } - ln_a_beta;
        let lower = Tail::new(Side::Lower, ln, 1.0 + a * sum);
        if lower.value() <= 0.5 { lower } else { Tail::new(Side::Upper, 0.0, -ln.exp_m1() - ln.exp() * a * sum) }
    }

    /// The continued fraction, divided by `x^a y^b / B(a, b)`.
    fn fraction((a, b): (f64, f64), (x, y): (f64, f64)) -> f64 {
        const TINY: f64 = 1e-300;
        // a - (a + b) x, by the smaller of x and y.
        let above = if x <= y { a - (a + b) * x } else { (a + b) * y - b };
        let partial =
            |n: f64| n + n * (b - n) * x / (a + 2.0 * n - 1.0) + (a + n) * (above + 1.0 + n * (1.0 + y)) / (a + 2.0 * n + 1.0);
        let first = a * (above + 1.0) / (a + 1.0);
        let (mut h, mut c, mut d) = (first, first, 0.0);
        for i in 1..1_000_000 {
            let n = f64::from(i);
            let odd = a + 2.0 * n - 1.0;
            let numerator = (a + n - 1.0) / odd * ((a + b + n - 1.0) / odd) * n * (b - n) * x * x;
            let denominator = partial(n);
            let below = denominator + numerator * d;
            d = 1.0 / if below.abs() < TINY { TINY } else { below };
            c = denominator + numerator / c;
            if c.abs() < TINY {
                c = TINY;
            }
            let step = c * d;
            h *= step;
            if (step - 1.0).abs() < 2e-16 {
                break;
            }
        }
        1.0 / h
    }

    fn side(&self, x: f64, y: f64, side: Side) -> f64 {
        if !(self.a > 0.0 && self.b > 0.0) || x.is_nan() || y.is_nan() {
            f64::NAN
        } else if x <= 0.0 {
            if side == Side::Lower { 0.0 } else { 1.0 }
        } else if y <= 0.0 {
            if side == Side::Lower { 1.0 } else { 0.0 }
        } else {
            self.tail(x, y).of(side)
        }
    }

    fn ln_side(&self, x: f64, y: f64, side: Side) -> f64 {
        if x > 0.0 && y > 0.0 && self.a > 0.0 && self.b > 0.0 { self.tail(x, y).ln_of(side) } else { self.side(x, y, side).ln() }
    }

    /// I_x(a, b).
    pub fn lower(&self, x: f64) -> f64 {
        self.side(x, 1.0 - x, Side::Lower)
    }

    /// 1 - I_x(a, b), small values with their full accuracy.
    pub fn upper(&self, x: f64) -> f64 {
        self.side(x, 1.0 - x, Side::Upper)
    }

    /// I_x(a, b) where the caller has `y = 1 - x` more exactly than `x` tells (x beside 1).
    pub fn lower_at(&self, x: f64, y: f64) -> f64 {
        self.side(x, y, Side::Lower)
    }

    /// 1 - I_x(a, b), likewise.
    pub fn upper_at(&self, x: f64, y: f64) -> f64 {
        self.side(x, y, Side::Upper)
    }

    /// ln I_x(a, b), also where it underflows, given `x` and `y = 1 - x`.
    pub fn ln_lower_at(&self, x: f64, y: f64) -> f64 {
        self.ln_side(x, y, Side::Lower)
    }

    /// ln(1 - I_x(a, b)), also where it underflows, given `x` and `y = 1 - x`.
    pub fn ln_upper_at(&self, x: f64, y: f64) -> f64 {
        self.ln_side(x, y, Side::Upper)
    }

    /// The `x`, and `1 - x`, with I_x(a, b) = p; NaN for p outside `[0, 1]`.
    pub fn lower_inverse(&self, p: f64) -> (f64, f64) {
        match p {
            0.0 => (0.0, 1.0),
            1.0 => (1.0, 0.0),
            p if !(0.0..=1.0).contains(&p) => (f64::NAN, f64::NAN),
            p if p <= 0.5 => self.inverse(p, Side::Lower),
            p => self.inverse(1.0 - p, Side::Upper),
        }
    }

    /// The `x`, and `1 - x`, with 1 - I_x(a, b) = q; NaN for q outside `[0, 1]`.
    pub fn upper_inverse(&self, q: f64) -> (f64, f64) {
        match q {
            0.0 => (1.0, 0.0),
            1.0 => (0.0, 1.0),
            q if !(0.0..=1.0).contains(&q) => (f64::NAN, f64::NAN),
            q if q <= 0.5 => self.inverse(q, Side::Upper),
            q => self.inverse(1.0 - q, Side::Lower),
        }
    }

    /// Halley's method on the logarithm of the tail over `u = ln(x / (1 - x))`, where the density is log-concave, and so are both tails:
    /// Newton's method cannot go astray from any start.
    fn inverse(&self, tail: f64, side: Side) -> (f64, f64) {
        // Always as a lower tail, by turning x and 1 - x round.
        let (a, b, ln_a_beta) =
            if side == Side::Lower { (self.a, self.b, self.ln_a_beta) } else { (self.b, self.a, self.ln_b_beta) };
        let of = |u: f64| {
            let (x, y) = (1.0 / (1.0 + (-u).exp()), 1.0 / (1.0 + u.exp()));
            if side == Side::Lower { (x, y) } else { (y, x) }
        };
        let target = tail.ln();
        let power = (target + ln_a_beta) / a;
        if power < -600.0 {
            let x = power.exp();
            return if side == Side::Lower { (x, 1.0) } else { (1.0, x) };
        }
        let mut u = if a > 1.0 && b > 1.0 {
            // Abramowitz and Stegun 26.5.22.
            let z = -normal_quantile(tail);
            let (ra, rb) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
            let (h, third) = (2.0 / (ra + rb), (z * z - 3.0) / 6.0);
            let w = z * (h + third).max(0.0).sqrt() / h - (rb - ra) * (third + 5.0 / 6.0 - 2.0 / (3.0 * h));
            (a / b).ln() - 2.0 * w
        } else if power < -0.1 {
            power - (-power.exp()).ln_1p()
        } else {
            2.0
        };
        for _ in 0..200 {
            u = u.clamp(-700.0, 700.0);
            let (x, y) = of(u);
            let ln = self.tail(x, y).ln_of(side);
            let slope = (self.ln_prefix(x, y) - ln).exp();
            let step = (ln - target) / slope;
            let (x, y) = if side == Side::Lower { (x, y) } else { (y, x) };
            let halley = step / (1.0 - 0.5 * step * (a * y - b * x - slope)).clamp(0.5, 2.0);
            // Far in the tail the logarithm is a straight line: no limit on a step to the left.
            let step = if halley.is_finite() { halley.clamp(-8.0, 700.0) } else { 0.0 };
            u -= step;
            if step.abs() < 1e-6 {
                break;
            }
        }
        of(u)
    }
}

/// The tail `x` of one pair of parameters is the other tail of the pair turned round.
fn turned(tail: Tail) -> Tail {
    let side = if tail.side == Side::Lower { Side::Upper } else { Side::Lower };
    Tail { side, ..tail }
}

/// The tail below `x`, which is left of the middle or little right of it.
fn direct(beta: &IncompleteBeta, (a, b, ln_a_beta): (f64, f64, f64), (x, y): (f64, f64)) -> Tail {
    if (a <= 1.0 || b * x <= 0.7) && x <= 0.7 {
        return IncompleteBeta::series((a, b, ln_a_beta), (x, y));
    }
    let turned = a != beta.a;
    let ln = if turned { beta.ln_prefix(y, x) } else { beta.ln_prefix(x, y) };
    Tail::new(Side::Lower, ln, IncompleteBeta::fraction((a, b), (x, y)))
}
