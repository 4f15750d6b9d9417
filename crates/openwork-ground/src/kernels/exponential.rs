//! `exp` and `log1p` without branches: written so that the compiler turns a loop over them into vectors of any width.
//!
//! No fused multiply-add is used, so that every processor gives the same bits. Both are accurate to 1e-15, relatively; the tests
//! compare a million arguments.

/// The nearest whole number lands in the low bits of `x + SHIFT`.
const SHIFT: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52

/// ln 2 in two parts: the first has 21 zero bits at its end, so that its product with a small whole number is exact.
const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// `e^x` for `x <= 0`; below -708 it gives 0, where the true value is below 4e-308.
///
/// `x = n ln 2 + r` with a whole n and `|r| <= ln(2) / 2`; `e^r` by its Taylor series to the 13th power, and `2^n` by the bits.
///
/// ```
/// use openwork::kernels::exponential::exp;
/// assert!((exp(-1.0) - (-1.0_f64).exp()).abs() < 1e-16);
/// assert_eq!(exp(-1e4), 0.0);
/// ```
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let shifted = x * std::f64::consts::LOG2_E + SHIFT;
    let n = shifted - SHIFT;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let series = 1.0 / 6_227_020_800.0;
    let series = series * r + 1.0 / 479_001_600.0;
    let series = series * r + 1.0 / 39_916_800.0;
    let series = series * r + 1.0 / 3_628_800.0;
    let series = series * r + 1.0 / 362_880.0;
    let series = series * r + 1.0 / 40_320.0;
    let series = series * r + 1.0 / 5_040.0;
    let series = series * r + 1.0 / 720.0;
    let series = series * r + 1.0 / 120.0;
    let series = series * r + 1.0 / 24.0;
    let series = series * r + 1.0 / 6.0;
    let series = series * r + 0.5;
    let power = 1.0 + (r + r * r * series);
    let scaled = f64::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 52));
    if x < -708.0 { 0.0 } else { scaled }
}

/// `ln(1 + u)` for `0 <= u <= 1`.
///
/// With `1 + u` brought between 0.7 and 1.4 by a factor of 2, `ln(1 + v) = 2 artanh(v / (2 + v))`, by its series.
///
/// ```
/// use openwork::kernels::exponential::log1p;
/// assert!((log1p(0.5) - 1.5_f64.ln()).abs() < 1e-15);
/// assert_eq!(log1p(1e-30), 1e-30);
/// ```
#[inline(always)]
pub fn log1p(u: f64) -> f64 {
    let halve = u > 0.414_213_562_373_095_05;
    let v = if halve { 0.5 * u - 0.5 } else { u };
    let s = v / (2.0 + v);
    let z = s * s;
    let series = 1.0 / 23.0;
    let series = series * z + 1.0 / 21.0;
    let series = series * z + 1.0 / 19.0;
    let series = series * z + 1.0 / 17.0;
    let series = series * z + 1.0 / 15.0;
    let series = series * z + 1.0 / 13.0;
    let series = series * z + 1.0 / 11.0;
    let series = series * z + 1.0 / 9.0;
    let series = series * z + 1.0 / 7.0;
    let series = series * z + 1.0 / 5.0;
    let series = series * z + 1.0 / 3.0;
    let log = 2.0 * (s + s * z * series);
    if halve { LN2_HIGH + (log + LN2_LOW) } else { log }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_within_1e_15_of_the_platforms() {
        let mut worst = (0.0_f64, 0.0_f64);
        for i in 0..1_000_000 {
            let x = -f64::from(i) * 7.07e-4;
            worst.0 = worst.0.max((exp(x) / x.exp() - 1.0).abs());
            let u = f64::from(i) / 999_999.0;
            let small = u * u * u * u * 1e-3;
            for u in [u, small] {
                let apart = log1p(u) - u.ln_1p();
                worst.1 = worst.1.max(if u == 0.0 { apart.abs() } else { (apart / u.ln_1p()).abs() });
            }
        }
        assert!(worst.0 < 1e-15 && worst.1 < 1e-15, "{worst:?}");
    }

    #[test]
    fn the_ends_are_defined() {
        assert_eq!((exp(0.0), exp(-709.0), exp(-1e300), exp(f64::NEG_INFINITY)), (1.0, 0.0, 0.0, 0.0));
        assert!(exp(f64::NAN).is_nan());
        assert_eq!(log1p(0.0), 0.0);
        assert!((log1p(1.0) - std::f64::consts::LN_2).abs() < 1e-16);
    }
}
