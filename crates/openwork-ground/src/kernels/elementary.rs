//! `exp`, `expm1`, `ln`, `log1p` and powers over the whole line, without branches: a loop over them becomes vectors of any width.
//!
//! Such a loop waits for its longest chain of operations, for the processor holds few rounds of it at a time. Three ideas for that, a million
//! numbers on one thread (AVX-512): polynomials in groups that do not wait for each other, and special values chosen beside the result
//! instead of after it (the logarithm 2.5 to 1.45 ms, the exponential 1.35 to 1.15); several functions in short loops one after another
//! over what fits the first cache ([`each`], [`each_again`]) instead of in one long loop (the density of a Weibull 5.1 to 2.4).
//!
//! No fused multiply-add is used, so one number alone gives the same bits as the same number in a vector, on every processor.
//! Overflow, underflow to subnormal numbers, zero, infinity and NaN are what IEEE 754 says. Within 3e-16 to 2e-15 of the exact
//! value, relatively (tested).

use super::log::ln_scaled;

/// The nearest whole number lands in the low bits of `x + SHIFT`.
const SHIFT: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52
const ONE: u64 = 0x3ff0_0000_0000_0000;

/// ln 2 in two parts: the first has 21 zero bits at its end, so that its product with a small whole number is exact.
const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// A polynomial by Horner's rule, the highest coefficient first, written out: a loop inside a loop would keep the outer one from vectors.
macro_rules! horner {
    ($x:expr; $first:expr $(, $next:expr)* $(,)?) => {{
        let x = $x;
        let sum = $first;
        $(let sum = sum * x + $next;)*
        sum
    }};
}
pub(super) use horner;

/// Applies `f` to every number: one loop, compiled for every instruction set. `f` must inline, and own what it needs (`move`): what it
/// borrows might overlap with `out` for all the compiler knows, and then no loop becomes vectors.
#[inline(always)]
pub fn each(x: &[f64], out: &mut [f64], f: impl Fn(f64) -> f64) {
    vectorized!(move {
        for (&x, out) in x.iter().zip(out) {
            *out = f(x);
        }
    });
}

/// Replaces every number by `f` of the x beside it and of itself: the next of several short loops. `f` as in [`each`].
#[inline(always)]
pub fn each_again(x: &[f64], out: &mut [f64], f: impl Fn(f64, f64) -> f64) {
    vectorized!(move {
        for (&x, out) in x.iter().zip(out) {
            *out = f(x, *out);
        }
    });
}

/// Replaces every number by `f` of it. `f` as in [`each`].
#[inline(always)]
pub fn each_in_place(x: &mut [f64], f: impl Fn(f64) -> f64) {
    vectorized!(move {
        for x in x {
            *x = f(*x);
        }
    });
}

/// `x = n ln 2 + r`: `(e^r - 1, n)`, for x between -746 and 710.
#[inline(always)]
fn reduced(x: f64) -> (f64, f64) {
    let n = (x * std::f64::consts::LOG2_E + SHIFT) - SHIFT;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let q = r * r;
    let low = (0.5 + r * (1.0 / 6.0)) + q * (1.0 / 24.0 + r * (1.0 / 120.0));
    let middle = (1.0 / 720.0 + r * (1.0 / 5_040.0)) + q * (1.0 / 40_320.0 + r * (1.0 / 362_880.0));
    let high = (1.0 / 3_628_800.0 + r * (1.0 / 39_916_800.0)) + q * (1.0 / 479_001_600.0 + r * (1.0 / 6_227_020_800.0));
    let series = low + q * q * (middle + q * q * high);
    (r + q * series, n)
}

/// Two powers of two whose product is `2^n`, for a whole n between -2044 and 2046.
#[inline(always)]
fn powers_of_two(n: f64) -> (f64, f64) {
    let power = |shifted: f64| f64::from_bits((shifted.to_bits() << 52).wrapping_add(ONE));
    let half = n * 0.5 + SHIFT;
    (power(half), power((n - (half - SHIFT)) + SHIFT))
}

