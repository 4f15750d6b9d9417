//! Elementary functions in single precision, without branches: a loop over them becomes vectors of any width (see [`pointwise`](super::pointwise)).
//!
//! The methods are the published ones: the argument is reduced (Cody and Waite 1980: `x = n ln 2 + r` for the exponential; `x = 2^k m`
//! for the logarithm; the Gaussian tail as `e^(-x^2/2)` times a polynomial in `1 / (1 + 0.27 |x|)`, the form of Hastings 1955), and what is
//! left is a polynomial whose largest relative error is least, found by Remez's exchange (`parity/polynomials.py` prints them). Every
//! multiply-add is the fused one, which rounds once on every processor, so the bits are the same everywhere. The tests compare with
//! `f64`: exponentials and tanh within two units in the last place, logarithms within three, the normal tail within six and half the square of its argument.
//!
//! NaN stays NaN. Results below the least normal number, 1.2e-38, are 0: denormal numbers would slow a loop down.

/// The nearest whole number lands in the low bits of `x + SHIFT`.
const SHIFT: f32 = 12_582_912.0; // 1.5 * 2^23
/// `ln 2` in two parts: the first has 8 zero bits at its end, so that its product with a small whole number is exact.
const LN2_HIGH: f32 = 0.693_145_75;
const LN2_LOW: f32 = 1.428_606_8e-6;
/// Below this `e^x` is less than the least normal number.
const LEAST: f32 = -87.336_54;
/// The bits of `sqrt(1/2)`.
const ROOT_HALF: u32 = 0x3f35_04f3;
const ONE: u32 = 0x3f80_0000;

/// The polynomial with these coefficients, the constant one first, by Horner's rule.
#[inline(always)]
fn polynomial<const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut sum = coefficients[N - 1];
    for i in (0..N - 1).rev() {
        sum = sum.mul_add(x, coefficients[i]);
    }
    sum
}

/// `x = n ln 2 + r`: `n + SHIFT` and `e^r - 1`.
#[inline(always)]
fn reduced(x: f32) -> (f32, f32) {
    let shifted = x.mul_add(std::f32::consts::LOG2_E, SHIFT);
    let n = shifted - SHIFT;
    let r = n.mul_add(-LN2_LOW, n.mul_add(-LN2_HIGH, x));
    let series = polynomial(r, [0.5, 0.166_664_89, 0.041_665_554, 0.008_372_248, 0.001_403_545_4]);
    (shifted, (r * r).mul_add(series, r))
}

/// `2^n`, n between -126 and 127, from `n + SHIFT`.
#[inline(always)]
fn power(shifted: f32) -> f32 {
    f32::from_bits((shifted.to_bits() << 23).wrapping_add(ONE))
}

/// `e^x` for `x <= 0`.
///
/// ```
/// use openwork::kernels::single::exp_negative;
/// assert_eq!(exp_negative(-1.0), (-1.0_f32).exp());
/// assert_eq!(exp_negative(f32::NEG_INFINITY), 0.0);
/// ```
#[inline(always)]
pub fn exp_negative(x: f32) -> f32 {
    // Two selects of one value each: a choice between results would become a branch around the work.
    let (shifted, r) = reduced(if x < LEAST { LEAST } else { x });
    let scale = if x < LEAST { 0.0 } else { power(shifted) };
    r.mul_add(scale, scale)
}

/// `e^x`; infinite above 88.72.
///
/// ```
/// use openwork::kernels::single::exp;
/// assert_eq!((exp(0.0), exp(-1e4), exp(1e4)), (1.0, 0.0, f32::INFINITY));
/// ```
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let capped = if x > 89.0 { 89.0 } else { x };
    let (shifted, r) = reduced(if x < LEAST { LEAST } else { capped });
    // Half of 2^n first: n may be 128, for which there is no f32.
    let half = if x < LEAST { 0.0 } else { power(shifted - 1.0) };
    r.mul_add(half, half) * 2.0
}

/// `e^x - 1` for `x <= 0`.
#[inline(always)]
pub fn expm1_negative(x: f32) -> f32 {
    let x = if x < LEAST { LEAST } else { x };
    let (shifted, r) = reduced(x);
    let scale = power(shifted);
    r.mul_add(scale, scale - 1.0)
}

/// `k ln 2 + ln(1 + f)` for f between `sqrt(1/2) - 1` and `sqrt(2) - 1`: the second is `2 artanh(s)`, `s = f / (2 + f)`, and
/// `2 s = f - s f`, so that the large part of the answer is exact and the small one rounded.
#[inline(always)]
fn log(k: f32, f: f32) -> f32 {
    let s = f / (2.0 + f);
    let z = s * s;
    let series = 2.0 * z * polynomial(z, [0.333_333_88, 0.199_887_87, 0.149_354_7]);
    k.mul_add(LN2_HIGH, f - s.mul_add(f - series, -k * LN2_LOW))
}