#[inline(always)]
fn clamped(x: f64) -> f64 {
    let x = if x < -746.0 { -746.0 } else { x };
    if x > 710.0 { 710.0 } else { x }
}

/// `e^x`. The power of two is applied in two halves, so that subnormal and largest results come out whole.
///
/// ```
/// use openwork::kernels::elementary::exp;
/// assert_eq!((exp(0.0), exp(-1e300), exp(1e300)), (1.0, 0.0, f64::INFINITY));
/// ```
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let (m, n) = reduced(clamped(x));
    let (first, second) = powers_of_two(n);
    (1.0 + m) * first * second
}

/// `e^x - 1`, exact near 0.
///
/// ```
/// use openwork::kernels::elementary::expm1;
/// assert_eq!((expm1(1e-300), expm1(-1e300)), (1e-300, -1.0));
/// ```
#[inline(always)]
pub fn expm1(x: f64) -> f64 {
    let (m, n) = reduced(clamped(if x < -60.0 { -60.0 } else { x }));
    let (first, second) = powers_of_two(n);
    let scale = first * second;
    let near = scale * m + (scale - 1.0);
    if n > 60.0 { (1.0 + m) * first * second } else { near } // there the 1 is below the last digit
}

/// `ln x`: negative infinity at 0, NaN below.
///
/// ```
/// use openwork::kernels::elementary::ln;
/// assert_eq!((ln(1.0), ln(0.0), ln(f64::INFINITY)), (0.0, f64::NEG_INFINITY, f64::INFINITY));
/// assert!(ln(-1.0).is_nan());
/// ```
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let small = x < f64::MIN_POSITIVE;
    let log = ln_scaled(if small { x * 18_014_398_509_481_984.0 } else { x }, if small { 54.0 } else { 0.0 }); // 2^54
    let end = if x < 0.0 { f64::NAN } else { x };
    let end = if x == 0.0 { f64::NEG_INFINITY } else { end };
    if (x > 0.0) & (x < f64::INFINITY) { log } else { end }
}

/// `ln(1 + x)`, exact near 0: what `1 + x` loses is given back by a quotient (W. Kahan).
///
/// ```
/// use openwork::kernels::elementary::ln_1p;
/// assert_eq!((ln_1p(1e-300), ln_1p(-1.0)), (1e-300, f64::NEG_INFINITY));
/// ```
#[inline(always)]
pub fn ln_1p(x: f64) -> f64 {
    let sum = 1.0 + x;
    let kept = sum - 1.0;
    let log = ln(sum);
    let near = log * (x / if kept == 0.0 { 1.0 } else { kept });
    let log = if x > 1e15 { log } else { near };
    if kept == 0.0 { x } else { log }
}

/// `ln(1 + x) - x`, exact near 0, where it is `-x²/2`.
#[inline(always)]
pub fn ln_1p_minus(x: f64) -> f64 {
    let near = x > -0.4 && x < 0.6;
    let close = ln_1p_minus_near(if near { x } else { 0.0 });
    if near { close } else { ln_1p(x) - x }
}

/// `ln(1 + x) - x` for x between -0.5 and 0.6: the first term left out is below 1e-15 of the sum.
///
/// With `r = x / (2 + x)`, `ln(1 + x) = 2 artanh r`, and `2r - x = -x r` exactly.
#[inline(always)]
pub fn ln_1p_minus_near(x: f64) -> f64 {
    let r = x / (2.0 + x);
    let z = r * r;
    let zz = z * z;
    let even = horner!(zz; 1.0 / 27.0, 1.0 / 23.0, 1.0 / 19.0, 1.0 / 15.0, 1.0 / 11.0, 1.0 / 7.0, 1.0 / 3.0);
    let odd = horner!(zz; 1.0 / 29.0, 1.0 / 25.0, 1.0 / 21.0, 1.0 / 17.0, 1.0 / 13.0, 1.0 / 9.0, 1.0 / 5.0);
    r * (2.0 * z * (even + z * odd) - x)
}

/// `ln(1 - e^x)` for `x <= 0`: by whichever of `1 - e^x` and `e^x` is the small one (M. Mächler, "Accurately computing log(1 - exp(-|a|))").
#[inline(always)]
pub fn ln_1m_exp(x: f64) -> f64 {
    let near = ln(-expm1(x));
    let far = ln_1p(-exp(x));
    if x > -std::f64::consts::LN_2 { near } else { far }
}

/// `a/b - 1 - ln(a/b)` of positive numbers, exact where the two are nearly the same.
pub fn ratio_gap(a: f64, b: f64) -> f64 {
    let d = (a - b) / b;
    if d.abs() < 0.5 { -ln_1p_minus(d) } else { d - (ln(a) - ln(b)) }
}

/// `x^y` for `x >= 0`, as `exp(y ln x)`; `0^0` is 1. The relative error grows with `|y ln x|`: at 700 it is 2e-13.
#[inline(always)]
pub fn powf(x: f64, y: f64) -> f64 {
    if y == 0.0 { 1.0 } else { exp(y * ln(x)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(got: f64, want: f64) -> f64 {
        if got == want || (got.is_nan() && want.is_nan()) {
            0.0
        } else if want.abs() < f64::MIN_POSITIVE {
            (got - want).abs() / 5e-324 * 1e-16 // in units of the smallest number
        } else {
            (got / want - 1.0).abs()
        }
    }

    #[test]
    fn close_to_the_standard_library_over_the_whole_line() {
        let mut worst = [0.0_f64; 5];
        for i in 0..400_000 {
            let t = f64::from(i) / 200_000.0 - 1.0;
            let wide = t * t * t * 750.0;
            let tiny = t.signum() * (-700.0 * t.abs()).exp();
            worst[0] = worst[0].max(apart(exp(wide), wide.exp()));
            for x in [wide, t * t * t, tiny] {
                worst[1] = worst[1].max(apart(expm1(x), x.exp_m1()));
                worst[3] = worst[3].max(if x > -1.0 { apart(ln_1p(x), x.ln_1p()) } else { 0.0 });
            }
            let x = f64::from_bits((t.abs() * f64::MAX.to_bits() as f64) as u64);
            worst[2] = worst[2].max(apart(ln(x), x.ln()));
            if t.abs() > 0.3 && t > -0.5 && t < 0.6 {
                worst[4] = worst[4].max(apart(ln_1p_minus_near(t), t.ln_1p() - t));
            }
            if t.abs() > 0.3 {
                worst[4] = worst[4].max(apart(ln_1p_minus(t), t.ln_1p() - t));
            }
        }
        assert!(worst.iter().all(|&w| w < 3e-15), "{worst:?}");
        assert!(apart(ln_1p_minus(1e-9), -0.5e-18 + 1e-27 / 3.0) < 1e-15);
        assert!(apart(ln_1p_minus(0.01), -4.966_914_683_191_715e-5) < 1e-14);
    }

    #[test]
    fn one_number_has_the_bits_of_many() {
        let x: Vec<f64> = (0..1000).map(|i| f64::from(i) * 0.7 - 350.0).collect();
        let mut out = vec![0.0; x.len()];
        each(&x, &mut out, |x| exp(x) + ln(x * x) + ln_1p_minus(x * x));
        for (&x, out) in x.iter().zip(out) {
            assert_eq!((exp(x) + ln(x * x) + ln_1p_minus(x * x)).to_bits(), out.to_bits());
        }
    }

    #[test]
    fn the_ends_are_defined() {
        let inf = f64::INFINITY;
        assert_eq!((exp(inf), exp(-inf), expm1(inf), expm1(-inf)), (inf, 0.0, inf, -1.0));
        assert_eq!((ln_1p(inf), powf(0.0, 2.0), powf(0.0, -1.0), powf(0.0, 0.0)), (inf, 0.0, inf, 1.0));
        assert_eq!((exp(-745.0), exp(709.7)), ((-745.0_f64).exp(), exp(709.7)));
        for f in [exp, expm1, ln, ln_1p, ln_1p_minus] {
            assert!(f(f64::NAN).is_nan());
        }
    }
}