/// `ln(1 + u)` for `0 <= u <= 1`.
#[inline(always)]
pub fn log1p(u: f32) -> f32 {
    let halve = u > 0.414_213_57;
    log(if halve { 1.0 } else { 0.0 }, if halve { 0.5 * u - 0.5 } else { u })
}

/// `ln x`: minus infinity for 0, NaN below.
///
/// ```
/// use openwork::kernels::single::ln;
/// assert_eq!((ln(1.0), ln(0.0), ln(f32::INFINITY)), (0.0, f32::NEG_INFINITY, f32::INFINITY));
/// assert!(ln(-1.0).is_nan());
/// ```
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    let (k, f) = split(x);
    ends(x, log(k, f))
}

/// `ln(1 - x)` for `0 <= x <= 1`, exact also where `1 - x` would lose what x says.
#[inline(always)]
pub fn ln_one_minus(x: f32) -> f32 {
    let (k, f) = split(1.0 - x);
    let small = x < 0.25;
    ends(1.0 - x, log(if small { 0.0 } else { k }, if small { -x } else { f }))
}

/// `x = 2^k (1 + f)`.
#[inline(always)]
fn split(x: f32) -> (f32, f32) {
    let tiny = x < f32::MIN_POSITIVE;
    let bits = if tiny { x * 16_777_216.0 } else { x }.to_bits();
    let exponent = bits.wrapping_sub(ROOT_HALF) & 0xff80_0000;
    let m = f32::from_bits(bits.wrapping_sub(exponent));
    let k = (exponent as i32 >> 23) as f32;
    (if tiny { k - 24.0 } else { k }, m - 1.0)
}

/// The logarithm's ends.
#[inline(always)]
fn ends(x: f32, log: f32) -> f32 {
    let log = if x == 0.0 { f32::NEG_INFINITY } else { log };
    let log = if x < 0.0 { f32::NAN } else { log };
    if x < f32::INFINITY { log } else { x }
}

/// `1 / (1 + e^-x)`.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    let e = exp_negative(-x.abs());
    (if x < 0.0 { e } else { 1.0 }) / (1.0 + e)
}

/// `sigmoid(x)` and its derivative `e / (1 + e)^2`, `e = e^-|x|`: no difference of near numbers, so a saturated gradient keeps its digits.
#[inline(always)]
pub fn sigmoid_slope(x: f32) -> (f32, f32) {
    let e = exp_negative(-x.abs());
    let inverse = 1.0 / (1.0 + e);
    let small = e * inverse;
    (if x < 0.0 { small } else { inverse }, small * inverse)
}

/// `tanh x`: an odd polynomial near 0, `(1 - e^-2|x|) / (1 + e^-2|x|)` elsewhere.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let a = x.abs();
    let z = x * x;
    let series = polynomial(z, [-0.333_332_8, 0.133_314_42, -0.053_739_716, 0.020_639_09, -0.005_704_989]);
    let near = (x * z).mul_add(series, x);
    let e = exp_negative(-2.0 * a);
    let far = (1.0 - e) / (1.0 + e);
    (if a < 0.625 { near } else { far }).copysign(x)
}

/// The derivative of tanh, `4 e^-2|x| / (1 + e^-2|x|)^2`.
#[inline(always)]
pub fn tanh_slope(x: f32) -> f32 {
    4.0 * sigmoid_slope(2.0 * x).1
}

/// Beyond this the normal tail is below 2.4e-38, and stays there.
const FAR: f32 = 12.9;

/// The normal distribution function of x, and `e^(-x^2/2)`.
///
/// `e^(-x^2/2) = 2^y` with `y = -x^2 log2(e) / 2`: the nearest whole number goes into the exponent by its bits, the rest into a polynomial. What the
/// square lost by rounding, at most `x^2 / 2` units in the last place of the result, is let go.
#[inline(always)]
pub fn normal(x: f32) -> (f32, f32) {
    let a = x.abs();
    let a = if a > FAR { FAR } else { a };
    let square = a * a;
    let shifted = square.mul_add(-0.5 * std::f32::consts::LOG2_E, SHIFT);
    let part = square.mul_add(-0.5 * std::f32::consts::LOG2_E, SHIFT - shifted);
    let power = polynomial(
        part,
        [1.0, std::f32::consts::LN_2, 0.240_226_48, 0.055_503_62, 0.009_618_526, 0.001_339_016_2, 0.000_153_211_55],
    );
    let e = f32::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 23));
    let t = 1.0 / a.mul_add(0.27, 1.0);
    // Around the middle of its range the polynomial is well conditioned: its first coefficient is most of it.
    let series = polynomial(
        t - 0.5625,
        [
            0.223_562_31,
            0.366_038_24,
            0.435_987_62,
            0.348_166_94,
            0.134_035_27,
            -0.047_992_176,
            -0.071_645_333,
            0.003_948_903,
            0.028_760_686,
        ],
    );
    let tail = e * (t * series);
    (if x < 0.0 { tail } else { 1.0 - tail }, e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use openwork::activation::scalar;

    /// The largest distance in units in the last place of the true value, over a grid.
    fn worst(low: f64, high: f64, f: impl Fn(f32) -> f32, truth: impl Fn(f64) -> f64) -> f64 {
        let n = 200_000;
        let mut worst = (0.0, 0.0);
        for i in 0..=n {
            let x = (low + (high - low) * f64::from(i) / f64::from(n)) as f32;
            let want = truth(f64::from(x));
            if want.abs() < f64::from(f32::MIN_POSITIVE) * 2.0 {
                continue;
            }
            let unit = 2.0_f64.powi(want.abs().log2().floor() as i32 - 23);
            let apart = (f64::from(f(x)) - want).abs() / unit;
            if apart > worst.0 {
                worst = (apart, f64::from(x));
            }
        }
        println!("{worst:?}");
        worst.0
    }

    #[test]
    fn within_two_units_in_the_last_place() {
        assert!(worst(-88.0, 0.0, exp_negative, f64::exp) < 1.5);
        assert!(worst(-88.0, 88.7, exp, f64::exp) < 1.5);
        assert!(worst(-88.0, 0.0, expm1_negative, f64::exp_m1) < 1.5);
        assert!(worst(-1e-3, 0.0, expm1_negative, f64::exp_m1) < 1.5);
        assert!(worst(0.0, 1.0, log1p, f64::ln_1p) < 1.5);
        assert!(worst(0.0, 4.0, ln, f64::ln) < 1.5);
        assert!(worst(0.0, 1e30, ln, f64::ln) < 1.5);
        assert!(worst(0.0, 1e-30, ln, f64::ln) < 1.5);
        assert!(worst(0.0, 0.999_999, ln_one_minus, |x| (-x).ln_1p()) < 2.5);
        assert!(worst(-87.0, 20.0, sigmoid, scalar::sigmoid) < 2.5);
        assert!(worst(-87.0, 87.0, |x| sigmoid_slope(x).1, scalar::sigmoid_slope) < 4.5);
        assert!(worst(-10.0, 10.0, tanh, f64::tanh) < 2.0);
        assert!(worst(-1e-3, 1e-3, tanh, f64::tanh) < 1.5);
        assert!(worst(-3.0, 0.0, |x| normal(x).0, scalar::normal) < 8.0);
        assert!(worst(-12.8, -3.0, |x| normal(x).0, scalar::normal) < 90.0);
        assert!(worst(0.0, 13.0, |x| normal(x).0, scalar::normal) < 4.0);
    }

    #[test]
    fn the_ends_are_defined_and_nan_stays_nan() {
        let far = [f32::NEG_INFINITY, -1e30, -1000.0, 1000.0, 1e30, f32::INFINITY];
        for f in [sigmoid, tanh, |x| sigmoid_slope(x).1, tanh_slope, |x| normal(x).0] {
            assert!(far.iter().all(|&x| f(x).is_finite()));
        }
        let every = [exp_negative, exp, expm1_negative, log1p, ln, ln_one_minus, sigmoid, tanh, tanh_slope, |x| normal(x).0];
        let nans = [f32::NAN, -f32::NAN, f32::from_bits(0x7fc0_0123), f32::from_bits(0xff80_0001)];
        assert!(every.iter().all(|f| nans.iter().all(|&nan| f(nan).is_nan())));
        assert_eq!((exp(f32::INFINITY), exp(f32::NEG_INFINITY)), (f32::INFINITY, 0.0));
        assert_eq!(ln_one_minus(1.0), f32::NEG_INFINITY);
        assert!((ln(1e-45) / 1e-45_f32.ln() - 1.0).abs() < 1e-7);
        assert_eq!((tanh(1000.0), tanh(-1000.0), sigmoid(-1000.0), sigmoid(1000.0)), (1.0, -1.0, 0.0, 1.0));
        assert_eq!(tanh(-0.0).to_bits(), (-0.0_f32).to_bits());
    }
}
